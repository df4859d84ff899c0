/** One package of an SBOM or a scan's inventory. */
export type Package = {
    readonly name: string;
    readonly version?: string;
    /** As written, not normalised: `pkg:deb/debian/openssl@3.0.11-1?arch=amd64`. */
    readonly purl?: string;
    /** `deb`, `npm`, `go-module`: the tool's own word. */
    readonly type?: string;
    /** SPDX expressions or names as stated; concluded where the document concludes one, else declared. Several mean AND. */
    readonly licenses: readonly string[];
};
/** The packages of one platform (policy.md §2.3), without the image itself, files and the operating system. */
export type Sbom = {
    readonly format: 'spdx-2' | 'spdx-3' | 'cyclonedx' | 'syft' | 'trivy';
    /** The tool that wrote it, as it calls itself. */
    readonly tool?: string;
    /** ISO 8601, as the document states it; a claim. */
    readonly created?: string;
    readonly packages: readonly Package[];
    readonly os?: OperatingSystem;
};
export type OperatingSystem = {
    /** `debian`, `alpine`. */
    readonly family: string;
    readonly version?: string;
    /** Past its end of life, where the tool says so. */
    readonly endOfLife?: boolean;
};
