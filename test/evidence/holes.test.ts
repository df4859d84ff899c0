import { beforeAll, describe, expect, it } from 'vitest';
import type { FoundDocument } from '../../src/evidence/document.ts';
import { digestOf, hexOf } from '../../src/image/digest.ts';
import {
  createSigstore,
  githubIdentity,
  githubSigner,
  keySigner,
  signingKey,
  type Sigstore,
} from '../fakes/sigstore.ts';
import { found, foundJson, foundLayer, image, verifierOf } from './found.ts';

const spdx = {
  predicateType: 'https://spdx.dev/Document',
  predicate: { spdxVersion: 'SPDX-2.3' },
  subjects: [image],
};
const ci = githubSigner();
const by = githubIdentity();

let sigstore: Sigstore;
beforeAll(async () => {
  sigstore = await createSigstore();
});

/** With the root of the public instance and one signer. */
function open(document: FoundDocument) {
  return verifierOf([sigstore.trustRoot], [ci]).open(document);
}

describe('the nine holes of a verifier that is used as it comes (policy.md §3.2)', () => {
  it('1: when the config names no signer, nobody is trusted', async () => {
    const document = found(await sigstore.attest({ ...spdx, by }));
    expect((await verifierOf([sigstore.trustRoot], []).open(document)).trust).toEqual({
      level: 'untrusted',
      why: 'it is signed with a certificate, and the config names no keyless signer',
    });
  });

  it('2: when a name only contains the signer, it is not the signer', async () => {
    const cases = [
      githubIdentity({ repository: 'acme/app-evil' }),
      githubIdentity({ repository: 'evil-acme/app' }),
      githubIdentity({ issuer: 'https://token.actions.githubusercontent.com.evil.example' }),
      githubIdentity({ repository: 'Acme/app' }),
    ];
    for (const by of cases) {
      const opened = await open(found(await sigstore.attest({ ...spdx, by })));
      expect(opened.trust).toMatchObject({ level: 'untrusted', identity: { subject: by.subject } });
    }
    const signer = {
      kind: 'identity',
      name: 'ci',
      issuer: ci.issuer,
      subject: 'https://github.com/acme/app',
    } as const;
    const prefix = await verifierOf([sigstore.trustRoot], [signer]).open(
      found(await sigstore.attest({ ...spdx, by })),
    );
    expect(prefix.trust).toMatchObject({ level: 'untrusted' });
  });

  it('3: when the subject is another image, it is reported as it is: binding is not done here', async () => {
    const other = digestOf(Buffer.from('another'));
    const opened = await open(found(await sigstore.attest({ ...spdx, subjects: [other], by })));
    expect(opened).toMatchObject({ statement: { subjects: [{ digest: { sha256: hexOf(other) } }] } });
    expect(await open(found(await sigstore.sign({ digest: other, by })))).toMatchObject({ digest: other });
  });

  it('4: when a key is wanted, a certificate never will do, and the other way round', async () => {
    const key = signingKey();
    const keyOnly = verifierOf([sigstore.trustRoot], [keySigner('key', key, 'required')]);
    expect((await keyOnly.open(found(await sigstore.attest({ ...spdx, by })))).trust).toMatchObject({
      level: 'untrusted',
    });
    expect((await open(found(await sigstore.attest({ ...spdx, by: key, proof: 'rekor-v1' })))).trust).toEqual(
      {
        level: 'untrusted',
        why: 'it is signed with a key, and the config names no key',
      },
    );
  });

  it('4: when a bundle names both a key and a certificate, it is unparsable', async () => {
    const bundle = JSON.parse((await sigstore.attest({ ...spdx, by })).toString());
    bundle.verificationMaterial.publicKey = { hint: '' };
    expect(await open(foundJson(bundle))).toMatchObject({
      what: 'nothing',
      code: 'UNPARSABLE',
      message: 'the bundle does not name one certificate or one key',
    });
  });

  it('5: when the key is Ed25519, its signatures verify', async () => {
    const key = signingKey('ed25519');
    const verifier = verifierOf([], [keySigner('key', key)]);
    const layer = await sigstore.legacySignature({ digest: image, by: key });
    expect((await verifier.open(foundLayer(layer))).trust).toMatchObject({ level: 'signed' });
    expect((await verifier.open(found(await sigstore.attest({ ...spdx, by: key })))).trust).toMatchObject({
      level: 'signed',
    });
  });

  it('6: when any part of a bundle is garbage, it is refused and nothing is thrown', async () => {
    const bytes = await sigstore.attest({ ...spdx, by, proof: 'rekor-v1' });
    const stamped = await sigstore.attest({ ...spdx, by, proof: 'rekor-v2' });
    const stillSigned = { 'rekor-v1': new Set<string>(), 'rekor-v2': new Set<string>() };
    for (const [proof, original] of [
      ['rekor-v1', bytes],
      ['rekor-v2', stamped],
    ] as const) {
      for (const path of pathsOf(JSON.parse(original.toString()))) {
        for (const value of [null, '', 'AAAA', -1, 1e300, [], {}, 'x'.repeat(300_000)]) {
          const opened = await open(foundJson(withValue(JSON.parse(original.toString()), path, value)));
          expect(['signed', 'untrusted', 'unsigned']).toContain(opened.trust.level);
          if (opened.trust.level === 'signed') stillSigned[proof].add(path.join('.'));
        }
      }
    }
    // What no signature covers and nobody acts on: names, numbers that say nothing, empty lists in other words.
    const entry = 'verificationMaterial.tlogEntries.0';
    const proof = `${entry}.inclusionProof`;
    const unused = [
      'dsseEnvelope.signatures.0.keyid',
      `${proof}.hashes`,
      `${proof}.logIndex`,
      `${proof}.rootHash`,
      `${proof}.treeSize`,
    ];
    const stamps = 'verificationMaterial.timestampVerificationData';
    expect(stillSigned['rekor-v1']).toEqual(new Set([...unused, stamps, `${stamps}.rfc3161Timestamps`]));
    expect(stillSigned['rekor-v2']).toEqual(
      new Set([...unused, `${entry}.integratedTime`, `${entry}.logIndex`]),
    );
  });

  it('7, thresholds: when a bundle brings fewer witnesses than its root wants, it is untrusted', async () => {
    const logged = JSON.parse((await sigstore.attest({ ...spdx, by, proof: 'rekor-v1' })).toString());
    logged.verificationMaterial.tlogEntries = [];
    const stamped = JSON.parse((await sigstore.attest({ ...spdx, by, proof: 'rekor-v2' })).toString());
    const unlogged = structuredClone(stamped);
    unlogged.verificationMaterial.tlogEntries = [];
    const unstamped = structuredClone(stamped);
    unstamped.verificationMaterial.timestampVerificationData = {};
    for (const bundle of [logged, unlogged, unstamped]) {
      expect((await open(foundJson(bundle))).trust).toMatchObject({ level: 'untrusted' });
    }
  });

  it('7: when a log entry is there twice, it counts once and the bundle is refused', async () => {
    const bundle = JSON.parse((await sigstore.attest({ ...spdx, by })).toString());
    bundle.verificationMaterial.tlogEntries.push(bundle.verificationMaterial.tlogEntries[0]);
    expect((await open(foundJson(bundle))).trust).toMatchObject({ level: 'untrusted' });
  });

  it('7: when a bundle of the private instance claims to be public, the root that is configured decides', async () => {
    const document = found(await sigstore.attest({ ...spdx, by, proof: 'timestamp' }));
    expect((await open(document)).trust).toMatchObject({ level: 'untrusted' });
  });

  it('8: when a log and a time stamp name different times, the first and the last are told', async () => {
    const at = new Date(Math.floor(Date.now() / 1000) * 1000 - 3600_000);
    const stampedAt = new Date(at.getTime() + 120_000);
    const opened = await open(found(await sigstore.attest({ ...spdx, by, at, stampedAt })));
    expect(opened.trust).toMatchObject({ level: 'signed', signedAt: { first: at, last: stampedAt } });
  });

  it('8: when a time is outside of what the certificate is good for, it is untrusted', async () => {
    const at = new Date(Math.floor(Date.now() / 1000) * 1000 - 3600_000);
    const stampedAt = new Date(at.getTime() + 11 * 60_000);
    const opened = await open(found(await sigstore.attest({ ...spdx, by, at, stampedAt })));
    expect(opened.trust).toMatchObject({ level: 'untrusted' });
  });

  it('8: when a time is promised by nobody, it is not told, and changed where it is, the bundle is refused', async () => {
    const time = new Date(Math.floor(Date.now() / 1000) * 1000 - 60_000);
    const bundle = JSON.parse(
      (await sigstore.attest({ ...spdx, by, proof: 'rekor-v2', at: time })).toString(),
    );
    bundle.verificationMaterial.tlogEntries[0].integratedTime = '1000000000';
    expect((await open(foundJson(bundle))).trust).toMatchObject({ signedAt: { first: time, last: time } });
    const promised = JSON.parse((await sigstore.attest({ ...spdx, by, at: time })).toString());
    promised.verificationMaterial.tlogEntries[0].integratedTime = String(time.getTime() / 1000 - 30);
    expect((await open(foundJson(promised))).trust).toMatchObject({ level: 'untrusted' });
  });

  it.each([0, 2])('9: when an envelope has %i signatures, it is unparsable', async (count) => {
    const bundle = JSON.parse((await sigstore.attest({ ...spdx, by })).toString());
    const [signature] = bundle.dsseEnvelope.signatures;
    bundle.dsseEnvelope.signatures = Array.from({ length: count }, () => signature);
    expect(await open(foundJson(bundle))).toMatchObject({ what: 'nothing', code: 'UNPARSABLE' });
    expect(await open(foundJson(bundle.dsseEnvelope))).toMatchObject({ what: 'nothing', code: 'UNPARSABLE' });
  });
});

type Path = readonly (string | number)[];

/** Of every member and item, at any depth. */
function pathsOf(json: unknown, path: Path = []): Path[] {
  if (typeof json !== 'object' || json === null) return [path];
  const below = Object.entries(json).flatMap(([key, value]) =>
    pathsOf(value, [...path, Array.isArray(json) ? Number(key) : key]),
  );
  return path.length === 0 ? below : [path, ...below];
}

function withValue(json: unknown, path: Path, value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const copy = Array.isArray(json) ? [...json] : { ...(json as object) };
  (copy as Record<string | number, unknown>)[key] = withValue(
    (json as Record<string | number, unknown>)[key],
    rest,
    value,
  );
  return copy;
}
