import { HoistError, throwAny } from '../errors.ts';
import { didYouMean } from './suggest.ts';
import type { WrittenConfig } from './parse.ts';
import type { Path } from './yaml.ts';

export type Problem = {
  readonly code: string;
  readonly message: string;
  readonly path: Path;
  readonly part?: 'key' | 'value';
  readonly hint?: string | undefined;
};

/** What a config names and refers to, by the key that declares it. */
const sections = {
  policy: 'policies',
  signer: 'trust.signers',
  stage: 'stages',
  pipeline: 'pipelines',
  check: 'policies',
  rule: 'policies',
} as const;

/** All that is wrong with a config, collected so that it is said at once. */
export type Problems = {
  add(problem: Problem): void;
  /** What `run` gives; undefined, with the error kept at the path, if it throws a HoistError. */
  attempt<Result>(path: Path, run: () => Result): Result | undefined;
  /** Keeps a problem for a name that is not among the known ones. */
  unknown(
    what: keyof typeof sections,
    name: string,
    options: { readonly path: Path; readonly known: readonly string[] },
  ): void;
  throwIfAny(): void;
};

export function collectProblems(written: WrittenConfig): Problems {
  const errors: HoistError[] = [];
  const add = ({ code, message, path, part, hint }: Problem): void => {
    errors.push(new HoistError('config', code, message, { hint, position: written.at(path, part) }));
  };
  return {
    add,
    attempt(path, run) {
      try {
        return run();
      } catch (error) {
        if (!(error instanceof HoistError)) throw error;
        const { code, message, hint, position } = error;
        errors.push(
          new HoistError('config', code, message, {
            hint,
            position: position ?? written.at(path),
            cause: error,
          }),
        );
        return undefined;
      }
    },
    unknown(what, name, { path, known }) {
      const hint = known.length === 0 ? `Declare it under ${sections[what]}.` : didYouMean(name, known);
      add({ code: `${what.toUpperCase()}_UNKNOWN`, message: `there is no ${what} "${name}"`, path, hint });
    },
    throwIfAny() {
      throwAny(errors.sort(byPlace));
    },
  };
}

/** By line and column, those of the config's own file and of each other file together. */
export function byPlace(a: HoistError, b: HoistError): number {
  const [left, right] = [a.position, b.position];
  if (left === undefined || right === undefined) return 0;
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return left.line - right.line || left.column - right.column;
}
