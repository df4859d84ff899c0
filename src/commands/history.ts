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
    const { config, notices } = await readConfig(world, values);
    const [{ history }, { openJournal }] = await Promise.all([
      import('../promotion/history.ts'),
      import('../promotion/open-journal.ts'),
    ]);
    const journal = await openJournal(world, config)();
    return {
      kind: 'history',
      format: formatOf(values),
      document: { ...(await history(journal, query)), notices },
      notices,
      exitCode: 0,
    };
  },
};
