import type { FakeFile, FakePermission, FakeRepository } from './repository.ts';
import { invalid, listed, notFound, wire, type Answer } from './wire.ts';

/** One call, after the repository was found. */
export type Call = {
  readonly method: string;
  /** The path below `/repos/OWNER/REPO`, by its slashes. */
  readonly rest: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
};

/** What GitHub gives inline; longer files come without content. */
const inlineBytes = 1_048_576;

/** The answer of a repository; undefined: no such route. */
export function answerFor(repository: FakeRepository, call: Call): Answer | undefined {
  const { method, query } = call;
  const [first, second, third, ...more] = call.rest;
  if (method !== 'GET') return writeFor(repository, call);
  if (first === undefined) return allowed(repository, 'metadata') ?? describe(repository);
  if (first === 'git' && second === 'ref' && third !== undefined) {
    return allowed(repository, 'contents') ?? gitRef(repository, [third, ...more].join('/'));
  }
  if (first === 'contents' && second !== undefined) {
    const path = call.rest.slice(1).join('/');
    return allowed(repository, 'contents') ?? contents(repository, path, query.get('ref'));
  }
  if (first === 'actions' && second === 'runs' && third !== undefined) {
    return allowed(repository, 'actions') ?? partOfRun(repository, Number(third), more[0], query);
  }
  return placeAnswerFor(repository, call) ?? commitAnswerFor(repository, call);
}

function partOfRun(
  repository: FakeRepository,
  id: number,
  part: string | undefined,
  query: URLSearchParams,
): Answer {
  if (part === 'approvals') return repository.environments.approvals(id);
  if (part !== 'jobs') return run(repository, id);
  const found = repository.runs.get(id);
  return found === undefined ? notFound : repository.environments.jobsOf(found.suite ?? id, query);
}

/** What the routes answer that make or change something. */
function writeFor(repository: FakeRepository, { method, rest, body }: Call): Answer | undefined {
  const [first, second = '', third] = rest;
  const { deployments, pulls } = repository;
  switch (`${method} ${first}/${Number.isNaN(Number(third)) ? (third ?? '') : 'ID'}`) {
    case 'POST deployments/': {
      const asked = body as Parameters<typeof deployments.create>[0];
      const refs = [...repository.refs.keys()].map((ref) => ref.replace(/^(?:heads|tags)\//, ''));
      const there = repository.commits.has(asked.ref) || refs.includes(asked.ref);
      const made = (): Answer =>
        there ? deployments.create(asked) : invalid(`No ref found for: ${asked.ref}`);
      return allowed(repository, 'deployments', 'write') ?? made();
    }
    case 'POST deployments/statuses':
      return (
        allowed(repository, 'deployments', 'write') ??
        deployments.createStatus(Number(second), body as Parameters<typeof deployments.createStatus>[1])
      );
    case 'POST issues/comments':
      return (
        allowed(repository, 'pull_requests', 'write') ??
        pulls.create(Number(second), body as { readonly body: string })
      );
    case 'PATCH issues/ID':
      return (
        allowed(repository, 'pull_requests', 'write') ??
        pulls.update(Number(third), body as { readonly body: string })
      );
    case 'POST attestations/': {
      const denied = allowed(repository, 'attestations', 'write');
      if (denied !== undefined) return denied;
      repository.attest((body as { readonly bundle: object }).bundle);
      return { status: 201, body: { id: repository.attested.length } };
    }
    default:
      return undefined;
  }
}

/** `GET /orgs/{org}/artifacts/{subject_digest}/metadata/storage-records`. */
export function storedAnswer(repository: FakeRepository, digest: string): Answer {
  const denied = allowed(repository, 'artifact_metadata');
  if (denied !== undefined) return denied;
  const records = repository.stored.filter((one) => 'digest' in one && one.digest === digest);
  return { status: 200, body: { total_count: records.length, storage_records: records } };
}

/** `POST /orgs/{org}/artifacts/metadata/storage-record`: which repository it is of, the body says. */
export function storageAnswer(repository: FakeRepository, body: object): Answer {
  const denied = allowed(repository, 'artifact_metadata', 'write');
  if (denied !== undefined) return denied;
  repository.stored.push(body);
  return {
    status: 200,
    body: { total_count: 1, storage_records: [{ id: repository.stored.length, ...body }] },
  };
}

/** What the routes on environments, deployments and jobs answer. */
function placeAnswerFor(repository: FakeRepository, { rest, query }: Call): Answer | undefined {
  const [first, second = '', third] = rest;
  const { deployments, environments } = repository;
  switch (first) {
    case 'environments':
      return allowed(repository, 'actions') ?? environments.get(second);
    case 'deployments': {
      const denied = allowed(repository, 'deployments');
      if (denied !== undefined) return denied;
      if (second === '') return deployments.list(query);
      return third === 'statuses'
        ? deployments.statuses(Number(second), query)
        : deployments.get(Number(second));
    }
    case 'check-runs':
      return allowed(repository, 'checks') ?? environments.checkRun(Number(second));
    case 'check-suites':
      return allowed(repository, 'checks') ?? environments.checkRunsOf(Number(second), query);
    default:
      return undefined;
  }
}

/** What the routes on commits, pull requests and attestations answer. */
function commitAnswerFor(repository: FakeRepository, { rest, query }: Call): Answer | undefined {
  const [first, second = '', third] = rest;
  const known = repository.known.get(second);
  switch (`${first}/${third ?? ''}`) {
    case 'commits/check-runs': {
      const runs = known?.checkRuns?.map((one) => wire('check-run', { head_sha: second, ...one }));
      return allowed(repository, 'checks') ?? listed(runs, query, 'check_runs');
    }
    case 'commits/status':
      return allowed(repository, 'statuses') ?? combinedStatus(known?.statuses, query);
    case 'commits/pulls': {
      const pulls = known?.pulls?.map((one) => wire('pull-request-simple', one));
      return allowed(repository, 'pull_requests') ?? listed(pulls, query);
    }
    case 'pulls/':
      return allowed(repository, 'pull_requests') ?? repository.pulls.get(Number(second));
    case 'pulls/reviews': {
      const reviews = repository.reviews.get(Number(second));
      const whole = reviews?.map((one) => wire('pull-request-review', one));
      return allowed(repository, 'pull_requests') ?? listed(whole, query);
    }
    case 'actions/': {
      const runs = repository.known.get(query.get('head_sha') ?? '')?.workflowRuns ?? [];
      const whole = runs.map((one) => wire('workflow-run', one));
      return allowed(repository, 'actions') ?? listed(whole, query, 'workflow_runs');
    }
    case 'compare/': {
      const [base = '', head = ''] = second.split('...');
      const status = repository.known.get(head)?.compared?.[base];
      const answer =
        status === undefined ? notFound : { status: 200, body: wire('commit-comparison', { status }) };
      return allowed(repository, 'contents') ?? answer;
    }
    case 'attestations/':
      return allowed(repository, 'attestations') ?? attested(repository.attestations.get(second), query);
    default:
      return undefined;
  }
}

/** The statuses are in an object that combines them. */
function combinedStatus(all: readonly object[] | undefined, query: URLSearchParams): Answer {
  const whole = all?.map((one) => wire('simple-commit-status', one));
  const page = listed(whole, query, 'statuses');
  return page.status === 200 ? { ...page, body: wire('combined-commit-status', page.body as object) } : page;
}

/** One page by cursor. */
function attested(all: readonly unknown[] | undefined, query: URLSearchParams): Answer {
  if (all === undefined) return notFound;
  const size = Number(query.get('per_page') ?? 30);
  const start = Number(query.get('after') ?? 0);
  const next = `<https://evil.example/repos?per_page=${size}&after=${start + size}>; rel="next"`;
  return {
    status: 200,
    body: { attestations: all.slice(start, start + size) },
    ...(start + size < all.length && { headers: { link: next } }),
  };
}

function allowed(
  repository: FakeRepository,
  needed: FakePermission,
  access: 'read' | 'write' = 'read',
): Answer | undefined {
  if (!repository.permissions.has('metadata')) return notFound;
  const may = repository.permissions.has(needed);
  if (may && (access === 'read' || !repository.readOnly.has(needed))) return undefined;
  return {
    status: 403,
    headers: { 'x-accepted-github-permissions': `${needed}=${access}` },
    body: { message: 'Resource not accessible by integration', status: '403' },
  };
}

function describe(repository: FakeRepository): Answer {
  const body = wire('full-repository', {
    full_name: repository.name,
    default_branch: repository.defaultBranch,
    owner: wire('simple-user', { type: repository.isOrganisation ? 'Organization' : 'User' }),
  });
  return { status: 200, body };
}

function gitRef(repository: FakeRepository, ref: string): Answer {
  const sha = repository.refs.get(ref);
  if (sha === undefined) return notFound;
  return { status: 200, body: wire('git-ref', { ref: `refs/${ref}`, object: { type: 'commit', sha } }) };
}

function contents(repository: FakeRepository, path: string, ref: string | null): Answer {
  const files = repository.commits.get(ref ?? '');
  if (files === undefined) return { status: 404, body: { message: `No commit found for the ref ${ref}` } };
  const file = files[path];
  if (file !== undefined) return { status: 200, body: describeFile(path, file) };
  const below = Object.keys(files).filter((name) => name.startsWith(`${path}/`));
  const folder = below.map((name) => wire('content-tree', { type: 'file', path: name }));
  return below.length === 0 ? notFound : { status: 200, body: folder };
}

function describeFile(path: string, file: FakeFile): object {
  if (typeof file === 'object' && 'type' in file)
    return wire(`content-${file.type}`, { type: file.type, path, size: 0 });
  const bytes = Buffer.from(file);
  const size = bytes.length;
  if (size > inlineBytes)
    return wire('content-file', { type: 'file', path, size, encoding: 'none', content: '' });
  const content = bytes.toString('base64').replace(/.{60}/g, '$&\n');
  return wire('content-file', { type: 'file', path, size, encoding: 'base64', content });
}

function run(repository: FakeRepository, id: number): Answer {
  const found = repository.runs.get(id);
  if (found === undefined) return notFound;
  const { event, branch, from = repository.name, attempt = 1, suite = id, status = 'completed' } = found;
  const body = wire('workflow-run', {
    id,
    event,
    head_branch: branch,
    run_attempt: attempt,
    status,
    check_suite_id: suite,
    head_repository: { full_name: from },
    repository: { full_name: repository.name },
  });
  return { status: 200, body };
}
