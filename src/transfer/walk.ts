import { HoistError } from '../errors.ts';
import type { Descriptor } from '../image/descriptor.ts';
import type { Digest } from '../image/digest.ts';
import type { Attachment, GraphBlob, ImageGraph } from '../image/graph.ts';
import { blobsOf, childrenOf, type Manifest } from '../image/manifest.ts';
import type { Repository } from '../image/reference.ts';
import type { Registry } from '../ports/registry.ts';
import { findAttachments, tagsOf, type FoundAttachments, type KnownTags } from './attachments.ts';
import { defaultLimits, type WalkLimits } from './limits.ts';

export type WalkOptions = {
  /** `none` looks for nothing attached; `best-effort` goes on where a list cannot be read. */
  readonly referrers: 'all' | 'best-effort' | 'none';
  readonly missingPlatforms: 'fail' | 'allow';
  /**
   * `root`: the targets hold the image already, so only what is attached is looked at; the children's manifests and all
   * blobs stay unread (`graph.whole` is false).
   */
  readonly depth?: 'whole' | 'root';
  /** The source's tags, where they are being listed already. */
  readonly tags?: KnownTags | undefined;
  readonly limits?: Partial<WalkLimits>;
  readonly signal?: AbortSignal | undefined;
};

type Walk = {
  readonly registry: Registry;
  readonly source: Repository;
  readonly options: WalkOptions;
  readonly limits: WalkLimits;
  readonly manifests: Map<Digest, Manifest>;
  /** Of all manifests that were read: they are held until the end. */
  manifestBytes: number;
  readonly missing: Descriptor[];
  /** What could not be read of attachments, under `best-effort`. */
  readonly left: string[];
};

/**
 * Reads everything below a root and everything attached to it, once. What is judged and what is copied is this value;
 * no tag is looked at again (A1).
 *
 * @throws HoistError `CHILD_MISSING`, `GRAPH_TOO_LARGE`, `SIZE_MISMATCH`, and what the registry throws
 */
export async function walk(
  registry: Registry,
  source: Repository,
  root: Manifest,
  options: WalkOptions,
): Promise<ImageGraph> {
  const limits = { ...defaultLimits, ...options.limits };
  const state: Walk = {
    registry,
    source,
    options,
    limits,
    manifests: new Map([[root.digest, root]]),
    manifestBytes: root.bytes.length,
    missing: [],
    left: [],
  };
  const whole = options.depth !== 'root';
  // The list of tags is needed whatever the children are, so it is asked for beside them.
  const tags =
    options.referrers === 'none'
      ? Promise.resolve(undefined)
      : (options.tags ?? tagsOf(registry, source, options.signal));
  // Whoever waits for it gets the error; it must not end the process before.
  tags.catch(() => {});
  const imageOrder = whole ? await descend(state, root) : [root.digest];
  const subjects = whole ? imageOrder : [root.digest, ...childrenOf(root).map((child) => child.digest)];

  let found: FoundAttachments = { attachments: [], listed: new Map() };
  if (options.referrers !== 'none') {
    try {
      found = await findAttachments(
        {
          registry,
          source,
          signal: options.signal,
          most: limits.attachments,
          nested: whole ? 'always' : 'free',
        },
        tags,
        subjects,
      );
    } catch (error) {
      leaveBehind(state, error);
    }
  }
  const { attachments, listed } = found;
  const read = whole ? await readAttachments(state, attachments) : { order: [], attachments };
  return finish(state, {
    root,
    imageOrder,
    listed,
    attachments: read.attachments,
    attachmentOrder: read.order,
    whole,
  });
}

/** The attachments' manifests, read into a graph that was walked without them: what a target turned out to lack. */
export async function walkAttachments(
  registry: Registry,
  graph: ImageGraph,
  {
    attachments,
    ...asked
  }: Pick<WalkOptions, 'referrers' | 'signal'> & { readonly attachments: readonly Attachment[] },
): Promise<ImageGraph> {
  const options: WalkOptions = { ...asked, missingPlatforms: 'fail' };
  const state: Walk = {
    registry,
    source: graph.source,
    options,
    limits: defaultLimits,
    manifests: new Map(),
    manifestBytes: 0,
    missing: [],
    left: [],
  };
  const read = await readAttachments(state, attachments);
  return finish(state, {
    root: graph.root,
    imageOrder: [],
    attachments: read.attachments,
    attachmentOrder: read.order,
    whole: true,
  });
}

/** Reads the manifests below one, level by level; gives them children first. */
async function descend(state: Walk, top: Manifest): Promise<Digest[]> {
  let level: readonly Manifest[] = [top];
  for (let depth = 1; level.some((manifest) => childrenOf(manifest).length > 0); depth += 1) {
    if (depth > state.limits.depth) throw tooLarge(state, `has indexes more than ${state.limits.depth} deep`);
    const wanted = new Map<Digest, Descriptor>();
    for (const child of level.flatMap(childrenOf))
      if (!state.manifests.has(child.digest)) wanted.set(child.digest, child);
    if (state.manifests.size + wanted.size > state.limits.manifests)
      throw tooLarge(state, `has more than ${state.limits.manifests} manifests`);
    refuseTooFewPulls(state, wanted.size);
    refuseTooMuch(state, [...wanted.values()]);
    const read = await Promise.all([...wanted.values()].map((child) => readChild(state, child)));
    level = read.filter((manifest) => manifest !== undefined);
    for (const manifest of level) keep(state, manifest);
  }
  return childrenFirst(state, [top.digest]);
}

function keep(state: Walk, manifest: Manifest): void {
  if (state.manifests.has(manifest.digest)) return;
  state.manifests.set(manifest.digest, manifest);
  state.manifestBytes += manifest.bytes.length;
  refuseTooMuch(state, []);
}

/** Before they are asked for, by what their descriptors say: a thousand manifests of four megabytes fit nowhere (A14). */
function refuseTooMuch({ limits, ...state }: Walk, wanted: readonly Descriptor[]): void {
  const bytes = wanted.reduce((sum, { size }) => sum + size, state.manifestBytes);
  if (bytes > limits.manifestBytes)
    throw tooLarge(state, `has manifests of more than ${limits.manifestBytes} bytes`);
}

/** What is below manifests that were read, and they themselves: every one after all that it points to. */
function childrenFirst(state: Walk, tops: readonly Digest[]): Digest[] {
  const done = new Set<Digest>();
  const visit = (digest: Digest): void => {
    const manifest = state.manifests.get(digest);
    if (manifest === undefined || done.has(digest)) return;
    for (const child of childrenOf(manifest)) visit(child.digest);
    done.add(digest);
  };
  for (const top of tops) visit(top);
  return [...done];
}

async function readChild(state: Walk, child: Descriptor): Promise<Manifest | undefined> {
  const { registry, source, options } = state;
  const manifest = await registry.manifest(source, child.digest, { signal: options.signal });
  if (manifest === undefined) {
    state.missing.push(child);
    if (options.missingPlatforms === 'allow') return undefined;
    throw new HoistError(
      'unreachable',
      'CHILD_MISSING',
      `${source} names ${child.digest} in its index and does not have it`,
      {
        hint: 'Push the image again; a clean-up may have deleted untagged platforms. Or set missing: { platforms: allow } where the target takes sparse indexes.',
      },
    );
  }
  if (manifest.bytes.length !== child.size) {
    throw new HoistError(
      'unreachable',
      'SIZE_MISMATCH',
      `${child.digest} of ${source} has ${manifest.bytes.length} bytes, its index says ${child.size}`,
      { hint: 'The index names other bytes than the registry has: push the image again.' },
    );
  }
  return manifest;
}

type ReadAttachments = { readonly order: Digest[]; readonly attachments: readonly Attachment[] };

/** Reads the manifests of attachments; under `best-effort` those that cannot be read are left behind. */
async function readAttachments(state: Walk, attachments: readonly Attachment[]): Promise<ReadAttachments> {
  const wanted = new Set(attachments.map(({ descriptor }) => descriptor.digest));
  const read = new Set<Digest>();
  await Promise.all(
    [...wanted].map(async (digest) => {
      try {
        await readAttachment(state, digest);
        read.add(digest);
      } catch (error) {
        leaveBehind(state, error);
      }
    }),
  );
  return {
    // Of all at once, when all are read: two may share what is below them, and only one of them has waited for it.
    order: childrenFirst(
      state,
      [...wanted].filter((digest) => read.has(digest)),
    ),
    attachments: attachments.filter(({ descriptor }) => read.has(descriptor.digest)),
  };
}

async function readAttachment(state: Walk, digest: Digest): Promise<void> {
  const { registry, source, options, manifests } = state;
  const manifest =
    manifests.get(digest) ?? (await registry.manifest(source, digest, { signal: options.signal }));
  if (manifest === undefined) {
    throw new HoistError(
      'unreachable',
      'REFERRER_MISSING',
      `${source} lists ${digest} as attached to the image and does not have it`,
      { hint: 'Its list of referrers is out of date: attach it again, or set referrers: best-effort.' },
    );
  }
  keep(state, manifest);
  await descend(state, manifest);
}

/** Notes what could not be read where the stage carries as much as it can; elsewhere it is an error. */
function leaveBehind(state: Walk, error: unknown): void {
  if (state.options.referrers !== 'best-effort' || !(error instanceof HoistError)) throw error;
  state.left.push(error.message);
}

type Parts = Pick<ImageGraph, 'root' | 'imageOrder' | 'attachments' | 'attachmentOrder' | 'listed' | 'whole'>;

function finish(state: Walk, parts: Parts): ImageGraph {
  const real = parts.attachments.filter((attachment) => isAbout(state, attachment));
  const kept = new Set(real.map((attachment) => attachment.descriptor.digest));
  const blobs = new Map<Digest, GraphBlob & { readonly usedBy: Digest[] }>();
  let bytes = 0;
  for (const manifest of state.manifests.values()) {
    bytes += manifest.bytes.length;
    for (const descriptor of blobsOf(manifest)) {
      const known = blobs.get(descriptor.digest);
      if (known !== undefined && known.descriptor.size !== descriptor.size) {
        throw new HoistError(
          'refused',
          'SIZE_CONTRADICTED',
          `two manifests of ${state.source} give different sizes for blob ${descriptor.digest}`,
          {
            hint: 'One of the two lies about its content: build the image again and look where it came from.',
          },
        );
      }
      if (known === undefined) {
        bytes += descriptor.size;
        blobs.set(descriptor.digest, { descriptor, usedBy: [manifest.digest] });
      } else if (known.usedBy.at(-1) !== manifest.digest) {
        // Once for each manifest, and never copied: thousands of manifests may name one blob hundreds of times (A14).
        known.usedBy.push(manifest.digest);
      }
    }
  }
  if (bytes > state.limits.bytes) throw tooLarge(state, `has more than ${state.limits.bytes} bytes`);
  return {
    ...parts,
    source: state.source,
    attachments: parts.whole ? real : parts.attachments,
    attachmentOrder: parts.attachmentOrder.filter(
      (digest) => kept.has(digest) || !isListed(parts.attachments, digest),
    ),
    manifests: state.manifests,
    blobs,
    missing: state.missing,
    left: state.left,
    bytes,
  };
}

/** A list is a claim: only what says itself that it is about our digest is (P37, A26). cosign's tags say it by their name. */
function isAbout(state: Walk, attachment: Attachment): boolean {
  if (attachment.how === 'cosign-tag') return true;
  const manifest = state.manifests.get(attachment.descriptor.digest);
  return manifest?.subject?.digest === attachment.subject;
}

function isListed(attachments: readonly Attachment[], digest: Digest): boolean {
  return attachments.some((attachment) => attachment.descriptor.digest === digest);
}

function tooLarge(state: Pick<Walk, 'source'>, why: string): HoistError {
  return new HoistError('refused', 'GRAPH_TOO_LARGE', `the image in ${state.source} ${why}`, {
    hint: 'That is beyond what Hoist carries; look whether the image is what it should be.',
  });
}

/** What a pull limit leaves is not begun where it cannot be ended: the limit comes back after hours only (Q5). */
function refuseTooFewPulls({ registry, source }: Walk, wanted: number): void {
  const left = registry.pullsLeft(source);
  if (left === undefined || left >= wanted) return;
  throw new HoistError(
    'unreachable',
    'PULL_LIMIT',
    `${source}: ${wanted} more manifests have to be read, and the registry's pull limit leaves ${left}`,
    { hint: 'Log in with an account that has a higher limit, or run again when its window is over.' },
  );
}
