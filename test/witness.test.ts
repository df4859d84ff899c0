import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../src/disk/clock.ts';
import { layoutRepository, parseTag } from '../src/image/reference.ts';
import { createLayoutRegistry } from '../src/registry/layout/registry.ts';
import { sampleImage } from './fixtures/images.ts';
import { putSample } from './registry/port/ground.ts';
import { badCredentials, goodCredentials } from './servers/credentials.ts';
import { distributionProgram, startDistribution, type RunningRegistry } from './servers/distribution.ts';
import { lacking } from './tools.ts';
import { startWitness } from './witness.ts';

/** The path from our words to each tool's flags, over TLS and with a password. */
describe.each(['skopeo', 'crane', 'regctl'] as const)('the witness %s', (name) => {
  describe.skipIf(lacking(name, distributionProgram(2)))('when it is on this machine', () => {
    let registry: RunningRegistry;
    let folder: string;
    const sample = sampleImage();
    beforeAll(async () => {
      registry = await startDistribution({ version: 2, tls: true, htpasswd: true });
      folder = await mkdtemp(join(tmpdir(), 'hoist-witness-'));
      const layout = createLayoutRegistry({ clock: systemClock() });
      await putSample(layout, layoutRepository(join(folder, 'ours')), sample, parseTag('v1'));
    });
    afterAll(async () => {
      await registry.close();
      await rm(folder, { recursive: true, force: true });
    });

    it('pushes a folder behind TLS and a password, copies it there, and brings it back', async () => {
      const witness = await startWitness(name, [{ ...registry, credentials: goodCredentials }]);
      const tag = name === 'crane' ? '' : ':v1';
      await witness.copy(`oci:${join(folder, 'ours')}${tag}`, `${registry.host}/acme/web:v1`);
      expect(await witness.digest(`${registry.host}/acme/web:v1`)).toBe(sample.root.digest);
      await witness.copy(`${registry.host}/acme/web:v1`, `${registry.host}/acme/copy:v1`);
      expect(await witness.digest(`${registry.host}/acme/copy:v1`)).toBe(sample.root.digest);
      await witness.copy(`${registry.host}/acme/copy:v1`, `oci:${join(folder, 'theirs')}${tag}`);
      await witness.close();
    });

    it('is turned away with a wrong password, and without our authority', async () => {
      const { host, ca = '' } = registry;
      const wrong = await startWitness(name, [{ host, ca, credentials: badCredentials }]);
      await expect(wrong.digest(`${host}/acme/web:v1`)).rejects.toThrow(/unauthorized|401/i);
      await wrong.close();
      const stranger = await startWitness(name, []);
      await expect(stranger.digest(`${host}/acme/web:v1`)).rejects.toThrow(/certificate|x509/i);
      await stranger.close();
    });
  });
});
