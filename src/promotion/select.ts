import type { Config } from '../domain/config.ts';
import { matchSource, type Captures } from '../domain/pattern.ts';
import type { Pipeline } from '../domain/pipeline.ts';
import type { Run } from '../domain/run.ts';
import { namedSources } from '../domain/target.ts';
import { HoistError } from '../errors.ts';
import { isAttachedTag } from '../image/attached-tag.ts';
import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import { parseImageWish, type ImageWish } from './image-text.ts';

/** One repository that a pipeline carries, with what its pattern captured. */
export type SelectedSource = { readonly repository: Repository; readonly captures: Captures };

/** A pipeline and the image, or the set of images, that it shall carry; tags are not resolved yet. */
export type Selection = {
  readonly pipeline: Pipeline;
  readonly sources: readonly SelectedSource[];
  readonly tag?: Tag;
  readonly digest?: Digest;
  /** The repository that the digest is of: in a set, one of several. */
  readonly named?: Repository;
};

export type SelectRequest = {
  readonly image?: string | undefined;
  readonly pipeline?: string | undefined;
  readonly stage?: string | undefined;
};

export type Selected = {
  readonly selections: readonly Selection[];
  /** The image came from the event, not from a person. */
  readonly fromEvent: boolean;
  /** Why nothing was selected. */
  readonly notices: readonly string[];
};

/**
 * Which pipelines take the image that was asked for by hand or by the event (contract §3). Nothing is read.
 *
 * @throws HoistError of kind `config`: `IMAGE_MISSING`, `IMAGE_INVALID`, `IMAGE_NOT_TAKEN`, `PIPELINE_UNKNOWN`,
 *   `PIPELINE_AMBIGUOUS`, `STAGE_UNKNOWN`, `SET_TAKES_A_TAG`
 */
export function select(config: Config, run: Run, request: SelectRequest): Selected {
  const text = request.image ?? run.requested.image;
  const fromEvent = request.image === undefined;
  if (text === undefined) return withoutImage(run);
  const wish = parseImageWish(text);
  const pipelineName = request.pipeline ?? (fromEvent ? run.requested.pipeline : undefined);
  const pipelines = pipelineName === undefined ? config.pipelines : [pipelineNamed(config, pipelineName)];
  const { repository } = wish;
  const taken =
    repository === undefined
      ? inTheirOwnSource(pipelines, wish, pipelineName !== undefined)
      : pipelines.flatMap((pipeline) => takes(pipeline, repository, wish));
  if (taken.length === 0) {
    if (!fromEvent && request.pipeline !== undefined) throw notTaken(request.pipeline, wish);
    const why = whyNone(pipelines, wish);
    return { selections: [], fromEvent, notices: [`no pipeline takes ${wish.text}${why}`] };
  }
  return { selections: forStage(taken, request.stage), fromEvent, notices: [] };
}

/** More sources than this are looked up in the config. */
const mostNamed = 5;

/** By what a typing error is found: nothing is wrong where an event brought what is none of ours. */
function whyNone(pipelines: readonly Pipeline[], { repository, tag }: ImageWish): string {
  if (tag !== undefined && isAttachedTag(tag)) return ': such tags hold signatures and the like';
  const able = pipelines.filter((pipeline) =>
    repository === undefined
      ? pipeline.source.kind !== 'pattern'
      : matchSource(pipeline, repository) !== undefined,
  );
  if (able.length > 0) {
    const names = able.map(({ name }) => name).slice(0, mostNamed);
    return tag === undefined ? '' : `: the tag filter of ${names.join(', ')} leaves this tag out`;
  }
  if (pipelines.length === 0) return ': the config has none';
  if (repository === undefined) return ': it names no repository, and every source is a pattern for many';
  const sources = [...new Set(pipelines.flatMap(namesOf))];
  const more = sources.length > mostNamed ? ` and ${sources.length - mostNamed} more` : '';
  return `: ${repository} is none of the sources, which are ${sources.slice(0, mostNamed).join(', ')}${more}`;
}

function namesOf({ source }: Pipeline): readonly string[] {
  if (source.kind === 'repository') return [source.repository];
  return source.kind === 'set' ? source.repositories : [source.pattern.text];
}

function withoutImage(run: Run): Selected {
  if (run.event === 'registry_package') {
    return {
      selections: [],
      fromEvent: true,
      notices: ['the event names no tag: a part of an image was pushed'],
    };
  }
  throw new HoistError('config', 'IMAGE_MISSING', 'no image was given', {
    hint: 'Name it: REPOSITORY:TAG, a tag or a digest. The events registry_package, repository_dispatch and workflow_dispatch can carry one, as text; so is the pipeline beside it.',
  });
}

function pipelineNamed(config: Config, name: string): Pipeline {
  const found = config.pipelines.find((pipeline) => pipeline.name === name);
  if (found !== undefined) return found;
  throw new HoistError('config', 'PIPELINE_UNKNOWN', `the config has no pipeline "${name}"`, {
    hint: `It has ${config.pipelines.map((pipeline) => pipeline.name).join(', ') || 'none'}.`,
  });
}

function takes(pipeline: Pipeline, repository: Repository, wish: ImageWish): readonly Selection[] {
  const captures = matchSource(pipeline, repository);
  if (captures === undefined || !passes(pipeline, wish.tag)) return [];
  const { source } = pipeline;
  const { tag, digest } = wish;
  if (source.kind === 'set' && tag === undefined) throw setTakesTag(pipeline);
  return [
    {
      pipeline,
      sources: source.kind === 'set' ? sourcesOf(pipeline) : [{ repository, captures }],
      named: repository,
      ...(tag === undefined ? {} : { tag }),
      ...(digest === undefined ? {} : { digest }),
    },
  ];
}

/** A bare tag or digest: of the one pipeline that it can be meant for. */
function inTheirOwnSource(
  pipelines: readonly Pipeline[],
  wish: ImageWish,
  pipelineGiven: boolean,
): readonly Selection[] {
  // A digest alone is never meant for a set, unless the set was named.
  const able = pipelines.filter(
    (pipeline) =>
      pipeline.source.kind !== 'pattern' &&
      passes(pipeline, wish.tag) &&
      (wish.tag !== undefined || pipeline.source.kind !== 'set' || pipelineGiven),
  );
  const [only, second] = able;
  if (second !== undefined) {
    throw new HoistError('config', 'PIPELINE_AMBIGUOUS', `${wish.text} can be meant for several pipelines`, {
      hint: `Name the pipeline, one of ${able.map((pipeline) => pipeline.name).join(', ')}, or the image with its repository.`,
    });
  }
  const asked = pipelines[0];
  if (pipelineGiven && asked?.source.kind === 'pattern') {
    throw new HoistError(
      'config',
      'IMAGE_INVALID',
      `${wish.text} names no repository, and ${asked.name} has a pattern for many`,
      {
        hint: `Write the image with its repository: one that matches ${asked.source.pattern.text}.`,
      },
    );
  }
  if (only === undefined) return [];
  const { tag, digest } = wish;
  if (only.source.kind === 'set' && (tag === undefined || digest !== undefined)) throw setTakesTag(only);
  return [
    {
      pipeline: only,
      sources: sourcesOf(only),
      ...(tag === undefined ? {} : { tag }),
      ...(digest === undefined ? {} : { digest }),
    },
  ];
}

/** A manual promotion goes to one stage: of several pipelines, to the one that has it. */
function forStage(taken: readonly Selection[], stage: string | undefined): readonly Selection[] {
  if (stage === undefined) return taken;
  const having = taken.filter(({ pipeline }) => pipeline.stages.some((one) => one.name === stage));
  if (having.length === 1) return having;
  if (having.length > 1) {
    throw new HoistError(
      'config',
      'PIPELINE_AMBIGUOUS',
      `several pipelines that take this image have a stage "${stage}"`,
      {
        hint: `Name the pipeline, one of ${having.map(({ pipeline }) => pipeline.name).join(', ')}.`,
      },
    );
  }
  const stages = taken.flatMap(({ pipeline }) => pipeline.stages.map((one) => one.name));
  throw new HoistError(
    'config',
    'STAGE_UNKNOWN',
    `no pipeline that takes this image has a stage "${stage}"`,
    {
      hint: `There is ${[...new Set(stages)].join(', ')}.`,
    },
  );
}

function passes({ source }: Pipeline, tag: Tag | undefined): boolean {
  return tag === undefined || (!isAttachedTag(tag) && source.tags.matches(tag));
}

function sourcesOf(pipeline: Pipeline): readonly SelectedSource[] {
  return (namedSources(pipeline) ?? []).map((repository) => ({
    repository,
    captures: matchSource(pipeline, repository) ?? new Map(),
  }));
}

function setTakesTag(pipeline: Pipeline): HoistError {
  return new HoistError(
    'config',
    'SET_TAKES_A_TAG',
    `${pipeline.name} is a set: it is promoted by the tag that its images share`,
    {
      hint: 'Give the tag alone, or one of its repositories with the tag.',
    },
  );
}

function notTaken(pipeline: string, wish: ImageWish): HoistError {
  return new HoistError('config', 'IMAGE_NOT_TAKEN', `the pipeline ${pipeline} does not take ${wish.text}`, {
    hint: 'Its source names other repositories, or its tag filter leaves this tag out. Tags that hold signatures and the like are never images.',
  });
}
