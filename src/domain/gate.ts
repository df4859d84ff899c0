import type { Problem } from './plan.ts';
import { stageText, type Stage } from './pipeline.ts';

/** What is known of the one who stands before a stage. */
export type Visitor = {
  readonly pipeline: string;
  /** A person asked for this stage by name. */
  readonly asked: boolean;
  /**
   * Whether GitHub holds this job in the stage's environment: `unknown` where nothing can show it. Anything but
   * `inside` keeps the gate shut; a laptop is never inside (contract §6).
   */
  readonly environment: 'inside' | 'outside' | 'unknown';
};

export type GateAnswer =
  | { readonly way: 'proceed' }
  /** The pipeline stops here; nobody did anything wrong. */
  | { readonly way: 'waiting'; readonly problem: Problem }
  /** Asked for by name, and not allowed; or the stage asks for what this version cannot do. */
  | { readonly way: 'refused'; readonly problem: Problem };

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
  if (guard !== undefined && guard.approval !== 'none' && visitor.environment !== 'inside') {
    const problem: Problem = {
      code: 'GATE',
      message:
        visitor.environment === 'outside'
          ? `${name} is guarded by the environment "${guard.name}", and this job is not in it`
          : `${name} is guarded by the environment "${guard.name}", and this version of Hoist cannot see which environment a job is in`,
      hint: `Run it in a job with "environment: ${guard.name}"; where the environment is only a label, say "approval: none".`,
    };
    return { way: visitor.asked ? 'refused' : 'waiting', problem };
  }
  if (stage.unbuilt.length > 0) return { way: 'refused', problem: unbuiltProblem(name, stage.unbuilt) };
  return { way: 'proceed' };
}

function unbuiltProblem(name: string, unbuilt: Stage['unbuilt']): Problem {
  const keys = [...new Set(unbuilt.map(({ key }) => key))].join(', ');
  return {
    code: 'UNSUPPORTED',
    message: `${name} asks for ${keys}, which this version of Hoist cannot do yet`,
    hint: `Take ${keys} out of the config, or use a version that does it.`,
  };
}
