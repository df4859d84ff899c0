import { describe, expect, test } from 'vitest';
import { homeOf } from '../../src/registry/home.ts';

const noName = (): string => {
  throw new Error('ENOENT: no such user');
};

describe('where docker login put its folder', () => {
  test.each([
    [{ HOME: '/home/me', USERPROFILE: '/profile' }, '/home/me'],
    [{ USERPROFILE: '/profile' }, '/profile'],
    [{}, '/var/lib/me'],
    [{ HOME: '' }, '/var/lib/me'],
    [{ HOME: 'home' }, '/var/lib/me'],
    [{ HOME: '.', USERPROFILE: 'C:\\Users\\me' }, '/var/lib/me'],
  ])('when the environment says %j, it is %s', (env, home) => {
    expect(homeOf(env, { platform: 'linux', homeOfUser: () => '/var/lib/me' })).toBe(home);
  });

  test.each([
    // Git's shell and some companies set HOME; Docker does not read it there.
    [{ HOME: 'H:\\', USERPROFILE: 'C:\\Users\\me' }, 'C:\\Users\\me'],
    [{ HOME: 'H:\\me' }, 'H:\\me'],
    [{ HOME: 'me', USERPROFILE: 'C:me' }, 'C:\\Known'],
  ])('when the environment of Windows says %j, it is %s', (env, home) => {
    expect(homeOf(env, { platform: 'win32', homeOfUser: () => 'C:\\Known' })).toBe(home);
  });

  test('when nobody knows, it is never the folder that one is in', () => {
    expect(homeOf({}, { platform: 'linux', homeOfUser: noName })).toBe('/');
    expect(homeOf({}, { platform: 'win32', homeOfUser: noName })).toBe('\\');
    expect(homeOf({}, { platform: 'linux', homeOfUser: () => '' })).toBe('/');
  });
});
