import { HoistError, messageOf } from '../../errors.ts';

/** The code of an error of the operating system: `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Whether it says that a file or a folder above it is not there. */
export function isAbsence(error: unknown): boolean {
  return systemCode(error) === 'ENOENT';
}

/** Something lies in the layout that is never followed: links, pipes, devices (A28). */
export function unsafe(path: string, why: string): HoistError {
  return new HoistError('refused', 'LAYOUT_UNSAFE', `${path} ${why}`, {
    hint: 'An OCI image layout holds regular files in real folders; make it again with a current tool.',
  });
}

/** The folder is no OCI image layout, or one that we cannot read. */
export function notALayout(folder: string, why: string, hint: string): HoistError {
  return new HoistError('config', 'LAYOUT_INVALID', `${folder} is not an OCI image layout: ${why}`, { hint });
}

/** Of a document of the layout itself: a folder has no server, and no proxy before it. */
export const damagedHint = 'The layout is damaged there: write it again from where it came.';

/** A manifest has other bytes than its name says. */
export function damaged(path: string, cause: HoistError): HoistError {
  return new HoistError('unreachable', 'DIGEST_MISMATCH', `${path} holds other bytes than its name says`, {
    hint: 'The layout is damaged there: remove that image from it, or write it again from where it came.',
    cause,
  });
}

/** An entry of `index.json` that could not be read, and had to be. */
export function entryUnread(name: string, error: HoistError): HoistError {
  return new HoistError(
    error.kind,
    error.code,
    `the entry ${name} of index.json cannot be read: ${error.message}`,
    {
      hint: 'Remove it from the layout, or write it again from where it came.',
      cause: error,
    },
  );
}

/** An error of the operating system in our words; anything else comes back as it is. */
export function readFailure(path: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === undefined || error instanceof HoistError) return error;
  if (code === 'ENOTDIR') return notAFolder(path);
  if (code === 'ELOOP' || code === 'EMLINK') return unsafe(path, 'is a symbolic link');
  const hint = isDenied(code) ? 'Check who may read the folder.' : 'Check the disk and the path.';
  return new HoistError(
    'unreachable',
    isDenied(code) ? 'DENIED' : 'LAYOUT_UNREADABLE',
    `could not read ${path}: ${messageOf(error)}`,
    { cause: error, hint },
  );
}

const hintsOfWriting: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'Make room on the disk and run again.'],
  ['EDQUOT', 'Make room on the disk and run again.'],
  [
    'EFBIG',
    'The disk takes no file of this size (FAT32: up to 4 GiB), or ulimit -f forbids it: use another disk.',
  ],
]);

/** The same for what could not be written. */
export function writeFailure(path: string, error: unknown): unknown {
  const code = systemCode(error);
  if (code === undefined || error instanceof HoistError) return error;
  if (code === 'ENOTDIR' || code === 'EEXIST') return notAFolder(path);
  const hint = hintsOfWriting.get(code) ?? 'Check who may write the folder.';
  return new HoistError(
    'incomplete',
    isDenied(code) ? 'DENIED' : 'LAYOUT_UNWRITABLE',
    `could not write ${path}: ${messageOf(error)}`,
    { cause: error, hint },
  );
}

function notAFolder(path: string): HoistError {
  return notALayout(path, 'a file is where a folder should be', 'Name a folder.');
}

function isDenied(code: string): boolean {
  return code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
}
