import type { RegistrySettings } from '../domain/config.ts';
import { literalAddressOf } from '../http/address-guard.ts';
import type { Host } from '../image/reference.ts';

/** Where Docker Hub's API is (P4). */
const dockerHubApi = 'registry-1.docker.io';

/**
 * The root of a registry's API: `https://ghcr.io/`. Plain http only where the config says so, and for loopback hosts that
 * have no entry (contract §5).
 */
export function originOf(host: Host, settings: RegistrySettings | undefined): URL {
  const url = new URL(`https://${host === 'docker.io' ? dockerHubApi : host}/`);
  if (settings?.plainHttp ?? isLoopback(url)) return new URL(`http://${url.host}/`);
  return url;
}

function isLoopback(url: URL): boolean {
  const address = literalAddressOf(url);
  return address === '::1' || address?.startsWith('127.') === true;
}
