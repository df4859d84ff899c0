// src/report/visible-json.ts
const unseen = /(?<=##)\[|(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
/**
* JSON that hides nothing in a terminal, a log or an editor (A44) and gives GitHub's runner no `##[` to obey (A40): such
* characters of its strings are written as JSON's own escapes, so it parses to the same value. On one line unless an
* indent is given.
*/
function visibleJson(value, indent = 0) {
	return JSON.stringify(value, void 0, indent).replaceAll(unseen, (character) => character.split("").map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`).join(""));
}

export { visibleJson as t };