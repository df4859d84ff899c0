import { describe, expect, it } from 'vitest';
import { holdOf } from '../../src/domain/hold.ts';
import type { JournalEntry } from '../../src/domain/journal-entry.ts';
import { entryAt, journalOf } from './entries.ts';

async function held(...entries: readonly JournalEntry[]) {
  const journal = journalOf(entries);
  const answer = await holdOf(journal.list());
  return { hold: answer === 'none' ? undefined : answer, answer, read: journal.read() };
}

const rollback = (minute: number, parts: object = {}) =>
  entryAt(minute, { kind: 'rollback', comment: 'it leaks', ...parts });

describe('when a rollback is the newest', () => {
  it('holds, with who and why', async () => {
    const back = rollback(9, { planned: '2026-03-04T00:08:30Z' });
    const { hold, read } = await held(back, entryAt(8), entryAt(7));
    expect(hold).toEqual({
      id: back.id,
      actor: 'ada',
      comment: 'it leaks',
      since: '2026-03-04T00:09:00.000Z',
    });
    expect(read).toBe(1);
  });

  it('that died holds, too: it may have moved something', async () => {
    expect((await held(rollback(9, { end: false }))).hold?.since).toBe('2026-03-04T00:09:00.000Z');
  });

  it('that moved some tags and failed holds; one that moved none does not', async () => {
    expect((await held(rollback(9, { end: { outcome: 'failed', moved: 1 } }))).hold).toBeDefined();
    expect((await held(rollback(9, { end: { outcome: 'failed', moved: 0 } }))).hold).toBeUndefined();
  });

  it.each(['refused', 'conflict'] as const)(
    'that was %s does not, whatever its tags name',
    async (outcome) => {
      expect((await held(rollback(9, { end: { outcome, moved: 1 } }))).hold).toBeUndefined();
    },
  );
});

describe('when somebody promoted by name after it', () => {
  it.each(['promoted', 'unchanged'] as const)('%s lifts the hold', async (outcome) => {
    const { hold, read } = await held(
      entryAt(10, { kind: 'manual', end: { outcome } }),
      rollback(9),
      entryAt(8),
    );
    expect([hold, read]).toEqual([undefined, 2]);
  });

  it('one that was planned before the rollback ended did not know of it, and lifts nothing', async () => {
    const late = entryAt(10, { kind: 'manual', planned: '2026-03-04T00:08:30Z' });
    expect((await held(late, rollback(9))).hold).toBeDefined();
    expect((await held(late, rollback(9, { end: false }))).hold).toBeDefined();
  });

  it('one that was planned in the same second did', async () => {
    const next = entryAt(10, { kind: 'manual', planned: '2026-03-04T00:09:00Z' });
    expect((await held(next, rollback(9))).hold).toBeUndefined();
    expect((await held(next, rollback(9, { end: false }))).hold).toBeUndefined();
  });

  it('what a rollback left that died is lifted; one that ran by itself does not', async () => {
    const dead = rollback(9, { end: false });
    expect((await held(entryAt(10, { kind: 'manual' }), dead)).hold).toBeUndefined();
    expect((await held(entryAt(10), dead)).hold).toBeDefined();
  });

  it.each(['refused', 'failed', 'conflict'] as const)('%s does not', async (outcome) => {
    const by = entryAt(10, { kind: 'manual', end: { outcome, moved: 0 } });
    expect((await held(by, rollback(9))).hold).toBeDefined();
  });
});

describe('when a rollback found everything there after it', () => {
  it('the stage is held all the same', async () => {
    const again = rollback(9, { end: { outcome: 'unchanged' } });
    const back = rollback(8);
    expect((await held(again, back)).hold).toMatchObject({ id: back.id });
    expect((await held(again, entryAt(8))).hold).toBeUndefined();
  });
});

describe('when something ran by itself after it', () => {
  it('that was planned before it ended lifts nothing', async () => {
    const late = entryAt(10, { planned: '2026-03-04T00:08:30Z' });
    expect((await held(late, rollback(9))).hold).toBeDefined();
  });

  it('and planned later, it shows that there was no hold; what is older is not read', async () => {
    const { hold, read } = await held(
      entryAt(20),
      entryAt(10),
      rollback(9),
      ...[8, 7, 6].map((at) => entryAt(at)),
    );
    expect(hold).toBeUndefined();
    expect(read).toBe(2);
  });
});

describe('when there is nothing', () => {
  it('nothing holds', async () => expect((await held()).hold).toBeUndefined());
});
