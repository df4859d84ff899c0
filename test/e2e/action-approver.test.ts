import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Descriptor } from '../../src/image/descriptor.ts';
import { digestOf, type Digest } from '../../src/image/digest.ts';
import { indexType, manifestType } from '../fakes/registry/document.ts';
import type { ActionRun } from '../fakes/runner/runner.ts';
import { createSigstore, githubIdentity, type FakeIdentity, type Sigstore } from '../fakes/sigstore.ts';
import { elements, rendered, textOf } from '../report/rendered.ts';
import { configPath, outputsOf, stagesOf, startActionBed, type ActionBed } from './action-bed.ts';
import { bundleArtifact, rootText } from './evidence.ts';
import * as say from './predicates.ts';
import { RawRepository } from './raw-registry.ts';

const day = 24 * 60 * 60 * 1000;
const [before, after] = ['1f', '2e'].map((pair) => pair.repeat(20)) as [string, string];
const expires = new Date(Date.now() + 10 * day).toISOString().slice(0, 10);

const config = `version: 1
record: { attest: off }
trust:
  roots: [{ trusted-root: trust/root.json }]
  signers:
    ci: { github: { repository: acme/web, workflow: acme/web/.github/workflows/release.yml } }
policies:
  baseline:
    - vulnerabilities: { by: ci, max-age: 24h, max: { critical: 0 } }
waivers:
  - id: W-2026-014
    check: vulnerabilities
    match: { vulnerability: CVE-2026-0002 }
    reason: the parser is not reachable
    owner: '@acme/security'
    expires: ${expires}
pipelines:
  web:
    source: DEV/dev/web
    stages:
      - { name: qa, to: DEV/qa/web }
      - name: production
        to: PROD/prod/web
        tag: ['%n', { name: stable, move: any }]
        environment: { name: production, approval: required }
        policy: baseline
`;

type Built = {
  readonly commit: string;
  readonly platforms: readonly string[];
  readonly layerBytes: number;
  readonly config: object;
};

const old: Built = {
  commit: before,
  platforms: ['amd64'],
  layerBytes: 1000,
  config: {
    User: '1000',
    Env: ['PATH=/bin', 'LEGACY=1'],
    ExposedPorts: { '80/tcp': {} },
    Entrypoint: ['/web'],
  },
};
const next: Built = {
  commit: after,
  platforms: ['arm64'],
  layerBytes: 5000,
  config: {
    Env: ['PATH=/bin', 'FEATURE_FLAGS=hunter2'],
    ExposedPorts: { '8080/tcp': {} },
    Entrypoint: ['/web', '--fast'],
  },
};

let sigstore: Sigstore;
let bed: ActionBed;
let dev: RawRepository;

beforeAll(async () => {
  sigstore = await createSigstore();
});
beforeEach(async () => {
  bed = await startActionBed();
  bed.repository.environments.add({ name: 'production', reviewers: ['eve'] });
  dev = new RawRepository(bed.dev.host, 'dev/web');
});
afterEach(() => bed.close());

function commit(text: string): void {
  bed.repository.commit('heads/main', {
    'trust/root.json': rootText(sigstore.trustRoot),
    [configPath]: bed.named(text),
  });
}

async function push(
  { commit, platforms, layerBytes, config: settings }: Built,
  tag: string,
): Promise<Digest> {
  const put = async (bytes: Buffer, mediaType: string): Promise<Descriptor> => ({
    mediaType,
    digest: await dev.pushBlob(bytes),
    size: bytes.length,
  });
  const children: object[] = [];
  for (const architecture of platforms) {
    const labels = { 'org.opencontainers.image.revision': commit };
    const text = JSON.stringify({ os: 'linux', architecture, config: { ...settings, Labels: labels } });
    const layer = Buffer.alloc(layerBytes, `${commit}${architecture}`);
    const manifest = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: manifestType,
        config: await put(Buffer.from(text), 'application/vnd.oci.image.config.v1+json'),
        layers: [
          await put(Buffer.from('a layer that both have'), 'application/vnd.oci.image.layer.v1.tar'),
          await put(layer, 'application/vnd.oci.image.layer.v1.tar'),
        ],
      }),
    );
    // An image of one platform is no index: what is said of it is said of that platform.
    const isWhole = platforms.length === 1;
    await dev.pushManifest(manifest, manifestType, isWhole ? tag : undefined);
    if (isWhole) return digestOf(manifest);
    const platform = { os: 'linux', architecture };
    children.push({ mediaType: manifestType, digest: digestOf(manifest), size: manifest.length, platform });
  }
  const root = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: indexType, manifests: children }));
  await dev.pushManifest(root, indexType, tag);
  return digestOf(root);
}

/** What the build of `acme/web` at a commit says of an image. */
async function attest(
  image: Digest,
  by: FakeIdentity,
  predicates: Readonly<Record<string, object>>,
): Promise<void> {
  for (const [predicateType, predicate] of Object.entries(predicates)) {
    const statement = { by, predicateType, predicate, subjects: [image] };
    await dev.attach(image, bundleArtifact(await sigstore.attest(statement)));
  }
}

function documents(commit: string, found: readonly say.Found[], parts: readonly say.Part[]) {
  return {
    [say.predicateTypes.provenance]: say.provenance({
      repository: 'acme/web',
      ref: 'refs/heads/main',
      commit,
    }),
    [say.predicateTypes.spdx]: say.spdx(...parts),
    [say.predicateTypes.vulnerabilityScan]: say.vulnerabilityScan(found),
  };
}

const openssl = { name: 'openssl', version: '3.0.11', licence: 'Apache-2.0' };

async function planned(): Promise<ActionRun> {
  await bed.run({ inputs: { image: '1.4.2', stage: 'qa' } });
  return await bed.run({ inputs: { command: 'plan', image: '1.4.2', stage: 'production' } });
}

/** The cells of the rows below a table's head, of the first table with such a head. */
function cellsOf(run: ActionRun, head: string): readonly (readonly string[])[] {
  const tables = elements(rendered(run.summary), 'table');
  const found = tables.find((table) => elements(table, 'th').some((cell) => textOf(cell).trim() === head));
  const rows = found === undefined ? [] : elements(found, 'tbody').flatMap((body) => elements(body, 'tr'));
  return rows.map((row) => elements(row, 'td').map((cell) => textOf(cell).trim()));
}

/** Pushes both, has production at the first, and gives their digests. */
async function bothPushed(platforms = next.platforms): Promise<readonly [Digest, Digest]> {
  const images = [await push(old, '1.4.1'), await push({ ...next, platforms }, '1.4.2')] as const;
  commit(config.replace(/ {8}environment.*\n {8}policy.*\n/, ''));
  const first = await bed.run({ inputs: { image: '1.4.1' } });
  expect(stagesOf(first)).toEqual({ 'web/qa': 'promoted', 'web/production': 'promoted' });
  commit(config);
  return images;
}

function builtAt(id: string): FakeIdentity {
  return githubIdentity({ repository: 'acme/web', commit: id });
}

describe('when production waits for its reviewers', () => {
  it('they see in the plan what would go from what to what, and all that is different', async () => {
    const [was, is] = await bothPushed();
    await attest(
      was,
      builtAt(before),
      documents(before, [{ id: 'CVE-2026-0001', severity: 'HIGH' }], [openssl]),
    );
    await attest(
      is,
      builtAt(after),
      documents(
        after,
        [{ id: 'CVE-2026-0002', severity: 'CRITICAL' }],
        [
          { ...openssl, version: '3.0.13' },
          { name: 'curl', version: '8.0.0', licence: 'curl' },
        ],
      ),
    );
    // What was signed after the image was promoted goes along when it is promoted again.
    commit(config.replace(/ {8}environment.*\n {8}policy.*\n/, ''));
    await bed.run({ inputs: { image: '1.4.1' } });
    commit(config);

    const run = await planned();

    expect(stagesOf(run)).toEqual({ 'web/production': 'waiting' });
    const [short, now] = [is, was].map((digest) => digest.slice(7, 19));
    expect(cellsOf(run, 'Target')).toEqual([
      [`${bed.prod.host}/prod/web`, '1.4.2', '🆕 new', '–', short],
      [`${bed.prod.host}/prod/web`, 'stable', '➡️ moves', now, short],
    ]);
    expect(
      Object.fromEntries(cellsOf(run, 'Before → after').map(([name = '', ...rest]) => [name, rest])),
    ).toEqual({
      Image: [`stable 1.4.1 ${was}\n→ 1.4.2 stable ${is}`],
      Commit: ['1f1f1f1f1f1f of acme/web → 2e2e2e2e2e2e of acme/web\ncompare'],
      Size: ['1.2 KiB → 5.1 KiB (+3.9 KiB)'],
      Layers: ['2 → 2: 1 new, 1 gone'],
      Platforms: ['1 removed: linux/amd64\n1 added: linux/arm64'],
      Config: ['not known: the two images have no platform in common'],
      Packages: [
        '1 added: deb/debian/curl 8.0.0\n1 changed: deb/debian/openssl 3.0.11 → 3.0.13\nby SPDX 2.3',
      ],
      Vulnerabilities: [
        'critical 0 → 1, high 1 → 0\n1 new: CVE-2026-0002 critical in openssl 3.0.11\n' +
          '1 gone: CVE-2026-0001 high in openssl 3.0.11\nby scan by trivy',
      ],
    });
    const links = elements(rendered(run.summary), 'a').map(({ properties }) => properties?.['href']);
    expect(links).toEqual([`https://github.com/acme/web/compare/${before}...${after}`]);
    expect(cellsOf(run, 'Waiver')).toEqual([
      [
        'W-2026-014',
        '1 finding: CVE-2026-0002 openssl',
        '@acme/security',
        `⚠️ ${expires}`,
        'the parser is not reachable',
      ],
    ]);
    expect(run.summary).toContain(`Plan hash \`${outputsOf(run)['plan-hash']}\``);
    // The log has the same for who reads it there.
    for (const text of [
      `compare/${before}...${after}`,
      `until ${expires}, soon (@acme/security)`,
      '+3.9 KiB',
    ])
      expect(run.stdout).toContain(text);
    expect(`${run.summary}${run.stdout}`).not.toContain('hunter2');
  });

  it('a commit that only a label names is claimed, and nothing links to it', async () => {
    await bothPushed(['amd64', 'arm64']);

    const run = await planned();

    const rows = Object.fromEntries(
      cellsOf(run, 'Before → after').map(([name = '', value]) => [name, value]),
    );
    expect(rows['Commit']).toBe('1f1f1f1f1f1f (claimed, not proven) → 2e2e2e2e2e2e (claimed, not proven)');
    expect(rows['Platforms']).toBe('1 added: linux/arm64\nlinux/amd64, as before');
    expect(rows['Config']?.split('\n')).toEqual([
      'user (root where none is stated): 1000 → none stated',
      'entrypoint: /web → /web --fast',
      'ports: 1 removed: 80/tcp',
      'ports: 1 added: 8080/tcp',
      'environment variables: 1 removed: LEGACY',
      'environment variables: 1 added: FEATURE_FLAGS',
    ]);
    expect(`${run.summary}${run.stdout}`).not.toContain('hunter2');
    expect(rows['Packages']).toMatch(/^not known: /);
    expect(rows['Vulnerabilities']).toMatch(/^not known: /);
    expect(elements(rendered(run.summary), 'a')).toEqual([]);
  });
});
