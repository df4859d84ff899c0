import type { Digest } from '../image/digest.ts';
import type { Repository } from '../image/reference.ts';
import type { ReasonCode } from './decision.ts';
import type { Provenance } from './provenance.ts';
import type { PromotionRecord } from './record.ts';
import type { Sbom } from './software.ts';
import type { Summary, TestReport } from './summary.ts';
import type { VexDocument } from './vex.ts';
import type { Scan } from './vulnerability.ts';
/** Where a document was found, in the order in which it is looked for (policy.md §1.1). */
export type EvidencePlace = 'referrers' | 'fallback-tag' | 'cosign-tag' | 'index' | 'github' | 'local';
/** What a verified signature proves of who made it. */
export type Identity = {
    /** The key signer, or the certificate's claims. */
    readonly kind: 'key' | 'certificate';
    readonly issuer?: string;
    /** The certificate's subject alternative name. */
    readonly subject?: string;
    /** Fulcio's extensions by number, decoded: 9 build signer URI, 12 source repository URI, 13 source commit, 14 source ref … */
    readonly claims: Readonly<Record<number, string>>;
};
/** How far a document is to be believed (policy.md §5.3). */
export type Trust = {
    readonly level: 'signed';
    /** The names of all signers of the config that the verified identity satisfies; never empty. */
    readonly signers: readonly string[];
    readonly identity: Identity;
    /** When it was signed, as verified by a log or a time stamp: the first and the last of the proven times. */
    readonly signedAt?: {
        readonly first: Date;
        readonly last: Date;
    };
    /** Sealed: unsigned itself, and reachable by digest from this digest, which is signed. */
    readonly sealedBy?: Digest;
} | {
    readonly level: 'local';
    readonly file: string;
} | {
    readonly level: 'unsigned';
}
/** A signature that is valid for nobody whom the config names, or not valid. */
 | {
    readonly level: 'untrusted';
    readonly identity?: Identity;
    readonly why: string;
};
/** What a document says. One document may say several things: a Trivy report is a scan and an inventory. */
export type EvidencePart = {
    readonly kind: 'signature';
    readonly annotations: Readonly<Record<string, string>>;
} | {
    readonly kind: 'provenance';
    readonly provenance: Provenance;
} | {
    readonly kind: 'sbom';
    readonly sbom: Sbom;
} | {
    readonly kind: 'scan';
    readonly scan: Scan;
} | {
    readonly kind: 'vex';
    readonly vex: VexDocument;
} | {
    readonly kind: 'summary';
    readonly summary: Summary;
} | {
    readonly kind: 'promotion';
    readonly record: PromotionRecord;
} | {
    readonly kind: 'tests';
    readonly tests: TestReport;
};
export type EvidenceKind = EvidencePart['kind'];
/** One document about the image that was found. */
export type Evidence = {
    /** Of the document's bytes as found: the blob, or the bundle. */
    readonly digest: Digest;
    readonly place: EvidencePlace;
    /** For people: `SPDX by syft 1.52.0`, `cosign signature`. */
    readonly title: string;
    /** The manifests of the image that it is bound to by digest, index or platforms; empty with a `problem`. */
    readonly subjects: readonly Digest[];
    readonly trust: Trust;
    /** Of an in-toto statement, from the payload. */
    readonly predicateType?: string;
    /** The predicate as parsed JSON, for `attestation`'s pointers. */
    readonly predicate?: unknown;
    readonly parts: readonly EvidencePart[];
    /** Why it counts for nothing: `UNPARSABLE`, `WRONG_SUBJECT`, `UNSUPPORTED`, `INCOMPLETE`, `CONTRADICTION`. Parts are empty then. */
    readonly problem?: {
        readonly code: ReasonCode;
        readonly message: string;
    };
};
/** One look at one place: what an explanation calls "looked at". */
export type Search = {
    readonly place: EvidencePlace;
    /** The manifest whose evidence was asked for; undefined for local files. */
    readonly subject?: Digest;
    /** Where it was looked, if not beside the image (`evidence.repository`). */
    readonly repository?: Repository;
    readonly found: number;
    /** `none` is a clean "there is nothing"; `unreachable` is not (I4); `cut`: more was there than is read. */
    readonly state: 'found' | 'none' | 'unreachable' | 'cut' | 'off';
    /** What came instead of an answer. */
    readonly message?: string;
};
