// src/policy/judgement.ts
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