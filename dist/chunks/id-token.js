import { U as HoistError } from "./start.js";

// src/github/id-token.ts
const audience = "hoist";
async function jobClaims(options) {
	const token = await idToken(options, audience);
	if (token === void 0) return void 0;
	const { IdTokenClaims } = await import("./schema.js");
	const claims = IdTokenClaims.safeParse(payloadOf(token)).data;
	if (claims === void 0) throw invalid("does not say of which run it is");
	return claims;
}
async function idToken({ env, ask, secret }, forAudience) {
	const address = env["ACTIONS_ID_TOKEN_REQUEST_URL"] ?? "";
	const bearer = env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] ?? "";
	if (address === "" || bearer === "") return void 0;
	secret(bearer);
	if (!URL.canParse(address)) throw invalid("cannot be asked for: ACTIONS_ID_TOKEN_REQUEST_URL is no URL");
	const url = new URL(address);
	url.searchParams.set("audience", forAudience);
	const { status, bytes } = await ask(url, bearer);
	if (status !== 200) throw new HoistError("unreachable", "ID_TOKEN_UNREACHABLE", `the runner's ID token service answered ${status}`, { hint: "Run the job again; if it stays so, see whether GitHub Actions has an incident." });
	const { IdTokenAnswer } = await import("./schema.js");
	const answer = IdTokenAnswer.safeParse(jsonIn(new TextDecoder().decode(bytes))).data;
	if (answer === void 0) throw invalid("did not come");
	secret(answer.value);
	return answer.value;
}
function idTokensOf(options) {
	const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = options.env;
	if (!address || !bearer) return void 0;
	return async (forAudience) => {
		const token = await idToken(options, forAudience);
		if (token === void 0) throw invalid("did not come");
		return token;
	};
}
function payloadOf(token) {
	const [, payload = ""] = token.split(".");
	return jsonIn(Buffer.from(payload, "base64url").toString());
}
function jsonIn(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
function invalid(what) {
	return new HoistError("unreachable", "ID_TOKEN_INVALID", `the ID token of this job ${what}`, { hint: "The Action runs in a GitHub Actions job, whose runner gives ACTIONS_ID_TOKEN_REQUEST_URL." });
}

export { idToken, idTokensOf, jobClaims };