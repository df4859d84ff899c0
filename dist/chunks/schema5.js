import { a as isTag } from "./reference.js";
import { _ as union, d as object, g as string, i as array, m as record, u as number, v as unknown } from "./schemas.js";

// src/registry/credential.ts
/** The user name that says "the password is an identity token". */
const tokenUser = "<token>";
/** Undefined for an entry without a password. Reports every form in which the secret may appear. */
function credentialOf(username, password, secret) {
	if (password === "") return void 0;
	secret(password);
	if (username === tokenUser) return identityOf(password, void 0, secret);
	secret(base64(`${username}:${password}`));
	return {
		kind: "basic",
		username,
		password
	};
}
function identityOf(token, username, secret) {
	secret(token);
	secret(base64(`${username ?? tokenUser}:${token}`));
	return {
		kind: "identity",
		token,
		username
	};
}
/** The `Authorization` header of a user name and password; of an identity token where only Basic is spoken. */
function basicHeader(credential) {
	return `Basic ${base64(credential.kind === "basic" ? `${credential.username}:${credential.password}` : `${credential.username ?? tokenUser}:${credential.token}`)}`;
}
function base64(text) {
	return Buffer.from(text).toString("base64");
}

// src/registry/schema.ts
const mostErrors = 32;
const longestMessage = 1024;
const longestToken = 65536;
/** An answer without a useful lifetime, or with a shorter one (P50). */
const shortestLife = 60;
const longestLife = 86400;
const text = union([string(), number()]).transform(String);
const oneError = object({
	code: text.optional().catch(void 0),
	message: text.optional().catch(void 0)
}).transform(({ code, message }) => ({
	code: (code ?? "").slice(0, 128),
	message: (message ?? "").slice(0, longestMessage)
}));
/** The specification's form, and what token endpoints write: OAuth 2.0's and Docker Hub's. */
const errorBody = union([
	object({ errors: array(unknown()) }).transform(({ errors }) => errors.slice(0, mostErrors).flatMap((one) => oneError.safeParse(one).data ?? [])),
	object({
		error: text,
		error_description: text.optional()
	}).transform((body) => [oneError.parse({
		code: body.error,
		message: body.error_description
	})]),
	object({ details: string() }).transform((body) => [oneError.parse({ message: body.details })])
]);
/** What may stand in a header: one line of visible ASCII. */
const headerText = string().max(longestToken).regex(/^[\x21-\x7e]+$/);
const tokenBody = object({
	token: headerText.optional().catch(void 0),
	access_token: headerText.optional().catch(void 0),
	refresh_token: headerText.optional().catch(void 0),
	expires_in: unknown().optional()
}).transform((body) => {
	const token = body.token ?? body.access_token;
	if (token === void 0) return void 0;
	return {
		token,
		expiresIn: lifetime(body.expires_in),
		refreshToken: body.refresh_token
	};
});
const tagsBody = object({ tags: array(unknown()).nullish() }).transform(({ tags }) => {
	const all = tags ?? [];
	const kept = all.filter((tag) => typeof tag === "string" && isTag(tag));
	return {
		tags: kept,
		dropped: all.length - kept.length
	};
});
const optionalText = string().optional().catch(void 0);
const authEntry = object({
	auth: optionalText,
	username: optionalText,
	password: optionalText,
	identitytoken: optionalText,
	registrytoken: optionalText
});
const dockerConfig = object({
	auths: record(string(), authEntry.nullish()).nullish(),
	credHelpers: record(string(), string()).nullish(),
	credsStore: string().nullish()
});
const helperAnswer = object({
	Username: string(),
	Secret: string()
});
/** What a registry says went wrong. Empty for HTML, for plain text and for anything else; never throws (P42). */
function readErrors(body) {
	return errorBody.safeParse(jsonOf(body)).data ?? [];
}
/** Undefined where the answer holds no token that could be used (F39). */
function readToken(body) {
	return tokenBody.safeParse(jsonOf(body)).data;
}
/** One page of a tag list; undefined where the answer is none. Digests and nulls are dropped and counted (P39). */
function readTags(body) {
	return tagsBody.safeParse(jsonOf(body)).data;
}
/** A Docker `config.json`; undefined for what is none. `HttpHeaders` and `proxies` are not read (A29). */
function readDockerConfig(bytes) {
	return dockerConfig.safeParse(jsonOf(bytes)).data;
}
/** What a credential helper prints. */
function readHelperAnswer(output) {
	return helperAnswer.safeParse(jsonOf(output)).data;
}
function jsonOf(body) {
	try {
		return JSON.parse(typeof body === "string" ? body : new TextDecoder().decode(body));
	} catch {
		return;
	}
}
function lifetime(given) {
	const seconds = typeof given === "string" && given !== "" ? Number(given) : given;
	if (typeof seconds !== "number" || !Number.isFinite(seconds)) return shortestLife;
	return Math.min(Math.max(Math.floor(seconds), shortestLife), longestLife);
}

export { readToken as a, identityOf as c, readTags as i, readErrors as n, basicHeader as o, readHelperAnswer as r, credentialOf as s, readDockerConfig as t };