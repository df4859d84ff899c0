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

  it.each([
    ['VIOLATION', 'Mend it.'],
    ['UNREACHABLE', 'Run it again; if it stays so, look at the credentials and the host.'],
    ['UNTRUSTED', 'Sign the provenance as a signer that `by` names, or name its signer there.'],
    ['STALE', 'Make a new provenance for this digest, then run it again.'],
    ['PARTIAL', 'Make a provenance for each platform, and remove what is attached and not needed.'],
    ['WRONG_SUBJECT', 'Make the provenance for this digest, not for a tag or another build.'],
    ['NO_EVIDENCE', 'Make one.'],
    ['INCOMPLETE', 'Make one.'],
  ] as const)('says for %s what helps', (code, help) => {
    expect(weighed(() => ({ reasons: [{ code, message: 'x' }] })).help).toBe(help);
  });

  it('says once what all platforms have, and the rest of each', () => {
    const result = weighed((platform) => ({
      reasons: [
        { code: 'STALE', message: 'old' },
        { code: 'VIOLATION', message: platform === 'linux/arm64' ? 'worse' : 'bad' },
      ],
    }));
    expect(result.reasons).toEqual([
      { code: 'STALE', message: 'old' },
      { code: 'VIOLATION', message: 'bad', platform: 'linux/amd64' },
      { code: 'VIOLATION', message: 'worse', platform: 'linux/arm64' },
    ]);
  });

  it('says of what was set aside once why, and of what decided nothing', () => {
    const [first, second] = documents;
    const aside = [first, second, first].flatMap((one) =>
      one === undefined ? [] : [{ digest: one.digest, title: one.title, why: 'old' }],
    );
    const result = weighed(() => ({
      reasons: [],
      used: second === undefined ? [] : [second],
      ignored: aside,
    }));
    expect(result.ignored).toEqual(aside.slice(0, 1));
    expect(result.evidence).toHaveLength(1);
  });

  it('is not passed where nothing was asked for', () => {
    const choice = choose(inspect(factsOf()), want as Want<unknown>, judgingOf());
    const judgement = weigh({ ...choice, demands: [] }, () => ({ reasons: [] }), { note: 'good' });
    expect(judgement).toMatchObject({ reasons: [{ code: 'NO_EVIDENCE', message: 'no provenance' }] });
  });

  it('lists one finding once', () => {
    const finding = { platform: 'linux/amd64', license: 'MIT' };
    const result = weighed(() => ({ reasons: [], findings: [finding, { ...finding }] }));
    expect(result.findings).toEqual([finding]);
  });
});
