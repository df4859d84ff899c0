import type { Outcome, Plan, StageState } from '../domain/plan.ts';
import type { RunResult } from '../domain/record.ts';
import { shortDigest, type Digest } from '../image/digest.ts';
import { mostSections, readSections, sectionsNote, type Section } from './comment-state.ts';
import { code, link, prose, tables } from './escape-markdown.ts';
import { commentRoom, fit, type Block } from './fit.ts';
import { instantText } from './number.ts';
import { stageMarkdown } from './plan.ts';
import { stagesMarkdown } from './record.ts';
import { stateSign } from './sign.ts';

/** The first line of our comment on a pull request: with its author, what it is found again by. */
export const commentMarker = '<!-- hoist -->';

/** What a comment tells of. */
export type CommentNews = {
  readonly news:
    | { readonly kind: 'plan'; readonly document: Plan }
    | { readonly kind: 'run'; readonly document: RunResult };
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly actor: string;
  readonly run: { readonly id?: string | undefined; readonly url?: string | undefined };
  /** How it is known that the image is of this pull request. */
  readonly commit: { readonly id: string; readonly proof: 'proven' | 'claimed' | 'run' };
  /** What our comment said before; only the states of stages are taken from it, and they are shown, never obeyed. */
  readonly before?: string | undefined;
};

/**
 * The comment: a row for each stage with its newest state, that of earlier runs too; below it what this run has to tell.
 * Begins with {@link commentMarker} and fits a comment.
 */
export function commentMarkdown(comment: CommentNews): string {
  const fresh = sectionsOf(comment);
  const sections = merged(comment.before === undefined ? [] : readSections(comment.before), fresh);
  const { news } = comment;
  const blocks: readonly Block[] = [
    `${commentMarker}\n### ${titleOf(comment)}`,
    proofText(comment.commit),
    ...tables(['Stage', 'State', 'Image', 'When', 'By'], sections.map(row)),
    ...news.document.notices.map((notice) => `> Note: ${prose(notice)}`),
    ...(news.kind === 'plan' ? news.document.stages.flatMap(stageMarkdown) : stagesMarkdown(news.document)),
  ];
  return `${fit(blocks, commentRoom, 'the job summary has all of it')}\n${sectionsNote(sections)}\n`;
}

function titleOf({ news }: CommentNews): string {
  const { outcome } = news.document;
  const sign = stateSign(news.kind === 'plan' && outcome === 'promoted' ? 'ready' : outcome);
  return `${sign.emoji} ${news.kind === 'plan' ? 'Plan' : 'Promotion'}: ${sign.word}`;
}

function proofText({ id, proof }: CommentNews['commit']): string {
  const commit = code(id.slice(0, 12));
  if (proof === 'proven') return `Of the image that was built from ${commit}, as its provenance proves.`;
  if (proof === 'run') return `Of a run at ${commit}.`;
  return `Of the image that claims to be built from ${commit}: a label says so, nothing proves it.`;
}

function sectionsOf({ news, at, actor, run }: CommentNews): readonly Section[] {
  const more = {
    at,
    actor,
    ...(run.id === undefined ? {} : { run: run.id }),
    ...(run.url === undefined ? {} : { url: run.url }),
  };
  if (news.kind === 'plan') {
    return news.document.stages.map(({ pipeline, stage, state, sources }) => ({
      pipeline,
      stage,
      state,
      planned: true,
      images: imagesOf(sources),
      ...more,
    }));
  }
  const { stages, records, plan } = news.document;
  return stages.map(({ pipeline, stage, outcome }) => {
    const isIt = (one: { readonly pipeline: string; readonly stage: string }): boolean =>
      one.pipeline === pipeline && one.stage === stage;
    const sources = records.find(({ intent }) => isIt(intent))?.intent.sources;
    const images = imagesOf(sources ?? plan.stages.find(isIt)?.sources ?? []);
    return { pipeline, stage, state: outcome, planned: false, images, ...more };
  });
}

function imagesOf(sources: readonly { readonly tag?: string; readonly digest: Digest }[]): Section['images'] {
  return sources.slice(0, 3).map(({ tag, digest }) => ({ tag: tag ?? '', digest: shortDigest(digest) }));
}

/** A stage keeps its place; what is new of it takes the place of what was. */
function merged(before: readonly Section[], fresh: readonly Section[]): readonly Section[] {
  const all = new Map(before.map((section) => [keyOf(section), section]));
  for (const section of fresh) all.set(keyOf(section), section);
  return [...all.values()].slice(-mostSections);
}

function keyOf({ pipeline, stage }: Section): string {
  return `${pipeline}/${stage}`;
}

function row(section: Section): readonly string[] {
  const { state, planned, images, at, actor, run, url } = section;
  const sign = stateSign(state);
  const place = url === undefined ? '' : ` ${link(run ?? 'run', url)}`;
  return [
    code(keyOf(section)),
    `${sign.emoji} ${planned ? plannedWord(state) : sign.word}`,
    images
      .map(({ tag, digest }) =>
        [tag, digest]
          .filter((text) => text !== '')
          .map((text) => code(text))
          .join(' '),
      )
      .join('<br>'),
    `${prose(instantText(at))}${place}`,
    code(actor),
  ];
}

function plannedWord(state: Outcome | StageState): string {
  const { word } = stateSign(state);
  return state === 'ready' ? 'planned' : `planned: ${word}`;
}
