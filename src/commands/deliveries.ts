import type { HookCheck } from '../domain/check.ts';
import type { Config } from '../domain/config.ts';
import type { World } from '../ports/world.ts';
import type { Option, Values } from './command.ts';
import { isSet, textOf } from './options.ts';

export const sendTestOption: Option = {
  name: 'send-test',
  kind: 'flag',
  surfaces: ['cli'],
  default: 'false',
  description: 'Send every webhook of the config a test.',
};

export const redeliverOption: Option = {
  name: 'redeliver',
  kind: 'text',
  placeholder: 'RECORD|FILE',
  surfaces: ['cli'],
  description:
    'Send a record to its webhooks again, under the same id: the id of one of the journal, or a file with a record or a result; credentials are not checked then.',
};

/** What `check` was asked to send; nothing, unless it was. */
export async function deliveriesOf(
  world: World,
  values: Values,
  config: Config,
): Promise<readonly HookCheck[]> {
  const record = textOf(values, redeliverOption);
  const isTest = isSet(values, sendTestOption);
  if (record === undefined && !isTest) return [];
  const { redeliver, sendTest } = await import('../promotion/redeliver.ts');
  return [
    ...(isTest ? await sendTest(world, config) : []),
    ...(record === undefined ? [] : await redeliver(world, config, record)),
  ];
}
