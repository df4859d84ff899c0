import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/domain/journal-entry.ts';
import { rollbackChoices, type RollbackWish } from '../../src/domain/rollback-choice.ts';
import { parseRepository, parseTag } from '../../src/image/reference.ts';
import { digestNamed, entryAt, journalOf, type EntryParts } from './entries.ts';

async function choices(
  entries: readonly JournalEntry[],
  wish: RollbackWish = {},
): Promise<readonly string[]> {
  const names = ['one', 'two', 'three'];
  const found: string[] = [];
  for await (const { entry, isBegun } of rollbackChoices(journalOf(entries).list(), wish)) {
    const [source] = entry.intent.sources;
    const name = names.find((one) => digestNamed(one) === source?.digest) ?? '?';
    found.push(isBegun ? `${name}, begun` : name);
  }
  return found;
}

/** The same promotion, of other images. */
function withImages(entry: JournalEntry, ...images: readonly string[]): JournalEntry {
  const [source] = entry.intent.sources;
  if (source === undefined) throw new Error('the entry is of no image');
  const sources = images.map((image) => ({ ...source, digest: digestNamed(image) }));
  return { ...entry, intent: { ...entry.intent, sources } };
}

const three = entryAt(3, { image: 'three', before: 'two', tag: '3.0.0' });
const two = entryAt(2, { image: 'two', before: 'one', tag: '2.0.0' });
const one = entryAt(1, { image: 'one', tag: '1.0.0' });

describe('when a stage may go back', () => {
  it('may go to what was promoted, the newest first', async () => {
    expect(await choices([three, two, one])).toEqual(['three', 'two', 'one']);
  });

  it('not to what a rollback left', async () => {
    const back = entryAt(4, { kind: 'rollback', image: 'two', before: 'three', tag: '2.0.0' });
    expect(await choices([back, three, two, one])).toEqual(['two', 'one']);
  });

  it('but to what was promoted again since', async () => {
    const back = entryAt(4, { kind: 'rollback', image: 'two', before: 'three', tag: '2.0.0' });
    const again = entryAt(5, { kind: 'manual', image: 'three', before: 'two', tag: '3.0.0' });
    expect(await choices([again, back, three, two, one])).toEqual(['three', 'two', 'one']);
  });

  it('a rollback whose tag named the image already has not left it', async () => {
    const end = { outcome: 'failed', moved: 1 } as const;
    const back = entryAt(4, { kind: 'rollback', image: 'two', before: 'two', tag: '2.0.0', end });
    expect(await choices([back, three, two, one])).toEqual(['three', 'two, begun', 'one']);
  });

  it.each<[string, NonNullable<EntryParts['end']>]>([
    ['did not end', false],
    ['failed when it had moved its tags', { outcome: 'failed', moved: 1 }],
  ])('where a rollback %s, that one is begun', async (_, end) => {
    const back = entryAt(4, { kind: 'rollback', image: 'two', before: 'three', tag: '2.0.0', end });
    expect(await choices([back, three, two, one])).toEqual(['two, begun', 'one']);
    // Neither what was refused since nor one that moved nothing ends it.
    const refused = entryAt(6, { image: 'three', end: { outcome: 'refused', moved: 1 } });
    const vain = entryAt(5, { kind: 'rollback', image: 'one', end: { outcome: 'failed', moved: 0 } });
    expect(await choices([refused, vain, back, three, two, one])).toEqual(['two, begun', 'one']);
    // What came there or may have since does.
    for (const later of [false, { outcome: 'unchanged', moved: 1 }] as const) {
      const again = entryAt(5, { kind: 'manual', image: 'three', tag: '3.0.0', end: later });
      expect(await choices([again, back, three, two, one])).not.toContain('two, begun');
    }
  });

  it('one that a later run has closed is ended, also where the journal puts it last', async () => {
    const end = { outcome: 'failed', moved: 1 } as const;
    const died = entryAt(4, { kind: 'rollback', image: 'two', before: 'three', tag: '2.0.0', end });
    const closing = entryAt(5, {
      kind: 'rollback',
      image: 'two',
      before: 'two',
      tag: '2.0.0',
      end: { outcome: 'unchanged' },
    });
    expect(await choices([died, closing, three, two, one])).toEqual(['two', 'one']);
    expect(await choices([closing, died, three, two, one])).toEqual(['two', 'one']);
  });

  it('of a pattern, what came from another repository since ends nothing', async () => {
    const back = entryAt(4, { kind: 'rollback', image: 'two', before: 'three', tag: '2.0.0', end: false });
    const [source] = three.intent.sources;
    const [target] = three.intent.targets;
    if (source === undefined || target === undefined) throw new Error('the entry is of no image');
    const repository = parseRepository('ghcr.io/acme/dev/api');
    const other = {
      ...entryAt(5, { image: 'one' }),
      intent: {
        ...three.intent,
        sources: [{ ...source, repository }],
        targets: [{ ...target, repository }],
      },
    };
    const wish = { repository: source.repository };
    expect(await choices([other, back, three, two, one], wish)).toEqual(['two, begun', 'one']);
    expect(await choices([other, back, three, two, one], { repository })).toEqual(['three']);
  });

  it('one that was begun to what an earlier one had left goes on', async () => {
    const back = entryAt(4, { kind: 'rollback', image: 'two', before: 'three', tag: '2.0.0' });
    const forth = entryAt(5, { kind: 'rollback', image: 'three', before: 'two', tag: '3.0.0', end: false });
    expect(await choices([forth, back, three, two, one])).toEqual(['three, begun', 'one']);
  });

  it('of a set, not where a rollback left one of its images', async () => {
    const back = entryAt(4, { kind: 'rollback', image: 'two', before: 'three', tag: '2.0.0' });
    expect(await choices([back, withImages(three, 'one', 'three'), one])).toEqual(['two', 'one']);
  });

  it('what is there already counts as promoted', async () => {
    const again = entryAt(4, { image: 'three', end: { outcome: 'unchanged' } });
    expect(await choices([again, two, one])).toEqual(['three', 'two', 'one']);
  });

  it('nothing counts that anybody could have made up, or that is of no image', async () => {
    const back = entryAt(4, { kind: 'rollback', image: 'one', before: 'two' });
    const foreign = [back, three].map((entry) => ({ ...entry, foreign: true }) as const);
    expect(await choices([...foreign, withImages(three), two, one])).toEqual(['two', 'one']);
  });

  it('a rollback that was refused left nothing', async () => {
    const end = { outcome: 'refused', moved: 1 } as const;
    const refused = entryAt(4, { kind: 'rollback', image: 'two', before: 'three', end });
    expect(await choices([refused, three, two, one])).toEqual(['three', 'two', 'one']);
  });

  it('nothing counts that failed, was refused or did not end', async () => {
    const bad = (['failed', 'refused', 'conflict', 'superseded'] as const).map((outcome, at) =>
      entryAt(9 - at, { image: 'three', end: { outcome, moved: 0 } }),
    );
    expect(await choices([...bad, entryAt(4, { image: 'three', end: false }), one])).toEqual(['one']);
  });
});

describe('when an image is named', () => {
  const back = entryAt(4, { kind: 'rollback', image: 'two', before: 'three', tag: '2.0.0' });

  it.each<[string, RollbackWish, readonly string[]]>([
    ['by tag', { tag: parseTag('1.0.0') }, ['one']],
    ['by digest', { digest: digestNamed('two') }, ['two']],
    ['that a rollback left', { digest: digestNamed('three') }, ['three']],
    ['that was never here', { tag: parseTag('9.0.0') }, []],
    ['of the source', { repository: parseRepository('ghcr.io/acme/dev/web') }, ['two', 'one']],
    ['of the target', { repository: parseRepository('qa.example.com/web') }, ['two', 'one']],
    ['of another repository', { repository: parseRepository('ghcr.io/acme/dev/api') }, []],
  ])('%s', async (_, wish, found) => expect(await choices([back, three, two, one], wish)).toEqual(found));
});

describe('when the tag of an image is another one at each place', () => {
  const entry = entryAt(1, { image: 'one', tag: 'main' });
  const [source] = entry.intent.sources;
  const [target] = entry.intent.targets;
  if (source === undefined || target === undefined) throw new Error('the entry is of no image');
  const sources = ['one', 'two'].map((name) => ({
    ...source,
    digest: digestNamed(name),
    fromTag: parseTag(`main-${name}`),
  }));
  const targets = ['x', 'y'].map((end) => ({
    ...target,
    tags: ['a', end].flatMap((text) => target.tags.map((tag) => ({ ...tag, tag: parseTag(`main-${text}`) }))),
  }));
  const promoted = { ...entry, intent: { ...entry.intent, sources, targets } };

  it.each(['main', 'main-one', 'main-two', 'main-x', 'main-y'])('%s means it', async (tag) => {
    expect(await choices([promoted], { tag: parseTag(tag) })).toEqual(['one']);
  });

  it.each(['one', 'two'])('and so does the digest of any of its images: %s', async (image) => {
    expect(await choices([promoted], { digest: digestNamed(image) })).toEqual(['one']);
  });
});

describe('when a tag did not go to what was promoted', () => {
  const qa = parseRepository('qa.example.com/web');
  const live = parseTag('live');
  const older = entryAt(1, { tag: '1.0.0' });

  async function isLeftAlone(newer: EntryParts, of = older): Promise<boolean | undefined> {
    const entries = [entryAt(3, { image: 'three', tag: '3.0.0', ...newer }), of];
    let found: boolean | undefined;
    for await (const { leftAlone } of rollbackChoices(journalOf(entries).list(), {}))
      found = leftAlone(qa, live);
    return found;
  }

  it('was left alone where it was there, or nobody tells', async () => {
    expect(await isLeftAlone({ tags: ['live'], before: 'two' })).toBe(true);
    expect(await isLeftAlone({})).toBe(true);
  });

  it('not where it was made only later', async () => {
    expect(await isLeftAlone({ tags: ['live'] })).toBe(false);
  });

  it('not where the promotion wrote it, was to another repository, or its record was cut', async () => {
    const wrote = entryAt(1, { tag: '1.0.0', tags: ['1.0.0', 'live'] });
    const other = entryAt(1, { tag: '1.0.0', stage: 'prod' });
    for (const entry of [wrote, other, { ...older, cut: true } as const])
      expect(await isLeftAlone({ tags: ['live'], before: 'two' }, entry)).toBe(false);
  });

  it('an earlier promotion of the same images to other tags is one to go back to, too', async () => {
    const first = entryAt(1, { tags: ['1.0.0', 'live'] });
    const patch = entryAt(3, { tags: ['1.0.0'] });
    expect(await choices([patch, two, first, first])).toEqual(['one', 'two', 'one']);
  });
});

describe('when the journal is long', () => {
  it('is read only as far as somebody asks', async () => {
    const journal = journalOf(
      Array.from({ length: 5000 }, (_, at) => entryAt(5000 - at, { image: `${at}` })),
    );
    for await (const { entry } of rollbackChoices(journal.list(), {})) {
      if (entry.intent.sources[0]?.digest === digestNamed('1')) break;
    }
    expect(journal.read()).toBe(2);
  });
});
