/** SLSA provenance v0.2 and v1 in one form (policy.md §1.4). Claims of the predicate; the certificate's are in the identity. */
export type Provenance = {
    readonly version: 'v0.2' | 'v1';
    readonly builder?: string;
    readonly buildType?: string;
    readonly invocation?: string;
    /** ISO 8601. */
    readonly started?: string;
    readonly finished?: string;
    /** Where the build's definition came from: repository URL, ref and commit, as far as stated. */
    readonly source?: {
        readonly uri?: string;
        readonly ref?: string;
        readonly commit?: string;
    };
    /** `externalParameters.workflow` of GitHub's build type. */
    readonly workflow?: {
        readonly repository?: string;
        readonly path?: string;
        readonly ref?: string;
    };
    readonly hermetic?: boolean;
    /** Everything that the build used, base images of all its stages among them. */
    readonly materials: readonly Material[];
};
export type Material = {
    readonly uri: string;
    readonly digest: Readonly<Record<string, string>>;
};
