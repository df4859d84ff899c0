import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { Answer } from './facts.ts';
import type { Severity } from './vulnerability.ts';
/** The first items of a list, and how many more there are: a plan has to fit an output. */
export type Cut<Item> = {
    readonly items: readonly Item[];
    readonly more: number;
};
/** An image and the names by which people know it; none where only its digest is known. */
export type NamedImage = {
    readonly digest: Digest;
    readonly tags: readonly Tag[];
};
/** What an approver wants to know of one image of a stage: what its first target has now, and what it would have. */
export type Change = {
    /** The pipeline's source, the key of the plan's sources. */
    readonly source: Repository;
    readonly target: Repository;
    /** What the first moving tag names, else the first tag that is there, else what was promoted last. */
    readonly from: NamedImage & {
        readonly found: 'tag' | 'journal';
    };
    readonly to: NamedImage;
    /** Unknown where one of the two images could not be read. */
    readonly differences: Answer<Differences>;
};
export type Differences = {
    readonly commits: CommitChange;
    /** Bytes of all platforms, compressed, each blob once. */
    readonly size: {
        readonly from: number;
        readonly to: number;
    };
    readonly layers: {
        readonly from: number;
        readonly to: number;
        /** Not in the image before. */
        readonly added: number;
        /** Not in the image after. */
        readonly removed: number;
    };
    readonly platforms: {
        readonly kept: readonly string[];
        readonly added: readonly string[];
        readonly removed: readonly string[];
    };
    readonly config: Answer<readonly ConfigChange[]>;
    readonly packages: Answer<PackageChange>;
    readonly vulnerabilities: Answer<VulnerabilityChange>;
};
export type CommitChange = {
    readonly from?: SourceCommit;
    readonly to?: SourceCommit;
    /** Where GitHub compares the two: only where both are proven and of one repository. */
    readonly compare?: string;
};
export type SourceCommit = {
    /** As it is written: of a label it may be anything. */
    readonly commit: string;
    /** `OWNER/REPO`, of a proven one. */
    readonly repository?: string;
    /** `proven`: by the certificate of a trusted document; `claimed`: by a label or an annotation. */
    readonly proof: 'proven' | 'claimed';
};
/** One setting of the image config that is not what it was, on these platforms; on all where none is named. */
export type ConfigChange = {
    readonly platforms: readonly string[];
} & ({
    readonly what: 'user' | 'entrypoint' | 'command';
    readonly from: string;
    readonly to: string;
} | {
    readonly what: 'ports' | 'volumes' | 'environment';
    readonly added: Cut<string>;
    readonly removed: Cut<string>;
});
/** The documents that were compared. */
export type Compared = {
    /** `SPDX by syft 1.52.0` */
    readonly by: string;
    /** `unsigned`: one of them is anybody's who can push, or the job's. */
    readonly trust: 'signed' | 'unsigned';
};
export type PackageChange = Compared & {
    readonly added: Cut<PackageName>;
    readonly removed: Cut<PackageName>;
    readonly changed: Cut<{
        readonly name: string;
        readonly from: string;
        readonly to: string;
    }>;
};
export type PackageName = {
    readonly name: string;
    readonly version: string;
};
export type VulnerabilityChange = Compared & {
    /** Distinct ids by severity; what the scanner's own configuration hid is not counted. */
    readonly from: SeverityCount;
    readonly to: SeverityCount;
    /** The worst first. */
    readonly added: Cut<FoundVulnerability>;
    readonly fixed: Cut<FoundVulnerability>;
};
export type SeverityCount = Readonly<Record<Severity, number>>;
export type FoundVulnerability = {
    readonly id: string;
    readonly severity: Severity;
    /** `openssl 3.0.11-1`; empty where the report does not say. */
    readonly package: string;
};
