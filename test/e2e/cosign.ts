import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requireTool } from '../tools.ts';

/** Sigstore bundles as referrers, as cosign 3 writes them; or `.sig` and `.att` tags, as all before it. */
export type CosignFormat = 'bundle' | 'tags';
export type CosignKeyKind = 'P-256' | 'RSA' | 'Ed25519';

export type CosignKey = {
  /** Of the files: `NAME.key`, `NAME.pub`. */
  readonly name: string;
  /** The public half. */
  readonly pem: string;
};

export type CosignSigning = {
  readonly key: CosignKey;
  readonly format: CosignFormat;
};

/** cosign itself, offline: no transparency log, no time stamps. References name a digest. */
export interface Cosign {
  /** P-256 is made by cosign, others are brought to it. */
  key(name: string, kind?: CosignKeyKind): Promise<CosignKey>;
  sign(
    reference: string,
    signing: CosignSigning & { readonly annotations?: Readonly<Record<string, string>> },
  ): Promise<void>;
  /** `type` is a short name of cosign's, or a predicate type. */
  attest(
    reference: string,
    signing: CosignSigning & { readonly type: string; readonly predicate: unknown },
  ): Promise<void>;
  /** What an auditor runs, with the public key and nothing of ours. Rejects where cosign does. */
  verify(reference: string, signing: CosignSigning): Promise<void>;
  verifyAttestation(reference: string, signing: CosignSigning & { readonly type: string }): Promise<void>;
  close(): Promise<void>;
}

const offline = ['--tlog-upload=false', '--use-signing-config=false', '--yes'];

/** For `describe.skipIf(lacking('cosign'))`. */
export async function startCosign(): Promise<Cosign> {
  const program = requireTool('cosign');
  const home = await mkdtemp(join(tmpdir(), 'hoist-cosign-'));
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, DOCKER_CONFIG: home, COSIGN_PASSWORD: '' };
  let predicates = 0;

  async function run(...args: readonly string[]): Promise<void> {
    await promisify(execFile)(program, args, {
      env,
      cwd: home,
      timeout: 60_000,
      maxBuffer: 64 * 1024 * 1024,
    });
  }

  const formatFlag = ({ format }: CosignSigning): string => `--new-bundle-format=${format === 'bundle'}`;
  const withKey = (signing: CosignSigning): readonly string[] => [
    formatFlag(signing),
    '--key',
    `${signing.key.name}.key`,
    ...offline,
  ];
  const withPublicKey = (signing: CosignSigning): readonly string[] => [
    formatFlag(signing),
    '--key',
    `${signing.key.name}.pub`,
    '--insecure-ignore-tlog',
  ];

  return {
    async key(name, kind = 'P-256') {
      if (kind === 'P-256') {
        await run('generate-key-pair', '--output-key-prefix', name);
      } else {
        await writeFile(join(home, `${name}.pem`), privatePem(kind));
        await run('import-key-pair', '--yes', '--key', `${name}.pem`, '--output-key-prefix', name);
      }
      return { name, pem: await readFile(join(home, `${name}.pub`), 'utf8') };
    },
    async sign(reference, signing) {
      const said = Object.entries(signing.annotations ?? {}).map(
        ([key, value]) => `--annotations=${key}=${value}`,
      );
      await run('sign', ...withKey(signing), ...said, reference);
    },
    async attest(reference, signing) {
      predicates += 1;
      const file = `predicate-${predicates}.json`;
      await writeFile(join(home, file), JSON.stringify(signing.predicate));
      await run('attest', ...withKey(signing), '--type', signing.type, '--predicate', file, reference);
    },
    verify: (reference, signing) => run('verify', ...withPublicKey(signing), reference),
    verifyAttestation: (reference, signing) =>
      run('verify-attestation', ...withPublicKey(signing), '--type', signing.type, reference),
    close: () => rm(home, { recursive: true, force: true }),
  };
}

function privatePem(kind: 'RSA' | 'Ed25519'): string {
  const { privateKey } =
    kind === 'RSA' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
