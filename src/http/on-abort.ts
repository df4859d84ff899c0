import { setMaxListeners } from 'node:events';

/**
 * Calls back when a signal is aborted; gives what stops that. One signal ends a whole run, so a hundred requests listen to
 * it at once: Node 20 takes more than ten for a leak and says so to the user.
 */
export function onAbort(signal: AbortSignal | undefined, aborted: () => void): () => void {
  if (signal === undefined) return () => {};
  setMaxListeners(0, signal);
  signal.addEventListener('abort', aborted, { once: true });
  return () => signal.removeEventListener('abort', aborted);
}
