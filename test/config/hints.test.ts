import { generateKeyPairSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { keyText } from '../servers/keys.ts';
import { refusalsOf, type Refusal } from './written.ts';

const examples = await Promise.all(
  ['complete.yml', 'policies.yml'].map(async (name) =>
    parse(await readFile(join(import.meta.dirname, '../fixtures/config', name), 'utf8')),
  ),
);
const { publicKey } = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const files = { 'certs/internal.pem': keyText('ca.pem'), '.promotion/cosign.pub': publicKey };

type Step = string | number;

/** Each place of a value: the keys and items on the way to it. */
function placesIn(value: unknown, path: readonly Step[] = []): readonly (readonly Step[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const steps: readonly Step[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [
    path,
    ...steps.flatMap((step) => placesIn((value as Record<Step, unknown>)[step], [...path, step])),
  ];
}

/** The same with another value at a place; `undefined` removes the key. */
function withValue(root: unknown, path: readonly Step[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const copy = (Array.isArray(root) ? [...root] : { ...(root as object) }) as Record<Step, unknown>;
  const put = withValue(copy[step], rest, value);
  if (put !== undefined) copy[step] = put;
  else if (Array.isArray(copy)) copy.splice(Number(step), 1);
  else delete copy[step];
  return copy;
}

/** What somebody may have written instead: nothing, and one value of each type and out of each range. */
const slips: readonly unknown[] = [
  undefined,
  null,
  true,
  '',
  'maybe',
  'x'.repeat(300),
  -1,
  1.5,
  Infinity,
  [],
  ['maybe', 7],
  {},
  { maybe: 1 },
];

function lacking({ at, message, hint }: Refusal): string[] {
  const place = /^(?:[^:]+:)?(\d+):(\d+)$/.exec(at);
  const isSound = Number(place?.[1]) > 0 && Number(place?.[2]) > 0;
  // A whole sentence, and none that speaks of schemas.
  const says =
    /^[A-Z`{].{8,}[.?]$/s.test(hint) && !/undefined|expected|received|invalid_/i.test(message + hint);
  return isSound && says && message !== '' ? [] : [`${at} ${message} -> ${hint}`];
}

/** The same place of the schema is tried once: the second stage says what the first one did. */
function differing(places: readonly (readonly Step[])[]): readonly (readonly Step[])[] {
  const kinds = places.map((path) => {
    const named = ['pipelines', 'signers', 'registries', 'policies'];
    return path
      .map((step, at) => (typeof step === 'number' || named.includes(String(path[at - 1])) ? '*' : step))
      .join('.');
  });
  return places.filter((_, index) => kinds.indexOf(kinds[index] ?? '') === index);
}

/** A config that is fine, with something more in its stage or below. */
function sound(stage: string, rest = ''): string {
  return `version: 1\npipelines:\n  web:\n    source: a/x\n    stages:\n      - { name: qa, to: b/x${stage} }\n${rest}`;
}

describe('when a config is refused', () => {
  it.each([0, 1])(
    'whatever stands at whatever place of example %i, each refusal has its place and says what to write',
    { timeout: 240_000 },
    async (index) => {
      const whole: unknown = examples[index];
      const bad: string[] = [];
      let refused = 0;
      for (const path of differing(placesIn(whole))) {
        for (const slip of slips) {
          const text = stringify(withValue(whole, path, slip) ?? null);
          const refusals = await refusalsOf(text, files);
          refused += refusals.length;
          const where = `${path.join('.')} = ${JSON.stringify(slip)}`;
          bad.push(...refusals.flatMap(lacking).map((said) => `${where}: ${said}`));
        }
      }
      expect(bad).toEqual([]);
      expect(refused).toBeGreaterThan(500);
    },
  );

  it.each([
    ['a boolean in quotes', sound(", auto: 'false'"), '6:36', 'Drop the quotes: auto: false.'],
    ['a boolean of nobody', sound(', auto: maybe'), '6:36', 'Write true or false, without quotes.'],
    [
      'no map of pipelines',
      'version: 1\npipelines: []\n',
      '2:1',
      'Name at least one: pipelines: { web: { source: …, stages: […] } }; `hoist init` writes an example.',
    ],
    [
      'no list of stages',
      'version: 1\npipelines: { web: { source: a/x, stages: { qa: { to: b/x } } } }\n',
      '2:34',
      'A stage has a name and a target: stages: [{ name: qa, to: ghcr.io/acme/qa/web }].',
    ],
    [
      'a stage that is a name',
      'version: 1\npipelines:\n  web:\n    source: a/x\n    stages:\n      - qa\n',
      '6:9',
      'Write it as a map: - { name: qa, to: ghcr.io/acme/qa/web }.',
    ],
    [
      'no connections',
      sound('', 'registries: { r.io: { connections: 0 } }\n'),
      '7:36',
      'Write a whole number, from 1 to 64.',
    ],
    [
      'a part of a connection',
      sound('', 'registries: { r.io: { connections: 1.5 } }\n'),
      '7:36',
      'Write a whole number, from 1 to 64.',
    ],
    [
      'connections in quotes',
      sound('', "registries: { r.io: { connections: '5' } }\n"),
      '7:36',
      'Drop the quotes. Write a whole number, from 1 to 64.',
    ],
    [
      'no requests',
      sound('', 'registries: { r.io: { requests-per-second: 0 } }\n'),
      '7:44',
      'Write a number above 0 and up to 1000.',
    ],
    [
      'requests without end',
      sound('', 'registries: { r.io: { requests-per-second: .inf } }\n'),
      '7:44',
      'Write a number above 0 and up to 1000.',
    ],
    [
      'an upload of nobody',
      sound('', 'registries: { r.io: { upload: post } }\n'),
      '7:31',
      'Write put, patch or chunks.',
    ],
    [
      'an approval of nobody',
      sound(', environment: { name: qa, approval: maybe }'),
      '6:65',
      'Write auto, required or none.',
    ],
    ['none of the newest', sound('', '    newest: 0\n'), '7:13', 'Write a whole number, 1 or more.'],
    [
      'an outcome of nobody',
      sound('', 'notify: [{ url-from-env: A, on: [done] }]\n'),
      '7:34',
      'Write promoted, unchanged, waiting, refused, conflict, superseded or failed.',
    ],
    ['off as a boolean', sound('', 'record: { attest: false }\n'), '7:19', 'Did you mean off?'],
    [
      'a move that is a boolean',
      sound(', tag: { name: a, move: true }'),
      '6:52',
      'Write never, forward or any.',
    ],
    [
      'a tag without a name',
      sound(', tag: { move: any }'),
      '6:30',
      "Say which tag it is: name: stable, or with keywords: name: '%n'.",
    ],
    [
      'an environment without a name',
      sound(', environment: { approval: auto }'),
      '6:30',
      'Name the GitHub environment: name: production.',
    ],
    [
      'a waiver without an owner',
      sound('', 'waivers: [{ id: a, check: size, match: {}, reason: b, expires: 2027-01-31 }]\n'),
      '7:11',
      "Say who answers for it: owner: '@acme/security'.",
    ],
    [
      'an expression without end',
      `version: 1\npipelines: { w: { source: { repository: a/x, tags: { matches: ${'a'.repeat(300)} } }, stages: [{ name: q, to: b/x }] } }\n`,
      '2:63',
      'Write a shorter one; several conditions may stand beside each other.',
    ],
    [
      "DTR's severities",
      sound(
        '',
        'trust: { signers: { ci: { github: { repository: a/b } } } }\npolicies: { a: [{ vulnerabilities: { by: ci, max-age: 1d, max: { major: 0 } } }] }\n',
      ),
      '8:66',
      'Say what you mean in critical, high, medium, low; or write the rule as DTR does, under `rules`, with severity-scale: dtr.',
    ],
  ])('%s: it is said word by word what to write', async (_, text, place, hint) => {
    const refusals = await refusalsOf(text);
    expect(refusals.map(({ at, hint: said }) => `${at} ${said}`)).toEqual([`${place} ${hint}`]);
  });

  it('a number that is none is shown as it was written', async () => {
    const [error] = await refusalsOf(sound('', 'registries: { r.io: { requests-per-second: .inf } }\n'));
    expect(error?.message).toBe('registries.r.io.requests-per-second must be a finite number, not .inf');
  });
});
