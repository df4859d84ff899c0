import type { Identity } from '../domain/evidence.ts';
import type { Signer as AcceptedSigner } from '../domain/signer.ts';
import type { Call } from './registry.ts';
/** Signs in-toto statements. */
export interface Signer {
    /** `keyless`: the certificate names the workflow. `key`: the config's own key. */
    readonly kind: 'keyless' | 'key';
    /** PEM of the public half, of a key. */
    readonly publicKey?: string;
    /**
     * A Sigstore bundle (version 0.3, JSON) around a DSSE envelope of the statement's bytes.
     *
     * @throws HoistError `SIGNING_FAILED` (unreachable)
     */
    sign(statement: Uint8Array, call?: Call): Promise<Uint8Array>;
    /**
     * Whom it signs as; undefined where that cannot be told before it signs.
     *
     * @throws HoistError of kind `unreachable`
     */
    self(): Promise<OwnSigner | undefined>;
}
/** Whom a run signs as: what its signatures will prove, and the form in which others name such a signer. */
export type OwnSigner = {
    readonly identity: Identity;
    readonly signer: AcceptedSigner;
};
/** A signer, or why there is none, with what to change. */
export type SignerOffer = {
    readonly state: 'ready';
    readonly signer: Signer;
} | {
    readonly state: 'unable';
    readonly why: string;
    readonly hint: string;
};
