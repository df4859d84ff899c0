import { loadConfig } from '../../src/config/load.ts';
import { diskFiles } from '../../src/disk/files.ts';
import type { Config } from '../../src/domain/config.ts';
import type { Facts } from '../../src/domain/facts.ts';
import { gather } from '../../src/evidence/gather.ts';
import { createVerifier } from '../../src/evidence/verify.ts';
import { parseRepository, parseTag, type Repository } from '../../src/image/reference.ts';
import { createRegistry } from '../../src/index.ts';
import { evaluate, needsOf } from '../../src/policy/evaluate.ts';
import type { Registry } from '../../src/ports/registry.ts';
import { walk } from '../../src/transfer/walk.ts';

export type EvaluationRequest = {
  /** Where `.github/hoist.yml` lies. */
  readonly home: string;
  readonly repositories: readonly string[];
  readonly tag: string;
  readonly signal: AbortSignal;
};

const times = 5;

/**
 * Seconds that judging alone takes for all of these images, in this process, several times. The facts are gathered as a
 * run gathers them, and not timed; one image's are let go before the next.
 *
 * @throws where an image does not pass: less would have been looked at
 */
export async function timeEvaluation(request: EvaluationRequest): Promise<readonly number[]> {
  const { home, repositories, tag, signal } = request;
  const { config } = await loadConfig({ files: diskFiles(home), forge: undefined });
  if (config === undefined) throw new Error(`there is no config in ${home}`);
  const sums = Array.from({ length: times }, () => 0);
  const registry = await createRegistry({ env: {} });
  try {
    for (const repository of repositories.map(parseRepository)) {
      const facts = await factsOf(repository, { registry, config, tag, signal });
      for (let time = 0; time < times; time += 1) sums[time] = (sums[time] ?? 0) + timeOne(facts, config);
    }
  } finally {
    await registry.close();
  }
  return sums;
}

type Surroundings = Pick<EvaluationRequest, 'tag' | 'signal'> & {
  readonly registry: Registry;
  readonly config: Config;
};

async function factsOf(
  repository: Repository,
  { registry, config, tag, signal }: Surroundings,
): Promise<Facts> {
  const name = parseTag(tag);
  const root = await registry.manifest(repository, name, { signal });
  if (root === undefined) throw new Error(`${repository}:${tag} is not there`);
  const verifier = createVerifier(config.trust, {
    roots: () => Promise.reject(new Error('keys need no roots')),
  });
  return await gather({
    registry,
    graph: await walk(registry, repository, root, { referrers: 'all', missingPlatforms: 'fail', signal }),
    image: { repository, tag: name },
    needs: needsOf([...config.policies.values()]),
    settings: config.evidence,
    forge: undefined,
    web: undefined,
    workspace: undefined,
    now: new Date(),
    signal,
    open: (found) => verifier.open(found),
  });
}

function timeOne(facts: Facts, { policies, waivers, limits }: Config): number {
  const request = { facts, policies: [...policies.values()], waivers, limits, now: new Date() };
  const start = performance.now();
  const decision = evaluate({ ...request, mode: 'promote', approvalRequired: false, origins: new Map() });
  const seconds = (performance.now() - start) / 1000;
  if (decision.verdict === 'pass') return seconds;
  const reasons = decision.checks.flatMap(({ id, reasons }) =>
    reasons.map(({ message }) => `${id}: ${message}`),
  );
  throw new Error(`${facts.image.repository} does not pass: ${reasons.join('; ')}`);
}
