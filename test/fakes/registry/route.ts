/** What a request is about. */
export type Route =
  | { readonly kind: 'ping' | 'token' | 'other' }
  | { readonly kind: 'uploads' | 'tags'; readonly repository: string }
  | { readonly kind: 'upload'; readonly repository: string; readonly session: string }
  | {
      readonly kind: 'manifest' | 'blob' | 'referrers';
      readonly repository: string;
      readonly reference: string;
    };

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const name = new RegExp(`^${component}(?:/${component})*$`);

/** Read from the right: a component of a repository may be called `blobs`. */
const shapes = [
  { kind: 'uploads', shape: /^\/v2\/(.+)\/blobs\/uploads\/?$/ },
  { kind: 'upload', shape: /^\/v2\/(.+)\/blobs\/uploads\/([^/]+)$/ },
  { kind: 'blob', shape: /^\/v2\/(.+)\/blobs\/([^/]+)$/ },
  { kind: 'manifest', shape: /^\/v2\/(.+)\/manifests\/([^/]+)$/ },
  { kind: 'tags', shape: /^\/v2\/(.+)\/tags\/list$/ },
  { kind: 'referrers', shape: /^\/v2\/(.+)\/referrers\/([^/]+)$/ },
] as const;

export function routeOf(path: string): Route {
  if (path === '/v2' || path === '/v2/') return { kind: 'ping' };
  if (path === '/token') return { kind: 'token' };
  for (const { kind, shape } of shapes) {
    const [, repository, last] = shape.exec(path) ?? [];
    if (repository === undefined) continue;
    if (kind === 'uploads' || kind === 'tags') return { kind, repository };
    if (last === undefined) continue;
    const reference = decoded(last);
    return kind === 'upload' ? { kind, repository, session: reference } : { kind, repository, reference };
  }
  return { kind: 'other' };
}

/** P1. */
export function isRepositoryName(text: string): boolean {
  return name.test(text) && text.length <= 255;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
