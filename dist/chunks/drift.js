import { R as shortDigest } from "./start.js";

// src/report/drift.ts
function driftText({ kind, repository, tag, expected, now }) {
	const place = tag === void 0 ? repository : `${repository}:${tag}`;
	const was = expected === void 0 ? "nothing" : shortDigest(expected);
	switch (kind) {
		case "moved": return `${place} names ${now === null ? "nothing" : shortDigest(now)}, and ${was} was promoted`;
		case "deleted": return `${place} is gone, and ${was} was promoted`;
		case "never-promoted": return `${place} names ${now === null ? "nothing" : shortDigest(now)}, and no record tells of it`;
		default: return `${place} has lost what was attached to ${was}`;
	}
}

export { driftText as t };