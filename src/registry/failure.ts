import { HoistError, type ErrorKind } from '../errors.ts';
import { privateAddress } from '../http/address-guard.ts';
import { headerOf, type HttpResponse } from '../http/http.ts';
import { proxyFor } from '../http/proxy.ts';
import type { HostContext } from './host.ts';
import { codeOf } from './retry.ts';
import { readErrors, type RegistryError } from './schema.ts';

/** What was tried, for messages: `push to`, `acme/web`. */
export type Attempt = {
  /** An infinitive: `read the manifest 1.4 of`. */
  readonly verb: string;
  /** The repository's path. */
  readonly path: string;
  /** It only reads: whatever the answer is, nothing was written by it. */
  readonly reads?: boolean;
};

/** A page or a proxy's message, not a registry's answer (Q23). */
const html = /^\s*</;
/** Servers that are asked for TLS answer plain HTTP with 400 and a sentence that says so. */
const wantsTls = /\bHTTPS\b/;

/** Whether an answer is of a web server, a proxy or a port for TLS: whatever its status, no registry judged anything. */
export function isOfNoRegistry({ body }: Pick<HttpResponse, 'body'>): boolean {
  const start = startOf(body);
  return html.test(start) || (readErrors(body).length === 0 && wantsTls.test(start));
}

function startOf(body: Uint8Array): string {
  return Buffer.from(body.subarray(0, 500)).toString('latin1');
}

/** The codes of a registry's error answer, upper case (P42). */
export function codesOf(response: Pick<HttpResponse, 'body'>): readonly string[] {
  return readErrors(response.body).map((error) => error.code);
}

/**
 * An error answer in words that say what the user can change. Decides on the status first, the code second, the message
 * never (P42).
 */
export function answerError(host: HostContext, attempt: Attempt, response: HttpResponse): HoistError {
  const { status } = response;
  const errors = readErrors(response.body);
  const first = errors[0];
  const said = first === undefined ? '' : `: ${first.code}${wordsOf(errors)}`;
  const page = first === undefined && html.test(startOf(response.body));
  const proxy = page ? ' (the answer is a web page, so a proxy or a firewall may have given it)' : '';
  const message = `could not ${attempt.verb} ${host.host}/${attempt.path}: ${host.host} answered ${status}${said}${proxy}`;
  const [kind, code, hint] = meaning(host, attempt, response);
  const vendorHint = host.learned.dialect.hint(
    status,
    errors.map((error) => error.code),
  );
  const requestId =
    headerOf(response.headers, 'x-request-id') ?? headerOf(response.headers, 'x-github-request-id');
  const id = requestId !== undefined && /^[\w:.-]{1,80}$/.test(requestId) ? ` (request id ${requestId})` : '';
  return new HoistError(kind, code, `${message}${id}`, {
    hint: code === 'QUOTA' ? hint : (vendorHint ?? hint),
  });
}

/** The first message; what went wrong may stand in a detail only, and in distribution's of the second error. */
function wordsOf(errors: readonly RegistryError[]): string {
  const message = errors[0]?.message ?? '';
  const detail = errors.map((error) => error.detail ?? '').find((text) => text !== '' && text !== message);
  return (
    (message === '' ? '' : ` ${unsigned(message)}`) + (detail === undefined ? '' : ` (${unsigned(detail)})`)
  );
}

/** What a registry says may repeat a signed address (A45). */
function unsigned(text: string): string {
  return text.replaceAll(/\?[^\s?]*=\S*/g, '?…');
}

type Meaning = readonly [kind: ErrorKind, code: string, hint: string];

function meaning(host: HostContext, attempt: Attempt, response: HttpResponse): Meaning {
  const { status } = response;
  const repository = `${host.host}/${attempt.path}`;
  // What it says does not change that it is refused for good; only what to do about it (F34).
  if (refusals.has(status) && readErrors(response.body).some(isQuota)) {
    return [
      'incomplete',
      'QUOTA',
      `The quota of ${repository} or of its project is used up: raise it, or delete what nobody needs.`,
    ];
  }
  switch (status) {
    case 401:
      return [
        'unreachable',
        'UNAUTHORIZED',
        host.learned.passwordRefused
          ? `The user and the password that are configured for ${host.host} are wrong or expired, or may not use ${repository}: log in again (docker login ${host.host}).`
          : `Log in before (docker login ${host.host}), or check that ${repository} exists and the account may use it.`,
      ];
    case 403:
      return [
        'unreachable',
        'DENIED',
        `The account is not allowed to do this, or ${repository} does not exist. Check its rights on the repository.`,
      ];
    case 404:
      return [
        'unreachable',
        'NOT_FOUND',
        attempt.reads === true
          ? `Check the name ${repository}, and that what it should hold was not deleted there.`
          : `Check the name ${repository}; some registries want the repository to be created first.`,
      ];
    case 407:
      return ['unreachable', 'PROXY', proxyHint(host.base)];
    case 413:
      return [
        'incomplete',
        'TOO_LARGE',
        'The registry or a proxy before it limits the size: raise that limit.',
      ];
    case 429:
      return [
        'unreachable',
        'TOO_MANY_REQUESTS',
        'Run again later, or log in: accounts may often send more requests.',
      ];
    case 507:
      return ['incomplete', 'QUOTA', 'The registry has no room left: make some, or raise its limit.'];
    default:
      return status >= 500
        ? ['unreachable', 'SERVER_ERROR', 'The registry has a fault of its own. Run again later.']
        : [
            attempt.reads === true ? 'unreachable' : 'incomplete',
            'REFUSED_BY_REGISTRY',
            refusalHint(host, attempt, response),
          ];
  }
}

function refusalHint(host: HostContext, { reads }: Attempt, { status, body }: HttpResponse): string {
  if (status === 405 && reads !== true)
    return `${host.host} takes no pushes: it is read-only, or a pull-through cache. Push to the registry behind it, if there is one.`;
  // zot, unless it is told to take them.
  if (status === 415)
    return `${host.host} does not take manifests of this media type, and Hoist changes no bytes. For images in Docker's format: let it take them (zot: http.compat: ["docker2s2"]), or build them in OCI format.`;
  if (status === 400 && wantsCertificate.test(startOf(body))) return clientHint(host.host);
  const tls = status === 400 && wantsTls.test(startOf(body)) ? tlsHint(host) : undefined;
  return (
    tls ??
    `Another try changes nothing. What is above is all that ${host.host} says; its log, or that of a proxy before it, may say more.`
  );
}

/** Where credentials of a proxy go; which variable named it is known to nobody here, but one of the two it was. */
function proxyHint(url: URL): string {
  return `The proxy wants credentials, or others than it got: put them into ${proxyVariable(url)}: http://USER:PASSWORD@PROXY:PORT.`;
}

function proxyVariable({ protocol }: URL): string {
  return `${protocol === 'http:' ? 'HTTP_PROXY' : 'HTTPS_PROXY'} (or ALL_PROXY, if that names it)`;
}

/** For a host that may speak TLS and is asked without it. */
function tlsHint({ host, base, settings }: HostContext): string | undefined {
  if (base.protocol !== 'http:') return undefined;
  return settings === undefined
    ? `${host} is asked in plain HTTP, as hosts of this machine without an entry are. If it speaks TLS, say so in the config: registries: { '${host}': { plain-http: false } }.`
    : `${host} is asked in plain HTTP, as the config says. If it speaks TLS, take plain-http: true away there.`;
}

const refusals = new Set([400, 403, 409, 412, 413]);

function isQuota({ code, message }: RegistryError): boolean {
  return /quota/i.test(code) || /\bquota\b|storage resource.*exceed/i.test(message);
}

const tlsCodes =
  /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO|INVALID_CA|INVALID_PURPOSE)/;
const plainHttpCodes = new Set(['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG']);
/** Alerts of a server that wants to know who connects, by a certificate (RFC 8446 §6.2; TLS 1.2 has only the second). */
const wantsCertificateCodes = /_ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE)$/;
/** Said by the server: its own certificate is not what is wrong. */
const alert = /_ALERT_/;
/** nginx says it in words. */
const wantsCertificate = /\bNo required SSL certificate\b/;
const answerTooLong = 'HOIST_ANSWER_TOO_LONG';
/** How a server that speaks TLS ends a connection on which it is asked without. */
const wantsTlsCodes = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'HOIST_ANSWER_NOT_HTTP']);
const proxyCode = /^HOIST_PROXY_([0-9]{3})$/;

/**
 * A network error in words; what was thrown by us already passes. `url` is where the request went in the end: a host that
 * the registry sent us to is named as that (F1).
 */
export function networkError(host: HostContext, attempt: Attempt, error: unknown, url?: URL): unknown {
  const away = url !== undefined && url.origin !== host.base.origin ? url.host : undefined;
  // Whoever resolves names knows no port, and the entry in the config needs it.
  if (error instanceof HoistError && error.code === 'ADDRESS_PRIVATE' && away !== undefined)
    return privateAddress(away);
  if (error instanceof HoistError) return error;
  const code = codeOf(error);
  if (code === undefined) return error;
  const where = away === undefined ? '' : ` at ${away}, where ${host.host} sent us`;
  const proxy = unmetCodes.has(code) ? proxyOf(url ?? host.base) : undefined;
  const what =
    proxy === undefined ? `${plain(code)}${where}` : `the proxy ${proxy} cannot be reached, ${plain(code)}`;
  const message = `could not ${attempt.verb} ${host.host}/${attempt.path}: ${what} (${code})`;
  return new HoistError('unreachable', proxy === undefined ? kindOf(code) : 'PROXY', message, {
    hint:
      proxy === undefined
        ? networkHint(host, code, url ?? host.base)
        : `Check the address of the proxy in ${proxyVariable(host.base)}, or except ${away ?? host.host} with NO_PROXY.`,
    cause: error,
  });
}

/** Of machines and networks that no way leads to from here. */
const wayless = ['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN'] as const;

/** How connecting ends where nobody is met: with a proxy, the proxy. What that cannot connect to, it answers itself. */
const unmetCodes = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', ...wayless]);

/** The proxy that requests to a URL go through: `proxy.example.com:3128`. */
function proxyOf(url: URL): string | undefined {
  return proxyFor(url, () => {})?.url.host;
}

/** What {@link networkError} made of a document that is longer than was allowed. */
export function isAnswerTooLong(error: unknown): boolean {
  return error instanceof HoistError && codeOf(error.cause) === answerTooLong;
}

function kindOf(code: string): string {
  if (tlsCodes.test(code)) return 'TLS';
  return proxyCode.test(code) ? 'PROXY' : 'NETWORK';
}

function plain(code: string): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the host name is not known';
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if ((wayless as readonly string[]).includes(code)) return 'no way leads there from here';
  if (alert.test(code)) return 'it does not accept our TLS connection';
  if (tlsCodes.test(code)) return 'the TLS connection is not trusted';
  if (code.endsWith('_TIMEOUT') || code === 'ETIMEDOUT') return 'no answer in time';
  if (code === answerTooLong || code === 'UND_ERR_HEADERS_OVERFLOW')
    return 'the answer is longer than allowed';
  if (code === 'HOIST_ANSWER_NOT_HTTP' || code === 'HOIST_ANSWER_ENDLESS')
    return 'the answer is not HTTP as it should be';
  const proxied = proxyCode.exec(code)?.[1];
  return proxied === undefined ? 'the connection broke' : `the proxy refused the connection with ${proxied}`;
}

function networkHint(host: HostContext, code: string, url: URL): string {
  const away = url.origin === host.base.origin ? undefined : url.host;
  if (proxyCode.test(code)) {
    return code === 'HOIST_PROXY_407'
      ? proxyHint(url)
      : `Let the proxy connect to ${away ?? host.host}, or except the host with NO_PROXY.`;
  }
  if (away !== undefined)
    return `${away} must be reachable from here, too: ${host.host} keeps its blobs there.`;
  if (tlsCodes.test(code)) return `${tlsFailureHint(host, code)}${secureProxyHint(url)}`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `Check the spelling of ${host.host}, and that names like it are known here: a network without them needs a proxy.`;
  const general =
    'Check that the host can be reached from here, through a proxy if there is one, and run again.';
  const tls = wantsTlsCodes.has(code) ? tlsHint(host) : undefined;
  return tls === undefined ? general : `${tls} Otherwise run again.`;
}

function tlsFailureHint(host: HostContext, code: string): string {
  return plainHttpCodes.has(code)
    ? `If ${host.host} speaks plain HTTP, say so in the config: registries: { '${host.host}': { plain-http: true } }.`
    : certificateHint(host, code);
}

/** A proxy that is asked over TLS may be the one whose TLS failed, and no entry of the registry helps then. */
function secureProxyHint(url: URL): string {
  const proxy = proxyFor(url, () => {})?.url;
  if (proxy?.protocol !== 'https:') return '';
  return ` If it is the proxy ${proxy.host} that fails so: write http:// before it in ${proxyVariable(url)} where it speaks plain HTTP, and give NODE_EXTRA_CA_CERTS its CA where that is your own.`;
}

function clientHint(host: string): string {
  return `${host} wants a certificate of the client, and Hoist has none: reach it through a proxy of yours that has one, or by a name that does not ask for it.`;
}

/** What is wrong with a certificate decides what helps. */
function certificateHint({ host, settings }: HostContext, code: string): string {
  if (wantsCertificateCodes.test(code)) return clientHint(host);
  if (code.endsWith('_ALERT_NO_APPLICATION_PROTOCOL'))
    return `${host} takes HTTP/2 only, and Hoist speaks HTTP/1.1: let it, or the proxy before it, take that, too.`;
  if (alert.test(code))
    return `${host} ended the TLS connection: it may take other versions or ciphers than this machine, or want a certificate of the client, which Hoist does not have.`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH')
    return `The certificate is of another host: use the name that is in it, or have one made for ${host}.`;
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return `The certificate of ${host} does not count at this time: renew it, or set the clock of this machine right.`;
  return settings?.ca === undefined
    ? `If ${host} has a certificate of your own CA, name it in the config: registries: { '${host}': { ca: PATH } }.`
    : `It was not issued by the CA that the config names for ${host}: name the right one in registries: { '${host}': { ca: PATH } }. The server has to send the certificates between, too.`;
}
