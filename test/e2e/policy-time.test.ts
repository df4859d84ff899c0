import { afterAll, beforeAll, describe, it } from 'vitest';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { createSigstore, githubIdentity, signingKey, type Sigstore } from '../fakes/sigstore.ts';
import { checkOf, decisionOf, verdictsOf } from './decisions.ts';
import { bundleArtifact, rootText } from './evidence.ts';
import { startHoist, type Hoist } from './hoist.ts';
import { configOf, pushManifest } from './own-image.ts';
import * as say from './predicates.ts';
import { RawRepository } from './raw-registry.ts';

const hour = 3_600_000;
const day = 24 * hour;
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

function daysFromNow(days: number): string {
  return new Date(Date.now() + days * day).toISOString().slice(0, 10);
}

/** So many days from now, in UTC: three are far from midnight in every time zone. */
function weekdayIn(days: number): string {
  return weekdays[new Date(Date.now() + days * day).getUTCDay()] ?? '';
}

const always = { days: 'mon-sun', hours: '00:00-24:00', timezone: 'Europe/Berlin' };
const never = { days: weekdayIn(3), timezone: 'America/New_York' };
const freeze = { from: daysFromNow(-2), to: daysFromNow(2), why: 'year-end freeze' };

const windows = {
  open: { allow: [never, always] },
  closed: { allow: [never] },
  frozen: { deny: [{ from: '2026-01-01', to: '2026-01-02' }, freeze] },
  thawed: {
    deny: [
      { from: '2026-01-01', to: '2026-01-02' },
      { ...freeze, from: '2999-01-01', to: '2999-01-02' },
    ],
  },
  'frozen-all-the-same': { allow: [always], deny: [freeze] },
} as const;

const ages = {
  fresh: { by: ['ci', 'key'], 'max-age': '7d' },
  seasoned: { by: ['ci', 'key'], 'min-age': '24h' },
  built: { by: ['ci', 'key'], since: 'built', 'max-age': '7d' },
} as const;

const ci = githubIdentity();
/** Its signatures are in no log: nothing proves when they were made. */
const key = signingKey();

let sigstore: Sigstore;
let registry: RunningRegistry;
let hoist: Hoist;

beforeAll(async () => {
  [sigstore, registry] = await Promise.all([createSigstore(), startRegistry()]);
  const { host } = registry;
  const policies = {
    ...Object.fromEntries(Object.entries(windows).map(([name, window]) => [name, [{ window }]])),
    ages: Object.entries(ages).map(([id, age]) => ({ age, id })),
  };
  const pipelines = Object.keys(policies).map((policy) => [
    policy,
    {
      source: `${host}/${policy}/{name}`,
      stages: [{ name: 'qa', to: `${host}/qa/${policy}/{name}`, policy }],
    },
  ]);
  hoist = await startHoist({
    files: { 'trust/root.json': rootText(sigstore.trustRoot) },
    config: {
      version: 1,
      trust: {
        roots: [{ 'trusted-root': 'trust/root.json' }],
        signers: {
          ci: { github: { repository: 'acme/app' } },
          key: { key: { pem: key.pem, 'transparency-log': 'none' } },
        },
      },
      policies,
      pipelines: Object.fromEntries(pipelines),
    },
  });
});
afterAll(() => Promise.all([hoist.close(), registry.close()]));

describe('when a policy says when promotions may happen', () => {
  it.concurrent.for([
    ['open', 'in a window', 'pass', /^$/],
    ['closed', 'outside of every window', 'VIOLATION', /^no promotions at this time$/],
    ['frozen', 'in a freeze', 'VIOLATION', /^no promotions now: year-end freeze$/],
    ['thawed', 'in none of the freezes', 'pass', /^$/],
    ['frozen-all-the-same', 'in a window and a freeze', 'VIOLATION', /year-end freeze/],
  ] as const)('%s: %s, it is judged so', async ([policy, , verdict, says], { expect }) => {
    const { root } = await new RawRepository(registry.host, `${policy}/web`).push({
      seed: policy,
      tags: ['1.0.0'],
    });
    const reference = `${registry.host}/${policy}/web:1.0.0`;
    const planned = await hoist.plan(reference);
    const ran = await hoist.promote(reference);
    const [before, after] = [planned.document.stages, ran.document.plan.stages].map((stages) =>
      decisionOf(stages, 'qa'),
    );
    const passes = verdict === 'pass';
    // Who plans does not promote yet.
    expect(before && verdictsOf(before)).toEqual({ window: passes ? 'pass' : 'pending' });
    expect(planned.code).toBe(0);
    expect(after && verdictsOf(after)).toEqual({ window: verdict });
    expect(after && (checkOf(after, 'window').reasons[0]?.message ?? '')).toMatch(says);
    expect([ran.code, ran.document.outcome]).toEqual(passes ? [0, 'promoted'] : [1, 'refused']);
    const target = `qa/${policy}/web`;
    expect(registry.store.tagged(target, '1.0.0')).toBe(passes ? root : undefined);
    expect(registry.store.repository(target) !== undefined).toBe(passes);
  });
});

type Signed = {
  readonly by?: typeof ci | typeof key;
  readonly daysAgo?: number;
  /** Attests the build, which ended so many days ago; null: without saying when. Absent: signs the image. */
  readonly built?: number | null;
};

type Verdicts = readonly [fresh: string, seasoned: string, built: string];

describe('when a policy says how old an image may be', () => {
  it.concurrent.for<readonly [string, readonly Signed[], Verdicts]>([
    ['signed three days ago', [{ daysAgo: 3 }], ['pass', 'pass', 'NO_EVIDENCE']],
    ['signed now', [{}], ['pass', 'VIOLATION', 'NO_EVIDENCE']],
    ['signed long ago', [{ daysAgo: 30 }], ['VIOLATION', 'pass', 'NO_EVIDENCE']],
    ['built and attested three days ago', [{ daysAgo: 3, built: 3 }], ['pass', 'pass', 'pass']],
    ['built long ago and attested now', [{ built: 30 }], ['pass', 'VIOLATION', 'VIOLATION']],
    ['attested without a time of the build', [{ daysAgo: 3, built: null }], ['pass', 'pass', 'INCOMPLETE']],
    ['attested before it is said to be built', [{ daysAgo: 3, built: 2 }], ['pass', 'pass', 'INCOMPLETE']],
    ['signed with nothing that proves when', [{ by: key }], ['INCOMPLETE', 'INCOMPLETE', 'NO_EVIDENCE']],
    ['signed by nobody', [], ['NO_EVIDENCE', 'NO_EVIDENCE', 'NO_EVIDENCE']],
  ])(
    '%s, by what is proven and never by what its config states',
    async ([is, signed, verdicts], { expect }) => {
      const path = `ages/${is.replaceAll(' ', '-')}`;
      const dev = new RawRepository(registry.host, path);
      const created = new Date(Date.now() - 3 * day).toISOString();
      const config = {
        ...configOf('linux/amd64', { Labels: { 'org.opencontainers.image.created': created } }),
        created,
      };
      const { digest } = await pushManifest(dev, { config }, '1.0.0');
      for (const { by = ci, daysAgo = 0, built } of signed) {
        const at = new Date(Date.now() - daysAgo * day);
        const finished = typeof built === 'number' ? new Date(Date.now() - built * day) : built;
        const bundle =
          finished === undefined
            ? await sigstore.sign({ by, at, digest })
            : await sigstore.attest({
                by,
                at,
                predicateType: say.predicateTypes.provenance,
                predicate: say.provenance({
                  repository: 'acme/app',
                  ref: 'refs/heads/main',
                  commit: '0123456789abcdef0123456789abcdef01234567',
                  finished,
                }),
                subjects: [digest],
              });
        await dev.attach(digest, bundleArtifact(bundle));
      }
      const ran = await hoist.promote(`${registry.host}/${path}:1.0.0`);
      const decision = decisionOf(ran.document.plan.stages, 'qa');
      const [fresh, seasoned, built] = verdicts;
      expect(verdictsOf(decision)).toEqual({ fresh, seasoned, built });
      const passes = verdicts.every((verdict) => verdict === 'pass');
      expect([ran.code, ran.document.outcome]).toEqual(passes ? [0, 'promoted'] : [1, 'refused']);
      expect(registry.store.repository(`qa/${path}`) !== undefined).toBe(passes);
    },
  );
});
