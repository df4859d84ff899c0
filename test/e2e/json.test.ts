import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { addSample } from '../fakes/registry/sample.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { startHoist, type Hoist } from './hoist.ts';

let registry: RunningRegistry;
let hoist: Hoist;
beforeAll(async () => {
  registry = await startRegistry();
  const { host } = registry;
  addSample(registry.store, 'dev/web', {
    tags: ['1.0.0', '1.1.0'],
    platforms: ['linux/amd64'],
    referrers: 1,
  });
  addSample(registry.store, 'taken/web', { seed: 'other', tags: ['1.0.0'] });
  const pipeline = (name: string, more: object = {}) => ({
    [name]: { source: `${host}/dev/web`, stages: [{ name: 'one', to: `${host}/${name}/web`, ...more }] },
  });
  hoist = await startHoist({
    config: {
      version: 1,
      copy: { to: [`${host}/copy/**`] },
      policies: { base: [{ tag: 'another' }] },
      pipelines: {
        ...pipeline('open'),
        ...pipeline('taken'),
        ...pipeline('gate', { auto: false }),
        ...pipeline('strict', { policy: 'base' }),
      },
    },
  });
});
afterAll(async () => {
  await hoist.close();
  await registry.close();
});

type Document = { readonly schema?: string; readonly written?: readonly string[] };

describe('when a command is run with --json', () => {
  const cases: readonly (readonly [readonly string[], number, string])[] = [
    [['plan', '1.0.0', '--pipeline', 'open'], 0, 'hoist/plan/v1'],
    [['plan', '1.0.0', '--pipeline', 'taken'], 4, 'hoist/plan/v1'],
    [['promote', '1.0.0', '--pipeline', 'open', '--dry-run'], 0, 'hoist/plan/v1'],
    [['promote', '1.0.0', '--pipeline', 'open'], 0, 'hoist/result/v1'],
    [['promote', '1.0.0', '--pipeline', 'open'], 0, 'hoist/result/v1'],
    [['promote', '1.0.0', '--pipeline', 'gate'], 0, 'hoist/result/v1'],
    [['promote', '1.0.0', '--pipeline', 'strict'], 1, 'hoist/result/v1'],
    [['promote', '1.0.0', '--pipeline', 'taken'], 4, 'hoist/result/v1'],
    [['promote', 'HOST/dev/nobody:1.0.0'], 0, 'hoist/result/v1'],
    [['copy', 'HOST/dev/web:1.1.0', 'HOST/copy/web', '--dry-run'], 0, 'hoist/plan/v1'],
    [['copy', 'HOST/dev/web:1.1.0', 'HOST/copy/web'], 0, 'hoist/result/v1'],
    [['check'], 0, 'hoist/check/v1'],
  ];

  it.each(cases)('%j prints its document and nothing else on stdout', async (words, code, schema) => {
    const given = words.map((word) => word.replace('HOST', registry.host));
    const { code: exit, stdout, stderr } = await hoist.run(...given, '--json', '--debug');
    expect(exit).toBe(code);
    const document = JSON.parse(stdout) as Document;
    expect(document.schema).toBe(schema);
    expect(stdout).toBe(`${JSON.stringify(document, undefined, 2)}\n`);
    expect(stderr).not.toContain('"schema"');
  });

  it('init lists what it wrote', async () => {
    const empty = await startHoist();
    onTestFinished(() => empty.close());
    const { code, stdout } = await empty.run('init', '--json');
    expect({ code, document: JSON.parse(stdout) as Document }).toEqual({
      code: 0,
      document: { written: ['.github/hoist.yml', '.github/workflows/promote.yml'] },
    });
  });

  it.each([
    ['plan', 'nothing', '--pipeline', 'open'],
    ['promote', '1.0.0', '--pipeline', 'nobody'],
    ['copy', 'dev/web:1', 'else/where:1'],
    ['check', '--config', 'missing.yml'],
  ])('%s %s %s %s, which cannot begin, prints nothing there', async (...words) => {
    const { code, stdout, stderr } = await hoist.run(...words, '--json');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^[A-Z_]+: /);
  });
});

describe('when a command is run without --json', () => {
  it('a result says each stage, digest and tag, without colours where nobody sees them', async () => {
    const { stdout, stderr } = await hoist.run('promote', '1.1.0', '--pipeline', 'open');
    const digest = registry.store.tagged('dev/web', '1.1.0') ?? '';
    expect(stdout).toMatch(/^✓ Promoted\n\n✓ open\/one · promoted in /);
    expect(stdout).toContain(`${registry.host}/open/web`);
    expect(stdout).toContain(digest.slice('sha256:'.length).slice(0, 12));
    expect(stderr).toContain(`${registry.host}/open/web:1.1.0 → ${digest}`);
    expect(stdout + stderr).not.toContain('\u001b');
  });

  it.each([[['--help']], [['promote', '--help']], [['help', 'plan']]])('%j explains', async (words) => {
    const { code, stdout, stderr } = await hoist.run(...words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: hoist/);
  });

  it('help for a command that does not exist names those that do', async () => {
    const { code, stdout, stderr } = await hoist.run('help', 'promotee');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^COMMAND_UNKNOWN: there is no command "promotee"\n +hint: There is promote, /);
  });
});
