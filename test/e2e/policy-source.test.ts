import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RunResult } from '../../src/domain/record.ts';
import type { Digest } from '../../src/image/digest.ts';
import type { Answer } from '../fakes/github/wire.ts';
import type { ActionRun } from '../fakes/runner/runner.ts';
import { createSigstore, githubIdentity, type Sigstore } from '../fakes/sigstore.ts';
import { configPath, outputsOf, startActionBed, type ActionBed } from './action-bed.ts';
import { decisionOf, verdictsOf } from './decisions.ts';
import { bundleArtifact, rootText } from './evidence.ts';
import * as say from './predicates.ts';
import { RawRepository } from './raw-registry.ts';

const commit = '0123456789abcdef0123456789abcdef01234567';
const another = 'f'.repeat(40);

const config = `version: 1
record: { deployments: false }
trust:
  roots: [{ trusted-root: trust/root.json }]
  signers:
    ci: { github: { repository: acme/web, workflow: acme/web/.github/workflows/release.yml } }
policies:
  gate:
    - source: { reachable-from: [main, release] }
      id: branch
    - source: { tagged: 'v*' }
      id: tag
pipelines:
  web:
    source: DEV/dev/web
    stages:
      - { name: qa, to: PROD/qa/web, policy: gate }
`;

let sigstore: Sigstore;
let bed: ActionBed;
let dev: RawRepository;
let image: Digest;
/** What the branches are at. */
let heads: { readonly main: string; readonly release: string };

beforeAll(async () => {
  sigstore = await createSigstore();
});
beforeEach(async () => {
  bed = await startActionBed();
  const { repository } = bed;
  heads = {
    release: repository.commit('heads/release', {}),
    main: repository.commit('heads/main', {
      'trust/root.json': rootText(sigstore.trustRoot),
      [configPath]: bed.named(config),
    }),
  };
  dev = new RawRepository(bed.dev.host, 'dev/web');
  image = (await dev.push({ seed: 'web', tags: ['1.0.0'] })).root;
});
afterEach(() => bed.close());

/** A workflow of a repository attests that it built the image from a commit. */
async function attest(from = commit, repository = 'acme/web'): Promise<void> {
  const bundle = await sigstore.attest({
    by: githubIdentity({ repository, commit: from }),
    predicateType: say.predicateTypes.provenance,
    predicate: say.provenance({ repository, ref: 'refs/heads/main', commit: from }),
    subjects: [image],
  });
  await dev.attach(image, bundleArtifact(bundle));
}

/** How the commit stands to the branches, and what tags it has. */
function know(main: string, release: string, ...tags: readonly string[]): void {
  bed.repository.known.set(commit, { compared: { [heads.main]: main, [heads.release]: release } });
  bed.repository.tags.push(...tags.map((name) => ({ name, commit })), { name: 'v0.9.0', commit: another });
}

async function promote(): Promise<ActionRun> {
  return await bed.run({ inputs: { image: '1.0.0' } });
}

type Verdicts = readonly [branch: string, tag: string];

/** What came of it: the verdicts, and what a step and a registry see of them. */
function told(run: ActionRun): object {
  const { plan } = JSON.parse(outputsOf(run)['result'] ?? '') as RunResult;
  const { checks } = decisionOf(plan.stages, 'qa');
  return {
    ...verdictsOf({ checks }),
    verdicts: checks.map(({ verdict }) => verdict),
    step: [run.exitCode, outputsOf(run)['outcome']],
    wrote: bed.writes(bed.prod).length > 0,
  };
}

/** What is to come of these verdicts. */
function expected(branch: string, tag: string): object {
  const codes = [branch, tag].filter((code) => code !== 'pass');
  const isUnreachable = codes.every((code) => code === 'UNREACHABLE');
  return {
    branch,
    tag,
    verdicts: [branch, tag].map((code) => ({ pass: 'pass', VIOLATION: 'fail' })[code] ?? 'unknown'),
    step: codes.length === 0 ? [0, 'promoted'] : isUnreachable ? [3, 'failed'] : [1, 'refused'],
    wrote: codes.length === 0,
  };
}

describe('when a policy asks where the commit that was built is', () => {
  it.each<readonly [string, readonly [string, string, ...string[]], Verdicts]>([
    ['behind the branch, with a tag', ['behind', 'diverged', 'v1.0.0'], ['pass', 'pass']],
    ['the head of a branch', ['ahead', 'identical', 'v1.0.0'], ['pass', 'pass']],
    ['ahead of both branches', ['ahead', 'ahead', 'v1.0.0'], ['VIOLATION', 'pass']],
    ['on a branch of its own, without a tag', ['diverged', 'diverged'], ['VIOLATION', 'VIOLATION']],
    ['tagged otherwise', ['behind', 'diverged', 'nightly'], ['pass', 'VIOLATION']],
  ])('%s: it counts so', async (_, known, verdicts) => {
    await attest();
    know(...known);
    expect(told(await promote())).toEqual(expected(...verdicts));
  });

  it('an annotated tag is the commit that it leads to', async () => {
    await attest();
    know('behind', 'diverged');
    bed.repository.tags.push({ name: 'v1.0.0', commit, by: ['a'.repeat(40)] });
    expect(told(await promote())).toEqual(expected('pass', 'pass'));
  });

  it('and nobody proves which commit that was, it is not known', async () => {
    know('behind', 'behind', 'v1.0.0');
    expect(told(await promote())).toEqual(expected('NO_EVIDENCE', 'NO_EVIDENCE'));
    expect(bed.github.requests.filter((request) => request.includes('/compare/'))).toEqual([]);
  });

  it('and somebody else says so, it is not known', async () => {
    await attest(commit, 'evil/web');
    know('behind', 'behind', 'v1.0.0');
    expect(told(await promote())).toEqual(expected('NO_EVIDENCE', 'NO_EVIDENCE'));
  });

  it('and two commits are proven, it is neither', async () => {
    await attest();
    await attest(another);
    know('behind', 'behind', 'v1.0.0');
    expect(told(await promote())).toEqual(expected('CONTRADICTION', 'CONTRADICTION'));
  });

  it('and GitHub does not know the commit or its branches, that is no "elsewhere"', async () => {
    await attest();
    bed.repository.tags.push({ name: 'v1.0.0', commit });
    expect(told(await promote())).toEqual(expected('UNREACHABLE', 'pass'));
  });

  it('and one branch is not there, another that has it is enough', async () => {
    await attest();
    know('behind', 'behind', 'v1.0.0');
    bed.repository.refs.delete('heads/release');
    expect(told(await promote())).toEqual(expected('pass', 'pass'));
  });

  const late = { 'retry-after': '3600' };
  const answers: readonly (readonly [string, Answer])[] = [
    ['401', { status: 401, body: { message: 'Bad credentials' } }],
    ['403', { status: 403, body: { message: 'Resource not accessible by integration' } }],
    ['429', { status: 429, headers: late, body: { message: 'rate limit' } }],
    ['HTML', { status: 200, body: '<html>Sign in</html>' }],
    ['404', { status: 404, body: { message: 'Not Found' } }],
    ['a status that there is not', { status: 200, body: { status: 'sideways' } }],
  ];

  it.each(answers)('and %s comes in place of the comparison, it is not known', async (_, answer) => {
    await attest();
    know('behind', 'diverged', 'v1.0.0');
    bed.github.fault({ path: `/compare/${heads.main}`, ...answer });
    expect(told(await promote())).toEqual(expected('UNREACHABLE', 'pass'));
  });

  it.each(answers.slice(0, 4))('and %s comes in place of the tags, it is not known', async (_, answer) => {
    await attest();
    know('behind', 'diverged', 'v1.0.0');
    bed.github.fault({ path: '/graphql', ...answer });
    expect(told(await promote())).toEqual(expected('pass', 'UNREACHABLE'));
  });

  it('and GitHub has a fault, it is asked again', async () => {
    await attest();
    know('behind', 'diverged', 'v1.0.0');
    bed.github.fault({ path: `/compare/${heads.main}`, status: 500, body: { message: 'oops' } });
    expect(told(await promote())).toEqual(expected('pass', 'pass'));
  });

  it('and GitHub has a fault that stays, it is not known', async () => {
    await attest();
    know('behind', 'diverged', 'v1.0.0');
    for (let tries = 0; tries < 4; tries += 1)
      bed.github.fault({ path: `/compare/${heads.main}`, status: 500, body: { message: 'oops' } });
    expect(told(await promote())).toEqual(expected('UNREACHABLE', 'pass'));
  });
});
