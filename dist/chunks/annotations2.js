import { a as info, o as notice, r as error, u as warning } from "./core.js";
import { n as HoistErrors } from "./errors.js";
import { a as visibleLines, i as visibleLine } from "./escape-text.js";

// src/action/annotations.ts
const issue = {
	notice,
	warning,
	error
};
/** GitHub shows ten of a level for a step (ecosystem.md §2.7); more are lines of the log, and the same one is said once. */
function createAnnotations(most = 10) {
	const said = /* @__PURE__ */ new Set();
	const counts = {
		notice: 0,
		warning: 0,
		error: 0
	};
	return { add(level, text, { position, title } = {}) {
		const message = visibleLines(text).join("\n");
		const key = JSON.stringify([
			level,
			message,
			title,
			position
		]);
		if (said.has(key)) return;
		said.add(key);
		counts[level] += 1;
		if (counts[level] <= most) issue[level](message, properties(position, title));
		else for (const line of visibleLines(`${level}: ${placeText(position)}${text}`)) info(line);
	} };
}
/** An error as one annotation, or as one for each mistake, where it happened; the hint below. */
function annotateError(annotations, error) {
	const errors = error instanceof HoistErrors ? error.errors : [error];
	for (const { message, hint, code, position } of errors) {
		const text = hint === void 0 ? message : `${message}\n${hint}`;
		annotations.add("error", text, {
			position,
			title: code
		});
	}
}
function properties(position, title) {
	return {
		...title === void 0 ? {} : { title: visibleLine(title, 200) },
		...position === void 0 ? {} : {
			file: visibleLine(position.file),
			startLine: position.line,
			startColumn: position.column
		}
	};
}
function placeText(position) {
	return position === void 0 ? "" : `${position.file}:${position.line}:${position.column}: `;
}

export { createAnnotations as n, annotateError as t };