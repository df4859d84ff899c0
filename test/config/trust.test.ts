import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { TrustSettings } from '../../src/domain/signer.ts';
import { keyText } from '../servers/keys.ts';
import { configOf, refusalsOf } from './written.ts';

const base = 'version: 1\npipelines: { p: { source: a/x, stages: [{ name: s, to: a/y }] } }\n';
const pem = { type: 'spki', format: 'pem' } as const;
const publicKeyEncoding = pem;
const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const;
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256', publicKeyEncoding, privateKeyEncoding });
const ed25519 = generateKeyPairSync('ed25519', { publicKeyEncoding, privateKeyEncoding });
const root = JSON.stringify({ mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1' });

async function trustOf(yaml: string, others: Readonly<Record<string, string>> = {}): Promise<TrustSettings> {
  return (await configOf(`${base}trust:\n${yaml}`, others)).trust;
}

/** `code at message`, of one signer whose form stands in line 6. */
async function refusalOf(signer: string, others: Readonly<Record<string, string>> = {}): Promise<string> {
  const refusals = await refusalsOf(`${base}trust:\n  signers:\n    ci:\n      ${signer}\n`, others);
  expect(refusals).toHaveLength(1);
  const [{ at, code, message, hint } = { at: '', code: '', message: '', hint: '' }] = refusals;
  return `${at} ${code} ${message} | ${hint}`;
}

describe('when trust is read', () => {
  it('without a word the roots are Sigstore and GitHub, nobody signs, and nothing old is believed', async () => {
    expect((await configOf(base)).trust).toEqual({
      roots: [{ kind: 'sigstore' }, { kind: 'github' }],
      offline: 'refuse',
      signers: [],
    });
  });

  it('a workflow on GitHub has its defaults filled in, and globs on refs only', async () => {
    const { signers } = await trustOf(`  signers:
    ci:
      github:
        repository: acme/app
        workflow: acme/security/.github/workflows/scan.yml
        ref: [refs/heads/main, 'refs/tags/v*']
        workflow-ref: 0123456789abcdef0123456789abcdef01234567
        environment: release
        repository-id: '123'
    any: { github: { repository: acme/app, runner: any, owner-id: '9' } }
`);
    const [ci, any] = signers;
    expect(ci).toMatchObject({
      kind: 'github',
      name: 'ci',
      repository: 'acme/app',
      server: 'https://github.com',
      issuer: 'https://token.actions.githubusercontent.com',
      workflow: 'acme/security/.github/workflows/scan.yml',
      environment: 'release',
      runner: 'github-hosted',
      repositoryId: '123',
    });
    if (ci?.kind !== 'github') throw new Error('not a workflow');
    expect(ci.refs?.map((glob) => glob.matches('refs/tags/v1.2'))).toEqual([false, true]);
    expect(ci.refs?.map((glob) => glob.matches('refs/heads/main-2'))).toEqual([false, false]);
    expect(ci.workflowRefs?.map(({ text }) => text)).toEqual(['0123456789abcdef0123456789abcdef01234567']);
    expect(any).toMatchObject({ runner: 'any', ownerId: '9' });
    expect(any).not.toHaveProperty('refs');
    expect(any).not.toHaveProperty('workflow');
  });

  it('another server needs an issuer of its own', async () => {
    const server = 'https://github.example.com';
    const { signers } = await trustOf(
      `  signers: { ci: { github: { repository: a/b, server: ${server}, issuer: ${server}/_services/token } } }\n`,
    );
    expect(signers[0]).toMatchObject({ server, issuer: `${server}/_services/token` });
    expect(await refusalOf(`github: { repository: a/b, server: ${server} }`)).toContain('6:42 SIGNER_ISSUER');
  });

  it('an identity is its issuer and its subject', async () => {
    const { signers } = await trustOf(
      '  signers: { ops: { identity: { issuer: https://accounts.example.com, subject: ops@example.com } } }\n',
    );
    expect(signers).toEqual([
      { kind: 'identity', name: 'ops', issuer: 'https://accounts.example.com', subject: 'ops@example.com' },
    ]);
  });

  it('a key comes from a file of the commit, or from the config itself', async () => {
    const text = `  signers:
    file: { key: { file: ./keys/cosign.pub, transparency-log: none } }
    here:
      key:
        pem: |
${ed25519.publicKey.replaceAll(/^(?=.)/gm, '          ')}`;
    const { signers } = await trustOf(text, { 'keys/cosign.pub': `a comment\n${p256.publicKey}` });
    expect(signers).toEqual([
      { kind: 'key', name: 'file', pem: p256.publicKey, transparencyLog: 'none' },
      { kind: 'key', name: 'here', pem: ed25519.publicKey, transparencyLog: 'required' },
    ]);
  });

  it('a root may be a file, of one root or of one root a line', async () => {
    const { roots, offline } = await trustOf(
      '  roots: [github, { trusted-root: one.json }, { trusted-root: two.jsonl }]\n  offline: embedded\n',
      { 'one.json': root, 'two.jsonl': `${root}\n${root}\n` },
    );
    expect(roots.map((each) => (each.kind === 'file' ? each.path : each.kind))).toEqual([
      'github',
      'one.json',
      'two.jsonl',
    ]);
    expect(roots[1]).toMatchObject({ bytes: new TextEncoder().encode(root) });
    expect(offline).toBe('embedded');
  });

  it('in a file of its own, trust names keys and roots of the same commit', async () => {
    const trust = 'roots: [{ trusted-root: r.json }]\nsigners: { k: { key: { file: k.pub } } }\n';
    const config = await configOf(`${base}trust: { file: trust.yml }\n`, {
      'trust.yml': trust,
      'k.pub': p256.publicKey,
      'r.json': root,
    });
    expect(config.trust.signers).toMatchObject([{ name: 'k', pem: p256.publicKey }]);
    expect(config.trust.roots).toMatchObject([{ kind: 'file', path: 'r.json' }]);
    const [refusal] = await refusalsOf(`${base}trust: { file: trust.yml }\n`, {
      'trust.yml': trust,
      'r.json': root,
    });
    expect(refusal).toMatchObject({ at: 'trust.yml:2:30', code: 'FILE_MISSING' });
  });
});

describe('when a signer is not who was meant', () => {
  it.each([
    ['a URL', 'github: { repository: https://github.com/acme/app }', '6:29', 'is a URL'],
    ['a glob', "github: { repository: 'acme/*' }", '6:29', 'has a wildcard'],
    ['a ref', 'github: { repository: acme/app@main }', '6:29', 'under `ref`'],
    ['a clone address', 'github: { repository: acme/app.git }', '6:29', 'ends in .git'],
    ['a name alone', 'github: { repository: app }', '6:29', 'is not OWNER/REPO'],
    ['three parts', 'github: { repository: a/b/c }', '6:29', 'is not OWNER/REPO'],
    [
      'a workflow with a ref',
      'github: { repository: a/b, workflow: a/b/.github/workflows/r.yml@refs/heads/main }',
      '6:44',
      'under `workflow-ref`',
    ],
    [
      'a workflow without its repository',
      'github: { repository: a/b, workflow: .github/workflows/r.yml }',
      '6:44',
      'with its repository',
    ],
    ['a workflow by name', 'github: { repository: a/b, workflow: Release }', '6:44', 'path of a workflow'],
    [
      'a workflow by glob',
      "github: { repository: a/b, workflow: 'a/b/.github/workflows/*.yml' }",
      '6:44',
      'has a wildcard',
    ],
    ['a branch', 'github: { repository: a/b, ref: main }', '6:39', 'refs/heads/main'],
    ['a branch in a list', "github: { repository: a/b, ref: ['refs/*/x', main] }", '6:52', 'refs/heads/main'],
    ['a glob that is none', "github: { repository: a/b, ref: 'refs/tags/[v' }", '6:39', '`]`'],
    [
      'a short commit',
      'github: { repository: a/b, workflow: a/b/.github/workflows/r.yml, workflow-ref: ab12cd3 }',
      '6:87',
      '40 hex digits',
    ],
    [
      'an issuer by glob',
      "github: { repository: a/b, issuer: 'https://*.example.com' }",
      '6:42',
      'has a wildcard',
    ],
    ['an issuer without TLS', 'github: { repository: a/b, issuer: http://a.example.com }', '6:42', 'https'],
    [
      'an issuer with a slash',
      'github: { repository: a/b, issuer: https://a.example.com/ }',
      '6:42',
      'slash at its end',
    ],
    ['an id that is a number', 'github: { repository: a/b, owner-id: 12 }', '6:44', 'quotes'],
    ['an unknown key', 'github: { repository: a/b, branch: main }', '6:34', 'unknown key "branch"'],
    ['nothing', 'github: {}', '6:7', 'github.repository is missing'],
    [
      'a subject by pattern',
      "identity: { issuer: https://a.example.com, subject: '*@example.com' }",
      '6:59',
      'looks like a pattern',
    ],
    [
      'a subject by expression',
      "identity: { issuer: https://a.example.com, subject: '^ops@example.com$' }",
      '6:59',
      'looks like a pattern',
    ],
  ])('%s is refused with a hint', async (_, signer, at, text) => {
    const refusal = await refusalOf(signer);
    expect(refusal.split(' ')[0]).toBe(at);
    expect(refusal).toContain(text);
  });

  it.each([
    ['nobody', '{}', '5:5 SIGNER_SHAPE the signer ci must be one of github, identity and key |'],
    [
      'two',
      '{ github: { repository: a/b }, key: { file: k.pub } }',
      '5:5 SIGNER_SHAPE the signer ci must be one of github, identity and key, not several |',
    ],
    [
      "an enterprise's workflows by their subject alone",
      'identity: { issuer: https://token.actions.githubusercontent.com/acme, subject: https://github.com/a/b/.github/workflows/r.yml@refs/heads/main }',
      '6:27 SIGNER_ISSUER',
    ],
    [
      "GitHub's workflows by their subject alone",
      'identity: { issuer: https://token.actions.githubusercontent.com, subject: https://github.com/a/b/.github/workflows/r.yml@refs/heads/main }',
      '6:27 SIGNER_ISSUER',
    ],
    [
      'the ref of no workflow',
      'github: { repository: a/b, workflow-ref: refs/heads/main }',
      '6:34 SIGNER_SHAPE',
    ],
    [
      'a key nowhere',
      'key: { transparency-log: none }',
      '6:7 SIGNER_SHAPE the key of the signer ci is given nowhere |',
    ],
    [
      'a key twice',
      'key: { file: k.pub, pem: x }',
      '6:7 SIGNER_SHAPE the key of the signer ci is given twice |',
    ],
  ])('%s is refused', async (_, signer, expected) => {
    expect(await refusalOf(signer, { 'k.pub': p256.publicKey })).toContain(expected);
  });

  it.each([
    'https://token.actions.githubusercontent.com.example.com',
    'https://example.com/token.actions.githubusercontent.com',
  ])('an issuer that only looks like GitHub’s (%s) is another one', async (issuer) => {
    const { signers } = await trustOf(
      `  signers: { ci: { identity: { issuer: '${issuer}', subject: ops } } }\n`,
    );
    expect(signers).toEqual([{ kind: 'identity', name: 'ci', issuer, subject: 'ops' }]);
  });

  it('the name of the reports of the job is nobody else', async () => {
    const [refusal] = await refusalsOf(
      `${base}trust: { signers: { local: { github: { repository: a/b } } } }\n`,
    );
    expect(refusal).toMatchObject({ at: '3:21', code: 'SIGNER_RESERVED' });
  });
});

describe('when a key or a root is none', () => {
  const weak = generateKeyPairSync('rsa', { modulusLength: 1024, publicKeyEncoding, privateKeyEncoding });
  const odd = generateKeyPairSync('ec', { namedCurve: 'secp256k1', publicKeyEncoding, privateKeyEncoding });
  const other = generateKeyPairSync('x25519', { publicKeyEncoding, privateKeyEncoding });
  const pkcs1 = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    privateKeyEncoding,
  });

  it.each([
    ['a private key', p256.privateKey, 'KEY_PRIVATE', 'holds a private key'],
    ['both halves', `${p256.publicKey}${p256.privateKey}`, 'KEY_PRIVATE', 'holds a private key'],
    [
      "cosign's private key",
      '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nc2VjcmV0\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n',
      'KEY_PRIVATE',
      'holds a private key',
    ],
    [
      'a secret key by another name',
      '-----BEGIN SECRET KEY-----\nc2VjcmV0\n-----END SECRET KEY-----\n',
      'KEY_PRIVATE',
      'holds a private key',
    ],
    ['a certificate', keyText('ca.pem'), 'KEY_INVALID', 'holds a CERTIFICATE'],
    ['two keys', `${p256.publicKey}${ed25519.publicKey}`, 'KEY_INVALID', 'several PEM blocks'],
    ['PKCS #1', pkcs1.publicKey, 'KEY_INVALID', 'holds a RSA PUBLIC KEY'],
    ['a weak key', weak.publicKey, 'KEY_INVALID', '1024 bits'],
    ['another curve', odd.publicKey, 'KEY_INVALID', 'secp256k1'],
    ['a key that signs nothing', other.publicKey, 'KEY_INVALID', 'x25519'],
    [
      'a broken key',
      '-----BEGIN PUBLIC KEY-----\nc2VjcmV0\n-----END PUBLIC KEY-----\n',
      'KEY_INVALID',
      'cannot be read',
    ],
    ['no key', 'c2VjcmV0', 'KEY_INVALID', 'holds no public key'],
    ['nothing', '', 'KEY_INVALID', 'holds no public key'],
  ])('%s is refused, and not shown', async (_, text, code, message) => {
    const refusal = await refusalOf('key: { file: k.pub }', { 'k.pub': text });
    expect(refusal).toContain(`6:20 ${code}`);
    expect(refusal).toContain(message);
    for (const line of text.split('\n').filter((each) => each !== '' && !each.startsWith('-')))
      expect(refusal).not.toContain(line);
  });

  it('a private key in the config itself is not shown, not even by its line', async () => {
    const secret = p256.privateKey.split('\n')[1] ?? '';
    const text = `${base}trust: { signers: { k: { key: { pem: ${JSON.stringify(p256.privateKey)} } } } }\n`;
    const refused = await configOf(text).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'KEY_PRIVATE', position: { line: 3, column: 38 } });
    expect(JSON.stringify(refused)).not.toContain(secret);
    const wrong = await configOf(text.replace(JSON.stringify(p256.privateKey), `[${secret}]`)).catch(
      (error: unknown) => error,
    );
    expect(wrong).toMatchObject({ code: 'CONFIG_TYPE' });
    expect(JSON.stringify(wrong)).not.toContain(secret);
  });

  it.each([
    ['one line', root],
    ['several lines', JSON.stringify(JSON.parse(root), undefined, 2)],
    ['a root a line, some of them empty', `${root}\n \n${root}\r\n\n`],
  ])('a trusted root of %s is one', async (_, text) => {
    const { roots } = await trustOf('  roots: [{ trusted-root: r.json }]\n', { 'r.json': text });
    expect(roots).toEqual([{ kind: 'file', path: 'r.json', bytes: new TextEncoder().encode(text) }]);
  });

  it.each([
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['other JSON', '{ "mediaType": "application/json" }'],
    ['a list', '[]'],
    ['null', 'null'],
    ['another type', '{ "mediaType": "x-application/vnd.dev.sigstore.trustedroot" }'],
    ['a key twice', root.replace('{', '{"mediaType":"x",')],
    ['one bad line', `${root}\n{}\n`],
  ])('a trusted root of %s is refused', async (_, text) => {
    const [refusal] = await refusalsOf(`${base}trust: { roots: [{ trusted-root: r.json }] }\n`, {
      'r.json': text,
    });
    expect(refusal).toMatchObject({ at: '3:34', code: 'TRUSTED_ROOT_INVALID' });
  });

  it.each([
    ['an unknown root', 'roots: [sigstor]', '3:18'],
    ['no root', 'roots: []', '3:10'],
    ['a root outside', "roots: [{ trusted-root: '../r.json' }]", '3:34'],
    ['another word', 'offline: allow', '3:19'],
  ])('%s is refused', async (_, text, at) => {
    const [refusal] = await refusalsOf(`${base}trust: { ${text} }\n`);
    expect(refusal?.at).toBe(at);
  });
});
