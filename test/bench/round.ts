import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { countRequests, sumRequests } from './access-log.ts';
import { checkArrival, type BenchImage } from './bench-image.ts';
import { furnishHome, type Contender, type Errand, type Place } from './contenders.ts';
import type { Sample } from './goal.ts';
import { runMeasured, sumCosts, type Cost } from './measured-command.ts';
import type { ProxyProcess, RemoteProxy } from './proxy-process.ts';
import { startRegistryServer, type RegistryServer } from './registry-server.ts';
import type { Scenario } from './scenarios.ts';

/** An image that lies in the storage of a registry which is not running. */
export type Stock = { readonly image: BenchImage; readonly storage: string };

export type RoundOptions = {
  readonly scenario: Scenario;
  readonly contender: Contender;
  readonly stock: Stock;
  /** Undefined: straight to the registries. */
  readonly proxies: ProxyProcess | undefined;
  /** A folder for what lives as long as the round. */
  readonly scratch: string;
  readonly signal: AbortSignal;
};

export const sourceRepository = 'acme/dev/web';
export const tag = '1.4.2';
const targetRepository = 'acme/qa/web';
const timeout = 180_000;

/** One errand of one program, between registries of its own that start for it and are gone afterwards. */
export async function runRound(options: RoundOptions): Promise<Sample> {
  const { scratch } = options;
  const folder = await mkdtemp(join(scratch, 'round-'));
  const ends: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    return await inFolder(folder, options, (end) => void ends.push(end));
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

async function inFolder(
  folder: string,
  { scenario, contender, stock, proxies, signal }: RoundOptions,
  atEnd: (end: () => Promise<void>) => void,
): Promise<Sample> {
  const { tls, targets: where, again, promotes } = scenario;

  async function start(storage: string): Promise<RegistryServer> {
    const server = await startRegistryServer({ storage, scratch: folder, tls });
    atEnd(() => server.close());
    return server;
  }
  async function reach({ host }: RegistryServer): Promise<RemoteProxy | undefined> {
    const proxy = await proxies?.open(host, 0);
    if (proxy !== undefined) atEnd(() => proxy.close());
    return proxy;
  }

  const source = await start(where === 'same' ? await copyOf(stock.storage, folder) : stock.storage);
  const targets = where === 'same' ? [source] : [];
  const count = { empty: 1, both: 2, same: 0 }[where];
  for (let number = 0; number < count; number += 1)
    targets.push(await start(await emptyStorage(folder, number)));
  const servers = [...new Set([source, ...targets])];
  const ways = new Map<RegistryServer, RemoteProxy | undefined>();
  for (const server of servers) ways.set(server, await reach(server));
  const place = (server: RegistryServer, repository: string): Place => ({
    host: ways.get(server)?.host ?? server.host,
    repository,
  });

  const home = join(folder, 'home');
  await mkdir(home);
  const errand: Errand = {
    source: place(source, sourceRepository),
    targets: targets.map((target) => place(target, targetRepository)),
    tag,
    tls,
    promotes,
    home,
  };
  await furnishHome(errand);

  async function run(): Promise<Cost> {
    const costs: Cost[] = [];
    for (const command of contender.commands(errand))
      costs.push(await runMeasured(command, { timeout, signal }));
    for (const { url, ca } of targets)
      await checkArrival(
        stock.image,
        { url, ca, repository: targetRepository, tag },
        contender.carriesReferrers,
      );
    return sumCosts(costs);
  }
  async function wireBytes(): Promise<Sample['wire']> {
    const counts = await Promise.all(
      [...ways].map(async ([server, way]) => [server, await way?.count()] as const),
    );
    const sum = (of: readonly RegistryServer[], direction: 'up' | 'down'): number =>
      counts.reduce((all, [server, bytes]) => all + (of.includes(server) ? (bytes?.[direction] ?? 0) : 0), 0);
    return proxies && { pulled: sum([source], 'down'), pushed: sum(targets, 'up') };
  }

  if (again) await run();
  // The bench's own look at the targets came after the last line of the program's first run.
  const before = await Promise.all(servers.map(async (server) => (await server.log()).length));
  const wireBefore = await wireBytes();
  for (const way of ways.values()) await way?.setRoundTrip(scenario.roundTrip);
  const cost = await run();
  const logs = await Promise.all(servers.map((server) => server.log()));
  const wire = await wireBytes();
  return {
    ...cost,
    requests: sumRequests(logs.map((log, at) => countRequests(log.slice(before[at])))),
    wire: wire &&
      wireBefore && { pulled: wire.pulled - wireBefore.pulled, pushed: wire.pushed - wireBefore.pushed },
  };
}

async function emptyStorage(folder: string, number: number): Promise<string> {
  const storage = join(folder, `storage-${number}`);
  await mkdir(storage);
  return storage;
}

async function copyOf(storage: string, folder: string): Promise<string> {
  const copy = join(folder, 'storage');
  await cp(storage, copy, { recursive: true });
  return copy;
}
