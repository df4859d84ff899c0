import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { keepSmall } from '../../src/disk/small-process.ts';

function flagsFor(node: string): string[] {
  const flags: string[] = [];
  keepSmall(node, (flag) => flags.push(flag));
  return flags;
}

describe('what keeps a process small', () => {
  it('when this Node is told, it knows every flag', async () => {
    const flags = flagsFor(process.versions.node);
    const script = `for (const flag of ${JSON.stringify(flags)}) require('node:v8').setFlagsFromString(flag)`;
    const { stdout, stderr } = await promisify(execFile)(process.execPath, ['-e', script]);
    expect([flags.length > 0, stdout, stderr]).toEqual([true, '', '']);
  });

  it.each(['18.20.4', '27.0.0', '30.1.0-nightly'])(
    'when Node is %s, whose V8 was not tried, it is left alone',
    (node) => {
      expect(flagsFor(node)).toEqual([]);
    },
  );

  it.each(['20.18.1', '22.12.0', '24.0.0', '26.1.0'])('when Node is %s, it is told', (node) => {
    expect(flagsFor(node)).toEqual([
      '--no-wasm-tier-up',
      '--no-wasm-dynamic-tiering',
      '--semi-space-growth-factor=1',
    ]);
  });
});
