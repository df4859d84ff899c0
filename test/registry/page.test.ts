import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextPage, parseLinks, walkPages } from '../../src/registry/page.ts';
import { captured } from './captured.ts';

const current = new URL('https://registry.example.com/v2/acme/web/tags/list?n=1000');

function next(link: string | string[]): string | undefined {
  return nextPage(current, { link })?.href;
}

describe('parseLinks (RFC 8288)', () => {
  test.each([
    ['</v2/a?last=b>; rel="next"', [{ target: '/v2/a?last=b', rel: ['next'] }]],
    ['<a>; rel=next', [{ target: 'a', rel: ['next'] }]],
    ['<a>;rel="prev next";title="x, y; z"', [{ target: 'a', rel: ['prev', 'next'] }]],
    [
      '<a,b;c>; rel=next, <d>; rel="last"',
      [
        { target: 'a,b;c', rel: ['next'] },
        { target: 'd', rel: ['last'] },
      ],
    ],
    ['<a>; REL="NEXT"', [{ target: 'a', rel: ['next'] }]],
    ['<a>; rel="first"; rel="next"', [{ target: 'a', rel: ['first'] }]],
    ['<a>', [{ target: 'a', rel: [] }]],
    ['/v2/a?n=2&last=b; rel="next"', [{ target: '/v2/a?n=2&last=b', rel: ['next'] }]],
    ['<a>; title="x\\", y"; rel=next', [{ target: 'a', rel: ['next'] }]],
    ['<a>; flag; rel=next', [{ target: 'a', rel: ['next'] }]],
    ['<a', [{ target: 'a', rel: [] }]],
    ['', []],
    [', ,', []],
  ])('when it is %j, it is read', (header, links) => {
    expect(parseLinks(header)).toEqual(links);
  });

  test('whatever comes, it ends, soon, and throws nothing but for length (A22)', () => {
    fc.assert(fc.property(fc.string({ maxLength: 200 }), (text) => void parseLinks(text)));
    const started = performance.now();
    for (const piece of ['<', '>', ';', ',', '"', '\\', '<a>;', '=', '<a>; rel="', '; ;']) {
      parseLinks(piece.repeat(Math.floor(8_000 / piece.length)));
    }
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(() => parseLinks('<'.repeat(9_000))).toThrow(expect.objectContaining({ code: 'LINK_INVALID' }));
  });
});

describe('nextPage (P38, A8)', () => {
  test('when it is relative, absolute or upgraded from http, it is followed', () => {
    const expected = 'https://registry.example.com/v2/acme/web/tags/list?last=b&n=1000';
    expect(next('</v2/acme/web/tags/list?last=b&n=1000>; rel="next"')).toBe(expected);
    expect(next('<https://registry.example.com/v2/acme/web/tags/list?last=b&n=1000>; rel="next"')).toBe(
      expected,
    );
    expect(next('<http://registry.example.com/v2/acme/web/tags/list?last=b&n=1000>; rel="next"')).toBe(
      expected,
    );
    expect(next(['<x>; rel="first"', '<?last=b&n=1000>; rel="next"'])).toBe(expected);
  });

  test('when there is none, the list has ended', () => {
    expect(nextPage(current, {})).toBeUndefined();
    expect(next('<https://evil.test/>; rel="help"')).toBeUndefined();
  });

  test('when it leaves the origin, it is refused', () => {
    expect(() => next('<https://evil.test/v2/acme/web/tags/list?last=b>; rel="next"')).toThrow(
      expect.objectContaining({ code: 'LOCATION_FOREIGN' }),
    );
  });

  test('when it leaves the path, only its query is taken (Q16)', () => {
    expect(next('</v2/web/tags/list?last=b&n=1000>; rel="next"')).toBe(
      'https://registry.example.com/v2/acme/web/tags/list?last=b&n=1000',
    );
    expect(() => next('</api/other>; rel="next"')).toThrow(expect.objectContaining({ code: 'LINK_INVALID' }));
  });

  test('when its path is escaped in another way, it is the same path (P38)', () => {
    const list = new URL('https://registry.example.com/v2/acme/web/referrers/sha256:ab');
    const after = (link: string): string | undefined =>
      nextPage(list, { link: `<${link}>; rel="next"` })?.href;
    const wanted = `${list.href}?p=1`;
    expect(after('/v2/acme/web/referrers/sha256%3Aab?p=1')).toBe(wanted);
    expect(after('https://registry.example.com/v2/%61cme/web/referrers/sha256%3aab?p=1')).toBe(wanted);
    for (const other of [
      '/v2/acme%2Fweb/referrers/sha256%3Aab?p=1',
      '/v2/acme/web/%2e%2e/referrers/sha256:ab?p=1',
      '/v2/acme/web/referrers/sha256%253Aab?p=1',
      '/v2/acme/web/referrers/sha256:ab%?p=1',
    ])
      expect(() => after(other)).toThrow(expect.objectContaining({ code: 'LINK_INVALID' }));
  });

  test('when old zot forgets the brackets, it is followed all the same', () => {
    expect(nextPage(current, captured('zot/tags-page').headers)?.search).toBe('?n=2&last=1.1');
  });
});

describe('walkPages (F55, A17)', () => {
  test('when pages follow one another, it ends with the last', () => {
    const walk = walkPages(current, 10);
    walk.advance({ link: '<?last=a>; rel="next"' });
    expect(walk.page?.search).toBe('?last=a');
    walk.advance({});
    expect(walk.page).toBeUndefined();
    walk.advance({ link: '<?last=z>; rel="next"' });
    expect(walk.page).toBeUndefined();
  });

  test('when a page names itself or an earlier one, it is an error', () => {
    const walk = walkPages(current, 10);
    walk.advance({ link: '<?last=a>; rel="next"' });
    expect(() => walk.advance({ link: '<?n=1000>; rel="next"' })).toThrow(
      expect.objectContaining({ code: 'PAGES_REPEATED' }),
    );
  });

  test('when pages never end, it stops at the cap and names it; as many as that are read', () => {
    const walked = (pages: number): void => {
      const walk = walkPages(current, 3);
      for (let page = 1; page < pages; page += 1) walk.advance({ link: `<?last=${page}>; rel="next"` });
      walk.advance({});
    };
    expect(() => walked(3)).not.toThrow();
    expect(() => walked(4)).toThrow(
      expect.objectContaining({ code: 'PAGES_ENDLESS', message: expect.stringContaining('3 pages') }),
    );
  });
});
