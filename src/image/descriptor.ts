import type { Digest } from './digest.ts';
import type { Platform } from './platform.ts';

/** A pointer to content: what it is, which bytes, how many (OCI image-spec, descriptor.md). */
export type Descriptor = {
  readonly mediaType: string;
  readonly digest: Digest;
  /** Bytes; a safe integer ≥ 0 (A47). */
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly artifactType?: string;
  readonly platform?: Platform;
  /** Where else the content may be had. Never fetched (A4). */
  readonly urls?: readonly string[];
};
