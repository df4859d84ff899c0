// The small half of zod: what registries answer is read by every command, and the whole makes each start 6 ms longer.
import * as z from 'zod/mini';
import { isTag, type Tag } from '../image/reference.ts';

/** One error of a registry's answer. `code` decides before `message`, which is only shown (P42). */
export type RegistryError = {
  readonly code: string;
  readonly message: string;
  /** What it says beyond that, where that is text; anything else is for programs. */
  readonly detail?: string | undefined;
};

/** A token endpoint's answer in our words. */
export type TokenAnswer = {
  readonly token: string;
  /** Seconds, 60 to 86,400. */
  readonly expiresIn: number;
  readonly refreshToken: string | undefined;
};

export type TagsPage = {
  readonly tags: readonly Tag[];
  /** Entries that are no tags: nulls, digests (P39). */
  readonly dropped: number;
};

const mostErrors = 32;
const longestMessage = 1024;
const longestToken = 64 * 1024;
/** An answer without a useful lifetime, or with a shorter one (P50). */
const shortestLife = 60;
const longestLife = 24 * 60 * 60;

/** Anything else counts as not there. */
function lenient<T extends z.ZodMiniType>(schema: T): z.ZodMiniCatch<z.ZodMiniOptional<T>> {
  // oxlint-disable-next-line promise/valid-params -- zod's, and no promise's
  return z.catch(z.optional(schema), undefined);
}

const text = z.pipe(z.union([z.string(), z.number()]), z.transform(String));
const oneError = z.pipe(
  z.object({ code: lenient(text), message: lenient(text), detail: lenient(z.string()) }),
  z.transform(({ code, message, detail }): RegistryError => ({
    code: (code ?? '').slice(0, 128),
    message: (message ?? '').slice(0, longestMessage),
    detail: detail?.slice(0, longestMessage),
  })),
);

/** The specification's form, and what token endpoints write: OAuth 2.0's and Docker Hub's. */
const errorBody = z.union([
  z.pipe(
    z.object({ errors: z.array(z.unknown()) }),
    z.transform(({ errors }) =>
      errors.slice(0, mostErrors).flatMap((one) => oneError.safeParse(one).data ?? []),
    ),
  ),
  z.pipe(
    z.object({ error: text, error_description: z.optional(text) }),
    z.transform((body) => [oneError.parse({ code: body.error, message: body.error_description })]),
  ),
  z.pipe(
    z.object({ details: z.string() }),
    z.transform((body) => [oneError.parse({ message: body.details })]),
  ),
]);

/** What may stand in a header: one line of visible ASCII. */
const headerText = z.string().check(z.maxLength(longestToken), z.regex(/^[\x21-\x7e]+$/));

const tokenBody = z.pipe(
  z.object({
    token: lenient(headerText),
    access_token: lenient(headerText),
    refresh_token: lenient(headerText),
    expires_in: z.optional(z.unknown()),
  }),
  z.transform((body): TokenAnswer | undefined => {
    const token = body.token ?? body.access_token;
    if (token === undefined) return undefined;
    return { token, expiresIn: lifetime(body.expires_in), refreshToken: body.refresh_token };
  }),
);

const tagsBody = z.pipe(
  z.object({ tags: z.nullish(z.array(z.unknown())) }),
  z.transform(({ tags }): TagsPage => {
    const all = tags ?? [];
    const kept = all.filter((tag): tag is Tag => typeof tag === 'string' && isTag(tag));
    return { tags: kept, dropped: all.length - kept.length };
  }),
);

const optionalText = lenient(z.string());
const authEntry = z.object({
  auth: optionalText,
  username: optionalText,
  password: optionalText,
  identitytoken: optionalText,
  registrytoken: optionalText,
});
const dockerConfig = z.object({
  auths: z.nullish(z.record(z.string(), z.nullish(authEntry))),
  credHelpers: z.nullish(z.record(z.string(), z.string())),
  credsStore: z.nullish(z.string()),
});
const helperAnswer = z.object({ Username: z.string(), Secret: z.string() });

/** One entry of `auths`, as clients write it. */
export type AuthEntry = z.infer<typeof authEntry>;

/** What a registry says went wrong. Empty for HTML, for plain text and for anything else; never throws (P42). */
export function readErrors(body: Uint8Array): readonly RegistryError[] {
  return errorBody.safeParse(jsonOf(body)).data ?? [];
}

/** Undefined where the answer holds no token that could be used (F39). */
export function readToken(body: Uint8Array): TokenAnswer | undefined {
  return tokenBody.safeParse(jsonOf(body)).data;
}

/** One page of a tag list; undefined where the answer is none. Digests and nulls are dropped and counted (P39). */
export function readTags(body: Uint8Array): TagsPage | undefined {
  return tagsBody.safeParse(jsonOf(body)).data;
}

/** A Docker `config.json`; undefined for what is none. `HttpHeaders` and `proxies` are not read (A29). */
export function readDockerConfig(bytes: Uint8Array): z.infer<typeof dockerConfig> | undefined {
  return dockerConfig.safeParse(jsonOf(bytes)).data;
}

/** What a credential helper prints. */
export function readHelperAnswer(output: string): z.infer<typeof helperAnswer> | undefined {
  return helperAnswer.safeParse(jsonOf(output)).data;
}

function jsonOf(body: Uint8Array | string): unknown {
  try {
    return JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

function lifetime(given: unknown): number {
  const seconds = typeof given === 'string' && given !== '' ? Number(given) : given;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds)) return shortestLife;
  return Math.min(Math.max(Math.floor(seconds), shortestLife), longestLife);
}
