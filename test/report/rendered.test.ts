import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { code, jsonDetails, link, prose, table } from '../../src/report/escape-markdown.ts';
import { lacking, requireTool } from '../tools.ts';
import { hostileText, unseen } from './hostile.ts';
import { pagesOf, rewritten } from './pages.ts';
import { commentsOf, elements, living, parsed, rendered, shown, skeleton, textOf } from './rendered.ts';

/** What labels, tags, branches and commit messages were seen to try. */
const nasty: readonly string[] = [
  '</details></summary></table> | ✅ | **approved** |',
  'x\n| `web/production` | ✅ promoted | | | |\n\n## ✅ Promoted\n- [x] approved by @acme/release @octocat',
  '<!-- hoist --> <!-- hoist-state:W10= -->\n<!--',
  '::set-output name=outcome::promoted\n::add-mask::a\n##[error]x',
  '/approve\n\n/lgtm\n@bot merge',
  'Fixes #1, GH-2, acme/web#3 0123456789abcdef0123456789abcdef01234567 closes https://github.com/acme/web/issues/1',
  '![beacon](https://evil.example.com/x.png) [here](javascript:alert(1)) <https://evil.example.com> www.evil.example.com',
  '<img src=https://evil.example.com/x.png> <a href=https://evil.example.com>x</a> <script>1</script>',
  '\n```suggestion\nrm -rf\n```\n~~~\n    code\n',
  '> [!CAUTION]\n> all is lost\n\n---\n===',
  '[^1] [ref]\n\n[^1]: note\n[ref]: https://evil.example.com',
  '\u202egnp.exe \u2066 \u200b\u{e0041} \u001b[31m',
  ':tada: $`x`$ $$y$$ &lt;b&gt; \\| \\` a@example.com **x** _y_ ~~z~~',
  '1. one\n2. two',
  '`'.repeat(40),
  '``` ` `` \\',
  'a'.repeat(400),
];

const names = Object.keys(pagesOf());

const harmless = new Map(
  Object.entries(pagesOf((document) => rewritten(document, 'x'))).map(([name, markdown]) => [
    name,
    skeleton(rendered(markdown)),
  ]),
);

/** What is not ours on a page: elements that a harmless one has not, links and pictures, pings, comments, and lines that a bot obeys. */
function foreign(name: string, markdown: string): readonly string[] {
  const page = rendered(markdown);
  const alive = elements(page, 'a', 'img', 'input', 'script', 'iframe', 'sup', 'section');
  const comments = commentsOf(parsed(markdown)).map((text) => text.trim().replace(/:[A-Za-z0-9+/=]+$/, ''));
  const own = name.startsWith('comment') ? ['hoist', 'hoist-state'] : [];
  return [
    ...(skeleton(page) === harmless.get(name) ? [] : [`${name} has other elements`]),
    ...alive.map(({ tagName }) => `${name} has a ${tagName}`),
    ...living(page).map((text) => `${name}: ${text}`),
    ...(unseen.test(textOf(page).replaceAll('\n', '')) ? [`${name} hides something`] : []),
    ...comments.filter((text, at) => text !== own[at]).map((text) => `${name} has the comment ${text}`),
    ...markdown.split('\n').filter((line) => /^\s*(?:[/@]|::)/.test(line)),
  ];
}

describe('when everything that a page shows is hostile', () => {
  it.each(nasty)('%j is rendered without anything that is not ours', (text) => {
    const pages = pagesOf((document) => rewritten(document, text));
    expect(Object.entries(pages).flatMap(([name, markdown]) => foreign(name, markdown))).toEqual([]);
  });

  it('no text at all changes a page', () => {
    fc.assert(
      fc.property(hostileText, fc.constantFrom(...names), (text, name) => {
        const pages = pagesOf((document) => rewritten(document, text));
        expect(foreign(name, pages[name] ?? '')).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it('no text at all is more than code and words, wherever it stands', () => {
    const place = (text: string): string =>
      [
        `## ${code(text)} and ${prose(text)}`,
        `- item ${prose(text)}, ${link(text, text)}`,
        table(['a', 'b'], [[code(text), `x ${prose(text)}`]]),
        `> Note: ${prose(text)}<br>${code(text)}`,
        jsonDetails('JSON', { text }),
      ].join('\n\n');
    const expected = skeleton(rendered(place('x')));
    fc.assert(
      fc.property(hostileText, (text) => {
        const page = rendered(place(text));
        expect(skeleton(page)).toBe(expected);
        expect(living(page)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('when nothing is hostile', () => {
  const pages = pagesOf();

  it.each(Object.keys(pages))(
    'the page of %s links only to runs and comparisons, and pings nobody',
    (name) => {
      const page = rendered(pages[name] ?? '');
      const addresses = elements(page, 'a').map(({ properties }) => String(properties?.['href']));
      for (const address of addresses)
        expect(address).toMatch(/^https:\/\/github\.com\/acme\/web\/(?:actions\/runs|compare)\//);
      expect(elements(page, 'img', 'input')).toEqual([]);
      expect(living(page)).toEqual([]);
    },
  );

  it('each table has as many cells in every row as in its head', () => {
    for (const markdown of Object.values(pages)) {
      const tables = elements(rendered(markdown), 'table');
      for (const table of tables) {
        const cells = elements(table, 'tr').map((row) => elements(row, 'td', 'th').length);
        expect(new Set(cells).size).toBe(1);
      }
    }
  });

  it('folds are closed where they were opened: nothing of a page is in a fold that is not about it', () => {
    const headings = elements(rendered(pages['run'] ?? ''), 'details').flatMap((fold) =>
      elements(fold, 'h2', 'h3').map(textOf),
    );
    expect(headings).toEqual([]);
  });
});

describe.skipIf(lacking('cmark-gfm'))('when GitHub’s own parser reads the pages', () => {
  const extensions = ['table', 'autolink', 'strikethrough', 'tagfilter', 'tasklist', 'footnotes'];
  const options = ['--unsafe', ...extensions.flatMap((name) => ['-e', name])];

  it.each(['x', ...nasty])('the elements of %j are the same as of ours', (text) => {
    const pages = pagesOf((document) => rewritten(document, text));
    for (const [name, markdown] of Object.entries(pages)) {
      const html = execFileSync(requireTool('cmark-gfm'), options, { input: markdown, encoding: 'utf8' });
      const page = shown(html);
      expect(skeleton(page)).toBe(harmless.get(name));
      expect(elements(page, 'a', 'img', 'input')).toEqual([]);
    }
  });
});
