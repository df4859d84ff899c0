/**
 * Object stores that registries are known to hand uploads to. Anchored at both ends, whole labels only (A11).
 */
const storageHosts = [
  /^(?:[a-z0-9.-]+\.)?s3(?:[.-](?:dualstack\.)?[a-z]{2}(?:-[a-z]+)+-[0-9])?\.amazonaws\.com(?:\.cn)?$/,
  /^(?:[a-z0-9._-]+\.)?storage\.googleapis\.com$/,
  /^[a-z0-9]{3,24}\.blob\.core\.(?:windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)$/,
  /^[0-9a-f]{32}\.(?:[a-z]{2,8}\.)?r2\.cloudflarestorage\.com$/,
];

/** Whether bytes may be sent there, without any credential, because a registry said so (A7). Default port only. */
export function isStorageHost(url: URL): boolean {
  return url.protocol === 'https:' && url.port === '' && storageHosts.some((host) => host.test(url.hostname));
}
