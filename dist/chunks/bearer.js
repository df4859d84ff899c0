import { t as HoistError } from "./errors.js";
import { a as literalAddressOf, n as proxyFor, r as guardedLookup } from "./proxy.js";
import { t as createTransport } from "./transport.js";
import { lookup } from "node:dns";

// src/http/bearer.ts
const tries = 3;
const maxBytes = 262144;
/**
* Asks one address with a bearer token, which goes there and nowhere else: no redirect is followed. The address is one
* that the runner gave this process; it is https, or plain HTTP on this machine.
*
* @throws HoistError `BEARER_ADDRESS`, `BEARER_UNREACHABLE`; both unreachable, and neither with the token or the path
*/
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
		if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url))) throw notSecured(url);
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
function isLoopback(url) {
	const address = literalAddressOf(url);
	return address === "::1" || address?.startsWith("127.") === true;
}
function notSecured(url) {
	return new HoistError("unreachable", "BEARER_ADDRESS", `${url.host} is not asked with a token without https`, { hint: "The runner gives the address; see what an earlier step put into ACTIONS_ID_TOKEN_REQUEST_URL." });
}
/** The code alone (`ECONNREFUSED`): messages of the network may quote the request (A45). */
function unreachable(url, error) {
	const code = error instanceof Error && "code" in error ? String(error.code) : "no reason given";
	return new HoistError("unreachable", "BEARER_UNREACHABLE", `${url.host} could not be reached: ${code}`, { hint: "Check that the runner reaches it, through its proxy if it has one." });
}

export { createBearerGet };