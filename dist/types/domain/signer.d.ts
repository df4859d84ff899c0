import type { Glob } from './glob.ts';
/** Somebody whose signature counts, by the name that checks use (policy.md §5.3). Compared exactly; globs only on `refs`. */
export type Signer = GitHubSigner | IdentitySigner | KeySigner;
/** A workflow on GitHub, as Fulcio's certificate describes it. */
export type GitHubSigner = {
    readonly kind: 'github';
    readonly name: string;
    /** `OWNER/REPO` (OID 12). */
    readonly repository: string;
    /** The server that the repository is on: `https://github.com`. */
    readonly server: string;
    /** The issuer of the ID token (OID 8), exactly. */
    readonly issuer: string;
    /** `OWNER/REPO/.github/workflows/FILE`, without a ref (OID 9 and the SAN). */
    readonly workflow?: string;
    /** Of the repository's commit (OID 14), each matched as a whole. Undefined: any. */
    readonly refs?: readonly Glob[];
    /** Of the workflow's file (behind `@` in OID 9), each matched as a whole. Undefined: any. */
    readonly workflowRefs?: readonly Glob[];
    /** The GitHub environment of the job, as the SAN or the claims of the certificate show it. */
    readonly environment?: string;
    /** The event of the run (OID 20), one of these. Undefined: any. */
    readonly triggers?: ReadonlySet<string>;
    /** OID 11; `any` where the signer says so. */
    readonly runner: 'github-hosted' | 'self-hosted' | 'any';
    /** OID 15 and 17: a name that was registered anew has another id. */
    readonly repositoryId?: string;
    readonly ownerId?: string;
};
/** Any other keyless identity: the issuer and the subject of the certificate, both exactly. */
export type IdentitySigner = {
    readonly kind: 'identity';
    readonly name: string;
    readonly issuer: string;
    readonly subject: string;
};
/** A public key. Never satisfied by a certificate. */
export type KeySigner = {
    readonly kind: 'key';
    readonly name: string;
    /** PEM, read from the config's own commit. */
    readonly pem: string;
    /** `required`: the signature must be in a transparency log of the trust roots. */
    readonly transparencyLog: 'required' | 'none';
};
/** Whose certificates and logs count. */
export type TrustRoot = {
    readonly kind: 'sigstore' | 'github';
} | {
    readonly kind: 'file';
    readonly path: string;
    readonly bytes: Uint8Array;
};
export type TrustSettings = {
    readonly roots: readonly TrustRoot[];
    /** Where TUF cannot be reached: refuse, or use the root that Hoist ships. */
    readonly offline: 'refuse' | 'embedded';
    readonly signers: readonly Signer[];
};
