import { describe, expect, it } from 'vitest';
import { platformText, readPlatform } from '../../src/image/platform.ts';

describe('when a platform is read', () => {
  it.each([
    [{ os: 'linux', architecture: 'amd64' }, 'linux/amd64'],
    [{ os: 'linux', architecture: 'arm64', variant: 'v8' }, 'linux/arm64/v8'],
    [{ os: 'linux', architecture: 'arm64', variant: '' }, 'linux/arm64'],
    [{ os: 'unknown', architecture: 'unknown' }, 'unknown/unknown'],
    [{ os: 'windows', architecture: 'amd64', 'os.version': '10.0.1' }, 'windows/amd64'],
  ])('reads %j as %s (F61)', (value, text) => {
    const platform = readPlatform(value);
    expect(platform && platformText(platform)).toBe(text);
  });

  it.each([
    {},
    { os: 'linux' },
    { os: '', architecture: '' },
    { os: 1, architecture: 2 },
    'linux/amd64',
    null,
    [],
  ])('guesses nothing from %j', (value) => {
    expect(readPlatform(value)).toBeUndefined();
  });

  it('keeps the version of the system, which Windows images differ by', () => {
    const value = { os: 'windows', architecture: 'amd64', 'os.version': '10.0.1' };
    expect(readPlatform(value)).toEqual({ os: 'windows', architecture: 'amd64', osVersion: '10.0.1' });
  });
});
