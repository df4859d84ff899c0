import { problem, withHeaders, type Answer } from './answer.ts';
import { listReferrers, listTags } from './discover.ts';
import type { Exchange } from './exchange.ts';
import { pullBlob, pullManifest } from './pull.ts';
import { Uploads, type UploadOptions } from './push-blob.ts';
import { pushManifest, type ManifestOptions } from './push-manifest.ts';
import { removeBlob, removeManifest } from './remove.ts';
import { isRepositoryName } from './route.ts';

/** How the registry behaves; with nothing said it does all that the spec knows. */
export type RegistryBehaviour = UploadOptions &
  Omit<ManifestOptions, 'referrers'> & {
    /** Whether the referrers API is there; without it 404 and no `OCI-Subject`. Default yes. */
    readonly referrers?: boolean;
    /** Tags, or referrers, that one page holds at most. Default: all. */
    readonly pageSize?: number;
    /** Whether blobs can be had from an offset. Default yes. */
    readonly ranges?: boolean;
    /** Whether a manifest of a type that `Accept` does not name is 404, as at distribution (P7). Default no: the spec wants 200. */
    readonly negotiates?: boolean;
    /** Whether anything can be deleted; otherwise 405. Default yes. */
    readonly deletes?: boolean;
  };

export interface Handler {
  answer(exchange: Exchange): Promise<Answer>;
  readonly uploads: number;
}

const nowhere = problem(404, 'UNSUPPORTED', 'there is nothing here');

export function createHandler(options: RegistryBehaviour): Handler {
  const uploads = new Uploads(options);
  const referrers = options.referrers !== false;
  const pageSize = options.pageSize ?? Infinity;
  const deletes = options.deletes !== false;
  const deletion = deletes ? ', DELETE' : '';

  async function answer(exchange: Exchange): Promise<Answer> {
    const { route, method } = exchange.seen;
    if ('repository' in route && !isRepositoryName(route.repository)) {
      // Such a repository does not exist; but the referrers API is never 404 where it is there.
      const status = route.kind === 'referrers' && referrers ? 400 : 404;
      return problem(status, 'NAME_INVALID', 'invalid repository name');
    }
    const verb = method === 'HEAD' ? 'GET' : method;
    switch (route.kind) {
      case 'ping':
        return verb === 'GET'
          ? { status: 200, headers: { 'content-type': 'application/json' }, body: '{}' }
          : allow('GET, HEAD');
      case 'manifest':
        return await manifest(exchange, route, verb);
      case 'blob':
        if (verb === 'GET')
          return pullBlob(exchange, route.repository, route.reference, options.ranges !== false);
        return verb === 'DELETE' && deletes
          ? removeBlob(exchange, route.repository, route.reference)
          : allow(`GET, HEAD${deletion}`);
      case 'uploads':
        return verb === 'POST' ? await uploads.begin(exchange, route.repository) : allow('POST');
      case 'upload':
        return await upload(exchange, route, verb);
      case 'tags':
        return verb === 'GET' ? listTags(exchange, route.repository, pageSize) : allow('GET, HEAD');
      case 'referrers':
        if (!referrers) return nowhere;
        return verb === 'GET' ? listReferrers(exchange, route, pageSize) : allow('GET, HEAD');
      default:
        return nowhere;
    }
  }

  async function manifest(
    exchange: Exchange,
    target: { readonly repository: string; readonly reference: string },
    verb: string,
  ): Promise<Answer> {
    if (verb === 'GET') return pullManifest(exchange, target, options.negotiates === true);
    if (verb === 'PUT') return await pushManifest(exchange, target, { ...options, referrers });
    return verb === 'DELETE' && deletes
      ? removeManifest(exchange, target.repository, target.reference)
      : allow(`GET, HEAD, PUT${deletion}`);
  }

  async function upload(
    exchange: Exchange,
    target: { readonly repository: string; readonly session: string },
    verb: string,
  ): Promise<Answer> {
    const { repository, session } = target;
    if (verb === 'PATCH') return await uploads.append(exchange, repository, session);
    if (verb === 'PUT') return await uploads.close(exchange, repository, session);
    if (verb === 'GET') return uploads.status(exchange, repository, session);
    if (verb === 'DELETE') return uploads.cancel(exchange, repository, session);
    return allow('GET, HEAD, PATCH, PUT, DELETE');
  }

  return {
    answer,
    get uploads() {
      return uploads.size;
    },
  };
}

/** A 405 has to say what is possible instead (RFC 9110 §15.5.6). */
function allow(methods: string): Answer {
  return withHeaders(problem(405, 'UNSUPPORTED', 'the operation is unsupported'), { allow: methods });
}
