import { loadConfig, type LoadedConfig } from '../config/load.ts';
import type { Config } from '../domain/config.ts';
import { HoistError } from '../errors.ts';
import type { Repository } from '../image/reference.ts';
import type { Registry } from '../ports/registry.ts';
import type { World } from '../ports/world.ts';
import type { Values } from './command.ts';
import { configOption, textOf } from './options.ts';

/**
 * Refuses a command that writes under an event that strangers can cause, before a credential is read (contract §3, A30).
 *
 * @throws HoistError `EVENT_MAY_NOT_WRITE`
 */
export function requireWrite({ run }: World): void {
  if (run.mayWrite) return;
  throw new HoistError('config', 'EVENT_MAY_NOT_WRITE', run.mayNotWriteBecause ?? 'this run may not write', {
    hint: 'Run the command under push, workflow_dispatch, repository_dispatch, registry_package, release or schedule; `plan` works everywhere.',
  });
}

/** The config that decides (contract §4), or none, with what people should know about it. */
export async function readConfig(world: World, values: Values): Promise<LoadedConfig> {
  const forge = await world.forge();
  const path = textOf(values, configOption);
  const { config, notices } = await loadConfig({
    path,
    files: world.files,
    ...(forge === undefined ? {} : { forge }),
  });
  // Without any config `copy` is free to write; a path that was given and leads nowhere is a mistake, not that freedom.
  if (config === undefined && path !== undefined && path !== configOption.default)
    requireConfig({ config, notices }, values);
  const unbuilt = (config?.unbuilt ?? []).map(
    ({ key, position }) =>
      `${position.file}:${position.line}: ${key} is checked, but this version does not do it yet`,
  );
  return { config, notices: [...notices, ...unbuilt] };
}

/**
 * For commands that can do nothing without a config.
 *
 * @throws HoistError `CONFIG_MISSING`
 */
export function requireConfig({ config }: LoadedConfig, values: Values): Config {
  if (config !== undefined) return config;
  throw new HoistError(
    'config',
    'CONFIG_MISSING',
    `there is no ${textOf(values, configOption) ?? configOption.default}`,
    {
      hint: 'Run it in the root folder of the repository that has one; `hoist init` writes one to start from. In Actions it counts when it is on the default branch.',
    },
  );
}

/** The manifest, and what is beside it. */
const firstQuestions = 2;

/**
 * Opens a connection to each of these hosts already, while what asks them is loaded: a hint, from which nothing follows.
 * Only for hosts that the config, or the person at the command line, has named.
 */
export async function openSoon(registry: Registry, repositories: readonly Repository[]): Promise<void> {
  for (const repository of repositories) registry.expect(repository, firstQuestions);
  // Node connects one turn later; the modules that are loaded next take it for themselves until they are all there.
  await new Promise((resolve) => setImmediate(resolve));
}

/** Opens the registries as the config says, and closes them whatever happens. */
export async function withRegistry<T>(
  world: World,
  config: Config | undefined,
  use: (registry: Registry) => Promise<T>,
): Promise<T> {
  const registry = await world.registry(config?.registries ?? new Map());
  try {
    return await use(registry);
  } finally {
    await registry.close();
  }
}
