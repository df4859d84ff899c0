import { U as HoistError, _ as proxyFor, v as isLoopback } from "./start.js";
import { i as createTransport, o as guardedLookup } from "./registry.js";
import { lookup } from "node:dns";

// src/http/bearer.ts
const tries = 3;
const maxBytes = 262144;
function createBearerGet(options) {
	const { clock, userAgent, secret, signal } = options;
	const transport = createTransport({
		origin: (url) => ({
			verify: true,
			connections: 1,
			proxy: proxyFor(url, secret)
		}),
		guardedLookup: guardedLookup(lookup)
	});
	return async (url, bearer) => {
		if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) throw notSecured(url);
		for (let tried = 1;; tried += 1) {
			try {
				const { status, body } = await transport.exchange({
					method: "GET",
					url,
					headers: {
						accept: "application/json",
						"accept-encoding": "identity",
						authorization: `Bearer ${bearer}`,
						"user-agent": userAgent
					},
					maxBytes,
					signal
				});
				if (tried === tries || status < 500 && status !== 429) return {
					status,
					bytes: body
				};
			} catch (error) {
				signal?.throwIfAborted();
				if (tried === tries) throw unreachable(url, error);
			}
			await clock.sleep(500 * 2 ** tried, signal);
		}
	};
}
function notSecured(url) {
	return new HoistError("unreachable", "BEARER_ADDRESS", `${url.host} is not asked with a token without https`, { hint: "The runner gives the address; see what an earlier step put into ACTIONS_ID_TOKEN_REQUEST_URL." });
}
function unreachable(url, error) {
	const code = error instanceof Error && "code" in error ? String(error.code) : "no reason given";
	return new HoistError("unreachable", "BEARER_UNREACHABLE", `${url.host} could not be reached: ${code}`, { hint: "Check that the runner reaches it, through its proxy if it has one." });
}

export { createBearerGet };