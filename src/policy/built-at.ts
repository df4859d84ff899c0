import type { Evidence } from '../domain/evidence.ts';
import type { Provenance } from '../domain/provenance.ts';
import type { Want } from './choose.ts';
import { statedTime } from './document-time.ts';
import { ofKind } from './evidence-kind.ts';

/** Provenance by any signer of the config, for the image as a whole or for each platform. */
export const wantProvenance = {
  noun: 'provenance',
  ...ofKind('provenance'),
  covers: 'image',
} as const satisfies Want<unknown>;

/** The clocks of a builder and of a log differ by so much. */
const skewMs = 5 * 60_000;

/**
 * When the build ended, as its builder says: a claim, which is no later than the signature over it. Never what a label or
 * a config states as `created`: reproducible builds set 1970 (policy.md §5.2, `age`).
 */
export function builtAt({ trust }: Evidence, { finished }: Provenance, now: Date): Date | undefined {
  const ended = statedTime(finished, now);
  const signed = trust.level === 'signed' ? trust.signedAt?.last : undefined;
  if (ended === undefined || signed === undefined) return ended;
  return ended.getTime() > signed.getTime() + skewMs ? undefined : ended;
}
