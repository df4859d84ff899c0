import type { CandidatesReport } from './domain/candidate.ts';
import type { CheckReport } from './domain/check.ts';
import type { RegistrySettings } from './domain/config.ts';
import type { HistoryReport } from './domain/history.ts';
import type { StatusReport } from './domain/status.ts';
import type { VerifyReport } from './domain/verify-report.ts';
import type { Log } from './ports/log.ts';
import type { Progress } from './ports/progress.ts';
import type { Registry } from './ports/registry.ts';
import type { CandidatesRequest } from './promotion/candidates.ts';
import { type CopyRequest } from './promotion/copy.ts';
import { type Planned } from './promotion/plan.ts';
import type { PromoteRequest } from './promotion/prepare.ts';
import { type Ran } from './promotion/promote.ts';
import { type RollbackRequest } from './promotion/rollback.ts';
/** Where the library works. Everything has a default. */
export type Setting = {
    /** The folder of the repository; default: the current one. */
    readonly folder?: string;
    /** The config's path from there; default `.github/hoist.yml`. */
    readonly config?: string;
    /** The file of records from there; default `.hoist/journal.jsonl`. */
    readonly journal?: string;
    /** Where credentials and proxies are looked for; default `process.env`. */
    readonly env?: Readonly<Record<string, string | undefined>>;
    /** For `ghcr.io` where nothing else is configured. */
    readonly githubToken?: string;
    /** Default: silent. */
    readonly log?: Log;
    readonly progress?: Progress;
    /**
     * Stops what is under way. While nothing was begun, the call rejects with the signal's reason; a promotion that was ends
     * cleanly, as `failed` with the code `CANCELLED`.
     */
    readonly signal?: AbortSignal;
};
/**
 * Carries an image through its stages up to the next gate; with `stage`, to that stage by hand and on from there. What
 * became of each stage is in the result, not thrown.
 *
 * @example A release to production, exactly as it was planned
 * ```ts
 * const release = { image: '1.4.2', pipeline: 'web', stage: 'production' };
 * const { document } = await plan(release);
 * const expectedPlan = document.stages[0]?.hash;
 * // A plan that is refused has no hash, and a promotion without one would be of whatever is there by then.
 * if (expectedPlan === undefined) throw new Error(`not to be promoted: ${document.outcome}`);
 * await promote({ ...release, comment: 'release', expectedPlan });
 * ```
 *
 * @throws HoistError where nothing could be begun: wrong config or arguments, a source that cannot be read
 */
export declare function promote(request: PromoteRequest, setting?: Setting): Promise<Ran>;
/**
 * What a promotion would do: every target, what each tag names and would name, what would be sent, and a hash for each
 * stage. Writes nothing.
 *
 * @example Which tags would move
 * ```ts
 * const { document } = await plan({ image: 'ghcr.io/acme/dev/web:1.4.2' });
 * for (const target of document.stages.flatMap((stage) => stage.targets)) {
 *   for (const { tag, action } of target.tags) if (action === 'move') console.log(`${target.repository}:${tag}`);
 * }
 * ```
 */
export declare function plan(request: PromoteRequest, setting?: Setting): Promise<Planned>;
/**
 * Copies one image with everything attached to it, outside any pipeline, where the config allows it or there is none.
 *
 * @example Into a folder, for an air gap
 * ```ts
 * await copy({ image: 'ghcr.io/acme/prod/web:1.4.2', to: 'oci:./usb/web' });
 * ```
 */
export declare function copy(request: CopyRequest, setting?: Setting): Promise<Ran>;
/**
 * Brings the previous image of a stage, or a named earlier one, back. The stage is held afterwards, until somebody promotes
 * to it by name.
 *
 * @example
 * ```ts
 * await rollback({ stage: 'production', comment: 'checkout fails since 10:40' });
 * ```
 */
export declare function rollback(request: RollbackRequest, setting?: Setting): Promise<Ran>;
/**
 * What was promoted, narrowed as `where` of the command line narrows it.
 *
 * @example Who promoted to production this week
 * ```ts
 * const { entries } = await history('stage=production,since=7d');
 * for (const { at, actor, sources } of entries) console.log(at, actor, sources[0]?.tag);
 * ```
 */
export declare function history(where?: string, setting?: Setting): Promise<HistoryReport>;
/**
 * The board: what every stage was promoted last, what its tags name now, and what differs.
 *
 * @example
 * ```ts
 * const { totals } = await status('pipeline=web');
 * if (totals.drift > 0) console.log(`${totals.drift} differences`);
 * ```
 */
export declare function status(where?: string, setting?: Setting): Promise<StatusReport>;
export type VerifyRequest = {
    /** `ghcr.io/acme/prod/web:1.4.2`, or with a digest. */
    readonly image: string;
    /** Who may have signed; default: whom the config accepts. */
    readonly signer?: {
        /** `OWNER/REPO`, whose workflow promotes. */
        readonly repository: string;
        /** `OWNER/REPO/.github/workflows/FILE`, or a file of that repository; default any. */
        readonly workflow?: string;
        /** A glob: `refs/heads/main`; default any. */
        readonly ref?: string;
        /** The GitHub environment of the job; default any. */
        readonly environment?: string;
        /** The GitHub server of the repository; default `GITHUB_SERVER_URL`, or `https://github.com`. */
        readonly server?: string;
    };
    /** The file of a public key in PEM that signs, in place of a workflow. */
    readonly key?: string;
    /** The file of a trusted_root.json, in place of the published roots. */
    readonly trustedRoot?: string;
};
/**
 * Whether an image in a registry got there by promotion, unaltered, with proof. Writes nothing.
 *
 * @example Before a deployment
 * ```ts
 * const { ok, problems } = await verify({
 *   image: 'ghcr.io/acme/prod/web:1.4.2',
 *   signer: { repository: 'acme/web', environment: 'production' },
 * });
 * if (!ok) throw new Error(problems.map(({ message }) => message).join('; '));
 * ```
 */
export declare function verify(request: VerifyRequest, setting?: Setting): Promise<VerifyReport>;
/**
 * The images that could be promoted to a stage now, with what its policies say of each.
 *
 * @example
 * ```ts
 * const { candidates: found } = await candidates({ stage: 'production' });
 * for (const { sources, state } of found) console.log(sources[0]?.tag, state);
 * ```
 */
export declare function candidates(request: CandidatesRequest & {
    readonly where?: string;
}, setting?: Setting): Promise<CandidatesReport>;
/**
 * Checks the config, and whether the credentials open its repositories.
 *
 * @example
 * ```ts
 * const { access } = await check();
 * for (const { repository, ok } of access) if (!ok) console.log(`no access to ${repository}`);
 * ```
 */
export declare function check(setting?: Setting): Promise<CheckReport>;
export type RegistryOptions = Pick<Setting, 'env' | 'githubToken' | 'log'> & {
    /** What differs from the defaults, by host. */
    readonly hosts?: Readonly<Record<string, Partial<RegistrySettings>>>;
};
/**
 * The port to all registries, and to folders in OCI image layout: what promotions run on. Close it when done.
 *
 * @example The digest that a tag names
 * ```ts
 * const registry = await createRegistry();
 * try {
 *   const { repository, tag } = parseReference('docker.io/library/debian:stable');
 *   if (tag !== undefined) console.log((await registry.head(repository, tag))?.digest);
 * } finally {
 *   await registry.close();
 * }
 * ```
 */
export declare function createRegistry({ hosts, ...options }?: RegistryOptions): Promise<Registry>;
export { HoistError, HoistErrors } from './errors.ts';
export type { ErrorKind, HoistErrorOptions, SourcePosition } from './errors.ts';
export { parseDigest, shortDigest } from './image/digest.ts';
export type { Digest } from './image/digest.ts';
export { parseHost, parseReference, parseRepository, parseTag, referenceText } from './image/reference.ts';
export type { Host, Reference, Repository, Tag } from './image/reference.ts';
export type { Descriptor } from './image/descriptor.ts';
export type { ImageIndex, ImageManifest, Manifest } from './image/manifest.ts';
export type { Candidate, CandidatesReport } from './domain/candidate.ts';
export type { AccessCheck, CheckReport } from './domain/check.ts';
export type { RegistrySettings } from './domain/config.ts';
export type { CheckResult, Decision, EvidenceRef, Finding, IdleWaiver, IgnoredRef, Reason, ReasonCode, UsedWaiver, Verdict, } from './domain/decision.ts';
export type { RecordedCheck, RecordedDecision, RecordedWaiver } from './domain/decision-record.ts';
export type { HistoryEntry, HistoryOutcome, HistoryReport, HistoryStep } from './domain/history.ts';
export type { JournalGap } from './domain/journal-entry.ts';
export type { Hold } from './domain/hold.ts';
export type { Outcome, Plan, PlannedSource, PlannedTag, PlannedTarget, Problem, PromotionKind, StagePlan, StageState, TagAction, Transfer, } from './domain/plan.ts';
export type { CaseResult, Expectation } from './domain/policy-case.ts';
export type { Intent, PromotionRecord, Result, RunResult, TagResult, TargetResult } from './domain/record.ts';
export type { Drift, DriftKind, LastPromotion, StageStatus, StatusReport, TagStatus, Unfinished, } from './domain/status.ts';
export type { ProvenStatement, StatedPromotion, VerifyReport } from './domain/verify-report.ts';
export type { BeginOptions, BlobBegin, BlobBytes, BlobUpload, Call, ManifestHead, Piece, PutResult, ReferrersList, Registry, } from './ports/registry.ts';
export type { BlobProgress, Progress } from './ports/progress.ts';
export type { Log } from './ports/log.ts';
export type { CandidatesRequest } from './promotion/candidates.ts';
export type { CopyRequest } from './promotion/copy.ts';
export type { Planned } from './promotion/plan.ts';
export type { PromoteRequest } from './promotion/prepare.ts';
export type { Ran } from './promotion/promote.ts';
export type { RollbackRequest } from './promotion/rollback.ts';
