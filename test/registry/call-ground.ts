import { hostOf, parseRepository, parseTag, pathOf } from '../../src/image/reference.ts';
import { HostGate } from '../../src/http/host-gate.ts';
import type { Transport } from '../../src/http/transport.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { Caller } from '../../src/registry/call.ts';
import { dialectOf } from '../../src/registry/dialect.ts';
import { learnedOf, type HostContext } from '../../src/registry/host.ts';
import { originOf } from '../../src/registry/origin.ts';
import { RetryBudget } from '../../src/registry/retry-budget.ts';
import type { Scope } from '../../src/registry/scope.ts';
import type { Intercept } from '../fakes/registry/fault.ts';
import { bed, type Bed } from './bed.ts';
import { imageOf } from './samples.ts';

export const image = imageOf('call');
export const v1 = parseTag('v1');
export const user = { user: 'robot', password: 'hunter2' };
export const users = { robot: { password: 'hunter2' } };

export function head({ registry, repository }: Bed): Promise<unknown> {
  return registry.head(repository, v1);
}

export function get({ registry, repository }: Bed): Promise<unknown> {
  return registry.manifest(repository, v1);
}

/** A registry with the image as `v1`, and what it answers instead. */
export async function withImage(intercept: Intercept, ...rest: Parameters<typeof bed>): Promise<Bed> {
  const made = await bed({ ...rest[0], intercept }, rest[1]);
  made.server.store.putManifest(made.path, image.manifest.bytes, { tags: ['v1'] });
  return made;
}

export function descriptorOfConfig(): {
  mediaType: string;
  digest: typeof image.manifest.digest;
  size: number;
} {
  return { mediaType: 'application/json', digest: image.manifest.digest, size: image.manifest.bytes.length };
}

/** A caller for a repository of a public name, whose requests go to a transport of the test. */
export function callerOf(
  name: string,
  transport: Transport,
  clock: Clock,
): { readonly caller: Caller; readonly context: HostContext; readonly scope: Scope } {
  const repository = parseRepository(name);
  const host = hostOf(repository);
  const base = originOf(host, undefined);
  const caller = new Caller({
    transport,
    clock,
    authorizer: { authorization: async () => 'Bearer t1', challenged: async () => false },
    random: () => 0.5,
    userAgent: 'hoist/test',
    isConfigured: (url) => url.origin === base.origin,
    warn: () => {},
  });
  const context: HostContext = {
    host,
    base,
    settings: undefined,
    gate: new HostGate({ clock, connections: 8 }),
    budget: new RetryBudget(host, clock),
    learned: learnedOf(dialectOf(host), undefined),
  };
  return { caller, context, scope: { host, path: pathOf(repository), actions: 'pull' } };
}
