import { createHash } from "node:crypto";

// node_modules/canonicalize/lib/canonicalize.js
function canonicalize(object, seen = /* @__PURE__ */ new Set()) {
	if (typeof object === "number" && isNaN(object)) throw new Error("NaN is not allowed");
	if (typeof object === "number" && !isFinite(object)) throw new Error("Infinity is not allowed");
	if (object === null || typeof object !== "object") return JSON.stringify(object);
	if (typeof object.toJSON === "function") {
		if (seen.has(object)) throw new Error("Circular reference detected");
		seen.add(object);
		const result = canonicalize(object.toJSON(), seen);
		seen.delete(object);
		return result;
	}
	if (seen.has(object)) throw new Error("Circular reference detected");
	seen.add(object);
	let result;
	if (Array.isArray(object)) result = `[${object.map((cv) => {
		return canonicalize(cv === void 0 || typeof cv === "symbol" ? null : cv, seen);
	}).join(",")}]`;
	else {
		const parts = [];
		for (const key of Object.keys(object).sort()) {
			if (object[key] === void 0 || typeof object[key] === "symbol") continue;
			parts.push(`${canonicalize(key)}:${canonicalize(object[key], seen)}`);
		}
		result = `{${parts.join(",")}}`;
	}
	seen.delete(object);
	return result;
}

// src/domain/journal-entry.ts
/** Hex, over the canonical JSON (RFC 8785) of the whole record. */
function recordSha256(record) {
	return createHash("sha256").update(canonicalize(record) ?? "").digest("hex");
}
/** How a finished record ended; undefined for an intent alone. */
function endOf(record) {
	const { intent, result } = record;
	if (result === void 0) return void 0;
	const all = intent.targets.flatMap(({ tags }) => tags).length;
	const moved = result.targets.flatMap(({ digest, tags }) => tags.filter(({ action, after }) => action !== "kept" && after === digest)).length;
	return {
		outcome: result.outcome,
		moved: Math.min(moved, all),
		all,
		finished: result.finished,
		record: recordSha256(record).slice(0, 12)
	};
}
/** A record as a journal that keeps all of it lists it. */
function entryOf(record) {
	const { id, intent, result } = record;
	const end = endOf(record);
	return {
		id,
		intent,
		...end === void 0 ? {} : { end },
		...result === void 0 ? {} : { result },
		...intent.run.url === void 0 ? {} : { url: intent.run.url }
	};
}
/** Whether an entry is of what a query asks for. */
function isAsked({ intent }, { pipeline, stage, since }) {
	if (pipeline !== void 0 && intent.pipeline !== pipeline) return false;
	if (stage !== void 0 && intent.stage !== stage) return false;
	return since === void 0 || intent.planned >= since;
}

export { canonicalize as i, entryOf as n, isAsked as r, endOf as t };