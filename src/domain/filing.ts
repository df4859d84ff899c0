import type { JournalQuery, StageFiling } from './journal-entry.ts';
import { stageText, type Pipeline, type Stage, type StageId } from './pipeline.ts';

/** The GitHub environment that a promotion is a deployment to: the stage's, else one of the stage's own name. */
export function filedUnder({ environment, ...stage }: StageId & { readonly environment?: string }): string {
  return environment ?? stageText(stage);
}

/**
 * What a journal is asked for, with the environments that the stages in question have now: their own, those of their
 * rollbacks, and the name of the stage, as an environment may have been added to it later. What the config does not
 * have, or everything, is looked for everywhere.
 */
export function filedQuery(pipelines: readonly Pipeline[], asked: Omit<JournalQuery, 'filed'>): JournalQuery {
  const { pipeline, stage } = asked;
  if (pipeline === undefined && stage === undefined) return asked;
  const filed = filings(pipelines, asked);
  if (filed.length > 0) return { ...asked, filed };
  // A copy is in no environment.
  if (pipeline !== 'copy' || stage === undefined) return asked;
  return { ...asked, filed: [{ pipeline, stage, environments: [filedUnder({ pipeline, stage })] }] };
}

/** Where the promotions to the stages of a pipeline, to one of them, or to all stages are filed. */
export function filings(
  pipelines: readonly Pipeline[],
  { pipeline, stage }: Pick<JournalQuery, 'pipeline' | 'stage'>,
): readonly StageFiling[] {
  return pipelines
    .filter(({ name }) => pipeline === undefined || name === pipeline)
    .flatMap((one) =>
      one.stages
        .filter(({ name }) => stage === undefined || name === stage)
        .map((each) => filingOf(one.name, each)),
    );
}

function filingOf(pipeline: string, { name: stage, environment }: Stage): StageFiling {
  const names = [
    ...(environment === undefined ? [] : [environment.name]),
    ...(environment?.rollback === undefined ? [] : [environment.rollback]),
    filedUnder({ pipeline, stage }),
  ];
  return { pipeline, stage, environments: [...new Set(names)] };
}
