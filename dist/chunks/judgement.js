// src/policy/judgement.ts
/** It passes, for the reason that the note gives. */
function passes(note, more = {}) {
	return {
		reasons: [],
		findings: [],
		evidence: [],
		ignored: [],
		note,
		...more
	};
}
/** It does not pass; a single `VIOLATION` makes it a fail, else it is unknown. */
function stops(reasons, more = {}) {
	return {
		findings: [],
		evidence: [],
		ignored: [],
		...more,
		reasons
	};
}
function violation(message, more = {}) {
	return {
		code: "VIOLATION",
		message,
		...more
	};
}

export { stops as n, violation as r, passes as t };