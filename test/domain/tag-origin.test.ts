import { describe, expect, it } from 'vitest';
import { originsBy } from '../../src/domain/tag-origin.ts';
import { parseTagTemplate, renderTag } from '../../src/domain/tag-template.ts';
import { digestOf } from '../../src/image/digest.ts';
import { parseTag } from '../../src/image/reference.ts';

type Named = Readonly<Record<string, readonly string[]>>;

/** Each stage reads from the one before it; asked is the last. */
function origins(stages: Named, tag: string, captures: ReadonlyMap<string, string> = new Map()): string[] {
  const names = Object.keys(stages);
  const all = names.map((name, at) => ({
    name,
    after: at === 0 ? [] : [names[at - 1] ?? ''],
    tags: (stages[name] ?? []).map((text) => ({
      template: parseTagTemplate(text, captures.keys()),
      move: 'never' as const,
    })),
  }));
  const last = all.at(-1) ?? { after: [], tags: [] };
  return [...originsBy({ stages: all as never }, last, captures)(parseTag(tag))].sort();
}

describe('which source tags a tag at a target may have been made of', () => {
  it.each([
    [['%n'], '1.3.0', ['1.3.0']],
    [['%n-%Y%m%d'], '1.3.0-20261129', ['1.3.0']],
    [['%n-%Y%m%d%H%M%S'], '1.3.0-rc.2-20261129170102', ['1.3.0-rc.2']],
    [['%Y.%m.%d-%n'], '2026.11.29-1.3.0', ['1.3.0']],
    [['v%n'], 'v1.3.0', ['1.3.0']],
    [['{source-tag}-{run}'], '1.3.0-4711', ['1.3.0']],
    [['%n-{digest}-{sha}'], '1.3.0-0123456789ab-ba9876543210', ['1.3.0']],
    [['{major}.{minor}.{patch}-%Y%m%d'], '1.3.0-20261129', ['1.3.0']],
    [['v{major}.{minor}.{patch}-{run}'], 'v1.3.0-99', ['1.3.0']],
    [['%n-%a'], 'main-Sun', ['main']],
  ])('%j made %s of %j', (templates, tag, expected) => {
    expect(origins({ qa: templates }, tag)).toEqual(expected);
  });

  it('itself, where no template can have made it: a person named it, or an earlier config', () => {
    expect(origins({ qa: ['%n-%Y%m%d'] }, '1.3.0')).toEqual(['1.3.0']);
    expect(origins({ qa: ['%n-%Y%m%d'] }, '1.3.0-20269999')).toEqual(['1.3.0-20269999']);
    expect(origins({ qa: ['stable', '{major}.{minor}', '%Y'] }, '2.0.0')).toEqual(['2.0.0']);
    expect(origins({ qa: ['rel-%Y'] }, 'rel-2026')).toEqual(['rel-2026']);
    expect(origins({ qa: ['v{major}.{minor}.{patch}-{run}'] }, 'vmain-7')).toEqual(['vmain-7']);
    expect(origins({}, 'stable')).toEqual(['stable']);
  });

  it('goes back through the stages that the image came by', () => {
    const stages = { qa: ['%n-%Y%m%d%H%M%S'], staging: ['s-%n'], production: ['%n', 'stable'] };
    expect(origins(stages, 's-1.3.0-20261129170102')).toEqual(['1.3.0']);
    expect(origins(stages, 's-1.3.0')).toEqual(['1.3.0']);
    expect(origins({ qa: ['%n-%Y'], production: ['{source-tag}_%Y'] }, '1.3.0-2026_2026')).toEqual([
      '1.3.0-2026',
    ]);
    const ofVersion = { qa: ['%n.0'], production: ['{major}.{minor}.{patch}-%Y'] };
    expect(origins(ofVersion, '1.3.0-2026')).toEqual(['1.3.0']);
  });

  it('several, where several templates explain it', () => {
    expect(origins({ qa: ['%n', '%n-%Y%m%d'] }, '1.3.0-20261129')).toEqual(['1.3.0', '1.3.0-20261129']);
    expect(origins({ qa: ['%n-{run}'] }, '1.3.0-7-8')).toEqual(['1.3.0-7']);
    expect(origins({ qa: ['%n{run}'] }, 'a12')).toEqual(['a', 'a1']);
  });

  it('with captures of the same source only', () => {
    const captures = new Map([['name', 'api']]);
    expect(origins({ qa: ['{name}-%n-%Y'] }, 'api-1.3.0-2026', captures)).toEqual(['1.3.0']);
    expect(origins({ qa: ['{name}-%n-%Y'] }, 'web-1.3.0-2026', captures)).toEqual(['web-1.3.0-2026']);
  });

  it('never what is no tag', () => {
    expect(origins({ qa: ['a%n'] }, 'a-b')).toEqual(['a-b']);
  });

  it('whatever was rendered is read back', () => {
    const digest = digestOf(new TextEncoder().encode('any'));
    const templates = ['%n.%A-%B.%j', '%y%b%n_%p%I', 'x{run}-{source-tag}-%f%Z', '{sha}%n%W%w'];
    for (const text of templates) {
      for (const tag of ['1.3.0', 'main', '2.0.0-rc.1', '0']) {
        const values = {
          n: tag,
          sourceTag: tag,
          digest,
          instant: new Date('2026-02-03T14:05:06.789Z'),
          run: '42',
          sha: 'a'.repeat(40),
          captures: new Map<string, string>(),
        };
        expect(origins({ qa: [text] }, renderTag(parseTagTemplate(text), values))).toContain(tag);
      }
    }
  });

  it('reads a long tag of many open parts in no time', () => {
    const text = '{run}'.repeat(20) + '%n' + '{run}'.repeat(20);
    expect(origins({ qa: [text] }, '1'.repeat(128))).toContain('1');
  });
});
