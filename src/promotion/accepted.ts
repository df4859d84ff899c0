import { asPromoter, ownWorkflows } from '../domain/accepted-signer.ts';
import type { Config } from '../domain/config.ts';
import type { Signer, TrustSettings } from '../domain/signer.ts';
import type { FoundDocument, OpenedDocument } from '../evidence/document.ts';
import type { World } from '../ports/world.ts';

/** Opens documents, and takes the signatures of some signers for good and of no others. */
export type Opener = (found: FoundDocument) => Promise<OpenedDocument>;

type Bench = { readonly world: World; readonly config: Config };

/**
 * Whose statements show a promotion: those that `record.signers` names; else the public half of the key that this job
 * signs with; else the workflows of this job's repository on its default branch. Outside Actions, without key and
 * names, nobody. In which environment they signed is asked of each statement by itself.
 */
export async function acceptedSigners({ world, config }: Bench): Promise<readonly Signer[]> {
  const { trust, record } = config;
  const { signers, workflows = [] } = record;
  if (signers !== undefined) {
    const named = trust.signers.filter(({ name }) => signers.includes(name)).map(asPromoter);
    return [...named, ...(workflows.length === 0 ? [] : await workflowsHere(world, workflows))];
  }
  if (record.keyFromEnv !== undefined) {
    const offer = await world.signer(record);
    const pem = offer.state === 'ready' ? offer.signer.publicKey : undefined;
    return pem === undefined ? [] : [{ kind: 'key', name: record.keyFromEnv, pem, transparencyLog: 'none' }];
  }
  return await workflowsHere(world, [undefined]);
}

/** Each of the workflows, or any for undefined, in runs of this job's repository. Outside Actions none. */
async function workflowsHere(
  world: World,
  workflows: readonly (string | undefined)[],
): Promise<readonly Signer[]> {
  const forge = await world.forge();
  const { repository } = world.run;
  if (forge === undefined || repository === undefined) return [];
  const { branch } = await forge.defaultBranch();
  const own = { repository, server: forge.server, defaultBranch: branch };
  return workflows.map((workflow) => ownWorkflows(own, workflow));
}

/** Loaded when there is a document to be opened. */
export function openerFor(
  world: Pick<World, 'cacheFolder'>,
  trust: Omit<TrustSettings, 'signers'>,
  signers: readonly Signer[],
): Opener {
  let opener: Promise<Opener> | undefined;
  async function load(): Promise<Opener> {
    const [{ createVerifier }, { tufRoots }] = await Promise.all([
      import('../evidence/verify.ts'),
      import('../evidence/trust-root.ts'),
    ]);
    const verifier = createVerifier({ ...trust, signers }, { roots: tufRoots(world.cacheFolder) });
    return (found) => verifier.open(found);
  }
  return async (found) => await (await (opener ??= load()))(found);
}
