import { describe, expect, it } from 'vitest';
import type { PolicyRule } from '../../src/domain/policy.ts';
import { configOf, refusalsOf } from './written.ts';

/** Five lines; what a test adds begins in line 6. */
const base = `version: 1
pipelines: { p: { source: a/x, stages: [{ name: qa, to: a/y }] } }
trust: { signers: { ci: { github: { repository: acme/app } }, scanner: { github: { repository: acme/scan } } } }
evidence: { files: { scans: ['reports/*.json'] } }
policies:
`;

async function rulesOf(policies: string, name = 'a'): Promise<readonly PolicyRule[]> {
  const config = await configOf(`${base}${policies}`);
  return config.policies.get(name)?.rules ?? [];
}

async function idsOf(policies: string, name = 'a'): Promise<readonly string[]> {
  return (await rulesOf(policies, name)).map(({ id }) => id);
}

function criterionOf({ what }: PolicyRule): string {
  return 'any' in what ? 'any' : what.criterion;
}

async function refused(policies: string): Promise<readonly string[]> {
  return (await refusalsOf(`${base}${policies}`)).map(({ at, code }) => `${at} ${code}`);
}

describe('when a policy is read', () => {
  it('each item is a rule, with what all checks may have', async () => {
    const [tag, sbom] = await rulesOf(`  a:
    - tag: { semver: '>= 1' }
    - sbom: { by: [ci, local], min-components: 5 }
      id: inventory
      why: agreed with security
      level: warn
      effective-from: 2027-01-15
      on-platforms: [linux/amd64, 'windows/*']
`);
    expect(tag).toMatchObject({
      id: 'tag',
      level: 'enforce',
      position: { file: '.github/hoist.yml', line: 7, column: 7 },
    });
    expect(Object.keys(tag ?? {}).sort()).toEqual(['id', 'level', 'onRollback', 'position', 'what']);
    expect(sbom).toMatchObject({
      id: 'inventory',
      what: { criterion: 'sbom', signers: ['ci', 'local'] },
      why: 'agreed with security',
      level: 'warn',
      effectiveFrom: '2027-01-15',
      onPlatforms: ['linux/amd64', 'windows/*'],
      position: { line: 8 },
    });
  });

  it('its rules judge', async () => {
    const [tag] = await rulesOf('  a: [{ tag: { glob: "v*" } }]\n');
    if (tag === undefined || 'any' in tag.what) throw new Error('not a check');
    expect(tag.what).toMatchObject({ criterion: 'tag', about: 'image', dependsOn: 'nothing', signers: [] });
  });

  it('`any` is a rule of alternatives with ids of their own', async () => {
    const [any] = await rulesOf(`  a:
    - any:
        - signature: { by: ci }
        - signature: { by: scanner }
          id: scanned
        - signature: { by: [ci, scanner] }
      why: either will do
`);
    expect(any).toMatchObject({ id: 'any', why: 'either will do' });
    const alternatives = any !== undefined && 'any' in any.what ? any.what.any : [];
    expect(alternatives.map(({ id, level }) => `${id} ${level}`)).toEqual([
      'signature enforce',
      'scanned enforce',
      'signature-2 enforce',
    ]);
  });

  it('a rollback must pass what the image is; what the world changed where it is said', async () => {
    const rollbacks = async (policy: string) =>
      (await rulesOf(policy)).map((rule) => `${criterionOf(rule)} ${rule.onRollback}`);
    const items = '[{ tag: a }, { age: { max-age: 9d } }, { age: { min-age: 1h }, on-rollback: enforce }';
    expect(await rollbacks(`  a: ${items}]\n`)).toEqual(['tag enforce', 'age record', 'age enforce']);
    expect(await rollbacks(`  a: { on-rollback: enforce, require: [{ age: { max-age: 9d } }] }\n`)).toEqual([
      'age enforce',
    ]);
    expect(
      await rollbacks(
        '  a: { on-rollback: enforce, require: [{ age: { max-age: 9d }, on-rollback: record }] }\n',
      ),
    ).toEqual(['age record']);
    expect(await rollbacks('  a: [{ any: [{ tag: a }, { age: { max-age: 9d } }] }]\n')).toEqual([
      'any enforce',
    ]);
    expect(await rollbacks('  a: [{ any: [{ age: { min-age: 1h } }, { age: { max-age: 9d } }] }]\n')).toEqual(
      ['any record'],
    );
  });

  it('what it extends comes first, and each rule once, though by two ways', async () => {
    const policies = `  a: { extends: [b, c], require: [{ repository: x }] }
  b: { extends: d, require: [{ size: { max: 1GB } }] }
  c: { extends: [d], require: [{ labels: { v: '1' } }] }
  d: [{ tag: v1 }]
`;
    expect(await idsOf(policies)).toEqual(['tag', 'size', 'labels', 'repository']);
    const config = await configOf(`${base}${policies}`);
    const [of, own] = ['b', 'd'].map((name) => config.policies.get(name)?.rules[0]);
    expect(of).toBe(own);
  });

  it('a policy may only gather others', async () => {
    expect(await idsOf('  a: { extends: b }\n  b: [{ tag: v1 }]\n')).toEqual(['tag']);
  });

  it('ids are unique among all that is judged together, and given ones are kept', async () => {
    const policies = `  a: { extends: [b, c], require: [{ tag: v1 }, { tag: v1, id: tag-3 }, { tag: v1 }] }
  b: [{ tag: v1 }]
  c: [{ tag: v1 }]
  alone: [{ tag: v1 }]
`;
    expect(await idsOf(policies)).toEqual(['tag', 'tag-2', 'tag-4', 'tag-3', 'tag-5']);
    expect(await idsOf(policies, 'alone')).toEqual(['tag']);
  });

  it('policies of one stage are judged together, too', async () => {
    const config = await configOf(`version: 1
pipelines: { p: { source: a/x, stages: [{ name: qa, to: a/y, policy: [a, b] }] } }
policies: { a: [{ tag: v1 }], b: [{ tag: v2 }], c: [{ tag: v3 }] }
`);
    expect(['a', 'b', 'c'].map((name) => config.policies.get(name)?.rules[0]?.id)).toEqual([
      'tag',
      'tag-2',
      'tag',
    ]);
  });

  it('in a file of its own, rules know their place there', async () => {
    const text = 'version: 1\npipelines: { p: { source: a/x, stages: [{ name: s, to: a/y }] } }\n';
    const config = await configOf(`${text}policies: { file: p.yml }\n`, { 'p.yml': 'a:\n  - tag: v1\n' });
    expect(config.policies.get('a')?.rules[0]?.position).toMatchObject({
      file: 'p.yml',
      line: 2,
      column: 5,
      excerpt: '  - tag: v1',
    });
  });

  it("DTR's rules are rules like others, and take what stands beside them", async () => {
    const rules = await rulesOf(`  a:
    severity-scale: dtr
    by: [scanner, local]
    on-rollback: enforce
    rules:
      - { field: tag, operator: noo, values: [latest] }
      - { field: vulnerability_critical, operator: lte, values: ["0"] }
      - { field: vulnerability_major, operator: lt, values: [5] }
      - { field: updated_at_duration, operator: bf, values: [24h] }
`);
    expect(rules.map((rule) => `${rule.id} ${criterionOf(rule)} ${rule.position?.line}`)).toEqual([
      'tag tag 11',
      'vulnerabilities vulnerabilities 12',
      'vulnerabilities-2 vulnerabilities 13',
      'age age 14',
    ]);
    expect(rules.map(({ onRollback }) => onRollback)).toEqual(['enforce', 'enforce', 'enforce', 'enforce']);
    expect(rules[1]?.what).toMatchObject({ signers: ['scanner', 'local'], about: 'world' });
    expect(rules[3]?.what).toMatchObject({ dependsOn: 'time' });
  });
});

describe('when a policy has a mistake', () => {
  it.each([
    ['an unknown check', '  a: [{ signatur: { by: ci } }]\n', ['6:9 CHECK_UNKNOWN']],
    ['a check that every object has', '  a: [{ constructor: x }]\n', ['6:9 CHECK_UNKNOWN']],
    ['a misspelt common key', '  a: [{ tag: x, levl: warn }]\n', ['6:17 CHECK_UNKNOWN']],
    ['an option of nobody', '  a: [{ sbom: { min-component: 5 } }]\n', ['6:17 CONFIG_UNKNOWN_KEY']],
    ['a wrong option', '  a: [{ sbom: { min-components: many } }]\n', ['6:33 CONFIG_TYPE']],
    [
      'a wrong option among others',
      '  a: { require: [{ tag: x }, { sbom: { by: 7 } }] }\n',
      ['6:44 CONFIG_TYPE'],
    ],
    ['an expression that is none', "  a: [{ tag: { matches: '(' } }]\n", ['6:25 REGEX_INVALID']],
    ['a range that is none', "  a: [{ tag: { semver: 'x y' } }]\n", ['6:24 SEMVER_INVALID']],
    ['a glob that is none', "  a: [{ tag: { one-of: [a], glob: '[' } }]\n", ['6:35 GLOB_INVALID']],
    ['no operator', '  a: [{ tag: {} }]\n', ['6:9 CONFIG_VALUE']],
    ['no options', '  a: [{ size: }]\n', ['6:9 CONFIG_TYPE']],
    ['two checks', '  a: [{ tag: x, repository: y }]\n', ['6:7 CHECK_SHAPE']],
    ['a check beside any', '  a: [{ tag: x, any: [{ tag: x }, { tag: y }] }]\n', ['6:7 CHECK_SHAPE']],
    ['no check', '  a: [{ id: x }]\n', ['6:7 CHECK_SHAPE']],
    ['nothing', '  a: [{}]\n', ['6:7 CHECK_SHAPE']],
    ['no check in any', '  a: [{ any: [{ tag: x }, { id: y }] }]\n', ['6:27 CHECK_SHAPE']],
    ['one alternative', '  a: [{ any: [{ tag: x }] }]\n', ['6:9 CONFIG_VALUE']],
    ['any in any', '  a: [{ any: [{ tag: x }, { any: [] }] }]\n', ['6:29 CHECK_UNKNOWN']],
    [
      'an alternative that warns',
      '  a: [{ any: [{ tag: x }, { tag: y, level: warn }] }]\n',
      ['6:37 CHECK_UNKNOWN'],
    ],
    ['a text', '  a: [tag]\n', ['6:7 CONFIG_TYPE']],
    ['a text as policy', '  a: tag\n', ['6:6 CONFIG_TYPE']],
    ['an unknown level', '  a: [{ tag: x, level: error }]\n', ['6:24 CONFIG_VALUE']],
    ['no date', '  a: [{ tag: x, effective-from: 2027-02-30 }]\n', ['6:33 CONFIG_VALUE']],
    ['no platform', '  a: [{ tag: x, on-platforms: [amd64] }]\n', ['6:32 CONFIG_VALUE']],
    ['no platforms', '  a: [{ tag: x, on-platforms: [] }]\n', ['6:17 CONFIG_VALUE']],
    ['an id with spaces', "  a: [{ tag: x, id: 'a b' }]\n", ['6:21 CONFIG_VALUE']],
    [
      'a loose rollback of what the image is',
      '  a: [{ tag: x, on-rollback: record }]\n',
      ['6:30 ROLLBACK_RECORD'],
    ],
    ['an id twice', '  a: [{ tag: x, id: i }, { tag: y, id: i }]\n', ['6:40 RULE_TWICE']],
    [
      'an id of what it extends',
      '  a: [{ tag: x, id: i }]\n  b: { extends: a, require: [{ tag: y, id: i }] }\n  c: { extends: b }\n',
      ['7:44 RULE_TWICE'],
    ],
    [
      'an id of an alternative',
      '  a: [{ tag: x, id: i }, { any: [{ tag: y, id: i }, { tag: z }] }]\n',
      ['6:48 RULE_TWICE'],
    ],
    ['an unknown signer', '  a: [{ signature: { by: nobody } }]\n', ['6:26 SIGNER_UNKNOWN']],
    ['an unknown signer in a list', '  a: [{ sbom: { by: [ci, nobody] } }]\n', ['6:26 SIGNER_UNKNOWN']],
    [
      'an unknown signer in words',
      '  a: [{ signature: { by: { any-of: [ci, nobody] } } }]\n',
      ['6:41 SIGNER_UNKNOWN'],
    ],
    [
      'an unknown signer of an alternative',
      '  a: [{ any: [{ tag: nobody }, { signature: { by: nobody } }] }]\n',
      ['6:51 SIGNER_UNKNOWN'],
    ],
    [
      'an unknown signer of VEX',
      '  a: [{ vulnerabilities: { by: ci, max-age: 1d, max: { critical: 0 }, vex: { by: nobody } } }]\n',
      ['6:82 SIGNER_UNKNOWN'],
    ],
    ['a stage of nobody', '  a: [{ promoted: { from: prod, by: ci } }]\n', ['6:27 STAGE_UNKNOWN']],
    [
      'a signer that every object has',
      '  a: [{ signature: { by: constructor } }]\n',
      ['6:26 SIGNER_UNKNOWN'],
    ],
    ['local where only signatures count', '  a: [{ signature: { by: local } }]\n', ['6:26 CONFIG_VALUE']],
    ['an unknown policy', '  a: { extends: [b] }\n', ['6:18 POLICY_UNKNOWN']],
    ['a circle', '  a: { extends: b }\n  b: { extends: c }\n  c: { extends: [b] }\n', ['7:17 POLICY_CYCLE']],
    ['nothing but itself', '  a: { extends: a }\n', ['6:17 POLICY_CYCLE']],
    [
      'no rules',
      '  a: { require: [{ tag: x }], by: ci, severity-scale: dtr, max-age: 3d }\n',
      ['6:31 RULES_MISSING', '6:39 RULES_MISSING', '6:60 RULES_MISSING'],
    ],
    [
      'a rule of an unknown signer',
      '  a: { by: [ci, nobody], rules: [{ field: license.name, operator: noo, values: [x] }] }\n',
      ['6:17 SIGNER_UNKNOWN'],
    ],
    [
      'a rule by another operator',
      '  a: { rules: [{ field: vulnerability_all, operator: sw, values: [1] }], severity-scale: dtr }\n',
      ['6:54 CONFIG_VALUE'],
    ],
    [
      'a rule with another value',
      '  a: { rules: [{ field: tag, operator: oo, values: [a, 1.1] }] }\n',
      ['6:56 CONFIG_VALUE'],
    ],
    [
      'an unknown field',
      '  a: { rules: [{ field: tags, operator: oo, values: [a] }] }\n',
      ['6:25 CONFIG_VALUE'],
    ],
    [
      'a rule without values',
      '  a: { rules: [{ field: tag, operator: oo, values: [] }] }\n',
      ['6:44 CONFIG_VALUE'],
    ],
  ])('%s is refused where it stands', async (_, policies, expected) => {
    expect(await refused(policies)).toEqual(expected);
  });

  it.each([
    [
      'a misspelt check',
      '  a: [{ signatur: { by: ci } }]\n',
      'there is no check or key "signatur"',
      'signature?',
    ],
    ['a check in another case', '  a: [{ NoDowngrade: x }]\n', '"NoDowngrade"', 'no-downgrade?'],
    ['a misspelt common key', '  a: [{ tag: x, levl: warn }]\n', '"levl"', 'level?'],
    ['a misspelt option', '  a: [{ sbom: { min-component: 5 } }]\n', '"min-component"', 'min-components?'],
    ['a misspelt signer', '  a: [{ signature: { by: scaner } }]\n', 'no signer "scaner"', 'scanner?'],
    [
      'a glob that is none',
      "  a: [{ tag: { glob: '[' } }]\n",
      'policy a: [0].tag.glob: the pattern "["',
      '`]`',
    ],
    ['a check without what it must say', '  a: [{ age: {} }]\n', '[0].age is empty', 'min-age'],
    [
      'an operator for a field',
      '  a: { rules: [{ field: tag, operator: gt, values: [a] }] }\n',
      '"gt"',
      'eq, sw',
    ],
    ['an id twice', '  a: [{ tag: x, id: i }, { tag: y, id: i }]\n', 'the other is in line 6', 'its own id'],
  ])('%s is told with a hint', async (_, policies, message, hint) => {
    const [refusal] = await refusalsOf(`${base}${policies}`);
    expect(refusal?.message).toContain(message);
    expect(refusal?.hint).toContain(hint);
  });

  it('several are all said, also in a policy beside a sound one', async () => {
    const policies = `  a: [{ tag: v1 }]
  b: [{ signatur: x }, { sbom: { min-components: many } }, { tag: 7 }, tag]
  c: { requires: [] }
`;
    expect(await refused(policies)).toEqual([
      '7:9 CHECK_UNKNOWN',
      '7:50 CONFIG_TYPE',
      '7:67 CONFIG_TYPE',
      '7:72 CONFIG_TYPE',
      '8:8 CONFIG_UNKNOWN_KEY',
    ]);
  });

  it('local without any report to look for is refused, with what to write', async () => {
    const text = `${base.replace(/evidence:.*\n/, '')}  a: [{ sbom: { by: [ci, local] } }]\n`;
    const [refusal] = await refusalsOf(text);
    expect(refusal).toMatchObject({ at: '5:26', code: 'LOCAL_MISSING' });
    expect(refusal?.hint).toContain('reports/*.json');
  });

  it("a rule of DTR's that judges evidence needs somebody to believe", async () => {
    const text = (rest: string): string =>
      `${base.replace(/trust:.*\n/, '')}  a: { ${rest} rules: [{ field: tag, operator: eq, values: [a] }, { field: component.name, operator: noo, values: [x] }] }\n`;
    const [refusal] = await refusalsOf(text(''));
    expect(refusal).toMatchObject({ at: '5:60', code: 'SIGNER_MISSING' });
    expect(await refusalsOf(text('by: local,'))).toEqual([]);
  });
});

describe('when evidence is read', () => {
  const text = 'version: 1\npipelines: { p: { source: a/x, stages: [{ name: s, to: a/y }] } }\nevidence:\n';

  it('without a word every place is looked at', async () => {
    expect((await configOf(text.replace('evidence:\n', ''))).evidence).toEqual({
      sources: ['referrers', 'cosign-tags', 'index', 'github'],
      files: [],
      feeds: { maxAge: 7 * 86_400 },
    });
  });

  it('where to look may be said', async () => {
    const { evidence } = await configOf(`${text}  sources: [index, github, index]
  repository: ghcr.io/acme/signatures
  files: { scans: [reports/trivy-*.json, ./a.json], sboms: [a.json] }
  feeds: { kev: cisa, epss: { file: lists/epss.csv }, max-age: 36h }
`);
    expect(evidence).toEqual({
      sources: ['index', 'github'],
      repository: 'ghcr.io/acme/signatures',
      files: ['reports/trivy-*.json', 'a.json'],
      feeds: {
        kev: { kind: 'publisher' },
        epss: { kind: 'file', path: 'lists/epss.csv' },
        maxAge: 36 * 3600,
      },
    });
  });

  it.each([
    ['a source of nobody', '  sources: [registry]\n', '4:13 CONFIG_VALUE'],
    ['a repository with a tag', '  repository: ghcr.io/acme/web:1\n', '4:15 REPOSITORY_INVALID'],
    ['reports outside of the workspace', '  files: { scans: [../x.json] }\n', '4:20 CONFIG_VALUE'],
    ['reports from the root', '  files: { scans: [/tmp/x.json] }\n', '4:20 CONFIG_VALUE'],
    ['a glob that is none', "  files: { scans: ['a[.json'] }\n", '4:20 GLOB_INVALID'],
    ['a text for a list', '  files: { scans: a.json }\n', '4:19 CONFIG_TYPE'],
    ['a feed of nobody', '  feeds: { kev: nvd }\n', '4:17 CONFIG_VALUE'],
    ['a feed outside', '  feeds: { epss: { file: ../e.csv } }\n', '4:26 CONFIG_VALUE'],
    ['an unknown feed', '  feeds: { osv: x }\n', '4:12 CONFIG_UNKNOWN_KEY'],
    ['an age without a unit', '  feeds: { max-age: 36 }\n', '4:21 CONFIG_TYPE'],
  ])('%s is refused', async (_, rest, expected) => {
    const refusals = await refusalsOf(`${text}${rest}`);
    expect(refusals.map(({ at, code }) => `${at} ${code}`)).toEqual([expected]);
    expect(refusals[0]?.hint).not.toBeUndefined();
  });
});
