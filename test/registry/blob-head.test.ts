import { describe, expect, it } from 'vitest';
import type { Answer } from '../fakes/registry/answer.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import { randomBlob } from '../fixtures/images.ts';
import { asked, bed, codeOf, type Bed } from './bed.ts';

const blob = randomBlob(1_000, 1);
const large = randomBlob(2_000_000, 2);

function isHead({ method }: SeenRequest): boolean {
  return method === 'HEAD';
}

/** A registry that takes no HEAD and answers a GET so. */
function byGet(answer: Answer): Promise<Bed> {
  return bed({ intercept: (request) => (isHead(request) ? { status: 405 } : answer) });
}

function ask({ registry, repository }: Bed, which = blob): Promise<unknown> {
  return registry.hasBlob(repository, which.descriptor).catch((error: { code: unknown }) => error.code);
}

describe('when a registry takes no HEAD, and the first byte is asked for (P11)', { timeout: 10_000 }, () => {
  it.each<[string, Answer, unknown]>([
    ['206 and the size', { status: 206, headers: { 'content-range': 'bytes 0-0/1000' }, body: 'x' }, true],
    ['206 and no size', { status: 206, headers: { 'content-range': 'bytes 0-0/*' }, body: 'x' }, true],
    [
      '206 and another size',
      { status: 206, headers: { 'content-range': 'bytes 0-0/999' }, body: 'x' },
      false,
    ],
    [
      '206 and a longer one',
      { status: 206, headers: { 'content-range': 'bytes 0-0/10001' }, body: 'x' },
      false,
    ],
    ['200 and all of it', { status: 200, body: Buffer.from(blob.bytes) }, true],
    ['200 and less', { status: 200, body: Buffer.from(blob.bytes.subarray(1)) }, false],
    ['416 and the size', { status: 416, headers: { 'content-range': 'bytes */1000' } }, true],
    ['416 and another size', { status: 416, headers: { 'content-range': 'bytes */0' } }, false],
    ['404', { status: 404 }, false],
    ['401', { status: 401 }, 'UNAUTHORIZED'],
    ['403', { status: 403 }, 'DENIED'],
    ['400', { status: 400 }, 'REFUSED_BY_REGISTRY'],
    ['500', { status: 500 }, 'SERVER_ERROR'],
  ])(
    'with %s, only that decides, and what is no answer is an error (guarantee 4)',
    async (_, answer, wanted) => {
      const made = await byGet(answer);
      expect(await ask(made)).toBe(wanted);
      expect(made.warnings).toHaveLength(wanted === false && answer.status !== 404 ? 1 : 0);
    },
  );

  it('with all of a large one, no more of it is read, and its connection is not lost', async () => {
    const made = await bed(
      { ranges: false, intercept: (request) => (isHead(request) ? { status: 405 } : undefined) },
      { settings: { connections: 2 } },
    );
    made.server.store.putBlob(made.path, large.bytes);
    for (let round = 0; round < 6; round += 1) expect(await ask(made, large)).toBe(true);
  });
});

describe('when a HEAD is sent on to a storage (P45)', { timeout: 10_000 }, () => {
  async function refused(status: number): Promise<Bed> {
    const made = await bed({
      storage: { blobs: true },
      intercept: (request) => (isHead(request) && request.listener === 'storage' ? { status } : undefined),
    });
    made.server.store.putBlob(made.path, blob.bytes);
    return made;
  }

  it.each([400, 403, 405, 501])('that refuses it with %i, the first byte is asked for', async (status) => {
    const made = await refused(status);
    expect(await ask(made)).toBe(true);
    expect(asked(made.server.requests).at(-1)).toBe('GET blob');
  });

  it('that does not have it, it is absent', async () => {
    expect(await ask(await refused(404))).toBe(false);
  });
});

describe('when the registry itself refuses a HEAD', { timeout: 10_000 }, () => {
  it.each([400, 403, 501, 300])('with %i, that is an error and no GET is tried', async (status) => {
    const made = await bed({ intercept: (request) => (isHead(request) ? { status } : undefined) });
    expect(await codeOf(made.registry.hasBlob(made.repository, blob.descriptor))).toMatch(/^[A-Z_]+$/);
    expect(asked(made.server.requests)).not.toContain('GET blob');
  });
});
