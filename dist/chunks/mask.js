// src/report/mask.ts
/** Shorter values are in every text by chance; hiding them would blank the log and tell what they are. */
const shortest = 4;
/** Shorter values may be in a digest by chance. */
const shortestInWords = 16;
const word = /^[A-Za-z0-9_.:/@+-]*$/;
function createMask() {
	const told = /* @__PURE__ */ new Set();
	/** Longest first: a secret may be a part of another. */
	let hidden = [];
	function hide(text) {
		return hideAll(text, word.test(text) ? hidden.filter((one) => one.length >= shortestInWords) : hidden);
	}
	return {
		add(secret) {
			const lines = secret.split(/[\r\n]+/).filter((line) => line.length >= 8);
			const fresh = [secret, ...lines.length > 1 ? lines : []].filter((part) => part.length >= shortest).filter((part) => !told.has(part));
			for (const part of fresh) told.add(part);
			const forms = new Set([...told].flatMap(formsOf));
			if (fresh.length > 0) hidden = [...forms].sort((a, b) => b.length - a.length);
			return fresh;
		},
		hide: (text) => hideAll(text, hidden),
		hideIn: (value) => mapStrings(value, hide)
	};
}
function hideAll(text, secrets) {
	return secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
}
/** As it is, and as JSON, addresses and headers write it: what GitHub's runner hides of a masked value, too. */
function formsOf(secret) {
	const inAddress = encodeURIComponent(Buffer.from(secret).toString());
	const forms = [
		secret,
		JSON.stringify(secret).slice(1, -1),
		inAddress
	];
	return secret.length < 8 ? forms : [...forms, ...[
		0,
		1,
		2
	].map((shift) => encoded(secret, shift))];
}
/** In base64 behind so many other bytes, without the characters that depend on its neighbours. */
function encoded(secret, shift) {
	return Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]).toString("base64").slice(shift === 0 ? 0 : 4).replace(/.?=+$/, "");
}
function mapStrings(value, map) {
	if (typeof value === "string") return map(value);
	if (Array.isArray(value)) return value.map((item) => mapStrings(item, map));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapStrings(item, map)]));
}

export { createMask as t };