import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HoistError, messageOf } from '../errors.ts';
import { githubTufRoot } from './github-tuf-root.ts';

/** The Sigstore instances whose roots are published by TUF: the public one, and GitHub's for private repositories. */
export type PublishedRoot = 'sigstore' | 'github';

/** Fetches a `trusted_root.json`. Rejects where it cannot be reached or verified; then trying again may help. */
export type RootSource = (kind: PublishedRoot) => Promise<unknown>;

const repositories = {
  sigstore: 'https://tuf-repo-cdn.sigstore.dev',
  github: 'https://tuf-repo.github.com',
} as const satisfies Record<PublishedRoot, string>;

/**
 * Roots by TUF, from their publishers. Every run starts from the root that Hoist ships, never from one that lies in the
 * cache: an earlier step of the job may have written there, and all that is cached is verified from that root on.
 *
 * @param folder for downloads, which saves the next run's: a folder of this user's own
 */
export function tufRoots(folder: string): RootSource {
  return async (kind) => {
    const { initTUF } = await import('@sigstore/tuf');
    const mirrorURL = repositories[kind];
    const rootPath = kind === 'github' ? await writeGitHubRoot(folder) : undefined;
    try {
      const tuf = await initTUF({
        cachePath: folder,
        mirrorURL,
        forceInit: true,
        ...(rootPath === undefined ? {} : { rootPath }),
      });
      return JSON.parse(await tuf.getTarget('trusted_root.json')) as unknown;
    } catch (error) {
      throw new HoistError(
        'unreachable',
        'TRUST_ROOT_UNREACHABLE',
        `the trust root of ${mirrorURL} cannot be had: ${messageOf(error)}`,
        {
          hint: 'Let the runner reach that host, name a `trusted-root` file, or set `offline: embedded`.',
          cause: error,
        },
      );
    }
  };
}

/** `@sigstore/tuf` takes a root that it does not ship as a file only. */
async function writeGitHubRoot(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'github-root.json');
  await writeFile(path, JSON.stringify(githubTufRoot));
  return path;
}

/** The root that came with this version of Hoist; undefined where there is none. Old, it only knows less. */
export async function embeddedRoot(kind: PublishedRoot): Promise<unknown> {
  if (kind !== 'sigstore') return undefined;
  const { default: seeds } = await import('@sigstore/tuf/seeds.json', { with: { type: 'json' } });
  const encoded = seeds[repositories.sigstore].targets['trusted_root.json'];
  return JSON.parse(Buffer.from(encoded, 'base64').toString()) as unknown;
}
