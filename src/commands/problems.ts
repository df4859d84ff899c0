import type { Problem } from '../domain/plan.ts';
import { stageText } from '../domain/pipeline.ts';
import type { CommandResult } from './command.ts';

/** What stood in the way, each with the stage or repository it is about: why an exit code is not 0. */
export function problemsOf(result: CommandResult): readonly Problem[] {
  switch (result.kind) {
    case 'plan':
      return result.document.stages.flatMap((stage) => about(stageText(stage), stage.problems));
    case 'run':
      return ofRun(result.document);
    case 'check':
      return result.document.access.flatMap(({ repository, problem }) =>
        problem ? about(repository, [problem]) : [],
      );
    default:
      return [];
  }
}

/** Of a stage with a record, what the record says; of others, what the plan says. */
function ofRun({ records, plan }: Extract<CommandResult, { kind: 'run' }>['document']): readonly Problem[] {
  const recorded = new Map(records.map((record) => [stageText(record.intent), record]));
  const named = new Set([...recorded.keys(), ...plan.stages.map(stageText)]);
  return [...named].flatMap((name) => {
    const result = recorded.get(name)?.result;
    if (result === undefined)
      return about(name, plan.stages.find((stage) => stageText(stage) === name)?.problems ?? []);
    return about(name, [...(result.error === undefined ? [] : [result.error]), ...result.problems]);
  });
}

function about(name: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => {
    const { message } = problem;
    return message.includes(name) ? problem : { ...problem, message: `${name}: ${message}` };
  });
}
