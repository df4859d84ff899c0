/**
 * A signal that aborts so many milliseconds after another did: what must be said about work that was stopped still goes
 * out. GitHub kills a cancelled job some seconds after it told it (F41). Its timer keeps no process.
 */
export function graceSignal(signal: AbortSignal, milliseconds: number): AbortSignal {
  const late = new AbortController();
  const wait = (): void => {
    setTimeout(() => late.abort(signal.reason), milliseconds).unref();
  };
  if (signal.aborted) wait();
  else signal.addEventListener('abort', wait, { once: true });
  return late.signal;
}
