import { H as HoistErrors, V as HoistError } from "./start.js";
import { i as didYouMean } from "./yaml.js";

// src/config/problems.ts
const sections = {
	policy: "policies",
	signer: "trust.signers",
	stage: "stages",
	pipeline: "pipelines",
	check: "policies",
	rule: "policies"
};
function collectProblems(written) {
	const errors = [];
	const add = ({ code, message, path, part, hint }) => {
		errors.push(new HoistError("config", code, message, {
			hint,
			position: written.at(path, part)
		}));
	};
	return {
		add,
		attempt(path, run) {
			try {
				return run();
			} catch (error) {
				if (!(error instanceof HoistError)) throw error;
				const { code, message, hint, position } = error;
				errors.push(new HoistError("config", code, message, {
					hint,
					position: position ?? written.at(path),
					cause: error
				}));
				return;
			}
		},
		unknown(what, name, { path, known }) {
			const hint = known.length === 0 ? `Declare it under ${sections[what]}.` : didYouMean(name, known);
			add({
				code: `${what.toUpperCase()}_UNKNOWN`,
				message: `there is no ${what} "${name}"`,
				path,
				hint
			});
		},
		throwIfAny() {
			const [first, ...rest] = errors.sort(byPlace);
			if (first !== void 0) throw rest.length === 0 ? first : new HoistErrors([first, ...rest]);
		}
	};
}
function byPlace(a, b) {
	const [left, right] = [a.position, b.position];
	if (left === void 0 || right === void 0) return 0;
	if (left.file !== right.file) return left.file < right.file ? -1 : 1;
	return left.line - right.line || left.column - right.column;
}

export { collectProblems as n, byPlace as t };