import { t as HoistError } from "./errors.js";
import { t as visibleJson } from "./visible-json.js";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

// src/action/documents.ts
const fileName = "result.json";
/**
* Keeps the whole document of a command for later steps, which may upload it: `hoist/result.json` in the job's own
* temporary folder. The output `result` is cut to what GitHub takes, this never is.
*/
async function writeDocument(temporary, { document }) {
	if (temporary === void 0 || temporary === "") return;
	const path = join(temporary, "hoist", fileName);
	await mkdir(dirname(path), { recursive: true });
	await writeFile(path, `${visibleJson(document)}\n`);
}
/**
* Reads the artifacts of the reusable workflow, each in a folder `hoist-<call>-<attempt>-\u2026`. They come from jobs of this
* run, and are shown, never obeyed (guarantee 11).
*
* @throws HoistError `RESULTS_MISSING` where the plan is not among them
*/
async function readDocuments(folder) {
	const names = await readdir(folder).catch(() => []);
	const documents = [];
	for (const name of names.toSorted((a, b) => attemptOf(a) - attemptOf(b) || (a < b ? -1 : 1))) {
		const text = await readFile(join(folder, name, fileName), "utf8").catch(() => void 0);
		if (text !== void 0) documents.push(JSON.parse(text));
	}
	const plan = documents.findLast((document) => document.schema === "hoist/plan/v1");
	if (plan === void 0) throw new HoistError("unreachable", "RESULTS_MISSING", "the plan that the jobs followed is not among their artifacts", { hint: "Run all jobs again: artifacts may have expired." });
	return {
		plan,
		runs: documents.filter((document) => document.schema === "hoist/result/v1")
	};
}
function attemptOf(name) {
	return Number(/^hoist-[0-9a-f]+-(\d+)-/.exec(name)?.[1] ?? 0);
}

export { writeDocument as n, readDocuments as t };