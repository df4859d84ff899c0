import type { CaseReport } from '../domain/policy-case.ts';
import { HoistError } from '../errors.ts';
import type { Command, Option } from './command.ts';
import { readConfig, requireConfig } from './ground.ts';
import { configOption, defaultCases, textOf } from './options.ts';

const folderOption: Option = {
  name: 'folder',
  kind: 'text',
  placeholder: 'FOLDER',
  positional: true,
  surfaces: ['cli'],
  default: defaultCases,
  description: 'The folder of cases.',
};

export const testCommand: Command = {
  name: 'test',
  summary: 'Run a folder of policy cases offline: images and documents, and what policy should say of them.',
  writes: false,
  surfaces: ['cli'],
  options: [folderOption, configOption],
  async run(world, values) {
    const loaded = await readConfig(world, values);
    const config = requireConfig(loaded, values);
    const folder = textOf(values, folderOption) ?? defaultCases;
    const { runPolicyTests } = await import('../promotion/policy-tests.ts');
    const cases = await runPolicyTests({
      config,
      workspace: await world.workspace(),
      folder,
      now: world.clock.now(),
    });
    if (cases.length === 0) {
      throw new HoistError('config', 'CASES_MISSING', `there is no case in ${folder}`, {
        hint: 'Write a file of cases, NAME.yml, into it; docs/policy-tests.md shows how.',
      });
    }
    const document: CaseReport = {
      schema: 'hoist/test/v1',
      ok: cases.every(({ ok }) => ok),
      folder,
      config: config.origin,
      cases,
      notices: loaded.notices,
    };
    return { kind: 'test', document, notices: [], exitCode: document.ok ? 0 : 1 };
  },
};
