import { describe, expect, it } from 'vitest';
import type { PlatformFacts } from '../../../src/domain/facts.ts';
import { labelsCheck } from '../../../src/policy/checks/labels.ts';
import { factsOf, judge, mistakesOf, platformFacts, waiving } from '../facts.ts';
import { bindTo, configured, saying } from '../request.ts';

const source = 'org.opencontainers.image.source';
const ours = 'https://github.com/acme/web';

function labelled(...labels: readonly Readonly<Record<string, string>>[]): readonly PlatformFacts[] {
  const names = ['linux/amd64', 'linux/arm64'];
  return labels.map((each, index) => configured(names[index] ?? '', { labels: each }));
}

const judged = (written: unknown, ...labels: readonly Readonly<Record<string, string>>[]) =>
  judge(labelsCheck, written, factsOf({ platforms: labelled(...labels) }));

describe('when labels are judged', () => {
  it('when every platform has what is wanted, it passes', () => {
    expect(judged({ [source]: ours }, { [source]: ours }, { [source]: ours })).toMatchObject({
      reasons: [],
      note: source,
    });
  });

  it('when one platform says something else, it fails there', () => {
    const judgement = judged({ [source]: ours }, { [source]: ours }, { [source]: 'https://example.com' });
    expect(saying(judgement)).toBe('VIOLATION linux/arm64');
    expect(judgement.reasons[0]).toMatchObject({ observed: 'https://example.com', expected: ours });
    expect(judgement.findings).toEqual([
      { platform: 'linux/arm64', label: source, detail: 'https://example.com' },
    ]);
  });

  it('when a key is missing on one, it is unknown there', () => {
    expect(saying(judged({ [source]: ours }, { [source]: ours }, {}))).toBe('INCOMPLETE linux/arm64');
    expect(saying(judged({ [source]: { 'not-equals': 'x' } }, {}, {}))).toBe(
      'INCOMPLETE linux/amd64, INCOMPLETE linux/arm64',
    );
  });

  it('when both are allowed and differ, the platforms disagree', () => {
    const wanted = { team: ['a', 'b'] };
    expect(saying(judged(wanted, { team: 'a' }, { team: 'b' }))).toBe('CONTRADICTION');
    expect(saying(judged(wanted, { team: 'a' }, { team: 'a' }))).toBe('pass');
  });

  it('when a value cannot be compared, it is unknown', () => {
    expect(saying(judged({ version: { semver: '>= 1' } }, { version: 'latest' }))).toBe(
      'INCOMPLETE linux/amd64',
    );
  });

  it('when keys are required, each must be there with something in it, alike or not', () => {
    const wanted = { required: ['created', 'team'] };
    expect(saying(judged(wanted, { created: '1', team: 'a' }, { created: '2', team: 'a' }))).toBe('pass');
    expect(saying(judged(wanted, { created: '1', team: 'a' }, { created: '2' }))).toBe(
      'INCOMPLETE linux/arm64',
    );
    expect(saying(judged(wanted, { created: '1', team: '' }))).toBe('INCOMPLETE linux/amd64');
  });

  it('when a label is named as something that every object has, it is missing all the same', () => {
    for (const key of ['constructor', 'toString', 'hasOwnProperty']) {
      expect(saying(judged({ [key]: { 'not-equals': 'x' } }, {}))).toBe('INCOMPLETE linux/amd64');
      expect(saying(judged({ required: [key] }, {}))).toBe('INCOMPLETE linux/amd64');
    }
  });

  it('when a config could not be read, it is unknown for that reason (I4)', () => {
    const unread = { state: 'unknown', code: 'UNREACHABLE', message: 'HTTP 503' } as const;
    const platforms = [...labelled({ team: 'a' }), { ...platformFacts('linux/arm64'), config: unread }];
    const judgement = judge(labelsCheck, { team: 'a' }, factsOf({ platforms }));
    expect(judgement.reasons).toEqual([
      { code: 'UNREACHABLE', message: 'HTTP 503', platform: 'linux/arm64' },
    ]);
  });

  it('when the image has no platform, nothing could pass', () => {
    expect(saying(judged({ team: { 'not-equals': 'x' } }))).toBe('INCOMPLETE');
    expect(saying(judged({ required: ['team'] }))).toBe('INCOMPLETE');
  });

  it('when a waiver names the label, its value does not count', () => {
    const facts = factsOf({ platforms: labelled({ team: 'x' }, { team: 'x' }) });
    const waived = judge(
      labelsCheck,
      { team: 'a' },
      facts,
      waiving(({ label }) => label === 'team'),
    );
    expect(saying(waived)).toBe('pass');
    expect(waived.findings).toMatchObject([{ removedBy: 'waiver', removal: 'W-1' }, { removal: 'W-1' }]);
  });

  it('needs the configs', () => {
    expect(bindTo(labelsCheck, { team: 'a' }).needs.configs).toBe(true);
  });

  it.each([{}, { team: {} }, { team: 5 }, { required: [] }, { required: 'team' }, null, []])(
    '%j is refused',
    (written) => {
      expect(mistakesOf(labelsCheck, written)).not.toEqual([]);
    },
  );
});
