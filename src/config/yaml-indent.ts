/** What is wrong with how a line is indented, and how it is put right. */
export type Misplaced = {
  readonly message: string;
  readonly hint: string;
  /** Where the line begins that is to be moved. */
  readonly offset: number;
};

/** A line of YAML: where its dashes and its key begin, counted in spaces. */
type Line = {
  readonly offset: number;
  readonly indent: number;
  readonly isItem: boolean;
  /** Where its key begins: behind the dashes, if there are any. */
  readonly keyAt: number;
  readonly key: string | undefined;
};

/** Of a line that stands neither where keys stand nor where items of the list stand: the parser's offset is in it. */
export function misplacedLine(text: string, offset: number): Misplaced {
  const lines = linesUpTo(text, offset);
  const line = lines.at(-1) ?? lineAt(text, 0);
  const open = openLines(lines.slice(0, -1));
  const place = { offset: line.offset + line.indent };
  const what = line.key === undefined ? 'this line' : `the key "${line.key}"`;
  const message = `${what} is indented by ${spaces(line.indent)}, which fits nothing above it`;
  // The items of the list that it is in, or would be of the next that is further left.
  const item = open.findLast(({ isItem, indent }) => isItem && indent <= line.indent);
  if (item !== undefined && !line.isItem && item.indent === line.indent) {
    const hint = `Begin it with a dash and a space, as the items above it, or ${ofThem(item)}.`;
    return { message: `${what} stands with the items of a list and has no dash`, hint, ...place };
  }
  if (item !== undefined && !line.isItem && line.indent < item.keyAt) {
    return { message, hint: `${capital(ofThem(item))}.`, ...place };
  }
  if (line.isItem) {
    const dash = open.findLast(({ isItem }) => isItem);
    const hint =
      dash === undefined
        ? 'Indent the dashes of a list by the same number of spaces, at least as many as its key.'
        : `Indent it by ${spaces(dash.indent)}, as the dash of the item above it.`;
    return { message: 'the dashes of this list do not stand below each other', hint, ...place };
  }
  const near = [
    open.findLast(({ keyAt }) => keyAt < line.indent),
    open.findLast(({ keyAt }) => keyAt > line.indent),
  ].filter((each) => each !== undefined);
  const ways = near.map(({ keyAt, key }) => `by ${spaces(keyAt)}, as ${nameOf(key)} above it`);
  const hint =
    ways.length === 0
      ? 'Indent what belongs together by the same number of spaces.'
      : `Indent it ${ways.join(', or ')}.`;
  return { message, hint, ...place };
}

/**
 * Where the tab is that indents the line of an offset, or the line behind it where the parser stopped at a line's end.
 */
export function tabIndent(text: string, offset: number): number | undefined {
  const at = text.charAt(offset) === '\n' ? offset + 1 : offset;
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const [spaces] = /^ *(?=\t\s*\S)/.exec(text.slice(start, nextLine(text, start))) ?? [];
  return spaces === undefined ? undefined : start + spaces.length;
}

/** Of a key with a value behind it, below which a line stands that is indented as if it were a part of that value. */
export function tooDeepLine(text: string, offset: number): Misplaced | undefined {
  const [above] = linesUpTo(text, offset).slice(-1);
  const end = text.indexOf('\n', offset);
  // `a: b: c`, whatever comes below.
  if (above === undefined || end < 0 || /:(?:\s|$)/.test(text.slice(offset, end))) return undefined;
  for (let at = end + 1; at < text.length; at = nextLine(text, at)) {
    const line = lineAt(text, at);
    if (line.key === undefined && !line.isItem) continue;
    if (line.indent <= above.keyAt) return undefined;
    return {
      message: `the key "${line.key ?? ''}" stands deeper than "${above.key ?? ''}" above it, which has a value already`,
      hint: `Indent it by ${spaces(above.keyAt)}, as the key above it.`,
      offset: line.offset + line.indent,
    };
  }
  return undefined;
}

function ofThem({ keyAt, key }: Line): string {
  return `indent it by ${spaces(keyAt)}, as ${nameOf(key)} above it`;
}

function nameOf(key: string | undefined): string {
  return key === undefined ? 'the text' : `the key "${key}"`;
}

function spaces(count: number): string {
  return count === 1 ? '1 space' : `${count === 0 ? 'no' : count} spaces`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Of the lines above, those that a next line could still belong to: of each depth the last. */
function openLines(lines: readonly Line[]): readonly Line[] {
  const open: Line[] = [];
  for (const line of lines) {
    if (line.key === undefined && !line.isItem) continue;
    while ((open.at(-1)?.indent ?? -1) >= line.indent) open.pop();
    open.push(line);
  }
  return open;
}

function linesUpTo(text: string, offset: number): readonly Line[] {
  const lines: Line[] = [];
  for (let at = 0; at <= offset; at = nextLine(text, at)) lines.push(lineAt(text, at));
  return lines;
}

function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? Infinity : end + 1;
}

function lineAt(text: string, offset: number): Line {
  const end = text.indexOf('\n', offset);
  const line = text.slice(offset, end < 0 ? text.length : end);
  const [dashes = '', indent = ''] = /^( *)(?:- +|-$)*/.exec(line) ?? [];
  const key = /^(?:"([^"]{1,80})"|'([^']{1,80})'|([^\s#'"[\]{},:](?:[^#:]|:(?=\S)){0,79}))\s*:(?:\s|$)/.exec(
    line.slice(dashes.length),
  );
  return {
    offset,
    indent: indent.length,
    isItem: dashes.length > indent.length,
    keyAt: dashes.length,
    key: key?.[1] ?? key?.[2] ?? key?.[3],
  };
}
