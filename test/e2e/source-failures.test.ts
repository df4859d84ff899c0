import { describe, it } from 'vitest';
import { problem, type Answer } from '../fakes/registry/answer.ts';
import { createAuthority } from '../fakes/registry/certificate.ts';
import { failing } from '../fakes/registry/fault.ts';
import { badCredentials, goodCredentials } from '../servers/credentials.ts';
import { always, bed, flat, users, type BedOptions } from './failing-registries.ts';

// Failures take as long as the real clock makes retries take: they are waited for side by side.

const loggedIn: BedOptions['logins'] = (source) => [{ host: source, credentials: goodCredentials }];
const page: Answer = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' };

describe('when the source cannot be read', () => {
  const causes: readonly (readonly [string, BedOptions, string, RegExp])[] = [
    [
      'it wants a password and there is none',
      { source: { auth: { scheme: 'basic', users } } },
      'UNAUTHORIZED',
      /answered 401.*hint: Log in before \(docker login SOURCE\)/,
    ],
    [
      'it wants a token and there are no credentials',
      { source: { auth: { scheme: 'bearer', users } } },
      'UNAUTHORIZED',
      /hint: Log in before \(docker login SOURCE\)/,
    ],
    [
      'the password is wrong',
      {
        source: { auth: { scheme: 'basic', users } },
        logins: (source) => [{ host: source, credentials: badCredentials }],
      },
      'UNAUTHORIZED',
      /hint: .*SOURCE/,
    ],
    [
      'its token server does not know the password',
      {
        source: { auth: { scheme: 'bearer', users } },
        logins: (source) => [{ host: source, credentials: badCredentials }],
      },
      'UNAUTHORIZED',
      /SOURCE.*hint: /,
    ],
    [
      'the account may not read it',
      {
        source: {
          auth: { scheme: 'basic', users: { hoist: { ...goodCredentials, allow: () => false } } },
        },
        logins: loggedIn,
      },
      'DENIED',
      /answered 403.*hint: .*rights/,
    ],
    [
      'it says "too many requests" for good',
      { source: always(problem(429, 'TOOMANYREQUESTS', 'slow down')) },
      'TOO_MANY_REQUESTS',
      /answered 429.*hint: .*later/,
    ],
    [
      'it wants to be asked again in an hour',
      {
        source: always({ ...problem(429, 'TOOMANYREQUESTS', 'slow down'), headers: { 'retry-after': 3600 } }),
      },
      'RETRY_LATER',
      /hint: .*after that time/,
    ],
    [
      'it has a fault of its own',
      { source: always(problem(503, 'UNAVAILABLE', 'maintenance')) },
      'SERVER_ERROR',
      /answered 503: UNAVAILABLE maintenance.*hint: .*later/,
    ],
    ['a sign-in page answers in its place', { source: always(page) }, '[A-Z_]+', /hint: \S/],
    [
      'its authority is not known',
      {
        source: { tls: createAuthority().issue(['127.0.0.1']) },
        registries: (source) => ({ [source]: { connections: 8 } }),
      },
      'TLS',
      /hint: .*registries: \{ 'SOURCE': \{ ca: PATH \} \}/,
    ],
    [
      'it has no TLS',
      { registries: (source) => ({ [source]: { connections: 8 } }) },
      'TLS',
      /hint: .*registries: \{ 'SOURCE': \{ plain-http: true \} \}/,
    ],
  ];

  it.concurrent.for(causes)(
    'because %s, it exits with 3 and says what to do',
    async ([, options, code, said], context) => {
      const { expect } = context;
      const { source, target, second, hoist } = await bed(context, options);
      const ran = await hoist.run('promote', '1.0.0');
      expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 3, stdout: '' });
      expect(ran.stderr).toMatch(new RegExp(`^${code}: `));
      expect(flat(ran.stderr).replaceAll(source.host, 'SOURCE')).toMatch(said);
      expect([...target.requests, ...second.requests]).toEqual([]);
    },
  );

  it.concurrent('because nothing listens there, it exits with 3', async (context) => {
    const { expect } = context;
    const { source, hoist } = await bed(context);
    await source.close();
    const ran = await hoist.run('plan', '1.0.0');
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 3, stdout: '' });
    expect(flat(ran.stderr)).toMatch(/^NETWORK: .*nothing listens there.*hint: /);
  });
});

describe('when the source fails for a moment', () => {
  const faults = [
    ['is too busy', problem(429, 'TOOMANYREQUESTS', 'slow down')],
    ['has a fault', problem(503, 'UNAVAILABLE', 'later')],
    ['resets a connection', 'reset'],
    ['breaks off in the middle of a body', 'reset-mid-body'],
  ] as const;

  it.concurrent.for(faults)('and %s twice, the image arrives all the same', async ([, fault], context) => {
    const { expect } = context;
    const intercept = failing(2, ({ route }) => ['manifest', 'blob'].includes(route.kind), fault);
    const { image, target, second, hoist } = await bed(context, { source: { intercept } });
    const ran = await hoist.promote('1.0.0');
    expect(ran).toMatchObject({ code: 0, document: { outcome: 'promoted' } });
    for (const { store } of [target, second]) expect(store.tagged('qa/web', '1.0.0')).toBe(image.root);
  });
});
