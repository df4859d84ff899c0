import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/disk/clock.ts';
import { layoutRepository } from '../../../src/image/reference.ts';
import { createLayoutRegistry } from '../../../src/registry/layout/registry.ts';
import { portSuite } from '../port-suite.ts';

portSuite(
  'folders in OCI image layout',
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'hoist-layout-'));
    return {
      registry: createLayoutRegistry({ clock: systemClock() }),
      repository: (path) => layoutRepository(join(root, path)),
      close: () => rm(root, { recursive: true, force: true }),
    };
  },
  { lacks: ['mount'] },
);
