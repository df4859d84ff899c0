/** The files that earlier steps of this job wrote: anybody's who can change a step, so nothing here ever decides by itself. */
export interface Workspace {
    /**
     * The paths of the regular files that a pattern names, sorted; links are not followed.
     *
     * @throws HoistError `WORKSPACE_TOO_LARGE`, `FILE_PATH_INVALID`
     */
    find(pattern: string): Promise<readonly string[]>;
    /**
     * The bytes, or undefined where there is no such file.
     *
     * @throws HoistError `FILE_PATH_INVALID`, `FILE_OUTSIDE`, `FILE_NOT_REGULAR`, `FILE_TOO_LARGE`, `FILE_UNREADABLE`
     */
    read(path: string, maxBytes: number): Promise<Uint8Array | undefined>;
}
