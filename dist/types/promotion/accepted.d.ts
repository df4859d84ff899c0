import type { Config } from '../domain/config.ts';
import type { Signer, TrustSettings } from '../domain/signer.ts';
import type { FoundDocument, OpenedDocument } from '../evidence/document.ts';
import type { World } from '../ports/world.ts';
/** Opens documents, and takes the signatures of some signers for good and of no others. */
export type Opener = (found: FoundDocument) => Promise<OpenedDocument>;
type Bench = {
    readonly world: World;
    readonly config: Config;
};
/**
 * Whose statements show a promotion: those that `record.signers` names; else the public half of the key that this job
 * signs with; else the workflows of this job's repository on its default branch. Outside Actions, without key and
 * names, nobody. In which environment they signed is asked of each statement by itself.
 */
export declare function acceptedSigners({ world, config }: Bench): Promise<readonly Signer[]>;
/** Loaded when there is a document to be opened. */
export declare function openerFor(world: Pick<World, 'cacheFolder'>, trust: Omit<TrustSettings, 'signers'>, signers: readonly Signer[]): Opener;
export {};
