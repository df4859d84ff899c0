import { C as readBelow, D as parseFilePath, U as HoistError, b as absentCodes, x as codeOf } from "./start.js";
import { dt as parseGlob } from "./commands.js";
import { join } from "node:path";
import { readdir } from "node:fs/promises";

// src/disk/workspace.ts
const mostEntries = 5e4;
const special = /[*?[\\]/;
function diskWorkspace(root) {
	return {
		find: async (pattern) => findFiles(root, parseFilePath(pattern)),
		read: (path, maxBytes) => readBelow(root, path, maxBytes)
	};
}
async function findFiles(root, pattern) {
	const glob = parseGlob(pattern);
	const parts = pattern.split("/");
	const fixed = parts.findIndex((part) => special.test(part));
	if (fixed < 0) return [pattern];
	const deepest = pattern.includes("**") ? Number.POSITIVE_INFINITY : parts.length;
	const found = [];
	let looked = 0;
	let level = [parts.slice(0, fixed).join("/")];
	for (let depth = fixed; level.length > 0 && depth < deepest; depth += 1) {
		const next = [];
		for (const folder of level) for (const entry of await entriesOf(join(root, folder))) {
			looked += 1;
			if (looked > mostEntries) throw tooLarge(pattern);
			const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
			if (entry.isDirectory()) next.push(path);
			else if (entry.isFile() && glob.matches(path)) found.push(path);
		}
		level = next;
	}
	return found.toSorted();
}
async function entriesOf(folder) {
	try {
		return await readdir(folder, { withFileTypes: true });
	} catch (error) {
		if (absentCodes.has(codeOf(error))) return [];
		throw new HoistError("config", "FILE_UNREADABLE", `a folder cannot be listed: ${codeOf(error)}`, {
			hint: "Check who may read the workspace.",
			cause: error
		});
	}
}
function tooLarge(pattern) {
	return new HoistError("config", "WORKSPACE_TOO_LARGE", `${pattern} would have to be looked for among more than ${mostEntries} files`, { hint: "Begin the pattern with the folder that the reports are in: reports/trivy-*.json." });
}

export { diskWorkspace };