import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/domain/journal-entry.ts';
import { createStagePastReader } from '../../src/domain/stage-past.ts';
import { couldWrite, movingTags } from '../../src/domain/stage-tag.ts';
import { unfinishedOf } from '../../src/domain/unfinished.ts';
import { parseRepository, parseTag } from '../../src/image/reference.ts';
import { readConfigText } from '../promotion/world.ts';
import { digestNamed, entryAt } from './entries.ts';

function past(...entries: readonly JournalEntry[]) {
  const reader = createStagePastReader(2);
  for (const entry of entries) reader.read(entry);
  return reader.past();
}
const emptyResult = {
  started: '2026-03-04T00:09:00.000Z',
  finished: '2026-03-04T00:09:00.000Z',
  targets: [],
  pulled: 0,
  problems: [],
} as const;
const live = 'qa.example.com/web:live';

describe('when the records of a stage are read from the newest on', () => {
  it('a tag is expected to name what the last record says, since the first that said so without a break', () => {
    const { tags } = past(
      entryAt(9, { image: 'two', tags: ['live'], end: { outcome: 'unchanged' } }),
      entryAt(8, { image: 'two', tags: ['live'] }),
      entryAt(7, { image: 'one', tags: ['live'] }),
      entryAt(6, { image: 'two', tags: ['live'] }),
    );
    expect(tags.get(live)?.expected).toMatchObject({
      digest: digestNamed('two'),
      since: '2026-03-04T00:08:00.000Z',
    });
  });

  it('what failed or died may have moved it, from what it named before', () => {
    const { tags } = past(
      entryAt(9, { image: 'three', before: 'one', tags: ['live'], end: false }),
      entryAt(8, { image: 'two', before: 'one', tags: ['live', 'x'], end: { outcome: 'failed', moved: 1 } }),
      entryAt(7, { image: 'one', tags: ['live'] }),
    );
    expect(tags.get(live)?.expected?.digest).toBe(digestNamed('one'));
    expect(tags.get(live)?.maybe).toEqual(new Set(['three', 'two', 'one'].map(digestNamed)));
  });

  it('what promotions beside the last one wrote may be there as well, what had ended before it may not', () => {
    const end = (minute: number) => ({ finished: `2026-03-04T00:0${minute}:00.000Z` });
    const { tags } = past(
      entryAt(5, { image: 'five', tags: ['live'], end: end(6) }),
      entryAt(4, { image: 'four', tags: ['live'], end: end(8) }),
      entryAt(3, { image: 'three', tags: ['live', 'x'], end: { ...end(7), outcome: 'failed', moved: 1 } }),
      entryAt(2, { image: 'two', tags: ['live'], end: end(5) }),
    );
    expect(tags.get(live)?.expected?.digest).toBe(digestNamed('five'));
    expect(tags.get(live)?.beside).toEqual(
      new Map([
        [
          digestNamed('four'),
          { digest: digestNamed('four'), record: entryAt(4).id, since: '2026-03-04T00:08:00.000Z' },
        ],
      ]),
    );
    expect(tags.get(live)?.maybe).toEqual(new Set([digestNamed('three')]));
  });

  it('what had just begun beside the last one and has no end may be there, what is long dead may not', () => {
    const { tags } = past(
      entryAt(30, { image: 'two', tags: ['live'] }),
      entryAt(25, { image: 'one', tags: ['live'], end: false }),
      entryAt(15, { image: 'zero', tags: ['live'], end: false }),
    );
    expect(tags.get(live)?.maybe).toEqual(new Set([digestNamed('one')]));
  });

  it('a promotion whose plan waited for days was begun when its record was made', () => {
    const late = { ...entryAt(9, { image: 'two', tags: ['live'] }), id: '01KJV2TBB00000000000000000' };
    const { tags } = past(
      { ...late, intent: { ...late.intent, planned: '2026-03-01T00:00:00Z' } },
      entryAt(5, { image: 'one', tags: ['live'] }),
    );
    expect(tags.get(live)?.beside.size).toBe(0);
  });

  it('what was refused or in conflict says nothing', () => {
    const { tags, last } = past(
      entryAt(9, { tags: ['live'], end: { outcome: 'refused', moved: 1 } }),
      entryAt(8, { tags: ['live'], end: { outcome: 'conflict', moved: 0 } }),
      entryAt(7, { tags: ['live'], end: { outcome: 'failed', moved: 0 } }),
    );
    expect([tags.size, last]).toEqual([0, undefined]);
  });

  it('is split where the last one moved some tags only, and not where a later one moved all', () => {
    const failed = entryAt(8, { tags: ['a', 'live'], end: { outcome: 'failed', moved: 1 } });
    expect(past(failed).split).toMatchObject({ moved: 1, all: 2 });
    expect(past(entryAt(9, { tags: ['a', 'live'] }), failed).split).toBeUndefined();
  });

  it('is not split where one that was begun before it and ended after it moved all', () => {
    const failed = entryAt(8, { tags: ['a', 'live'], end: { outcome: 'failed', moved: 1 } });
    const ended = (minute: number) =>
      entryAt(7, { tags: ['a', 'live'], end: { finished: `2026-03-04T00:0${minute}:00.000Z` } });
    expect(past(failed, ended(9)).split).toBeUndefined();
    expect(past(failed, ended(7)).split).toMatchObject({ record: failed.id });
    const older = entryAt(6, { tags: ['a', 'b'], stage: 'prod', end: { outcome: 'failed', moved: 1 } });
    expect(past(failed, older, ended(9)).split).toMatchObject({ record: older.id });
  });

  it('stays split while who comes to complete it moves nothing', () => {
    const failed = entryAt(8, { tags: ['a', 'live'], end: { outcome: 'failed', moved: 1 } });
    const [target] = failed.intent.targets;
    if (target === undefined) throw new Error('the entry is of no target');
    const again = entryAt(9, { tags: ['a', 'live'], end: { outcome: 'failed', moved: 1 } });
    const before = target.tags.map((tag, at) => (at === 0 ? { ...tag, before: target.digest } : tag));
    const vain = { ...again, intent: { ...again.intent, targets: [{ ...target, tags: before }] } };
    expect(past(vain, failed).split?.record).toBe(failed.id);
    expect(past(vain).split).toBeUndefined();
    expect(past(entryAt(10, { tags: ['a', 'live'] }), vain, failed).split).toBeUndefined();
  });

  it('stays split while what came since went somewhere else', () => {
    const failed = entryAt(8, { tags: ['a', 'live'], end: { outcome: 'failed', moved: 1 } });
    const [target] = failed.intent.targets;
    if (target === undefined) throw new Error('the entry is of no target');
    const elsewhere = { ...target, repository: parseRepository('eu.example.com/web') };
    const later = entryAt(9, { image: 'two', tags: ['live'] });
    const both = { ...failed, intent: { ...failed.intent, targets: [target, elsewhere] } };
    // Some targets only, and another repository of a pattern.
    const [source] = later.intent.sources;
    if (source === undefined) throw new Error('the entry is of no image');
    const other = { ...source, repository: parseRepository('ghcr.io/acme/dev/api') };
    expect(past(later, both).split?.record).toBe(failed.id);
    expect(past({ ...later, intent: { ...later.intent, sources: [other] } }, failed).split?.record).toBe(
      failed.id,
    );
    expect(past(later, failed).split).toBeUndefined();
    const whole = { ...later, intent: { ...later.intent, targets: [elsewhere, target] } };
    expect(past(whole, both).split).toBeUndefined();
    // One that lists only some of its targets may have been everywhere.
    expect(past({ ...later, cut: true }, both).split).toBeUndefined();
  });

  it('is not split where all tags were moved and something else failed', () => {
    const split = entryAt(8, { tags: ['a', 'live'], end: { outcome: 'failed', moved: 1 } });
    const whole = entryAt(9, { image: 'two', tags: ['a', 'live'], end: { outcome: 'failed' } });
    expect(past(whole, split).split).toBeUndefined();
  });

  it('a tag that a newer record may have lost is open, and what that one lists is not', () => {
    const cut = { ...entryAt(8, { image: 'two', tags: ['2.0.0'] }), cut: true } as const;
    const older = entryAt(7, { image: 'one', tags: ['live', '2.0.0'] });
    const { tags, cut: record } = past(cut, older);
    expect([tags.get(live)?.isOpen, tags.get('qa.example.com/web:2.0.0')?.isOpen]).toEqual([true, undefined]);
    expect([record, past(older).cut]).toEqual([cut.id, undefined]);
    // What came after it wrote the tag again.
    expect(past(entryAt(9, { tags: ['live'] }), cut, older).tags.get(live)?.isOpen).toBeUndefined();
    const refused = entryAt(8, { tags: ['2.0.0'], end: { outcome: 'refused' } });
    expect(past({ ...refused, cut: true }, older).cut).toBeUndefined();
  });

  it('stays split where a later one failed and wrote nothing itself', () => {
    const failed = entryAt(8, { tags: ['a', 'live'], end: { outcome: 'failed', moved: 1 } });
    const again = entryAt(9, { tags: ['a', 'live'], end: { outcome: 'failed', moved: 1 } });
    const result = { ...emptyResult, outcome: 'failed', split: false } as const;
    expect(past({ ...again, result }, failed).split).toMatchObject({ record: failed.id });
    const whole = entryAt(7, { tags: ['a', 'live'] });
    expect(past({ ...again, result }, whole, failed).split).toBeUndefined();
  });

  it('the tags of the newest promotions are recent', () => {
    const { recent, tags } = past(
      ...[4, 3, 2, 1].map((at) => entryAt(at, { image: `${at}`, tag: `${at}.0.0` })),
    );
    expect(recent).toEqual(new Set(['qa.example.com/web:4.0.0', 'qa.example.com/web:3.0.0']));
    expect(tags.size).toBe(4);
  });
});

describe('when a promotion did not end', () => {
  const died = entryAt(5, { image: 'one', tags: ['1.0.0', 'live'], end: false });

  it('is open until the same image was promoted', () => {
    expect(unfinishedOf([died])).toEqual([died]);
    expect(unfinishedOf([entryAt(6, { image: 'one', tags: ['1.0.0'] }), died])).toEqual([]);
    expect(unfinishedOf([entryAt(6, { image: 'one', end: { outcome: 'unchanged' } }), died])).toEqual([]);
  });

  it('or until every tag of it was written since', () => {
    expect(unfinishedOf([entryAt(6, { image: 'two', tags: ['live'] }), died])).toEqual([died]);
    expect(unfinishedOf([entryAt(6, { image: 'two', tags: ['live', '1.0.0'] }), died])).toEqual([]);
  });

  it('what failed or came before closes nothing', () => {
    const failed = entryAt(6, { image: 'one', end: { outcome: 'failed', moved: 0 } });
    expect(unfinishedOf([failed, died, entryAt(4, { image: 'one' })])).toEqual([died]);
  });
});

describe('when a tag lies at a target', async () => {
  const { pipelines } = await readConfigText(`
version: 1
pipelines:
  web:
    source: { repository: ghcr.io/acme/dev/web, tags: ['*.*.*'] }
    stages:
      - { name: qa, to: qa.example.com/web, tag: ['qa-%n-x', '%Y%m%d', 'v{major}', { name: live, move: any }] }
      - { name: prod, to: prod.example.com/web, tag: ['%n', { name: stable, move: forward }] }
`);
  const [pipeline] = pipelines;
  const [qa, prod] = pipeline?.stages ?? [];
  if (pipeline === undefined || qa === undefined || prod === undefined) throw new Error('no stages');

  it.each([
    ['qa-1.0.0-x', true],
    ['qa-nightly-x', false],
    ['qa--x', false],
    ['live', true],
    ['20260304', false],
    ['v1', false],
    ['1.0.0', false],
  ])('whether the stage would write %s is %s', (tag, could) => {
    expect(couldWrite(pipeline, qa, parseTag(tag))).toBe(could);
  });

  it('a later stage would write whatever its source may be called', () => {
    expect(couldWrite(pipeline, prod, parseTag('qa-1.0.0-x'))).toBe(true);
  });

  it('the tags that move and have one name are known', () => {
    expect([movingTags(qa), movingTags(prod)]).toEqual([['live'], ['stable']]);
  });
});
