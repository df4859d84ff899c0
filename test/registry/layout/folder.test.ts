import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/disk/clock.ts';
import { parseTag } from '../../../src/image/reference.ts';
import {
  changeIndex,
  checkWritable,
  prepare,
  readIndex,
  sweep,
} from '../../../src/registry/layout/folder.ts';
import { withTag } from '../../../src/registry/layout/index-json.ts';
import { codeOf } from '../bed.ts';
import { imageOf } from '../samples.ts';

const clock = systemClock();
const image = imageOf('one').manifest;
const v1 = parseTag('v1');
const marker = '{"imageLayoutVersion":"1.0.0"}';

let root: string;
let folder: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hoist-folder-'));
  folder = join(root, 'layout');
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function holds(files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
}

describe('the file that makes a folder a layout', () => {
  it.each([
    ['1.0.0', marker, 'ok'],
    ['1.1.0, with more in it', '{"imageLayoutVersion":"1.1.0","x":1}', 'ok'],
    ['10.0.0', '{"imageLayoutVersion":"10.0.0"}', 'LAYOUT_INVALID'],
    ['the number 1', '{"imageLayoutVersion":1}', 'LAYOUT_INVALID'],
    ['nothing', '{}', 'LAYOUT_INVALID'],
    ['null', 'null', 'LAYOUT_INVALID'],
    ['a list', '["1.0.0"]', 'LAYOUT_INVALID'],
    ['no JSON', 'x', 'JSON_INVALID'],
    ['as long as it may be', `{"imageLayoutVersion":"1.0.0","x":"${'x'.repeat(4059)}"}`, 'ok'],
    ['longer', `{"imageLayoutVersion":"1.0.0","x":"${'x'.repeat(4060)}"}`, 'LAYOUT_TOO_LARGE'],
  ])('when it says %s, reading and writing know it', async (_, text, wanted) => {
    await holds({ 'oci-layout': text, 'index.json': '{"schemaVersion":2,"manifests":[]}' });
    const done = { value: undefined };
    expect(await codeOf(readIndex(folder).then(() => undefined))).toEqual(wanted === 'ok' ? done : wanted);
    expect(await codeOf(prepare(folder))).toEqual(wanted === 'ok' ? done : wanted);
    expect(await codeOf(checkWritable(folder))).toEqual(wanted === 'ok' ? done : wanted);
  });

  it('when it is not there, an index beside it is not believed', async () => {
    await holds({ 'index.json': '{"schemaVersion":2,"manifests":[]}' });
    expect(await codeOf(readIndex(folder))).toBe('LAYOUT_INVALID');
  });
});

describe('whether a folder can be written', () => {
  it('when it is not there, nor what is above it, it can, and it is not made for that', async () => {
    await checkWritable(join(folder, 'a/b/c'));
    expect(await readdir(root)).toEqual([]);
  });

  it('when it is empty but for what runs of ours left, it can', async () => {
    await holds({ '.hoist-index.lock': '' });
    await checkWritable(folder);
    await prepare(folder);
    expect(await readFile(join(folder, 'oci-layout'), 'utf8')).toBe(marker);
  });

  it('when it holds something else, it cannot, and nothing is written', async () => {
    await holds({ 'README.md': 'mine' });
    expect(await codeOf(checkWritable(folder))).toBe('LAYOUT_INVALID');
    expect(await codeOf(prepare(folder))).toBe('LAYOUT_INVALID');
    expect(await readdir(folder)).toEqual(['README.md']);
  });

  it('when a file is in its place or above it, it cannot', async () => {
    await writeFile(folder, '');
    for (const path of [folder, join(folder, 'below')]) {
      expect(await codeOf(checkWritable(path))).toBe('LAYOUT_INVALID');
      expect(await codeOf(prepare(path))).toBe('LAYOUT_INVALID');
    }
  });
});

describe('a change of index.json', () => {
  it('when the lock was taken from us meanwhile, nothing is written (and nobody’s lock is removed)', async () => {
    const lock = join(folder, '.hoist-index.lock');
    const theirs = JSON.stringify({ pid: 1, machine: 'x', token: '00000000-0000-4000-8000-000000000000' });
    const changing = changeIndex(folder, { clock }, async (index) => {
      await writeFile(lock, theirs);
      return withTag(index, image, v1);
    });
    expect(await codeOf(changing)).toBe('LAYOUT_LOCKED');
    expect(existsSync(join(folder, 'index.json'))).toBe(false);
    expect(await readFile(lock, 'utf8')).toBe(theirs);
  });

  it('when it changes nothing, nothing is written', async () => {
    await changeIndex(folder, { clock }, (index) => withTag(index, image, v1));
    await utimes(join(folder, 'index.json'), 1, 1);
    const before = await readFile(join(folder, 'index.json'), 'utf8');
    await writeFile(join(folder, 'index.json'), ` ${before}`);
    await changeIndex(folder, { clock }, (index) => withTag(index, image, v1));
    expect(await readFile(join(folder, 'index.json'), 'utf8')).toBe(` ${before}`);
  });

  it('when it fails, its error comes out and all is as it was', async () => {
    await prepare(folder);
    const failing = changeIndex(folder, { clock }, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await readdir(folder)).toEqual(['oci-layout']);
  });
});

describe('what killed runs left', () => {
  it('when it is in the folder or beside blobs of either kind, it is taken away, and nothing else is', async () => {
    const draft = '.hoist-11111111-0000-4000-8000-000000000000.tmp';
    const places = ['.', 'blobs/sha256', 'blobs/sha512', 'blobs', 'other'];
    const longAgo = new Date(Date.now() - 25 * 60 * 60 * 1_000);
    for (const place of places) {
      await mkdir(join(folder, place), { recursive: true });
      await writeFile(join(folder, place, draft), 'half');
      await utimes(join(folder, place, draft), longAgo, longAgo);
    }
    await sweep(folder, new Date());
    const left = places.filter((place) => existsSync(join(folder, place, draft)));
    expect(left).toEqual(['blobs', 'other']);
  });
});
