import { describe, expect, it } from 'vitest';
import type { PullFacts } from '../../src/domain/facts.ts';
import type { Waiver } from '../../src/domain/waiver.ts';
import { HoistError } from '../../src/errors.ts';
import type { LineOrigin } from '../../src/ports/forge.ts';
import { originsOf } from '../../src/promotion/waiver-origins.ts';
import { forgeOf } from '../evidence/ground.ts';

const where = { repository: 'acme/web', commit: 'c0ffee' };

function waiver(id: string, line: number, lastLine?: number): Waiver {
  return {
    id,
    check: 'size',
    match: { rule: 'size' },
    reason: 'known',
    owner: 'acme',
    expires: '2026-04-01',
    breakGlass: false,
    missing: false,
    position: { file: 'waivers.yml', line, column: 3 },
    ...(lastLine === undefined ? {} : { lastLine }),
  };
}

/** A forge that knows who wrote each line, and the pull request of each commit. */
function forge(
  lines: Readonly<Record<number, LineOrigin>>,
  pulls: Readonly<Record<string, PullFacts>>,
  asked: string[] = [],
) {
  return forgeOf({
    blame: async (path, commit, line) => {
      asked.push(`${path}@${commit}:${line}`);
      return lines[line];
    },
    pullOf: async ({ repository, commit }) => {
      asked.push(`${repository}@${commit}`);
      return pulls[commit];
    },
  });
}

const pull = (author: string, ...approvers: readonly string[]): PullFacts => ({
  number: 7,
  author,
  approvers,
});

describe('when it is asked who wrote a waiver', () => {
  it('is the author of its line as of the commit of the config, with who approved that change', async () => {
    const asked: string[] = [];
    const at = forge({ 3: { commit: 'aaa', author: 'ada' } }, { aaa: pull('ada', 'ben') }, asked);
    expect(await originsOf(at, where, [waiver('W-1', 3)])).toEqual(
      new Map([['W-1', { commit: 'aaa', author: 'ada', approvers: ['ben'] }]]),
    );
    expect(asked).toEqual(['waivers.yml@c0ffee:3', 'acme/web@aaa']);
  });

  it('a date that was pushed without a review makes an approved waiver an unapproved one', async () => {
    const lines = { 3: { commit: 'aaa', author: 'ada' }, 4: { commit: 'bbb', author: 'eve' } };
    const at = forge(lines, { aaa: pull('ada', 'ben') });
    const origins = await originsOf(at, where, [waiver('W-1', 3, 4)]);
    expect(origins.get('W-1')).toEqual({ commit: 'bbb', author: 'eve', approvers: [] });
  });

  it('who wrote a line does not approve it, whoever opened the pull request', async () => {
    const at = forge({ 3: { commit: 'aaa', author: 'eve' } }, { aaa: pull('ada', 'eve', 'ben') });
    expect((await originsOf(at, where, [waiver('W-1', 3)])).get('W-1')?.approvers).toEqual(['ben']);
    const alone = forge({ 3: { commit: 'aaa', author: 'eve' } }, { aaa: pull('ada', 'eve') });
    expect((await originsOf(alone, where, [waiver('W-1', 3)])).get('W-1')?.approvers).toEqual([]);
  });

  it('and GitHub does not tell, nothing is known of it, and of the others it is', async () => {
    const known = forge({ 9: { commit: 'aaa', author: 'ada' } }, { aaa: pull('ada', 'ben') });
    const at = {
      ...known,
      blame: async (path: string, commit: string, line: number) => {
        if (line === 3) throw new HoistError('unreachable', 'GITHUB_ANSWER', 'it answered 502');
        return known.blame(path, commit, line);
      },
    };
    const origins = await originsOf(at, where, [waiver('W-1', 3), waiver('W-2', 5), waiver('W-3', 9)]);
    expect([...origins.keys()]).toEqual(['W-3']);
  });

  it('outside of Actions nobody is asked', async () => {
    expect(await originsOf(undefined, where, [waiver('W-1', 3)])).toEqual(new Map());
    const asked: string[] = [];
    const onDisk = { repository: 'acme/web', commit: undefined };
    expect(await originsOf(forge({}, {}, asked), onDisk, [waiver('W-1', 3)])).toEqual(new Map());
    expect(asked).toEqual([]);
  });
});
