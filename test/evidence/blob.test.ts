import { expect, it } from 'vitest';
import { readBlob } from '../../src/evidence/blob.ts';
import { parseRepository } from '../../src/image/reference.ts';
import { createMemoryRegistry } from '../fakes/registry/memory.ts';
import { blob } from '../fixtures/images.ts';

it('when a registry uses the memory of a piece again, what was read of it stays', async () => {
  const { descriptor } = blob('abcd');
  const memory = Buffer.alloc(2);
  const registry = {
    ...createMemoryRegistry(),
    async *openBlob() {
      for (const text of ['ab', 'cd']) {
        memory.write(text);
        yield { bytes: memory, release: () => void memory.fill(0) };
      }
    },
  };
  const place = { registry, repository: parseRepository('ghcr.io/acme/web') };
  expect(Buffer.from(await readBlob(place, descriptor, { maxBytes: 4 })).toString()).toBe('abcd');
});
