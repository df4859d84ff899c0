/** Where a forge keeps the attestations of a repository, beside those that lie at the images. */
export interface AttestationStore {
    /**
     * Keeps a Sigstore bundle (JSON). Undefined: it is kept; else why not, for people. Never throws what the forge answers.
     */
    keep(bundle: Uint8Array): Promise<string | undefined>;
}
