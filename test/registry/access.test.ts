import { afterEach, describe, expect, it } from 'vitest';
import { parseRepository } from '../../src/image/reference.ts';
import { problem, type Answer } from '../fakes/registry/answer.ts';
import { startRegistry } from '../fakes/registry/server.ts';
import { testClient } from './test-client.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).toReversed()) await each.close();
});

/** What is said of the right to push where every manifest that is pushed gets this answer; nothing if it is there. */
async function toldOf(answer: Answer): Promise<string> {
  const server = await startRegistry({
    intercept: ({ method }) => (method === 'PUT' ? answer : undefined),
  });
  const registry = testClient();
  opened.push(server, registry);
  const access = registry.access(parseRepository(`${server.host}/qa/web`), 'push');
  return await access.then(
    () => '',
    (error: { readonly kind: string; readonly code: string; readonly hint?: string }) =>
      `${error.kind} ${error.code} ${error.hint}`,
  );
}

describe('when a registry is asked whether a repository may be written', () => {
  it.each([
    ['wrong', problem(400, 'DIGEST_INVALID', 'provided digest did not match')],
    ['not to be understood', problem(400, 'MANIFEST_INVALID', 'no mediaType; see https://HTTPS.example.com')],
    ['wrong, in words of its own', { status: 400, body: 'digest mismatch' }],
    ['of no known type', { status: 415 }],
  ])('one that calls the manifest %s would take another', async (_, answer) => {
    expect(await toldOf(answer)).toBe('');
  });

  it('a port for TLS that is asked without it has judged nothing', async () => {
    const said = await toldOf({ status: 400, body: 'Client sent an HTTP request to an HTTPS server.\n' });
    expect(said).toMatch(/^unreachable REFUSED_BY_REGISTRY .*plain-http: false/);
  });

  it.each([200, 400])('a web page (%i) is no answer of a registry', async (status) => {
    expect(await toldOf({ status, body: '<html><body>Welcome</body></html>' })).toMatch(
      /^unreachable REFUSED_BY_REGISTRY/,
    );
  });

  it.each([
    [401, 'UNAUTHORIZED'],
    [403, 'DENIED'],
    [404, 'NOT_FOUND'],
  ])('%i is a refusal', async (status, code) => {
    expect(await toldOf(problem(status, code, 'no'))).toMatch(new RegExp(`^unreachable ${code} `));
  });
});
