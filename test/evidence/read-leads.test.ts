import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import type { Lead } from '../../src/evidence/lead.ts';
import { Look } from '../../src/evidence/look.ts';
import { documentKey, readLeads, type ReadLimits } from '../../src/evidence/read-leads.ts';
import { digestOf } from '../../src/image/digest.ts';

const named = (name: string) => digestOf(Buffer.from(name));
const limits: ReadLimits = { documents: 100, each: 100, all: 1000 };

function leadOf(name: string, more: Partial<Lead> = {}): Lead {
  return {
    look: new Look('referrers'),
    mediaType: 'application/json',
    annotations: {},
    about: named('image'),
    digest: named(name),
    read: () => Promise.resolve(Buffer.from(name)),
    ...more,
  };
}

/** The names of what was read, in order, and what became of the look of each lead. */
async function reading(leads: readonly Lead[], within: Partial<ReadLimits> = {}) {
  const looked = leads.map((lead) => ({ look: lead.look, leads: [lead] }));
  const used = await readLeads(looked, (document) => Promise.resolve(document), { ...limits, ...within });
  return {
    used,
    names: used.map(({ found }) => Buffer.from(found.bytes).toString()),
    states: leads.map(({ look }) => look.search().state),
  };
}

const names = (count: number) => Array.from({ length: count }, (_, order) => `d${order}`);

describe('when documents are read', () => {
  it('are handed over in their order, whatever the order in which they come', async () => {
    const leads = names(20).map((name, order) =>
      leadOf(name, {
        read: async () => {
          for (let turn = order % 7; turn < 7; turn += 1) await Promise.resolve();
          return Buffer.from(name);
        },
      }),
    );
    expect((await reading(leads)).names).toEqual(names(20));
  });

  it('come with what is known of them', async () => {
    const manifest = named('manifest');
    const { used } = await reading([leadOf('a', { manifest, annotations: { a: 'b' }, file: 'a.json' })]);
    expect(used).toEqual([
      {
        found: {
          place: 'referrers',
          bytes: Buffer.from('a'),
          digest: named('a'),
          mediaType: 'application/json',
          annotations: { a: 'b' },
          about: named('image'),
          manifest,
          file: 'a.json',
        },
        holders: [manifest],
      },
    ]);
  });

  it('have the digest of their bytes where none was known', async () => {
    const { digest: _, about: __, ...bare } = leadOf('a');
    const { used } = await reading([bare, bare]);
    expect(used.map(({ found }) => found.digest)).toEqual([named('a'), named('a')]);
    expect(used[0]?.found).not.toHaveProperty('about');
    expect(used[0]?.holders).toEqual([]);
  });

  it('one that is found in several places is read once, with all that hold it', async () => {
    let reads = 0;
    const read = () => {
      reads += 1;
      return Promise.resolve(Buffer.from('a'));
    };
    const [one, other] = [named('one'), named('other')];
    const leads = [leadOf('a', { manifest: one, read }), leadOf('a', { manifest: other, read })];
    const { used, states } = await reading([...leads, leadOf('a', { read })]);
    expect(reads).toBe(1);
    expect(used.map(({ holders }) => holders)).toEqual([[one, other]]);
    expect(states).toEqual(['found', 'found', 'found']);
  });

  it('one about another manifest, or with another signature, is another', async () => {
    const signed = (text: string) =>
      leadOf('a', { annotations: { 'dev.cosignproject.cosign/signature': text } });
    const other = leadOf('a', { about: named('other') });
    expect((await reading([leadOf('a'), other, signed('x'), signed('y'), signed('x')])).names).toHaveLength(
      4,
    );
  });
});

describe('when documents are compared', () => {
  const key = (annotations: Readonly<Record<string, string>>) =>
    documentKey({ digest: named('a'), annotations });

  it("cosign's annotations make another of one, in any order, and no others do", () => {
    const signature = { 'dev.cosignproject.cosign/signature': 'x' };
    const bundle = { 'dev.sigstore.cosign/bundle': 'y' };
    expect(key({ ...signature, ...bundle })).toBe(key({ ...bundle, ...signature }));
    expect(key({ ...signature, 'org.opencontainers.image.title': 'z' })).toBe(key(signature));
    expect(key({ 'x/dev.sigstore.cosign/': 'y' })).toBe(key({}));
    expect(new Set([key({}), key(signature), key(bundle), key({ ...signature, ...bundle })]).size).toBe(4);
  });
});

describe('when more is there than is read', () => {
  it('says so of each that was left out, and reads the first', async () => {
    const { names: read, states } = await reading(
      names(4).map((name) => leadOf(name)),
      { documents: 3 },
    );
    expect(read).toEqual(['d0', 'd1', 'd2']);
    expect(states).toEqual(['found', 'found', 'found', 'cut']);
  });

  it('of bytes, up to the last that fits', async () => {
    const leads = () => names(4).map((name) => leadOf(name));
    expect((await reading(leads(), { all: 8 })).states).toEqual(['found', 'found', 'found', 'found']);
    const cut = await reading(leads(), { all: 7 });
    expect(cut.names).toEqual(['d0', 'd1', 'd2']);
    expect(cut.states).toEqual(['found', 'found', 'found', 'cut']);
  });

  it('nothing more is read once all that may be is', async () => {
    let reads = 0;
    const counted = (name: string) =>
      leadOf(name, {
        read: () => {
          reads += 1;
          return Promise.resolve(Buffer.from(name));
        },
      });
    const { states } = await reading(names(10).map(counted), { all: 4 });
    expect(reads).toBe(8);
    expect(states.slice(0, 2)).toEqual(['found', 'found']);
    expect(new Set(states.slice(2))).toEqual(new Set(['cut']));
  });

  it('one that is known to be too long is not asked for', async () => {
    const read = () => Promise.reject(new HoistError('refused', 'X', 'asked for'));
    expect((await reading([leadOf('a', { size: 101, read })])).states).toEqual(['cut']);
    expect((await reading([leadOf('a', { size: 100 })])).states).toEqual(['found']);
  });

  it.each(['FILE_TOO_LARGE', 'BLOB_TOO_LARGE', 'BUNDLE_TOO_LONG', 'WEB_TOO_LONG'])(
    'one that turns out to be too long, %s, is left and not failed',
    async (code) => {
      const read = () => Promise.reject(new HoistError('refused', code, 'too long'));
      const { look } = leadOf('a');
      await reading([leadOf('a', { look, read })]);
      expect(look.search()).toMatchObject({ state: 'cut', message: 'not everything was read: too long' });
    },
  );

  it('one that cannot be read is a failure of its place, and the others are read', async () => {
    const read = () => Promise.reject(new HoistError('unreachable', 'X', 'no answer'));
    const { names: got, states } = await reading([leadOf('a', { read }), leadOf('b')]);
    expect(got).toEqual(['b']);
    expect(states).toEqual(['unreachable', 'found']);
  });

  it('the limit of each is told to who reads', async () => {
    const asked: number[] = [];
    const read = (most: number) => {
      asked.push(most);
      return Promise.resolve(Buffer.from('a'));
    };
    await reading([leadOf('a', { read })], { each: 7 });
    expect(asked).toEqual([7]);
  });
});
