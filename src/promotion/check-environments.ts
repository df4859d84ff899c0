import type { EnvironmentCheck } from '../domain/check.ts';
import { stageText, type Pipeline, type StageEnvironment } from '../domain/pipeline.ts';
import { HoistError } from '../errors.ts';
import type { Gates } from '../ports/gates.ts';
import { problemOf } from './record.ts';
import { refuseUnprotected } from './standing.ts';

type Guarded = { readonly guard: StageEnvironment; readonly users: readonly string[] };

/** Whether every environment that guards a stage, or its rollbacks, is there and protects. Outside Actions nothing is asked. */
export async function checkEnvironments(
  gates: Gates | undefined,
  pipelines: readonly Pipeline[],
): Promise<readonly EnvironmentCheck[]> {
  if (gates === undefined) return [];
  return await Promise.all(guardedBy(pipelines).map((one) => checkOne(gates, one)));
}

/** Each environment once, for the most that a stage asks of it. */
function guardedBy(pipelines: readonly Pipeline[]): readonly Guarded[] {
  const found = new Map<string, Guarded>();
  function add(guard: StageEnvironment, user: string): void {
    if (guard.approval === 'none') return;
    const key = guard.name.toLowerCase();
    const before = found.get(key);
    found.set(key, {
      guard: before?.guard.approval === 'required' ? before.guard : guard,
      users: [...(before?.users ?? []), user],
    });
  }
  for (const { name: pipeline, stages } of pipelines) {
    for (const { name: stage, environment } of stages) {
      if (environment === undefined) continue;
      const user = stageText({ pipeline, stage });
      add(environment, user);
      if (environment.rollback !== undefined)
        add({ ...environment, name: environment.rollback }, `${user} (rollback)`);
    }
  }
  return [...found.values()];
}

async function checkOne(gates: Gates, { guard, users: usedBy }: Guarded): Promise<EnvironmentCheck> {
  const { name } = guard;
  try {
    const rules = await gates.environment(name);
    const found = { name, usedBy, ...(rules === undefined ? {} : { rules }) };
    try {
      refuseUnprotected(guard, rules);
      return { ...found, ok: true };
    } catch (error) {
      return { ...found, ...failed(error) };
    }
  } catch (error) {
    return { name, usedBy, ...failed(error) };
  }
}

function failed(error: unknown): Pick<EnvironmentCheck, 'ok' | 'problem'> {
  if (!(error instanceof HoistError)) throw error;
  return { ok: false, problem: problemOf(error) };
}
