import type { SeenRequest } from '../fakes/registry/exchange.ts';
import { randomBlob, type TestBlob } from '../fixtures/images.ts';
import type { Bed } from './bed.ts';
import { beginUpload, ledger, openerOf, type Ledger } from './port/ground.ts';

export const blob = randomBlob(300_000, 1);
export const other = randomBlob(200_000, 2);
export const large = randomBlob(20_000_000, 3);

export function isPut({ method, route }: SeenRequest): boolean {
  return method === 'PUT' && route.kind === 'upload';
}

export function isPatch({ method }: SeenRequest): boolean {
  return method === 'PATCH';
}

export async function send(
  { registry, repository }: Bed,
  what: TestBlob = blob,
  book: Ledger = ledger(),
): Promise<void> {
  const upload = await beginUpload(registry, repository, what.descriptor);
  try {
    await upload.send(openerOf(what.bytes, { ledger: book }));
  } catch (error) {
    await upload.abort();
    throw error;
  }
}

export function isStored({ server, path }: Bed, what: TestBlob = blob): boolean {
  return server.store.blob(path, what.descriptor.digest)?.size === what.bytes.length;
}
