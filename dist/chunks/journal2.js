import { G as filedUnder } from "./promotion.js";
import { r as isAsked, t as endOf } from "./journal-entry.js";
import { K as messageOf, N as stageText, U as HoistError } from "./start.js";
import { i as notVisible, o as unexpected } from "./failure.js";
import { t as splitRepository } from "./repository.js";
import { vt as isInPlace } from "./commands.js";

// src/github/journal/payload-text.ts
async function promotionIn(payload) {
	const { PromotionPayload } = await import("./schema3.js");
	let value = payload;
	for (let layers = 0; layers < 2 && typeof value === "string"; layers += 1) value = parsed(value);
	return PromotionPayload.safeParse(value).data;
}
function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}

// src/github/journal/deployments.ts
const listRoute = "GET /repos/{owner}/{repo}/deployments";
const createRoute = "POST /repos/{owner}/{repo}/deployments";
const statusesRoute = "GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses";
const statusRoute = "POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses";
const task = "promote";
const tries = 3;
const lag = 1e3;
function deploymentWriter(api, { repository, clock }) {
	const where = splitRepository(repository);
	async function once(route, body, reading) {
		for (let tried = 1;; tried += 1) {
			const sent = await api.send(route, {
				...where,
				...body
			});
			if (sent.became === "done") return reading.read(sent.body);
			await clock.sleep(lag);
			const found = await reading.find();
			if (found !== void 0) return found;
			if (tried === tries) throw sent.error;
		}
	}
	async function recent(environment) {
		const { listOfDeployments } = await import("./schema3.js");
		const read = listOfDeployments(await api.get(listRoute, {
			...where,
			task,
			environment,
			per_page: 100
		}));
		if (read === void 0) throw unexpected(listRoute, "the answer lists no deployments");
		return read.list;
	}
	async function find(id, environment) {
		for (const one of await recent(environment)) if ((await promotionIn(one.payload))?.id === id) return one;
	}
	async function statusesOf(deployment, size) {
		const { listOfStatuses } = await import("./schema3.js");
		const found = listOfStatuses(await api.get(statusesRoute, {
			...where,
			deployment_id: deployment,
			per_page: size
		}));
		if (found === void 0) throw unexpected(statusesRoute, "the answer lists no statuses");
		return found;
	}
	return {
		recent,
		find,
		async create(payload, { ref, environment, description }) {
			const { Deployment } = await import("./schema3.js");
			return once(createRoute, {
				ref,
				task,
				environment,
				description,
				payload,
				auto_merge: false,
				required_contexts: [],
				production_environment: environment === "production"
			}, {
				read: (answer) => {
					const made = Deployment.safeParse(answer).data;
					if (made === void 0) throw unexpected(createRoute, "the answer describes no deployment");
					return made;
				},
				find: () => find(payload.id, environment)
			});
		},
		async addStatus(deployment, { state, description, logUrl }) {
			const body = {
				deployment_id: deployment,
				state,
				description,
				...logUrl !== void 0 && { log_url: logUrl },
				auto_inactive: false
			};
			await once(statusRoute, body, {
				read: () => true,
				find: async () => {
					return (await statusesOf(deployment, 100)).some((one) => one.state === state && one.description === description) ? true : void 0;
				}
			});
		},
		newestStatus: async (deployment) => (await statusesOf(deployment, 1))[0]
	};
}

// src/github/journal/status-text.ts
const longest = 140;
const outcomes = {
	failed: true,
	conflict: true,
	refused: true,
	waiting: true,
	superseded: true,
	promoted: true,
	unchanged: true,
	none: true
};
const endGrammar = /^([a-z]{1,20}) (\d{1,7})\/(\d{1,7}) ([0-9a-f]{12})$/;
function endText({ outcome, moved, all, record }) {
	return `${outcome} ${moved}/${all} ${record}`;
}
function parseEnd(text) {
	const [, outcome = "", moved, all, record = ""] = endGrammar.exec(text) ?? [];
	if (!Object.hasOwn(outcomes, outcome)) return void 0;
	return {
		outcome,
		moved: Number(moved),
		all: Number(all),
		record
	};
}
function movedText({ repository, tag, after }) {
	const to = ` \u2192 ${after.slice(0, 19)}`;
	return `${withoutStart(`${repository}:${tag}`, longest - to.length)}${to}`;
}
function shortText(text) {
	return text.length <= longest ? text : `${text.slice(0, 139)}\u2026`;
}
function withoutStart(text, most) {
	return text.length <= most ? text : `\u2026${text.slice(text.length - most + 1)}`;
}

// src/github/journal/entry-reader.ts
const what = "the statuses of deployments";
const actions = "github-actions[bot]";
const query = `query ($owner: String!, $repo: String!, $ids: [ID!]!) {
  viewer { login }
  repository(owner: $owner, name: $repo) { nameWithOwner }
  nodes(ids: $ids) {
    ... on Deployment {
      id
      some: statuses(first: 5) { nodes { description createdAt logUrl creator { __typename login } } }
      others: statuses(last: 5) { nodes { description createdAt logUrl creator { __typename login } } }
    }
  }
}`;
function createEntryReader(api, repository) {
	return async (rows) => {
		if (rows.length === 0) return [];
		const { statusesOfDeployments } = await import("./schema3.js");
		const ids = rows.map(({ node }) => node);
		const read = statusesOfDeployments(await api.query(what, query, {
			...splitRepository(repository),
			ids
		}));
		if (read === void 0) throw notVisible(`${repository}, deployments`, "deployments: read");
		return rows.map((row) => entryOf(row, read.statuses.get(row.node) ?? [], read.viewer));
	};
}
function entryOf({ creator = null, promotion }, statuses, viewer) {
	const isForeign = creator !== actions && creator !== viewer;
	const own = statuses.filter((status) => status.creator === creator);
	const end = endIn(own);
	const url = promotion.intent.run.url ?? own.find(({ logUrl }) => logUrl)?.logUrl;
	return {
		...promotion,
		...end === void 0 ? {} : { end },
		...typeof url === "string" && url.startsWith("https://") ? { url } : {},
		...creator === null ? {} : { by: creator },
		...isForeign ? { foreign: true } : {}
	};
}
function endIn(statuses) {
	const inOrder = statuses.flatMap(({ description, createdAt }) => {
		const end = parseEnd(description ?? "");
		return end === void 0 ? [] : [{
			...end,
			finished: createdAt,
			text: description
		}];
	}).toSorted((a, b) => Date.parse(a.finished) - Date.parse(b.finished));
	const last = inOrder.at(-1);
	const first = inOrder.find(({ text }) => text === last?.text);
	if (first === void 0) return void 0;
	const { text: _, ...end } = first;
	return end;
}

// src/github/journal/page-runs.ts
async function* runsOf(pages, { environments, isBefore, mostPages, cut }) {
	const streams = environments.map((environment) => ({
		environment,
		rows: [],
		next: 0,
		isDone: false
	}));
	let left = mostPages;
	let oldest = "";
	for (;;) {
		for (const stream of streams) while (stream.rows.length === 0 && !stream.isDone) {
			if (left === 0) {
				cut(oldest);
				return;
			}
			left -= 1;
			const { rows, isLast, back } = await pages.page(stream.next, stream.environment);
			stream.rows = rows;
			stream.next += 1;
			stream.isDone = isLast || isBefore(back);
		}
		const ends = streams.filter(({ isDone }) => !isDone).map(({ rows }) => rows.at(-1)?.id ?? 0);
		const end = Math.max(0, ...ends);
		const run = streams.flatMap(({ rows }) => rows.filter(({ id }) => id >= end));
		for (const stream of streams) stream.rows = stream.rows.filter(({ id }) => id < end);
		const inOrder = run.toSorted((a, b) => b.id - a.id);
		oldest = inOrder.at(-1)?.created ?? oldest;
		yield inOrder;
		if (streams.every(({ rows, isDone }) => rows.length === 0 && isDone)) return;
	}
}

// src/github/journal/promotion-pages.ts
const route = "GET /repos/{owner}/{repo}/deployments";
const pageSize = 100;
function createPromotionPages(api, repository) {
	let first;
	const known = /* @__PURE__ */ new Map();
	async function page(number, environment) {
		const { listOfDeployments } = await import("./schema3.js");
		const read = listOfDeployments(await api.get(route, {
			...splitRepository(repository),
			task: "promote",
			...environment !== void 0 && { environment },
			per_page: pageSize,
			page: number + 1
		}));
		if (read === void 0) throw notVisible(`${repository}, deployments`, "deployments: read");
		const rows = [];
		for (const { id, node_id: node, environment: where, created_at: created, creator, payload } of read.list) {
			const promotion = await promotionIn(payload);
			if (promotion !== void 0) rows.push({
				id,
				node,
				environment: where,
				created,
				creator,
				promotion
			});
		}
		const back = read.list.at(-1)?.created_at ?? "";
		return {
			rows,
			isLast: read.size < pageSize,
			back
		};
	}
	function newest() {
		first ??= page(0);
		return first;
	}
	async function stagesOf(number) {
		const { rows, isLast, back } = await page(number);
		return {
			stages: new Set(rows.map(({ promotion }) => stageText(promotion.intent))),
			isLast,
			back
		};
	}
	return {
		newest,
		page,
		stagesOn(number) {
			const reading = known.get(number) ?? stagesOf(number);
			known.set(number, reading);
			return reading;
		},
		forget() {
			first = void 0;
			known.clear();
		}
	};
}

// src/github/journal/listing.ts
const usualLimits = {
	read: 100,
	searched: 50
};
const mostEnvironments = 12;
const batchSize = 100;
const skew = 36e5;
function promotionLists(api, repository, limits = usualLimits) {
	const pages = createPromotionPages(api, repository);
	const reader = {
		pages,
		entriesOf: createEntryReader(api, repository),
		limits
	};
	return {
		forget: () => pages.forget(),
		list(asked = {}, left) {
			const { filed, fresh = false } = asked;
			if (fresh) pages.forget();
			const isWide = new Set(filed?.flatMap(({ environments }) => environments)).size > mostEnvironments;
			return filed === void 0 || isWide ? everywhere(reader, asked, left) : byStage(reader, {
				asked,
				filed,
				left
			});
		}
	};
}
async function* everywhere(reader, asked, left) {
	let oldest = "";
	for (let number = 0; number < reader.limits.read; number += 1) {
		const { rows, isLast, back } = await (number === 0 ? reader.pages.newest() : reader.pages.page(number));
		yield* entriesOf(reader, asked, rows);
		if (isLast || isBefore(back, asked.since)) return;
		oldest = back;
	}
	endEarly(left, {
		before: oldest,
		reason: `there are more promotions than are read: none of before ${oldest} was looked at`
	});
}
async function* byStage(reader, { asked, filed, left }) {
	const found = /* @__PURE__ */ new Set();
	const seen = /* @__PURE__ */ new Set();
	const { rows, isLast, back } = await reader.pages.newest();
	for (const { id } of rows) seen.add(id);
	yield* noted(entriesOf(reader, asked, rows), found);
	if (isLast || isBefore(back, asked.since)) return;
	const own = filed.flatMap(({ environments }) => environments);
	const others = rows.filter((row) => isAsked(row.promotion, asked)).map(({ environment }) => environment);
	const environments = [.../* @__PURE__ */ new Set([...own, ...others])];
	let isCut = false;
	const cut = (gap) => {
		isCut = true;
		endEarly(left, gap);
	};
	yield* noted(inEnvironments(reader, {
		asked,
		environments,
		seen,
		left: cut
	}), found);
	const missing = filed.map(stageText).filter((stage) => !found.has(stage));
	if (isCut || missing.length === 0) return;
	const where = await search(reader, {
		asked,
		missing,
		left
	});
	const isMissing = (entry) => missing.includes(stageText(entry.intent));
	if (where.length > 0) {
		for await (const entry of inEnvironments(reader, {
			asked,
			environments: where,
			seen,
			left
		})) if (isMissing(entry)) yield entry;
	}
}
async function* noted(entries, found) {
	for await (const entry of entries) {
		if (shows(entry)) found.add(stageText(entry.intent));
		yield entry;
	}
}
function shows({ intent, end, foreign }) {
	if (foreign === true) return false;
	return intent.kind === "rollback" || isInPlace(end?.outcome);
}
async function* inEnvironments(reader, { asked, environments, seen, left }) {
	const runs = runsOf(reader.pages, {
		environments,
		isBefore: (created) => isBefore(created, asked.since),
		mostPages: reader.limits.read,
		cut(before) {
			endEarly(left, {
				before,
				reason: `there are more promotions to ${environments.join(", ")} than are read: none of before ${before} was looked at`
			});
		}
	});
	for await (const run of runs) yield* entriesOf(reader, asked, run.filter(({ id }) => !seen.has(id)));
}
async function search({ pages, entriesOf: read, limits }, { asked, missing, left }) {
	const found = /* @__PURE__ */ new Set();
	const sought = new Set(missing);
	let oldest = "";
	for (let number = 1; number < limits.searched; number += 1) {
		const { stages, isLast, back } = await pages.stagesOn(number);
		if ([...sought].some((stage) => stages.has(stage))) {
			const { rows } = await pages.page(number);
			const theirs = rows.filter(({ promotion }) => sought.has(stageText(promotion.intent)));
			const entries = await read(theirs);
			for (const [at, { environment }] of theirs.entries()) {
				const entry = entries[at];
				if (entry === void 0 || !shows(entry)) continue;
				found.add(environment);
				sought.delete(stageText(entry.intent));
			}
		}
		if (sought.size === 0 || isLast || isBefore(back, asked.since)) return [...found];
		oldest = back;
	}
	endEarly(left, {
		before: oldest,
		reason: `no promotion to ${[...sought].join(", ")} is in an environment that it has now, and of those to other environments none of before ${oldest} was looked at`
	});
	return [...found];
}
async function* entriesOf(reader, asked, rows) {
	const meant = rows.filter(({ promotion, created }) => isAsked(promotion, asked) && !isBefore(created, asked.since));
	for (let at = 0; at < meant.length; at += batchSize) yield* await reader.entriesOf(meant.slice(at, at + batchSize));
}
function isBefore(created, since) {
	return since !== void 0 && Date.parse(created) < Date.parse(since) - skew;
}
function endEarly(left, gap) {
	if (left !== void 0) return left(gap);
	throw new HoistError("unreachable", "GITHUB_TOO_MANY", gap.reason, { hint: "Ask for less: for a pipeline, a stage, or a time." });
}

// src/github/journal/moves.ts
const mostSingle = 10;
const mostInMinute = 40;
const pace = 3e4;
const mostCounts = 60;
const minute = 6e4;
function createMoveTexts(clock) {
	const promotions = /* @__PURE__ */ new Map();
	let inMinute = [];
	function mayBeSingle(now) {
		inMinute = inMinute.filter((then) => now - then < minute);
		return inMinute.length < mostInMinute;
	}
	return ({ id, intent }, tag) => {
		const now = clock.ticks();
		const so = promotions.get(id) ?? {
			moved: 0,
			counts: 0,
			last: now
		};
		promotions.set(id, so);
		so.moved += 1;
		if (so.moved <= mostSingle && mayBeSingle(now)) {
			inMinute = [...inMinute, now];
			so.last = now;
			return movedText(tag);
		}
		if (now - so.last < pace || so.counts === mostCounts) return void 0;
		so.counts += 1;
		so.last = now;
		const all = intent.targets.flatMap(({ tags }) => tags).length;
		return `${so.moved} of ${all} tags have moved`;
	};
}

// src/github/journal/payload.ts
const payloadLimit = 6e4;
const keptOfComment = 300;
function payloadOf({ schema, id, intent }, limit = payloadLimit) {
	let payload = {
		schema,
		id,
		intent
	};
	for (const [cut, without] of cuts) {
		if (sizeOf(payload) <= limit) return payload;
		const smaller = without(payload.intent);
		if (smaller !== payload.intent) payload = {
			...payload,
			intent: smaller,
			cut: [...payload.cut ?? [], cut]
		};
	}
	while (sizeOf(payload) > limit) {
		const smaller = half(payload.intent);
		if (smaller === void 0) return payload;
		payload = {
			...payload,
			intent: smaller,
			cut: [.../* @__PURE__ */ new Set([...payload.cut ?? [], "targets"])]
		};
	}
	return payload;
}
function sizeOf(payload) {
	return Buffer.byteLength(JSON.stringify(payload));
}
const cuts = [
	["evidence", (intent) => withPolicy(intent, (one) => ({
		...one,
		checks: one.checks.map((check) => ({
			...check,
			evidence: []
		}))
	}))],
	["checks", (intent) => withPolicy(intent, (one) => ({
		...one,
		checks: [],
		waivers: []
	}))],
	["policy", withoutPolicy],
	["sources", (intent) => ({
		...intent,
		sources: intent.sources.map(withoutPlace)
	})],
	["comment", withShortComment]
];
function withPolicy(intent, change) {
	return intent.policy === void 0 ? intent : {
		...intent,
		policy: intent.policy.map(change)
	};
}
function withShortComment(intent) {
	const { comment } = intent;
	if (comment === void 0 || comment.length <= keptOfComment) return intent;
	return {
		...intent,
		comment: `${Array.from(comment).slice(0, keptOfComment).join("")}\u2026`
	};
}
function half(intent) {
	const { sources, targets } = intent;
	if (sources.length > 1 && sources.length >= targets.length) return {
		...intent,
		sources: firstHalf(sources)
	};
	if (targets.length > 1) return {
		...intent,
		targets: firstHalf(targets)
	};
	const [only] = targets;
	if (only === void 0 || only.tags.length <= 1) return void 0;
	return {
		...intent,
		targets: [{
			...only,
			tags: firstHalf(only.tags)
		}]
	};
}
function firstHalf(all) {
	return all.slice(0, Math.ceil(all.length / 2));
}
function withoutPlace({ repository, tag, digest }) {
	return {
		repository,
		...tag !== void 0 && { tag },
		digest
	};
}
function withoutPolicy(intent) {
	if (intent.policy === void 0) return intent;
	const { policy: _, ...rest } = intent;
	return rest;
}

// src/github/journal/journal.ts
const mostLookedAt = 30;
const smallPayload = 8e3;
function gitHubJournal(options) {
	const { writing, reading, repository, ref, clock, log } = options;
	const deployments = deploymentWriter(writing, {
		repository,
		clock
	});
	const lists = promotionLists(reading, repository);
	const made = /* @__PURE__ */ new Map();
	const intended = /* @__PURE__ */ new Set();
	const moveText = createMoveTexts(clock);
	function deploymentOf(record) {
		const known = made.get(record.id);
		if (known !== void 0) return known;
		const creation = create(record);
		made.set(record.id, creation);
		creation.catch(() => made.delete(record.id));
		return creation;
	}
	async function endingOf(record) {
		if (intended.has(record.id)) return await deploymentOf(record);
		const found = await deployments.find(record.id, filedUnder(record.intent));
		if (found !== void 0) return found;
		throw new HoistError("incomplete", "DEPLOYMENT_LOST", `the deployment of record ${record.id} is not among the newest`, { hint: "It stays without an outcome; the record that came after it tells what is there." });
	}
	async function create(record) {
		const { intent } = record;
		const environment = filedUnder(intent);
		lists.forget();
		const description = shortText(`${intent.pipeline}/${intent.stage}: ${intent.kind}, by ${intent.actor}`);
		const deployment = await createFitting(record, {
			ref,
			environment,
			description
		});
		const begun = deployments.addStatus(deployment.id, {
			state: "in_progress",
			description: shortText(`${intent.pipeline}/${intent.stage} has begun`),
			logUrl: intent.run.url
		});
		await Promise.all([begun.catch((error) => log.debug(`a deployment has no first status: ${messageOf(error)}`)), link(record)]);
		return deployment;
	}
	async function createFitting(record, place) {
		try {
			return await deployments.create(payloadOf(record), place);
		} catch (error) {
			if (!/payload\b.*\btoo (?:long|large)/i.test(messageOf(error))) throw error;
			return deployments.create(payloadOf(record, smallPayload), place);
		}
	}
	async function link({ intent }) {
		try {
			const own = await options.ownDeployment();
			if (own === void 0) return;
			await deployments.addStatus(own, {
				state: "in_progress",
				description: shortText(`Hoist promotes ${intent.pipeline}/${intent.stage}`),
				logUrl: intent.run.url
			});
		} catch (error) {
			log.debug(`the job's own deployment was not linked: ${messageOf(error)}`);
		}
	}
	async function retireOlder(current, intent) {
		let looked = 0;
		const places = new Set(intent.targets.map(({ repository }) => repository));
		for (const one of await deployments.recent(current.environment)) {
			if (one.id >= current.id || one.creator !== current.creator) continue;
			const promotion = await promotionIn(one.payload);
			if (promotion?.intent.pipeline !== intent.pipeline || promotion.intent.stage !== intent.stage) continue;
			if (!promotion.intent.targets.every(({ repository }) => places.has(repository))) continue;
			const newest = await deployments.newestStatus(one.id);
			if (newest?.state === "inactive" && wasInPlace(newest.description)) return;
			if (newest?.state === "success") {
				const said = newest.description ?? "";
				const description = parseEnd(said) === void 0 ? "a later promotion took its place" : said;
				await deployments.addStatus(one.id, {
					state: "inactive",
					description
				});
			}
			looked += 1;
			if (looked === mostLookedAt) return;
		}
	}
	return {
		async intend(record) {
			intended.add(record.id);
			await deploymentOf(record);
		},
		async moved(record, tag) {
			const deployment = await made.get(record.id);
			const description = deployment === void 0 ? void 0 : moveText(record, tag);
			if (deployment === void 0 || description === void 0) return;
			await deployments.addStatus(deployment.id, {
				state: "in_progress",
				description,
				logUrl: record.intent.run.url
			});
		},
		async finish(record) {
			const end = endOf(record);
			if (end === void 0) return;
			const deployment = await endingOf(record);
			const status = lastStatus(end, record.intent);
			await deployments.addStatus(deployment.id, status);
			if (status.state !== "success") return;
			await retireOlder(deployment, record.intent).catch((error) => log.debug(`earlier deployments were left as they are: ${messageOf(error)}`));
		},
		list: lists.list
	};
}
function wasInPlace(description) {
	const outcome = parseEnd(description ?? "")?.outcome;
	return outcome === void 0 || states[outcome] === "success";
}
const states = {
	promoted: "success",
	unchanged: "success",
	refused: "failure",
	conflict: "failure",
	failed: "failure",
	superseded: "inactive",
	waiting: "inactive",
	none: "inactive"
};
function lastStatus(end, { run }) {
	return {
		state: states[end.outcome],
		description: endText(end),
		logUrl: run.url
	};
}

export { gitHubJournal };