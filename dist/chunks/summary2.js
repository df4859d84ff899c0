import { K as messageOf } from "./start.js";
import { a as resultMarkdown, c as checkMarkdown, f as candidatesMarkdown, l as planMarkdown, n as verifyMarkdown, r as statusMarkdown, s as historyMarkdown } from "./result.js";
import { appendFile, stat } from "node:fs/promises";

// src/action/summary.ts
const mostBytes = 1048576;
function summaryOf(result) {
	if (result.kind === "plan") return planMarkdown(result.document);
	if (result.kind === "run") return resultMarkdown(result.document);
	if (result.kind === "candidates") return candidatesMarkdown(result.document);
	if (result.kind === "status") return statusMarkdown(result.document);
	if (result.kind === "history") return historyMarkdown(result.document);
	if (result.kind === "verify") return verifyMarkdown(result.document);
	return result.kind === "check" ? checkMarkdown(result.document) : void 0;
}
async function writeSummary(file, markdown) {
	if (file === void 0 || file === "") return void 0;
	if (await stat(file).then(({ size }) => size, () => 0) + Buffer.byteLength(markdown) > mostBytes) return "the job summary is left out: with it, the step would have more than GitHub takes";
	try {
		await appendFile(file, markdown);
		return;
	} catch (error) {
		return `the job summary is left out, it cannot be written: ${messageOf(error)}`;
	}
}

export { writeSummary as n, summaryOf as t };