import { onTestFinished } from 'vitest';
import { parseRepository, type Repository } from '../../src/image/reference.ts';
import type { Registry } from '../../src/ports/registry.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import { startRegistry, type RegistryOptions, type RunningRegistry } from '../fakes/registry/server.ts';
import { testClient, type TestClientOptions } from './test-client.ts';

export type Bed = {
  readonly server: RunningRegistry;
  readonly registry: Registry;
  readonly repository: Repository;
  /** The path of that repository. */
  readonly path: string;
  /** What the client said that users should know. */
  readonly warnings: readonly string[];
};

export type BedOptions = Omit<TestClientOptions, 'settings'> & {
  /** What the config says of the server's host. */
  readonly settings?: NonNullable<TestClientOptions['settings']>[string];
};

/** A registry with one fault or another and a client for it; both end with the test. */
export async function bed(options: RegistryOptions = {}, client: BedOptions = {}): Promise<Bed> {
  const server = await startRegistry(options);
  const warnings: string[] = [];
  const { settings, ...rest } = client;
  const registry = testClient({
    ...rest,
    settings: {
      ...(settings === undefined ? {} : { [server.host]: settings }),
      // Everything here is on a loopback address, where a stranger may never send us.
      ...(server.storage === undefined ? {} : { [server.storage.host]: {} }),
    },
    overrides: { warn: (text) => warnings.push(text), ...client.overrides },
  });
  onTestFinished(async () => {
    await registry.close();
    await server.close();
  });
  const path = 'acme/web';
  return { server, registry, repository: parseRepository(`${server.host}/${path}`), path, warnings };
}

/** `GET blob`, `PUT manifest`: what was asked, in order. */
export function asked(requests: readonly SeenRequest[]): string[] {
  return requests.map(({ method, route }) => `${method} ${route.kind}`);
}

/** An error's code, or what came instead of an error. */
export async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (value) => ({ value }),
    (error: unknown) => (error as { code?: unknown }).code ?? error,
  );
}
