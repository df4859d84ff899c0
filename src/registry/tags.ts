import { HoistError } from '../errors.ts';
import type { Tag } from '../image/reference.ts';
import type { Call } from '../ports/registry.ts';
import { refuse, type RegistryRequest } from './request.ts';
import { codesOf, isAnswerTooLong } from './failure.ts';
import { urlOf } from './host.ts';
import type { ManifestTarget } from './manifests.ts';
import { walkPages } from './page.ts';
import { extraTries } from './retry.ts';
import { readTags } from './schema.ts';

/** (N26) */
const mostTags = 100_000;
/** All of them on one page, as registries send that do not know `n`. */
const pageBytes = 16 * 1024 * 1024;
/** What registries take that refuse a thousand (N35, ECR). */
const modestPage = 100;

/** All tags of a repository; none where it does not exist (P38, P39). */
export async function* listTags(target: ManifestTarget, call: Call): AsyncGenerator<Tag> {
  const { caller, host, scope } = target;
  const { tagPageSize, maxPages } = host.learned.dialect;
  const size = Math.min(tagPageSize, 1_000);
  const first = urlOf(host, scope.path, 'tags/list');
  first.searchParams.set('n', String(size));
  let walk = walkPages(first, maxPages);
  let count = 0;
  let dropped = 0;
  let begun = false;
  while (walk.page !== undefined) {
    const request: RegistryRequest = {
      method: 'GET',
      url: walk.page,
      scope,
      attempt: { verb: 'list the tags of', path: scope.path },
      headers: { accept: 'application/json' },
      maxBytes: pageBytes,
      signal: call.signal,
    };
    const response = await caller.ask(host, request, extraTries.read).catch((error: unknown) => {
      throw isAnswerTooLong(error) ? tooMany(target, 'lists its tags in pages of more than 16 MiB') : error;
    });
    const { status } = response;
    // Only the whole list can be absent: a page of it that is not there is an error (guarantee 4).
    if (!begun && host.learned.dialect.notFound(status, codesOf(response)) === 'absent') return;
    const refusesSize = status === 405 || status === 400;
    if (!begun && refusesSize && walk.page.searchParams.get('n') !== String(modestPage)) {
      const modest = new URL(first);
      modest.searchParams.set('n', String(modestPage));
      walk = walkPages(modest, maxPages);
      continue;
    }
    if (status !== 200) refuse(host, request, response);
    const page = readTags(response.body);
    if (page === undefined) throw unreadable(target);
    begun = true;
    dropped += page.dropped;
    for (const tag of page.tags) {
      count += 1;
      if (count > mostTags) throw tooMany(target, `has more than ${mostTags} tags`);
      yield tag;
    }
    walk.advance(response.headers);
  }
  if (dropped > 0) {
    caller.warn(
      `${host.host}/${scope.path} lists ${dropped} ${dropped === 1 ? 'entry that is no tag' : 'entries that are no tags'}: left out`,
    );
  }
}

function unreadable({ host, scope }: ManifestTarget): HoistError {
  return new HoistError(
    'unreachable',
    'TAGS_UNREADABLE',
    `${host.host}/${scope.path}: the list of tags is not one`,
    {
      hint: 'A proxy or a login page may have answered instead of the registry.',
    },
  );
}

function tooMany({ host, scope }: ManifestTarget, what: string): HoistError {
  return new HoistError('unreachable', 'TAGS_TOO_MANY', `${host.host}/${scope.path} ${what}`, {
    hint: 'Name a tag or a digest; such a repository cannot be listed.',
  });
}
