import type { CheckRun, CommitStatus, PullFacts } from '../domain/facts.ts';
import type { Digest } from '../image/digest.ts';
import type { Files } from './files.ts';

/** A commit, by the repository that has it: `OWNER/REPO`. */
export type CommitPlace = { readonly repository: string; readonly commit: string };

/** One attestation that the forge keeps for a digest: a Sigstore bundle. */
export type StoredAttestation = {
  readonly mediaType: string;
  /** The bundle's JSON. At most `maxBytes`; a longer one is an error. */
  read(maxBytes: number): Promise<Uint8Array>;
};

export type StoredAttestations = {
  readonly found: readonly StoredAttestation[];
  /** There are more than are listed. */
  readonly cut: boolean;
};

/** Who last wrote a line. */
export type LineOrigin = {
  readonly commit: string;
  /** The account, where the forge knows it. */
  readonly author?: string;
};

/**
 * The repository on GitHub, as far as promotions need it. What is not there, or may not be seen, is an error of kind
 * `unreachable` or `config` with a hint, unless a verb says otherwise: policy never takes it for "no".
 */
export interface Forge {
  /** Where repositories are: `https://github.com`. */
  readonly server: string;
  /** The files of the head of the default branch: the commit is resolved once (contract §4). */
  defaultBranch(): Promise<{ readonly branch: string; readonly commit: string; readonly files: Files }>;
  /** The event that triggered the run that triggered this one (`workflow_run`), and whether it was on the default branch. */
  triggeringRun(runId: number): Promise<{ readonly event: string; readonly onDefaultBranch: boolean }>;
  /** Whether an attempt of a run of this repository has ended; undefined: it does not tell. */
  isOver(run: { readonly id: string; readonly attempt: number }): Promise<boolean | undefined>;
  /** What this repository has attested of a digest; none where the forge knows none (policy.md §1.6). */
  attestations(digest: Digest): Promise<StoredAttestations>;
  /** Every check run of a commit, the newest of each name, app and workflow. */
  checkRuns(at: CommitPlace): Promise<readonly CheckRun[]>;
  /** The newest commit status of each context. */
  statuses(at: CommitPlace): Promise<readonly CommitStatus[]>;
  /** Whether a branch of that very name has the commit. */
  contains(at: CommitPlace, branch: string): Promise<boolean>;
  /** The names of the tags that point at the commit, annotated ones too. */
  tagsAt(at: CommitPlace): Promise<readonly string[]>;
  /** The merged pull request that brought the commit to the default branch; undefined: it was pushed. */
  pullOf(at: CommitPlace): Promise<PullFacts | undefined>;
  /** Who last wrote a line, 1-based, of a file of this repository as it is at a commit; undefined: there is no such line. */
  blame(path: string, commit: string, line: number): Promise<LineOrigin | undefined>;
}
