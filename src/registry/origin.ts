import type { RegistrySettings } from '../domain/config.ts';
import { isLoopback } from '../image/loopback.ts';
import type { Host } from '../image/reference.ts';

/** Where Docker Hub's API is (P4). */
const dockerHubApi = 'registry-1.docker.io';

/**
 * The root of a registry's API: `https://ghcr.io/`. Plain http only where the config says so, and for loopback hosts that
 * have no entry (contract §5).
 */
export function originOf(host: Host, settings: RegistrySettings | undefined): URL {
  const url = new URL(`https://${host === 'docker.io' ? dockerHubApi : host}/`);
  if (settings?.plainHttp ?? isLoopback(url.hostname)) return new URL(`http://${url.host}/`);
  return url;
}
