import { o as __toESM } from "./rolldown-runtime.js";
import { f as require_compare, i as require_range, t as require_subset } from "./subset.js";
import { Q as require_parse } from "./commands.js";
import { U as HoistError } from "./start.js";

// src/domain/version-range.ts
var import_range = /* @__PURE__ */ __toESM(require_range(), 1);
var import_compare = /* @__PURE__ */ __toESM(require_compare(), 1);
var import_parse = /* @__PURE__ */ __toESM(require_parse(), 1);
var import_subset = /* @__PURE__ */ __toESM(require_subset(), 1);
const longest = 256;
function parseVersionRange(range, includePrerelease) {
	const parsed = readRange(range, includePrerelease);
	if (!isEmpty(range)) return parsed;
	throw new HoistError("config", "SEMVER_INVALID", `no version is in the range ${JSON.stringify(range)}`, { hint: "A space means that both must hold, || that one of them: '>= 1.2 < 2', '1.x || 2.x'." });
}
function isEmpty(range) {
	return (0, import_subset.default)(range, "<0.0.0-0", { includePrerelease: true });
}
function readRange(range, includePrerelease) {
	try {
		if (range.trim() === "" || range.length > longest) throw new Error("empty or too long");
		return new import_range.default(range, { includePrerelease });
	} catch (error) {
		const message = `not a range of versions: ${JSON.stringify(range.slice(0, 80))}`;
		throw new HoistError("config", "SEMVER_INVALID", message, {
			hint: "Write it as npm does: '>= 1.2.0', '^2', '1.x || 2.x'.",
			cause: error
		});
	}
}
function isInRange(range, text) {
	const version = (0, import_parse.default)(text);
	return version === null ? void 0 : range.test(version);
}
function compareVersions(a, b) {
	const [left, right] = [(0, import_parse.default)(a), (0, import_parse.default)(b)];
	return left === null || right === null ? void 0 : (0, import_compare.default)(left, right);
}

export { isInRange as n, parseVersionRange as r, compareVersions as t };