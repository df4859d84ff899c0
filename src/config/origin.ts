/** Who owns a repository on GitHub, and its name there. */
export type Origin = { readonly owner: string; readonly name: string };

/** Both in the alphabet of GitHub and of image names. */
const onGitHub =
  /^(?:https:\/\/(?:[^@/\s]*@)?|ssh:\/\/git@|git@)github\.com[:/](?<owner>[a-z0-9]+(?:[_-]+[a-z0-9]+)*)\/(?<name>[a-z0-9]+(?:[._-][a-z0-9]+)*?)(?:\.git)?\/?$/i;

/** Where git's config says that a checkout came from: its remote `origin`, if that is a repository on GitHub. */
export function originOf(gitConfig: string): Origin | undefined {
  let section = '';
  for (const line of gitConfig.split(/\r?\n/)) {
    const text = line.trim();
    if (text.startsWith('[')) section = text;
    if (section !== '[remote "origin"]') continue;
    const { owner, name } = onGitHub.exec(/^url\s*=\s*(\S+)$/.exec(text)?.[1] ?? '')?.groups ?? {};
    if (owner !== undefined && name !== undefined) return { owner, name };
  }
  return undefined;
}
