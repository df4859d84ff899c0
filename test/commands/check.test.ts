import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../src/commands/problems.ts';
import type { EnvironmentRules } from '../../src/domain/environment.ts';
import { HoistError } from '../../src/errors.ts';
import type { Gates } from '../../src/ports/gates.ts';
import { textOf } from '../../src/commands/text.ts';
import type { CheckReport } from '../../src/domain/check.ts';
import type { Notifier } from '../../src/ports/notifier.ts';
import { checkMarkdown } from '../../src/report/check.ts';
import { config, run } from './ground.ts';

describe('check', () => {
  it('asks for each repository once, and says what cannot be known', async () => {
    const { ended, registry } = run('check', {});
    const result = await ended;
    expect(result).toMatchObject({
      kind: 'check',
      exitCode: 0,
      document: {
        ok: true,
        pipelines: [
          { name: 'web', stages: ['qa'] },
          { name: 'family', stages: ['qa'] },
        ],
        access: [
          { repository: 'ghcr.io/acme/dev/web', actions: 'pull', usedBy: ['web'], ok: true },
          { repository: 'qa.example.com/web', actions: 'push', usedBy: ['web/qa'], ok: true },
        ],
        notices: [expect.stringContaining('ghcr.io/acme/family/{name}')],
      },
    });
    expect(registry.calls.map(({ verb }) => verb)).toEqual(['access', 'access', 'tags']);
  });

  it('says of a check that compares with a moving tag that it does nothing where none moves', async () => {
    const text = `version: 1
policies:
  newer: [{ no-downgrade: { by: semver } }, { platforms: { all-of: [linux/amd64] } }]
pipelines:
  web:
    source: dev.example.com/web
    stages:
      - { name: qa, to: qa.example.com/web, policy: newer }
      - { name: production, to: prod.example.com/web, policy: newer, tag: ['%n', { name: live, move: forward }] }
`;
    const { ended } = run('check', {}, { files: { '.github/hoist.yml': text } });
    const { document } = (await ended) as { readonly document: { readonly notices: readonly string[] } };
    expect(document.notices.filter((notice) => notice.includes('no-downgrade'))).toEqual([
      expect.stringMatching(/^web\/qa: the check no-downgrade .* it always passes there$/),
    ]);
  });

  it('says that what init wrote is still to be replaced, and that a source is empty', async () => {
    const { ended: begun, world } = run('init', { owner: 'beta', name: 'api' });
    await begun;
    const text = world.created.get('.github/hoist.yml') ?? '';
    const { ended } = run('check', {}, { files: { '.github/hoist.yml': text } });
    expect(await ended).toMatchObject({
      document: {
        ok: true,
        notices: [
          expect.stringMatching(/^api: ghcr\.io\/beta\/dev\/api has no tags: .*or its name is another$/),
          expect.stringMatching(/^record\.signers names OWNER\/.*replace OWNER/),
        ],
      },
    });
  });

  it('fails with what the registry said', async () => {
    const result = await run('check', {}, { memory: { allow: (_, actions) => actions === 'pull' } }).ended;
    expect(result).toMatchObject({
      exitCode: 1,
      document: { ok: false, access: [{ ok: true }, { ok: false, problem: { code: 'DENIED' } }] },
    });
    expect(problemsOf(result).map(({ message }) => message)).toEqual([
      expect.stringContaining('qa.example.com/web'),
    ]);
  });
});

describe('check of environments', () => {
  const guarded = `version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: qa, to: qa.example.com/web, environment: { name: label, approval: none } }
      - { name: staging, to: s.example.com/web, environment: production }
      - name: production
        to: p.example.com/web
        environment: { name: Production, approval: required, rollback: emergency }
`;
  const rules: EnvironmentRules = {
    name: 'production',
    reviewers: 1,
    preventsSelfReview: false,
    adminsBypass: false,
    waitTimer: 0,
    branches: 'all',
  };
  function checked(found: Readonly<Record<string, EnvironmentRules | HoistError>>) {
    const asked: string[] = [];
    const gates: Gates = {
      async environment(name) {
        asked.push(name);
        const one = found[name.toLowerCase()];
        if (one instanceof HoistError) throw one;
        return one;
      },
      place: async () => undefined,
      reviews: async () => ({ given: [], attribution: 'run' }),
    };
    return { asked, ended: run('check', {}, { files: { '.github/hoist.yml': guarded }, gates }).ended };
  }

  it('asks for each once, for the most that a stage wants, and of labels nothing', async () => {
    const { ended, asked } = checked({ production: rules, emergency: rules });
    expect(await ended).toMatchObject({
      exitCode: 0,
      document: {
        ok: true,
        environments: [
          { name: 'Production', usedBy: ['web/staging', 'web/production'], ok: true, rules },
          { name: 'emergency', usedBy: ['web/production (rollback)'], ok: true },
        ],
      },
    });
    expect(asked).toEqual(['Production', 'emergency']);
  });

  it('fails where one is missing, unprotected, or may not be read', async () => {
    const denied = new HoistError('config', 'GITHUB_FORBIDDEN', 'the token may not', { hint: 'Add it.' });
    const codes = async (found: Parameters<typeof checked>[0]) => {
      const result = await checked(found).ended;
      return [result.exitCode, ...problemsOf(result).map(({ code }) => code)];
    };
    expect(await codes({ production: rules })).toEqual([2, 'ENVIRONMENT_MISSING']);
    expect(await codes({ production: { ...rules, reviewers: 0 }, emergency: rules })).toEqual([
      2,
      'ENVIRONMENT_UNPROTECTED',
    ]);
    expect(await codes({ production: denied, emergency: rules })).toEqual([2, 'GITHUB_FORBIDDEN']);
  });

  it('asks nothing outside Actions', async () => {
    const { document } = await run('check', {}, { files: { '.github/hoist.yml': guarded } }).ended;
    expect(document).not.toHaveProperty('environments');
  });
});

describe('check, asked to send', () => {
  const listening = `${config}notify: [{ url-from-env: HOOK_URL, allow-private: [Hooks.Internal] }]\n`;
  const files = { '.github/hoist.yml': listening };

  it('a test, sends it and tells what became of it', async () => {
    const sent: string[] = [];
    const notifier: Notifier = {
      async send({ urlFromEnv, allowPrivate }) {
        sent.push(`${urlFromEnv} ${allowPrivate.join()}`);
        return { state: 'failed', why: 'the receiver answered 401', retry: false };
      },
    };
    const { ended } = run('check', { 'send-test': true }, { files, notifier });

    const result = await ended;

    expect(sent).toEqual(['HOOK_URL hooks.internal']);
    expect(result).toMatchObject({
      exitCode: 3,
      document: { ok: false, hooks: [{ urlFromEnv: 'HOOK_URL', ok: false }] },
    });
    expect(problemsOf(result)).toEqual([
      { code: 'HOOK_FAILED', message: 'the webhook of HOOK_URL: the receiver answered 401' },
    ]);
    expect(textOf(result)).toContain('✗ webhook of HOOK_URL: the receiver answered 401');
    expect(checkMarkdown(result.document as CheckReport)).toContain(
      '- ❌ webhook of `HOOK_URL`: the receiver',
    );
  });

  it('a record again, asks no registry for it', async () => {
    const { ended, registry } = run('check', { redeliver: 'nothing' }, { files });

    await expect(ended).rejects.toMatchObject({ code: 'RECORD_UNKNOWN', kind: 'config' });
    expect(registry.calls).toEqual([]);
  });

  it('nothing, sends nothing', async () => {
    const { ended } = run('check', {}, { files });

    expect((await ended).document).not.toHaveProperty('hooks');
  });
});
