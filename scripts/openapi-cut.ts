// What of GitHub's OpenAPI description the fake GitHub is held to.

/** The operations that Hoist calls. A new one: a line here, then `node scripts/cut-openapi.ts`. */
export const operations: readonly string[] = [
  'GET /repos/{owner}/{repo}',
  'GET /repos/{owner}/{repo}/actions/runs',
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}',
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals',
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs',
  'GET /repos/{owner}/{repo}/attestations/{subject_digest}',
  'POST /repos/{owner}/{repo}/attestations',
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}',
  'GET /repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs',
  'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls',
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
  'GET /repos/{owner}/{repo}/commits/{ref}/status',
  'GET /repos/{owner}/{repo}/compare/{basehead}',
  'GET /repos/{owner}/{repo}/contents/{path}',
  'GET /repos/{owner}/{repo}/deployments',
  'POST /repos/{owner}/{repo}/deployments',
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}',
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
  'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
  'GET /repos/{owner}/{repo}/environments/{environment_name}',
  'GET /repos/{owner}/{repo}/git/ref/{ref}',
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
  'GET /orgs/{org}/artifacts/{subject_digest}/metadata/storage-records',
  'POST /orgs/{org}/artifacts/metadata/storage-record',
];

export type OpenApi = {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

/** Words for people, which no validator reads. */
const unread: ReadonlySet<string> = new Set([
  'description',
  'summary',
  'title',
  'example',
  'examples',
  'externalDocs',
  'tags',
  'x-github',
]);

/**
 * The operations with every component that they name, without the words for people. A description that was cut comes
 * out as it is. Throws for an operation that GitHub does not offer.
 */
export function cutOpenApi({ openapi, paths, components }: Omit<OpenApi, 'info'>, version: string): OpenApi {
  const kept: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    const [method = '', path = ''] = operation.split(' ');
    const found = paths[path]?.[method.toLowerCase()];
    if (found === undefined) throw new Error(`GitHub offers no ${operation}`);
    kept[path] = { ...kept[path], [method.toLowerCase()]: withoutWords(found) };
  }
  const named = new Map<string, unknown>();
  const open = [...refsIn(kept)];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (named.has(ref)) continue;
    const [, , kind = '', name = ''] = ref.split('/');
    const component = withoutWords(components[kind]?.[name]);
    named.set(ref, component);
    open.push(...refsIn(component));
  }
  const cut: Record<string, Record<string, unknown>> = {};
  for (const [ref, component] of [...named].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [, , kind = '', name = ''] = ref.split('/');
    cut[kind] = { ...cut[kind], [name]: component };
  }
  return { openapi, info: { version }, paths: kept, components: cut };
}

/** `inProperties`: the keys are names of fields, and a field may be called `description`. */
function withoutWords(value: unknown, inProperties = false): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutWords(one));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => inProperties || !unread.has(key));
  return Object.fromEntries(
    entries.map(([key, inner]) => [key, withoutWords(inner, !inProperties && key === 'properties')]),
  );
}

function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = '$ref' in value && typeof value.$ref === 'string' ? [value.$ref] : [];
  return [...own, ...Object.values(value).flatMap(refsIn)];
}

/** One path and one component a line, so that a new version can be read as a difference. */
export function openApiText({ openapi, info, paths, components }: OpenApi): string {
  const lines = (entries: Readonly<Record<string, unknown>>): string =>
    Object.entries(entries)
      .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
      .join(',\n');
  const kinds = Object.entries(components).map(
    ([kind, all]) => `${JSON.stringify(kind)}:{\n${lines(all)}\n}`,
  );
  return `{"openapi":${JSON.stringify(openapi)},"info":${JSON.stringify(info)},"paths":{\n${lines(paths)}\n},"components":{\n${kinds.join(',\n')}\n}}\n`;
}
