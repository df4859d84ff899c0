import type { CheckResult, Decision, UsedWaiver } from '../domain/decision.ts';
import { stageText } from '../domain/pipeline.ts';
import { referenceText } from '../image/reference.ts';
import { byState, checkState, tallyText } from './check-state.ts';
import { helpOf, idleText, placeText } from './decision.ts';
import { code, prose, table, tables } from './escape-markdown.ts';
import { evidenceText, ignoredText } from './evidence-line.ts';
import { findingRows, waivedBy, type FindingRow } from './finding-row.ts';
import { ranked, ranks, type Block } from './fit.ts';
import { countText } from './number.ts';
import { reasonLines } from './reason-line.ts';
import { checkSign, verdictSign } from './sign.ts';

/** How many of a kind are shown; all of them are in the JSON. */
const most = { named: 3, reasons: 5, findings: 25, references: 10, checks: 50 } as const;

/**
 * What policy says of one image, as blocks for a job summary or a comment: a row for each check that does not pass, with
 * what helps; what was found, looked at and ignored folds open, and goes first where there is no room.
 */
export function decisionBlocks(decision: Decision): readonly Block[] {
  const open = byState(decision.checks).filter((check) => checkState(check) !== 'passed');
  const passed = decision.checks.filter((check) => checkState(check) === 'passed');
  const details = detailsMarkdown(open, passed, decision);
  return [
    headMarkdown(decision),
    ...ranked(ranks.explanation, [
      ...tables(
        ['', 'Check', 'Why', 'Policy'],
        open.map((check) => row(check, decision)),
        10,
      ),
      ...waiverMarkdown(decision),
      ...(passed.length === 0 ? [] : [passedMarkdown(passed)]),
    ]),
    ...ranked(ranks.fold, details === '' ? [] : [details]),
  ];
}

function headMarkdown(decision: Decision): string {
  const { image, stage, verdict } = decision;
  const sign = verdictSign(verdict);
  const { repository, tag, digest } = image;
  const name = code(referenceText({ repository, ...(tag === undefined ? {} : { tag }) }));
  const where = stage === undefined ? '' : ` for ${code(stageText(stage))}`;
  return `**${sign.emoji} Policy: ${sign.word}**${where}, ${name} at ${code(digest)}: ${tallyText(decision)}`;
}

function row(check: CheckResult, decision: Decision): readonly string[] {
  const counting = findingRows(check, decision).filter(({ removed }) => removed === undefined);
  const more = counting.length - most.named;
  const reasons = reasonsMarkdown(check);
  const why = [
    ...reasons.slice(0, most.reasons),
    ...(reasons.length > most.reasons
      ? [`and ${reasons.length - most.reasons} more; all are in the JSON`]
      : []),
    ...counting.slice(0, most.named).map(findingMarkdown),
    ...(more > 0 ? [`and ${more} more below`] : []),
    ...laterMarkdown(check),
    ...helpOf(check).map((help) => `**Help:** ${prose(help)}`),
  ];
  const place = placeText(check.position);
  return [
    checkSign(checkState(check)).emoji,
    code(check.id),
    why.join('<br>'),
    [code(check.policy), ...(place === '' ? [] : [code(place)])].join('<br>'),
  ];
}

function reasonsMarkdown(check: CheckResult): readonly string[] {
  return reasonLines(check).map(({ code: kind, text }) =>
    kind === undefined ? prose(text) : `${code(kind)} ${prose(text)}`,
  );
}

function laterMarkdown(check: CheckResult): readonly string[] {
  if (checkState(check) !== 'later') return [];
  return [`Refuses from ${code(check.effectiveFrom ?? 'a later day')} on`];
}

function findingMarkdown({ platforms, id, severity, thing, detail }: FindingRow): string {
  return [
    ...[id, severity, thing].filter((part) => part !== '').map((part) => code(part)),
    ...(detail === '' ? [] : [prose(detail)]),
    ...(platforms.length === 0 ? [] : [`on ${code(platforms.join(', '))}`]),
  ].join(' ');
}

function passedMarkdown(passed: readonly CheckResult[]): string {
  const more = passed.length - most.checks;
  const names = passed.slice(0, most.checks).map(({ id }) => code(id));
  return `✅ ${countText(passed.length, 'check')} passed: ${[...names, ...(more > 0 ? [`and ${more} more`] : [])].join(', ')}`;
}

function waiverMarkdown(decision: Decision): readonly string[] {
  const { used, idle } = decision.waivers;
  const rows = used.map((waiver) => [
    code(waiver.id),
    acceptedMarkdown(waiver, decision),
    code(waiver.owner),
    `${waiver.expiresSoon ? '⚠️ ' : ''}${code(waiver.expires)}`,
    [prose(waiver.reason, 300), ...(waiver.ticket === undefined ? [] : [code(waiver.ticket)])].join(' '),
  ]);
  return [
    ...(rows.length === 0 ? [] : [table(['Waiver', 'Accepts', 'Owner', 'Until', 'Reason'], rows)]),
    ...(idle.length === 0
      ? []
      : [idle.map((waiver) => `- Not used: ${prose(idleText(waiver), 300)}`).join('\n')]),
  ];
}

function acceptedMarkdown({ id, findings }: UsedWaiver, decision: Decision): string {
  const named = waivedBy(id, decision).map((finding) => code(finding));
  const more = named.length - most.references;
  const listed = [...named.slice(0, most.references), ...(more > 0 ? [`and ${more} more`] : [])];
  return [countText(findings, 'finding'), ...(listed.length === 0 ? [] : [listed.join(', ')])].join(': ');
}

/** Empty where there is nothing to unfold. The summary is our own words: Markdown is not read there. */
function detailsMarkdown(
  open: readonly CheckResult[],
  passed: readonly CheckResult[],
  decision: Decision,
): string {
  const parts = [
    ...open.flatMap((check) => openMarkdown(check, decision)),
    ...(passed.length === 0 ? [] : [passedTable(passed.slice(0, most.checks), decision)]),
  ];
  if (parts.length === 0) return '';
  return ['<details>\n<summary>What was found, looked at and ignored</summary>', ...parts, '</details>'].join(
    '\n\n',
  );
}

/** What the table has no room for; nothing where there is no more. */
function openMarkdown(check: CheckResult, decision: Decision): readonly string[] {
  const sign = checkSign(checkState(check));
  const rows = findingRows(check, decision);
  const listed = [
    ...(check.any ?? []).map(alternativeMarkdown),
    ...cappedItems(check.evidence, (each) => `- Evidence: ${prose(evidenceText(each, decision))}`),
    ...(check.lookedAt === undefined ? [] : [`- Looked at: ${prose(check.lookedAt)}`]),
    ...cappedItems(check.ignored, (each) => `- Ignored: ${prose(ignoredText(each))}`),
    ...(check.why === undefined ? [] : [`- Why the policy wants it: ${prose(check.why)}`]),
  ];
  if (listed.length === 0 && rows.length === 0) return [];
  return [
    `#### ${sign.emoji} ${code(check.id)} ${sign.word}`,
    ...(listed.length === 0 ? [] : [listed.join('\n')]),
    ...(rows.length === 0 ? [] : [findingsTable(rows)]),
  ];
}

function alternativeMarkdown(check: CheckResult): string {
  const sign = checkSign(checkState({ ...check, level: 'enforce' }));
  return `- Alternative ${code(check.id)} ${sign.word}: ${reasonsMarkdown(check).join('; ')}`;
}

function findingsTable(rows: readonly FindingRow[]): string {
  const more = rows.length - most.findings;
  const cells = rows
    .slice(0, most.findings)
    .map(({ platforms, id, severity, thing, detail, removed }) => [
      id === '' ? '' : code(id),
      severity === '' ? '' : code(severity),
      thing === '' ? '' : code(thing),
      platforms.length === 0 ? 'all' : code(platforms.join(', ')),
      prose(detail, 300),
      removed === undefined ? '' : `${removedWord[removed.by]} ${prose(removed.text, 300)}`,
    ]);
  return [
    table(['Finding', 'Severity', 'In', 'Platform', 'Detail', 'Does not count'], cells),
    ...(more > 0 ? [`and ${more} more; all are in the JSON`] : []),
  ].join('\n\n');
}

const removedWord = { waiver: 'waived', vex: 'VEX', grace: 'grace', except: 'except' } as const;

function passedTable(passed: readonly CheckResult[], decision: Decision): string {
  const rows = passed.map((check) => [
    '✅',
    code(check.id),
    prose(check.note ?? ''),
    check.evidence
      .slice(0, most.named)
      .map((each) => prose(evidenceText(each, decision)))
      .join('<br>'),
  ]);
  return table(['', 'Check', 'Found', 'Evidence'], rows);
}

function cappedItems<Item>(items: readonly Item[], show: (item: Item) => string): readonly string[] {
  const more = items.length - most.references;
  return [
    ...items.slice(0, most.references).map(show),
    ...(more > 0 ? [`- and ${more} more; all are in the JSON`] : []),
  ];
}
