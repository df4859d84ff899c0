import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacking } from '../tools.ts';
import { runScenario, createWarehouse } from './bench.ts';
import { blobBytes, type ImageShape } from './bench-image.ts';
import { findContenders, type Contender } from './contenders.ts';
import { requestsAtMost } from './goal.ts';
import { startProxyProcess, type ProxyProcess } from './proxy-process.ts';
import { runRound, type Stock } from './round.ts';
import type { Scenario } from './scenarios.ts';

const shape: ImageShape = { platforms: 0, layers: 2, layerSize: 300_000, referrers: 0 };
const scenario: Scenario = {
  name: 'small',
  title: 'two small layers',
  image: shape,
  roundTrip: 0,
  tls: false,
  targets: 'empty',
  again: false,
  promotes: false,
  goals: [requestsAtMost(1000)],
};

describe.skipIf(lacking('registry', 'crane'))('a round of the bench', () => {
  const { signal } = new AbortController();
  let scratch: string;
  let stock: Stock;
  let proxies: ProxyProcess;
  let crane: Contender;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'hoist-round-'));
    proxies = startProxyProcess();
    stock = await createWarehouse(scratch).stock(shape);
    const found = (await findContenders()).contenders.find(({ name }) => name === 'crane');
    if (found === undefined) throw new Error('crane is not among the peers');
    crane = found;
  });
  afterAll(async () => {
    await proxies.close();
    await rm(scratch, { recursive: true, force: true });
  });

  function run(over: Partial<Scenario> = {}, way: 'proxied' | 'direct' = 'proxied') {
    const options = { contender: crane, stock, scratch, signal };
    return runRound({
      ...options,
      scenario: { ...scenario, ...over },
      proxies: way === 'direct' ? undefined : proxies,
    });
  }

  it('when it goes through the proxy, it counts requests and bytes on both sides', async () => {
    const { requests, wire, wall } = await run();
    const bytes = blobBytes(stock.image);
    expect(wall).toBeGreaterThan(0);
    expect(requests).toMatchObject({ blobReads: 3, blobBytesRead: bytes });
    expect(requests.byMethod).toMatchObject({ POST: 3 });
    expect(requests.total).toBe(Object.values(requests.byMethod).reduce((sum, count) => sum + count, 0));
    for (const carried of [wire?.pulled, wire?.pushed]) {
      expect(carried).toBeGreaterThan(bytes);
      expect(carried).toBeLessThan(bytes + 50_000);
    }
  });

  it('when it goes straight to the registries, it counts the same requests', async () => {
    const { requests, wire } = await run({}, 'direct');
    expect(wire).toBeUndefined();
    expect(requests).toEqual((await run()).requests);
  });

  it('when the round trip is long, so is the way', async () => {
    // At the least: two handshakes, the manifest, and for a blob its POST, PATCH and PUT.
    expect((await run({ roundTrip: 60 })).wall).toBeGreaterThan(6 * 0.06);
  });

  it('when all was copied before, only the second time counts', async () => {
    const { requests, wire } = await run({ again: true });
    expect(requests).toMatchObject({ blobReads: 0, blobWrites: 0 });
    expect(requests.total).toBeGreaterThan(0);
    expect(requests.total).toBeLessThan(8);
    expect(wire?.pulled).toBeLessThan(50_000);
  });

  it('when both targets are filled one after the other, the source is read twice', async () => {
    const { requests } = await run({ targets: 'both' });
    expect(requests.blobBytesRead).toBe(2 * blobBytes(stock.image));
  });

  it('when the target is in the same registry, and when it is behind TLS, it works as well', async () => {
    expect((await run({ targets: 'same' })).requests.blobWrites).toBe(0);
    expect((await run({ tls: true })).requests.blobReads).toBe(3);
  });

  it('when a program does nothing, its round fails and so does the row, and nothing is left behind', async () => {
    const idle: Contender = {
      name: 'idle',
      version: '1',
      role: 'hoist',
      carriesReferrers: true,
      commands: ({ home: folder }) => [
        { program: process.execPath, args: ['-e', '0'], env: { PATH: process.env['PATH'] ?? '' }, folder },
      ],
    };
    const before = await readdir(scratch);
    const result = await runScenario(scenario, stock, {
      contenders: [idle, crane],
      rounds: 2,
      proxies,
      scratch,
      signal,
      onRun: () => undefined,
    });
    expect(result.rows).toMatchObject([
      { contender: 'idle', samples: [], counted: undefined, failure: expect.stringContaining('404') },
      { contender: 'crane', samples: [{}, {}], failure: undefined },
    ]);
    expect(result.verdicts).toMatchObject([{ result: 'failed', measured: 'idle failed' }]);
    expect(await readdir(scratch)).toEqual(before);
  });
});
