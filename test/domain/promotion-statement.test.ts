import { describe, expect, it } from 'vitest';
import { asPromoter, issuerOf, ownWorkflows } from '../../src/domain/accepted-signer.ts';
import type { Identity } from '../../src/domain/evidence.ts';
import { environmentsOf, isInside } from '../../src/domain/proven-promotion.ts';
import { decisionStatement, isFromDisk } from '../../src/domain/promotion-statement.ts';
import { digestOf } from '../../src/image/digest.ts';
import type { Repository } from '../../src/image/reference.ts';

const digest = digestOf(Buffer.from('image'));
const about = {
  repository: 'ghcr.io/acme/qa/web' as Repository,
  digest,
  pipeline: 'web',
  stage: 'qa',
  passed: true,
  evidence: [digestOf(Buffer.from('sbom'))],
  decided: new Date('2026-03-04T05:06:07Z'),
};
const origin = { path: '.github/hoist.yml', sha256: 'ab'.repeat(32) };

describe('when a decision is stated', () => {
  it('in Actions, it names the workflow, the commit of the config and the evidence', () => {
    const commit = 'c'.repeat(40);
    const statement = decisionStatement({
      ...about,
      config: { ...origin, commit },
      run: {
        url: 'https://github.com/acme/web/actions/runs/1/attempts/1',
        repository: 'acme/web',
        workflow: 'acme/web/.github/workflows/promote.yml@refs/heads/main',
      },
    });
    expect(statement).toMatchObject({
      subject: [{ name: 'ghcr.io/acme/qa/web', digest: { sha256: digest.slice('sha256:'.length) } }],
      predicateType: 'https://slsa.dev/verification_summary/v1',
      predicate: {
        verifier: { id: 'https://github.com/acme/web/.github/workflows/promote.yml@refs/heads/main' },
        timeVerified: '2026-03-04T05:06:07.000Z',
        resourceUri: 'oci://ghcr.io/acme/qa/web?pipeline=web&stage=qa',
        policy: {
          uri: `git+https://github.com/acme/web@${commit}#.github/hoist.yml`,
          digest: { sha256: origin.sha256, gitCommit: commit },
        },
        inputAttestations: [{ digest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } }],
        verificationResult: 'PASSED',
      },
    });
  });

  it('elsewhere, it says that a disk decided', () => {
    const { predicate } = decisionStatement({ ...about, passed: false, config: origin, run: {} });
    expect(predicate).toMatchObject({
      verifier: { id: 'urn:hoist:command-line' },
      policy: { uri: 'file:.github/hoist.yml' },
      verificationResult: 'FAILED',
    });
    expect([
      isFromDisk({ uri: 'file:x' }),
      isFromDisk({ uri: 'git+https://x' }),
      isFromDisk(undefined),
    ]).toEqual([true, false, false]);
  });
});

describe('when nobody is named whose statements count', () => {
  const own = ownWorkflows({ repository: 'acme/web', server: 'https://github.com', defaultBranch: 'rel[1]' });

  it('the default branch counts, whatever it is called, and no other', () => {
    const matches = (ref: string): boolean | undefined => own.refs?.some((glob) => glob.matches(ref));
    expect(['refs/heads/rel[1]', 'refs/heads/rel1', 'refs/heads/x'].map(matches)).toEqual([
      true,
      false,
      false,
    ]);
    expect(own.issuer).toBe('https://token.actions.githubusercontent.com');
  });

  it('one workflow of it can be named, or one that it calls', () => {
    const repository = { repository: 'acme/web', server: 'https://github.com', defaultBranch: 'main' };
    expect(ownWorkflows(repository)).not.toHaveProperty('workflow');
    for (const [written, workflow] of [
      ['.github/workflows/a.yml', 'acme/web/.github/workflows/a.yml'],
      ['acme/shared/.github/workflows/b.yml', 'acme/shared/.github/workflows/b.yml'],
    ])
      expect(ownWorkflows(repository, written)).toMatchObject({ repository: 'acme/web', workflow });
  });

  it.each([
    ['https://github.com', 'https://token.actions.githubusercontent.com'],
    ['https://acme.ghe.com', 'https://token.actions.acme.ghe.com'],
    ['https://git.acme.example', 'https://git.acme.example/_services/token'],
  ])('the ID tokens of %s are by its own issuer', (server, issuer) => {
    expect(issuerOf(server)).toBe(issuer);
  });
});

describe('when a signer is named', () => {
  const signer = {
    kind: 'github',
    name: 'promoter',
    repository: 'acme/web',
    server: 'https://github.com',
    issuer: 'https://token.actions.githubusercontent.com',
    runner: 'any',
  } as const;

  it('its promotions are of runs in which Hoist promotes, unless it says which', () => {
    const promoter = asPromoter(signer);
    const events = promoter.kind === 'github' ? [...(promoter.triggers ?? [])] : [];
    expect(events).toContain('workflow_run');
    expect(events).not.toContain('pull_request_target');
    expect(asPromoter({ ...signer, triggers: new Set(['push']) })).toMatchObject({
      triggers: new Set(['push']),
    });
    const key = { kind: 'key', name: 'key', pem: '', transparencyLog: 'none' } as const;
    expect(asPromoter(key)).toEqual(key);
  });
});

describe('when an environment guards a stage', () => {
  const guard = { name: 'production', approval: 'required', rollback: 'prod-rollback' } as const;
  const inside = (environment?: string): Identity => ({
    kind: 'certificate',
    claims: environment === undefined ? {} : { 23: environment },
  });

  it('the certificate is asked for it, for that of rollbacks only for rollbacks; a label is not', () => {
    expect(environmentsOf(guard, 'auto')).toEqual(['production']);
    expect(environmentsOf(guard, 'rollback')).toEqual(['prod-rollback', 'production']);
    expect(environmentsOf({ ...guard, approval: 'none' }, 'auto')).toBeUndefined();
    expect(environmentsOf(undefined, 'rollback')).toBeUndefined();
  });

  it('a certificate has to name it, in whatever case; a key names none', () => {
    expect(isInside(inside('Production'), ['production'])).toBe(true);
    expect(isInside(inside('staging'), ['production'])).toBe(false);
    expect(isInside(inside(), ['production'])).toBe(false);
    expect(isInside(inside(), undefined)).toBe(true);
    expect(isInside({ kind: 'key', claims: {} }, ['production'])).toBe(true);
  });
});
