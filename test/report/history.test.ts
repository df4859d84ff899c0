import { describe, expect, it } from 'vitest';
import { historyEntry, type HistoryReport } from '../../src/domain/history.ts';
import { historyPath } from '../../src/domain/history-path.ts';
import { csvCell, csvText } from '../../src/report/csv.ts';
import { historyCsv, historyMarkdown, historyText } from '../../src/report/history.ts';
import { digestNamed, entryAt } from '../domain/entries.ts';

const entries = [
  entryAt(3, { stage: 'prod', kind: 'manual', tags: ['1.0.0', 'stable'], comment: 'release | <b>now</b>' }),
  entryAt(2, { stage: 'prod', end: false }),
  entryAt(1, { end: { outcome: 'failed', moved: 0 } }),
].map(historyEntry);
const report: HistoryReport = {
  schema: 'hoist/history/v1',
  where: {},
  entries,
  limited: false,
  path: historyPath(entries, digestNamed('one')),
  notices: [],
};

describe('when a history is shown as text', () => {
  it('has a line a promotion, in columns, and the path below', () => {
    const short = digestNamed('one').slice(7, 19);
    expect(historyText(report).split('\n')).toEqual([
      '3 promotions',
      '',
      `2026-03-04 00:03:00 UTC  ✓ web/prod  promoted    manual  ghcr.io/acme/dev/web:1.0.0 ${short}  → prod.example.com/web:1.0.0 stable  ada  release | <b>now</b>`,
      `2026-03-04 00:02:00 UTC  ? web/prod  unfinished  auto    ghcr.io/acme/dev/web:1.0.0 ${short}  → prod.example.com/web:1.0.0         ada`,
      `2026-03-04 00:01:00 UTC  ✗ web/qa    failed 0/1  auto    ghcr.io/acme/dev/web:1.0.0 ${short}  → qa.example.com/web:1.0.0           ada`,
      '',
      'Path',
      `  2026-03-04 00:03:00 UTC  web/prod  ${short}  ghcr.io/acme/dev/web:1.0.0 → prod.example.com/web:1.0.0 stable`,
      '',
    ]);
  });

  it('says so where there is none, and where there may be more', () => {
    const { path: _, ...rest } = report;
    expect(historyText({ ...rest, entries: [] })).toContain('No promotion is recorded');
    expect(historyText({ ...rest, limited: true })).toContain('3 promotions, and there may be more');
  });
});

describe('when the journal could not take all of an entry', () => {
  it('text and Markdown say so beside what it lists', () => {
    const cut = { ...report, entries: [historyEntry({ ...entryAt(1), cut: true })] };
    expect(historyText(cut)).toContain(
      '→ qa.example.com/web:1.0.0, and what the journal could not take  ada',
    );
    expect(historyMarkdown(cut)).toContain(
      '`qa.example.com/web:1.0.0`<br>and what the journal could not take |',
    );
  });
});

describe('when an entry was made by somebody who is no run', () => {
  const forged = { ...entryAt(4, { actor: 'ada' }), by: 'mallory', foreign: true } as const;
  const made = [historyEntry(forged)];
  const told: HistoryReport = { ...report, entries: made, path: historyPath(made, digestNamed('one')) };

  it('every form says who made it, and it is on no path', () => {
    expect(historyText(told)).toContain('ada, says mallory: no run made this entry');
    expect(historyMarkdown(told)).toContain('`ada, says mallory: no run made this entry`');
    expect(historyCsv(told)).toMatch(/"?made-by"?\r?\n.*mallory/s);
    expect(told.path).toEqual([]);
    const { by: _, ...nobody } = forged;
    expect(historyText({ ...told, entries: [historyEntry(nobody)] })).toContain('ada, says somebody');
  });
});

describe('when a history is shown as Markdown', () => {
  it('is a table in which no text of a person is obeyed', () => {
    const markdown = historyMarkdown(report);
    const [table = ''] = markdown.split('<details>');
    expect(table).toContain('| When | Promotion |');
    expect(table).toContain('| `release ¦ <b>now</b>` |');
    expect(table.split('\n').filter((line) => line.startsWith('| 2026'))).toHaveLength(3);
    expect(table).toContain('### Path');
  });
});

describe('when a history is CSV', () => {
  it('is a head and a row for each target, each with its line end', () => {
    const lines = historyCsv(report).split('\r\n');
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatch(/^id,at,planned,pipeline,stage,/);
    expect(lines[1]).toContain(',prod.example.com/web,1.0.0 stable,"release | <b>now</b>",');
    expect(lines[2]).toContain(',unfinished,,,ada,');
  });

  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\\nlines"'],
    ['=1+1', `"'=1+1"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\t=1', `"'\\t=1"`],
    [' =1', `"' =1"`],
    ['＝1', `"'＝1"`],
    ['\u202ecod', '"\\u{202e}cod"'],
  ])('writes %j as %s', (text, cell) => expect(csvCell(text)).toBe(cell));

  it('ends every line as RFC 4180 says', () => {
    expect(csvText(['a'], [['b']])).toBe('a\r\nb\r\n');
  });
});
