import type { RegistrySettings } from '../domain/config.ts';
import type { Host } from '../image/reference.ts';
import type { Clock } from '../ports/clock.ts';
import type { Registry } from '../ports/registry.ts';
import { registryByPlace } from './by-place.ts';
import { createRegistryClient } from './client.ts';
import { credentialFiles } from './credential-files.ts';
import { createCredentials } from './credentials.ts';
import { createLayoutRegistry } from './layout/registry.ts';
import { createRunHelper } from './run-helper.ts';

export type OpenRegistryOptions = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly settings: ReadonlyMap<Host, RegistrySettings>;
  readonly clock: Clock;
  /** For `ghcr.io` where nothing else is configured. */
  readonly githubToken: string | undefined;
  /** What registries are told that we are. */
  readonly userAgent: string;
  readonly secret: (value: string) => void;
  readonly warn: (text: string) => void;
  /** Called once what sends requests is loaded, before the first of them. May not reject. */
  readonly loaded: (() => Promise<void>) | undefined;
};

/** All registries: over HTTP with the credentials of this machine, and folders on its disk. */
export function openRegistry(options: OpenRegistryOptions): Registry {
  const { env, clock, githubToken, secret } = options;
  const closed = new AbortController();
  const credentials = createCredentials({
    ...credentialFiles,
    env,
    run: createRunHelper({ env, signal: closed.signal }),
    githubToken,
    secret,
    ticks: () => clock.ticks(),
  });
  const http = createRegistryClient({ ...options, credentials, random: Math.random });
  const all = registryByPlace(http, createLayoutRegistry({ clock }));
  return {
    ...all,
    close() {
      closed.abort();
      return all.close();
    },
  };
}
