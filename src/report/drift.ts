import type { Drift } from '../domain/status.ts';
import { shortDigest } from '../image/digest.ts';

/** One difference as a sentence; whoever shows it escapes it. */
export function driftText({ kind, repository, tag, expected, now }: Drift): string {
  const place = tag === undefined ? repository : `${repository}:${tag}`;
  const was = expected === undefined ? 'nothing' : shortDigest(expected);
  switch (kind) {
    case 'moved':
      return `${place} names ${now === null ? 'nothing' : shortDigest(now)}, and ${was} was promoted`;
    case 'deleted':
      return `${place} is gone, and ${was} was promoted`;
    case 'never-promoted':
      return `${place} names ${now === null ? 'nothing' : shortDigest(now)}, and no record tells of it`;
    default:
      return `${place} has lost what was attached to ${was}`;
  }
}
