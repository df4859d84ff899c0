import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/disk/clock.ts';
import { layoutRepository, type Repository } from '../../../src/image/reference.ts';
import type { Registry } from '../../../src/ports/registry.ts';
import { createLayoutRegistry } from '../../../src/registry/layout/registry.ts';

export const refName = 'org.opencontainers.image.ref.name';

/** One entry of `index.json`, as it is written. */
export type WrittenEntry = {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations?: Readonly<Record<string, string>>;
};

/** A folder for one test, and the port on it. */
export type Bed = {
  readonly registry: Registry;
  /** Not there until something is written. */
  readonly folder: string;
  readonly repository: Repository;
  /** The entries of `index.json`. */
  entries(): Promise<readonly WrittenEntry[]>;
  /** The names of the entries, sorted; empty for one without. */
  names(): Promise<readonly string[]>;
  /** All files below the folder, relative to it, sorted. */
  files(): Promise<readonly string[]>;
  close(): Promise<void>;
};

export async function makeBed(): Promise<Bed> {
  const root = await mkdtemp(join(tmpdir(), 'hoist-layout-'));
  const folder = join(root, 'layout');
  const entries = async () => {
    const text = await readFile(join(folder, 'index.json'), 'utf8');
    return (JSON.parse(text) as { readonly manifests: readonly WrittenEntry[] }).manifests;
  };
  return {
    registry: createLayoutRegistry({ clock: systemClock() }),
    folder,
    repository: layoutRepository(folder),
    entries,
    names: async () => {
      const names = (await entries()).map(({ annotations }) => annotations?.[refName] ?? '');
      return names.sort();
    },
    files: async () => {
      const found = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = found.filter((entry) => !entry.isDirectory());
      return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
    },
    close: () => rm(root, { recursive: true, force: true }),
  };
}
