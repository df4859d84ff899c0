import { o as __toESM } from "./rolldown-runtime.js";
import { Q as require_parse, Z as isAttachedTag, dt as parseGlob } from "./commands.js";
import { t as require_min_version } from "./min-version.js";
import { U as HoistError, s as isTag } from "./start.js";
import { r as parseVersionRange } from "./version-range.js";

// src/domain/tag-filter.ts
var import_parse = /* @__PURE__ */ __toESM(require_parse(), 1);
var import_min_version = /* @__PURE__ */ __toESM(require_min_version(), 1);
const maxPatterns = 200;
const usualTags = ["latest main stable edge nightly dev rc bookworm 1 7 42 1.2 v1 v1.2 20260102 ab12cd3 sha-ab12cd3 pr-7", "1.2.3 v1.2.3 1.2.3-rc.1 v1.2.3-rc.1 1.2.3-stable v1.2.3-stable"].flatMap((tags) => tags.split(" "));
function everyTag() {
	return filter("every tag", () => true, []);
}
function globFilter(patterns) {
	if (patterns.length > maxPatterns) throw new HoistError("config", "GLOB_INVALID", `there are more than ${maxPatterns} patterns`, { hint: "Put some of them together with *, ? and [a-z]." });
	const excludes = patterns.filter((pattern) => pattern.startsWith("!")).map((pattern) => tagGlob(pattern.slice(1)));
	const includes = patterns.filter((pattern) => !pattern.startsWith("!")).map((pattern) => tagGlob(pattern));
	const included = (tag) => includes.length === 0 ? excludes.length > 0 : includes.some((glob) => glob.matches(tag));
	return filter(patterns.length === 0 ? "no tag" : patterns.join(", "), (tag) => included(tag) && !excludes.some((glob) => glob.matches(tag)), includes.flatMap((glob) => [
		"1",
		"1.2.3",
		"a",
		""
	].map((filling) => glob.sample(filling))));
}
function tagGlob(text) {
	const glob = parseGlob(text);
	if (!/[/:]/.test(text)) return glob;
	throw new HoistError("config", "GLOB_INVALID", `the pattern ${JSON.stringify(text)} can match no tag`, { hint: "A tag has no `/` and no `:`: leave the repository out." });
}
function semverFilter(range, options = {}) {
	const parsed = parseVersionRange(range, options.preReleases ?? false);
	const least = (0, import_min_version.default)(parsed)?.version;
	const hints = least === void 0 ? [] : [
		least,
		`v${least}`,
		`${least}-rc.1`
	];
	return filter(`semver ${range}`, (tag) => isIn(parsed, tag), hints);
}
function isIn(range, tag) {
	const version = (0, import_parse.default)(tag);
	return version !== null && range.test(version);
}
function filter(text, selects, hints) {
	const matches = (tag) => !isAttachedTag(tag) && selects(tag);
	return {
		text,
		matches,
		examples: [.../* @__PURE__ */ new Set([...hints, ...usualTags])].filter((tag) => isTag(tag) && matches(tag))
	};
}

export { semverFilter as i, filter as n, globFilter as r, everyTag as t };