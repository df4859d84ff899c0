import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { gitHubApi } from '../../src/github/api.ts';
import { gitHubForge } from '../../src/github/forge.ts';
import type { Forge } from '../../src/ports/forge.ts';
import type { FakeRepository } from '../fakes/github/repository.ts';
import { startFakeGitHub, type FakeGitHub } from '../fakes/github/server.ts';
import { fixedClock } from './fixed-clock.ts';

const config = '.github/hoist.yml';

describe('the forge on GitHub', () => {
  let github: FakeGitHub;
  let web: FakeRepository;
  let clock: ReturnType<typeof fixedClock>;
  let waits: number[];

  beforeEach(async () => {
    github = await startFakeGitHub();
    web = github.repository('acme/web', 'trunk');
    clock = fixedClock();
    waits = [];
  });
  afterEach(() => github.close());

  function forge(options: { token?: string; signal?: AbortSignal; url?: string } = {}): Forge {
    const api = gitHubApi({
      token: options.token ?? github.token,
      baseUrl: options.url ?? github.url,
      clock,
      signal: options.signal ?? new AbortController().signal,
      onWait: (milliseconds) => void waits.push(milliseconds),
    });
    return gitHubForge(api, {
      repository: 'acme/web',
      server: 'https://github.com',
      web: () => Promise.reject(new Error('nothing is kept elsewhere')),
      signal: new AbortController().signal,
    });
  }

  async function errorOf(promise: Promise<unknown>): Promise<HoistError> {
    const error = await promise.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error instanceof HoistError) return error;
    throw new Error(`not a HoistError: ${String(error)}`);
  }

  it('when the default branch is asked for, it gives its head and the files of that commit only', async () => {
    web.commit('heads/main', { [config]: 'version: 0' });
    const commit = web.commit('heads/trunk', { [config]: 'version: 1' });
    web.commit('tags/trunk', { [config]: 'version: 666' });
    const head = await forge().defaultBranch();
    expect(head).toMatchObject({ branch: 'trunk', commit, files: { commit } });
    expect(Buffer.from((await head.files.read(config)) ?? []).toString()).toBe('version: 1');
  });

  it('when the branch moves after it was read, it stays at the commit and asks nothing twice', async () => {
    web.commit('heads/trunk', { [config]: 'old' });
    const subject = forge();
    await (await subject.defaultBranch()).files.read(config);
    web.commit('heads/trunk', { [config]: 'new' });
    const again = await (await subject.defaultBranch()).files.read(`./${config}`);
    expect(Buffer.from(again ?? []).toString()).toBe('old');
    expect(github.requests).toHaveLength(3);
  });

  it('when the name of the default branch has a slash or a hash, it is found', async () => {
    const odd = github.repository('acme/web', 'release/#1');
    const commit = odd.commit('heads/release/#1', {});
    expect((await forge().defaultBranch()).commit).toBe(commit);
  });

  it('when a file is not there, it is undefined, and its bytes come unchanged when it is', async () => {
    const bytes = Uint8Array.from([0xef, 0xbb, 0xbf, 0xff, 0x00, 0x0d, 0x0a, 0x80]);
    web.commit('heads/trunk', { 'certs/raw file.bin': bytes });
    const { files } = await forge().defaultBranch();
    expect(await files.read('certs/other.pem')).toBeUndefined();
    expect(await files.read('certs/raw file.bin')).toEqual(bytes);
  });

  it('when a path is a folder, a link, a submodule or too large, it says so', async () => {
    web.commit('heads/trunk', {
      'a/b': '',
      link: { type: 'symlink' },
      sub: { type: 'submodule' },
      big: new Uint8Array(1_048_577),
    });
    const { files } = await forge().defaultBranch();
    for (const path of ['a', 'link', 'sub'])
      expect((await errorOf(files.read(path))).code).toBe('FILE_NOT_REGULAR');
    expect((await errorOf(files.read('big'))).code).toBe('FILE_TOO_LARGE');
  });

  it('when a path climbs out of the repository, it is refused before anything is asked', async () => {
    web.commit('heads/trunk', {});
    const { files } = await forge().defaultBranch();
    const before = github.requests.length;
    for (const path of ['../x', 'a/../../x', '/etc/passwd', '', 'a\\b', 'C:/x', 'a\0']) {
      expect((await errorOf(Promise.resolve().then(() => files.read(path)))).code).toBe('FILE_PATH_INVALID');
    }
    expect(github.requests.length).toBe(before);
  });

  it('when a permission is missing, it is named with what to add', async () => {
    web.permissions = new Set(['metadata']);
    const error = await errorOf(forge().defaultBranch());
    expect(error).toMatchObject({ kind: 'config', code: 'GITHUB_FORBIDDEN' });
    expect(error.message).toContain('X-Accepted-GitHub-Permissions: contents=read');
    expect(error.hint).toContain('"contents: read"');
  });

  it('when the token sees no repository or is wrong, it is an error and never "no config"', async () => {
    web.permissions = new Set();
    expect((await errorOf(forge().defaultBranch())).code).toBe('GITHUB_NOT_FOUND');
    const error = await errorOf(forge({ token: 'ghs_wrong' }).defaultBranch());
    expect(error.code).toBe('GITHUB_UNAUTHORIZED');
    expect((await errorOf(forge({ token: '' }).defaultBranch())).code).toBe('GITHUB_TOKEN_MISSING');
  });

  it.each([
    ['retry-after', 429, { 'retry-after': '20' }, 20_000],
    ['the reset time', 403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1767323075' }, 30_000],
    ['neither', 403, {}, 60_000],
  ])(
    'when GitHub limits the rate and gives %s, it waits that long and goes on',
    async (_, status, headers, wait) => {
      web.commit('heads/trunk', {});
      github.fault({
        path: '/acme/web',
        status,
        headers,
        body: { message: 'You have exceeded a secondary rate limit.' },
      });
      expect((await forge().defaultBranch()).branch).toBe('trunk');
      expect(clock.slept).toEqual([wait]);
      expect(waits).toEqual([wait]);
    },
  );

  it('when the rate limit lasts longer than a minute, it gives up at once and says until when', async () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1767326645' };
    github.fault({ path: '/acme/web', status: 403, headers, body: { message: 'API rate limit exceeded' } });
    const error = await errorOf(forge().defaultBranch());
    expect(error).toMatchObject({ kind: 'unreachable', code: 'GITHUB_RATE_LIMIT' });
    expect(error.message).toContain('2026-01-02T04:04:05.000Z');
    expect(clock.slept).toEqual([]);
  });

  it('when the server stumbles or hangs up, it tries again, with growing pauses', async () => {
    web.commit('heads/trunk', {});
    github.fault({ path: '/acme/web', status: 502, body: '<html>' });
    github.fault({ path: '/acme/web', hangUp: true });
    expect((await forge().defaultBranch()).branch).toBe('trunk');
    expect(clock.slept).toEqual([1000, 2000]);
  });

  it('when nobody answers, it says so without the token', async () => {
    const gone = await startFakeGitHub();
    await gone.close();
    const error = await errorOf(forge({ url: gone.url, token: 'ghs_canary' }).defaultBranch());
    expect(error).toMatchObject({ kind: 'unreachable', code: 'GITHUB_UNREACHABLE' });
    expect(error.message).toContain('ECONNREFUSED');
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('canary');
    expect(clock.slept).toHaveLength(3);
  });

  it('when the answer is not what GitHub documents, it is an error', async () => {
    github.fault({ path: '/acme/web', status: 200, body: '<html>a proxy</html>' });
    expect((await errorOf(forge().defaultBranch())).code).toBe('GITHUB_ANSWER');
  });

  it('when GitHub has a fault that stays, nobody is sent to look at an address', async () => {
    for (let tries = 0; tries < 4; tries += 1)
      github.fault({ path: '/acme/web', status: 503, body: { message: 'Unicorn' } });
    const { code, message, hint } = await errorOf(forge().defaultBranch());
    expect([code, hint]).toEqual(['GITHUB_ANSWER', 'GitHub has a fault of its own. Run again later.']);
    expect(message).toContain('GitHub answered 503: Unicorn');
  });

  it('when the run is cancelled, it stops with the reason of the signal', async () => {
    const controller = new AbortController();
    controller.abort(new Error('cancelled by hand'));
    await expect(forge({ signal: controller.signal }).defaultBranch()).rejects.toThrow('cancelled by hand');
    expect(github.requests).toEqual([]);
  });

  it('when a triggering run is asked for, it tells its event and whether it was on the own default branch', async () => {
    web.run({ id: 1, event: 'push', branch: 'trunk' });
    web.run({ id: 2, event: 'push', branch: 'topic' });
    web.run({ id: 3, event: 'pull_request', branch: 'trunk', from: 'mallory/web' });
    const subject = forge();
    expect(await subject.triggeringRun(1)).toEqual({ event: 'push', onDefaultBranch: true });
    expect(await subject.triggeringRun(2)).toEqual({ event: 'push', onDefaultBranch: false });
    expect(await subject.triggeringRun(3)).toEqual({ event: 'pull_request', onDefaultBranch: false });
    expect(await errorOf(subject.triggeringRun(4))).toMatchObject({ code: 'GITHUB_NOT_FOUND' });
  });

  it('when it is asked whether an attempt of a run is over, a later one or the end of the run says so', async () => {
    web.run({ id: 1, event: 'push', branch: 'trunk', attempt: 2, status: 'in_progress' });
    web.run({ id: 2, event: 'push', branch: 'trunk' });
    const subject = forge();
    expect(await subject.isOver({ id: '1', attempt: 1 })).toBe(true);
    expect(await subject.isOver({ id: '1', attempt: 2 })).toBe(false);
    expect(await subject.isOver({ id: '2', attempt: 1 })).toBe(true);
    expect(await subject.isOver({ id: '3', attempt: 1 })).toBeUndefined();
  });
});
