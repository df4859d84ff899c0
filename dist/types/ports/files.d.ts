/** Files of one commit, or of the disk: the config and what it names. */
export interface Files {
    /** The bytes, or undefined where there is no such file. Paths are relative to the repository's root. */
    read(path: string): Promise<Uint8Array | undefined>;
    /** The commit, where there is one. */
    readonly commit?: string;
}
