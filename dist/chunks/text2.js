import { i as checkText, n as resultText, o as planText } from "./record.js";

// src/commands/text.ts
/** What a command did, for people who read text. */
function textOf(result, options = {}) {
	switch (result.kind) {
		case "plan": return planText(result.document, options);
		case "run": return resultText(result.document, options);
		case "check": return checkText(result.document, options);
		default: return result.document.written.map((path) => `wrote ${path}\n`).join("");
	}
}

export { textOf as t };