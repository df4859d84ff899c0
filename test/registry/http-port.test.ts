import { parseRepository } from '../../src/image/reference.ts';
import { startRegistry } from '../fakes/registry/server.ts';
import { portSuite } from './port-suite.ts';
import { testClient } from './test-client.ts';

portSuite('HTTP to the embedded registry', async () => {
  const server = await startRegistry();
  return {
    registry: testClient(),
    repository: (path) => parseRepository(`${server.host}/${path}`),
    close: () => server.close(),
  };
});

portSuite('HTTP to the embedded registry that negotiates and lacks the referrers API', async () => {
  const server = await startRegistry({ referrers: false, negotiates: true });
  return {
    registry: testClient(),
    repository: (path) => parseRepository(`${server.host}/${path}`),
    close: () => server.close(),
  };
});

for (const way of ['patch', 'chunks'] as const) {
  portSuite(`HTTP to the embedded registry, uploading by ${way}`, async () => {
    const server = await startRegistry();
    return {
      registry: testClient({ settings: { [server.host]: { upload: way } } }),
      repository: (path) => parseRepository(`${server.host}/${path}`),
      close: () => server.close(),
    };
  });
}
