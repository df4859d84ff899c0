import type { Config } from '../domain/config.ts';
import type { Stage } from '../domain/pipeline.ts';
import { keepsAll, type StagePlan } from '../domain/plan.ts';
import {
  decisionStatement,
  promotionStatement,
  type InTotoStatement,
} from '../domain/promotion-statement.ts';
import { targetOf, type TargetImage } from '../domain/proven-promotion.ts';
import type { PromotionRecord } from '../domain/record.ts';
import { HoistError, messageOf } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { Manifest } from '../image/manifest.ts';
import type { Repository } from '../image/reference.ts';
import type { Registry } from '../ports/registry.ts';
import type { Signer } from '../ports/signer.ts';
import type { World } from '../ports/world.ts';
import { acceptedSigners, openerFor, type Opener } from './accepted.ts';
import { attachArtifact, type Artifact } from './artifact.ts';
import type { PastPromotion, PastQuery } from './past.ts';
import { decisionsFor, promotionsTo } from './shown.ts';
import { statementsAt } from './statements.ts';

/** What proves promotions, for one run (contract §8, Proof). */
export type Proof = {
  /** @throws HoistError `ATTEST_IMPOSSIBLE` (config) where statements are required and nobody can sign */
  demand(): Promise<void>;
  /** Whether the decision is to be attached before the tags move. */
  isSigned(): Promise<boolean>;
  /** Attaches the decision at every target that gets the image; says what stands in the way of the tags. */
  decide(plan: StagePlan): Promise<HoistError | undefined>;
  /** Attaches the record where it is missing, and a missing decision; says what could not be attached though it is required. */
  record(plan: StagePlan, record: PromotionRecord): Promise<HoistError | undefined>;
  /** By which statement a stage promoted an image to a target; absent where the journal has to show it. */
  readonly shows: ((stage: Stage, query: PastQuery) => Promise<PastPromotion | undefined>) | undefined;
};

type Bench = { readonly world: World; readonly config: Config; readonly registry: Registry };
/** Signed; as they are, with `attest: off`; or nothing. */
type Way = { readonly kind: 'signed'; readonly signer: Signer } | { readonly kind: 'bare' | 'none' };

const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const recordType = 'application/vnd.hoist.promotion.v1+json';

/** A copy without pipeline is proven by nobody. */
export const noProof: Proof = {
  demand: async () => undefined,
  isSigned: async () => false,
  decide: async () => undefined,
  record: async () => undefined,
  shows: undefined,
};

export function createProof(bench: Bench): Proof {
  const { world, config } = bench;
  const { attest } = config.record;
  let chosen: Promise<Way> | undefined;
  const way = (): Promise<Way> => (chosen ??= chooseWay(bench));
  /** `auto` goes on without. */
  function outcomeOf(error: HoistError | undefined): HoistError | undefined {
    if (error === undefined || attest === 'required') return error;
    world.log.warn(error.message);
    return undefined;
  }
  return {
    async demand() {
      if (attest === 'required') await way();
    },
    isSigned: async () => (await way()).kind === 'signed',
    async decide(plan) {
      const by = await way();
      if (by.kind !== 'signed') return undefined;
      const places = placesOf(plan);
      return outcomeOf(
        await attempt('the signed decision', plan, () =>
          Promise.all(places.map((place) => attachDecision(bench, by.signer, { plan, place }))),
        ),
      );
    },
    async record(plan, record) {
      const by = await way();
      if (by.kind === 'none') return undefined;
      const what = by.kind === 'signed' ? 'the signed record' : 'the record';
      const error = await attempt(what, plan, () =>
        by.kind === 'signed'
          ? attachMissing(bench, by.signer, { plan, record })
          : attachBare(bench, { plan, record }),
      );
      if (by.kind === 'signed') return outcomeOf(error);
      // The journal has it: nobody relies on what is unsigned.
      if (error !== undefined) world.log.warn(error.message);
      return undefined;
    },
    shows: world.run.surface === 'action' && attest !== 'off' ? showing(bench) : undefined,
  };
}

async function chooseWay({ world, config }: Bench): Promise<Way> {
  const { attest, keyFromEnv } = config.record;
  if (attest === 'off') return { kind: 'bare' };
  // A machine of one's own: nothing is missing that somebody could have given.
  if (attest === 'auto' && keyFromEnv === undefined && world.run.surface !== 'action')
    return { kind: 'none' };
  const offer = await world.signer(config.record);
  if (offer.state === 'ready') return { kind: 'signed', signer: offer.signer };
  const { why, hint } = offer;
  if (attest === 'required')
    throw new HoistError('config', 'ATTEST_IMPOSSIBLE', `record.attest is required, and ${why}`, { hint });
  const text = `promotions are not signed: ${why}. ${hint}`;
  world.log.notice(text);
  return { kind: 'none' };
}

type Place = TargetImage & { readonly source: Repository };

/** Where an image is brought, or is already. */
function placesOf({ targets }: StagePlan): readonly Place[] {
  return targets.filter((target) => !keepsAll(target));
}

async function attachDecision(
  bench: Bench,
  signer: Signer,
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
  await attachSigned(bench, [place], await signed(bench, signer, statement));
}

type Kept = { readonly plan: StagePlan; readonly record: PromotionRecord };

/**
 * Of a run that moved tags, its own record everywhere. Of one that found everything there, what an earlier run was
 * killed before it could attach.
 */
async function attachMissing(bench: Bench, signer: Signer, { plan, record }: Kept): Promise<void> {
  const places = placesOf(plan).filter((place) => targetOf(record, place) !== undefined);
  const isNew = record.result?.outcome !== 'unchanged';
  const lacks = isNew
    ? places.map((place) => ({ place, decision: false, promotion: true }))
    : await Promise.all(places.map((place) => lackAt(bench, { plan, place })));
  for (const { place, decision } of lacks) if (decision) await attachDecision(bench, signer, { plan, place });
  const without = lacks.filter(({ promotion }) => promotion).map(({ place }) => place);
  if (without.length === 0) return;
  await attachSigned(bench, without, await signed(bench, signer, promotionStatement(record)));
}

async function lackAt(
  bench: Bench,
  { plan, place }: { readonly plan: StagePlan; readonly place: Place },
): Promise<{ readonly place: Place; readonly decision: boolean; readonly promotion: boolean }> {
  const { config, registry, world } = bench;
  const stage = config.pipelines
    .find(({ name }) => name === plan.pipeline)
    ?.stages.find(({ name }) => name === plan.stage);
  const open = openerFor(world, config.trust, await acceptedSigners(bench, stage));
  const root = await rootAt(bench, place);
  const { repository } = place;
  const found = await statementsAt({ registry, repository, root, signal: world.signal, open });
  const wanted = { ...place, pipeline: plan.pipeline, stage: plan.stage, evenFromDisk: true };
  return {
    place,
    decision: decisionsFor(found, wanted).length === 0,
    promotion: promotionsTo(found, wanted).length === 0,
  };
}

async function attachBare(bench: Bench, { plan, record }: Kept): Promise<void> {
  const artifact: Artifact = {
    mediaType: recordType,
    bytes: Buffer.from(JSON.stringify(record)),
    annotations: { 'org.opencontainers.image.created': bench.world.clock.now().toISOString() },
  };
  const places = placesOf(plan).filter((place) => targetOf(record, place) !== undefined);
  await Promise.all(places.map((place) => attachAt(bench, place, artifact)));
}

async function signed({ world }: Bench, signer: Signer, statement: InTotoStatement): Promise<Artifact> {
  const bytes = await signer.sign(Buffer.from(JSON.stringify(statement)), { signal: world.signal });
  return {
    mediaType: bundleType,
    bytes,
    annotations: {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': statement.predicateType,
      'org.opencontainers.image.created': world.clock.now().toISOString(),
    },
  };
}

async function attachSigned(bench: Bench, places: readonly Place[], artifact: Artifact): Promise<void> {
  await Promise.all(places.map((place) => attachAt(bench, place, artifact)));
}

async function attachAt(bench: Bench, place: Place, artifact: Artifact): Promise<void> {
  const { registry, world } = bench;
  const subject = await rootAt(bench, place);
  const { repository } = place;
  await attachArtifact({ registry, repository, subject, signal: world.signal }, artifact);
}

async function rootAt(
  { registry, world }: Bench,
  { repository, digest }: { readonly repository: Repository; readonly digest: Digest },
): Promise<Manifest> {
  const root = await registry.manifest(repository, digest, { signal: world.signal });
  if (root !== undefined) return root;
  throw new HoistError('incomplete', 'IMAGE_NOT_FOUND', `${repository} does not have ${digest} any more`, {
    hint: 'Run again: it is brought there anew.',
  });
}

async function attempt(
  what: string,
  { pipeline, stage }: StagePlan,
  attach: () => Promise<unknown>,
): Promise<HoistError | undefined> {
  try {
    await attach();
    return undefined;
  } catch (thrown) {
    const hint = thrown instanceof HoistError ? thrown.hint : undefined;
    return new HoistError(
      'incomplete',
      'NOT_ATTACHED',
      `${pipeline}/${stage}: ${what} could not be attached at every target: ${messageOf(thrown)}`,
      { hint: hint ?? 'Run again: what is missing is attached then.', cause: thrown },
    );
  }
}

/** The statement of a stage at its target: a decision that let the image pass, and a record of its promotion. */
function showing(bench: Bench): NonNullable<Proof['shows']> {
  const { registry, world, config } = bench;
  return async (stage, { pipeline, source, target, digest }) => {
    const root = await registry.manifest(target, digest, { signal: world.signal });
    if (root === undefined) return undefined;
    const open: Opener = openerFor(world, config.trust, await acceptedSigners(bench, stage));
    const place = { registry, repository: target, root, signal: world.signal, open };
    const found = await statementsAt(place);
    const wanted = { repository: target, digest, pipeline, stage: stage.name };
    if (decisionsFor(found, wanted).length === 0) return undefined;
    const [shown] = promotionsTo(found, wanted).filter(({ record }) =>
      record.intent.sources.some((one) => one.repository === source && one.digest === digest),
    );
    const tags = shown && targetOf(shown.record, wanted)?.tags;
    const isThere = (action: string): boolean => ['create', 'move', 'unchanged'].includes(action);
    return tags && { tag: tags.find(({ action }) => isThere(action))?.tag };
  };
}
