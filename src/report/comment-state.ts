import type { Outcome, StageState } from '../domain/plan.ts';
import { isState } from './sign.ts';

/** A stage's newest state, as a comment keeps it from run to run. Every text of it is data, escaped when it is shown. */
export type Section = {
  readonly pipeline: string;
  readonly stage: string;
  readonly state: Outcome | StageState;
  /** Of a plan: nothing was written. */
  readonly planned: boolean;
  readonly images: readonly { readonly tag: string; readonly digest: string }[];
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly actor: string;
  readonly run?: string;
  readonly url?: string;
};

/** How many stages a comment tells of; more are in the summary of their runs. */
export const mostSections = 40;

const most = { images: 3, text: 200, note: 3500 } as const;
/** Base64 has no `-`, so nothing in it ends the comment. */
const note = /<!-- hoist-state:([A-Za-z0-9+/=]+) -->\s*$/;

/** What the next run reads of a comment: at most 3,500 characters, the oldest sections left out first. */
export function sectionsNote(sections: readonly Section[]): string {
  for (let from = Math.max(0, sections.length - mostSections); from < sections.length; from += 1) {
    const text = Buffer.from(JSON.stringify(sections.slice(from))).toString('base64');
    if (text.length <= most.note) return `<!-- hoist-state:${text} -->`;
  }
  return '';
}

/**
 * The states that an earlier comment of ours keeps. Whoever may edit comments may have written them: they are shown in
 * their rows, and whatever is not of this form is left out.
 */
export function readSections(body: string): readonly Section[] {
  const written = note.exec(body)?.[1];
  if (written === undefined || written.length > most.note) return [];
  const value = parse(Buffer.from(written, 'base64').toString());
  if (!Array.isArray(value)) return [];
  return value.slice(0, mostSections).flatMap((one: unknown) => sectionOf(one) ?? []);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sectionOf(value: unknown): Section | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { pipeline, stage, state, planned, images, at, actor, run, url } = value as Readonly<
    Record<string, unknown>
  >;
  if (!isText(pipeline) || !isText(stage) || !isText(at) || !isText(actor)) return undefined;
  if (typeof state !== 'string' || !isState(state) || !Array.isArray(images)) return undefined;
  return {
    pipeline,
    stage,
    state,
    planned: planned === true,
    images: images.slice(0, most.images).flatMap((one: unknown) => imageOf(one) ?? []),
    at,
    actor,
    ...(isText(run) ? { run } : {}),
    ...(isText(url) ? { url } : {}),
  };
}

function imageOf(value: unknown): Section['images'][number] | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { tag, digest } = value as Readonly<Record<string, unknown>>;
  return isText(tag) && isText(digest) ? { tag, digest } : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= most.text;
}
