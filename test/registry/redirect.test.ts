import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { HoistError } from '../../src/errors.ts';
import type { Host } from '../../src/image/reference.ts';
import type { HttpRequest } from '../../src/http/http.ts';
import type { Transport } from '../../src/http/transport.ts';
import type { Caller } from '../../src/registry/call.ts';
import { followRedirects } from '../../src/registry/redirect.ts';
import type { RegistryRequest } from '../../src/registry/request.ts';
import type { Answer } from '../fakes/registry/answer.ts';
import { startCanary } from '../fakes/registry/canary.ts';
import { bed, codeOf, type Bed } from './bed.ts';
import { callerOf, descriptorOfConfig, get, image, user, users, withImage } from './call-ground.ts';
import { countingClock } from './clocks.ts';
import { collect, listTags } from './port/ground.ts';

describe('when a request is redirected', { timeout: 10_000 }, () => {
  const verbs = {
    'HEAD manifest': ({ registry, repository }: Bed) => registry.head(repository, image.manifest.digest),
    'GET manifest': ({ registry, repository }: Bed) => registry.manifest(repository, image.manifest.digest),
    'GET tags': ({ registry, repository }: Bed) => listTags(registry, repository),
    'GET blob': ({ registry, repository }: Bed) =>
      collect(registry.openBlob(repository, { ...descriptorOfConfig(), size: 2 }, 0)),
  };

  for (const status of [301, 302, 303, 307, 308]) {
    it.each(Object.keys(verbs) as (keyof typeof verbs)[])(
      `by ${status}, %s brings no credential to another origin (A5)`,
      async (verb) => {
        const canary = await startCanary({ secrets: ['hunter2'], answer: { status, headers: {} } });
        const bounced: Answer = { status, headers: { location: `${canary.url}/elsewhere?x=1` } };
        const made = await withImage(
          ({ headers }) => (headers.authorization === undefined ? undefined : bounced),
          { auth: { scheme: 'basic', users } },
          { user, overrides: { settings: settingsFor(canary.host) } },
        );
        await codeOf(Promise.resolve(verbs[verb](made)));
        expect(canary.requests.length).toBeGreaterThan(0);
        canary.assertClean();
        await canary.close();
      },
    );
  }

  it('and comes back to where it began, it has no credentials there either (A5)', async () => {
    const made = await bed(
      {
        auth: { scheme: 'basic', users },
        storage: { blobs: true },
        intercept: ({ listener, path }) =>
          listener === 'storage'
            ? { status: 307, headers: { location: `${made.server.url}${path}` } }
            : undefined,
      },
      { user },
    );
    const config = made.server.store.putBlob(made.path, Buffer.from('{}'));
    const descriptor = { mediaType: 'application/json', digest: config.digest, size: 2 };
    // The registry challenges the bare request, and that answer is final.
    expect(await codeOf(collect(made.registry.openBlob(made.repository, descriptor, 0)))).toBe(
      'UNAUTHORIZED',
    );
    const bare = made.server.requests.filter(({ headers }) => headers.authorization === undefined);
    expect(bare.length).toBeGreaterThanOrEqual(2);
  });

  it('for ever, it is followed five times (N29, F19a, A19)', async () => {
    const made = await withImage(({ path }) => ({ status: 307, headers: { location: `${path}x` } }));
    const error = (await get(made).catch((reason: unknown) => reason)) as HoistError;
    expect([error.code, error.hint]).toEqual(['REDIRECT', expect.not.stringContaining('writing')]);
    expect(error.message).toContain(`could not read`);
    expect(error.message).toContain(`${made.path}: more than 5 redirects`);
    expect(made.server.requests).toHaveLength(6);
  });

  it.each([
    ['307 without Location', { status: 307 }, 'REDIRECT'],
    ['300', { status: 300, headers: { location: '/x' } }, 'REFUSED_BY_REGISTRY'],
    ['304', { status: 304 }, 'REFUSED_BY_REGISTRY'],
    [
      'a Location of 9 KiB',
      { status: 307, headers: { location: `/${'x'.repeat(9_000)}` } },
      'LOCATION_INVALID',
    ],
    ['another scheme', { status: 307, headers: { location: 'ftp://example.com/x' } }, 'LOCATION_INVALID'],
    [
      'metadata of the cloud',
      { status: 307, headers: { location: 'http://169.254.169.254/x' } },
      'ADDRESS_PRIVATE',
    ],
  ] as const)('with %s, it ends there (F19a, A10)', async (_, answer, code) => {
    const made = await withImage(() => answer);
    expect(await codeOf(get(made))).toBe(code);
    expect(made.server.requests).toHaveLength(1);
  });

  it.each([
    [308, '/v2/acme/moved/blobs/uploads/', 'upload'],
    [307, '/v2/acme/moved/blobs/uploads/', 'upload'],
    [302, '/v2/acme/moved/blobs/uploads/', 'REDIRECT'],
    [307, 'https://example.com/v2/', 'REDIRECT'],
  ])('a write is followed by %i to %s with this result (P45)', async (status, location, wanted) => {
    const made = await bed({
      intercept: ({ method, path }) =>
        method === 'POST' && !path.includes('moved') ? { status, headers: { location } } : undefined,
    });
    const begin = made.registry.beginBlob(made.repository, descriptorOfConfig(), { assumeAbsent: true });
    expect(
      await begin.then(
        ({ state }) => state,
        (error: unknown) => (error as HoistError).code,
      ),
    ).toBe(wanted);
  });
});

describe('when a registry sends us to a host of which nobody else told us', () => {
  const here = 'https://registry.example.com/v2/acme/web/blobs/x';
  const away = 'https://storage.example.net/x?signature=1';

  /** What is sent, on the way along these redirects. */
  async function sentAlong(
    locations: readonly string[],
    request: Partial<RegistryRequest>,
    read: (caller: Caller, ...rest: Parameters<Caller['open']>) => Promise<unknown>,
  ): Promise<readonly HttpRequest[]> {
    const sent: HttpRequest[] = [];
    const answer = async (asked: HttpRequest) => {
      sent.push(asked);
      const location = locations[sent.length - 1];
      const to = { status: 307, headers: { location } };
      return { ...(location === undefined ? { status: 200, headers: {} } : to), body: [], end: () => {} };
    };
    const transport = { exchange: answer, download: answer, upload: answer } as unknown as Transport;
    const { caller, context, scope } = callerOf('registry.example.com/acme/web', transport, countingClock());
    const asked = { method: 'GET', url: new URL(here), scope, attempt: { verb: 'x', path: 'x' } } as const;
    await read(caller, context, { ...asked, ...request }, 0);
    return sent;
  }

  it.each([
    ['a document', (caller: Caller, ...rest: Parameters<Caller['ask']>) => caller.ask(...rest)],
    ['a body', (caller: Caller, ...rest: Parameters<Caller['open']>) => caller.open(...rest)],
  ])('%s is asked for there without credentials, and only at a public address (A5, A10)', async (_, read) => {
    const sent = await sentAlong([`${here}y`, away, `${here}z`], { headers: { 'x-own': '1' } }, read);
    expect(sent.map(({ url, learned, headers }) => [url.host, learned, headers])).toEqual([
      ['registry.example.com', undefined, expect.objectContaining({ authorization: 'Bearer t1' })],
      ['registry.example.com', false, expect.objectContaining({ authorization: 'Bearer t1' })],
      ['storage.example.net', true, { 'user-agent': 'hoist/test', 'accept-encoding': 'identity' }],
      ['registry.example.com', false, { 'user-agent': 'hoist/test', 'accept-encoding': 'identity' }],
    ]);
  });

  it('and on, each answer on the way is let go before the next is asked for', async () => {
    const events: string[] = [];
    const attempt = { verb: 'read the blob of', path: 'acme/web' };
    const { context } = callerOf('registry.example.com/acme/web', {} as Transport, countingClock());
    const answer = (status: number, headers = {}) => ({ status, headers });
    const { redirected } = await followRedirects({
      host: context,
      attempt,
      method: 'GET',
      url: new URL(here),
      response: answer(307, { location: `${here}y` }),
      configured: () => true,
      async dispose({ status }) {
        await setImmediate();
        events.push(`let go of ${status}`);
      },
      async send({ url }) {
        events.push(url.host);
        return url.host === 'storage.example.net' ? answer(200) : answer(302, { location: away });
      },
    });
    expect([events, redirected]).toEqual([
      ['let go of 307', 'registry.example.com', 'let go of 302', 'storage.example.net'],
      true,
    ]);
  });

  it('so is a body sent there (A7, A10)', async () => {
    const to = { method: 'PUT', url: new URL(away), foreign: true } as const;
    const pieces = (async function* () {})();
    const sent = await sentAlong([], to, (caller, context, request) =>
      caller.push(context, request, pieces, 0),
    );
    expect(sent.map(({ learned, headers }) => [learned, headers?.['authorization']])).toEqual([
      [true, undefined],
    ]);
  });
});

function settingsFor(host: string): Map<Host, never> {
  return new Map([[host as Host, { tokenRealms: [], insecure: false, plainHttp: true } as never]]);
}
