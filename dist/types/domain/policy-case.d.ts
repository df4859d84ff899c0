import type { SourcePosition } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { ImageConfig } from '../image/image-config.ts';
import type { Platform } from '../image/platform.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { ConfigOrigin } from './config.ts';
import type { Decision, ReasonCode, Verdict } from './decision.ts';
import type { EvidencePlace } from './evidence.ts';
import type { BaseImage, CheckRun, CommitStatus, PullFacts } from './facts.ts';
import type { StageId } from './pipeline.ts';
import type { WaiverOrigin } from './waiver.ts';
/** Something that a case says, or that it could not be asked for. */
export type Told<Value> = Value | 'unreachable';
/** A point in time: an instant, or so many seconds before the case's own. */
export type CaseTime = {
    readonly kind: 'instant';
    readonly instant: Date;
} | {
    readonly kind: 'age';
    readonly seconds: number;
};
/** An image, a world around it, and what policy should say: what `hoist test` runs. */
export type PolicyCase = {
    readonly name: string;
    /** Of a part of the case, for errors. */
    readonly at: (path: readonly (string | number)[]) => SourcePosition;
    readonly judged: {
        readonly kind: 'stage';
        readonly stage: StageId;
    } | {
        readonly kind: 'policies';
        readonly policies: readonly string[];
    };
    readonly mode: 'promote' | 'plan' | 'rollback';
    /** Undefined: as the stage has it. */
    readonly approvalRequired?: boolean;
    /** Undefined: now. */
    readonly now?: Date;
    readonly image: CaseImage;
    readonly evidence: readonly CaseDocument[];
    /** Places that did not answer. */
    readonly unreachable: readonly EvidencePlace[];
    readonly commit?: Told<CaseCommit>;
    /** What the stage's moving tag names now; undefined: nothing. */
    readonly previous?: Told<CaseImage & {
        readonly evidence: readonly CaseDocument[];
    }>;
    readonly feeds: {
        readonly kev?: Told<ReadonlyMap<string, string>>;
        readonly epss?: Told<ReadonlyMap<string, number>>;
        readonly date?: CaseTime;
    };
    readonly baseImages: ReadonlyMap<string, Told<BaseImage>>;
    /** Who wrote and approved waivers, by id. */
    readonly waivers: ReadonlyMap<string, WaiverOrigin>;
    readonly expect: Expectation;
};
export type CaseImage = {
    /** Undefined: the one that the stage's pipeline names. */
    readonly repository?: Repository;
    readonly tag?: Tag;
    readonly tags: readonly Tag[];
    /** Undefined: made of the case's name. */
    readonly digest?: Digest;
    readonly isIndex: boolean;
    readonly annotations: Readonly<Record<string, string>>;
    /** How many children of the index are nothing that is known. */
    readonly strangeChildren: number;
    readonly platforms: readonly CasePlatform[];
};
export type CasePlatform = {
    readonly name: string;
    readonly platform: Platform;
    readonly annotations: Readonly<Record<string, string>>;
    readonly bytes: number;
    readonly layers: number;
    readonly config: Told<ImageConfig>;
};
/** One document about the image. */
export type CaseDocument = {
    /** Its place in the case, for errors. */
    readonly path: readonly (string | number)[];
    readonly content: 
    /** From the root of the repository. */
    {
        readonly kind: 'file';
        readonly path: string;
        readonly predicateType?: string;
    } | {
        readonly kind: 'predicate';
        readonly predicateType: string;
        readonly predicate: unknown;
    } | {
        readonly kind: 'signature';
        readonly annotations: Readonly<Record<string, string>>;
    };
    /** The name of a signer of the config, or that it has none that counts. */
    readonly signedBy: string;
    readonly certificate: CaseCertificate;
    /** Undefined: no time is proven. */
    readonly signedAt?: CaseTime;
    /** Unsigned itself, below a digest that is signed. */
    readonly sealed: boolean;
    /** `index`, or platforms by name; empty: the image. */
    readonly subjects: readonly string[];
    readonly place: EvidencePlace;
};
/** What the certificate says, where it is not what the signer wants at the least. */
export type CaseCertificate = {
    readonly repository?: string;
    readonly workflow?: string;
    readonly workflowRef?: string;
    readonly ref?: string;
    readonly commit?: string;
    readonly runner?: string;
    readonly trigger?: string;
    readonly environment?: string;
};
export type CaseCommit = {
    readonly repository: string;
    readonly commit: string;
    readonly checks: Told<readonly CheckRun[]>;
    readonly statuses: Told<readonly CommitStatus[]>;
    /** The branches that have it; no other has. */
    readonly branches: Told<readonly string[]>;
    readonly tags: Told<readonly string[]>;
    readonly pull?: Told<PullFacts>;
};
/** What a case wants of the decision. At least one of them. */
export type Expectation = {
    readonly verdict?: Decision['verdict'];
    /** By the check's id: its verdict, or the code of one of its reasons. */
    readonly checks: Readonly<Record<string, Verdict | ReasonCode>>;
    /** Waivers that must have removed something. */
    readonly waivers: readonly string[];
};
export type CaseResult = {
    readonly name: string;
    readonly file: string;
    readonly line: number;
    readonly ok: boolean;
    readonly expected: Expectation;
    /** What is not as it was expected, a sentence each. */
    readonly mismatches: readonly string[];
    readonly decision: Decision;
};
/** What `hoist test` prints with `--json`. */
export type CaseReport = {
    readonly schema: 'hoist/test/v1';
    readonly ok: boolean;
    readonly folder: string;
    readonly config: ConfigOrigin;
    readonly cases: readonly CaseResult[];
    readonly notices: readonly string[];
};
