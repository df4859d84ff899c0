import { HoistError, type ErrorKind } from '../errors.ts';
import { headerOf, type HttpResponse } from '../http/http.ts';
import type { HostContext } from './host.ts';
import { codeOf } from './retry.ts';
import { readErrors } from './schema.ts';

/** What was tried, for messages: `push to`, `acme/web`. */
export type Attempt = {
  /** An infinitive: `read the manifest 1.4 of`. */
  readonly verb: string;
  /** The repository's path. */
  readonly path: string;
};

const quota = new Set([413, 507]);
/** A page or a proxy's message, not a registry's answer (Q23). */
const html = /^\s*</;

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
  const said = first === undefined ? '' : `: ${first.code}${first.message === '' ? '' : ` ${first.message}`}`;
  const page =
    first === undefined && html.test(Buffer.from(response.body.subarray(0, 200)).toString('latin1'));
  const proxy = page ? ' (the answer is a web page, so a proxy or a firewall may have given it)' : '';
  const message = `could not ${attempt.verb} ${host.host}/${attempt.path}: ${host.host} answered ${status}${said}${proxy}`;
  const [kind, code, hint] = meaning(host, attempt, status);
  const vendorHint = host.learned.dialect.hint(
    status,
    errors.map((error) => error.code),
  );
  const requestId =
    headerOf(response.headers, 'x-request-id') ?? headerOf(response.headers, 'x-github-request-id');
  const id = requestId !== undefined && /^[\w:.-]{1,80}$/.test(requestId) ? ` (request id ${requestId})` : '';
  return new HoistError(kind, code, `${message}${id}`, { hint: vendorHint ?? hint });
}

function meaning(
  host: HostContext,
  attempt: Attempt,
  status: number,
): [ErrorKind, string, string | undefined] {
  const repository = `${host.host}/${attempt.path}`;
  if (status === 401) {
    return [
      'unreachable',
      'UNAUTHORIZED',
      `Log in before (docker login ${host.host}), or check that ${repository} exists and the account may use it.`,
    ];
  }
  if (status === 403) {
    return [
      'unreachable',
      'DENIED',
      `The account is not allowed to do this, or ${repository} does not exist. Check its rights on the repository.`,
    ];
  }
  if (status === 404)
    return [
      'unreachable',
      'NOT_FOUND',
      `Check the name ${repository}; some registries want the repository to be created first.`,
    ];
  if (status === 407)
    return ['unreachable', 'PROXY_AUTHENTICATION', 'The proxy wants credentials: put them into HTTPS_PROXY.'];
  if (status === 429)
    return [
      'unreachable',
      'TOO_MANY_REQUESTS',
      'Run again later, or log in: accounts may often send more requests.',
    ];
  if (quota.has(status))
    return [
      'incomplete',
      'TOO_LARGE',
      'The registry or a proxy before it limits the size: raise that limit.',
    ];
  if (status >= 500)
    return ['unreachable', 'SERVER_ERROR', 'The registry has a fault of its own. Run again later.'];
  return ['incomplete', 'REFUSED_BY_REGISTRY', undefined];
}

const tlsCodes = /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;

/** A network error in words; what was thrown by us already passes. */
export function networkError(host: HostContext, attempt: Attempt, error: unknown): unknown {
  if (error instanceof HoistError) return error;
  const code = codeOf(error);
  if (code === undefined) return error;
  const message = `could not ${attempt.verb} ${host.host}/${attempt.path}: ${plain(code)} (${code})`;
  return new HoistError('unreachable', tlsCodes.test(code) ? 'TLS' : 'NETWORK', message, {
    hint: networkHint(host, code),
    cause: error,
  });
}

function plain(code: string): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the host name is not known';
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  if (tlsCodes.test(code)) return 'the TLS connection is not trusted';
  if (code.endsWith('_TIMEOUT') || code === 'ETIMEDOUT') return 'no answer in time';
  if (code === 'HOIST_ANSWER_TOO_LONG') return 'the answer is longer than allowed';
  return 'the connection broke';
}

function networkHint(host: HostContext, code: string): string {
  if (tlsCodes.test(code)) {
    return code === 'EPROTO' ||
      code === 'ERR_SSL_WRONG_VERSION_NUMBER' ||
      code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG'
      ? `If ${host.host} speaks plain HTTP, say so in the config: registries: { '${host.host}': { plain-http: true } }.`
      : `If ${host.host} has a certificate of your own CA, name it in the config: registries: { '${host.host}': { ca: PATH } }.`;
  }
  if (code === 'ENOTFOUND') return `Check the spelling of ${host.host}.`;
  return 'Check that the host can be reached from here, through a proxy if there is one, and run again.';
}
