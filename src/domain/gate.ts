import type { Approvals, Review, Reviews } from './environment.ts';
import type { Problem } from './plan.ts';
import { stageText, type Stage, type StageEnvironment } from './pipeline.ts';

/** How this job stands to the environment that guards a stage. */
export type Standing =
  /** A laptop is never inside (contract §6). */
  | { readonly place: 'outside' }
  /** GitHub could not be asked: the gate stays shut. */
  | { readonly place: 'unknown' }
  | {
      readonly place: 'inside';
      /** Where the stage asks for an approval, and where GitHub told them. */
      readonly reviews?: Reviews;
    };

/** What is known of the one who stands before a stage. */
export type Visitor = {
  readonly pipeline: string;
  /** A person asked for this stage by name. */
  readonly asked: boolean;
  readonly standing: Standing;
  /** The plan that was approved is given, for this very stage. */
  readonly hasPlan: boolean;
  /** Who triggered this attempt, and the first: their own approval does not count under `self-review: forbid`. */
  readonly people: readonly string[];
  /** Nothing will be written: what is asked of a promotion only is not asked. */
  readonly dry: boolean;
};

export type GateAnswer =
  | { readonly way: 'proceed'; readonly approvals?: Approvals; readonly notice?: string }
  /** The pipeline stops here; nobody did anything wrong. */
  | { readonly way: 'waiting'; readonly problem: Problem }
  /** Asked for by name, and not allowed; or the stage asks for what this version cannot do. */
  | { readonly way: 'refused'; readonly problem: Problem; readonly approvals?: Approvals };

/** Whether a stage may run now (contract §6, Gates and Environments). Decides on words alone: nothing is looked up. */
export function judgeGate(stage: Stage, visitor: Visitor): GateAnswer {
  const name = stageText({ pipeline: visitor.pipeline, stage: stage.name });
  if (!stage.auto && !visitor.asked) {
    return {
      way: 'waiting',
      problem: {
        code: 'GATE',
        message: `${name} runs only when a person asks for it by name`,
        hint: `Promote with the stage ${stage.name}.`,
      },
    };
  }
  const guard = stage.environment;
  const entered: GateAnswer = guard === undefined ? { way: 'proceed' } : enter(name, guard, visitor);
  if (entered.way === 'proceed' && stage.unbuilt.length > 0)
    return { way: 'refused', problem: unbuiltProblem(name, stage.unbuilt) };
  return entered;
}

function enter(name: string, guard: StageEnvironment, visitor: Visitor): GateAnswer {
  const { standing, asked, dry, hasPlan } = visitor;
  if (guard.approval === 'none') return { way: 'proceed' };
  // A plan is made before the gate, by a job that is not inside: it shows what waits behind.
  if (standing.place !== 'inside')
    return { way: asked && !dry ? 'refused' : 'waiting', problem: notInside(name, guard, standing.place) };
  if (guard.approval === 'auto' || dry) return { way: 'proceed' };
  if (!hasPlan) return { way: asked ? 'refused' : 'waiting', problem: noPlan(name, guard) };
  return approved(name, guard, visitor);
}

/** Whether somebody who may has approved what the plan says. */
function approved(name: string, guard: StageEnvironment, { standing, people }: Visitor): GateAnswer {
  const { given, attribution } = (standing.place === 'inside' ? standing.reviews : undefined) ?? noReviews;
  const yes = given.filter(({ state }) => state === 'approved');
  const own = new Set(people.map((login) => login.toLowerCase()));
  // Of an account that is gone there is no name: it may have been anybody's.
  const byOthers = yes.filter(({ user }) => user !== '' && !own.has(user.toLowerCase()));
  const counts = guard.selfReview === 'allow' ? yes : byOthers;
  const approvals: Approvals = { environment: guard.name, given, attribution, bypassed: yes.length === 0 };
  if (counts.length > 0) return { way: 'proceed', approvals };
  if (yes.length > 0) return { way: 'refused', problem: onlySelf(name, guard, yes), approvals };
  if (guard.bypass === 'refuse') return { way: 'refused', problem: bypassed(name, guard), approvals };
  return {
    way: 'proceed',
    approvals,
    notice: `${name}: GitHub let this job into the environment "${guard.name}" and lists no approval: its protection was bypassed, and the record says so`,
  };
}

const noReviews: Reviews = { given: [], attribution: 'run' };

function notInside(name: string, guard: StageEnvironment, place: 'outside' | 'unknown'): Problem {
  if (place === 'outside') {
    return {
      code: 'GATE',
      message: `${name} is guarded by the environment "${guard.name}", and this job is not in it`,
      hint: `Run it in a job with "environment: ${guard.name}"; where the environment is only a label, say "approval: none".`,
    };
  }
  return {
    code: 'GATE',
    message: `${name} is guarded by the environment "${guard.name}", and nothing shows which environment this job is in`,
    hint: 'Add "id-token: write", or "checks: read" and "actions: read", under permissions: of the job, and the job to the environment.',
  };
}

function noPlan(name: string, guard: StageEnvironment): Problem {
  return {
    code: 'PLAN_REQUIRED',
    message: `${name} wants an approval in the environment "${guard.name}", and no plan was given that could have been approved`,
    hint: 'Give expected-plan the hash that `plan` printed for this stage before the approval, and name the stage.',
  };
}

/** @param yes of people who started the run, and of accounts that are gone */
function onlySelf(name: string, guard: StageEnvironment, yes: readonly Review[]): Problem {
  const own = [...new Set(yes.flatMap(({ user }) => (user === '' ? [] : [user])))];
  const by = [
    ...(own.length === 0 ? [] : [`by ${own.join(' and ')}, who started the run`]),
    ...(yes.some(({ user }) => user === '')
      ? ['by an account that is gone, which may have been theirs']
      : []),
  ];
  return {
    code: 'SELF_REVIEW',
    message: `${name} was approved in "${guard.name}" only ${by.join(', and ')}`,
    hint: 'Have somebody else approve, switch on "Prevent self-review" in the environment, or say "self-review: allow".',
  };
}

function bypassed(name: string, guard: StageEnvironment): Problem {
  return {
    code: 'BYPASSED',
    message: `GitHub let this job into the environment "${guard.name}" and lists no approval, and ${name} refuses a bypass`,
    hint: 'Have a reviewer approve, take the right to bypass from administrators in the environment, or say "bypass: record".',
  };
}

function unbuiltProblem(name: string, unbuilt: Stage['unbuilt']): Problem {
  const keys = [...new Set(unbuilt.map(({ key }) => key))].join(', ');
  return {
    code: 'UNSUPPORTED',
    message: `${name} asks for ${keys}, which this version of Hoist cannot do yet`,
    hint: `Take ${keys} out of the config, or use a version that does it.`,
  };
}
