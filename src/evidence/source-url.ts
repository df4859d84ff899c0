const schemes = /^(?:git\+)?(?:https?|ssh|git):\/\/(?:[^@/]*@)?/i;
const scp = /^[^@/\s]+@([^:/\s]+):/;
const gitHubPurl = /^pkg:github\/([^/@?#]+\/[^/@?#]+)/i;

/**
 * The one spelling of a source repository: `github.com/acme/web` for `git+https://github.com/Acme/web.git@refs/heads/main`
 * and `git@github.com:acme/web`. Host and path without case, as forges compare them. Undefined for what names no repository.
 */
export function sourceRepository(uri: string): string | undefined {
  const owned = gitHubPurl.exec(uri)?.[1];
  if (owned !== undefined) return `github.com/${owned.toLowerCase()}`;
  const plain = scp.test(uri)
    ? uri.replace(scp, '$1/')
    : schemes.test(uri)
      ? uri.replace(schemes, '')
      : undefined;
  if (plain === undefined) return undefined;
  const [path = ''] = plain.split(/[@?#]/, 1);
  const name = path
    .toLowerCase()
    .replace(/\/+$/, '')
    .replace(/\.git$/, '');
  return name.includes('/') ? name : undefined;
}
