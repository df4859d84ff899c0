import type { Config } from '../domain/config.ts';
import { stageNamed } from '../domain/pipeline.ts';
import { keepsAll, type StagePlan } from '../domain/plan.ts';
import {
  decisionStatement,
  promotionStatement,
  type InTotoStatement,
} from '../domain/promotion-statement.ts';
import {
  cameThere,
  environmentsOf,
  isInside,
  letsPass,
  targetOf,
  type TargetImage,
} from '../domain/proven-promotion.ts';
import type { PromotionRecord } from '../domain/record.ts';
import { bundleType } from '../domain/statement.ts';
import { HoistError } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { Manifest } from '../image/manifest.ts';
import type { Repository } from '../image/reference.ts';
import type { Registry } from '../ports/registry.ts';
import type { Signer } from '../ports/signer.ts';
import type { World } from '../ports/world.ts';
import { acceptedSigners, openerFor } from './accepted.ts';
import { attachArtifact, type Artifact } from './artifact.ts';
import { selfOf } from './own-identity.ts';
import { signedOf } from './show-promotion.ts';
import { statementsAt } from './statements.ts';

export type Bench = {
  readonly world: World;
  readonly config: Config;
  readonly registry: Registry;
  readonly signer: Signer;
  /** Told of each bundle when it is at its targets. */
  readonly attached: (bundle: Uint8Array) => Promise<void>;
};

/** What it takes to attach what is not signed. */
type Ground = Omit<Bench, 'signer' | 'attached'>;

/** Where an image is brought, or is already. */
export type Place = TargetImage & { readonly source: Repository };

type Kept = { readonly plan: StagePlan; readonly record: PromotionRecord };

const recordType = 'application/vnd.hoist.promotion.v1+json';

/** Attaches the decision at every target that gets the image. */
export async function attachDecisions(bench: Bench, plan: StagePlan): Promise<void> {
  await Promise.all(placesOf(plan).map((place) => attachDecision(bench, { plan, place })));
}

/**
 * Of a run that moved tags, its own record everywhere. Of one that found everything there, what an earlier run was
 * killed before it could attach.
 */
export async function attachMissing(bench: Bench, { plan, record }: Kept): Promise<void> {
  const places = placesOf(plan).filter((place) => targetOf(record, place) !== undefined);
  const isNew = record.result?.outcome !== 'unchanged';
  const lacks = isNew
    ? places.map((place) => ({ place, decision: false, promotion: true }))
    : await Promise.all(places.map((place) => lackAt(bench, { plan, place })));
  for (const { place, decision } of lacks) if (decision) await attachDecision(bench, { plan, place });
  const without = lacks.filter(({ promotion }) => promotion).map(({ place }) => place);
  if (without.length === 0) return;
  await attachSigned(bench, without, promotionStatement(record));
}

/** The record as it is, unsigned. */
export async function attachBare(bench: Ground, { plan, record }: Kept): Promise<void> {
  const artifact: Artifact = {
    mediaType: recordType,
    bytes: Buffer.from(JSON.stringify(record)),
    annotations: { 'org.opencontainers.image.created': bench.world.clock.now().toISOString() },
  };
  const places = placesOf(plan).filter((place) => targetOf(record, place) !== undefined);
  await Promise.all(places.map((place) => attachAt(bench, place, artifact)));
}

function placesOf({ targets }: StagePlan): readonly Place[] {
  return targets.filter((target) => !keepsAll(target));
}

async function attachDecision(
  bench: Bench,
  { plan, place }: { readonly plan: StagePlan; readonly place: Place },
): Promise<void> {
  const { world, config } = bench;
  const { pipeline, stage, decisions = [] } = plan;
  const own = decisions.filter(({ image }) => image.digest === place.digest);
  const evidence = new Set(
    own.flatMap(({ checks }) => checks.flatMap((check) => check.evidence.map(({ digest }) => digest))),
  );
  const statement = decisionStatement({
    ...place,
    pipeline,
    stage,
    passed: own.every(({ verdict }) => verdict === 'pass'),
    evidence: [...evidence],
    decided: world.clock.now(),
    config: config.origin,
    run: world.run,
  });
  await attachSigned(bench, [place], statement);
}

/**
 * What is not there by an accepted signer. What this run would sign like what is there already is there, whoever accepts
 * it: else each run would attach one more that counts for nobody.
 */
async function lackAt(
  bench: Bench,
  { plan, place }: { readonly plan: StagePlan; readonly place: Place },
): Promise<{ readonly place: Place; readonly decision: boolean; readonly promotion: boolean }> {
  const { config, registry, world } = bench;
  const guard = stageNamed(config.pipelines, plan)?.environment;
  const own = (await selfOf(bench))?.signer;
  const signers = await acceptedSigners(bench);
  const open = openerFor(world, config.trust, own === undefined ? signers : [...signers, own]);
  const root = await rootAt(bench, place);
  const { repository } = place;
  const found = signedOf(await statementsAt({ registry, repository, root, signal: world.signal, open }));
  const wanted = { ...place, pipeline: plan.pipeline, stage: plan.stage, evenFromDisk: true };
  const isOwn = ({ trust }: (typeof found)[number]): boolean =>
    own !== undefined && trust.level === 'signed' && trust.signers.includes(own.name);
  const counts = (one: (typeof found)[number], kind: StagePlan['kind']): boolean =>
    isOwn(one) || isInside(one.identity, environmentsOf(guard, kind));
  return {
    place,
    decision: !found.some(
      (one) => one.kind === 'decision' && letsPass(one.summary, wanted) && counts(one, 'rollback'),
    ),
    promotion: !found.some(
      (one) =>
        one.kind === 'promotion' && cameThere(one.record, wanted) && counts(one, one.record.intent.kind),
    ),
  };
}

async function attachSigned(
  bench: Bench,
  places: readonly Place[],
  statement: InTotoStatement,
): Promise<void> {
  const { world, signer } = bench;
  const bytes = await signer.sign(Buffer.from(JSON.stringify(statement)), { signal: world.signal });
  const artifact: Artifact = {
    mediaType: bundleType,
    bytes,
    annotations: {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': statement.predicateType,
      'org.opencontainers.image.created': world.clock.now().toISOString(),
    },
  };
  await Promise.all(places.map((place) => attachAt(bench, place, artifact)));
  await bench.attached(bytes);
}

async function attachAt(bench: Ground, place: TargetImage, artifact: Artifact): Promise<void> {
  const { registry, world } = bench;
  const subject = await rootAt(bench, place);
  const { repository } = place;
  await attachArtifact({ registry, repository, subject, signal: world.signal }, artifact);
}

async function rootAt(
  { registry, world }: Ground,
  { repository, digest }: { readonly repository: Repository; readonly digest: Digest },
): Promise<Manifest> {
  const root = await registry.manifest(repository, digest, { signal: world.signal });
  if (root !== undefined) return root;
  throw new HoistError('incomplete', 'IMAGE_NOT_FOUND', `${repository} does not have ${digest} any more`, {
    hint: 'Run again: it is brought there anew.',
  });
}
