// src/domain/facts.ts
const needsNothing = {
	evidence: false,
	configs: false,
	commit: {
		checks: false,
		statuses: false,
		branches: [],
		tags: false,
		pull: false
	},
	previous: "no",
	feeds: [],
	baseImages: false
};

export { needsNothing as t };