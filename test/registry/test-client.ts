import { setTimeout as delay } from 'node:timers/promises';
import type { RegistrySettings } from '../../src/domain/config.ts';
import type { Host } from '../../src/image/reference.ts';
import { createRegistryClient, type RegistryClientOptions } from '../../src/registry/client.ts';
import { credentialOf } from '../../src/registry/credential.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Registry } from '../../src/ports/registry.ts';

export type TestClientOptions = {
  /** By host. */
  readonly settings?: Readonly<Record<string, Partial<RegistrySettings>>>;
  readonly user?: { readonly user: string; readonly password: string };
  readonly clock?: Clock;
  readonly overrides?: Partial<RegistryClientOptions>;
};

/** The real time, with waits a thousand times shorter: what is waited for comes all the same. */
export const quickClock: Clock = {
  now: () => new Date(),
  ticks: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    await delay(milliseconds / 1_000, undefined, { signal });
  },
};

export function settingsOf(
  settings: Readonly<Record<string, Partial<RegistrySettings>>> = {},
): ReadonlyMap<Host, RegistrySettings> {
  return new Map(
    Object.entries(settings).map(([host, own]) => [
      host as Host,
      { tokenRealms: [], insecure: false, plainHttp: own.ca === undefined && own.insecure !== true, ...own },
    ]),
  );
}

/** The registry client as a run has it, with credentials and settings of the test. */
export function testClient(options: TestClientOptions = {}): Registry {
  const { user } = options;
  return createRegistryClient({
    settings: settingsOf(options.settings),
    credentials: {
      lookup: async () => (user === undefined ? undefined : credentialOf(user.user, user.password, () => {})),
    },
    clock: options.clock ?? quickClock,
    random: () => 0.5,
    secret: () => {},
    userAgent: 'hoist/test',
    ...options.overrides,
  });
}
