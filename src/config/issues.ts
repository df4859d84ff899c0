import type { z } from 'zod';
import { HoistError, throwAny, type SourcePosition } from '../errors.ts';
import {
  elsewhereHint,
  emptyHint,
  emptyListHint,
  missingHint,
  oneOf,
  typeHint,
  wordHint,
} from './issue-hints.ts';
import { byPlace } from './problems.ts';
import { didYouMean } from './suggest.ts';
import type { Path, YamlFile } from './yaml.ts';

type Issue = z.core.$ZodIssue;

/**
 * What a schema makes of a file.
 *
 * @throws HoistErrors of kind `config` with all that it refuses, by place
 */
export function checked<Schema extends z.ZodType>(schema: Schema, file: YamlFile): z.output<Schema> {
  const result = schema.safeParse(file.value);
  if (result.success) return result.data;
  throwAny(issueErrors(result.error.issues, file).sort(byPlace));
  throw result.error;
}

/** What a schema refused, with the position and in words that need no knowledge of schemas. */
function issueErrors(issues: readonly Issue[], file: YamlFile): HoistError[] {
  return withoutEchoes(
    withoutFallen(withoutFollowing(issues), file).flatMap((issue) =>
      errorsOf(issue, { path: issue.path as Path, file }),
    ),
  );
}

/** A list is no text, so it is not said how long a text it is; and a map whose key is misspelt does not lack one. */
function withoutFollowing(issues: readonly Issue[]): readonly Issue[] {
  const at = (wanted: Issue['code']): ReadonlySet<string> =>
    new Set(issues.flatMap(({ code, path }) => (code === wanted ? [JSON.stringify(path)] : [])));
  const [mistaken, misspelt] = [at('invalid_type'), at('unrecognized_keys')];
  return issues.filter(({ code, path }) => {
    if (code === 'too_small' || code === 'too_big') return !mistaken.has(JSON.stringify(path));
    return code !== 'custom' || !misspelt.has(JSON.stringify(path));
  });
}

const pipelineKeys: ReadonlySet<unknown> = new Set(['source', 'stages']);

/** What stands as far left as the name of its pipeline is no pipeline: said once, of the name that it leaves empty. */
function withoutFallen(issues: readonly Issue[], { value }: YamlFile): readonly Issue[] {
  const isEmpty = ({ path: [part, name] }: Issue): boolean =>
    part === 'pipelines' && !pipelineKeys.has(name) && valueAt(value, [part, name as string]) === null;
  if (!issues.some(isEmpty)) return issues;
  return issues.filter(({ path: [part, name] }) => part !== 'pipelines' || !pipelineKeys.has(name));
}

/** A misspelt key is both unknown and missing: said once, where it stands. */
function withoutEchoes(errors: readonly HoistError[]): HoistError[] {
  const meant = new Set(errors.flatMap(({ code, hint }) => (code === 'CONFIG_UNKNOWN_KEY' ? [hint] : [])));
  return errors.filter(({ code, message }) => {
    const key = /([a-z-]+) is missing$/.exec(message)?.[1];
    return code !== 'CONFIG_MISSING' || key === undefined || !meant.has(didYouMean(key, [key]));
  });
}

type Context = { readonly path: Path; readonly file: YamlFile };

function errorsOf(issue: Issue, { path, file }: Context): HoistError[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(key, issue, { path, file }));
  if (issue.code === 'invalid_union') return unionErrors(issue, { path, file });
  const isKey = issue.code === 'invalid_key';
  const { code, message, hint } = explain(issue, isKey ? path.at(-1) : valueAt(file.value, path), path);
  const label = labelOf(isKey ? path.slice(0, -1) : path, file.value);
  const position = file.at(path, isKey ? 'key' : 'value');
  return [new HoistError('config', code, join(label, message), { hint, position: shownAt(position, path) })];
}

/** Somebody may have written a URL or a secret where the name of its variable, or a public key, belongs. */
function shownAt({ file, line, column, excerpt }: SourcePosition, path: Path): SourcePosition {
  const mayShow = excerpt !== undefined && !isSecret(path);
  return { file, line, column, ...(mayShow ? { excerpt } : {}) };
}

function isSecret(path: Path): boolean {
  return path.at(-1) === 'pem' || String(path.at(-1)).endsWith('-from-env');
}

function unknownKey(key: string, issue: Issue, { path, file }: Context): HoistError {
  const label = labelOf(path, file.value);
  const [known = '', what] = issue.message.split('\n');
  // An item of a policy: what it names is a check, or a key that all checks have.
  const isCheck = what === 'check';
  const position = file.at([...path, key], 'key');
  // The schema has its own words for a key that somebody may have from elsewhere.
  if (what !== undefined && !isCheck)
    return new HoistError('config', 'CONFIG_UNKNOWN_KEY', join(label, known), { position, hint: what });
  const message = isCheck ? `there is no check or key "${key}"` : `unknown key "${key}"`;
  return new HoistError(
    'config',
    isCheck ? 'CHECK_UNKNOWN' : 'CONFIG_UNKNOWN_KEY',
    `${label === '' ? '' : `${label}: `}${message}`,
    {
      position,
      hint: elsewhereHint(key, path) ?? didYouMean(key, known.split(' ')) ?? 'Remove the key.',
    },
  );
}

/** The form that was probably meant is the one whose outermost type fits; of several, the one with the fewest issues. */
function unionErrors(
  issue: Issue & { readonly code: 'invalid_union' },
  { path, file }: Context,
): HoistError[] {
  const forms: readonly (readonly Issue[])[] = issue.errors;
  const input = valueAt(file.value, path);
  const fitting = forms.filter((issues) => !issues.some((each) => isOutermostType(each, input)));
  const knowing = fitting.filter((issues) => !knowsNothing(issues, input));
  const [meant] = (knowing.length > 0 ? knowing : fitting).toSorted((a, b) => weight(a) - weight(b));
  if (meant !== undefined) {
    return withoutFollowing(meant).flatMap((each) =>
      errorsOf(each, { path: [...path, ...(each.path as Path)], file }),
    );
  }
  const expected = [...new Set(forms.flat().flatMap((each) => expectedBy(each)))];
  const [, said] = issue.message.split('\n');
  const { code, message, hint } = wrongType(expected, { input, path, said });
  const label = labelOf(path, file.value);
  return [new HoistError('config', code, join(label, message), { hint, position: file.at(path) })];
}

/** A form that has not one of the keys is not the one that was meant, however many mistakes are in the other. */
function knowsNothing(issues: readonly Issue[], input: unknown): boolean {
  const count = typeof input === 'object' && input !== null ? Object.keys(input).length : 0;
  return issues.some(
    (each) => each.code === 'unrecognized_keys' && each.path.length === 0 && each.keys.length === count,
  );
}

function isOutermostType(issue: Issue, input: unknown): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_union')
    return (issue.errors as Issue[][]).every((form) => form.some((each) => isOutermostType(each, input)));
  if (issue.code !== 'invalid_value') return issue.code === 'invalid_type';
  // `copy: true` is the wrong thing, not a misspelt false.
  return issue.values[0] === false || !issue.values.some((value) => typeof value === typeof input);
}

function expectedBy(issue: Issue): string[] {
  if (issue.path.length > 0) return [];
  if (issue.code === 'invalid_type') return [issue.expected];
  if (issue.code === 'invalid_value') return issue.values.map((value) => JSON.stringify(value));
  return issue.code === 'invalid_union' ? (issue.errors as Issue[][]).flat().flatMap(expectedBy) : [];
}

/** A missing or unknown key weighs more than a bad value: it says that another form was meant. */
function weight(issues: readonly Issue[]): number {
  return issues.reduce(
    (sum, { code }) => sum + (code === 'unrecognized_keys' || code === 'invalid_type' ? 2 : 1),
    0,
  );
}

type Explanation = { readonly code: string; readonly message: string; readonly hint: string };

function explain(issue: Issue, input: unknown, path: Path): Explanation {
  const [said = '', hint] = issue.message.split('\n');
  switch (issue.code) {
    case 'invalid_type':
      return wrongType([issue.expected], { input, path, said: hint });
    case 'invalid_value': {
      if (input === undefined || input === null) return wrongType([], { input, path, said: hint });
      if (hint !== undefined) return { code: 'CONFIG_VALUE', message: said, hint };
      const values = issue.values.map(String);
      return {
        code: 'CONFIG_VALUE',
        message: `must be ${oneOf(values)}, not ${show(input)}`,
        hint: wordHint(issue.values, { input, path }),
      };
    }
    case 'invalid_key':
      return { ...explain(issue.issues[0] as Issue, input, path), code: 'CONFIG_KEY' };
    case 'too_small':
    case 'too_big':
      return { code: 'CONFIG_VALUE', ...outOfRange(issue, input, path) };
    default:
      return {
        code: codeOf(issue) ?? 'CONFIG_VALUE',
        message: sentence(said, isSecret(path) || isWhole(input) ? '' : `${show(input)} `),
        hint: hint ?? missingHint(path),
      };
  }
}

type OutOfRange = Issue & { readonly code: 'too_small' | 'too_big' };

/** A number, or how long a text or a list is. */
function outOfRange(issue: OutOfRange, input: unknown, path: Path): Omit<Explanation, 'code'> {
  const [said = '', hint] = issue.message.split('\n');
  if (input === '') return { message: 'is empty', hint: emptyHint(path) };
  if (Array.isArray(input) && input.length === 0)
    return { message: 'is an empty list', hint: hint ?? emptyListHint(path) };
  const isAmount = typeof input === 'number';
  if (!isAmount && hint !== undefined) return { message: said, hint };
  const what = isAmount ? '' : Array.isArray(input) ? ' items' : ' characters';
  const [limit, bound] =
    issue.code === 'too_big'
      ? ['at most', issue.maximum]
      : [issue.inclusive === false ? 'more than' : 'at least', issue.minimum];
  return {
    message: isAmount
      ? `must be ${limit} ${bound}, not ${show(input)}`
      : `must have ${limit} ${bound}${what}`,
    hint: hint ?? `Write ${limit} ${bound}${what}.`,
  };
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  record: 'a map',
};

type Wrong = { readonly input: unknown; readonly path: Path; readonly said?: string | undefined };

function wrongType(expected: readonly string[], { input, path, said }: Wrong): Explanation {
  if (input === undefined) return { code: 'CONFIG_MISSING', message: 'is missing', hint: missingHint(path) };
  const names = oneOf([...new Set(expected.map((type) => typeNames[type] ?? type))]);
  if (input === null) {
    const message = names === '' ? 'is empty' : `is empty; it must be ${names}`;
    return { code: 'CONFIG_TYPE', message, hint: emptyHint(path, names === 'a map') };
  }
  const isNumber = expected.includes('number') || expected.includes('int');
  const wanted = isNumber && typeof input === 'number' ? names.replace('a number', 'a finite number') : names;
  return {
    code: 'CONFIG_TYPE',
    message: `must be ${wanted}, not ${show(input)}`,
    hint: typeHint(expected, { input, path, said }),
  };
}

function show(input: unknown): string {
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'object' && input !== null) return 'a map';
  // As YAML writes them, and JSON cannot.
  if (typeof input === 'number' && !Number.isFinite(input))
    return Number.isNaN(input) ? '.nan' : input < 0 ? '-.inf' : '.inf';
  const text = JSON.stringify(input) ?? String(input);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** What says of the value what it is (`is not a name`) goes behind it; what speaks of it by itself, behind a colon. */
function sentence(said: string, value: string): string {
  return /^(?:the|not|there|an) /.test(said) ? `: ${said}` : `${value}${said}`;
}

/** What a reader of ours calls it: `GLOB_INVALID`. */
function codeOf(issue: Issue): string | undefined {
  const code: unknown = issue.code === 'custom' ? issue.params?.['code'] : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** A list or a map, which the label names already. */
function isWhole(input: unknown): boolean {
  return typeof input === 'object' && input !== null;
}

function join(label: string, message: string): string {
  const whole = label === '' ? 'the config' : label;
  return message.startsWith(':') ? `${whole}${message}` : `${whole} ${message}`;
}

/** How people call a place: `stage web/production: environment.approval`. */
function labelOf(path: Path, root: unknown): string {
  const [part, name, section, index] = path;
  if (part === 'pipelines' && name !== undefined) {
    if (section === 'stages' && typeof index === 'number') {
      const written = valueAt(root, [...path.slice(0, 4), 'name']);
      const stage = typeof written === 'string' ? `${name}/${written}` : `${index + 1} of ${name}`;
      return within(`stage ${stage}`, path.slice(4));
    }
    return within(`pipeline ${name}`, path.slice(2));
  }
  if (part === 'policies' && name !== undefined) return within(`policy ${name}`, path.slice(2));
  return dotted(path);
}

function within(whole: string, rest: Path): string {
  return rest.length === 0 ? whole : `${whole}: ${dotted(rest)}`;
}

function dotted(path: Path): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${step}`))
    .join('');
}

/** The value at a path of own keys. */
export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<string | number, unknown>)[step]
        : undefined,
    root,
  );
}
