import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HoistError, messageOf } from '../errors.ts';
import { parseStrictJson } from '../image/strict-json.ts';
import { githubTufRoot } from './github-tuf-root.ts';

/** The Sigstore instances whose roots are published by TUF: the public one, and GitHub's for private repositories. */
export type PublishedRoot = 'sigstore' | 'github';

/** Fetches a `trusted_root.json`. Rejects where it cannot be reached or verified; then trying again may help. */
export type RootSource = (kind: PublishedRoot) => Promise<unknown>;

export type TufRepository = {
  readonly url: string;
  /** Where trust begins, for a repository whose root `@sigstore/tuf` does not ship. */
  readonly root?: object;
};

const publicInstance = 'https://tuf-repo-cdn.sigstore.dev';

const publishers: Readonly<Record<PublishedRoot, TufRepository>> = {
  sigstore: { url: publicInstance },
  github: { url: 'https://tuf-repo.github.com', root: githubTufRoot },
};

/**
 * Roots by TUF, from their publishers. Every run starts from the root that Hoist ships, never from one that lies in the
 * cache: an earlier step of the job may have written there, and all else in it is verified from that root on.
 *
 * @param folder for downloads, which saves the next run's; it is made where it is missing, and done without where it
 *   cannot be written
 */
export function tufRoots(folder: string, repositories = publishers): RootSource {
  return async (kind) => {
    const { url } = repositories[kind];
    try {
      return await download(folder, repositories[kind]);
    } catch (error) {
      throw new HoistError(
        'unreachable',
        'TRUST_ROOT_UNREACHABLE',
        `the trust root of ${url} cannot be had: ${messageOf(error)}`,
        {
          hint: 'Let the runner reach that host, name a `trusted-root` file, or set `offline: embedded`.',
          cause: error,
        },
      );
    }
  };
}

/** Where nothing may be kept, as in a container whose disk is read-only, this run alone has them. */
async function download(folder: string, repository: TufRepository): Promise<unknown> {
  if (await isWritable(folder)) return await downloadInto(folder, repository);
  const own = await mkdtemp(join(tmpdir(), 'hoist-roots-'));
  try {
    return await downloadInto(own, repository);
  } finally {
    await rm(own, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isWritable(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

async function downloadInto(folder: string, { url, root }: TufRepository): Promise<unknown> {
  const { initTUF } = await import('@sigstore/tuf');
  const rootPath = root === undefined ? undefined : await writeRoot(folder, root);
  const tuf = await initTUF({
    cachePath: folder,
    mirrorURL: url,
    forceInit: true,
    ...(rootPath === undefined ? {} : { rootPath }),
  });
  return parseStrictJson(Buffer.from(await tuf.getTarget('trusted_root.json')), `the trust root of ${url}`);
}

/** `@sigstore/tuf` takes a root that it does not ship as a file only. */
async function writeRoot(folder: string, root: object): Promise<string> {
  const path = join(folder, 'first-root.json');
  await writeFile(path, JSON.stringify(root));
  return path;
}

/** The root that came with this version of Hoist; undefined where there is none. Old, it only knows less. */
export async function embeddedRoot(kind: PublishedRoot): Promise<unknown> {
  if (kind !== 'sigstore') return undefined;
  const { default: seeds } = await import('@sigstore/tuf/seeds.json', { with: { type: 'json' } });
  const encoded = seeds[publicInstance].targets['trusted_root.json'];
  return JSON.parse(Buffer.from(encoded, 'base64').toString()) as unknown;
}
