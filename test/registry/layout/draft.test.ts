import { readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { beginDraft, flush, openUp, sweepDrafts, writeWhole } from '../../../src/registry/layout/draft.ts';

const bytes = Buffer.from('all of it');
const hour = 60 * 60 * 1_000;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hoist-draft-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a file on its way', () => {
  it('when it is committed it has its name, its mode and all its bytes at once, and no other name', async () => {
    await chmod(folder, 0o750);
    const draft = await beginDraft(folder);
    await draft.write(bytes.subarray(0, 3));
    await draft.write(bytes.subarray(3));
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^\.hoist-.*\.tmp$/)]);
    expect(statSync(join(folder, readdirSync(folder)[0] ?? '')).mode & 0o777).toBe(0o600);
    await draft.commit('whole');
    expect(readdirSync(folder)).toEqual(['whole']);
    expect(readFileSync(join(folder, 'whole'))).toEqual(bytes);
    expect(statSync(join(folder, 'whole')).mode & 0o777).toBe(0o640);
    await draft.discard();
    expect(readdirSync(folder)).toEqual(['whole']);
  });

  it.each([
    ['EPERM', true],
    ['ENOTSUP', true],
    ['EIO', false],
  ])('when its mode cannot be set for %s, that it goes on is %s', async (code, goesOn) => {
    const file = { chmod: () => Promise.reject(Object.assign(new Error(code), { code })) };
    const ended = await openUp(file, folder).then(
      () => true,
      () => false,
    );
    expect(ended).toBe(goesOn);
  });

  it.each([
    ['EINVAL', true],
    ['ENOTSUP', true],
    ['EIO', false],
  ])('when it cannot be flushed for %s, that it goes on is %s', async (code, goesOn) => {
    const file = { sync: () => Promise.reject(Object.assign(new Error(code), { code })) };
    const ended = await flush(file).then(
      () => true,
      () => false,
    );
    expect(ended).toBe(goesOn);
  });

  it('when it is discarded nothing of it stays, however often', async () => {
    const draft = await beginDraft(folder);
    await draft.write(bytes);
    await draft.discard();
    await draft.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('when it cannot be begun that is an error', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(beginDraft(join(folder, 'file'))).rejects.toMatchObject({ code: 'LAYOUT_INVALID' });
    await expect(beginDraft(join(folder, 'file/below'))).rejects.toMatchObject({ code: 'LAYOUT_INVALID' });
  });

  it('when it cannot be written that is an error, and not a shorter file', async () => {
    const draft = await beginDraft(folder);
    // As good as a full disk: what is closed takes no byte.
    await draft.discard();
    await expect(draft.write(bytes)).rejects.toMatchObject({ code: 'LAYOUT_UNWRITABLE', kind: 'incomplete' });
    await expect(draft.commit('whole')).rejects.toMatchObject({ code: 'LAYOUT_UNWRITABLE' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('when it cannot get its name that is an error, and nothing of it stays', async () => {
    await mkdir(join(folder, 'whole'));
    await expect(writeWhole(folder, 'whole', bytes)).rejects.toMatchObject({ kind: 'incomplete' });
    expect(readdirSync(folder)).toEqual(['whole']);
  });
});

describe('what killed runs left', () => {
  const id = '11111111-0000-4000-8000-000000000000';

  it.each([
    [`.hoist-${id}.tmp`, 25, false],
    [`.hoist-${id}.tmp`, 23, true],
    [`x.hoist-${id}.tmp`, 25, true],
    [`.hoist-${id}.tmp.bak`, 25, true],
    [`.hoist-${id}_tmp`, 25, true],
    [`xhoist-${id}.tmp`, 25, true],
    ['.hoist-lock', 25, true],
    ['.hoist-.tmp', 25, true],
    ['a'.repeat(64), 25, true],
  ])('when %s is %i hours old, that it stays is %s', async (name, hours, stays) => {
    const path = join(folder, name);
    await writeFile(path, 'half');
    const now = new Date();
    const then = new Date(now.getTime() - hours * hour);
    await utimes(path, then, then);
    await sweepDrafts(folder, now);
    expect(await readdir(folder)).toEqual(stays ? [name] : []);
  });

  it('when there is no folder, there is nothing to do', async () => {
    await sweepDrafts(join(folder, 'none'), new Date());
    expect(await readdir(folder)).toEqual([]);
  });
});
