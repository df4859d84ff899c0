import type { Captures } from '../domain/pattern.ts';
import type { Problem } from '../domain/plan.ts';
import { HoistError } from '../errors.ts';
import { isAttachedTag } from '../image/attached-tag.ts';
import type { Digest } from '../image/digest.ts';
import type { Manifest } from '../image/manifest.ts';
import { hostOf, type Repository, type Tag } from '../image/reference.ts';
import type { Call, Registry } from '../ports/registry.ts';
import type { KnownTags } from '../transfer/attachments.ts';
import { imageNotFound } from './not-found.ts';
import { rootReader } from './root-reader.ts';
import type { SelectedSource, Selection } from './select.ts';

/** One image of a run, its digest fixed: from here on all speak of that (guarantee 1). */
export type SourceImage = {
  /** The pipeline's source. */
  readonly repository: Repository;
  readonly captures: Captures;
  /** Absent only where `copy` was given a digest alone. */
  readonly tag: Tag | undefined;
  readonly digest: Digest;
  /** The tags of the source, where they were asked for beside it. */
  readonly tags?: KnownTags;
  /** The root, read at most once and only when something beyond its digest is needed. */
  root(): Promise<Manifest>;
};

export type Resolution =
  | { readonly state: 'resolved'; readonly images: readonly SourceImage[] }
  | { readonly state: 'waiting' | 'superseded'; readonly problem: Problem };

/**
 * Fixes the digest of every image of a selection: a tag by one GET (A1). A set whose repositories do not all have
 * the tag yet is `waiting`; a digest that its tag no longer names is `superseded` (contract §3, §6).
 *
 * @throws HoistError `IMAGE_NOT_FOUND`, `DIGEST_WITHOUT_TAG`, `DIGEST_WITH_TAGS` (config), and what the registry throws
 */
export async function resolve(
  registry: Registry,
  selection: Selection,
  { fixed, ...call }: ResolveCall,
): Promise<Resolution> {
  if (selection.tag === undefined)
    return { state: 'resolved', images: [await byDigest(registry, selection, call)] };
  const { tag, digest } = selection;
  const [only] = selection.sources;
  if (
    fixed === true &&
    digest !== undefined &&
    only !== undefined &&
    selection.pipeline.source.kind !== 'set'
  ) {
    const { repository, captures } = only;
    const root = sourceRoot(registry, repository, { ...call, digest });
    return { state: 'resolved', images: [{ repository, captures, tag, digest, root }] };
  }
  const found = await Promise.all(
    selection.sources.map((source) => byTag(registry, source, { ...call, tag })),
  );
  const images = found.filter((image) => image !== undefined);
  if (images.length < found.length) {
    const missing = selection.sources
      .filter((_, at) => found[at] === undefined)
      .map((source) => source.repository);
    if (selection.pipeline.source.kind !== 'set')
      throw imageNotFound(`${missing.join(', ')}:${tag}`, missing[0]);
    return { state: 'waiting', problem: incomplete(selection, missing) };
  }
  const named = images.find((image) => image.repository === selection.named) ?? images[0];
  if (selection.digest !== undefined && named !== undefined && named.digest !== selection.digest) {
    return { state: 'superseded', problem: movedOn(named, selection.digest) };
  }
  return { state: 'resolved', images };
}

type ResolveCall = Call & {
  /** A plan was made when the tag named the digest: nothing is asked of the tag any more. */
  readonly fixed?: boolean;
};

type ByTag = Call & { readonly tag: Tag };

async function byTag(
  registry: Registry,
  { repository, captures }: SelectedSource,
  { tag, ...call }: ByTag,
): Promise<SourceImage | undefined> {
  if (!countsManifestGets(repository)) {
    const root = await registry.manifest(repository, tag, call);
    return root && { repository, captures, tag, digest: root.digest, root: async () => root };
  }
  const head = await registry.head(repository, tag, call);
  return (
    head && {
      repository,
      captures,
      tag,
      digest: head.digest,
      root: sourceRoot(registry, repository, { ...call, digest: head.digest }),
    }
  );
}

/** Docker Hub counts GETs of manifests against the pull limit, not HEADs; a GET by digest proves the HEAD's claim (transport.md §4.6). */
export function countsManifestGets(repository: Repository): boolean {
  return hostOf(repository) === 'docker.io';
}

/** A bare digest goes under the one tag of the source that names it and that the pipeline takes. */
async function byDigest(registry: Registry, selection: Selection, call: Call): Promise<SourceImage> {
  const [source] = selection.sources;
  const { digest, pipeline } = selection;
  if (source === undefined || digest === undefined) throw imageNotFound(selection.pipeline.name);
  const { repository, captures } = source;
  const taken: Tag[] = [];
  for await (const tag of registry.tags(repository, call)) {
    if (!isAttachedTag(tag) && pipeline.source.tags.matches(tag)) taken.push(tag);
  }
  const heads = await Promise.all(
    taken.map((tag) => registry.head(repository, tag, { ...call, expected: digest })),
  );
  const naming = taken.filter((_, at) => heads[at]?.digest === digest);
  const [tag, second] = naming;
  if (tag === undefined) {
    throw new HoistError(
      'config',
      'DIGEST_WITHOUT_TAG',
      `no tag of ${repository} that ${pipeline.name} takes names ${digest}`,
      {
        hint: 'Promote by tag, or tag the image at the source.',
      },
    );
  }
  if (second !== undefined) {
    throw new HoistError(
      'config',
      'DIGEST_WITH_TAGS',
      `several tags of ${repository} name ${digest}: ${naming.join(', ')}`,
      {
        hint: `Say which is meant: ${tag}@${digest}.`,
      },
    );
  }
  return { repository, captures, tag, digest, root: sourceRoot(registry, repository, { ...call, digest }) };
}

function sourceRoot(
  registry: Registry,
  repository: Repository,
  asked: Call & { readonly digest: Digest },
): SourceImage['root'] {
  const absent = (): HoistError => imageNotFound(`${repository}@${asked.digest}`, repository);
  return rootReader(registry, repository, { ...asked, absent });
}

function incomplete({ pipeline, sources, tag }: Selection, missing: readonly Repository[]): Problem {
  const isNowhere = missing.length === sources.length;
  const those = isNowhere
    ? `none of the ${sources.length} repositories of ${pipeline.name} has`
    : `${missing.length} of the ${sources.length} repositories of ${pipeline.name} ${missing.length === 1 ? 'does' : 'do'} not have`;
  return {
    code: 'SET_INCOMPLETE',
    message: `${those} ${tag ?? 'the tag'} yet: ${missing.join(', ')}`,
    hint: `The set is promoted when all of them have it${isNowhere ? '; look for a typing error' : ''}.`,
  };
}

function movedOn(image: SourceImage, expected: Digest): Problem {
  return {
    code: 'OVERTAKEN',
    message: `${image.repository}:${image.tag} names ${image.digest} now, not ${expected}`,
    hint: 'Nothing is to be done: the newer push has a run of its own.',
  };
}
