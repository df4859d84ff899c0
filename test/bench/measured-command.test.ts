import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { runMeasured, sumCosts, type Cost } from './measured-command.ts';

const never = new AbortController().signal;

function node(script: string, { timeout = 30_000, signal = never } = {}): Promise<Cost> {
  const env = { PATH: process.env['PATH'] ?? '' };
  const command = { program: process.execPath, args: ['-e', script], env, folder: tmpdir() };
  return runMeasured(command, { timeout, signal });
}

describe('a measured command', () => {
  it('when it waits, that is time and not work', async () => {
    const { wall, cpu } = await node('setTimeout(() => {}, 400)');
    expect(wall).toBeGreaterThan(0.4);
    expect(cpu).toBeLessThan(wall);
  });

  it('when it works, that is work', async () => {
    const { wall, cpu } = await node(
      'const start = process.cpuUsage().user; while (process.cpuUsage().user < start + 300_000);',
    );
    expect(cpu).toBeGreaterThan(0.3);
    expect(wall).toBeGreaterThan(0.25);
  });

  it.skipIf(!existsSync('/proc/self/status'))(
    'when it has given memory back, the peak is still known',
    async () => {
      const { peak } = await node(
        'let a = Buffer.alloc(200e6, 1); a = undefined; gc = () => {}; setTimeout(() => {}, 100)',
      );
      expect(peak).toBeGreaterThan(200e6);
      expect(peak).toBeLessThan(400e6);
    },
  );

  it('when it fails, it rejects with what it printed', async () => {
    await expect(node('console.error("no such image"); process.exit(3)')).rejects.toThrow(
      /ended with 3: no such image/,
    );
  });

  it('when it is killed, it rejects', async () => {
    await expect(node('process.kill(process.pid, "SIGKILL")')).rejects.toThrow('ended with 137');
  });

  it('when it takes too long or is aborted, it is ended', async () => {
    const forever = 'setInterval(() => {}, 1000)';
    await expect(node(forever, { timeout: 200 })).rejects.toThrow('took longer than 0.2 s');
    await expect(node(forever, { signal: AbortSignal.timeout(200) })).rejects.toThrow('was stopped');
    await expect(node(forever, { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before');
  });

  it('when there are several, times add up and the highest memory counts', () => {
    const one = { wall: 1, cpu: 2, peak: 30 };
    expect(sumCosts([one, { wall: 3, cpu: 4, peak: 20 }])).toEqual({ wall: 4, cpu: 6, peak: 30 });
    expect(sumCosts([{ ...one, peak: undefined }])).toEqual({ wall: 1, cpu: 2, peak: undefined });
  });
});
