// src/domain/pipeline.ts
/** `web/production`. */
function stageText(id) {
	return `${id.pipeline}/${id.stage}`;
}

export { stageText as t };