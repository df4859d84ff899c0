export type Annotation = {
  readonly level: 'error' | 'warning' | 'notice';
  readonly message: string;
  readonly title?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
};

export type RunnerLog = {
  readonly annotations: readonly Annotation[];
  /** Values that were masked, in order. */
  readonly masks: readonly string[];
  readonly groups: readonly string[];
  /** Every workflow command that the runner would have obeyed, by name. */
  readonly commands: readonly string[];
  /** The lines as GitHub shows them: masks applied from where they were set, commands taken out. */
  readonly shown: string;
};

type Command = {
  readonly name: string;
  readonly properties: ReadonlyMap<string, string>;
  readonly data: string;
};

const levels: ReadonlySet<string> = new Set(['error', 'warning', 'notice']);

/** Reads what a step printed as the runner does: line by line, every line that starts with `::` or `##[` is a command. */
export function readLog(text: string): RunnerLog {
  const annotations: Annotation[] = [];
  const masks: string[] = [];
  const groups: string[] = [];
  const commands: string[] = [];
  const shown: string[] = [];
  let stopped: string | undefined;

  for (const line of text.split(/\r\n|\r|\n/)) {
    const command = parseCommand(line);
    if (stopped !== undefined) {
      if (command?.name === stopped) stopped = undefined;
      else shown.push(hide(line, masks));
      continue;
    }
    if (command === undefined) {
      shown.push(hide(line, masks));
      continue;
    }
    commands.push(command.name);
    if (command.name === 'stop-commands') stopped = command.data;
    else if (command.name === 'add-mask') masks.push(...maskedBy(command.data));
    else if (command.name === 'group') groups.push(hide(command.data, masks));
    else if (levels.has(command.name)) annotations.push(annotationOf(command, masks));
    if (command.name === 'group' || levels.has(command.name)) shown.push(hide(command.data, masks));
  }
  return { annotations, masks, groups, commands, shown: shown.join('\n') };
}

/** A mask of several lines masks each line too. */
function maskedBy(data: string): string[] {
  const lines = data.split(/\r?\n/).filter((line) => line !== '');
  return lines.length > 1 ? [data, ...lines] : lines;
}

function hide(text: string, masks: readonly string[]): string {
  return masks.reduce((rest, mask) => rest.replaceAll(mask, '***'), text);
}

function parseCommand(line: string): Command | undefined {
  const match =
    /^\s*::([a-z][a-z0-9-]*|[\w-]{16,})(?: ([^:]*))?::(.*)$/i.exec(line) ??
    /^\s*##\[([a-z][a-z0-9-]*)(?: ([^\]]*))?\](.*)$/i.exec(line);
  if (match === null) return undefined;
  const [, name = '', properties = '', data = ''] = match;
  return { name, properties: new Map(properties.split(',').flatMap(parseProperty)), data: unescape(data) };
}

function parseProperty(text: string): [string, string][] {
  const equals = text.indexOf('=');
  if (equals < 0) return [];
  const value = text
    .slice(equals + 1)
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',');
  return [[text.slice(0, equals).trim(), unescape(value)]];
}

function unescape(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

function annotationOf(command: Command, masks: readonly string[]): Annotation {
  const { properties } = command;
  const [title, file, line, column] = ['title', 'file', 'line', 'col'].map((key) => properties.get(key));
  return {
    level: command.name as Annotation['level'],
    message: hide(command.data, masks),
    ...(title === undefined ? {} : { title: hide(title, masks) }),
    ...(file === undefined ? {} : { file }),
    ...(line === undefined ? {} : { line: Number(line) }),
    ...(column === undefined ? {} : { column: Number(column) }),
  };
}
