import { parseHistoryQuery } from '../domain/history-query.ts';
import type { Command } from './command.ts';
import { readConfig } from './ground.ts';
import { configOption, formatOf, formatOption, journalOption, textOf, whereOption } from './options.ts';

export const historyCommand: Command = {
  name: 'history',
  summary: 'Show what was promoted, by whom, from where, to where and why; the whole path of a digest.',
  writes: false,
  options: [whereOption, formatOption, configOption, journalOption],
  async run(world, values) {
    const query = parseHistoryQuery(textOf(values, whereOption), world.clock.now());
    const loaded = await readConfig(world, values);
    const { config } = loaded;
    const [{ history }, { openJournal }] = await Promise.all([
      import('../promotion/history.ts'),
      import('../promotion/open-journal.ts'),
    ]);
    const journal = await openJournal(world, config)();
    const report = await history(journal, query, {
      pipelines: config?.pipelines ?? [],
      inDeployments: world.run.surface === 'action' && config?.record.deployments === true,
    });
    const notices = [...loaded.notices, ...report.notices];
    return {
      kind: 'history',
      format: formatOf(values),
      document: { ...report, notices },
      notices,
      exitCode: 0,
    };
  },
};
