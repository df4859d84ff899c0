// src/report/escape-text.ts
/** Line ends of every reader downstream: the runner's, a terminal's, an editor's. CR LF is one. */
const lineEnd = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/u;
/**
* Control characters, format characters (bidi among them), lone surrogates, private use, and what Unicode says may be
* drawn as nothing: .NET's string search, which the runner uses, skips those too.
*/
const unseen = /(?<!\p{Extended_Pictographic})\ufe0f|(?!\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const short = {
	"\n": "\\n",
	"\r": "\\r",
	"	": "\\t"
};
/**
* One line, whatever was given: line ends and everything else that is not seen become `\n`, `\x1b`, `\u{202e}`. It also
* holds no `##[`, with which a command may begin anywhere in a line of GitHub's runner (A40).
*/
function visibleLine(text, max = 4096) {
	return shortened(text, max).replace(unseen, written).replaceAll("##[", "##\\[");
}
/** The lines of a text, each visible and inert; empty lines at the end are left out, an empty text is one empty line. */
function visibleLines(text, max = 4096) {
	const lines = text.split(lineEnd).map((line) => inertLine(visibleLine(line.replaceAll("	", "  "), max)));
	const [first = "", ...more] = lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
	return [first, ...more];
}
/**
* A line that GitHub's runner prints and never obeys (A40). It takes a line for a command that begins with `::` after
* any white space, or that holds `##[` anywhere; so does a log of ours on a laptop, which may be a runner's.
*/
function inertLine(line) {
	return line.replace(/^(\s*)::/u, "$1\\::").replaceAll("##[", "##\\[");
}
/** A report's lines as one text. A sentence that was broken into lines may begin one with what a runner obeys. */
function inertText(lines) {
	return lines.map(inertLine).join("\n");
}
/** Cuts at a character, and says how much is gone. */
function shortened(text, max) {
	if (text.length <= max) return text;
	const cut = text.slice(0, max).replace(/[\ud800-\udbff]$/u, "");
	return `${cut}\u2026 (${text.length - cut.length} more characters)`;
}
function written(character) {
	const code = character.codePointAt(0) ?? 0;
	const hex = code.toString(16);
	return short[character] ?? (code <= 255 ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`);
}

export { visibleLines as a, visibleLine as i, inertText as n, shortened as r, inertLine as t };