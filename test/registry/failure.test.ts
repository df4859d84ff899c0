import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { privateAddress } from '../../src/http/address-guard.ts';
import { HostGate } from '../../src/http/host-gate.ts';
import { hostOf, parseRepository } from '../../src/image/reference.ts';
import { dialectOf } from '../../src/registry/dialect.ts';
import { answerError, networkError } from '../../src/registry/failure.ts';
import { learnedOf, type HostContext } from '../../src/registry/host.ts';
import { RetryBudget } from '../../src/registry/retry-budget.ts';
import { quickClock } from './test-client.ts';

function hostNamed(name: string): HostContext {
  const host = hostOf(parseRepository(`${name}/acme/web`));
  return {
    host,
    base: new URL(`https://${name}/`),
    settings: undefined,
    gate: new HostGate({ clock: quickClock, connections: 1 }),
    budget: new RetryBudget(host, quickClock),
    learned: learnedOf(dialectOf(host), undefined),
  };
}

const attempt = { verb: 'push v1 to', path: 'acme/web' };
const own = hostNamed('registry.example.com');

function answer(
  status: number,
  body = '',
  headers: Record<string, string> = {},
): Parameters<typeof answerError>[2] {
  return { status, headers, body: Buffer.from(body) };
}

describe('when an answer is put into words', () => {
  it('what was tried, where, and what the registry said is in it', () => {
    const body = '{"errors":[{"code":"DENIED","message":"no pushes on Sundays"}]}';
    const error = answerError(own, attempt, answer(403, body, { 'x-request-id': 'ab-12' }));
    expect(error.message).toBe(
      'could not push v1 to registry.example.com/acme/web: registry.example.com answered 403: DENIED no pushes on Sundays (request id ab-12)',
    );
    expect([error.kind, error.code]).toEqual(['unreachable', 'DENIED']);
  });

  it.each([
    [401, 'unreachable', 'UNAUTHORIZED', /docker login registry\.example\.com.*exists/],
    [403, 'unreachable', 'DENIED', /does not exist/],
    [404, 'unreachable', 'NOT_FOUND', /created first/],
    [407, 'unreachable', 'PROXY', /into HTTPS_PROXY/],
    [413, 'incomplete', 'TOO_LARGE', /client_max_body_size/],
    [429, 'unreachable', 'TOO_MANY_REQUESTS', /later/],
    [507, 'incomplete', 'QUOTA', /room/],
    [503, 'unreachable', 'SERVER_ERROR', /later/],
    // A pull-through cache of distribution 3 shows nothing else that tells what it is.
    [405, 'incomplete', 'REFUSED_BY_REGISTRY', /read-only.*pull-through cache/],
    [415, 'incomplete', 'REFUSED_BY_REGISTRY', /docker2s2.*OCI format/],
    [418, 'incomplete', 'REFUSED_BY_REGISTRY', /changes nothing.*log/],
  ])('%i is %s %s, with a hint (P43, F34, Q22, Q23)', (status, kind, code, hint) => {
    const error = answerError(own, attempt, answer(status));
    expect([error.kind, error.code]).toEqual([kind, code]);
    expect(error.hint ?? '').toMatch(hint);
  });

  it.each([
    ['of the first error', [{ code: 'A', message: 'no', detail: 'why' }], 'A no (why)'],
    // What distribution answers to foreign layers.
    [
      'of a later error',
      [
        { code: 'UNKNOWN', message: 'unknown error' },
        { code: 'UNKNOWN', message: 'unknown error', detail: 'invalid URL on layer' },
      ],
      'UNKNOWN unknown error (invalid URL on layer)',
    ],
    ['that is the message', [{ code: 'A', message: 'no', detail: 'no' }], 'A no'],
    ['for programs', [{ code: 'A', message: 'no', detail: { why: 'x' } }], 'A no'],
    ['without a message', [{ code: 'A', detail: 'why' }], 'A (why)'],
    [
      'with a signed address',
      [{ code: 'A', message: 'no', detail: 'at https://s3/x?X-Sig=abc' }],
      'A no (at https://s3/x?…)',
    ],
  ])('a detail %s is shown where it says more', (_, errors, said) => {
    const { message } = answerError(own, attempt, answer(400, JSON.stringify({ errors })));
    expect(message.slice(message.indexOf('400: ') + 5)).toBe(said);
  });

  it('where only something was to be read, nothing is half done, whatever it says', () => {
    const error = answerError(own, { ...attempt, reads: true }, answer(406));
    expect([error.kind, error.code]).toEqual(['unreachable', 'REFUSED_BY_REGISTRY']);
  });

  it.each([
    [
      403,
      'DENIED',
      'adding 5.0 MiB of storage resource, which when updated to current usage will exceed the configured upper limit',
    ],
    [412, 'QUOTA_EXCEEDED', ''],
    [403, 'DENIED', 'Your organization has used up its storage quota'],
  ])('a quota is known by %i %s %s (F34)', (status, code, message) => {
    const body = JSON.stringify({ errors: [{ code, message }] });
    expect(answerError(own, attempt, answer(status, body)).code).toBe('QUOTA');
  });

  it('a web page is named as such and not shown (Q23, P42)', () => {
    const error = answerError(own, attempt, answer(403, '<html><script>alert(1)</script>'));
    expect(error.message).toMatch(/a web page, so a proxy or a firewall/);
    expect(error.message).not.toContain('script');
  });

  it('what is absent where it was read is not told to be created first (P43)', () => {
    const error = answerError(own, { ...attempt, reads: true }, answer(404));
    expect([error.code, error.hint]).toEqual(['NOT_FOUND', expect.stringContaining('not deleted')]);
  });

  it('400 by a server that wants TLS says how to ask for it', () => {
    const local = { ...hostNamed('localhost:5000'), base: new URL('http://localhost:5000/') };
    const said = answer(400, 'Client sent an HTTP request to an HTTPS server.\n');
    expect(answerError(local, attempt, said).hint).toContain('plain-http: false');
    expect(answerError(own, attempt, said).hint).not.toContain('plain-http');
  });

  it('400 by a server that wants to know the client by a certificate says that', () => {
    const said = answer(400, '<html><head><title>400 No required SSL certificate was sent</title></head>');
    expect(answerError(own, attempt, said).hint).toContain('wants a certificate of the client');
  });

  it('a request id that is none is left out (A40)', () => {
    const error = answerError(own, attempt, answer(500, '', { 'x-request-id': '::set-output name=x::y' }));
    expect(error.message).not.toContain('set-output');
  });
});

describe('when a network error is put into words', () => {
  function failed(code: string, url?: string, host = own): HoistError {
    const error = networkError(
      host,
      attempt,
      code === 'ADDRESS_PRIVATE'
        ? privateAddress('storage.internal')
        : Object.assign(new Error('x'), { code }),
      url === undefined ? undefined : new URL(url),
    );
    if (!(error instanceof HoistError)) throw new Error('it was not put into words');
    return error;
  }

  it.each([
    ['ENOTFOUND', 'NETWORK', /host name is not known/, /spelling.*proxy/],
    ['ECONNREFUSED', 'NETWORK', /nothing listens/, /reached/],
    ['ENETUNREACH', 'NETWORK', /no way leads there from here/, /reached/],
    ['UND_ERR_HEADERS_TIMEOUT', 'NETWORK', /no answer in time/, /reached/],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'TLS', /not trusted/, /own CA.*ca: PATH/],
    ['CERT_HAS_EXPIRED', 'TLS', /not trusted/, /renew it/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'TLS', /not trusted/, /of another host: use the name that is in it/],
    ['EPROTO', 'TLS', /not trusted/, /plain-http/],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'TLS', /not accept/, /wants a certificate of the client/],
    ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', 'TLS', /not accept/, /wants a certificate of the client/],
    ['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', 'TLS', /not accept/, /HTTP\/2 only.*HTTP\/1\.1/],
    ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', 'TLS', /not accept/, /versions or ciphers.*certificate/],
    ['HOIST_PROXY_407', 'PROXY', /proxy refused the connection with 407/, /credentials.*into HTTPS_PROXY/],
    ['HOIST_PROXY_403', 'PROXY', /proxy refused the connection with 403/, /NO_PROXY/],
    ['HOIST_ANSWER_NOT_HTTP', 'NETWORK', /not HTTP/, /reached/],
    ['UND_ERR_HEADERS_OVERFLOW', 'NETWORK', /longer than allowed/, /reached/],
  ])('%s is %s (F1–F3, F9)', (code, kind, message, hint) => {
    const error = failed(code);
    expect([error.code, error.message, error.hint]).toEqual([
      kind,
      expect.stringMatching(message),
      expect.stringMatching(hint),
    ]);
  });

  it('what the config says of the host is not told to be said there', () => {
    const settings = { tokenRealms: [], insecure: false, plainHttp: false, ca: 'PEM' };
    const error = failed('SELF_SIGNED_CERT_IN_CHAIN', undefined, { ...own, settings });
    expect(error.hint).toMatch(/not issued by the CA that the config names/);
  });

  const local: HostContext = { ...hostNamed('localhost:5000'), base: new URL('http://localhost:5000/') };
  it.each(['ECONNRESET', 'UND_ERR_SOCKET', 'HOIST_ANSWER_NOT_HTTP'])(
    '%s of a host of this machine without an entry may be TLS, and the hint says how to ask for it',
    (code) => {
      expect(failed(code, undefined, local).hint).toContain(
        "registries: { 'localhost:5000': { plain-http: false } }",
      );
      const settings = { tokenRealms: [], insecure: false, plainHttp: true };
      expect(failed(code, undefined, { ...local, settings }).hint).toContain('take plain-http: true away');
      expect(failed(code).hint).not.toContain('plain');
    },
  );

  it('the proxy of hosts without TLS is named by another variable (F9)', () => {
    expect(failed('HOIST_PROXY_407', undefined, local).hint).toMatch(/into HTTP_PROXY/);
    expect(answerError(local, attempt, answer(407)).hint).toMatch(/into HTTP_PROXY/);
  });

  it.each([
    ['ECONNREFUSED', /the proxy proxy\.example\.com:3128 cannot be reached, nothing listens there/],
    ['ENOTFOUND', /the proxy proxy\.example\.com:3128 cannot be reached, the host name is not known/],
    ['EHOSTUNREACH', /the proxy proxy\.example\.com:3128 cannot be reached, no way leads there from here/],
  ])('%s of a host behind a proxy is the proxy’s, and its password stays away (A45)', (code, message) => {
    vi.stubEnv('HTTPS_PROXY', 'http://build:hunter2@proxy.example.com:3128');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const error = failed(code);
    expect([error.code, error.message, error.hint]).toEqual([
      'PROXY',
      expect.stringMatching(message),
      expect.stringMatching(/in HTTPS_PROXY.*except registry\.example\.com with NO_PROXY/),
    ]);
    expect(error.message).not.toContain('hunter2');
  });

  it.each(['ERR_SSL_WRONG_VERSION_NUMBER', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])(
    '%s behind a proxy that is asked over TLS may be the proxy’s',
    (code) => {
      onTestFinished(() => {
        vi.unstubAllEnvs();
      });
      vi.stubEnv('HTTPS_PROXY', 'http://build:hunter2@proxy.example.com:3128');
      expect(failed(code).hint).not.toContain('proxy.example.com');
      vi.stubEnv('HTTPS_PROXY', 'https://build:hunter2@proxy.example.com:3128');
      const { hint } = failed(code);
      expect(hint).toMatch(/If it is the proxy proxy\.example\.com:3128.*http:\/\/.*NODE_EXTRA_CA_CERTS/);
      expect(hint).not.toContain('hunter2');
    },
  );

  it('a host that the registry sent us to is named as that, without its query (F1, A45)', () => {
    const error = failed('ENOTFOUND', 'https://storage.example.com/blob?signature=secret');
    expect(error.message).toContain('at storage.example.com, where registry.example.com sent us');
    expect(inspect(error, { depth: 9 })).not.toContain('secret');
  });

  it('a private address that it sent us to is named with its port, as the config wants it (A10)', () => {
    const error = failed('ADDRESS_PRIVATE', 'https://storage.internal:8443/blob?signature=secret');
    expect([error.message, error.hint]).toEqual([
      expect.stringContaining('sent us to storage.internal:8443'),
      expect.stringContaining('If storage.internal:8443 is right'),
    ]);
  });
});

describe('when a pull limit is used up', () => {
  it('the hint of Docker Hub says what helps (Q5)', () => {
    expect(answerError(hostNamed('docker.io'), attempt, answer(429)).hint).toMatch(/docker login/);
  });
});
