// src/domain/outcome.ts
const loudestFirst = [
	"failed",
	"conflict",
	"refused",
	"waiting",
	"superseded",
	"promoted",
	"unchanged",
	"none"
];
/** The outcome of a run: the first of the contract's §2 order that is present; `none` of nothing. */
function totalOutcome(outcomes) {
	const present = new Set(outcomes);
	return loudestFirst.find((outcome) => present.has(outcome)) ?? "none";
}
/** What a stage that is only planned would come to: `ready` would promote, `pending` waits for something. */
function expectedOutcome(state) {
	if (state === "ready") return "promoted";
	return state === "pending" ? "waiting" : state;
}
/** The exit code of several stages: the first of 5, 4, 1, 3 that is present, else 0. Exit 2 is thrown before any of them. */
function totalExitCode(codes) {
	const present = new Set(codes);
	return [
		2,
		5,
		4,
		1,
		3
	].find((code) => present.has(code)) ?? 0;
}

export { totalExitCode as n, totalOutcome as r, expectedOutcome as t };