import { describe, expect, it } from 'vitest';
import { ownWorkflows } from '../../src/domain/accepted-signer.ts';
import { signerOfJob, whyNotNamed } from '../../src/evidence/own-signer.ts';
import { certificateSigners, matchSigners } from '../../src/evidence/identity.ts';
import { githubIdentity, keySigner, signingKey } from '../fakes/sigstore-signer.ts';

const server = 'https://github.com';
const claims = {
  iss: 'https://token.actions.githubusercontent.com',
  repository: 'acme/app',
  ref: 'refs/heads/main',
  event_name: 'push',
  job_workflow_ref: 'acme/shared/.github/workflows/promote.yml@refs/tags/v1',
  runner_environment: 'github-hosted',
  repository_id: '1001',
  repository_owner_id: '2002',
  environment: 'production',
};

function tokenOf(more: object): string {
  return `h.${Buffer.from(JSON.stringify({ ...claims, ...more })).toString('base64url')}.s`;
}

/** What Fulcio would put into the certificate of such a job. */
const certified = {
  repository: 'acme/app',
  workflow: 'acme/shared/.github/workflows/promote.yml',
  workflowRef: 'refs/tags/v1',
  environment: 'production',
};

function named(token: string, workflow: Parameters<typeof githubIdentity>[0]): boolean {
  const own = signerOfJob(token, server);
  if (own === undefined) throw new Error('it is not known');
  const identity = { ...githubIdentity(workflow), kind: 'certificate', issuer: claims.iss } as const;
  return matchSigners(identity, certificateSigners([own.signer])).state === 'named';
}

describe('when a job is asked whom it signs as', () => {
  it('the certificate that it gets is of that signer', () => {
    const { identity } = signerOfJob(tokenOf({}), server) ?? {};
    const { subject, claims: said } = githubIdentity(certified);
    expect(identity?.subject).toBe(subject);
    for (const [number, value] of Object.entries(identity?.claims ?? {}))
      expect([number, said[Number(number)]]).toEqual([number, value]);
    expect(named(tokenOf({}), certified)).toBe(true);
  });

  it.each([
    ['repository', { repository: 'acme/other' }],
    ['workflow', { workflow: 'acme/app/.github/workflows/promote.yml' }],
    ['ref of the workflow', { workflowRef: 'refs/heads/main' }],
    ['ref', { ref: 'refs/tags/v1.0.0' }],
    ['event', { trigger: 'pull_request_target' }],
    ['environment', { environment: 'staging' }],
    ['runner', { runner: 'self-hosted' }],
    ['owner', { ownerId: '3003' }],
  ])('one of another %s is not', (_, more) => {
    expect(named(tokenOf({}), { ...certified, ...more })).toBe(false);
  });

  it('a ref that looks like a pattern is itself and nothing else', () => {
    const token = tokenOf({ ref: 'refs/heads/*' });
    expect(named(token, { ...certified, ref: 'refs/heads/*' })).toBe(true);
    expect(named(token, { ...certified, ref: 'refs/heads/main' })).toBe(false);
  });

  it('a token that does not say enough tells nothing', () => {
    for (const token of ['', 'x.y.z', tokenOf({ ref: undefined }), tokenOf({ job_workflow_ref: 'x' })])
      expect(signerOfJob(token, server)).toBeUndefined();
  });
});

describe('when it is asked whether others accept it', () => {
  it('a job is accepted by a signer that it satisfies, else it is said why not', () => {
    const own = signerOfJob(tokenOf({}), server);
    if (own === undefined) throw new Error('it is not known');
    const ours = ownWorkflows({ repository: 'acme/app', server, defaultBranch: 'main' });
    expect(whyNotNamed(own, [ours])).toBeUndefined();
    const other = ownWorkflows({ repository: 'acme/app', server, defaultBranch: 'trunk' });
    expect(whyNotNamed(own, [other])).toContain('wants ref refs/heads/trunk');
    expect(whyNotNamed(own, [])).toContain('no keyless signer');
  });

  it('a key is accepted where its public half is named, however it is written', () => {
    const [mine, theirs] = [signingKey(), signingKey()];
    const own = {
      identity: { kind: 'key', claims: {} },
      signer: keySigner('KEY', mine),
    } as const;
    const spaced = { ...mine, pem: `\n${mine.pem}\n` };
    expect(whyNotNamed(own, [keySigner('ours', spaced)])).toBeUndefined();
    expect(whyNotNamed(own, [keySigner('theirs', theirs)])).toContain('KEY');
  });
});
