import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacking } from '../tools.ts';
import { measurePolicy } from './policy.ts';

describe.skipIf(lacking('registry'))('the scenario with a policy', () => {
  let scratch: string;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'hoist-bench-'));
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  it('when a small set is promoted with it and without, both are measured and nothing is left behind', async () => {
    const costs = await measurePolicy(
      1,
      { scratch, signal: new AbortController().signal, onRun: () => undefined },
      {
        images: 2,
        packages: 120,
        findings: 10,
        image: { platforms: 0, layers: 1, layerSize: 1000, referrers: 3 },
      },
    );
    expect([costs.judged.length, costs.plain.length]).toEqual([1, 1]);
    expect(costs.evaluations.every((seconds) => seconds > 0)).toBe(true);
    expect(await readdir(scratch)).toEqual([]);
  }, 60_000);
});
