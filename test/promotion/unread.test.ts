import { describe, expect, it } from 'vitest';
import { parseCandidateQuery } from '../../src/domain/candidate-query.ts';
import { parseHistoryQuery } from '../../src/domain/history-query.ts';
import type { JournalEntry, JournalQuery } from '../../src/domain/journal-entry.ts';
import { parseStatusQuery } from '../../src/domain/status-query.ts';
import { HoistError } from '../../src/errors.ts';
import type { Journal } from '../../src/ports/journal.ts';
import { candidates } from '../../src/promotion/candidates.ts';
import { history } from '../../src/promotion/history.ts';
import { createPast } from '../../src/promotion/past.ts';
import { status } from '../../src/promotion/status.ts';
import { historyMarkdown, historyText } from '../../src/report/history.ts';
import { entryAt } from '../domain/entries.ts';
import { digest, source, target } from '../github/journal/records.ts';
import { sampleImage } from '../fixtures/images.ts';
import { outcomes, scene, testInstant, testWorld, type Scene } from './world.ts';

const config = `
version: 1
record: { attest: off }
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: qa, to: qa.example.com/web }
      - name: prod
        to: prod.example.com/web
        tag: ['%n', { name: live, move: any }]
        environment: { name: live, approval: none, rollback: emergency }
`;
const image = 'ghcr.io/acme/dev/web:1.0.0';
const gap = {
  before: '2026-01-01T00:00:00Z',
  reason: 'there are more than are read: none of before 2026 was looked at',
};
const forbidden = new HoistError('config', 'JOURNAL_FORBIDDEN', 'deployments may not be read', {
  hint: 'Add "deployments: read".',
});

/** A journal that gives these and then has more than it reads; it remembers what it was asked. */
function endless(
  entries: readonly JournalEntry[] = [],
): Pick<Journal, 'list'> & { readonly asked: JournalQuery[] } {
  const asked: JournalQuery[] = [];
  return {
    asked,
    async *list(query = {}, left) {
      asked.push(query);
      yield* entries.filter(({ intent }) => query.stage === undefined || intent.stage === query.stage);
      if (left === undefined) throw new HoistError('unreachable', 'GITHUB_TOO_MANY', 'too many');
      left(gap);
    },
  };
}

const shut: Pick<Journal, 'list'> = {
  list: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(forbidden) }) }),
};

async function sceneWith(journal: Partial<Journal>): Promise<Scene> {
  const made = await scene(config, { journal });
  made.push(image, sampleImage({ seed: 1 }));
  return made;
}

describe('when a stage has more records than are read, and none of them tells whether it is held', () => {
  it('an automatic promotion does not enter it, and says how to go on', async () => {
    const made = await sceneWith(endless());
    const { document, exitCode } = await made.promote({ image });
    expect([exitCode, outcomes(document)]).toEqual([3, { 'web/qa': 'failed' }]);
    expect(document.plan.stages[0]?.problems).toEqual([
      {
        code: 'JOURNAL_TOO_LONG',
        message: expect.stringMatching(/whether web\/qa is held is not known: .*none of before 2026/),
        hint: expect.stringContaining('by name'),
      },
    ]);
    expect(made.named('qa.example.com/web:1.0.0')).toBeUndefined();
    expect(document.records).toMatchObject([
      { result: { outcome: 'failed', error: { code: 'JOURNAL_TOO_LONG' } } },
    ]);
  });

  it('and neither does the turn of one that was planned', async () => {
    const made = await sceneWith(endless());
    const [planned] = (await made.plan({ image })).document.stages;
    const ask = { image, stage: 'qa', expectedPlan: planned?.hash };
    const { document, exitCode } = await made.promote(ask);
    expect([exitCode, outcomes(document)]).toEqual([3, { 'web/qa': 'failed' }]);
    expect(document.records).toMatchObject([
      { intent: { kind: 'auto' }, result: { error: { code: 'JOURNAL_TOO_LONG' } } },
    ]);
    expect(made.named('qa.example.com/web:1.0.0')).toBeUndefined();
  });

  it('nor does it move a tag where that is not known any more when the image has arrived', async () => {
    const made = await sceneWith({
      async *list(query, left) {
        if (query?.fresh === true) left?.(gap);
        yield* [];
      },
    });
    const { document } = await made.promote({ image });
    expect(outcomes(document)).toEqual({ 'web/qa': 'failed' });
    expect(document.records).toMatchObject([{ result: { error: { code: 'JOURNAL_TOO_LONG' } } }]);
    expect(made.named('qa.example.com/web:1.0.0')).toBeUndefined();
    expect((await made.promote({ image, stage: 'qa' })).document.stages[0]?.outcome).toBe('promoted');
  });

  it('one by name goes through, and ends at the next of which it is not known', async () => {
    const made = await sceneWith(endless());
    const { document, exitCode } = await made.promote({ image, stage: 'qa' });
    expect([exitCode, outcomes(document)]).toEqual([3, { 'web/qa': 'promoted', 'web/prod': 'failed' }]);
    expect(made.named('qa.example.com/web:1.0.0')).toBeDefined();
    expect(made.named('prod.example.com/web:1.0.0')).toBeUndefined();
  });

  it('one by name of what is there already leaves a record, as nobody knows of an earlier one', async () => {
    const made = await sceneWith(endless());
    made.push('qa.example.com/web:1.0.0', sampleImage({ seed: 1 }));
    const { document } = await made.promote({ image, stage: 'qa' });
    expect(document.records[0]).toMatchObject({ intent: { stage: 'qa' }, result: { outcome: 'unchanged' } });
  });

  it('a plan is made, and says so of each stage', async () => {
    const made = await sceneWith(endless());
    const { document } = await made.plan({ image });
    expect(document.stages.map(({ state }) => state)).toEqual(['ready', 'ready']);
    expect(document.notices).toEqual([
      expect.stringContaining('whether web/qa is held is not known'),
      expect.stringContaining('whether web/prod is held is not known'),
    ]);
  });

  it('candidates and the board say so', async () => {
    const made = await sceneWith(endless());
    const report = await candidates(made, { stage: 'prod' }, parseCandidateQuery(undefined, testInstant));
    expect(report.notices).toEqual([gap.reason, expect.stringContaining('whether web/prod is held')]);
    const board = await status(made, parseStatusQuery(undefined));
    expect(board).toMatchObject({ gap, notices: [gap.reason] });
    expect(board.stages.map(({ notices }) => notices)).toEqual([
      ['web/qa: whether it is held is not known'],
      ['web/prod: whether it is held is not known'],
    ]);
  });

  it('a rollback that finds nothing says how far it looked', async () => {
    const made = await sceneWith(endless());
    const { document } = await made.dryRollback({ stage: 'prod', comment: 'it leaks' });
    expect(document.stages[0]?.problems[0]).toMatchObject({
      code: 'NOTHING_EARLIER',
      message: expect.stringContaining(gap.reason),
    });
  });
});

describe('when the newest records tell enough', () => {
  const known = [
    entryAt(4, { kind: 'manual' }),
    entryAt(3),
    entryAt(2, { stage: 'prod', kind: 'manual' }),
    entryAt(1, { stage: 'prod' }),
  ];

  it('what was not read does not matter', async () => {
    const made = await sceneWith(endless(known));
    expect(outcomes((await made.promote({ image })).document)).toEqual({
      'web/qa': 'promoted',
      'web/prod': 'promoted',
    });
    const board = await status(made, parseStatusQuery('stage=prod'));
    expect(board.stages[0]?.notices).toEqual([]);
  });

  it('each stage is asked for where it is filed, and once', async () => {
    const journal = endless(known);
    const made = await sceneWith(journal);
    await made.plan({ image });
    expect(journal.asked).toEqual([
      { pipeline: 'web', stage: 'qa', filed: [{ pipeline: 'web', stage: 'qa', environments: ['web/qa'] }] },
      {
        pipeline: 'web',
        stage: 'prod',
        filed: [{ pipeline: 'web', stage: 'prod', environments: ['live', 'emergency', 'web/prod'] }],
      },
    ]);
  });
});

describe('when the journal may not be read', () => {
  it.each([
    ['an automatic promotion', (made: Scene) => made.promote({ image })],
    ['one by name', (made: Scene) => made.promote({ image, stage: 'qa' })],
    ['a rollback', (made: Scene) => made.rollback({ stage: 'prod', comment: 'it leaks' })],
    ['its plan', (made: Scene) => made.dryRollback({ stage: 'prod', comment: 'it leaks' })],
  ])('%s ends before it writes', async (_, run) => {
    const made = await sceneWith(shut);
    await expect(run(made)).rejects.toBe(forbidden);
    expect([made.named('qa.example.com/web:1.0.0'), made.world.kept]).toEqual([undefined, []]);
  });

  it('a plan by name is made all the same, as no hold would stop that', async () => {
    const { document } = await (await sceneWith(shut)).plan({ image, stage: 'qa' });
    expect(document.stages[0]?.state).toBe('ready');
  });

  it('a plan says once that holds are not known, and which permission is missing', async () => {
    const { document } = await (await sceneWith(shut)).plan({ image });
    expect(document.notices).toEqual([
      expect.stringMatching(/^holds are not known.*deployments may not be read.*"deployments: read"/),
    ]);
  });
});

describe('when a tag is at a target that no record that was read tells of', () => {
  it('is unknown, as it may have been promoted, and no drift', async () => {
    const made = await sceneWith(endless());
    made.push('prod.example.com/web:live', sampleImage({ seed: 2 }));
    const { stages, totals } = await status(made, parseStatusQuery('stage=prod'));
    expect(stages[0]?.tags).toMatchObject([{ tag: 'live', state: 'unknown', reason: gap.reason }]);
    expect(totals).toMatchObject({ drift: 0, unknown: 1 });
  });
});

describe('when the history is asked for', () => {
  const places = { pipelines: [], inDeployments: true };

  it('says how far back it looked, in every form', async () => {
    const journal = { ...(await testWorld().journal({ deployments: false })), ...endless([entryAt(1)]) };
    const report = await history(journal, parseHistoryQuery(undefined, testInstant), places);
    expect(report).toMatchObject({ gap, notices: [gap.reason] });
    expect(report).not.toHaveProperty('environments');
    expect(historyText(report)).toMatch(/^1 promotion, looked for back to 2026-01-01/);
    expect(historyText(report)).toContain(gap.reason);
    expect(historyMarkdown(report)).toContain('looked for back to');
  });

  it('of a stage, says in which environments; and the limit where it was reached', async () => {
    const { config: read, world } = await scene(config);
    const journal = {
      ...(await world.journal({ deployments: false })),
      ...endless([entryAt(2), entryAt(1)]),
    };
    const query = parseHistoryQuery('stage=qa,limit=1', testInstant);
    const report = await history(journal, query, { ...places, pipelines: read.pipelines });
    expect(report).toMatchObject({ environments: ['web/qa'], limited: true });
    expect(historyText(report)).toContain('1 promotion, and there may be more (limit=1)');
    expect(historyText(report)).toContain('in the environments web/qa');
    expect(historyMarkdown(report)).toContain('In the environments `web/qa`.');
  });
});

describe('when the past of a stage is asked for', () => {
  const where = { pipeline: 'web', stage: 'qa' };
  const journal = (list: Pick<Journal, 'list'>) =>
    createPast(() => testWorld({ journal: list }).journal({ deployments: true }), []);

  it('whether it promoted something is not guessed', async () => {
    const query = { ...where, source, target, digest };
    await expect(journal(endless()).promotion(query)).rejects.toMatchObject({ code: 'JOURNAL_TOO_LONG' });
    await expect(journal(shut).promotion(query)).rejects.toBe(forbidden);
  });

  it('what a tag named is looked for no further back than the plan that is expected', async () => {
    const at = 'qa.example.com/web' as typeof target;
    const entries = [
      entryAt(500, { before: 'new' }),
      entryAt(400, { before: 'mid' }),
      entryAt(60, { before: 'old' }),
      entryAt(50, { before: 'older' }),
    ];
    const since = new Date(Date.UTC(2026, 2, 4, 6));
    const named = await journal(endless(entries)).named({ ...where, target: at, since });
    expect([...named.values()].map((all) => all.length)).toEqual([2]);
  });

  it('what is under way is looked for among the newest, whatever there is besides', async () => {
    const past = journal(endless([entryAt(2, { end: false })]));
    expect(await past.isOpen(where, [entryAt(2).intent.sources[0]?.digest ?? digest])).toBe(true);
    expect(await journal(endless()).isOpen(where, [digest])).toBe(false);
  });
});
