import { P as canonicalize } from "./commands.js";
import { createHash } from "node:crypto";

// src/domain/journal-entry.ts
function recordSha256(record) {
	return createHash("sha256").update(canonicalize(record) ?? "").digest("hex");
}
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
function isAsked({ intent }, { pipeline, stage, since }) {
	if (pipeline !== void 0 && intent.pipeline !== pipeline) return false;
	if (stage !== void 0 && intent.stage !== stage) return false;
	return since === void 0 || intent.planned >= since;
}

export { entryOf as n, isAsked as r, endOf as t };