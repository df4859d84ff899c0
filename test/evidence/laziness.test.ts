import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  createSigstore,
  githubIdentity,
  githubSigner,
  keySigner,
  signingKey,
  statementOf,
} from '../fakes/sigstore.ts';
import { found, image } from './found.ts';

const run = promisify(execFile);
const spdx = { predicateType: 'https://spdx.dev/Document', predicate: {}, subjects: [image] };

/** Opens one document in a process of its own and tells which Sigstore packages were loaded for it. */
async function loadedFor(bytes: Buffer, signers: readonly object[]): Promise<string[]> {
  const script = `
    import { createRequire } from 'node:module';
    import { createVerifier } from ${JSON.stringify(new URL('../../src/evidence/verify.ts', import.meta.url).href)};
    const { document, signers } = JSON.parse(process.argv[1]);
    const trust = { roots: [{ kind: 'sigstore' }], offline: 'embedded', signers };
    const verifier = createVerifier(trust, { roots: () => Promise.reject(new Error('no network')) });
    await verifier.open({ ...document, bytes: Buffer.from(document.bytes, 'base64') });
    const files = Object.keys(createRequire(import.meta.url).cache);
    const names = files.map((file) => /@sigstore.([a-z-]+)/.exec(file)?.[1]).filter(Boolean);
    console.log(JSON.stringify([...new Set(names)].sort()));
  `;
  const document = { ...found(bytes), bytes: bytes.toString('base64') };
  const { stdout } = await run(process.execPath, [
    '--input-type=module',
    '--eval',
    script,
    JSON.stringify({ document, signers }),
  ]);
  return JSON.parse(stdout) as string[];
}

describe('when a document does not need the Sigstore packages', () => {
  let sigstore: Awaited<ReturnType<typeof createSigstore>>;
  beforeAll(async () => {
    sigstore = await createSigstore();
  });

  it('does not load them for what is unsigned, nor for a key without a log', async () => {
    expect(await loadedFor(statementOf(spdx), [githubSigner()])).toEqual([]);
    const key = signingKey();
    expect(await loadedFor(await sigstore.attest({ ...spdx, by: key }), [keySigner('key', key)])).toEqual([]);
  });

  it('loads them for a certificate', async () => {
    const bundle = await sigstore.attest({ ...spdx, by: githubIdentity() });
    expect(await loadedFor(bundle, [githubSigner()])).toEqual(
      expect.arrayContaining(['bundle', 'core', 'protobuf-specs', 'verify']),
    );
  });
});
