import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerFor, notFound, type Answer } from './answer.ts';
import { FakeRepository } from './repository.ts';

/** An answer that is given once, before any other, to a path that contains `path`; `hangUp` gives none at all. */
export type Fault = { readonly path: string } & (Answer | { readonly hangUp: true });

export type FakeGitHub = AsyncDisposable & {
  /** What `GITHUB_API_URL` is set to. */
  readonly url: string;
  /** The one token that it accepts. */
  readonly token: string;
  /** What was asked, in order: `GET /repos/acme/web`. */
  readonly requests: readonly string[];
  repository(name: string, defaultBranch?: string): FakeRepository;
  fault(fault: Fault): void;
  /** Stops. Throws if anything was asked that GitHub does not offer, or a fault was never met. */
  close(): Promise<void>;
};

/** A small GitHub API over HTTP on a free loopback port. It is strict: see {@link FakeGitHub.close}. */
export async function startFakeGitHub(token = 'ghs_fake'): Promise<FakeGitHub> {
  const repositories = new Map<string, FakeRepository>();
  const requests: string[] = [];
  const faults: Fault[] = [];
  const wrong: string[] = [];

  function answer(request: IncomingMessage): Answer | 'hang up' {
    const url = new URL(request.url ?? '/', 'http://github.invalid');
    requests.push(`${request.method} ${decodeURIComponent(url.pathname)}${url.search}`);
    const index = faults.findIndex((one) => decodeURIComponent(url.pathname).includes(one.path));
    const [fault] = index < 0 ? [] : faults.splice(index, 1);
    if (fault !== undefined) return 'hangUp' in fault ? 'hang up' : fault;
    if (request.headers.authorization !== `token ${token}`)
      return { status: 401, body: { message: 'Bad credentials' } };
    const found = route(request, url);
    if (found !== undefined) return found;
    wrong.push(requests.at(-1) ?? '');
    return { status: 501, body: { message: 'the fake has no such route' } };
  }

  function route(request: IncomingMessage, url: URL): Answer | undefined {
    const [, repos, owner, name, ...rest] = url.pathname.split('/').map(decodeURIComponent);
    if (request.method !== 'GET' || repos !== 'repos' || owner === undefined || name === undefined)
      return undefined;
    if (request.headers['x-github-api-version'] !== '2022-11-28') return undefined;
    const repository = repositories.get(`${owner}/${name}`);
    return repository === undefined ? notFound : answerFor(repository, rest, url.searchParams);
  }

  const server = createServer((request, response) => {
    const given = answer(request);
    if (given === 'hang up') {
      request.socket.destroy();
      return;
    }
    response.writeHead(given.status, { 'content-type': 'application/json; charset=utf-8', ...given.headers });
    response.end(typeof given.body === 'string' ? given.body : JSON.stringify(given.body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  async function close(): Promise<void> {
    if (!server.listening) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    if (wrong.length > 0) throw new Error(`GitHub has no such route: ${wrong.join(', ')}`);
    if (faults.length > 0)
      throw new Error(`nobody met the fault at ${faults.map((one) => one.path).join(', ')}`);
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token,
    requests,
    repository(name, defaultBranch = 'main') {
      const made = new FakeRepository(name, defaultBranch);
      repositories.set(name, made);
      return made;
    },
    fault: (fault) => void faults.push(fault),
    close,
    [Symbol.asyncDispose]: close,
  };
}
