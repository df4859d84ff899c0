import { describe, expect, it } from 'vitest';
import { copy } from '../../src/promotion/copy.ts';
import type { Ledger, StoredImage } from '../../src/ports/ledger.ts';
import { sampleImage } from '../fixtures/images.ts';
import { scene } from './world.ts';

const image = 'ghcr.io/acme/dev/web:1.4.2';
const config = `
version: 1
registries: { plain.example.com: { plain-http: true } }
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages: [{ name: qa, to: [us.example.com/web, eu.example.com/web, plain.example.com/web] }]
`;

describe('when a stage has promoted and there is a ledger', () => {
  it('each target with TLS is listed, a repeated run lists nothing, and a refusal is one notice', async () => {
    const stored: StoredImage[] = [];
    const ledger = {
      obstacle: async () => undefined,
      async store(one: StoredImage) {
        stored.push(one);
        return 'acme is no organisation';
      },
    };
    const at = await scene(config, { ledger });
    const { root } = at.push(image);

    const { exitCode } = await at.promote({ image });
    await at.promote({ image });

    expect(stored.map(({ repository, digest, tag }) => [repository, digest, tag])).toEqual([
      ['us.example.com/web', root.digest, '1.4.2'],
      ['eu.example.com/web', root.digest, '1.4.2'],
    ]);
    expect(at.world.said.filter((line) => line.startsWith('linked artifacts'))).toEqual([
      'linked artifacts: acme is no organisation',
    ]);
    expect(exitCode).toBe(0);
  });
});

/** A ledger that takes what it is told, until it is told not to. */
function willing(): Ledger & { readonly stored: StoredImage[]; isDown: boolean } {
  const stored: StoredImage[] = [];
  const ledger = {
    stored,
    isDown: false,
    obstacle: async () => undefined,
    async store(one: StoredImage) {
      if (ledger.isDown) return 'GitHub answered 503';
      stored.push(one);
      return undefined;
    },
  };
  return ledger;
}

const required = `
version: 1
record: { linked-artifacts: required, attest: off }
copy: { to: ['sandbox.example.com/**'] }
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: qa, to: [us.example.com/web, eu.example.com/web], tag: ['%n', { name: live, move: any }] }
      - { name: production, to: prod.example.com/web }
`;

describe('when the ledger has to be told', () => {
  it('one record a target is kept, before the stage counts as promoted', async () => {
    const ledger = willing();
    const at = await scene(required, { ledger });
    at.push(image);

    const { exitCode, document } = await at.promote({ image });

    expect([exitCode, document.outcome]).toEqual([0, 'promoted']);
    expect(ledger.stored.map(({ repository, tag }) => `${repository}:${tag}`)).toEqual([
      'us.example.com/web:1.4.2',
      'eu.example.com/web:1.4.2',
      'prod.example.com/web:1.4.2',
    ]);
  });

  it('and cannot be, the tags have moved, the record says so with exit 5, and nothing goes on from there', async () => {
    const ledger = willing();
    ledger.isDown = true;
    const at = await scene(required, { ledger });
    const { root } = at.push(image);

    const { exitCode, document } = await at.promote({ image });

    expect([exitCode, document.outcome, document.records.length]).toEqual([5, 'failed', 1]);
    expect(document.records[0]?.result).toMatchObject({
      outcome: 'failed',
      split: false,
      error: {
        code: 'LINKED_ARTIFACTS_MISSING',
        message: expect.stringContaining('GitHub answered 503'),
      },
      targets: [
        {
          tags: [
            { tag: '1.4.2', after: root.digest },
            { tag: 'live', after: root.digest },
          ],
        },
        {
          tags: [
            { tag: '1.4.2', after: root.digest },
            { tag: 'live', after: root.digest },
          ],
        },
      ],
    });
    expect(at.world.records).toEqual(document.records);
  });

  it('and a signal comes just then, the record still says where the tags are', async () => {
    const stop = new AbortController();
    const ledger: Ledger = {
      obstacle: async () => undefined,
      async store() {
        stop.abort();
        throw stop.signal.reason;
      },
    };
    const at = await scene(required, { ledger, signal: stop.signal });
    const { root } = at.push(image);

    const { exitCode, document } = await at.promote({ image });

    expect([exitCode, document.outcome]).toEqual([5, 'failed']);
    const moved = { action: 'create', after: root.digest };
    expect(document.records[0]?.result).toMatchObject({
      error: { code: 'CANCELLED' },
      targets: [{ tags: [moved, moved] }, { tags: [moved, moved] }],
    });
  });

  it('the next run makes up for it, moves nothing, and goes on', async () => {
    const ledger = willing();
    ledger.isDown = true;
    const at = await scene(required, { ledger });
    at.push(image);
    await at.promote({ image });
    ledger.isDown = false;

    const { exitCode, document } = await at.promote({ image });

    expect([exitCode, document.stages.map(({ outcome }) => outcome)]).toEqual([0, ['unchanged', 'promoted']]);
    expect(ledger.stored).toHaveLength(3);
    // Nothing shows that an earlier run told all of it: what must be there is told again, which changes nothing.
    await at.promote({ image });
    expect(ledger.stored.slice(3)).toEqual(ledger.stored.slice(0, 3));
  });

  it('a copy is told of, and a rollback', async () => {
    const ledger = willing();
    const at = await scene(required, { ledger });
    at.push('ghcr.io/acme/dev/web:1.4.1');
    await at.promote({ image: 'ghcr.io/acme/dev/web:1.4.1' });
    const { world, config, registry } = at;
    const before = ledger.stored.length;

    await copy(
      { world, config, registry },
      { image: 'ghcr.io/acme/dev/web:1.4.1', to: 'sandbox.example.com/web:1' },
    );

    expect(ledger.stored.slice(before).map(({ repository }) => repository)).toEqual([
      'sandbox.example.com/web',
    ]);

    const next = 'ghcr.io/acme/dev/web:1.5.0';
    at.push(next, sampleImage({ seed: 9 }));
    await at.promote({ image: next, stage: 'qa' });
    const told = ledger.stored.length;
    const { document } = await at.rollback({ stage: 'qa', comment: 'it leaks' });
    expect(document.outcome).toBe('promoted');
    expect(ledger.stored.slice(told).map(({ repository, tag }) => `${repository}:${tag}`)).toEqual([
      'us.example.com/web:live',
      'eu.example.com/web:live',
    ]);
  });
});

describe('when it is known before that the ledger cannot be told', () => {
  const nothing = { code: 'LINKED_ARTIFACTS_IMPOSSIBLE', kind: 'config' };

  it.each([
    ['outside of GitHub', required, undefined, /there is no GitHub to tell/],
    [
      'where the permission is missing',
      required,
      { ...willing(), obstacle: async () => ({ why: 'the token may not do this', hint: 'Add it.' }) },
      /and the token may not do this/,
    ],
    [
      'of a target without TLS',
      required.replace('record:', 'registries: { eu.example.com: { plain-http: true } }\nrecord:'),
      willing(),
      /eu.example.com\/web is not reached by https/,
    ],
    [
      'of this machine',
      required.replace('eu.example.com', 'localhost:5000'),
      willing(),
      /localhost:5000\/web/,
    ],
    ['of a folder', required.replace('eu.example.com/web', 'oci:out/web'), willing(), /oci:/],
  ] as const)('%s, nothing is written', async (_, text, ledger, message) => {
    const at = await scene(text, ledger === undefined ? {} : { ledger });
    at.push(image);
    await expect(at.promote({ image })).rejects.toMatchObject({
      ...nothing,
      message: expect.stringMatching(message),
    });

    expect([at.tags('us.example.com/web'), at.world.records]).toEqual([[], []]);
  });

  it('a run that would write nothing asks for nothing', async () => {
    const at = await scene(required.replace('name: qa,', 'name: qa, auto: false,'), {});
    at.push(image);

    const { exitCode, document } = await at.promote({ image });

    expect([exitCode, document.outcome]).toEqual([0, 'waiting']);
  });
});
