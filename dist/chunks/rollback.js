import { K as variesByRun, R as matchSource, i as parseImageWish, pt as isWritten } from "./commands.js";
import { B as isDigest, N as stageText, U as HoistError, s as isTag, u as parseReference } from "./start.js";
import { A as judged, F as expectPlan, I as planStage, N as gateOf, P as withApprovals, V as rollbackChoices, W as filedQuery, a as withNotices, at as withCosts, c as plannedOf, et as afterwards, i as ranOf, j as stopped, l as withWhatIsToKeep, m as planOf, o as runStage, p as begin, tt as demandLedger, u as isShownAt } from "./promotion.js";
import { n as recordedImages, r as whyNoImages, t as stageWithName } from "./stage-name.js";

// src/promotion/plan-rollback.ts
async function planRollback(trip, { pipeline, stage: written, wish }) {
	const stage = rollbackStage(pipeline, written);
	const unread = [];
	const others = [];
	const choice = await choose(trip, {
		pipeline,
		stage
	}, {
		wish,
		unread,
		others
	});
	if (choice === void 0) return refused(trip, {
		pipeline,
		stage
	}, nothingEarlier(pipeline, stage, {
		wish,
		unread,
		others
	}));
	const problem = await whyNot(trip, {
		pipeline,
		stage: written
	}, choice.planned.works);
	if (problem !== void 0) return refused(trip, {
		pipeline,
		stage,
		images: choice.images
	}, problem);
	const gate = await gateOf(trip, stage, {
		pipeline: pipeline.name,
		asked: true,
		isFirst: true
	});
	if (gate.way !== "proceed" && !trip.dry) return withApprovals(refused(trip, {
		pipeline,
		stage,
		images: choice.images
	}, gate.problem), gate);
	const planned = await judged(trip, choice.planned, false);
	const expected = trip.expected === void 0 ? planned : await expectPlan(trip, trip.expected, planned);
	if (gate.way === "proceed") return withApprovals(expected, gate);
	return beforeGate(expected, gate);
}
function beforeGate(planned, { way, problem }) {
	const { plan } = planned;
	const mayPass = plan.state === "ready" || plan.state === "pending";
	if (way === "waiting" && !mayPass) return planned;
	return {
		...planned,
		plan: {
			...plan,
			state: way,
			...way === "waiting" ? { gate: {
				opens: "environment",
				behind: plan.state
			} } : {},
			problems: [problem, ...plan.problems]
		}
	};
}
function rollbackStage(pipeline, stage) {
	const { environment } = stage;
	const tags = stage.tags.filter(({ move, template }) => move !== "never" && !variesByRun(template)).map(({ template }) => ({
		template,
		move: "any"
	}));
	if (tags.length > 0) return {
		...stage,
		tags,
		...environment === void 0 ? {} : { environment: {
			...environment,
			name: environment.rollback ?? environment.name
		} }
	};
	const name = stageText({
		pipeline: pipeline.name,
		stage: stage.name
	});
	throw new HoistError("config", "NO_MOVING_TAG", `${name} has no tag that moves, so nothing can be brought back`, { hint: "A rollback moves tags with `move: forward` or `move: any`; what uses a tag that never moves names another one to go back." });
}
async function choose(trip, { pipeline, stage }, { wish, unread, others }) {
	const isNamed = wish.tag !== void 0 || wish.digest !== void 0;
	const asked = filedQuery([pipeline], {
		pipeline: pipeline.name,
		stage: stage.name
	});
	const entries = (await trip.journal()).list(asked, ({ reason }) => void unread.push(reason));
	let unclear;
	for await (const choice of rollbackChoices(entries, wish)) {
		const { entry, isBegun, leftAlone, isTold } = choice;
		const { signal } = trip.world;
		const images = recordedImages(trip.registry, entry, {
			pipeline,
			stage,
			signal
		});
		if (images === void 0) {
			(entry.cut === true ? unread : others).push(whyNoImages(entry, pipeline));
			continue;
		}
		const planned = await planStage(trip, pipeline, stage, images);
		if (isNamed || isBegun) return {
			images,
			planned
		};
		if (isThere(planned, choice) && !await isExpected(trip, planned)) continue;
		const alone = movedTags(planned).filter(([repository, { tag }]) => leftAlone(repository, tag));
		const [never] = alone;
		if (never === void 0) return {
			images,
			planned
		};
		unread.push(`record ${entry.id} left ${never[0]}:${never[1].tag} on another image`);
		if (alone.every(([, { now }]) => now === null)) {
			const isNew = () => alone.every(([repository, { tag }]) => !isTold(repository, tag));
			unclear ??= {
				images,
				planned,
				isNew
			};
		}
	}
	return unclear?.isNew() === true ? unclear : void 0;
}
function movedTags({ works }) {
	return works.flatMap(({ planned: { repository, tags } }) => tags.filter(isWritten).map((tag) => [repository, tag]));
}
function isThere({ plan, works }, { entry, isLast }) {
	if (plan.state === "unchanged") return true;
	const tags = works.filter(({ error }) => error === void 0).flatMap(({ planned }) => planned.tags.map((tag) => ({
		...tag,
		repository: planned.repository
	})));
	const named = tags.filter(({ action }) => action === "unchanged").length;
	if (named === 0) return false;
	const isLastOfAll = tags.every(({ repository, tag }) => isLast(repository, tag));
	return named === tags.length || entry.intent.kind !== "rollback" && isLastOfAll;
}
async function isExpected(trip, planned) {
	if (trip.expected === void 0) return false;
	return (await expectPlan(trip, trip.expected, planned)).plan.state !== "conflict";
}
async function whyNot(trip, { pipeline, stage }, works) {
	const id = {
		pipeline: pipeline.name,
		stage: stage.name
	};
	for (const work of works) {
		if (work.error !== void 0) continue;
		const { repository, digest } = work.planned;
		if (await trip.registry.head(repository, digest, { signal: trip.world.signal }) === void 0) return {
			code: "NOT_AT_TARGET",
			message: `${repository} does not hold ${digest}, so ${stageText(id)} cannot go back to it`,
			hint: "Name another image that was promoted here, or promote this one anew."
		};
		if (!await isShownAt(trip, {
			pipeline,
			stage
		}, work)) return {
			code: "NOT_SHOWN",
			message: `nothing shows that ${stageText(id)} promoted ${digest} to ${repository}`,
			hint: "Only what was promoted can be rolled back to; `hoist history` lists it."
		};
	}
}
function nothingEarlier(pipeline, stage, { wish, unread, others }) {
	const [newest] = others;
	const more = [...newest === void 0 ? [] : [newest], ...unread].slice(-3).map((reason) => `; ${reason}`).join("");
	const name = stageText({
		pipeline: pipeline.name,
		stage: stage.name
	});
	const asked = wish.digest ?? wish.tag;
	return asked === void 0 ? {
		code: "NOTHING_EARLIER",
		message: `no earlier image of ${name} is recorded that its moving tags do not name and that no rollback left${more}`,
		hint: newest === void 0 ? "Name the image to go back to; `hoist history` lists what was promoted." : otherHint
	} : {
		code: "NOT_PROMOTED_HERE",
		message: `no record shows that ${asked} was promoted to ${name}${more}`,
		hint: newest === void 0 ? "Name an image that was; `hoist history` lists them." : otherHint
	};
}
const otherHint = "What was promoted from another source, or with more or fewer images, comes back under a config that has these; `hoist history` lists it.";
function refused(trip, { pipeline, stage, images = [] }, problem) {
	return stopped(trip, {
		pipeline,
		stage,
		images,
		state: "refused",
		problem
	});
}

// src/promotion/rollback.ts
async function rollback(ground, request) {
	const { trip, planned } = await prepareRollback(ground, request, false);
	await trip.proof.demand();
	await demandLedger(trip, [planned.plan]);
	const { plan, works, stage, graphs, notices = [] } = planned;
	for (const notice of notices) trip.world.log.warn(notice);
	const run = await runStage(trip, {
		plan,
		works,
		rules: stage,
		graphs
	});
	const told = await afterwards(trip, run);
	const ran = ranOf(planOf({
		trip,
		routes: [],
		notices
	}, [planned]), [run]);
	const { document, exitCode } = withNotices(ran, told, ground);
	return {
		document: {
			...document,
			notices: [...document.notices, ...heldText(trip, run)]
		},
		exitCode
	};
}
function heldText({ world, config }, { plan, outcome }) {
	const isKept = world.run.surface === "cli" || config?.record.deployments === true;
	if (outcome !== "promoted" || !isKept) return [];
	const { pipeline, stage } = plan;
	return [`${stageText({
		pipeline,
		stage
	})} is held now: automatic promotions wait there until somebody promotes to it by name`];
}
async function dryRollback(ground, request) {
	const { trip, planned } = await prepareRollback(ground, request, true);
	const stages = await withWhatIsToKeep(trip, await withCosts(trip, [planned]));
	return plannedOf(planOf({
		trip,
		routes: [],
		notices: []
	}, stages));
}
async function prepareRollback(ground, request, dry) {
	const { comment, image } = request;
	if (comment === void 0 || comment.trim() === "") throw withoutReason();
	const wish = image === void 0 ? {} : parseWish(image);
	const { pipeline, stage } = stageWithName(pipelinesFor(ground.config, wish.repository), request);
	if (pipeline.source.kind === "pattern" && wish.repository === void 0) throw withoutRepository(pipeline);
	const trip = {
		...begin(ground, {
			stage: stage.name,
			comment,
			expectedPlan: request.expectedPlan
		}, dry),
		kind: "rollback"
	};
	return {
		trip,
		planned: await planRollback(trip, {
			pipeline,
			stage,
			wish
		})
	};
}
function parseWish(image) {
	const text = image.trim();
	if (!isTag(text) && !isDigest(text) && !/^[:@]/.test(text)) {
		const { repository, tag, digest } = parseReference(text);
		if (tag === void 0 && digest === void 0) return { repository };
	}
	const { text: _, ...wish } = parseImageWish(text);
	return wish;
}
function pipelinesFor({ pipelines }, repository) {
	if (repository === void 0) return pipelines;
	const taking = pipelines.filter((pipeline) => matchSource(pipeline, repository) !== void 0);
	return taking.length > 0 ? taking : pipelines;
}
function withoutReason() {
	return new HoistError("config", "COMMENT_MISSING", "a rollback needs a reason", { hint: "Say why with a comment; it is kept in the record and shown while the stage is held." });
}
function withoutRepository({ name }) {
	return new HoistError("config", "IMAGE_MISSING", `${name} has a pattern for many repositories`, { hint: "Say which is to be rolled back: its repository at the source, with or without a tag or a digest." });
}

export { rollback as n, dryRollback as t };