import { describe, expect, it } from 'vitest';
import type { HoistError } from '../../src/errors.ts';
import type { Manifest } from '../../src/image/manifest.ts';
import { referrerDescriptor } from '../../src/image/referrers-index.ts';
import { problem } from '../fakes/registry/answer.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import type { Fault } from '../fakes/registry/fault.ts';
import { imageIndex, imageManifest } from '../fixtures/images.ts';
import { asked, bed, codeOf, type Bed } from './bed.ts';
import { quickClock } from './test-client.ts';
import {
  image,
  indexType,
  isApi,
  listed,
  referrerOf,
  sbom,
  signature,
  subject,
  tag,
  underTag,
  withImage,
} from './signed-image.ts';

function attach({ registry, repository }: Bed, ...referrers: readonly Manifest[]): Promise<void> {
  return registry.attach(repository, subject, referrers.map(referrerDescriptor));
}

const emptyIndex: Fault = {
  status: 200,
  headers: indexType,
  body: JSON.stringify({ schemaVersion: 2, mediaType: indexType['content-type'], manifests: [] }),
};

describe('when referrers are made findable', { timeout: 10_000 }, () => {
  it('and the registry lists them, nothing is written (P33)', async () => {
    const made = await withImage({}, sbom, signature);
    await attach(made, sbom, signature);
    expect(asked(made.server.requests)).toEqual(['GET referrers']);
  });

  it('and the registry needs a moment to list them, it gets one (P34, F44)', async () => {
    const made = await withImage({ intercept: ({ index }) => (index < 2 ? emptyIndex : undefined) }, sbom);
    await attach(made, sbom);
    expect(asked(made.server.requests)).toEqual(['GET referrers', 'GET referrers', 'GET referrers']);
  });

  it('and the registry says OCI-Subject but never lists them, they are put under the fallback tag (P34)', async () => {
    const made = await withImage({ intercept: (request) => (isApi(request) ? emptyIndex : undefined) }, sbom);
    await attach(made, sbom);
    expect(made.server.store.tagged(made.path, tag)).toBeDefined();
  });

  describe('and the registry lost one that it took, as one does that writes its list anew for each push', () => {
    const manifests = new Map([sbom, signature].map((manifest) => [manifest.digest, manifest]));
    const both = [sbom, signature].map(referrerDescriptor);

    it('that is pushed again, and no fallback tag names it (P34)', async () => {
      const made = await withImage({}, sbom);
      await made.registry.attach(made.repository, subject, both, { manifests });
      const [way, , ...digests] = await listed(made);
      expect([way, digests.sort()]).toEqual(['api', [sbom.digest, signature.digest].sort()]);
      expect(asked(made.server.requests).filter((one) => one === 'PUT manifest')).toHaveLength(1);
      expect(made.server.store.tagged(made.path, tag)).toBeUndefined();
    });

    it('the next are pushed again before it is waited for them, and once', async () => {
      const waits: number[] = [];
      const clock = { ...quickClock, sleep: async (wait: number) => void waits.push(wait) };
      const made = await bed({ allowMissing: true }, { clock });
      made.server.store.putManifest(made.path, image.manifest.bytes);
      const first = [referrerDescriptor(sbom)];
      await made.registry.attach(made.repository, subject, first, { manifests });
      expect(waits).toEqual([1_000, 2_000, 4_000]);
      await made.registry.attach(made.repository, subject, both, { manifests });
      expect(waits).toHaveLength(3);
      const [, , ...digests] = await listed(made);
      expect(digests.sort()).toEqual([sbom.digest, signature.digest].sort());
      expect(asked(made.server.requests).filter((one) => one === 'PUT manifest')).toHaveLength(2);
    });

    it('and loses it again, that is an error and no entry under the fallback tag (P34)', async () => {
      const taken = { status: 201, headers: {} };
      const made = await withImage(
        {
          intercept: ({ method, path }) =>
            method === 'PUT' && path.endsWith(signature.digest) ? taken : undefined,
        },
        sbom,
      );
      await expect(made.registry.attach(made.repository, subject, both, { manifests })).rejects.toMatchObject(
        { kind: 'incomplete', code: 'REFERRER_NOT_KEPT' },
      );
      expect(made.server.store.tagged(made.path, tag)).toBeUndefined();
    });
  });

  it('and there is no API, they are merged with what is under the fallback tag (P33)', async () => {
    const made = await withImage({ referrers: false }, sbom, signature);
    underTag(made, imageIndex([referrerDescriptor(signature)]));
    await attach(made, sbom);
    expect((await listed(made)).slice(2)).toEqual([signature.digest, sbom.digest]);
    const requests = made.server.requests.length;
    await attach(made, sbom, signature);
    // The second time there is nothing to write.
    expect(asked(made.server.requests.slice(requests))).toEqual(['GET manifest']);
  });

  it('and others write at the same time, nothing of theirs or ours is lost (F47)', async () => {
    const theirs = ['x', 'y', 'z'].map(referrerOf);
    const waiting = [...theirs];
    const made: Bed = await withImage({
      referrers: false,
      intercept: ({ method, route }) => {
        if (method !== 'PUT' || route.kind !== 'manifest') return undefined;
        const next = waiting.shift();
        if (next === undefined) return undefined;
        // Somebody else writes after us, from what was there before us.
        return (answer) => {
          underTag(made, imageIndex([referrerDescriptor(next)]));
          return answer;
        };
      },
    });
    await attach(made, sbom);
    const [, , ...digests] = await listed(made);
    expect(digests).toContain(sbom.digest);
    expect(digests).toContain(theirs[2]?.digest);
  });

  it('and others never stop writing, it gives up after five tries (F47)', async () => {
    let writes = 0;
    const made: Bed = await withImage({
      referrers: false,
      intercept: ({ method }) =>
        method === 'PUT'
          ? (answer) => {
              writes += 1;
              underTag(made, imageIndex([referrerDescriptor(referrerOf(`theirs ${writes}`))]));
              return answer;
            }
          : undefined,
    });
    expect(await codeOf(attach(made, sbom))).toBe('REFERRERS_RACED');
    expect(asked(made.server.requests).filter((one) => one === 'PUT manifest')).toHaveLength(5);
  });

  describe('and the fallback tag shows for a while what was there before', () => {
    /** The tag as it was before it was written, for so many looks after that. */
    async function lagging(looks: number, ...before: readonly Manifest[]) {
      const waits: number[] = [];
      const clock = { ...quickClock, sleep: async (wait: number) => void waits.push(wait) };
      let left: number | undefined;
      const old = imageIndex(before.map(referrerDescriptor));
      const fault: Fault =
        before.length === 0
          ? problem(404, 'MANIFEST_UNKNOWN', 'x')
          : { status: 200, headers: indexType, body: Buffer.from(old.bytes).toString() };
      const intercept = ({ method, route }: SeenRequest): Fault | undefined => {
        if (route.kind !== 'manifest' || route.reference !== tag) return undefined;
        if (method === 'PUT') left ??= looks;
        if (method !== 'GET' || left === undefined || left === 0) return undefined;
        left -= 1;
        return fault;
      };
      const made = await bed({ allowMissing: true, referrers: false, intercept }, { clock });
      for (const { bytes } of [image.manifest, sbom, ...before])
        made.server.store.putManifest(made.path, bytes);
      if (before.length > 0) underTag(made, old);
      const puts = (): number =>
        made.server.requests.filter(({ method, route }) => method === 'PUT' && route.kind === 'manifest')
          .length;
      return { made, waits, puts };
    }

    it.each<[string, readonly Manifest[]]>([
      ['nothing', []],
      ['another list', [signature]],
    ])('(%s), it is waited for and not written again (F44, N19)', async (_, before) => {
      const { made, waits, puts } = await lagging(2, ...before);
      await attach(made, sbom);
      expect([waits, puts()]).toEqual([[1_000, 2_000], 1]);
      expect((await listed(made)).slice(2)).toEqual([...before, sbom].map(({ digest }) => digest));
    });

    it('and for more than a minute, the error does not say that others write', async () => {
      const { made, waits, puts } = await lagging(Infinity, signature);
      await expect(attach(made, sbom)).rejects.toMatchObject({
        kind: 'incomplete',
        code: 'REFERRER_NOT_KEPT',
      });
      expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(60_000);
      expect(puts()).toBe(1);
    });
  });

  it('and two of ours come at once, both are there (F47)', async () => {
    const made = await withImage({ referrers: false });
    await Promise.all(['a', 'b', 'c', 'd'].map((name) => attach(made, referrerOf(name))));
    expect((await listed(made)).slice(2)).toHaveLength(4);
  });

  it('and the fallback tag names something else, that is never written over (P33)', async () => {
    const made = await withImage({ referrers: false });
    const precious = imageManifest({ layers: [] }).manifest;
    underTag(made, precious);
    expect(await codeOf(attach(made, sbom))).toBe('FALLBACK_TAG_TAKEN');
    expect(made.server.store.tagged(made.path, tag)).toBe(precious.digest);
  });

  it('and the list may not be written, the error says that, and nothing of immutable tags', async () => {
    const made = await withImage({
      referrers: false,
      intercept: ({ method }) => (method === 'PUT' ? problem(403, 'DENIED', 'no') : undefined),
    });
    expect(await codeOf(attach(made, sbom))).toBe('DENIED');
  });

  it('and tags are immutable, the error says what stands in the way (Q10, F45)', async () => {
    const made = await withImage({ referrers: false, immutable: () => true });
    underTag(made, imageIndex([referrerDescriptor(signature)]));
    const error = (await attach(made, sbom).catch((reason: unknown) => reason)) as HoistError;
    expect([error.kind, error.code]).toEqual(['incomplete', 'REFERRERS_IMMUTABLE']);
    expect(error.hint).toMatch(/sha256-/);
  });
});
