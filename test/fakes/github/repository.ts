import { createHash } from 'node:crypto';
import { FakeDeployments } from './deployments.ts';
import { FakeEnvironments } from './environments.ts';
import { FakePulls } from './pulls.ts';

/** A file, or something else that a path may name: a link to it, a submodule. */
export type FakeFile = string | Uint8Array | { readonly type: 'symlink' | 'submodule' };
export type FakeFiles = Readonly<Record<string, FakeFile>>;

export type FakeRun = {
  readonly id: number;
  readonly event: string;
  readonly branch: string;
  /** `OWNER/REPO` that the commit is of; another one is a fork. */
  readonly from?: string;
  /** Default 1. */
  readonly attempt?: number;
  /** Default `completed`. */
  readonly status?: 'in_progress' | 'completed';
  /** The check suite of its jobs; default the run's id. */
  readonly suite?: number;
};

export type FakePermission =
  | 'contents'
  | 'actions'
  | 'metadata'
  | 'checks'
  | 'statuses'
  | 'pull_requests'
  | 'attestations'
  | 'deployments'
  | 'artifact_metadata';

/** What GitHub knows of a commit, each as its API would list it; see the routes of the same names. */
export type FakeCommit = {
  readonly checkRuns?: readonly object[];
  readonly workflowRuns?: readonly object[];
  readonly statuses?: readonly object[];
  readonly pulls?: readonly object[];
  /** How it stands to another commit: `{ [sha of the base]: 'behind' }`. */
  readonly compared?: Readonly<Record<string, string>>;
};

/** `commit` is what the tag names; with `by` through annotated tags, from the outermost on. */
export type FakeTag = { readonly name: string; readonly commit: string; readonly by?: readonly string[] };

export type FakeBlame = {
  readonly from: number;
  readonly to: number;
  readonly commit: string;
  readonly author: string | null;
};

const all: readonly FakePermission[] = [
  'metadata',
  'contents',
  'actions',
  'checks',
  'statuses',
  'pull_requests',
  'attestations',
  'deployments',
  'artifact_metadata',
];

/**
 * A repository that tests fill: branches, tags, commits with their files, workflow runs. What tests say of something is
 * completed to what GitHub's description of its API requires.
 */
export class FakeRepository {
  readonly name: string;
  readonly defaultBranch: string;
  readonly refs = new Map<string, string>();
  readonly commits = new Map<string, FakeFiles>();
  readonly runs = new Map<number, FakeRun>();
  readonly known = new Map<string, FakeCommit>();
  readonly reviews = new Map<number, readonly object[]>();
  /** By digest: entries as the attestations API lists them. */
  readonly attestations = new Map<string, readonly object[]>();
  /** Bundles that were given to be kept, in order. */
  readonly attested: object[] = [];
  /** Storage records that were given to the organisation's ledger, in order. */
  readonly stored: object[] = [];
  readonly tags: FakeTag[] = [];
  /** By `COMMIT:PATH`. */
  readonly blames = new Map<string, readonly FakeBlame[]>();
  readonly deployments: FakeDeployments;
  readonly environments: FakeEnvironments;
  readonly pulls: FakePulls;
  /** What the token may do. Without `metadata` the repository does not exist for it. */
  permissions: ReadonlySet<FakePermission> = new Set(all);
  /** Whether its owner is one, and so has a ledger. */
  isOrganisation = false;
  /** What the token may only read of what it may do. */
  readOnly: ReadonlySet<FakePermission> = new Set();

  constructor(name: string, defaultBranch: string) {
    this.name = name;
    this.defaultBranch = defaultBranch;
    this.deployments = new FakeDeployments(name);
    this.environments = new FakeEnvironments(name, this.deployments);
    this.pulls = new FakePulls(name);
  }

  /** A commit with exactly these files, pointed at by a ref such as `heads/main`. Gives its id. */
  commit(ref: string, files: FakeFiles): string {
    const id = createHash('sha1').update(`${this.name} ${ref} ${this.commits.size}`).digest('hex');
    this.commits.set(id, files);
    this.refs.set(ref, id);
    return id;
  }

  /** Keeps a bundle; with a statement in it, it is listed for the images that it is about. */
  attest(bundle: object): void {
    this.attested.push(bundle);
    const { dsseEnvelope } = bundle as { readonly dsseEnvelope?: { readonly payload: string } };
    if (dsseEnvelope === undefined) return;
    const { subject } = JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString()) as {
      readonly subject: readonly { readonly digest: Readonly<Record<string, string>> }[];
    };
    for (const { digest } of subject) {
      const about = `sha256:${digest['sha256']}`;
      this.attestations.set(about, [
        { bundle, repository_id: 1, bundle_url: null },
        ...(this.attestations.get(about) ?? []),
      ]);
    }
  }

  run(run: FakeRun): void {
    this.runs.set(run.id, run);
  }
}
