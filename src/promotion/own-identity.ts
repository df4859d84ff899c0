import type { Config } from '../domain/config.ts';
import { stageNamed, stageText } from '../domain/pipeline.ts';
import type { StagePlan } from '../domain/plan.ts';
import { environmentsOf, isInside } from '../domain/proven-promotion.ts';
import { HoistError, messageOf } from '../errors.ts';
import type { OwnSigner, Signer } from '../ports/signer.ts';
import type { World } from '../ports/world.ts';
import { acceptedSigners } from './accepted.ts';

type Bench = { readonly world: World; readonly config: Config; readonly signer: Signer };

/** Whom this run signs as; undefined where that cannot be found out, which stops nothing. */
export async function selfOf({ world, signer }: Omit<Bench, 'config'>): Promise<OwnSigner | undefined> {
  try {
    return await signer.self();
  } catch (thrown) {
    if (!(thrown instanceof HoistError)) throw thrown;
    world.log.debug(`whom this run signs as is not known: ${messageOf(thrown)}`);
    return undefined;
  }
}

/** What to tell people of whose signatures no later stage will accept; undefined: it is one that counts. */
export async function unacceptedText(bench: Bench, plan: StagePlan): Promise<string | undefined> {
  const { config } = bench;
  const own = await selfOf(bench);
  if (own === undefined) return undefined;
  const { whyNotNamed } = await import('../evidence/own-signer.ts');
  const why = whyNotNamed(own, await acceptedSigners(bench)) ?? whyOutside(own, config, plan);
  if (why === undefined) return undefined;
  const name = stageText(plan);
  return `the statements of ${name} show nothing to later stages and to verify: ${why}. If such runs may promote, describe them as a signer under trust.signers, and name it in record.signers.`;
}

function whyOutside({ identity }: OwnSigner, { pipelines }: Config, plan: StagePlan): string | undefined {
  const environments = environmentsOf(stageNamed(pipelines, plan)?.environment, plan.kind);
  if (isInside(identity, environments)) return undefined;
  return `they are signed outside of the environment ${environments?.join(' or ') ?? ''}`;
}
