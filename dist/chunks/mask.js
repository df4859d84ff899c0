// src/report/mask.ts
/** Shorter values are in every text by chance; hiding them would blank the log and tell what they are. */
const shortest = 4;
function createMask() {
	const hidden = /* @__PURE__ */ new Set();
	return {
		add(secret) {
			const lines = secret.split(/[\r\n]+/).filter((line) => line.length >= 8);
			const fresh = [secret, ...lines.length > 1 ? lines : []].filter((part) => part.length >= shortest).filter((part) => !hidden.has(part));
			for (const part of fresh) hidden.add(part);
			return fresh;
		},
		hide(text) {
			return Array.from(hidden).sort((a, b) => b.length - a.length).reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
		}
	};
}

export { createMask as t };