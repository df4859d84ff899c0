export type JsonObject = Readonly<Record<string, unknown>>;
/**
 * Reads JSON that has one meaning for every parser (I-JSON, RFC 7493; P13, A3): UTF-8 without BOM, one document, no
 * member name twice in one object, at most 64 levels deep. Time is linear in the length. A member named `__proto__` is
 * an own property like any other. Numbers are JavaScript's: `1e400` is Infinity, so check what you use.
 *
 * `JSON.parse` keeps the last of two equal names and says nothing, which is why the text is looked at a second time: it
 * has as many names as the value has members, or one of them is there twice.
 *
 * @param what names the document in errors: `the manifest of ghcr.io/acme/web:1.4.2`
 * @param hint what helps where it is no JSON; default: what helps with a server's answer
 * @throws HoistError `JSON_INVALID` (unreachable: it is no JSON, or cut), `JSON_AMBIGUOUS` (refused: duplicate names,
 * nested too deeply)
 */
export declare function parseStrictJson(bytes: Uint8Array, what: string, hint?: string): unknown;
export declare function isJsonObject(value: unknown): value is JsonObject;
/**
 * Go matches member names without regard to case and JavaScript does not, so `Layers` means two things (A3). Refuses
 * every name of `object` that differs from one of `names` by case only. Not for maps with free keys.
 *
 * @throws HoistError `JSON_AMBIGUOUS`
 */
export declare function refuseCaseVariants(object: JsonObject, names: ReadonlyMap<string, string>, what: string): void;
/** The names for {@link refuseCaseVariants}, by their folded form. */
export declare function namesByCase(names: readonly string[]): ReadonlyMap<string, string>;
/** A name without its case, as Go sees it. Upper case first: it alone brings U+017F (long s) to `s`, as Go's folding does. */
export declare function foldCase(name: string): string;
