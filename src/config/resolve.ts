import type { Config, ConfigOrigin, CopyRule, Notification } from '../domain/config.ts';
import { parseGlob } from '../domain/glob.ts';
import { checkTargets } from './check-targets.ts';
import { checkWrites } from './check-writes.ts';
import type { NamedFiles, WrittenConfig } from './parse.ts';
import { collectProblems, type Problems } from './problems.ts';
import { resolveEvidence } from './resolve-evidence.ts';
import { resolvePipelines } from './resolve-pipelines.ts';
import { resolveRecord } from './resolve-record.ts';
import { resolveRegistries } from './resolve-registries.ts';
import { resolveTrust } from './resolve-trust.ts';
import { resolveLimits } from './resolve-limits.ts';

export type ResolveOptions = {
  readonly origin: ConfigOrigin;
  /** What the config names besides its own parts: CAs, keys, trusted roots. */
  readonly files: NamedFiles;
};

/**
 * The config in our words, after every refusal of the contract's §5.
 *
 * @throws HoistErrors of kind `config` with all of them, each with file, line, column and hint
 */
export async function resolveConfig(
  written: WrittenConfig,
  { origin, files }: ResolveOptions,
): Promise<Config> {
  const problems = collectProblems(written);
  const registries = resolveRegistries(written, { files, problems });
  const trust = resolveTrust(written, { files, problems });
  const evidence = resolveEvidence(written, problems);
  const { policies, waivers } = await resolveJudgement(written, problems);
  const limits = resolveLimits(written);
  const pipelines = await resolvePipelines(written, problems);
  checkTargets(pipelines, { written, problems });
  checkWrites(pipelines, { written, problems });
  const copy = resolveCopy(written, problems);
  const notify = resolveNotify(written, problems);
  const record = resolveRecord(written, problems);
  if (Object.keys(written.pipelines).length === 0 && written.copy === false) {
    problems.add({
      code: 'PIPELINES_EMPTY',
      message: 'the config has no pipeline and allows no copy, so there is nothing that it could do',
      path: ['pipelines'],
      part: 'key',
      hint: 'Add a pipeline, or say with copy: { to: [GLOB] } what may be copied.',
    });
  }
  problems.throwIfAny();
  return {
    origin,
    registries,
    pipelines,
    trust,
    evidence,
    policies,
    waivers,
    limits,
    copy,
    record,
    notify,
    unbuilt: unbuiltIn(written),
  };
}

/** What only `sync` reads. */
const keysOfSync = ['newest', 'since', 'list'] as const;

function unbuiltIn(written: WrittenConfig): Config['unbuilt'] {
  return Object.keys(written.pipelines).flatMap((name) =>
    keysOfSync
      .filter((key) => written.raw(['pipelines', name, key]) !== undefined)
      .map((key) => ({
        key: `pipelines.${name}.${key}`,
        position: written.at(['pipelines', name, key], 'key'),
      })),
  );
}

/** The language of policies takes long to load: it is, where something is written in it. */
async function resolveJudgement(
  written: WrittenConfig,
  problems: Problems,
): Promise<Pick<Config, 'policies' | 'waivers'>> {
  const isEmpty = Object.keys(written.policies).length === 0 && written.waivers.length === 0;
  if (isEmpty && written.raw(['limits']) === undefined) return { policies: new Map(), waivers: [] };
  const [{ resolvePolicies }, { checkLimits, resolveWaivers }] = await Promise.all([
    import('./resolve-policies.ts'),
    import('./resolve-waivers.ts'),
  ]);
  const policies = resolvePolicies(written, problems);
  checkLimits(written, problems);
  return { policies, waivers: resolveWaivers(written, { policies, problems }) };
}

function resolveCopy({ copy, policies }: WrittenConfig, problems: Problems): CopyRule {
  if (copy === false) return { allowed: false };
  for (const [index, glob] of copy.to.entries())
    problems.attempt(['copy', 'to', index], () => parseGlob(glob));
  if (copy.policy === undefined) return { allowed: true, to: copy.to };
  if (!Object.hasOwn(policies, copy.policy)) {
    problems.unknown('policy', copy.policy, { path: ['copy', 'policy'], known: Object.keys(policies) });
  }
  return { allowed: true, to: copy.to, policy: copy.policy };
}

function resolveNotify({ notify, pipelines }: WrittenConfig, problems: Problems): readonly Notification[] {
  const known = Object.keys(pipelines);
  return notify.map((entry, index) => {
    for (const [place, name] of (entry.pipelines ?? []).entries()) {
      if (known.includes(name)) continue;
      problems.unknown('pipeline', name, { path: ['notify', index, 'pipelines', place], known });
    }
    const secret = entry['secret-from-env'];
    return {
      urlFromEnv: entry['url-from-env'],
      ...(secret === undefined ? {} : { secretFromEnv: secret }),
      on: entry.on,
      allowPrivate: entry['allow-private'].map((host) => host.toLowerCase()),
      ...(entry.pipelines === undefined ? {} : { pipelines: entry.pipelines }),
    };
  });
}
