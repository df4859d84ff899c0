import { V as parseDigest } from "./start.js";
import { t as checkNames } from "./catalogue2.js";
import { t as stageNames } from "./stage-names.js";

// src/config/resolve-waivers.ts
const glass = ["signature", "provenance"];
const namedBy = {
	vulnerabilities: ["vulnerability", "package"],
	licenses: ["license", "package"],
	components: ["package"],
	labels: ["label"],
	annotations: ["label"]
};
function resolveWaivers(written, options) {
	const context = {
		...options,
		written
	};
	const ids = written.waivers.map(({ id }) => id);
	return written.waivers.map((waiver, index) => {
		const path = ["waivers", index];
		if (ids.indexOf(waiver.id) < index) context.problems.add({
			code: "WAIVER_TWICE",
			message: `two waivers have the id ${waiver.id}`,
			path: [...path, "id"],
			hint: "Give each its own id."
		});
		checkStage(waiver, path, context);
		if (checkNames.includes(waiver.check)) {
			checkAllowed(waiver, path, context);
			checkMatch(waiver, [...path, "match"], context);
		} else context.problems.unknown("check", waiver.check, {
			path: [...path, "check"],
			known: checkNames
		});
		const { id, check, reason, owner, expires, ticket, outcome } = waiver;
		return {
			id,
			check,
			match: matchOf(waiver),
			reason,
			owner,
			expires,
			...ticket === void 0 ? {} : { ticket },
			breakGlass: waiver["break-glass"],
			missing: outcome === "missing",
			position: written.at(path),
			lastLine: lastLineOf(waiver, path, written)
		};
	});
}
function lastLineOf({ match, ...waiver }, path, written) {
	const places = [...Object.keys(waiver).map((key) => [...path, key]), ...Object.keys(match).map((key) => [
		...path,
		"match",
		key
	])];
	return Math.max(...[path, ...places].map((place) => written.at(place).line));
}
function checkStage({ match: { stage } }, path, { written, problems }) {
	const known = stageNames(written);
	if (stage !== void 0 && !known.includes(stage)) problems.unknown("stage", stage, {
		path: [
			...path,
			"match",
			"stage"
		],
		known
	});
}
function checkAllowed(waiver, path, { written, problems }) {
	const { check, "break-glass": breaksGlass } = waiver;
	const isGlass = glass.includes(check);
	if (breaksGlass && !isGlass) problems.add({
		code: "WAIVER_FORBIDDEN",
		message: `break-glass is for ${glass.join(" and ")}, and this waiver is for ${check}`,
		path: [...path, "break-glass"],
		hint: "Remove break-glass."
	});
	else if (isGlass && !breaksGlass) problems.add({
		code: "WAIVER_FORBIDDEN",
		message: `a refusal by ${check} is not waived`,
		path: [...path, "check"],
		hint: "In an emergency add break-glass: true; every report will say so."
	});
	else if (!isGlass && !written.limits.waivable.includes(check)) problems.add({
		code: "WAIVER_FORBIDDEN",
		message: `limits.waivable does not let ${check} be waived`,
		path: [...path, "check"],
		hint: `It allows ${written.limits.waivable.join(", ") || "nothing"}; add ${check} there if that is meant.`
	});
}
function checkMatch({ check, match, outcome }, path, context) {
	const { written, policies, problems } = context;
	const names = Object.hasOwn(namedBy, check) ? namedBy[check] : void 0;
	const wanted = outcome === "missing" ? ["rule"] : names ?? ["rule"];
	if (!wanted.some((key) => match[key] !== void 0)) problems.add({
		code: "WAIVER_WIDE",
		message: `the waiver names no finding of ${check}, so it would waive the whole check`,
		path,
		part: "key",
		hint: `Add ${wanted.join(" or ")}.`
	});
	for (const key of [
		"vulnerability",
		"package",
		"license",
		"label"
	]) {
		if (match[key] === void 0 || wanted.includes(key)) continue;
		problems.add({
			code: "WAIVER_IDLE",
			message: `findings of ${check} have no ${key}, so the waiver would match nothing`,
			path: [...path, key],
			part: "key",
			hint: `Findings of ${check} are named by ${wanted.join(" or ")}.`
		});
	}
	const { rule } = match;
	if (rule === void 0) return;
	const ids = [...policies.values()].flatMap((policy) => idsOf(policy.rules, check));
	if (!ids.includes(rule)) problems.unknown("rule", rule, {
		path: [...path, "rule"],
		known: [...new Set(ids)]
	});
	else if (rule !== check && !isGiven(rule, written)) problems.add({
		code: "RULE_UNNAMED",
		message: `${rule} is only its place in a row, and another check would take it when one is added`,
		path: [...path, "rule"],
		hint: "Give the check an id, and name that."
	});
}
function idsOf(rules, check) {
	return rules.flatMap(({ id, what }) => "any" in what ? idsOf(what.any, check) : what.criterion === check ? [id] : []);
}
function isGiven(id, { policies }) {
	return Object.values(policies).flatMap((policy) => Array.isArray(policy) ? policy : policy.require ?? []).some((item) => item.id === id || item.any?.some((each) => each.id === id) === true);
}
function matchOf({ match }) {
	const { digest, ...texts } = match;
	return {
		...Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== void 0)),
		...digest === void 0 ? {} : { digest: parseDigest(digest) }
	};
}
function checkLimits(written, problems) {
	const isDefault = written.raw(["limits", "waivable"]) === void 0;
	for (const [index, check] of (isDefault ? [] : written.limits.waivable).entries()) {
		const path = [
			"limits",
			"waivable",
			index
		];
		if (!checkNames.includes(check)) problems.unknown("check", check, {
			path,
			known: checkNames
		});
		if (glass.includes(check)) problems.add({
			code: "WAIVER_FORBIDDEN",
			message: `${check} is never waivable`,
			path,
			hint: "A single waiver may say break-glass: true."
		});
	}
}

export { checkLimits, resolveWaivers };