import { describe, expect, it } from 'vitest';
import type { PromotionRecord } from '../../src/domain/record.ts';
import type { Notification } from '../../src/domain/config.ts';
import type { Delivery, Message, Notifier } from '../../src/ports/notifier.ts';
import { announce } from '../../src/promotion/announce.ts';
import { copy } from '../../src/promotion/copy.ts';
import { redeliver, sendTest } from '../../src/promotion/redeliver.ts';
import { scene, type Scene, type SceneOptions } from './world.ts';

const image = 'ghcr.io/acme/dev/web:1.4.2';
const down: Delivery = { state: 'failed', why: 'the receiver answered 503', retry: true };
const taken: Delivery = { state: 'delivered', status: 204 };

type Sent = { readonly to: Notification; readonly message: Message };
type Receiver = Notifier & { readonly sent: Sent[] };

/** Answers in turn; the last answer stays. */
function receiver(...answers: readonly [Delivery, ...Delivery[]]): Receiver {
  const sent: Sent[] = [];
  return {
    sent,
    async send(to, message) {
      sent.push({ to, message });
      return answers[Math.min(sent.length, answers.length) - 1] ?? answers[0];
    },
  };
}

function open(notify: string, options: SceneOptions = {}): Promise<Scene> {
  return scene(
    `
version: 1
copy: { to: ['mirror.example.com/**'] }
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: qa, to: qa.example.com/web, tag: stable }
      - { name: production, to: prod.example.com/web, auto: false }
notify: ${notify}
`,
    options,
  );
}

const every = '[{ url-from-env: HOOK_URL, secret-from-env: HOOK_SECRET }]';

function recordIn({ message }: Sent): PromotionRecord {
  return JSON.parse(message.body) as PromotionRecord;
}

describe('when a stage has a result and a webhook listens', () => {
  it('the record is delivered after it was kept, whole and under its own id', async () => {
    const notifier = receiver(taken);
    const at = await open(every, { notifier });
    at.push(image);

    const { document } = await at.promote({ image });

    const [record] = document.records;
    expect(notifier.sent).toHaveLength(1);
    expect(notifier.sent[0]?.message.id).toBe(record?.id);
    expect(notifier.sent.map(recordIn)).toEqual([record]);
    expect(record).toMatchObject({ schema: 'hoist/promotion/v1', result: { outcome: 'promoted' } });
    expect(document.notices).toEqual([]);
  });

  it('the record is kept before anybody is told, and told before the run is over', async () => {
    const order: string[] = [];
    const at = await open(every, {
      notifier: {
        async send() {
          order.push('told');
          return taken;
        },
      },
      journal: { finish: async () => void order.push('kept') },
    });
    at.push(image);

    await at.promote({ image });

    expect(order).toEqual(['kept', 'told']);
  });

  it.each([
    ['[{ url-from-env: A, on: [failed] }]', []],
    ['[{ url-from-env: A, pipelines: [web] }, { url-from-env: B }]', ['A promoted', 'B promoted']],
    ['[{ url-from-env: A, on: [waiting] }]', ['A waiting']],
    ['[{ url-from-env: A, on: [promoted, waiting] }]', ['A promoted', 'A waiting']],
  ])('only those that asked for its outcome and pipeline are told: %s', async (notify, expected) => {
    const notifier = receiver(taken);
    const at = await open(notify, { notifier });
    at.push(image);

    await at.promote({ image });

    const told = notifier.sent.map((one) => `${one.to.urlFromEnv} ${recordIn(one).result?.outcome}`);
    expect(told).toEqual(expected);
  });

  it('a copy is told of as well', async () => {
    const notifier = receiver(taken);
    const at = await open(every, { notifier });
    at.push(image);
    const { world, config, registry } = at;

    await copy({ world, config, registry }, { image, to: 'mirror.example.com/web:1' });

    expect(notifier.sent.map((one) => recordIn(one).intent.kind)).toEqual(['copy']);
  });

  it('secrets of this process are not in what is sent', async () => {
    const notifier = receiver(taken);
    const at = await open(every, {
      notifier,
      hide: (value) => JSON.parse(JSON.stringify(value).replaceAll('hunter2', '***')) as typeof value,
    });
    at.push(image);

    await at.promote({ image, stage: 'qa', comment: 'hunter2' });

    expect(notifier.sent.map((one) => recordIn(one).intent.comment)).toEqual(['***']);
  });
});

describe('when a receiver is down', () => {
  it('is tried again with the same bytes and id, waiting longer each time, or as long as it says', async () => {
    const notifier = receiver(down, { ...down, after: 9000 }, down, taken);
    const slept: number[] = [];
    const at = await open(every, { notifier, sleep: async (ms) => void slept.push(ms) });
    const message = { id: '01J', body: '{}' };

    const told = await announce(at.world, at.config.notify, message);

    expect(slept).toEqual([1000, 9000, 15_000]);
    expect(notifier.sent.map((one) => one.message)).toEqual([message, message, message, message]);
    expect(told).toEqual([
      { urlFromEnv: 'HOOK_URL', ok: true, message: 'the receiver answered 204', tries: 4 },
    ]);
  });

  it('is tried no more once the run was cancelled', async () => {
    const notifier = receiver(down);
    const at = await open(every, { notifier, signal: AbortSignal.abort() });

    const [told] = await announce(at.world, at.config.notify, { id: '01J', body: '{}' });

    expect(told).toMatchObject({ ok: false, tries: 1 });
  });

  it.each([
    ['stays down', down, 4],
    ['says that it never takes it', { ...down, retry: false, why: 'the receiver answered 400' }, 1],
    ['asks for longer than a run waits', { ...down, after: 3_600_000 }, 1],
  ] as const)(
    'one that %s is a warning in the result, and the promotion stands',
    async (_, answer, tries) => {
      const notifier = receiver(answer);
      const at = await open(every, { notifier });
      at.push(image);

      const { document, exitCode } = await at.promote({ image });

      expect([exitCode, document.stages[0]?.outcome, notifier.sent.length]).toEqual([0, 'promoted', tries]);
      const [record] = document.records;
      expect(document.notices).toEqual([
        expect.stringMatching(
          `^the webhook of HOOK_URL was not told that web/qa is promoted.*hoist check --redeliver ${record?.id} `,
        ),
      ]);
      expect(at.world.said).toEqual(expect.arrayContaining([...document.notices]));
    },
  );

  it('one that throws is no failure either', async () => {
    const at = await open(every, { notifier: { send: () => Promise.reject(new Error('out of order')) } });
    at.push(image);

    const { document, exitCode } = await at.promote({ image });

    expect([exitCode, document.notices]).toEqual([0, ['nobody was told of web/qa: out of order']]);
  });
});

describe('when a record is delivered again', () => {
  it('the record comes from the journal with the same id and bytes', async () => {
    const first = receiver(taken);
    const at = await open(every, { notifier: first });
    at.push(image);
    const { document } = await at.promote({ image });
    const again = receiver(taken);

    const hooks = await redeliver(
      { ...at.world, notifier: async () => again },
      at.config,
      document.records[0]?.id ?? '',
    );

    expect(hooks).toEqual([{ urlFromEnv: 'HOOK_URL', ok: true, message: 'the receiver answered 204' }]);
    expect(again.sent).toEqual(first.sent);
  });

  it('a file with what a run gave, or with one record of it, does as well: the same id and bytes', async () => {
    const first = receiver(taken);
    const at = await open(every, { notifier: first });
    at.push(image);
    const { document } = await at.promote({ image, stage: 'qa', comment: 'go' });
    const files = {
      'out/result.json': JSON.stringify(document, null, 2),
      'record.json': JSON.stringify(document.records[0]),
      'other.json': '{"schema":"hoist/promotion/v1"}',
      'text.json': 'no',
      'intent.json': JSON.stringify({ ...document.records[0], result: undefined }),
    };
    const again = receiver(taken);
    const world = {
      ...at.world,
      notifier: async () => again,
      workspace: async () => ({
        find: async () => [],
        read: async (path: string) => {
          const text = (files as Readonly<Record<string, string>>)[path];
          return text === undefined ? undefined : new TextEncoder().encode(text);
        },
      }),
    };

    for (const path of ['out/result.json', 'record.json'])
      expect(await redeliver(world, at.config, path)).toMatchObject([{ ok: true }]);

    const [sent] = first.sent;
    expect(again.sent).toEqual([sent, sent]);
    for (const [path, code] of [
      ['other.json', 'RECORD_INVALID'],
      ['text.json', 'RECORD_INVALID'],
      ['intent.json', 'RECORD_WITHOUT_RESULT'],
      ['none.json', 'RECORD_UNKNOWN'],
    ] as const)
      await expect(redeliver(world, at.config, path)).rejects.toMatchObject({ code, kind: 'config' });
  });

  it('one that is not there, has no result, or that nobody listens for is a mistake of who asked', async () => {
    const at = await open('[{ url-from-env: A, on: [failed] }]', { notifier: receiver(taken) });
    at.push(image);
    const { document } = await at.promote({ image });
    const { id = '', intent } = document.records[0] ?? {};
    if (intent !== undefined) at.world.records.push({ schema: 'hoist/promotion/v1', id: 'died', intent });

    await expect(redeliver(at.world, at.config, 'none')).rejects.toMatchObject({ code: 'RECORD_UNKNOWN' });
    await expect(redeliver(at.world, at.config, 'died')).rejects.toMatchObject({
      code: 'RECORD_WITHOUT_RESULT',
    });
    await expect(redeliver(at.world, at.config, id)).rejects.toMatchObject({ code: 'NOTIFY_EMPTY' });
  });

  it('a test goes to every webhook, whatever it listens for', async () => {
    const notifier = receiver({ ...down, retry: false });
    const at = await open('[{ url-from-env: A, on: [failed] }, { url-from-env: B }]', { notifier });

    const hooks = await sendTest(at.world, at.config);

    expect(hooks.map(({ urlFromEnv, ok }) => [urlFromEnv, ok])).toEqual([
      ['A', false],
      ['B', false],
    ]);
    expect(notifier.sent.map(({ message }) => JSON.parse(message.body) as unknown)).toEqual(
      notifier.sent.map(({ message }) => ({
        schema: 'hoist/hook-test/v1',
        id: message.id,
        sent: '2026-03-04T05:06:07.000Z',
      })),
    );
  });
});
