import type { EnvironmentRules } from '../domain/environment.ts';
import type { Standing } from '../domain/gate.ts';
import type { StageEnvironment } from '../domain/pipeline.ts';
import { HoistError } from '../errors.ts';
import type { Gates } from '../ports/gates.ts';

/**
 * How this job stands to an environment, after a look at whether that protects what the stage wants protected. Outside
 * Actions nothing can be asked, and nobody is inside.
 *
 * @throws HoistError of kind `config`: `ENVIRONMENT_MISSING`, `ENVIRONMENT_UNPROTECTED`; and what GitHub says when it may not be asked
 */
export async function standingBefore(gates: Gates | undefined, guard: StageEnvironment): Promise<Standing> {
  if (guard.approval === 'none' || gates === undefined) return { place: 'outside' };
  refuseUnprotected(guard, await gates.environment(guard.name));
  const place = await gates.place();
  if (place === undefined) return { place: 'unknown' };
  // GitHub takes names of environments without regard to case.
  if (place.environment?.toLowerCase() !== guard.name.toLowerCase()) return { place: 'outside' };
  if (guard.approval === 'auto') return { place: 'inside' };
  return { place: 'inside', reviews: await gates.reviews(guard.name) };
}

/** An environment must exist (GitHub would make it, open to all), and one that is to be approved must have reviewers. */
export function refuseUnprotected(guard: StageEnvironment, rules: EnvironmentRules | undefined): void {
  const { name } = guard;
  if (guard.approval === 'none') return;
  if (rules === undefined) {
    throw new HoistError('config', 'ENVIRONMENT_MISSING', `there is no environment "${name}"`, {
      hint: `Make it under Settings → Environments before a job names it: GitHub would make it without any protection. Where it is only a label, say "approval: none".`,
    });
  }
  if (guard.approval === 'required' && rules.reviewers === 0) {
    throw new HoistError(
      'config',
      'ENVIRONMENT_UNPROTECTED',
      `the environment "${name}" has no required reviewers, and a stage wants its approval`,
      {
        hint: 'Add reviewers under Settings → Environments. On GitHub Free, Pro and Team private repositories cannot have them: say "approval: auto" there, and let the policy check "review" ask for approved pull requests.',
      },
    );
  }
}
