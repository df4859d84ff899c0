import { spawn, type ChildProcess } from 'node:child_process';

export type ChildOptions = {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What the child prints when it listens; its first group becomes {@link Child.address}. */
  readonly ready: RegExp;
};

export type Child = {
  /** Where it listens, as it printed it: it was given port 0, so no port is ever fought for. */
  readonly address: string;
  /** The last of what it printed, for messages of failed tests. */
  readonly output: () => string;
  stop(): Promise<void>;
};

const startDeadline = 30_000;
const keptOutput = 64 * 1024;

/** Starts a server as a child process and resolves when it has said that it listens; its output is in the error otherwise. */
export async function startChild({ command, args, env, ready }: ChildOptions): Promise<Child> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let output = '';
  const exited = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  const stop = async () => {
    process.off('exit', kill);
    kill();
    await exited;
  };
  try {
    const address = await untilReady(child, (text) => {
      output = (output + text).slice(-keptOutput);
      return ready.exec(output)?.[1];
    });
    return { address, output: () => output, stop };
  } catch (error) {
    await stop();
    throw new Error(`${command} did not start; it printed:\n${output}`, { cause: error });
  }
}

function untilReady(child: ChildProcess, read: (text: string) => string | undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error('no answer in time')), startDeadline);
    const settle = (finish: () => void) => {
      clearTimeout(deadline);
      finish();
    };
    const onData = (bytes: Buffer) => {
      const address = read(bytes.toString());
      if (address !== undefined) settle(() => resolve(address));
    };
    child.stdout?.on('data', onData);
    child.stderr?.on('data', onData);
    child.once('error', (error) => settle(() => reject(error)));
    child.once('close', (code) => settle(() => reject(new Error(`exit code ${code}`))));
  });
}
