import { vi } from 'vitest';

/** What a piece of the Action writes to stdout, where the runner reads it, by line. */
export async function captured(run: () => void | Promise<void>): Promise<readonly string[]> {
  let written = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written += String(chunk);
    return true;
  });
  try {
    await run();
  } finally {
    spy.mockRestore();
  }
  return written.split(/\r\n|[\n\r\u0085\u2028\u2029]/).slice(0, -1);
}
