import type { Command } from './command.ts';
import { openSoon, readConfig, requireConfig, withRegistry } from './ground.ts';
import { configOption, journalOption } from './options.ts';
import { askedFirst, promoteRequest, requestOptions } from './request.ts';

export const planCommand: Command = {
  name: 'plan',
  summary: 'Show what a promotion would do: targets, tags, bytes, and a hash for each stage. Writes nothing.',
  writes: false,
  options: [...requestOptions, configOption, journalOption],
  async run(world, values) {
    const loaded = await readConfig(world, values);
    const config = requireConfig(loaded, values);
    return await withRegistry(world, config, async (registry) => {
      const request = promoteRequest(values);
      await openSoon(registry, askedFirst(config, world.run, request));
      const { plan } = await import('../promotion/plan.ts');
      const { notices } = loaded;
      return { kind: 'plan', notices, ...(await plan({ world, config, registry }, request)) };
    });
  },
};
