import module from 'node:module';
import { join } from 'node:path';

/**
 * Lets Node keep what it compiled, so that the next run starts sooner. Below the user's own caches, never in the folder
 * for temporary files that all share: what is read from there is run. Not in CI, where jobs of others may have had the
 * same home. `NODE_DISABLE_COMPILE_CACHE=1` switches it off; Node before 22.8 has none.
 */
export function keepCompiled(env: Readonly<Record<string, string | undefined>>): void {
  const home = env['XDG_CACHE_HOME'] ?? (env['HOME'] && join(env['HOME'], '.cache'));
  if (!home || env['CI']) return;
  // Where it cannot be kept Node says so in its answer, and goes on without.
  module.enableCompileCache?.(join(home, 'hoist', 'compiled'));
}
