import { a as info, c as setSecret, l as startGroup, n as endGroup, t as debug } from "./core.js";
import { a as visibleLines, i as visibleLine } from "./escape-text.js";
import { t as createMask } from "./mask.js";
import { n as createAnnotations } from "./annotations2.js";

// src/action/log.ts
/** The log of a step: workflow commands of ours, and lines that are never taken for one. */
function actionLog(annotations = createAnnotations()) {
	const mask = createMask();
	let depth = 0;
	function print(text) {
		for (const line of visibleLines(mask.hide(text))) info(line);
	}
	function annotate(level, text, position) {
		annotations.add(level, mask.hide(text), { position });
	}
	return {
		info: print,
		notice: (text, position) => annotate("notice", text, position),
		warn: (text, position) => annotate("warning", text, position),
		error: (text, position) => annotate("error", text, position),
		debug(text) {
			for (const line of visibleLines(mask.hide(text))) debug(line);
		},
		async group(title, run) {
			const name = visibleLine(mask.hide(title), 200);
			if (depth > 0) print(name);
			else startGroup(name);
			depth += 1;
			try {
				return await run();
			} finally {
				depth -= 1;
				if (depth === 0) endGroup();
			}
		},
		secret(value) {
			for (const part of mask.add(value)) setSecret(part);
		}
	};
}

export { actionLog };