import { U as HoistError, _ as proxyFor, v as isLoopback } from "./start.js";
import { a as AnswerTooLong, c as literalAddressOf, i as createTransport, o as guardedLookup, r as headerOf, s as isPublicAddress } from "./registry.js";
import { lookup } from "node:dns";

// src/http/web.ts
const tries = 3;
const connections = 4;
const longestUrl = 8192;
function createWeb(options) {
	const { clock, userAgent, secret, allowLoopback = false } = options;
	const transport = createTransport({
		origin: (url) => ({
			verify: true,
			connections,
			proxy: proxyFor(url, secret)
		}),
		guardedLookup: guardedLookup(lookup)
	});
	async function once(url, { maxBytes, signal }) {
		const { status, headers, body } = await transport.exchange({
			method: "GET",
			url,
			headers: {
				accept: "*/*",
				"accept-encoding": "identity",
				"user-agent": userAgent
			},
			maxBytes,
			learned: !isLoopback(url.hostname),
			signal
		});
		const named = Object.keys(headers).map((name) => [name, headerOf(headers, name) ?? ""]);
		return {
			status,
			headers: Object.fromEntries(named),
			bytes: body
		};
	}
	return {
		async get(text, get) {
			const url = parse(text, allowLoopback);
			for (let tried = 1;; tried += 1) {
				try {
					const answer = await once(url, get);
					if (tried === tries || answer.status < 500 && answer.status !== 429) return answer;
				} catch (error) {
					get.signal?.throwIfAborted();
					if (error instanceof AnswerTooLong) throw tooLong(url, get.maxBytes);
					if (error instanceof HoistError && error.code === "ADDRESS_PRIVATE") throw wrongAddress(url.hostname);
					if (tried === tries) throw unreachable(url, error);
				}
				await clock.sleep(500 * 2 ** tried, get.signal);
			}
		},
		close: () => transport.close()
	};
}
function parse(text, allowLoopback) {
	const url = text.length <= longestUrl && URL.canParse(text) ? new URL(text) : void 0;
	if (url === void 0) throw refused("an address that is no URL");
	if (!(url.protocol === "https:" || allowLoopback && url.protocol === "http:" && isLoopback(url.hostname))) throw refused(`${url.host === "" ? "an address" : url.host} without https`);
	if (url.username !== "" || url.password !== "") throw refused(`${url.host} with a user name`);
	const address = literalAddressOf(url);
	const isOurs = allowLoopback && isLoopback(url.hostname);
	if (address !== void 0 && !isOurs && !isPublicAddress(address)) throw wrongAddress(url.hostname);
	return url;
}
function refused(what) {
	return new HoistError("unreachable", "WEB_ADDRESS", `${what} is not asked`, { hint: "Public documents are read over https, without credentials." });
}
function wrongAddress(host) {
	return new HoistError("unreachable", "WEB_ADDRESS", `${host} is not a public address and is not asked`, { hint: "Documents of a private server cannot be read this way: give them as files." });
}
function tooLong(url, maxBytes) {
	return new HoistError("unreachable", "WEB_TOO_LONG", `${url.host} sent more than ${maxBytes} bytes`);
}
function unreachable(url, error) {
	const code = error instanceof Error && "code" in error ? String(error.code) : "no reason given";
	return new HoistError("unreachable", "WEB_UNREACHABLE", `${url.host} could not be reached: ${code}`, { hint: "Check that this machine reaches it, through its proxy if it has one." });
}

export { createWeb };