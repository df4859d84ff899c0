// Shows a promotion from a build to production on this machine: three embedded registries, no container engine. Whatever
// is not as expected ends it with an error.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Plan } from '../src/domain/plan.ts';
import type { RunResult } from '../src/domain/record.ts';
import { planMarkdown } from '../src/report/plan.ts';
import { resultMarkdown } from '../src/report/record.ts';
import { startRegistry, type RunningRegistry } from '../test/fakes/registry/server.ts';
import { sampleImage, withReferrers, type AttachedSample } from '../test/fixtures/images.ts';

const cli = join(import.meta.dirname, '../dist/cli.js');

type Hosts = {
  readonly build: RunningRegistry;
  readonly staging: RunningRegistry;
  readonly production: RunningRegistry;
};

function configOf({ build, staging, production }: Hosts): string {
  return `version: 1
pipelines:
  web:
    source:
      repository: ${build.host}/dev/web
      tags: { semver: '>= 1' }
    stages:
      - name: qa
        to: ${build.host}/qa/web
      - name: staging
        to: ${staging.host}/web
      - name: production
        auto: false                        # a person asks for it by name
        to: ${production.host}/web
        tag:
          - '%n'                           # written once, never moved
          - { name: stable, move: forward }
`;
}

/** As a build would: a multi-platform image with signatures and an SBOM, under a tag. */
function push({ store }: RunningRegistry, tag: string, seed: number): AttachedSample {
  const image = withReferrers(
    sampleImage({ platforms: 3, layers: 6, layerSize: 200_000, sharedLayers: 2, seed }),
    { seed },
  );
  for (const bytes of image.blobs.values()) store.putBlob('dev/web', bytes);
  for (const { bytes, mediaType } of image.manifests.values())
    store.putManifest('dev/web', bytes, { mediaType });
  for (const { tag: attached, manifest } of image.cosignTags) store.tag('dev/web', attached, manifest.digest);
  store.tag('dev/web', tag, image.root.digest);
  return image;
}

type Ended = { readonly code: number; readonly output: string };

/** Runs the built command line as a user would; what it says on the way is shown. */
async function hoist(folder: string, ...words: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [cli, ...words], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, code] = await Promise.all([
    text(child.stdout),
    new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status) => resolve(status ?? -1));
    }),
  ]);
  return { code, output };
}

async function show(folder: string, words: readonly string[], expected: number): Promise<void> {
  console.log(`\n$ hoist ${words.map((word) => (word.includes(' ') ? `"${word}"` : word)).join(' ')}\n`);
  const { code, output } = await hoist(folder, ...words);
  console.log(output.trimEnd());
  console.log(`\nexit code ${code}`);
  expect(code === expected, `the exit code is ${expected}`);
}

function expect(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`not as expected: ${what}`);
}

/** The target has the same bytes as the build: index, platforms, layers, signatures and SBOM. */
function expectImage(
  { store }: RunningRegistry,
  path: string,
  { tag, image }: { tag: string; image: AttachedSample },
): void {
  expect(store.manifest(path, tag)?.digest === image.root.digest, `${path}:${tag} names the promoted digest`);
  for (const digest of image.manifests.keys())
    expect(store.manifest(path, digest) !== undefined, `${path} has ${digest}`);
  for (const digest of image.blobs.keys())
    expect(store.blob(path, digest) !== undefined, `${path} has ${digest}`);
}

/** The whole document folds open on GitHub; here it would be pages. */
function withoutDetails(markdown: string): string {
  return markdown
    .replaceAll(/<details>\s*<summary>([^<]*)<\/summary>[^]*?<\/details>/g, '(folded: $1)')
    .trimEnd();
}

function chapter(title: string): void {
  console.log(`\n${'─'.repeat(100)}\n${title}`);
}

async function demo(hosts: Hosts, folder: string): Promise<void> {
  const { build, staging, production } = hosts;
  const config = configOf(hosts);
  await mkdir(join(folder, '.github'));
  await writeFile(join(folder, '.github/hoist.yml'), config);
  const source = `${build.host}/dev/web`;
  const image = push(build, '1.4.2', 1);

  chapter(`A build pushed ${source}:1.4.2. The config, .github/hoist.yml:\n\n${config}`);
  await show(folder, ['check'], 0);

  chapter('What would a promotion do? Nothing is written.');
  await show(folder, ['plan', `${source}:1.4.2`], 0);
  expect(build.store.manifest('qa/web', '1.4.2') === undefined, 'a plan writes nothing');

  chapter('Promote it: through the automatic stages, up to the gate before production.');
  await show(folder, ['promote', `${source}:1.4.2`], 0);
  expectImage(build, 'qa/web', { tag: '1.4.2', image });
  expectImage(staging, 'web', { tag: '1.4.2', image });
  expect(production.store.manifest('web', '1.4.2') === undefined, 'nothing passes the gate by itself');

  chapter('Production, by hand: plan it, then promote exactly that plan.');
  const planned = await hoist(folder, 'plan', '1.4.2', '--stage', 'production', '--json');
  const plan = JSON.parse(planned.output) as Plan;
  const hash = plan.stages[0]?.hash ?? '';
  const ask = [
    'promote',
    '1.4.2',
    '--stage',
    'production',
    '--comment',
    'release 1.4.2',
    '--expected-plan',
    hash,
  ];
  await show(folder, ask, 0);
  expectImage(production, 'web', { tag: '1.4.2', image });
  expectImage(production, 'web', { tag: 'stable', image });

  chapter('Somebody builds another image under the same tag. It may not replace what was promoted.');
  push(build, '1.4.2', 2);
  await show(folder, ['promote', `${source}:1.4.2`], 4);
  expectImage(build, 'qa/web', { tag: '1.4.2', image });
  expectImage(production, 'web', { tag: 'stable', image });

  chapter('The next version takes a tag of its own, and "stable" moves forward with it.');
  const next = push(build, '1.4.3', 3);
  await show(folder, ['promote', `${source}:1.4.3`], 0);
  console.log('\n$ hoist promote 1.4.3 --stage production --comment "release 1.4.3" --json\n');
  const released = await hoist(
    folder,
    'promote',
    '1.4.3',
    '--stage',
    'production',
    '--comment',
    'release 1.4.3',
    '--json',
  );
  const result = JSON.parse(released.output) as RunResult;
  expect(released.code === 0 && result.outcome === 'promoted', '1.4.3 is promoted to production');
  expectImage(production, 'web', { tag: 'stable', image: next });
  expect(production.store.manifest('web', '1.4.2')?.digest === image.root.digest, '1.4.2 stays where it was');

  chapter(
    'What the Action writes into the job summary, for the plan of production and for the last promotion:',
  );
  console.log(`\n${withoutDetails(planMarkdown(plan))}\n\n${withoutDetails(resultMarkdown(result))}`);
  chapter('Done: every exit code, tag and byte was as expected.');
}

async function main(): Promise<void> {
  if (!existsSync(cli)) throw new Error('dist/cli.js is not there: run `npm run build` first');
  const folder = await mkdtemp(join(tmpdir(), 'hoist-demo-'));
  const started: RunningRegistry[] = [];
  const start = async (): Promise<RunningRegistry> => {
    const registry = await startRegistry();
    started.push(registry);
    return registry;
  };
  try {
    await demo({ build: await start(), staging: await start(), production: await start() }, folder);
  } finally {
    await Promise.all(started.map((registry) => registry.close()));
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
