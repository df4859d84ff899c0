import { digestOf, type Digest } from '../image/digest.ts';
import { platformText } from '../image/platform.ts';
import type { Repository } from '../image/reference.ts';
import type { Evidence, EvidencePlace, Search } from './evidence.ts';
import type { Answer, CommitFacts, Facts, Feed, Feeds, PlatformFacts, PreviousImage } from './facts.ts';
import type { StageId } from './pipeline.ts';
import type { CaseCommit, CaseImage, CaseTime, PolicyCase, Told } from './policy-case.ts';

/** The manifests of a case's image: what its documents are about. */
export type CaseManifests = {
  /** The index, or the only manifest. */
  readonly root: Digest;
  /** By the name that the case has for the platform. */
  readonly platforms: ReadonlyMap<string, Digest>;
};

/** Digests that nobody chose are made of the case's name, so that a case gives the same ones each time. */
export function caseManifests(name: string, image: CaseImage): CaseManifests {
  const made = (what: string): Digest => digestOf(new TextEncoder().encode(JSON.stringify([name, what])));
  const root = image.digest ?? made('image');
  return {
    root,
    platforms: new Map(
      image.platforms.map((platform) => [platform.name, image.isIndex ? made(platform.name) : root]),
    ),
  };
}

export type CaseGround = {
  readonly repository: Repository;
  readonly stage: StageId | undefined;
  readonly stages?: Facts['stages'];
  readonly now: Date;
  readonly manifests: CaseManifests;
  readonly evidence: readonly Evidence[];
  readonly previous: readonly Evidence[];
  /** The branches that the policies ask about. */
  readonly branches: readonly string[];
};

/** The facts that a case describes, as they would have been gathered from registries and GitHub. */
export function caseFacts(policyCase: PolicyCase, ground: CaseGround): Facts {
  const { image } = policyCase;
  const { repository, stage, manifests } = ground;
  const evidence = ground.evidence.filter(({ place }) => !policyCase.unreachable.includes(place));
  return {
    image: {
      repository,
      ...(image.tag === undefined ? {} : { tag: image.tag }),
      digest: manifests.root,
      isIndex: image.isIndex,
      annotations: image.annotations,
      strangeChildren: Array.from({ length: image.strangeChildren }, (_, index) =>
        digestOf(new TextEncoder().encode(JSON.stringify([manifests.root, index]))),
      ),
    },
    ...(stage === undefined ? {} : { stage }),
    ...(ground.stages === undefined ? {} : { stages: ground.stages }),
    platforms: platformFacts(image, manifests),
    evidence,
    searches: searchesOf(manifests, evidence, policyCase.unreachable),
    commit: commitAnswer(policyCase.commit, ground.branches),
    previous: previousAnswer(policyCase, ground),
    feeds: feedsOf(policyCase, ground.now),
    baseImages: new Map(
      Array.from(policyCase.baseImages, ([reference, told]) => [reference, answerOf(told, 'the base image')]),
    ),
  };
}

/** The instant that a case means. */
export function caseInstant(time: CaseTime, now: Date): Date {
  return time.kind === 'instant' ? time.instant : new Date(now.getTime() - time.seconds * 1000);
}

function platformFacts(image: CaseImage, manifests: CaseManifests): readonly PlatformFacts[] {
  return image.platforms.map(({ name, platform, annotations, bytes, layers, config }) => ({
    digest: manifests.platforms.get(name) ?? manifests.root,
    platform,
    annotations,
    bytes,
    layers,
    config: answerOf(config, `the config of ${platformText(platform)}`),
  }));
}

const places = ['referrers', 'cosign-tag', 'index', 'github'] as const satisfies readonly EvidencePlace[];

/** Every place was looked at for every manifest, and files of the job once. */
function searchesOf(
  { root, platforms }: CaseManifests,
  evidence: readonly Evidence[],
  unreachable: readonly EvidencePlace[],
): readonly Search[] {
  const search = (place: EvidencePlace, subject?: Digest): Search => {
    const found = evidence.filter(
      (each) => each.place === place && (subject === undefined || each.subjects.includes(subject)),
    ).length;
    const isOut = unreachable.includes(place);
    return {
      place,
      ...(subject === undefined ? {} : { subject }),
      found: isOut ? 0 : found,
      state: isOut ? 'unreachable' : found > 0 ? 'found' : 'none',
      ...(isOut ? { message: 'the case says that it did not answer' } : {}),
    };
  };
  const subjects = [...new Set([root, ...platforms.values()])];
  return [...subjects.flatMap((subject) => places.map((place) => search(place, subject))), search('local')];
}

function answerOf<Value>(told: Told<Value>, what: string): Answer<Value> {
  if (told !== 'unreachable') return { state: 'known', value: told };
  return { state: 'unknown', code: 'UNREACHABLE', message: `${what} could not be reached, says the case` };
}

function commitAnswer(told: Told<CaseCommit> | undefined, branches: readonly string[]): Answer<CommitFacts> {
  if (told === undefined)
    return {
      state: 'unknown',
      code: 'NO_EVIDENCE',
      message: 'no trusted provenance names a commit: the case has none',
    };
  if (told === 'unreachable') return answerOf<CommitFacts>(told, 'the commit');
  return {
    state: 'known',
    value: {
      repository: told.repository,
      commit: told.commit,
      checks: answerOf(told.checks, 'the check runs'),
      statuses: answerOf(told.statuses, 'the commit statuses'),
      onBranch: new Map(branches.map((branch) => [branch, onBranch(branch, told.branches)])),
      tags: answerOf(told.tags, 'the tags of the commit'),
      pull: answerOf(told.pull, 'the pull request'),
    },
  };
}

function onBranch(branch: string, told: CaseCommit['branches']): Answer<boolean> {
  return told === 'unreachable'
    ? answerOf<boolean>(told, `the branch ${branch}`)
    : { state: 'known', value: told.includes(branch) };
}

function previousAnswer(
  { name, previous }: PolicyCase,
  ground: CaseGround,
): Answer<PreviousImage | undefined> {
  if (previous === undefined) return { state: 'known', value: undefined };
  if (previous === 'unreachable') return answerOf<PreviousImage>(previous, 'the target');
  const manifests = previousManifests(name, previous);
  return {
    state: 'known',
    value: {
      digest: manifests.root,
      tags: previous.tags,
      evidence: ground.previous,
      searches: searchesOf(manifests, ground.previous, []),
      platforms: platformFacts(previous, manifests),
    },
  };
}

/** Of the image that a promotion would replace. */
export function previousManifests(name: string, previous: CaseImage): CaseManifests {
  return caseManifests(`${name}, before`, previous);
}

function feedsOf({ feeds }: PolicyCase, now: Date): Feeds {
  const date = (feeds.date === undefined ? now : caseInstant(feeds.date, now)).toISOString();
  const feed = <Value>(told: Told<ReadonlyMap<string, Value>>, what: string): Answer<Feed<Value>> =>
    told === 'unreachable'
      ? answerOf<Feed<Value>>(told, what)
      : {
          state: 'known',
          value: {
            date,
            digest: digestOf(new TextEncoder().encode(JSON.stringify([...told]))),
            entries: told,
          },
        };
  return {
    ...(feeds.kev === undefined
      ? {}
      : { kev: feed(feeds.kev, 'the list of known exploited vulnerabilities') }),
    ...(feeds.epss === undefined ? {} : { epss: feed(feeds.epss, 'the EPSS scores') }),
  };
}
