import { jsonAnswer, problem, withHeaders, type Answer } from './answer.ts';
import type { AuthOptions, Gatekeeper, Identity } from './auth.ts';
import { receiveAll, type Exchange } from './exchange.ts';

/** Gives tokens: GET with Basic credentials or none (P48), POST with a form (P49). */
export async function giveToken(
  exchange: Exchange,
  gatekeeper: Gatekeeper,
  options: AuthOptions,
): Promise<Answer> {
  const { seen, request } = exchange;
  if (seen.method === 'POST' && options.post !== false) return await byForm(exchange, gatekeeper);
  if (seen.method !== 'GET') return problem(404, 'UNSUPPORTED', 'there is nothing here');
  if (!isService(seen.query, gatekeeper)) return badService;
  const identity = gatekeeper.identify(request.headers.authorization);
  return identity === undefined ? wrong : granted(gatekeeper, identity, seen.query.getAll('scope'));
}

async function byForm(exchange: Exchange, gatekeeper: Gatekeeper): Promise<Answer> {
  const bytes = await receiveAll(exchange, 64 << 10);
  const form = new URLSearchParams(bytes?.toString());
  if (!form.has('client_id')) return problem(400, 'UNSUPPORTED', 'client_id is missing');
  if (!isService(form, gatekeeper)) return badService;
  const identity = identityOf(form, gatekeeper);
  return identity === undefined ? wrong : granted(gatekeeper, identity, form.getAll('scope'));
}

function identityOf(form: URLSearchParams, gatekeeper: Gatekeeper): Identity | undefined {
  if (form.get('grant_type') === 'refresh_token')
    return gatekeeper.byRefreshToken(form.get('refresh_token') ?? '');
  if (form.get('grant_type') !== 'password') return undefined;
  return gatekeeper.byPassword(form.get('username') ?? '', form.get('password') ?? '');
}

function granted(gatekeeper: Gatekeeper, identity: Identity, scopes: readonly string[]): Answer {
  const single = scopes.flatMap((scope) => scope.split(' ')).filter((scope) => scope !== '');
  const { token, expiresIn } = gatekeeper.issue(identity, single);
  return jsonAnswer(200, {
    token,
    access_token: token,
    expires_in: expiresIn,
    issued_at: new Date().toISOString(),
  });
}

function isService(parameters: URLSearchParams, gatekeeper: Gatekeeper): boolean {
  return parameters.get('service') === gatekeeper.service;
}

const badService = problem(400, 'UNSUPPORTED', 'the service is not known here');
const wrong = withHeaders(problem(401, 'UNAUTHORIZED', 'incorrect username or password'), {
  'www-authenticate': 'Basic realm="token"',
});
