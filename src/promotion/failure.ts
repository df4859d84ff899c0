import { HoistError, messageOf } from '../errors.ts';
import type { Log } from '../ports/log.ts';

/**
 * Anything that was thrown, as an error that a user can act on. A run that was stopped by a signal is `CANCELLED`
 * (F41); what nobody foresaw is `UNEXPECTED`, with its stack in the debug log only.
 *
 * @param stopped what a signal makes of it: by default there may be something to go on with
 */
export function failureOf(
  thrown: unknown,
  { signal, log }: { readonly signal: AbortSignal; readonly log: Log },
  stopped: () => HoistError = cancelled,
): HoistError {
  if (signal.aborted && !(thrown instanceof HoistError)) return stopped();
  if (thrown instanceof HoistError) return thrown;
  if (thrown instanceof Error && thrown.stack !== undefined) log.debug(thrown.stack);
  return new HoistError(
    'incomplete',
    'UNEXPECTED',
    `something that should not happen did: ${messageOf(thrown)}`,
    {
      hint: 'Run again with debug output and report what it prints as a fault of Hoist.',
      cause: thrown,
    },
  );
}

export function cancelled(): HoistError {
  return new HoistError('incomplete', 'CANCELLED', 'the run was stopped by a signal', {
    hint: 'Run it again: it continues where it was.',
  });
}

/** Of a run that throws: a stage that was begun gives its end as a value, so none was. */
export function cancelledBefore(): HoistError {
  return new HoistError('unreachable', 'CANCELLED', 'the run was stopped by a signal; nothing was written', {
    hint: 'Run it again.',
  });
}
