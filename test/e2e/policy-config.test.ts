import { describe, expect, it, onTestFinished } from 'vitest';
import { problem, type Answer } from '../fakes/registry/answer.ts';
import type { Intercept } from '../fakes/registry/fault.ts';
import { startRegistry } from '../fakes/registry/server.ts';
import { decisionOf, verdictsOf } from './decisions.ts';
import { startHoist } from './hoist.ts';
import { configOf, pushIndex, pushManifest, type OwnPlatform } from './own-image.ts';
import { RawRepository } from './raw-registry.ts';

const container = { User: 'app', Labels: { team: 'web' } };
const amd64: OwnPlatform = { stated: 'linux/amd64', config: configOf('linux/amd64', container) };
const arm64: OwnPlatform = { stated: 'linux/arm64', config: configOf('linux/arm64', container) };
const unstated: OwnPlatform = { config: arm64.config };

const policy = [
  { config: { user: { 'not-equals': 'root' } } },
  { labels: { team: 'web' } },
  { platforms: { 'any-of': ['linux/amd64'] } },
  { size: { max: '1MB' } },
];

const faults: Readonly<Record<string, Answer | ((answer: Answer) => Answer)>> = {
  'is kept from us': problem(403, 'DENIED', 'not you'),
  'is gone': problem(404, 'BLOB_UNKNOWN', 'nothing here'),
  'meets a fault of the registry': {
    ...problem(500, 'UNKNOWN', 'a fault'),
    headers: { 'retry-after': 86_400 },
  },
  'comes as other bytes': (answer) => ({
    ...answer,
    body: JSON.stringify(arm64.config).replace('app', 'bad'),
  }),
};

describe('when the config of one platform', () => {
  it.each(Object.entries(faults))('%s, it passes nothing that it would have to say', async (_name, fault) => {
    let config = '';
    const intercept: Intercept = ({ method, route }) =>
      method === 'GET' && route.kind === 'blob' && route.reference === config ? fault : undefined;
    const registry = await startRegistry({ intercept });
    const hoist = await startHoist({
      config: {
        version: 1,
        policies: { image: policy },
        pipelines: {
          web: {
            source: `${registry.host}/dev/web`,
            stages: [{ name: 'qa', to: `${registry.host}/qa/web`, policy: 'image' }],
          },
        },
      },
    });
    onTestFinished(async () => {
      await Promise.all([hoist.close(), registry.close()]);
    });
    const dev = new RawRepository(registry.host, 'dev/web');
    const { digest } = await pushManifest(dev, arm64);
    config = (JSON.parse(String(await dev.manifest(digest))) as { config: { digest: string } }).config.digest;
    await pushIndex(dev, [amd64, arm64], { tag: 'stated' });
    await pushIndex(dev, [amd64, unstated], { tag: 'unstated' });
    const unread = { config: 'UNREACHABLE', labels: 'UNREACHABLE', size: 'pass' };
    // Where the index says nothing, the config alone names the platform.
    for (const [tag, platforms] of [
      ['stated', 'pass'],
      ['unstated', 'UNREACHABLE'],
    ] as const) {
      const ran = await hoist.promote(tag);
      const decision = decisionOf(ran.document.plan.stages, 'qa');
      expect(verdictsOf(decision)).toEqual({ ...unread, platforms });
      // Nothing else is wrong: trying again may help.
      expect([ran.code, ran.document.outcome]).toEqual([3, 'failed']);
      expect(registry.store.repository('qa/web')).toBeUndefined();
    }
  });
});
