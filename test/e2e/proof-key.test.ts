import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Digest } from '../../src/image/digest.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { distributionProgram, startDistribution } from '../servers/distribution.ts';
import { lacking, requireTool } from '../tools.ts';
import { outcomesOf, startHoist, type Hoist } from './hoist.ts';
import { RawRepository } from './raw-registry.ts';

const decision = 'https://slsa.dev/verification_summary/v1';
const promotion = 'urn:hoist:promotion:v1';

type Started = { readonly host: string; close(): Promise<void> };

const registries: readonly {
  readonly name: string;
  readonly programs: readonly string[];
  readonly start: () => Promise<Started>;
}[] = [
  { name: 'the embedded registry', programs: [], start: () => startRegistry() },
  {
    name: 'distribution 3',
    programs: [distributionProgram(3)],
    start: () => startDistribution({ version: 3 }),
  },
];

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

describe.each(registries)('when promotions are signed with a key in $name', ({ programs, start }) => {
  describe.skipIf(lacking(...programs))('on this machine', () => {
    let registry: Started;
    let hoist: Hoist;
    let image: Digest;

    beforeAll(async () => {
      registry = await start();
    });
    afterAll(() => registry.close());
    beforeEach(async ({ task }) => {
      const path = `dev/${task.id.replaceAll(/[^a-z0-9]/g, '')}`;
      image = (await new RawRepository(registry.host, path).push({ seed: path, tags: ['1.0.0'] })).root;
      hoist = await startHoist({
        env: { SIGNING_KEY: pem },
        files: { 'promoter.pub': publicPem },
        config: {
          version: 1,
          record: { 'key-from-env': 'SIGNING_KEY', attest: 'required' },
          pipelines: {
            web: {
              source: `${registry.host}/${path}`,
              stages: [{ name: 'qa', to: `${registry.host}/qa${path.slice(3)}` }],
            },
          },
        },
      });
      repository = new RawRepository(registry.host, `qa${path.slice(3)}`);
      target = `${registry.host}/qa${path.slice(3)}`;
    });
    afterEach(() => hoist.close());
    let repository: RawRepository;
    let target: string;

    async function predicates(): Promise<readonly (string | undefined)[]> {
      const listed = await repository.referrers(image);
      return listed.map(({ annotations }) => annotations?.['dev.sigstore.bundle.predicateType']);
    }

    it('both statements are at the target; a run that finds all of it there adds none', async () => {
      const ran = await hoist.promote('1.0.0');
      expect([ran.code, outcomesOf(ran)]).toEqual([0, { 'web/qa': 'promoted' }]);
      expect(await predicates()).toEqual(expect.arrayContaining([decision, promotion]));
      const listed = await repository.referrers(image);
      const ours = listed.find(
        ({ annotations }) => annotations?.['dev.sigstore.bundle.predicateType'] === promotion,
      );
      const { layer } = await repository.attached({ tag: ours?.digest ?? '' });
      const bundle = JSON.parse(layer.toString()) as { dsseEnvelope: { payload: string } };
      const statement = JSON.parse(Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString()) as {
        predicateType: string;
        predicate: unknown;
      };
      expect([statement.predicateType, statement.predicate]).toEqual([promotion, ran.document.records[0]]);
      const again = await hoist.promote('1.0.0');
      expect(outcomesOf(again)).toEqual({ 'web/qa': 'unchanged' });
      expect(await predicates()).toHaveLength(2);
    });

    it('what a config on a disk decided is signed, and verify does not take it for a promotion', async () => {
      await hoist.promote('1.0.0');
      const ran = await hoist.run('verify', `${target}:1.0.0`, '--key', 'promoter.pub', '--json');
      const document: unknown = JSON.parse(ran.stdout);
      expect(document).toMatchObject({
        schema: 'hoist/verify/v1',
        ok: false,
        unaltered: true,
        promoted: false,
        problems: [
          {
            code: 'NOT_PROMOTED',
            message: expect.stringContaining('a config on a disk'),
            hint: expect.stringContaining('GitHub Actions'),
          },
        ],
      });
      expect(ran.code).toBe(1);
    });

    it('says once why all that is attached counts for nothing, of each of it', async () => {
      await hoist.promote('1.0.0');
      const ran = await hoist.run('verify', `${target}:1.0.0`, '--signer-repository', 'acme/web');
      const said = ran.stdout.replaceAll(/\s+/g, ' ');
      expect(said).toMatch(
        /: [0-9a-f]{12}, [0-9a-f]{12}: it is signed with a key, and the config names no key hint/,
      );
    });

    it.skipIf(lacking('cosign'))('cosign accepts both with the public key, and with no other', async () => {
      await hoist.promote('1.0.0');
      const home = await mkdtemp(join(tmpdir(), 'hoist-auditor-'));
      try {
        await writeFile(join(home, 'promoter.pub'), publicPem);
        const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
        await writeFile(join(home, 'other.pub'), other.export({ type: 'spki', format: 'pem' }).toString());
        const audit = (key: string, type: string): Promise<unknown> =>
          promisify(execFile)(
            requireTool('cosign'),
            [
              'verify-attestation',
              '--key',
              key,
              '--insecure-ignore-tlog',
              '--new-bundle-format=true',
              '--type',
              type,
              `${target}@${image}`,
            ],
            {
              cwd: home,
              env: { PATH: process.env['PATH'] ?? '', HOME: home, DOCKER_CONFIG: home },
              timeout: 60_000,
            },
          );
        await audit('promoter.pub', decision);
        await audit('promoter.pub', promotion);
        const refusal = await audit('other.pub', promotion).then(
          () => 'accepted',
          (thrown: unknown) => String((thrown as { readonly stderr?: unknown }).stderr),
        );
        // The key is what it refuses: not the type, the registry or the form.
        expect(refusal).toMatch(
          /no matching attestations: failed to verify signature: .*signatures do not match threshold/,
        );
      } finally {
        await rm(home, { recursive: true, force: true });
      }
    });
  });
});

describe('when a key signs on a machine of its own', () => {
  let registry: RunningRegistry;
  let hoist: Hoist;

  const config = (attest: string): object => ({
    version: 1,
    record: { 'key-from-env': 'SIGNING_KEY', attest },
    pipelines: {
      web: {
        source: `${registry.host}/dev/web`,
        stages: [
          { name: 'qa', to: `${registry.host}/qa/web` },
          { name: 'production', to: `${registry.host}/prod/web`, auto: false },
        ],
      },
    },
  });

  beforeEach(async () => {
    registry = await startRegistry();
    await new RawRepository(registry.host, 'dev/web').push({ seed: 'laptop', tags: ['1.0.0'] });
    hoist = await startHoist({ env: { SIGNING_KEY: pem }, config: config('auto') });
  });
  afterEach(() => Promise.all([hoist.close(), registry.close()]));

  it('the next stage takes what the statements at the target show, with no journal', async () => {
    await hoist.promote('1.0.0');
    await rm(join(hoist.folder, '.hoist'), { recursive: true });
    const ran = await hoist.promote('1.0.0', '--stage', 'production');
    expect([ran.code, outcomesOf(ran)]).toEqual([0, { 'web/production': 'promoted' }]);
  });

  it.each(['auto', 'required'])('with %s, a journal without statements shows nothing', async (attest) => {
    await hoist.write('.github/hoist.yml', { ...config('auto'), record: { attest: 'auto' } });
    await hoist.promote('1.0.0');
    await hoist.write('.github/hoist.yml', config(attest));
    const ran = await hoist.promote('1.0.0', '--stage', 'production');
    expect([ran.code, outcomesOf(ran)]).toEqual([1, { 'web/production': 'refused' }]);
    expect(ran.stderr + ran.stdout).toContain('NOT_PROMOTED_BEFORE');
    expect(registry.store.repository('prod/web')).toBeUndefined();
  });
});

describe('when statements are required and nobody can sign', () => {
  it('nothing is written, and it is a mistake of the config', async () => {
    const registry = await startRegistry();
    const dev = new RawRepository(registry.host, 'dev/web');
    await dev.push({ seed: 'unsigned', tags: ['1.0.0'] });
    const config = {
      version: 1,
      record: { attest: 'required' },
      pipelines: {
        web: { source: `${registry.host}/dev/web`, stages: [{ name: 'qa', to: `${registry.host}/qa/web` }] },
      },
    };
    const hoist = await startHoist({ config });
    try {
      const ran = await hoist.run('promote', '1.0.0');
      expect([ran.code, registry.store.repository('qa/web')]).toEqual([2, undefined]);
      expect(ran.stderr).toContain('record.key-from-env');
    } finally {
      await Promise.all([hoist.close(), registry.close()]);
    }
  });
});
