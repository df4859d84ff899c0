import { U as HoistError, _ as proxyFor, v as isLoopback } from "./start.js";
import { a as AnswerTooLong, c as literalAddressOf, i as createTransport, n as waitOf, o as guardedLookup, s as isPublicAddress } from "./registry.js";
import { createHmac } from "node:crypto";
import { lookup } from "node:dns";

// src/http/notifier.ts
const longestAnswer = 4096;
const longestUrl = 8192;
const shortestSecret = 16;
function createNotifier(options) {
	return { async send(to, message) {
		const place = placeOf(to, options);
		if ("why" in place) return {
			state: "failed",
			retry: false,
			why: place.why
		};
		return await post(place, message, options);
	} };
}
function placeOf({ urlFromEnv, secretFromEnv, allowPrivate }, { env, secret }) {
	const text = env[urlFromEnv] ?? "";
	if (text === "") return { why: `the environment variable ${urlFromEnv} is not set` };
	secret(text);
	const url = text.length <= longestUrl && URL.canParse(text) ? new URL(text) : void 0;
	if (url === void 0) return { why: `${urlFromEnv} holds no URL` };
	const mayBePrivate = allowPrivate.includes(url.hostname.toLowerCase());
	const address = literalAddressOf(url);
	if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname) && mayBePrivate)) return { why: `the URL in ${urlFromEnv} is not https` };
	if (url.username !== "" || url.password !== "") return { why: `the URL in ${urlFromEnv} has a user name` };
	if (address !== void 0 && !mayBePrivate && !isPublicAddress(address)) return { why: notPublic(urlFromEnv) };
	if (secretFromEnv === void 0) return {
		url,
		key: void 0,
		mayBePrivate
	};
	const written = env[secretFromEnv] ?? "";
	if (written === "") return { why: `the environment variable ${secretFromEnv} is not set` };
	secret(written);
	const key = keyOf(written);
	if (key === void 0) return { why: `${secretFromEnv} holds no secret of at least ${shortestSecret} bytes` };
	return {
		url,
		key,
		mayBePrivate
	};
}
function keyOf(written) {
	const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(written)?.[1];
	const key = encoded === void 0 ? Buffer.from(written) : Buffer.from(encoded, "base64");
	return key.length < shortestSecret ? void 0 : key;
}
async function post(place, message, options) {
	const { clock, userAgent, secret, answerWithin = 15e3, resolve = lookup } = options;
	const { url, key, mayBePrivate } = place;
	const timestamp = String(Math.floor(clock.now().getTime() / 1e3));
	const transport = createTransport({
		origin: () => ({
			verify: true,
			connections: 1,
			proxy: proxyFor(url, secret)
		}),
		guardedLookup: guardedLookup(resolve)
	});
	try {
		return deliveryOf(await transport.exchange({
			method: "POST",
			url,
			headers: {
				"content-type": "application/json",
				"user-agent": userAgent,
				"webhook-id": message.id,
				"webhook-timestamp": timestamp,
				...key === void 0 ? {} : { "webhook-signature": signature(key, message, timestamp) }
			},
			body: message.body,
			maxBytes: longestAnswer,
			headersTimeout: answerWithin,
			learned: !mayBePrivate,
			signal: AbortSignal.timeout(answerWithin)
		}), clock);
	} catch (error) {
		return failureOf(error, clock);
	} finally {
		await transport.close();
	}
}
function signature(key, { id, body }, timestamp) {
	return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}
function deliveryOf({ status, headers }, clock) {
	if (status >= 200 && status < 300) return {
		state: "delivered",
		status
	};
	const retry = status >= 500 || status === 429 || status === 408;
	const after = waitOf(headers, clock);
	return {
		state: "failed",
		why: `the receiver answered ${status}${status >= 300 && status < 400 ? ", and redirects are not followed" : ""}`,
		retry,
		...after === void 0 ? {} : { after }
	};
}
function failureOf(error, clock) {
	if (error instanceof HoistError && error.code === "ADDRESS_PRIVATE") return {
		state: "failed",
		retry: false,
		why: notPublic("the URL")
	};
	if (error instanceof AnswerTooLong) return deliveryOf({
		status: error.status,
		headers: {}
	}, clock);
	return {
		state: "failed",
		retry: true,
		why: `the receiver could not be reached: ${error instanceof Error && "code" in error ? String(error.code) : nameOf(error)}`
	};
}
function nameOf(error) {
	return error instanceof Error ? error.name : "no reason given";
}
function notPublic(what) {
	return `the host of ${what} is not at a public address, and allow-private does not list it`;
}

export { createNotifier };