import { describe, expect, it } from 'vitest';
import { keepsAll, overtakenOf } from '../../src/domain/plan.ts';
import { digestOf } from '../../src/image/digest.ts';
import { parseRepository } from '../../src/image/reference.ts';

const [one, two] = ['one', 'two'].map((name) => digestOf(new TextEncoder().encode(name)));
const [api, ui] = ['ghcr.io/acme/dev/api', 'ghcr.io/acme/dev/ui'].map(parseRepository);

function target(digest = one, source = api, ...actions: readonly string[]) {
  if (digest === undefined || source === undefined) throw new Error('no image');
  return { digest, source, tags: actions.map((action) => ({ action })) };
}

describe('when something newer has the tags of a target', () => {
  it.each([
    [['kept'], true],
    [['kept', 'kept'], true],
    [['kept', 'create'], false],
    [['unchanged', 'kept'], false],
    [['conflict'], false],
    [[], false],
  ])('whether it has all of %j is %s', (actions, expected) => {
    expect(keepsAll(target(one, api, ...actions))).toBe(expected);
  });

  it('the image is overtaken where it has them at every target of the image', () => {
    expect(overtakenOf([target(one, api, 'kept')])).toEqual([one]);
    expect(overtakenOf([target(one, api, 'kept'), target(one, api, 'kept', 'create')])).toEqual([]);
    expect(overtakenOf([target(one, api, 'create')])).toEqual([]);
  });

  it('another image of the set is not', () => {
    expect(overtakenOf([target(one, api, 'kept'), target(two, ui, 'create')])).toEqual([one]);
    expect(overtakenOf([target(one, api, 'kept'), target(one, ui, 'create')])).toEqual([one]);
  });
});
