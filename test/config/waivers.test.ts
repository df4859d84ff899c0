import { describe, expect, it } from 'vitest';
import { configOf, refusalsOf } from './written.ts';

/** Seven lines; what a test adds begins in line 8. */
const base = `version: 1
pipelines: { p: { source: a/x, stages: [{ name: qa, to: a/y }] } }
policies:
  a: [{ size: { max: 1GB } }, { size: { max: 2GB } }, { size: { max: 3GB }, id: big }, { licenses: { deny: [MIT] } }, { components: { deny: [{ name: x }] } }]
  b: [{ signature: { by: ci } }, { labels: { v: '1' } }, { any: [{ size: { max: 1GB }, id: either }, { tag: v1 }] }]
trust: { signers: { ci: { github: { repository: a/b } } } }
limits: { waivable: [licenses, components, size, labels] }
`;

const rest = "reason: not reachable, owner: '@acme/security', expires: 2027-01-31";

function waiver(text: string, more = ''): string {
  return `${base}waivers:\n  - { id: W-1, ${text}, ${rest}${more} }\n`;
}

async function refused(text: string): Promise<readonly string[]> {
  return (await refusalsOf(text)).map(({ at, code }) => `${at} ${code}`);
}

describe('when waivers are read', () => {
  it('each is what it says, with its place', async () => {
    const digest = `sha256:${'ab'.repeat(32)}`;
    const { waivers } = await configOf(`${base}waivers:
  - id: W-1
    check: components
    match: { package: 'pkg:deb/debian/libxml2*', image: 'docker.io/a/*', stage: qa, digest: '${digest}' }
    reason: the parser is not reachable
    owner: '@acme/security'
    ticket: SEC-912
    expires: 2027-01-31
  - { id: W-2, check: size, match: { rule: big }, ${rest} }
`);
    expect(waivers[0]).toEqual({
      id: 'W-1',
      check: 'components',
      match: { package: 'pkg:deb/debian/libxml2*', image: 'docker.io/a/*', stage: 'qa', digest },
      reason: 'the parser is not reachable',
      owner: '@acme/security',
      expires: '2027-01-31',
      ticket: 'SEC-912',
      breakGlass: false,
      missing: false,
      position: expect.objectContaining({ file: '.github/hoist.yml', line: 9, column: 5 }),
      // Who wrote any of its lines, the date among them, has written the waiver.
      lastLine: 15,
    });
    expect(waivers[1]).toMatchObject({ id: 'W-2', match: { rule: 'big' }, position: { line: 16 } });
  });

  it('what time decides is no mistake of the config', async () => {
    expect(await refused(waiver('check: size, match: { rule: size }').replace('2027', '1999'))).toEqual([]);
    expect(await refused(waiver('check: size, match: { rule: size }').replace('2027', '2999'))).toEqual([]);
  });

  it('in an emergency a signature may be waived, by its rule', async () => {
    const { waivers } = await configOf(
      waiver('check: signature, match: { rule: signature }, break-glass: true'),
    );
    expect(waivers[0]).toMatchObject({ check: 'signature', breakGlass: true });
  });

  it('missing evidence may be waived, by its rule', async () => {
    const { waivers } = await configOf(
      waiver('check: licenses, match: { rule: licenses }, outcome: missing'),
    );
    expect(waivers[0]).toMatchObject({ missing: true });
    expect(await refused(waiver('check: licenses, match: { license: MIT }, outcome: missing'))).toEqual([
      '9:33 WAIVER_WIDE',
      '9:42 WAIVER_IDLE',
    ]);
  });

  it('an alternative may be named', async () => {
    expect(await refused(waiver('check: size, match: { rule: either }'))).toEqual([]);
  });

  it.each([
    ['an unknown check', 'check: licences, match: { license: MIT }', ['9:23 CHECK_UNKNOWN']],
    ['a check that every object has', 'check: constructor, match: { rule: x }', ['9:23 CHECK_UNKNOWN']],
    ['a check that limits do not name', 'check: tag, match: { rule: tag }', ['9:23 WAIVER_FORBIDDEN']],
    ['a signature', 'check: signature, match: { rule: signature }', ['9:23 WAIVER_FORBIDDEN']],
    [
      'glass that is none',
      'check: size, match: { rule: size }, break-glass: true',
      ['9:65 WAIVER_FORBIDDEN'],
    ],
    ['a whole check', 'check: licenses, match: { image: a/x }', ['9:33 WAIVER_WIDE']],
    ['a whole check by its rule', 'check: licenses, match: { rule: licenses }', ['9:33 WAIVER_WIDE']],
    ['nothing', 'check: size, match: {}', ['9:29 WAIVER_WIDE']],
    ['every package', "check: components, match: { package: '**' }", ['9:53 WAIVER_WIDE']],
    ['a package by no glob', "check: components, match: { package: 'pkg:[' }", ['9:53 GLOB_INVALID']],
    ['a finding of another check', 'check: size, match: { rule: big, license: MIT }', ['9:49 WAIVER_IDLE']],
    ['an unknown rule', 'check: size, match: { rule: bigg }', ['9:44 RULE_UNKNOWN']],
    ['the rule of another check', 'check: size, match: { rule: labels }', ['9:44 RULE_UNKNOWN']],
    ['the second in a row', 'check: size, match: { rule: size-2 }', ['9:44 RULE_UNNAMED']],
    ['an unknown stage', 'check: size, match: { rule: big, stage: prod }', ['9:56 STAGE_UNKNOWN']],
    ['an unknown key', 'check: size, match: { rule: big, tag: x }', ['9:49 CONFIG_UNKNOWN_KEY']],
    ['a list', 'check: size, match: { rule: [big] }', ['9:38 CONFIG_TYPE']],
    [
      'a digest that is none',
      "check: size, match: { rule: big, digest: 'sha256:ab' }",
      ['9:57 DIGEST_INVALID'],
    ],
    ['a glob that is none', "check: size, match: { rule: big, image: '[' }", ['9:56 GLOB_INVALID']],
    ['another outcome', 'check: size, match: { rule: big }, outcome: stale', ['9:60 CONFIG_VALUE']],
  ])('%s is not waived', async (_, text, expected) => {
    expect(await refused(waiver(text))).toEqual(expected);
  });

  it.each([
    ['an expiry', `, ${rest}`.replace(/, expires.*/, ''), 'expires is missing'],
    ['an owner', ', reason: a, expires: 2027-01-31', 'owner is missing'],
    ['a reason', ', owner: a, expires: 2027-01-31', 'reason is missing'],
  ])('without %s there is none', async (_, text, message) => {
    const [refusal, ...others] = await refusalsOf(
      `${base}waivers: [{ id: W, check: size, match: { rule: big }${text} }]\n`,
    );
    expect(refusal?.message).toContain(message);
    expect(others).toEqual([]);
  });

  it('two of one id are refused', async () => {
    const one = `{ id: W, check: size, match: { rule: big }, ${rest} }`;
    expect(await refused(`${base}waivers: [${one}, ${one}]\n`)).toEqual([
      expect.stringMatching(/^8:\d+ WAIVER_TWICE$/),
    ]);
  });

  it('they may stand in a file of their own', async () => {
    const refusals = await refusalsOf(`${base}waivers: { file: w.yml }\n`, {
      'w.yml': `- { id: W, check: size, match: { rule: biggest }, ${rest} }\n`,
    });
    expect(refusals).toMatchObject([{ at: 'w.yml:1:40', code: 'RULE_UNKNOWN' }]);
  });
});

describe('when limits are read', () => {
  const text = 'version: 1\npipelines: { p: { source: a/x, stages: [{ name: s, to: a/y }] } }\n';

  it('they have their defaults, in seconds', async () => {
    expect((await configOf(text)).limits).toEqual({
      waiverMax: 90 * 86_400,
      warnBefore: 14 * 86_400,
      waivable: ['vulnerabilities', 'licenses', 'components', 'size'],
      waiverReview: 'off',
      localWithApproval: false,
    });
  });

  it('each may be said', async () => {
    const written =
      'limits: { waiver-max: 36h, warn-before: 1w, waivable: [], waiver-review: required, local-with-approval: true }\n';
    expect((await configOf(`${text}${written}`)).limits).toEqual({
      waiverMax: 36 * 3600,
      warnBefore: 7 * 86_400,
      waivable: [],
      waiverReview: 'required',
      localWithApproval: true,
    });
  });

  it.each([
    ['an unknown check', 'waivable: [licences]', '3:22 CHECK_UNKNOWN'],
    ['signatures', 'waivable: [size, signature]', '3:28 WAIVER_FORBIDDEN'],
    ['another review', 'waiver-review: optional', '3:26 CONFIG_VALUE'],
    ['a Norwegian boolean', 'local-with-approval: yes', '3:32 CONFIG_TYPE'],
    ['a number of nothing', 'waiver-max: 90', '3:23 CONFIG_TYPE'],
  ])('%s is refused', async (_, limits, expected) => {
    expect(await refused(`${text}limits: { ${limits} }\n`)).toEqual([expected]);
  });
});
