import { HoistError } from '../errors.ts';
import { digestOf, type Digest } from '../image/digest.ts';
import type { Looked } from './attached.ts';
import type { FoundDocument } from './document.ts';
import type { Lead } from './lead.ts';

/** What is read of one image at most (A15–A17); BuildKit writes no statement over 40 MiB (policy.md §1.5). */
export type ReadLimits = {
  readonly documents: number;
  /** Bytes of one document, and of all together. */
  readonly each: number;
  readonly all: number;
};

const readLimits: ReadLimits = { documents: 200, each: 40 * 1024 ** 2, all: 400 * 1024 ** 2 };

/** A document and every manifest that holds it: one may be a child of the index and a referrer at once. */
export type HeldDocument = { readonly found: FoundDocument; readonly holders: readonly Digest[] };

type Group = { readonly lead: Lead; readonly holders: readonly Digest[] };

const lanes = 8;

/**
 * Reads documents, each once, and hands each over before more than a few others are read: only what `use` keeps stays in
 * memory. They are counted in their order, whatever the order in which they come, so the same documents are left out each
 * time (I8). What cannot be read, or is too much, is told to its look.
 */
export async function readLeads<Used>(
  looked: readonly Looked[],
  use: (document: HeldDocument) => Promise<Used>,
  limits: ReadLimits = readLimits,
): Promise<readonly Used[]> {
  const groups = grouped(looked);
  const used: Used[] = [];
  let bytes = 0;
  for (let at = 0; at < groups.length; at += lanes) {
    const wave = groups.slice(at, at + lanes);
    const full = bytes >= limits.all;
    const read = await Promise.all(
      wave.map(async ({ lead }, index) => {
        if (at + index >= limits.documents) return leave(lead, `more than ${limits.documents} documents`);
        return full ? leave(lead, `more than ${limits.all} bytes in all`) : readOne(lead, limits);
      }),
    );
    const counted: HeldDocument[] = [];
    for (const [index, found] of read.entries()) {
      const group = wave[index];
      if (found === undefined || group === undefined) continue;
      bytes += found.bytes.length;
      if (bytes > limits.all) leave(group.lead, `more than ${limits.all} bytes in all`);
      else counted.push({ found, holders: group.holders });
    }
    used.push(...(await Promise.all(counted.map(use))));
  }
  return used;
}

/** Every lead counts as found where it is; the same document about the same manifest is read once. */
function grouped(looked: readonly Looked[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const [order, lead] of looked.flatMap(({ leads }) => leads).entries()) {
    lead.look.found += 1;
    const key = keyOf(lead) ?? String(order);
    const known = groups.get(key);
    const holders = lead.manifest === undefined ? [] : [lead.manifest];
    groups.set(key, { lead: known?.lead ?? lead, holders: [...(known?.holders ?? []), ...holders] });
  }
  return [...groups.values()];
}

function keyOf({ digest, about, annotations }: Lead): string | undefined {
  return digest && `${about} ${documentKey({ digest, annotations })}`;
}

/** Signatures of cosign have the same payload and differ in their annotations only. */
export function documentKey({ digest, annotations }: Pick<FoundDocument, 'digest' | 'annotations'>): string {
  const signature = Object.entries(annotations)
    .filter(([name]) => name.startsWith('dev.cosignproject.') || name.startsWith('dev.sigstore.cosign/'))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${digest} ${JSON.stringify(signature)}`;
}

async function readOne(lead: Lead, limits: ReadLimits): Promise<FoundDocument | undefined> {
  const { look, about, mediaType, annotations, manifest, file, size = 0 } = lead;
  if (size > limits.each) return leave(lead, `a document of ${size} bytes`);
  try {
    const bytes = await lead.read(limits.each);
    return {
      place: look.place,
      bytes,
      digest: lead.digest ?? digestOf(bytes),
      mediaType,
      annotations,
      ...(about !== undefined && { about }),
      ...(manifest !== undefined && { manifest }),
      ...(file !== undefined && { file }),
    };
  } catch (error) {
    if (error instanceof HoistError && tooLong.has(error.code)) return leave(lead, error.message);
    look.fail(error);
    return undefined;
  }
}

/** What reading says of a document that is longer than it may be: more is there, and asking again does not help. */
const tooLong: ReadonlySet<string> = new Set([
  'FILE_TOO_LARGE',
  'BLOB_TOO_LARGE',
  'BUNDLE_TOO_LONG',
  'WEB_TOO_LONG',
]);

function leave({ look }: Lead, what: string): undefined {
  look.cut(`not everything was read: ${what}`);
}
