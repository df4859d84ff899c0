import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { startHoist } from './hoist.ts';

let registry: RunningRegistry;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.close());
beforeEach(() => {
  registry.requests.length = 0;
});

/** `»` marks the place that is to be pointed at; `HOST` is a registry that must not be asked anything. */
function placed(marked: string): { readonly text: string; readonly line: number; readonly column: number } {
  const written = marked.replaceAll('HOST', registry.host);
  const before = written.slice(0, written.indexOf('»')).split('\n');
  return {
    text: written.replace('»', ''),
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
  };
}

/** A pipeline `web` with one stage `qa`; `more` is a line of that stage, `after` whatever follows the pipelines. */
function pipeline(more: string, after = ''): string {
  return `version: 1
pipelines:
  web:
    source: { repository: HOST/acme/dev/web, tags: ['v*'] }
    stages:
      - name: qa
        to: HOST/acme/qa/web
        ${more}
${after}`;
}

/** Every refusal that the contract's §5 names. */
const refusals: readonly (readonly [string, string, string])[] = [
  ['an unknown key', 'CONFIG_UNKNOWN_KEY', pipeline('»polcy: baseline')],
  ['a duplicate key', 'YAML_DUPLICATE_KEY', pipeline('»to: HOST/acme/other/web')],
  ['a merge key', 'YAML_MERGE_KEY', pipeline('»<<: { auto: false }')],
  ['an empty policy', 'POLICY_EMPTY', pipeline('policy: base', 'policies:\n  »base: []\n')],
  ['an unknown policy', 'POLICY_UNKNOWN', pipeline('policy: »base')],
  [
    'an unknown signer',
    'SIGNER_UNKNOWN',
    pipeline('policy: base', 'policies:\n  base:\n    - signature: { by: »ci }\n'),
  ],
  ['an unknown stage', 'STAGE_UNKNOWN', pipeline('', '      - { name: b, to: HOST/acme/b/web, after: »c }')],
  [
    'a cycle over stages',
    'STAGE_CYCLE',
    pipeline('', '      - { name: b, to: HOST/b, after: »c }\n      - { name: c, to: HOST/c, after: b }\n'),
  ],
  [
    'a cycle over pipelines',
    'PIPELINE_CYCLE',
    `version: 1
pipelines:
  »there:
    source: { repository: HOST/a, tags: ['v*'] }
    stages: [{ name: s, to: HOST/b, tag: 'there-%n' }]
  back:
    source: { repository: HOST/b, tags: ['w*'] }
    stages: [{ name: s, to: HOST/a, tag: 'back-%n' }]
`,
  ],
  [
    'a stage that writes a tag which a source filter of the same repository selects',
    'TAG_IS_A_SOURCE',
    pipeline('', '      - { name: b, to: HOST/acme/dev/web, tag: »v1 }'),
  ],
  [
    'a target repository that two stages fill',
    'TARGET_FILLED_TWICE',
    pipeline('', '      - { name: b, to: »HOST/acme/qa/web }'),
  ],
  [
    'one target under two names of Docker Hub',
    'TARGET_FILLED_TWICE',
    `version: 1
pipelines:
  web:
    source: HOST/acme/dev/web
    stages:
      - { name: qa, to: acme/web }
      - { name: staging, to: »index.docker.io/acme/web }
`,
  ],
  [
    'a stage that a mirror fills',
    'MIRROR_FILLS_STAGE',
    `version: 1
pipelines:
  mirror:
    source: docker.io/library/debian
    stages: [{ name: mirror, to: HOST/debian, tag: { name: '%n', move: any } }]
  web:
    source: HOST/acme/dev/web
    stages: [{ name: qa, to: »HOST/debian }]
`,
  ],
  [
    'a name in a set that {name} makes twice',
    'SET_NAME_TWICE',
    `version: 1
pipelines:
  platform:
    source: { repositories: [HOST/a/web, HOST/b/web] }
    stages: [{ name: qa, to: »'HOST/qa/{name}' }]
`,
  ],
  [
    'a tag template that only gives tags of signatures',
    'TEMPLATE_NEVER_LEGAL',
    pipeline("tag: »'sha256-{digest}'"),
  ],
  ['a tag template that cannot give a legal tag', 'TEMPLATE_NEVER_LEGAL', pipeline("tag: »'x/%n'")],
];

describe.each(refusals)('when the config has %s', (_, code, marked) => {
  it.each(['promote', 'plan', 'check'])(
    `%s stops with ${code} at its place, with a hint`,
    async (command) => {
      const { text, line, column } = placed(marked);
      const hoist = await startHoist({ config: text });
      onTestFinished(() => hoist.close());
      const words = command === 'check' ? [] : [`${registry.host}/acme/dev/web:v1`];
      const { code: exit, stdout, stderr } = await hoist.run(command, ...words);
      expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' });
      expect(stderr).toContain(`.github/hoist.yml:${line}:${column}: ${code}: `);
      const lines = stderr.split('\n');
      const framed = lines.findIndex((each) => each.startsWith(`  ${line} | `));
      const shown = lines[framed]?.slice(`  ${line} | `.length) ?? '';
      expect(text.split('\n')[line - 1]).toContain(shown);
      expect(lines[framed + 1]?.indexOf('^')).toBe(`  ${line} | `.length + column - 1);
      expect(lines[framed + 2]).toMatch(/^ +hint: \S/);
      expect(registry.requests).toEqual([]);
    },
  );
});

describe('when a config has several mistakes', () => {
  it('shows each in a frame of its own', async () => {
    const { text } = placed(pipeline('polcy: base\n        tag: »[]'));
    const hoist = await startHoist({ config: text });
    onTestFinished(() => hoist.close());
    const { code, stderr } = await hoist.run('check');
    expect(code).toBe(2);
    expect(stderr.match(/^\.github\/hoist\.yml:\d+:\d+: /gm)).toHaveLength(2);
    expect(stderr.match(/^ +\| +\^$/gm)).toHaveLength(2);
  });
});

describe('when the config is not where it is looked for', () => {
  it.each(['promote', 'plan'])('%s says so and how to begin', async (command) => {
    const hoist = await startHoist();
    onTestFinished(() => hoist.close());
    const { code, stdout, stderr } = await hoist.run(command, 'acme/web:v1');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/CONFIG_MISSING: there is no \.github\/hoist\.yml\n +hint: .*hoist init/);
  });

  it('a copy that names one does not go on without it', async () => {
    const hoist = await startHoist();
    onTestFinished(() => hoist.close());
    const to = `${registry.host}/copy/web:v1`;
    const ran = await hoist.run('copy', `${registry.host}/acme/dev/web:v1`, to, '--config', 'hoist.yaml');
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('CONFIG_MISSING');
    expect(registry.requests).toEqual([]);
  });

  it('another path may be given', async () => {
    const { text } = placed(pipeline('»polcy: x'));
    const hoist = await startHoist({ files: { 'deploy/hoist.yml': text } });
    onTestFinished(() => hoist.close());
    const { code, stderr } = await hoist.run('check', '--config', 'deploy/hoist.yml');
    expect(code).toBe(2);
    expect(stderr).toContain('deploy/hoist.yml:8:9: CONFIG_UNKNOWN_KEY');
  });
});

describe('when the arguments are wrong', () => {
  it.each([
    [['promot', 'x'], 'COMMAND_UNKNOWN', 'promote'],
    [['sync', 'x'], 'COMMAND_UNSUPPORTED', 'It has promote'],
    [['promote', 'v1', '--stag', 'qa'], 'ARGUMENTS_INVALID', '--stag'],
    [['promote', 'v1', '--image', 'v2'], 'ARGUMENTS_INVALID', 'twice'],
    [['promote'], 'IMAGE_MISSING', 'REPOSITORY:TAG'],
    [['promote', 'UPPER/case:v1'], 'REFERENCE_INVALID', 'lower case'],
    [['plan', 'v1', '--pipeline', 'wbe'], 'PIPELINE_UNKNOWN', 'It has web'],
    [['plan', 'v1', '--stage', 'prod'], 'STAGE_UNKNOWN', 'qa'],
    [['plan', 'x1', '--pipeline', 'web'], 'IMAGE_NOT_TAKEN', 'filter'],
    [['promote', 'v1', '--expected-plan', 'v1.now.abc'], 'PLAN_HASH_INVALID', 'hoist plan'],
    [['copy', 'acme/web:v1'], 'IMAGE_MISSING', 'hoist copy REPOSITORY:TAG'],
    [['copy', 'acme/web:v1', 'acme/web:v2'], 'COPY_NOT_ALLOWED', 'copy: { to: [GLOB] }'],
  ] as const)('%j is refused with %s', async (words, expected, said) => {
    const hoist = await startHoist({ config: placed(pipeline('»auto: true')).text });
    onTestFinished(() => hoist.close());
    const { code, stdout, stderr } = await hoist.run(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(new RegExp(`^${expected}: .*hint: `));
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(said);
    expect(registry.requests).toEqual([]);
  });
});

it('when the file begins with a byte order mark, the caret stands below the mistake', async () => {
  const hoist = await startHoist({ config: '\uFEFFversion: 2\n' });
  onTestFinished(() => hoist.close());
  const { stderr } = await hoist.run('plan', 'v1');
  expect(stderr).toContain('\n  1 | version: 2\n    |          ^\n');
});

describe('when the config is not a file of the folder', () => {
  it('and leads out of it, no line of that file is shown', async () => {
    const hoist = await startHoist({ files: { '.github/other': '' } });
    onTestFinished(() => hoist.close());
    const home = await mkdtemp(join(tmpdir(), 'hoist-home-'));
    onTestFinished(() => rm(home, { recursive: true, force: true }));
    await writeFile(join(home, 'config.json'), '{"auths":{"ghcr.io":{"auth":"canary"}}}');
    await symlink(join(home, 'config.json'), join(hoist.folder, '.github/hoist.yml'));
    const { code, stdout, stderr } = await hoist.run('plan', 'v1');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^\.github\/hoist\.yml:1:1: FILE_OUTSIDE: /);
    expect(stderr).not.toContain('canary');
  });

  it.skipIf(process.platform === 'win32')('but a named pipe, nobody waits for it', async () => {
    const hoist = await startHoist({ files: { '.github/other': '' } });
    onTestFinished(() => hoist.close());
    execFileSync('mkfifo', [join(hoist.folder, '.github/hoist.yml')]);
    const { code, stderr } = await hoist.run('plan', 'v1');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^\.github\/hoist\.yml:1:1: FILE_NOT_REGULAR: /);
  });
});

describe('when the environment turns TLS verification off', () => {
  it('nothing runs, and the hint names the setting for one registry', async () => {
    const hoist = await startHoist({ env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } });
    onTestFinished(() => hoist.close());
    const ran = await hoist.run('copy', `${registry.host}/acme/dev/web:v1`, 'oci:disk:v1');
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(/TLS_NOT_VERIFIED: .*\n +hint: .*registries/);
    expect(registry.requests).toEqual([]);
  });
});
