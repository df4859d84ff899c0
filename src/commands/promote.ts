import { plan } from '../promotion/plan.ts';
import { promote } from '../promotion/promote.ts';
import type { Command } from './command.ts';
import { readConfig, requireConfig, requireWrite, withRegistry } from './ground.ts';
import { configOption, dryRunOption, fixedOption, isSet, journalOption } from './options.ts';
import { promoteRequest, requestOptions } from './request.ts';

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
      if (isSet(values, dryRunOption)) return { kind: 'plan', notices, ...(await plan(ground, request)) };
      return { kind: 'run', notices, ...(await promote(ground, request)) };
    });
  },
};
