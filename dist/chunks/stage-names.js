// src/config/stage-names.ts
/** The names of all stages, each once. */
function stageNames({ pipelines }) {
	return [...new Set(Object.values(pipelines).flatMap(({ stages }) => stages.map(({ name }) => name)))];
}

export { stageNames as t };