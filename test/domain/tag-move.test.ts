import { describe, expect, it } from 'vitest';
import { decideMove, isVersionTag, type MoveInput } from '../../src/domain/tag-move.ts';
import { digestOf } from '../../src/image/digest.ts';
import { parseTag } from '../../src/image/reference.ts';

const old = digestOf(new TextEncoder().encode('old'));
const next = digestOf(new TextEncoder().encode('next'));

type Forward = {
  readonly tag?: string;
  readonly source?: string;
  readonly present?: string;
  readonly still?: boolean;
  readonly same?: MoveInput['fromSameSourceTag'];
};

function forward({
  tag = 'stable',
  source,
  present = '',
  still = false,
  same,
}: Forward): ReturnType<typeof decideMove> {
  return decideMove({
    rule: 'forward',
    tag: parseTag(tag),
    now: old,
    next,
    sourceTag: source === undefined ? undefined : parseTag(source),
    presentTags: present.split(' ').filter(Boolean).map(parseTag),
    sourceTagStillNamesUs: still,
    fromSameSourceTag: same,
  });
}

describe('when a tag is about to be written', () => {
  const stable = parseTag('stable');

  it.each(['never', 'forward', 'any'] as const)('under %s, a tag that is not there is created', (rule) => {
    expect(decideMove({ rule, tag: stable, now: null, next })).toEqual({ action: 'create' });
  });

  it.each(['never', 'forward', 'any'] as const)(
    'under %s, a tag that names the image already stays',
    (rule) => {
      expect(decideMove({ rule, tag: stable, now: next, next })).toEqual({ action: 'unchanged' });
    },
  );

  it.each([
    ['never', 'create'],
    ['forward', 'create'],
    ['any', 'move'],
  ] as const)('under %s, a target that could not be read is planned as %s, and says so', (rule, action) => {
    const decision = decideMove({ rule, tag: stable, now: undefined, next });
    expect(decision.action).toBe(action);
    expect(decision.reason).toContain('could not be read');
  });

  it('under never, another digest is a conflict', () => {
    const decision = decideMove({ rule: 'never', tag: stable, now: old, next });
    expect(decision.action).toBe('conflict');
    expect(decision.hint).toContain('move: forward');
  });

  it('under any, it moves', () => {
    expect(decideMove({ rule: 'any', tag: stable, now: old, next })).toEqual({ action: 'move' });
  });
});

describe('when a tag may only move forward', () => {
  it.each<[string, Forward, string]>([
    ['a newer version', { source: '1.5.0', present: '1.4.2' }, 'move'],
    ['a newer version with a leading v', { source: 'v1.10.0', present: '1.9.0' }, 'move'],
    ['newer than every version of the present image', { source: '2.0.0', present: '1.4.2 1.9.0' }, 'move'],
    ['an older version', { source: '1.4.1', present: '1.4.2' }, 'kept'],
    ['older than one version of the present image', { source: '1.5.0', present: '1.4.2 1.6.0' }, 'kept'],
    ['the same, whatever the order of its tags', { source: '1.5.0', present: '1.6.0 1.4.2' }, 'kept'],
    ['a release after its pre-release', { source: '2.0.0', present: '2.0.0-rc.3' }, 'move'],
    ['a pre-release after an older pre-release', { source: '2.0.0-rc.2', present: '2.0.0-rc.1' }, 'move'],
    ['a pre-release of a newer version over a release', { source: '2.0.0-rc.1', present: '1.9.0' }, 'kept'],
    [
      'a pre-release over one that is a release too',
      { source: '2.0.0-rc.2', present: '2.0.0-rc.1 1.9.0' },
      'kept',
    ],
    ['a pre-release of one word over a release', { source: '2.0.0-beta', present: '1.9.0' }, 'kept'],
    ['a pre-release of the version that is there', { source: '1.4.2-rc.1', present: '1.4.2' }, 'kept'],
    [
      'names with a suffix, as pre-releases of each other',
      { source: '1.4.3-stable', present: '1.4.2-stable' },
      'move',
    ],
    ['the same version and another image', { source: '1.4.2', present: 'v1.4.2' }, 'conflict'],
    ['the newest of its versions and another image', { source: '1.5.0', present: '1.4.2 1.5.0' }, 'conflict'],
    ['no source tag', { present: '1.4.2' }, 'conflict'],
    ['a source tag that is no version', { source: 'main', present: '1.4.2' }, 'conflict'],
    ['a source tag with two numbers', { source: '1.5', present: '1.4.2' }, 'conflict'],
    ['a present image without version tag', { source: '1.5.0' }, 'conflict'],
    ['a version tag that is itself asked to move', { tag: '1.4.2', source: '1.4.3' }, 'move'],
  ])('%s: %o → %s', (_, input, action) => {
    expect(forward(input).action).toBe(action);
  });

  it.each<[string, Forward, string]>([
    ['main that still names us', { tag: 'main', source: 'main', still: true }, 'move'],
    ['main that moved on', { tag: 'main', source: 'main', still: false }, 'conflict'],
    [
      'stable, where the image there is called main too',
      { source: 'main', present: 'main', still: true },
      'move',
    ],
    [
      'stable, where the image there is called main and has a version',
      { source: 'main', present: 'main 1.4.2', still: true },
      'move',
    ],
    [
      'stable, where nothing there is called main',
      { source: 'main', present: 'edge', still: true },
      'conflict',
    ],
    ['a version that was built again', { source: '1.4.2', present: '1.4.2', still: true }, 'move'],
    [
      'a version built again, behind a newer one',
      { source: '1.4.2', present: '1.4.2 1.5.0', still: true },
      'kept',
    ],
    [
      'a pre-release built again, over a release',
      { source: '2.0.0-rc.1', present: '2.0.0-rc.1 1.9.0', still: true },
      'kept',
    ],
  ])('the same moving source tag, %s: %o → %s', (_, input, action) => {
    expect(forward(input).action).toBe(action);
  });

  it('when the tag at the target has a time, the caller tells that it is of the same source tag', () => {
    const input = { source: '1.4.2-stable', present: '1.4.2-stable-20260101', still: true };
    expect(forward(input).action).toBe('kept');
    expect(forward({ ...input, same: (tag) => tag.startsWith('1.4.2-stable') }).action).toBe('move');
  });

  it('when it is kept, it says which versions', () => {
    expect(forward({ source: 'v1.4.1', present: '1.4.2' }).reason).toBe('v1.4.1 would go back from 1.4.2');
    expect(forward({ source: '2.0.0-rc.1', present: '1.8.0 1.9.0' }).reason).toBe(
      'the pre-release 2.0.0-rc.1 does not replace the release 1.9.0',
    );
    const rebuilt: Forward = { source: '1.4.2', present: '1.4.2 1.5.0', still: true };
    expect(forward(rebuilt).reason).toBe('1.4.2 would go back from 1.5.0');
  });

  it.each<[Forward, string]>([
    [{ present: '1.4.2' }, 'given by digest'],
    [{ source: 'main', present: '1.4.2' }, 'the source tag main is not a version'],
    [{ source: 'main', present: 'main 1.4.2' }, 'the source tag main names another image now'],
  ])('when it cannot be compared, it says why and the hint is any: %o → %s', (input, why) => {
    const { reason, hint } = forward(input);
    expect(reason).toContain(why);
    expect(hint).toContain('move: any');
  });
});

describe('when a tag is asked whether it is a version', () => {
  it.each([
    ['1.4.2', true],
    ['v2.0.0-rc.1', true],
    ['1.4', false],
    ['stable', false],
    ['20260101', false],
  ])('%s: %s', (tag, expected) => {
    expect(isVersionTag(tag)).toBe(expected);
  });

  it.each([
    [{ source: '1.0', present: '0.9.0' }, 'Promote a tag that is a version'],
    [{ source: '1.0.0', present: 'latest' }, 'Give that image its version as a tag at the target'],
    [{ source: '1.0.0', present: 'v1.0.0' }, 'Promote it under a version of its own'],
  ])('what %j cannot be compared for is what its hint is about', (given, hint) => {
    expect(forward(given)).toMatchObject({
      action: 'conflict',
      hint: expect.stringContaining(hint) as string,
    });
  });
});
