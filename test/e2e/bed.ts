import type { Digest } from '../../src/image/digest.ts';
import { addSample } from '../fakes/registry/sample.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { startHoist, type Hoist } from './hoist.ts';

/** A registry and the command line beside it, which has no config before a test gives it one. */
export interface Bed {
  readonly registry: RunningRegistry;
  readonly hoist: Hoist;
  config(config: object): Promise<void>;
  withPipelines(pipelines: object): Promise<void>;
  /** One stage `qa` from `dev/web` to `qa/web`, with these tags. */
  withTags(tag: unknown, filter?: unknown): Promise<void>;
  /** Pushes an image of its own for every seed. */
  push(seed: string, tags: readonly string[], path?: string): Digest;
  tagsAt(path: string): Readonly<Record<string, Digest>>;
  /** Paths of the requests that could have changed something. */
  writes(): readonly string[];
  close(): Promise<void>;
}

export async function startBed(): Promise<Bed> {
  const [registry, hoist] = await Promise.all([startRegistry(), startHoist()]);
  const config = (value: object): Promise<void> => hoist.write('.github/hoist.yml', value);
  const withPipelines = (pipelines: object): Promise<void> => config({ version: 1, pipelines });
  return {
    registry,
    hoist,
    config,
    withPipelines,
    withTags(tag, filter) {
      const source = `${registry.host}/dev/web`;
      return withPipelines({
        web: {
          source: filter === undefined ? source : { repository: source, tags: filter },
          stages: [{ name: 'qa', to: `${registry.host}/qa/web`, tag }],
        },
      });
    },
    push: (seed, tags, path = 'dev/web') =>
      addSample(registry.store, path, { seed, tags, platforms: ['linux/amd64', 'linux/arm64'] }).root,
    tagsAt: (path) => Object.fromEntries(registry.store.repository(path)?.tags ?? []),
    writes: () =>
      registry.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method)).map(({ path }) => path),
    close: async () => {
      await Promise.all([hoist.close(), registry.close()]);
    },
  };
}
