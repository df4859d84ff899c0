import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'vitest';
import type { Digest } from '../../src/image/digest.ts';
import { addSample, type Sample } from '../fakes/registry/sample.ts';
import type { ActionRun, ActionStep } from '../fakes/runner/runner.ts';
import { outputsOf, stagesOf, startActionBed, type ActionBed, type ActionBedOptions } from './action-bed.ts';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** What a job signs with where the config says {@link signedRecord}. */
export const signingKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** `record:` of a config whose promotions are proven at their targets by a key. */
export const signedRecord = 'record: { attest: required, key-from-env: SIGNING_KEY }';

/** Two stages that run by themselves, and `production` that wants an approval and has a tag that moves. */
export function gatedConfig(record: string, environment = 'approval: required'): string {
  return `version: 1
${record}
pipelines:
  web:
    source: DEV/dev/web
    stages:
      - { name: qa, to: DEV/qa/web }
      - { name: staging, to: PROD/staging/web }
      - name: production
        to: PROD/prod/web
        tag: ['%n', { name: stable, move: any }]
        environment: { name: production, ${environment} }
`;
}

export type Job = Omit<ActionStep, 'inputs' | 'env'> & {
  /** Its id; default 4242. */
  readonly run?: number;
  /** Default 1. */
  readonly attempt?: number;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** How GitHub shows where the job is; default by its check run. */
  readonly by?: 'check-run' | 'id-token' | 'id-token, without a deployment';
};

/** A repository with a guarded production, whose reviewers are eve and a team. */
export type GatedBed = ActionBed & {
  /** 1.0.0 at the source. */
  readonly image: Sample;
  /** Another image at the source. */
  push(tag: string): Digest;
  /** Promotes by itself, as far as that goes. */
  promote(tag?: string): Promise<ActionRun>;
  /** Promotes to staging, plans production by name, and gives the hash that is to be approved. */
  planned(tag?: string): Promise<string>;
  approve(user?: string, state?: 'approved' | 'rejected', run?: number): void;
  /** A step in a job that GitHub holds in `production`; by default it promotes 1.0.0 there. */
  inside(job?: Job): Promise<ActionRun>;
  /** The same with an approval of eve's for a plan that was made right before. */
  production(tag?: string, job?: Job): Promise<ActionRun>;
  /** Brings production's image before back, with an approval of eve's for a plan that was made right before. */
  rollback(comment: string, job?: Job): Promise<ActionRun>;
  /** What a tag of production names. */
  tagAt(tag: string): Digest | undefined;
};

export async function startGatedBed(
  record = 'record: { attest: off }',
  options: ActionBedOptions = {},
): Promise<GatedBed> {
  const bed = await startActionBed(options);
  const { github, repository } = bed;
  bed.config(gatedConfig(record));
  repository.environments.add({ name: 'production', reviewers: ['eve', 'team:ops'] });
  const image = addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'] });
  let jobs = 0;

  function run(step: ActionStep = {}): Promise<ActionRun> {
    return bed.run({ ...step, env: { SIGNING_KEY: signingKey, ...step.env } });
  }

  function promote(tag = '1.0.0'): Promise<ActionRun> {
    return run({ inputs: { image: tag } });
  }

  async function planned(tag = '1.0.0'): Promise<string> {
    await promote(tag);
    const plan = await run({ inputs: { command: 'plan', image: tag, stage: 'production' } });
    const hash = outputsOf(plan)['plan-hash'] ?? '';
    expect([stagesOf(plan), hash]).toEqual([{ 'web/production': 'waiting' }, expect.stringMatching(/^v1\./)]);
    return hash;
  }

  function approve(user = 'eve', state: 'approved' | 'rejected' = 'approved', run = 4242): void {
    repository.environments.approve(run, { environments: ['production'], user, state, comment: 'go' });
  }

  async function inside(job: Job = {}): Promise<ActionRun> {
    const { run: id = 4242, attempt = 1, inputs = {}, by = 'check-run', env, ...step } = job;
    const checkRun = 900 + (jobs += 1);
    repository.run({ id, event: 'push', branch: 'main', suite: id, attempt });
    repository.environments.job({
      checkRun,
      suite: id,
      environment: 'production',
      withoutDeployment: by === 'id-token, without a deployment',
    });
    if (by !== 'check-run') {
      github.idTokens.claims = {
        repository: 'acme/web',
        run_id: String(id),
        run_attempt: String(attempt),
        check_run_id: String(checkRun),
        environment: 'production',
      };
    }
    const idToken = {
      ACTIONS_ID_TOKEN_REQUEST_URL: github.idTokenUrl,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: github.idTokens.requestToken,
    };
    const what = inputs['command'] === undefined ? { image: '1.0.0', stage: 'production' } : {};
    return await run({
      ...step,
      inputs: { ...what, 'job-check-run-id': String(checkRun), ...inputs },
      env: {
        GITHUB_RUN_ID: String(id),
        GITHUB_RUN_ATTEMPT: String(attempt),
        ...(by === 'check-run' ? {} : idToken),
        ...env,
      },
    });
  }

  return {
    ...bed,
    run,
    image,
    push: (tag) => addSample(bed.dev.store, 'dev/web', { seed: `image ${tag}`, tags: [tag] }).root,
    promote,
    planned,
    approve,
    inside,
    async production(tag = '1.0.0', job = {}) {
      const hash = await planned(tag);
      approve('eve', 'approved', job.run);
      return inside({ ...job, inputs: { image: tag, stage: 'production', 'expected-plan': hash } });
    },
    async rollback(comment, job = {}) {
      const inputs = { command: 'rollback', stage: 'production', comment };
      const plan = await run({ inputs: { ...inputs, 'dry-run': 'true' } });
      approve('eve', 'approved', job.run);
      const expected = { 'expected-plan': outputsOf(plan)['plan-hash'] ?? '' };
      return inside({ ...job, inputs: { ...inputs, ...expected } });
    },
    tagAt: (tag) => bed.prod.store.tagged('prod/web', tag),
  };
}
