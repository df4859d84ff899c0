import { B as createUnfinishedReader, K as filings, U as createHoldReader, d as longestEnding, f as recordTime, q as openJournal } from "./promotion.js";
import { F as expandTarget, R as matchSource, Z as isAttachedTag, l as namedSources, vt as isInPlace, x as happenedAt } from "./commands.js";
import { N as stageText, R as hexOf, U as HoistError, s as isTag } from "./start.js";

// src/domain/split.ts
function createSplitReader() {
	const filled = /* @__PURE__ */ new Set();
	const found = [];
	let isOver = false;
	return {
		split: () => found.find(({ missing }) => missing.size > 0)?.split,
		read(entry) {
			const { id, intent, end } = entry;
			if (end === void 0) return;
			const { outcome, moved, all } = end;
			const finished = Date.parse(end.finished);
			const places = placesOf$1(intent);
			if (isInPlace(outcome) || outcome === "failed" && moved === all) {
				for (const one of found) if (finished > one.finished) for (const place of places) one.missing.delete(place);
				for (const place of places) filled.add(place);
				isOver ||= entry.cut === true;
			} else if (!isOver && isSplit(entry)) {
				const missing = places.filter((place) => !filled.has(place));
				found.push({
					split: {
						record: id,
						moved,
						all
					},
					finished,
					missing: new Set(missing)
				});
			}
		}
	};
}
function isSplit({ intent, end, result }) {
	if (end?.outcome !== "failed") return false;
	return result?.split ?? (end.moved > namingBefore(intent) && end.moved < end.all);
}
function namingBefore({ targets }) {
	return targets.flatMap(({ digest, tags }) => tags.filter(({ before }) => before === digest)).length;
}
function placesOf$1({ sources, targets }) {
	const from = [...new Set(sources.map(({ repository }) => repository))].sort().join(" ");
	return targets.map(({ repository }) => `${from} ${repository}`);
}

// src/domain/stage-past.ts
function createStagePastReader(most) {
	const tags = /* @__PURE__ */ new Map();
	const recent = /* @__PURE__ */ new Set();
	const holdReader = createHoldReader();
	const unfinished = createUnfinishedReader();
	const splits = createSplitReader();
	let hold;
	let last;
	let promotions = 0;
	let cut;
	function read(entry) {
		hold ??= holdReader.read(entry);
		unfinished.read(entry);
		splits.read(entry);
		if (!mayHaveWritten(entry)) return;
		if (isInPlace(entry.end?.outcome)) {
			last ??= lastOf(entry);
			promotions += 1;
		}
		for (const one of writtenBy(entry)) {
			const key = `${one.repository}:${one.tag}`;
			tags.set(key, withOlder(tags.get(key) ?? draftOf(one, cut !== void 0), one));
			if (promotions <= most) recent.add(key);
		}
		if (entry.cut === true) cut ??= entry.id;
	}
	return {
		read,
		past: () => ({
			last,
			hold: hold === "none" ? void 0 : hold,
			isHoldClear: hold !== void 0,
			split: splits.split(),
			unfinished: unfinished.open,
			tags,
			cut,
			recent
		})
	};
}
function mayHaveWritten({ end }) {
	if (end === void 0 || isInPlace(end.outcome)) return true;
	return end.outcome === "failed" && end.moved > 0;
}
function lastOf(entry) {
	const { kind, actor, comment, sources } = entry.intent;
	return {
		record: entry.id,
		at: happenedAt(entry),
		kind,
		actor,
		...comment === void 0 ? {} : { comment },
		sources
	};
}
function writtenBy(entry) {
	const { id, intent, end, result } = entry;
	const isWhole = end !== void 0 && end.outcome !== "failed" && end.moved >= end.all;
	const common = {
		record: id,
		since: happenedAt(entry),
		begun: begunAt(entry),
		ended: endedAt(entry)
	};
	return intent.targets.flatMap(({ repository, digest, tags }) => {
		const target = result?.targets.find((one) => one.repository === repository && one.digest === digest);
		return tags.flatMap(({ tag, before }) => {
			const done = target?.tags.find((one) => one.tag === tag);
			if (done?.action === "kept") return [];
			const isSure = done === void 0 ? isWhole : done.after === digest;
			const referrers = target === void 0 ? {} : { referrers: target.referrers };
			return [{
				repository,
				tag,
				digest,
				before,
				isSure,
				...common,
				...referrers
			}];
		});
	});
}
function begunAt({ id, intent }) {
	return Math.max(Date.parse(intent.planned), recordTime(id) || 0);
}
function endedAt(entry) {
	return entry.end === void 0 ? begunAt(entry) + longestEnding : Date.parse(entry.end.finished);
}
function draftOf({ repository, tag }, isOpen) {
	return {
		repository,
		tag,
		maybe: /* @__PURE__ */ new Set(),
		beside: /* @__PURE__ */ new Map(),
		begun: NaN,
		isSettled: false,
		...isOpen && { isOpen }
	};
}
function withOlder(draft, older) {
	const { digest, before, isSure, record, since, begun, ended, referrers } = older;
	const { expected } = draft;
	if (expected === void 0 && !isSure) {
		draft.maybe.add(digest).add(before);
		return draft;
	}
	const first = {
		digest,
		record,
		since
	};
	if (ended > draft.begun) {
		if (isSure) draft.beside.set(digest, draft.beside.get(digest) ?? first);
		else draft.maybe.add(digest);
	}
	if (!isSure || draft.isSettled) return draft;
	if (expected === void 0) return {
		...draft,
		expected: first,
		begun,
		...referrers === void 0 ? {} : { referrers }
	};
	return expected.digest === digest ? {
		...draft,
		expected: first
	} : {
		...draft,
		isSettled: true
	};
}

// src/domain/stage-tag.ts
function movingTags(stage) {
	return stage.tags.flatMap(({ move, template }) => {
		const text = template.parts.map((part) => part.kind === "text" ? part.text : void 0).join("");
		const isFixed = template.parts.every(({ kind }) => kind === "text");
		return move !== "never" && isFixed && isTag(text) ? [text] : [];
	});
}
function couldWrite({ source }, stage, tag) {
	return stage.tags.some(({ template }) => {
		const made = sourceTagOf(template, tag);
		if (made === void 0) return false;
		const isOfSource = made.name === "source-tag" || stage.after.length === 0;
		return made.name === void 0 || isTag(made.tag) && (!isOfSource || source.tags.matches(made.tag));
	});
}
function sourceTagOf({ parts }, tag) {
	const [name, second] = parts.flatMap((part) => part.kind === "value" ? [part.name] : []);
	if (parts.some(({ kind }) => kind === "time") || second !== void 0) return void 0;
	const texts = parts.map((part) => part.kind === "text" ? part.text : "\n").join("");
	if (name === void 0) return texts === tag ? { tag } : void 0;
	if (name !== "n" && name !== "source-tag") return void 0;
	const [start = "", end = ""] = texts.split("\n");
	return tag.length > start.length + end.length && tag.startsWith(start) && tag.endsWith(end) ? {
		name,
		tag: tag.slice(start.length, tag.length - end.length)
	} : void 0;
}

// src/promotion/drift.ts
async function tagStatus({ registry, world }, past) {
	const { repository, tag, expected, beside, maybe, isOpen = false } = past;
	const known = {
		repository,
		tag,
		...said(expected)
	};
	try {
		const call = {
			signal: world.signal,
			expected: expected?.digest
		};
		const now = (await registry.head(repository, tag, call))?.digest ?? null;
		if (now !== null && now === expected?.digest) return {
			...known,
			now,
			state: "as-promoted"
		};
		const other = beside.get(now);
		if (other !== void 0) return {
			...known,
			...said(other),
			now,
			state: "as-promoted"
		};
		if (maybe.has(now) || isOpen) return {
			...known,
			now,
			state: "unsettled"
		};
		if (expected === void 0) return {
			...known,
			now,
			state: "never-promoted"
		};
		return {
			...known,
			now,
			state: now === null ? "deleted" : "moved"
		};
	} catch (thrown) {
		if (!(thrown instanceof HoistError)) throw thrown;
		return {
			...known,
			state: "unknown",
			reason: thrown.message
		};
	}
}
function said(written) {
	if (written === void 0) return {};
	return {
		expected: written.digest,
		since: written.since,
		record: written.record
	};
}
function unwritten({ repository, tag }, { cut }) {
	return {
		repository,
		tag,
		beside: /* @__PURE__ */ new Map(),
		maybe: /* @__PURE__ */ new Set(),
		...cut !== void 0 && { isOpen: true }
	};
}
async function findUnrecorded(ground, { pipeline, stage, targets, past, limit }) {
	const { registry, world } = ground;
	const moving = new Set(movingTags(stage));
	const name = stageText({
		pipeline: pipeline.name,
		stage: stage.name
	});
	const notices = [];
	const found = await Promise.all(targets.map(async (repository) => {
		const tags = [];
		try {
			for await (const tag of registry.tags(repository, { signal: world.signal })) if (!isAttachedTag(tag) && !moving.has(tag) && couldWrite(pipeline, stage, tag) && !past.tags.has(`${repository}:${tag}`)) tags.push(tag);
		} catch (thrown) {
			if (!(thrown instanceof HoistError)) throw thrown;
			notices.push(`${name}: the tags of ${repository} could not be listed: ${thrown.message}`);
		}
		if (tags.length > limit) notices.push(`${name}: ${tags.length} tags of ${repository} are in no record; the first ${limit} are shown, limit=N shows more`);
		return tags.slice(0, limit);
	}));
	return {
		tags: await Promise.all(found.flatMap((names, at) => {
			const repository = targets[at];
			return repository === void 0 ? [] : names.map((tag) => tagStatus(ground, unwritten({
				repository,
				tag
			}, past)));
		})),
		notices
	};
}

// src/promotion/lost-referrers.ts
async function hasLostReferrers(ground, { repository, expected, referrers }) {
	if (expected === void 0 || referrers === void 0 || referrers === 0) return false;
	try {
		if (await hasAny(ground, repository, expected.digest)) return false;
		const root = await ground.registry.manifest(repository, expected.digest, { signal: ground.world.signal });
		if (root === void 0) return false;
		const digests = root.kind === "index" ? root.manifests.map(({ digest }) => digest) : [];
		for (const digest of digests) if (await hasAny(ground, repository, digest)) return false;
		return !await hasTags(ground, repository, [expected.digest, ...digests]);
	} catch (thrown) {
		if (thrown instanceof HoistError) return false;
		throw thrown;
	}
}
async function hasAny({ registry, world }, repository, digest) {
	const { descriptors } = await registry.referrers(repository, digest, { signal: world.signal });
	return descriptors.length > 0;
}
async function hasTags({ registry, world }, repository, digests) {
	const starts = digests.map((digest) => `${digest.slice(0, digest.indexOf(":"))}-${hexOf(digest)}`);
	for await (const tag of registry.tags(repository, { signal: world.signal })) if (starts.some((start) => tag.startsWith(`${start}.`))) return true;
	return false;
}

// src/promotion/status.ts
async function status(ground, query) {
	const { world, config } = ground;
	const places = placesOf(config.pipelines, query);
	const byName = new Map(places.map((place) => [stageText({
		pipeline: place.pipeline.name,
		stage: place.stage.name
	}), place]));
	const journal = await openJournal(world, config)();
	const { pipeline, stage } = query;
	const asked = {
		...pipeline === void 0 ? {} : { pipeline },
		...stage === void 0 ? {} : { stage },
		filed: filings(config.pipelines, query)
	};
	const gaps = [];
	for await (const entry of journal.list(asked, (found) => gaps.push(found))) if (entry.foreign !== true) byName.get(stageText(entry.intent))?.reader.read(entry);
	const [gap] = gaps;
	const stages = await Promise.all(places.map((place) => stageStatus(ground, {
		...place,
		gap
	}, query)));
	return {
		schema: "hoist/status/v1",
		at: world.clock.now().toISOString(),
		stages,
		totals: {
			drift: stages.reduce((sum, { drift }) => sum + drift.length, 0),
			unknown: stages.flatMap(({ tags }) => tags).filter((tag) => tag.state === "unknown").length,
			held: stages.filter(({ hold }) => hold !== void 0).length,
			split: stages.filter(({ split }) => split !== void 0).length,
			unfinished: stages.reduce((sum, { unfinished }) => sum + unfinished.length, 0)
		},
		config: config.origin,
		...gap === void 0 ? {} : { gap },
		notices: gaps.map(({ reason }) => reason)
	};
}
function placesOf(pipelines, { pipeline, stage, limit }) {
	const all = pipelines.flatMap((one) => one.stages.map((each) => ({
		pipeline: one,
		stage: each
	})));
	const asked = all.filter((place) => (pipeline === void 0 || place.pipeline.name === pipeline) && (stage === void 0 || place.stage.name === stage));
	if (asked.length === 0 && all.length > 0) {
		const names = all.map((place) => stageText({
			pipeline: place.pipeline.name,
			stage: place.stage.name
		}));
		throw new HoistError("config", "STAGE_UNKNOWN", "the config has no stage that is asked for", { hint: `It has ${names.join(", ")}.` });
	}
	return asked.map((place) => ({
		...place,
		reader: createStagePastReader(limit)
	}));
}
async function stageStatus(ground, place, query) {
	const { pipeline, stage, reader, gap } = place;
	const past = reader.past();
	const isMeant = (repository) => query.repository?.matches(repository) ?? true;
	const targets = targetsOf(place, past).filter(isMeant);
	const wanted = [...past.tags.values()].filter(({ repository, tag }) => isMeant(repository) && past.recent.has(`${repository}:${tag}`));
	const moving = targets.flatMap((repository) => movingTags(stage).filter((tag) => !wanted.some((one) => one.repository === repository && one.tag === tag)).map((tag) => past.tags.get(`${repository}:${tag}`) ?? unwritten({
		repository,
		tag
	}, past)));
	const [known, unrecorded, bare] = await Promise.all([
		Promise.all([...wanted, ...moving].map((one) => tagStatus(ground, one))),
		findUnrecorded(ground, {
			pipeline,
			stage,
			targets,
			past,
			limit: query.limit
		}),
		Promise.all(wanted.map(async (one) => await hasLostReferrers(ground, one) ? [one] : []))
	]);
	const tags = [...known, ...unrecorded.tags].filter((one) => one.expected !== void 0 || one.now !== null).map((one) => gap === void 0 ? one : withoutDoubt(one, gap));
	const { hold, split, last } = past;
	return {
		pipeline: pipeline.name,
		stage: stage.name,
		auto: stage.auto,
		...stage.environment === void 0 ? {} : { environment: stage.environment.name },
		...last === void 0 ? {} : { last },
		tags,
		drift: [...tags.flatMap(({ repository, tag, state, expected, now, record }) => state === "moved" || state === "deleted" || state === "never-promoted" ? [{
			kind: state,
			repository,
			tag,
			now: now ?? null,
			...expected === void 0 ? {} : { expected },
			...record === void 0 ? {} : { record }
		}] : []), ...bare.flat().flatMap(({ repository, tag, expected }) => expected === void 0 ? [] : [{
			kind: "referrers-gone",
			repository,
			tag,
			now: expected.digest,
			expected: expected.digest,
			record: expected.record
		}])],
		...hold === void 0 ? {} : { hold },
		...split === void 0 ? {} : { split },
		unfinished: past.unfinished.map((entry) => unfinishedOf(entry, ground.world.clock.now())),
		notices: [
			...unrecorded.notices,
			...past.cut !== void 0 && tags.some(({ state }) => state === "unsettled") ? [`${pipeline.name}/${stage.name}: record ${past.cut} is longer than the journal takes; what it may have written beside what is listed there is unsettled`] : [],
			...gap === void 0 || past.isHoldClear ? [] : [`${pipeline.name}/${stage.name}: whether it is held is not known`]
		]
	};
}
function withoutDoubt(tag, { reason }) {
	return tag.state === "never-promoted" ? {
		...tag,
		state: "unknown",
		reason
	} : tag;
}
function unfinishedOf({ id, intent, url }, now) {
	const { planned, kind, actor, sources } = intent;
	return {
		record: id,
		planned,
		ageSeconds: Math.max(0, Math.round((now.getTime() - Date.parse(planned)) / 1e3)),
		kind,
		actor,
		sources,
		...url === void 0 ? {} : { url }
	};
}
function targetsOf({ pipeline, stage }, { tags }) {
	const sources = namedSources(pipeline);
	if (sources === void 0) return [...new Set([...tags.values()].map((one) => one.repository))];
	const targets = sources.flatMap((repository) => {
		const captures = matchSource(pipeline, repository) ?? /* @__PURE__ */ new Map();
		return stage.to.map((to) => expandTarget(to, captures));
	});
	return [...new Set(targets)];
}

export { status };