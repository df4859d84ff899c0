import { U as HoistError, V as parseDigest, d as parseRepository, f as parseTag } from "./start.js";
import { F as expandTarget, R as matchSource } from "./commands.js";
import { g as rootReader } from "./promotion.js";

// src/promotion/recorded-images.ts
function recordedImages(registry, entry, { pipeline, stage, ...call }) {
	const [first] = stage.to;
	const { sources } = entry.intent;
	const isWhole = pipeline.source.kind !== "set" || sources.length === pipeline.source.repositories.length;
	if (first === void 0 || sources.length === 0 || !isWhole) return void 0;
	const images = [];
	for (const source of sources) try {
		const repository = parseRepository(source.repository);
		const captures = matchSource(pipeline, repository);
		if (captures === void 0) return void 0;
		const digest = parseDigest(source.digest);
		const from = expandTarget(first, captures);
		images.push({
			repository,
			captures,
			tag: source.tag === void 0 ? void 0 : parseTag(source.tag),
			digest,
			from,
			fromTag: source.fromTag === void 0 ? void 0 : parseTag(source.fromTag),
			root: rootReader(registry, from, {
				...call,
				digest,
				absent: () => gone(from, digest)
			})
		});
	} catch (thrown) {
		if (thrown instanceof HoistError) return void 0;
		throw thrown;
	}
	return images;
}
function whyNoImages({ id, cut, intent }, { name }) {
	if (cut === true) return `record ${id} is longer than the journal takes, and lacks images`;
	return `record ${id} is of ${[...new Set(intent.sources.map(({ repository }) => repository))].join(" and ")}, and the source of ${name} is another now`;
}
function gone(repository, digest) {
	return new HoistError("unreachable", "IMAGE_NOT_FOUND", `${repository} does not have ${digest} any more`, { hint: "Promote it anew: only what a stage holds can be rolled back to." });
}

// src/promotion/stage-name.ts
function stageWithName(pipelines, wanted) {
	const asked = pipelines.filter(({ name }) => wanted.pipeline === void 0 || name === wanted.pipeline);
	const places = asked.flatMap((pipeline) => pipeline.stages.map((stage) => ({
		pipeline,
		stage
	})));
	const all = [...new Set(places.map(({ stage }) => stage.name))].join(", ");
	if (asked.length === 0) throw new HoistError("config", "PIPELINE_UNKNOWN", `there is no pipeline "${wanted.pipeline ?? ""}" here`, { hint: `There is ${pipelines.map(({ name }) => name).join(", ") || "none"}.` });
	if (wanted.stage === void 0) throw new HoistError("config", "STAGE_MISSING", "no stage was given", { hint: `Name one of ${all}.` });
	const found = places.filter(({ stage }) => stage.name === wanted.stage);
	const [only, second] = found;
	if (only === void 0) throw new HoistError("config", "STAGE_UNKNOWN", `there is no stage "${wanted.stage}"`, { hint: `There is ${all}.` });
	if (second === void 0) return only;
	throw new HoistError("config", "PIPELINE_AMBIGUOUS", `several pipelines have a stage "${wanted.stage}"`, { hint: `Name the pipeline, one of ${found.map(({ pipeline }) => pipeline.name).join(", ")}.` });
}

export { recordedImages as n, whyNoImages as r, stageWithName as t };