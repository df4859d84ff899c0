import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CommandResult } from '../commands/command.ts';
import type { Plan } from '../domain/plan.ts';
import type { RunResult } from '../domain/record.ts';
import type { JobResult } from '../domain/whole-run.ts';
import { HoistError, messageOf } from '../errors.ts';
import { visibleJson } from '../report/visible-json.ts';

/** What the jobs of one run left: the plan, and of each stage's job its result, in the order of their attempts. */
export type JobDocuments = { readonly plan: Plan; readonly jobs: readonly JobResult[] };

const fileName = 'result.json';

/**
 * Keeps the whole document of a command for later steps, which may upload it: `hoist/result.json` in the job's own
 * temporary folder. The output `result` is cut to what GitHub takes, this never is. Gives why it is not there, if it is
 * not: what was done is done all the same.
 */
export async function writeDocument(
  temporary: string | undefined,
  { document }: CommandResult,
): Promise<string | undefined> {
  if (temporary === undefined || temporary === '') return undefined;
  const path = join(temporary, 'hoist', fileName);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${visibleJson(document)}\n`);
    return undefined;
  } catch (error) {
    return `the document of the result is not kept for later steps: ${messageOf(error)}`;
  }
}

/**
 * Reads the artifacts of the reusable workflow, each in a folder `hoist-<call>-<attempt>-…`. They come from jobs of this
 * run, and are shown, never obeyed (guarantee 11).
 *
 * @throws HoistError `RESULTS_MISSING` where the plan is not among them
 */
export async function readDocuments(folder: string): Promise<JobDocuments> {
  const names = await readdir(folder).catch(() => []);
  let plan: Plan | undefined;
  const jobs: JobResult[] = [];
  for (const name of names.toSorted((a, b) => attemptOf(a) - attemptOf(b) || (a < b ? -1 : 1))) {
    const document = await documentAt(join(folder, name, fileName));
    if (document?.schema === 'hoist/plan/v1') plan = document;
    else if (document?.schema === 'hoist/result/v1')
      jobs.push({ attempt: attemptOf(name), result: document });
  }
  if (plan === undefined) {
    throw new HoistError(
      'unreachable',
      'RESULTS_MISSING',
      'the plan that the jobs followed is not among their artifacts',
      {
        hint: 'Run all jobs again: artifacts may have expired.',
      },
    );
  }
  return { plan, jobs };
}

/** Undefined where a job left none, or was ended while it wrote it: it is told of as one without a result. */
async function documentAt(path: string): Promise<Plan | RunResult | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Plan | RunResult;
  } catch {
    return undefined;
  }
}

function attemptOf(name: string): number {
  return Number(/^hoist-[0-9a-f]+-(\d+)-/.exec(name)?.[1] ?? 0);
}
