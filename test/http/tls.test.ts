import { readFile } from 'node:fs/promises';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { secureContextOf } from '../../src/http/tls.ts';
import type { OriginOptions } from '../../src/http/transport.ts';
import { createAuthority } from '../fakes/registry/certificate.ts';
import { testTransport } from './raw-server.ts';
import { tunnel } from './tunnel.ts';

const authority = createAuthority();
const stranger = createAuthority();
const trusted = secureContextOf('test', authority.ca);
const day = 86_400_000;

type Served = { readonly url: URL; readonly asked: readonly string[] };

/** A server with a certificate for these names; `asked` are the requests that got as far as it. */
async function serve(names: readonly string[], from = -1): Promise<Served> {
  const asked: string[] = [];
  const now = Date.now();
  const validity = { from: new Date(now + from * day), to: new Date(now + (from + 2) * day) };
  const server = createTlsServer(authority.issue(names, validity), (request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    response.end('hello');
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: new URL(`https://127.0.0.1:${port}/v2/?n=1`), asked };
}

describe.each([
  ['directly', false],
  ['through a proxy', true],
])('when a host is asked %s over TLS', { timeout: 10_000 }, (_, proxied) => {
  async function ask({ url }: Served, options: Partial<OriginOptions>): Promise<unknown> {
    const proxy = proxied ? { proxy: { url: await tunnel() } } : {};
    const headers = { authorization: 'Basic c2VjcmV0' };
    return testTransport({ ...proxy, ...options })
      .exchange({ method: 'GET', url, headers, maxBytes: 100 })
      .then(
        ({ status }) => status,
        (error: unknown) => (error as { code?: unknown }).code,
      );
  }

  it('and its certificate is of the CA that was named for it, it is', async () => {
    const served = await serve(['127.0.0.1']);
    expect(await ask(served, { secureContext: trusted })).toBe(200);
    expect(served.asked).toEqual(['GET /v2/?n=1 Basic c2VjcmV0']);
  });

  it.each<[string, Parameters<typeof serve>, Partial<OriginOptions>, RegExp]>([
    ['of nobody we trust', [['127.0.0.1']], {}, /^UNABLE_TO_VERIFY_LEAF_SIGNATURE$/],
    [
      'of another CA than the one that was named',
      [['127.0.0.1']],
      { secureContext: secureContextOf('test', stranger.ca) },
      /^UNABLE_TO_VERIFY_LEAF_SIGNATURE$|^CERT_SIGNATURE_FAILURE$/,
    ],
    [
      'of another address',
      [['127.0.0.2', 'localhost']],
      { secureContext: trusted },
      /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    ],
    ['over', [['127.0.0.1'], -3], { secureContext: trusted }, /^CERT_HAS_EXPIRED$/],
    ['not of today yet', [['127.0.0.1'], 1], { secureContext: trusted }, /^CERT_NOT_YET_VALID$/],
  ])('and its certificate is %s, it gets no request (A5)', async (__, names, options, code) => {
    const served = await serve(...names);
    expect(await ask(served, options)).toMatch(code);
    expect(served.asked).toEqual([]);
  });

  it('and its certificate is not to be looked at, whatever it is will do', async () => {
    const served = await serve(['registry.example.com'], -3);
    expect(await ask(served, { verify: false })).toBe(200);
  });
});

describe('when a CA is named', { timeout: 10_000 }, () => {
  it.each([
    ['nothing', ''],
    ['a path', 'ca.pem'],
  ])('and it is %s, that is said, with the name of the host', (_, text) => {
    expect(() => secureContextOf('registry.example.com', text)).toThrow(
      expect.objectContaining({
        code: 'CA_INVALID',
        message: expect.stringContaining('registry.example.com'),
      }),
    );
  });

  it('and there are several, with words between them, each of them is trusted', async () => {
    const served = await serve(['127.0.0.1']);
    // Of another name: among two of one name OpenSSL may try the wrong one.
    const other = await readFile(join(import.meta.dirname, '../fixtures/tls/ca.pem'), 'utf8');
    const both = secureContextOf('test', `# one\n${other}\n# two\n${authority.ca}# end\n`);
    const transport = testTransport({ secureContext: both });
    const { status } = await transport.exchange({ method: 'GET', url: served.url, maxBytes: 100 });
    expect(status).toBe(200);
  });
});
