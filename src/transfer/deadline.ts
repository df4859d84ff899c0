import { HoistError } from '../errors.ts';
import type { Descriptor } from '../image/descriptor.ts';
import type { Clock } from '../ports/clock.ts';

/** Throws once a transfer has taken too long; asked whenever bytes come. What stands still is ended by others (N15). */
export type Deadline = () => void;

/** N16 and N17: for one blob with all its tries, and for all blobs of a stage together. */
const perBlob = 30 * 60_000;
const perStage = 60 * 60_000;
/** Large ones have longer: so many bytes a second are slow, and no reason to give up. */
const slowest = 1024 * 1024;

/** A peer that sends just enough for every time-out of its own could keep a job for hours (A18). */
export function blobDeadline(clock: Clock, blob: Descriptor): Deadline {
  return deadline(clock, perBlob, { bytes: blob.size, what: `the blob ${blob.digest}` });
}

export function stageDeadline(clock: Clock, bytes: number): Deadline {
  return deadline(clock, perStage, { bytes, what: 'the blobs of this stage' });
}

function deadline(
  clock: Clock,
  base: number,
  { bytes, what }: { readonly bytes: number; readonly what: string },
): Deadline {
  const allowed = base + (bytes / slowest) * 1_000;
  const end = clock.ticks() + allowed;
  return () => {
    if (clock.ticks() <= end) return;
    throw new HoistError(
      'incomplete',
      'TRANSFER_TOO_SLOW',
      `${what} took longer than ${Math.round(allowed / 60_000)} minutes`,
      {
        hint: 'Look at the network between here and the registries, and run again: what is complete is not sent again.',
      },
    );
  };
}
