import { U as HoistError } from "./start.js";
import { Ln as NEVER } from "./zod-mini.js";
import { g as union, h as string, i as array, m as strictObject, o as int, t as date } from "./zod.js";

// src/policy/written.ts
function say(message, hint) {
	return hint === void 0 ? message : `${message}\n${hint}`;
}
function strict(shape) {
	return strictObject(shape, { error: (issue) => issue.code === "unrecognized_keys" ? Object.keys(shape).join(" ") : void 0 });
}
function oneOrMore(item) {
	return union([item, array(item).min(1)]);
}
function reading(read) {
	return (value, context) => {
		try {
			return read(value);
		} catch (error) {
			if (!(error instanceof HoistError)) throw error;
			context.addIssue({
				code: "custom",
				message: say(error.message, error.hint),
				params: { code: error.code }
			});
			return NEVER;
		}
	};
}
function readable(read) {
	const attempt = reading(read);
	return (value, context) => void attempt(value, context);
}
const Name = string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, { error: say("is not a name", "A name has 1 to 64 ASCII letters, digits, \".\", \"_\" or \"-\" and begins with a letter or a digit.") });
const durationError = say("is not a duration", "Write a number and a unit, m, h, d or w: 90d.");
const Duration = string({ error: durationError }).regex(/^[1-9][0-9]{0,4}[mhdw]$/, { error: durationError });
const Text = string().min(1);
function whole(least, most) {
	const error = say("", `Write a whole number, ${most === void 0 ? `${least} or more` : `from ${least} to ${most}`}.`);
	const from = int({ error }).min(least, { error });
	return most === void 0 ? from : from.max(most, { error });
}
const Day = date({ error: say("is not a date", "Write it as 2026-01-31.") });
const secondsOf = {
	m: 60,
	h: 3600,
	d: 86400,
	w: 604800
};
function durationSeconds(text) {
	const unit = text.at(-1);
	return Number(text.slice(0, -1)) * secondsOf[unit];
}

export { durationSeconds as a, reading as c, whole as d, Text as i, say as l, Duration as n, oneOrMore as o, Name as r, readable as s, Day as t, strict as u };