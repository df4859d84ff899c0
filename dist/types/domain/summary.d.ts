/** A verification summary (SLSA VSA v1) or a simple verification result (in-toto SVR 0.2). */
export type Summary = {
    readonly form: 'vsa' | 'svr';
    readonly verifier: string;
    /** ISO 8601; a claim: soak counts from the verified signing time. */
    readonly verified?: string;
    readonly resource?: string;
    readonly policy?: {
        readonly uri?: string;
        readonly digest: Readonly<Record<string, string>>;
    };
    readonly passed: boolean;
    readonly levels: readonly string[];
    readonly slsaVersion?: string;
    readonly dependencyLevels?: Readonly<Record<string, number>>;
};
/** An in-toto test result v0.1. */
export type TestReport = {
    readonly result: 'PASSED' | 'WARNED' | 'FAILED';
    readonly passed: readonly string[];
    readonly warned: readonly string[];
    readonly failed: readonly string[];
    readonly url?: string;
};
