import { describe, expect, it } from 'vitest';
import type { CheckRun, CommitStatus } from '../../src/domain/facts.ts';
import { checksCheck } from '../../src/policy/checks/checks.ts';
import { codesOf, commitOf, factsOf, judge, mistakesOf } from './facts.ts';

const workflow = '.github/workflows/ci.yml';
const actions = { slug: 'github-actions', id: 15_368 };

function run(more: Partial<CheckRun> = {}): CheckRun {
  return { name: 'build', app: actions, status: 'completed', conclusion: 'success', workflow, ...more };
}

function verdict(written: object, runs: readonly CheckRun[] = [], statuses: readonly CommitStatus[] = []) {
  const commit = commitOf({
    checks: { state: 'known', value: runs },
    statuses: { state: 'known', value: statuses },
  });
  return judge(checksCheck, written, factsOf({ commit }));
}

const required = { required: ['build'], workflow };

describe('when checks of the commit must be green', () => {
  it.each([
    [required, run()],
    [{ required: [{ name: 'build', workflow }] }, run()],
    [{ required: [{ name: 'build' }], workflow }, run()],
    [{ required: [{ name: 'build', workflow }], workflow: '.github/workflows/other.yml' }, run()],
    [
      { required: ['build'], app: 4711 },
      run({ app: { slug: 'scanner', id: 4711 }, workflow: undefined as never }),
    ],
    [{ ...required, allow: ['neutral'] }, run({ conclusion: 'neutral' })],
    [{ ...required, allow: ['neutral', 'skipped'] }, run({ conclusion: 'skipped' })],
  ])('passes with %j', (written, found) => {
    expect(verdict(written, [run({ name: 'other', conclusion: 'failure' }), found]).reasons).toEqual([]);
  });

  it.each([
    'failure',
    'cancelled',
    'timed_out',
    'action_required',
    'neutral',
    'skipped',
    'stale',
    'SUCCESS',
    '',
  ])('fails with the conclusion %j', (conclusion) => {
    expect(codesOf(verdict(required, [run({ conclusion })]))).toEqual(['VIOLATION']);
  });

  it.each([
    [[], 'NO_EVIDENCE'],
    [[run({ name: 'Build' })], 'NO_EVIDENCE'],
    [[run({ workflow: '.github/workflows/other.yml' })], 'UNTRUSTED'],
    [[run({ workflow: undefined as never })], 'UNTRUSTED'],
    [[run({ app: { slug: 'mallory', id: 1 } })], 'UNTRUSTED'],
    [[run({ status: 'in_progress', conclusion: undefined as never })], 'INCOMPLETE'],
    [[run({ status: 'queued' })], 'INCOMPLETE'],
    [[run({ conclusion: undefined as never })], 'INCOMPLETE'],
  ])('is unknown with %j', (runs, code) => {
    expect(codesOf(verdict(required, runs))).toEqual([code]);
  });

  it('knows other apps by their id, whatever they call themselves', () => {
    const written = { required: ['build'], app: 4711 };
    expect(codesOf(verdict(written, [run()]))).toEqual(['UNTRUSTED']);
    expect(codesOf(verdict(written, [run({ app: { slug: '4711', id: 1 } })]))).toEqual(['UNTRUSTED']);
  });

  it('judges all of a name', () => {
    expect(codesOf(verdict(required, [run(), run({ conclusion: 'failure' })]))).toEqual(['VIOLATION']);
  });

  it('names each that is missing', () => {
    const { reasons } = verdict({ required: ['build', 'e2e'], workflow }, []);
    expect(reasons.map(({ message }) => message)).toEqual([
      'no check build of .github/workflows/ci.yml',
      'no check e2e of .github/workflows/ci.yml',
    ]);
  });
});

describe('when statuses of the commit must be green', () => {
  const status = { context: 'ci/deploy', state: 'success', creator: 'acme-bot' };

  it.each([
    [{ statuses: ['ci/deploy'] }, status, []],
    [{ statuses: [{ context: 'ci/deploy', creator: 'Acme-Bot' }] }, status, []],
    [{ statuses: ['ci/deploy'] }, { ...status, state: 'failure' }, ['VIOLATION']],
    [{ statuses: ['ci/deploy'] }, { ...status, state: 'error' }, ['VIOLATION']],
    [{ statuses: ['ci/deploy'] }, { ...status, state: 'pending' }, ['INCOMPLETE']],
    [{ statuses: ['ci/other'] }, status, ['NO_EVIDENCE']],
    [{ statuses: [{ context: 'ci/deploy', creator: 'mallory' }] }, status, ['UNTRUSTED']],
    [
      { statuses: [{ context: 'ci/deploy', creator: 'x' }] },
      { context: 'ci/deploy', state: 'success' },
      ['UNTRUSTED'],
    ],
  ])('with %j and %j it comes to %j', (written, found, codes) => {
    expect(codesOf(verdict(written, [], [found]))).toEqual(codes);
  });
});

describe('when the commit or its checks are not known', () => {
  it('is unknown without a commit that provenance proves', () => {
    expect(codesOf(judge(checksCheck, required, factsOf()))).toEqual(['NO_EVIDENCE']);
  });

  it.each([
    [required, commitOf({ checks: { state: 'unknown', code: 'UNREACHABLE', message: 'HTTP 403' } })],
    [
      { statuses: ['x'] },
      commitOf({ statuses: { state: 'unknown', code: 'UNREACHABLE', message: 'HTTP 403' } }),
    ],
  ])('is UNREACHABLE where GitHub did not answer', (written, commit) => {
    expect(codesOf(judge(checksCheck, written, factsOf({ commit })))).toEqual(['UNREACHABLE']);
  });

  it('asks for what it looks at only', () => {
    const needs = (written: object) => checksCheck.bind(checksCheck.schema.parse(written)).needs.commit;
    expect(needs(required)).toMatchObject({ checks: true, statuses: false });
    expect(needs({ statuses: ['x'] })).toMatchObject({ checks: false, statuses: true, branches: [] });
  });
});

describe('when the options of checks are read', () => {
  it('wants the workflow of jobs on GitHub Actions', () => {
    const [message] = mistakesOf(checksCheck, { required: ['build'] });
    expect(message).toContain('any workflow could make a check of that name');
    expect(message).toContain('app: 12345');
  });

  it.each([
    [{}],
    [{ workflow }],
    [{ required: [], workflow }],
    [{ required: [{ name: 'build' }] }],
    [{ required: ['build'], workflow: 'ci.yml' }],
    [{ required: ['build'], workflow: '.github/workflows/../ci.yml' }],
    [{ required: ['build'], app: 'some-app' }],
    [{ ...required, allow: ['failure'] }],
  ])('refuses %j', (written) => {
    expect(mistakesOf(checksCheck, written)).not.toEqual([]);
  });
});
