import { O as bundleType } from "./promotion.js";
import { U as HoistError } from "./start.js";
import { o as unexpected } from "./failure.js";
import { t as splitRepository } from "./repository.js";

// src/github/snappy.ts
const streamIdentifier = Uint8Array.of(255, 6, 0, 0, 115, 78, 97, 80, 112, 89);
const maxChunk = 65536;
function isSnappyStream(bytes) {
	return streamIdentifier.every((byte, at) => bytes[at] === byte);
}
function decodeSnappyBlock(bytes, maxBytes) {
	const header = readLength(bytes);
	if (header === void 0) return "invalid";
	if (header.length > maxBytes) return "too-long";
	if (header.length > bytes.length * 32) return "invalid";
	const out = new Uint8Array(header.length);
	let from = header.end;
	let to = 0;
	while (from < bytes.length) {
		const element = readElement(bytes, from);
		if (element === void 0 || to + element.length > out.length) return "invalid";
		const { offset, length, end } = element;
		if (offset === void 0) {
			if (end + length > bytes.length) return "invalid";
			out.set(bytes.subarray(end, end + length), to);
			from = end + length;
		} else {
			if (offset === 0 || offset > to) return "invalid";
			for (let at = 0; at < length; at += 1) out[to + at] = out[to + at - offset] ?? 0;
			from = end;
		}
		to += length;
	}
	return to === out.length ? out : "invalid";
}
function decodeSnappyStream(bytes, maxBytes) {
	const parts = [];
	let total = 0;
	for (let at = streamIdentifier.length; at < bytes.length;) {
		const kind = bytes[at] ?? 0;
		const start = at + 4;
		const end = start + littleEndian(bytes, at + 1, 3);
		if (start > bytes.length || end > bytes.length) return "invalid";
		at = end;
		if (kind === 255 || kind === 254 || kind >= 128 && kind <= 253) continue;
		if (kind > 1 || end - start < 4) return "invalid";
		const data = bytes.subarray(start + 4, end);
		const part = kind === 0 ? decodeSnappyBlock(data, maxChunk) : data;
		if (typeof part === "string" || part.length > maxChunk) return "invalid";
		total += part.length;
		if (total > maxBytes) return "too-long";
		parts.push(part);
	}
	return new Uint8Array(Buffer.concat(parts));
}
function readLength(bytes) {
	let length = 0;
	for (let at = 0; at < 5; at += 1) {
		const byte = bytes[at];
		if (byte === void 0) return void 0;
		length += (byte & 127) * 2 ** (7 * at);
		if (byte < 128) return length < 2 ** 32 ? {
			length,
			end: at + 1
		} : void 0;
	}
}
function readElement(bytes, at) {
	const tag = bytes[at] ?? 0;
	const upper = tag >>> 2;
	const more = [
		upper < 60 ? 0 : upper - 59,
		1,
		2,
		4
	][tag & 3] ?? 0;
	const end = at + 1 + more;
	if (end > bytes.length) return void 0;
	const value = littleEndian(bytes, at + 1, more);
	switch (tag & 3) {
		case 0: return {
			offset: void 0,
			length: (more === 0 ? upper : value) + 1,
			end
		};
		case 1: return {
			offset: (tag >>> 5 << 8) + value,
			length: (upper & 7) + 4,
			end
		};
		default: return {
			offset: value,
			length: upper + 1,
			end
		};
	}
}
function littleEndian(bytes, at, count) {
	let value = 0;
	for (let index = count - 1; index >= 0; index -= 1) value = value * 256 + (bytes[at + index] ?? 0);
	return value;
}

// src/github/attestations.ts
const route = "GET /repos/{owner}/{repo}/attestations/{subject_digest}";
const mostPages = 3;
async function attestationsOf(source, digest) {
	const parameters = {
		...splitRepository(source.repository),
		subject_digest: digest
	};
	const pages = await source.api.pages(route, parameters, mostPages);
	if (pages === void 0) return {
		found: [],
		cut: false
	};
	const { Attestations } = await import("./schema.js");
	return {
		found: pages.bodies.flatMap((body) => {
			const page = Attestations.safeParse(body).data;
			if (page === void 0) throw unexpected(route, "the answer lists no attestations");
			return page.map((entry) => stored(source, entry));
		}),
		cut: pages.cut
	};
}
function stored(source, { bundle, url }) {
	const stated = bundle?.["mediaType"];
	return {
		mediaType: typeof stated === "string" ? stated.slice(0, 200) : bundleType,
		async read(maxBytes) {
			if (bundle !== void 0) return capped(new TextEncoder().encode(JSON.stringify(bundle)), maxBytes);
			if (url !== void 0) return readElsewhere(source, url, maxBytes);
			throw unexpected(route, "an attestation has neither a bundle nor the address of one");
		}
	};
}
async function readElsewhere({ web, signal }, url, maxBytes) {
	const { status, bytes } = await (await web()).get(url, {
		maxBytes,
		signal
	});
	if (status !== 200) throw unexpected(route, `the storage of a bundle answered ${status}`);
	const json = decoded(bytes, maxBytes);
	if (json === "too-long") throw tooLong(maxBytes);
	if (json === "invalid") throw unexpected(route, "a bundle is neither JSON nor Snappy");
	return json;
}
function decoded(bytes, maxBytes) {
	if (isSnappyStream(bytes)) return decodeSnappyStream(bytes, maxBytes);
	if (looksLikeJson(bytes)) return bytes;
	return decodeSnappyBlock(bytes, maxBytes);
}
function looksLikeJson(bytes) {
	const text = new TextDecoder("latin1").decode(bytes.subarray(0, 64)).trimStart();
	return /^\{\s*"/.test(text);
}
function capped(bytes, maxBytes) {
	if (bytes.length > maxBytes) throw tooLong(maxBytes);
	return bytes;
}
function tooLong(maxBytes) {
	return new HoistError("unreachable", "BUNDLE_TOO_LONG", `an attestation has more than ${maxBytes} bytes`);
}

export { attestationsOf };