import { isComparable, type Digest } from '../image/digest.ts';
import { isLayout, type Repository, type Tag } from '../image/reference.ts';
import type { Call, Registry } from '../ports/registry.ts';

/** What the tags of one target name, each asked once while a plan is made. */
export type TargetTags = {
  readonly repository: Repository;
  /** Throws where a folder is no place for an image. A registry shows by what it answers what may be done there. */
  usable(): Promise<void>;
  /** Null: there is no such tag. What is the expected manifest by another algorithm's digest is called as expected (P3). */
  names(tag: Tag, expected?: Digest): Promise<Digest | null>;
  /** The tags among those that pass which name the digest: costs a list, and a HEAD for each that passes. */
  naming(digest: Digest, passes: (tag: Tag) => boolean): Promise<readonly Tag[]>;
  /** The same as it is by now, whatever was answered before: for a tag that was written since. */
  namingNow(digest: Digest, passes: (tag: Tag) => boolean): Promise<void>;
  /** The tags that were found to name the digest so far. */
  seen(digest: Digest): readonly Tag[];
};

/** What is asked of a target that turns out to be new: its tags, the root, the biggest blob. */
const firstQuestions = 3;

export function createTargetTags(registry: Registry, repository: Repository, call: Call): TargetTags {
  registry.expect(repository, firstQuestions);
  const asked = new Map<Tag, Promise<Digest | null>>();
  const answers = new Map<Tag, Digest>();
  let listed: Promise<readonly Tag[]> | undefined;

  async function usable(): Promise<void> {
    if (isLayout(repository)) await registry.access(repository, 'push', call);
  }

  async function ask(tag: Tag, expected?: Digest): Promise<Digest | null> {
    const head = await registry.head(repository, tag, { ...call, expected });
    if (head === undefined) answers.delete(tag);
    else answers.set(tag, head.digest);
    return head?.digest ?? null;
  }

  async function names(tag: Tag, expected?: Digest): Promise<Digest | null> {
    const known = asked.get(tag) ?? ask(tag);
    asked.set(tag, known);
    const now = await known;
    return now === null || isComparable(now, expected) ? now : await ask(tag, expected);
  }

  async function list(): Promise<readonly Tag[]> {
    const tags: Tag[] = [];
    for await (const tag of registry.tags(repository, call)) tags.push(tag);
    return tags;
  }

  async function naming(digest: Digest, passes: (tag: Tag) => boolean): Promise<readonly Tag[]> {
    const candidates = (await (listed ??= list())).filter(passes);
    const digests = await Promise.all(candidates.map((tag) => names(tag, digest)));
    return candidates.filter((_, at) => digests[at] === digest);
  }

  async function namingNow(digest: Digest, passes: (tag: Tag) => boolean): Promise<void> {
    const candidates = (await list()).filter(passes);
    await Promise.all(candidates.map((tag) => ask(tag, digest)));
  }

  const seen = (digest: Digest): readonly Tag[] =>
    [...answers].filter(([, named]) => named === digest).map(([tag]) => tag);

  return { repository, usable, names, naming, namingNow, seen };
}
