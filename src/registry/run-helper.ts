import { spawn } from 'node:child_process';
import { onAbort } from '../http/on-abort.ts';
import { helperFailed, type HelperResult, type RunHelper } from './credential-helper.ts';
import { helperProgram } from './helper-program.ts';

export type RunHelperOptions = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ends every helper that still runs: nobody waits for it any more. */
  readonly signal?: AbortSignal;
  /** Milliseconds; default 30 s (A29). */
  readonly timeout?: number;
  /** Characters; default 64 Ki (A29). */
  readonly maxOutput?: number;
};

/** What the runner passes to this action only: nothing that a helper has to know. */
const ours = /^(?:INPUT_|HOIST_|ACTIONS_RUNTIME_TOKEN$|GITHUB_TOKEN$)/;

/** Runs credential helpers as child processes: found on the PATH, no shell, bounded in time and output (A29). */
export function createRunHelper(options: RunHelperOptions): RunHelper {
  const { timeout = 30_000, maxOutput = 64 * 1024, signal } = options;
  const env = Object.fromEntries(Object.entries(options.env).filter(([name]) => !ours.test(name)));
  return (name, server) =>
    new Promise<HelperResult>((resolve, reject) => {
      signal?.throwIfAborted();
      const program = helperProgram(name, env);
      if (program === undefined) {
        resolve(undefined);
        return;
      }
      const child = spawn(program.file, program.words, {
        env,
        shell: false,
        stdio: ['pipe', 'pipe', 'ignore'],
        windowsHide: true,
        windowsVerbatimArguments: program.verbatim,
      });
      let output = '';
      const over = (): void => {
        clearTimeout(timer);
        stopListening();
      };
      const stop = (what: string, hint?: string): void => {
        over();
        child.kill('SIGKILL');
        // A grandchild may hold the pipe open; nothing more is read from it.
        child.stdout.destroy();
        reject(helperFailed(name, what, { server, hint }));
      };
      // Not that of `spawn`: Node keeps its own, and the process with it, where the helper is not there.
      const timer = setTimeout(() => stop(`gave no answer within ${timeout / 1000} s`), timeout);
      const stopListening = onAbort(signal, () => stop('was ended: nobody waits for it any more'));
      child.stdout.setEncoding('utf8');
      child.stdout.on('data', (text: string) => {
        output += text;
        if (output.length > maxOutput) stop(`printed more than ${maxOutput} characters`);
      });
      child.stdin.on('error', () => {});
      child.on('error', (error: NodeJS.ErrnoException) => {
        over();
        if (error.code === 'ENOENT') resolve(undefined);
        else stop('could not be run', 'Check that it is a program for this machine and may be executed.');
      });
      child.on('close', (code) => {
        over();
        resolve({ code: code ?? -1, output });
      });
      child.stdin.end(`${server}\n`);
    });
}
