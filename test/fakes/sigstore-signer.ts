import { constants, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import type { GitHubSigner, KeySigner } from '../../src/domain/signer.ts';

/** What the certificate says of who signs. */
export type FakeIdentity = {
  readonly kind: 'identity';
  /** The subject alternative name; always a URI here. */
  readonly subject: string;
  /** Fulcio's extensions by number. */
  readonly claims: Readonly<Record<number, string>>;
};

export type SigningKey = {
  readonly kind: 'key';
  /** The public half. */
  readonly pem: string;
  sign(bytes: Uint8Array): Buffer;
};

export type FakeWorkflow = {
  /** `OWNER/REPO`. */
  readonly repository?: string;
  /** `OWNER/REPO/.github/workflows/FILE`; default `release.yml` of the repository. */
  readonly workflow?: string;
  readonly ref?: string;
  /** Of the workflow's file; default the ref. */
  readonly workflowRef?: string;
  readonly commit?: string;
  readonly runner?: string;
  readonly environment?: string;
  readonly issuer?: string;
  readonly server?: string;
  readonly repositoryId?: string;
  readonly ownerId?: string;
  readonly trigger?: string;
  /** The run's id. */
  readonly run?: string;
};

export const githubIssuer = 'https://token.actions.githubusercontent.com';

/** A workflow of `acme/app`, as Fulcio describes it (sigstore/fulcio, docs/oid-info.md). */
export function githubIdentity(workflow: FakeWorkflow = {}): FakeIdentity {
  const {
    repository = 'acme/app',
    ref = 'refs/heads/main',
    commit = '0123456789abcdef0123456789abcdef01234567',
    server = 'https://github.com',
    issuer = githubIssuer,
  } = workflow;
  const file = workflow.workflow ?? `${repository}/.github/workflows/release.yml`;
  const subject = `${server}/${file}@${workflow.workflowRef ?? ref}`;
  return {
    kind: 'identity',
    subject,
    claims: {
      8: issuer,
      9: subject,
      11: workflow.runner ?? 'github-hosted',
      12: `${server}/${repository}`,
      13: commit,
      14: ref,
      15: workflow.repositoryId ?? '1001',
      16: `${server}/${repository.split('/')[0] ?? ''}`,
      17: workflow.ownerId ?? '2002',
      18: `${server}/${repository}/.github/workflows/release.yml@${ref}`,
      19: commit,
      20: workflow.trigger ?? 'push',
      21: `${server}/${repository}/actions/runs/${workflow.run ?? '77'}/attempts/1`,
      22: 'public',
      ...(workflow.environment === undefined ? {} : { 23: workflow.environment }),
    },
  };
}

/** The signer that {@link githubIdentity} satisfies as it is. */
export function githubSigner(
  name = 'ci',
  more: Partial<Omit<GitHubSigner, 'kind' | 'name'>> = {},
): GitHubSigner {
  return {
    kind: 'github',
    name,
    repository: 'acme/app',
    server: 'https://github.com',
    issuer: githubIssuer,
    runner: 'github-hosted',
    ...more,
  };
}

export function keySigner(
  name: string,
  key: { readonly pem: string },
  transparencyLog: KeySigner['transparencyLog'] = 'none',
): KeySigner {
  return { kind: 'key', name, pem: key.pem, transparencyLog };
}

export type KeyKind = 'P-256' | 'P-384' | 'rsa' | 'rsa-pss' | 'ed25519';

/** A new key that signs as cosign does with such a one; `rsa-pss` is an RSA key that is used with PSS padding. */
export function signingKey(kind: KeyKind = 'P-256', hash = 'sha256'): SigningKey {
  const privateKey = generate(kind);
  const padding =
    kind === 'rsa-pss'
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
      : {};
  return {
    kind: 'key',
    pem: createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }).toString(),
    sign: (bytes) => sign(kind === 'ed25519' ? null : hash, bytes, { key: privateKey, ...padding }),
  };
}

function generate(kind: KeyKind): KeyObject {
  switch (kind) {
    case 'ed25519':
      return generateKeyPairSync('ed25519').privateKey;
    case 'rsa':
    case 'rsa-pss':
      return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    default:
      return generateKeyPairSync('ec', { namedCurve: kind }).privateKey;
  }
}
