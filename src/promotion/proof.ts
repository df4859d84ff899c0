import type { Config } from '../domain/config.ts';
import type { StagePlan } from '../domain/plan.ts';
import type { PromotionRecord } from '../domain/record.ts';
import { HoistError, hintOf, messageOf } from '../errors.ts';
import type { Registry } from '../ports/registry.ts';
import type { Signer } from '../ports/signer.ts';
import type { World } from '../ports/world.ts';
import { attachBare, attachDecisions, attachMissing, type Bench as Signing } from './attach-statements.ts';
import { unacceptedText } from './own-identity.ts';
import { showing, wantsStatements, type Showing } from './show-promotion.ts';

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
  /** By which statements a stage promoted an image to a target; absent where the journal has to show it. */
  readonly shows: Showing | undefined;
};

type Bench = { readonly world: World; readonly config: Config; readonly registry: Registry };
/** Signed; as they are, with `attest: off`; or nothing. */
type Way =
  | { readonly kind: 'signed'; readonly signer: Signer }
  | { readonly kind: 'bare' }
  | { readonly kind: 'none' };

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
  let isTold = false;
  const attached = keeping(bench);
  const signing = (signer: Signer): Signing => ({ ...bench, signer, attached: attached(signer) });
  const way = (): Promise<Way> => (chosen ??= chooseWay(bench));
  /** `auto` goes on without. */
  function outcomeOf(error: HoistError | undefined): HoistError | undefined {
    if (error === undefined || attest === 'required') return error;
    world.log.warn(error.message);
    return undefined;
  }
  /** Said once a run: each later run would find out anew that nobody accepts what this one signs. */
  async function tellUnaccepted(signer: Signer, plan: StagePlan): Promise<void> {
    if (isTold) return;
    const text = await unacceptedText({ ...bench, signer }, plan);
    if (text === undefined) return;
    isTold = true;
    world.log.warn(text);
  }
  return {
    async demand() {
      if (attest === 'required') await way();
    },
    isSigned: async () => (await way()).kind === 'signed',
    async decide(plan) {
      const by = await way();
      if (by.kind !== 'signed') return undefined;
      return outcomeOf(
        await attempt('the signed decision', plan, () => attachDecisions(signing(by.signer), plan)),
      );
    },
    async record(plan, record) {
      const by = await way();
      if (by.kind === 'none') return undefined;
      if (by.kind !== 'signed') {
        const error = await attempt('the record', plan, () => attachBare(bench, { plan, record }));
        // The journal has it: nobody relies on what is unsigned.
        if (error !== undefined) world.log.warn(error.message);
        return undefined;
      }
      const lost = await attempt('the signed record', plan, () =>
        attachMissing(signing(by.signer), { plan, record }),
      );
      if (lost === undefined)
        // What is attached is attached, whether or not it can be told who takes it.
        await tellUnaccepted(by.signer, plan).catch((error: unknown) => world.log.debug(messageOf(error)));
      return outcomeOf(lost);
    },
    shows: wantsStatements(bench) ? showing(bench) : undefined,
  };
}

/**
 * Keeps what is signed keyless in GitHub's own store as well. That is more than anybody relies on: where it may not be, a
 * notice says so once, and it is not tried again in this run. A certificate says who signed; of a key GitHub knows nothing.
 */
function keeping({ world }: Bench): (signer: Signer) => Signing['attached'] {
  let isClosed = false;
  return ({ kind }) =>
    async (bundle) => {
      if (kind !== 'keyless' || isClosed) return;
      const why = await keptAtForge(world, bundle);
      if (why === undefined || isClosed) return;
      isClosed = true;
      world.log.notice(`statements are at the targets, and not kept with GitHub's attestations: ${why}.`);
    };
}

async function keptAtForge(world: World, bundle: Uint8Array): Promise<string | undefined> {
  try {
    return await (await world.attestationStore())?.keep(bundle);
  } catch (thrown) {
    return messageOf(thrown);
  }
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

async function attempt(
  what: string,
  { pipeline, stage }: StagePlan,
  attach: () => Promise<unknown>,
): Promise<HoistError | undefined> {
  try {
    await attach();
    return undefined;
  } catch (thrown) {
    const hint = hintOf(thrown);
    return new HoistError(
      'incomplete',
      'NOT_ATTACHED',
      `${pipeline}/${stage}: ${what} could not be attached at every target: ${messageOf(thrown)}`,
      { hint: hint ?? 'Run again: what is missing is attached then.', cause: thrown },
    );
  }
}
