export type WebGet = {
    /** A longer body is an error. */
    readonly maxBytes: number;
    readonly signal?: AbortSignal | undefined;
};
export type WebAnswer = {
    readonly status: number;
    /** By name in lower case. */
    readonly headers: Readonly<Record<string, string>>;
    readonly bytes: Uint8Array;
};
/**
 * Documents of the public internet: feeds of vulnerabilities, the bundles that GitHub keeps elsewhere. https only, never
 * with a credential or a cookie, never an address that is not public (A10), and no redirect is followed.
 */
export interface Web {
    /**
     * @throws HoistError `WEB_ADDRESS` (not such a URL), `WEB_UNREACHABLE`, `WEB_TOO_LONG`; all unreachable, none with the
     * URL's path or query, which may be a signature (A45)
     */
    get(url: string, get: WebGet): Promise<WebAnswer>;
}
