import type { Digest } from '../image/digest.ts';
import type { ImageConfig } from '../image/image-config.ts';
import type { Platform } from '../image/platform.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { ReasonCode } from './decision.ts';
import type { Evidence, Search } from './evidence.ts';
import type { StageId } from './pipeline.ts';
import type { StagePlace } from './stage-place.ts';

/** Something that was asked: an answer, or why there is none. Absence that was said is an answer. */
export type Answer<Value> =
  | { readonly state: 'known'; readonly value: Value }
  | { readonly state: 'unknown'; readonly code: ReasonCode; readonly message: string };

/** One platform of the image, as its manifest and config describe it. */
export type PlatformFacts = {
  readonly digest: Digest;
  /** From the index, else from the config; undefined where neither says. */
  readonly platform?: Platform;
  /** What the index says, where it says something else than the config. */
  readonly contradicts?: string;
  readonly annotations: Readonly<Record<string, string>>;
  /** Compressed: config and layers, each digest once. */
  readonly bytes: number;
  readonly layers: number;
  readonly config: Answer<ImageConfig>;
  readonly configDigest?: Digest;
};

/** Everything that is known of one image before one stage: the only thing that policy judges. Same facts, same answer (I8). */
export type Facts = {
  readonly image: {
    /** The pipeline's source. */
    readonly repository: Repository;
    /** At the pipeline's source; undefined for a digest alone. */
    readonly tag?: Tag;
    readonly digest: Digest;
    readonly isIndex: boolean;
    readonly annotations: Readonly<Record<string, string>>;
    /** Children of the index that are neither a platform nor a recognised attestation manifest (I6). */
    readonly strangeChildren: readonly Digest[];
  };
  /** Absent for `copy`. */
  readonly stage?: StageId;
  /** The stages of that pipeline by name, and where each brings this image. Absent for `copy`. */
  readonly stages?: ReadonlyMap<string, StagePlace>;
  readonly platforms: readonly PlatformFacts[];
  readonly evidence: readonly Evidence[];
  readonly searches: readonly Search[];
  /** Of the commit that the certificate of a trusted provenance proves (OID 13). */
  readonly commit: Answer<CommitFacts>;
  /** What the stage's first moving tag names now; known and undefined: nothing. */
  readonly previous: Answer<PreviousImage | undefined>;
  readonly feeds: Feeds;
  /** By reference as written in provenance or annotations: what the base image's tag names now. */
  readonly baseImages: ReadonlyMap<string, Answer<BaseImage>>;
};

export type BaseImage = {
  readonly digest: Digest;
  /** The platforms' manifests below it, for a base that is named by one of these. */
  readonly below: readonly Digest[];
};

export type PreviousImage = {
  readonly digest: Digest;
  /** Its versions: the version tags that name it at the target, without what the stage's templates added. */
  readonly tags: readonly Tag[];
  readonly evidence: readonly Evidence[];
  readonly searches: readonly Search[];
  readonly platforms: readonly PlatformFacts[];
};

export type CommitFacts = {
  /** `OWNER/REPO` */
  readonly repository: string;
  readonly commit: string;
  readonly checks: Answer<readonly CheckRun[]>;
  readonly statuses: Answer<readonly CommitStatus[]>;
  /** By branch name: whether the commit is on it. */
  readonly onBranch: ReadonlyMap<string, Answer<boolean>>;
  /** The names of tags that point at the commit. */
  readonly tags: Answer<readonly string[]>;
  /** The merged pull request that brought it. */
  readonly pull: Answer<PullFacts | undefined>;
};

/** A check run of a commit, newest of its name and app only. */
export type CheckRun = {
  readonly name: string;
  readonly app: { readonly slug: string; readonly id: number };
  readonly status: string;
  readonly conclusion?: string;
  /** Of a job on GitHub Actions: the workflow's file, `.github/workflows/ci.yml`. */
  readonly workflow?: string;
};

export type CommitStatus = { readonly context: string; readonly state: string; readonly creator?: string };

export type PullFacts = {
  readonly number: number;
  readonly author: string;
  /** Who approved and was not overruled by a later review of their own; without the author. */
  readonly approvers: readonly string[];
};

export type Feeds = {
  /** CISA's known exploited vulnerabilities: CVE → date added. */
  readonly kev?: Answer<Feed<string>>;
  /** FIRST's EPSS: CVE → 0 to 1. */
  readonly epss?: Answer<Feed<number>>;
};

export type Feed<Value> = {
  /** ISO 8601: the feed's own date. */
  readonly date: string;
  readonly digest: Digest;
  readonly entries: ReadonlyMap<string, Value>;
};

/** What has to be found out before a policy can be judged; the union over all its checks is gathered once. */
export type Needs = {
  /** Any kind of evidence at all. */
  readonly evidence: boolean;
  /** The image configs. */
  readonly configs: boolean;
  readonly commit: {
    readonly checks: boolean;
    readonly statuses: boolean;
    readonly branches: readonly string[];
    readonly tags: boolean;
    readonly pull: boolean;
  };
  readonly previous: 'no' | 'tags' | 'evidence';
  readonly feeds: readonly ('kev' | 'epss')[];
  readonly baseImages: boolean;
  /** Stages of the pipeline whose own statements are asked for, at their first target. */
  readonly stages: readonly string[];
};

export const needsNothing: Needs = {
  evidence: false,
  configs: false,
  commit: { checks: false, statuses: false, branches: [], tags: false, pull: false },
  previous: 'no',
  feeds: [],
  baseImages: false,
  stages: [],
};
