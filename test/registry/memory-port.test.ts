import { parseRepository } from '../../src/image/reference.ts';
import { createMemoryRegistry } from '../fakes/registry/memory.ts';
import { portSuite } from './port-suite.ts';

const repository = (path: string) => parseRepository(`registry.example.com/${path}`);

portSuite('memory', async () => ({
  registry: createMemoryRegistry(),
  repository,
  close: async () => undefined,
}));

portSuite('memory without the referrers API', async () => ({
  registry: createMemoryRegistry({ referrers: () => false }),
  repository,
  close: async () => undefined,
}));
