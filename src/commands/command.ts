import type { CandidatesReport } from '../domain/candidate.ts';
import type { CheckReport } from '../domain/check.ts';
import type { HistoryReport } from '../domain/history.ts';
import type { Plan } from '../domain/plan.ts';
import type { CaseReport } from '../domain/policy-case.ts';
import type { RunResult } from '../domain/record.ts';
import type { StatusReport } from '../domain/status.ts';
import type { VerifyReport } from '../domain/verify-report.ts';
import type { World } from '../ports/world.ts';

/** One thing that a command can be told. Flags and the Action's inputs are read from this (contract §2). */
export type Option = {
  /** Kebab-case: the flag without `--`, the input as it is. */
  readonly name: string;
  readonly kind: 'text' | 'flag' | 'choice';
  readonly choices?: readonly string[];
  readonly description: string;
  readonly default?: string;
  /** What stands in the help for the value: `IMAGE`. */
  readonly placeholder?: string;
  /** Where it can be given; both where absent. */
  readonly surfaces?: readonly ('action' | 'cli')[];
  /** On the command line it may also be given by place. */
  readonly positional?: boolean;
  /** On the command line it may be given several times; the texts are then lines of one. */
  readonly repeatable?: boolean;
};

/** How a document is printed; `--json` as everywhere. */
export type ReportFormat = 'text' | 'markdown' | 'csv';

/** What the options were set to: text as it was given, flags as booleans. Not given and empty are absent. */
export type Values = Readonly<Record<string, string | boolean | undefined>>;

/**
 * What a command did. `document` is what `--json` prints and what the Action's `result` holds; it is there also
 * when the exit code is not 0.
 */
export type CommandResult = { readonly exitCode: number; readonly notices: readonly string[] } & (
  | { readonly kind: 'plan'; readonly document: Plan }
  | { readonly kind: 'run'; readonly document: RunResult }
  | { readonly kind: 'check'; readonly document: CheckReport }
  | { readonly kind: 'verify'; readonly document: VerifyReport }
  | { readonly kind: 'test'; readonly document: CaseReport }
  | { readonly kind: 'status'; readonly document: StatusReport; readonly format: ReportFormat }
  | { readonly kind: 'candidates'; readonly document: CandidatesReport; readonly format: ReportFormat }
  | { readonly kind: 'history'; readonly document: HistoryReport; readonly format: ReportFormat }
  | { readonly kind: 'files'; readonly document: { readonly written: readonly string[] } }
);

export type Command = {
  readonly name: string;
  /** One line, for help. */
  readonly summary: string;
  /** Refused under events that strangers can cause, before a credential is read (contract §3). */
  readonly writes: boolean;
  /** Where there is this command; both where absent. */
  readonly surfaces?: readonly ('action' | 'cli')[];
  readonly options: readonly Option[];
  /** Expected outcomes are values; throws HoistError where nothing could be begun: wrong config, arguments, event. */
  run(world: World, values: Values): Promise<CommandResult>;
};
