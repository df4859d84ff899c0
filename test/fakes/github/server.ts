import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { answerFor, storageAnswer, storedAnswer } from './answer.ts';
import { gitHubContract, type Asked } from './contract.ts';
import { graphAnswer, type GraphQuestion } from './graph.ts';
import { FakeIdTokens, idTokenPath } from './id-token.ts';
import { FakeRepository } from './repository.ts';
import { notFound, type Answer } from './wire.ts';

/**
 * What goes wrong once, at a path that contains `path`, of a call of `method` if one is given: another answer in place of
 * GitHub's, none at all (`hangUp`), or none after GitHub did what it was asked (`loseAnswer`).
 */
export type Fault = { readonly path: string; readonly method?: string } & (
  | Answer
  | { readonly hangUp: true }
  | { readonly loseAnswer: true }
);

/** A question: `POST /repos/acme/web/deployments`, and what was sent, if that was text. */
export type AskedText = { readonly line: string; readonly body: string };

export type FakeGitHub = AsyncDisposable & {
  /** What `GITHUB_API_URL` is set to. */
  readonly url: string;
  /** The one token that it accepts. */
  readonly token: string;
  /** What was asked, in order: `GET /repos/acme/web`. */
  readonly requests: readonly string[];
  /** What the token had no permission for: `POST /repos/acme/web/deployments needs deployments=write`. */
  readonly denied: readonly string[];
  /** What jobs ask for ID tokens. */
  readonly idTokens: FakeIdTokens;
  /** What `ACTIONS_ID_TOKEN_REQUEST_URL` is set to. */
  readonly idTokenUrl: string;
  repository(name: string, defaultBranch?: string): FakeRepository;
  /** Keeps a file as GitHub's storage does, and gives its address; whoever sends a credential there fails on close. */
  store(name: string, bytes: Uint8Array): string;
  fault(fault: Fault): void;
  /**
   * From now on what makes something is answered with 403 and `Retry-After`, as GitHub's secondary limits do, once after so
   * many requests: who waits as told goes on. Gives how often that happened.
   */
  limitWrites(most: number, seconds: number): () => number;
  /**
   * Called with every question, with its body, before it is answered: for what has to happen at that very moment. `hang`:
   * nothing is done, and it is never answered. Undefined again: nobody looks.
   */
  onAsked: ((asked: AskedText) => 'hang' | undefined | void) | undefined;
  /**
   * Stops. Throws if anything was asked that GitHub does not offer or not in this way, if the fake answered what GitHub
   * would not, or if a fault was never met.
   */
  close(): Promise<void>;
};

/**
 * A small GitHub API over HTTP on a free loopback port. It is strict: every exchange is held against GitHub's own
 * description, see {@link FakeGitHub.close}.
 */
export async function startFakeGitHub(token = 'ghs_fake'): Promise<FakeGitHub> {
  const repositories = new Map<string, FakeRepository>();
  const requests: string[] = [];
  const denied: string[] = [];
  const faults: Fault[] = [];
  const wrong: string[] = [];
  const stored = new Map<string, Uint8Array>();
  const writes = { most: Infinity, seconds: 0, done: 0, limited: 0 };
  const idTokens = new FakeIdTokens();
  const contract = gitHubContract();

  async function answer(request: IncomingMessage): Promise<Answer | 'hang up' | 'hang'> {
    const url = new URL(request.url ?? '/', 'http://github.invalid');
    const line = `${request.method} ${decodeURIComponent(url.pathname)}${url.search}`;
    requests.push(line);
    const sent = await text(request);
    if (fake.onAsked?.({ line, body: sent }) === 'hang') return 'hang';
    const index = faults.findIndex(
      ({ path, method }) =>
        decodeURIComponent(url.pathname).includes(path) && (method ?? request.method) === request.method,
    );
    const [fault] = index < 0 ? [] : faults.splice(index, 1);
    if (fault !== undefined && 'status' in fault) return fault;
    if (fault !== undefined && 'hangUp' in fault) return 'hang up';
    const limited = limitedAnswer(request);
    if (limited !== undefined) return limited;
    const given = answerTo(request, url, sent);
    return fault === undefined ? given : 'hang up';
  }

  function limitedAnswer({ method, url = '' }: IncomingMessage): Answer | undefined {
    if ((method !== 'POST' && method !== 'PATCH') || !url.startsWith('/repos/')) return undefined;
    writes.done += 1;
    if (writes.done <= writes.most) return undefined;
    writes.done = 0;
    writes.limited += 1;
    const body = { message: 'You have exceeded a secondary rate limit. Please wait a few minutes.' };
    return { status: 403, headers: { 'retry-after': String(writes.seconds) }, body };
  }

  function answerTo(request: IncomingMessage, url: URL, sent: string): Answer {
    const file = stored.get(url.pathname);
    if (file !== undefined) {
      const { authorization, cookie } = request.headers;
      if (authorization !== undefined || cookie !== undefined) wrong.push(`a credential at ${url.pathname}`);
      return { status: 200, headers: { 'content-type': 'application/x-snappy' }, body: file };
    }
    if (url.pathname === idTokenPath) return idTokens.answer(request, url.searchParams);
    if (request.headers.authorization !== `token ${token}`)
      return { status: 401, body: { message: 'Bad credentials' } };
    const body: unknown = sent === '' ? undefined : JSON.parse(sent);
    if (url.pathname === '/graphql') return graph(body as GraphQuestion);
    return checked(request, {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      body,
    });
  }

  /** The answer of a route, after both it and the question were held against GitHub's description. */
  function checked(request: IncomingMessage, asked: Asked): Answer {
    const operation = contract.operation(asked);
    const isOfOurVersion = request.headers['x-github-api-version'] === '2022-11-28';
    const found = operation === undefined || !isOfOurVersion ? undefined : route(asked);
    if (operation === undefined || found === undefined) {
      wrong.push(`GitHub has no such route: ${requests.at(-1)}`);
      return { status: 501, body: { message: 'the fake has no such route' } };
    }
    const mistakes = contract.request(operation, asked);
    wrong.push(...mistakes);
    if (mistakes.length > 0) return { status: 422, body: { message: mistakes.join('; ') } };
    wrong.push(...contract.answer(operation, found.status, found.body));
    return found;
  }

  function route({ method, path, query, body }: Asked): Answer | undefined {
    const [, kind, owner, name, ...rest] = path.split('/').map(decodeURIComponent);
    if (kind === 'orgs' && method === 'GET') {
      const ours = [...repositories.values()].find((one) => one.name.startsWith(`${owner}/`));
      return ours === undefined ? notFound : storedAnswer(ours, rest[0] ?? '');
    }
    if (kind === 'orgs') {
      const { github_repository: named } = body as { readonly github_repository?: string };
      // Where the record does not say of which repository it is, GitHub finds out by the attestation.
      const repository = [...repositories.values()].find((one) =>
        named === undefined ? one.name.startsWith(`${owner}/`) : one.name === `${owner}/${named}`,
      );
      return repository === undefined ? notFound : storageAnswer(repository, body as object);
    }
    const repository = repositories.get(`${owner}/${name}`);
    return repository === undefined ? notFound : answerFor(repository, { method, rest, query, body });
  }

  function graph(asked: GraphQuestion): Answer {
    const { owner, repo } = asked.variables;
    return graphAnswer(repositories.get(`${String(owner)}/${String(repo)}`), asked);
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const given = await answer(request);
    if (given === 'hang') return;
    if (given === 'hang up') {
      request.socket.destroy();
      return;
    }
    const needed = given.headers?.['x-accepted-github-permissions'];
    if (given.status === 403 && needed !== undefined)
      denied.push(`${request.method} ${request.url?.split('?')[0]} needs ${needed}`);
    response.writeHead(given.status, { 'content-type': 'application/json; charset=utf-8', ...given.headers });
    const isBytes = typeof given.body === 'string' || given.body instanceof Uint8Array;
    response.end(isBytes ? given.body : JSON.stringify(given.body));
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      wrong.push(`the fake failed: ${String(error)}`);
      request.socket.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function close(): Promise<void> {
    if (!server.listening) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
    if (faults.length > 0)
      throw new Error(`nobody met the fault at ${faults.map((one) => one.path).join(', ')}`);
  }

  const fake: FakeGitHub = {
    url,
    token,
    requests,
    denied,
    onAsked: undefined,
    idTokens,
    idTokenUrl: `${url}${idTokenPath}?api-version=2.0`,
    repository(name, defaultBranch = 'main') {
      const made = new FakeRepository(name, defaultBranch);
      repositories.set(name, made);
      return made;
    },
    store(name, bytes) {
      stored.set(`/storage/${name}`, bytes);
      return `${url}/storage/${name}?sig=secret`;
    },
    fault: (fault) => void faults.push(fault),
    limitWrites(most, seconds) {
      Object.assign(writes, { most, seconds, done: 0, limited: 0 });
      return () => writes.limited;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
  return fake;
}
