import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/domain/evidence.ts';
import { violation } from '../../src/policy/judgement.ts';
import { choose, inspect, type Want } from '../../src/policy/choose.ts';
import { ofKind } from '../../src/policy/evidence-kind.ts';
import { weigh, type Weight } from '../../src/policy/weigh.ts';
import { amd64, arm64, evidenceOf, factsOf, judgingOf, provenancePart } from './facts.ts';

const documents = [amd64, arm64].map((subject) => evidenceOf(provenancePart(), { subjects: [subject] }));
const want = { noun: 'provenance', ...ofKind('provenance'), covers: 'image' } as const;

function weighed(judge: (platform: string | undefined) => Weight, evidence: readonly Evidence[] = documents) {
  const choice = choose(inspect(factsOf({ evidence })), want as Want<unknown>, judgingOf());
  return weigh(choice, ({ platform }) => judge(platform), {
    note: 'good',
    help: 'Mend it.',
    howTo: 'Make one.',
  });
}

describe('when what platforms come to is put together', () => {
  it('passes where all are met, with what counted', () => {
    const result = weighed(() => ({ reasons: [] }));
    expect(result).toMatchObject({ reasons: [], note: 'good' });
    expect(result.evidence).toHaveLength(2);
  });

  it('is refused by one, and names it', () => {
    const result = weighed((platform) => ({ reasons: platform === 'linux/arm64' ? [violation('bad')] : [] }));
    expect(result.reasons).toEqual([{ code: 'VIOLATION', message: 'bad', platform: 'linux/arm64' }]);
    expect(result.help).toBe('Mend it.');
  });

  it('says the same of all of them once', () => {
    expect(weighed(() => ({ reasons: [violation('bad')] })).reasons).toEqual([
      { code: 'VIOLATION', message: 'bad' },
    ]);
  });

  it('keeps the platform of what one of them says twice', () => {
    const twice = [violation('bad'), violation('bad')];
    const result = weighed((platform) => ({ reasons: platform === 'linux/arm64' ? twice : [] }));
    expect(result.reasons).toEqual([{ code: 'VIOLATION', message: 'bad', platform: 'linux/arm64' }]);
  });

  it('is not passed by a judge that used nothing', () => {
    const result = weighed(() => ({ reasons: [], used: [] }));
    expect(result.reasons).toEqual([{ code: 'NO_EVIDENCE', message: 'no provenance' }]);
  });

  it('cuts what documents say', () => {
    const result = weighed(() => ({ reasons: [violation('bad', { observed: 'x'.repeat(100_000) })] }));
    expect(result.reasons[0]?.observed).toHaveLength(301);
  });

  it('lists one finding once', () => {
    const finding = { platform: 'linux/amd64', license: 'MIT' };
    const result = weighed(() => ({ reasons: [], findings: [finding, { ...finding }] }));
    expect(result.findings).toEqual([finding]);
  });
});
