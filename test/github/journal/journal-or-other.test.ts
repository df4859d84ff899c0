import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../src/domain/journal-entry.ts';
import { HoistError } from '../../../src/errors.ts';
import { journalOrOther } from '../../../src/github/journal/journal-or-other.ts';
import type { Journal } from '../../../src/ports/journal.ts';
import { digest, finished, intended, tag, target } from './records.ts';

type Kept = Journal & { readonly calls: string[] };

/** A journal that remembers what it was told; where `fails` is given, every write fails so, and reading too if `reads`. */
function memory(name: string, fails?: HoistError, reads?: HoistError): Kept {
  const calls: string[] = [];
  const say = async (what: string): Promise<void> => {
    calls.push(what);
    if (fails !== undefined) throw fails;
  };
  return {
    calls,
    intend: ({ id }) => say(`intend ${id}`),
    moved: ({ id }) => say(`moved ${id}`),
    finish: ({ id }) => say(`finish ${id}`),
    async *list(): AsyncGenerator<JournalEntry> {
      if (reads !== undefined) throw reads;
      yield { id: name, intent: intended(name).intent };
    },
  };
}

const forbidden = new HoistError('config', 'GITHUB_FORBIDDEN', 'the token may not do this');

function journals(first: Kept, other = memory('other')) {
  const told: string[] = [];
  const log = { notice: (text: string): void => void told.push(text) };
  const subject = journalOrOther(first, { other: async () => other, notice: 'kept elsewhere', log });
  return { subject, told, other };
}

async function idsOf(journal: Journal): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of journal.list()) ids.push(id);
  return ids;
}

describe('when a journal has another in reserve', () => {
  const record = intended('01A');

  it('the other is not touched while the first works', async () => {
    const first = memory('first');
    const { subject, told, other } = journals(first);
    await subject.intend(record);
    await subject.finish(finished(record));
    expect([first.calls, other.calls, told]).toEqual([['intend 01A', 'finish 01A'], [], []]);
    expect(await idsOf(subject)).toEqual(['first']);
  });

  it('a permission that is missing turns the whole run to the other, with one notice', async () => {
    const first = memory('first', forbidden);
    const { subject, told, other } = journals(first);
    await subject.intend(record);
    await subject.moved(record, { repository: target, tag, before: null, after: digest });
    await subject.finish(finished(record));
    await subject.intend(intended('01B'));
    expect(first.calls).toEqual(['intend 01A']);
    expect(other.calls).toEqual(['intend 01A', 'moved 01A', 'finish 01A', 'intend 01B']);
    expect(told).toEqual(['kept elsewhere (the token may not do this)']);
    expect(await idsOf(subject)).toEqual(['other', 'first']);
  });

  it('a rollback is not turned away: kept in this run alone it would hold nothing', async () => {
    const first = memory('first', forbidden);
    const { subject, told, other } = journals(first);
    const { intent, ...rest } = record;
    await expect(subject.intend({ ...rest, intent: { ...intent, kind: 'rollback' } })).rejects.toMatchObject({
      kind: 'config',
      code: 'HOLD_NOT_KEPT',
      hint: expect.stringContaining('"deployments: write"'),
    });
    expect([other.calls, told]).toEqual([[], []]);
  });

  it('what was begun in the first ends there', async () => {
    const first = memory('first');
    const { subject, other } = journals(first);
    await subject.intend(record);
    first.finish = () => Promise.reject(forbidden);
    await expect(subject.finish(finished(record))).rejects.toBe(forbidden);
    expect(other.calls).toEqual([]);
  });

  it('where the first may not be read, that is an error, and nothing takes its place', async () => {
    const { subject, told, other } = journals(memory('first', undefined, forbidden));
    const refusal = {
      kind: 'config',
      code: 'JOURNAL_FORBIDDEN',
      message: expect.stringContaining('holds'),
      hint: expect.stringMatching(/"deployments: read".*record: \{ deployments: false \}/),
    };
    await expect(idsOf(subject)).rejects.toMatchObject(refusal);
    await subject.intend(record);
    await expect(idsOf(subject)).rejects.toMatchObject(refusal);
    expect([other.calls, told]).toEqual([[], []]);
  });

  it('what GitHub does not show is not there to be read either', async () => {
    const hidden = new HoistError('config', 'GITHUB_NOT_FOUND', 'GitHub shows no deployments to this token');
    await expect(idsOf(journals(memory('first', undefined, hidden)).subject)).rejects.toMatchObject({
      code: 'JOURNAL_FORBIDDEN',
    });
  });

  it('any other failure is one', async () => {
    const gone = new HoistError('unreachable', 'GITHUB_UNREACHABLE', 'gone');
    const { subject, told, other } = journals(memory('first', gone, gone));
    await expect(subject.intend(record)).rejects.toBe(gone);
    await expect(idsOf(subject)).rejects.toBe(gone);
    expect([other.calls, told]).toEqual([[], []]);
  });
});
