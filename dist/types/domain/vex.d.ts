export type VexStatus = 'not_affected' | 'affected' | 'fixed' | 'under_investigation';
/** One statement of a VEX document (OpenVEX 0.2, CycloneDX `analysis`), in OpenVEX's words. */
export type VexStatement = {
    readonly vulnerability: string;
    readonly aliases: readonly string[];
    /** purls and digests (`sha256:…`) of the products; empty: the subject of the statement around it. */
    readonly products: readonly string[];
    /** purls of the packages inside; empty: the product as a whole. */
    readonly subcomponents: readonly string[];
    readonly status: VexStatus;
    /** As written: `vulnerable_code_not_present`. */
    readonly justification?: string;
    readonly impact?: string;
    /** ISO 8601; the newest statement on the same thing wins. */
    readonly timestamp?: string;
};
export type VexDocument = {
    readonly format: 'openvex' | 'cyclonedx';
    readonly statements: readonly VexStatement[];
};
