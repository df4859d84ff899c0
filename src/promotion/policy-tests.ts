import { readCases } from '../config/case-file.ts';
import { byPlace } from '../config/problems.ts';
import { caseFacts, caseManifests, previousManifests, type CaseManifests } from '../domain/case-facts.ts';
import type { Config } from '../domain/config.ts';
import type { Evidence } from '../domain/evidence.ts';
import { mismatchesOf } from '../domain/expectation.ts';
import { parseFilePath } from '../domain/file-path.ts';
import { stageText, type Pipeline, type Stage } from '../domain/pipeline.ts';
import type { Policy } from '../domain/policy.ts';
import type { CaseDocument, CaseResult, PolicyCase } from '../domain/policy-case.ts';
import { stagePlaces } from '../domain/stage-place.ts';
import { HoistError, HoistErrors, throwAny } from '../errors.ts';
import { caseEvidence } from '../evidence/case-evidence.ts';
import type { Repository } from '../image/reference.ts';
import type { Workspace } from '../ports/workspace.ts';
import { evaluate, needsOf } from '../policy/evaluate.ts';

export type PolicyTests = {
  readonly config: Config;
  readonly workspace: Workspace;
  /** From the root of the repository. */
  readonly folder: string;
  /** For cases that do not say when they are. */
  readonly now: Date;
};

/** What is read of a case file, and of a document of a case: as much as of real evidence (policy.md §1.5). */
const mostBytes = { cases: 1024 * 1024, document: 40 * 1024 * 1024 } as const;

/**
 * Runs every case of a folder and of the folders in it, in the order of files and lines. Nothing is asked of a registry or
 * of GitHub. Empty where there is no case.
 *
 * @throws HoistErrors of kind `config` with all that is wrong with the case files
 */
export async function runPolicyTests(tests: PolicyTests): Promise<readonly CaseResult[]> {
  const cases = await collected(await caseFiles(tests), async (path) => {
    const bytes = await tests.workspace.read(path, mostBytes.cases);
    return bytes === undefined ? [] : readCases(bytes, path);
  });
  return await collected(cases.flat(), (policyCase) => runCase(policyCase, tests));
}

async function caseFiles({ workspace, folder }: PolicyTests): Promise<readonly string[]> {
  const files = await workspace.find(`${parseFilePath(folder)}/**`);
  return files.filter((path) => /\.ya?ml$/.test(path));
}

/** All results, or all errors: a mistake in one case file hides none in another. */
async function collected<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const errors: HoistError[] = [];
  for (const item of items) {
    try {
      results.push(await run(item));
    } catch (error) {
      if (!(error instanceof HoistError)) throw error;
      errors.push(...(error instanceof HoistErrors ? error.errors : [error]));
    }
  }
  throwAny(errors.sort(byPlace));
  return results;
}

async function runCase(policyCase: PolicyCase, tests: PolicyTests): Promise<CaseResult> {
  const { config } = tests;
  const judged = judgedBy(policyCase, config);
  const now = policyCase.now ?? tests.now;
  const manifests = caseManifests(policyCase.name, policyCase.image);
  const { previous } = policyCase;
  const told = previous === 'unreachable' ? undefined : previous;
  const read = (documents: readonly CaseDocument[], about: CaseManifests): Promise<readonly Evidence[]> =>
    readEvidence(documents, { policyCase, tests, manifests: about, now });
  const repository = repositoryOf(policyCase, judged.pipeline);
  const facts = caseFacts(policyCase, {
    repository,
    ...(judged.pipeline === undefined ? {} : { stages: stagePlaces(judged.pipeline, repository) }),
    stage: policyCase.judged.kind === 'stage' ? policyCase.judged.stage : undefined,
    now,
    manifests,
    evidence: await read(policyCase.evidence, manifests),
    previous: told === undefined ? [] : await read(told.evidence, previousManifests(policyCase.name, told)),
    branches: needsOf(judged.policies).commit.branches,
  });
  const decision = evaluate({
    facts,
    policies: judged.policies,
    waivers: config.waivers,
    limits: config.limits,
    now,
    mode: policyCase.mode,
    approvalRequired: policyCase.approvalRequired ?? judged.stage?.environment?.approval === 'required',
    origins: policyCase.waivers,
  });
  const mismatches = mismatchesOf(policyCase.expect, decision);
  const { file, line } = policyCase.at([]);
  return {
    name: policyCase.name,
    file,
    line,
    ok: mismatches.length === 0,
    expected: policyCase.expect,
    mismatches,
    decision,
  };
}

type JudgedBy = {
  readonly policies: readonly Policy[];
  readonly pipeline?: Pipeline | undefined;
  readonly stage?: Stage | undefined;
};

function judgedBy({ judged, at }: PolicyCase, config: Config): JudgedBy {
  if (judged.kind === 'policies')
    return { policies: judged.policies.map((name) => policyNamed(name, config, at(['policy']))) };
  const position = at(['stage']);
  const pipeline = config.pipelines.find(({ name }) => name === judged.stage.pipeline);
  const stage = pipeline?.stages.find(({ name }) => name === judged.stage.stage);
  if (stage === undefined) {
    const known = config.pipelines.flatMap(({ name, stages }) =>
      stages.map((each) => stageText({ pipeline: name, stage: each.name })),
    );
    throw new HoistError('config', 'STAGE_UNKNOWN', `there is no stage "${stageText(judged.stage)}"`, {
      position,
      hint: `There is ${known.join(', ')}.`,
    });
  }
  if (stage.policies.length === 0) {
    throw new HoistError(
      'config',
      'STAGE_WITHOUT_POLICY',
      `the stage ${stageText(judged.stage)} names no policy`,
      {
        position,
        hint: 'It lets everything pass. Name a policy in the stage, or test one with policy: NAME.',
      },
    );
  }
  return { pipeline, stage, policies: stage.policies.map((name) => policyNamed(name, config, position)) };
}

function policyNamed(name: string, { policies }: Config, position: ReturnType<PolicyCase['at']>): Policy {
  const policy = policies.get(name);
  if (policy !== undefined) return policy;
  throw new HoistError('config', 'POLICY_UNKNOWN', `there is no policy "${name}"`, {
    position,
    hint: `There is ${[...policies.keys()].join(', ')}.`,
  });
}

/** Of a pipeline of one repository, its source; any other case has to say which it means. */
function repositoryOf({ image, at }: PolicyCase, pipeline: Pipeline | undefined): Repository {
  if (image.repository !== undefined) return image.repository;
  if (pipeline?.source.kind === 'repository') return pipeline.source.repository;
  throw new HoistError('config', 'CASE_REPOSITORY', 'nothing says of which repository the image is', {
    position: at(['image']),
    hint: 'Add image: { repository: ghcr.io/acme/dev/web }.',
  });
}

type Reading = {
  readonly policyCase: PolicyCase;
  readonly tests: PolicyTests;
  readonly manifests: CaseManifests;
  readonly now: Date;
};

async function readEvidence(
  documents: readonly CaseDocument[],
  { policyCase, tests, manifests, now }: Reading,
): Promise<readonly Evidence[]> {
  const { commit, image, at } = policyCase;
  const trust = {
    signers: tests.config.trust.signers,
    manifests,
    now,
    tag: image.tag,
    commit: typeof commit === 'object' ? commit.commit : undefined,
  };
  return await collected(documents, async (document) => {
    const position = at(document.path);
    const { content } = document;
    if (content.kind !== 'file') return caseEvidence({ document, position }, trust);
    const bytes = await tests.workspace.read(content.path, mostBytes.document);
    if (bytes !== undefined) return caseEvidence({ document, position, bytes }, trust);
    throw new HoistError('config', 'FILE_MISSING', `there is no file ${content.path}`, {
      position: at([...document.path, 'file']),
      hint: "The path starts at the case file's own folder.",
    });
  });
}
