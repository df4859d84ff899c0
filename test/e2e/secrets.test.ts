import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { problem, type Answer } from '../fakes/registry/answer.ts';
import { startCanary } from '../fakes/registry/canary.ts';
import type { SeenRequest } from '../fakes/registry/exchange.ts';
import type { Fault } from '../fakes/registry/fault.ts';
import { addSample } from '../fakes/registry/sample.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { startHoist, type Hoist, type Ran } from './hoist.ts';

const credentials = { user: 'canary-user', password: 'c4n4ry/pass+word=with%signs' };
const users = { [credentials.user]: credentials };

let registry: RunningRegistry;
let hoist: Hoist;
/** Tokens that were given out. */
const tokens = new Set<string>();
afterEach(async () => {
  await hoist.close();
  await registry.close();
  tokens.clear();
});

async function begin(scheme: 'basic' | 'bearer', fault: (request: SeenRequest) => Fault | undefined) {
  registry = await startRegistry({
    auth: { scheme, users, realm: 'own' },
    intercept(request) {
      const wanted = fault(request);
      if (wanted !== undefined || request.route.kind !== 'token') return wanted;
      return (answer) => {
        const { token } = JSON.parse(bodyText(answer)) as { token: string };
        tokens.add(token);
        return answer;
      };
    },
  });
  const { host } = registry;
  const realm = registry.tokens?.host;
  addSample(registry.store, 'dev/web', {
    tags: ['1.0.0'],
    platforms: ['linux/amd64'],
    referrers: 1,
    cosign: true,
  });
  hoist = await startHoist({
    logins: [{ host, credentials }],
    config: {
      version: 1,
      registries: realm === undefined ? {} : { [host]: { 'plain-http': true, 'token-realms': [realm] } },
      copy: { to: [`${host}/copy/**`] },
      pipelines: { web: { source: `${host}/dev/web`, stages: [{ name: 'qa', to: `${host}/qa/web` }] } },
    },
  });
}

function bodyText({ body }: Answer): string {
  if (typeof body !== 'string') throw new Error('not an answer with a token');
  return body;
}

/** Every command, with everything that it can be made to say. */
async function everything(): Promise<readonly Ran[]> {
  const { host } = registry;
  const commands = [
    ['check'],
    ['plan', '1.0.0'],
    ['promote', '1.0.0'],
    ['copy', `${host}/dev/web:1.0.0`, `${host}/copy/web:1.0.0`],
  ];
  const ran: Ran[] = [];
  for (const command of commands) {
    ran.push(await hoist.run(...command, '--debug'), await hoist.run(...command, '--debug', '--json'));
  }
  return ran;
}

/** A secret as it is, in a URL, in JSON, and in base64 at each of three alignments. */
function formsOf(secret: string): readonly string[] {
  const aligned = [0, 1, 2].map((shift) =>
    Buffer.from(' '.repeat(shift) + secret)
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, -4),
  );
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), ...aligned];
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((file) => readFile(join(file.parentPath, file.name), 'utf8')),
  );
}

async function expectNoSecret(ran: readonly Ran[]): Promise<void> {
  const secrets = [
    credentials.password,
    Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64'),
    ...tokens,
  ];
  const places = [...ran.flatMap(({ stdout, stderr }) => [stdout, stderr]), ...(await filesOf(hoist.folder))];
  const forms = secrets.flatMap(formsOf);
  expect(places.filter((text) => forms.some((form) => text.includes(form)))).toEqual([]);
}

/** What a careless registry says: the request's own header, back to whoever sent it. */
function echo({ headers }: SeenRequest): Answer {
  const said = headers.authorization ?? 'nothing';
  return problem(
    400,
    'BAD',
    `cannot read ${said}; decoded ${Buffer.from(said.split(' ')[1] ?? '', 'base64').toString()}`,
  );
}

describe.each(['basic', 'bearer'] as const)('when a registry asks for %s credentials', (scheme) => {
  const cases: readonly (readonly [string, number, (request: SeenRequest) => Fault | undefined])[] = [
    ['all goes well', 0, () => undefined],
    [
      'a push is refused with a look at the header',
      5,
      (request) =>
        request.method === 'PUT' && request.route.kind === 'manifest' ? echo(request) : undefined,
    ],
    [
      'an upload is refused with a look at the header',
      5,
      (request) =>
        request.method === 'POST' && request.route.kind === 'uploads' ? echo(request) : undefined,
    ],
    [
      'the source is refused with a look at the header',
      3,
      (request) =>
        request.path === '/v2/dev/web/manifests/1.0.0' && request.headers.authorization !== undefined
          ? echo(request)
          : undefined,
    ],
    [
      'everything is forbidden after the login',
      3,
      ({ headers, route }) =>
        headers.authorization !== undefined && route.kind !== 'token'
          ? problem(403, 'DENIED', 'no')
          : undefined,
    ],
  ];

  it.each(cases)('and %s, nothing shows a secret', async (_, code, fault) => {
    await begin(scheme, fault);
    const ran = await everything();
    expect(ran.map((one) => one.code)).toContain(code);
    expect(ran.some(({ stdout, stderr }) => (stdout + stderr).length > 100)).toBe(true);
    expect(tokens.size > 0).toBe(scheme === 'bearer');
    await expectNoSecret(ran);
  });
});

describe('when a registry sends us to somebody else for tokens', () => {
  it('that one gets no credentials, and the hint names the setting', async () => {
    const stranger = await startCanary({ secrets: [credentials.password] });
    onTestFinished(() => stranger.close());
    registry = await startRegistry({ auth: { scheme: 'bearer', users, realm: `${stranger.url}/token` } });
    hoist = await startHoist({ logins: [{ host: registry.host, credentials }] });
    const ran = await hoist.run('copy', `${registry.host}/dev/web:1`, 'oci:disk:1', '--debug');
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr.replaceAll(/\s+/g, ' ')).toContain(stranger.host.split(':')[0]);
    stranger.assertUntouched();
    await expectNoSecret([ran]);
  });
});

describe('when one host has credentials and another has none', () => {
  it('each gets its own and no other', async () => {
    await begin('basic', () => undefined);
    const other = await startRegistry();
    onTestFinished(() => other.close());
    const { host } = registry;
    await hoist.write('.github/hoist.yml', {
      version: 1,
      pipelines: { web: { source: `${host}/dev/web`, stages: [{ name: 'qa', to: `${other.host}/qa/web` }] } },
    });
    expect((await hoist.promote('1.0.0')).code).toBe(0);
    expect(registry.requests.some(({ headers }) => headers.authorization !== undefined)).toBe(true);
    expect(other.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
  });
});

describe('when a registry says what a terminal would obey', () => {
  it('is shown as text', async () => {
    const hostile = '\u001b]0;owned\u0007\u001b[2J\r::error::x\n\u202eevil\u2066';
    await begin('basic', ({ method, route }) =>
      method === 'PUT' && route.kind === 'manifest' ? problem(400, 'BAD', hostile) : undefined,
    );
    const ran = await everything();
    expect(ran.map(({ code }) => code)).toContain(5);
    for (const { stdout, stderr } of ran) {
      expect(stdout + stderr).not.toMatch(
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
      );
    }
    expect(ran.some(({ stdout }) => stdout.includes('owned'))).toBe(true);
  });
});
