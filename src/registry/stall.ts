import type { BlobBytes, Piece } from '../ports/registry.ts';
import type { Clock } from '../ports/clock.ts';

/** A receiver that takes no piece for so long is stuck (N15, F36). */
const longest = 60_000;
const looks = 15_000;

class Stuck extends Error {
  readonly code = 'UND_ERR_BODY_TIMEOUT';
}

/** Made once: a reason that is made for each body costs a stack. */
const enough = new Error('nobody waits any more');

export type Watched = {
  readonly pieces: BlobBytes;
  /** Aborted when the caller's is, or when the receiver is stuck. */
  readonly signal: AbortSignal;
  /** Stops watching. */
  end(): void;
};

/**
 * Watches a body on its way out. Only the time in which a piece waits to be taken counts: a slow source is not the
 * receiver's fault, and after the last piece the time-out for the answer holds.
 */
export function watchTaking(
  pieces: BlobBytes,
  { clock, signal }: { readonly clock: Clock; readonly signal?: AbortSignal | undefined },
): Watched {
  const stuck = new AbortController();
  const over = new AbortController();
  let since: number | undefined;

  async function* watched(): AsyncGenerator<Piece> {
    for await (const piece of pieces) {
      since = clock.ticks();
      yield piece;
      since = undefined;
    }
  }

  async function look(): Promise<void> {
    while (!over.signal.aborted) {
      await clock.sleep(looks, over.signal);
      if (since !== undefined && clock.ticks() - since >= longest) {
        stuck.abort(new Stuck(`no byte taken for ${longest / 1_000} s`));
        return;
      }
    }
  }

  // Ends by its sleep being aborted, which is no error.
  look().catch(() => {});
  return {
    pieces: watched(),
    signal: signal === undefined ? stuck.signal : AbortSignal.any([signal, stuck.signal]),
    end: () => over.abort(enough),
  };
}
