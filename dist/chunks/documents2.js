import { K as messageOf, U as HoistError } from "./start.js";
import { S as visibleJson } from "./terminal.js";
import { dirname, join } from "node:path";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";

// src/action/documents.ts
const fileName = "result.json";
async function writeDocument(temporary, { document }) {
	if (temporary === void 0 || temporary === "") return void 0;
	const path = join(temporary, "hoist", fileName);
	try {
		await mkdir(dirname(path), { recursive: true });
		await writeFile(path, `${visibleJson(document)}\n`);
		return;
	} catch (error) {
		return `the document of the result is not kept for later steps: ${messageOf(error)}`;
	}
}
async function readDocuments(folder) {
	const names = await readdir(folder).catch(() => []);
	let plan;
	const jobs = [];
	for (const name of names.toSorted((a, b) => attemptOf(a) - attemptOf(b) || (a < b ? -1 : 1))) {
		const document = await documentAt(join(folder, name, fileName));
		if (document?.schema === "hoist/plan/v1") plan = document;
		else if (document?.schema === "hoist/result/v1") jobs.push({
			attempt: attemptOf(name),
			result: document
		});
	}
	if (plan === void 0) throw new HoistError("unreachable", "RESULTS_MISSING", "the plan that the jobs followed is not among their artifacts", { hint: "Run all jobs again: artifacts may have expired." });
	return {
		plan,
		jobs
	};
}
async function documentAt(path) {
	try {
		return JSON.parse(await readFile(path, "utf8"));
	} catch {
		return;
	}
}
function attemptOf(name) {
	return Number(/^hoist-[0-9a-f]+-(\d+)-/.exec(name)?.[1] ?? 0);
}

export { writeDocument as n, readDocuments as t };