import { compress } from 'snappyjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitHubApi } from '../../src/github/api.ts';
import { gitHubForge } from '../../src/github/forge.ts';
import { decodeSnappyBlock } from '../../src/github/snappy.ts';
import { createWeb } from '../../src/http/web.ts';
import type { Digest } from '../../src/image/digest.ts';
import type { Forge } from '../../src/ports/forge.ts';
import type { FakeRepository } from '../fakes/github/repository.ts';
import { startFakeGitHub, type FakeGitHub } from '../fakes/github/server.ts';
import { fixedClock } from './fixed-clock.ts';

const digest = `sha256:${'a'.repeat(64)}` as Digest;
const bundle = { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json', text: 'x'.repeat(200) };
const bytes = Buffer.from(JSON.stringify(bundle));
const enough = 10_000;

let github: FakeGitHub;
let repository: FakeRepository;
let forge: Forge;
let closeWeb: () => Promise<void>;

beforeEach(async () => {
  github = await startFakeGitHub();
  repository = github.repository('acme/web');
  const clock = fixedClock();
  const { signal } = new AbortController();
  const web = createWeb({ clock, userAgent: 'hoist/test', secret: () => {}, allowLoopback: true });
  closeWeb = () => web.close();
  const api = gitHubApi({ token: github.token, baseUrl: github.url, clock, signal });
  forge = gitHubForge(api, {
    repository: 'acme/web',
    server: 'https://github.com',
    web: async () => web,
    signal,
  });
});
afterEach(async () => {
  await closeWeb();
  await github.close();
});

async function read(entry: object, maxBytes = enough): Promise<string> {
  repository.attestations.set(digest, [entry]);
  const { found } = await forge.attestations(digest);
  return new TextDecoder().decode(await found[0]?.read(maxBytes));
}

/** A framed stream of one chunk, of type 0 (compressed) or 1. */
function stream(kind: number, data: Uint8Array): Buffer {
  const size = data.length + 4;
  const header = [0xff, 6, 0, 0, ...Buffer.from('sNaPpY'), kind, size & 255, (size >> 8) & 255, size >> 16];
  return Buffer.concat([Buffer.from(header), Buffer.alloc(4), data]);
}

describe('when GitHub has attested a digest', () => {
  it('all pages of this repository are listed, by cursor', async () => {
    repository.attestations.set(
      digest,
      Array.from({ length: 150 }, () => ({ bundle, bundle_url: null })),
    );
    const { found, cut } = await forge.attestations(digest);
    expect([found.length, cut]).toEqual([150, false]);
    expect(found[149]?.mediaType).toBe(bundle.mediaType);
    const route = `GET /repos/acme/web/attestations/${digest}`;
    expect(github.requests.map((request) => request.split('?')[0])).toEqual([route, route]);
    expect(github.requests[1]).toContain('after=100');
  });

  it('and more than are read, that is said', async () => {
    repository.attestations.set(
      digest,
      Array.from({ length: 301 }, () => ({ bundle })),
    );
    const { found, cut } = await forge.attestations(digest);
    expect([found.length, cut]).toEqual([300, true]);
  });

  it('an empty list and a 404 are none', async () => {
    expect(await forge.attestations(digest)).toEqual({ found: [], cut: false });
    repository.attestations.set(digest, []);
    expect(await forge.attestations(digest)).toEqual({ found: [], cut: false });
  });

  it('a bundle comes inline', async () => {
    expect(JSON.parse(await read({ bundle, repository_id: 1 }))).toEqual(bundle);
    await expect(read({ bundle }, 100)).rejects.toMatchObject({ code: 'BUNDLE_TOO_LONG' });
    expect(github.requests.some((request) => request.includes('/storage'))).toBe(false);
  });

  it.each([
    ['JSON', bytes],
    ['a Snappy block', compress(bytes)],
    [
      'a Snappy block whose length looks like a brace',
      compress(Buffer.from(JSON.stringify({ text: 'y'.repeat(112) }))),
    ],
    ['a compressed Snappy stream', stream(0, compress(bytes))],
    ['a plain Snappy stream', stream(1, bytes)],
  ])('a bundle is kept elsewhere as %s, asked for without any credential', async (_, kept) => {
    const url = github.store('one.json.sn', kept);
    const text = await read({ bundle: null, bundle_url: url });
    expect(Object.keys(JSON.parse(text) as object)).toContain('text');
    await expect(read({ bundle: null, bundle_url: url }, 100)).rejects.toMatchObject({
      code: expect.stringMatching(/TOO_LONG/),
    });
  });

  it.each([
    ['an error', { status: 403, body: 'denied' }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '' }],
    ['something else', { status: 200, body: '<html>' }],
    ['nothing', { status: 200, body: '' }],
  ])('and the storage answers with %s, that is an error without the address (A45)', async (_, answer) => {
    const url = github.store('one', bytes);
    github.fault({ path: '/storage/one', ...answer });
    const error = await read({ bundle: null, bundle_url: url }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'unreachable', code: 'GITHUB_ANSWER' });
    expect(String(error)).not.toMatch(/secret|storage\/one/);
  });

  it.each([
    'http://storage.example.com/x?sig=secret',
    'https://169.254.169.254/x?sig=secret',
    'https://user:secret@example.com/x',
    'file:///etc/passwd',
    'secret',
  ])('and its address is %s, it is not asked', async (url) => {
    const error = await read({ bundle: null, bundle_url: url }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'WEB_ADDRESS' });
    expect(String(error)).not.toContain('secret');
  });

  it.each([{}, { bundle: null, bundle_url: null }])('and an entry is %j, that is an error', async (entry) => {
    await expect(read(entry)).rejects.toMatchObject({ code: 'GITHUB_ANSWER' });
  });
});

describe('when a Snappy block is hostile', () => {
  it('and states a length that it cannot have, nothing of that size is allocated (A15)', () => {
    const huge = Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0]);
    expect(decodeSnappyBlock(huge, 2 ** 33)).toBe('invalid');
    expect(decodeSnappyBlock(huge, 1_000)).toBe('too-long');
  });

  it.each([
    ['a literal whose length would be negative', [10, 0xfc, 0xfa, 0xff, 0xff, 0xff, 0, 0, 0, 0]],
    ['a literal beyond the end', [10, 0x24, 1]],
    ['a literal beyond the output', [1, 0x04, 1, 2]],
    ['a copy of what is not there', [4, 0x01, 0x01]],
    ['a copy from nowhere', [5, 0x00, 1, 0x01, 0x00]],
    ['a copy beyond the output', [2, 0x00, 1, 0x01, 0x01]],
    ['a tag that is cut', [10, 0xf0]],
    ['less than it says', [10, 0x00, 1]],
    ['no length', [0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
    ['a length of more than 32 bits', [0xff, 0xff, 0xff, 0xff, 0x7f]],
    ['nothing', []],
  ])('and has %s, it is refused', (_, block) => {
    expect(decodeSnappyBlock(Uint8Array.from(block), 1_000)).toBe('invalid');
  });

  it('every honest one comes back as it was', () => {
    for (const size of [0, 1, 59, 60, 61, 255, 256, 65_536, 200_000]) {
      const plain = Buffer.from(
        Array.from({ length: size }, (_, at) => (at * at) % (at % 7 === 0 ? 251 : 3)),
      );
      expect(Buffer.from(decodeSnappyBlock(compress(plain), size) as Uint8Array).equals(plain)).toBe(true);
    }
  });
});
