import type { Host } from '../image/reference.ts';

/** What a request needs to be allowed, computed by us and never taken from a challenge (A12, P52). */
export type Scope = {
  readonly host: Host;
  /** The repository's path on that host. */
  readonly path: string;
  readonly actions: 'pull' | 'pull,push';
  /** Paths that a mount reads from. */
  readonly mountFrom?: readonly string[];
};
