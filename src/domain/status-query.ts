import { parseGlob, type Glob } from './glob.ts';
import { countOf, parseWhere } from './where.ts';

/** What of the board is asked for. */
export type StatusQuery = {
  readonly pipeline?: string;
  readonly stage?: string;
  /** Of the targets' repositories. */
  readonly repository?: Glob;
  /** So many of a stage's newest promotions are looked at, besides its moving tags. */
  readonly limit: number;
};

const statusKeys = ['pipeline', 'stage', 'repository', 'limit'] as const;

/** Reads what `where` says for `status`. Throws `WHERE_INVALID`, `GLOB_INVALID`. */
export function parseStatusQuery(text: string | undefined): StatusQuery {
  const where = parseWhere(text, statusKeys);
  const [pipeline, stage, repository] = [where.get('pipeline'), where.get('stage'), where.get('repository')];
  return {
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(stage === undefined ? {} : { stage }),
    ...(repository === undefined ? {} : { repository: parseGlob(repository) }),
    limit: countOf('limit', where.get('limit')) ?? 20,
  };
}
