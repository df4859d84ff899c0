import { n as checks, t as checkNames } from "./catalogue2.js";
import { g as union, h as string, i as array, l as number, m as strictObject, n as datetime, r as _enum, t as date } from "./zod.js";
import { t as parseExpression } from "./expression.js";
import { U as HoistError } from "./start.js";
import { i as Text, l as say, n as Duration, o as oneOrMore, r as Name, s as readable, t as Day, u as strict } from "./written.js";
import { i as takesPlatform } from "./platform-name.js";

// src/policy/dtr-rule.ts
const texts = [
	"eq",
	"sw",
	"ew",
	"c",
	"oo",
	"noo",
	"matches"
];
const numbers = [
	"gte",
	"gt",
	"eq",
	"neq",
	"lte",
	"lt"
];
const times = ["bf", "af"];
const dtrOperators = {
	tag: texts,
	"component.name": texts,
	"license.name": [
		"oo",
		"noo",
		"matches"
	],
	vulnerability_all: numbers,
	vulnerability_critical: numbers,
	vulnerability_major: numbers,
	vulnerability_minor: numbers,
	updated_at: times,
	updated_at_duration: times
};
const SeverityScale = _enum(["dtr", "cvss"]).describe("What `rules` call critical, major and minor: CVSS 7.0, 4.0 and less, as DTR counted; or 9.0, 7.0 and less.");
const operators = [.../* @__PURE__ */ new Set([
	...numbers,
	...texts,
	...times
])];
const DtrRule = strict({
	field: _enum(Object.keys(dtrOperators)).describe("What DTR's rule looks at."),
	operator: _enum(operators).describe("How it compares."),
	values: array(union([string(), number()])).min(1).describe("What it compares with: one value; for oo and noo one or more.")
}).superRefine(checkRule);
function checkRule({ field, operator, values }, context) {
	const refuse = (path, message, hint) => context.addIssue({
		code: "custom",
		path: [...path],
		message: say(message, hint)
	});
	const known = dtrOperators[field];
	if (!known.includes(operator)) {
		refuse(["operator"], `is not how ${field} is compared`, `Known for ${field}: ${known.join(", ")}.`);
		return;
	}
	if (values.length > 1 && operator !== "oo" && operator !== "noo") {
		refuse(["values", 1], `is one value too many: ${operator} compares with one`, "Keep one of them.");
		return;
	}
	for (const [index, value] of values.entries()) {
		const problem = valueProblem(field, operator, value);
		if (problem !== void 0) refuse(["values", index], problem.message, problem.hint);
	}
}
function valueProblem(field, operator, value) {
	if (field.startsWith("vulnerability_")) return /^\d{1,9}$/.test(String(value)) ? void 0 : {
		message: "is not a count",
		hint: "Write a whole number: values: [0]."
	};
	if (typeof value === "number" || value === "") return {
		message: "is not a text",
		hint: "Put it in quotes, so that it stays as it is written."
	};
	if (field === "updated_at") return instantOf(value) === void 0 ? {
		message: "is not a time",
		hint: "Write 2026-01-31 or 2026-01-31T12:00:00Z."
	} : void 0;
	if (field === "updated_at_duration") return secondsOf(value) === void 0 ? {
		message: "is not a duration",
		hint: "Write it as Go does: 72h, 1h30m; d and w are known as well."
	} : void 0;
	return operator === "matches" ? expressionProblem(value) : void 0;
}
function expressionProblem(expression) {
	try {
		searchExpression(expression);
		return;
	} catch (error) {
		if (!(error instanceof HoistError)) throw error;
		return {
			message: `is ${error.message}`,
			hint: "RE2 has no look-around and no back-references."
		};
	}
}
function searchExpression(expression) {
	parseExpression(expression);
	return parseExpression(`(?s:.*)(?:${expression})(?s:.*)`);
}
function instantOf(text) {
	const instant = date().safeParse(text).success || datetime({ offset: true }).safeParse(text).success ? Date.parse(text) : NaN;
	return Number.isNaN(instant) ? void 0 : instant;
}
const units = {
	ns: 1e-9,
	us: 1e-6,
	µs: 1e-6,
	ms: .001,
	s: 1,
	m: 60,
	h: 3600,
	d: 86400,
	w: 604800
};
function secondsOf(text) {
	if (text.length > 40 || !/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|[smhdw]))+$/.test(text)) return void 0;
	const seconds = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|[smhdw])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ""] ?? 0), 0);
	return seconds <= 316224e5 ? seconds : void 0;
}

// src/policy/language.ts
const PlatformText = string().regex(/^[A-Za-z0-9_.*?[\]\\-]+(?:\/[A-Za-z0-9_.*?[\]\\-]+){1,2}$/, { error: say("is not a platform", "Write system and architecture: linux/amd64, linux/arm64/v8, 'windows/*'.") });
const alternativeKeys = {
	id: Name.describe("What reports and waivers call it. Default: the name of the check.").optional(),
	why: Text.describe("Why it is asked for; it is shown where it refuses.").optional(),
	"on-platforms": array(PlatformText).min(1).superRefine(readable((texts) => texts.map(takesPlatform))).describe("Only for these platforms, or globs of them: [linux/amd64]. Default: all.").optional()
};
const OnRollback = _enum(["record", "enforce"]).describe("Whether what time and the world changed refuses a rollback too. Default: record.");
const itemKeys = {
	...alternativeKeys,
	level: _enum(["enforce", "warn"]).describe("warn: it is shown and refuses nothing. Default: enforce.").optional(),
	"effective-from": Day.describe("Before this day, in UTC, it is shown and refuses nothing.").optional(),
	"on-rollback": OnRollback.optional()
};
const optionKeys = Object.fromEntries(checks.map(({ name, title, schema }) => [name, schema.meta({ id: `check-${name}` }).optional().describe(title)]));
function item(keys, names) {
	const known = [...names, ...Object.keys(keys).filter((key) => !names.includes(key))];
	return strictObject({
		...optionKeys,
		...keys
	}, { error: (issue) => issue.code === "unrecognized_keys" ? say(known.join(" "), "check") : void 0 }).meta({ oneOf: names.map((name) => ({ required: [name] })) });
}
const Alternative = item(alternativeKeys, checkNames).meta({
	id: "alternative",
	description: "One check with its options, and id, why, on-platforms."
});
const Item = item({
	any: array(Alternative).min(2, { error: say("needs two alternatives or more", "Write any: [{ CHECK: \u2026 }, { CHECK: \u2026 }].") }).describe("Alternatives, of which one must pass.").optional(),
	...itemKeys
}, [...checkNames, "any"]).meta({
	id: "item",
	description: "A check with its options, or any; and id, why, level, effective-from, on-platforms, on-rollback."
});
const Items = array(Item).describe("Checks, all of which must pass.");
const WrittenPolicy = union([Items, strict({
	extends: oneOrMore(Name).describe("Policies whose checks must pass as well.").optional(),
	require: Items.optional(),
	rules: array(DtrRule).describe("Rules in the form of DTR's promotion policies; all must hold.").optional(),
	"severity-scale": SeverityScale.optional(),
	by: oneOrMore(Name).describe("Whose evidence `rules` judge: signers, or local. Default: every signer of trust.signers.").optional(),
	"max-age": Duration.describe("How old a scan may be that `rules` judge. Default: 7d.").optional(),
	"on-rollback": OnRollback.optional()
})]);
function checksOf(written) {
	return Object.keys(written).filter((key) => !Object.hasOwn(itemKeys, key));
}

export { secondsOf as a, searchExpression as i, checksOf as n, instantOf as r, WrittenPolicy as t };