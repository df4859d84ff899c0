import type { WitnessHost } from '../witness.ts';
import { startRegistry, type RegistryOptions } from '../fakes/registry/server.ts';
import { goodCredentials } from '../servers/credentials.ts';
import { distributionProgram, startDistribution, type DistributionOptions } from '../servers/distribution.ts';
import { startTokenServer, type TokenServer } from '../servers/token-server.ts';
import type { Login } from './hoist.ts';

/** A registry that Hoist is held against, with what a config and a Docker config have to say of it. */
export type Subject = {
  readonly host: string;
  /** Under `registries` of the config. */
  readonly settings: Readonly<Record<string, object>>;
  /** Files that the settings name. */
  readonly files: Readonly<Record<string, string>>;
  readonly logins: readonly Login[];
  readonly witness: WitnessHost;
  close(): Promise<void>;
};

export type SubjectKind = {
  readonly name: string;
  /** Programs that it needs. */
  readonly programs: readonly string[];
  /** Whether it has the referrers API. */
  readonly api: boolean;
  readonly start: () => Promise<Subject>;
};

export const subjectKinds: readonly SubjectKind[] = [
  embedded('the embedded registry', {}),
  embedded('the embedded registry without the referrers API', { referrers: false }),
  distribution('distribution 2', { version: 2 }),
  distribution('distribution 2 behind TLS with an own CA', { version: 2, tls: true }),
  distribution('distribution 2 with htpasswd', { version: 2, htpasswd: true }),
  distribution('distribution 2 with a token server', { version: 2 }, true),
  distribution('distribution 3', { version: 3 }),
  distribution('distribution 3 behind TLS, with htpasswd', { version: 3, tls: true, htpasswd: true }),
];

function embedded(name: string, options: RegistryOptions): SubjectKind {
  return {
    name,
    programs: [],
    api: options.referrers !== false,
    async start() {
      const registry = await startRegistry(options);
      const { host } = registry;
      return { host, settings: {}, files: {}, logins: [], witness: { host }, close: () => registry.close() };
    },
  };
}

function distribution(name: string, options: DistributionOptions, withTokens = false): SubjectKind {
  return {
    name,
    programs: [distributionProgram(options.version)],
    api: false,
    async start() {
      const tokens = withTokens ? await startNamedTokenServer() : undefined;
      const server = await startDistribution({
        ...options,
        ...(tokens === undefined ? {} : { token: tokens }),
      });
      const { host, ca } = server;
      const asks = withTokens || options.htpasswd === true;
      return {
        host,
        settings: {
          ...(ca === undefined ? {} : { [host]: { ca: 'certs/own.pem' } }),
          ...(tokens === undefined
            ? {}
            : { [host]: { 'plain-http': true, 'token-realms': [new URL(tokens.realm).host] } }),
        },
        files: ca === undefined ? {} : { 'certs/own.pem': ca },
        logins: asks ? [{ host, credentials: goodCredentials }] : [],
        witness: {
          host,
          ...(ca === undefined ? {} : { ca }),
          ...(asks ? { credentials: goodCredentials } : {}),
        },
        async close() {
          await server.close();
          await tokens?.close();
        },
      };
    },
  };
}

/** By name: crane sends nobody to a realm that is a private address. */
async function startNamedTokenServer(): Promise<TokenServer> {
  const tokens = await startTokenServer();
  return { ...tokens, realm: tokens.realm.replace('127.0.0.1', 'localhost') };
}
