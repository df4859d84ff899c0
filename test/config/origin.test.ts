import { describe, expect, it } from 'vitest';
import { originOf } from '../../src/config/origin.ts';

function configWith(url: string, remote = 'origin'): string {
  return `[core]\n\tbare = false\n[remote "${remote}"]\n\turl = ${url}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n[branch "main"]\n\tremote = origin\n`;
}

describe('where a checkout came from', () => {
  it.each([
    ['git@github.com:acme/web.git', { owner: 'acme', name: 'web' }],
    ['ssh://git@github.com/acme/web', { owner: 'acme', name: 'web' }],
    ['https://github.com/Acme-Inc/Web.Shop.git', { owner: 'Acme-Inc', name: 'Web.Shop' }],
    ['git@github.com:jo_acme/web.git', { owner: 'jo_acme', name: 'web' }],
    ['https://somebody@github.com/acme/web/', { owner: 'acme', name: 'web' }],
  ])('when the remote is %s, it is known', (url, origin) => {
    expect(originOf(configWith(url))).toEqual(origin);
  });

  it.each([
    'git@example.com:acme/web.git',
    'https://github.com.example.com/acme/web',
    'https://example.com/github.com/acme/web',
    'https://github.com/acme',
    '../web',
    'https://github.com/acme/-web',
    'git@github.com:acme-/web.git',
    'git@github.com:-a/web.git',
  ])('when the remote is %s, nothing is guessed', (url) => {
    expect(originOf(configWith(url))).toBeUndefined();
  });

  it('when only another remote is on GitHub, nothing is guessed', () => {
    expect(originOf(configWith('git@github.com:acme/web.git', 'upstream'))).toBeUndefined();
    expect(originOf('')).toBeUndefined();
  });
});
