import { cp, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../src/errors.ts';
import { blobBytes, pushBenchImage, type ImageShape } from './bench-image.ts';
import type { Contender } from './contenders.ts';
import { judge, type Row, type Sample, type Verdict } from './goal.ts';
import type { ProxyProcess } from './proxy-process.ts';
import { startRegistryServer } from './registry-server.ts';
import { runRound, sourceRepository, tag, type Stock } from './round.ts';
import type { Scenario } from './scenarios.ts';

export type ScenarioResult = {
  readonly scenario: Scenario;
  readonly rows: readonly Row[];
  readonly verdicts: readonly Verdict[];
};

export type BenchOptions = {
  readonly contenders: readonly Contender[];
  readonly rounds: number;
  readonly proxies: ProxyProcess;
  readonly scratch: string;
  readonly signal: AbortSignal;
  /** Told what is being run. */
  readonly onRun: (text: string) => void;
};

type Progress = { readonly samples: Sample[]; counted: Sample | undefined; failure: string | undefined };

/**
 * All programs in a scenario, in turn: one round of each, then the next round. Without latency a first round, through a
 * proxy that does not delay, counts bytes and is not timed. Who failed once does not run again.
 */
export async function runScenario(
  scenario: Scenario,
  stock: Stock,
  options: BenchOptions,
): Promise<ScenarioResult> {
  const { contenders, proxies, scratch, signal, onRun } = options;
  const progress = new Map<Contender, Progress>(
    contenders
      .filter(({ only }) => only?.includes(scenario.name) ?? true)
      .map((one) => [one, { samples: [], counted: undefined, failure: undefined }]),
  );
  const rounds = scenario.huge === true ? 1 : options.rounds;
  const isDirect = scenario.roundTrip === 0;

  async function attempt(contender: Contender, text: string, direct: boolean): Promise<Sample | undefined> {
    const state = progress.get(contender);
    if (state === undefined || state.failure !== undefined) return undefined;
    onRun(`${scenario.name}: ${contender.name}, ${text}`);
    try {
      const way = direct ? undefined : proxies;
      return await runRound({ scenario, contender, stock, proxies: way, scratch, signal });
    } catch (error) {
      signal.throwIfAborted();
      state.failure = messageOf(error);
      return undefined;
    }
  }

  if (scenario.huge === true) await touch(stock, scratch);
  for (const [contender, state] of isDirect && scenario.huge !== true ? progress : [])
    state.counted = await attempt(contender, 'counting', false);
  for (let round = 1; round <= rounds; round += 1) {
    for (const [contender, { samples }] of progress) {
      if (contender.role === 'note' && round > 1) continue;
      const sample = await attempt(contender, `round ${round} of ${rounds}`, isDirect);
      if (sample !== undefined) samples.push(sample);
    }
  }
  const rows = [...progress].map(([{ name, role, carriesReferrers }, state]): Row => {
    const isWhole = carriesReferrers || scenario.image.referrers === 0;
    return { contender: isWhole ? name : `${name}, no referrers`, role, isWhole, ...state };
  });
  const bytes = blobBytes(stock.image);
  return { scenario, rows, verdicts: scenario.goals.map((goal) => judge(goal, rows, bytes)) };
}

/**
 * Fills as much storage as a round does, and frees it. Memory that was never used may take a virtual machine seconds to
 * get: where nothing ran before, whoever comes first would pay for it.
 */
async function touch({ storage }: Stock, scratch: string): Promise<void> {
  const folder = await mkdtemp(join(scratch, 'touch-'));
  try {
    await cp(storage, folder, { recursive: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Images in the storage of a registry, each made when it is first asked for. */
export function createWarehouse(scratch: string): {
  stock(shape: ImageShape): Promise<Stock>;
  discard(shape: ImageShape): Promise<void>;
} {
  const stocks = new Map<ImageShape, Stock>();
  return {
    async stock(shape) {
      const known = stocks.get(shape);
      if (known !== undefined) return known;
      const storage = await mkdtemp(join(scratch, 'stock-'));
      const server = await startRegistryServer({ storage, scratch, tls: false });
      try {
        const image = await pushBenchImage(shape, { url: server.url, repository: sourceRepository, tag });
        stocks.set(shape, { image, storage });
        return { image, storage };
      } finally {
        await server.close();
      }
    },
    async discard(shape) {
      const storage = stocks.get(shape)?.storage;
      stocks.delete(shape);
      if (storage !== undefined) await rm(storage, { recursive: true, force: true });
    },
  };
}
