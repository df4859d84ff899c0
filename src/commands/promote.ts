import type { Command } from './command.ts';
import { openSoon, readConfig, requireConfig, requireWrite, withRegistry } from './ground.ts';
import { configOption, dryRunOption, fixedOption, isSet, journalOption } from './options.ts';
import { askedFirst, promoteRequest, requestOptions } from './request.ts';

export const promoteCommand: Command = {
  name: 'promote',
  summary: 'Carry an image through its stages up to the next gate, or to one stage by hand.',
  writes: true,
  options: [...requestOptions, fixedOption, dryRunOption, configOption, journalOption],
  async run(world, values) {
    requireWrite(world);
    const loaded = await readConfig(world, values);
    const config = requireConfig(loaded, values);
    const { notices } = loaded;
    return await withRegistry(world, config, async (registry) => {
      const ground = { world, config, registry };
      const request = { ...promoteRequest(values), fixed: isSet(values, fixedOption) };
      await openSoon(registry, askedFirst(config, world.run, request));
      if (isSet(values, dryRunOption)) {
        const { plan } = await import('../promotion/plan.ts');
        return { kind: 'plan', notices, ...(await plan(ground, request)) };
      }
      const { promote } = await import('../promotion/promote.ts');
      return { kind: 'run', notices, ...(await promote(ground, request)) };
    });
  },
};
