import { constants } from 'node:fs';
import { access, mkdir, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isJsonObject, parseStrictJson } from '../../image/strict-json.ts';
import type { Clock } from '../../ports/clock.ts';
import { ownPrefix, sweepDrafts, syncFolder, writeWhole } from './draft.ts';
import { damagedHint, isAbsence, notALayout, readFailure, writeFailure } from './failure.ts';
import { emptyIndex, indexBytes, parseIndex, type LayoutIndex } from './index-json.ts';
import { withLockFile } from './lock.ts';
import { readRegular } from './safe-file.ts';

export type IndexChange = (index: LayoutIndex) => LayoutIndex | Promise<LayoutIndex>;

export type ChangeOptions = {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
};

const maxMarkerBytes = 4096;
/** Room for the tags of N26. */
const maxIndexBytes = 64 * 1024 * 1024;

/** What the layout holds; a folder that is not there, or empty, holds nothing. */
export async function readIndex(folder: string): Promise<LayoutIndex> {
  const path = join(folder, 'index.json');
  const marked = await isMarked(folder);
  const bytes = await readRegular(path, maxIndexBytes);
  if (bytes === undefined) return emptyIndex;
  if (!marked && !(await isMarked(folder))) {
    throw notALayout(folder, 'it has index.json and no oci-layout', 'Name the folder that a tool wrote.');
  }
  return parseIndex(bytes, path);
}

/**
 * Changes `index.json` in one step, under a lock. What its new entries point at must be there already; the names of
 * those files are flushed before, so that no loss of power leaves a tag without its image. Where `change` gives back
 * what it was given, nothing is written.
 */
export async function changeIndex(
  folder: string,
  options: ChangeOptions,
  change: IndexChange,
): Promise<void> {
  await prepare(folder);
  await withLockFile(join(folder, `${ownPrefix}index.lock`), options, async (confirm) => {
    const before = await readIndex(folder);
    const after = await change(before);
    if (after === before) return;
    for (const algorithm of ['sha256', 'sha512']) await syncFolder(join(folder, 'blobs', algorithm));
    await confirm();
    await writeWhole(folder, 'index.json', indexBytes(after));
    await syncFolder(folder);
  });
}

/**
 * Makes sure that a layout is there to be written to. A folder that holds anything else is left alone.
 *
 * @throws HoistError `LAYOUT_INVALID`, `LAYOUT_UNWRITABLE`, `DENIED`
 */
export async function prepare(folder: string): Promise<void> {
  if (await isMarked(folder)) return;
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw writeFailure(folder, error);
  }
  refuseForeign(folder, await namesIn(folder));
  const marker = new TextEncoder().encode(JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  await writeWhole(folder, 'oci-layout', marker);
}

/** Whether {@link prepare} and writing would work, as far as can be told without leaving a trace; throws as they do. */
export async function checkWritable(folder: string): Promise<void> {
  if (!(await isMarked(folder))) refuseForeign(folder, await namesIn(folder));
  let nearest = folder;
  for (;;) {
    try {
      await access(nearest, constants.W_OK);
      return;
    } catch (error) {
      if (!isAbsence(error) || dirname(nearest) === nearest) throw writeFailure(nearest, error);
      nearest = dirname(nearest);
    }
  }
}

/** Removes what killed runs left behind long ago. */
export async function sweep(folder: string, now: Date): Promise<void> {
  const blobs = join(folder, 'blobs');
  for (const each of [folder, join(blobs, 'sha256'), join(blobs, 'sha512')]) await sweepDrafts(each, now);
}

async function isMarked(folder: string): Promise<boolean> {
  const path = join(folder, 'oci-layout');
  const bytes = await readRegular(path, maxMarkerBytes);
  if (bytes === undefined) return false;
  const marker = parseStrictJson(bytes, path, damagedHint);
  const version = isJsonObject(marker) ? marker['imageLayoutVersion'] : undefined;
  if (typeof version === 'string' && version.startsWith('1.')) return true;
  throw notALayout(folder, 'its version is not 1', 'Write it again with a current tool.');
}

/** `oci-layout` among the names: another process has just made it. */
function refuseForeign(folder: string, names: readonly string[]): void {
  if (names.length === 0 || names.includes('oci-layout')) return;
  throw notALayout(folder, 'it holds other files', 'Name a folder that is empty or not there yet.');
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => !name.startsWith(ownPrefix));
  } catch (error) {
    if (isAbsence(error)) return [];
    throw readFailure(folder, error);
  }
}
