import { describe, expect, test } from 'vitest';
import { parseHost } from '../../src/image/reference.ts';
import type { HelperResult } from '../../src/registry/credential-helper.ts';
import { answer, auth, bench, home, userOf } from './credentials-ground.ts';

describe('credential helpers', () => {
  const ecr = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

  test('when a host has one, it is asked by the key of the config, and comes before auths', async () => {
    const { lookup, asked, secrets } = bench({
      files: { [home]: { credHelpers: { [ecr]: 'ecr-login' }, auths: { [ecr]: auth('stale') } } },
      helpers: { 'ecr-login': () => answer('AWS', 'fresh-token') },
    });
    expect(await lookup(parseHost(ecr), 'acme/web')).toEqual({
      kind: 'basic',
      username: 'AWS',
      password: 'fresh-token',
    });
    expect(asked).toEqual([`ecr-login ${ecr}`]);
    expect(secrets).toEqual(
      expect.arrayContaining(['fresh-token', Buffer.from('AWS:fresh-token').toString('base64')]),
    );
  });

  test('when there is a store, it is asked for every host, for Docker Hub by its key', async () => {
    const { lookup, asked } = bench({
      files: { [home]: { credsStore: 'desktop', auths: { 'quay.io': auth('file') } } },
      helpers: {
        desktop: (server) =>
          server === 'quay.io'
            ? { code: 1, output: 'credentials not found in native keychain\n' }
            : answer('store'),
      },
    });
    expect(await userOf(lookup(parseHost('docker.io'), 'library/debian'))).toBe('store');
    expect(await userOf(lookup(parseHost('quay.io'), 'acme/web'))).toBe('file');
    expect(asked).toEqual(['desktop https://index.docker.io/v1/', 'desktop quay.io']);
  });

  test('when a host has one that knows nothing, its entry counts, and the store is not asked', async () => {
    const { lookup, asked } = bench({
      files: {
        [home]: {
          credHelpers: { 'quay.io': 'own' },
          credsStore: 'desktop',
          auths: { 'quay.io': auth('file') },
        },
      },
      helpers: {
        own: () => ({ code: 1, output: 'credentials not found' }),
        desktop: () => answer('store'),
      },
    });
    expect(await userOf(lookup(parseHost('quay.io'), 'acme/web'))).toBe('file');
    expect(await userOf(lookup(parseHost('ghcr.io'), 'acme/web'))).toBe('store');
    expect(asked).toEqual(['own quay.io', 'desktop ghcr.io']);
  });

  test.each<[string, object, string]>([
    [
      'a helper of a path before an entry of the host',
      { credHelpers: { 'quay.io/acme': 'own' }, auths: { 'quay.io': auth('host') } },
      'own',
    ],
    [
      'an entry of a path before a helper of the host',
      { credHelpers: { 'quay.io': 'own' }, auths: { 'quay.io/acme': auth('team') } },
      'team',
    ],
    [
      'a helper of the host before an entry of the host, although a path has an empty one',
      { credHelpers: { 'quay.io': 'own' }, auths: { 'quay.io/acme': {}, 'quay.io': auth('host') } },
      'own',
    ],
    [
      'an entry of a path before the store',
      { credsStore: 'own', auths: { 'quay.io/acme': auth('team') } },
      'team',
    ],
  ])('when there are several, it is %s', async (_, config, user) => {
    const { lookup } = bench({ files: { [home]: config }, helpers: { own: () => answer('own') } });
    expect(await userOf(lookup(parseHost('quay.io'), 'acme/web'))).toBe(user);
  });

  test('when a path has one, it is asked for nothing beside that path', async () => {
    const { lookup, asked } = bench({
      files: {
        [home]: { credHelpers: { 'quay.io/acme': 'team' }, auths: { 'quay.io/acme/web': auth('web') } },
      },
      helpers: { team: () => answer('team') },
    });
    expect(await userOf(lookup(parseHost('quay.io'), 'acme/web'))).toBe('web');
    expect(await userOf(lookup(parseHost('quay.io'), 'acme/api'))).toBe('team');
    expect(await userOf(lookup(parseHost('quay.io'), 'acmeother/api'))).toBeUndefined();
    expect(asked).toEqual(['team quay.io/acme']);
  });

  test('when it failed, the next request asks it again', async () => {
    let fails = true;
    const { lookup, asked } = bench({
      files: { [home]: { credHelpers: { 'gcr.io': 'gcloud' } } },
      helpers: { gcloud: () => (fails ? { code: 2, output: '' } : answer('me')) },
    });
    await expect(lookup(parseHost('gcr.io'), 'acme/web')).rejects.toMatchObject({
      code: 'CREDENTIAL_HELPER',
    });
    fails = false;
    expect(await userOf(lookup(parseHost('gcr.io'), 'acme/web'))).toBe('me');
    expect(asked).toHaveLength(2);
  });

  test('when it gives the user <token>, that is an identity token', async () => {
    const { lookup } = bench({
      files: { [home]: { credsStore: 'acr' } },
      helpers: { acr: () => answer('<token>', 'refresh') },
    });
    expect(await lookup(parseHost('acme1.azurecr.io'), 'web')).toEqual({
      kind: 'identity',
      token: 'refresh',
      username: undefined,
    });
  });

  test('when many requests ask at once, it runs once, and again when its answer is old', async () => {
    let now = 0;
    const { lookup, asked } = bench({
      files: { [home]: { credHelpers: { 'gcr.io': 'gcloud' } } },
      helpers: { gcloud: () => answer('_dcgcloud_token') },
      ticks: () => now,
    });
    const users = (times: number): Promise<unknown[]> =>
      Promise.all(Array.from({ length: times }, () => userOf(lookup(parseHost('gcr.io'), 'acme/web'))));
    expect(await users(3)).toEqual(['_dcgcloud_token', '_dcgcloud_token', '_dcgcloud_token']);
    expect(asked).toHaveLength(1);
    now = 4 * 60_000 - 1;
    expect(await users(1)).toEqual(['_dcgcloud_token']);
    expect(asked).toHaveLength(1);
    now = 4 * 60_000;
    expect(await users(1)).toEqual(['_dcgcloud_token']);
    expect(asked).toHaveLength(2);
  });

  test.each<[string, string, (server: string) => HelperResult]>([
    ['is not installed', 'none', () => undefined],
    ['fails', 'fails', () => ({ code: 2, output: 'token=hunter2' })],
    ['answers with something else', 'odd', () => ({ code: 0, output: 'hunter2' })],
    ['has a path for a name', '../../x', () => answer('me')],
    ['has a shell command for a name', 'a;b', () => answer('me')],
    ['has no name', '', () => answer('me')],
  ])('when it %s, that is an error without its output, never "anonymous"', async (_name, helper, run) => {
    const { lookup } = bench({
      files: { [home]: { credHelpers: { 'quay.io': helper } } },
      helpers: { [helper]: run },
    });
    const failure = await lookup(parseHost('quay.io'), 'acme/web').catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'config', code: 'CREDENTIAL_HELPER' });
    expect(JSON.stringify(failure) + String(failure)).not.toContain('hunter2');
  });
});
