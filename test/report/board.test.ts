import { describe, expect, it } from 'vitest';
import type { CandidatesReport } from '../../src/domain/candidate.ts';
import type { StatusReport, TagStatus } from '../../src/domain/status.ts';
import { parseRepository, parseTag } from '../../src/image/reference.ts';
import { candidatesMarkdown, candidatesText } from '../../src/report/candidates.ts';
import { statusMarkdown, statusText } from '../../src/report/status.ts';
import { newer, older, web } from './examples.ts';

const repository = parseRepository('prod.example.com/web');
const dev = parseRepository('ghcr.io/acme/dev/web');
const hostile = '</details> @acme/all\n::error::no ##[group]\u202e [x](javascript:1)';
const sources = [{ repository: dev, tag: parseTag('1.4.2'), digest: web, from: dev }];
const config = { path: '.github/hoist.yml', sha256: 'c0ffee'.repeat(11).slice(0, 64) };
const since = '2026-05-04T10:11:12Z';

function tag(name: string, parts: Partial<TagStatus>): TagStatus {
  return {
    repository,
    tag: parseTag(name),
    expected: web,
    since,
    record: '01J',
    state: 'as-promoted',
    now: web,
    ...parts,
  };
}

const board: StatusReport = {
  schema: 'hoist/status/v1',
  at: since,
  stages: [
    {
      pipeline: 'web',
      stage: 'production',
      auto: true,
      last: { record: '01J', at: since, kind: 'rollback', actor: 'ada', comment: hostile, sources },
      tags: [
        tag('1.4.2', {}),
        tag('stable', { state: 'moved', now: newer }),
        tag('latest', { state: 'unknown', reason: hostile }),
      ],
      drift: [
        { kind: 'moved', repository, tag: parseTag('stable'), expected: web, now: newer, record: '01J' },
      ],
      hold: { id: '01J', since, actor: 'ada', comment: hostile },
      split: { record: '01J', moved: 1, all: 2 },
      unfinished: [{ record: '02J', planned: since, ageSeconds: 7500, kind: 'auto', actor: 'bob', sources }],
      notices: [],
    },
    {
      pipeline: 'web',
      stage: 'archive',
      auto: false,
      tags: [],
      drift: [],
      unfinished: [],
      notices: [],
    },
  ],
  totals: { drift: 1, unknown: 1, held: 1, split: 1, unfinished: 1 },
  config,
  notices: [],
};

const found: CandidatesReport = {
  schema: 'hoist/candidates/v1',
  pipeline: 'web',
  stage: 'production',
  from: 'web/qa',
  candidates: [
    {
      sources,
      state: 'ready',
      problems: [],
      targets: [],
      promoted: { at: since, record: '01J', actor: 'ada' },
    },
    {
      sources: [{ repository: dev, tag: parseTag('1.4.1'), digest: older, from: dev }],
      state: 'refused',
      problems: [{ code: 'POLICY_REFUSED', message: hostile }],
      targets: [],
    },
  ],
  hold: { id: '01J', since, actor: 'ada' },
  config,
  notices: [],
};

describe('when the board is shown', () => {
  it('each stage has what was promoted last, its tags, and what is to be done', () => {
    const text = statusText(board);
    expect(text.split('\n')[0]).toBe('2 stages: 1 difference, 1 tag unknown, 1 held, 1 split, 1 unfinished');
    expect(text).toContain(
      'web/production · web:1.4.2 ab12cd34ef56, rolled back 2026-05-04 10:11:12 UTC by ada',
    );
    expect(text).toMatch(/✓ prod.example.com\/web:1.4.2 +ab12cd34ef56 +as promoted +since 2026-05-04/);
    expect(text).toMatch(/✗ prod.example.com\/web:stable +77f0e1d2c3b4 +moved +ab12cd34ef56 was promoted/);
    expect(text).toContain('held since ada rolled it back');
    expect(text).toContain('split: 1 of 2 tags moved');
    expect(text.replaceAll(/\s+/g, ' ')).toContain('began 2 h 5 min ago and has not ended');
    expect(text).toContain(
      'drift: prod.example.com/web:stable names 77f0e1d2c3b4, and ab12cd34ef56 was promoted',
    );
    expect(text).toContain('web/archive · nothing was promoted here yet');
  });

  it('as Markdown it has a picture and tables', () => {
    const markdown = statusMarkdown(board);
    expect(markdown).toContain('```mermaid');
    expect(markdown).toContain('| Tag | Names now |');
    expect(markdown).toContain('hoist/status/v1');
  });
});

describe('when candidates are shown', () => {
  it('each has a line, and what stands in its way', () => {
    const text = candidatesText(found);
    expect(text.split('\n')[0]).toBe('2 candidates of web/qa for web/production, 1 ready');
    expect(text).toContain('held since ada');
    expect(text).toMatch(
      /▶ ghcr.io\/acme\/dev\/web:1.4.2 ab12cd34ef56 +ready +no policy +2026-05-04 10:11:12 UTC by ada/,
    );
    expect(text).toContain('POLICY_REFUSED');
  });

  it('none is told of as well', () => {
    expect(candidatesText({ ...found, candidates: [] })).toContain('Nothing of web/qa is missing');
  });
});

describe('when people and registries say something hostile', () => {
  it.each([
    ['status', statusText(board)],
    ['candidates', candidatesText(found)],
  ])('the text of %s obeys none of it', (_, text) => {
    expect(text).not.toMatch(/^\s*::|##\[|\u202e/m);
  });

  it.each([
    ['status', statusMarkdown(board)],
    ['candidates', candidatesMarkdown(found)],
  ])('the Markdown of %s has it in code only', (_, markdown) => {
    const [visible = ''] = markdown.split('<details>');
    const bare = visible.replaceAll(/(`+)(?!`).*?[^`]\1(?!`)/g, '');
    expect(bare).not.toMatch(/@acme|<\/details>|javascript|##\[|\u202e/);
  });
});
