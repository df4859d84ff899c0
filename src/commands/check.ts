import type { AccessCheck, CheckReport } from '../domain/check.ts';
import type { Config } from '../domain/config.ts';
import type { CaseResult } from '../domain/policy-case.ts';
import { totalExitCode } from '../domain/outcome.ts';
import { expandTarget, matchSource } from '../domain/pattern.ts';
import { stageText } from '../domain/pipeline.ts';
import { HoistError } from '../errors.ts';
import type { Repository } from '../image/reference.ts';
import type { Registry } from '../ports/registry.ts';
import type { World } from '../ports/world.ts';
import type { Command } from './command.ts';
import { checkEnvironments } from '../promotion/check-environments.ts';
import { deliveriesOf, redeliverOption, sendTestOption } from './deliveries.ts';
import { readConfig, requireConfig, withRegistry } from './ground.ts';
import { configOption, defaultCases, journalOption, textOf } from './options.ts';
import { remarksOn, sourcesOf, unlisted } from './remarks.ts';

export const checkCommand: Command = {
  name: 'check',
  summary:
    'Check the config, whether the credentials open each of its repositories, and in Actions whether its environments protect. Writes nothing.',
  writes: false,
  options: [configOption, sendTestOption, redeliverOption, journalOption],
  async run(world, values) {
    const loaded = await readConfig(world, values);
    const config = requireConfig(loaded, values);
    const hooks = await deliveriesOf(world, values, config);
    const cases = await casesOf(world, config);
    return await withRegistry(world, config, async (registry) => {
      // What is sent again is wanted now, wherever it is sent from.
      const isRedelivery = textOf(values, redeliverOption) !== undefined;
      const questions = isRedelivery ? [] : questionsOf(config);
      const [answers, environments] = await Promise.all([
        Promise.all(questions.map((question) => ask(registry, world, question))),
        isRedelivery ? [] : checkEnvironments(await world.gates(), config.pipelines),
      ]);
      const document: CheckReport = {
        schema: 'hoist/check/v1',
        ok: [...answers.map(({ access }) => access), ...environments, ...cases, ...hooks].every(
          ({ ok }) => ok,
        ),
        config: config.origin,
        pipelines: config.pipelines.map(({ name, stages }) => ({
          name,
          stages: stages.map((stage) => stage.name),
        })),
        access: answers.map(({ access }) => access),
        ...(environments.length === 0 ? {} : { environments }),
        ...(cases.length === 0 ? {} : { cases }),
        ...(hooks.length === 0 ? {} : { hooks }),
        notices: [
          ...loaded.notices,
          ...config.pipelines.flatMap(unlisted),
          ...answers.flatMap(({ notice }) => notice ?? []),
          ...remarksOn(config),
        ],
      };
      return {
        kind: 'check',
        document,
        notices: [],
        exitCode: totalExitCode([
          ...answers.map(({ exitCode }) => exitCode),
          ...environments.map(({ ok }) => (ok ? 0 : 2)),
          ...cases.map(({ ok }) => (ok ? 0 : 1)),
          ...hooks.map(({ ok }) => (ok ? 0 : 3)),
        ]),
      };
    });
  },
};

/**
 * Not in Actions: there the config comes from the default branch, and the cases beside it are the workspace's, which may be
 * another commit's.
 */
async function casesOf(world: World, config: Config): Promise<readonly CaseResult[]> {
  if (world.run.surface === 'action') return [];
  // With it come the readers of all documents, which no other command needs at once.
  const { runPolicyTests } = await import('../promotion/policy-tests.ts');
  const workspace = await world.workspace();
  return await runPolicyTests({ config, workspace, folder: defaultCases, now: world.clock.now() });
}

type Question = Pick<AccessCheck, 'repository' | 'actions' | 'usedBy'>;

/** Each repository once, for the most that is done there. */
function questionsOf(config: Config): readonly Question[] {
  const asked = new Map<Repository, Question>();
  function add(repository: Repository, actions: Question['actions'], user: string): void {
    const before = asked.get(repository);
    const usedBy = [...(before?.usedBy ?? []), user];
    asked.set(repository, { repository, actions: before?.actions === 'push' ? 'push' : actions, usedBy });
  }
  for (const pipeline of config.pipelines) {
    for (const source of sourcesOf(pipeline)) {
      add(source, 'pull', pipeline.name);
      const captures = matchSource(pipeline, source) ?? new Map<string, string>();
      for (const stage of pipeline.stages) {
        const user = stageText({ pipeline: pipeline.name, stage: stage.name });
        for (const to of stage.to) add(expandTarget(to, captures), 'push', user);
      }
    }
  }
  return [...asked.values()].map((question) => ({ ...question, usedBy: [...new Set(question.usedBy)] }));
}

async function ask(
  registry: Registry,
  { signal }: World,
  question: Question,
): Promise<{ readonly access: AccessCheck; readonly exitCode: number; readonly notice?: string }> {
  const { repository, actions, usedBy } = question;
  try {
    await registry.access(repository, actions, { signal });
    // Registries let everybody read what is not there, so a typing error looks like access.
    const isEmpty = actions === 'pull' && !(await hasTags(registry, repository, signal));
    const notice = `${usedBy.join(', ')}: ${repository} has no tags: nothing was pushed there yet, or its name is another`;
    return { access: { ...question, ok: true }, exitCode: 0, ...(isEmpty ? { notice } : {}) };
  } catch (error) {
    if (!(error instanceof HoistError)) throw error;
    const { code, message, hint, exitCode } = error;
    const problem = { code, message, ...(hint === undefined ? {} : { hint }) };
    return { access: { ...question, ok: false, problem }, exitCode };
  }
}

async function hasTags(registry: Registry, repository: Repository, signal: AbortSignal): Promise<boolean> {
  for await (const _ of registry.tags(repository, { signal })) return true;
  return false;
}
