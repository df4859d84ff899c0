import type { Outcome, PlannedSource, StageState } from '../domain/plan.ts';
import { shortDigest } from '../image/digest.ts';
import { code, tables } from './escape-markdown.ts';
import { mostStages } from './picture.ts';
import { stateSign, type Sign } from './sign.ts';

type Row = {
  readonly pipeline: string;
  readonly stage: string;
  readonly state: Outcome | StageState;
  readonly sources: readonly PlannedSource[];
};

const order: readonly Sign['tone'][] = ['bad', 'warn', 'good', 'faint'];

/** A row a stage where there are too many for a picture, those that need somebody first. */
export function overview(rows: readonly Row[]): readonly string[] {
  if (rows.length <= mostStages) return [];
  const sorted = rows.toSorted((a, b) => urgency(a.state) - urgency(b.state));
  return tables(
    ['Stage', 'State', 'Image'],
    sorted.map(({ pipeline, stage, state, sources }) => {
      const { emoji, word } = stateSign(state);
      return [code(`${pipeline}/${stage}`), `${emoji} ${word}`, imagesOf(sources)];
    }),
  );
}

/** 0: somebody has to do something about it. */
export function urgency(state: Outcome | StageState): number {
  return order.indexOf(stateSign(state).tone);
}

function imagesOf(sources: readonly PlannedSource[]): string {
  const [first] = sources;
  if (first === undefined) return '–';
  const more = sources.length > 1 ? ` and ${sources.length - 1} more` : '';
  return `${first.tag === undefined ? '' : `${code(first.tag)} `}${code(shortDigest(first.digest))}${more}`;
}
