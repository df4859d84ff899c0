import { t as parseExpression } from "./expression.js";
import { n as isInRange, r as parseVersionRange } from "./version-range.js";
import { Ln as NEVER } from "./zod-mini.js";
import { g as union, h as string, i as array, l as number } from "./zod.js";
import { ft as parseTextGlob } from "./commands.js";
import { U as HoistError } from "./start.js";
import { a as durationSeconds, c as reading, i as Text, l as say, n as Duration, s as readable, u as strict } from "./written.js";

// src/policy/operator.ts
const nameOne = "Name an operator: { matches: \u2026 }.";
const Strings = array(string()).min(1);
const textShape = {
	equals: string().describe("Exactly this.").optional(),
	"one-of": Strings.describe("One of these.").optional(),
	"not-equals": string().describe("Anything but this.").optional(),
	"not-one-of": Strings.describe("None of these.").optional(),
	"starts-with": Text.describe("Begins with this.").optional(),
	"ends-with": Text.describe("Ends with this.").optional(),
	contains: Text.describe("Has this in it.").optional(),
	glob: Text.superRefine(readable(parseTextGlob)).describe("A glob over the whole text; * does not cross a slash, ** does.").optional(),
	matches: Text.superRefine(readable(parseExpression)).describe("An RE2 expression, matched against the whole text.").optional(),
	semver: Text.superRefine(readable((range) => parseVersionRange(range, false))).describe("A version in a range as npm writes it: '>= 1.2'. What is no version is unknown.").optional()
};
const TextCondition = union([
	string().describe("Exactly this."),
	Strings.describe("One of these."),
	strict(textShape).refine(hasOperator, { error: say("is empty", nameOne) })
]).transform(reading((written) => textCondition(written))).meta({ id: "text-condition" });
function textCondition(written) {
	if (typeof written === "string") return one("equals", written);
	if (Array.isArray(written)) return one("one-of", written);
	if (!hasOperator(written)) throw new HoistError("config", "CONDITION_EMPTY", "is empty", { hint: nameOne });
	return all(Object.entries(written).flatMap(([operator, value]) => value === void 0 ? [] : [one(operator, value)]));
}
function hasOperator(written) {
	return Object.values(written).some((value) => value !== void 0);
}
function one(operator, written) {
	const list = typeof written === "string" ? [written] : written;
	const [first = ""] = list;
	const shown = list.map(quoted).join(", ");
	switch (operator) {
		case "equals": return {
			text: shown,
			holds: (value) => value === first,
			exactly: list
		};
		case "one-of": return {
			text: list.length === 1 ? shown : `one of ${shown}`,
			holds: (value) => list.includes(value),
			exactly: list
		};
		case "not-equals": return {
			text: `not ${shown}`,
			holds: (value) => value !== first
		};
		case "not-one-of": return {
			text: `none of ${shown}`,
			holds: (value) => !list.includes(value)
		};
		case "starts-with": return {
			text: `starts with ${shown}`,
			holds: (value) => value.startsWith(first)
		};
		case "ends-with": return {
			text: `ends with ${shown}`,
			holds: (value) => value.endsWith(first)
		};
		case "contains": return {
			text: `contains ${shown}`,
			holds: (value) => value.includes(first)
		};
		case "glob": {
			const glob = parseTextGlob(first);
			return {
				text: `like ${first}`,
				holds: (value) => glob.matches(value)
			};
		}
		case "matches": return {
			text: `matches ${first}`,
			holds: parseExpression(first)
		};
	}
	const range = parseVersionRange(first, false);
	return {
		text: `version ${first}`,
		holds: (value) => isInRange(range, value),
		semver: true
	};
}
function quoted(text) {
	return text === "" || /[\s,]/.test(text) ? JSON.stringify(text) : text;
}
function all(conditions) {
	return {
		text: conditions.map(({ text }) => text).join(" and "),
		semver: conditions.some(({ semver }) => semver === true),
		holds(value) {
			const answers = conditions.map((condition) => condition.holds(value));
			if (answers.includes(false)) return false;
			return answers.includes(void 0) ? void 0 : true;
		}
	};
}
const comparisons = {
	"=": (value, limit) => value === limit,
	"!=": (value, limit) => value !== limit,
	"<": (value, limit) => value < limit,
	"<=": (value, limit) => value <= limit,
	">": (value, limit) => value > limit,
	">=": (value, limit) => value >= limit
};
const NumberCondition = numeric((text) => /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : void 0, "Write a number with an operator: \"<= 5\", or { min: 1, max: 5 }.").meta({ id: "number-condition" });
const PartCondition = numeric((text) => {
	const match = /^(\d+(?:\.\d+)?)(%?)$/.exec(text);
	return match === null ? void 0 : Number(match[1]) / (match[2] === "%" ? 100 : 1);
}, "Write a part with an operator: \">= 95%\".", 1).meta({ id: "part-condition" });
const sizeUnits = {
	B: 1,
	kB: 1e3,
	KB: 1e3,
	MB: 1e6,
	GB: 1e9,
	KiB: 1024,
	MiB: 1024 ** 2,
	GiB: 1024 ** 3
};
function readSize(text) {
	const match = /^(\d+(?:\.\d+)?) ?([kKMG]i?B|B)$/.exec(text);
	const unit = sizeUnits[match?.[2] ?? ""];
	return match === null || unit === void 0 ? void 0 : Number(match[1]) * unit;
}
const Size = Text.transform((text, context) => {
	const bytes = readSize(text);
	if (bytes !== void 0) return {
		bytes,
		text
	};
	context.addIssue({
		code: "custom",
		message: "is not a size\nWrite a number and a unit: 500MB, 1.5GiB."
	});
	return NEVER;
});
const Age = Duration.transform((text) => ({
	seconds: durationSeconds(text),
	text
}));
function numeric(read, hint, most = Number.MAX_VALUE) {
	const error = say("", hint);
	const limit = number({ error }).min(0, { error }).max(most, { error });
	const range = strict({
		min: limit.describe("At least this.").optional(),
		max: limit.describe("At most this.").optional()
	});
	return union([
		limit,
		Text,
		range
	]).transform(reading((written) => {
		if (typeof written === "number") return compare("=", written, String(written));
		if (typeof written === "string") return parseComparison(written, {
			read,
			hint,
			most
		});
		const { min, max } = written;
		if (min === void 0 && max === void 0) throw new HoistError("config", "NUMBER_INVALID", "is empty", { hint });
		return all([...min === void 0 ? [] : [compare(">=", min, String(min))], ...max === void 0 ? [] : [compare("<=", max, String(max))]]);
	}));
}
function parseComparison(text, { read, hint, most }) {
	const match = /^(<=|>=|!=|=|<|>)?\s*(.+)$/.exec(text.trim());
	const value = read(match?.[2] ?? "");
	if (value === void 0 || value > most) throw new HoistError("config", "NUMBER_INVALID", "is not a comparison", { hint });
	return compare(match?.[1] ?? "=", value, match?.[2] ?? "");
}
function compare(operator, limit, shown) {
	return {
		text: `${operator} ${shown}`,
		holds: (value) => Number.isNaN(value) ? void 0 : comparisons[operator](value, limit)
	};
}

export { TextCondition as a, Size as i, NumberCondition as n, textCondition as o, PartCondition as r, textShape as s, Age as t };