import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FakeRepository } from './repository.ts';
import { startFakeGitHub, type FakeGitHub } from './server.ts';

let github: FakeGitHub;
let web: FakeRepository;

beforeEach(async () => {
  github = await startFakeGitHub();
  web = github.repository('acme/web');
});
afterEach(() => github.close().catch(() => undefined));

async function ask(
  method: string,
  path: string,
  body?: object,
): Promise<{ readonly status: number; readonly headers: Headers; readonly body: unknown }> {
  const response = await fetch(`${github.url}${path}`, {
    method,
    headers: { 'x-github-api-version': '2022-11-28', authorization: `token ${github.token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const at = '/repos/acme/web/deployments';
const deployment = (environment: string) => ({
  ref: web.refs.get('heads/main'),
  task: 'promote',
  environment,
  auto_merge: false,
  required_contexts: [],
});

describe('the fake GitHub’s deployments', () => {
  beforeEach(() => void web.commit('heads/main', {}));

  it('are listed newest first, by page, and by what is asked for', async () => {
    for (const name of ['qa', 'prod', 'qa'])
      expect((await ask('POST', at, deployment(name))).status).toBe(201);
    web.deployments.add({ task: 'deploy', environment: 'qa', creator: 'mallory' });
    const listed = async (query: string): Promise<readonly unknown[]> =>
      (
        (await ask('GET', `${at}?${query}`)).body as { environment: string; creator: { login: string } }[]
      ).map(({ environment, creator }) => `${environment} ${creator.login}`);
    const ours = 'github-actions[bot]';
    expect(await listed('')).toEqual(['qa mallory', `qa ${ours}`, `prod ${ours}`, `qa ${ours}`]);
    expect(await listed('task=promote&environment=qa')).toEqual([`qa ${ours}`, `qa ${ours}`]);
    expect(await listed('per_page=1&page=3')).toEqual([`prod ${ours}`]);
    expect(await listed(`sha=${'0'.repeat(40)}`)).toEqual([]);
    await github.close();
  });

  it('are made, described and given statuses', async () => {
    const { body } = await ask('POST', at, deployment('qa'));
    const { id } = body as { readonly id: number };
    expect(await ask('GET', `${at}/${id}`)).toMatchObject({ status: 200, body: { id } });
    for (const state of ['in_progress', 'success'])
      expect((await ask('POST', `${at}/${id}/statuses`, { state })).status).toBe(201);
    expect((await ask('GET', `${at}/${id}/statuses`)).body).toMatchObject([
      { state: 'success' },
      { state: 'in_progress' },
    ]);
    expect((await ask('POST', `${at}/1/statuses`, { state: 'success' })).status).toBe(404);
    await github.close();
  });

  it('are not made as GitHub would not make them', async () => {
    const right = deployment('qa');
    expect((await ask('POST', at, { ...right, ref: 'nowhere' })).status).toBe(422);
    expect((await ask('POST', at, { ...right, auto_merge: true })).status).toBe(202);
    expect((await ask('POST', at, { ref: right.ref, auto_merge: false })).status).toBe(409);
    const made = web.deployments.add({ environment: 'qa' });
    const long = { state: 'success', description: 'x'.repeat(141) };
    expect((await ask('POST', `${at}/${made.id}/statuses`, long)).status).toBe(422);
    await github.close();
  });

  it('that succeed make those before inactive, unless told not to, and never in production', async () => {
    for (const environment of ['qa', 'production']) {
      const [old, other] = [environment, environment].map((name) =>
        web.deployments.add({ environment: name, statuses: [{ state: 'success' }] }),
      );
      await ask('POST', `${at}/${other?.id}/statuses`, { state: 'success', auto_inactive: false });
      expect(old?.statuses).toHaveLength(1);
      await ask('POST', `${at}/${other?.id}/statuses`, { state: 'success' });
      expect(old?.statuses.at(-1)?.state).toBe(environment === 'qa' ? 'inactive' : 'success');
    }
    await github.close();
  });
});

describe('the fake GitHub as a witness', () => {
  it('a body that GitHub would not take fails on close', async () => {
    const made = web.deployments.add({});
    expect((await ask('POST', `${at}/${made.id}/statuses`, { state: 'succeeded' })).status).toBe(422);
    await expect(github.close()).rejects.toThrow('/state must be equal to one of the allowed values');
  });

  it('an answer that GitHub would not give fails on close', async () => {
    web.known.set('abc', { statuses: [{ context: 'a', state: 7 }] });
    await ask('GET', '/repos/acme/web/commits/abc/status');
    await expect(github.close()).rejects.toThrow('/statuses/0/state must be string');
  });

  it('a fault of a method is met by that method only', async () => {
    const path = '/deployments';
    github.fault({ path, method: 'POST', status: 429, headers: { 'retry-after': '3' }, body: {} });
    expect((await ask('GET', at)).status).toBe(200);
    const { status, headers } = await ask('POST', at, {});
    expect([status, headers.get('retry-after')]).toEqual([429, '3']);
    await github.close();
  });

  it('an answer is lost after the work was done', async () => {
    web.pulls.open(7);
    github.fault({ path: '/comments', loseAnswer: true });
    await expect(ask('POST', '/repos/acme/web/issues/7/comments', { body: 'hello' })).rejects.toThrow(
      'fetch',
    );
    expect(web.pulls.comments.get(7)).toMatchObject([{ body: 'hello' }]);
    await github.close();
  });

  it('a permission that is only to read is named when something is written', async () => {
    web.readOnly = new Set(['deployments']);
    expect((await ask('GET', at)).status).toBe(200);
    const { status, headers } = await ask('POST', at, { ref: 'main' });
    expect([status, headers.get('x-accepted-github-permissions')]).toEqual([403, 'deployments=write']);
    await github.close();
  });
});

describe('what else the fake GitHub keeps', () => {
  it('is environments, jobs that are held in them, and approvals', async () => {
    web.run({ id: 42, event: 'push', branch: 'main', suite: 7 });
    web.environments.add({ name: 'production', reviewers: ['ada'], waitTimer: 5 });
    const { deployment: own } = web.environments.job({ checkRun: 9, suite: 7, environment: 'production' });
    web.environments.approve(42, { environments: ['production'], user: 'ada', comment: 'go' });
    expect((await ask('GET', '/repos/acme/web/environments/production')).body).toMatchObject({
      protection_rules: [{ wait_timer: 5 }, { reviewers: [{ reviewer: { login: 'ada' } }] }],
    });
    expect((await ask('GET', '/repos/acme/web/environments/other')).status).toBe(404);
    expect((await ask('GET', '/repos/acme/web/check-runs/9')).body).toMatchObject({
      check_suite: { id: 7 },
      deployment: { id: own?.id, environment: 'production' },
    });
    expect((await ask('GET', '/repos/acme/web/check-suites/7/check-runs?filter=all')).body).toMatchObject({
      total_count: 1,
    });
    expect((await ask('GET', '/repos/acme/web/actions/runs/42/approvals')).body).toMatchObject([
      { state: 'approved', user: { login: 'ada' }, comment: 'go', environments: [{ name: 'production' }] },
    ]);
    expect((await ask('GET', '/repos/acme/web/actions/runs/42')).body).toMatchObject({ check_suite_id: 7 });
    await github.close();
  });

  it('is attestations and storage records', async () => {
    const bundle = { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' };
    expect(await ask('POST', '/repos/acme/web/attestations', { bundle })).toMatchObject({
      status: 201,
      body: { id: 1 },
    });
    expect(web.attested).toEqual([bundle]);
    const record = {
      name: 'acme/web',
      digest: `sha256:${'a'.repeat(64)}`,
      registry_url: 'https://ghcr.io/',
      github_repository: 'web',
    };
    const path = '/orgs/acme/artifacts/metadata/storage-record';
    expect((await ask('POST', path, record)).status).toBe(200);
    expect(web.stored).toEqual([record]);
    const list = `/orgs/acme/artifacts/${record.digest}/metadata/storage-records`;
    expect((await ask('GET', list)).body).toEqual({ total_count: 1, storage_records: [record] });
    web.permissions = new Set(['metadata']);
    expect((await ask('POST', path, record)).status).toBe(403);
    expect((await ask('GET', list)).status).toBe(403);
    await github.close();
  });

  it('is ID tokens, for a job that may have them', async () => {
    const token = async (bearer: string): Promise<Response> =>
      fetch(`${github.idTokenUrl}&audience=sigstore`, { headers: { authorization: `bearer ${bearer}` } });
    expect((await token(github.idTokens.requestToken)).status).toBe(401);
    github.idTokens.claims = { environment: 'production' };
    expect((await token('other')).status).toBe(401);
    const { value } = (await (await token(github.idTokens.requestToken)).json()) as { value: string };
    const [, payload = ''] = value.split('.');
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toEqual({
      aud: 'sigstore',
      environment: 'production',
    });
  });
});
