import { shortDigest } from '../image/digest.ts';
import type { Outcome, PlannedSource, PromotionKind, StagePlan, StageState } from '../domain/plan.ts';
import { visibleLine } from './escape-text.ts';
import { stateSign } from './sign.ts';

/** A stage as the picture draws it. */
export type PictureStage = {
  readonly pipeline: string;
  readonly stage: string;
  readonly state: StageState | Outcome;
  readonly sources: readonly PlannedSource[];
  readonly environment?: StagePlan['environment'] | undefined;
  readonly targets: number;
  /** A rollback is called one. */
  readonly kind?: PromotionKind | undefined;
  /** What is written instead of the state's own sign, which still gives the colour. */
  readonly sign?: { readonly mark: string; readonly word: string } | undefined;
};

/** Colours that are read on GitHub's light and dark pages. */
const classes = [
  'classDef good fill:#1a7f37,stroke:#1a7f37,color:#ffffff',
  'classDef faint fill:#6e7781,stroke:#6e7781,color:#ffffff',
  'classDef warn fill:#9a6700,stroke:#9a6700,color:#ffffff',
  'classDef bad fill:#cf222e,stroke:#cf222e,color:#ffffff',
  'classDef image fill:none,stroke:#6e7781',
];

/** More than this is no longer seen at a glance. */
export const mostStages = 24;

/**
 * The way of each image through its stages as a Mermaid flowchart, which GitHub draws; undefined where there is
 * nothing to draw, or too much. Each run of stages of one pipeline with the same images is one row.
 */
export function picture(stages: readonly PictureStage[]): string | undefined {
  if (stages.length === 0 || stages.length > mostStages) return undefined;
  const lines: string[] = [];
  let previous: PictureStage | undefined;
  let row = 0;
  for (const [index, stage] of stages.entries()) {
    const goesOn = previous !== undefined && sameImages(previous, stage);
    if (!goesOn) {
      row += 1;
      lines.push(`  i${row}(["${imageLabel(stage.sources)}"]):::image`);
    }
    const sign = stateSign(stage.state);
    lines.push(`  s${index}["${stageLabel(stage)}"]:::${sign.tone}`);
    const arrow = sign.tone === 'good' || stage.state === 'unchanged' ? '-->' : '-.->';
    lines.push(`  ${goesOn ? `s${index - 1}` : `i${row}`} ${arrow} s${index}`);
    previous = stage;
  }
  return ['```mermaid', 'flowchart LR', ...lines, ...classes.map((line) => `  ${line}`), '```'].join('\n');
}

function sameImages(a: PictureStage, b: PictureStage): boolean {
  const key = (stage: PictureStage): string => stage.sources.map((source) => source.digest).join(' ');
  return a.pipeline === b.pipeline && (b.sources.length === 0 || key(a) === key(b));
}

function imageLabel(sources: readonly PlannedSource[]): string {
  const [first] = sources;
  if (first === undefined) return 'no image';
  const name = first.repository.slice(first.repository.lastIndexOf('/') + 1);
  const more = sources.length > 1 ? ` and ${sources.length - 1} more` : '';
  return lines([
    `${name}${first.tag === undefined ? '' : `:${first.tag}`}${more}`,
    shortDigest(first.digest),
  ]);
}

function stageLabel(stage: PictureStage): string {
  const { environment, targets, sign = stateSign(stage.state, stage.kind) } = stage;
  return lines([
    `${stage.pipeline} / ${stage.stage}`,
    `${sign.mark} ${sign.word}${targets > 1 ? ` · ${targets} targets` : ''}`,
    ...(environment === undefined || environment.approval === 'none'
      ? []
      : [`environment ${environment.name}`]),
  ]);
}

function lines(parts: readonly string[]): string {
  return parts.map((part) => label(part)).join('<br/>');
}

/** Mermaid reads quotes, HTML, Markdown and entities in labels: whatever is not plain is written as an entity of its own. */
function label(text: string): string {
  const cut = Array.from(visibleLine(text)).slice(0, 60);
  return cut
    .map((character) => (isPlain(character) ? character : `#${character.codePointAt(0) ?? 0};`))
    .join('');
}

function isPlain(character: string): boolean {
  return /^[A-Za-z0-9 ./_-]$/.test(character);
}
