import type { Config } from '../domain/config.ts';
import type { Journal } from '../ports/journal.ts';
import type { World } from '../ports/world.ts';

/** The journal that the config asks for, opened when first used. A copy without any config makes no deployments. */
export function openJournal(
  world: World,
  config: Pick<Config, 'record'> | undefined,
): () => Promise<Journal> {
  let opened: Promise<Journal> | undefined;
  return () => (opened ??= world.journal(config?.record ?? { deployments: false }));
}
