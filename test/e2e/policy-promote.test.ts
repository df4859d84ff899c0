import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Digest } from '../../src/image/digest.ts';
import { problem } from '../fakes/registry/answer.ts';
import type { Intercept } from '../fakes/registry/fault.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { createSigstore, signingKey, type Sigstore } from '../fakes/sigstore.ts';
import { checkOf, decisionOf, verdictsOf } from './decisions.ts';
import { bundleArtifact } from './evidence.ts';
import { flat } from './failing-registries.ts';
import { outcomesOf, startHoist, statesOf, type Hoist } from './hoist.ts';
import { RawRepository } from './raw-registry.ts';

const ci = signingKey();
const today = new Date().toISOString().slice(0, 10);
const inAMonth = new Date(Date.now() + 30 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);

let sigstore: Sigstore;
let source: RunningRegistry;
let target: RunningRegistry;
let hoist: Hoist;
let image: Digest;
/** What the source does to a request. */
let hinder: Intercept | undefined;

beforeAll(async () => {
  sigstore = await createSigstore();
});
beforeEach(async () => {
  hinder = undefined;
  [source, target, hoist] = await Promise.all([
    startRegistry({ intercept: (request) => hinder?.(request) }),
    startRegistry(),
    startHoist(),
  ]);
  const dev = new RawRepository(source.host, 'dev/web');
  image = (await dev.push({ seed: 'web', tags: ['1.0.0'] })).root;
  const signature = await sigstore.sign({ by: ci, digest: image });
  await dev.attach(image, bundleArtifact(signature));
  source.requests.length = 0;
});
afterEach(() => Promise.all([source.close(), target.close(), hoist.close()]));

type Written = { readonly name: string; readonly policy: string; readonly [key: string]: unknown };
type Parts = {
  readonly policies: object;
  readonly stages: readonly Written[];
  readonly [key: string]: unknown;
};

/** Every stage goes to a repository of its name in the other registry. */
function withPolicies({ policies, stages, ...more }: Parts): Promise<void> {
  return hoist.write('.github/hoist.yml', {
    version: 1,
    trust: { signers: { ci: { key: { pem: ci.pem, 'transparency-log': 'none' } } } },
    policies,
    pipelines: {
      web: {
        source: `${source.host}/dev/web`,
        stages: stages.map((stage) => ({ to: `${target.host}/${stage.name}/web`, ...stage })),
      },
    },
    ...more,
  });
}

function writes({ requests }: RunningRegistry): readonly string[] {
  return requests
    .filter(({ method }) => method !== 'GET' && method !== 'HEAD')
    .map(({ method, path }) => `${method} ${path}`);
}

const signed = [{ signature: { by: 'ci' } }];
const tiny = { size: { max: '1KB' }, id: 'bytes' };
const few = { size: { layers: '<= 1' }, id: 'layers' };

function waiver(id: string, rule: string): object {
  return {
    id,
    check: 'size',
    match: { rule },
    reason: 'it shrinks next month',
    owner: '@acme/web',
    expires: inAMonth,
  };
}

describe('when a promotion is planned', () => {
  it('policy is shown for every stage at once; what waits for time or a stage is pending', async () => {
    const freeze = { window: { deny: [{ from: today, to: inAMonth, why: 'year-end freeze' }] } };
    await withPolicies({
      policies: {
        signed,
        frozen: [...signed, freeze],
        later: [...signed, { promoted: { from: 'qa', by: 'ci' } }],
        big: [{ ...tiny, why: 'agreed with the platform team' }],
      },
      stages: [
        { name: 'qa', policy: 'signed' },
        { name: 'staging', policy: 'frozen' },
        { name: 'production', policy: 'later' },
        { name: 'edge', policy: 'big', after: 'qa' },
      ],
    });
    const { code, document } = await hoist.plan('1.0.0');
    expect(statesOf(document)).toEqual({
      'web/qa': 'ready',
      'web/staging': 'pending',
      'web/production': 'pending',
      'web/edge': 'refused',
    });
    expect(code).toBe(1);
    const verdicts = ['qa', 'staging', 'production', 'edge'].map((stage) => {
      const decision = decisionOf(document.stages, stage);
      return [decision.verdict, verdictsOf(decision)];
    });
    expect(verdicts).toEqual([
      ['pass', { signature: 'pass' }],
      ['pending', { signature: 'pass', window: 'pending' }],
      ['pending', { signature: 'pass', promoted: 'pending' }],
      ['refused', { bytes: 'VIOLATION' }],
    ]);
    expect([writes(source), writes(target)]).toEqual([[], []]);

    const text = flat((await hoist.run('plan', '1.0.0')).stdout);
    expect(text).toMatch(/PASSED .* → web\/qa .* 1 check passed/);
    expect(text).toContain('window');
    expect(text).toMatch(/REFUSED .* → web\/edge 1 of 1 checks? refuse/);
    expect(text).toMatch(/✗ bytes .*\.github\/hoist\.yml:\d+/);
    expect(text).toContain('why agreed with the platform team');
  });

  it('now, what was pending refuses, and nothing behind it is reached', async () => {
    await withPolicies({
      policies: { signed, frozen: [{ window: { deny: [{ from: today, to: inAMonth }] } }] },
      stages: [
        { name: 'qa', policy: 'signed' },
        { name: 'staging', policy: 'frozen' },
        { name: 'production', policy: 'signed' },
      ],
    });
    const ran = await hoist.promote('1.0.0');
    expect(outcomesOf(ran)).toEqual({ 'web/qa': 'promoted', 'web/staging': 'refused' });
    expect([ran.code, target.store.repository('production/web')]).toEqual([1, undefined]);
  });
});

describe('when policy refuses', () => {
  it('not a byte is written to the target, and the record says why', async () => {
    await withPolicies({
      policies: { strict: [...signed, tiny, { platforms: { exactly: ['linux/amd64'] } }] },
      stages: [{ name: 'qa', policy: 'strict' }],
    });
    const ran = await hoist.promote('1.0.0');
    expect([ran.code, outcomesOf(ran)]).toEqual([1, { 'web/qa': 'refused' }]);
    expect(writes(target)).toEqual([]);
    expect([...target.store.repositories.keys()]).toEqual([]);
    const record = (await hoist.journal()).at(-1);
    expect(record).toEqual(ran.document.records[0]);
    expect(record?.result).toMatchObject({
      outcome: 'refused',
      problems: [{ code: 'POLICY_REFUSED', message: expect.stringContaining('bytes (VIOLATION)') }],
    });
    const [policy] = record?.intent.policy ?? [];
    expect(policy).toMatchObject({
      digest: image,
      policies: ['strict'],
      verdict: 'refused',
      checks: [
        { id: 'signature', verdict: 'pass', evidence: [expect.stringMatching(/^sha256:/)] },
        { id: 'bytes', verdict: 'fail', code: 'VIOLATION' },
        { id: 'platforms', verdict: 'pass' },
      ],
      waivers: [],
    });
  });

  it('in a warning or before its day, it is said and does not refuse', async () => {
    await withPolicies({
      policies: {
        soft: [
          { ...tiny, level: 'warn' },
          { ...few, 'effective-from': inAMonth },
        ],
      },
      stages: [{ name: 'qa', policy: 'soft' }],
    });
    const ran = await hoist.promote('1.0.0');
    expect([ran.code, outcomesOf(ran)]).toEqual([0, { 'web/qa': 'promoted' }]);
    const decision = decisionOf(ran.document.plan.stages, 'qa');
    expect(decision.checks.map(({ verdict, level }) => [verdict, level])).toEqual([
      ['fail', 'warn'],
      ['fail', 'later'],
    ]);
  });
});

describe('when the evidence cannot be reached', () => {
  it.each([
    ['nothing else is wrong, trying again may help', signed, 3, 'failed', 'POLICY_UNREACHABLE'],
    ['something else refuses, it does not help', [...signed, tiny], 1, 'refused', 'POLICY_REFUSED'],
  ])('and %s', async (_, policy, code, outcome, problemCode) => {
    hinder = ({ route }) => (route.kind === 'referrers' ? problem(403, 'DENIED', 'not you') : undefined);
    await withPolicies({ policies: { policy }, stages: [{ name: 'qa', policy: 'policy' }] });
    const ran = await hoist.promote('1.0.0');
    expect([ran.code, ran.document.outcome]).toEqual([code, outcome]);
    expect(checkOf(decisionOf(ran.document.plan.stages, 'qa'), 'signature').reasons).toMatchObject([
      { code: 'UNREACHABLE' },
    ]);
    expect(JSON.stringify(ran.document.records[0]?.result)).toContain(problemCode);
    expect(writes(target)).toEqual([]);
  });
});

describe('when a stage is behind another', () => {
  it('judges it anew in its turn, by what has come there', async () => {
    await withPolicies({
      policies: { signed },
      stages: [
        { name: 'qa', policy: 'signed', referrers: 'none' },
        { name: 'production', policy: 'signed' },
      ],
    });
    const { document } = await hoist.plan('1.0.0');
    expect(verdictsOf(decisionOf(document.stages, 'production'))).toEqual({ signature: 'pass' });
    const ran = await hoist.promote('1.0.0');
    expect([ran.code, outcomesOf(ran)]).toEqual([1, { 'web/qa': 'promoted', 'web/production': 'refused' }]);
    expect(ran.document.records.map(({ intent }) => intent.policy?.map(({ verdict }) => verdict))).toEqual([
      ['pass'],
      ['refused'],
    ]);
    expect(target.store.repository('production/web')).toBeUndefined();
    const text = flat((await hoist.run('promote', '1.0.0')).stdout);
    expect(text).toMatch(/REFUSED .* → web\/production .* \? signature .*\.github\/hoist\.yml:\d+/);
    expect(text).toContain('looked at referrers 0');
  });

  it('passes it there where the signature came along', async () => {
    await withPolicies({
      policies: { signed },
      stages: [
        { name: 'qa', policy: 'signed' },
        { name: 'production', policy: 'signed' },
      ],
    });
    const ran = await hoist.promote('1.0.0');
    expect([ran.code, outcomesOf(ran)]).toEqual([0, { 'web/qa': 'promoted', 'web/production': 'promoted' }]);
    expect(target.store.referrers('production/web', image)).toHaveLength(1);
  });
});

describe('when a waiver accepts what a check finds', () => {
  beforeEach(async () => {
    await withPolicies({
      policies: { small: [tiny, few] },
      stages: [{ name: 'qa', policy: 'small' }],
      waivers: { file: 'waivers.yml' },
    });
    await hoist.write('waivers.yml', [waiver('W-1', 'bytes'), waiver('W-2', 'layers')]);
  });

  async function plannedHash(): Promise<string> {
    const hash = (await hoist.plan('1.0.0')).document.stages[0]?.hash;
    if (hash === undefined) throw new Error('the plan has no hash');
    return hash;
  }

  it('the image is promoted as planned, and the record names the waiver and its owner', async () => {
    const ran = await hoist.promote('1.0.0', '--expected-plan', await plannedHash());
    expect([ran.code, outcomesOf(ran)]).toEqual([0, { 'web/qa': 'promoted' }]);
    expect((await hoist.journal()).at(-1)?.intent.policy?.[0]).toMatchObject({
      verdict: 'pass',
      waivers: [
        { id: 'W-1', check: 'size', owner: '@acme/web', expires: inAMonth, findings: 1 },
        { id: 'W-2' },
      ],
    });
  });

  it('one that came after the plan was approved is a conflict that names it', async () => {
    await hoist.write('waivers.yml', [waiver('W-1', 'bytes')]);
    const hash = await plannedHash();
    await hoist.write('waivers.yml', [waiver('W-1', 'bytes'), waiver('W-2', 'layers')]);
    const ran = await hoist.promote('1.0.0', '--expected-plan', hash);
    expect([ran.code, outcomesOf(ran)]).toEqual([4, { 'web/qa': 'conflict' }]);
    expect(JSON.stringify(ran.document.records)).toContain('W-2');
    expect(writes(target)).toEqual([]);
  });

  it('one that is over accepts nothing any more, and that is said', async () => {
    await hoist.write('waivers.yml', [
      { ...waiver('W-1', 'bytes'), expires: '2026-01-31' },
      waiver('W-2', 'layers'),
    ]);
    const { code, document } = await hoist.plan('1.0.0');
    const decision = decisionOf(document.stages, 'qa');
    expect([code, verdictsOf(decision)]).toEqual([1, { bytes: 'VIOLATION', layers: 'pass' }]);
    expect(decision.waivers.idle).toMatchObject([{ id: 'W-1', state: 'expired' }]);
    const ran = await hoist.run('promote', '1.0.0');
    expect([ran.code, writes(target)]).toEqual([1, []]);
    expect(flat(ran.stdout)).toMatch(/W-1.* expired on 2026-01-31/);
  });
});
