import { HoistError } from '../errors.ts';
import type { Tag } from '../image/reference.ts';
import type { Call } from '../ports/registry.ts';
import { refuse, type RegistryRequest } from './call.ts';
import { urlOf } from './host.ts';
import type { ManifestTarget } from './manifests.ts';
import { walkPages } from './page.ts';
import { extraTries } from './retry.ts';
import { readTags } from './schema.ts';

/** (N26) */
const mostTags = 100_000;
const mostPages = 1_000;
/** A page of a thousand tags of 128 characters, and some. */
const pageBytes = 4 * 1024 * 1024;
/** What registries take that refuse a thousand (N35, ECR). */
const modestPage = 100;

/** All tags of a repository; none where it does not exist (P38, P39). */
export async function* listTags(target: ManifestTarget, call: Call): AsyncGenerator<Tag> {
  const { caller, host, scope } = target;
  const size = Math.min(host.learned.dialect.tagPageSize, 1_000);
  const first = urlOf(host, scope.path, 'tags/list');
  first.searchParams.set('n', String(size));
  let walk = walkPages(first, mostPages);
  let count = 0;
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
    const response = await caller.ask(host, request, extraTries.read);
    if (response.status === 404) return;
    if (
      (response.status === 405 || response.status === 400) &&
      walk.page.searchParams.get('n') !== String(modestPage) &&
      count === 0
    ) {
      const modest = new URL(first);
      modest.searchParams.set('n', String(modestPage));
      walk = walkPages(modest, mostPages);
      continue;
    }
    if (response.status !== 200) refuse(host, request, response);
    const page = readTags(response.body);
    if (page === undefined) throw unreadable(target);
    for (const tag of page.tags) {
      count += 1;
      if (count > mostTags) throw tooMany(target);
      yield tag;
    }
    walk.advance(response.headers);
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

function tooMany({ host, scope }: ManifestTarget): HoistError {
  return new HoistError(
    'unreachable',
    'TAGS_TOO_MANY',
    `${host.host}/${scope.path} has more than ${mostTags} tags`,
    {
      hint: 'Name a tag or a digest; such a repository cannot be listed.',
    },
  );
}
