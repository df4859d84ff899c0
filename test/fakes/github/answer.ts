import type { FakeFile, FakePermission, FakeRepository } from './repository.ts';

export type Answer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
};

/** What GitHub gives inline; longer files come without content. */
const inlineBytes = 1_048_576;

export const notFound: Answer = { status: 404, body: { message: 'Not Found', status: '404' } };

/** The answer for the rest of the path below `/repos/OWNER/REPO`; undefined: no such route. */
export function answerFor(
  repository: FakeRepository,
  rest: readonly string[],
  query: URLSearchParams,
): Answer | undefined {
  const [first, second, third, ...more] = rest;
  if (first === undefined) return allowed(repository, 'metadata') ?? describe(repository);
  if (first === 'git' && second === 'ref' && third !== undefined) {
    return allowed(repository, 'contents') ?? gitRef(repository, [third, ...more].join('/'));
  }
  if (first === 'contents' && second !== undefined) {
    const path = rest.slice(1).join('/');
    return allowed(repository, 'contents') ?? contents(repository, path, query.get('ref'));
  }
  if (first === 'actions' && second === 'runs' && third !== undefined && more.length === 0) {
    return allowed(repository, 'actions') ?? run(repository, Number(third));
  }
  return commitAnswerFor(repository, rest, query);
}

/** What the routes on commits, pull requests and attestations answer. */
function commitAnswerFor(
  repository: FakeRepository,
  [first, second = '', third]: readonly string[],
  query: URLSearchParams,
): Answer | undefined {
  const known = repository.known.get(second);
  switch (`${first}/${third ?? ''}`) {
    case 'commits/check-runs':
      return allowed(repository, 'checks') ?? listed(known?.checkRuns, query, 'check_runs');
    case 'commits/status':
      return allowed(repository, 'statuses') ?? listed(known?.statuses, query, 'statuses');
    case 'commits/pulls':
      return allowed(repository, 'pull_requests') ?? listed(known?.pulls, query);
    case 'pulls/reviews':
      return allowed(repository, 'pull_requests') ?? listed(repository.reviews.get(Number(second)), query);
    case 'actions/': {
      const runs = repository.known.get(query.get('head_sha') ?? '')?.workflowRuns ?? [];
      if (second !== 'runs') return undefined;
      return allowed(repository, 'actions') ?? listed(runs, query, 'workflow_runs');
    }
    case 'compare/': {
      const [base = '', head = ''] = second.split('...');
      const status = repository.known.get(head)?.compared?.[base];
      const answer = status === undefined ? notFound : { status: 200, body: { status } };
      return allowed(repository, 'contents') ?? answer;
    }
    case 'attestations/':
      return allowed(repository, 'attestations') ?? attested(repository.attestations.get(second), query);
    default:
      return undefined;
  }
}

const elsewhere = 'https://evil.example/repos';

/** One page by number. The link leads to another host on purpose: only its query may be used. */
function listed(all: readonly unknown[] | undefined, query: URLSearchParams, key?: string): Answer {
  if (all === undefined) return notFound;
  const size = Number(query.get('per_page') ?? 30);
  const page = Number(query.get('page') ?? 1);
  const part = all.slice((page - 1) * size, page * size);
  const next = `<${elsewhere}?page=1>; rel="first", <${elsewhere}?per_page=${size}&page=${page + 1}>; rel="next"`;
  return {
    status: 200,
    body: key === undefined ? part : { total_count: all.length, [key]: part },
    ...(page * size < all.length && { headers: { link: next } }),
  };
}

/** One page by cursor. */
function attested(all: readonly unknown[] | undefined, query: URLSearchParams): Answer {
  if (all === undefined) return notFound;
  const size = Number(query.get('per_page') ?? 30);
  const start = Number(query.get('after') ?? 0);
  const next = `<${elsewhere}?per_page=${size}&after=${start + size}>; rel="next"`;
  return {
    status: 200,
    body: { attestations: all.slice(start, start + size) },
    ...(start + size < all.length && { headers: { link: next } }),
  };
}

/** What GraphQL answers to the two queries that it is asked. */
export function graphAnswer(
  repository: FakeRepository | undefined,
  {
    query,
    variables,
  }: { readonly query: string; readonly variables: Readonly<Record<string, string | null>> },
): Answer {
  if (repository === undefined) {
    const errors = [{ type: 'NOT_FOUND', message: 'Could not resolve to a Repository' }];
    return { status: 200, body: { data: { repository: null }, errors } };
  }
  const data = query.includes('refs/tags/')
    ? { refs: tagPage(repository, Number(variables['after'] ?? 0)) }
    : { object: blameOf(repository, `${variables['commit']}:${variables['path']}`) };
  return { status: 200, body: { data: { repository: data } } };
}

function tagPage({ tags }: FakeRepository, start: number): object {
  const nodes = tags.slice(start, start + 100).map(({ name, commit, by = [] }) => {
    const target = by.reduceRight<object>((inner, oid) => ({ oid, target: inner }), { oid: commit });
    return { name, target };
  });
  const end = start + nodes.length;
  return { nodes, pageInfo: { hasNextPage: end < tags.length, endCursor: String(end) } };
}

function blameOf({ blames }: FakeRepository, key: string): object | null {
  const ranges = blames.get(key);
  if (ranges === undefined) return null;
  return {
    blame: {
      ranges: ranges.map(({ from, to, commit, author }) => ({
        startingLine: from,
        endingLine: to,
        commit: { oid: commit, author: { user: author === null ? null : { login: author } } },
      })),
    },
  };
}

function allowed(repository: FakeRepository, needed: FakePermission): Answer | undefined {
  if (!repository.permissions.has('metadata')) return notFound;
  if (repository.permissions.has(needed)) return undefined;
  return {
    status: 403,
    headers: { 'x-accepted-github-permissions': `${needed}=read` },
    body: { message: 'Resource not accessible by integration', status: '403' },
  };
}

function describe(repository: FakeRepository): Answer {
  return { status: 200, body: { full_name: repository.name, default_branch: repository.defaultBranch } };
}

function gitRef(repository: FakeRepository, ref: string): Answer {
  const sha = repository.refs.get(ref);
  return sha === undefined
    ? notFound
    : { status: 200, body: { ref: `refs/${ref}`, object: { type: 'commit', sha } } };
}

function contents(repository: FakeRepository, path: string, ref: string | null): Answer {
  const files = repository.commits.get(ref ?? '');
  if (files === undefined) return { status: 404, body: { message: `No commit found for the ref ${ref}` } };
  const file = files[path];
  if (file !== undefined) return { status: 200, body: describeFile(path, file) };
  const below = Object.keys(files).filter((name) => name.startsWith(`${path}/`));
  return below.length === 0
    ? notFound
    : { status: 200, body: below.map((name) => ({ type: 'file', path: name })) };
}

function describeFile(path: string, file: FakeFile): unknown {
  if (typeof file === 'object' && 'type' in file) return { type: file.type, path, size: 0 };
  const bytes = Buffer.from(file);
  if (bytes.length > inlineBytes)
    return { type: 'file', path, size: bytes.length, encoding: 'none', content: '' };
  const content = bytes.toString('base64').replace(/.{60}/g, '$&\n');
  return { type: 'file', path, size: bytes.length, encoding: 'base64', content };
}

function run(repository: FakeRepository, id: number): Answer {
  const found = repository.runs.get(id);
  if (found === undefined) return notFound;
  return {
    status: 200,
    body: {
      id,
      event: found.event,
      head_branch: found.branch,
      head_repository: { full_name: found.from ?? repository.name },
      repository: { full_name: repository.name },
    },
  };
}
