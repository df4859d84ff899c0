import { describe, expect, it } from 'vitest';
import { startCanary } from './canary.ts';
import { ask, type Ask } from './client.ts';

const secrets = ['s3cret/pass word'];

describe('when a stranger’s server is asked', () => {
  it('without credentials, it answers and is content', async () => {
    const canary = await startCanary({ secrets, answer: { status: 202, headers: { location: '/next' } } });
    const reply = await ask('GET', `${canary.url}/some/path?x=1`, { headers: { accept: '*/*' } });
    expect([reply.status, reply.headers.location]).toEqual([202, '/next']);
    expect(canary.requests.map(({ method, url }) => [method, url])).toEqual([['GET', '/some/path?x=1']]);
    expect(() => canary.assertUntouched()).toThrow('1 requests');
    await expect(canary.close()).resolves.toBeUndefined();
  });

  it.each<[string, string, Ask, RegExp]>([
    ['Authorization', '/', { headers: { authorization: 'Bearer x' } }, /GET \/ brought authorization/],
    ['a cookie', '/', { headers: { cookie: 'a=b' } }, /brought cookie/],
    ['a body', '/', { body: 'layer' }, /a body of 5 bytes/],
    ['a secret in the query', '/?p=s3cret%2Fpass%20word', {}, /brought a secret/],
    ['a secret in another header', '/', { headers: { 'x-any': 's3cret/pass word' } }, /brought a secret/],
    [
      'a secret in base64',
      '/',
      { headers: { 'x-any': Buffer.from('user:s3cret/pass word').toString('base64') } },
      /brought a secret/,
    ],
  ])('with %s, closing it fails and does not repeat it', async (_, path, options, message) => {
    const canary = await startCanary({ secrets });
    await ask('GET', `${canary.url}${path}`, options);
    const closed = canary.close();
    await expect(closed).rejects.toThrow(message);
    await expect(closed).rejects.not.toThrow('s3cret');
  });
});
