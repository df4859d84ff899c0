import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { entryOf, isAsked, type JournalEntry, type JournalQuery } from '../domain/journal-entry.ts';
import type { PromotionRecord } from '../domain/record.ts';
import { HoistError } from '../errors.ts';
import type { Journal } from '../ports/journal.ts';
import { codeOf, makeFolder } from './files.ts';
import { linesFromEnd } from './lines.ts';

/**
 * A journal in a file of JSON lines: one line when a promotion is intended, one under the same id when it is finished.
 * Lines are only ever appended, each by a single write to a file opened for appending, so that several processes may
 * share it; and each is on the disk before the call returns, where the disk can say so. The file and its folder are made when first written.
 *
 * A line that a crash cut short is passed over; a whole line that is not a record is an error, `JOURNAL_INVALID`.
 */
export function fileJournal(path: string): Journal {
  return {
    intend: (record) => append(path, record),
    // The result tells it, and a line more for each tag would tell a reader of older versions nothing.
    moved: async () => undefined,
    finish: (record) => append(path, record),
    list: (query = {}) => entries(path, query),
  };
}

async function append(path: string, record: PromotionRecord): Promise<void> {
  try {
    await makeFolder(dirname(path));
    const file = await open(path, 'a+');
    try {
      const line = Buffer.from(`${(await endsTorn(file)) ? '\n' : ''}${JSON.stringify(record)}\n`);
      const { bytesWritten } = await file.write(line);
      if (bytesWritten < line.length)
        throw new Error(`only ${bytesWritten} of ${line.length} bytes were written`);
      await flush(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new HoistError(
      'incomplete',
      'JOURNAL_UNWRITABLE',
      `the journal ${path} cannot be written: ${reasonOf(error)}`,
      {
        hint: 'Give --journal a file on a disk that has room and that you may write.',
        cause: error,
      },
    );
  }
}

/** What cannot be flushed, as a device or some file systems that are mounted from elsewhere, takes the line all the same. */
async function flush(file: FileHandle): Promise<void> {
  try {
    await file.datasync();
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(codeOf(error))) throw error;
  }
}

/** A crash in the middle of a line left no line end: the next record starts on a line of its own. */
async function endsTorn(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  await file.read(last, 0, 1, size - 1);
  return last.toString() !== '\n';
}

/**
 * From the end of the file: a finished promotion's second line is met first and says everything that its first does. Where
 * two journals were joined and sorted, it stands right before the first.
 */
async function* entries(path: string, query: JournalQuery): AsyncGenerator<JournalEntry> {
  const seen = new Set<string>();
  let begun: PromotionRecord | undefined;
  for await (const line of linesOf(path)) {
    const record = parseRecord(path, line);
    if (record === undefined || seen.has(record.id)) continue;
    if (begun !== undefined && begun.id !== record.id) {
      seen.add(begun.id);
      yield* asked(begun, query);
    }
    begun = record.result === undefined ? record : undefined;
    if (record.result === undefined) continue;
    seen.add(record.id);
    yield* asked(record, query);
  }
  if (begun !== undefined) yield* asked(begun, query);
}

function* asked(record: PromotionRecord, query: JournalQuery): Generator<JournalEntry> {
  const entry = entryOf(record);
  if (isAsked(entry, query)) yield entry;
}

async function* linesOf(path: string): AsyncGenerator<string> {
  try {
    yield* linesFromEnd(() => openIfThere(path));
  } catch (error) {
    // A folder can be opened like a file; only reading it fails.
    throw new HoistError(
      'unreachable',
      'JOURNAL_UNREADABLE',
      `the journal ${path} cannot be read: ${reasonOf(error)}`,
      {
        hint: 'Give --journal a file that you may read.',
        cause: error,
      },
    );
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Hoist wrote these lines itself: it is enough to tell a record from a torn line and from another file's text. */
function parseRecord(path: string, line: string): PromotionRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (isRecord(value)) return value;
  throw new HoistError(
    'config',
    'JOURNAL_INVALID',
    `the journal ${path} holds a line that is not a promotion record`,
    {
      hint: 'Name the file that this version of Hoist, or an older one, wrote.',
    },
  );
}

type Loose = { readonly [key: string]: unknown };

function isRecord(value: unknown): value is PromotionRecord {
  if (!isObject(value) || value['schema'] !== 'hoist/promotion/v1' || typeof value['id'] !== 'string')
    return false;
  const { intent, result } = value;
  return (
    isObject(intent) && isIntent(intent) && (result === undefined || (isObject(result) && isResult(result)))
  );
}

/** What a reader goes through without asking: the rest is shown, or compared with what is known. */
function isIntent(intent: Loose): boolean {
  const texts = ['pipeline', 'stage', 'kind', 'planned', 'actor'].map((key) => intent[key]);
  return (
    texts.every((text) => typeof text === 'string') &&
    isObject(intent['run']) &&
    areObjects(intent['sources']) &&
    areTargets(intent['targets'])
  );
}

function isResult(result: Loose): boolean {
  return (
    typeof result['outcome'] === 'string' &&
    typeof result['finished'] === 'string' &&
    areTargets(result['targets'])
  );
}

function areTargets(value: unknown): boolean {
  return areObjects(value) && value.every(({ tags }) => areObjects(tags));
}

function areObjects(value: unknown): value is readonly Loose[] {
  return Array.isArray(value) && value.every(isObject);
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'the disk may be full';
}
