import { afterAll, beforeAll, describe, it } from 'vitest';
import { startRegistry } from '../fakes/registry/server.ts';
import { distributionProgram, startDistribution } from '../servers/distribution.ts';
import { lacking } from '../tools.ts';
import { checkOf, decisionOf, verdictsOf } from './decisions.ts';
import { startHoist, type Hoist } from './hoist.ts';
import { configOf, pushIndex, type OwnPlatform } from './own-image.ts';
import { RawRepository } from './raw-registry.ts';

const source = 'org.opencontainers.image.source';
const title = 'org.opencontainers.image.title';
const version = 'org.opencontainers.image.version';
const stated = { [source]: 'https://github.com/acme/web', [title]: 'web', [version]: '1.0.0' };
const wanted = { [source]: stated[source], [version]: { 'starts-with': '1.' }, required: [title] };

const checks = {
  labels: wanted,
  annotations: wanted,
  config: {
    user: { 'not-one-of': ['', 'root', '0'] },
    ports: { exactly: ['8080'] },
    env: { 'none-of': ['*_TOKEN'] },
    volumes: { 'none-of': ['/var/**'] },
    entrypoint: { 'starts-with': '/web' },
    healthcheck: true,
  },
  platforms: { exactly: ['linux/amd64', 'linux/arm64'] },
  size: { max: '10KB', layers: '<= 2' },
} as const;
type CheckName = keyof typeof checks;
const names = Object.keys(checks) as readonly CheckName[];

const container = {
  User: 'app:app',
  ExposedPorts: { '8080/tcp': {} },
  Env: ['PATH=/bin'],
  Entrypoint: ['/web', '--serve'],
  Healthcheck: { Test: ['CMD', '/web', '--healthy'] },
  Labels: stated,
};
const amd64: OwnPlatform = {
  stated: 'linux/amd64',
  config: configOf('linux/amd64', container),
  annotations: stated,
};
const arm64: OwnPlatform = {
  stated: 'linux/arm64',
  config: configOf('linux/arm64', container),
  annotations: stated,
};

/** `arm64` with more in its container config; undefined takes away. */
function arm64With(more: object): OwnPlatform {
  return { ...arm64, config: configOf('linux/arm64', { ...container, ...more }) };
}

/** All that is stated but one key. */
function without(key: string): Record<string, string> {
  return Object.fromEntries(Object.entries(stated).filter(([name]) => name !== key));
}

type Case = {
  readonly tag: string;
  readonly is: string;
  readonly platforms: readonly OwnPlatform[];
  /** Of the index. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** The codes of the checks that do not pass. */
  readonly not?: Partial<Readonly<Record<CheckName, string>>>;
  /** Messages of the first of these. */
  readonly says?: readonly string[];
};

const cases: readonly Case[] = [
  { tag: 'good', is: 'as it must be', platforms: [amd64, arm64] },
  {
    tag: 'index-speaks',
    is: 'annotated on its index alone',
    platforms: [
      { stated: 'linux/amd64', config: amd64.config },
      { stated: 'linux/arm64', config: arm64.config },
    ],
    annotations: stated,
  },
  {
    tag: 'unstated',
    is: 'of platforms that the configs name alone',
    platforms: [amd64, arm64].map(({ config }) => ({ config, annotations: stated })),
  },
  {
    tag: 'wrong-label',
    is: 'labelled otherwise',
    platforms: [amd64, arm64With({ Labels: { ...stated, [source]: 'https://github.com/evil/web' } })],
    not: { labels: 'VIOLATION' },
    says: [`the label ${source} is not as it must be`],
  },
  {
    tag: 'no-label',
    is: 'without the label on one platform',
    platforms: [amd64, arm64With({ Labels: without(source) })],
    not: { labels: 'INCOMPLETE' },
    says: [`the label ${source} is not there`],
  },
  {
    tag: 'no-labels',
    is: 'without labels',
    platforms: [amd64, arm64With({ Labels: null })],
    not: { labels: 'INCOMPLETE' },
    says: [title, source, version].map((key) => `the label ${key} is not there`),
  },
  {
    tag: 'empty-label',
    is: 'with a required label that says nothing',
    platforms: [amd64, arm64With({ Labels: { ...stated, [title]: '' } })],
    not: { labels: 'INCOMPLETE' },
    says: [`the label ${title} is not there`],
  },
  {
    tag: 'labels-disagree',
    is: 'of platforms whose labels are good each, and not the same',
    platforms: [amd64, arm64With({ Labels: { ...stated, [version]: '1.0.1' } })],
    not: { labels: 'CONTRADICTION' },
    says: [`the platforms disagree on the label ${version}`],
  },
  {
    tag: 'wrong-annotation',
    is: 'annotated otherwise',
    platforms: [amd64, { ...arm64, annotations: { ...stated, [version]: '2.0.0' } }],
    not: { annotations: 'VIOLATION' },
    says: [`the annotation ${version} is not as it must be`],
  },
  {
    tag: 'no-annotation',
    is: 'without the annotation on one platform and on its index',
    platforms: [amd64, { ...arm64, annotations: without(title) }],
    annotations: without(title),
    not: { annotations: 'INCOMPLETE' },
    says: [`the annotation ${title} is not there`],
  },
  {
    tag: 'annotations-disagree',
    is: 'of an index and platforms whose annotations are good each, and not the same',
    platforms: [amd64, arm64],
    annotations: { ...stated, [version]: '1.1.0' },
    not: { annotations: 'CONTRADICTION' },
    says: [`the platforms disagree on the annotation ${version}`],
  },
  {
    tag: 'bad-config',
    is: 'that runs as nothing that is allowed',
    platforms: [
      amd64,
      arm64With({
        User: '00:app',
        ExposedPorts: { '8080/tcp': {}, '22/tcp': {} },
        Env: ['NPM_TOKEN=secret'],
        Volumes: { '/var/run/docker.sock': {} },
        Entrypoint: ['/bin/sh'],
        Healthcheck: { Test: ['NONE'] },
      }),
    ],
    not: { config: 'VIOLATION' },
    says: [
      'it runs as a user that is not allowed',
      'the ports have 22/tcp besides',
      'the environment variables have NPM_TOKEN, which is not allowed',
      'the volumes have /var/run/docker.sock, which is not allowed',
      'the entrypoint is not allowed',
      'it has no health check',
    ],
  },
  {
    tag: 'two-users',
    is: 'whose config names two users, apart from case',
    platforms: [amd64, arm64With({ user: 'root' })],
    not: { config: 'UNPARSABLE', labels: 'UNPARSABLE' },
  },
  {
    tag: 'odd-user',
    is: 'whose config breaks the standard',
    platforms: [amd64, arm64With({ User: 0 })],
    not: { config: 'UNPARSABLE', labels: 'UNPARSABLE' },
  },
  {
    tag: 'one-platform',
    is: 'that lacks a platform',
    platforms: [amd64],
    not: { platforms: 'VIOLATION' },
    says: ['the platforms lack linux/arm64'],
  },
  {
    tag: 'more-platforms',
    is: 'with a platform besides',
    platforms: [
      amd64,
      arm64,
      { ...arm64, stated: 'linux/s390x', config: configOf('linux/s390x', container) },
    ],
    not: { platforms: 'VIOLATION' },
    says: ['the platforms have linux/s390x besides'],
  },
  {
    tag: 'nameless',
    is: 'with a platform that neither index nor config names',
    platforms: [amd64, { config: { config: container }, annotations: stated }],
    not: { platforms: 'INCOMPLETE' },
    says: ['neither index nor config names the platform'],
  },
  {
    tag: 'mislabelled',
    is: 'with a platform that its config calls another',
    platforms: [amd64, { ...amd64, stated: 'linux/arm64' }],
    not: { platforms: 'CONTRADICTION' },
    says: ['index and config disagree on what the platform is'],
  },
  {
    tag: 'heavy',
    is: 'of which one platform is too heavy',
    platforms: [amd64, { ...arm64, layers: [5000, 5000] }],
    not: { size: 'VIOLATION' },
    says: ['it weighs more than the policy allows'],
  },
  {
    tag: 'layered',
    is: 'of which one platform has too many layers',
    platforms: [amd64, { ...arm64, layers: [10, 11, 12] }],
    not: { size: 'VIOLATION' },
    says: ['the number of layers is not allowed'],
  },
];

type Started = { readonly host: string; close(): Promise<void> };

const registries = [
  { name: 'the embedded registry', programs: [], start: (): Promise<Started> => startRegistry() },
  {
    name: 'distribution 3',
    programs: [distributionProgram(3)],
    start: (): Promise<Started> => startDistribution({ version: 3 }),
  },
];

describe.each(registries)('when a policy looks at an image in $name', ({ programs, start }) => {
  describe.skipIf(lacking(...programs))('on this machine', () => {
    let registry: Started;
    let hoist: Hoist;

    beforeAll(async () => {
      registry = await start();
      const { host } = registry;
      hoist = await startHoist({
        config: {
          version: 1,
          policies: { image: names.map((name) => ({ [name]: checks[name] })) },
          pipelines: {
            web: {
              source: `${host}/dev/web`,
              stages: [{ name: 'qa', to: `${host}/qa/web`, policy: 'image' }],
            },
          },
        },
      });
    });
    afterAll(() => Promise.all([hoist.close(), registry.close()]));

    it.concurrent.for(cases)('$is ($tag), it is judged so, check by check', async (one, { expect }) => {
      const { tag, platforms, annotations, not = {}, says } = one;
      const dev = new RawRepository(registry.host, 'dev/web');
      const root = await pushIndex(dev, platforms, { tag, ...(annotations && { annotations }) });
      const ran = await hoist.promote(tag);
      const decision = decisionOf(ran.document.plan.stages, 'qa');
      const passing = Object.fromEntries(names.map((name) => [name, 'pass']));
      expect(verdictsOf(decision)).toEqual({ ...passing, ...not });
      const qa = new RawRepository(registry.host, 'qa/web');
      const [first] = Object.entries(not);
      if (first === undefined) {
        expect([ran.code, ran.document.outcome]).toEqual([0, 'promoted']);
        expect(await qa.manifest(tag)).toEqual(await dev.manifest(root));
        return;
      }
      expect([ran.code, ran.document.outcome]).toEqual([1, 'refused']);
      expect([await qa.manifest(tag), await qa.manifest(root)]).toEqual([undefined, undefined]);
      const [id, code] = first;
      const check = checkOf(decision, id);
      expect(check.verdict).toBe(code === 'VIOLATION' ? 'fail' : 'unknown');
      if (says !== undefined) expect(check.reasons.map(({ message }) => message)).toEqual(says);
    });
  });
});
