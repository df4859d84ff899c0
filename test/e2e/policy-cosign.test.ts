import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hexOf, type Digest } from '../../src/image/digest.ts';
import { startRegistry } from '../fakes/registry/server.ts';
import { distributionProgram, startDistribution } from '../servers/distribution.ts';
import { lacking } from '../tools.ts';
import { startCosign, type Cosign, type CosignFormat, type CosignKey } from './cosign.ts';
import { checkOf, decisionOf, verdictsOf } from './decisions.ts';
import { outcomesOf, startHoist, type Hoist } from './hoist.ts';
import { spdx } from './predicates.ts';
import { RawRepository, type Attached } from './raw-registry.ts';

type Keys = { readonly [name in 'ci' | 'rsa' | 'ed' | 'stranger']: CosignKey };
type Started = { readonly host: string; close(): Promise<void> };

const registries: readonly {
  readonly name: string;
  readonly programs: readonly string[];
  readonly start: () => Promise<Started>;
}[] = [
  { name: 'the embedded registry', programs: [], start: () => startRegistry() },
  ...([2, 3] as const).map((version) => ({
    name: `distribution ${version}`,
    programs: [distributionProgram(version)],
    start: () => startDistribution({ version }),
  })),
];
const formats: readonly CosignFormat[] = ['bundle', 'tags'];

let cosign: Cosign;
let keys: Keys;

describe.skipIf(lacking('cosign'))('when images are signed by cosign with a key', () => {
  beforeAll(async () => {
    cosign = await startCosign();
    const [ci, rsa, ed, stranger] = await Promise.all([
      cosign.key('ci'),
      cosign.key('rsa', 'RSA'),
      cosign.key('ed', 'Ed25519'),
      cosign.key('stranger'),
    ]);
    keys = { ci, rsa, ed, stranger };
  });
  afterAll(() => cosign.close());

  describe.each(registries)('in $name', ({ programs, start }) => {
    describe.skipIf(lacking(...programs))('on this machine', () => {
      let registry: Started;
      /** Has the referrers API, whatever the other has. */
      let aside: Started;

      beforeAll(async () => {
        [registry, aside] = await Promise.all([start(), startRegistry()]);
      });
      afterAll(() => Promise.all([registry.close(), aside.close()]));

      describe.each(formats)('as %s', (format) => {
        let hoist: Hoist;
        let dev: RawRepository;
        let images: Readonly<Record<string, Digest>>;
        const path = `dev/${format}`;
        const place = (digest: Digest | undefined): string => `${registry.host}/${path}@${digest}`;

        beforeAll(async () => {
          dev = new RawRepository(registry.host, path);
          // Where signatures are made that the image itself shall not have as they are.
          const workshop = new RawRepository(registry.host, `workshop/${format}`);
          const tags = ['good', 'others', 'moved', 'altered', 'bare'];
          const pushed = await Promise.all(
            tags.map(async (tag): Promise<[string, Digest]> => {
              const sample = { seed: `${path} ${tag}`, tags: [tag] };
              const { root } = await dev.push(sample);
              if (tag === 'altered') await workshop.push(sample);
              return [tag, root];
            }),
          );
          images = Object.fromEntries(pushed);
          const { good, others, moved, altered } = images;
          const annotations = { build: '17' };
          // One after the other for one image: its list has no lock.
          const signGood = async (): Promise<void> => {
            for (const key of [keys.ci, keys.rsa, keys.ed])
              await cosign.sign(place(good), { key, format, annotations });
            await cosign.attest(place(good), { key: keys.rsa, format, type: 'spdxjson', predicate: spdx() });
          };
          await Promise.all([
            signGood(),
            cosign.sign(place(others), { key: keys.stranger, format }),
            cosign.sign(`${registry.host}/workshop/${format}@${altered}`, {
              key: keys.ci,
              format,
              annotations: { build: '16' },
            }),
            cosign.sign(place(moved), { key: keys.ci, format, annotations }),
          ]);
          // Onto an image that nobody signed; and another that says what the policy wants, and did not when it was signed.
          await attachTo(images['bare'], await attachedTo(dev, moved));
          await attachTo(altered, changed(await attachedTo(workshop, altered)));
          hoist = await startHoist({ config: config() });
        });
        afterAll(() => hoist.close());

        function config(): object {
          const signers = Object.entries(keys)
            .filter(([name]) => name !== 'stranger')
            .map(([name, { pem }]) => [name, { key: { pem, 'transparency-log': 'none' } }]);
          return {
            version: 1,
            trust: { signers: Object.fromEntries(signers) },
            policies: {
              signed: [
                { signature: { by: 'ci', annotations: { build: '17' } }, id: 'ci' },
                { signature: { by: 'rsa' }, id: 'rsa' },
                { signature: { by: 'ed' }, id: 'ed' },
                { sbom: { by: 'rsa', formats: ['spdx'], 'min-components': 2 } },
              ],
            },
            pipelines: {
              web: {
                source: `${registry.host}/${path}`,
                stages: [
                  {
                    name: 'qa',
                    to: [`${registry.host}/qa/${format}`, `${aside.host}/qa/${format}`],
                    policy: 'signed',
                  },
                ],
              },
            },
          };
        }

        function sigTag(digest: Digest): string {
          return `sha256-${hexOf(digest)}.sig`;
        }

        async function attachedTo(there: RawRepository, digest: Digest | undefined): Promise<Attached> {
          if (digest === undefined) throw new Error('no such image');
          return await there.attached(format === 'tags' ? { tag: sigTag(digest) } : { subject: digest });
        }

        async function attachTo(digest: Digest | undefined, attached: Attached): Promise<void> {
          if (digest === undefined) throw new Error('no such image');
          if (format === 'tags') await dev.attachByTag(sigTag(digest), attached);
          else await dev.attach(digest, attached);
        }

        it('what each key signed is counted for its name, the image is promoted, and cosign accepts it there', async () => {
          const ran = await hoist.promote('good');
          expect(ran).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
          const decision = decisionOf(ran.document.plan.stages, 'qa');
          expect(verdictsOf(decision)).toEqual({ ci: 'pass', rsa: 'pass', ed: 'pass', sbom: 'pass' });
          for (const name of ['ci', 'rsa', 'ed'])
            expect(checkOf(decision, name).evidence).toMatchObject([{ trust: `signed by ${name}` }]);
          expect(checkOf(decision, 'sbom').evidence).toMatchObject([{ trust: 'signed by rsa' }]);
          const [policy] = ran.document.records[0]?.intent.policy ?? [];
          expect(policy?.checks.map(({ id, evidence }) => [id, evidence.length])).toEqual([
            ['ci', 1],
            ['rsa', 1],
            ['ed', 1],
            ['sbom', 1],
          ]);
          for (const host of [registry.host, aside.host]) {
            const there = `${host}/qa/${format}@${images['good']}`;
            // cosign 3.1.3 does not accept its own signatures with Ed25519: it makes Ed25519ph, and checks Ed25519.
            for (const key of [keys.ci, keys.rsa]) await cosign.verify(there, { key, format });
            await cosign.verifyAttestation(there, { key: keys.rsa, format, type: 'spdxjson' });
            await expect(cosign.verify(there, { key: keys.stranger, format })).rejects.toThrow(
              /no matching (?:signatures|attestations)/,
            );
          }
        });

        it.concurrent.for([
          ['others', 'signed by another key', 'UNTRUSTED'],
          ['bare', 'that has the signature of another image', 'WRONG_SUBJECT'],
          ['altered', 'whose signature says something else than was signed', 'UNTRUSTED'],
        ] as const)('%s, an image %s, is refused', async ([tag, , code], { expect }) => {
          const ran = await hoist.promote(tag);
          expect(ran).toMatchObject({ code: 1, document: { outcome: 'refused' } });
          expect(outcomesOf(ran)).toEqual({ 'web/qa': 'refused' });
          const decision = decisionOf(ran.document.plan.stages, 'qa');
          expect(verdictsOf(decision)).toMatchObject({ ci: code, sbom: 'NO_EVIDENCE' });
          expect(checkOf(decision, 'ci').evidence).toEqual([]);
          const target = new RawRepository(registry.host, `qa/${format}`);
          expect([await target.manifest(tag), await target.manifest(images[tag] ?? '')]).toEqual([
            undefined,
            undefined,
          ]);
        });
      });
    });
  });
});

/** The same document with another value of the annotation `build` in what was signed. */
function changed({ layer, ...rest }: Attached): Attached {
  const text = layer.toString();
  const other = (json: string): string => json.replace('"16"', '"17"');
  const bundle = JSON.parse(text) as { dsseEnvelope?: { payload: string } };
  if (bundle.dsseEnvelope === undefined) return { ...rest, layer: Buffer.from(other(text)) };
  const payload = other(Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString());
  const dsseEnvelope = { ...bundle.dsseEnvelope, payload: Buffer.from(payload).toString('base64') };
  return { ...rest, layer: Buffer.from(JSON.stringify({ ...bundle, dsseEnvelope })) };
}
