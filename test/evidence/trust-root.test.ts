import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import canonicalize from 'canonicalize';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TrustRoot, TrustSettings } from '../../src/domain/signer.ts';
import { embeddedRoot, tufRoots, type RootSource } from '../../src/evidence/trust-root.ts';
import { createVerifier } from '../../src/evidence/verify.ts';
import {
  createSigstore,
  githubIdentity,
  githubSigner,
  keySigner,
  signingKey,
  type Sigstore,
} from '../fakes/sigstore.ts';
import { found, foundJson, image } from './found.ts';

const spdx = { predicateType: 'https://spdx.dev/Document', predicate: {}, subjects: [image] };

let sigstore: Sigstore;
beforeAll(async () => {
  sigstore = await createSigstore();
});

function jsonOf(root: TrustRoot): object {
  if (root.kind !== 'file') throw new Error('not a file');
  return JSON.parse(Buffer.from(root.bytes).toString());
}

function verifier(trust: Partial<TrustSettings>, roots: RootSource) {
  return createVerifier(
    { roots: [{ kind: 'sigstore' }], offline: 'refuse', signers: [githubSigner()], ...trust },
    { roots },
  );
}

const unreachable: RootSource = (kind) => Promise.reject(new Error(`${kind} is not there`));

describe('when roots are published', () => {
  it('takes the one of each instance by its own rules, and asks once', async () => {
    const asked: string[] = [];
    const both = verifier({ roots: [{ kind: 'sigstore' }, { kind: 'github' }] }, async (kind) => {
      asked.push(kind);
      return jsonOf(kind === 'sigstore' ? sigstore.trustRoot : sigstore.privateTrustRoot);
    });
    const logged = found(await sigstore.attest({ ...spdx, by: githubIdentity() }));
    const stamped = found(await sigstore.attest({ ...spdx, by: githubIdentity(), proof: 'timestamp' }));
    const opened = await Promise.all([both.open(logged), both.open(stamped), both.open(logged)]);
    expect(opened.map(({ trust }) => trust.level)).toEqual(['signed', 'signed', 'signed']);
    expect(asked).toEqual(['sigstore', 'github']);
  });

  it('keeps to the rules of the public instance, whatever its root lacks', async () => {
    const stamped = found(await sigstore.attest({ ...spdx, by: githubIdentity(), proof: 'timestamp' }));
    const roots: RootSource = async () => jsonOf(sigstore.privateTrustRoot);
    expect((await verifier({}, roots).open(stamped)).trust.level).toBe('untrusted');
    expect((await verifier({ roots: [{ kind: 'github' }] }, roots).open(stamped)).trust.level).toBe('signed');
  });
});

describe('when a published root cannot be reached', () => {
  it('is unreachable, neither untrusted nor nothing', async () => {
    const document = found(await sigstore.attest({ ...spdx, by: githubIdentity() }));
    expect(await verifier({}, unreachable).open(document)).toMatchObject({
      what: 'nothing',
      code: 'UNREACHABLE',
      message: 'sigstore is not there',
    });
  });

  it('is unreachable for a root that is no root', async () => {
    const document = found(await sigstore.attest({ ...spdx, by: githubIdentity() }));
    for (const json of [undefined, 'x', {}, { mediaType: 'application/json' }]) {
      expect(await verifier({}, () => Promise.resolve(json)).open(document)).toMatchObject({
        code: 'UNREACHABLE',
      });
    }
  });

  it('is unreachable for a key whose log is behind it, and not for one that wants none', async () => {
    const key = signingKey();
    const document = found(await sigstore.attest({ ...spdx, by: key, proof: 'rekor-v1' }));
    const strict = verifier({ signers: [keySigner('key', key, 'required')] }, unreachable);
    expect(await strict.open(document)).toMatchObject({ what: 'nothing', code: 'UNREACHABLE' });
    const lax = verifier({ signers: [keySigner('key', key)] }, unreachable);
    expect((await lax.open(document)).trust.level).toBe('signed');
  });

  it('does not matter to what another root of the config stands behind', async () => {
    const roots = [sigstore.trustRoot, { kind: 'github' } as const];
    const document = found(await sigstore.attest({ ...spdx, by: githubIdentity() }));
    expect((await verifier({ roots }, unreachable).open(document)).trust.level).toBe('signed');
    const stamped = found(await sigstore.attest({ ...spdx, by: githubIdentity(), proof: 'timestamp' }));
    expect(await verifier({ roots }, unreachable).open(stamped)).toMatchObject({ code: 'UNREACHABLE' });
  });

  it('falls back to the root that Hoist ships where the config says so, and where there is one', async () => {
    const document = found(await sigstore.attest({ ...spdx, by: githubIdentity() }));
    const embedded = await verifier({ offline: 'embedded' }, unreachable).open(document);
    expect(embedded.trust).toMatchObject({ level: 'untrusted', why: expect.stringContaining('not valid') });
    const github = { roots: [{ kind: 'github' } as const], offline: 'embedded' as const };
    expect(await verifier(github, unreachable).open(document)).toMatchObject({ code: 'UNREACHABLE' });
  });

  it('prefers what is published over what is shipped', async () => {
    const roots: RootSource = async () => jsonOf(sigstore.trustRoot);
    const document = found(await sigstore.attest({ ...spdx, by: githubIdentity() }));
    expect((await verifier({ offline: 'embedded' }, roots).open(document)).trust.level).toBe('signed');
  });

  it('ships the root of the public instance', async () => {
    expect(await embeddedRoot('sigstore')).toMatchObject({
      tlogs: expect.arrayContaining([expect.objectContaining({ baseUrl: 'https://rekor.sigstore.dev' })]),
    });
    expect(await embeddedRoot('github')).toBeUndefined();
  });
});

describe('when a root is a file of the config', () => {
  it('may hold several, one a line', async () => {
    const lines = [sigstore.privateTrustRoot, sigstore.trustRoot].map((root) => JSON.stringify(jsonOf(root)));
    const file: TrustRoot = {
      kind: 'file',
      path: 'roots.jsonl',
      bytes: Buffer.from(`${lines.join('\n')}\n\n`),
    };
    const both = verifier({ roots: [file] }, unreachable);
    for (const proof of ['rekor-v1', 'rekor-v2', 'timestamp'] as const) {
      const document = found(await sigstore.attest({ ...spdx, by: githubIdentity(), proof }));
      expect((await both.open(document)).trust.level).toBe('signed');
    }
  });

  it('wants a log of those that the file names, and none where it names none', async () => {
    const withoutLogs = { ...jsonOf(sigstore.trustRoot), tlogs: [] };
    const file: TrustRoot = { kind: 'file', path: 'r.json', bytes: Buffer.from(JSON.stringify(withoutLogs)) };
    const one = verifier({ roots: [file] }, unreachable);
    const logged = JSON.parse(
      (await sigstore.attest({ ...spdx, by: githubIdentity(), proof: 'rekor-v2' })).toString(),
    );
    expect((await one.open(foundJson(logged))).trust.level).toBe('untrusted');
    logged.verificationMaterial.tlogEntries = [];
    expect((await one.open(foundJson(logged))).trust.level).toBe('signed');
    const strict = verifier({ roots: [sigstore.trustRoot] }, unreachable);
    expect((await strict.open(foundJson(logged))).trust.level).toBe('untrusted');
  });

  it('wants a certificate to be in a log of those that the file names', async () => {
    const { ctlogs } = jsonOf(sigstore.trustRoot) as { ctlogs?: object[] };
    const document = found(await sigstore.attest({ ...spdx, by: githubIdentity(), proof: 'timestamp' }));
    for (const [logs, level] of [
      [[], 'signed'],
      [ctlogs, 'untrusted'],
    ]) {
      const json = { ...jsonOf(sigstore.privateTrustRoot), ctlogs: logs };
      const file: TrustRoot = { kind: 'file', path: 'r.json', bytes: Buffer.from(JSON.stringify(json)) };
      expect((await verifier({ roots: [file] }, unreachable).open(document)).trust.level).toBe(level);
    }
  });

  it.each([
    ['nothing', ''],
    ['text', 'root'],
    ['another document', '{"mediaType":"application/json"}'],
    [
      'a name twice',
      '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","tlogs":[],"tlogs":[]}',
    ],
    [
      'garbage for a certificate',
      '{"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1","certificateAuthorities":[{"certChain":{"certificates":[{"rawBytes":"AAAA"}]}}]}',
    ],
  ])('is a mistake of the config with %s', async (_, text) => {
    const file: TrustRoot = { kind: 'file', path: '.github/root.json', bytes: Buffer.from(text) };
    const document = found(await sigstore.attest({ ...spdx, by: githubIdentity() }));
    await expect(verifier({ roots: [file] }, unreachable).open(document)).rejects.toMatchObject({
      kind: 'config',
      code: 'TRUSTED_ROOT_INVALID',
      message: expect.stringContaining('.github/root.json'),
    });
  });
});

describe('when roots come by TUF', () => {
  let folder: string;
  let repository: FakeRepository;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hoist-tuf-'));
    repository = await serveTuf({ 'trusted_root.json': JSON.stringify(jsonOf(sigstore.trustRoot)) });
  });
  afterEach(async () => {
    await repository.close();
    await rm(folder, { recursive: true, force: true });
  });

  const rootsOf = (root = repository.root) =>
    tufRoots(join(folder, 'cache'), {
      sigstore: { url: repository.url, root },
      github: { url: repository.url, root },
    });

  it('downloads, verifies and keeps them', async () => {
    expect(await rootsOf()('sigstore')).toEqual(jsonOf(sigstore.trustRoot));
    expect(await readdir(join(folder, 'cache'), { recursive: true })).toContainEqual(
      expect.stringMatching(/targets.trusted_root\.json$/),
    );
    const before = repository.asked().filter((path) => path.includes('trusted_root')).length;
    expect(await rootsOf()('sigstore')).toEqual(jsonOf(sigstore.trustRoot));
    expect(repository.asked().filter((path) => path.includes('trusted_root'))).toHaveLength(before);
  });

  it('refuses a target that is not the one that was signed', async () => {
    repository.replace('trusted_root.json', '{"mediaType":"evil"}');
    await expect(rootsOf()('sigstore')).rejects.toMatchObject({
      kind: 'unreachable',
      code: 'TRUST_ROOT_UNREACHABLE',
    });
  });

  it('refuses a repository whose root nobody we know has signed', async () => {
    const other = await serveTuf({});
    await other.close();
    await expect(rootsOf(other.root)('sigstore')).rejects.toMatchObject({ code: 'TRUST_ROOT_UNREACHABLE' });
  });

  it('never begins with a root that lies in the cache', async () => {
    const other = await serveTuf({});
    await other.close();
    const name = encodeURIComponent(new URL(repository.url).host);
    await mkdir(join(folder, 'cache', name), { recursive: true });
    await writeFile(join(folder, 'cache', name, 'root.json'), JSON.stringify(repository.root));
    await expect(rootsOf(other.root)('sigstore')).rejects.toMatchObject({ code: 'TRUST_ROOT_UNREACHABLE' });
  });

  describe('into a folder that cannot be made', () => {
    const asked = () =>
      tufRoots(join(folder, 'file', 'cache'), {
        sigstore: { url: repository.url, root: repository.root },
        github: { url: repository.url, root: repository.root },
      })('sigstore');
    beforeEach(() => writeFile(join(folder, 'file'), ''));
    afterEach(() => vi.unstubAllEnvs());

    it('this run has them all the same, and leaves nothing', async () => {
      await mkdir(join(folder, 'temporary'));
      vi.stubEnv('TMPDIR', join(folder, 'temporary'));
      expect(await asked()).toEqual(jsonOf(sigstore.trustRoot));
      expect(await readdir(join(folder, 'temporary'))).toEqual([]);
    });

    it('they are unreachable when there is none for temporary files either', async () => {
      vi.stubEnv('TMPDIR', join(folder, 'file', 'temporary'));
      await expect(asked()).rejects.toMatchObject({ code: 'TRUST_ROOT_UNREACHABLE' });
    });
  });
});

type FakeRepository = {
  readonly url: string;
  readonly root: object;
  readonly asked: () => readonly string[];
  replace(target: string, text: string): void;
  close(): Promise<void>;
};

/** A TUF repository with one key for all roles, version 1 of everything (TUF specification 1.0.31). */
async function serveTuf(targets: Readonly<Record<string, string>>): Promise<FakeRepository> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
  const key = { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: raw } };
  const keyid = createHash('sha256')
    .update(canonicalize(key) ?? '')
    .digest('hex');
  const common = {
    spec_version: '1.0.31',
    version: 1,
    expires: new Date(Date.now() + 86_400_000).toISOString().replace(/\.\d+/, ''),
  };
  const role = { keyids: [keyid], threshold: 1 };
  const signed = (content: object) => sealed({ ...common, ...content }, keyid, privateKey);

  const root = signed({
    _type: 'root',
    consistent_snapshot: false,
    keys: { [keyid]: key },
    roles: { root: role, timestamp: role, snapshot: role, targets: role },
  });
  const files = new Map<string, string>(
    Object.entries(targets).map(([name, text]) => [`/targets/${name}`, text]),
  );
  files.set(
    '/targets.json',
    JSON.stringify(
      signed({
        _type: 'targets',
        targets: Object.fromEntries(Object.entries(targets).map(([name, text]) => [name, infoOf(text)])),
      }),
    ),
  );
  files.set(
    '/snapshot.json',
    JSON.stringify(signed({ _type: 'snapshot', meta: { 'targets.json': { version: 1 } } })),
  );
  files.set(
    '/timestamp.json',
    JSON.stringify(signed({ _type: 'timestamp', meta: { 'snapshot.json': { version: 1 } } })),
  );

  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const text = files.get(path);
    response.writeHead(text === undefined ? 404 : 200).end(text);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    root,
    asked: () => asked,
    replace: (target, text) => void files.set(`/targets/${target}`, text),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function infoOf(text: string): object {
  return {
    length: Buffer.byteLength(text),
    hashes: { sha256: createHash('sha256').update(text).digest('hex') },
  };
}

function sealed(content: object, keyid: string, key: KeyObject): object {
  const sig = sign(null, Buffer.from(canonicalize(content) ?? ''), key).toString('hex');
  return { signatures: [{ keyid, sig }], signed: content };
}
