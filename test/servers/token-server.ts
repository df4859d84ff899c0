import { randomUUID, sign, X509Certificate } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { goodCredentials, readBasic, type Credentials } from './credentials.ts';
import { keyText } from './keys.ts';

/** One thing that a token is asked for: `repository:acme/web:pull,push`. */
export type AskedScope = {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
};

export type TokenRequest = {
  readonly method: string;
  /** Whom the request proved to be; undefined for anonymous ones and for those that were turned away. */
  readonly user: string | undefined;
  readonly service: string | undefined;
  readonly scopes: readonly AskedScope[];
  /** 200, or 401 for wrong credentials. */
  readonly status: number;
};

export type TokenServerOptions = {
  readonly users?: readonly Credentials[];
  /** Which of the asked actions the token allows; default all for a known user, none for the anonymous. */
  readonly grant?: (user: string | undefined, scope: AskedScope) => readonly string[];
  /** Seconds until a token is no longer good; default 300. */
  readonly expiresIn?: number;
  /** Gives this as `refresh_token` to known users and takes it in their place. */
  readonly refreshToken?: string;
  /** Behind TLS with the authority of `test/fixtures/tls`. */
  readonly tls?: boolean;
};

export type TokenServer = {
  /** The URL that a registry names in its challenge. */
  readonly realm: string;
  readonly service: string;
  readonly issuer: string;
  /** All requests so far, oldest first. */
  readonly requests: readonly TokenRequest[];
  close(): Promise<void>;
};

const service = 'registry.test';
const issuer = 'hoist-tests';

/** A token server as the distribution project specifies it (GET with Basic; POST with a refresh token or a password). */
export async function startTokenServer(options: TokenServerOptions = {}): Promise<TokenServer> {
  const requests: TokenRequest[] = [];
  const users = options.users ?? [goodCredentials];
  const grant = options.grant ?? ((user, scope) => (user === undefined ? [] : scope.actions));
  const expiresIn = options.expiresIn ?? 300;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const question = await readQuestion(request);
    const claim = whoAsks(request, question);
    const user = known(claim, users, options.refreshToken);
    const status = claim !== undefined && user === undefined ? 401 : 200;
    const scopes = question.getAll('scope').flatMap((text) => text.split(' ').flatMap(readScope));
    const asked = question.get('service') ?? undefined;
    requests.push({ method: request.method ?? '', user, service: asked, scopes, status });
    response.writeHead(status, { 'content-type': 'application/json' });
    if (status === 401) {
      response.end('{"errors":[{"code":"UNAUTHORIZED"}]}');
      return;
    }
    const access = scopes.map((scope) => ({ ...scope, actions: grant(user, scope) }));
    const token = signToken({ user, audience: asked ?? service, expiresIn, access });
    const refresh = user === undefined ? {} : { refresh_token: options.refreshToken };
    response.end(JSON.stringify({ token, access_token: token, expires_in: expiresIn, ...refresh }));
  }

  const server =
    options.tls === true
      ? createSecureServer({ cert: keyText('server.pem'), key: keyText('server.key') })
      : createServer();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    realm: `${options.tls === true ? 'https' : 'http'}://127.0.0.1:${port}/token`,
    service,
    issuer,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

type Claim = Credentials | { readonly refreshToken: string };

function known(claim: Claim | undefined, users: readonly Credentials[], refreshToken: string | undefined) {
  if (claim === undefined) return undefined;
  if ('refreshToken' in claim) return claim.refreshToken === refreshToken ? users[0]?.user : undefined;
  return users.find(({ user, password }) => user === claim.user && password === claim.password)?.user;
}

function whoAsks(request: IncomingMessage, question: URLSearchParams): Claim | undefined {
  if (question.get('grant_type') === 'refresh_token') {
    return { refreshToken: question.get('refresh_token') ?? '' };
  }
  if (question.get('grant_type') === 'password') {
    return { user: question.get('username') ?? '', password: question.get('password') ?? '' };
  }
  return readBasic(request.headers.authorization);
}

async function readQuestion(request: IncomingMessage): Promise<URLSearchParams> {
  if (request.method !== 'POST') return new URL(request.url ?? '/', 'http://localhost').searchParams;
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return new URLSearchParams(Buffer.concat(parts).toString());
}

function readScope(text: string): readonly AskedScope[] {
  const match = /^([a-z]+(?:\([a-z]+\))?):(.+):([a-z*,]*)$/.exec(text);
  const [, type, name, actions] = match ?? [];
  if (type === undefined || name === undefined || actions === undefined) return [];
  return [{ type, name, actions: actions.split(',') }];
}

type TokenContent = {
  readonly user: string | undefined;
  readonly audience: string;
  readonly expiresIn: number;
  readonly access: readonly AskedScope[];
};

/** A JWT that registries take which have `token.pem` as `rootcertbundle`. */
function signToken({ user, audience, expiresIn, access }: TokenContent): string {
  const now = Math.floor(Date.now() / 1000);
  const certificate = new X509Certificate(keyText('token.pem')).raw.toString('base64');
  const header = { typ: 'JWT', alg: 'ES256', x5c: [certificate] };
  const claims = {
    iss: issuer,
    sub: user ?? '',
    aud: audience,
    exp: now + expiresIn,
    nbf: now - 10,
    iat: now,
    jti: randomUUID(),
    access,
  };
  const signed = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = sign('sha256', Buffer.from(signed), {
    key: keyText('token.key'),
    dsaEncoding: 'ieee-p1363',
  });
  return `${signed}.${signature.toString('base64url')}`;
}
