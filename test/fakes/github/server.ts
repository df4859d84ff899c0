import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { answerFor, graphAnswer, notFound, type Answer } from './answer.ts';
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
  /** Keeps a file as GitHub's storage does, and gives its address; whoever sends a credential there fails on close. */
  store(name: string, bytes: Uint8Array): string;
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
  const stored = new Map<string, Uint8Array>();

  async function answer(request: IncomingMessage): Promise<Answer | 'hang up'> {
    const url = new URL(request.url ?? '/', 'http://github.invalid');
    requests.push(`${request.method} ${decodeURIComponent(url.pathname)}${url.search}`);
    const index = faults.findIndex((one) => decodeURIComponent(url.pathname).includes(one.path));
    const [fault] = index < 0 ? [] : faults.splice(index, 1);
    if (fault !== undefined) return 'hangUp' in fault ? 'hang up' : fault;
    const file = stored.get(url.pathname);
    if (file !== undefined) {
      const { authorization, cookie } = request.headers;
      if (authorization !== undefined || cookie !== undefined) wrong.push(`a credential at ${url.pathname}`);
      return { status: 200, headers: { 'content-type': 'application/x-snappy' }, body: file };
    }
    if (request.headers.authorization !== `token ${token}`)
      return { status: 401, body: { message: 'Bad credentials' } };
    const found = url.pathname === '/graphql' ? await graph(request) : route(request, url);
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

  async function graph(request: IncomingMessage): Promise<Answer> {
    const asked = (await json(request)) as Parameters<typeof graphAnswer>[1];
    const { owner, repo } = asked.variables;
    return graphAnswer(repositories.get(`${owner}/${repo}`), asked);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const given = await answer(request);
    if (given === 'hang up') {
      request.socket.destroy();
      return;
    }
    response.writeHead(given.status, { 'content-type': 'application/json; charset=utf-8', ...given.headers });
    const isBytes = typeof given.body === 'string' || given.body instanceof Uint8Array;
    response.end(isBytes ? given.body : JSON.stringify(given.body));
  }

  const server = createServer((request, response) => void serve(request, response));
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
    store(name, bytes) {
      stored.set(`/storage/${name}`, bytes);
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/storage/${name}?sig=secret`;
    },
    fault: (fault) => void faults.push(fault),
    close,
    [Symbol.asyncDispose]: close,
  };
}
