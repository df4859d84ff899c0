import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { CaseResult } from '../../src/domain/policy-case.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import { runPolicyTests } from '../../src/promotion/policy-tests.ts';
import { readConfigText } from './world.ts';

/** The files of the guide's example: a path in backticks on a line of its own, then the file. */
const guide = await readFile('docs/policy-tests.md', 'utf8');
const example: ReadonlyMap<string, string> = new Map(
  Array.from(
    guide.matchAll(/^`([^`]+)`\n\n```[a-z]+\n([^]*?)^```$/gm),
    ([, path = '', text = '']) => [path, text] as const,
  ),
);
const configPath = '.github/hoist.yml';
const casesPath = '.github/hoist-tests/production.yml';
const config = await readConfigText(example.get(configPath) ?? '');

function workspaceOf(files: ReadonlyMap<string, string>): Workspace {
  return {
    find: async (pattern) =>
      [...files.keys()].filter((path) => path.startsWith(pattern.replace(/\*\*$/, ''))),
    read: async (path) => {
      const text = files.get(path);
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
  };
}

async function run(files: ReadonlyMap<string, string>): Promise<readonly CaseResult[]> {
  const now = new Date('2026-11-20T12:00:00Z');
  return await runPolicyTests({ config, workspace: workspaceOf(files), folder: '.github/hoist-tests', now });
}

/** Runs cases beside the example's documents. */
async function runCases(text: string): Promise<readonly CaseResult[]> {
  return await run(new Map([...example, [casesPath, text]]));
}

describe("when the guide's example runs", () => {
  it('is as it is expected, every case of it', async () => {
    const results = await run(example);
    expect(results.map(({ name, mismatches }) => [name, mismatches])).toEqual(
      results.map(({ name }) => [name, []]),
    );
    expect(results).toHaveLength(6);
    expect(results.every(({ ok }) => ok)).toBe(true);
  });

  it('is as it is expected in the order of the file, with the line of each', async () => {
    const lines = (example.get(casesPath) ?? '').split('\n');
    for (const { name, file, line } of await run(example)) {
      expect(file).toBe(casesPath);
      expect(lines[line - 1]).toContain(name);
    }
  });

  it('finds each case out when the opposite is expected', async () => {
    const cases = example.get(casesPath) ?? '';
    const opposite = cases
      .replaceAll('verdict: pass', 'verdict: PASS')
      .replaceAll(/verdict: (?:refused|unreachable)/g, 'verdict: pass')
      .replaceAll('verdict: PASS', 'verdict: refused');
    const results = await runCases(opposite);
    expect(results.map(({ ok, mismatches }) => [ok, mismatches.length])).toEqual(
      results.map(() => [false, 1]),
    );
  });
});

describe("when the guide's shorter examples run", () => {
  // A workflow has a name as well, and expects nothing.
  const blocks = Array.from(guide.matchAll(/^```yaml\n(name:[^]*?)^```$/gm), ([, text = '']) => text).filter(
    (text) => /^expect:/m.test(text),
  );

  it('are as they are expected', async () => {
    expect(blocks).toHaveLength(2);
    for (const block of blocks)
      expect((await runCases(block)).map(({ mismatches }) => mismatches)).toEqual([[]]);
  });
});

describe('when a case is written', () => {
  const base = 'stage: web/production, image: { tag: v1.4.2 }';

  it('is judged now where it says no time', async () => {
    const [result] = await runCases(`{ name: x, ${base}, expect: refused }`);
    expect(result?.decision.evaluatedAt).toBe('2026-11-20T12:00:00.000Z');
  });

  it('takes the repository of the pipeline, and the stage', async () => {
    const [result] = await runCases(`{ name: x, ${base}, expect: refused }`);
    expect(result?.decision).toMatchObject({
      image: { repository: 'ghcr.io/acme/dev/web', tag: 'v1.4.2', platforms: ['linux/amd64'] },
      stage: { pipeline: 'web', stage: 'production' },
      policies: ['production'],
    });
  });

  it('judges each platform for itself', async () => {
    const platforms = '{ linux/amd64: {}, linux/arm64: { user: root } }';
    const [result] = await runCases(
      `{ name: x, policy: production, expect: refused, image: { repository: acme/web, user: app, platforms: ${platforms} } }`,
    );
    const reasons = result?.decision.checks.find(({ id }) => id === 'config')?.reasons;
    expect(reasons?.map(({ platform }) => platform)).toEqual(['linux/arm64']);
  });

  it.each(['stranger', 'unsigned', 'scanner'])('counts no signature of %s', async (signer) => {
    const evidence = `[{ signature: true, signed-by: ${signer} }]`;
    const [result] = await runCases(
      `{ name: x, ${base}, evidence: ${evidence}, expect: { checks: { signature: pass } } }`,
    );
    expect(result?.ok).toBe(false);
    expect(result?.mismatches[0]).toMatch(/expected pass of the check signature, and it is (?:unknown|fail)/);
  });

  it('says of a check that is not there which there are', async () => {
    const [result] = await runCases(`{ name: x, ${base}, expect: { checks: { nothing: pass } } }`);
    expect(result?.mismatches).toEqual([expect.stringContaining('tag, signature, config, scan')]);
  });

  it('is not as expected where a waiver was to be used and was not', async () => {
    const [result] = await runCases(`{ name: x, ${base}, expect: { waivers: [W-2026-014] } }`);
    expect(result?.mismatches).toEqual([expect.stringContaining('waiver W-2026-014')]);
  });
});

describe('when a case is wrong', () => {
  const fine = 'image: { tag: v1.4.2 }, expect: pass';

  const withDocument = (document: string): string =>
    `{ name: x, stage: web/production, ${fine}, evidence: [${document}] }`;

  it.each([
    [`{ name: x, stage: web/nowhere, ${fine} }`, 'STAGE_UNKNOWN', 'web/nowhere'],
    [`{ name: x, policy: nothing, ${fine} }`, 'POLICY_UNKNOWN', 'nothing'],
    [`{ name: x, policy: production, ${fine} }`, 'CASE_REPOSITORY', 'image'],
    [withDocument('{ signature: true, signed-by: nobody }'), 'SIGNER_UNKNOWN', '{ signature'],
    [withDocument('{ file: a.json, signed-by: ci }'), 'FILE_MISSING', 'a.json'],
    [withDocument('{ signature: true, signed-by: ci, subject: linux/s390x }'), 'CASE_SUBJECT', '{ signature'],
    [withDocument('{ file: production.yml, signed-by: ci }'), 'CASE_DOCUMENT', '{ file'],
  ])('refuses %j with its place', async (text, code, at) => {
    await expect(runCases(text)).rejects.toMatchObject({
      kind: 'config',
      code,
      position: { file: casesPath, line: 1, column: text.indexOf(at) + 1 },
      hint: expect.any(String),
    });
  });

  it('says all that is wrong in all files at once', async () => {
    const files = new Map([
      ...example,
      ['.github/hoist-tests/b.yml', `{ name: x, stage: a/b, ${fine} }`],
      ['.github/hoist-tests/a.yml', `[{ name: x, stage: a/b, ${fine} }, { name: y, stage: c/d, ${fine} }]`],
    ]);
    await expect(run(files)).rejects.toMatchObject({
      errors: [
        { position: { file: '.github/hoist-tests/a.yml' }, message: expect.stringContaining('a/b') },
        { position: { file: '.github/hoist-tests/a.yml' }, message: expect.stringContaining('c/d') },
        { position: { file: '.github/hoist-tests/b.yml' } },
      ],
    });
  });

  it('has no case where there is no folder', async () => {
    expect(await run(new Map())).toEqual([]);
  });
});

describe('when a policy wants an earlier stage', () => {
  const staged = `version: 1
trust: { signers: { promoter: { github: { repository: acme/web, workflow: acme/web/.github/workflows/promote.yml } } } }
policies: { soaked: [{ promoted: { from: qa, by: promoter, for: 24h } }] }
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: qa, to: ghcr.io/acme/qa/web, environment: qa }
      - { name: production, to: ghcr.io/acme/prod/web, policy: soaked }
`;
  const digest = `sha256:${'ab'.repeat(32)}`;
  const tag = { tag: '1.4.2', before: null, after: digest };
  const record = {
    schema: 'hoist/promotion/v1',
    id: '01J',
    intent: {
      pipeline: 'web',
      stage: 'qa',
      kind: 'auto',
      planned: '2026-11-18T12:00:00Z',
      actor: 'ann',
      initiator: 'ann',
      sources: [],
      targets: [{ repository: 'ghcr.io/acme/qa/web', digest, tags: [tag] }],
      config: { path: '.github/hoist.yml', commit: 'c'.repeat(40), sha256: 'ab'.repeat(32) },
      run: { url: 'https://github.com/acme/web/actions/runs/7/attempts/2' },
    },
    result: {
      outcome: 'promoted',
      started: '2026-11-18T12:00:00Z',
      finished: '2026-11-18T12:00:09Z',
      targets: [
        {
          repository: 'ghcr.io/acme/qa/web',
          digest,
          tags: [{ ...tag, action: 'create' }],
          pushed: 2048,
          mounted: 0,
          skipped: 0,
          blobs: { pushed: 2, mounted: 0, skipped: 0 },
          referrers: 0,
          left: [],
        },
      ],
      pulled: 2048,
      split: false,
      problems: [],
    },
  };
  const decision = {
    verifier: { id: 'https://github.com/acme/web' },
    timeVerified: '2026-11-18T12:00:00Z',
    resourceUri: 'oci://ghcr.io/acme/qa/web?pipeline=web&stage=qa',
    verificationResult: 'PASSED',
    verifiedLevels: [],
  };

  /** What the check says of both documents, or of the decision alone, as they are signed. */
  async function said(signing: object, documents = [decision, record]): Promise<string | undefined> {
    const evidence = documents.map((predicate) => ({
      'predicate-type':
        predicate === decision ? 'https://slsa.dev/verification_summary/v1' : 'urn:hoist:promotion:v1',
      predicate,
      'signed-by': 'promoter',
      ...signing,
    }));
    const text = JSON.stringify({
      name: 'soaked',
      stage: 'web/production',
      image: { tag: '1.4.2', digest },
      evidence,
      expect: { verdict: 'pass' },
    });
    const [result] = await runPolicyTests({
      config: await readConfigText(staged),
      workspace: workspaceOf(new Map([[casesPath, text]])),
      folder: '.github/hoist-tests',
      now: new Date('2026-11-20T12:00:00Z'),
    });
    const [check] = result?.decision.checks ?? [];
    return check?.reasons[0]?.code ?? check?.verdict;
  }

  const inside = { certificate: { environment: 'qa' } };

  it('both statements are given, signed in its environment long enough ago', async () => {
    expect(await said({ 'signed-at': '2d', ...inside })).toBe('pass');
    expect(await said({ 'signed-at': '2h', ...inside })).toBe('VIOLATION');
    expect(await said({ 'signed-at': '2d' })).toBe('UNTRUSTED');
    expect(await said({ 'signed-at': '2d', ...inside }, [decision])).toBe('INCOMPLETE');
  });
});
