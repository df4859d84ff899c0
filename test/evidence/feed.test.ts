import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { FeedSource } from '../../src/domain/evidence-settings.ts';
import { needsNothing, type Facts } from '../../src/domain/facts.ts';
import { digestOf } from '../../src/image/digest.ts';
import type { Web } from '../../src/ports/web.ts';
import { predicateTypes, vulnerabilities } from './documents.ts';
import { Ground, settings, unreachable, type TestDocument } from './ground.ts';

const kev = {
  dateReleased: '2026-03-03T12:00:00.000Z',
  count: 1,
  vulnerabilities: [{ cveID: 'CVE-2021-44228', dateAdded: '2021-12-10', dueDate: '2021-12-24' }],
};
const csv =
  '#model_version:v2026.01.01,score_date:2026-03-04T00:00:00+0000\ncve,epss,percentile\nCVE-2021-44228,0.94,0.99\n';

type Case = {
  readonly feed: 'kev' | 'epss';
  readonly source?: FeedSource;
  readonly web?: Web;
  readonly file?: string | Uint8Array | undefined;
  readonly ids?: readonly string[];
  readonly trusted?: boolean;
};

async function feedOf({ feed, source = { kind: 'publisher' }, web, file, ids = [], trusted = true }: Case) {
  const ground = new Ground();
  const image = ground.image();
  const scan: TestDocument = {
    predicateType: predicateTypes.vulnerabilities,
    about: image.root,
    predicate: vulnerabilities([...ids, 'GHSA-aaaa-bbbb-cccc']),
    ...(trusted && { signers: ['scanner'] }),
  };
  ground.attach(image.root, scan);
  const facts: Facts = await ground.facts(image, {
    needs: { ...needsNothing, evidence: true, feeds: [feed] },
    settings: { ...settings, feeds: { ...settings.feeds, [feed]: source } },
    web,
    workspace: {
      find: async () => [],
      read: async () => (typeof file === 'string' ? Buffer.from(file) : file),
    },
  });
  expect(Object.keys(facts.feeds)).toEqual([feed]);
  return facts.feeds[feed];
}

function webOf(answer: (url: URL) => unknown, asked: string[] = [], status = 200): Web {
  return {
    async get(url) {
      asked.push(url);
      const body = answer(new URL(url));
      return {
        status,
        headers: {},
        bytes: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
      };
    },
  };
}

const fromFile = { kind: 'file', path: 'feeds/x' } as const;

describe('when a check needs the known exploited vulnerabilities', () => {
  it('they are asked of the publisher, and kept with date and digest', async () => {
    const asked: string[] = [];
    const found = await feedOf({ feed: 'kev', web: webOf(() => kev, asked) });
    expect(asked).toEqual([
      'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
    ]);
    expect(found).toEqual({
      state: 'known',
      value: {
        date: kev.dateReleased,
        digest: digestOf(Buffer.from(JSON.stringify(kev))),
        entries: new Map([['CVE-2021-44228', '2021-12-10']]),
      },
    });
  });

  it('they are read from a file where the config says so, zipped or not', async () => {
    const text = JSON.stringify(kev);
    expect(await feedOf({ feed: 'kev', source: fromFile, file: text })).toMatchObject({ state: 'known' });
    expect(await feedOf({ feed: 'kev', source: fromFile, file: gzipSync(text) })).toMatchObject({
      state: 'known',
    });
  });

  it.each([
    ['is of last week', { ...kev, dateReleased: '2026-02-25T12:00:00Z' }, 'STALE'],
    ['has no date', { ...kev, dateReleased: undefined }, 'UNPARSABLE'],
    ['has a date that is none', { ...kev, dateReleased: 'soon' }, 'UNPARSABLE'],
    ['was cut', { ...kev, count: 2 }, 'UNPARSABLE'],
    ['is empty', { ...kev, count: 0, vulnerabilities: [] }, 'UNPARSABLE'],
    ['has an entry without id', { ...kev, vulnerabilities: [{ dateAdded: 'x' }] }, 'UNPARSABLE'],
    ['is a list', [], 'UNPARSABLE'],
    ['is a web page', '<html>', 'UNREACHABLE'],
    ['says something twice', '{"count":1,"count":1}', 'UNPARSABLE'],
  ])('and the feed %s, it is unknown', async (_, body, code) => {
    expect(await feedOf({ feed: 'kev', web: webOf(() => body) })).toMatchObject({ state: 'unknown', code });
  });

  it.each([
    ['answers 503', { web: webOf(() => kev, [], 503) }],
    ['redirects', { web: webOf(() => kev, [], 302) }],
    ['is not there', { web: { get: () => Promise.reject(unreachable()) } }],
    ['is not to be asked', {}],
    ['is a file that nobody wrote', { source: fromFile }],
  ])('and the source %s, that is unknown and may be tried again', async (_, over) => {
    expect(await feedOf({ feed: 'kev', ...over })).toMatchObject({ state: 'unknown', code: 'UNREACHABLE' });
  });

  it.each([204, 301, 404, 500])(
    'and the publisher answers %i, what comes with it is no feed',
    async (status) => {
      expect(await feedOf({ feed: 'kev', web: webOf(() => kev, [], status) })).toMatchObject({
        state: 'unknown',
        code: 'UNREACHABLE',
        message: expect.stringContaining(`answered ${status}`) as string,
      });
    },
  );

  it('and a file unpacks to more than is read, it is refused (A15)', async () => {
    const file = gzipSync(Buffer.alloc(70 * 1024 ** 2));
    expect(await feedOf({ feed: 'kev', source: fromFile, file })).toMatchObject({ code: 'UNPARSABLE' });
  });
});

describe('when a check needs EPSS', () => {
  const score = (url: URL): unknown => ({
    data: (url.searchParams.get('cve') ?? '')
      .split(',')
      .map((cve) => ({ cve, epss: '0.5', percentile: '0.9', date: '2026-03-04' })),
  });

  it('only what trusted scans found is asked, in parts', async () => {
    const ids = Array.from({ length: 250 }, (_, index) => `CVE-2026-${10_000 + index}`);
    const asked: string[] = [];
    const found = await feedOf({ feed: 'epss', ids: [...ids, 'not&a=cve'], web: webOf(score, asked) });
    expect(found).toMatchObject({ state: 'known', value: { date: '2026-03-04' } });
    expect(found?.state === 'known' && found.value.entries.size).toBe(250);
    const parts = asked.map((url) => new URL(url).searchParams.get('cve') ?? '');
    expect(parts.map((part) => part.split(',').length)).toEqual([100, 100, 50]);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(2_000);
    expect(parts.join(',').split(',')).toEqual(ids);
  });

  it('nobody is asked where there is nothing to ask about, or nobody trusted found it', async () => {
    for (const over of [{}, { ids: ['CVE-2021-44228'], trusted: false }]) {
      const asked: string[] = [];
      const found = await feedOf({ feed: 'epss', web: webOf(score, asked), ...over });
      expect(found).toMatchObject({ state: 'known', value: { entries: new Map() } });
      expect(asked).toEqual([]);
    }
  });

  it('a day lasts until its end, and no longer', async () => {
    const ids = ['CVE-2021-44228'];
    const dated = (date: string): Web => webOf(() => ({ data: [{ cve: ids[0], epss: '1', date }] }));
    expect(await feedOf({ feed: 'epss', ids, web: dated('2026-03-02') })).toMatchObject({ state: 'known' });
    expect(await feedOf({ feed: 'epss', ids, web: dated('2026-03-01') })).toMatchObject({ code: 'STALE' });
  });

  it.each([
    ['the daily file', csv],
    ['the daily file, zipped', gzipSync(csv)],
    [
      'an answer that was kept',
      JSON.stringify({ data: [{ cve: 'CVE-2021-44228', epss: '0.94', date: '2026-03-04' }] }),
    ],
  ])('%s is read', async (_, file) => {
    const found = await feedOf({ feed: 'epss', source: fromFile, file });
    expect(found).toMatchObject({ state: 'known', value: { entries: new Map([['CVE-2021-44228', 0.94]]) } });
  });

  it.each([
    ['no date', csv.replace(/score_date.*/, '')],
    ['other columns', csv.replace('cve,epss', 'epss,cve')],
    ['no scores', csv.replace(/CVE.*/, '')],
    ['a score that is none', csv.replace('0.94', '1e9')],
    ['an empty score', csv.replace('0.94', '')],
    ['a score in hexadecimal', csv.replace('0.94', ' 0x0')],
    ['an answer without data', '{}'],
    ['an answer that is empty', '{"data":[]}'],
    ['a score without id', '{"data":[{"epss":"0.1","date":"2026-03-04"}]}'],
    ['something else', 'hello'],
    ['no gzip', Buffer.from([0x1f, 0x8b, 1, 2])],
  ])('a file with %s is refused', async (_, file) => {
    expect(await feedOf({ feed: 'epss', source: fromFile, file })).toMatchObject({
      state: 'unknown',
      code: 'UNPARSABLE',
    });
  });
});
