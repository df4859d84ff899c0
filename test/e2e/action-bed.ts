import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { FakeFile, FakeRepository } from '../fakes/github/repository.ts';
import { startFakeGitHub, type FakeGitHub } from '../fakes/github/server.ts';
import { startRegistry, type RegistryOptions, type RunningRegistry } from '../fakes/registry/server.ts';
import { runAction, runCommit, type ActionRun, type ActionStep } from '../fakes/runner/runner.ts';

export type ActionBedOptions = {
  readonly dev?: RegistryOptions;
  readonly prod?: RegistryOptions;
  /** The content of the Docker config that earlier steps left; default none. */
  readonly docker?: (hosts: { readonly dev: string; readonly prod: string }) => object;
  /** The files of the default branch's head besides the config. */
  readonly files?: Readonly<Record<string, FakeFile>>;
  readonly token?: string;
};

/** What the Action meets in a job: GitHub with the repository `acme/web`, two registries, a Docker config. */
export interface ActionBed {
  readonly github: FakeGitHub;
  readonly repository: FakeRepository;
  readonly dev: RunningRegistry;
  readonly prod: RunningRegistry;
  /** A folder outside the workspace, where DOCKER_CONFIG points. */
  readonly docker: string;
  /** Commits a config to the default branch; `DEV` and `PROD` stand for the registries' hosts. Gives the commit. */
  config(text: string): string;
  /** The text with the hosts in place of `DEV` and `PROD`. */
  readonly named: (text: string) => string;
  run(step?: ActionStep): Promise<ActionRun>;
  /** Method and path of what a registry was asked that changes something there. */
  writes(registry: RunningRegistry): readonly string[];
  close(): Promise<void>;
}

export const configPath = '.github/hoist.yml';

/** A pipeline of three stages: one beside the source, one elsewhere, one that people ask for by name. */
export const threeStages = `version: 1
pipelines:
  web:
    source: DEV/dev/web
    stages:
      - name: qa
        to: DEV/qa/web
      - name: staging
        to: [PROD/us/web, PROD/eu/web]
      - name: production
        auto: false
        to: PROD/prod/web
        tag: ['%n', { name: stable, move: forward }]
`;

export async function startActionBed(options: ActionBedOptions = {}): Promise<ActionBed> {
  const [github, dev, prod, docker] = await Promise.all([
    startFakeGitHub(options.token),
    startRegistry(options.dev),
    startRegistry(options.prod),
    mkdtemp(join(tmpdir(), 'hoist-docker-')),
  ]);
  const repository = github.repository('acme/web');
  repository.commits.set(runCommit, {});
  const hosts = { dev: dev.host, prod: prod.host };
  if (options.docker !== undefined)
    await writeFile(join(docker, 'config.json'), JSON.stringify(options.docker(hosts)));

  function named(text: string): string {
    return text.replaceAll(/\b(DEV|PROD)\b/g, (name) => (name === 'DEV' ? dev.host : prod.host));
  }

  function config(text: string): string {
    return repository.commit('heads/main', { ...options.files, [configPath]: named(text) });
  }

  config(threeStages);
  return {
    github,
    repository,
    dev,
    prod,
    docker,
    config,
    named,
    run: (step = {}) =>
      runAction({
        apiUrl: github.url,
        token: github.token,
        ...step,
        env: { DOCKER_CONFIG: docker, ...step.env },
      }),
    writes: ({ requests }) =>
      requests
        .filter(({ method }) => method !== 'GET' && method !== 'HEAD')
        .map(({ method, path }) => `${method} ${path}`),
    async close() {
      await Promise.all([dev.close(), prod.close(), rm(docker, { recursive: true, force: true })]);
      await github.close();
    },
  };
}

/** The nine outputs, in the order of the contract. */
export type OutputValues = Readonly<Record<string, string>>;

export const nothingHappened: OutputValues = {
  outcome: 'none',
  stages: '{}',
  digest: '',
  digests: '{}',
  targets: '',
  'record-id': '',
  'plan-hash': '',
  waves: '{"count":0}',
  result: '{}',
};

/**
 * The outputs of a run, after a look at what holds for every run: all are set, in their order; those that are no JSON
 * have nothing in them that a shell would read (A43); nothing else was given to later steps.
 */
export function outputsOf(run: ActionRun): OutputValues {
  const outputs = Object.fromEntries(run.outputs);
  expect(Object.keys(outputs)).toEqual(Object.keys(nothingHappened));
  for (const name of ['outcome', 'digest', 'record-id', 'plan-hash'])
    expect(outputs[name]).toMatch(/^[A-Za-z0-9_.:/@+-]*$/);
  for (const line of (outputs['targets'] ?? '').split('\n')) expect(line).toMatch(/^[A-Za-z0-9_.:/@+-]*$/);
  for (const name of ['stages', 'digests', 'waves', 'result'])
    expect(() => JSON.parse(outputs[name] ?? '')).not.toThrow();
  expect([run.state.size, run.exported.size, run.path]).toEqual([0, 0, '']);
  return outputs;
}

/** What `stages` says. */
export function stagesOf(run: ActionRun): Readonly<Record<string, string>> {
  return JSON.parse(outputsOf(run)['stages'] ?? '') as Record<string, string>;
}

/** What a job without `id-token: write` is told when it promotes. */
export const notSigned = {
  level: 'notice',
  message:
    'promotions are not signed: the job has no permission to have an ID token. Give the job `permissions: id-token: write`, or name a key with record.key-from-env.',
};

/** The codes of the errors beside the log, in their order. */
export function errorTitles(run: ActionRun): readonly string[] {
  return run.annotations.filter(({ level }) => level === 'error').map(({ title = '' }) => title);
}
