import { HoistError } from '../errors.ts';
import { cosignTags } from '../image/attached-tag.ts';
import type { Digest } from '../image/digest.ts';
import type { Attachment } from '../image/graph.ts';
import { descriptorOf } from '../image/manifest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { ReferrersWay, Registry } from '../ports/registry.ts';

export type AttachmentSearch = {
  readonly registry: Registry;
  readonly source: Repository;
  readonly most: number;
  /** `free`: what is attached to attachments is looked for only where that costs no request. */
  readonly nested: 'always' | 'free';
  readonly signal?: AbortSignal | undefined;
};

/** The tags of the source, being listed; undefined where there are too many. */
export type KnownTags = Promise<ReadonlySet<Tag> | undefined>;

export type FoundAttachments = {
  readonly attachments: readonly Attachment[];
  /** What was asked about, and how the referrers were found. */
  readonly listed: ReadonlyMap<Digest, ReferrersWay>;
};

/** A longer list of tags costs more than asking for the few tags that matter. */
const listedTags = 10_000;

/** All tags of a repository, or undefined where they cannot be listed, or are so many that asking one by one is cheaper. */
export async function tagsOf(
  registry: Registry,
  repository: Repository,
  signal?: AbortSignal,
): Promise<ReadonlySet<Tag> | undefined> {
  const tags = new Set<Tag>();
  try {
    for await (const tag of registry.tags(repository, { signal })) {
      tags.add(tag);
      if (tags.size > listedTags) return undefined;
    }
    return tags;
  } catch (error) {
    // Some accounts may pull and not list; then each tag that matters is asked for, and an error there is one.
    if (error instanceof HoistError) return undefined;
    throw error;
  }
}

/**
 * What is attached to some digests: by the referrers API or its fallback tag, with what is attached to that in turn, and
 * by cosign's tags. A list that cannot be read is an error, never "nothing attached" (P35).
 */
export async function findAttachments(
  search: AttachmentSearch,
  knownTags: KnownTags,
  subjects: readonly Digest[],
): Promise<FoundAttachments> {
  const found: Attachment[] = [];
  const listed = new Map<Digest, ReferrersWay>();
  const seen = new Set<Digest>(subjects);
  let count = 0;
  let level = subjects;
  // However deep it is, a signature on a signature on an SBOM is carried or counted, never passed over in silence.
  while (level.length > 0) {
    const lists = await Promise.all(
      level.map(async (subject) => {
        const list = await attachedTo(search, knownTags, subject);
        // Before the next list comes: each may be long, and an index has a thousand children (A17).
        count += list.attachments.length;
        if (count > search.most) throw tooMany(search);
        return list;
      }),
    );
    found.push(...lists.flatMap((list) => list.attachments));
    for (const { subject, way } of lists) listed.set(subject, way);
    if (search.nested === 'free' && ((await knownTags) === undefined || lists.some((list) => list.hasApi)))
      break;
    level = lists
      .flatMap((list) => list.attachments.map((attachment) => attachment.descriptor.digest))
      .filter((digest) => !seen.has(digest));
    for (const digest of level) seen.add(digest);
  }
  return { attachments: found, listed };
}

type Found = {
  readonly subject: Digest;
  readonly way: ReferrersWay;
  readonly attachments: readonly Attachment[];
  /** The registry has the API, so each subject costs a request. */
  readonly hasApi: boolean;
};

async function attachedTo(search: AttachmentSearch, knownTags: KnownTags, subject: Digest): Promise<Found> {
  const { registry, source, signal } = search;
  const [list, tagged] = await Promise.all([
    registry.referrers(source, subject, { knownTags, signal }),
    byCosignTags(search, knownTags, subject),
  ]);
  const listed = list.descriptors.map((descriptor): Attachment => ({ how: 'referrer', subject, descriptor }));
  return { subject, way: list.way, attachments: [...listed, ...tagged], hasApi: list.api };
}

async function byCosignTags(
  { registry, source, signal }: AttachmentSearch,
  knownTags: KnownTags,
  subject: Digest,
): Promise<readonly Attachment[]> {
  const known = await knownTags;
  const tags = cosignTags(subject).filter(({ tag }) => known?.has(tag) ?? true);
  const found = await Promise.all(
    tags.map(async ({ tag }): Promise<Attachment | undefined> => {
      // By GET, once: the tag may move, and what is carried is what was read (A1).
      const manifest = await registry.manifest(source, tag, { signal });
      return manifest === undefined
        ? undefined
        : { how: 'cosign-tag', subject, tag, descriptor: descriptorOf(manifest) };
    }),
  );
  return found.filter((attachment) => attachment !== undefined);
}

function tooMany({ source, most }: AttachmentSearch): HoistError {
  return new HoistError(
    'refused',
    'ATTACHMENTS_TOO_MANY',
    `more than ${most} things are attached to the image in ${source}`,
    {
      hint: 'Remove referrers that nobody needs; so many cannot be judged.',
    },
  );
}
