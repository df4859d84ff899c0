import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PromotionRecord } from '../../src/domain/record.ts';
import { addSample } from '../fakes/registry/sample.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { startHoist, type Hoist } from './hoist.ts';

const secret = 'a secret of enough bytes';
const token = 'path-token-of-the-receiver';

type Received = { readonly headers: IncomingHttpHeaders; readonly body: string };

/** A receiver that answers in turn; the last answer stays. */
class Receiver {
  readonly received: Received[] = [];
  answers: number[] = [204];
  readonly #server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      this.received.push({ headers: request.headers, body });
      const [status = 204, ...rest] = this.answers;
      if (rest.length > 0) this.answers = rest;
      response.writeHead(status).end();
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${token}`;
  }

  close(): void {
    this.#server.close();
  }
}

let registry: RunningRegistry;
let receiver: Receiver;
let hoist: Hoist;
/** Everything that was printed. */
let printed: string;

beforeEach(async () => {
  printed = '';
  receiver = new Receiver();
  registry = await startRegistry();
  hoist = await startHoist({
    env: { HOOK_URL: await receiver.start(), HOOK_SECRET: secret },
    config: {
      version: 1,
      pipelines: {
        web: {
          source: `${registry.host}/dev/web`,
          stages: [{ name: 'qa', to: `${registry.host}/qa/web` }],
        },
      },
      notify: [
        { 'url-from-env': 'HOOK_URL', 'secret-from-env': 'HOOK_SECRET', 'allow-private': ['127.0.0.1'] },
      ],
    },
  });
  addSample(registry.store, 'dev/web', { tags: ['1.0.0'] });
});
afterEach(async () => {
  receiver.close();
  await Promise.all([hoist.close(), registry.close()]);
  for (const secretText of [token, secret])
    if (printed.includes(secretText)) throw new Error('a secret was printed');
});

async function run(...words: readonly string[]): Promise<{ readonly code: number; readonly stdout: string }> {
  const ran = await hoist.run(...words);
  printed += ran.stdout + ran.stderr;
  return ran;
}

describe('when the built command line tells a webhook', () => {
  it('the record goes there, and again from the journal and from a file: one id, one body', async () => {
    const promoted = await run('promote', '1.0.0', '--json');
    await hoist.write('result.json', promoted.stdout);
    const [record] = (await hoist.journal()).filter(({ result }) => result !== undefined);

    expect([promoted.code, receiver.received.length]).toEqual([0, 1]);
    const id = record?.id ?? '';
    expect((await run('check', '--redeliver', id)).code).toBe(0);
    expect((await run('check', '--redeliver', 'result.json')).code).toBe(0);

    const events = receiver.received.map(({ headers, body }) => [headers['webhook-id'], body]);
    expect(events).toEqual([events[0], events[0], events[0]]);
    expect(events[0]?.[0]).toBe(id);
    expect(JSON.parse(receiver.received[0]?.body ?? '') as PromotionRecord).toMatchObject({
      schema: 'hoist/promotion/v1',
      result: { outcome: 'promoted' },
    });
  });

  it('one that is down at first is told all the same; a refusal for good is a warning and no failure', async () => {
    receiver.answers = [503, 204];
    expect((await run('promote', '1.0.0')).code).toBe(0);
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toHaveLength(2);
    expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);

    receiver.answers = [410];
    addSample(registry.store, 'dev/web', { seed: 'two', tags: ['2.0.0'] });
    expect((await run('promote', '2.0.0')).code).toBe(0);
    expect(receiver.received).toHaveLength(3);
    expect(printed.replaceAll(/\s+/g, ' ')).toMatch(
      /the webhook of HOOK_URL was not told that web\/qa is promoted: the receiver answered 410; hoist check --redeliver/,
    );
  });

  it('a test says whether it got there', async () => {
    expect((await run('check', '--send-test')).code).toBe(0);
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({ schema: 'hoist/hook-test/v1' });

    receiver.answers = [302];
    const failed = await run('check', '--send-test');

    expect([failed.code, failed.stdout]).toEqual([3, expect.stringContaining('redirects are not followed')]);
    expect(receiver.received).toHaveLength(2);
  });
});
