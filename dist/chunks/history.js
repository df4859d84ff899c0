import { W as filedQuery } from "./promotion.js";
import { S as historyEntry, b as journalQueryOf, v as isDigestLike, vt as isInPlace, y as isOfQuery } from "./commands.js";

// src/domain/history-path.ts
function historyPath(entries, digest) {
	const seen = /* @__PURE__ */ new Set();
	return [...entries].sort((a, b) => a.at === b.at ? compare(a.id, b.id) : compare(a.at, b.at)).flatMap((entry) => {
		if (!isInPlace(entry.outcome) || entry.madeBy !== void 0) return [];
		return stepsOf(entry, digest).filter((step) => {
			const key = JSON.stringify([
				step.digest,
				step.pipeline,
				step.stage
			]);
			const isNew = entry.outcome === "promoted" || !seen.has(key);
			seen.add(key);
			return isNew;
		});
	});
}
function stepsOf(entry, part) {
	const { id, at, pipeline, stage, kind, sources, targets } = entry;
	return sources.filter(({ digest }) => isDigestLike(digest, part)).map(({ digest, from, fromTag }) => ({
		digest,
		at,
		pipeline,
		stage,
		kind,
		from: {
			repository: from,
			...fromTag === void 0 ? {} : { tag: fromTag }
		},
		to: targets.filter((target) => target.digest === digest).map(({ repository, tags }) => ({
			repository,
			tags: tags.map(({ tag }) => tag)
		})),
		id
	}));
}
function compare(a, b) {
	return a < b ? -1 : a > b ? 1 : 0;
}

// src/promotion/history.ts
async function history(journal, query, { pipelines, inDeployments = false }) {
	const asked = filedQuery(pipelines, journalQueryOf(query));
	const gaps = [];
	const { entries, limited, doubtful } = await collect(journal.list(asked, (gap) => gaps.push(gap)), query);
	const { digest } = query;
	const [gap] = gaps;
	return {
		schema: "hoist/history/v1",
		where: Object.fromEntries(Object.entries(query)),
		entries,
		limited,
		...inDeployments && asked.filed !== void 0 ? { environments: [...new Set(asked.filed.flatMap(({ environments }) => environments))] } : {},
		...gap === void 0 ? {} : { gap },
		notices: [...gaps.map(({ reason }) => reason), ...cutNotices(entries, doubtful)],
		...digest === void 0 ? {} : { path: historyPath(entries, digest) }
	};
}
async function collect(all, query) {
	const { limit = Number.POSITIVE_INFINITY, order } = query;
	const { repository: _, tag: __, digest: ___, ...widely } = query;
	const found = [];
	const doubtful = [];
	for await (const entry of all) {
		if (!isOfQuery(entry, query)) {
			if (entry.cut === true && isOfQuery(entry, widely)) doubtful.push(entry.id);
			continue;
		}
		found.push(historyEntry(entry));
		if (order === "newest" && found.length >= limit) return {
			entries: found,
			limited: true,
			doubtful
		};
	}
	const oldestFirst = order === "oldest" ? found.reverse() : found;
	return {
		entries: oldestFirst.slice(0, limit),
		limited: oldestFirst.length > limit,
		doubtful
	};
}
const mostNamed = 5;
function cutNotices(entries, doubtful) {
	const cut = entries.filter((entry) => entry.cut === true).map(({ id }) => id);
	const what = "longer than the journal takes";
	return [...cut.length === 0 ? [] : [`${recordsText(cut)}: ${what}, some images, targets or tags are missing here; the whole record is with its run`], ...doubtful.length === 0 ? [] : [`${recordsText(doubtful)}: ${what}, whether what is missing matches is not known`]];
}
function recordsText(ids) {
	const more = ids.length > mostNamed ? ` and ${ids.length - mostNamed} more` : "";
	return `${ids.length === 1 ? "record" : "records"} ${ids.slice(0, mostNamed).join(", ")}${more}`;
}

export { history };