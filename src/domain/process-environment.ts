import { HoistError } from '../errors.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Changes of how Node itself behaves that a step before this one may have left: said aloud, never passed over. */
const telling: ReadonlyMap<string, string> = new Map([
  ['NODE_OPTIONS', 'Node runs with further options'],
  ['NODE_EXTRA_CA_CERTS', 'further certificate authorities are trusted'],
  ['SSLKEYLOGFILE', 'keys of TLS connections may be written to a file'],
]);

const proxies = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'];

/**
 * What the environment of this process changes about its connections (A50), a sentence each: the caller shows them.
 *
 * @throws HoistError `TLS_NOT_VERIFIED` where it turns the verification of certificates off for everything
 */
export function environmentNotices(env: Environment): readonly string[] {
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    throw new HoistError(
      'config',
      'TLS_NOT_VERIFIED',
      'NODE_TLS_REJECT_UNAUTHORIZED=0 turns TLS verification off',
      {
        hint: 'Take the variable away. For one registry, write ca: or insecure: true under registries in the config.',
      },
    );
  }
  const changes = [...telling]
    .filter(([name]) => filled(env[name]))
    .map(([name, what]) => `${name} is set: ${what}`);
  return [...changes, ...proxies.flatMap((name) => proxyNotice(env, name))];
}

/** Names the proxy by its host alone: its address may hold a password. */
function proxyNotice(env: Environment, name: string): string[] {
  const value = env[name.toLowerCase()] ?? env[name];
  if (!filled(value)) return [];
  const address = value.includes('://') ? value : `http://${value}`;
  const host = URL.canParse(address) ? new URL(address).host : '';
  return [
    `${name} is set: connections go through ${host === '' ? 'a proxy that has no legal address' : host}`,
  ];
}

function filled(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
