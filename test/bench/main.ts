// npm run bench -- [--only NAME]... [--rounds 3] [--long] [--json FILE]
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { messageOf } from '../../src/errors.ts';
import { tool } from '../tools.ts';
import { createWarehouse, runScenario, type ScenarioResult } from './bench.ts';
import { findContenders, hoistProgram, type Contender } from './contenders.ts';
import { median } from './median.ts';
import type { Verdict } from './goal.ts';
import { ratioText } from './number-text.ts';
import { measurePolicy } from './policy.ts';
import { policyName, policyVerdicts, type PolicyCosts } from './policy-cost.ts';
import { startProxyProcess } from './proxy-process.ts';
import { policyText, scenarioText, startUpText, summaryText } from './report-text.ts';
import { scenarios, type Scenario } from './scenarios.ts';
import { openScratch, type Scratch } from './scratch.ts';
import { measureStartUp, startUpRatio, type StartUps } from './start-up.ts';

type Settings = {
  readonly only: ReadonlySet<string>;
  readonly rounds: number;
  /** Also what needs more room than there seems to be. */
  readonly long: boolean;
  readonly json: string | undefined;
};

type Named = Verdict & { readonly scenario: string };

const gibibyte = 1024 ** 3;
/** A source and two targets of 512 MiB, and the registries themselves. */
const room = 3 * gibibyte;
/** A source and a target of 2 GiB, beside what is there already. */
const hugeRoom = 6 * gibibyte;
const startUpName = 'start-up';
const startUpRounds = 11;

async function main(settings: Settings, signal: AbortSignal): Promise<boolean> {
  if (!existsSync(hoistProgram)) throw new Error('there is no dist/cli.js: npm run build');
  const { contenders, missing } = await findContenders();
  print(`Programs: ${contenders.map(({ name, version }) => `${name} (${version})`).join(', ')}`);
  if (missing.length > 0) print(`Left out, not in HOIST_TOOLS or PATH: ${missing.join(', ')}`);
  const scratch = await openScratch(room);
  try {
    const results = await runScenarios(settings, { contenders, scratch, signal });
    const policy = await runPolicy(settings, scratch, signal);
    const startUps = await runStartUp(settings, scratch, signal);
    const verdicts: Named[] = [
      ...results.flatMap(({ scenario, verdicts }) =>
        verdicts.map((verdict) => ({ scenario: scenario.name, ...verdict })),
      ),
      ...(policy === undefined ? [] : policyVerdicts(policy)),
      ...(startUps === undefined ? [] : startUpVerdicts(startUps)),
    ];
    print(`\nSummary\n\n${summaryText(verdicts)}`);
    if (settings.json !== undefined) {
      const measured = { scenarios: results, policy, startUps, summary: verdicts };
      const document = { ...about(contenders, missing), ...measured };
      await writeFile(settings.json, `${JSON.stringify(document, undefined, 2)}\n`);
    }
    const failed = results.some(({ rows }) => rows.some(({ failure }) => failure !== undefined));
    return !failed && verdicts.every(({ result }) => result === 'reached' || result === 'not judged');
  } finally {
    await scratch.close();
  }
}

async function runScenarios(
  { only, rounds, long }: Settings,
  {
    contenders,
    scratch,
    signal,
  }: { readonly contenders: readonly Contender[]; readonly scratch: Scratch; readonly signal: AbortSignal },
): Promise<ScenarioResult[]> {
  const chosen = scenarios.filter(({ name }) => only.size === 0 || only.has(name));
  if (chosen.length === 0) return [];
  if (tool('registry') === undefined) {
    print(
      'Left out: every scenario but the start-up. They need distribution 3 as `registry` in HOIST_TOOLS or PATH.',
    );
    return [];
  }
  const proxies = startProxyProcess();
  try {
    const warehouse = createWarehouse(scratch.folder);
    const results: ScenarioResult[] = [];
    for (const [number, scenario] of chosen.entries()) {
      const needed = chosen.slice(number + 1).some(({ image }) => image === scenario.image);
      if (scenario.huge === true && !long && (await scratch.free()) < hugeRoom) {
        print(`\nLeft out: ${scenario.name}, for lack of room; --long runs it all the same.`);
        continue;
      }
      print(`\n${scenario.title} (${scenario.name})\n`);
      const stock = await warehouse.stock(scenario.image);
      const result = await runScenario(scenario, stock, {
        contenders,
        rounds,
        proxies,
        scratch: scratch.folder,
        signal,
        onRun: status,
      });
      if (!needed) await warehouse.discard(scenario.image);
      status('');
      print(scenarioText(result.rows));
      results.push(result);
    }
    return results;
  } finally {
    await proxies.close();
  }
}

async function runPolicy(
  { only, rounds }: Settings,
  { folder }: Scratch,
  signal: AbortSignal,
): Promise<PolicyCosts | undefined> {
  if ((only.size > 0 && !only.has(policyName)) || tool('registry') === undefined) return undefined;
  const costs = await measurePolicy(rounds, { scratch: folder, signal, onRun: status });
  status('');
  print(`\n${costs.title} (${policyName})\n\n${policyText(costs)}`);
  return costs;
}

async function runStartUp(
  { only, rounds }: Settings,
  scratch: Scratch,
  signal: AbortSignal,
): Promise<StartUps | undefined> {
  if (only.size > 0 && !only.has(startUpName)) return undefined;
  print(`\nstart-up, without a compile cache (${startUpName})\n`);
  const startUps = await measureStartUp(Math.max(rounds, startUpRounds), { scratch: scratch.folder, signal });
  print(startUpText(startUps));
  return startUps;
}

function startUpVerdicts(startUps: StartUps): Named[] {
  const bare = `node -e 0 ${((median(startUps.bare) ?? 0) * 1000).toFixed(0)} ms`;
  return startUps.measured.map((one) => {
    const ratio = startUpRatio(startUps, one) ?? Number.NaN;
    return {
      scenario: one.name,
      goal: `≤ ${ratioText(one.atMost)} × node -e 0`,
      measured: `${ratioText(ratio)} ×`,
      bestPeer: bare,
      result: ratio <= one.atMost ? 'reached' : 'missed',
    };
  });
}

function about(contenders: readonly Contender[], missing: readonly string[]): object {
  const [processor] = cpus();
  return {
    date: new Date().toISOString(),
    machine: {
      cores: cpus().length,
      processor: processor?.model,
      platform: process.platform,
      arch: process.arch,
    },
    programs: contenders.map(({ name, version }) => ({ name, version })),
    missing,
  };
}

function readSettings(): Settings {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: '3' },
      long: { type: 'boolean', default: false },
      json: { type: 'string' },
    },
  });
  const names = [...scenarios.map(({ name }: Scenario) => name), policyName, startUpName];
  const unknown = values.only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`no scenario ${unknown}; there are ${names.join(', ')}`);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a whole number from 1 on');
  return { only: new Set(values.only), rounds, long: values.long, json: values.json };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What runs right now, where somebody watches. */
function status(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`);
}

const controller = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    // Who asks twice does not wait for an orderly end: children are ended and the folder is removed on exit.
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Error('stopped'));
  });
}

try {
  process.exitCode = (await main(readSettings(), controller.signal)) ? 0 : 1;
} catch (error) {
  status('');
  const { aborted } = controller.signal;
  const text = error instanceof Error && !aborted ? error.stack : messageOf(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = aborted ? 130 : 1;
}
