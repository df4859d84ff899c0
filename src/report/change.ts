import type {
  Change,
  CommitChange,
  Compared,
  ConfigChange,
  Cut,
  Differences,
  FoundVulnerability,
  NamedImage,
  SourceCommit,
  VulnerabilityChange,
} from '../domain/change.ts';
import type { Answer } from '../domain/facts.ts';
import { severities } from '../domain/vulnerability.ts';
import { shortDigest } from '../image/digest.ts';
import { code, link, prose, table } from './escape-markdown.ts';
import { visibleLine } from './escape-text.ts';
import { bytesText } from './number.ts';
import type { Style } from './style.ts';
import { wrapped } from './wrap.ts';

/** A part of a sentence: our own words, a thing from outside, a sentence from outside, an address of GitHub. */
type Part =
  | string
  | { readonly data: string }
  | { readonly said: string }
  | { readonly address: string; readonly words: string };
type Line = readonly Part[];
type Row = { readonly name: string; readonly lines: readonly Line[] };

/** How many of a list a report names; the plan's JSON has more. */
const named = 8;

/** What an approver looks at, as lines of a terminal or a log. */
export function changeText(change: Change, width: number, style: Style): readonly string[] {
  const rows = rowsOf(change, shortDigest);
  const column = Math.max(...rows.map(({ name }) => name.length)) + 2;
  return [
    style.strong(visibleLine(`Changes at ${change.target}`)),
    ...rows.flatMap(({ name, lines }) =>
      lines
        .flatMap((line) => wrapped(line.map(partText).join(''), width - column - 2, 2))
        .map((line, at) => `  ${(at === 0 ? name : '').padEnd(column)}${line}`),
    ),
  ];
}

/** The same as one block for a job summary or a comment. */
export function changeMarkdown(change: Change): string {
  const rows = rowsOf(change, (digest) => digest).map(({ name, lines }) => [
    name,
    lines.map((line) => line.map(partMarkdown).join('')).join('<br>'),
  ]);
  return [`**Changes at** ${code(change.target)}`, table(['', 'Before → after'], rows)].join('\n\n');
}

function partText(part: Part): string {
  if (typeof part === 'string') return part;
  if ('data' in part) return visibleLine(part.data, 300) || '–';
  return 'said' in part ? visibleLine(part.said, 1000) : visibleLine(part.address, 600);
}

function partMarkdown(part: Part): string {
  if (typeof part === 'string') return part;
  if ('data' in part) return code(part.data);
  return 'said' in part ? prose(part.said) : link(part.words, part.address);
}

function rowsOf(change: Change, digestText: (digest: NamedImage['digest']) => string): readonly Row[] {
  const { from, to, differences } = change;
  const names = [
    [
      ...imageParts(from, digestText),
      ...(from.found === 'journal' ? [' (the last that a record says was promoted here)'] : []),
    ],
    ['→ ', ...imageParts(to, digestText)],
  ];
  const image = { name: 'Image', lines: names };
  if (differences.state === 'unknown') return [image, { name: 'Rest', lines: [unknownLine(differences)] }];
  const { commits, size, layers, platforms, config, packages, vulnerabilities } = differences.value;
  return [
    image,
    { name: 'Commit', lines: commitLines(commits) },
    { name: 'Size', lines: [[sizeText(size)]] },
    {
      name: 'Layers',
      lines: [[`${layers.from} → ${layers.to}: ${layers.added} new, ${layers.removed} gone`]],
    },
    { name: 'Platforms', lines: platformLines(platforms) },
    { name: 'Config', lines: known(config, configLines) },
    {
      name: 'Packages',
      lines: known(packages, (value) => [
        ...listLine('added', value.added, ({ name, version }) => [{ data: spaced(name, version) }]),
        ...listLine('removed', value.removed, ({ name, version }) => [{ data: spaced(name, version) }]),
        ...listLine('changed', value.changed, (one) => [{ data: `${one.name} ${one.from} → ${one.to}` }]),
        byLine(value, value.added, value.removed, value.changed),
      ]),
    },
    { name: 'Vulnerabilities', lines: known(vulnerabilities, vulnerabilityLines) },
  ];
}

function imageParts(
  { tags, digest }: NamedImage,
  digestText: (digest: NamedImage['digest']) => string,
): Line {
  return [...tags.flatMap((tag): Line => [{ data: tag }, ' ']), { data: digestText(digest) }];
}

function known<Value>(answer: Answer<Value>, lines: (value: Value) => readonly Line[]): readonly Line[] {
  return answer.state === 'known' ? lines(answer.value) : [unknownLine(answer)];
}

function unknownLine({ message }: Extract<Answer<never>, { readonly state: 'unknown' }>): Line {
  return ['not known: ', { said: message }];
}

function commitLines({ from, to, compare }: CommitChange): readonly Line[] {
  if (from === undefined && to === undefined) return [['not known: neither image says which']];
  if (from?.commit === to?.commit && from?.proof === to?.proof) return [[...commitParts(to), ', the same']];
  return [
    [...commitParts(from), ' → ', ...commitParts(to)],
    ...(compare === undefined ? [] : [[{ address: compare, words: 'compare' }]]),
  ];
}

function commitParts(commit: SourceCommit | undefined): Line {
  if (commit === undefined) return ['not known'];
  const short = /^[0-9a-f]{40,64}$/.test(commit.commit) ? commit.commit.slice(0, 12) : commit.commit;
  if (commit.proof === 'claimed') return [{ data: short }, ' (claimed, not proven)'];
  return [{ data: short }, ...(commit.repository === undefined ? [] : [' of ', { data: commit.repository }])];
}

function sizeText({ from, to }: Differences['size']): string {
  const by = to - from;
  const change = by === 0 ? 'the same' : `${by > 0 ? '+' : '−'}${bytesText(Math.abs(by))}`;
  return `${bytesText(from)} → ${bytesText(to)} (${change})`;
}

function platformLines({ kept, added, removed }: Differences['platforms']): readonly Line[] {
  const all = (items: readonly string[]): Cut<string> => ({ items, more: 0 });
  return [
    ...listLine('removed', all(removed), (name) => [{ data: name }]),
    ...listLine('added', all(added), (name) => [{ data: name }]),
    ...(kept.length === 0
      ? []
      : [[...joined(kept.slice(0, named).map((name) => [{ data: name }])), ', as before']]),
  ];
}

function configLines(changes: readonly ConfigChange[]): readonly Line[] {
  if (changes.length === 0) return [['the same user, command, ports, volumes and names of variables']];
  return changes.flatMap((change) => {
    const on: Line =
      change.platforms.length === 0
        ? []
        : [' on ', ...joined(change.platforms.map((name) => [{ data: name }]))];
    const what = configWords[change.what];
    if ('from' in change) return [[`${what}: `, valueOf(change.from), ' → ', valueOf(change.to), ...on]];
    return [
      ...listLine('removed', change.removed, (item) => [{ data: item }]),
      ...listLine('added', change.added, (item) => [{ data: item }]),
    ].map((line) => [`${what}: `, ...line, ...on]);
  });
}

function valueOf(text: string): Part {
  return text === '' ? 'none stated' : { data: text };
}

const configWords: Readonly<Record<ConfigChange['what'], string>> = {
  user: 'user (root where none is stated)',
  entrypoint: 'entrypoint',
  command: 'command',
  ports: 'ports',
  volumes: 'volumes',
  environment: 'environment variables',
};

function vulnerabilityLines(value: VulnerabilityChange): readonly Line[] {
  const show = ({ id, severity, package: item }: FoundVulnerability): Line => [
    { data: id },
    ` ${severity}`,
    ...(item === '' ? [] : [' in ', { data: item }]),
  ];
  const counts = severities
    .filter((severity) => value.from[severity] + value.to[severity] > 0)
    .map((severity) => `${severity} ${value.from[severity]} → ${value.to[severity]}`);
  return [
    [counts.length === 0 ? 'none before and none after' : counts.join(', ')],
    ...listLine('new', value.added, show),
    ...listLine('gone', value.fixed, show),
    byLine(value),
  ];
}

/** Which documents say so, and whether anybody vouches for them. */
function byLine({ by, trust }: Compared, ...lists: readonly Cut<unknown>[]): Line {
  const same = lists.length > 0 && lists.every(({ items }) => items.length === 0);
  const open = trust === 'unsigned' ? '; not signed on both sides' : '';
  return [same ? 'the same, by ' : 'by ', { said: by }, open];
}

/** `2 added: a 1.0, b 2.0 and 3 more`; nothing of nothing. */
function listLine<Item>(
  what: string,
  { items, more }: Cut<Item>,
  show: (item: Item) => Line,
): readonly Line[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, named);
  const rest = items.length - shown.length + more;
  return [
    [
      `${items.length + more} ${what}: `,
      ...joined(shown.map(show)),
      ...(rest > 0 ? [` and ${rest} more`] : []),
    ],
  ];
}

function joined(lines: readonly Line[]): Line {
  return lines.flatMap((line, at) => (at === 0 ? line : [', ', ...line]));
}

function spaced(name: string, version: string): string {
  return version === '' ? name : `${name} ${version}`;
}
