import { nodeOf, type FakeDeployment } from './deployments.ts';
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
  if (query.includes('on Deployment'))
    return repository.permissions.has('deployments') ? deploymentNodes(repository, variables) : forbidden();
  if (query.includes('pullRequest('))
    return answered({ pullRequest: repository.pulls.page(Number(variables['number']), start, 100) });
  if (query.includes('refs/tags/')) return answered({ refs: tagPage(repository, start) });
  return answered({
    object: blameOf(repository, `${String(variables['commit'])}:${String(variables['path'])}`),
  });
}

function answered(data: object): Answer {
  return { status: 200, body: { data: { repository: data } } };
}

function forbidden(): Answer {
  const errors = [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }];
  return { status: 200, body: { data: { repository: null }, errors } };
}

/** The login of an app comes without `[bot]` from GraphQL, but for the viewer's. */
function actor(login: string): object | null {
  if (login === '') return null;
  return login.endsWith('[bot]')
    ? { __typename: 'Bot', login: login.replace('[bot]', '') }
    : { __typename: 'User', login };
}

/** At most 100 by their ids, in that order; null where there is none. */
function deploymentNodes(
  { name, deployments }: FakeRepository,
  variables: GraphQuestion['variables'],
): Answer {
  const ids = variables['ids'] as readonly string[];
  if (ids.length > 100) {
    const message = 'You may not provide more than 100 node ids; you provided more.';
    return { status: 200, body: { data: null, errors: [{ type: 'ARGUMENT_LIMIT', message }] } };
  }
  const known = new Map(deployments.all.map((one) => [nodeOf(one), one]));
  const nodes = ids.map((id) => {
    const one = known.get(id);
    return one === undefined ? null : deploymentNode(one);
  });
  return {
    status: 200,
    body: { data: { viewer: { login: deployments.viewer }, repository: { nameWithOwner: name }, nodes } },
  };
}

function deploymentNode(one: FakeDeployment): unknown {
  if ('node' in one) return one.node;
  const statuses = one.statuses.map(({ state, description, creator, created, logUrl }) => ({
    state: state.toUpperCase(),
    description,
    creator: actor(creator),
    createdAt: created,
    logUrl,
  }));
  return {
    id: nodeOf(one),
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
