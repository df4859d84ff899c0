import { createHash } from 'node:crypto';

/** A file, or something else that a path may name: a link to it, a submodule. */
export type FakeFile = string | Uint8Array | { readonly type: 'symlink' | 'submodule' };
export type FakeFiles = Readonly<Record<string, FakeFile>>;

export type FakeRun = {
  readonly id: number;
  readonly event: string;
  readonly branch: string;
  /** `OWNER/REPO` that the commit is of; another one is a fork. */
  readonly from?: string;
};

export type FakePermission = 'contents' | 'actions' | 'metadata';

/** A repository that tests fill: branches, tags, commits with their files, workflow runs. */
export class FakeRepository {
  readonly name: string;
  readonly defaultBranch: string;
  readonly refs = new Map<string, string>();
  readonly commits = new Map<string, FakeFiles>();
  readonly runs = new Map<number, FakeRun>();
  /** What the token may do. Without `metadata` the repository does not exist for it. */
  permissions: ReadonlySet<FakePermission> = new Set(['metadata', 'contents', 'actions']);

  constructor(name: string, defaultBranch: string) {
    this.name = name;
    this.defaultBranch = defaultBranch;
  }

  /** A commit with exactly these files, pointed at by a ref such as `heads/main`. Gives its id. */
  commit(ref: string, files: FakeFiles): string {
    const id = createHash('sha1').update(`${this.name} ${ref} ${this.commits.size}`).digest('hex');
    this.commits.set(id, files);
    this.refs.set(ref, id);
    return id;
  }

  run(run: FakeRun): void {
    this.runs.set(run.id, run);
  }
}
