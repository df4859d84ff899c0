import type { EvidencePlace, Trust } from '../domain/evidence.ts';
import type { ReasonCode } from '../domain/decision.ts';
import type { Digest } from '../image/digest.ts';
/** A document as it was found: nothing of it is believed yet. */
export type FoundDocument = {
    readonly place: EvidencePlace;
    /** The manifest of the image that it was attached to or asked for; undefined for a file of the job. */
    readonly about?: Digest;
    readonly bytes: Uint8Array;
    /** Of `bytes`. */
    readonly digest: Digest;
    /** As its descriptor states it: a hint, never authority. */
    readonly mediaType: string;
    /** Of the layer, over those of its manifest: hints, and cosign's place for signatures and certificates. */
    readonly annotations: Readonly<Record<string, string>>;
    /** The manifest that holds it, where it is a layer. */
    readonly manifest?: Digest;
    /** The bytes of the manifest `about`, for signatures that are over the manifest itself and do not hold it. */
    readonly subjectBytes?: Uint8Array;
    /** The path of a file of the job. */
    readonly file?: string;
};
/** An in-toto statement, its predicate not yet read. */
export type Statement = {
    readonly predicateType: string;
    readonly predicate: unknown;
    readonly subjects: readonly StatementSubject[];
};
export type StatementSubject = {
    readonly name?: string;
    /** By algorithm, in hex: `{ sha256: "…" }`. */
    readonly digest: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
};
/** A document after its envelope was opened and its signature judged. */
export type OpenedDocument = {
    readonly found: FoundDocument;
    readonly trust: Trust;
} & ({
    readonly what: 'statement';
    readonly statement: Statement;
}
/** cosign's simplesigning payload, or a message signature over the manifest. `digest` is what it says that it signs. */
 | {
    readonly what: 'signature';
    readonly digest: string;
    readonly annotations: Readonly<Record<string, string>>;
}
/** JSON without any envelope. */
 | {
    readonly what: 'report';
    readonly json: unknown;
} | {
    readonly what: 'nothing';
    readonly code: ReasonCode;
    readonly message: string;
    readonly title: string;
});
