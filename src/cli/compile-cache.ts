import module from 'node:module';
import { isAbsolute, join } from 'node:path';

/**
 * Lets Node keep what it compiled, so that the next run starts sooner. What is read from there is run: so it lies below
 * the user's own caches, never in the folder for temporary files that all share, nor where a relative path happens to
 * lead. Not in CI, where jobs of others may have had the same home. `NODE_DISABLE_COMPILE_CACHE=1` switches it off; Node
 * before 22.8 has none.
 */
export function keepCompiled(env: Readonly<Record<string, string | undefined>>): void {
  const { XDG_CACHE_HOME = '', HOME = '', CI } = env;
  const caches = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(HOME, '.cache');
  if (!isAbsolute(caches) || CI) return;
  // Where it cannot be kept Node says so in its answer, and goes on without.
  module.enableCompileCache?.(join(caches, 'hoist', 'compiled'));
}
