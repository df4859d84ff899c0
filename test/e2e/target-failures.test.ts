import { describe, it } from 'vitest';
import type { RunResult } from '../../src/domain/record.ts';
import { problem, type Answer } from '../fakes/registry/answer.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import { failing } from '../fakes/registry/fault.ts';
import { goodCredentials } from '../servers/credentials.ts';
import { always, bed, tagsOf, users, type BedOptions } from './failing-registries.ts';

// Failures take as long as the real clock makes retries take: they are waited for side by side.

describe('when a target fails', () => {
  const isUpload = ({ method, route }: SeenRequest) =>
    method !== 'GET' && method !== 'HEAD' && (route.kind === 'upload' || route.kind === 'uploads');
  const isTag = ({ method, path }: SeenRequest) => method === 'PUT' && path.endsWith('/manifests/1.0.0');
  const on = (matches: (request: SeenRequest) => boolean, answer: Answer) => ({
    intercept: (request: SeenRequest) => (matches(request) ? answer : undefined),
  });
  const readOnly = { ...goodCredentials, allow: (_: string, action: string) => action === 'pull' };

  const causes: readonly (readonly [string, BedOptions, number, string, RegExp])[] = [
    [
      'it wants a password and there is none',
      { target: { auth: { scheme: 'basic', users } } },
      3,
      'UNAUTHORIZED',
      /docker login TARGET/,
    ],
    [
      'it has a fault while it is read',
      { target: always(problem(500, 'UNKNOWN', 'x')) },
      3,
      'SERVER_ERROR',
      /later/,
    ],
    [
      'the account may only read',
      {
        target: { auth: { scheme: 'basic', users: { hoist: readOnly } } },
        logins: (_, target) => [{ host: target, credentials: goodCredentials }],
      },
      5,
      'DENIED',
      /rights/,
    ],
    [
      'its token server lets the account only read',
      {
        target: { auth: { scheme: 'bearer', users: { hoist: readOnly } } },
        logins: (_, target) => [{ host: target, credentials: goodCredentials }],
      },
      5,
      'UNAUTHORIZED|DENIED',
      /TARGET/,
    ],
    [
      'it takes no more bytes',
      { target: on(isUpload, problem(413, 'SIZE_INVALID', 'too large')) },
      5,
      'TOO_LARGE',
      /limit/,
    ],
    [
      'it does not take the manifest',
      {
        target: on(
          ({ method, route }) => method === 'PUT' && route.kind === 'manifest',
          problem(400, 'MANIFEST_INVALID', 'no'),
        ),
      },
      5,
      '[A-Z_]+',
      /TARGET.* answered 400: MANIFEST_INVALID no/,
    ],
  ];

  it.concurrent.for(causes)(
    'because %s, no tag moves at any target',
    async ([, options, code, error, hint], context) => {
      const { expect } = context;
      const { target, second, hoist } = await bed(context, options);
      const ran = await hoist.promote('1.0.0');
      expect({ code: ran.code, outcome: ran.document.outcome }).toEqual({ code, outcome: 'failed' });
      expect(ran.document.stages).toEqual([{ pipeline: 'web', stage: 'qa', outcome: 'failed' }]);
      const result = ran.document.records[0]?.result;
      expect(result?.error?.code).toMatch(new RegExp(`^(${error})$`));
      const said = `${result?.error?.message} ${result?.error?.hint}`.replaceAll(target.host, 'TARGET');
      expect(said).toMatch(hint);
      expect([tagsOf(target), tagsOf(second), tagsOf(second, 'prod/web')]).toEqual([[], [], []]);
      expect((await hoist.journal()).at(-1)?.result?.outcome).toBe('failed');
    },
  );

  it.concurrent('when its tag is written, the record says which tags moved, and the next run ends it', async (context) => {
    const { expect } = context;
    let isBroken = true;
    const { image, target, second, hoist } = await bed(context, {
      target: {
        mount: false,
        intercept: (request) => (isBroken && isTag(request) ? problem(500, 'UNKNOWN', 'disk') : undefined),
      },
    });
    const ran = await hoist.promote('1.0.0');
    expect(ran).toMatchObject({ code: 5, document: { outcome: 'failed' } });
    const { error, targets = [] } = ran.document.records[0]?.result ?? {};
    expect(error?.message).toContain(`1 of 2 tags could not be written; ${target.host}/qa/web:1.0.0`);
    expect(targets.map(({ repository, tags }) => [repository, tags[0]?.action, tags[0]?.after])).toEqual([
      [`${target.host}/qa/web`, 'failed', null],
      [`${second.host}/qa/web`, 'create', image.root],
    ]);
    expect([tagsOf(target), tagsOf(second)]).toEqual([[], ['1.0.0']]);

    isBroken = false;
    target.requests.length = 0;
    const again = await hoist.promote('1.0.0');
    expect(again).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
    expect(tagsOf(target)).toEqual(['1.0.0']);
    expect(target.requests.filter(isUpload).reduce((sum, { received }) => sum + received, 0)).toBe(0);
  });

  it.concurrent.for([
    ['a reset in the middle of an upload', 'reset-mid-upload'],
    ['an upload whose end is not confirmed', 'reset-after-effect'],
    ['a 502 of a proxy', problem(502, 'UNKNOWN', 'bad gateway')],
  ] as const)('for a moment (%s), the image arrives all the same', async ([, fault], context) => {
    const { expect } = context;
    const intercept = failing(2, isUpload, fault);
    const { image, target, hoist } = await bed(context, { target: { intercept } });
    const ran = await hoist.promote('1.0.0');
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
    expect(target.store.tagged('qa/web', '1.0.0')).toBe(image.root);
  });
});

describe.each([
  ['somebody presses Ctrl+C', 'SIGINT'],
  ['it is to end', 'SIGTERM'],
  ['its terminal is closed', 'SIGHUP'],
] as const)('when %s', (_, signal) => {
  it.concurrent('no tag moves after it, it exits with 5, and the next run ends what was begun', async (context) => {
    const { expect } = context;
    let interrupt: (() => void) | undefined;
    const { target, second, image, hoist } = await bed(context, {
      target: {
        intercept({ method, route }) {
          if (method === 'PUT' && route.kind === 'manifest') interrupt?.();
          return undefined;
        },
      },
    });
    const begun = hoist.begin('promote', '1.0.0', '--json');
    interrupt = () => begun.interrupt(signal);
    const ran = await begun.ran;
    interrupt = undefined;
    expect(ran.code).toBe(5);
    const document = JSON.parse(ran.stdout) as RunResult;
    expect(document.outcome).toBe('failed');
    expect(document.records[0]?.result?.error?.code).toBe('CANCELLED');
    expect([tagsOf(target), tagsOf(second)]).toEqual([[], []]);
    expect((await hoist.promote('1.0.0')).code).toBe(0);
    expect(target.store.tagged('qa/web', '1.0.0')).toBe(image.root);
  });
});

describe('when somebody presses Ctrl+C before anything was sent', () => {
  it.concurrent.for(['plan', 'promote'])('%s exits with 3, and says so', async (command, context) => {
    const { expect } = context;
    let interrupt: (() => void) | undefined;
    const { target, second, hoist } = await bed(context, {
      target: {
        intercept() {
          interrupt?.();
          return 'hang';
        },
      },
    });
    const begun = hoist.begin(command, '1.0.0');
    interrupt = () => begun.interrupt();
    const ran = await begun.ran;
    expect(ran).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('CANCELLED: the run was stopped by a signal; nothing was written'),
    });
    expect(ran.stderr).not.toContain('continues');
    expect([tagsOf(target), tagsOf(second)]).toEqual([[], []]);
  });
});

describe('when the journal cannot be read', () => {
  it.concurrent('whether a stage is held is not known: nothing is written, and it exits with 3', async (context) => {
    const { expect } = context;
    const { target, second, hoist } = await bed(context);
    await hoist.write('file', 'not a folder');
    const ran = await hoist.run('promote', '1.0.0', '--journal', 'file/journal.jsonl');
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining('JOURNAL_UNREADABLE') });
    expect([tagsOf(target), tagsOf(second)]).toEqual([[], []]);
  });
});

describe.runIf(process.platform === 'linux')('when the journal cannot be written', () => {
  it.concurrent('no tag moves, and it exits with 5', async (context) => {
    const { expect } = context;
    const { target, second, hoist } = await bed(context);
    // Can be read, and not be written, also by root.
    const ran = await hoist.promote('1.0.0', '--journal', '/proc/version');
    expect(ran).toMatchObject({ code: 5, document: { outcome: 'failed' } });
    expect([tagsOf(target), tagsOf(second)]).toEqual([[], []]);
    const [record] = ran.document.records;
    expect(record?.result?.error?.message).toContain('no tag has moved');
  });
});
