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
  return undefined;
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
