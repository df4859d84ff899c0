import { describe, expect, it } from 'vitest';
import type { Piece } from '../../src/ports/registry.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import type { Fault } from '../fakes/registry/fault.ts';
import { randomBlob } from '../fixtures/images.ts';
import { asked, bed, codeOf, type Bed, type BedOptions } from './bed.ts';
import { beginUpload, openerOf } from './port/ground.ts';
import { quickClock } from './test-client.ts';

const blob = randomBlob(300_000, 1);

function isPut({ method, route }: SeenRequest): boolean {
  return method === 'PUT' && route.kind === 'upload';
}

/** A registry on which every closing PUT ends so. */
function closing(fault: Fault, client: BedOptions = {}): Promise<Bed> {
  return bed({ intercept: (request) => (isPut(request) ? fault : undefined) }, client);
}

async function send({ registry, repository }: Bed): Promise<void> {
  const upload = await beginUpload(registry, repository, blob.descriptor);
  await upload.send(openerOf(blob.bytes));
}

describe('when a blob is sent again and again', { timeout: 10_000 }, () => {
  it('each time it is looked for after one, two and four seconds, and the next comes later and later (F20, N3)', async () => {
    const waits: number[] = [];
    const sleep: typeof quickClock.sleep = async (milliseconds, signal) => {
      // That of whoever watches a body on its way.
      if (milliseconds !== 15_000) waits.push(milliseconds);
      await quickClock.sleep(milliseconds, signal);
    };
    const clock = { ...quickClock, sleep };
    const made = await closing({ status: 503 }, { clock, settings: { upload: 'put' } });
    expect(await codeOf(send(made))).toBe('SERVER_ERROR');
    const probes = [1_000, 2_000, 4_000];
    expect(waits).toHaveLength(4 * probes.length + 3);
    for (const at of [0, 4, 8, 12]) expect(waits.slice(at, at + 3)).toEqual(probes);
    const [one = 0, two = 0, three = 0] = [waits[3], waits[7], waits[11]];
    expect([one > 0, two > one, three > two]).toEqual([true, true, true]);
  });
});

describe('when a blob was sent', { timeout: 10_000 }, () => {
  it.each(['put', 'patch', 'chunks'] as const)(
    'by %s, its session is over and not cancelled',
    async (way) => {
      const made = await bed({}, { settings: { upload: way } });
      const upload = await beginUpload(made.registry, made.repository, blob.descriptor);
      await upload.send(openerOf(blob.bytes));
      await upload.abort();
      expect(asked(made.server.requests).filter((one) => one.startsWith('DELETE'))).toEqual([]);
      expect(made.server.store.blob(made.path, blob.descriptor.digest)?.size).toBe(blob.bytes.length);
    },
  );
});

describe('when a source breaks off', { timeout: 10_000 }, () => {
  it.each(['put', 'patch', 'chunks'] as const)(
    'while it is sent by %s, that is not the fault of the target: it is neither asked nor sent again',
    async (way) => {
      const made = await bed({}, { settings: { upload: way } });
      const upload = await beginUpload(made.registry, made.repository, blob.descriptor);
      let opened = 0;
      const broken = async function* (from: number): AsyncGenerator<Piece> {
        opened += 1;
        yield* openerOf(blob.bytes.subarray(0, 200_000))(from);
        // As a connection that breaks says it, whichever it is.
        throw Object.assign(new Error('the source died'), { code: 'ECONNRESET' });
      };
      await expect(upload.send(broken)).rejects.toThrow('the source died');
      await upload.abort();
      expect(opened).toBe(1);
      expect(asked(made.server.requests)).not.toContain('GET upload');
      expect(made.server.uploads).toBe(0);
    },
  );
});
