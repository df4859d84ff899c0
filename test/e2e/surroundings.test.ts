import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBed, type Bed } from './bed.ts';

const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

let bed: Bed;
beforeAll(async () => {
  bed = await startBed();
  bed.push('one', ['1.0.0']);
  await bed.withTags('%n');
});
afterAll(() => bed.close());

/** The built command line as a shell starts it, with `hoist` for its name. */
function inShell(script: string): Promise<Ended> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: bed.hoist.folder,
    NODE: process.execPath,
    PROGRAM: program,
  };
  const text = `hoist() { "$NODE" "$PROGRAM" "$@"; }\n${script}`;
  return new Promise((resolve) => {
    execFile('sh', ['-c', text], { env, cwd: bed.hoist.folder, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({
        code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        stdout,
        stderr,
      });
    });
  });
}

describe.skipIf(process.platform === 'win32')('when standard output', () => {
  it('is a file that takes only a part, that is an error, and what was promoted is in the journal', async () => {
    const whole = await inShell('hoist promote 1.0.0 --json > whole.json');
    expect(whole).toMatchObject({ code: 0, stderr: expect.not.stringContaining('OUTPUT') });
    expect(JSON.parse(await readFile(join(bed.hoist.folder, 'whole.json'), 'utf8'))).toMatchObject({
      outcome: 'promoted',
    });
    // 512 or 1024 bytes, and a document that is longer.
    const cut = await inShell('(ulimit -f 1; hoist history --json > cut.json)');
    expect(cut.code).toBe(5);
    expect(cut.stderr).toContain('OUTPUT_UNWRITABLE: the result cannot be written whole: EFBIG');
    expect((await stat(join(bed.hoist.folder, 'cut.json'))).size).toBeLessThanOrEqual(1024);
  });

  it('is closed by its reader, that is no error', async () => {
    const { code, stderr } = await inShell('{ hoist history --json; echo "$?" >&2; } | true');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '0\n' });
  });
});

describe.skipIf(process.platform === 'win32')('when the disk is full', () => {
  it('init leaves no half of a file, and goes on once there is room', async () => {
    const full = await inShell('mkdir init && cd init && ulimit -f 0 && hoist init');
    expect(full.code).toBe(2);
    expect(full.stderr).toContain('FILE_UNWRITABLE');
    const after = await inShell('cd init && hoist init && find . -type f -empty');
    expect(after).toMatchObject({ code: 0, stdout: expect.not.stringContaining('./') });
    expect(after.stderr).not.toContain('was there already');
  });

  it('a folder gets no file, and says what it is', async () => {
    await bed.config({ version: 1, pipelines: {}, copy: { to: ['oci:**'] } });
    const { code, stdout } = await inShell(
      `mkdir -p air; (ulimit -f 0; hoist copy ${bed.registry.host}/dev/web:1.0.0 oci:./air/web:1 | cat; exit "$?"); find air -type f`,
    );
    expect(code).toBe(0);
    expect(stdout).toContain('EFBIG');
    expect(stdout).not.toContain('air/web/blobs/');
  });
});

describe.skipIf(process.platform === 'win32')('when the folder that it was started in', () => {
  it('is gone, that is said', async () => {
    const { code, stderr } = await inShell('mkdir gone && cd gone && rmdir ../gone && hoist history');
    expect(code).toBe(2);
    expect(stderr).toContain('FOLDER_GONE');
  });
});
