import { t as textOf } from "./result.js";
import { S as visibleJson } from "./terminal.js";

// src/cli/print-result.ts
function printResult(terminal, result, json) {
	const { width, columns, style } = terminal;
	terminal.print(json ? `${visibleJson(result.document, 2)}\n` : textOf(result, {
		width,
		columns,
		style
	}));
	const shown = new Set(!json && "notices" in result.document ? result.document.notices : []);
	for (const notice of result.notices) if (!shown.has(notice)) terminal.log.notice(notice);
}

export { printResult };