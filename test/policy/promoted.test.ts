import { describe, expect, it } from 'vitest';
import type { EvidencePart } from '../../src/domain/evidence.ts';
import type { StageEnvironment } from '../../src/domain/pipeline.ts';
import { stageResource } from '../../src/domain/statement.ts';
import type { Summary } from '../../src/domain/summary.ts';
import { parseRepository } from '../../src/image/reference.ts';
import { promotedCheck } from '../../src/policy/checks/promoted.ts';
import {
  amd64,
  byStranger,
  codesOf,
  digestFor,
  evidenceOf,
  factsOf,
  hoursAgo,
  judge,
  mistakesOf,
  recordPart,
  signedBy,
  unreachable,
} from './facts.ts';

const repository = parseRepository('ghcr.io/acme/staging/web');
const other = parseRepository('ghcr.io/mallory/web');
const id = { pipeline: 'web', stage: 'staging' };
const staging = stageResource({ repository, ...id });
const written = { from: 'staging', by: 'promoter' };
const run = 'https://github.com/acme/web/actions/runs/7/attempts/1';

/** When it was signed, and what the certificate shows besides. */
type When = { readonly hours?: number; readonly last?: number; readonly claims?: Record<number, string> };

function said(part: EvidencePart, { hours = 48, last = hours, claims = {} }: When) {
  const trust = signedBy('promoter', { at: hoursAgo(hours), last: hoursAgo(last), claims });
  return evidenceOf(part, { trust });
}

function decided(more: Partial<Summary> = {}, when: When = {}) {
  const summary: Summary = {
    form: 'vsa',
    verifier: 'https://example.com/hoist',
    verified: '2020-01-01T00:00:00Z',
    resource: staging,
    passed: true,
    levels: [],
    ...more,
  };
  return said({ kind: 'summary', summary }, when);
}

function recorded(told: Parameters<typeof recordPart>[0] = {}, when: When = {}) {
  return said(recordPart(told), when);
}

/** A whole promotion: the decision an hour before the record. */
const promoted = (when: When = {}) => [
  decided({}, { ...when, hours: (when.hours ?? 48) + 1 }),
  recorded({}, when),
];

const verdict = (more: object, ...evidence: ReturnType<typeof decided>[]) =>
  judge(promotedCheck, { ...written, ...more }, factsOf({ evidence }));

describe('when the digest must have been in an earlier stage', () => {
  it('passes by the decision and the record of that stage', () => {
    const result = verdict({}, ...promoted());
    expect(result.reasons).toEqual([]);
    expect(result.note).toBe('promoted to web/staging');
    expect(result.evidence).toHaveLength(2);
    expect(verdict({}, decided(), recorded({ outcome: 'unchanged', action: 'unchanged' })).reasons).toEqual(
      [],
    );
    expect(verdict({ for: '24h' }, ...promoted()).note).toBe('promoted to web/staging at least 24h ago');
    expect(verdict({}, decided({ passed: false }), recorded()).help).toBe('Promote it to staging first.');
    expect(verdict({ for: '24h' }, ...promoted({ hours: 1 })).help).toBe(
      'Wait until it has been in staging for 24h.',
    );
  });

  const elsewhere = (stage: { pipeline: string; stage: string }) => [
    decided({ resource: stageResource({ repository, ...stage }) }),
    recorded({ intent: stage }),
  ];

  it.each([
    ['none', []],
    ['those of another stage', elsewhere({ pipeline: 'web', stage: 'qa' })],
    ['those of another pipeline', elsewhere({ pipeline: 'api', stage: 'staging' })],
    ['a decision on a resource that only looks like it', [decided({ resource: `${staging}&stage=qa` })]],
    [
      'a decision on a resource with more before it',
      [decided({ resource: `oci://x?pipeline=api&stage=x/${staging}` })],
    ],
    ['a decision without a resource', [decided({ resource: undefined as never })]],
    ['a decision that is no SLSA summary', [decided({ form: 'svr' })]],
    ['those of a platform only', promoted().map((one) => ({ ...one, subjects: [amd64] }))],
  ])('is unknown with %s', (_, evidence) => {
    expect(codesOf(verdict({}, ...evidence))).toEqual(['NO_EVIDENCE']);
  });

  it.each([
    ['the decision alone, as a run leaves it that died before its tags', [decided()], 'INCOMPLETE', /came/],
    ['the record alone', [recorded()], 'INCOMPLETE', /no decision/],
    [
      'a record by which it failed',
      [decided(), recorded({ outcome: 'failed' })],
      'INCOMPLETE',
      /came to a target/,
    ],
    [
      'a record in which every tag was kept',
      [decided(), recorded({ action: 'kept' })],
      'INCOMPLETE',
      /came to a target/,
    ],
    [
      'the record of another digest',
      [decided(), recorded({ digest: digestFor('another') })],
      'INCOMPLETE',
      /came to a target/,
    ],
    [
      'a record of a copy',
      [decided(), recorded({ intent: { kind: 'copy' } })],
      'INCOMPLETE',
      /came to a target/,
    ],
    [
      'a decision on a repository that the stage does not fill',
      [decided({ resource: stageResource({ repository: other, ...id }) }), recorded({ to: other })],
      'WRONG_SUBJECT',
      /does not fill/,
    ],
    [
      'a record of a repository that the stage does not fill',
      [decided(), recorded({ to: other })],
      'INCOMPLETE',
      /came to a target/,
    ],
    [
      'a config on a disk in the decision',
      [decided({ policy: { uri: 'file:x', digest: {} } }), recorded()],
      'VIOLATION',
      /on a disk/,
    ],
    [
      'a config on a disk in the record',
      [decided(), recorded({ intent: { config: { path: 'x', sha256: 'y' } } })],
      'VIOLATION',
      /on a disk/,
    ],
    [
      'a record of another run than signed it',
      [decided(), recorded({}, { claims: { 21: `${run}1` } })],
      'CONTRADICTION',
      /another run/,
    ],
    [
      'statements of a run on an event that strangers can cause',
      promoted({ claims: { 20: 'pull_request_target' } }),
      'UNTRUSTED',
      /nothing is promoted/,
    ],
  ])('does not pass with %s', (_, evidence, code, says) => {
    const { reasons } = verdict({}, ...evidence);
    expect(reasons).toMatchObject([{ code, message: expect.stringMatching(says) }]);
  });

  it('wants both of one target', () => {
    const second = parseRepository('eu.example.com/staging/web');
    const facts = factsOf({
      stages: new Map([['staging', { targets: [repository, second] }]]),
      evidence: [decided(), recorded({ to: second })],
    });
    expect(codesOf(judge(promotedCheck, written, facts))).toEqual(['INCOMPLETE']);
    const both = { ...facts, evidence: [...facts.evidence, recorded({ to: repository })] };
    expect(judge(promotedCheck, written, both).reasons).toEqual([]);
  });

  it('is unknown with a stranger’s, and where it cannot be looked for', () => {
    const strangers = promoted().map((one) => ({ ...one, trust: byStranger }));
    expect(codesOf(verdict({}, ...strangers))).toEqual(['UNTRUSTED']);
    const [decision, record] = promoted();
    expect(codesOf(verdict({}, decision as never, { ...record, trust: byStranger } as never))).toEqual([
      'INCOMPLETE',
    ]);
    const facts = factsOf({ searches: [unreachable()] });
    expect(codesOf(judge(promotedCheck, written, facts))).toEqual(['UNREACHABLE']);
  });

  it('fails where the last word of that stage is a refusal', () => {
    expect(codesOf(verdict({}, decided({ passed: false })))).toEqual(['VIOLATION']);
    expect(codesOf(verdict({}, ...promoted(), decided({ passed: false }, { hours: 2 })))).toEqual([
      'VIOLATION',
    ]);
    expect(verdict({}, decided({ passed: false }, { hours: 60 }), ...promoted()).reasons).toEqual([]);
  });

  it('fails where a refusal is as new as what passed, or has no time', () => {
    const timeless = { ...decided({ passed: false }), trust: signedBy('promoter', { at: 'unproven' }) };
    for (const refusal of [decided({ passed: false }, { hours: 2 }), timeless]) {
      const passing = [decided({}, { hours: 2 }), recorded({}, { hours: 2 })];
      expect(codesOf(verdict({}, ...passing, refusal))).toEqual(['VIOLATION']);
      expect(codesOf(verdict({}, refusal, ...passing))).toEqual(['VIOLATION']);
    }
  });

  it('cannot be judged outside of stages, or before a stage that the pipeline does not have', () => {
    const { stage: _, ...facts } = factsOf({ evidence: promoted() });
    expect(codesOf(judge(promotedCheck, written, facts))).toEqual(['INCOMPLETE']);
    const missing = verdict({ from: 'prod' }, ...promoted());
    expect([codesOf(missing), missing.help]).toEqual([
      ['INCOMPLETE'],
      'Name a stage of web: qa, staging, production.',
    ]);
  });
});

describe('when an environment guards the earlier stage', () => {
  const guard: StageEnvironment = {
    name: 'staging',
    approval: 'required',
    selfReview: 'forbid',
    bypass: 'record',
    rollback: 'staging-rollback',
  };
  const inside = (name: string): When => ({ claims: { 23: name, 21: run } });
  const guarded = (environment: StageEnvironment, ...evidence: ReturnType<typeof decided>[]) =>
    judge(
      promotedCheck,
      written,
      factsOf({ stages: new Map([['staging', { targets: [repository], environment }]]), evidence }),
    );

  it('both statements have to be signed inside, whatever the case of its name', () => {
    expect(guarded(guard, ...promoted(inside('staging'))).reasons).toEqual([]);
    expect(guarded(guard, ...promoted(inside('Staging'))).reasons).toEqual([]);
    for (const evidence of [
      promoted(),
      promoted(inside('qa')),
      [decided({}, inside('staging')), recorded()],
      [decided(), recorded({}, inside('staging'))],
    ])
      expect(guarded(guard, ...evidence).reasons).toMatchObject([
        { code: 'UNTRUSTED', expected: 'staging', message: expect.stringContaining('outside') },
      ]);
  });

  it('that of rollbacks counts for a rollback and for nothing else', () => {
    const evidence = (kind: 'rollback' | 'auto') => [
      decided({}, inside('staging-rollback')),
      recorded({ intent: { kind } }, inside('staging-rollback')),
    ];
    expect(guarded(guard, ...evidence('rollback')).reasons).toEqual([]);
    expect(codesOf(guarded(guard, ...evidence('auto')))).toEqual(['UNTRUSTED']);
  });

  it('one that is only a label is not asked for, and a key is of no environment', () => {
    expect(guarded({ ...guard, approval: 'none' }, ...promoted()).reasons).toEqual([]);
    const byKey = promoted().map((one) => ({
      ...one,
      trust: {
        level: 'signed' as const,
        signers: ['promoter'],
        identity: { kind: 'key' as const, claims: {} },
      },
    }));
    expect(guarded(guard, ...byKey).reasons).toEqual([]);
  });

  it('a refusal from outside of it is not its last word', () => {
    const outside = decided({ passed: false }, { hours: 1 });
    expect(guarded(guard, ...promoted(inside('staging')), outside).reasons).toEqual([]);
  });
});

describe('when it must have been there for a while', () => {
  const day = { for: '24h' };

  it('counts from the verified time of the record, never from a stated one or that of the decision', () => {
    expect(verdict(day, ...promoted({ hours: 48 })).reasons).toEqual([]);
    expect(verdict(day, ...promoted({ hours: 24 })).reasons).toEqual([]);
    expect(verdict(day, decided({}, { hours: 48 }), recorded({}, { hours: 23 })).reasons).toMatchObject([
      { code: 'VIOLATION', observed: '23 h', expected: '>= 24h' },
    ]);
  });

  it('counts from the last of the proven times of one signature', () => {
    expect(codesOf(verdict(day, ...promoted({ hours: 48, last: 3 })))).toEqual(['VIOLATION']);
  });

  it('counts from the first time that it got there', () => {
    expect(verdict(day, ...promoted({ hours: 48 }), ...promoted({ hours: 1 })).reasons).toEqual([]);
  });

  it('does not count from a promotion that was refused', () => {
    const refused = [decided({ passed: false }, { hours: 48 }), recorded({ outcome: 'refused' })];
    expect(codesOf(verdict(day, ...refused, ...promoted({ hours: 1 })))).toEqual(['VIOLATION']);
  });

  it('is unknown where nothing proves a time', () => {
    const timeless = promoted().map((one) => ({ ...one, trust: signedBy('promoter', { at: 'unproven' }) }));
    expect(codesOf(verdict(day, ...timeless))).toEqual(['INCOMPLETE']);
    expect(verdict({}, ...timeless).reasons).toEqual([]);
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
