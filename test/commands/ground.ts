import { commandNamed } from '../../src/commands/catalogue.ts';
import type { Values } from '../../src/commands/command.ts';
import { createMemoryRegistry, type MemoryOptions } from '../fakes/registry/memory.ts';
import { sampleImage } from '../fixtures/images.ts';
import { pushSample, testWorld, type TestWorldOptions } from '../promotion/world.ts';
/** Of a repository and of a pattern. */
export const config = `
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages: [{ name: qa, to: qa.example.com/web }]
  family:
    source: 'ghcr.io/acme/family/{name}'
    stages: [{ name: qa, to: 'qa.example.com/family/{name}' }]
`;
export const image = 'ghcr.io/acme/dev/web:1.0.0';

/** A command in a world of its own, whose source holds one image; how often registries were opened and closed. */
export function run(
  name: string,
  values: Values,
  options: TestWorldOptions & { readonly memory?: MemoryOptions } = {},
) {
  const registry = createMemoryRegistry(options.memory);
  pushSample(registry, image, sampleImage({ platforms: 1, layers: 1 }));
  let opened = 0;
  let closed = 0;
  const close = registry.close.bind(registry);
  registry.close = async () => {
    closed += 1;
    await close();
  };
  const world = testWorld({ files: { '.github/hoist.yml': config }, ...options, registry });
  const counting = {
    ...world,
    registry: async (settings: Parameters<typeof world.registry>[0]) => {
      opened += 1;
      return await world.registry(settings);
    },
  };
  return { registry, world, ended: commandNamed(name).run(counting, values), opened: () => [opened, closed] };
}
