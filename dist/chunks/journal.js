import { n as entryOf, r as isAsked } from "./journal-entry.js";
import { S as makeFolder, U as HoistError, x as codeOf } from "./start.js";
import { dirname } from "node:path";
import { open } from "node:fs/promises";

// src/disk/lines.ts
const chunkBytes = 65536;
const newline = 10;
async function* linesFromEnd(open) {
	let position;
	let rest = Buffer.alloc(0);
	while (position === void 0 || position > 0) {
		const file = await open();
		if (file === void 0) return;
		try {
			position ??= (await file.stat()).size;
			const length = Math.min(chunkBytes, position);
			position -= length;
			const chunk = Buffer.alloc(length);
			const { bytesRead } = await file.read(chunk, 0, length, position);
			rest = Buffer.concat([chunk.subarray(0, bytesRead), rest]);
		} finally {
			await file.close();
		}
		for (let end = rest.lastIndexOf(newline); end >= 0; end = rest.lastIndexOf(newline)) {
			if (end + 1 < rest.length) yield rest.toString("utf8", end + 1);
			rest = rest.subarray(0, end);
		}
	}
	if (rest.length > 0) yield rest.toString("utf8");
}

// src/disk/journal.ts
function fileJournal(path) {
	return {
		intend: (record) => append(path, record),
		moved: async () => void 0,
		finish: (record) => append(path, record),
		list: (query = {}) => entries(path, query)
	};
}
async function append(path, record) {
	try {
		await makeFolder(dirname(path));
		const file = await open(path, "a+");
		try {
			const line = Buffer.from(`${await endsTorn(file) ? "\n" : ""}${JSON.stringify(record)}\n`);
			const { bytesWritten } = await file.write(line);
			if (bytesWritten < line.length) throw new Error(`only ${bytesWritten} of ${line.length} bytes were written`);
			await flush(file);
		} finally {
			await file.close();
		}
	} catch (error) {
		throw new HoistError("incomplete", "JOURNAL_UNWRITABLE", `the journal ${path} cannot be written: ${reasonOf(error)}`, {
			hint: "Give --journal a file on a disk that has room and that you may write.",
			cause: error
		});
	}
}
async function flush(file) {
	try {
		await file.datasync();
	} catch (error) {
		if (![
			"EINVAL",
			"ENOTSUP",
			"EOPNOTSUPP",
			"ENOSYS"
		].includes(codeOf(error))) throw error;
	}
}
async function endsTorn(file) {
	const { size } = await file.stat();
	if (size === 0) return false;
	const last = Buffer.alloc(1);
	await file.read(last, 0, 1, size - 1);
	return last.toString() !== "\n";
}
async function* entries(path, query) {
	const seen = /* @__PURE__ */ new Set();
	let begun;
	for await (const line of linesOf(path)) {
		const record = parseRecord(path, line);
		if (record === void 0 || seen.has(record.id)) continue;
		if (begun !== void 0 && begun.id !== record.id) {
			seen.add(begun.id);
			yield* asked(begun, query);
		}
		begun = record.result === void 0 ? record : void 0;
		if (record.result === void 0) continue;
		seen.add(record.id);
		yield* asked(record, query);
	}
	if (begun !== void 0) yield* asked(begun, query);
}
function* asked(record, query) {
	const entry = entryOf(record);
	if (isAsked(entry, query)) yield entry;
}
async function* linesOf(path) {
	try {
		yield* linesFromEnd(() => openIfThere(path));
	} catch (error) {
		throw new HoistError("unreachable", "JOURNAL_UNREADABLE", `the journal ${path} cannot be read: ${reasonOf(error)}`, {
			hint: "Give --journal a file that you may read.",
			cause: error
		});
	}
}
async function openIfThere(path) {
	try {
		return await open(path, "r");
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ENOENT") return void 0;
		throw error;
	}
}
function parseRecord(path, line) {
	let value;
	try {
		value = JSON.parse(line);
	} catch {
		return;
	}
	if (isRecord(value)) return value;
	throw new HoistError("config", "JOURNAL_INVALID", `the journal ${path} holds a line that is not a promotion record`, { hint: "Name the file that this version of Hoist, or an older one, wrote." });
}
function isRecord(value) {
	if (!isObject(value) || value["schema"] !== "hoist/promotion/v1" || typeof value["id"] !== "string") return false;
	const { intent, result } = value;
	return isObject(intent) && isIntent(intent) && (result === void 0 || isObject(result) && isResult(result));
}
function isIntent(intent) {
	return [
		"pipeline",
		"stage",
		"kind",
		"planned",
		"actor"
	].map((key) => intent[key]).every((text) => typeof text === "string") && isObject(intent["run"]) && areObjects(intent["sources"]) && areTargets(intent["targets"]);
}
function isResult(result) {
	return typeof result["outcome"] === "string" && typeof result["finished"] === "string" && areTargets(result["targets"]);
}
function areTargets(value) {
	return areObjects(value) && value.every(({ tags }) => areObjects(tags));
}
function areObjects(value) {
	return Array.isArray(value) && value.every(isObject);
}
function isObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function reasonOf(error) {
	return error instanceof Error && "code" in error ? String(error.code) : "the disk may be full";
}

export { fileJournal };