import type { FakeDeployment } from './deployments.ts';
import type { FakeRepository } from './repository.ts';
import type { Answer } from './wire.ts';

export type GraphQuestion = {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
};

/** What GraphQL answers to the queries that it is asked. */
export function graphAnswer(
  repository: FakeRepository | undefined,
  { query, variables }: GraphQuestion,
): Answer {
  if (repository === undefined) {
    const errors = [{ type: 'NOT_FOUND', message: 'Could not resolve to a Repository' }];
    return { status: 200, body: { data: { repository: null }, errors } };
  }
  const start = Number(variables['after'] ?? 0);
  if (query.includes('deployments('))
    return repository.permissions.has('deployments')
      ? deploymentPage(repository, variables, start)
      : forbidden();
  if (query.includes('pullRequest('))
    return answered({ pullRequest: repository.pulls.page(Number(variables['number']), start, 100) });
  if (query.includes('refs/tags/')) return answered({ refs: tagPage(repository, start) });
  return answered({
    object: blameOf(repository, `${String(variables['commit'])}:${String(variables['path'])}`),
  });
}

function answered(data: object, more: object = {}): Answer {
  return { status: 200, body: { data: { ...more, repository: data } } };
}

function forbidden(): Answer {
  const errors = [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }];
  return { status: 200, body: { data: { repository: null }, errors } };
}

/** The login of an app comes without `[bot]` from GraphQL, but for the viewer's. */
function actor(login: string): object {
  return login.endsWith('[bot]')
    ? { __typename: 'Bot', login: login.replace('[bot]', '') }
    : { __typename: 'User', login };
}

function deploymentPage(
  { deployments }: FakeRepository,
  variables: GraphQuestion['variables'],
  start: number,
): Answer {
  const environments = variables['environments'] as readonly string[] | null | undefined;
  const size = Number(variables['size']);
  const newest = deployments.all
    .toReversed()
    .filter(({ environment }) => environments?.includes(environment) ?? true);
  const nodes = newest.slice(start, start + size).map(deploymentNode);
  const end = start + nodes.length;
  const pageInfo = { hasNextPage: end < newest.length, endCursor: String(end) };
  return answered({ deployments: { nodes, pageInfo } }, { viewer: { login: deployments.viewer } });
}

function deploymentNode(one: FakeDeployment): object {
  const statuses = one.statuses.map(({ state, description, creator, created, logUrl }) => ({
    state: state.toUpperCase(),
    description,
    creator: actor(creator),
    createdAt: created,
    logUrl,
  }));
  return {
    task: one.task,
    createdAt: one.created,
    creator: actor(one.creator),
    // What was given as an object comes as its JSON.
    payload: JSON.stringify(one.payload),
    some: { nodes: statuses.slice(0, 5) },
    others: { nodes: statuses.slice(-5) },
  };
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
