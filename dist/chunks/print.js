import { t as textOf } from "./text.js";
import { n as HoistErrors, r as messageOf, t as HoistError } from "./errors.js";
import { a as visibleLines, i as visibleLine, n as inertText } from "./escape-text.js";
import { l as hintLines } from "./record.js";
import { t as plainStyle } from "./style.js";
import { c as wrapped } from "./decision.js";
import { t as visibleJson } from "./visible-json.js";

// src/report/code-frame.ts
/** An error with its hint; one that points into a file shows the place. Ends with a line end. */
function errorText(error, options = {}) {
	return (error instanceof HoistErrors ? error.errors : [error]).map((single) => oneError(single, options)).join("\n");
}
/**
* ```text
* .github/hoist.yml:12:9: UNKNOWN_KEY: there is no key "polcy" in a stage
*   11 |       - name: qa
*   12 |         polcy: baseline
*      |         ^
*   hint: Did you mean "policy"?
* ```
* Lines that are too long are cut around the column.
*/
function codeFrame(source, position, said) {
	const { width = 100, style = plainStyle } = said;
	const lines = source.split(/\r\n|[\r\n]/);
	const line = Math.min(Math.max(1, position.line), lines.length);
	const gutter = String(line).length;
	const room = Math.max(20, width - gutter - 6);
	const from = Math.max(0, position.column - 1 - Math.floor(room * .7));
	const shown = (number) => {
		const text = lines[number - 1] ?? "";
		return `  ${style.faint(`${String(number).padStart(gutter)} |`)} ${frameText(text.slice(from, from + room))}`;
	};
	const before = frameText((lines[line - 1] ?? "").slice(from, position.column - 1));
	const caret = `  ${style.faint(`${" ".repeat(gutter)} |`)} ${" ".repeat(before.length)}${style.bad("^")}`;
	return inertText([
		...headLines(said, position, width, style),
		...line > 1 ? [shown(line - 1)] : [],
		shown(line),
		caret,
		...hintLines(said.hint, width, style),
		""
	]);
}
function oneError(error, options) {
	const { width = 100, style = plainStyle } = options;
	const { position, message, hint, code } = error;
	const source = position === void 0 ? void 0 : options.source?.(position.file);
	if (position !== void 0 && source !== void 0) return codeFrame(source, position, {
		message,
		hint,
		code,
		width,
		style
	});
	return inertText([
		...headLines(error, position, width, style),
		...hintLines(hint, width, style),
		""
	]);
}
function headLines({ message, code }, position, width, style) {
	const place = position === void 0 ? "" : `${visibleLine(position.file)}:${position.line}:${position.column}: `;
	const name = code === void 0 ? "" : `${visibleLine(code)}: `;
	const [first = "", ...more] = wrapped(`${place}${name}${visibleLine(message, 2e3)}`, width, 2);
	const rest = first.slice(place.length + name.length);
	return [`${style.strong(place)}${style.bad(name)}${rest}`, ...more];
}
/** A tab is one column wide here, so that the caret stands where it should. */
function frameText(text) {
	return visibleLine(text.replaceAll("	", " "));
}

// src/cli/print.ts
/** The result of a command on stdout: for people, or with `json` the document itself. */
function printResult(terminal, result, json) {
	const { width, style } = terminal;
	terminal.print(json ? `${visibleJson(result.document, 2)}\n` : textOf(result, {
		width,
		style
	}));
	const shown = new Set(!json && "notices" in result.document ? result.document.notices : []);
	for (const notice of result.notices) if (!shown.has(notice)) terminal.log.notice(notice);
}
/** An error on stderr. `source` gives the text of a file that it points into. */
function printError(terminal, error, source) {
	const { errorStyle: style, width } = terminal;
	if (error instanceof HoistError) {
		terminal.complain(errorText(error, {
			style,
			width,
			source
		}));
		return;
	}
	terminal.log.error(`this should not have happened: ${messageOf(error)}`);
	if (error instanceof Error) terminal.log.debug(visibleLines(error.stack ?? "").join("\n"));
}

export { printError, printResult };