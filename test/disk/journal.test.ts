import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileJournal } from '../../src/disk/journal.ts';
import { entryOf, type JournalEntry, type JournalQuery } from '../../src/domain/journal-entry.ts';
import type { PromotionRecord } from '../../src/domain/record.ts';
import type { Journal } from '../../src/ports/journal.ts';

function intended(id: string, comment = ''): PromotionRecord {
  const intent = {
    pipeline: 'web',
    stage: 'qa',
    kind: 'auto',
    planned: '2026-01-02T03:04:05Z',
    actor: 'ann',
    initiator: 'ann',
    comment,
    sources: [],
    targets: [],
    run: {},
  } as const;
  return { schema: 'hoist/promotion/v1', id, intent };
}

function finished(id: string): PromotionRecord {
  const times = { started: '2026-01-02T03:04:05Z', finished: '2026-01-02T03:04:06Z' };
  return {
    ...intended(id),
    result: { outcome: 'promoted', ...times, targets: [], pulled: 0, split: false, problems: [] },
  };
}

async function all(journal: Journal, query?: JournalQuery): Promise<JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const entry of journal.list(query)) entries.push(entry);
  return entries;
}

async function ids(journal: Journal): Promise<string[]> {
  return (await all(journal)).map((entry) => `${entry.id}${entry.end === undefined ? '?' : ''}`);
}

describe('the journal in a file', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hoist-journal-'));
    path = join(folder, 'deep/journal.jsonl');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('when there is no file yet, it lists nothing and makes none', async () => {
    expect(await all(fileJournal(path))).toEqual([]);
    await expect(readFile(path)).rejects.toThrow('ENOENT');
  });

  it('when it is a folder, it says that it cannot be read, as for any other reason', async () => {
    await expect(all(fileJournal(folder))).rejects.toMatchObject({
      kind: 'unreachable',
      code: 'JOURNAL_UNREADABLE',
      message: `the journal ${folder} cannot be read: EISDIR`,
    });
  });

  it('when a promotion is intended and finished, it is one record with its result, newest first', async () => {
    const journal = fileJournal(path);
    for (const id of ['1', '2']) {
      await journal.intend(intended(id));
      await journal.finish(finished(id));
    }
    expect(await all(journal)).toEqual([entryOf(finished('2')), entryOf(finished('1'))]);
  });

  it('when a promotion died, its intent stays without a result', async () => {
    const journal = fileJournal(path);
    await journal.intend(intended('1'));
    await journal.intend(intended('2'));
    await journal.finish(finished('2'));
    expect(await ids(journal)).toEqual(['2', '1?']);
  });

  it('when two journals were joined, sorted, and what is in both is there once or twice, each record is told once, with its result', async () => {
    const lines = [intended('01A'), finished('01A'), intended('01B'), intended('01C'), finished('01C')]
      .map((record) => JSON.stringify(record))
      .flatMap((line) => [line, line]);
    for (const joined of [lines.toSorted(), [...new Set(lines)].toSorted()]) {
      const sorted = join(folder, 'sorted.jsonl');
      await writeFile(sorted, `${joined.join('\n')}\n`);
      expect(await ids(fileJournal(sorted))).toEqual(['01C', '01B?', '01A']);
    }
  });

  it('when a crash cut the last line at any byte, what came before is read and what comes next is kept', async () => {
    const journal = fileJournal(path);
    await journal.finish(finished('1'));
    const { length: whole } = await readFile(path);
    await journal.finish({ ...finished('2'), intent: { ...finished('2').intent, comment: 'zwölf' } });
    const bytes = await readFile(path);
    for (let cut = whole + 1; cut < bytes.length - 1; cut += 17) {
      await writeFile(path, bytes.subarray(0, cut));
      expect(await ids(journal)).toEqual(['1']);
      await journal.intend(intended('3'));
      expect(await ids(journal)).toEqual(['3?', '1']);
    }
  });

  it('when only the line end is missing, the record is there and the next one is not glued to it', async () => {
    const journal = fileJournal(path);
    await journal.finish(finished('1'));
    await truncate(path, (await readFile(path)).length - 1);
    await journal.finish(finished('2'));
    expect(await ids(journal)).toEqual(['2', '1']);
  });

  it('when many write at once, every line is whole', async () => {
    const names = Array.from({ length: 40 }, (_, index) => String(index));
    const long = 'x'.repeat(20_000);
    await Promise.all(names.map((name) => fileJournal(path).intend(intended(name, long))));
    expect((await ids(fileJournal(path))).sort()).toEqual(names.map((name) => `${name}?`).sort());
  });

  it('when the reader stops early, the file is let go and no more of it was needed', async () => {
    const journal = fileJournal(path);
    for (const id of ['1', '2']) await journal.finish(finished(id));
    const lines = journal.list()[Symbol.asyncIterator]();
    expect((await lines.next()).value).toEqual(entryOf(finished('2')));
    await lines.return?.();
    expect((await lines.next()).done).toBe(true);
  });

  it('when a line is JSON but no record, it says so instead of guessing', async () => {
    await fileJournal(path).finish(finished('1'));
    await appendFile(path, '{"schema":"hoist/promotion/v2","id":"2","intent":{}}\n');
    await expect(all(fileJournal(path))).rejects.toMatchObject({ code: 'JOURNAL_INVALID' });
    await writeFile(path, 'null\n');
    await expect(all(fileJournal(path))).rejects.toMatchObject({ code: 'JOURNAL_INVALID' });
  });

  it.each([
    'null',
    '{}',
    '{"pipeline":"web","stage":"qa"}',
    JSON.stringify({ ...intended('2').intent, run: null }),
    JSON.stringify({ ...intended('2').intent, sources: 'web' }),
    JSON.stringify({ ...intended('2').intent, targets: [{ repository: 'ghcr.io/acme/qa/web' }] }),
    `${JSON.stringify(intended('2').intent)},"result":{}`,
  ])('and when it has the schema of one, but the intent is %s', async (intent) => {
    await fileJournal(path).finish(finished('1'));
    await appendFile(path, `{"schema":"hoist/promotion/v1","id":"2","intent":${intent}}\n`);
    await expect(all(fileJournal(path))).rejects.toMatchObject({ code: 'JOURNAL_INVALID' });
  });

  it('when it cannot be written, the error says that recording failed', async () => {
    await expect(fileJournal(folder).intend(intended('1'))).rejects.toMatchObject({
      kind: 'incomplete',
      code: 'JOURNAL_UNWRITABLE',
    });
  });

  it('when comments hold anything, they come back as they were, whatever the chunks they are read in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', maxLength: 60_000, size: 'max' }), { maxLength: 8 }),
        async (texts) => {
          const journal = fileJournal(path);
          for (const [index, text] of texts.entries()) await journal.intend(intended(String(index), text));
          expect((await all(journal)).map((record) => record.intent.comment)).toEqual([...texts].reverse());
          await rm(path, { force: true });
        },
      ),
      { numRuns: 20 },
    );
  });

  it.skipIf(process.platform === 'win32')(
    'when it is something that cannot be flushed, such as a device, a line is written all the same',
    async () => {
      const journal = fileJournal('/dev/null');
      await journal.intend(intended('a'));
      expect(await ids(journal)).toEqual([]);
    },
  );
});
