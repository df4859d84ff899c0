// src/domain/run.ts
/** The events that only somebody with write access, or GitHub itself, can cause (contract §3, A30). */
const writingEvents = /* @__PURE__ */ new Set([
	"push",
	"workflow_dispatch",
	"repository_dispatch",
	"registry_package",
	"release",
	"schedule"
]);

export { writingEvents as t };