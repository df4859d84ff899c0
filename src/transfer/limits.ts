/** What one image may be; beyond, it is refused rather than walked (A14, N23–N26). */
export type WalkLimits = {
  /** Indexes below each other. */
  readonly depth: number;
  readonly manifests: number;
  /** Bytes of all manifests together, which are held in memory. */
  readonly manifestBytes: number;
  readonly attachments: number;
  /** Bytes of all blobs and manifests, each once. */
  readonly bytes: number;
};

export const defaultLimits: WalkLimits = {
  depth: 3,
  manifests: 5_000,
  manifestBytes: 128 * 1024 ** 2,
  attachments: 1_000,
  bytes: 100 * 1024 ** 3,
};
