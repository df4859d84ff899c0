import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/domain/run.ts';
import { HoistError } from '../../src/errors.ts';
import { runFromActions, withTriggeringRun } from '../../src/github/run.ts';
import type { Forge } from '../../src/ports/forge.ts';

const digest = `sha256:${'a'.repeat(64)}`;

function run(event: string, payload: unknown = {}, env: Record<string, string> = {}): Promise<Run> {
  const all = {
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: '/event.json',
    GITHUB_REPOSITORY: 'acme/web',
    GITHUB_RUN_ID: '42',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_ACTOR: 'ann',
    GITHUB_TRIGGERING_ACTOR: 'ben',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: 'c'.repeat(40),
    ...env,
  };
  return runFromActions(all, (path) => {
    expect(path).toBe('/event.json');
    return typeof payload === 'string' ? payload : JSON.stringify(payload);
  });
}

function pushed(tag: string, rest: { name?: string; digest?: unknown } = {}): unknown {
  const metadata = { tag: { name: tag, digest: 'digest' in rest ? rest.digest : digest } };
  const version = { container_metadata: metadata, version: digest, package_url: 'ghcr.io/evil/other:latest' };
  return { registry_package: { name: rest.name ?? 'dev/web', namespace: 'Acme', package_version: version } };
}

describe('a run in Actions', () => {
  it('when it is a re-run, it keeps apart who triggered this attempt and who the first', async () => {
    expect(await run('push')).toEqual({
      surface: 'action',
      event: 'push',
      repository: 'acme/web',
      actor: 'ben',
      initiator: 'ann',
      id: '42',
      attempt: 2,
      server: 'https://github.com',
      url: 'https://github.com/acme/web/actions/runs/42/attempts/2',
      ref: 'refs/heads/main',
      sha: 'c'.repeat(40),
      requested: {},
      mayWrite: true,
    });
  });

  it('when the runner says more or less, that is what is known, and nothing is made up', async () => {
    const more = { GITHUB_WORKFLOW_REF: ' acme/web/.github/workflows/p.yml@main ', GITHUB_WORKSPACE: '/w' };
    expect(await run('push', {}, more)).toMatchObject({
      workflow: 'acme/web/.github/workflows/p.yml@main',
      workspace: '/w',
    });
    const bare = {
      GITHUB_EVENT_NAME: 'push',
      GITHUB_REPOSITORY: 'acme/web',
      GITHUB_RUN_ID: ' 42 ',
      GITHUB_ACTOR: 'ann',
      GITHUB_WORKFLOW_REF: ' ',
    };
    expect(await runFromActions(bare, () => '')).toEqual({
      surface: 'action',
      event: 'push',
      repository: 'acme/web',
      actor: 'ann',
      initiator: 'ann',
      id: '42',
      attempt: 1,
      server: 'https://github.com',
      url: 'https://github.com/acme/web/actions/runs/42/attempts/1',
      requested: {},
      mayWrite: true,
    });
  });

  it.each(['push', 'release', 'schedule', 'pull_request', 'issue_comment'])(
    'when the event is %s, its file is not even opened',
    async (event) => {
      const env = {
        GITHUB_EVENT_NAME: event,
        GITHUB_REPOSITORY: 'a/b',
        GITHUB_RUN_ID: '1',
        GITHUB_ACTOR: 'a',
      };
      const found = await runFromActions({ ...env, GITHUB_EVENT_PATH: '/event.json' }, () => {
        throw new Error('it was opened');
      });
      expect(found.requested).toEqual({});
    },
  );

  it('when it may not write, the event is the reason, or that its cause is not known yet', async () => {
    expect((await run('pull_request')).mayNotWriteBecause).toMatch(
      /^commands that write do not run under pull_request, which people without write access can cause: use/,
    );
    expect((await run('workflow_run')).mayNotWriteBecause).toMatch(
      /^it is not known yet what caused the run/,
    );
  });

  it.each(['push', 'workflow_dispatch', 'repository_dispatch', 'registry_package', 'release', 'schedule'])(
    'when the event is %s, it may write',
    async (event) => {
      expect(await run(event)).toMatchObject({ mayWrite: true });
    },
  );

  it.each([
    'pull_request',
    'pull_request_target',
    'pull_request_review',
    'pull_request_review_comment',
    'issue_comment',
    'issues',
    'discussion',
    'fork',
    'watch',
    'merge_group',
    'workflow_run',
    'deployment',
    'some_event_of_next_year',
  ])('when the event is %s, it may not write and says what to do (A30)', async (event) => {
    const payload = { inputs: { image: 'x' }, client_payload: { image: 'x' }, pull_request: { head: {} } };
    const { mayWrite, mayNotWriteBecause, requested } = await run(event, payload);
    expect(mayWrite).toBe(false);
    expect(mayNotWriteBecause).toMatch(/plan.*workflow_dispatch/);
    expect(requested).toEqual({});
  });

  it('when a tagged image was pushed to GitHub Packages, it is requested by tag and digest, in lower case', async () => {
    expect((await run('registry_package', pushed('1.4.2'))).requested).toEqual({
      image: `ghcr.io/acme/dev/web:1.4.2@${digest}`,
    });
    expect((await run('registry_package', pushed('1.4.2', { digest: '' }))).requested).toEqual({
      image: 'ghcr.io/acme/dev/web:1.4.2',
    });
    expect((await run('registry_package', pushed('1.4.2', { digest: 7 }))).requested).toEqual({
      image: 'ghcr.io/acme/dev/web:1.4.2',
    });
  });

  it('when it runs on Enterprise Server, the image is in that server’s registry', async () => {
    const env = { GITHUB_SERVER_URL: 'https://git.acme.example' };
    expect((await run('registry_package', pushed('1', { digest: '' }), env)).requested.image).toBe(
      'containers.git.acme.example/acme/dev/web:1',
    );
  });

  it('when a manifest was pushed without a tag, or no container at all, nothing is requested', async () => {
    expect((await run('registry_package', pushed(''))).requested).toEqual({});
    const noContainer = { registry_package: { name: 'left-pad', namespace: 'acme', package_version: {} } };
    expect((await run('registry_package', noContainer)).requested).toEqual({});
  });

  it('when the pushed name is no legal reference, it is an error of the event', async () => {
    await expect(run('registry_package', pushed('1.4.2', { name: 'we b' }))).rejects.toThrow(HoistError);
    await expect(run('registry_package', pushed('$(id)'))).rejects.toThrow(/names no image/);
    await expect(run('registry_package', pushed('$(id)'))).rejects.toMatchObject({
      kind: 'config',
      code: 'EVENT_INVALID',
    });
  });

  it('when somebody dispatches, only the named fields are read, and only strings', async () => {
    const payload = {
      image: ' ghcr.io/acme/dev/web:1 ',
      pipeline: 'web',
      config: 'evil.yml',
      stage: 'production',
    };
    expect((await run('repository_dispatch', { client_payload: payload })).requested).toEqual({
      image: 'ghcr.io/acme/dev/web:1',
      pipeline: 'web',
    });
    const odd = { client_payload: { image: ['x'], pipeline: null } };
    expect((await run('repository_dispatch', odd)).requested).toEqual({});
    expect((await run('repository_dispatch', { client_payload: 'text' })).requested).toEqual({});
    // Without it, every pipeline that takes the image would.
    for (const pipeline of [7, ['web'], {}, true]) {
      const widened = { client_payload: { image: 'ghcr.io/acme/dev/web:1', pipeline } };
      expect((await run('repository_dispatch', widened)).requested).toEqual({});
    }
    expect(
      (await run('repository_dispatch', { client_payload: { image: ' ', pipeline: ' web ' } })).requested,
    ).toEqual({ pipeline: 'web' });
    expect(
      (await run('repository_dispatch', { client_payload: { image: 'web:1', pipeline: ' ' } })).requested,
    ).toEqual({ image: 'web:1' });
    expect(
      (await run('workflow_dispatch', { inputs: { image: 'web:1', pipeline: 'web' } })).requested,
    ).toEqual({
      image: 'web:1',
    });
    expect((await run('workflow_dispatch', { inputs: null })).requested).toEqual({});
    expect((await run('workflow_dispatch', { inputs: { image: '' } })).requested).toEqual({});
  });

  it('when the event file is not JSON, the error does not quote it', async () => {
    const secret = 'canary-secret';
    const thrown: unknown = await run('repository_dispatch', secret).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ kind: 'config', code: 'EVENT_INVALID' });
    expect(thrown).not.toHaveProperty('cause');
    expect(String(thrown)).not.toContain(secret);
  });

  it('when a variable of the runner is missing, it says which', async () => {
    await expect(run('push', {}, { GITHUB_REPOSITORY: '' })).rejects.toThrow('GITHUB_REPOSITORY is not set');
    await expect(run('push', {}, { GITHUB_RUN_ID: ' ' })).rejects.toMatchObject({
      kind: 'config',
      code: 'NOT_IN_ACTIONS',
    });
  });
});

describe('a run that another run triggered', () => {
  function forge(answer: { event: string; onDefaultBranch: boolean }): Pick<Forge, 'triggeringRun'> {
    return {
      triggeringRun: (id) => (id === 7 ? Promise.resolve(answer) : Promise.reject(new Error(`no run ${id}`))),
    };
  }

  const triggered = (): Promise<Run> =>
    run('workflow_run', { workflow_run: { id: 7, event: 'push', head_branch: 'main' } });

  it('when that was a trusted event on the default branch, it may write', async () => {
    const settled = await withTriggeringRun(
      await triggered(),
      forge({ event: 'push', onDefaultBranch: true }),
    );
    expect(settled.mayWrite).toBe(true);
    expect(settled.mayNotWriteBecause).toBeUndefined();
  });

  it.each([
    [{ event: 'push', onDefaultBranch: false }, 'was not on the default branch'],
    [{ event: 'pull_request', onDefaultBranch: true }, 'was started by pull_request'],
    [{ event: 'workflow_run', onDefaultBranch: true }, 'was started by workflow_run'],
  ])('when that was %j, it may not', async (answer, why) => {
    const settled = await withTriggeringRun(await triggered(), forge(answer));
    expect(settled.mayWrite).toBe(false);
    expect(settled.mayNotWriteBecause).toContain(why);
  });

  it('when the event names no run, GitHub is not asked and nothing is written', async () => {
    const odd = await run('workflow_run', { workflow_run: { id: 'x' } });
    expect(await withTriggeringRun(odd, forge({ event: 'push', onDefaultBranch: true }))).toBe(odd);
    expect(odd.mayWrite).toBe(false);
  });

  it('when the run may write already, it comes back as it is', async () => {
    const pushedRun = await run('push');
    expect(await withTriggeringRun(pushedRun, forge({ event: 'fork', onDefaultBranch: false }))).toBe(
      pushedRun,
    );
  });
});
