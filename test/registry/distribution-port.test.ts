import { describe } from 'vitest';
import { parseRepository } from '../../src/image/reference.ts';
import { goodCredentials } from '../servers/credentials.ts';
import { distributionProgram, startDistribution, type DistributionOptions } from '../servers/distribution.ts';
import { startTokenServer } from '../servers/token-server.ts';
import { lacking } from '../tools.ts';
import type { Lack } from './port/ground.ts';
import { portSuite } from './port-suite.ts';
import { testClient } from './test-client.ts';

/** Of both versions: OCI's artifact manifests came and went between them; sha512 is not theirs. */
const lacks: Lack[] = ['sha512-blobs', 'sha512-manifests', 'artifact-manifests'];

function hold(name: string, options: DistributionOptions, withTokens = false): void {
  portSuite(
    name,
    async () => {
      const tokens = withTokens ? await startTokenServer() : undefined;
      const server = await startDistribution({
        ...options,
        ...(tokens === undefined ? {} : { token: tokens }),
      });
      const settings = {
        [server.host]: {
          plainHttp: server.ca === undefined,
          ...(server.ca === undefined ? {} : { ca: server.ca }),
          // Another port of this machine: a realm that only the config may name (A6).
          ...(tokens === undefined ? {} : { tokenRealms: [new URL(tokens.realm).host] }),
        },
      };
      return {
        registry: testClient({ settings, user: goodCredentials }),
        repository: (path) => parseRepository(`${server.host}/${path}`),
        close: async () => {
          await server.close();
          await tokens?.close();
        },
      };
    },
    { lacks },
  );
}

describe.skipIf(lacking(distributionProgram(2)))('distribution 2', () => {
  hold('HTTP to distribution 2', { version: 2 });
  hold('HTTP to distribution 2 behind TLS with an own CA', { version: 2, tls: true });
  hold('HTTP to distribution 2 with htpasswd', { version: 2, htpasswd: true });
  hold('HTTP to distribution 2 with tokens', { version: 2 }, true);
});

describe.skipIf(lacking(distributionProgram(3)))('distribution 3', () => {
  hold('HTTP to distribution 3', { version: 3 });
  hold('HTTP to distribution 3 behind TLS with an own CA', { version: 3, tls: true });
  hold('HTTP to distribution 3 with htpasswd', { version: 3, htpasswd: true });
  hold('HTTP to distribution 3 with tokens', { version: 3 }, true);
});
