import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CheckReport } from '../../src/domain/check.ts';
import { addSample } from '../fakes/registry/sample.ts';
import { startRegistry, type RunningRegistry } from '../fakes/registry/server.ts';
import { flat } from './failing-registries.ts';
import { startHoist, type Hoist } from './hoist.ts';
import * as say from './predicates.ts';

const folder = '.github/hoist-tests';
const scan = JSON.stringify(say.trivy([{ id: 'CVE-2026-0002', severity: 'CRITICAL', fixed: '3.0.13' }]));

let registry: RunningRegistry;
let hoist: Hoist;

beforeEach(async () => {
  registry = await startRegistry();
  addSample(registry.store, 'dev/web', { tags: ['1.0.0'] });
  hoist = await startHoist({
    config: {
      version: 1,
      trust: { signers: { ci: { github: { repository: 'acme/web' } } } },
      policies: {
        baseline: [
          { tag: { semver: '>= 1.0.0' } },
          { signature: { by: 'ci' } },
          { vulnerabilities: { by: 'ci', 'max-age': '24h', max: { critical: 0 } }, id: 'scan' },
        ],
      },
      pipelines: {
        web: {
          source: `${registry.host}/dev/web`,
          stages: [{ name: 'qa', to: `${registry.host}/qa/web`, policy: 'baseline' }],
        },
      },
    },
    files: { [`${folder}/documents/scan.json`]: scan },
  });
});
afterEach(() => Promise.all([registry.close(), hoist.close()]));

const critical = {
  name: 'a critical finding refuses a release',
  stage: 'web/qa',
  image: { tag: '1.0.0' },
  evidence: [
    { signature: true, 'signed-by': 'ci' },
    { file: 'documents/scan.json', 'signed-by': 'ci', 'signed-at': '1h' },
  ],
  expect: { verdict: 'refused', checks: { tag: 'pass', signature: 'pass', scan: 'VIOLATION' } },
};
const unsigned = {
  name: 'nothing counts that nobody signed',
  stage: 'web/qa',
  image: { tag: '1.0.0' },
  evidence: [{ file: 'documents/scan.json', 'signed-by': 'unsigned' }],
  expect: { checks: { signature: 'NO_EVIDENCE', scan: 'unknown' } },
};
const wrong = { ...critical, name: 'somebody thinks that it passes', expect: 'pass' };

describe('when a folder has cases', () => {
  it('test runs them without asking anybody, and ends with 0 where all are as expected', async () => {
    await hoist.write(`${folder}/web.yml`, [critical]);
    await hoist.write(`${folder}/more/unsigned.yaml`, { ...unsigned, evidence: [] });
    const ran = await hoist.run('test');
    expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('✓ a critical finding refuses a release');
    expect(ran.stdout).toContain('✓ nothing counts that nobody signed');
    expect(registry.requests).toEqual([]);
  });

  it('one that is not as expected ends with 1, at its line, with what policy says instead', async () => {
    await hoist.write(`${folder}/web.yml`, [critical, wrong]);
    const text = await hoist.run('test');
    expect(text.code).toBe(1);
    expect(flat(text.stdout)).toMatch(/✗ somebody thinks that it passes/);
    expect(flat(text.stderr + text.stdout)).toMatch(/web\.yml:\d+.*expected the verdict pass/);
    const json = await hoist.run('test', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      schema: 'hoist/test/v1',
      ok: false,
      cases: [{ ok: true }, { ok: false, decision: { verdict: 'refused' } }],
    });
  });

  it('check runs them too, beside all that it looks at', async () => {
    await hoist.write(`${folder}/web.yml`, [critical, unsigned]);
    expect(await hoist.check()).toMatchObject({ code: 0, document: { ok: true, cases: [{ ok: true }, {}] } });
    await hoist.write(`${folder}/web.yml`, [wrong]);
    const { code, document } = await hoist.check();
    expect([code, document.ok]).toEqual([1, false]);
    expect((document satisfies CheckReport).cases).toMatchObject([{ ok: false }]);
  });

  it('another folder is run by its name', async () => {
    await hoist.write('policy/cases/web.yml', [{ ...unsigned, evidence: [] }]);
    expect((await hoist.run('test', 'policy/cases')).code).toBe(0);
  });
});

describe('when there is nothing to run, or it cannot be read', () => {
  it.each([
    ['no case at all', undefined, /CASES_MISSING/],
    ['a case without a stage', { name: 'x', expect: 'pass' }, /web\.yml:\d+:\d+/],
    ['a stage that is not there', { ...unsigned, stage: 'web/production' }, /web\.yml:\d+:\d+.*production/],
    ['an unknown key', { ...unsigned, expects: 'pass' }, /web\.yml:\d+:\d+.*expects.*expect/],
    [
      'a document that is not there',
      { ...unsigned, evidence: [{ file: 'none.json', 'signed-by': 'ci' }] },
      /web\.yml:\d+:\d+.*none\.json/,
    ],
    [
      'a path out of the folder',
      { ...unsigned, evidence: [{ file: '../../../etc/passwd', 'signed-by': 'ci' }] },
      /web\.yml:\d+:\d+.*\.\./,
    ],
  ])('%s ends with 2 and says where', async (_, written, said) => {
    if (written !== undefined) await hoist.write(`${folder}/web.yml`, written);
    const ran = await hoist.run('test');
    expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code: 2, stdout: '' });
    expect(flat(ran.stderr)).toMatch(said);
  });
});
