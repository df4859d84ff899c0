import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile, mkdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import * as hoist from '../src/index.ts';
import { systemClock } from '../src/disk/clock.ts';
import { layoutRepository } from '../src/image/reference.ts';
import { createLayoutRegistry } from '../src/registry/layout/registry.ts';
import { imageManifest, randomBlob } from './fixtures/images.ts';

const root = join(import.meta.dirname, '..');
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hoist-library-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** An image in a folder, and its digest. */
async function build(name: string): Promise<hoist.Digest> {
  const registry = createLayoutRegistry({ clock: systemClock() });
  const repository = layoutRepository(join(folder, name));
  const layer = randomBlob(10_000, 1);
  const { manifest, blobs } = imageManifest({ layers: [layer] });
  for (const descriptor of [layer.descriptor, ...(manifest.config === undefined ? [] : [manifest.config])]) {
    const begun = await registry.beginBlob(repository, descriptor);
    if (begun.state !== 'upload') continue;
    const bytes = blobs.get(descriptor.digest) ?? new Uint8Array();
    await begun.upload.send(async function* (from) {
      yield { bytes: bytes.subarray(from), release: () => undefined };
    });
  }
  await registry.putManifest(repository, manifest);
  await registry.tag(repository, manifest, hoist.parseTag('1.0.0'));
  await registry.close();
  return manifest.digest;
}

describe('the library', () => {
  it('copies an image, without any config, and gives the record', async () => {
    const digest = await build('build');
    const { document, exitCode } = await hoist.copy(
      { image: `oci:${folder}/build:1.0.0`, to: `oci:${folder}/usb` },
      { folder, env: {} },
    );
    expect([document.outcome, exitCode]).toEqual(['promoted', 0]);
    expect(document.records[0]?.result?.targets[0]).toMatchObject({
      digest,
      tags: [{ tag: '1.0.0', after: digest }],
    });
    const journal = await readFile(join(folder, '.hoist/journal.jsonl'), 'utf8');
    expect(journal.trim().split('\n')).toHaveLength(2);
  });

  it('plans and promotes by the config of a folder', async () => {
    const digest = await build('build');
    await mkdir(join(folder, 'ci'));
    await writeFile(
      join(folder, 'ci/hoist.yml'),
      `version: 1\npipelines:\n  web:\n    source: oci:${folder}/build\n    stages: [{ name: qa, to: 'oci:${folder}/qa' }]\n`,
    );
    const setting: hoist.Setting = { folder, env: {}, config: 'ci/hoist.yml', journal: 'records.jsonl' };
    const planned = await hoist.plan({ image: '1.0.0' }, setting);
    expect(planned.document.stages[0]).toMatchObject({
      state: 'ready',
      targets: [{ digest, image: 'absent' }],
    });
    const expectedPlan = planned.document.stages[0]?.hash;
    const { document } = await hoist.promote({ image: '1.0.0', expectedPlan }, setting);
    expect(document.stages).toEqual([{ pipeline: 'web', stage: 'qa', outcome: 'promoted' }]);
    expect(await readFile(join(folder, 'records.jsonl'), 'utf8')).toContain(digest);
    expect((await hoist.check(setting)).ok).toBe(true);
  });

  it('tells of what was promoted, what is there and what could go on, and goes back', async () => {
    const digest = await build('build');
    await mkdir(join(folder, '.github'));
    await writeFile(
      join(folder, '.github/hoist.yml'),
      `version: 1\npipelines:\n  web:\n    source: oci:${folder}/build\n    stages: [{ name: qa, to: 'oci:${folder}/qa', tag: ['%n', { name: live, move: any }] }]\n`,
    );
    const setting: hoist.Setting = { folder, env: {} };
    expect((await hoist.candidates({ stage: 'qa' }, setting)).candidates).toMatchObject([{ state: 'ready' }]);
    await hoist.promote({ image: '1.0.0' }, setting);
    expect((await hoist.candidates({ stage: 'qa', where: 'limit=5' }, setting)).candidates).toEqual([]);
    expect((await hoist.history(`digest=${digest}`, setting)).path).toHaveLength(1);
    expect((await hoist.status('stage=qa', setting)).totals.drift).toBe(0);
    const { document } = await hoist.rollback({ stage: 'qa', comment: 'there is none' }, setting);
    expect(document.records[0]?.result?.problems).toMatchObject([{ code: 'NOTHING_EARLIER' }]);
  });

  it('verifies an image, by a signer that is named', async () => {
    const digest = await build('build');
    await writeFile(
      join(folder, 'release.pem'),
      generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }),
    );
    const setting: hoist.Setting = { folder, env: {} };
    const image = `oci:${folder}/build:1.0.0`;
    const report = await hoist.verify({ image, key: 'release.pem' }, setting);
    expect(report).toMatchObject({ ok: false, digest, promoted: false });
    await expect(hoist.verify({ image }, setting)).rejects.toMatchObject({ code: 'CONFIG_MISSING' });
    const both = { image, key: 'release.pem', signer: { repository: 'acme/web' } };
    await expect(hoist.verify(both, setting)).rejects.toMatchObject({ kind: 'config' });
  });

  it('opens registries and folders by themselves', async () => {
    const digest = await build('build');
    const registry = await hoist.createRegistry({ env: {} });
    try {
      const { repository, tag } = hoist.parseReference(`oci:${folder}/build:1.0.0`);
      expect(tag && (await registry.head(repository, tag))?.digest).toBe(digest);
    } finally {
      await registry.close();
    }
  });

  it('throws what a user can act on', async () => {
    const wrong = hoist.promote({ image: '1.0.0' }, { folder, env: {} });
    await expect(wrong).rejects.toBeInstanceOf(hoist.HoistError);
    await expect(wrong).rejects.toMatchObject({
      kind: 'config',
      code: 'CONFIG_MISSING',
      exitCode: 2,
      message: 'there is no .github/hoist.yml',
      hint: expect.stringContaining('root folder of the repository'),
    });
  });

  it('rejects with the reason of a signal that stopped it before anything was begun', async () => {
    await build('build');
    const reason = new Error('enough');
    const setting: hoist.Setting = { folder, env: {}, signal: AbortSignal.abort(reason) };
    const image = `oci:${folder}/build:1.0.0`;
    await expect(hoist.copy({ image, to: `oci:${folder}/copy` }, setting)).rejects.toBe(reason);
  });

  it('refuses an environment that switches certificate checks off (A50)', async () => {
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' };
    await expect(hoist.createRegistry({ env })).rejects.toMatchObject({ code: 'TLS_NOT_VERIFIED' });
  });

  it('has the types that it says', () => {
    expectTypeOf(hoist.promote).parameter(0).toExtend<{ readonly image?: string | undefined }>();
    expectTypeOf(hoist.promote).returns.resolves.toExtend<{ readonly exitCode: number }>();
    expectTypeOf<hoist.RunResult['outcome']>().toEqualTypeOf<hoist.Outcome>();
    expectTypeOf<hoist.Plan['stages'][number]['hash']>().toEqualTypeOf<string | undefined>();
    expectTypeOf(hoist.createRegistry).returns.resolves.toEqualTypeOf<hoist.Registry>();
    // A name of a repository or a tag is not just any text.
    expectTypeOf<string>().not.toExtend<hoist.Repository>();
    expectTypeOf<hoist.Digest>().toExtend<string>();
  });

  describe('when a project of its own uses the package', { timeout: 60_000 }, () => {
    const compile = async (text: string): Promise<string> => {
      const program = join(folder, 'use.mts');
      await writeFile(program, text);
      const tsc = join(root, 'node_modules/typescript/bin/tsc');
      const options = [
        '--noEmit',
        '--strict',
        '--module',
        'nodenext',
        '--target',
        'es2023',
        '--types',
        'node',
      ];
      const types = ['--typeRoots', join(root, 'node_modules/@types')];
      const run = promisify(execFile)(process.execPath, [tsc, ...options, ...types, program], {
        cwd: folder,
      });
      // What it has to say it prints, and its exit code is not 0.
      const { stdout } = await run.catch((error: unknown) => error as { readonly stdout: string });
      return stdout;
    };

    beforeEach(async () => {
      await mkdir(join(folder, 'node_modules'), { recursive: true });
      await symlink(root, join(folder, 'node_modules/hoist'), 'dir');
    });

    it('the types are there without building anything', async () => {
      const text = `
        import { promote, type Plan, type RunResult } from 'hoist';
        const ran = await promote({ image: 'ghcr.io/acme/dev/web:1.4.2' });
        export const result: RunResult = ran.document;
        export const plan: Plan = result.plan;
        export const exitCode: number = ran.exitCode;
      `;
      expect(await compile(text)).toBe('');
    });

    it('every example of the doc comments and of the README is understood', async () => {
      const [source, readme] = await Promise.all(
        ['src/index.ts', 'README.md'].map((file) => readFile(join(root, file), 'utf8')),
      );
      const commented = [...(source ?? '').matchAll(/^ \* ```ts\n(.*?)^ \* ```$/gms)].map(([, text = '']) =>
        text.replaceAll(/^ \* ?/gm, ''),
      );
      const shown = [...(readme ?? '').matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text = '']) => text);
      expect([commented.length, shown.length]).toEqual([11, 1]);
      const names = new Set<string>();
      const examples = [...commented, ...shown].map((text) =>
        text.replaceAll(/^import \{ (.*) \} from 'hoist';$/gm, (_, list: string) => {
          for (const name of list.split(', ')) names.add(name);
          return '';
        }),
      );
      const functions = Object.keys(hoist).filter((name) => /^[a-z]/.test(name));
      const imported = [...new Set([...names, ...functions])].join(', ');
      const bodies = examples.map((text) => `{\n${text}\n}\n`).join('');
      expect(await compile(`import { ${imported} } from 'hoist';\n${bodies}`)).toBe('');
    });

    it('a mistake is found', async () => {
      const text = "import { promote } from 'hoist';\nexport const ran = promote({ imag: 'a' });\n";
      expect(await compile(text)).toMatch(/use\.mts\(2,\d+\): error TS2561: .*'imag'/);
    });
  });
});
