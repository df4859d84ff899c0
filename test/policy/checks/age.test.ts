import { describe, expect, it } from 'vitest';
import type { Evidence, EvidencePart } from '../../../src/domain/evidence.ts';
import type { Facts } from '../../../src/domain/facts.ts';
import { ageCheck } from '../../../src/policy/checks/age.ts';
import {
  digestFor,
  recordPart,
  amd64,
  arm64,
  byStranger,
  evidenceOf,
  factsOf,
  hoursAgo,
  judge,
  mistakesOf,
  provenancePart,
  scanPart,
  signaturePart,
  signedBy,
  unreachable,
  unsigned,
} from '../facts.ts';
import { bindTo, configured, saying } from '../request.ts';

const signed = (hours: number, more: Partial<Evidence> = {}, signer = 'ci') =>
  evidenceOf(signaturePart, { trust: signedBy(signer, { at: hoursAgo(hours) }), ...more });
const judged = (written: unknown, evidence: readonly Evidence[], more: Partial<Facts> = {}) =>
  judge(ageCheck, written, factsOf({ evidence, ...more }));

describe('when the age since signing is judged', () => {
  it.each([
    [{ 'min-age': '24h' }, 24, 'pass'],
    [{ 'min-age': '24h' }, 23.99, 'VIOLATION'],
    [{ 'max-age': '2d' }, 48, 'pass'],
    [{ 'max-age': '2d' }, 48.01, 'VIOLATION'],
    [{ 'min-age': '24h', 'max-age': '2d' }, 30, 'pass'],
    [{ 'min-age': '24h', 'max-age': '2d' }, 50, 'VIOLATION'],
  ])('%j at %d hours: %s', (written, hours, expected) => {
    expect(saying(judged(written, [signed(hours)]))).toBe(expected);
  });

  it('when it is too young or too old, it tells both', () => {
    expect(judged({ 'min-age': '24h' }, [signed(3)]).reasons).toEqual([
      { code: 'VIOLATION', message: 'it is too young', observed: '3 h', expected: '>= 24h' },
    ]);
    expect(judged({ 'max-age': '2d' }, [signed(72)]).reasons).toMatchObject([{ message: 'it is too old' }]);
  });

  it('when several were made, one within the bounds is enough, whatever the others', () => {
    expect(saying(judged({ 'min-age': '24h' }, [signed(1), signed(30)]))).toBe('pass');
    expect(saying(judged({ 'max-age': '2d' }, [signed(100), signed(30)]))).toBe('pass');
    // Never the bounds of two documents together.
    expect(saying(judged({ 'min-age': '24h', 'max-age': '2d' }, [signed(100), signed(1)]))).toBe('VIOLATION');
  });

  it('when the time is known as between two, each bound takes the worse', () => {
    const trust = signedBy('ci', { at: hoursAgo(50), last: hoursAgo(20) });
    const evidence = [evidenceOf(signaturePart, { trust })];
    expect(saying(judged({ 'min-age': '24h' }, evidence))).toBe('VIOLATION');
    expect(saying(judged({ 'max-age': '2d' }, evidence))).toBe('VIOLATION');
    expect(saying(judged({ 'min-age': '20h', 'max-age': '50h' }, evidence))).toBe('pass');
  });

  it('when provenance was signed, that is a time too; a scan, made any day, is none', () => {
    const trust = signedBy('ci', { at: hoursAgo(30) });
    expect(saying(judged({ 'min-age': '24h' }, [evidenceOf(provenancePart(), { trust })]))).toBe('pass');
    expect(saying(judged({ 'max-age': '40h' }, [evidenceOf(scanPart([]), { trust })]))).toBe('NO_EVIDENCE');
  });

  it('when nothing proves the time, it is unknown', () => {
    const evidence = [evidenceOf(signaturePart, { trust: signedBy('ci', { at: 'unproven' }) })];
    expect(saying(judged({ 'min-age': '1h' }, evidence))).toBe('INCOMPLETE');
  });

  it('when config or label state when it was created, that is never used', () => {
    const created = '1970-01-01T00:00:00Z';
    const platforms = [
      configured('linux/amd64', { created, labels: { 'org.opencontainers.image.created': created } }),
    ];
    expect(saying(judged({ 'min-age': '24h' }, [], { platforms }))).toBe('NO_EVIDENCE linux/amd64');
  });

  it('when it was signed later than now, it is not yet', () => {
    expect(saying(judged({ 'max-age': '1d' }, [signed(-1)]))).toBe('INCOMPLETE');
    // Clocks differ a little.
    expect(saying(judged({ 'max-age': '1d' }, [signed(-0.05)]))).toBe('pass');
  });

  it.each([
    ['unsigned', unsigned, 'NO_EVIDENCE'],
    ['by a stranger', byStranger, 'UNTRUSTED'],
  ] as const)('when it is %s, it counts for nothing', (_, trust, code) => {
    const judgement = judged({ 'min-age': '1h' }, [evidenceOf(signaturePart, { trust })]);
    expect(saying(judgement)).toBe(code);
    expect(judgement.ignored).toHaveLength(1);
  });

  it('when one could not look, that is not "none" (I4)', () => {
    expect(saying(judged({ 'min-age': '1h' }, [], { searches: [unreachable()] }))).toBe('UNREACHABLE');
  });

  it('when signers are named, others do not count', () => {
    const written = { 'min-age': '24h', by: 'qa' };
    expect(saying(judged(written, [signed(30)]))).toBe('UNTRUSTED');
    expect(saying(judged(written, [signed(30, {}, 'qa')]))).toBe('pass');
    expect(bindTo(ageCheck, written).signers).toEqual(['qa']);
  });
});

describe('when platforms are signed one by one (I6)', () => {
  it('when each is, it passes; when one is not, it is unknown there', () => {
    const each = [signed(30, { subjects: [amd64] }), signed(30, { subjects: [arm64] })];
    expect(saying(judged({ 'min-age': '24h' }, each))).toBe('pass');
    expect(saying(judged({ 'min-age': '24h' }, each.slice(0, 1)))).toBe('NO_EVIDENCE linux/arm64');
  });

  it('when it is about something else, or the image has no platform, it does not count', () => {
    const elsewhere = [signed(30, { subjects: [arm64] })];
    expect(saying(judged({ 'min-age': '24h' }, elsewhere, { platforms: [] }))).toBe('NO_EVIDENCE');
  });
});

describe('when the age of the build or of a promotion is judged', () => {
  const built = (finished: string | undefined, hours = 1) =>
    evidenceOf(provenancePart(finished === undefined ? {} : { finished }), {
      trust: signedBy('ci', { at: hoursAgo(hours) }),
    });
  const since = { 'min-age': '24h', since: 'built' };

  it('when signed provenance says when it ended, that counts', () => {
    expect(saying(judged(since, [built(hoursAgo(30).toISOString())]))).toBe('pass');
    expect(saying(judged(since, [built(hoursAgo(3).toISOString())]))).toBe('VIOLATION');
  });

  it.each([
    ['nothing', undefined],
    ['nonsense', 'yesterday'],
    ['a time to come', hoursAgo(-48).toISOString()],
  ])('when it says %s, it is unknown', (_, finished) => {
    expect(saying(judged(since, [built(finished)]))).toBe('INCOMPLETE');
  });

  it('when it ended after it was signed, it is not believed', () => {
    expect(saying(judged({ 'max-age': '9d', since: 'built' }, [built(hoursAgo(2).toISOString(), 30)]))).toBe(
      'INCOMPLETE',
    );
  });

  it('when a signature alone is there, it does not say when it was built', () => {
    expect(saying(judged(since, [signed(30)]))).toBe('NO_EVIDENCE');
  });

  it('when it was promoted, the signing time of the record counts, and a decision alone says nothing', () => {
    const written = { 'min-age': '24h', since: 'promoted', by: 'promoter' };
    const record = (hours: number, told: Parameters<typeof recordPart>[0] = {}): Evidence =>
      evidenceOf(recordPart(told), { trust: signedBy('promoter', { at: hoursAgo(hours) }) });
    const part: EvidencePart = {
      kind: 'summary',
      summary: { form: 'vsa', verifier: 'hoist', passed: true, levels: [] },
    };
    const decision = evidenceOf(part, { trust: signedBy('promoter', { at: hoursAgo(30) }) });
    expect(saying(judged(written, [record(30)]))).toBe('pass');
    expect(saying(judged(written, [record(3)]))).toBe('VIOLATION');
    expect(saying(judged(written, [record(3), decision]))).toBe('VIOLATION');
    expect(saying(judged(written, [decision]))).toBe('NO_EVIDENCE');
    for (const told of [
      { outcome: 'failed' },
      { action: 'kept' },
      { digest: digestFor('another') },
      { intent: { kind: 'copy' } },
      { intent: { config: { path: 'x', sha256: 'y' } } },
    ] as const)
      expect(saying(judged(written, [record(30, told)]))).toBe('INCOMPLETE');
    expect(bindTo(ageCheck, written).dependsOn).toBe('stage');
  });
});

describe('when an age is written', () => {
  it('depends on time, and a rollback only records it', () => {
    expect(bindTo(ageCheck, { 'min-age': '24h' })).toMatchObject({
      dependsOn: 'time',
      about: 'world',
      needs: { evidence: true },
    });
  });

  it.each([
    {},
    { since: 'built' },
    { 'min-age': 24 },
    { 'min-age': '24h', since: 'created' },
    { 'min-age': '1h', since: 'promoted' },
  ])('%j is refused', (written) => {
    expect(mistakesOf(ageCheck, written)).not.toEqual([]);
  });

  it('tells, when it passes, what it held against', () => {
    expect(judged({ 'min-age': '24h' }, [signed(30)])).toMatchObject({
      note: 'signed >= 24h ago',
      evidence: [{ trust: 'signed by ci', signedAt: hoursAgo(30).toISOString() }],
    });
  });
});
