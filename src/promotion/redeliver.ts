import type { HookCheck } from '../domain/check.ts';
import type { Config } from '../domain/config.ts';
import type { PromotionRecord } from '../domain/record.ts';
import { HoistError } from '../errors.ts';
import type { World } from '../ports/world.ts';
import { announce, deliveryOf, listeners, type Announcement } from './announce.ts';

/** Sends every webhook a message that says that it is a test: as signed and sent as any other. */
export async function sendTest(world: World, config: Config): Promise<readonly HookCheck[]> {
  if (config.notify.length === 0) throw noHooks('the config has no webhook');
  const id = world.newId();
  const body = JSON.stringify({ schema: 'hoist/hook-test/v1', id, sent: world.clock.now().toISOString() });
  return (await announce(world, config.notify, { id, body })).map(hookCheck);
}

/** Of a file with records. */
const largest = 16 * 1024 * 1024;

/**
 * Sends a record again to the webhooks that listen for it, under the id of its first delivery. `which` is the id of a
 * record of the journal, or the path of a file with a record or with what a run gave as its result: GitHub's deployments
 * keep no whole record.
 *
 * @throws HoistError `RECORD_UNKNOWN`, `RECORD_INVALID`, `RECORD_WITHOUT_RESULT`, `NOTIFY_EMPTY` (config)
 */
export async function redeliver(world: World, config: Config, which: string): Promise<readonly HookCheck[]> {
  const records = /[./]/.test(which) ? await recordsIn(world, which) : [await recordOf(world, config, which)];
  const wanted = records.map((record) => ({ record, to: listeners(config.notify, record) }));
  const deaf = wanted.filter(({ to }) => to.length === 0).map(({ record }) => whatOf(record));
  if (deaf.length === wanted.length) throw noHooks(`no webhook listens for ${deaf.join(', ')}`);
  const told: HookCheck[] = [];
  for (const { record, to } of wanted)
    told.push(...(await announce(world, to, deliveryOf(world, record))).map(hookCheck));
  return told;
}

function whatOf({ intent, result }: PromotionRecord): string {
  return `${result?.outcome ?? 'this'} of ${intent.pipeline}/${intent.stage}`;
}

/** The records of a file as they are written there: a receiver gets the same bytes again. */
async function recordsIn(world: World, path: string): Promise<readonly PromotionRecord[]> {
  const bytes = await (await world.workspace()).read(path, largest);
  if (bytes === undefined)
    throw new HoistError(
      'config',
      'RECORD_UNKNOWN',
      `there is no file ${JSON.stringify(path.slice(0, 200))}`,
      {
        hint: 'Write the output `result` of the run to a file of this folder, or name a record of the journal.',
      },
    );
  const { Record } = await import('../evidence/formats/promotion-record.ts');
  const document = documentOf(bytes);
  const found = Array.isArray(document.records) ? (document.records as readonly unknown[]) : [document];
  if (found.length === 0 || !found.every((one) => Record.safeParse(one).success))
    throw new HoistError('config', 'RECORD_INVALID', `${path} holds no record of a promotion`, {
      hint: 'A record is what record.schema.json describes; the output `result` holds the records of a run.',
    });
  const records = found as readonly PromotionRecord[];
  const open = records.find(({ result }) => result === undefined);
  if (open !== undefined)
    throw new HoistError('config', 'RECORD_WITHOUT_RESULT', `the record ${open.id} has no result`, {
      hint: 'It is of a promotion that is under way, or died.',
    });
  return records;
}

function documentOf(bytes: Uint8Array): { readonly records?: unknown } {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

async function recordOf(world: World, { record: settings }: Config, id: string): Promise<PromotionRecord> {
  const journal = await world.journal(settings);
  for await (const entry of journal.list()) {
    if (entry.id !== id) continue;
    const { intent, result } = entry;
    if (result !== undefined) return { schema: 'hoist/promotion/v1', id, intent, result };
    throw new HoistError('config', 'RECORD_WITHOUT_RESULT', `the journal does not keep the result of ${id}`, {
      hint: 'A promotion that died has none. Of others the whole record is in the output `result` of their run: give a file with that.',
    });
  }
  throw new HoistError(
    'config',
    'RECORD_UNKNOWN',
    `the journal has no record ${JSON.stringify(id.slice(0, 60))}`,
    {
      hint: 'The id is that of the record: it is in the summary and in the output record-id.',
    },
  );
}

function hookCheck({ urlFromEnv, ok, message }: Announcement): HookCheck {
  return { urlFromEnv, ok, message };
}

function noHooks(message: string): HoistError {
  return new HoistError('config', 'NOTIFY_EMPTY', message, {
    hint: 'Webhooks are listed under notify in the config.',
  });
}
