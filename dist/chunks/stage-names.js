// src/config/stage-names.ts
function stageNames({ pipelines }) {
	return [...new Set(Object.values(pipelines).flatMap(({ stages }) => stages.map(({ name }) => name)))];
}

export { stageNames as t };