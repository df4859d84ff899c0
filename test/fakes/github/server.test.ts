import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeGitHub, type FakeGitHub } from './server.ts';

const version = { 'x-github-api-version': '2022-11-28' };

describe('the fake GitHub', () => {
  let github: FakeGitHub;

  beforeEach(async () => {
    github = await startFakeGitHub();
  });
  afterEach(() => github.close().catch(() => undefined));

  async function get(path: string, token = github.token): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${github.url}${path}`, {
      headers: { ...version, authorization: `token ${token}` },
    });
    return { status: response.status, body: await response.json() };
  }

  it('when a repository is filled, it tells its default branch, the branch head and the files of that commit', async () => {
    const web = github.repository('acme/web', 'trunk');
    const old = web.commit('heads/trunk', { 'a/b.txt': 'one' });
    const head = web.commit('heads/trunk', { 'a/b.txt': 'two' });
    expect(await get('/repos/acme/web')).toMatchObject({ status: 200, body: { default_branch: 'trunk' } });
    expect(await get('/repos/acme/web/git/ref/heads%2Ftrunk')).toMatchObject({
      body: { object: { sha: head } },
    });
    const file = await get(`/repos/acme/web/contents/a/b.txt?ref=${old}`);
    expect(file.body).toMatchObject({ type: 'file', content: Buffer.from('one').toString('base64') });
    expect((await get(`/repos/acme/web/contents/a?ref=${old}`)).body).toMatchObject([
      { type: 'file', path: 'a/b.txt' },
    ]);
    expect((await get(`/repos/acme/web/contents/c?ref=${old}`)).status).toBe(404);
  });

  it('when the token or a permission is wrong, it answers as GitHub does', async () => {
    const web = github.repository('acme/web');
    expect((await get('/repos/acme/web', 'other')).status).toBe(401);
    web.permissions = new Set(['metadata']);
    expect((await get('/repos/acme/web/git/ref/heads/main')).status).toBe(403);
    web.permissions = new Set();
    expect((await get('/repos/acme/web')).status).toBe(404);
  });

  it('when a path is asked that GitHub does not offer, it fails on close', async () => {
    github.repository('acme/web');
    expect((await get('/repos/acme/web/secrets')).status).toBe(501);
    await expect(github.close()).rejects.toThrow('GET /repos/acme/web/secrets');
  });

  it('when a request names no API version, it fails on close', async () => {
    github.repository('acme/web');
    await fetch(`${github.url}/repos/acme/web`, { headers: { authorization: `token ${github.token}` } });
    await expect(github.close()).rejects.toThrow('no such route');
  });

  it('when a fault was ordered, it is met once, and one that nobody met fails on close', async () => {
    github.repository('acme/web');
    github.fault({ path: '/repos/acme/web', status: 502, body: {} });
    expect((await get('/repos/acme/web')).status).toBe(502);
    expect((await get('/repos/acme/web')).status).toBe(200);
    github.fault({ path: '/never', status: 500, body: {} });
    await expect(github.close()).rejects.toThrow('/never');
  });

  it('when a credential is sent to its storage, it fails on close', async () => {
    const url = github.store('file', Buffer.from('bytes'));
    expect(await (await fetch(url)).text()).toBe('bytes');
    await fetch(url, { headers: { authorization: 'token x' } });
    await expect(github.close()).rejects.toThrow('a credential at /storage/file');
  });

  it('when a list is longer than a page, it links to the next one, at a host that nobody may follow to', async () => {
    const web = github.repository('acme/web');
    web.known.set('abc', { statuses: [{ context: 'a' }, { context: 'b' }, { context: 'c' }] });
    const response = await fetch(`${github.url}/repos/acme/web/commits/abc/status?per_page=2`, {
      headers: { ...version, authorization: `token ${github.token}` },
    });
    expect(response.headers.get('link')).toMatch(/<https:\/\/evil\.example.*page=2>; rel="next"/);
    expect((await get('/repos/acme/web/commits/abc/status?per_page=2&page=2')).body).toMatchObject({
      statuses: [{ context: 'c' }],
    });
  });
});
