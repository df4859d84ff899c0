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
import { hexOf } from '../src/image/digest.ts';
import { planMarkdown } from '../src/report/plan.ts';
import { resultMarkdown } from '../src/report/record.ts';
import { startRegistry, type RunningRegistry } from '../test/fakes/registry/server.ts';
import { signingKey } from '../test/fakes/sigstore-signer.ts';
import { sampleImage, type Sample } from '../test/fixtures/images.ts';
import { attachSbom, attestScans, signImage } from './demo-evidence.ts';

const cli = join(import.meta.dirname, '../dist/cli.js');

type Hosts = {
  readonly build: RunningRegistry;
  readonly staging: RunningRegistry;
  readonly production: RunningRegistry;
};

/** The key of the build; the config names its public half. */
const key = signingKey();

/** @param waivers what the config accepts besides, as YAML */
function configOf({ build, staging, production }: Hosts, waivers = ''): string {
  return `version: 1
trust:
  signers:
    ci: { key: { file: trust/cosign.pub, transparency-log: none } }
policies:
  baseline:
    - signature: { by: ci }
    - config: { user: { not-one-of: ['', root, '0'] } }
  production:
    - vulnerabilities: { by: ci, max-age: 24h, max: { critical: 0 } }
pipelines:
  web:
    source:
      repository: ${build.host}/dev/web
      tags: { semver: '>= 1' }
    stages:
      - name: qa
        to: ${build.host}/qa/web
        policy: baseline
      - name: staging
        to: ${staging.host}/web
      - name: production
        auto: false                        # a person asks for it by name
        to: ${production.host}/web
        policy: [baseline, production]
        tag:
          - '%n'                           # written once, never moved
          - { name: stable, move: forward }
${waivers}`;
}

function waiversUntil(day: string): string {
  return `waivers:
  - id: W-2026-014
    check: vulnerabilities
    match: { vulnerability: CVE-2026-12345, package: 'pkg:deb/debian/libxml2*' }
    reason: the parser is not reachable from our entry point
    owner: '@acme/security'
    expires: ${day}
`;
}

/** As a build would: a multi-platform image under a tag, with an SBOM of each platform. */
function push(registry: RunningRegistry, tag: string, seed: number): Sample {
  const { store } = registry;
  const image = sampleImage({ platforms: 3, layers: 6, layerSize: 200_000, sharedLayers: 2, seed });
  for (const bytes of image.blobs.values()) store.putBlob('dev/web', bytes);
  for (const { bytes, mediaType } of image.manifests.values())
    store.putManifest('dev/web', bytes, { mediaType });
  store.tag('dev/web', tag, image.root.digest);
  const platforms = [...image.manifests.values()].filter(({ digest }) => digest !== image.root.digest);
  for (const platform of platforms) attachSbom({ registry, path: 'dev/web' }, platform);
  return image;
}

/** As the build's last step would: the digest is signed, and scans of its platforms are attested. */
function sign(registry: RunningRegistry, image: Sample, findings: 'one' | 'none'): void {
  const place = { registry, path: 'dev/web' };
  signImage(place, image.root.digest, key);
  attestScans(place, image, { key, findings });
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

/** The target has the same bytes as the build: index, platforms, layers, and the signature and scans under their tags. */
function expectImage(
  { store }: RunningRegistry,
  path: string,
  { tag, image }: { tag: string; image: Sample },
): void {
  expect(store.manifest(path, tag)?.digest === image.root.digest, `${path}:${tag} names the promoted digest`);
  for (const digest of image.manifests.keys())
    expect(store.manifest(path, digest) !== undefined, `${path} has ${digest}`);
  for (const digest of image.blobs.keys())
    expect(store.blob(path, digest) !== undefined, `${path} has ${digest}`);
  for (const kind of ['sig', 'att'])
    expect(
      store.manifest(path, `sha256-${hexOf(image.root.digest)}.${kind}`) !== undefined,
      `${path} has the .${kind}`,
    );
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
  const configPath = join(folder, '.github/hoist.yml');
  await mkdir(join(folder, '.github'));
  await mkdir(join(folder, 'trust'));
  await writeFile(configPath, config);
  await writeFile(join(folder, 'trust/cosign.pub'), key.pem);
  const source = `${build.host}/dev/web`;
  const image = push(build, '1.4.2', 1);

  chapter(`A build pushed ${source}:1.4.2. The config, .github/hoist.yml:\n\n${config}`);
  await show(folder, ['check'], 0);

  chapter('The stage qa wants a signature, and the build has not signed. Nothing is copied.');
  await show(folder, ['promote', `${source}:1.4.2`], 1);
  expect(build.store.manifest('qa/web', image.root.digest) === undefined, 'what is refused is not copied');

  chapter('The build signs the digest and attests its scans. What would a promotion do now?');
  sign(build, image, 'one');
  await show(folder, ['plan', `${source}:1.4.2`], 0);
  expect(build.store.manifest('qa/web', '1.4.2') === undefined, 'a plan writes nothing');

  chapter('Promote it: through the automatic stages, up to the gate before production.');
  await show(folder, ['promote', `${source}:1.4.2`], 0);
  expectImage(build, 'qa/web', { tag: '1.4.2', image });
  expectImage(staging, 'web', { tag: '1.4.2', image });
  expect(production.store.manifest('web', '1.4.2') === undefined, 'nothing passes the gate by itself');

  chapter('Production, by hand. Its policy wants no critical vulnerability, and the scan has one.');
  await show(folder, ['promote', '1.4.2', '--stage', 'production', '--comment', 'release 1.4.2'], 1);
  expect(production.store.manifest('web', '1.4.2') === undefined, 'nothing passes a policy that refuses');

  const waivers = waiversUntil(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
  chapter(`The finding is accepted for a month, with a reason and an owner:\n\n${waivers}`);
  await writeFile(configPath, configOf(hosts, waivers));

  console.log('\nPlan it, then promote exactly that plan.');
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
  sign(build, push(build, '1.4.2', 2), 'none');
  await show(folder, ['promote', `${source}:1.4.2`], 4);
  expectImage(build, 'qa/web', { tag: '1.4.2', image });
  expectImage(production, 'web', { tag: 'stable', image });

  chapter('The next version takes a tag of its own, and "stable" moves forward with it.');
  const next = push(build, '1.4.3', 3);
  sign(build, next, 'none');
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
