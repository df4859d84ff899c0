import { getProxyForUrl } from 'proxy-from-env';
import { HoistError } from '../errors.ts';
import { isLoopback } from '../image/loopback.ts';
import { isExcepted } from './no-proxy.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export type Proxy = {
  /** Without user name and password. */
  readonly url: URL;
  /** The value of `Proxy-Authorization`, where the environment gives a user. It goes to the proxy and nowhere else (A5). */
  readonly authorization?: string;
};

/**
 * Which proxy a request goes through: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`, in capitals or not. This
 * machine itself is never asked for through a proxy. Credentials of the proxy are told to `secret` before they are used.
 *
 * @throws HoistError `PROXY_INVALID`
 */
export function proxyFor(url: URL, secret: (value: string) => void): Proxy | undefined {
  if (isLoopback(url.hostname)) return undefined;
  const text = withScheme(getProxyForUrl(url), url);
  // The library reads the process's environment itself, so what it leaves out of NO_PROXY is read there, too.
  if (text === '' || isExcepted(valueOf(process.env, 'no_proxy'), url)) return undefined;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy === undefined || (proxy.protocol !== 'http:' && proxy.protocol !== 'https:')) {
    throw new HoistError(
      'config',
      'PROXY_INVALID',
      'the proxy that the environment names is not an http URL',
      {
        hint: 'Set HTTPS_PROXY to http://HOST:PORT, or exclude the host with NO_PROXY.',
      },
    );
  }
  const authorization = authorizationOf(proxy, secret);
  proxy.username = '';
  proxy.password = '';
  return { url: proxy, ...(authorization === undefined ? {} : { authorization }) };
}

/**
 * Looks at what earlier steps may have left in the environment (A50): refuses a process whose TLS checks were switched
 * off, and gives the sentences that say what else changes where bytes go or whom we trust.
 *
 * @throws HoistError `TLS_NOT_VERIFIED`
 */
export function noticesOf(env: Environment): readonly string[] {
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    throw new HoistError(
      'config',
      'TLS_NOT_VERIFIED',
      'NODE_TLS_REJECT_UNAUTHORIZED=0 switches certificate checks off',
      {
        hint: 'Unset it. For one registry with its own CA write registries.HOST.ca in the config.',
      },
    );
  }
  const notices: string[] = [];
  const proxies = ['https_proxy', 'http_proxy', 'all_proxy'].filter((name) => valueOf(env, name) !== '');
  if (proxies.length > 0) {
    const names = proxies.map((name) => name.toUpperCase()).join(', ');
    notices.push(`requests go through a proxy (${names}); it resolves host names`);
  }
  if (valueOf(env, 'NODE_EXTRA_CA_CERTS') !== '')
    notices.push('NODE_EXTRA_CA_CERTS adds certificate authorities');
  if (valueOf(env, 'SSLKEYLOGFILE') !== '')
    notices.push('SSLKEYLOGFILE is set; connections of some programs can be read');
  return notices;
}

/** `proxy.example.com:3128` is asked in plain HTTP, as by every program; the library would take the scheme of the request. */
function withScheme(text: string, { protocol }: URL): string {
  const written =
    valueOf(process.env, `${protocol}_proxy`.replace(':', '')) || valueOf(process.env, 'all_proxy');
  return text === '' || written.includes('://') ? text : `http://${written}`;
}

function valueOf(env: Environment, name: string): string {
  return env[name] || env[name.toUpperCase()] || '';
}

function authorizationOf(proxy: URL, secret: (value: string) => void): string | undefined {
  if (proxy.username === '' && proxy.password === '') return undefined;
  const password = decode(proxy.password);
  const encoded = Buffer.from(`${decode(proxy.username)}:${password}`).toString('base64');
  for (const value of [proxy.password, password, encoded]) {
    if (value !== '') secret(value);
  }
  return `Basic ${encoded}`;
}

/** A lone `%` is itself, as in every program that reads these variables. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
