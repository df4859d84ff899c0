import * as z from 'zod';
import type { Material, Provenance } from '../../domain/provenance.ts';
import { defined } from './defined.ts';
import { map, optionalFlag, optionalList, optionalText, optionalTime, text } from './fields.ts';
import { noClaims, readAs, type Reading } from './reading.ts';

const resource = z.object({ uri: optionalText, name: optionalText, digest: map(text) });
const builder = z.object({ id: optionalText }).nullish();

/** Builders other than GitHub's put other things under the same name. */
const workflow = z
  .object({ repository: optionalText, path: optionalText, ref: optionalText })
  .nullish()
  .catch(undefined);

const v1 = z.object({
  buildDefinition: z.object({
    buildType: optionalText,
    externalParameters: z.object({ workflow, configSource: resource.nullish().catch(undefined) }).nullish(),
    resolvedDependencies: optionalList(resource),
  }),
  runDetails: z.object({
    builder,
    metadata: z
      .object({
        invocationId: optionalText,
        // BuildKit's spelling.
        invocationID: optionalText,
        startedOn: optionalTime,
        finishedOn: optionalTime,
        buildkit_hermetic: optionalFlag,
      })
      .nullish(),
  }),
});

const v02 = z.object({
  builder,
  buildType: optionalText,
  invocation: z.object({ configSource: resource.extend({ entryPoint: optionalText }).nullish() }).nullish(),
  metadata: z
    .object({
      buildInvocationId: optionalText,
      buildInvocationID: optionalText,
      buildStartedOn: optionalTime,
      buildFinishedOn: optionalTime,
      'https://mobyproject.org/buildkit@v1#hermetic': optionalFlag,
    })
    .nullish(),
  materials: optionalList(resource),
});

type Resource = z.output<typeof resource>;
type Source = NonNullable<Provenance['source']>;

/** SLSA provenance v1: GitHub's, BuildKit's and any other's. */
export function readSlsaV1(json: unknown): Reading {
  return readAs(v1, { json, title: 'SLSA provenance v1' }, ({ buildDefinition, runDetails }) => {
    const { workflow: from, configSource } = buildDefinition.externalParameters ?? {};
    const { metadata } = runDetails;
    const dependencies = buildDefinition.resolvedDependencies ?? [];
    return reading(
      defined({
        version: 'v1' as const,
        builder: runDetails.builder?.id,
        buildType: buildDefinition.buildType,
        invocation: metadata?.invocationId ?? metadata?.invocationID,
        started: metadata?.startedOn,
        finished: metadata?.finishedOn,
        source: from?.repository
          ? sourceOfWorkflow({ repository: from.repository, ref: from.ref }, dependencies)
          : (configSource && sourceOf(configSource)) || onlySource(dependencies),
        workflow: from ? defined({ ...from }) : undefined,
        hermetic: metadata?.buildkit_hermetic,
        materials: dependencies.map(materialOf),
      }),
    );
  });
}

/** SLSA provenance v0.2: BuildKit's and slsa-github-generator's. */
export function readSlsaV02(json: unknown): Reading {
  return readAs(v02, { json, title: 'SLSA provenance v0.2' }, (predicate) => {
    const { metadata, invocation, materials = [] } = predicate;
    const config = invocation?.configSource;
    const source = config ? sourceOf(config) : undefined;
    const isWorkflow = config?.entryPoint?.startsWith('.github/workflows/');
    return reading(
      defined({
        version: 'v0.2' as const,
        builder: predicate.builder?.id,
        buildType: predicate.buildType,
        invocation: metadata?.buildInvocationId ?? metadata?.buildInvocationID,
        started: metadata?.buildStartedOn,
        finished: metadata?.buildFinishedOn,
        source: source ?? onlySource(materials),
        workflow: isWorkflow
          ? defined({ repository: source?.uri, path: config?.entryPoint, ref: source?.ref })
          : undefined,
        hermetic: metadata?.['https://mobyproject.org/buildkit@v1#hermetic'],
        materials: materials.map(materialOf),
      }),
    );
  });
}

function reading(provenance: Provenance): Reading {
  return {
    title: `SLSA provenance ${provenance.version}`,
    parts: [{ kind: 'provenance', provenance }],
    claims: noClaims,
  };
}

/** GitHub names repository and ref as the workflow's, and the commit among what was resolved. */
function sourceOfWorkflow(
  { repository, ref }: { readonly repository: string; readonly ref: string | undefined },
  dependencies: readonly Resource[],
): Source {
  const own = dependencies
    .flatMap((one) => sourceOf(one) ?? [])
    .filter(({ uri }) => uri === plain(repository));
  const commits = new Set(own.flatMap(({ commit }) => commit ?? []));
  // Two commits of one repository: which one was built is not said, so none is.
  const [commit] = commits.size === 1 ? commits : [];
  return defined({ uri: plain(repository), ref, commit });
}

/** Where there is one git repository among all that was resolved, it is the source; of several nobody says which. */
function onlySource(resources: readonly Resource[]): Source | undefined {
  const sources = resources
    .filter(({ digest, uri = '' }) => digest['gitCommit'] ?? (isGit(uri) ? digest['sha1'] : undefined))
    .flatMap((one) => sourceOf(one) ?? []);
  return sources.length === 1 ? sources[0] : undefined;
}

/** `git+https://github.com/acme/web@refs/heads/main` and BuildKit's `https://github.com/acme/web.git#refs/heads/main`. */
function sourceOf({ uri, digest }: Resource): Source | undefined {
  if (uri === undefined) return undefined;
  const match = /^(.*?)(?:@(refs\/.*)|#([^:]*)(?::.*)?)?$/s.exec(uri);
  return defined({
    uri: plain(match?.[1] ?? uri),
    ref: match?.[2] ?? (match?.[3] || undefined),
    commit: digest['gitCommit'] ?? digest['sha1'],
  });
}

function isGit(uri: string): boolean {
  return uri.startsWith('git+') || /\.git(?:[#@]|$)/.test(uri);
}

/** A repository's address as people write it. */
function plain(uri: string): string {
  return uri.replace(/^git\+/, '').replace(/\.git$/, '');
}

function materialOf({ uri, name, digest }: Resource): Material {
  return { uri: uri ?? name ?? '', digest };
}
