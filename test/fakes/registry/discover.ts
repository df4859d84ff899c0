import { jsonAnswer, problem, withHeaders, type Answer } from './answer.ts';
import { isAnyDigest } from './any-digest.ts';
import { indexBytes, indexType } from './document.ts';
import type { Exchange } from './exchange.ts';

/** GET of the tag list with `n` and `last` (end-8a, end-8b); `pageSize` is the most that one page holds. */
export function listTags({ store, seen }: Exchange, repository: string, pageSize: number): Answer {
  if (store.repository(repository) === undefined) {
    return problem(404, 'NAME_UNKNOWN', 'repository name not known to registry', { name: repository });
  }
  const asked = seen.query.get('n');
  if (asked !== null && !/^[0-9]+$/.test(asked)) return problem(400, 'UNSUPPORTED', 'n is not a number');
  const last = seen.query.get('last');
  const after = store.tags(repository).filter((tag) => last === null || tag > last);
  const count = Math.min(asked === null ? Infinity : Number(asked), pageSize);
  const tags = after.slice(0, count);
  const answer = jsonAnswer(200, { name: repository, tags });
  const end = tags.at(-1);
  if (end === undefined || after.length <= count) return answer;
  return withHeaders(answer, { link: next(seen.path, { n: String(count), last: end }) });
}

/** GET of the referrers of a digest, filtered and in pages (end-12a, end-12b). Nothing there is an empty list, never 404. */
export function listReferrers(
  exchange: Exchange,
  target: { repository: string; reference: string },
  pageSize: number,
): Answer {
  const { store, seen } = exchange;
  if (!isAnyDigest(target.reference)) return problem(400, 'DIGEST_INVALID', 'not a digest');
  // No media type has a space: it was a +, which stands for itself in a URL and for a space in a form only.
  const type = seen.query.get('artifactType')?.replaceAll(' ', '+') ?? null;
  const all = store
    .referrers(target.repository, target.reference)
    .filter((one) => type === null || one.artifactType === type);
  const from = Number(seen.query.get('from') ?? 0);
  const end = from + pageSize;
  const more = end < all.length;
  const parameters = { ...(type === null ? {} : { artifactType: type }), from: String(end) };
  return {
    status: 200,
    headers: {
      'content-type': indexType,
      ...(type === null ? {} : { 'oci-filters-applied': 'artifactType' }),
      ...(more ? { link: next(seen.path, parameters) } : {}),
    },
    body: indexBytes(all.slice(from, end)),
  };
}

function next(path: string, parameters: Readonly<Record<string, string>>): string {
  return `<${path}?${new URLSearchParams(parameters).toString()}>; rel="next"`;
}
