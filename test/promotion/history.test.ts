import { describe, expect, it } from 'vitest';
import { parseHistoryQuery } from '../../src/domain/history-query.ts';
import { history } from '../../src/promotion/history.ts';
import { digestNamed, entryAt, journalOf } from '../domain/entries.ts';
import { testInstant, testWorld } from './world.ts';

const many = Array.from({ length: 5000 }, (_, at) =>
  entryAt(5000 - at, { stage: at % 2 === 0 ? 'qa' : 'prod', image: `image-${Math.floor(at / 2)}` }),
);
const journal = await testWorld().journal({ deployments: false });

async function ask(text: string, entries = many) {
  const reading = journalOf(entries);
  const report = await history({ ...journal, list: reading.list }, parseHistoryQuery(text, testInstant), {
    pipelines: [],
  });
  return { report, read: reading.read() };
}

describe('when a journal of thousands is asked', () => {
  it('reads no further than the limit', async () => {
    const { report, read } = await ask('limit=10');
    expect(report).toMatchObject({ schema: 'hoist/history/v1', limited: true });
    expect(report.entries).toHaveLength(10);
    expect(read).toBe(10);
  });

  it('reads on only until enough match', async () => {
    const { report, read } = await ask('stage=prod,limit=10');
    expect(report.entries.every(({ stage }) => stage === 'prod')).toBe(true);
    expect(read).toBe(20);
  });

  it('reads each entry once where the oldest are asked for, and gives them in order', async () => {
    const { report, read } = await ask('order=oldest,limit=3');
    expect(report.entries.map(({ id }) => Number(id.slice(3)))).toEqual([1, 2, 3]);
    expect(report.limited).toBe(true);
    expect(read).toBe(5000);
  });

  it('finds the whole path of a digest, however old', async () => {
    const digest = digestNamed('image-2499');
    const { report, read } = await ask(`digest=${digest.slice(0, 16)}`);
    expect(report.path?.map(({ stage }) => stage)).toEqual(['prod', 'qa']);
    expect(report.limited).toBe(false);
    expect(read).toBe(5000);
  });

  it('what the journal could not take whole is said to be so, and where it may match as well', async () => {
    const cut = { ...entryAt(3, { image: 'big' }), cut: true } as const;
    const entries = [cut, entryAt(2, { image: 'small' }), entryAt(1, { stage: 'prod', image: 'small' })];
    const { report } = await ask('stage=qa', entries);
    expect(report.entries.map((entry) => entry.cut)).toEqual([true, undefined]);
    expect(report.notices).toEqual([expect.stringMatching(/^record 01J0+3: .*some .* are missing/)]);
    const narrow = await ask(`digest=${digestNamed('small')}`, entries);
    expect(narrow.report.notices).toEqual([
      expect.stringMatching(/^record 01J0+3: .*whether what is missing matches is not known$/),
    ]);
    expect((await ask('stage=prod', entries)).report.notices).toEqual([]);
  });

  it('is not limited where there is no more', async () => {
    const { report } = await ask('limit=10', many.slice(0, 4));
    expect(report).toMatchObject({ limited: false });
    expect(report).not.toHaveProperty('path');
  });
});
