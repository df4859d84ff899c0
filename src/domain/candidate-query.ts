import { parseGlob, type Glob } from './glob.ts';
import { countOf, momentOf, parseWhere } from './where.ts';

/** Which candidates are looked for. */
export type CandidateQuery = {
  /** Of the source's tag. */
  readonly tag?: Glob;
  /** Nothing that the stage before promoted earlier: ISO 8601, UTC. */
  readonly since?: string;
  /** So many images are looked at. */
  readonly limit: number;
};

const candidateKeys = ['tag', 'since', 'limit'] as const;

/** Reads what `where` says for `candidates`. Throws `WHERE_INVALID`, `GLOB_INVALID`. */
export function parseCandidateQuery(text: string | undefined, now: Date): CandidateQuery {
  const where = parseWhere(text, candidateKeys);
  const tag = where.get('tag');
  const since = momentOf('since', where.get('since'), now);
  return {
    ...(tag === undefined ? {} : { tag: parseGlob(tag) }),
    ...(since === undefined ? {} : { since }),
    limit: countOf('limit', where.get('limit')) ?? 20,
  };
}
