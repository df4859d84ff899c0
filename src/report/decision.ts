import type { CheckResult, Decision, IdleWaiver, UsedWaiver } from '../domain/decision.ts';
import { stageText } from '../domain/pipeline.ts';
import type { SourcePosition } from '../errors.ts';
import { shortDigest } from '../image/digest.ts';
import { referenceText } from '../image/reference.ts';
import { byState, checkState, tallyText } from './check-state.ts';
import { visibleLine } from './escape-text.ts';
import { evidenceText, ignoredText } from './evidence-line.ts';
import { findingRows, waivedBy, type FindingRow } from './finding-row.ts';
import { countText } from './number.ts';
import type { TextOptions } from './plan.ts';
import { reasonLines } from './reason-line.ts';
import { checkSign, verdictSign } from './sign.ts';
import { plainStyle, type Style } from './style.ts';
import { indented, wrapped } from './wrap.ts';

/** How many of a kind are shown; all of them are in the JSON. */
const most = { findings: 5, removed: 5, references: 5, names: 20 } as const;
/** Columns of the label before a detail: `linux/amd64`. */
const labelWidth = 12;

type Page = { readonly width: number; readonly style: Style; readonly decision: Decision };

/**
 * What policy says of one image, to stand below its stage (policy.md §5.6): what refuses first, each with what was
 * found, where it stands in the policy and what helps; all that passed in one line. Lines, escaped, without line ends.
 */
export function decisionText(decision: Decision, options: TextOptions = {}): readonly string[] {
  const { width = 100, style = plainStyle } = options;
  const page = { width, style, decision };
  const open = byState(decision.checks).filter((check) => checkState(check) !== 'passed');
  const idWidth = Math.min(24, Math.max(0, ...open.map(({ id }) => visibleLine(id, 60).length)));
  const rows = open.map((check) => checkLines(check, idWidth, page));
  const tail = [
    ...passedLines(decision, page),
    ...decision.waivers.used.flatMap((waiver) => usedLines(waiver, page)),
    ...decision.waivers.idle.flatMap((waiver) => idleLines(waiver, page)),
  ];
  const blocks = [...rows, ...(tail.length === 0 ? [] : [tail])];
  return [...verdictLines(page), ...blocks.flatMap((block, at) => (at === 0 ? block : ['', ...block]))];
}

/** `REFUSED  ghcr.io/acme/dev/web:1.4.2 ab12cd34ef56 → web/production  2 of 13 checks refuse, 1 waiver used`. */
function verdictLines({ decision, width, style }: Page): readonly string[] {
  const sign = verdictSign(decision.verdict);
  const word = sign.word.toUpperCase();
  const [first = '', ...more] = wrapped(
    `${word}  ${visibleLine(subjectText(decision))}  ${tallyText(decision)}`,
    width,
    4,
  );
  return [`${style[sign.tone](word)}${first.slice(word.length)}`, ...more];
}

/** `ghcr.io/acme/dev/web:1.4.2 ab12cd34ef56 → web/production`. Not escaped yet. */
export function subjectText({ image, stage }: Pick<Decision, 'image' | 'stage'>): string {
  const { repository, tag, digest } = image;
  const name = referenceText({ repository, ...(tag === undefined ? {} : { tag }) });
  return `${name} ${shortDigest(digest)}${stage === undefined ? '' : ` → ${stageText(stage)}`}`;
}

function checkLines(check: CheckResult, idWidth: number, page: Page): readonly string[] {
  return [...headLines(check, idWidth, page), ...indented(detailLines(check, page), 4)];
}

/** `✗ prod-vulns  critical 1 > 0                  .github/hoist.yml:41`. */
function headLines(check: CheckResult, idWidth: number, { width, style }: Page): readonly string[] {
  const sign = checkSign(checkState(check));
  const paint = style[sign.tone];
  const id = visibleLine(check.id, 60);
  const [first = { code: undefined, text: '' }] = reasonLines(check);
  const place = placeText(check.position);
  const isBeside = place.length > 0 && place.length <= width / 3;
  const said = `${id.padEnd(idWidth)}  ${first.code === undefined ? '' : `${first.code}  `}${first.text}`;
  const [head = '', ...more] = wrapped(
    visibleLine(`${sign.mark} ${said}`),
    isBeside ? width - place.length - 2 : width,
    4 + idWidth,
  );
  const tail = isBeside
    ? `${' '.repeat(Math.max(2, width - head.length - place.length))}${style.faint(place)}`
    : '';
  const rest = head.slice(sign.mark.length + 1 + id.length);
  return [`${paint(sign.mark)} ${style.strong(id)}${rest}${tail}`, ...more];
}

/** `.github/hoist.yml:41`, escaped; empty where it is not known. */
export function placeText(position: SourcePosition | undefined): string {
  return position === undefined ? '' : visibleLine(`${position.file}:${position.line}`, 200);
}

function detailLines(check: CheckResult, page: Page): readonly string[] {
  const { width, decision } = page;
  const [, ...more] = reasonLines(check);
  const rows = findingRows(check, decision);
  const counting = rows.filter(({ removed }) => removed === undefined);
  const removed = rows.filter((row) => row.removed !== undefined);
  const place = placeText(check.position);
  const detail = (label: string, text: string): readonly string[] => labelled(label, text, page);
  return [
    ...more.flatMap(({ code, text }) => detail('', code === undefined ? text : `${code} ${text}`)),
    ...capped(counting, most.findings, (row) => detail(platformLabel(row), findingText(row))),
    ...capped(removed, most.removed, (row) => detail(removalLabel(row), findingText(row))),
    ...(check.any ?? []).flatMap((each) => checkLines(each, 0, { ...page, width: width - 4 })),
    ...capped(check.evidence, most.references, (each) => detail('evidence', evidenceText(each, decision))),
    ...(check.lookedAt === undefined ? [] : detail('looked at', check.lookedAt)),
    ...capped(check.ignored, most.references, (each) => detail('ignored', ignoredText(each))),
    ...(check.why === undefined ? [] : detail('why', check.why)),
    ...(checkState(check) === 'later'
      ? detail('from', `${check.effectiveFrom ?? 'a later day'} on, it refuses`)
      : []),
    ...(place.length > width / 3 ? detail('policy', place) : []),
    ...helpOf(check).flatMap((help) => detail('help', help)),
  ];
}

/** What would make it pass; of what could not be reached, at least to try again. */
export function helpOf(check: CheckResult): readonly string[] {
  if (check.help !== undefined) return [check.help];
  const isUnreachable = check.reasons.some(({ code }) => code === 'UNREACHABLE');
  return isUnreachable ? ['Try again: something could not be reached, so nothing is known about it.'] : [];
}

function labelled(label: string, text: string, { width, style }: Page): readonly string[] {
  const name = visibleLine(label, 60).padEnd(labelWidth);
  const lines = wrapped(visibleLine(text, 2000), width - 4 - labelWidth - 1);
  return lines.map((line, at) => `${at === 0 ? style.faint(name) : ' '.repeat(labelWidth)} ${line}`);
}

function platformLabel({ platforms }: FindingRow): string {
  return platforms.length === 0 ? 'found' : platforms.join(', ');
}

function removalLabel({ removed }: FindingRow): string {
  if (removed?.by === 'waiver') return 'waived';
  return removed?.by === 'vex' ? 'VEX' : (removed?.by ?? '');
}

function findingText({ id, severity, thing, detail, removed }: FindingRow): string {
  const name = [id, severity, thing].filter((part) => part !== '').join(' ');
  const parts = [name, detail].filter((part) => part !== '').join(', ');
  return removed === undefined || removed.text === '' ? parts : `${parts} (${removed.text})`;
}

function capped<Item>(
  items: readonly Item[],
  count: number,
  show: (item: Item) => readonly string[],
): readonly string[] {
  const more = items.length - count;
  return [
    ...items.slice(0, count).flatMap(show),
    ...(more > 0 ? [`${' '.repeat(labelWidth)} and ${more} more; all are in the JSON`] : []),
  ];
}

/** `✓ 9 checks passed: tag, signature, provenance`. */
function passedLines({ checks }: Decision, { width, style }: Page): readonly string[] {
  const names = checks.filter((check) => checkState(check) === 'passed').map(({ id }) => visibleLine(id, 60));
  if (names.length === 0) return [];
  const more = names.length - most.names;
  const listed = [...names.slice(0, most.names), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
  const line = `✓ ${countText(names.length, 'check')} passed: ${listed}`;
  return wrapped(line, width, 4).map((part, at) => (at === 0 ? `${style.good('✓')}${part.slice(1)}` : part));
}

/** Every waiver that was used is said, also where it made a check pass (policy.md §5.4). */
function usedLines(waiver: UsedWaiver, { width, style, decision }: Page): readonly string[] {
  const findings = waivedBy(waiver.id, decision);
  const more = findings.length - most.removed;
  const listed = [...findings.slice(0, most.removed), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
  const line = visibleLine(
    `${waiver.expiresSoon ? '!' : '·'} ${usedText(waiver)}${listed === '' ? '' : `: ${listed}`}`,
  );
  const lines = [
    ...wrapped(line, width, 4),
    ...indented(wrapped(visibleLine(`reason: ${waiver.reason}`, 500), width - 4, 2), 4),
  ];
  return lines.map(waiver.expiresSoon ? style.warn : style.faint);
}

/** `waiver W-2026-014 accepts 2 findings of vulnerabilities until 2027-01-31 (@acme/security, SEC-912)`. Not escaped yet. */
export function usedText({ id, check, findings, expires, owner, ticket, expiresSoon }: UsedWaiver): string {
  const people = [owner, ...(ticket === undefined ? [] : [ticket])].join(', ');
  const soon = expiresSoon ? ', soon' : '';
  return `waiver ${id} accepts ${countText(findings, 'finding')} of ${check} until ${expires}${soon} (${people})`;
}

/** `the waiver W-2026-003 expired on 2026-10-31`: the evaluation's words, with the id where they lack it. Not escaped yet. */
export function idleText({ id, message }: IdleWaiver): string {
  return message.includes(id) ? message : `waiver ${id}: ${message}`;
}

function idleLines(waiver: IdleWaiver, { width, style }: Page): readonly string[] {
  return wrapped(visibleLine(`- ${idleText(waiver)}`, 500), width, 4).map(style.faint);
}
