import type { EntryEnd, JournalEntry } from '../../src/domain/journal-entry.ts';
import type { Intent } from '../../src/domain/record.ts';
import { digestOf, type Digest } from '../../src/image/digest.ts';
import { parseRepository, parseTag } from '../../src/image/reference.ts';

export function digestNamed(name: string): Digest {
  return digestOf(new TextEncoder().encode(name));
}

export type EntryParts = {
  readonly pipeline?: string;
  readonly stage?: string;
  readonly kind?: Intent['kind'];
  /** Name of the digest. */
  readonly image?: string;
  /** What moving tags named before, by its name. */
  readonly before?: string | null;
  readonly tag?: string;
  readonly tags?: readonly string[];
  readonly actor?: string;
  readonly comment?: string;
  readonly planned?: string;
  /** `false`: there is none. */
  readonly end?: Partial<EntryEnd> | false;
};

/** An entry of a journal that keeps intents and a line for how they ended, as GitHub's does. */
export function entryAt(minute: number, parts: EntryParts = {}): JournalEntry {
  const { pipeline = 'web', stage = 'qa', kind = 'auto', image = 'one', before = null } = parts;
  const { tag = '1.0.0', tags = [tag], actor = 'ada', comment, end } = parts;
  const moment = new Date(Date.UTC(2026, 2, 4, 0, minute)).toISOString();
  const planned = parts.planned ?? moment;
  const digest = digestNamed(image);
  const from = parseRepository('ghcr.io/acme/dev/web');
  return {
    id: `01J${String(minute).padStart(23, '0')}`,
    intent: {
      pipeline,
      stage,
      kind,
      planned,
      actor,
      initiator: actor,
      ...(comment === undefined ? {} : { comment }),
      sources: [{ repository: from, tag: parseTag(tag), digest, from, fromTag: parseTag(tag) }],
      targets: [
        {
          repository: parseRepository(`${stage}.example.com/web`),
          digest,
          tags: tags.map((one) => ({
            tag: parseTag(one),
            before: before === null ? null : digestNamed(before),
            after: digest,
          })),
        },
      ],
      run: {},
    },
    ...(end === false
      ? {}
      : {
          end: {
            outcome: 'promoted',
            moved: tags.length,
            all: tags.length,
            finished: moment,
            record: '0123456789ab',
            ...end,
          },
        }),
  };
}

/** A journal of entries, newest first, that counts how many were read. */
export function journalOf(entries: readonly JournalEntry[]): {
  readonly list: () => AsyncGenerator<JournalEntry>;
  readonly read: () => number;
} {
  let read = 0;
  return {
    async *list() {
      for (const entry of entries) {
        read += 1;
        yield entry;
      }
    },
    read: () => read,
  };
}
