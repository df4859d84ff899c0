import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/decision.ts';
import type { Waiver, WaiverMatch, WaiverOrigin } from '../../src/domain/waiver.ts';
import { passes } from '../../src/policy/judgement.ts';
import { digestFor, factsOf } from './facts.ts';
import { checkFinding, checkSaying, limits, policyOf, ruleOf, waiverOf } from './request.ts';
import { decide, libxml, policiesOf, saying } from './waiver-decision.ts';

describe('when a waiver names a finding', () => {
  it.each<[string, WaiverMatch, boolean]>([
    ['its id', { vulnerability: 'CVE-2026-1' }, true],
    ['an alias', { vulnerability: 'GHSA-aaaa-bbbb-cccc' }, true],
    ['an alias in other case', { vulnerability: 'ghsa-AAAA-bbbb-cccc' }, true],
    ['another id', { vulnerability: 'CVE-2026-11' }, false],
    ['a part of the id', { vulnerability: 'CVE-2026' }, false],
    ['a glob over ids', { vulnerability: 'CVE-*' }, false],
    ['its package', { package: 'pkg:deb/debian/libxml2*' }, true],
    ['another package', { package: 'pkg:deb/debian/libxslt*' }, false],
    ['a name where there is a purl', { package: 'libxml2@2.9.14' }, false],
    ['id and package', { vulnerability: 'CVE-2026-1', package: 'pkg:deb/**' }, true],
    ['the id and another package', { vulnerability: 'CVE-2026-1', package: 'pkg:apk/**' }, false],
    ['a licence, which it has not', { license: 'MIT', vulnerability: 'CVE-2026-1' }, false],
    ['a label, which it has not', { label: 'x', vulnerability: 'CVE-2026-1' }, false],
    ['the rule and the id', { rule: 'vulnerabilities', vulnerability: 'CVE-2026-1' }, true],
    ['another rule and the id', { rule: 'prod-vulns', vulnerability: 'CVE-2026-1' }, false],
    ['its own image', { vulnerability: 'CVE-2026-1', image: 'ghcr.io/acme/dev/*' }, true],
    ['another image', { vulnerability: 'CVE-2026-1', image: 'ghcr.io/acme/qa/*' }, false],
    ['every image', { vulnerability: 'CVE-2026-1', image: '**' }, true],
    ['its own stage', { vulnerability: 'CVE-2026-1', stage: 'production' }, true],
    ['its own stage with pipeline', { vulnerability: 'CVE-2026-1', stage: 'web/production' }, true],
    ['another stage', { vulnerability: 'CVE-2026-1', stage: 'staging' }, false],
    ['its own digest', { vulnerability: 'CVE-2026-1', digest: digestFor('index') }, true],
    ['another digest', { vulnerability: 'CVE-2026-1', digest: digestFor('other') }, false],
    // I7: what names nothing, or everything, would remove the check as a whole.
    ['nothing', {}, false],
    ['the image alone', { image: '**' }, false],
    ['the rule alone', { rule: 'vulnerabilities' }, false],
    ['every package', { package: '**' }, false],
    ['every purl', { package: 'pkg:**' }, false],
    ['every purl, in more words', { package: '**pkg:**' }, false],
    ['every purl, by its first letters', { package: 'pk**' }, false],
    ['every purl, in a class', { package: '[a-z]**' }, false],
    ['every purl with a type and a name', { package: 'p*/**' }, false],
    ['every purl with a namespace', { package: '[a-z]*:*/*/*' }, false],
    ['every purl with a version', { package: 'pkg*/*/*@*' }, false],
    ['every purl of a type', { package: 'pkg:deb/**' }, true],
    ['a part of the name', { package: '**/lib*' }, true],
    ['what is no glob', { package: 'pkg:[a' }, false],
    ['an image that is no glob', { vulnerability: 'CVE-2026-1', image: '[a' }, false],
  ])('by %s: %j is %s', (_, match, expected) => {
    expect(decide([waiverOf(match)]).verdict).toBe(expected ? 'pass' : 'refused');
  });

  it.each<[Finding, WaiverMatch, string]>([
    [{ package: { name: 'libxml2', version: '2.9' } }, { package: 'libxml2@2.*' }, 'components'],
    [{ package: { name: 'libxml2' } }, { package: 'libxml2' }, 'components'],
    [{ license: 'AGPL-3.0-only' }, { license: 'agpl-3.0-only' }, 'licenses'],
    [{ package: { name: 'a', purl: 'pkg:npm/%40acme/a@1' } }, { package: 'pkg:npm/%40acme/*' }, 'components'],
  ])('when it is %j, %j names it', (one, match, check) => {
    const policies = policiesOf(checkFinding([one], check));
    expect(decide([waiverOf(match, { check })], { policies }).verdict).toBe('pass');
  });

  it('when it is a label, its exact name is wanted', () => {
    const policies = policiesOf(checkFinding([{ label: 'team' }], 'labels'));
    const more = { policies, limits: { ...limits, waivable: ['labels'] } };
    expect(decide([waiverOf({ label: 'team' }, { check: 'labels' })], more).verdict).toBe('pass');
    expect(decide([waiverOf({ label: 'Team' }, { check: 'labels' })], more).verdict).toBe('refused');
  });

  it('when it is for another check, it removes nothing and is not spoken of', () => {
    const { verdict, waivers } = decide([waiverOf({ vulnerability: 'CVE-2026-1' }, { check: 'licenses' })]);
    expect(verdict).toBe('refused');
    expect(waivers).toEqual({ used: [], idle: [] });
  });

  it('when the policy has both checks, it removes the findings of its own and no others', () => {
    const policies = policiesOf(checkFinding([libxml]), checkFinding([libxml], 'components'));
    const { checks } = decide([waiverOf({ package: 'pkg:deb/debian/libxml2*' })], { policies });
    expect(checks.map(({ criterion, verdict }) => [criterion, verdict])).toEqual([
      ['vulnerabilities', 'pass'],
      ['components', 'fail'],
    ]);
  });

  it.each<Finding>([
    { vulnerability: { id: 'CVE-2026-1', aliases: [], severity: 'low' } },
    { package: { name: 'libxml2' } },
    { license: 'MIT' },
    { label: 'team' },
  ])('when it names the rule alone, it does not take %j, which has a name (I7)', (one) => {
    const policies = policiesOf(checkFinding([one]));
    expect(decide([waiverOf({ rule: 'vulnerabilities' })], { policies }).verdict).toBe('refused');
  });

  it('when it names the rule alone, it takes what has no name', () => {
    const policies = policiesOf(checkFinding([{ detail: 'too large' }], 'size'));
    expect(decide([waiverOf({ rule: 'size' }, { check: 'size' })], { policies }).verdict).toBe('pass');
  });

  it('when it is for a stage and there is none, as for a copy, it does not count', () => {
    const { stage: _, ...facts } = factsOf();
    const match = { vulnerability: 'CVE-2026-1' };
    expect(decide([waiverOf({ ...match, stage: 'production' })], { facts }).verdict).toBe('refused');
    expect(decide([waiverOf(match)], { facts }).verdict).toBe('pass');
  });

  it('when a purl is longer than any tool writes, it matches nothing', () => {
    const purl = `pkg:deb/debian/${'a'.repeat(5000)}`;
    const policies = policiesOf(checkFinding([{ package: { name: 'a', purl } }]));
    expect(decide([waiverOf({ package: 'pkg:deb/debian/a*' })], { policies }).verdict).toBe('refused');
  });
});

describe('when a waiver is used', () => {
  const match = { vulnerability: 'CVE-2026-1' };

  it('is told with everything that an auditor asks', () => {
    const origin: WaiverOrigin = { commit: 'abc', author: 'octocat', approvers: [] };
    const { waivers, checks } = decide([waiverOf(match, { ticket: 'SEC-1' })], {
      origins: new Map([['W-1', origin]]),
    });
    expect(waivers).toEqual({
      used: [
        {
          id: 'W-1',
          check: 'vulnerabilities',
          reason: 'not reachable',
          owner: '@acme/security',
          expires: '2026-12-20',
          ticket: 'SEC-1',
          findings: 1,
          expiresSoon: false,
          origin,
        },
      ],
      idle: [],
    });
    expect(checks[0]?.findings).toMatchObject([{ removedBy: 'waiver', removal: 'W-1' }]);
  });

  it('counts each finding once, however often it is asked for', () => {
    const arm = { ...libxml, platform: 'linux/arm64' };
    const policies = policiesOf(checkFinding([libxml, libxml, arm]));
    expect(decide([waiverOf(match)], { policies }).waivers.used).toMatchObject([{ findings: 2 }]);
  });

  it.each<[string, Finding, Finding]>([
    [
      'vulnerabilities of one package',
      libxml,
      { ...libxml, vulnerability: { id: 'CVE-2026-2', aliases: [], severity: 'low' } },
    ],
    [
      'versions of one package',
      { package: { name: 'libxml2', version: '1' } },
      { package: { name: 'libxml2', version: '2' } },
    ],
    ['packages', { package: { name: 'libxml2' } }, { package: { name: 'libxml2-dev' } }],
    [
      'purls',
      { package: { name: 'libxml2', purl: 'pkg:deb/debian/libxml2@1' } },
      { package: { name: 'libxml2', purl: 'pkg:deb/debian/libxml2@1?arch=arm64' } },
    ],
    [
      'licences of one package',
      { package: { name: 'libxml2' }, license: 'MIT' },
      { package: { name: 'libxml2' }, license: 'ISC' },
    ],
    [
      'labels of one package',
      { package: { name: 'libxml2' }, label: 'a' },
      { package: { name: 'libxml2' }, label: 'b' },
    ],
  ])('counts two for two %s', (_, one, other) => {
    const policies = policiesOf(checkFinding([one, other]));
    const all = waiverOf({ package: '*libxml2*' });
    const purls = waiverOf({ package: 'pkg:deb/**' }, { id: 'W-2' });
    const { used } = decide([all, purls], { policies }).waivers;
    expect(used.map(({ findings }) => findings)).toEqual([2]);
  });

  it('counts what has no name by what is said of it', () => {
    const policies = policiesOf(checkFinding([{ detail: 'a' }, { detail: 'b' }, { detail: 'a' }], 'size'));
    const { used } = decide([waiverOf({ rule: 'size' }, { check: 'size' })], { policies }).waivers;
    expect(used).toMatchObject([{ findings: 2 }]);
  });

  it('when two name the same finding, the first of the config removes it and the other is not stale', () => {
    const both = [waiverOf(match), waiverOf({ package: 'pkg:deb/**' }, { id: 'W-2' })];
    expect(decide(both).waivers).toMatchObject({ used: [{ id: 'W-1' }], idle: [] });
  });

  it('when it removes one of two findings, it is used and the check still refuses', () => {
    const other = { ...libxml, vulnerability: { id: 'CVE-2026-2', aliases: [], severity: 'high' } };
    const decision = decide([waiverOf(match)], { policies: policiesOf(checkFinding([libxml, other])) });
    expect(decision.verdict).toBe('refused');
    expect(decision.waivers.used).toMatchObject([{ id: 'W-1', findings: 1 }]);
  });

  it('when an alternative lost, what it waived does not count as used, nor as stale', () => {
    const other = { ...libxml, vulnerability: { id: 'CVE-2026-2', aliases: [], severity: 'high' } };
    const any = (...checks: readonly ReturnType<typeof checkSaying>[]) => [
      policyOf([ruleOf({ any: checks.map((check) => ruleOf(check)) })]),
    ];
    const lost = any(checkFinding([libxml, other]), checkSaying(passes('')));
    expect(decide([waiverOf(match)], { policies: lost }).waivers).toEqual({ used: [], idle: [] });
    const needless = any(checkFinding([libxml]), checkSaying(passes('')));
    expect(decide([waiverOf(match)], { policies: needless }).waivers).toEqual({ used: [], idle: [] });
    const needed = any(checkFinding([libxml]), checkFinding([other]));
    expect(decide([waiverOf(match)], { policies: needed }).waivers.used).toMatchObject([{ id: 'W-1' }]);
  });

  it('when a check throws after it asked, nothing was waived', () => {
    const policies = policiesOf(
      checkSaying(
        (_, judging) => {
          judging.waiverFor(libxml);
          throw new Error('no');
        },
        { criterion: 'vulnerabilities' },
      ),
    );
    const decision = decide([waiverOf(match)], { policies });
    expect(decision.verdict).toBe('refused');
    expect(decision.waivers.used).toEqual([]);
  });
});

describe('when time passes over a waiver', () => {
  const match = { vulnerability: 'CVE-2026-1' };
  const at = (time: string, expires = '2026-12-20') =>
    decide([waiverOf(match, { expires })], { now: new Date(time) });

  it('counts until the last moment of its last day, in UTC', () => {
    expect(at('2026-12-20T23:59:59.999Z').verdict).toBe('pass');
    expect(at('2026-12-21T00:00:00.000Z')).toMatchObject({
      verdict: 'refused',
      waivers: {
        used: [],
        idle: [{ id: 'W-1', state: 'expired', message: 'expired on 2026-12-20; it names 1 finding' }],
      },
    });
  });

  it('is warned about when it expires soon', () => {
    expect(at('2026-12-06T23:59:59.999Z').waivers.used).toMatchObject([{ expiresSoon: false }]);
    expect(at('2026-12-07T00:00:00.000Z').waivers.used).toMatchObject([{ expiresSoon: true }]);
  });

  it('when it expires further ahead than limits allow, it does not count', () => {
    expect(at('2026-11-20T12:00:00Z', '2027-02-18').verdict).toBe('pass');
    expect(at('2026-11-20T00:00:00Z', '2027-02-18').verdict).toBe('pass');
    expect(at('2026-11-20T12:00:00Z', '2027-02-19')).toMatchObject({
      verdict: 'refused',
      waivers: {
        idle: [{ state: 'too-long', message: expect.stringContaining('more than 90 days') as string }],
      },
    });
  });

  it('when its day is none, it counts as expired', () => {
    for (const expires of ['', 'never', '2026-13-01', '9999999-01-01']) {
      expect(at('2026-11-20T12:00:00Z', expires)).toMatchObject({
        verdict: 'refused',
        waivers: { idle: [{ state: 'expired' }] },
      });
    }
  });
});

describe('when a waiver does nothing', () => {
  it('when it matched nothing, it is stale', () => {
    expect(decide([waiverOf({ vulnerability: 'CVE-2026-9' })]).waivers.idle).toEqual([
      { id: 'W-1', state: 'stale', message: 'matched nothing' },
    ]);
  });

  it.each<WaiverMatch>([
    { vulnerability: 'CVE-2026-9', stage: 'staging' },
    { vulnerability: 'CVE-2026-9', image: 'ghcr.io/acme/dev/api' },
    { vulnerability: 'CVE-2026-9', digest: digestFor('other') },
  ])('when it is about something else, %j, nothing is said of it', (match) => {
    expect(
      decide([waiverOf(match), waiverOf(match, { id: 'W-2', expires: '2020-01-01' })]).waivers.idle,
    ).toEqual([]);
  });
});

describe('when a waiver does not count', () => {
  it.each<[number, string]>([
    [0, 'expired on 2026-11-19'],
    [1, 'expired on 2026-11-19; it names 1 finding'],
    [2, 'expired on 2026-11-19; it names 2 findings'],
  ])('says why, and that it would remove %i', (count, message) => {
    const found = [libxml, { ...libxml, platform: 'linux/arm64' }].slice(0, count);
    const policies = policiesOf(checkFinding(found));
    const waiver = waiverOf({ vulnerability: 'CVE-2026-1' }, { expires: '2026-11-19' });
    expect(decide([waiver], { policies }).waivers).toEqual({
      used: [],
      idle: [{ id: 'W-1', state: 'expired', message }],
    });
  });
});

describe('when limits want waivers reviewed', () => {
  const reviewed = (origin: WaiverOrigin | undefined) =>
    decide([waiverOf({ vulnerability: 'CVE-2026-1' })], {
      limits: { ...limits, waiverReview: 'required' },
      origins: new Map(origin === undefined ? [] : [['W-1', origin]]),
    });

  it('when somebody else than its author approved it, it counts', () => {
    expect(reviewed({ author: 'octocat', approvers: ['octocat', 'hubot'] }).verdict).toBe('pass');
  });

  it.each<[string, WaiverOrigin | undefined]>([
    ['nothing is known of it', undefined],
    ['nobody approved it', { author: 'octocat', approvers: [] }],
    ['its author alone approved it', { author: 'octocat', approvers: ['Octocat'] }],
    ['its author is not known', { approvers: ['hubot'] }],
  ])('when %s, it does not', (_, origin) => {
    expect(reviewed(origin)).toMatchObject({
      verdict: 'refused',
      waivers: { used: [], idle: [{ id: 'W-1', state: 'unreviewed' }] },
    });
  });
});

describe('when a check may not be waived', () => {
  it('when limits do not name it, the waiver does nothing and says why', () => {
    const policies = policiesOf(saying('VIOLATION', 'platforms'));
    const waiver = waiverOf({ rule: 'platforms' }, { check: 'platforms' });
    expect(decide([waiver], { policies })).toMatchObject({
      verdict: 'refused',
      waivers: { idle: [{ state: 'stale', message: expect.stringContaining('limits.waivable') as string }] },
    });
    const waivable = { ...limits, waivable: ['platforms'] };
    expect(decide([waiver], { policies, limits: waivable }).verdict).toBe('pass');
  });

  it.each(['signature', 'provenance'])('when it is %s, only breaking the glass does it', (check) => {
    const policies = policiesOf(saying('VIOLATION', check));
    const waive = (more: Partial<Waiver>) =>
      decide([waiverOf({ rule: check }, { check, ...more })], {
        policies,
        limits: { ...limits, waivable: [check] },
      });
    expect(waive({}).verdict).toBe('refused');
    expect(waive({ missing: true }).verdict).toBe('refused');
    expect(waive({ breakGlass: true })).toMatchObject({
      verdict: 'pass',
      checks: [{ note: 'accepted by the waiver W-1', findings: [{ removal: 'W-1', detail: 'no' }] }],
    });
  });

  it('when a waiver breaks the glass, another rule of that check is not meant', () => {
    const policies = policiesOf(saying('VIOLATION', 'signature'));
    const waiver = waiverOf({ rule: 'other' }, { check: 'signature', breakGlass: true });
    expect(decide([waiver], { policies }).verdict).toBe('refused');
  });
});
