import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkArrival } from './bench-image.ts';
import { hoistProgram } from './contenders.ts';
import { runMeasured, type Cost } from './measured-command.ts';
import type { PolicyCosts } from './policy-cost.ts';
import { timeEvaluation } from './policy-evaluation.ts';
import {
  placeOf,
  policyConfig,
  setTag,
  stockPolicySet,
  type PolicySet,
  type SetShape,
} from './policy-set.ts';
import { startRegistryServer, type RegistryServer } from './registry-server.ts';

export type PolicyOptions = {
  readonly scratch: string;
  readonly signal: AbortSignal;
  /** Told what is being run. */
  readonly onRun: (text: string) => void;
};

export const policySetShape: SetShape = {
  images: 40,
  packages: 5000,
  findings: 500,
  image: { platforms: 0, layers: 6, layerSize: 512 * 1024, referrers: 3 },
};

const timeout = 180_000;

/**
 * Promotes a set with a policy and without one, in turn, each from a fresh source to a fresh target; what was promoted
 * travels with its evidence either way. A program that fails rejects.
 */
export async function measurePolicy(
  rounds: number,
  options: PolicyOptions,
  shape: SetShape = policySetShape,
): Promise<PolicyCosts> {
  const { images, packages, findings } = shape;
  const { scratch, onRun } = options;
  onRun('policy: making the images');
  const set = await stockPolicySet(shape, scratch);
  try {
    const [judged, plain]: [Cost[], Cost[]] = [[], []];
    for (let round = 1; round <= rounds; round += 1) {
      onRun(`policy: with a policy, round ${round} of ${rounds}`);
      judged.push(await promote(set, true, options));
      onRun(`policy: without, round ${round} of ${rounds}`);
      plain.push(await promote(set, false, options));
    }
    onRun('policy: evaluation alone');
    const evaluations = await inRegistries(set, scratch, (ends) => evaluateAlone(set, ends, options.signal));
    const title = `${images} images, each an SBOM of ${packages} packages and ${findings} findings`;
    return { title, judged, plain, evaluations };
  } finally {
    await rm(set.storage, { recursive: true, force: true });
  }
}

/** Where a run has its source, its target and its config. */
export type Ends = {
  readonly source: RegistryServer;
  readonly target: RegistryServer;
  readonly home: string;
};

async function promote(
  set: PolicySet,
  withPolicy: boolean,
  { scratch, signal }: PolicyOptions,
): Promise<Cost> {
  return await inRegistries(set, scratch, async (ends) => {
    const { target, home } = ends;
    await writeConfig(set, ends, withPolicy);
    const cost = await runMeasured(
      {
        program: process.execPath,
        args: [hoistProgram, 'promote', setTag, '--pipeline', 'platform'],
        env: {
          PATH: process.env['PATH'] ?? '',
          HOME: home,
          DOCKER_CONFIG: home,
          NODE_DISABLE_COMPILE_CACHE: '1',
        },
        folder: home,
      },
      { timeout, signal },
    );
    for (const [name, image] of set.images) {
      const { url, ca } = target;
      await checkArrival(image, { url, ca, repository: placeOf(name, 'target'), tag: setTag }, true);
    }
    return cost;
  });
}

async function evaluateAlone(set: PolicySet, ends: Ends, signal: AbortSignal): Promise<readonly number[]> {
  await writeConfig(set, ends, true);
  const { home, source } = ends;
  const repositories = [...set.images.keys()].map((name) => `${source.host}/${placeOf(name, 'source')}`);
  return await timeEvaluation({ home, repositories, tag: setTag, signal });
}

async function writeConfig(
  set: PolicySet,
  { source, target, home }: Ends,
  withPolicy: boolean,
): Promise<void> {
  const config = policyConfig(set, { source: source.host, target: target.host }, withPolicy);
  // YAML holds JSON.
  await writeFile(join(home, '.github/hoist.yml'), JSON.stringify(config));
}

async function inRegistries<Result>(
  { storage }: PolicySet,
  scratch: string,
  work: (ends: Ends) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(scratch, 'round-'));
  const servers: RegistryServer[] = [];
  const start = async (storage: string): Promise<RegistryServer> => {
    const server = await startRegistryServer({ storage, scratch: folder, tls: false });
    servers.push(server);
    return server;
  };
  try {
    const home = join(folder, 'home');
    await mkdir(join(home, '.github'), { recursive: true });
    await mkdir(join(folder, 'storage'));
    const ends = { source: await start(storage), target: await start(join(folder, 'storage')), home };
    return await work(ends);
  } finally {
    for (const server of servers) await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}
