import { Command as Parser, CommanderError, Option as Flag } from 'commander';
import type { Command, Option, Values } from '../commands/command.ts';
import { HoistError } from '../errors.ts';

export type Arguments =
  /** Help or the version was asked for: print it, and be done. */
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'command';
      readonly command: Command;
      readonly values: Values;
      /** Print the document instead of text. */
      readonly json: boolean;
      readonly debug: boolean;
    };

export type Program = {
  readonly commands: readonly Command[];
  readonly version: string;
  /** Columns for help. */
  readonly width?: number | undefined;
};

const exitCodes = `
Exit codes:
  0  done, or nothing to do; also waiting at a gate, or overtaken by a newer push
  1  refused by a policy or a gate
  2  the config, the arguments or the event are wrong
  3  something could not be reached or evaluated; trying again may help
  4  conflict: a tag may not move, or the plan is no longer true
  5  transfer or recording failed; the record says which tags moved`;

/**
 * Reads the command line. `words` are those after the program's name.
 *
 * @throws HoistError `ARGUMENTS_INVALID`
 */
export function readArguments(words: readonly string[], program: Program): Arguments {
  let text = '';
  let read: Arguments | undefined;
  const parser = new Parser('hoist')
    .description('Promotes container images through stages: digest fixed, tags last.')
    .version(program.version)
    .configureOutput({
      writeOut: (part) => void (text += part),
      writeErr: () => undefined,
      getOutHelpWidth: () => program.width ?? 100,
      getErrHelpWidth: () => program.width ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride()
    .addHelpText('after', exitCodes);
  for (const command of program.commands.filter(isOnCommandLine)) {
    declare(parser, command, (values, { json, debug }) => {
      read = { kind: 'command', command, values, json, debug };
    });
  }
  try {
    parser.parse(words.length === 0 ? ['--help'] : [...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw invalid(error.message);
  }
  return read ?? { kind: 'text', text };
}

type Switches = { readonly json: boolean; readonly debug: boolean };

function declare(parser: Parser, command: Command, take: (values: Values, switches: Switches) => void): void {
  const options = command.options.filter(isOnCommandLine);
  const byPlace = options.filter((option) => option.positional === true);
  const sub = parser.command(command.name).description(command.summary);
  for (const option of byPlace) sub.argument(`[${placeholderOf(option)}]`);
  for (const option of options) {
    sub.addOption(flagOf(option));
    if (option.kind !== 'flag' && option.repeatable !== true) refuseTwice(sub, option);
  }
  sub.option('--json', 'Print the document of the result instead of text.');
  sub.option('--debug', 'Say more on the way.');
  sub.action(() => {
    const given = sub.opts<Record<string, string | boolean | undefined>>();
    const values = options.map((option) => {
      const key = attributeOf(option);
      const place = byPlace.indexOf(option);
      const word = place < 0 ? undefined : sub.args[place];
      if (word !== undefined && sub.getOptionValueSource(key) === 'cli') {
        throw invalid(`${option.name} is given twice: ${JSON.stringify(word)} and --${option.name}`);
      }
      const value = word ?? given[key] ?? (option.default === 'false' ? false : undefined);
      if (value === '') throw empty(option);
      return [option.name, value] as const;
    });
    take(Object.fromEntries(values), { json: given['json'] === true, debug: given['debug'] === true });
  });
}

/** The parser would take the last, and of two stages or targets one would be left out without a word. */
function refuseTwice(sub: Parser, { name }: Option): void {
  let before: string | undefined;
  sub.on(`option:${name}`, (value: string) => {
    if (before !== undefined)
      throw invalid(
        `${name} is given twice: --${name} ${JSON.stringify(before)} and --${name} ${JSON.stringify(value)}`,
      );
    before = value;
  });
}

function isOnCommandLine({ surfaces }: Pick<Option, 'surfaces'>): boolean {
  return surfaces?.includes('cli') ?? true;
}

function flagOf(option: Option): Flag {
  const { name, kind, description } = option;
  if (kind === 'flag') {
    return option.default === 'true'
      ? new Flag(`--no-${name}`, description)
      : new Flag(`--${name}`, description);
  }
  const flag = new Flag(`--${name} <${placeholderOf(option)}>`, description);
  if (option.choices !== undefined) flag.choices(option.choices);
  if (option.repeatable === true) {
    flag.argParser((value: string, before: string | undefined) =>
      before === undefined ? value : `${before}\n${value}`,
    );
  }
  return option.default === undefined ? flag : flag.default(option.default);
}

function placeholderOf({ name, placeholder }: Option): string {
  return placeholder ?? name.toUpperCase();
}

/** The name under which the parser keeps an option: camel case, without `no-`. */
function attributeOf(option: Option): string {
  return flagOf(option).attributeName();
}

/** Of a shell's variable that is not set: to do without it could promote what no plan was made of, or everywhere. */
function empty({ name }: Option): HoistError {
  return new HoistError('config', 'ARGUMENTS_INVALID', `${name} is given and empty`, {
    hint: 'Give it a value, or leave it out.',
  });
}

function invalid(message: string): HoistError {
  const said = message.replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ');
  return new HoistError('config', 'ARGUMENTS_INVALID', said, {
    hint: 'See hoist --help, or hoist COMMAND --help.',
  });
}
