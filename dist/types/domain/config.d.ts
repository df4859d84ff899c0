import type { Host } from '../image/reference.ts';
import type { EvidenceSettings } from './evidence-settings.ts';
import type { Pipeline, Unbuilt } from './pipeline.ts';
import type { Outcome } from './plan.ts';
import type { Policy } from './policy.ts';
import type { TrustSettings } from './signer.ts';
import type { Limits, Waiver } from './waiver.ts';
export type { Unbuilt } from './pipeline.ts';
/** What the config says of one registry host. */
export type RegistrySettings = {
    /** PEM of an own CA, read from the config's own commit. */
    readonly ca?: string;
    /** Hosts that may be a token realm besides what the rules of A6 allow. */
    readonly tokenRealms: readonly string[];
    /** TLS is not verified. */
    readonly insecure: boolean;
    /** No TLS. Loopback hosts without an entry are plain HTTP as well. */
    readonly plainHttp: boolean;
    readonly connections?: number;
    readonly requestsPerSecond?: number;
    readonly upload?: 'put' | 'patch' | 'chunks';
};
/** What `copy` may write: `false` forbids it, `undefined` (no config at all) leaves it open to the command line. */
export type CopyRule = {
    readonly allowed: false;
} | {
    readonly allowed: true;
    readonly to: readonly string[];
    readonly policy?: string;
};
/** Where the config came from; recorded with every promotion. */
export type ConfigOrigin = {
    readonly path: string;
    /** The commit of the default branch it was read at; absent for a file on disk. */
    readonly commit?: string;
    /** Hex of the SHA-256 of its bytes. */
    readonly sha256: string;
};
/** `auto`: where permissions allow it; `required`: the run fails where they do not. */
export type WhenPossible = 'auto' | 'required' | 'off';
/** URLs of a Sigstore instance: who issues certificates, and who witnesses signatures. */
export type SigstoreServices = {
    readonly fulcio: string;
    readonly rekor?: string;
    readonly timestamps?: string;
};
/** Where promotions are recorded besides the run. */
export type RecordSettings = {
    /** A GitHub deployment for each promotion. */
    readonly deployments: boolean;
    readonly attest: WhenPossible;
    /** The environment variable that holds the private key that statements are signed with; absent: keyless. */
    readonly keyFromEnv?: string;
    /** Names of {@link TrustSettings.signers}: whose statements count. Absent: this repository's own workflows, or the key. */
    readonly signers?: readonly string[];
    /** Besides these, files of workflows that run for this repository on its default branch; there where `signers` is. */
    readonly workflows?: readonly string[];
    /** The Sigstore instance that signs; absent: the public one, or GitHub's for private repositories. */
    readonly sigstore?: SigstoreServices;
    readonly linkedArtifacts: WhenPossible;
};
/** A webhook: the names of environment variables that hold its URL and its secret, never these themselves. */
export type Notification = {
    readonly urlFromEnv: string;
    readonly secretFromEnv?: string;
    readonly on: readonly Outcome[];
    /** Host names that may be at an address that is not public; a loopback one may also be asked without TLS. */
    readonly allowPrivate: readonly string[];
    /** Names of pipelines; undefined: all of them. */
    readonly pipelines?: readonly string[];
};
/** The config in our words: names resolved, defaults filled in, every refusal of the contract's §5 passed. */
export type Config = {
    readonly origin: ConfigOrigin;
    readonly registries: ReadonlyMap<Host, RegistrySettings>;
    readonly pipelines: readonly Pipeline[];
    readonly trust: TrustSettings;
    readonly evidence: EvidenceSettings;
    /** By name; stages and `copy` name them. */
    readonly policies: ReadonlyMap<string, Policy>;
    readonly waivers: readonly Waiver[];
    readonly limits: Limits;
    readonly copy: CopyRule;
    readonly record: RecordSettings;
    readonly notify: readonly Notification[];
    /** Parts that no stage needs in order to run, and that this version leaves undone. */
    readonly unbuilt: readonly Unbuilt[];
};
