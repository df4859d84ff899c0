import { afterAll, beforeAll, describe, it } from 'vitest';
import { stageResource } from '../../src/domain/statement.ts';
import { digestOf, type Digest } from '../../src/image/digest.ts';
import type { Repository } from '../../src/image/reference.ts';
import { problem } from '../fakes/registry/answer.ts';
import type { Intercept } from '../fakes/registry/fault.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import {
  createSigstore,
  githubIdentity,
  signingKey,
  statementOf,
  type FakeIdentity,
  type Sigstore,
  type SigningKey,
} from '../fakes/sigstore.ts';
import { checkOf, decisionOf, verdictsOf } from './decisions.ts';
import { artifact, bundleArtifact, rootText } from './evidence.ts';
import { outcomesOf, startHoist, type Hoist } from './hoist.ts';
import * as say from './predicates.ts';
import { RawRepository } from './raw-registry.ts';

const workflow = 'acme/app/.github/workflows/promote.yml';
const promoter = githubIdentity({ workflow });
const fork = githubIdentity({ repository: 'evil/app', workflow });
/** A key has no log here: nothing proves when it signed. */
const key = signingKey();
const other = digestOf(Buffer.from('another image'));

/** What somebody says of a stage. */
type Said = {
  readonly hoursAgo?: number;
  readonly passed?: false;
  readonly pipeline?: string;
  readonly stage?: string;
  /** In place of the resource that Hoist writes. */
  readonly resource?: string;
  readonly by?: FakeIdentity | SigningKey | 'nobody';
  readonly about?: Digest;
  /** In place of the repository that the config has for the stage. */
  readonly repository?: string;
  /** The job died before a tag moved: the decision is there, and no record. */
  readonly died?: true;
  /** The record is as new as that, not as its decision. */
  readonly recordedHoursAgo?: number;
};

type Case = {
  readonly is: string;
  /** The repository. */
  readonly name: string;
  readonly said: readonly Said[];
  /** Of `promoted` without a soak, with one of a day, and of `age` since the promotion. */
  readonly expected: readonly [promoted: string, soaked: string, age: string];
  readonly says?: RegExp;
};

const cases: readonly Case[] = [
  {
    is: 'it passed there a day ago',
    name: 'old',
    said: [{ hoursAgo: 25 }],
    expected: ['pass', 'pass', 'pass'],
  },
  {
    is: 'it passed there an hour ago',
    name: 'young',
    said: [{ hoursAgo: 1 }],
    expected: ['pass', 'VIOLATION', 'VIOLATION'],
    says: /not in qa for long enough/,
  },
  {
    is: 'it passed there a day ago, and an hour ago again',
    name: 'again',
    said: [{ hoursAgo: 25 }, { hoursAgo: 1 }],
    expected: ['pass', 'pass', 'pass'],
  },
  { is: 'nobody says so', name: 'none', said: [], expected: ['NO_EVIDENCE', 'NO_EVIDENCE', 'NO_EVIDENCE'] },
  {
    is: 'it failed there',
    name: 'failed',
    said: [{ hoursAgo: 25, passed: false }],
    expected: ['VIOLATION', 'VIOLATION', 'NO_EVIDENCE'],
    says: /the last promotion to qa was refused/,
  },
  {
    is: 'it failed there after it had passed',
    name: 'failed-last',
    said: [{ hoursAgo: 30 }, { hoursAgo: 25, passed: false }],
    expected: ['VIOLATION', 'VIOLATION', 'pass'],
    says: /the last promotion to qa was refused/,
  },
  {
    is: 'it passed there after it had failed',
    name: 'failed-first',
    said: [{ hoursAgo: 30, passed: false }, { hoursAgo: 25 }],
    expected: ['pass', 'pass', 'pass'],
  },
  {
    is: 'it was let in, and the run died before a tag moved',
    name: 'died',
    said: [{ hoursAgo: 25, died: true }],
    expected: ['INCOMPLETE', 'INCOMPLETE', 'NO_EVIDENCE'],
    says: /no record says that it came there/,
  },
  {
    is: 'it was let in a day ago, and came there an hour ago',
    name: 'late',
    said: [{ hoursAgo: 25, recordedHoursAgo: 1 }],
    expected: ['pass', 'VIOLATION', 'VIOLATION'],
    says: /not in qa for long enough/,
  },
  {
    is: 'it came to a repository that the stage does not fill',
    name: 'misplaced',
    said: [{ hoursAgo: 25, repository: 'registry.acme.example/web' }],
    expected: ['WRONG_SUBJECT', 'WRONG_SUBJECT', 'pass'],
    says: /a repository that qa does not fill/,
  },
  {
    is: 'it passed another stage',
    name: 'stage',
    said: [{ hoursAgo: 25, stage: 'staging' }],
    expected: ['NO_EVIDENCE', 'NO_EVIDENCE', 'pass'],
  },
  {
    is: 'it passed a stage of that name in another pipeline',
    name: 'pipeline',
    said: [{ hoursAgo: 25, pipeline: 'api' }],
    expected: ['NO_EVIDENCE', 'NO_EVIDENCE', 'pass'],
  },
  {
    is: 'it passed something that names no stage',
    name: 'elsewhere',
    said: [{ hoursAgo: 25, resource: 'oci://registry.acme.example/web' }],
    expected: ['NO_EVIDENCE', 'NO_EVIDENCE', 'NO_EVIDENCE'],
  },
  {
    is: 'somebody else says so',
    name: 'fork',
    said: [{ hoursAgo: 25, by: fork }],
    expected: ['UNTRUSTED', 'UNTRUSTED', 'UNTRUSTED'],
  },
  {
    is: 'somebody else says that it failed',
    name: 'slander',
    said: [{ hoursAgo: 25 }, { hoursAgo: 1, passed: false, by: fork }],
    expected: ['pass', 'pass', 'pass'],
  },
  {
    is: 'it is said without a signature',
    name: 'unsigned',
    said: [{ by: 'nobody' }],
    expected: ['NO_EVIDENCE', 'NO_EVIDENCE', 'NO_EVIDENCE'],
  },
  {
    is: 'it is said of another image',
    name: 'moved',
    said: [{ hoursAgo: 25, about: other }],
    expected: ['WRONG_SUBJECT', 'WRONG_SUBJECT', 'WRONG_SUBJECT'],
  },
  {
    is: 'nothing proves when it passed',
    name: 'timeless',
    said: [{ by: key }],
    expected: ['pass', 'INCOMPLETE', 'INCOMPLETE'],
    says: /nothing proves since when it is in qa/,
  },
  {
    is: 'what is said of it may not be read',
    name: 'old-no-blob',
    said: [{ hoursAgo: 25 }],
    expected: ['UNREACHABLE', 'UNREACHABLE', 'UNREACHABLE'],
  },
];

let sigstore: Sigstore;
let registry: RunningRegistry;
let hoist: Hoist;
/** Documents that are kept from us where the stage reads the image. */
const kept = new Set<string>();

const intercept: Intercept = ({ method, route }) =>
  method === 'GET' && route.kind === 'blob' && kept.has(route.reference) && route.repository.startsWith('qa/')
    ? problem(403, 'DENIED', 'not you')
    : undefined;

const checks = [
  { promoted: { from: 'qa', by: ['promoter', 'key'] } },
  { promoted: { from: 'qa', by: ['promoter', 'key'], for: '24h' }, id: 'soaked' },
  { age: { since: 'promoted', by: ['promoter', 'key'], 'min-age': '24h' } },
];

beforeAll(async () => {
  [sigstore, registry] = await Promise.all([createSigstore(), startRegistry({ intercept })]);
  const { host } = registry;
  hoist = await startHoist({
    files: { 'trust/root.json': rootText(sigstore.trustRoot) },
    config: {
      version: 1,
      trust: {
        roots: [{ 'trusted-root': 'trust/root.json' }],
        signers: {
          promoter: { github: { repository: 'acme/app', workflow } },
          key: { key: { pem: key.pem, 'transparency-log': 'none' } },
        },
      },
      copy: { to: [`${host}/copy/*`], policy: 'soaked' },
      policies: { soaked: checks },
      pipelines: {
        web: {
          source: `${host}/dev/{name}`,
          stages: [
            { name: 'qa', to: `${host}/qa/{name}` },
            { name: 'production', to: `${host}/prod/{name}`, policy: 'soaked' },
          ],
        },
      },
    },
  });
});
afterAll(() => Promise.all([hoist.close(), registry.close()]));

/** Pushes an image of a name, and attaches what is said of it. */
async function push({ name, said }: Pick<Case, 'name' | 'said'>): Promise<Digest> {
  const dev = new RawRepository(registry.host, `dev/${name}`);
  const { root } = await dev.push({ seed: name, tags: ['1.0.0'] });
  for (const one of said) {
    const { hoursAgo = 0, recordedHoursAgo = hoursAgo, by = promoter, about = root, passed = true } = one;
    const { pipeline = 'web', stage = 'qa', repository = `${registry.host}/qa/${name}` } = one;
    const resource = one.resource ?? stageResource({ repository: repository as Repository, pipeline, stage });
    const attach = async (
      statement: { readonly predicateType: string; readonly predicate: unknown },
      ago: number,
    ): Promise<void> => {
      const whole = { ...statement, subjects: [about] };
      const at = new Date(Date.now() - ago * 3_600_000);
      const attached =
        by === 'nobody'
          ? artifact(statementOf(whole), 'application/vnd.in-toto+json')
          : bundleArtifact(await sigstore.attest({ by, at, ...whole }));
      await dev.attach(root, attached);
      if (name.endsWith('-no-blob')) kept.add(digestOf(attached.layer));
    };
    const predicate = say.verificationSummary({ passed, resource });
    await attach({ predicateType: say.predicateTypes.verificationSummary, predicate }, hoursAgo);
    if (!passed || one.died === true || one.resource !== undefined) continue;
    const record = say.promotionRecord({ pipeline, stage, repository, digest: about });
    await attach({ predicateType: say.predicateTypes.promotionRecord, predicate: record }, recordedHoursAgo);
  }
  return root;
}

describe('when a stage wants an image that has been in the stage before it', () => {
  it.concurrent.for(cases)('and $is ($name), it is judged so', async (one, { expect }) => {
    const { name, expected, says } = one;
    const root = await push(one);
    const ran = await hoist.promote(`${registry.host}/dev/${name}:1.0.0`);
    const decision = decisionOf(ran.document.plan.stages, 'production');
    const [promoted, soaked, age] = expected;
    expect(verdictsOf(decision)).toEqual({ promoted, soaked, age });
    if (says !== undefined) expect(checkOf(decision, 'soaked').reasons[0]?.message).toMatch(says);
    const passes = expected.every((verdict) => verdict === 'pass');
    const isUnreachable = expected.every((verdict) => verdict === 'UNREACHABLE');
    const outcome = passes ? 'promoted' : isUnreachable ? 'failed' : 'refused';
    expect(outcomesOf(ran)).toEqual({ 'web/qa': 'promoted', 'web/production': outcome });
    expect(ran.code).toBe({ promoted: 0, refused: 1, failed: 3 }[outcome]);
    expect(registry.store.tagged(`prod/${name}`, '1.0.0')).toBe(passes ? root : undefined);
    expect(registry.store.repository(`prod/${name}`) !== undefined).toBe(passes);
  });

  it('a plan takes what is said already, and a copy, which is to no stage, has none before it', async ({
    expect,
  }) => {
    const name = 'planned';
    await push({ name, said: [{ hoursAgo: 25 }] });
    const reference = `${registry.host}/dev/${name}:1.0.0`;
    const planned = await hoist.plan(reference);
    expect(verdictsOf(decisionOf(planned.document.stages, 'production'))).toEqual({
      promoted: 'pass',
      soaked: 'pass',
      age: 'pass',
    });
    const ran = await hoist.copy(reference, `${registry.host}/copy/${name}`);
    const [decision] = ran.document.plan.stages.flatMap(({ decisions }) => decisions ?? []);
    expect(decision && verdictsOf(decision)).toEqual({
      promoted: 'INCOMPLETE',
      soaked: 'INCOMPLETE',
      age: 'pass',
    });
    expect([ran.code, ran.document.outcome]).toEqual([1, 'refused']);
    expect(registry.store.repository(`copy/${name}`)).toBeUndefined();
  });
});
