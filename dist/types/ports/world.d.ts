import type { Run } from '../domain/run.ts';
import type { RecordSettings, RegistrySettings } from '../domain/config.ts';
import type { Host } from '../image/reference.ts';
import type { AttestationStore } from './attestation-store.ts';
import type { Clock } from './clock.ts';
import type { Discussion } from './discussion.ts';
import type { Files } from './files.ts';
import type { Forge } from './forge.ts';
import type { Gates } from './gates.ts';
import type { Journal } from './journal.ts';
import type { Ledger } from './ledger.ts';
import type { Log } from './log.ts';
import type { Notifier } from './notifier.ts';
import type { Progress } from './progress.ts';
import type { Registry } from './registry.ts';
import type { SignerOffer } from './signer.ts';
import type { Web } from './web.ts';
import type { Workspace } from './workspace.ts';
/** Everything outside the process that a command may touch, each built when first asked for. */
export interface World {
    readonly run: Run;
    readonly clock: Clock;
    readonly log: Log;
    readonly progress: Progress;
    /** Aborted on SIGINT, SIGTERM and SIGHUP. */
    readonly signal: AbortSignal;
    /** The files that decide: the disk outside Actions. In Actions they come from {@link Forge.defaultBranch}. */
    readonly files: Files;
    /** One client for all registries, told what the config says of them. Called once, after the config was read. */
    registry(settings: ReadonlyMap<Host, RegistrySettings>): Promise<Registry>;
    /** Undefined outside Actions. */
    forge(): Promise<Forge | undefined>;
    /** What guards environments; undefined outside Actions, where a job is never in one. */
    gates(): Promise<Gates | undefined>;
    /** Undefined outside Actions. */
    discussion(): Promise<Discussion | undefined>;
    /** `deployments`: in Actions promotions are recorded as GitHub deployments; elsewhere always in a file. */
    journal(settings: Pick<RecordSettings, 'deployments'>): Promise<Journal>;
    /** Who signs statements, as the config's `record` says; nothing is asked of anybody yet. */
    signer(settings: Pick<RecordSettings, 'keyFromEnv' | 'sigstore'>): Promise<SignerOffer>;
    /** Where downloads that later runs can use again are kept. Nothing in it is trusted. */
    readonly cacheFolder: string;
    /** Where an organisation keeps what it stores; absent or undefined where there is none. */
    ledger(): Promise<Ledger | undefined>;
    /** Where statements are kept besides the targets; undefined where there is no such place. */
    attestationStore(): Promise<AttestationStore | undefined>;
    /** Webhooks, whose URLs and secrets are in the environment. */
    notifier(): Promise<Notifier>;
    /** Public documents, without credentials. */
    web(): Promise<Web>;
    /** What earlier steps of the job wrote: reports on images. */
    workspace(): Promise<Workspace>;
    /** Writes a new file below the folder of {@link files}; false, and nothing written, where there is one already. */
    create(path: string, bytes: Uint8Array): Promise<boolean>;
    /** Takes this process's secrets out of what leaves it another way than the log: a comment, a webhook, a record. */
    hide<T>(value: T): T;
    /** Sortable ids for records. */
    newId(): string;
}
