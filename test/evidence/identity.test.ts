import { describe, expect, it } from 'vitest';
import { parseGlob } from '../../src/domain/glob.ts';
import type { Identity } from '../../src/domain/evidence.ts';
import type { GitHubSigner, IdentitySigner } from '../../src/domain/signer.ts';
import { certificateSigners, matchSigners } from '../../src/evidence/identity.ts';
import { githubIdentity, githubSigner, type FakeWorkflow } from '../fakes/sigstore-signer.ts';

function identity(workflow: FakeWorkflow = {}, claims: Identity['claims'] = {}): Identity {
  const fake = githubIdentity(workflow);
  const all = { ...fake.claims, ...claims };
  return { kind: 'certificate', issuer: all[8] ?? '', subject: fake.subject, claims: all };
}

function satisfies(who: Identity, wanted: Partial<Omit<GitHubSigner, 'kind' | 'name'>>): boolean {
  return matchSigners(who, [githubSigner('ci', wanted)]).state === 'named';
}

function why(who: Identity, ...signers: readonly (GitHubSigner | IdentitySigner)[]): string {
  const match = matchSigners(who, signers);
  return match.state === 'unnamed' ? match.why : 'named';
}

describe('when a workflow is compared with a signer', () => {
  it('satisfies one that names what it is', () => {
    const who = identity({ environment: 'production' });
    expect(satisfies(who, {})).toBe(true);
    expect(
      satisfies(who, {
        workflow: 'acme/app/.github/workflows/release.yml',
        refs: [parseGlob('refs/tags/v*'), parseGlob('refs/heads/main')],
        workflowRefs: [parseGlob('refs/heads/*')],
        environment: 'production',
        repositoryId: '1001',
        ownerId: '2002',
      }),
    ).toBe(true);
  });

  it.each<[string, FakeWorkflow, Partial<Omit<GitHubSigner, 'kind' | 'name'>>]>([
    ['another issuer', { issuer: 'https://token.actions.githubusercontent.com/acme' }, {}],
    ['another repository', { repository: 'acme/app2' }, {}],
    ['another server', { server: 'https://acme.ghe.com' }, {}],
    ['the repository in another case', { repository: 'acme/App' }, {}],
    ['an event that strangers cause', { trigger: 'pull_request_target' }, { triggers: new Set(['push']) }],
    ['another ref', { ref: 'refs/heads/x' }, { refs: [parseGlob('refs/heads/main')] }],
    ['a ref that goes on', { ref: 'refs/heads/main/x' }, { refs: [parseGlob('refs/heads/*')] }],
    ['a ref that a list without globs cannot match', {}, { refs: [] }],
    [
      'another workflow',
      { workflow: 'acme/app/.github/workflows/evil.yml' },
      { workflow: 'acme/app/.github/workflows/release.yml' },
    ],
    ['a workflow that begins the same', {}, { workflow: 'acme/app/.github/workflows/release' }],
    [
      "another repository's workflow",
      { workflow: 'evil/app/.github/workflows/release.yml' },
      { workflow: 'acme/app/.github/workflows/release.yml' },
    ],
    [
      'another version of the workflow',
      { workflowRef: 'refs/heads/x' },
      { workflowRefs: [parseGlob('refs/heads/main')] },
    ],
    ['a runner of its own', { runner: 'self-hosted' }, {}],
    ['a runner of GitHub', {}, { runner: 'self-hosted' }],
    ['another environment', { environment: 'staging' }, { environment: 'production' }],
    ['no environment', {}, { environment: 'production' }],
    ['an empty environment', { environment: '' }, { environment: 'production' }],
    ['another repository under that name', { repositoryId: '9' }, { repositoryId: '1001' }],
    ['another owner under that name', { ownerId: '9' }, { ownerId: '2002' }],
  ])('does not satisfy it with %s', (_, workflow, wanted) => {
    expect(satisfies(identity(workflow), wanted)).toBe(false);
  });

  it('satisfies it with any runner where it says so, also with none', () => {
    expect(satisfies(identity({ runner: 'self-hosted' }), { runner: 'any' })).toBe(true);
    const { 11: _, ...claims } = identity().claims;
    expect(satisfies({ ...identity(), claims }, { runner: 'any' })).toBe(true);
    expect(satisfies({ ...identity(), claims }, {})).toBe(false);
  });

  it("compares the caller's repository and the reusable workflow each by itself (policy.md §1.6)", () => {
    const workflow = 'acme/security/.github/workflows/scan.yml';
    const wanted = { workflow, workflowRefs: [parseGlob('refs/tags/v1')] };
    expect(satisfies(identity({ workflow, workflowRef: 'refs/tags/v1' }), wanted)).toBe(true);
    expect(
      satisfies(identity({ repository: 'evil/app', workflow, workflowRef: 'refs/tags/v1' }), wanted),
    ).toBe(false);
  });

  it('wants the version of the workflow where it says so without naming a workflow', () => {
    const workflowRefs = [parseGlob('refs/heads/main'), parseGlob('refs/tags/v*')];
    for (const file of ['release.yml', 'release.yaml', 'a.yml.yml']) {
      const workflow = `acme/app/.github/workflows/${file}`;
      expect(satisfies(identity({ workflow, workflowRef: 'refs/tags/v1' }), { workflowRefs })).toBe(true);
      expect(satisfies(identity({ workflow, workflowRef: 'refs/tags/1' }), { workflowRefs })).toBe(false);
      expect(satisfies(identity({ workflow, workflowRef: 'refs/heads/main\nx' }), { workflowRefs })).toBe(
        false,
      );
    }
    const workflow = 'acme/app/.github/workflows/release';
    expect(satisfies(identity({ workflow }), { workflowRefs })).toBe(false);
  });

  it('knows a workflow whose file has an @ in its name', () => {
    const workflow = 'acme/app/.github/workflows/a.yml@b.yml';
    const wanted = { workflow, workflowRefs: [parseGlob('refs/heads/main')] };
    expect(satisfies(identity({ workflow }), wanted)).toBe(true);
    expect(satisfies(identity({ workflow, workflowRef: 'refs/heads/x' }), wanted)).toBe(false);
    expect(satisfies(identity({ workflow: `${workflow}.yml` }), wanted)).toBe(false);
  });

  it('does not ask who ran it where no workflow is wanted', () => {
    const { 9: _, ...claims } = identity().claims;
    expect(satisfies({ ...identity(), claims, subject: 'https://github.com/acme/app' }, {})).toBe(true);
    const workflow = 'acme/app/.github/workflows/release.yml';
    expect(satisfies({ ...identity(), claims }, { workflow })).toBe(false);
  });

  it('does not take the ref of a workflow out of the name of its file', () => {
    const workflow = 'acme/app/.github/workflows/release.yml@refs/heads/main.yml';
    const who = identity({ workflow, workflowRef: 'refs/heads/x' });
    const workflowRefs = [parseGlob('refs/heads/main'), parseGlob('refs/heads/*')];
    expect(satisfies(who, { workflow: 'acme/app/.github/workflows/release.yml', workflowRefs })).toBe(false);
    expect(satisfies(who, { workflowRefs })).toBe(false);
  });

  it('wants claim and subject to name the same workflow', () => {
    const who = {
      ...identity(),
      subject: 'https://github.com/evil/app/.github/workflows/release.yml@refs/heads/main',
    };
    expect(satisfies(who, { workflow: 'acme/app/.github/workflows/release.yml' })).toBe(false);
  });

  it('does not satisfy anything with claims that are not there', () => {
    const bare: Identity = { kind: 'certificate', issuer: githubSigner().issuer, claims: {} };
    expect(satisfies(bare, { runner: 'any' })).toBe(false);
    expect(satisfies(bare, { runner: 'any', workflowRefs: [parseGlob('**')] })).toBe(false);
  });
});

describe('when any other identity is compared', () => {
  const robot: IdentitySigner = {
    kind: 'identity',
    name: 'robot',
    issuer: 'https://accounts.example.com',
    subject: 'robot@example.com',
  };
  const who = { kind: 'certificate', issuer: robot.issuer, subject: robot.subject, claims: {} } as const;

  it('wants issuer and subject, exactly', () => {
    expect(matchSigners(who, [robot])).toEqual({ state: 'named', signers: ['robot'] });
    for (const other of [
      { ...who, subject: 'robot@example.com.evil.example' },
      { ...who, subject: 'Robot@example.com' },
      { ...who, issuer: 'https://accounts.example.com/' },
      { kind: 'certificate', claims: {} } as const,
    ]) {
      expect(matchSigners(other, [robot]).state).toBe('unnamed');
    }
  });

  it('says who it is', () => {
    expect(why({ ...who, subject: 'eve@example.com' }, robot)).toBe(
      'signed by eve@example.com (https://accounts.example.com); robot wants subject robot@example.com, not eve@example.com',
    );
  });
});

describe('when signers are asked for certificates', () => {
  it('keys are none of them (hole 4)', () => {
    const key = { kind: 'key', name: 'key', pem: '', transparencyLog: 'none' } as const;
    const ci = githubSigner();
    expect(certificateSigners([key, ci, key])).toEqual([ci]);
  });
});

describe('when nobody is satisfied', () => {
  const ci = githubSigner('ci', { refs: [parseGlob('refs/heads/main'), parseGlob('refs/tags/v*')] });

  it('says who signed, and what the nearest signer wants', () => {
    const far = githubSigner('other', { repository: 'acme/other' });
    for (const signers of [
      [far, ci],
      [ci, far],
    ]) {
      expect(why(identity({ ref: 'refs/heads/x' }), ...signers)).toBe(
        'signed by acme/app release.yml@refs/heads/x; ci wants ref refs/heads/main or refs/tags/v*, not refs/heads/x',
      );
    }
  });

  it('of two that are as near, names the first', () => {
    const other = githubSigner('also', { refs: [parseGlob('refs/heads/main')] });
    expect(why(identity({ ref: 'refs/heads/x' }), ci, other)).toContain('; ci wants ref ');
    expect(why(identity({ ref: 'refs/heads/x' }), other, ci)).toContain('; also wants ref ');
  });

  it('of two, the one of that repository, issuer and subject is nearer whatever else it wants', () => {
    const picky = { environment: 'x', repositoryId: '1', ownerId: '2', runner: 'self-hosted' } as const;
    const near = githubSigner('near', picky);
    const issuer = githubSigner('issuer', { issuer: 'https://accounts.example.com' });
    const repository = githubSigner('repository', { repository: 'acme/other' });
    const subject = { kind: 'identity', name: 'subject', issuer: near.issuer, subject: 'x' } as const;
    for (const far of [issuer, repository, subject]) {
      expect(why(identity(), far, near)).toContain('; near wants runner self-hosted, not github-hosted and ');
    }
  });

  it('names a certificate without repository or workflow by its subject', () => {
    const who = identity({ ref: 'refs/heads/x' });
    const { 9: _, ...withoutWorkflow } = who.claims;
    const { 12: __, ...withoutRepository } = who.claims;
    for (const claims of [withoutWorkflow, withoutRepository])
      expect(why({ ...who, claims }, ci)).toContain(`signed by ${who.subject} (${who.issuer}); `);
    expect(why({ kind: 'certificate', claims: {} }, ci)).toContain('signed by nobody by name (no issuer); ');
  });

  it('leaves out the server only where it is the usual one, at the beginning', () => {
    const server = 'https://acme.ghe.com';
    const workflow = 'acme/shared/.github/workflows/build.yml';
    expect(why(identity({ server, workflow }), ci)).toContain(
      `signed by ${server}/acme/app ${server}/${workflow}@refs/heads/main; `,
    );
    const claims = { ...identity().claims, 12: 'x https://github.com/acme/app' };
    expect(why({ ...identity(), claims }, ci)).toContain('signed by x https://github.com/acme/app ');
  });

  it('names the whole path of a workflow of another repository, and what the certificate does not show', () => {
    const workflow = 'acme/shared/.github/workflows/build.yml';
    expect(why(identity({ workflow }), githubSigner('ci', { environment: 'production' }))).toBe(
      'signed by acme/app acme/shared/.github/workflows/build.yml@refs/heads/main; ' +
        'ci wants environment production, which the certificate does not show',
    );
  });

  it('says so when there is no keyless signer, and keeps long names short', () => {
    const text = why(identity({ ref: `refs/heads/${'x'.repeat(5000)}` }));
    expect(text).toContain('the config names no keyless signer');
    expect(text.length).toBeLessThan(400);
  });
});
