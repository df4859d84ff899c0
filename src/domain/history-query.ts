import { parseRepository, parseTag, type Repository, type Tag } from '../image/reference.ts';
import { happenedAt, outcomeOf, type HistoryOutcome } from './history.ts';
import type { JournalEntry, JournalQuery } from './journal-entry.ts';
import type { PromotionKind } from './plan.ts';
import { countOf, momentOf, parseWhere, wordOf, wrongValue } from './where.ts';

/** Which promotions `history` shows. Every field narrows. */
export type HistoryQuery = {
  readonly pipeline?: string;
  readonly stage?: string;
  /** As a source, where a stage read, or as a target: both directions. */
  readonly repository?: Repository;
  /** At the source or at a target. */
  readonly tag?: Tag;
  /** `sha256:` and all hex digits, or the first 7 or more hex digits, in lower case. */
  readonly digest?: string;
  /** The login of who triggered the attempt or the first one; upper and lower case are the same, as on GitHub. */
  readonly actor?: string;
  /** ISO 8601, UTC: nothing that ended before, or after. */
  readonly since?: string;
  readonly until?: string;
  readonly outcome?: HistoryOutcome;
  readonly kind?: PromotionKind;
  readonly order: 'newest' | 'oldest';
  /** Undefined: all, as the whole path of a digest is asked for. */
  readonly limit?: number;
};

const historyKeys = [
  'pipeline',
  'stage',
  'repository',
  'tag',
  'digest',
  'actor',
  'since',
  'until',
  'outcome',
  'kind',
  'order',
  'limit',
] as const;

const kinds = ['auto', 'manual', 'rollback', 'sync', 'copy'] as const satisfies readonly PromotionKind[];
const ends = [
  'promoted',
  'unchanged',
  'refused',
  'conflict',
  'superseded',
  'failed',
  'unfinished',
] as const satisfies readonly HistoryOutcome[];
const usualLimit = 100;
/** A plan may be carried out so long after it was made (contract §6). */
const longestPlan = 35 * 24 * 60 * 60 * 1000;

/**
 * Reads what `where` says for `history`.
 *
 * @throws HoistError `WHERE_INVALID`, and those of a repository or tag (config)
 */
export function parseHistoryQuery(text: string | undefined, now: Date): HistoryQuery {
  const where = parseWhere(text, historyKeys);
  const [repository, tag] = [where.get('repository'), where.get('tag')];
  const digest = digestPart(where.get('digest'));
  const limit = countOf('limit', where.get('limit')) ?? (digest === undefined ? usualLimit : undefined);
  const given = {
    pipeline: where.get('pipeline'),
    stage: where.get('stage'),
    repository: repository === undefined ? undefined : parseRepository(repository),
    tag: tag === undefined ? undefined : parseTag(tag),
    digest,
    actor: where.get('actor'),
    since: momentOf('since', where.get('since'), now),
    until: momentOf('until', where.get('until'), now),
    outcome: wordOf('outcome', where.get('outcome'), ends),
    kind: wordOf('kind', where.get('kind'), kinds),
    limit,
  };
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(present) as Omit<HistoryQuery, 'order'>),
    order: wordOf('order', where.get('order'), ['newest', 'oldest']) ?? 'newest',
  };
}

/** A digest, or its first hex digits. Throws `WHERE_INVALID`. */
function digestPart(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const digest = text.toLowerCase();
  if (/^(?:(?:sha256|sha512):)?[0-9a-f]{7,128}$/.test(digest)) return digest;
  throw wrongValue('digest', text, 'Write a digest, or at least its first 7 hex digits.');
}

/** Whether a digest is the one that was asked for, or begins like it. */
export function isDigestLike(digest: string, part: string): boolean {
  return part.includes(':')
    ? digest.startsWith(part)
    : digest.slice(digest.indexOf(':') + 1).startsWith(part);
}

/** What the journal can leave out by itself. A record may be of a plan that was made long before it was carried out. */
export function journalQueryOf({ pipeline, stage, since }: HistoryQuery): Omit<JournalQuery, 'filed'> {
  return {
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(stage === undefined ? {} : { stage }),
    ...(since === undefined
      ? {}
      : { since: new Date(new Date(since).getTime() - longestPlan).toISOString() }),
  };
}

/** Whether an entry is of what is asked for. */
export function isOfQuery(entry: JournalEntry, query: HistoryQuery): boolean {
  const { intent } = entry;
  const at = Date.parse(happenedAt(entry));
  return (
    isSame(query.pipeline, intent.pipeline) &&
    isSame(query.stage, intent.stage) &&
    isSame(query.kind, intent.kind) &&
    isSame(query.outcome, outcomeOf(entry)) &&
    (query.since === undefined || at >= Date.parse(query.since)) &&
    (query.until === undefined || at <= Date.parse(query.until)) &&
    (query.actor === undefined || isActor(entry, query.actor)) &&
    (query.repository === undefined || hasRepository(entry, query.repository)) &&
    (query.tag === undefined || hasTag(entry, query.tag)) &&
    (query.digest === undefined || hasDigest(entry, query.digest))
  );
}

function isSame(asked: string | undefined, value: string): boolean {
  return asked === undefined || asked === value;
}

function isActor({ intent }: JournalEntry, actor: string): boolean {
  const login = actor.toLowerCase();
  return [intent.actor, intent.initiator].some((one) => one.toLowerCase() === login);
}

function hasRepository({ intent: { sources, targets } }: JournalEntry, repository: Repository): boolean {
  return (
    sources.some((source) => source.repository === repository || source.from === repository) ||
    targets.some((target) => target.repository === repository)
  );
}

function hasTag({ intent: { sources, targets } }: JournalEntry, tag: Tag): boolean {
  return (
    sources.some((source) => source.tag === tag || source.fromTag === tag) ||
    targets.some((target) => target.tags.some((one) => one.tag === tag))
  );
}

function hasDigest({ intent: { sources, targets } }: JournalEntry, part: string): boolean {
  return [...sources, ...targets].some(({ digest }) => isDigestLike(digest, part));
}
