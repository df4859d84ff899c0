import { t as HoistError } from "./errors.js";
import { _ as union, g as string, h as strictObject, i as array, x as NEVER } from "./schemas.js";
import { t as date } from "./iso.js";

// src/policy/written.ts
/** A hint travels behind the message of a schema's error, on a line of its own; the mapper of issues parts them. */
function say(message, hint) {
	return hint === void 0 ? message : `${message}\n${hint}`;
}
/** A map that refuses unknown keys; the message of that issue is the list of known ones, for "did you mean". */
function strict(shape) {
	return strictObject(shape, { error: (issue) => issue.code === "unrecognized_keys" ? Object.keys(shape).join(" ") : void 0 });
}
/** One, or a list of at least one. */
function oneOrMore(item) {
	return union([item, array(item).min(1)]);
}
/** Runs a reader of ours inside a schema: what it throws becomes the issue, with its hint. */
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
/** Refuses, at the value's own place, what a reader of ours refuses. */
function readable(read) {
	const attempt = reading(read);
	return (value, context) => void attempt(value, context);
}
/** The name of a pipeline, stage, policy or signer: it is part of outputs, job titles and file names (A27). */
const Name = string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, { error: say("is not a name", "A name has 1 to 64 ASCII letters, digits, \".\", \"_\" or \"-\" and begins with a letter or a digit.") });
/** `90d`, `36h`. */
const Duration = string().regex(/^[1-9][0-9]{0,4}[mhdw]$/, { error: say("is not a duration", "Write a number and a unit, m, h, d or w: 90d.") });
/** Text that another part of Hoist judges, with its own message. */
const Text = string().min(1);
/** A day in UTC: `2027-01-31`. */
const Day = date({ error: say("is not a date", "Write it as 2026-01-31.") });
const secondsOf = {
	m: 60,
	h: 3600,
	d: 86400,
	w: 604800
};
/** Of a text that {@link Duration} accepts. */
function durationSeconds(text) {
	const unit = text.at(-1);
	return Number(text.slice(0, -1)) * secondsOf[unit];
}

export { durationSeconds as a, reading as c, Text as i, say as l, Duration as n, oneOrMore as o, Name as r, readable as s, Day as t, strict as u };