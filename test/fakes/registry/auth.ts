import { randomUUID } from 'node:crypto';
import { problem, withHeaders, type Answer } from './answer.ts';
import type { Exchange } from './exchange.ts';

export type Action = 'pull' | 'push' | 'delete';

/** Whether somebody may do something in a repository. */
export type Rule = (repository: string, action: Action) => boolean;

export type User = {
  readonly password: string;
  /** An identity token that the user may show instead of name and password (P49). */
  readonly refreshToken?: string;
  /** Default: everything. */
  readonly allow?: Rule;
};

export type AuthOptions = {
  readonly scheme: 'basic' | 'bearer';
  readonly users: Readonly<Record<string, User>>;
  /** What may be done without credentials; default: nothing. */
  readonly anonymous?: Rule;
  /** Of a token: the realm in challenges. Default: `/token` of the registry itself; `own`: of a listener of its own. */
  readonly realm?: 'own' | (string & {}) | undefined;
  readonly service?: string;
  /** Seconds that a token is good for; default 300. */
  readonly expiresIn?: number;
  /** Default: the machine's. */
  readonly now?: () => number;
  /** Whether POST with a form gets a token; otherwise 404, as at GCR (Q10). Default yes. */
  readonly post?: boolean;
};

/** Who somebody is: `undefined` stands for nobody in particular. */
export type Identity = { readonly name: string | undefined; readonly rule: Rule };

type Grant = { readonly expires: number; readonly rule: Rule };

const everything: Rule = () => true;
const nothing: Rule = () => false;

/** Decides who may do what, by password or by tokens that it issued. */
export class Gatekeeper {
  readonly service: string;
  readonly #options: AuthOptions;
  readonly #grants = new Map<string, Grant>();
  /** Where a challenge sends a client. */
  realm: string;

  constructor(options: AuthOptions, realm: string) {
    this.#options = options;
    this.service = options.service ?? 'registry';
    this.realm = realm;
  }

  /** Undefined for wrong credentials; without any the anonymous one. */
  identify(header: string | undefined): Identity | undefined {
    if (header === undefined) return { name: undefined, rule: this.#options.anonymous ?? nothing };
    const [, encoded] = /^basic (.+)$/i.exec(header) ?? [];
    const [name = '', ...rest] = Buffer.from(encoded ?? '', 'base64')
      .toString()
      .split(':');
    return this.byPassword(name, rest.join(':'));
  }

  byPassword(name: string, password: string): Identity | undefined {
    const user = Object.hasOwn(this.#options.users, name) ? this.#options.users[name] : undefined;
    return user?.password === password ? { name, rule: user.allow ?? everything } : undefined;
  }

  byRefreshToken(token: string): Identity | undefined {
    const [name, user] =
      Object.entries(this.#options.users).find(([, one]) => one.refreshToken === token) ?? [];
    return user === undefined ? undefined : { name, rule: user.allow ?? everything };
  }

  /** A token for those of the scopes that the identity may have; fewer than asked is no error (P51). */
  issue(
    identity: Identity,
    scopes: readonly string[],
  ): { readonly token: string; readonly expiresIn: number } {
    const asked = scopes.map(parseScope);
    const rule: Rule = (repository, action) =>
      asked.some((scope) => scope.repository === repository && scope.actions.includes(action)) &&
      identity.rule(repository, action);
    const expiresIn = this.#options.expiresIn ?? 300;
    const token = randomUUID();
    this.#grants.set(token, { expires: this.#now() + expiresIn * 1000, rule });
    return { token, expiresIn };
  }

  /** Every token that was issued is worth nothing from here on (F37). */
  revoke(): void {
    this.#grants.clear();
  }

  /** An answer that refuses the request, or the rule under which it may go on. */
  admit(exchange: Exchange): Answer | Rule {
    const needed = needs(exchange);
    const header = exchange.request.headers.authorization;
    if (this.#options.scheme === 'basic') {
      const identity = this.identify(header);
      const anonymous = identity?.name === undefined;
      if (identity === undefined || (anonymous && !permits(identity.rule, needed)))
        return this.#challenge(needed);
      return permits(identity.rule, needed) ? identity.rule : denied;
    }
    const [, token] = /^bearer (.+)$/i.exec(header ?? '') ?? [];
    if (token === undefined) return this.#challenge(needed);
    const grant = this.#grants.get(token);
    if (grant === undefined || grant.expires <= this.#now()) return this.#challenge(needed, 'invalid_token');
    return permits(grant.rule, needed) ? grant.rule : this.#challenge(needed, 'insufficient_scope');
  }

  #challenge(needed: readonly Need[], error?: string): Answer {
    const scope = needed.length === 0 ? '' : `,scope="${needed.map(scopeOf).join(' ')}"`;
    const said = error === undefined ? '' : `,error="${error}"`;
    const challenge =
      this.#options.scheme === 'basic'
        ? 'Basic realm="registry"'
        : `Bearer realm="${this.realm}",service="${this.service}"${scope}${said}`;
    return withHeaders(unauthorized, { 'www-authenticate': challenge });
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}

const unauthorized = problem(401, 'UNAUTHORIZED', 'authentication required');
const denied = problem(403, 'DENIED', 'requested access to the resource is denied');

type Need = { readonly repository: string; readonly action: Action };

/** None: only to be somebody. Cancelling an upload needs what beginning it needed; a mount reads where it mounts from (P52). */
function needs({ seen: { route, method, query } }: Exchange): readonly Need[] {
  if (!('repository' in route)) return [];
  const { repository, kind } = route;
  if (method === 'GET' || method === 'HEAD')
    return [{ repository, action: kind === 'upload' ? 'push' : 'pull' }];
  const own: Need = { repository, action: method === 'DELETE' && kind !== 'upload' ? 'delete' : 'push' };
  const from = kind === 'uploads' && query.has('mount') ? query.get('from') : null;
  return from === null || from === repository ? [own] : [own, { repository: from, action: 'pull' }];
}

function permits(rule: Rule, needed: readonly Need[]): boolean {
  return needed.every(({ repository, action }) => rule(repository, action));
}

function scopeOf({ repository, action }: Need): string {
  return `repository:${repository}:${action === 'push' ? 'pull,push' : action}`;
}

/** `repository:NAME:ACTIONS`; the name may hold colons. */
function parseScope(text: string): { readonly repository: string; readonly actions: readonly string[] } {
  const first = text.indexOf(':');
  const last = text.lastIndexOf(':');
  const isRepository = text.slice(0, first) === 'repository' && last > first;
  return isRepository
    ? { repository: text.slice(first + 1, last), actions: text.slice(last + 1).split(',') }
    : { repository: '', actions: [] };
}
