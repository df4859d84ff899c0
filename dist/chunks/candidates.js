import { o as __toESM } from "./rolldown-runtime.js";
import { A as judged, H as imagesKey, I as planStage, J as arrive, L as plannedSource, M as unknownHold, W as filedQuery, Y as atSource, h as resolve, p as begin } from "./promotion.js";
import { E as problemOf, Q as require_parse, Z as isAttachedTag, r as select, vt as isInPlace, x as happenedAt } from "./commands.js";
import { H as shortDigest, N as stageText, U as HoistError, u as parseReference } from "./start.js";
import { n as recordedImages, r as whyNoImages, t as stageWithName } from "./stage-name.js";

// src/domain/tag-order.ts
var import_parse = /* @__PURE__ */ __toESM(require_parse(), 1);
function likelyNewestFirst(tags) {
	const natural = new Intl.Collator("en", { numeric: true });
	return tags.map((tag) => ({
		tag,
		version: (0, import_parse.default)(tag)
	})).sort((a, b) => {
		if (a.version !== null && b.version !== null) return b.version.compare(a.version) || natural.compare(b.tag, a.tag);
		if (a.version === b.version) return natural.compare(b.tag, a.tag);
		return a.version === null ? 1 : -1;
	}).map(({ tag }) => tag);
}

// src/promotion/candidates.ts
async function candidates(ground, request, query) {
	const { pipeline, stage } = stageWithName(ground.config.pipelines, request);
	const repository = request.image === void 0 ? void 0 : parseReference(request.image).repository;
	const trip = begin(ground, { stage: stage.name }, true);
	const [before] = stage.after;
	const place = {
		pipeline,
		stage,
		repository
	};
	const { nominees, notices } = before === void 0 ? {
		nominees: await ofSource(trip, place, query),
		notices: []
	} : await ofStage(trip, place, {
		before,
		query
	});
	const { found, left } = await lookAtAll(trip, place, nominees);
	const lost = await lostNames(trip, found);
	const held = await trip.past.hold({
		pipeline: pipeline.name,
		stage: stage.name
	});
	return {
		schema: "hoist/candidates/v1",
		pipeline: pipeline.name,
		stage: stage.name,
		from: before === void 0 ? "source" : stageText({
			pipeline: pipeline.name,
			stage: before
		}),
		candidates: found,
		...held.state === "held" ? { hold: held.hold } : {},
		...stage.environment === void 0 ? {} : { environment: stage.environment.name },
		config: ground.config.origin,
		notices: [
			...notices,
			...left,
			...lost,
			...held.state === "unknown" ? [unknownHold(held.why)] : []
		]
	};
}
async function lookAtAll(trip, place, nominees) {
	const found = [];
	const left = [];
	for (const nominee of nominees) try {
		const images = await nominee.images();
		const one = images && await look(trip, place, {
			...nominee,
			images
		});
		if (one !== void 0) found.push(one);
	} catch (thrown) {
		if (!(thrown instanceof HoistError)) throw thrown;
		left.push(`${nominee.name} is left out: ${thrown.message}`);
		if (left.length === nominees.length || trip.world.signal.aborted) throw thrown;
	}
	return {
		found,
		left
	};
}
async function lostNames({ registry, world }, found) {
	const { signal } = world;
	const lost = [];
	for (const { repository, tag, digest } of found.flatMap((one) => one.promoted ? one.sources : [])) {
		if (tag === void 0) continue;
		const there = await registry.head(repository, tag, { signal }).then((head) => head?.digest).catch(() => digest);
		if (there === digest) continue;
		const now = there === void 0 ? "is gone" : `names ${shortDigest(there)} now`;
		lost.push(`${repository}:${tag} ${now}: ${shortDigest(digest)} can be promoted only where another tag of the source names it`);
	}
	return lost;
}
async function look(trip, { pipeline, stage }, { images, promoted }) {
	const about = promoted === void 0 ? {} : { promoted };
	const sources = images.map(plannedSource);
	try {
		const arrival = await arrive(pipeline, stage, images, {
			registry: trip.registry,
			past: trip.past,
			shows: trip.proof.shows,
			done: /* @__PURE__ */ new Map(),
			asked: true,
			signal: trip.world.signal
		});
		if (arrival.state !== "arrived") return {
			...about,
			sources,
			state: arrival.state,
			problems: [arrival.problem],
			targets: []
		};
		const { plan } = await judged(trip, await planStage(trip, pipeline, stage, arrival.images), false);
		if (plan.state === "unchanged") return void 0;
		const { state, problems, targets, decisions } = plan;
		return {
			...about,
			sources: plan.sources,
			state,
			problems,
			targets,
			...decisions === void 0 ? {} : { decisions }
		};
	} catch (thrown) {
		if (!(thrown instanceof HoistError)) throw thrown;
		return {
			...about,
			sources,
			state: "failed",
			problems: [problemOf(thrown)],
			targets: []
		};
	}
}
async function ofStage(trip, { pipeline, repository }, { before, query }) {
	const stage = pipeline.stages.find(({ name }) => name === before);
	const found = [];
	const notices = [];
	const passed = [];
	const seen = /* @__PURE__ */ new Set();
	if (stage === void 0) return {
		nominees: found,
		notices
	};
	const { tag, since, limit } = query;
	const asked = filedQuery([pipeline], {
		pipeline: pipeline.name,
		stage: before
	});
	const journal = await trip.journal();
	for await (const entry of journal.list(asked, ({ reason }) => notices.push(reason))) {
		if (found.length >= limit) break;
		const { sources } = entry.intent;
		if (entry.foreign === true) continue;
		if (!isInPlace(entry.end?.outcome)) continue;
		if (since !== void 0 && Date.parse(happenedAt(entry)) < Date.parse(since)) continue;
		if (tag !== void 0 && !sources.some((source) => source.tag !== void 0 && tag.matches(source.tag))) continue;
		if (repository !== void 0 && !sources.some((source) => source.repository === repository)) continue;
		const key = imagesKey(sources);
		const images = recordedImages(trip.registry, entry, {
			pipeline,
			stage,
			signal: trip.world.signal
		});
		if (seen.has(key)) continue;
		seen.add(key);
		if (images === void 0) {
			passed.push(whyNoImages(entry, pipeline));
			continue;
		}
		const promoted = {
			at: happenedAt(entry),
			record: entry.id,
			actor: entry.intent.actor
		};
		found.push({
			name: `record ${entry.id}`,
			promoted,
			images: async () => images
		});
	}
	const [newest] = passed;
	if (newest !== void 0) notices.push(`${passed.length === 1 ? "" : `${passed.length} promotions to ${before} are left out; the newest: `}${newest}`);
	return {
		nominees: found,
		notices
	};
}
async function ofSource(trip, { pipeline, repository }, { tag: wanted, limit }) {
	const { source } = pipeline;
	const own = source.kind === "set" ? source.repositories[0] : source.kind === "repository" ? source.repository : repository;
	if (own === void 0) throw new HoistError("config", "IMAGE_MISSING", `${pipeline.name} has a pattern for many repositories`, { hint: "Say which is meant: give its repository at the source as the image." });
	const tags = [];
	for await (const tag of trip.registry.tags(own, { signal: trip.world.signal })) {
		if (isAttachedTag(tag) || !source.tags.matches(tag) || wanted?.matches(tag) === false) continue;
		tags.push(tag);
	}
	return likelyNewestFirst(tags).slice(0, limit).map((tag) => `${own}:${tag}`).map((name) => ({
		name,
		images: () => imagesTagged(trip, pipeline, name)
	}));
}
async function imagesTagged({ registry, config, world }, pipeline, image) {
	if (config === void 0) return void 0;
	const [selection] = select(config, world.run, {
		image,
		pipeline: pipeline.name
	}).selections;
	if (selection === void 0) return void 0;
	const resolution = await resolve(registry, selection, { signal: world.signal });
	if (resolution.state !== "resolved") return void 0;
	return resolution.images.map(atSource);
}

export { candidates };