import { B as isAsked, R as endOf } from "./promotion.js";
import { U as messageOf, V as HoistError } from "./start.js";
import { a as tooMany, i as notVisible, o as unexpected } from "./failure2.js";
import { t as splitRepository } from "./repository.js";

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
		const { Deployments } = await import("./schema3.js");
		const body = await api.get(listRoute, {
			...where,
			task,
			environment,
			per_page: 100
		});
		const found = Deployments.safeParse(body).data;
		if (found === void 0) throw unexpected(listRoute, "the answer lists no deployments");
		return found;
	}
	async function find(id, environment) {
		for (const one of await recent(environment)) if ((await promotionIn(one.payload))?.id === id) return one;
	}
	async function statusesOf(deployment, size) {
		const { DeploymentStatuses } = await import("./schema3.js");
		const body = await api.get(statusesRoute, {
			...where,
			deployment_id: deployment,
			per_page: size
		});
		const found = DeploymentStatuses.safeParse(body).data;
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

// src/github/journal/listing.ts
const what = "the deployments";
const pageSize = 100;
const mostPages = 100;
const skew = 36e5;
const actions = "github-actions[bot]";
const query = `query ($owner: String!, $repo: String!, $size: Int!, $after: String, $environments: [String!]) {
  viewer { login }
  repository(owner: $owner, name: $repo) {
    deployments(first: $size, after: $after, environments: $environments, orderBy: { field: CREATED_AT, direction: DESC }) {
      nodes {
        task createdAt payload
        creator { __typename login }
        some: statuses(first: 5) { nodes { description createdAt logUrl creator { __typename login } } }
        others: statuses(last: 5) { nodes { description createdAt logUrl creator { __typename login } } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}`;
async function* promotionsOn(api, repository, asked = {}) {
	const { DeploymentPage } = await import("./schema3.js");
	const { environment, since } = asked;
	let after = null;
	for (let pages = 0; pages < mostPages; pages += 1) {
		const data = await api.query(what, query, {
			...splitRepository(repository),
			size: pageSize,
			after,
			environments: environment === void 0 ? null : [environment]
		});
		const page = DeploymentPage.safeParse(data).data;
		if (page === void 0) throw notVisible(`${repository}, deployments`, "deployments: read");
		for (const deployment of page.deployments) {
			if (since !== void 0 && Date.parse(deployment.createdAt) < Date.parse(since) - skew) return;
			const entry = await entryOf(deployment, page.viewer);
			if (entry !== void 0 && isAsked(entry, asked)) yield entry;
		}
		if (page.next === void 0) return;
		after = page.next;
	}
	throw tooMany(what, `${repository} has more of them`);
}
async function entryOf(deployment, viewer) {
	if (deployment.task !== "promote") return void 0;
	const promotion = await promotionIn(deployment.payload);
	if (promotion === void 0) return void 0;
	const { creator } = deployment;
	const isForeign = creator !== actions && creator !== viewer;
	const own = deployment.statuses.filter((status) => status.creator === creator);
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
const mostMoves = 100;
const smallPayload = 8e3;
function gitHubJournal(options) {
	const { writing, reading, repository, ref, clock, log } = options;
	const deployments = deploymentWriter(writing, {
		repository,
		clock
	});
	const made = /* @__PURE__ */ new Map();
	const intended = /* @__PURE__ */ new Set();
	const moves = /* @__PURE__ */ new Map();
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
		const found = await deployments.find(record.id, environmentOf(record.intent));
		if (found !== void 0) return found;
		throw new HoistError("incomplete", "DEPLOYMENT_LOST", `the deployment of record ${record.id} is not among the newest`, { hint: "It stays without an outcome; the record that came after it tells what is there." });
	}
	async function create(record) {
		const { intent } = record;
		const environment = environmentOf(intent);
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
			const told = (moves.get(record.id) ?? 0) + 1;
			if (deployment === void 0 || told > mostMoves) return;
			moves.set(record.id, told);
			await deployments.addStatus(deployment.id, {
				state: "in_progress",
				description: movedText(tag),
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
		list: (query) => promotionsOn(reading, repository, query)
	};
}
function wasInPlace(description) {
	const outcome = parseEnd(description ?? "")?.outcome;
	return outcome === void 0 || states[outcome] === "success";
}
function environmentOf({ environment, pipeline, stage }) {
	return environment ?? `${pipeline}/${stage}`;
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