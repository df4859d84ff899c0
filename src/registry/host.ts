import type { RegistrySettings } from '../domain/config.ts';
import type { HostGate } from '../http/host-gate.ts';
import type { HttpHeaders } from '../http/http.ts';
import type { Host } from '../image/reference.ts';
import { refineDialect, type Dialect, type UploadWay } from './dialect.ts';
import type { RetryBudget } from './retry-budget.ts';

/** What a run knows of one registry host: fixed settings, and what its answers have taught. */
export type HostContext = {
  readonly host: Host;
  /** `https://registry-1.docker.io/` for Docker Hub. */
  readonly base: URL;
  readonly settings: RegistrySettings | undefined;
  readonly gate: HostGate;
  readonly budget: RetryBudget;
  readonly learned: Learned;
};

/** Changes while the run goes on; never kept beyond it. */
export type Learned = {
  dialect: Dialect;
  /**
   * What a 202 to a mount from the repository itself means: true: the blob is absent, since the host has answered 201 to
   * one, or its vendor is known to; false: nothing, it said so of a blob that was there, or takes no such mount;
   * undefined: not known yet (transport.md §4.1).
   */
  selfMountTells: boolean | undefined;
  /** Whether the referrers API is there; undefined until asked. */
  referrersApi: boolean | undefined;
  /** The question that finds that out, once it is under way. */
  referrersAsked: Promise<unknown> | undefined;
  /** Its API did not list what it took, however long it was waited for, and did when that was pushed again. */
  losesReferrers: boolean;
  /** The ways to upload that are left, best first; one that failed is dropped (Q1). */
  uploads: readonly UploadWay[];
  /** Whether the 401 that was answered last was to a user and a password: what helps is another then. */
  passwordRefused: boolean;
  /** Manifests that may still be read before the registry's pull limit is used up; undefined where it counts none (Q5). */
  pullsLeft: number | undefined;
  /** Whether `Range` of an upload's answer can be believed (Q8); false once it was shown wrong. */
  rangeIsTrue: boolean;
  /** Repositories that a mount from did not work (F22). */
  readonly noMountFrom: Set<string>;
  /** Blobs that the host claimed to have by a mount: asked for again, a claim was wrong, and they are sent (F22, P29). */
  readonly claimed: Set<string>;
};

/** The URL of a repository's resource: `urlOf(host, 'library/debian', 'manifests/latest')`. */
export function urlOf(host: HostContext, path: string, resource: string): URL {
  return new URL(`v2/${path}/${resource}`, host.base);
}

/** What a run starts with. */
export function learnedOf(dialect: Dialect, settings: RegistrySettings | undefined): Learned {
  const uploads = settings?.upload === undefined ? dialect.uploads : [settings.upload];
  return {
    dialect,
    uploads,
    selfMountTells: dialect.selfMountTellsAbsence ? true : undefined,
    referrersApi: undefined,
    referrersAsked: undefined,
    losesReferrers: false,
    passwordRefused: false,
    pullsLeft: undefined,
    rangeIsTrue: dialect.rangeIsTrue,
    noMountFrom: new Set(),
    claimed: new Set(),
  };
}

/** Looks at an answer: it may show which software a host of unknown name runs. */
export function learnFrom(host: HostContext, headers: HttpHeaders): void {
  const { learned } = host;
  learned.pullsLeft = learned.dialect.pullsLeft(headers) ?? learned.pullsLeft;
  const dialect = refineDialect(learned.dialect, headers);
  if (dialect === learned.dialect) return;
  // What the config says or a failure has taught stays.
  if (learned.uploads === learned.dialect.uploads) learned.uploads = dialect.uploads;
  learned.rangeIsTrue &&= dialect.rangeIsTrue;
  learned.selfMountTells ??= dialect.selfMountTellsAbsence ? true : undefined;
  learned.dialect = dialect;
}
