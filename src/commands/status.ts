import { parseStatusQuery } from '../domain/status-query.ts';
import type { StatusReport } from '../domain/status.ts';
import type { Command, Option } from './command.ts';
import { readConfig, requireConfig, withRegistry } from './ground.ts';
import {
  configOption,
  failOnOption,
  formatOf,
  journalOption,
  markdownOption,
  textOf,
  whereOption,
} from './options.ts';

/** What is refused, only `sync` has. */
const failOnDrift: Option = { ...failOnOption, choices: ['drift'] };

export const statusCommand: Command = {
  name: 'status',
  summary: 'Show the board: what every stage was promoted last, what its tags name now, and what differs.',
  writes: false,
  options: [whereOption, failOnDrift, markdownOption, configOption, journalOption],
  async run(world, values) {
    const query = parseStatusQuery(textOf(values, whereOption));
    const loaded = await readConfig(world, values);
    const config = requireConfig(loaded, values);
    const report = await withRegistry(world, config, async (registry) => {
      const { status } = await import('../promotion/status.ts');
      return await status({ world, config, registry }, query);
    });
    const notices = [...loaded.notices, ...report.notices];
    const document = { ...report, notices };
    const exitCode = textOf(values, failOnDrift) === 'drift' ? driftCode(document) : 0;
    return { kind: 'status', format: formatOf(values), document, notices, exitCode };
  },
};

/** Who wants to be told of drift is told as well that it could not be looked for. */
function driftCode({ totals: { drift, unknown } }: StatusReport): number {
  if (drift > 0) return 1;
  return unknown > 0 ? 3 : 0;
}
