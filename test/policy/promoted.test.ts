import { describe, expect, it } from 'vitest';
import { stageResource } from '../../src/domain/statement.ts';
import type { Summary } from '../../src/domain/summary.ts';
import { parseRepository } from '../../src/image/reference.ts';
import { promotedCheck } from '../../src/policy/checks/promoted.ts';
import {
  amd64,
  byStranger,
  codesOf,
  evidenceOf,
  factsOf,
  hoursAgo,
  judge,
  mistakesOf,
  signedBy,
  unreachable,
} from './facts.ts';

const repository = parseRepository('ghcr.io/acme/staging/web');
const staging = stageResource({ repository, pipeline: 'web', stage: 'staging' });
const written = { from: 'staging', by: 'promoter' };

function promoted(more: Partial<Summary> = {}, hours = 48, last = hours) {
  const summary: Summary = {
    form: 'vsa',
    verifier: 'https://example.com/hoist',
    verified: '2020-01-01T00:00:00Z',
    resource: staging,
    passed: true,
    levels: [],
    ...more,
  };
  const trust = signedBy('promoter', { at: hoursAgo(hours), last: hoursAgo(last) });
  return evidenceOf({ kind: 'summary', summary }, { trust });
}

const verdict = (more: object, ...evidence: ReturnType<typeof promoted>[]) =>
  judge(promotedCheck, { ...written, ...more }, factsOf({ evidence }));

describe('when the digest must have been in an earlier stage', () => {
  it('passes by the signed statement of that stage', () => {
    const result = verdict({}, promoted());
    expect(result.reasons).toEqual([]);
    expect(result.note).toBe('promoted to web/staging');
    expect(verdict({ for: '24h' }, promoted()).note).toBe('promoted to web/staging at least 24h ago');
    expect(verdict({}, promoted({ passed: false })).help).toBe('Promote it to staging first.');
    expect(verdict({ for: '24h' }, promoted({}, 1)).help).toBe('Wait until it has been in staging for 24h.');
  });

  it.each([
    ['none', []],
    [
      'one of another stage',
      [promoted({ resource: stageResource({ repository, pipeline: 'web', stage: 'qa' }) })],
    ],
    [
      'one of another pipeline',
      [promoted({ resource: stageResource({ repository, pipeline: 'api', stage: 'staging' }) })],
    ],
    ['one of a resource that only looks like it', [promoted({ resource: `${staging}&stage=qa` })]],
    [
      'one of a resource with more before it',
      [promoted({ resource: `oci://x?pipeline=api&stage=x/${staging}` })],
    ],
    ['one without a resource', [promoted({ resource: undefined as never })]],
    ['one that is no SLSA summary', [promoted({ form: 'svr' })]],
    ['one of a platform only', [{ ...promoted(), subjects: [amd64] }]],
  ])('is unknown with %s', (_, evidence) => {
    expect(codesOf(verdict({}, ...evidence))).toEqual(['NO_EVIDENCE']);
  });

  it('is unknown with a stranger’s, and where it cannot be looked for', () => {
    expect(codesOf(verdict({}, { ...promoted(), trust: byStranger }))).toEqual(['UNTRUSTED']);
    const facts = factsOf({ searches: [unreachable()] });
    expect(codesOf(judge(promotedCheck, written, facts))).toEqual(['UNREACHABLE']);
  });

  it('fails where the last word of that stage is a refusal', () => {
    expect(codesOf(verdict({}, promoted({ passed: false })))).toEqual(['VIOLATION']);
    expect(codesOf(verdict({}, promoted({}, 48), promoted({ passed: false }, 2)))).toEqual(['VIOLATION']);
    expect(verdict({}, promoted({ passed: false }, 48), promoted({}, 2)).reasons).toEqual([]);
  });

  it('fails where a refusal is as new as what passed, or has no time', () => {
    const timeless = { ...promoted({ passed: false }), trust: signedBy('promoter', { at: 'unproven' }) };
    for (const refusal of [promoted({ passed: false }, 2), timeless]) {
      expect(codesOf(verdict({}, promoted({}, 2), refusal))).toEqual(['VIOLATION']);
      expect(codesOf(verdict({}, refusal, promoted({}, 2)))).toEqual(['VIOLATION']);
    }
  });

  it('cannot be judged outside of stages', () => {
    const { stage: _, ...facts } = factsOf({ evidence: [promoted()] });
    expect(codesOf(judge(promotedCheck, written, facts))).toEqual(['INCOMPLETE']);
  });
});

describe('when it must have been there for a while', () => {
  it('counts from the verified time, never from the stated one', () => {
    expect(verdict({ for: '24h' }, promoted({}, 48)).reasons).toEqual([]);
    expect(verdict({ for: '24h' }, promoted({}, 24)).reasons).toEqual([]);
    expect(verdict({ for: '24h' }, promoted({}, 23)).reasons).toMatchObject([
      { code: 'VIOLATION', observed: '23 h', expected: '>= 24h' },
    ]);
  });

  it('counts from the last of the proven times of one signature', () => {
    expect(codesOf(verdict({ for: '24h' }, promoted({}, 48, 3)))).toEqual(['VIOLATION']);
  });

  it('counts from the first time that it got there', () => {
    expect(verdict({ for: '24h' }, promoted({}, 48), promoted({}, 1)).reasons).toEqual([]);
  });

  it('does not count from a promotion that was refused', () => {
    expect(codesOf(verdict({ for: '24h' }, promoted({ passed: false }, 48), promoted({}, 1)))).toEqual([
      'VIOLATION',
    ]);
  });

  it('is unknown where nothing proves a time', () => {
    const timeless = { ...promoted(), trust: signedBy('promoter', { at: 'unproven' }) };
    expect(codesOf(verdict({ for: '24h' }, timeless))).toEqual(['INCOMPLETE']);
    expect(verdict({}, timeless).reasons).toEqual([]);
  });

  it('depends on an earlier stage, so that a plan shows it as pending', () => {
    expect(promotedCheck.bind(promotedCheck.schema.parse({ ...written, for: '24h' })).dependsOn).toBe(
      'stage',
    );
  });
});

describe('when the options of promoted are read', () => {
  it.each([
    [{}],
    [{ from: 'staging' }],
    [{ by: 'ci' }],
    [{ ...written, for: '0h' }],
    [{ from: 'a b', by: 'ci' }],
  ])('refuses %j', (options) => {
    expect(mistakesOf(promotedCheck, options)).not.toEqual([]);
  });
});
