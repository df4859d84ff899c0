import { o as __toESM } from "./rolldown-runtime.js";
import { r as messageOf, t as HoistError } from "./errors.js";
import { a as hexOf, c as shortDigest, i as finishDigest, n as digestHasher, o as isDigest, r as digestOf, s as parseDigest, t as algorithmOf } from "./digest.js";
import { t as stageText } from "./pipeline.js";
import { n as failureOf$1, t as cancelled } from "./failure2.js";
import { i as parseFilePath } from "./file-path.js";
import { a as isTag, c as parseReference, f as referenceText, l as parseRepository, n as hostOf, p as sameHost, u as parseTag } from "./reference.js";
import { n as totalExitCode, r as totalOutcome, t as expectedOutcome } from "./outcome.js";
import { n as parseTextGlob, t as parseGlob } from "./glob.js";
import { n as require_compare, t as require_parse } from "./parse.js";
import { i as isAttachedTag, n as cosignTags } from "./attached-tag.js";
import { _ as variesByRun, g as renderTag, i as stageThatFills, l as matchSource, m as namesSource, p as couldHaveMade, s as expandTarget } from "./target.js";
import { i as canonicalize, r as isAsked } from "./journal-entry.js";
import { t as readImageConfig } from "./image-config.js";
import { t as needsNothing } from "./facts.js";
import { f as mediaTypes, i as descriptorOf, l as isForeignLayerType, n as blobsOf, o as parseManifest, r as childrenOf } from "./manifest.js";
import { a as promotionType, i as promotionStatement, n as decisionType, o as readStageResource, r as isFromDisk, t as decisionStatement } from "./promotion-statement.js";
import { t as writingEvents } from "./run.js";
import { n as deliveryOf, r as listeners, t as announce } from "./announce.js";
import { createHash } from "node:crypto";
import { setMaxListeners } from "node:events";

// src/domain/where.ts
/**
* Reads `key=value`, one a line or separated by commas; blank parts are passed over.
*
* @throws HoistError `WHERE_INVALID` for a part without `=` or without a value, a key that is none of `keys`, and a key twice
*/
function parseWhere(text, keys) {
	const found = /* @__PURE__ */ new Map();
	for (const part of (text ?? "").split(/[\n,]/)) {
		const written = part.trim();
		if (written === "") continue;
		const at = written.indexOf("=");
		const name = written.slice(0, Math.max(0, at)).trim();
		const value = written.slice(at + 1).trim();
		const key = keys.find((one) => one === name);
		if (at < 0 || value === "") throw invalid(`${shown(written)} is not key=value`, keys);
		if (key === void 0) throw invalid(`there is no key ${shown(name)}`, keys);
		if (found.has(key)) throw invalid(`${key} is given twice`, keys);
		found.set(key, value);
	}
	return found;
}
/** The value of a key as one of some words; undefined where the key is not given. Throws `WHERE_INVALID`. */
function wordOf(key, value, words) {
	if (value === void 0) return void 0;
	const word = words.find((one) => one === value);
	if (word !== void 0) return word;
	throw wrongValue(key, value, `Write one of ${words.join(", ")}.`);
}
/** A count from 1 to 100,000; undefined where the key is not given. Throws `WHERE_INVALID`. */
function countOf(key, value) {
	if (value === void 0) return void 0;
	const count = /^[0-9]{1,6}$/.test(value) ? Number(value) : 0;
	if (count >= 1 && count <= mostOfAnything) return count;
	throw wrongValue(key, value, `Write a number from 1 to ${mostOfAnything}.`);
}
const mostOfAnything = 1e5;
const secondsOf = {
	m: 60,
	h: 3600,
	d: 86400,
	w: 604800
};
/**
* A moment: a day or an instant in ISO 8601 (UTC where it names no zone), or an age: `30m`, `12h`, `7d`, `2w`. Gives ISO
* 8601 in UTC with milliseconds, so that moments compare as text. Throws `WHERE_INVALID`.
*/
function momentOf(key, value, now) {
	if (value === void 0) return void 0;
	const [, count, unit = ""] = /^([0-9]{1,6})([mhdw])$/.exec(value) ?? [];
	if (count !== void 0) return (/* @__PURE__ */ new Date(now.getTime() - Number(count) * (secondsOf[unit] ?? 0) * 1e3)).toISOString();
	const iso = /^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?$/;
	const [, time, , , zone] = iso.exec(value) ?? [];
	const moment = new Date(time !== void 0 && zone === void 0 ? `${value}Z` : value);
	if (iso.test(value) && !Number.isNaN(moment.getTime())) return moment.toISOString();
	throw wrongValue(key, value, "Write a day (2026-05-04), an instant (2026-05-04T10:00:00Z) or an age (7d).");
}
/** An error about the value of a key. */
function wrongValue(key, value, hint) {
	return new HoistError("config", "WHERE_INVALID", `where: ${key} may not be ${shown(value)}`, { hint });
}
function invalid(what, keys) {
	return new HoistError("config", "WHERE_INVALID", `where: ${what}`, { hint: `Write key=value, one a line or separated by commas; keys are ${keys.join(", ")}.` });
}
function shown(text) {
	return JSON.stringify(text.slice(0, 100));
}

// src/domain/candidate-query.ts
const candidateKeys = [
	"tag",
	"since",
	"limit"
];
/** Reads what `where` says for `candidates`. Throws `WHERE_INVALID`, `GLOB_INVALID`. */
function parseCandidateQuery(text, now) {
	const where = parseWhere(text, candidateKeys);
	const tag = where.get("tag");
	const since = momentOf("since", where.get("since"), now);
	return {
		...tag === void 0 ? {} : { tag: parseGlob(tag) },
		...since === void 0 ? {} : { since },
		limit: countOf("limit", where.get("limit")) ?? 20
	};
}

// src/domain/history.ts
/** When a promotion ended, else when it was planned. */
function happenedAt({ intent, end }) {
	return end?.finished ?? intent.planned;
}
function outcomeOf({ end }) {
	return end?.outcome ?? "unfinished";
}
function historyEntry(entry) {
	const { id, intent, end, url } = entry;
	const { pipeline, stage, kind, planned, actor, initiator, comment, environment, sources, targets } = intent;
	return {
		id,
		at: happenedAt(entry),
		planned,
		pipeline,
		stage,
		kind,
		outcome: outcomeOf(entry),
		...end === void 0 ? {} : {
			moved: end.moved,
			all: end.all
		},
		actor,
		initiator,
		...comment === void 0 ? {} : { comment },
		...environment === void 0 ? {} : { environment },
		sources,
		targets,
		...intent.planHash === void 0 ? {} : { planHash: intent.planHash },
		...intent.config === void 0 ? {} : { config: intent.config },
		...url === void 0 ? {} : { url },
		...end === void 0 ? {} : { record: end.record }
	};
}

// src/domain/tag-move.ts
var import_compare = /* @__PURE__ */ __toESM(require_compare(), 1);
var import_parse = /* @__PURE__ */ __toESM(require_parse(), 1);
/** Whether a tag is a version that `forward` can compare: `1.4.2`, `v2.0.0-rc.1`; not `1.4`, not `stable`. */
function isVersionTag(tag) {
	return (0, import_parse.default)(tag) !== null;
}
/** What a stage's tag may do (contract §6, "Tags"). Used by the plan, and again right before the tag is written. */
function decideMove(input) {
	const { rule, now, next } = input;
	if (now === void 0) return unread$1(rule);
	if (now === null) return { action: "create" };
	if (now === next) return { action: "unchanged" };
	if (rule === "any") return { action: "move" };
	if (rule === "forward") return decideForward(input);
	return {
		action: "conflict",
		reason: "the tag names another digest and may not move",
		hint: "Promote under a new tag, or set `move: forward` or `move: any` for this tag of the stage."
	};
}
function unread$1(rule) {
	return {
		action: rule === "any" ? "move" : "create",
		reason: "the target could not be read; what the tag names is looked at again before it is written"
	};
}
function decideForward(input) {
	const { sourceTag, tag } = input;
	const isFromSame = input.fromSameSourceTag ?? ((present) => present === sourceTag);
	const present = [.../* @__PURE__ */ new Set([tag, ...input.presentTags ?? []])];
	const fromSame = sourceTag !== void 0 && present.some(isFromSame);
	if (fromSame && input.sourceTagStillNamesUs === true) {
		const back = goesBack(sourceTag, versionsOf(present.filter((each) => !isFromSame(each))));
		return back === void 0 ? { action: "move" } : {
			action: "kept",
			reason: back
		};
	}
	const ours = sourceTag === void 0 ? null : (0, import_parse.default)(sourceTag);
	if (sourceTag === void 0) return incomparable("the image was given by digest, without a source tag");
	if (ours === null) return incomparable(fromSame ? `the source tag ${sourceTag} names another image now` : `the source tag ${sourceTag} is not a version`);
	const theirs = versionsOf(present);
	const newest = theirs.at(-1);
	if (newest === void 0) return incomparable("what the tag names now has no version tag at the target");
	const back = goesBack(sourceTag, theirs);
	if (back !== void 0) return {
		action: "kept",
		reason: back
	};
	return ours.compare(newest) > 0 ? { action: "move" } : incomparable(`the tag names another image of the same version ${newest.raw}`);
}
/** Why a version would go back from those that are there; undefined where it would not, or is none. */
function goesBack(sourceTag, theirs) {
	const ours = (0, import_parse.default)(sourceTag);
	const newest = theirs.at(-1);
	if (ours === null || newest === void 0) return void 0;
	if (ours.compare(newest) < 0) return `${sourceTag} would go back from ${newest.raw}`;
	const release = theirs.findLast((version) => version.prerelease.length === 0);
	if (ours.prerelease.length > 0 && release !== void 0) return `the pre-release ${sourceTag} does not replace the release ${release.raw}`;
}
/** The versions among tags, oldest first. */
function versionsOf(tags) {
	return tags.map((tag) => (0, import_parse.default)(tag)).filter((version) => version !== null).sort((a, b) => a.compare(b));
}
function incomparable(reason) {
	return {
		action: "conflict",
		reason: `whether this is forward cannot be told: ${reason}`,
		hint: "Promote a tag that is a version, or set `move: any` for this tag."
	};
}

// src/domain/tag-order.ts
const natural = new Intl.Collator("en", { numeric: true });
/**
* Tags as they are likely to be new: versions from the highest down, then all others in the order of their numbers,
* `main-20260504` before `main-20260503`. Registries tell no time.
*/
function likelyNewestFirst(tags) {
	return [...tags].sort((a, b) => {
		const [isVersion, isOtherVersion] = [isVersionTag(a), isVersionTag(b)];
		if (isVersion && isOtherVersion) return (0, import_compare.default)(b, a) || natural.compare(b, a);
		return isVersion === isOtherVersion ? natural.compare(b, a) : isVersion ? -1 : 1;
	});
}

// src/promotion/arrive.ts
/**
* Where a stage reads: the first one the source, every other the first target of its first `after` stage, and only what
* each `after` stage has promoted (contract §6). Within a run that is the run's own knowledge; across runs a signed
* statement at the target, or a record together with the digest there. Lying in the repository is not enough.
*/
async function arrive(pipeline, stage, images, options) {
	const arrived = [];
	const notices = [];
	for (const image of images) {
		const places = await Promise.all(stage.after.map((name) => placeAfter(pipeline, name, image, options)));
		const missing = stage.after.filter((_, at) => places[at] === void 0);
		if (missing.length > 0 && !mayBeSkipped(stage, options)) return {
			state: options.asked ? "refused" : "waiting",
			problem: notPromoted(pipeline, stage, image, {
				missing,
				signed: options.shows !== void 0
			})
		};
		if (missing.length > 0) notices.push(skipped(pipeline, stage, missing));
		if (places.some((place) => place?.weak === true)) notices.push(weaker(pipeline, stage, image));
		const place = places[0] ?? {
			from: image.repository,
			fromTag: image.tag
		};
		arrived.push({
			...image,
			from: place.from,
			fromTag: place.fromTag
		});
	}
	return {
		state: "arrived",
		images: arrived,
		notices
	};
}
async function placeAfter(pipeline, name, image, options) {
	const own = options.done.get(name)?.get(image.repository);
	if (own !== void 0) return {
		...own,
		weak: false
	};
	const earlier = pipeline.stages.find((stage) => stage.name === name);
	const [first] = earlier?.to ?? [];
	if (earlier === void 0 || first === void 0) return void 0;
	const target = expandTarget(first, image.captures);
	const { repository: source, digest } = image;
	const query = {
		pipeline: pipeline.name,
		stage: name,
		source,
		target,
		digest
	};
	if (options.shows !== void 0) {
		const shown = await options.shows(earlier, query);
		return shown && {
			from: target,
			fromTag: shown.tag ?? image.tag,
			weak: false
		};
	}
	const recorded = await options.past.promotion(query);
	if (recorded === void 0) return void 0;
	return await options.registry.head(target, digest, { signal: options.signal }) && {
		from: target,
		fromTag: recorded.tag ?? image.tag,
		weak: true
	};
}
function mayBeSkipped(stage, { asked, comment }) {
	return asked && stage.skippable && comment !== void 0 && comment.trim() !== "";
}
function notPromoted(pipeline, stage, image, { missing, signed }) {
	const name = stageText({
		pipeline: pipeline.name,
		stage: stage.name
	});
	const lift = stage.skippable ? " Or say why it may be skipped, with a comment." : "";
	return {
		code: "NOT_PROMOTED_BEFORE",
		message: `${name} takes only what ${missing.join(" and ")} promoted, and nothing shows that for ${image.repository}@${image.digest}`,
		hint: `Promote it to ${missing.join(" and ")} first; ${signed ? signedHint : "the record of that and the digest at its target are asked for."}${lift}`
	};
}
const signedHint = "the signed statement of that at its target is asked for, which a job with `id-token: write` or a key of `record.key-from-env` attaches. With `record.attest: off`, a record is enough.";
function skipped(pipeline, stage, missing) {
	return `${stageText({
		pipeline: pipeline.name,
		stage: stage.name
	})}: ${missing.join(", ")} skipped by hand`;
}
function weaker(pipeline, stage, image) {
	return `${stageText({
		pipeline: pipeline.name,
		stage: stage.name
	})}: that ${stage.after.join(", ")} promoted ${shortDigest(image.digest)} is shown by a record and the digest at the target, which is weaker than a signed statement`;
}

// src/domain/plan.ts
/** Every tag is kept, as something newer has them. */
function keepsAll({ tags }) {
	return tags.length > 0 && tags.every(({ action }) => action === "kept");
}
/** The images that no tag of a stage names, as all are kept, at all of its targets: not promoted, and not passed on. */
function overtakenOf(targets) {
	const isSame = (a, b) => a.digest === b.digest && a.source === b.source;
	return targets.filter((target) => targets.filter((other) => isSame(other, target)).every(keepsAll)).map(({ digest }) => digest);
}

// src/domain/plan-hash.ts
const grammar = /^v1\.(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z)\.([0-9a-f]{64})$/;
const longestAge = 3024e6;
/** Earlier states of a half-written stage that are tried; beyond, the plan has to be made anew. */
const mostCombinations = 4096;
/** ISO 8601 in UTC with whole seconds: the one instant of a run, as plans and hashes write it. */
function instantText(instant) {
	return `${instant.toISOString().slice(0, 19)}Z`;
}
function coveredBy(stage, config) {
	return covered(stage, config, stage.targets.map(asRead));
}
function planHash(instant, plan) {
	return `v1.${instantText(instant)}.${hexOfPlan(plan)}`;
}
/**
* Reads what was given as `expected-plan`.
*
* @throws HoistError `PLAN_HASH_INVALID` (config) for anything that no plan printed, `PLAN_EXPIRED` (conflict) after 35 days
*/
function parsePlanHash(text, now) {
	const match = grammar.exec(text.trim());
	const [, written = "", hex = ""] = match ?? [];
	const instant = new Date(written);
	if (match === null || Number.isNaN(instant.getTime()) || instantText(instant) !== written) throw new HoistError("config", "PLAN_HASH_INVALID", "expected-plan is not the hash of a plan", { hint: "Give the hash that `hoist plan` prints for the stage: v1.<instant>.<64 hex digits>." });
	if (instant.getTime() > now.getTime()) throw new HoistError("config", "PLAN_HASH_INVALID", `expected-plan was made in the future, at ${written}`, { hint: "Compare the clocks of the two machines, or plan again." });
	if (now.getTime() - instant.getTime() > longestAge) throw new HoistError("conflict", "PLAN_EXPIRED", `the plan of ${written} is older than 35 days`, { hint: "Plan again and promote what that plan says." });
	return {
		text: text.trim(),
		instant,
		hex
	};
}
/**
* Whether a plan that is made now is the one that was expected. A tag that is at its destination already counts as
* the plan being true (guarantee 3), so that a run that was killed between two tags can be run again: what it named
* before is not there to be read any more, and is looked for among what the journal and the other targets know. A
* target that could not be asked when the plan was made may be readable now.
*/
function holdsPlan(expected, stage, options) {
	const choices = stage.targets.map((target) => [...combinations(target.tags.map((tag) => earlier(stage, target, {
		...tag,
		before: options.before
	}))).map((named) => ({
		repository: target.repository,
		tags: target.tags.map((tag, index) => ({
			tag: tag.tag,
			move: tag.move,
			now: named[index] ?? null
		}))
	})), unread(target)]);
	for (const targets of combinations(choices)) if (hexOfPlan(covered(stage, options.config, targets)) === expected.hex) return true;
	return false;
}
/** For people: what the hash of a plan covers, as it is now. Only a hash was given, so the other side cannot be shown. */
function explainDifference(expected, stage, config) {
	const now = coveredBy(stage, config);
	return [
		`${now.pipeline}/${now.stage} (${now.kind}) is no longer what was planned at ${instantText(expected.instant)}. With that instant it is now:`,
		...now.sources.map((s) => `  from ${s.repository}${s.tag === null ? "" : `:${s.tag}`} at ${s.digest}`),
		...now.targets.flatMap((target) => target.tags.map(({ tag, move, now: named }) => `  to   ${target.repository}:${tag} (move: ${move}), which names ${named ?? "nothing"}`)),
		now.environment === null ? "  in no environment" : `  in  environment ${now.environment.name} (approval: ${now.environment.approval})`,
		now.waivers.length === 0 ? "  with no waiver" : `  with the waivers ${now.waivers.join(", ")}`,
		now.config === null ? "  by  no config" : `  by  config ${now.config.sha256.slice(0, 12)}${now.config.commit === null ? " on disk" : ` at commit ${now.config.commit.slice(0, 12)}`}`
	].join("\n");
}
function covered(stage, config, targets) {
	return {
		schema: "hoist/plan/v1",
		kind: stage.kind,
		pipeline: stage.pipeline,
		stage: stage.stage,
		environment: stage.environment ?? null,
		sources: stage.sources.map(({ repository, tag, digest }) => ({
			repository,
			tag: tag ?? null,
			digest
		})).sort((a, b) => compare$2(a.repository, b.repository)),
		targets: [...targets].sort((a, b) => compare$2(a.repository, b.repository)),
		config: config === void 0 ? null : {
			commit: config.commit ?? null,
			sha256: config.sha256
		},
		waivers: usedWaivers(stage)
	};
}
/** By id, each once: one that the plan did not need is a change of what was approved. */
function usedWaivers({ decisions = [] }) {
	const ids = decisions.flatMap(({ waivers }) => waivers.used.map(({ id }) => id));
	return [...new Set(ids)].sort(compare$2);
}
function asRead(target) {
	if (target.image === "unread") return unread(target);
	const tags = target.tags.map(({ tag, move, now }) => ({
		tag,
		move,
		now: now === void 0 ? "unread" : now
	}));
	return {
		repository: target.repository,
		tags
	};
}
function unread(target) {
	return {
		repository: target.repository,
		tags: target.tags.map(({ tag, move }) => ({
			tag,
			move,
			now: "unread"
		}))
	};
}
/** What a tag may have named when the plan was made, the likeliest first. */
function earlier(stage, target, tag) {
	const now = tag.now === void 0 ? "unread" : tag.now;
	if (now !== target.digest) return [now];
	const elsewhere = stage.targets.flatMap((other) => other.tags.flatMap((sibling) => sibling.tag === tag.tag && sibling.now !== void 0 ? [sibling.now] : []));
	return [.../* @__PURE__ */ new Set([
		now,
		null,
		...elsewhere,
		...tag.before(target.repository, tag.tag)
	])];
}
/** Every way to take one of each, the first of each first; at most {@link mostCombinations}. */
function combinations(choices) {
	let all = [[]];
	for (const options of choices) all = all.flatMap((chosen) => options.map((option) => [...chosen, option])).slice(0, mostCombinations);
	return all;
}
function hexOfPlan(plan) {
	return createHash("sha256").update(canonicalize(plan) ?? "").digest("hex");
}
function compare$2(a, b) {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}

// src/promotion/expect.ts
/**
* Holds a stage to the plan that was expected: the same stage comes back, or a `conflict` that prints the difference
* (contract §6). One that is `unchanged` as well: what has arrived may be another image than the one that was approved.
* It stays held while the image travels: a tag that somebody else writes meanwhile is a `conflict`, whatever its rule.
*/
async function expectPlan(trip, expected, planned) {
	const { plan } = planned;
	const before = await earlierNames(trip, planned);
	if (holdsPlan(expected, plan, {
		config: trip.config?.origin,
		before
	})) return {
		...planned,
		plan: {
			...plan,
			hash: expected.text
		},
		works: planned.works.map(heldToPlan)
	};
	const problem = {
		code: "PLAN_CHANGED",
		message: explainDifference(expected, plan, trip.config?.origin),
		hint: "Look at what changed, plan again, and promote what that plan says."
	};
	return {
		...planned,
		plan: {
			...plan,
			state: "conflict",
			problems: [...plan.problems, problem]
		}
	};
}
async function earlierNames(trip, { plan }) {
	const repositories = plan.targets.map((target) => target.repository);
	const known = new Map(await Promise.all(repositories.map(async (name) => [name, await trip.past.named(name)])));
	return (repository, tag) => known.get(repository)?.get(tag) ?? [];
}
const hint = "Look at who wrote it, plan again, and promote what that plan says.";
/** What was approved moves the tags from what they named then: a rule is not asked about anything else. */
function heldToPlan(work) {
	const names = new Map(work.planned.tags.map(({ tag, now }) => [tag, now]));
	const held = (decide) => (tag, now) => {
		const then = names.get(tag);
		if (then === void 0 || now === then || now === work.planned.digest) return decide(tag, now);
		return {
			action: "conflict",
			code: "PLAN_CHANGED",
			reason: `it named ${then ?? "nothing"} in the plan that is expected`,
			hint
		};
	};
	return {
		...work,
		decide: held(work.decide),
		decideOvertaken: held(work.decideOvertaken)
	};
}

// src/domain/gate.ts
/** Whether a stage may run now (contract §6, Gates and Environments). Decides on words alone: nothing is looked up. */
function judgeGate(stage, visitor) {
	const name = stageText({
		pipeline: visitor.pipeline,
		stage: stage.name
	});
	if (!stage.auto && !visitor.asked) return {
		way: "waiting",
		problem: {
			code: "GATE",
			message: `${name} runs only when a person asks for it by name`,
			hint: `Promote with the stage ${stage.name}.`
		}
	};
	const guard = stage.environment;
	const entered = guard === void 0 ? { way: "proceed" } : enter$1(name, guard, visitor);
	if (entered.way === "proceed" && stage.unbuilt.length > 0) return {
		way: "refused",
		problem: unbuiltProblem(name, stage.unbuilt)
	};
	return entered;
}
function enter$1(name, guard, visitor) {
	const { standing, asked, dry, hasPlan } = visitor;
	if (guard.approval === "none") return { way: "proceed" };
	if (standing.place !== "inside") return {
		way: asked && !dry ? "refused" : "waiting",
		problem: notInside(name, guard, standing.place)
	};
	if (guard.approval === "auto" || dry) return { way: "proceed" };
	if (!hasPlan) return {
		way: asked ? "refused" : "waiting",
		problem: noPlan(name, guard)
	};
	return approved(name, guard, visitor);
}
/** Whether somebody who may has approved what the plan says. */
function approved(name, guard, { standing, people }) {
	const { given, attribution } = (standing.place === "inside" ? standing.reviews : void 0) ?? noReviews;
	const yes = given.filter(({ state }) => state === "approved");
	const own = new Set(people.map((login) => login.toLowerCase()));
	const byOthers = yes.filter(({ user }) => user !== "" && !own.has(user.toLowerCase()));
	const counts = guard.selfReview === "allow" ? yes : byOthers;
	const approvals = {
		environment: guard.name,
		given,
		attribution,
		bypassed: yes.length === 0
	};
	if (counts.length > 0) return {
		way: "proceed",
		approvals
	};
	if (yes.length > 0) return {
		way: "refused",
		problem: onlySelf(name, guard, people)
	};
	if (guard.bypass === "refuse") return {
		way: "refused",
		problem: bypassed(name, guard)
	};
	return {
		way: "proceed",
		approvals,
		notice: `${name}: GitHub let this job into the environment "${guard.name}" and lists no approval: its protection was bypassed, and the record says so`
	};
}
const noReviews = {
	given: [],
	attribution: "run"
};
function notInside(name, guard, place) {
	if (place === "outside") return {
		code: "GATE",
		message: `${name} is guarded by the environment "${guard.name}", and this job is not in it`,
		hint: `Run it in a job with "environment: ${guard.name}"; where the environment is only a label, say "approval: none".`
	};
	return {
		code: "GATE",
		message: `${name} is guarded by the environment "${guard.name}", and nothing shows which environment this job is in`,
		hint: "Add \"id-token: write\", or \"checks: read\" and \"actions: read\", under permissions: of the job, and the job to the environment."
	};
}
function noPlan(name, guard) {
	return {
		code: "PLAN_REQUIRED",
		message: `${name} wants an approval in the environment "${guard.name}", and no plan was given that could have been approved`,
		hint: "Give expected-plan the hash that `plan` printed for this stage before the approval, and name the stage."
	};
}
function onlySelf(name, guard, people) {
	return {
		code: "SELF_REVIEW",
		message: `${name} was approved in "${guard.name}" only by ${[...new Set(people)].join(" and ")}, who started the run`,
		hint: "Have somebody else approve, switch on \"Prevent self-review\" in the environment, or say \"self-review: allow\"."
	};
}
function bypassed(name, guard) {
	return {
		code: "BYPASSED",
		message: `GitHub let this job into the environment "${guard.name}" and lists no approval, and ${name} refuses a bypass`,
		hint: "Have a reviewer approve, take the right to bypass from administrators in the environment, or say \"bypass: record\"."
	};
}
function unbuiltProblem(name, unbuilt) {
	const keys = [...new Set(unbuilt.map(({ key }) => key))].join(", ");
	return {
		code: "UNSUPPORTED",
		message: `${name} asks for ${keys}, which this version of Hoist cannot do yet`,
		hint: `Take ${keys} out of the config, or use a version that does it.`
	};
}

// src/promotion/standing.ts
/**
* How this job stands to an environment, after a look at whether that protects what the stage wants protected. Outside
* Actions nothing can be asked, and nobody is inside.
*
* @throws HoistError of kind `config`: `ENVIRONMENT_MISSING`, `ENVIRONMENT_UNPROTECTED`; and what GitHub says when it may not be asked
*/
async function standingBefore(gates, guard) {
	if (guard.approval === "none" || gates === void 0) return { place: "outside" };
	refuseUnprotected(guard, await gates.environment(guard.name));
	const place = await gates.place();
	if (place === void 0) return { place: "unknown" };
	if (place.environment?.toLowerCase() !== guard.name.toLowerCase()) return { place: "outside" };
	if (guard.approval === "auto") return { place: "inside" };
	return {
		place: "inside",
		reviews: await gates.reviews(guard.name)
	};
}
/** An environment must exist (GitHub would make it, open to all), and one that is to be approved must have reviewers. */
function refuseUnprotected(guard, rules) {
	const { name } = guard;
	if (guard.approval === "none") return;
	if (rules === void 0) throw new HoistError("config", "ENVIRONMENT_MISSING", `there is no environment "${name}"`, { hint: `Make it under Settings \u2192 Environments before a job names it: GitHub would make it without any protection. Where it is only a label, say "approval: none".` });
	if (guard.approval === "required" && rules.reviewers === 0) throw new HoistError("config", "ENVIRONMENT_UNPROTECTED", `the environment "${name}" has no required reviewers, and a stage wants its approval`, { hint: "Add reviewers under Settings \u2192 Environments. On GitHub Free, Pro and Team private repositories cannot have them: say \"approval: auto\" there, and let the policy check \"review\" ask for approved pull requests." });
}

// src/promotion/gate-of.ts
/** What the gate of a stage says to this job: GitHub is asked where the stage is guarded. */
async function gateOf(trip, stage, { isFirst, ...who }) {
	const { run } = trip.world;
	return judgeGate(stage, {
		...who,
		standing: await standing(trip, stage),
		hasPlan: isFirst && trip.expected !== void 0,
		people: [run.actor, run.initiator],
		dry: trip.dry
	});
}
async function standing({ world }, { environment }) {
	return environment === void 0 ? { place: "outside" } : await standingBefore(await world.gates(), environment);
}
/** What the stage may stand on, for its record. */
function withApprovals(planned, { approvals, notice }) {
	if (approvals === void 0) return planned;
	return {
		...planned,
		plan: {
			...planned.plan,
			approvals
		},
		notices: notice === void 0 ? [] : [notice]
	};
}

// src/promotion/hold.ts
/**
* The answer of a stage's gate, or `waiting` where the stage is held after a rollback (contract §6): only who promotes to
* it by name goes through, and with that lifts the hold.
*/
async function holdBack(trip, stage, { asked, gate }) {
	if (gate.way !== "proceed") return gate;
	const isByName = asked && trip.kind === "manual";
	if (isByName && trip.dry) return gate;
	const hold = await trip.past.hold(stage);
	return hold === void 0 || isByName ? gate : {
		way: "waiting",
		problem: heldProblem(stage, hold)
	};
}
/** What stops an automatic run at a stage that is held. */
async function heldAt({ past }, pipeline, { name: stage }) {
	const id = {
		pipeline: pipeline.name,
		stage
	};
	const hold = await past.hold(id);
	return hold && {
		state: "waiting",
		problem: heldProblem(id, hold)
	};
}
/**
* What a rollback that came while the image travelled says, asked right before the intent: a run that comes by itself waits
* there like the next one; who asked for the stage by name asked before, and looks again (contract §6, Rollback).
*/
async function rolledBackMeanwhile({ past, kind, request }, stage) {
	if (kind === "rollback" || kind === "copy") return void 0;
	const isAsked = kind === "manual" && request.stage === stage.stage;
	const [before, now] = await Promise.all([isAsked ? past.hold(stage) : void 0, past.holdNow(stage)]);
	if (now === void 0 || now.id === before?.id) return void 0;
	const problem = heldProblem(stage, now);
	if (!isAsked) return {
		state: "waiting",
		problem
	};
	const hint = "Look at why, plan again, and promote by name what that plan says.";
	return {
		state: "conflict",
		problem: {
			...problem,
			code: "ROLLED_BACK",
			hint
		}
	};
}
function heldProblem(stage, { id, since, actor, comment }) {
	const why = comment === void 0 ? "" : `: ${comment}`;
	return {
		code: "HELD",
		message: `${stageText(stage)} is held since ${actor} rolled it back at ${since} (record ${id})${why}`,
		hint: `Promote to it by name, with the stage ${stage.stage}, when it may go on; that lifts the hold.`
	};
}

// src/promotion/ruling.ts
/** Asks the policies of a stage for every image that would enter it (guarantee 6). */
async function ruleOn(trip, { pipeline, stage, works }, asked) {
	if (stage.policies.length === 0) return {
		decisions: [],
		graphs: /* @__PURE__ */ new Map()
	};
	return await judgeOf(trip)({
		...asked,
		stage: {
			pipeline: pipeline.name,
			stage: stage.name
		},
		policies: stage.policies,
		rules: stage,
		approvalRequired: stage.environment?.approval === "required",
		works
	});
}
/** A stage that names a policy has a config, and with it somebody who judges: never skipped for want of one. */
function judgeOf({ judge }) {
	if (judge !== void 0) return judge;
	throw new Error("a policy is to be judged, and there is no config");
}
function sentenceOf(decisions, where) {
	const refused = decisions.filter(({ verdict }) => verdict === "refused");
	if (refused.length > 0) return {
		verdict: "refused",
		problem: problemOf$1(refused, {
			where,
			code: "POLICY_REFUSED"
		})
	};
	const unreachable = decisions.filter(({ verdict }) => verdict === "unreachable");
	if (unreachable.length > 0) return {
		verdict: "unreachable",
		problem: problemOf$1(unreachable, {
			where,
			code: "POLICY_UNREACHABLE"
		})
	};
	return { verdict: decisions.some(({ verdict }) => verdict === "pending") ? "pending" : "pass" };
}
/** The state of a planned stage after policy was asked. What waits for something still may pass, and goes on in a run. */
function stateAfter(state, sentence, dry) {
	if (state !== "ready" && state !== "unchanged") return state;
	switch (sentence.verdict) {
		case "refused": return "refused";
		case "unreachable": return "failed";
		case "pending": return dry ? "pending" : state;
		default: return state;
	}
}
/** Of what could not be judged: trying again may help, so it is no refusal (exit 3). */
function unjudged({ code, message, hint }) {
	return new HoistError("unreachable", code, message, { hint });
}
/** One line for the outcome; the decision itself tells the rest. */
function problemOf$1(decisions, { where, code }) {
	const name = typeof where === "string" ? where : stageText(where);
	const bad = decisions.flatMap(({ checks }) => checks).filter(isInTheWay);
	const all = decisions.flatMap(({ checks }) => checks);
	const list = [...new Set(bad.map(({ id, reasons: [first] }) => `${id} (${first?.code ?? "VIOLATION"})`))];
	const what = code === "POLICY_REFUSED" ? "policy refuses" : "policy could not be judged for";
	const help = bad.map((check) => check.help).find((text) => text !== void 0);
	return {
		code,
		message: `${what} ${name}: ${bad.length} of ${all.length} ${all.length === 1 ? "check" : "checks"} ${bad.length === 1 ? "does" : "do"} not pass: ${list.join(", ")}`,
		...help === void 0 ? {} : { hint: help }
	};
}
function isInTheWay({ level, verdict }) {
	return level === "enforce" && (verdict === "fail" || verdict === "unknown");
}

// src/promotion/plan-target.ts
/** What would happen to each tag at a target: read once here, decided by `domain/tag-move.ts`. */
async function planTarget(tags, question) {
	const { image, wished } = question;
	const { repository } = tags;
	const base = {
		repository,
		source: image.repository,
		digest: image.digest
	};
	const decide = decider(tags, question, true);
	const decideOvertaken = decider(tags, question, false);
	try {
		const planned = await Promise.all(wished.map((wish) => planTag(tags, wish, {
			...question,
			decide
		})));
		const present = planned.some(({ tag }) => tag.action === "unchanged");
		return {
			image,
			planned: {
				...base,
				tags: planned.map(({ tag }) => tag),
				image: present ? "present" : "absent"
			},
			problems: planned.flatMap(({ tag, decision }) => problemsOf(repository, tag, decision)),
			decide,
			decideOvertaken
		};
	} catch (thrown) {
		if (!(thrown instanceof HoistError)) throw thrown;
		const unread = wished.map(({ tag, move }) => ({
			tag,
			move,
			now: void 0,
			...actionOf(decideMove({
				rule: move,
				tag,
				now: void 0,
				next: image.digest
			}))
		}));
		return {
			image,
			planned: {
				...base,
				tags: unread,
				image: "unread"
			},
			problems: [unreadProblem(repository, thrown)],
			decide,
			decideOvertaken,
			error: thrown
		};
	}
}
async function planTag(tags, wish, { image, decide, stage, values }) {
	const { tag, move } = wish;
	const now = await tags.names(tag);
	if (move === "forward" && now !== null && now !== image.digest) await tags.naming(now, (other) => isVersionTag(other) || isFromSameTag(stage, values, other));
	const decision = decide(tag, now);
	return {
		tag: {
			tag,
			move,
			now,
			...actionOf(decision)
		},
		decision
	};
}
function decider(tags, { stage, image, wished, values }, sourceTagStillNamesUs) {
	return (tag, now) => decideMove({
		rule: wished.find((wish) => wish.tag === tag)?.move ?? "never",
		tag,
		now,
		next: image.digest,
		sourceTag: image.tag,
		sourceTagStillNamesUs,
		presentTags: now === null ? [] : tags.seen(now),
		fromSameSourceTag: (present) => isFromSameTag(stage, values, present)
	});
}
/** Whether a tag at the target was made of the same source tag: a channel like `main` that moves on. */
function isFromSameTag(stage, values, tag) {
	return stage.tags.some(({ template }) => namesSource(template) && couldHaveMade(template, values, tag));
}
function actionOf({ action, reason }) {
	return {
		action,
		...reason === void 0 ? {} : { reason }
	};
}
function problemsOf(repository, { tag, now }, decision) {
	return decision.action === "conflict" ? [moveProblem({
		repository,
		tag,
		now: now ?? null
	}, decision)] : [];
}
/** Why a tag may not be written. */
function moveProblem({ repository, tag, now }, { code = "TAG_MAY_NOT_MOVE", reason, hint }) {
	return {
		code,
		message: `${repository}:${tag} is ${now ?? "not there"}: ${reason ?? "it may not be written"}`,
		...hint === void 0 ? {} : { hint }
	};
}
function unreadProblem(repository, { message, hint }) {
	return {
		code: "TARGET_UNREAD",
		message: `${repository} could not be read: ${message}`,
		...hint === void 0 ? {} : { hint }
	};
}

// src/promotion/revision.ts
const largestConfig = 4194304;
/**
* The commit that the label `org.opencontainers.image.revision` of an image claims; of an index, what its first
* platform claims. A claim of whoever built it, good enough for a name (`{sha}`), never for a decision.
*/
async function readRevision(registry, repository, root, call) {
	const claimed = root.annotations["org.opencontainers.image.revision"];
	if (claimed !== void 0) return claimed;
	const image = await firstImage(registry, repository, root, call);
	if (image?.kind !== "manifest" || image.config === void 0 || image.config.size > largestConfig) return void 0;
	const { config } = image;
	const parts = [];
	for await (const piece of registry.openBlob(repository, config, 0, call)) {
		parts.push(new Uint8Array(piece.bytes));
		piece.release();
	}
	const bytes = new Uint8Array(Buffer.concat(parts));
	if (digestOf(bytes, algorithmOf(config.digest)) !== config.digest) return void 0;
	return readImageConfig(bytes, `the config of ${repository}@${image.digest}`).revision;
}
/** BuildKit's attestations stand in an index as platform `unknown`. */
async function firstImage(registry, repository, root, call) {
	if (root.kind === "manifest") return root;
	const child = root.manifests.find((descriptor) => descriptor.platform?.os !== "unknown");
	return child && await registry.manifest(repository, child.digest, call);
}

// src/promotion/target-tags.ts
/** What is asked of a target that turns out to be new: its tags, the root, the biggest blob. */
const firstQuestions = 3;
function createTargetTags(registry, repository, call) {
	registry.expect(repository, firstQuestions);
	const asked = /* @__PURE__ */ new Map();
	const answers = /* @__PURE__ */ new Map();
	let listed;
	async function ask(tag) {
		const head = await registry.head(repository, tag, call);
		if (head !== void 0) answers.set(tag, head.digest);
		return head?.digest ?? null;
	}
	function names(tag) {
		const known = asked.get(tag) ?? ask(tag);
		asked.set(tag, known);
		return known;
	}
	async function list() {
		const tags = [];
		for await (const tag of registry.tags(repository, call)) tags.push(tag);
		return tags;
	}
	async function naming(digest, passes) {
		const candidates = (await (listed ??= list())).filter(passes);
		const digests = await Promise.all(candidates.map(names));
		return candidates.filter((_, at) => digests[at] === digest);
	}
	const seen = (digest) => [...answers].filter(([, named]) => named === digest).map(([tag]) => tag);
	return {
		repository,
		names,
		naming,
		seen
	};
}

// src/promotion/wished-tags.ts
const strictness = [
	"never",
	"forward",
	"any"
];
/**
* The tags of a stage for one image. `byHand` is the destination tag of a manual promotion: it takes the place of the
* stage's first tag, for this run only. Two rules that come to one tag are one, the stricter.
*
* @throws HoistError `TEMPLATE_VALUE`, `TAG_INVALID` (config)
*/
function wishedTags(stage, values, byHand) {
	return onePerTag(stage.tags.map((rule, index) => {
		const { template, move } = rule;
		if (index === 0 && byHand !== void 0) return {
			tag: byHand,
			move
		};
		return {
			tag: renderTag(template, values),
			move,
			rule,
			...variesByRun(template) ? { varying: rule } : {}
		};
	}));
}
/** Two rules that come to one tag are one, the stricter of them. */
function onePerTag(wished) {
	const byTag = /* @__PURE__ */ new Map();
	for (const each of wished) {
		const other = byTag.get(each.tag);
		if (other === void 0 || isStricter(each, other)) byTag.set(each.tag, each);
	}
	return [...byTag.values()];
}
function isStricter(a, b) {
	return strictness.indexOf(a.move) < strictness.indexOf(b.move);
}
/**
* No tag that a source filter selects is ever written (guarantee 9), whatever a template or a person made of it, nor
* one that belongs to signatures and the like.
*
* @throws HoistError `TAG_IS_A_SOURCE`, `TAG_IS_ATTACHED` (config)
*/
function refuseUnwritable(config, repository, tag) {
	if (isAttachedTag(tag)) throw new HoistError("config", "TAG_IS_ATTACHED", `${repository}:${tag} has the form of a tag for signatures, never for an image`, { hint: "Choose another tag." });
	const reader = config?.pipelines.find((pipeline) => matchSource(pipeline, repository) !== void 0 && pipeline.source.tags.matches(tag));
	if (reader === void 0) return;
	throw new HoistError("config", "TAG_IS_A_SOURCE", `${repository}:${tag} is a source of the pipeline ${reader.name}`, { hint: `Choose a tag that its filter (${reader.source.tags.text}) leaves out, or another repository.` });
}

// src/promotion/plan-stage.ts
/**
* What a stage would do, with what its targets' tags name now. Reads, writes nothing.
*
* @throws HoistError of kind `config` for a tag that cannot be made or may not be written, and a limit that leaves no target
*/
async function planStage(trip, pipeline, stage, images) {
	const byHand = trip.request.stage === stage.name ? trip.request.tag : void 0;
	const all = await Promise.all(images.map((image) => draft(trip, stage, {
		image,
		byHand
	})));
	const drafts = all.map((one) => ({
		...one,
		targets: withinLimit(trip, one.targets)
	}));
	if (drafts.every(({ targets }) => targets.length === 0)) throw nothingLeft(trip, stage);
	const settled = await Promise.all(drafts.map(findEarlier));
	for (const { targets, wished } of settled) for (const { repository } of targets) for (const { tag } of wished) refuseUnwritable(trip.config, repository, tag);
	refuseTwice(settled);
	const works = await Promise.all(settled.flatMap(({ image, values, wished, targets }) => targets.map((target) => planTarget(target, {
		stage,
		image,
		wished,
		values
	}))));
	return {
		pipeline,
		stage,
		works,
		graphs: /* @__PURE__ */ new Map(),
		isJudged: stage.policies.length === 0,
		plan: stagePlan(trip, {
			pipeline,
			stage,
			images,
			works
		}),
		places: placesOf$2(images, all, works),
		limited: drafts.some((one, at) => one.targets.length < (all[at]?.targets.length ?? 0))
	};
}
async function draft(trip, stage, { image, byHand }) {
	const { registry, world } = trip;
	const call = { signal: world.signal };
	const values = {
		n: image.fromTag,
		instant: trip.instant,
		digest: image.digest,
		sourceTag: image.tag,
		sha: needsRevision(stage) ? await readRevision(registry, image.repository, await image.root(), call) : void 0,
		run: world.run.id,
		captures: image.captures
	};
	return {
		image,
		values,
		wished: wishedTags(stage, values, byHand === void 0 ? void 0 : parseTag(byHand)),
		targets: stage.to.map((to) => createTargetTags(registry, expandTarget(to, image.captures), call))
	};
}
function needsRevision(stage) {
	return stage.tags.some(({ template }) => template.parts.some((part) => part.kind === "value" && part.name === "sha"));
}
/**
* A template with time or run is idempotent: a tag that an earlier run made of the same image counts as written. Where
* one target has such a tag, the others get the same: one image has one name in a stage.
*/
async function findEarlier(drafted) {
	const { image, values, targets } = drafted;
	const wished = await Promise.all(drafted.wished.map(async (wish) => {
		const { varying } = wish;
		if (varying === void 0) return wish;
		const newest = (await Promise.all(targets.map(async (target) => {
			try {
				return await target.naming(image.digest, (tag) => couldHaveMade(varying.template, values, tag));
			} catch (thrown) {
				if (thrown instanceof HoistError) return [];
				throw thrown;
			}
		}))).flat().sort().at(-1);
		return newest === void 0 ? wish : {
			...wish,
			tag: newest
		};
	}));
	return {
		...drafted,
		wished: onePerTag(wished)
	};
}
function withinLimit(trip, targets) {
	if (trip.request.targets === void 0) return targets;
	const glob = parseGlob(trip.request.targets);
	return targets.filter(({ repository }) => glob.matches(repository));
}
function nothingLeft(trip, stage) {
	return new HoistError("config", "TARGETS_EMPTY", `no target of the stage ${stage.name} matches ${trip.request.targets ?? ""}`, { hint: `Its targets are ${stage.to.map((to) => to.text).join(", ")}.` });
}
/** Two images that are to have one tag of one repository: which of them it names would be chance. */
function refuseTwice(drafts) {
	const taken = /* @__PURE__ */ new Map();
	for (const { image, wished, targets } of drafts) for (const { repository } of targets) for (const { tag } of wished) {
		const other = taken.get(`${repository}:${tag}`);
		if (other !== void 0) throw tagTwice(`${repository}:${tag}`, [other, image.repository]);
		taken.set(`${repository}:${tag}`, image.repository);
	}
}
function tagTwice(reference, [one, other]) {
	return new HoistError("config", "TAG_TWICE_AT_TARGET", `${reference} is to name both ${one} and ${other}`, { hint: "Make the tag, or the target, with {name}, so that each image has its own; a destination tag given by hand is the same for all images of a set." });
}
function stagePlan(trip, { pipeline, stage, images, works }) {
	const state = stateOf$1(works);
	const problems = works.flatMap((work) => work.problems);
	const plan = {
		...stageHead(trip, pipeline, stage),
		sources: images.map(plannedSource),
		targets: works.map((work) => work.planned)
	};
	return {
		...plan,
		state,
		problems: state === "superseded" ? [...problems, allKept({
			pipeline: pipeline.name,
			stage: stage.name
		})] : problems,
		hash: planHash(trip.instant, coveredBy(plan, trip.config?.origin))
	};
}
function plannedSource({ repository, tag, digest, from, fromTag }) {
	return {
		repository,
		...tag === void 0 ? {} : { tag },
		digest,
		from,
		...fromTag === void 0 ? {} : { fromTag }
	};
}
/** What is known of a stage before its images are. */
function stageHead(trip, pipeline, stage) {
	const { environment } = stage;
	return {
		pipeline: pipeline.name,
		stage: stage.name,
		kind: trip.kind,
		...pipeline.source.kind === "pattern" ? { isPattern: true } : {},
		...stage.after.length === 0 ? {} : { after: stage.after },
		...environment === void 0 ? {} : { environment: {
			name: environment.name,
			approval: environment.approval
		} }
	};
}
function stateOf$1(works) {
	const tags = works.flatMap(({ planned }) => planned.tags);
	if (tags.some(({ action }) => action === "conflict")) return "conflict";
	if (keepsAll({ tags })) return "superseded";
	return tags.every(({ action }) => action === "unchanged" || action === "kept") ? "unchanged" : "ready";
}
function allKept(stage) {
	return {
		code: "OVERTAKEN",
		message: `every tag of ${stageText(stage)} names something newer and is kept`
	};
}
/** The first tag that the first target has or gets. */
function placesOf$2(images, drafts, works) {
	return new Map(images.flatMap((image, at) => {
		const first = drafts[at]?.targets[0]?.repository;
		const tag = (works.find((work) => work.image === image && work.planned.repository === first)?.planned)?.tags.find(({ action }) => action !== "kept")?.tag ?? image.fromTag;
		return first === void 0 ? [] : [[image.repository, {
			from: first,
			fromTag: tag
		}]];
	}));
}

// src/promotion/route.ts
/**
* The stages of a run, in the pipeline's order: each behind its `after` stages. With `from`, that stage and what lies
* behind it.
*
* @throws HoistError `STAGE_UNKNOWN`
*/
function route(pipeline, from) {
	const { stages } = pipeline;
	if (from === void 0) return stages;
	const first = stages.find((stage) => stage.name === from);
	if (first === void 0) throw new HoistError("config", "STAGE_UNKNOWN", `the pipeline ${pipeline.name} has no stage "${from}"`, { hint: `It has ${stages.map((stage) => stage.name).join(", ")}.` });
	const behind = /* @__PURE__ */ new Set([first.name]);
	for (const stage of stages) if (stage.after.some((name) => behind.has(name))) behind.add(stage.name);
	return stages.filter((stage) => behind.has(stage.name));
}
/**
* Whether a stage is looked at: nothing behind a gate, a refusal or a failure is (contract §6). Stages that this run
* does not go through are no obstacle; what they promoted is asked of the records.
*/
function isReached(stage, passed, stages) {
	const inRun = new Set(stages.map((one) => one.name));
	return stage.after.every((name) => !inRun.has(name) || passed.get(name) === "done");
}

// src/promotion/plan-route.ts
/**
* Plans every stage up to the next gate, before anything is written: what cannot be made or may not be written is
* found here. Behind a gate, a refusal or a conflict nothing is looked at (contract §6). Only a plan goes on behind an
* environment that this job is not in: the jobs of the waves behind it are made of that plan (§9).
*
* An expected plan of an automatic stage that is asked for by name is that stage's turn in a wave: the run is automatic,
* and of this stage alone.
*/
async function planRoute(trip, pipeline, images) {
	const stages = route(pipeline, trip.request.stage);
	const passed = /* @__PURE__ */ new Map();
	const done = /* @__PURE__ */ new Map();
	const planned = [];
	const notices = [];
	for (const stage of stages) {
		if (!isReached(stage, passed, stages)) {
			passed.set(stage.name, "stopped");
			continue;
		}
		const asked = trip.request.stage === stage.name;
		const arriveAs = (by) => arrive(pipeline, stage, images, {
			registry: trip.registry,
			past: trip.past,
			shows: trip.proof.shows,
			done,
			...by,
			comment: trip.request.comment,
			signal: trip.world.signal
		});
		const mayBeTurn = asked && stage.auto && trip.expected !== void 0;
		const own = await arriveAs({ asked: asked && !mayBeTurn });
		const arrival = mayBeTurn && own.state !== "arrived" ? await arriveAs({ asked }) : own;
		if (arrival.state === "arrived") notices.push(...arrival.notices);
		const isOnItsWay = stage.after.some((name) => done.has(name));
		const isFirst = planned.length === 0;
		const entered = await enter(trip, {
			pipeline,
			stage,
			arrival,
			asked,
			isFirst,
			images,
			isOnItsWay
		});
		for (const notice of entered.notices ?? []) trip.world.log.warn(notice);
		notices.push(...entered.notices ?? []);
		const first = isFirst && trip.expected !== void 0 && entered.works.length > 0;
		if (mayBeTurn && own.state !== "arrived" && arrival.state !== "arrived") return {
			trip,
			stages: [stopped$1(trip, {
				pipeline,
				stage,
				images: atSource$1(images),
				...own
			})],
			notices
		};
		if (first && mayBeTurn) {
			const turn = await takeTurn(trip, entered, trip.expected);
			if (turn !== void 0) {
				const alone = {
					...trip,
					kind: "auto",
					follows: true
				};
				const shut = own.state === "arrived" ? await heldAt(alone, pipeline, stage) : own;
				if (shut === void 0) return {
					trip: alone,
					stages: [turn],
					notices
				};
				return {
					trip: alone,
					stages: [stopped$1(alone, {
						pipeline,
						stage,
						images: atSource$1(images),
						...shut
					})],
					notices
				};
			}
		}
		const one = first && trip.expected !== void 0 ? await expectPlan(trip, trip.expected, entered) : entered;
		planned.push(one);
		const state = one.plan.gate?.opens === "environment" ? one.plan.gate.behind : one.plan.state;
		const goesOn = state === "ready" || state === "unchanged" || state === "pending";
		const end = goesOn ? endAt(one) : void 0;
		passed.set(stage.name, goesOn && end === void 0 ? "done" : "stopped");
		if (end !== void 0) notices.push(`${pipeline.name}/${stage.name} ${end}: the run ends there`);
		if (goesOn) done.set(stage.name, one.places);
	}
	return {
		trip,
		stages: planned,
		notices
	};
}
/** The stage as an automatic run comes to it, if that is the plan that is expected. */
async function takeTurn(trip, entered, expected) {
	const { hash: _, ...plan } = entered.plan;
	const held = await expectPlan(trip, expected, {
		...entered,
		plan: {
			...plan,
			kind: "auto"
		}
	});
	return held.plan.hash === expected.text ? held : void 0;
}
/** Why nothing behind a stage is looked at although the stage is gone through. */
function endAt({ limited, plan }) {
	if (limited) return "is limited to some of its targets";
	const [overtaken] = overtakenOf(plan.targets);
	return overtaken === void 0 ? void 0 : `keeps every tag of ${overtaken} on something newer`;
}
async function enter(trip, { pipeline, stage, arrival, asked, isFirst, images, isOnItsWay }) {
	const here = atSource$1(images);
	const gate = await holdBack(trip, {
		pipeline: pipeline.name,
		stage: stage.name
	}, {
		asked,
		gate: await gateOf(trip, stage, {
			pipeline: pipeline.name,
			asked,
			isFirst
		})
	});
	const arrived = arrival.state === "arrived" ? arrival.images : here;
	if (gate.way === "proceed" && arrival.state === "arrived") {
		const entered = await judged(trip, await planStage(trip, pipeline, stage, arrived), isOnItsWay);
		return withApprovals(entered, gate);
	}
	const shut = stopped$1(trip, {
		pipeline,
		stage,
		images: arrived,
		...stopOf(gate, arrival)
	});
	if (gate.way === "waiting" && arrival.state !== "arrived" && trip.dry && asked) {
		const { state, problem } = arrival;
		return {
			...shut,
			plan: {
				...shut.plan,
				state,
				problems: [problem, ...shut.plan.problems]
			}
		};
	}
	if (!(trip.dry && gate.way === "waiting" && arrival.state === "arrived")) return shut;
	const isByName = !stage.auto || gate.way === "waiting" && gate.problem.code === "HELD";
	const asker = isByName ? {
		...trip,
		kind: "manual"
	} : trip;
	const { plan, ...rest } = await judged(asker, await planStage(asker, pipeline, stage, arrived), isOnItsWay);
	return {
		...rest,
		plan: {
			...plan,
			state: "waiting",
			gate: {
				opens: isByName && !asked ? "person" : "environment",
				behind: plan.state
			},
			problems: [...shut.plan.problems, ...plan.problems]
		}
	};
}
/**
* Asks policy, before anything is written. A stage whose image an earlier one still brings is asked about in a plan only;
* in a run its turn comes when the image, and what that stage leaves behind, is there.
*/
async function judged(trip, planned, isOnItsWay) {
	const { pipeline, stage, plan } = planned;
	const isUnread = planned.works.some(({ error }) => error !== void 0);
	if (stage.policies.length === 0 || isUnread || isOnItsWay && !trip.dry) return planned;
	const mode = trip.kind === "rollback" ? "rollback" : trip.dry ? "plan" : "promote";
	const { decisions, graphs } = await ruleOn(trip, planned, {
		mode,
		isOnItsWay
	});
	const sentence = sentenceOf(decisions, {
		pipeline: pipeline.name,
		stage: stage.name
	});
	const withDecisions = {
		...plan,
		decisions
	};
	return {
		...planned,
		graphs,
		isJudged: mode !== "plan",
		plan: {
			...withDecisions,
			state: stateAfter(plan.state, sentence, trip.dry),
			problems: "problem" in sentence ? [...plan.problems, sentence.problem] : plan.problems,
			...plan.hash === void 0 ? {} : { hash: planHash(trip.instant, coveredBy(withDecisions, trip.config?.origin)) }
		}
	};
}
function atSource$1(images) {
	return images.map((image) => ({
		...image,
		from: image.repository,
		fromTag: image.tag
	}));
}
function stopOf(gate, arrival) {
	if (gate.way !== "proceed") return {
		state: gate.way,
		problem: gate.problem
	};
	if (arrival.state !== "arrived") return arrival;
	throw new Error("a stage that may be entered does not stop");
}
/** A stage that is not entered: nothing was asked of its targets. */
function stopped$1(trip, { pipeline, stage, images, state, problem }) {
	return {
		pipeline,
		stage,
		plan: {
			...stageHead(trip, pipeline, stage),
			state,
			sources: images.map(plannedSource),
			targets: [],
			problems: [problem]
		},
		works: [],
		graphs: /* @__PURE__ */ new Map(),
		isJudged: true,
		places: /* @__PURE__ */ new Map(),
		limited: false
	};
}

// src/transfer/attachments.ts
/** A longer list of tags costs more than asking for the few tags that matter. */
const listedTags = 1e4;
/** Referrers of referrers: a signature on an SBOM on an image. */
const mostDepth = 3;
/** All tags of a repository, or undefined where they cannot be listed, or are so many that asking one by one is cheaper. */
async function tagsOf$1(registry, repository, signal) {
	const tags = /* @__PURE__ */ new Set();
	try {
		for await (const tag of registry.tags(repository, { signal })) {
			tags.add(tag);
			if (tags.size > listedTags) return void 0;
		}
		return tags;
	} catch (error) {
		if (error instanceof HoistError) return void 0;
		throw error;
	}
}
/**
* What is attached to some digests: by the referrers API or its fallback tag, with what is attached to that in turn, and
* by cosign's tags. A list that cannot be read is an error, never "nothing attached" (P35).
*/
async function findAttachments(search, knownTags, subjects) {
	const found = [];
	const listed = /* @__PURE__ */ new Map();
	const seen = new Set(subjects);
	let level = subjects;
	for (let depth = 0; depth < mostDepth && level.length > 0; depth += 1) {
		const lists = await Promise.all(level.map((subject) => attachedTo(search, knownTags, subject)));
		found.push(...lists.flatMap((list) => list.attachments));
		for (const { subject, way } of lists) listed.set(subject, way);
		if (found.length > search.most) throw tooMany(search);
		if (search.nested === "free" && (await knownTags === void 0 || lists.some((list) => list.asked))) break;
		level = lists.flatMap((list) => list.attachments.map((attachment) => attachment.descriptor.digest)).filter((digest) => !seen.has(digest));
		for (const digest of level) seen.add(digest);
	}
	return {
		attachments: found,
		listed
	};
}
async function attachedTo(search, knownTags, subject) {
	const { registry, source, signal } = search;
	const [list, tagged] = await Promise.all([registry.referrers(source, subject, {
		knownTags,
		signal
	}), byCosignTags(search, knownTags, subject)]);
	const listed = list.descriptors.map((descriptor) => ({
		how: "referrer",
		subject,
		descriptor
	}));
	return {
		subject,
		way: list.way,
		attachments: [...listed, ...tagged],
		asked: list.api
	};
}
async function byCosignTags({ registry, source, signal }, knownTags, subject) {
	const known = await knownTags;
	const tags = cosignTags(subject).filter(({ tag }) => known?.has(tag) ?? true);
	return (await Promise.all(tags.map(async ({ tag }) => {
		const manifest = await registry.manifest(source, tag, { signal });
		return manifest === void 0 ? void 0 : {
			how: "cosign-tag",
			subject,
			tag,
			descriptor: descriptorOf(manifest)
		};
	}))).filter((attachment) => attachment !== void 0);
}
function tooMany({ source, most }) {
	return new HoistError("refused", "ATTACHMENTS_TOO_MANY", `more than ${most} things are attached to the image in ${source}`, { hint: "Remove referrers that nobody needs; so many cannot be judged." });
}

// src/transfer/limits.ts
const defaultLimits = {
	depth: 3,
	manifests: 5e3,
	attachments: 1e3,
	bytes: 100 * 1024 ** 3
};

// src/transfer/walk.ts
/**
* Reads everything below a root and everything attached to it, once. What is judged and what is copied is this value;
* no tag is looked at again (A1).
*
* @throws HoistError `CHILD_MISSING`, `GRAPH_TOO_LARGE`, `SIZE_MISMATCH`, and what the registry throws
*/
async function walk(registry, source, root, options) {
	const limits = {
		...defaultLimits,
		...options.limits
	};
	const state = {
		registry,
		source,
		options,
		limits,
		manifests: /* @__PURE__ */ new Map([[root.digest, root]]),
		missing: [],
		left: []
	};
	const whole = options.depth !== "root";
	const tags = options.referrers === "none" ? Promise.resolve(void 0) : options.tags ?? tagsOf$1(registry, source, options.signal);
	tags.catch(() => {});
	const imageOrder = whole ? await descend(state, root) : [root.digest];
	const subjects = whole ? imageOrder : [root.digest, ...childrenOf(root).map((child) => child.digest)];
	let found = {
		attachments: [],
		listed: /* @__PURE__ */ new Map()
	};
	if (options.referrers !== "none") try {
		found = await findAttachments({
			registry,
			source,
			signal: options.signal,
			most: limits.attachments,
			nested: whole ? "always" : "free"
		}, tags, subjects);
	} catch (error) {
		leaveBehind$1(state, error);
	}
	const { attachments, listed } = found;
	const read = whole ? await readAttachments(state, attachments) : {
		order: [],
		attachments
	};
	return finish(state, {
		root,
		imageOrder,
		listed,
		attachments: read.attachments,
		attachmentOrder: read.order,
		whole
	});
}
/** The attachments' manifests, read into a graph that was walked without them: what a target turned out to lack. */
async function walkAttachments(registry, graph, { attachments, ...asked }) {
	const options = {
		...asked,
		missingPlatforms: "fail"
	};
	const state = {
		registry,
		source: graph.source,
		options,
		limits: defaultLimits,
		manifests: /* @__PURE__ */ new Map(),
		missing: [],
		left: []
	};
	const read = await readAttachments(state, attachments);
	return finish(state, {
		root: graph.root,
		imageOrder: [],
		attachments: read.attachments,
		attachmentOrder: read.order,
		whole: true
	});
}
/** Reads the manifests below one, level by level; gives them children first. */
async function descend(state, top) {
	const order = [top.digest];
	let level = [top];
	for (let depth = 1; level.some((manifest) => childrenOf(manifest).length > 0); depth += 1) {
		if (depth > state.limits.depth) throw tooLarge(state, `has indexes more than ${state.limits.depth} deep`);
		const wanted = /* @__PURE__ */ new Map();
		for (const child of level.flatMap(childrenOf)) if (!state.manifests.has(child.digest)) wanted.set(child.digest, child);
		if (state.manifests.size + wanted.size > state.limits.manifests) throw tooLarge(state, `has more than ${state.limits.manifests} manifests`);
		refuseTooFewPulls(state, wanted.size);
		level = (await Promise.all([...wanted.values()].map((child) => readChild(state, child)))).filter((manifest) => manifest !== void 0);
		for (const manifest of level) {
			state.manifests.set(manifest.digest, manifest);
			order.push(manifest.digest);
		}
	}
	return childrenFirst(state, order);
}
/** Every manifest after all that it points to. */
function childrenFirst(state, order) {
	const done = /* @__PURE__ */ new Set();
	const visit = (digest) => {
		const manifest = state.manifests.get(digest);
		if (manifest === void 0 || done.has(digest)) return;
		for (const child of childrenOf(manifest)) visit(child.digest);
		done.add(digest);
	};
	for (const digest of order) visit(digest);
	return [...done];
}
async function readChild(state, child) {
	const { registry, source, options } = state;
	const manifest = await registry.manifest(source, child.digest, { signal: options.signal });
	if (manifest === void 0) {
		state.missing.push(child);
		if (options.missingPlatforms === "allow") return void 0;
		throw new HoistError("unreachable", "CHILD_MISSING", `${source} names ${child.digest} in its index and does not have it`, { hint: "Push the image again; a clean-up may have deleted untagged platforms. Or set missing: { platforms: allow } where the target takes sparse indexes." });
	}
	if (manifest.bytes.length !== child.size) throw new HoistError("unreachable", "SIZE_MISMATCH", `${child.digest} of ${source} has ${manifest.bytes.length} bytes, its index says ${child.size}`, { hint: "The index names other bytes than the registry has: push the image again." });
	return manifest;
}
/** Reads the manifests of attachments; under `best-effort` those that cannot be read are left behind. */
async function readAttachments(state, attachments) {
	const wanted = new Set(attachments.map(({ descriptor }) => descriptor.digest));
	const read = /* @__PURE__ */ new Map();
	await Promise.all([...wanted].map(async (digest) => {
		try {
			read.set(digest, await readAttachment(state, digest));
		} catch (error) {
			leaveBehind$1(state, error);
		}
	}));
	return {
		order: [...new Set([...wanted].flatMap((digest) => read.get(digest) ?? []))],
		attachments: attachments.filter(({ descriptor }) => read.has(descriptor.digest))
	};
}
async function readAttachment(state, digest) {
	const { registry, source, options, manifests } = state;
	const manifest = manifests.get(digest) ?? await registry.manifest(source, digest, { signal: options.signal });
	if (manifest === void 0) throw new HoistError("unreachable", "REFERRER_MISSING", `${source} lists ${digest} as attached to the image and does not have it`, { hint: "Its list of referrers is out of date: attach it again, or set referrers: best-effort." });
	manifests.set(digest, manifest);
	return descend(state, manifest);
}
/** Notes what could not be read where the stage carries as much as it can; elsewhere it is an error. */
function leaveBehind$1(state, error) {
	if (state.options.referrers !== "best-effort" || !(error instanceof HoistError)) throw error;
	state.left.push(error.message);
}
function finish(state, parts) {
	const real = parts.attachments.filter((attachment) => isAbout(state, attachment));
	const kept = new Set(real.map((attachment) => attachment.descriptor.digest));
	const blobs = /* @__PURE__ */ new Map();
	let bytes = 0;
	for (const manifest of state.manifests.values()) {
		bytes += manifest.bytes.length;
		for (const descriptor of blobsOf(manifest)) {
			const known = blobs.get(descriptor.digest);
			if (known !== void 0 && known.descriptor.size !== descriptor.size) throw new HoistError("refused", "SIZE_CONTRADICTED", `two manifests of ${state.source} give different sizes for blob ${descriptor.digest}`, { hint: "One of the two lies about its content: build the image again and look where it came from." });
			if (known === void 0) bytes += descriptor.size;
			blobs.set(descriptor.digest, {
				descriptor: known?.descriptor ?? descriptor,
				usedBy: [...known?.usedBy ?? [], manifest.digest]
			});
		}
	}
	if (bytes > state.limits.bytes) throw tooLarge(state, `has more than ${state.limits.bytes} bytes`);
	return {
		...parts,
		source: state.source,
		attachments: parts.whole ? real : parts.attachments,
		attachmentOrder: parts.attachmentOrder.filter((digest) => kept.has(digest) || !isListed(parts.attachments, digest)),
		manifests: state.manifests,
		blobs,
		missing: state.missing,
		left: state.left,
		bytes
	};
}
/** A list is a claim: only what says itself that it is about our digest is (P37, A26). cosign's tags say it by their name. */
function isAbout(state, attachment) {
	if (attachment.how === "cosign-tag") return true;
	return state.manifests.get(attachment.descriptor.digest)?.subject?.digest === attachment.subject;
}
function isListed(attachments, digest) {
	return attachments.some((attachment) => attachment.descriptor.digest === digest);
}
function tooLarge(state, why) {
	return new HoistError("refused", "GRAPH_TOO_LARGE", `the image in ${state.source} ${why}`, { hint: "That is beyond what Hoist carries; look whether the image is what it should be." });
}
/** What a pull limit leaves is not begun where it cannot be ended: the limit comes back after hours only (Q5). */
function refuseTooFewPulls({ registry, source }, wanted) {
	const left = registry.pullsLeft(source);
	if (left === void 0 || left >= wanted) return;
	throw new HoistError("unreachable", "PULL_LIMIT", `${source}: ${wanted} more manifests have to be read, and the registry's pull limit leaves ${left}`, { hint: "Log in with an account that has a higher limit, or run again when its window is over." });
}

// src/transfer/deadline.ts
/** N16 and N17: for one blob with all its tries, and for all blobs of a stage together. */
const perBlob = 18e5;
const perStage = 36e5;
/** Large ones have longer: so many bytes a second are slow, and no reason to give up. */
const slowest = 1048576;
/** A peer that sends just enough for every time-out of its own could keep a job for hours (A18). */
function blobDeadline(clock, blob) {
	return deadline(clock, perBlob, {
		bytes: blob.size,
		what: `the blob ${blob.digest}`
	});
}
function stageDeadline(clock, bytes) {
	return deadline(clock, perStage, {
		bytes,
		what: "the blobs of this stage"
	});
}
function deadline(clock, base, { bytes, what }) {
	const allowed = base + bytes / slowest * 1e3;
	const end = clock.ticks() + allowed;
	return () => {
		if (clock.ticks() <= end) return;
		throw new HoistError("incomplete", "TRANSFER_TOO_SLOW", `${what} took longer than ${Math.round(allowed / 6e4)} minutes`, { hint: "Look at the network between here and the registries, and run again: what is complete is not sent again." });
	};
}

// src/transfer/schedule.ts
/** Blobs that are looked at at once; how many move at once is the registry port's `reserve`. */
const atOnce = 64;
/** The longest transfer first, so that it does not stand alone at the end; equal sizes keep their order. */
function biggestFirst(tasks) {
	return [...tasks].sort((a, b) => b.blob.size - a.blob.size);
}
/** Works through a list, so many at once, in order. An error stops what has not begun and is thrown at the end. */
async function runAll(items, work) {
	let next = 0;
	let failed;
	const worker = async () => {
		while (failed === void 0) {
			const item = items[next];
			next += 1;
			if (item === void 0) return;
			try {
				await work(item);
			} catch (error) {
				failed ??= { error };
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
	if (failed !== void 0) throw failed.error;
}

// src/transfer/branch.ts
/** Pieces that wait for a writer before the source is paused; one more is on its way in the connection. */
const queued = 1;
/** A writer that takes nothing for so long holds up the others no more. */
const stall = 2e4;
/** Made once: a reason that is made for each writer costs a stack. */
const enough = /* @__PURE__ */ new Error("nobody waits any more");
/** A piece that several writers look at, free when the last of them is done. */
var SharedPiece = class {
	bytes;
	#piece;
	#holders;
	constructor(piece, holders) {
		this.bytes = piece.bytes;
		this.#piece = piece;
		this.#holders = holders;
	}
	release() {
		this.#holders -= 1;
		if (this.#holders === 0) this.#piece.release();
	}
};
/** One writer's end of a shared read. */
var Branch = class {
	#options;
	#queue = [];
	/** Pieces that the writer took and has not put on the wire yet. */
	#taken = 0;
	#state = "open";
	#error;
	/** Ticks when the reader began to wait for this writer. */
	#waitingSince;
	#watching = false;
	#ended = new AbortController();
	#wakeReader;
	#wakeWriter;
	constructor(options) {
		this.#options = options;
	}
	/** Still takes pieces. */
	get live() {
		return this.#state === "open";
	}
	put(piece) {
		this.#queue.push(piece);
		this.#wakeWriter?.();
	}
	end() {
		this.#state = "ended";
		this.#wakeWriter?.();
	}
	fail(error) {
		this.#state = "failed";
		this.#error = error;
		this.#wakeWriter?.();
	}
	/** The writer goes its own way: what waits for it is let go. */
	leave() {
		if (this.#state !== "failed") this.#state = "left";
		for (const piece of this.#queue.splice(0)) piece.release();
		this.#wakeReader?.();
	}
	/**
	* Resolves when another piece may be put, or nobody wants one here. A writer that stalls is let go if there are others
	* (`shared`): they go on, and it begins again with a read of its own.
	*/
	room(shared) {
		return this.#until(() => !this.live || this.#queue.length < queued, shared);
	}
	/** Resolves when the writer has put everything on the wire, or stalled over it. */
	drained(shared) {
		return this.#until(() => this.#queue.length + this.#taken === 0 || this.#state === "left", shared);
	}
	async #until(done, shared) {
		while (!done()) {
			this.#waitingSince = this.#options.clock.ticks();
			this.#watch(shared);
			await new Promise((resolve) => this.#wakeReader = resolve);
			this.#waitingSince = void 0;
		}
	}
	/** One timer for all waits of a branch: most last a millisecond. */
	async #watch(shared) {
		if (this.#watching) return;
		this.#watching = true;
		const { clock, stalled } = this.#options;
		let wait = stall;
		while (await slept(clock, wait, this.#ended.signal)) {
			const waited = this.#waitingSince === void 0 ? 0 : clock.ticks() - this.#waitingSince;
			wait = stall - waited;
			if (wait > 0) continue;
			wait = stall;
			if (!shared()) continue;
			this.#state = "left";
			this.leave();
			stalled();
			return;
		}
	}
	/** Nobody waits for the writer any more. */
	stop() {
		this.#ended.abort(enough);
	}
	pieces() {
		return { [Symbol.asyncIterator]: () => this.#pieces() };
	}
	#let(piece) {
		piece.release();
		this.#taken -= 1;
		this.#wakeReader?.();
	}
	async *#pieces() {
		try {
			for (;;) {
				const piece = this.#queue.shift();
				if (piece !== void 0) {
					this.#taken += 1;
					this.#wakeReader?.();
					yield {
						bytes: piece.bytes,
						release: () => this.#let(piece)
					};
				} else if (this.#state === "failed") throw this.#error;
				else if (this.#state === "open") await new Promise((resolve) => this.#wakeWriter = resolve);
				else return;
			}
		} finally {
			this.leave();
		}
	}
};
/** Whether the time passed, rather than the wait being ended. */
async function slept(clock, milliseconds, signal) {
	try {
		await clock.sleep(milliseconds, signal);
		return !signal.aborted;
	} catch {
		return false;
	}
}

// src/transfer/relay.ts
/**
* Reads a blob once for `count` writers, at the pace of the slowest that is still live (transport.md §4.4). The last
* piece is withheld from all of them until the digest of the whole matches: as each body is as long as its
* Content-Length, nothing false can ever be committed (transport.md §3.6).
*/
function createRelay(count, options) {
	const branches = Array.from({ length: count }, (_, writer) => new Branch({
		clock: options.clock,
		stalled: () => options.stalled(writer)
	}));
	const live = () => branches.filter((branch) => branch.live);
	async function run() {
		try {
			for await (const piece of checked(options.blob, counted(options, options.open(0)))) {
				const takers = live();
				if (takers.length === 0) {
					piece.release();
					return;
				}
				const shared = new SharedPiece(piece, takers.length);
				for (const branch of takers) branch.put(shared);
				await Promise.all(takers.map((branch) => branch.room(() => live().length > 1)));
			}
			const last = live();
			for (const branch of last) branch.end();
			await Promise.all(last.map((branch) => branch.drained(() => count > 1)));
		} catch (error) {
			for (const branch of live()) branch.fail(error);
		} finally {
			for (const branch of branches) branch.stop();
		}
	}
	return {
		writers: branches.map((branch) => {
			let used = false;
			return (from) => {
				if (!used && from === 0) {
					used = true;
					return branch.pieces();
				}
				branch.leave();
				const own = counted(options, options.open(from));
				return from === 0 ? checked(options.blob, own) : own;
			};
		}),
		leave: (writer) => branches[writer]?.leave(),
		run
	};
}
async function* counted(options, bytes) {
	for await (const piece of bytes) {
		try {
			options.read(piece.bytes.length);
		} catch (error) {
			piece.release();
			throw error;
		}
		yield piece;
	}
}
/** Gives the pieces on while hashing them; the last only when the digest is right. */
async function* checked(blob, bytes) {
	const hasher = digestHasher(blob.digest);
	let length = 0;
	for await (const piece of bytes) {
		hasher.update(piece.bytes);
		length += piece.bytes.length;
		if (length >= blob.size && finishDigest(blob.digest, hasher) !== blob.digest) {
			piece.release();
			throw wrongDigest(blob);
		}
		yield piece;
	}
	if (length === 0 && finishDigest(blob.digest, hasher) !== blob.digest) throw wrongDigest(blob);
}
function wrongDigest(blob) {
	return new HoistError("incomplete", "BLOB_DIGEST", `the source gave other bytes than ${blob.digest} for that blob`, { hint: "The source registry, or a cache before it, holds a damaged copy. Push the image there again; nothing was committed at the target." });
}

// src/transfer/share.ts
/** One read of the source for all targets that lack the blob; gives those that did not get it. */
async function share(world, task, siblings) {
	const { blob, deliveries } = task;
	const source = deliveries[0]?.graph.source;
	if (source === void 0) return [];
	const failures = [];
	const take = (delivery) => ({
		delivery,
		end: new AbortController(),
		begun: begin$1(world, delivery, {
			blob,
			siblings
		}).catch((error) => {
			failures.push({
				delivery,
				error
			});
		})
	});
	const asked = task.isNear !== true && deliveries.every(({ lacking, target }) => lacking.fresh && !sameHost(target.repository, source)) ? void 0 : await uploading(deliveries.map(take));
	if (asked?.length === 0) return failures;
	const hosts = (asked?.map(({ delivery }) => delivery) ?? deliveries).map(({ target }) => target.repository);
	const free = await world.registry.reserve([source, ...hosts], blob.size, { signal: world.signal });
	const bar = world.progress.blob({
		digest: blob.digest,
		size: blob.size,
		to: hosts
	});
	try {
		const takers = asked ?? deliveries.map(take);
		const relay = relayTo(world, {
			blob,
			source,
			takers,
			bar
		});
		const reading = relay.run();
		await Promise.all(takers.map(async (taker, writer) => {
			try {
				await deliver(world, {
					relay,
					writer,
					taker,
					blob
				});
			} catch (error) {
				failures.push({
					delivery: taker.delivery,
					error
				});
			} finally {
				relay.leave(writer);
			}
		}));
		await reading;
	} finally {
		bar.done();
		free();
	}
	return failures;
}
/** The target has the blob without our bytes. */
function skip(world, delivery, blob) {
	delivery.count("skipped", blob);
	world.progress.skip({
		digest: blob.digest,
		size: blob.size,
		how: "present"
	});
}
async function begin$1(world, delivery, { blob, siblings }) {
	const { target, graph, lacking } = delivery;
	const begun = await world.registry.beginBlob(target.repository, blob, {
		mountFrom: [
			graph.source,
			...siblings(target.repository),
			...target.mountFrom
		],
		assumeAbsent: lacking.fresh && !await delivery.hasBegun(world.registry, world.signal),
		signal: world.signal
	});
	if (begun.state === "upload") return begun.upload;
	if (begun.state === "present") skip(world, delivery, blob);
	else {
		delivery.count("mounted", blob);
		world.progress.skip({
			digest: blob.digest,
			size: blob.size,
			how: "mounted"
		});
	}
}
async function uploading(takers) {
	const uploads = await Promise.all(takers.map(({ begun }) => begun));
	return takers.filter((_, at) => uploads[at] !== void 0);
}
function relayTo(world, { blob, source, takers, bar }) {
	return createRelay(takers.length, {
		blob,
		clock: world.clock,
		open: (from) => world.registry.openBlob(source, blob, from, { signal: world.signal }),
		read: (bytes) => {
			world.count(bytes);
			bar.advance(bytes);
		},
		stalled: (writer) => takers[writer]?.end.abort(stalledError(takers[writer].delivery))
	});
}
async function deliver(world, { relay, writer, taker, blob }) {
	const upload = await taker.begun;
	const open = relay.writers[writer];
	if (upload === void 0 || open === void 0) return;
	try {
		await upload.send(open, { signal: AbortSignal.any([world.signal, taker.end.signal]) });
		taker.delivery.count("pushed", blob);
	} catch (error) {
		await upload.abort();
		throw error;
	}
}
function stalledError({ target }) {
	return new HoistError("unreachable", "TARGET_STALLED", `${target.repository} took no byte of a blob for 20 s`, { hint: "The registry, or the way to it, is stuck. Run again; what is complete there is not sent again." });
}

// src/transfer/blobs.ts
/** Tries of a target by itself, after the shared read failed for it. */
const ownTries = 2;
/** Brings all blobs to all targets, each read from a source once. Gives the bytes that were read. */
async function carryBlobs(world, deliveries, siblings) {
	const tasks = tasksOf(deliveries);
	const total = tasks.reduce((sum, { blob }) => sum + blob.size, 0);
	const state = { pulled: 0 };
	const inTime = stageDeadline(world.clock, total);
	const countOf = (blob) => {
		let blobInTime;
		return (bytes) => {
			state.pulled += bytes;
			blobInTime ??= blobDeadline(world.clock, blob);
			blobInTime();
			inTime();
		};
	};
	world.progress.begin({
		blobs: tasks.length,
		bytes: total
	});
	try {
		await runAll(biggestFirst(tasks), (task) => carryBlob({
			...world,
			count: countOf(task.blob)
		}, task, siblings));
	} finally {
		world.progress.end();
	}
	return state.pulled;
}
/** Brings one blob to one target that turned out to lack it. */
async function sendBlob(world, delivery, blob) {
	const inTime = blobDeadline(world.clock, blob);
	await toTargets({
		...world,
		count: inTime
	}, {
		blob,
		deliveries: [delivery]
	}, () => []);
}
function tasksOf(deliveries) {
	const tasks = /* @__PURE__ */ new Map();
	for (const delivery of deliveries) for (const blob of delivery.lacking.blobs) {
		const task = tasks.get(blob.digest) ?? {
			blob,
			deliveries: /* @__PURE__ */ new Map()
		};
		if (!task.deliveries.has(delivery.target.repository)) task.deliveries.set(delivery.target.repository, delivery);
		tasks.set(blob.digest, task);
	}
	return [...tasks.values()].map((task) => ({
		blob: task.blob,
		deliveries: [...task.deliveries.values()]
	}));
}
async function carryBlob(world, { blob, deliveries }, siblings) {
	world.signal.throwIfAborted();
	const asking = [];
	for (const delivery of deliveries.filter(({ live }) => live)) if (delivery.lacking.known.has(blob.digest)) skip(world, delivery, blob);
	else asking.push(delivery);
	const leaders = asking.filter((delivery, at) => !asking.slice(0, at).some((other) => sameHost(other.target.repository, delivery.target.repository)));
	await toTargets(world, {
		blob,
		deliveries: leaders
	}, siblings);
	const followers = asking.filter((delivery) => !leaders.includes(delivery));
	await Promise.all(followers.filter(({ live }) => live).map((delivery) => toTargets(world, {
		blob,
		deliveries: [delivery],
		isNear: true
	}, (repository) => carriersOf(leaders, repository, siblings))));
}
function carriersOf(leaders, repository, siblings) {
	const sure = leaders.filter(({ live }) => live).map((leader) => leader.target.repository);
	return [.../* @__PURE__ */ new Set([...sure, ...siblings(repository)])];
}
async function toTargets(world, task, siblings) {
	const { blob, deliveries } = task;
	const [first] = deliveries;
	if (first === void 0) return;
	const failed = await share(world, task, siblings);
	await Promise.all(failed.map(async ({ delivery, error }) => {
		let last = error;
		for (let tries = 0; tries < ownTries && mayTryAlone(last); tries += 1) {
			const [again] = await share(world, {
				blob,
				deliveries: [delivery]
			}, siblings);
			if (again === void 0) return;
			last = again.error;
		}
		world.signal.throwIfAborted();
		if (delivery.target.referrers === "best-effort" && delivery.isForAttachmentsOnly(blob.digest)) return;
		delivery.fail(last);
	}));
}
/** A stalled target, or a source that gave wrong bytes (F18), gets one more chance; what else may help was tried already. */
function mayTryAlone(error) {
	return error instanceof HoistError && (error.code === "TARGET_STALLED" || error.code === "BLOB_DIGEST");
}

// src/transfer/manifests.ts
/** Waits before a manifest is pushed again whose parts the registry says it lacks: lag, or a clean-up (F30). */
const waits = [
	1e3,
	3e3,
	9e3
];
/** Pushes the image's manifests, children before the root. */
async function pushManifests(world, delivery) {
	await pushInOrder(world, delivery, delivery.lacking.image);
}
/** Looks that the root is there, where it was pushed (F35). */
async function lookAtRoot({ registry, signal }, { graph, lacking, target: { repository } }) {
	if (lacking.image.length === 0) return;
	if (await registry.head(repository, graph.root.digest, { signal }) !== void 0) return;
	throw new HoistError("incomplete", "NOT_KEPT", `${repository} took ${graph.root.digest} and does not have it`, { hint: "The registry, or something before it, answers without storing. No tag was moved." });
}
/** Pushes manifests so that nothing is pushed before what it points to; what does not depend on each other at once. */
async function pushInOrder(world, delivery, order) {
	const [failure] = (await tryInOrder(world, delivery, order)).values();
	if (failure !== void 0) throw failure.error;
}
/** The same; gives what could not be pushed, and why. All are waited for, so that none goes on behind an error. */
async function tryInOrder(world, delivery, order) {
	const wanted = new Set(order);
	const done = /* @__PURE__ */ new Map();
	for (const digest of order) {
		const manifest = delivery.lacking.manifests.get(digest);
		if (manifest === void 0) continue;
		const before = childrenOf(manifest).flatMap((child) => wanted.has(child.digest) ? done.get(child.digest) ?? [] : []);
		done.set(digest, Promise.all(before).then(() => pushOne(world, delivery, manifest)));
	}
	const results = await Promise.allSettled(done.values());
	const failures = /* @__PURE__ */ new Map();
	for (const [at, digest] of [...done.keys()].entries()) {
		const result = results[at];
		if (result?.status === "rejected") failures.set(digest, { error: result.reason });
	}
	return failures;
}
async function pushOne(world, delivery, manifest) {
	const { repository } = delivery.target;
	for (let tries = 0;; tries += 1) try {
		await world.registry.putManifest(repository, manifest, { signal: world.signal });
		return;
	} catch (error) {
		const wait = waits[tries];
		if (!(error instanceof HoistError) || error.code !== "PARTS_MISSING" || wait === void 0) throw error;
		await world.clock.sleep(wait, world.signal);
		await pushParts(world, delivery, manifest);
	}
}
/** The registry knows better than our short cuts: everything is looked at again, nothing is mounted (P29). */
async function pushParts(world, delivery, manifest) {
	const { registry, signal } = world;
	const { repository } = delivery.target;
	for (const child of childrenOf(manifest)) {
		if (await registry.head(repository, child.digest, { signal }) !== void 0) continue;
		const found = delivery.graph.manifests.get(child.digest);
		if (found === void 0) continue;
		await pushParts(world, delivery, found);
		await registry.putManifest(repository, found, { signal });
	}
	for (const blob of blobsOf(manifest)) if (!await registry.hasBlob(repository, blob, { signal })) await sendBlob(world, delivery, blob);
}

// src/transfer/attach.ts
/**
* Brings what is attached to the target and makes it findable there, before any tag of the image moves: whoever checks
* signatures must never see a tag without them.
*/
async function attach(world, delivery) {
	const { graph, lacking } = delivery;
	delivery.referrers = graph.attachments.length - lacking.attachments.length;
	if (lacking.attachments.length === 0) return;
	const failures = await tryInOrder(world, delivery, lacking.attached);
	for (const { error } of failures.values()) leaveBehind(world, delivery, error);
	const pushed = lacking.attachments.filter(({ descriptor }) => !failures.has(descriptor.digest));
	const referrers = pushed.filter((attachment) => attachment.how === "referrer");
	for (const subject of new Set(referrers.map((attachment) => attachment.subject))) {
		const descriptors = referrers.flatMap((attachment) => attachment.subject === subject ? [attachment.descriptor] : []);
		try {
			await world.registry.attach(delivery.target.repository, subject, descriptors, { signal: world.signal });
			delivery.referrers += descriptors.length;
		} catch (error) {
			leaveBehind(world, delivery, error);
		}
	}
	for (const attachment of pushed) {
		if (attachment.how !== "cosign-tag") continue;
		try {
			await attachTag(world, delivery, attachment);
		} catch (error) {
			leaveBehind(world, delivery, error);
		}
	}
}
/** Notes what could not travel where the stage carries as much as it can; elsewhere it is an error. */
function leaveBehind(world, delivery, error) {
	const { target, left } = delivery;
	world.signal.throwIfAborted();
	if (target.referrers === "all" || !(error instanceof HoistError)) throw error;
	left.push(error.message);
	world.log.warn(`${target.repository}: not everything attached to the image could travel: ${error.message}`);
}
/**
* A cosign tag gathers signatures as layers of one manifest, so one at the target may hold some that the source lacks. It
* is replaced only where nothing is lost (transport.md §4.5).
*/
async function attachTag(world, delivery, { tag, descriptor }) {
	const { registry, signal } = world;
	const { repository } = delivery.target;
	const ours = delivery.lacking.manifests.get(descriptor.digest);
	if (ours === void 0) return;
	const theirs = await registry.manifest(repository, tag, { signal });
	const kept = new Set(blobsOf(ours).map((blob) => blob.digest));
	const lost = theirs?.kind === "manifest" ? theirs.layers.filter((layer) => !kept.has(layer.digest)) : [];
	if (theirs !== void 0 && (theirs.kind !== "manifest" || lost.length > 0)) {
		const message = `${repository}:${tag} holds ${lost.length} signature${lost.length === 1 ? "" : "s"} that the source does not have, and was kept`;
		delivery.left.push(message);
		world.log.warn(message);
		return;
	}
	await registry.tag(repository, ours, tag, { signal });
	const now = await registry.head(repository, tag, { signal });
	if (now?.digest !== ours.digest) throw notAttached(`${repository}:${tag}`, now?.digest);
	delivery.referrers += 1;
}
function notAttached(reference, names) {
	return new HoistError("incomplete", "REFERRER_NOT_KEPT", `${reference} was written, and names ${names ?? "nothing"}: what it holds did not travel`, { hint: "Let one job at a time write signatures of an image, and run again." });
}

// src/transfer/lacking.ts
/**
* Finds out what a target lacks with as few requests as a sure answer takes: its root; if that is there and a tag would
* move, every child, since clean-up jobs delete untagged children under an index (transport.md §4.3); what is attached.
*/
async function lacking(world, delivery) {
	const { graph, target } = delivery;
	const { repository } = target;
	const fresh = target.currentRoots.length === 0 && graph.whole && (target.fresh ?? await isFresh(world.registry, repository, {
		root: graph.root,
		signal: world.signal
	}));
	const image = graph.whole ? await missingManifests(world, delivery, fresh) : [];
	const attachments = fresh ? graph.attachments : await missingAttachments(world, delivery);
	const isRead = graph.whole || attachments.length === 0;
	const read = isRead ? graph : await walkAttachments(world.registry, graph, {
		attachments,
		referrers: target.referrers,
		signal: world.signal
	});
	if (!isRead) delivery.left.push(...read.left);
	const real = isRead ? attachments : read.attachments;
	const attached = read.attachmentOrder.filter((digest) => real.some((attachment) => isBelow(read, attachment, digest)));
	const manifests = [...image, ...attached].flatMap((digest) => read.manifests.get(digest) ?? []);
	const blobs = new Map(manifests.flatMap(blobsOf).map((blob) => [blob.digest, blob]));
	const carried = await withoutForeign(world, {
		delivery,
		foreign: [...blobs.values()].filter((blob) => isForeignLayerType(blob.mediaType))
	}, blobs);
	return {
		image,
		attached,
		attachments: real,
		manifests: read.manifests,
		blobs: carried,
		known: carried.length === 0 ? /* @__PURE__ */ new Set() : await knownBlobs(world, delivery, carried.length),
		fresh
	};
}
/**
* Whether a repository holds no tag, not this image's root, and not the biggest blob that the root names: then nothing of
* the image is there but for what a try that was cut short may have left, and the source is asked at once.
*/
async function isFresh(registry, repository, { root, signal }) {
	const biggest = biggestOf(blobsOf(root));
	const [empty, head, begun] = await Promise.all([
		hasNoTag(registry, repository, signal),
		registry.head(repository, root.digest, { signal }),
		biggest === void 0 ? false : registry.hasBlob(repository, biggest, { signal })
	]);
	return empty && head === void 0 && !begun;
}
/** The blob that goes first. */
function biggestOf(blobs) {
	const [first, ...others] = blobs;
	return first && others.reduce((most, blob) => blob.size > most.size ? blob : most, first);
}
async function hasNoTag(registry, repository, signal) {
	try {
		for await (const _ of registry.tags(repository, { signal })) return false;
		return true;
	} catch (error) {
		if (error instanceof HoistError) return false;
		throw error;
	}
}
async function missingManifests({ registry, signal }, { graph, target }, fresh) {
	if (fresh) return graph.imageOrder;
	const { repository } = target;
	const root = graph.root.digest;
	const [rootHead, ...childHeads] = await Promise.all([registry.head(repository, root, { signal }), ...graph.imageOrder.slice(0, -1).map((digest) => registry.head(repository, digest, { signal }))]);
	const absent = graph.imageOrder.slice(0, -1).filter((_, at) => childHeads[at] === void 0);
	return rootHead === void 0 || absent.length > 0 ? [...absent, root] : [];
}
async function missingAttachments({ registry, signal }, { graph, target, left }) {
	if (target.referrers === "none") return [];
	const bySubject = /* @__PURE__ */ new Map();
	for (const attachment of graph.attachments) bySubject.set(attachment.subject, [...bySubject.get(attachment.subject) ?? [], attachment]);
	return (await Promise.all([...bySubject].map(async ([subject, attachments]) => {
		try {
			return await missingOf({
				registry,
				signal
			}, target.repository, {
				subject,
				attachments
			});
		} catch (error) {
			if (target.referrers !== "best-effort" || !(error instanceof HoistError)) throw error;
			left.push(error.message);
			return [];
		}
	}))).flat();
}
async function missingOf({ registry, signal }, repository, { subject, attachments }) {
	const listed = attachments.some((attachment) => attachment.how === "referrer") ? (await registry.referrers(repository, subject, { signal })).descriptors : [];
	const there = new Set(listed.map((descriptor) => descriptor.digest));
	const found = await Promise.all(attachments.map(async (attachment) => {
		const { digest } = attachment.descriptor;
		if (attachment.how === "referrer") return there.has(digest);
		return (await registry.head(repository, attachment.tag, { signal }))?.digest === digest;
	}));
	return attachments.filter((_, at) => found[at] !== true);
}
function isBelow(graph, attachment, digest) {
	const reach = [attachment.descriptor.digest];
	for (const at of reach) {
		if (at === digest) return true;
		const manifest = graph.manifests.get(at);
		if (manifest !== void 0) reach.push(...childrenOf(manifest).map((child) => child.digest));
	}
	return false;
}
/**
* The blobs of the images under the target's tags now. An index costs a request for each of its platforms, so it is
* opened only where it may save more.
*/
async function knownBlobs({ registry, signal }, { target }, wanted) {
	const known = /* @__PURE__ */ new Set();
	for (const root of target.currentRoots) {
		const children = childrenOf(root);
		for (const blob of blobsOf(root)) known.add(blob.digest);
		if (children.length >= wanted) continue;
		const manifests = await Promise.all(children.map((child) => registry.manifest(target.repository, child.digest, { signal })));
		for (const manifest of manifests) for (const blob of manifest === void 0 ? [] : blobsOf(manifest)) known.add(blob.digest);
	}
	return known;
}
/**
* Layers that may not be distributed are carried like any other where the source has them; their `urls` are never
* fetched (P17, A4). Where it does not, the stage says whether that matters.
*/
async function withoutForeign({ registry, signal }, { delivery, foreign }, blobs) {
	const { graph, target } = delivery;
	const absent = /* @__PURE__ */ new Set();
	for (const layer of foreign) {
		if (await registry.hasBlob(graph.source, layer, { signal })) continue;
		if (target.foreignLayers === "fail") throw new HoistError("unreachable", "FOREIGN_LAYER", `${graph.source} does not hold the foreign layer ${layer.digest}`, { hint: "Push the image with its foreign layers, or set missing: { foreign-layers: allow } where the target takes it." });
		absent.add(layer.digest);
	}
	return [...blobs.values()].filter((blob) => !absent.has(blob.digest));
}

// src/transfer/delivery.ts
/** One image on its way to one target: what has to be done, what was done. */
var Delivery = class {
	graph;
	target;
	left;
	/** Attachments that are there now. */
	referrers = 0;
	#lacking;
	#begun;
	#error;
	#counts = {
		pushed: [0, 0],
		mounted: [0, 0],
		skipped: [0, 0]
	};
	constructor(graph, target) {
		this.graph = graph;
		this.target = target;
		this.left = [...graph.left];
	}
	get live() {
		return this.#error === void 0;
	}
	get lacking() {
		if (this.#lacking === void 0) throw new Error("what the target lacks is not known yet");
		return this.#lacking;
	}
	need(lacking) {
		this.#lacking = lacking;
	}
	/** No manifest of the image itself names the blob. */
	isForAttachmentsOnly(blob) {
		const image = new Set(this.graph.imageOrder);
		return !(this.graph.blobs.get(blob)?.usedBy.some((manifest) => image.has(manifest)) ?? false);
	}
	/**
	* Whether an earlier try left blobs below the children of an index: looked at the biggest, which goes first, and asked
	* once. For registries whose mounts do not tell what is there; of a plain manifest it is known already.
	*/
	hasBegun(registry, signal) {
		const biggest = this.graph.root.kind === "index" ? biggestOf(this.lacking.blobs) : void 0;
		if (biggest === void 0) return Promise.resolve(false);
		this.#begun ??= registry.hasBlob(this.target.repository, biggest, { signal });
		return this.#begun;
	}
	count(how, blob) {
		const [blobs, bytes] = this.#counts[how];
		this.#counts[how] = [blobs + 1, bytes + blob.size];
	}
	/** The first error stays: what follows is often its consequence. */
	fail(error) {
		this.#error ??= failureOf(error);
	}
	outcome() {
		const count = ([blobs, bytes]) => ({
			blobs,
			bytes
		});
		return {
			repository: this.target.repository,
			digest: this.graph.root.digest,
			pushed: count(this.#counts.pushed),
			mounted: count(this.#counts.mounted),
			skipped: count(this.#counts.skipped),
			referrers: this.referrers,
			left: this.left,
			...this.#error === void 0 ? {} : { error: this.#error }
		};
	}
};
/** Whatever was thrown, as what ends a target. */
function failureOf(error) {
	return error instanceof HoistError ? error : new HoistError("incomplete", "TRANSFER_FAILED", messageOf(error), { cause: error });
}

// src/transfer/carry.ts
/**
* Brings every image to its targets: blobs, then children, then roots by digest, then what is attached (guarantee 3).
* No tag of an image is touched. A target that fails does not stop the others; its outcome has the error.
*/
async function carry(world, jobs) {
	setMaxListeners(0, world.signal);
	const deliveries = jobs.flatMap((job) => job.targets.map((target) => new Delivery(job.graph, target)));
	await each(deliveries, async (delivery) => {
		delivery.need(await lacking(world, delivery));
	});
	const pulled = await carryBlobs(world, deliveries.filter((delivery) => delivery.live), siblingsOf(deliveries));
	const looks = [];
	await each(deliveries, async (delivery) => {
		await pushManifests(world, delivery);
		looks.push(lookAtRoot(world, delivery).then(() => void 0, failureOf));
		if (delivery.target.referrers !== "none") await attach(world, delivery);
	});
	return {
		pulled,
		targets: deliveries.map((delivery) => delivery.outcome()),
		kept: Promise.all(looks).then((errors) => errors.find((error) => error !== void 0))
	};
}
/** Runs a step for every target that is still well; an error ends that target only. */
async function each(deliveries, step) {
	await Promise.all(deliveries.filter((delivery) => delivery.live).map((delivery) => step(delivery).catch((error) => delivery.fail(error))));
}
/** Targets on one registry: what one of them has received, the others may mount. */
function siblingsOf(deliveries) {
	const all = [...new Set(deliveries.map((delivery) => delivery.target.repository))];
	return (repository) => all.filter((other) => other !== repository && sameHost(other, repository));
}

// src/promotion/carry-stage.ts
/** Blobs of one platform of an image, about. */
const usualBlobs = 8;
/**
* Brings everything but tags to every target of every image that gets something: each image is walked once and read
* once.
*/
async function carryStage(trip, { rules, works: all, graphs }) {
	const { registry, world } = trip;
	const works = all.filter((work) => getsImage(work, all));
	const byImage = [...new Set(works.map((work) => work.image))].map((image) => ({
		image,
		own: works.filter((work) => work.image === image)
	}));
	const jobs = await Promise.all(byImage.map(async ({ image, own }) => {
		const [graph, targets] = await Promise.all([graphs?.get(image) ?? walkImage(trip, rules, {
			image,
			depth: own.some(needsWhole) ? "whole" : "root"
		}), Promise.all(own.map((work) => carryTarget(trip, rules, work)))]);
		return {
			graph,
			targets
		};
	}));
	const { progress, clock, log, signal } = world;
	const outcome = await carry({
		registry,
		progress,
		clock,
		log,
		signal
	}, jobs);
	for (const { repository, error } of outcome.targets) if (error === void 0) trip.wrote.add(repository);
	const order = byImage.flatMap(({ own }) => own);
	return {
		pulled: outcome.pulled,
		targets: all.map((work) => outcome.targets[order.indexOf(work)]).map((one) => one && resultOf$1(one)),
		errors: outcome.targets.flatMap(({ error }) => error === void 0 ? [] : [error]),
		kept: outcome.kept
	};
}
function resultOf$1(outcome) {
	const { repository, digest, pushed, mounted, skipped, referrers, left } = outcome;
	return {
		repository,
		digest,
		pushed: pushed.bytes,
		mounted: mounted.bytes,
		skipped: skipped.bytes,
		blobs: {
			pushed: pushed.blobs,
			mounted: mounted.blobs,
			skipped: skipped.blobs
		},
		referrers,
		left
	};
}
/**
* A target that keeps all its tags gets nothing; but the first one of an image is where the next stage reads, and gets
* what any other target of the image has.
*/
function getsImage(work, all) {
	if (!keepsAll(work.planned)) return true;
	const own = all.filter(({ image }) => image === work.image);
	return own[0] === work && own.some(({ planned }) => !keepsAll(planned));
}
/** The image with everything below and attached, as the place where the stage reads holds it now. */
async function walkImage({ registry, world }, { referrers, missing }, { image, depth }) {
	const root = await image.root();
	const { signal } = world;
	return await walk(registry, image.from, root, {
		referrers,
		missingPlatforms: missing.platforms,
		depth,
		tags: image.from === image.repository ? image.tags : void 0,
		signal
	});
}
/** Where a tag names the image already and none is written, only what is attached is brought up to date (transport.md §4.3). */
function needsWhole({ planned }) {
	const actions = planned.tags.map(({ action }) => action);
	return !actions.includes("unchanged") || actions.includes("create") || actions.includes("move");
}
async function carryTarget(trip, rules, work) {
	const { planned, image } = work;
	const moving = planned.tags.filter(({ action }) => action === "create" || action === "move");
	const current = new Set(moving.flatMap(({ now }) => now === null || now === void 0 ? [] : [now]));
	const tagsMove = needsWhole(work);
	const currentRoots = await readCurrent(trip, planned.repository, current);
	if (tagsMove && currentRoots.length === 0) await expectBlobs(trip, work);
	return {
		repository: planned.repository,
		currentRoots,
		...tagsMove && currentRoots.length === 0 ? { fresh: await isFresh(trip.registry, planned.repository, {
			root: await image.root(),
			signal: trip.world.signal
		}) } : {},
		mountFrom: [image.from, ...trip.wrote].filter((repository) => repository !== planned.repository && sameHost(repository, planned.repository)),
		referrers: rules.referrers,
		foreignLayers: rules.missing.foreignLayers,
		tagsMove
	};
}
/**
* Where no tag names anything yet the blobs will have to travel: connections for them are opened beside the questions that
* come first. How many an index has is known only when its children were read.
*/
async function expectBlobs({ registry }, { planned, image }) {
	const root = await image.root();
	const blobs = root.kind === "index" ? root.manifests.length * usualBlobs : blobsOf(root).length;
	registry.expect(planned.repository, blobs);
	if (!sameHost(image.from, planned.repository)) registry.expect(image.from, blobs);
}
/** What the moving tags name now shares layers with what replaces it: these need not be asked for one by one. */
async function readCurrent({ registry, world }, repository, digests) {
	const call = { signal: world.signal };
	return (await Promise.all([...digests].map((digest) => registry.manifest(repository, digest, call)))).filter((manifest) => manifest !== void 0);
}

// src/promotion/waiver-origins.ts
/**
* Who wrote each waiver as it is now, and who approved that (contract §8). Every commit that one of its lines comes from
* counts: a date that was pushed without a review makes an approved waiver an unapproved one. What cannot be found out is
* left out, and where a review is required such a waiver does not count.
*/
async function originsOf(forge, { repository, commit }, waivers) {
	const origins = /* @__PURE__ */ new Map();
	if (forge === void 0 || repository === void 0 || commit === void 0) return origins;
	await Promise.all(waivers.map(async (waiver) => {
		try {
			const origin = await originOf(forge, {
				repository,
				commit
			}, waiver);
			if (origin !== void 0) origins.set(waiver.id, origin);
		} catch (error) {
			if (!(error instanceof HoistError)) throw error;
		}
	}));
	return origins;
}
async function originOf(forge, { repository, commit }, { position, lastLine = position.line }) {
	const lines = Array.from({ length: lastLine - position.line + 1 }, (_, at) => position.line + at);
	const written = await Promise.all(lines.map((line) => forge.blame(position.file, commit, line)));
	if (written.some((line) => line === void 0)) return void 0;
	const commits = new Map(written.flatMap((line) => line === void 0 ? [] : [[line.commit, line]]));
	const origins = await Promise.all([...commits.values()].map(async (line) => {
		const pull = await forge.pullOf({
			repository,
			commit: line.commit
		});
		const author = line.author ?? pull?.author;
		return {
			commit: line.commit,
			...author === void 0 ? {} : { author },
			approvers: (pull?.approvers ?? []).filter((approver) => approver !== author)
		};
	}));
	return origins.find(({ approvers }) => approvers.length === 0) ?? origins[0];
}

// src/promotion/judge.ts
const nothingAsked = {
	decisions: [],
	graphs: /* @__PURE__ */ new Map()
};
function createJudge({ world, registry, config }) {
	let opener;
	const bench = {
		world,
		registry,
		config,
		proven: /* @__PURE__ */ new Map(),
		open: async (found) => {
			opener ??= openerOf(world, config);
			return (await opener)(found);
		}
	};
	const judge = async (question) => {
		if (question.policies.length === 0) return nothingAsked;
		const images = [...new Set(question.works.map(({ image }) => image))];
		const judged = await Promise.all(images.map((image) => judgeImage(bench, question, image)));
		return {
			decisions: judged.map(({ decision }) => decision),
			graphs: new Map(judged.flatMap(({ graph }, at) => {
				const image = images[at];
				return graph === void 0 || image === void 0 ? [] : [[image, graph]];
			}))
		};
	};
	return Object.assign(judge, {
		open: bench.open,
		proven: bench.proven
	});
}
/** Loaded when the first document is there to be opened: most runs have no policy. */
async function openerOf(world, { trust }) {
	const [{ createVerifier }, { tufRoots }] = await Promise.all([import("./verify2.js"), import("./trust-root2.js")]);
	const verifier = createVerifier(trust, { roots: tufRoots(world.cacheFolder) });
	return (found) => verifier.open(found);
}
async function judgeImage(bench, question, image) {
	const { world, registry, config } = bench;
	const policies = question.policies.flatMap((name) => config.policies.get(name) ?? []);
	const [{ evaluate, needsOf }, { gather }, { provenCommit }] = await Promise.all([
		import("./evaluate2.js"),
		import("./gather.js"),
		import("./forge-facts2.js")
	]);
	const { isOnItsWay, rules } = question;
	const where = isOnItsWay ? {
		...image,
		from: image.repository,
		fromTag: image.tag
	} : image;
	const lenient = {
		...rules,
		referrers: rules.referrers === "none" ? "none" : "best-effort"
	};
	const graph = await walkImage({
		registry,
		world
	}, lenient, {
		image: where,
		depth: "whole"
	});
	const needs = needsOf(policies);
	const facts = await gather({
		registry,
		graph,
		image: {
			repository: image.repository,
			...image.tag === void 0 ? {} : { tag: image.tag }
		},
		...question.stage === void 0 ? {} : { stage: question.stage },
		needs,
		settings: config.evidence,
		forge: await world.forge(),
		web: needs.feeds.length === 0 ? void 0 : await world.web(),
		workspace: await world.workspace(),
		previous: () => previousOf$1(bench, question, image),
		now: world.clock.now(),
		signal: world.signal,
		open: bench.open
	});
	const commit = provenCommit(facts.evidence, (await world.forge())?.server);
	if (commit.state === "known") bench.proven.set(image.digest, commit.value);
	return {
		decision: await decide(bench, evaluate, {
			question,
			facts,
			policies
		}),
		graph: graph.left.length === 0 && graph.missing.length === 0 && !isOnItsWay ? graph : void 0
	};
}
/** Who wrote and approved a waiver is asked only of those that would count. */
async function decide({ world, config }, evaluate, { question, facts, policies }) {
	const { waivers, limits } = config;
	const { mode, approvalRequired } = question;
	const request = {
		facts,
		policies,
		waivers,
		mode,
		approvalRequired,
		now: world.clock.now()
	};
	const first = evaluate({
		...request,
		limits: {
			...limits,
			waiverReview: "off"
		},
		origins: /* @__PURE__ */ new Map()
	});
	const used = new Set(first.waivers.used.map(({ id }) => id));
	if (used.size === 0) return first;
	const origins = await originsOf(await world.forge(), {
		repository: world.run.repository,
		commit: config.origin.commit
	}, waivers.filter(({ id }) => used.has(id)));
	return evaluate({
		...request,
		limits,
		origins
	});
}
/** What the first moving tag of the stage's first target names now. */
async function previousOf$1(bench, question, image) {
	const work = question.works.find((one) => one.image === image);
	if (work === void 0 || work.error !== void 0) return {
		state: "unknown",
		code: "UNREACHABLE",
		message: work?.error?.message ?? "no target was read"
	};
	const { repository, tags } = work.planned;
	const moving = tags.find(({ move }) => move !== "never");
	if (moving === void 0 || moving.now === null) return {
		state: "known",
		value: void 0
	};
	if (moving.now === void 0) return {
		state: "unknown",
		code: "UNREACHABLE",
		message: `${repository}:${moving.tag} was not read`
	};
	try {
		return {
			state: "known",
			value: await previousImage(bench, repository, moving.now)
		};
	} catch (thrown) {
		if (!(thrown instanceof HoistError)) throw thrown;
		return {
			state: "unknown",
			code: "UNREACHABLE",
			message: thrown.message
		};
	}
}
async function previousImage({ world, registry, config, open }, repository, digest) {
	const { signal } = world;
	const call = { signal };
	const root = await registry.manifest(repository, digest, call);
	if (root === void 0) throw new HoistError("unreachable", "IMAGE_NOT_FOUND", `${repository} does not have ${digest} any more`);
	const { gather } = await import("./gather.js");
	const [graph, tags] = await Promise.all([walk(registry, repository, root, {
		referrers: "best-effort",
		missingPlatforms: "allow",
		signal
	}), createTargetTags(registry, repository, call).naming(digest, isVersionTag)]);
	const { evidence, searches, platforms } = await gather({
		registry,
		graph,
		image: { repository },
		needs: {
			...needsNothing,
			evidence: true,
			configs: true
		},
		settings: config.evidence,
		forge: await world.forge(),
		web: void 0,
		workspace: void 0,
		now: world.clock.now(),
		signal,
		open
	});
	return {
		digest,
		tags,
		evidence,
		searches,
		platforms
	};
}

// src/promotion/open-journal.ts
/** The journal that the config asks for, opened when first used. A copy without any config makes no deployments. */
function openJournal(world, config) {
	let opened;
	return () => opened ??= world.journal(config?.record ?? { deployments: false });
}

// src/domain/hold.ts
/**
* The hold of a stage, by its entries from the newest on; undefined where there is none. Reads no further than it must: a
* rollback holds, a promotion by name lifts it. One that ran by itself shows that nothing held it when it was planned,
* so what ended before that is not looked at. A journal may make a hold up, which holds something back and no more
* (guarantee 11).
*/
async function holdOf(entries) {
	const reader = createHoldReader();
	for await (const entry of entries) {
		const answer = reader.read(entry);
		if (answer !== void 0) return answer === "none" ? void 0 : answer;
	}
}
function createHoldReader() {
	let enteredAt;
	return { read(entry) {
		const { intent, end } = entry;
		if (intent.kind === "rollback" && mayHaveMoved(entry)) return holdBy(entry);
		if (enteredAt !== void 0 && end !== void 0 && Date.parse(end.finished) < enteredAt) return "none";
		if (!hasEntered$1(entry)) return void 0;
		if (intent.kind === "manual") return "none";
		enteredAt ??= Date.parse(intent.planned);
	} };
}
function hasEntered$1({ end }) {
	return end?.outcome === "promoted" || end?.outcome === "unchanged";
}
/** A rollback that died may have moved tags: until it is known, it holds. */
function mayHaveMoved({ end }) {
	return end === void 0 || end.outcome === "promoted" || end.outcome === "failed" && end.moved > 0;
}
function holdBy({ id, intent, end }) {
	return {
		id,
		since: end?.finished ?? intent.planned,
		actor: intent.actor,
		...intent.comment === void 0 ? {} : { comment: intent.comment }
	};
}

// src/domain/unfinished.ts
/**
* The promotions of one stage that began and never ended, as far as nothing closed them: a later one of the same images
* that ended does, and so do later ones that wrote every tag that was meant. `entries` are those of one stage, newest
* first.
*/
function unfinishedOf$1(entries) {
	const reader = createUnfinishedReader();
	for (const entry of entries) reader.read(entry);
	return reader.open;
}
function createUnfinishedReader() {
	const ended = /* @__PURE__ */ new Set();
	const written = /* @__PURE__ */ new Set();
	const open = [];
	return {
		open,
		read(entry) {
			const { end } = entry;
			if (end === void 0) {
				if (!ended.has(imagesKey(entry)) && !tagsOf(entry).every((tag) => written.has(tag))) open.push(entry);
				return;
			}
			if (end.outcome !== "promoted" && end.outcome !== "unchanged") return;
			ended.add(imagesKey(entry));
			if (end.moved >= end.all) for (const tag of tagsOf(entry)) written.add(tag);
		}
	};
}
function imagesKey({ intent }) {
	return intent.sources.map(({ repository, digest }) => `${repository}@${digest}`).sort().join(" ");
}
/** Never empty, so that what has no tag is not closed by just anything. */
function tagsOf({ id, intent }) {
	const tags = intent.targets.flatMap((target) => target.tags.map(({ tag }) => `${target.repository}:${tag}`));
	return tags.length === 0 ? [id] : tags;
}

// src/promotion/remembered.ts
/**
* What an iterable gives, read once however often it is asked for, and no further than anybody went. An error is given to
* whoever comes that far.
*/
function remembered(open) {
	const read = [];
	let iterator;
	let reading;
	async function readNext() {
		iterator ??= open().then((all) => all[Symbol.asyncIterator]());
		const next = await (await iterator).next();
		if (next.done === true) return false;
		read.push(next.value);
		reading = void 0;
		return true;
	}
	return async function* () {
		for (let at = 0;; at += 1) {
			if (at === read.length && !await (reading ??= readNext())) return;
			const item = read[at];
			if (item !== void 0) yield item;
		}
	};
}

// src/promotion/past.ts
/** A promotion that died long ago is history: so many of a stage are looked at. */
const mostLooked = 100;
function createPast(journal) {
	const all = remembered(async () => ours$1(await journal()));
	async function promotion(query) {
		for await (const record of all()) {
			const target = promoted(record, query);
			if (target !== void 0) return target;
		}
	}
	async function named(repository) {
		const before = /* @__PURE__ */ new Map();
		for await (const { intent } of all()) for (const target of intent.targets) {
			if (target.repository !== repository) continue;
			for (const { tag, before: then } of target.tags) before.set(tag, [...before.get(tag) ?? [], then]);
		}
		return before;
	}
	async function unfinished({ pipeline, stage, sources }) {
		const found = [];
		for await (const entry of newestOf({
			pipeline,
			stage
		})) if (entry.end === void 0 && sameImages(entry.intent.sources, sources)) found.push(entry);
		return found;
	}
	async function isOpen(stage, digests) {
		const own = [];
		for await (const entry of newestOf(stage)) own.push(entry);
		return unfinishedOf$1(own).some(({ intent }) => intent.sources.some((source) => digests.includes(source.digest)));
	}
	async function* only({ pipeline, stage }) {
		for await (const entry of all()) if (isAsked(entry, {
			pipeline,
			stage
		})) yield entry;
	}
	async function* newestOf(stage) {
		let looked = 0;
		for await (const entry of only(stage)) {
			yield entry;
			if ((looked += 1) === 100) return;
		}
	}
	async function* promotedTo({ pipeline, stage, target }) {
		for await (const { intent, end } of only({
			pipeline,
			stage
		})) {
			if (end?.outcome !== "promoted") continue;
			for (const { repository, digest, tags } of intent.targets) if (repository === target) yield {
				digest,
				tags: tags.map(({ tag }) => tag)
			};
		}
	}
	return {
		promotion,
		named,
		unfinished,
		hold: (stage) => holdOf(only(stage)),
		holdNow: (stage) => createPast(journal).hold(stage),
		isOpen,
		promotedTo
	};
}
/** What died, or ended in any other way than these two, left the stage unfinished. */
function promoted({ intent, end, result }, query) {
	if (end?.outcome !== "promoted" && end?.outcome !== "unchanged") return void 0;
	if (intent.pipeline !== query.pipeline || intent.stage !== query.stage || intent.kind === "copy") return void 0;
	if (!intent.sources.some((source) => source.repository === query.source && source.digest === query.digest)) return void 0;
	if (result === void 0) return fromIntent(intent, end, query);
	if (overtakenOf(result.targets).includes(query.digest)) return void 0;
	const there = result.targets.find((target) => isAt(target, query));
	if (there === void 0) return void 0;
	return { tag: there.tags.find(({ action }) => isThere.has(action))?.tag };
}
const isThere = /* @__PURE__ */ new Set([
	"create",
	"move",
	"unchanged"
]);
/** Where only the intent and a line were kept: nothing less than every tag that was meant shows a promotion. */
function fromIntent(intent, end, query) {
	const [first] = intent.targets.find((target) => isAt(target, query))?.tags ?? [];
	return first === void 0 || end.moved < end.all ? void 0 : { tag: first.tag };
}
function isAt(target, { target: repository, digest }) {
	return target.repository === repository && target.digest === digest;
}
function sameImages(some, others) {
	const names = (sources) => sources.map(({ repository, digest }) => `${repository}@${digest}`).sort().join();
	return names(some) === names(others);
}
/** Whoever may make deployments could have made up what is foreign: it helps nothing through, and no tag forward. */
async function* ours$1(journal) {
	for await (const entry of journal.list()) if (entry.foreign !== true) yield entry;
}

// src/domain/accepted-signer.ts
/**
* Without other words, the workflows of this repository on its default branch, in runs that only somebody with write access
* or GitHub itself can cause: a workflow on `pull_request_target` or `issue_comment` runs on that branch for strangers too.
* Neither does `workflow_run` count, as the certificate does not say what caused that run.
*/
function ownWorkflows({ repository, server, defaultBranch }) {
	return {
		kind: "github",
		name: "this repository",
		repository,
		server,
		issuer: issuerOf(server),
		triggers: writingEvents,
		refs: [parseTextGlob(escaped(`refs/heads/${defaultBranch}`))],
		runner: "any"
	};
}
/**
* Those whose statements show a promotion to a stage. Where the stage has an environment that must be entered, the
* certificate has to name that environment: whoever signs for another one, or for none, was not let in.
*/
function acceptedFor(stage, signers) {
	const guard = stage?.environment;
	if (guard === void 0 || guard.approval === "none") return signers;
	return signers.flatMap((signer) => {
		if (signer.kind !== "github") return [signer];
		const { environment = guard.name } = signer;
		return environment === guard.name ? [{
			...signer,
			environment
		}] : [];
	});
}
/** GitHub Enterprise Server, and tenants with data residency, issue their own ID tokens. */
function issuerOf(server) {
	if (server === "https://github.com") return "https://token.actions.githubusercontent.com";
	const { hostname } = new URL(server);
	return hostname.endsWith(".ghe.com") ? `https://token.actions.${hostname}` : `${server}/_services/token`;
}
/** A branch may be called by what is a wildcard elsewhere. */
function escaped(ref) {
	return ref.replace(/[*?[\]\\]/g, "\\$&");
}

// src/promotion/accepted.ts
/**
* Whose statements show a promotion: those that `record.signers` names; else the public half of the key that this job
* signs with; else the workflows of this job's repository on its default branch. Outside Actions, without key and
* names, nobody.
*/
async function acceptedSigners({ world, config }, stage) {
	const { trust, record } = config;
	if (record.signers !== void 0) {
		const { signers } = record;
		return acceptedFor(stage, trust.signers.filter(({ name }) => signers.includes(name)));
	}
	if (record.keyFromEnv !== void 0) {
		const offer = await world.signer(record);
		const pem = offer.state === "ready" ? offer.signer.publicKey : void 0;
		return pem === void 0 ? [] : [{
			kind: "key",
			name: record.keyFromEnv,
			pem,
			transparencyLog: "none"
		}];
	}
	const forge = await world.forge();
	const { repository } = world.run;
	if (forge === void 0 || repository === void 0) return [];
	const { branch } = await forge.defaultBranch();
	return acceptedFor(stage, [ownWorkflows({
		repository,
		server: forge.server,
		defaultBranch: branch
	})]);
}
/** Loaded when there is a document to be opened. */
function openerFor(world, trust, signers) {
	let opener;
	async function load() {
		const [{ createVerifier }, { tufRoots }] = await Promise.all([import("./verify2.js"), import("./trust-root2.js")]);
		const verifier = createVerifier({
			...trust,
			signers
		}, { roots: tufRoots(world.cacheFolder) });
		return (found) => verifier.open(found);
	}
	return async (found) => await (await (opener ??= load()))(found);
}

// src/promotion/artifact.ts
const empty = Buffer.from("{}");
/**
* Attaches a document as an OCI 1.1 referrer: an empty config and one layer, as cosign 3 writes bundles. It is found
* there when this is done, by the API or the fallback tag.
*/
async function attachArtifact(place, { mediaType, bytes, annotations }) {
	const { registry, repository, subject, signal } = place;
	const config = await putBlob(place, {
		mediaType: mediaTypes.ociEmpty,
		bytes: empty
	});
	const layer = await putBlob(place, {
		mediaType,
		bytes
	});
	const document = {
		schemaVersion: 2,
		mediaType: mediaTypes.ociManifest,
		artifactType: mediaType,
		config,
		layers: [layer],
		subject: descriptorOf(subject),
		annotations
	};
	const manifest = parseManifest(Buffer.from(JSON.stringify(document)), { contentType: mediaTypes.ociManifest });
	await registry.putManifest(repository, manifest, { signal });
	const listed = {
		...descriptorOf(manifest),
		artifactType: mediaType,
		annotations
	};
	await registry.attach(repository, subject.digest, [listed], { signal });
}
async function putBlob({ registry, repository, signal }, { mediaType, bytes }) {
	const blob = {
		mediaType,
		digest: digestOf(bytes),
		size: bytes.length
	};
	const begun = await registry.beginBlob(repository, blob, { signal });
	if (begun.state !== "upload") return blob;
	try {
		await begun.upload.send((from) => inOnePiece(bytes.subarray(from)), { signal });
	} catch (error) {
		await begun.upload.abort();
		throw error;
	}
	return blob;
}
async function* inOnePiece(bytes) {
	if (bytes.length > 0) yield {
		bytes,
		release: () => void 0
	};
}

// src/promotion/shown.ts
/** The signed decisions that the image may go there. */
function decisionsFor(statements, { repository, pipeline, stage, evenFromDisk = false }) {
	return statements.filter((found) => {
		if (found.kind !== "decision" || found.trust.level !== "signed") return false;
		const { form, passed, policy, resource = "" } = found.summary;
		const place = readStageResource(resource);
		return form === "vsa" && passed && (evenFromDisk || !isFromDisk(policy)) && place?.repository === repository && (pipeline === void 0 || place.pipeline === pipeline) && (stage === void 0 || place.stage === stage);
	});
}
/** The signed records by which it came there. */
function promotionsTo(statements, image) {
	return statements.filter((found) => {
		if (found.kind !== "promotion" || found.trust.level !== "signed") return false;
		const { intent, result } = found.record;
		const { pipeline, stage, evenFromDisk = false } = image;
		return (result?.outcome === "promoted" || result?.outcome === "unchanged") && intent.kind !== "copy" && (evenFromDisk || intent.config?.commit !== void 0) && (pipeline === void 0 || intent.pipeline === pipeline) && (stage === void 0 || intent.stage === stage) && targetOf(found.record, image) !== void 0;
	});
}
/** What a record says of a target, where the image got there. */
function targetOf({ result }, image) {
	return result?.targets.find((target) => target.repository === image.repository && target.digest === image.digest && !keepsAll(target));
}

// src/promotion/statements.ts
const annotation = "dev.sigstore.bundle.predicateType";
const ours = /* @__PURE__ */ new Set([decisionType, promotionType]);
/**
* The decisions and promotions that are attached to an image, with who signed them. Those that say by their annotation
* that they are one are read, and no other document.
*
* @throws HoistError `STATEMENTS_UNREACHABLE` (unreachable) where somewhere could not be looked: that is not "none" (I4)
*/
async function statementsAt(place) {
	const { registry, repository, root, signal } = place;
	const [{ lookAtReferrers }, { readLeads }] = await Promise.all([import("./attached2.js"), import("./read-leads.js")]);
	const { look, leads } = await lookAtReferrers({
		registry,
		graph: place.graph ?? bareGraph(repository, root),
		repository,
		subject: root.digest,
		signal
	});
	const found = await readLeads([{
		look,
		leads: leads.filter(({ annotations }) => ours.has(annotations[annotation] ?? ""))
	}], async (document) => readStatement(await place.open(document.found), root.digest));
	const { state, message } = look.search();
	if (state === "unreachable" || state === "cut") throw new HoistError("unreachable", "STATEMENTS_UNREACHABLE", `${repository}@${root.digest}: not all that is attached could be read: ${message ?? state}`, { hint: "Try again; what is attached is asked of the registry." });
	return found;
}
async function readStatement(opened, about) {
	const { trust, found } = opened;
	const base = {
		digest: found.digest,
		trust
	};
	if (opened.what === "nothing" && opened.code === "UNREACHABLE") throw new HoistError("unreachable", "STATEMENTS_UNREACHABLE", opened.message, { hint: "The roots that say whose certificates count have to be reached; or name a `trusted-root`." });
	if (opened.what === "nothing") return {
		...base,
		kind: "nothing",
		why: opened.message
	};
	if (opened.what !== "statement") return {
		...base,
		kind: "nothing",
		why: "it is no in-toto statement"
	};
	const { subjects, predicateType, predicate } = opened.statement;
	if (!subjects.some(({ digest }) => Object.entries(digest).some(([algorithm, hex]) => `${algorithm}:${hex}` === about))) return {
		...base,
		kind: "nothing",
		why: "it is about another image"
	};
	if (predicateType === "urn:hoist:promotion:v1") {
		const { Record } = await import("./schema4.js");
		const read = Record.safeParse(predicate);
		return read.success ? {
			...base,
			kind: "promotion",
			record: read.data
		} : {
			...base,
			kind: "nothing",
			why: "its predicate is no record of a promotion"
		};
	}
	const { readPredicate } = await import("./format2.js");
	const read = readPredicate(predicateType, predicate);
	const [part] = "problem" in read ? [] : read.parts;
	return part?.kind === "summary" ? {
		...base,
		kind: "decision",
		summary: part.summary
	} : {
		...base,
		kind: "nothing",
		why: "its predicate is no verification summary"
	};
}
/** An image of which only the root is known. */
function bareGraph(source, root) {
	return {
		source,
		root,
		manifests: /* @__PURE__ */ new Map([[root.digest, root]]),
		imageOrder: [root.digest],
		attachmentOrder: [],
		attachments: [],
		blobs: /* @__PURE__ */ new Map(),
		whole: false,
		left: [],
		missing: [],
		bytes: root.bytes.length
	};
}

// src/promotion/proof.ts
const bundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";
const recordType = "application/vnd.hoist.promotion.v1+json";
/** A copy without pipeline is proven by nobody. */
const noProof = {
	demand: async () => void 0,
	isSigned: async () => false,
	decide: async () => void 0,
	record: async () => void 0,
	shows: void 0
};
function createProof(bench) {
	const { world, config } = bench;
	const { attest } = config.record;
	let chosen;
	const way = () => chosen ??= chooseWay(bench);
	/** `auto` goes on without. */
	function outcomeOf(error) {
		if (error === void 0 || attest === "required") return error;
		world.log.warn(error.message);
	}
	return {
		async demand() {
			if (attest === "required") await way();
		},
		isSigned: async () => (await way()).kind === "signed",
		async decide(plan) {
			const by = await way();
			if (by.kind !== "signed") return void 0;
			const places = placesOf$1(plan);
			return outcomeOf(await attempt("the signed decision", plan, () => Promise.all(places.map((place) => attachDecision(bench, by.signer, {
				plan,
				place
			})))));
		},
		async record(plan, record) {
			const by = await way();
			if (by.kind === "none") return void 0;
			const error = await attempt(by.kind === "signed" ? "the signed record" : "the record", plan, () => by.kind === "signed" ? attachMissing(bench, by.signer, {
				plan,
				record
			}) : attachBare(bench, {
				plan,
				record
			}));
			if (by.kind === "signed") return outcomeOf(error);
			if (error !== void 0) world.log.warn(error.message);
		},
		shows: world.run.surface === "action" && attest !== "off" ? showing(bench) : void 0
	};
}
async function chooseWay({ world, config }) {
	const { attest, keyFromEnv } = config.record;
	if (attest === "off") return { kind: "bare" };
	if (attest === "auto" && keyFromEnv === void 0 && world.run.surface !== "action") return { kind: "none" };
	const offer = await world.signer(config.record);
	if (offer.state === "ready") return {
		kind: "signed",
		signer: offer.signer
	};
	const { why, hint } = offer;
	if (attest === "required") throw new HoistError("config", "ATTEST_IMPOSSIBLE", `record.attest is required, and ${why}`, { hint });
	const text = `promotions are not signed: ${why}. ${hint}`;
	world.log.notice(text);
	return { kind: "none" };
}
/** Where an image is brought, or is already. */
function placesOf$1({ targets }) {
	return targets.filter((target) => !keepsAll(target));
}
async function attachDecision(bench, signer, { plan, place }) {
	const { world, config } = bench;
	const { pipeline, stage, decisions = [] } = plan;
	const own = decisions.filter(({ image }) => image.digest === place.digest);
	const evidence = new Set(own.flatMap(({ checks }) => checks.flatMap((check) => check.evidence.map(({ digest }) => digest))));
	const statement = decisionStatement({
		...place,
		pipeline,
		stage,
		passed: own.every(({ verdict }) => verdict === "pass"),
		evidence: [...evidence],
		decided: world.clock.now(),
		config: config.origin,
		run: world.run
	});
	await attachSigned(bench, [place], await signed(bench, signer, statement));
}
/**
* Of a run that moved tags, its own record everywhere. Of one that found everything there, what an earlier run was
* killed before it could attach.
*/
async function attachMissing(bench, signer, { plan, record }) {
	const places = placesOf$1(plan).filter((place) => targetOf(record, place) !== void 0);
	const lacks = record.result?.outcome !== "unchanged" ? places.map((place) => ({
		place,
		decision: false,
		promotion: true
	})) : await Promise.all(places.map((place) => lackAt(bench, {
		plan,
		place
	})));
	for (const { place, decision } of lacks) if (decision) await attachDecision(bench, signer, {
		plan,
		place
	});
	const without = lacks.filter(({ promotion }) => promotion).map(({ place }) => place);
	if (without.length === 0) return;
	await attachSigned(bench, without, await signed(bench, signer, promotionStatement(record)));
}
async function lackAt(bench, { plan, place }) {
	const { config, registry, world } = bench;
	const stage = config.pipelines.find(({ name }) => name === plan.pipeline)?.stages.find(({ name }) => name === plan.stage);
	const open = openerFor(world, config.trust, await acceptedSigners(bench, stage));
	const root = await rootAt(bench, place);
	const { repository } = place;
	const found = await statementsAt({
		registry,
		repository,
		root,
		signal: world.signal,
		open
	});
	const wanted = {
		...place,
		pipeline: plan.pipeline,
		stage: plan.stage,
		evenFromDisk: true
	};
	return {
		place,
		decision: decisionsFor(found, wanted).length === 0,
		promotion: promotionsTo(found, wanted).length === 0
	};
}
async function attachBare(bench, { plan, record }) {
	const artifact = {
		mediaType: recordType,
		bytes: Buffer.from(JSON.stringify(record)),
		annotations: { "org.opencontainers.image.created": bench.world.clock.now().toISOString() }
	};
	const places = placesOf$1(plan).filter((place) => targetOf(record, place) !== void 0);
	await Promise.all(places.map((place) => attachAt(bench, place, artifact)));
}
async function signed({ world }, signer, statement) {
	const bytes = await signer.sign(Buffer.from(JSON.stringify(statement)), { signal: world.signal });
	return {
		mediaType: bundleType,
		bytes,
		annotations: {
			"dev.sigstore.bundle.content": "dsse-envelope",
			"dev.sigstore.bundle.predicateType": statement.predicateType,
			"org.opencontainers.image.created": world.clock.now().toISOString()
		}
	};
}
async function attachSigned(bench, places, artifact) {
	await Promise.all(places.map((place) => attachAt(bench, place, artifact)));
}
async function attachAt(bench, place, artifact) {
	const { registry, world } = bench;
	const subject = await rootAt(bench, place);
	const { repository } = place;
	await attachArtifact({
		registry,
		repository,
		subject,
		signal: world.signal
	}, artifact);
}
async function rootAt({ registry, world }, { repository, digest }) {
	const root = await registry.manifest(repository, digest, { signal: world.signal });
	if (root !== void 0) return root;
	throw new HoistError("incomplete", "IMAGE_NOT_FOUND", `${repository} does not have ${digest} any more`, { hint: "Run again: it is brought there anew." });
}
async function attempt(what, { pipeline, stage }, attach) {
	try {
		await attach();
		return;
	} catch (thrown) {
		const hint = thrown instanceof HoistError ? thrown.hint : void 0;
		return new HoistError("incomplete", "NOT_ATTACHED", `${pipeline}/${stage}: ${what} could not be attached at every target: ${messageOf(thrown)}`, {
			hint: hint ?? "Run again: what is missing is attached then.",
			cause: thrown
		});
	}
}
/** The statement of a stage at its target: a decision that let the image pass, and a record of its promotion. */
function showing(bench) {
	const { registry, world, config } = bench;
	return async (stage, { pipeline, source, target, digest }) => {
		const root = await registry.manifest(target, digest, { signal: world.signal });
		if (root === void 0) return void 0;
		const open = openerFor(world, config.trust, await acceptedSigners(bench, stage));
		const place = {
			registry,
			repository: target,
			root,
			signal: world.signal,
			open
		};
		const found = await statementsAt(place);
		const wanted = {
			repository: target,
			digest,
			pipeline,
			stage: stage.name
		};
		if (decisionsFor(found, wanted).length === 0) return void 0;
		const [shown] = promotionsTo(found, wanted).filter(({ record }) => record.intent.sources.some((one) => one.repository === source && one.digest === digest));
		const tags = shown && targetOf(shown.record, wanted)?.tags;
		const isThere = (action) => [
			"create",
			"move",
			"unchanged"
		].includes(action);
		return tags && { tag: tags.find(({ action }) => isThere(action))?.tag };
	};
}

// src/promotion/resolve.ts
/**
* Fixes the digest of every image of a selection: a tag by one GET (A1). A set whose repositories do not all have
* the tag yet is `waiting`; a digest that its tag no longer names is `superseded` (contract §3, §6).
*
* @throws HoistError `IMAGE_NOT_FOUND`, `DIGEST_WITHOUT_TAG`, `DIGEST_WITH_TAGS` (config), and what the registry throws
*/
async function resolve(registry, selection, call) {
	if (selection.tag === void 0) return {
		state: "resolved",
		images: [await byDigest(registry, selection, call)]
	};
	const { tag } = selection;
	const found = await Promise.all(selection.sources.map((source) => byTag(registry, source, {
		...call,
		tag
	})));
	const images = found.filter((image) => image !== void 0);
	if (images.length < found.length) {
		const missing = selection.sources.filter((_, at) => found[at] === void 0).map((source) => source.repository);
		if (selection.pipeline.source.kind !== "set") throw notFound(`${missing.join(", ")}:${tag}`);
		return {
			state: "waiting",
			problem: incomplete(selection, missing)
		};
	}
	const named = images.find((image) => image.repository === selection.named) ?? images[0];
	if (selection.digest !== void 0 && named !== void 0 && named.digest !== selection.digest) return {
		state: "superseded",
		problem: movedOn(named, selection.digest)
	};
	return {
		state: "resolved",
		images
	};
}
async function byTag(registry, { repository, captures }, { tag, ...call }) {
	if (!countsManifestGets(repository)) {
		const root = await registry.manifest(repository, tag, call);
		return root && {
			repository,
			captures,
			tag,
			digest: root.digest,
			root: async () => root
		};
	}
	const head = await registry.head(repository, tag, call);
	return head && {
		repository,
		captures,
		tag,
		digest: head.digest,
		root: rootReader$1(registry, repository, head.digest, call)
	};
}
/** Docker Hub counts GETs of manifests against the pull limit, not HEADs; a GET by digest proves the HEAD's claim (transport.md §4.6). */
function countsManifestGets(repository) {
	return hostOf(repository) === "docker.io";
}
/** A bare digest goes under the one tag of the source that names it and that the pipeline takes. */
async function byDigest(registry, selection, call) {
	const [source] = selection.sources;
	const { digest, pipeline } = selection;
	if (source === void 0 || digest === void 0) throw notFound(selection.pipeline.name);
	const { repository, captures } = source;
	const taken = [];
	for await (const tag of registry.tags(repository, call)) if (!isAttachedTag(tag) && pipeline.source.tags.matches(tag)) taken.push(tag);
	const heads = await Promise.all(taken.map((tag) => registry.head(repository, tag, call)));
	const naming = taken.filter((_, at) => heads[at]?.digest === digest);
	const [tag, second] = naming;
	if (tag === void 0) throw new HoistError("config", "DIGEST_WITHOUT_TAG", `no tag of ${repository} that ${pipeline.name} takes names ${digest}`, { hint: "Promote by tag, or tag the image at the source." });
	if (second !== void 0) throw new HoistError("config", "DIGEST_WITH_TAGS", `several tags of ${repository} name ${digest}: ${naming.join(", ")}`, { hint: `Say which is meant: ${tag}@${digest}.` });
	return {
		repository,
		captures,
		tag,
		digest,
		root: rootReader$1(registry, repository, digest, call)
	};
}
function rootReader$1(registry, repository, digest, call) {
	let root;
	return () => root ??= readRoot(registry, repository, digest, call);
}
async function readRoot(registry, repository, digest, call) {
	const manifest = await registry.manifest(repository, digest, call);
	if (manifest === void 0) throw notFound(`${repository}@${digest}`);
	return manifest;
}
function notFound(reference) {
	return new HoistError("config", "IMAGE_NOT_FOUND", `there is no ${reference}`, { hint: "Look for a typing error; some registries also answer \"not found\" for what the credentials may not see." });
}
function incomplete({ pipeline, sources, tag }, missing) {
	return {
		code: "SET_INCOMPLETE",
		message: `${missing.length} of the ${sources.length} repositories of ${pipeline.name} do not have ${tag ?? "the tag"} yet: ${missing.join(", ")}`,
		hint: "The set is promoted when all of them have it."
	};
}
function movedOn(image, expected) {
	return {
		code: "OVERTAKEN",
		message: `${image.repository}:${image.tag} names ${image.digest} now, not ${expected}`,
		hint: "Nothing is to be done: the newer push has a run of its own."
	};
}

// src/promotion/image-text.ts
/**
* Reads `[REPOSITORY][:TAG][@DIGEST]`, a bare tag or a bare digest (contract §3). One word alone is a tag; a name with
* `/` or with a tag of its own is a repository, written as Docker writes it.
*
* @throws HoistError `IMAGE_INVALID` for nothing, and for a repository without tag and digest; those of the reference
*/
function parseImageWish(written) {
	const text = written.trim();
	const at = text.indexOf("@");
	const name = at < 0 ? text : text.slice(0, at);
	const digest = at < 0 ? void 0 : parseDigest(text.slice(at + 1));
	if (at < 0 && /^sha(?:256|512):/.test(text)) return {
		text,
		digest: parseDigest(text)
	};
	const wish = {
		text,
		...nameParts(name),
		...digest === void 0 ? {} : { digest }
	};
	if (wish.tag !== void 0 || wish.digest !== void 0) return wish;
	throw new HoistError("config", "IMAGE_INVALID", text === "" ? "the image is empty" : `no tag and no digest: ${text}`, { hint: "Write REPOSITORY:TAG, REPOSITORY@sha256:\u2026, a tag or a digest: ghcr.io/acme/dev/web:1.4.2." });
}
function nameParts(name) {
	if (name === "") return {};
	if (name.startsWith(":")) return { tag: parseTag(name.slice(1)) };
	if (isTag(name)) return { tag: name };
	const { repository, tag } = parseReference(name);
	return {
		repository,
		...tag === void 0 ? {} : { tag }
	};
}

// src/promotion/select.ts
/**
* Which pipelines take the image that was asked for by hand or by the event (contract §3). Nothing is read.
*
* @throws HoistError of kind `config`: `IMAGE_MISSING`, `IMAGE_INVALID`, `IMAGE_NOT_TAKEN`, `PIPELINE_UNKNOWN`,
*   `PIPELINE_AMBIGUOUS`, `STAGE_UNKNOWN`, `SET_TAKES_A_TAG`
*/
function select(config, run, request) {
	const text = request.image ?? run.requested.image;
	const fromEvent = request.image === void 0;
	if (text === void 0) return withoutImage(run);
	const wish = parseImageWish(text);
	const pipelineName = request.pipeline ?? (fromEvent ? run.requested.pipeline : void 0);
	const pipelines = pipelineName === void 0 ? config.pipelines : [pipelineNamed(config, pipelineName)];
	const { repository } = wish;
	const taken = repository === void 0 ? inTheirOwnSource(pipelines, wish, pipelineName !== void 0) : pipelines.flatMap((pipeline) => takes(pipeline, repository, wish));
	if (taken.length === 0) {
		const message = `no pipeline takes ${wish.text}`;
		if (!fromEvent && request.pipeline !== void 0) throw notTaken(request.pipeline, wish);
		return {
			selections: [],
			fromEvent,
			notices: [message]
		};
	}
	return {
		selections: forStage(taken, request.stage),
		fromEvent,
		notices: []
	};
}
function withoutImage(run) {
	if (run.event === "registry_package") return {
		selections: [],
		fromEvent: true,
		notices: ["the event names no tag: a part of an image was pushed"]
	};
	throw new HoistError("config", "IMAGE_MISSING", "no image was given", { hint: "Name it: REPOSITORY:TAG, a tag or a digest. The events registry_package, repository_dispatch and workflow_dispatch can carry one." });
}
function pipelineNamed(config, name) {
	const found = config.pipelines.find((pipeline) => pipeline.name === name);
	if (found !== void 0) return found;
	throw new HoistError("config", "PIPELINE_UNKNOWN", `the config has no pipeline "${name}"`, { hint: `It has ${config.pipelines.map((pipeline) => pipeline.name).join(", ") || "none"}.` });
}
function takes(pipeline, repository, wish) {
	const captures = matchSource(pipeline, repository);
	if (captures === void 0 || !passes(pipeline, wish.tag)) return [];
	const { source } = pipeline;
	const { tag, digest } = wish;
	if (source.kind === "set" && tag === void 0) throw setTakesTag(pipeline);
	return [{
		pipeline,
		sources: source.kind === "set" ? sourcesOf$2(pipeline) : [{
			repository,
			captures
		}],
		named: repository,
		...tag === void 0 ? {} : { tag },
		...digest === void 0 ? {} : { digest }
	}];
}
/** A bare tag or digest: of the one pipeline that it can be meant for. */
function inTheirOwnSource(pipelines, wish, pipelineGiven) {
	const able = pipelines.filter((pipeline) => pipeline.source.kind !== "pattern" && passes(pipeline, wish.tag) && (wish.tag !== void 0 || pipeline.source.kind !== "set" || pipelineGiven));
	const [only, second] = able;
	if (second !== void 0) throw new HoistError("config", "PIPELINE_AMBIGUOUS", `${wish.text} can be meant for several pipelines`, { hint: `Name the pipeline, one of ${able.map((pipeline) => pipeline.name).join(", ")}, or the image with its repository.` });
	const asked = pipelines[0];
	if (pipelineGiven && asked?.source.kind === "pattern") throw new HoistError("config", "IMAGE_INVALID", `${wish.text} names no repository, and ${asked.name} has a pattern for many`, { hint: `Write the image with its repository: one that matches ${asked.source.pattern.text}.` });
	if (only === void 0) return [];
	const { tag, digest } = wish;
	if (only.source.kind === "set" && (tag === void 0 || digest !== void 0)) throw setTakesTag(only);
	return [{
		pipeline: only,
		sources: sourcesOf$2(only),
		...tag === void 0 ? {} : { tag },
		...digest === void 0 ? {} : { digest }
	}];
}
/** A manual promotion goes to one stage: of several pipelines, to the one that has it. */
function forStage(taken, stage) {
	if (stage === void 0) return taken;
	const having = taken.filter(({ pipeline }) => pipeline.stages.some((one) => one.name === stage));
	if (having.length === 1) return having;
	if (having.length > 1) throw new HoistError("config", "PIPELINE_AMBIGUOUS", `several pipelines that take this image have a stage "${stage}"`, { hint: `Name the pipeline, one of ${having.map(({ pipeline }) => pipeline.name).join(", ")}.` });
	const stages = taken.flatMap(({ pipeline }) => pipeline.stages.map((one) => one.name));
	throw new HoistError("config", "STAGE_UNKNOWN", `no pipeline that takes this image has a stage "${stage}"`, { hint: `There is ${[...new Set(stages)].join(", ")}.` });
}
function passes({ source }, tag) {
	return tag === void 0 || !isAttachedTag(tag) && source.tags.matches(tag);
}
function sourcesOf$2(pipeline) {
	const { source } = pipeline;
	if (source.kind === "pattern") return [];
	return (source.kind === "set" ? source.repositories : [source.repository]).map((repository) => ({
		repository,
		captures: matchSource(pipeline, repository) ?? /* @__PURE__ */ new Map()
	}));
}
function setTakesTag(pipeline) {
	return new HoistError("config", "SET_TAKES_A_TAG", `${pipeline.name} is a set: it is promoted by the tag that its images share`, { hint: "Give the tag alone, or one of its repositories with the tag." });
}
function notTaken(pipeline, wish) {
	return new HoistError("config", "IMAGE_NOT_TAKEN", `the pipeline ${pipeline} does not take ${wish.text}`, { hint: "Its source names other repositories, or its tag filter leaves this tag out. Tags that hold signatures and the like are never images." });
}

// src/promotion/prepare.ts
/**
* select \u2192 resolve \u2192 plan, for every pipeline that takes the image. Nothing is written.
*
* @throws HoistError of kind `config` for wrong arguments, of other kinds for what could not be read
*/
async function prepare(ground, request, dry) {
	const { world, config } = ground;
	checkRequest(request);
	const { selections, fromEvent, notices } = select(config, world.run, request);
	const trip = begin(ground, request, dry);
	if (trip.expected !== void 0 && selections.length > 1) throw ambiguousPlan(selections);
	const routes = [];
	for (const selection of selections) {
		const follows = trip.kind === "auto" && (selection.digest === void 0 || fromEvent);
		routes.push(await planSelection({
			...trip,
			follows
		}, selection));
	}
	return {
		trip,
		routes,
		notices: [...notices, ...routes.flatMap((one) => one.notices)]
	};
}
/** The plan as it is shown and kept. */
function planOf({ trip, notices }, stages) {
	return {
		schema: "hoist/plan/v1",
		instant: instantText(trip.instant),
		outcome: totalOutcome(stages.map(({ plan }) => expectedOutcome(plan.state))),
		stages: stages.map(({ plan }) => plan),
		...trip.config === void 0 ? {} : { config: trip.config.origin },
		notices
	};
}
function begin({ world, config, registry }, request, dry) {
	const now = world.clock.now();
	const expected = request.expectedPlan === void 0 ? void 0 : parsePlanHash(request.expectedPlan, now);
	const journal = openJournal(world, config);
	return {
		world,
		registry,
		config,
		journal,
		past: createPast(journal),
		judge: createJudge({
			world,
			config,
			registry
		}),
		proof: createProof({
			world,
			config,
			registry
		}),
		kind: request.stage === void 0 ? "auto" : "manual",
		instant: expected?.instant ?? wholeSeconds(now),
		dry,
		request,
		expected,
		follows: false,
		wrote: /* @__PURE__ */ new Set()
	};
}
/** Plans and hashes write whole seconds, and tags are made of what they write. */
function wholeSeconds(instant) {
	return /* @__PURE__ */ new Date(Math.floor(instant.getTime() / 1e3) * 1e3);
}
async function planSelection(trip, selection) {
	const { pipeline } = selection;
	const [first] = route(pipeline, trip.request.stage);
	const resolution = await resolve(trip.registry, selection, { signal: trip.world.signal });
	if (resolution.state === "resolved") return await planRoute(trip, pipeline, resolution.images);
	return {
		trip,
		stages: first === void 0 ? [] : [stopped$1(trip, {
			pipeline,
			stage: first,
			images: [],
			...resolution
		})],
		notices: []
	};
}
function checkRequest({ stage, tag }) {
	if (tag === void 0) return;
	parseTag(tag);
	if (stage !== void 0) return;
	throw new HoistError("config", "TAG_WITHOUT_STAGE", "a destination tag was given without a stage", { hint: "A destination tag belongs to a manual promotion: name the stage too." });
}
function ambiguousPlan(selections) {
	return new HoistError("config", "PIPELINE_AMBIGUOUS", "expected-plan is of one stage, and several pipelines take this image", { hint: `Name the pipeline, one of ${selections.map(({ pipeline }) => pipeline.name).join(", ")}.` });
}

// src/domain/decision-record.ts
function recordedDecision(decision) {
	const { image, policies, evaluatedAt, verdict, checks, waivers } = decision;
	return {
		repository: image.repository,
		...image.tag === void 0 ? {} : { tag: image.tag },
		digest: image.digest,
		policies,
		evaluatedAt,
		verdict,
		checks: checks.map(recordedCheck),
		waivers: waivers.used.map(recordedWaiver)
	};
}
function recordedCheck(check) {
	const { id, criterion, policy, verdict, level } = check;
	const code = verdict === "pass" ? void 0 : codeOf(check);
	return {
		id,
		criterion,
		policy,
		verdict,
		level,
		...code === void 0 ? {} : { code },
		evidence: [...new Set(evidenceOf(check))]
	};
}
function codeOf({ reasons, verdict }) {
	const codes = reasons.map(({ code }) => code);
	return verdict === "fail" && codes.includes("VIOLATION") ? "VIOLATION" : codes[0];
}
/** Of `any`, what its alternatives were judged by. */
function evidenceOf({ evidence, any = [] }) {
	return [...evidence.map(({ digest }) => digest), ...any.flatMap(evidenceOf)];
}
function recordedWaiver(waiver) {
	const { id, check, owner, expires, findings, ticket, origin } = waiver;
	return {
		id,
		check,
		owner,
		expires,
		findings,
		...ticket === void 0 ? {} : { ticket },
		...origin?.commit === void 0 ? {} : { commit: origin.commit },
		...origin?.author === void 0 ? {} : { author: origin.author },
		...origin === void 0 || origin.approvers.length === 0 ? {} : { approvers: origin.approvers }
	};
}

// src/promotion/record.ts
/** The record of a stage as it is kept before the first tag moves. Tags that stay as they are by rule are left out. */
function intentOf(trip, plan) {
	const { world, config, request } = trip;
	const { actor, initiator, url, id, attempt } = world.run;
	const intent = {
		pipeline: plan.pipeline,
		stage: plan.stage,
		kind: plan.kind,
		planned: instantText(trip.instant),
		actor,
		initiator,
		...request.comment === void 0 ? {} : { comment: request.comment },
		...plan.environment === void 0 ? {} : { environment: plan.environment.name },
		sources: plan.sources,
		targets: plan.targets.map(({ repository, digest, tags }) => ({
			repository,
			digest,
			tags: tags.filter((tag) => tag.action !== "kept").map(({ tag, now }) => ({
				tag,
				before: now ?? null,
				after: digest
			}))
		})),
		...plan.decisions === void 0 || plan.decisions.length === 0 ? {} : { policy: plan.decisions.map(recordedDecision) },
		...config === void 0 ? {} : { config: config.origin },
		...plan.hash === void 0 ? {} : { planHash: plan.hash },
		run: {
			...url === void 0 ? {} : { url },
			...id === void 0 ? {} : { id },
			...attempt === void 0 ? {} : { attempt }
		}
	};
	return {
		schema: "hoist/promotion/v1",
		id: world.newId(),
		intent
	};
}
/** What came of it, after the targets were read back. */
function resultOf(trip, ending) {
	const { outcome, started, targets, pulled, problems, error, plan } = ending;
	return {
		outcome,
		...plan.approvals === void 0 ? {} : { approvals: plan.approvals },
		started: started.toISOString(),
		finished: trip.world.clock.now().toISOString(),
		targets,
		pulled,
		split: isSplit(targets),
		problems,
		...error === void 0 ? {} : { error: problemOf(error) }
	};
}
/** An error in the words of plans and records. */
function problemOf({ code, message, hint }) {
	return {
		code,
		message,
		...hint === void 0 ? {} : { hint }
	};
}
/** Some tags name the new digest and some should and do not. */
function isSplit(targets) {
	const tags = targets.flatMap((target) => target.tags.map((tag) => ({
		...tag,
		arrived: tag.after === target.digest
	})));
	return tags.some(({ action }) => action === "create" || action === "move") && tags.some(({ action, arrived }) => action !== "kept" && !arrived);
}

// src/promotion/recorded-images.ts
/**
* The images of a record as they lie in the first target of a stage, read anew as if somebody had typed them (guarantee
* 11). Undefined where the pipeline, as the config has it now, does not carry them.
*/
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
				digest
			})
		});
	} catch (thrown) {
		if (thrown instanceof HoistError) return void 0;
		throw thrown;
	}
	return images;
}
function rootReader(registry, repository, { digest, ...call }) {
	let root;
	return () => root ??= read();
	async function read() {
		const manifest = await registry.manifest(repository, digest, call);
		if (manifest !== void 0) return manifest;
		throw new HoistError("unreachable", "IMAGE_NOT_FOUND", `${repository} does not have ${digest} any more`, { hint: "Promote it anew: only what a stage holds can be rolled back to." });
	}
}

// src/promotion/stage-name.ts
/**
* The stage that a person named, in the one pipeline that can be meant.
*
* @throws HoistError `STAGE_MISSING`, `PIPELINE_UNKNOWN`, `STAGE_UNKNOWN`, `PIPELINE_AMBIGUOUS` (config)
*/
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

// src/promotion/candidates.ts
/**
* The images that could be promoted to a stage now: what the stage before it promoted recently, or the newest tags of the
* source for a first stage, without those that are in the stage already; each with what a plan and the stage's policies say.
*
* @throws HoistError of kind `config` for wrong arguments, of other kinds for what could not be read
*/
async function candidates$1(ground, request, query) {
	const { pipeline, stage } = stageWithName(ground.config.pipelines, request);
	const repository = request.image === void 0 ? void 0 : parseReference(request.image).repository;
	const trip = begin(ground, { stage: stage.name }, true);
	const [before] = stage.after;
	const place = {
		pipeline,
		stage,
		repository
	};
	const nominees = before === void 0 ? await ofSource(trip, place, query) : await ofStage(trip, place, {
		before,
		query
	});
	const found = [];
	for (const nominee of nominees) {
		const one = await look(trip, place, nominee);
		if (one !== void 0) found.push(one);
	}
	const hold = await trip.past.hold({
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
		...hold === void 0 ? {} : { hold },
		...stage.environment === void 0 ? {} : { environment: stage.environment.name },
		config: ground.config.origin
	};
}
/** Undefined where the stage has it already. */
async function look(trip, { pipeline, stage }, nominee) {
	const about = nominee.promoted === void 0 ? {} : { promoted: nominee.promoted };
	const images = await nominee.images();
	if (images === void 0) return void 0;
	const sources = images.map(plannedSource);
	try {
		const arrival = await arrive(pipeline, stage, images, {
			registry: trip.registry,
			past: trip.past,
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
/** What the stage before promoted, each image once, from the newest record on; reads no further than the limit. */
async function ofStage(trip, { pipeline, repository }, { before, query }) {
	const stage = pipeline.stages.find(({ name }) => name === before);
	const found = [];
	const seen = /* @__PURE__ */ new Set();
	if (stage === void 0) return found;
	const { tag, since, limit } = query;
	for await (const entry of (await trip.journal()).list({
		pipeline: pipeline.name,
		stage: before
	})) {
		if (found.length >= limit) break;
		const { sources } = entry.intent;
		if (entry.foreign === true) continue;
		if (entry.end?.outcome !== "promoted" && entry.end?.outcome !== "unchanged") continue;
		if (since !== void 0 && Date.parse(happenedAt(entry)) < Date.parse(since)) continue;
		if (tag !== void 0 && !sources.some((source) => source.tag !== void 0 && tag.matches(source.tag))) continue;
		if (repository !== void 0 && !sources.some((source) => source.repository === repository)) continue;
		const key = sources.map((source) => `${source.repository}@${source.digest}`).sort().join(" ");
		const images = recordedImages(trip.registry, entry, {
			pipeline,
			stage,
			signal: trip.world.signal
		});
		if (images === void 0 || seen.has(key)) continue;
		seen.add(key);
		const promoted = {
			at: happenedAt(entry),
			record: entry.id,
			actor: entry.intent.actor
		};
		found.push({
			promoted,
			images: async () => images
		});
	}
	return found;
}
/** The likely newest tags of the source that the pipeline takes; of a set, those of its first repository. */
async function ofSource(trip, { pipeline, repository }, { tag: wanted, limit }) {
	const { source } = pipeline;
	const own = source.kind === "set" ? source.repositories[0] : source.kind === "repository" ? source.repository : repository;
	if (own === void 0) throw new HoistError("config", "IMAGE_MISSING", `${pipeline.name} has a pattern for many repositories`, { hint: "Say which is meant: give its repository at the source as the image." });
	const tags = [];
	for await (const tag of trip.registry.tags(own, { signal: trip.world.signal })) {
		if (isAttachedTag(tag) || !source.tags.matches(tag) || wanted?.matches(tag) === false) continue;
		tags.push(tag);
	}
	return likelyNewestFirst(tags).slice(0, limit).map((tag) => ({ images: () => atSource(trip, pipeline, `${own}:${tag}`) }));
}
async function atSource({ registry, config, world }, pipeline, image) {
	if (config === void 0) return void 0;
	const [selection] = select(config, world.run, {
		image,
		pipeline: pipeline.name
	}).selections;
	if (selection === void 0) return void 0;
	const resolution = await resolve(registry, selection, { signal: world.signal });
	if (resolution.state !== "resolved") return void 0;
	return resolution.images.map((one) => ({
		...one,
		from: one.repository,
		fromTag: one.tag
	}));
}

// src/config/locate.ts
const defaultConfigPath = ".github/hoist.yml";
/**
* The config that decides: in Actions the one at the head of the default branch, whatever the event, the ref or the
* workspace; elsewhere the file on disk.
*/
async function locateConfig({ path = defaultConfigPath, files, forge }) {
	const name = parseFilePath(path);
	if (forge === void 0) return {
		found: await readFrom(files, name),
		notices: []
	};
	const head = await forge.defaultBranch();
	const found = await readFrom(head.files, name, head.commit);
	return {
		found,
		notices: await compare$1(found, {
			files,
			name,
			place: `the default branch (${head.branch} at ${head.commit.slice(0, 12)})`
		})
	};
}
async function readFrom(files, path, commit = files.commit) {
	const bytes = await files.read(path);
	if (bytes === void 0) return void 0;
	return {
		bytes,
		files,
		origin: {
			path,
			sha256: hexOf(digestOf(bytes)),
			...commit === void 0 ? {} : { commit }
		}
	};
}
async function compare$1(found, { files, name, place }) {
	const workspace = await readWorkspace(files, name);
	if (workspace === void 0) return [];
	if (found === void 0) return [`${name} is in the workspace but not on ${place}: it does not count before it is there`];
	if (hexOf(digestOf(workspace)) === found.origin.sha256) return [];
	return [`${name} in the workspace differs from the one on ${place}, which decides`];
}
/** The workspace is only shown: whatever is wrong with its file stops nobody. */
async function readWorkspace(files, name) {
	try {
		return await files.read(name);
	} catch (error) {
		if (error instanceof HoistError) return void 0;
		throw error;
	}
}

// src/config/load.ts
/**
* Finds the config that decides, reads it and what it names, and gives it in our words.
*
* @throws HoistErrors of kind `config` with everything that is wrong with it; `unreachable` where GitHub cannot be asked
*/
async function loadConfig(options) {
	const early = options.forge === void 0 ? void 0 : reading();
	const { found, notices } = await locateConfig(options);
	if (found === void 0) return {
		config: void 0,
		notices
	};
	const [{ parseConfig, writtenConfig }, { resolveConfig }] = await (early ?? reading());
	const text = await parseConfig(found.bytes, found.origin.path);
	const written = writtenConfig(text, await readAll(text.files, found.files));
	const files = await readAll(written.files, found.files);
	return {
		config: await resolveConfig(written, {
			origin: found.origin,
			files
		}),
		notices
	};
}
async function readAll(named, files) {
	const byPath = new Map(named.map((file) => [file.path, file]));
	return new Map(await Promise.all([...byPath.values()].map((file) => readNamed(file, files))));
}
function reading() {
	return Promise.all([import("./parse3.js"), import("./resolve.js")]);
}
async function readNamed({ path, position }, files) {
	try {
		return [path, await files.read(path)];
	} catch (error) {
		if (!(error instanceof HoistError) || error.kind !== "config") throw error;
		const { code, message, hint } = error;
		throw new HoistError("config", code, message, {
			hint,
			position,
			cause: error
		});
	}
}

// src/commands/options.ts
/** Options that several commands have: declared once, so that they mean the same everywhere. */
const imageOption = {
	name: "image",
	kind: "text",
	placeholder: "IMAGE",
	positional: true,
	description: "The image: `[REPOSITORY][:TAG][@DIGEST]`, a tag or a digest. Some events carry one; then it may be left out."
};
const pipelineOption = {
	name: "pipeline",
	kind: "text",
	placeholder: "NAME",
	description: "The pipeline, where the image alone does not tell."
};
const stageOption = {
	name: "stage",
	kind: "text",
	placeholder: "NAME",
	description: "A manual promotion to this stage, then on through the automatic stages behind it."
};
const tagOption = {
	name: "tag",
	kind: "text",
	placeholder: "TAG",
	description: "The destination tag of a manual promotion, in place of the stage's first tag."
};
const targetsOption = {
	name: "targets",
	kind: "text",
	placeholder: "GLOB",
	description: "Only those targets of a stage whose repository matches; `*` does not cross a `/`, `**` does."
};
const commentOption = {
	name: "comment",
	kind: "text",
	placeholder: "TEXT",
	description: "Why; kept in the record."
};
const configOption = {
	name: "config",
	kind: "text",
	placeholder: "PATH",
	default: defaultConfigPath,
	description: "The config. In Actions it is read at the head of the default branch."
};
const expectedPlanOption = {
	name: "expected-plan",
	kind: "text",
	placeholder: "HASH",
	description: "The hash of a plan of the first stage: anything else than that plan is a conflict."
};
const dryRunOption = {
	name: "dry-run",
	kind: "flag",
	default: "false",
	description: "Show what would happen and write nothing."
};
const journalOption = {
	name: "journal",
	kind: "text",
	placeholder: "FILE",
	surfaces: ["cli"],
	default: ".hoist/journal.jsonl",
	description: "Where promotions are recorded, as JSON lines."
};
const whereOption = {
	name: "where",
	kind: "text",
	placeholder: "KEY=VALUE",
	repeatable: true,
	description: "What to look for: `key=value`, one a line or separated by commas."
};
const failOnOption = {
	name: "fail-on",
	kind: "choice",
	choices: ["drift", "refused"],
	description: "What else ends with exit code 1: `drift` of `status`."
};
const formatOption = {
	name: "format",
	kind: "choice",
	choices: [
		"text",
		"markdown",
		"csv"
	],
	surfaces: ["cli"],
	default: "text",
	description: "How the report is printed."
};
const markdownOption = {
	...formatOption,
	choices: ["text", "markdown"]
};
const prCommentOption = {
	name: "pr-comment",
	kind: "choice",
	choices: [
		"auto",
		"always",
		"never"
	],
	surfaces: ["action"],
	default: "auto",
	description: "Whether the pull request that brought the image is told, in one comment: `auto` where the commit is known and the token may; `always` also says where it could not; `never`."
};
/** Where `hoist test` and `hoist check` look for cases. */
const defaultCases = ".github/hoist-tests";
/** The text of an option; undefined where it was not given or is empty. */
function textOf(values, { name }) {
	const value = values[name];
	return typeof value === "string" && value !== "" ? value : void 0;
}
function isSet(values, { name }) {
	return values[name] === true;
}
/** How a report is printed; in Actions as text. */
function formatOf(values) {
	const format = textOf(values, formatOption);
	return format === "markdown" || format === "csv" ? format : "text";
}

// src/commands/ground.ts
/**
* Refuses a command that writes under an event that strangers can cause, before a credential is read (contract §3, A30).
*
* @throws HoistError `EVENT_MAY_NOT_WRITE`
*/
function requireWrite({ run }) {
	if (run.mayWrite) return;
	throw new HoistError("config", "EVENT_MAY_NOT_WRITE", run.mayNotWriteBecause ?? "this run may not write", { hint: "Run the command under push, workflow_dispatch, repository_dispatch, registry_package, release or schedule; `plan` works everywhere." });
}
/** The config that decides (contract §4), or none, with what people should know about it. */
async function readConfig(world, values) {
	const forge = await world.forge();
	const path = textOf(values, configOption);
	const { config, notices } = await loadConfig({
		path,
		files: world.files,
		...forge === void 0 ? {} : { forge }
	});
	if (config === void 0 && path !== void 0 && path !== configOption.default) requireConfig({
		config,
		notices
	}, values);
	const unbuilt = (config?.unbuilt ?? []).map(({ key, position }) => `${position.file}:${position.line}: ${key} is checked, but this version does not do it yet`);
	return {
		config,
		notices: [...notices, ...unbuilt]
	};
}
/**
* For commands that can do nothing without a config.
*
* @throws HoistError `CONFIG_MISSING`
*/
function requireConfig({ config }, values) {
	if (config !== void 0) return config;
	throw new HoistError("config", "CONFIG_MISSING", `there is no ${textOf(values, configOption) ?? "config"}`, { hint: "`hoist init` writes one to start from. In Actions it counts when it is on the default branch." });
}
/** Opens the registries as the config says, and closes them whatever happens. */
async function withRegistry(world, config, use) {
	const registry = await world.registry(config?.registries ?? /* @__PURE__ */ new Map());
	try {
		return await use(registry);
	} finally {
		await registry.close();
	}
}

// src/commands/candidates.ts
const toStage = {
	...stageOption,
	description: "The stage that they could be promoted to."
};
const ofRepository = {
	...imageOption,
	positional: false,
	placeholder: "REPOSITORY",
	description: "The repository at the source, where the pipeline has a pattern for many."
};
const candidatesCommand = {
	name: "candidates",
	summary: "Show the images that could be promoted to a stage now, with what its policies say of each.",
	writes: false,
	options: [
		toStage,
		pipelineOption,
		ofRepository,
		whereOption,
		markdownOption,
		configOption,
		journalOption
	],
	async run(world, values) {
		const query = parseCandidateQuery(textOf(values, whereOption), world.clock.now());
		const loaded = await readConfig(world, values);
		const config = requireConfig(loaded, values);
		const { notices } = loaded;
		const request = {
			stage: textOf(values, toStage),
			pipeline: textOf(values, pipelineOption),
			image: textOf(values, ofRepository)
		};
		const report = await withRegistry(world, config, (registry) => candidates$1({
			world,
			config,
			registry
		}, request, query));
		return {
			kind: "candidates",
			format: formatOf(values),
			document: {
				...report,
				notices
			},
			notices,
			exitCode: 0
		};
	}
};

// src/promotion/check-environments.ts
/** Whether every environment that guards a stage, or its rollbacks, is there and protects. Outside Actions nothing is asked. */
async function checkEnvironments(gates, pipelines) {
	if (gates === void 0) return [];
	return await Promise.all(guardedBy(pipelines).map((one) => checkOne(gates, one)));
}
/** Each environment once, for the most that a stage asks of it. */
function guardedBy(pipelines) {
	const found = /* @__PURE__ */ new Map();
	function add(guard, user) {
		if (guard.approval === "none") return;
		const key = guard.name.toLowerCase();
		const before = found.get(key);
		found.set(key, {
			guard: before?.guard.approval === "required" ? before.guard : guard,
			users: [...before?.users ?? [], user]
		});
	}
	for (const { name: pipeline, stages } of pipelines) for (const { name: stage, environment } of stages) {
		if (environment === void 0) continue;
		const user = stageText({
			pipeline,
			stage
		});
		add(environment, user);
		if (environment.rollback !== void 0) add({
			...environment,
			name: environment.rollback
		}, `${user} (rollback)`);
	}
	return [...found.values()];
}
async function checkOne(gates, { guard, users: usedBy }) {
	const { name } = guard;
	try {
		const rules = await gates.environment(name);
		const found = {
			name,
			usedBy,
			...rules === void 0 ? {} : { rules }
		};
		try {
			refuseUnprotected(guard, rules);
			return {
				...found,
				ok: true
			};
		} catch (error) {
			return {
				...found,
				...failed(error)
			};
		}
	} catch (error) {
		return {
			name,
			usedBy,
			...failed(error)
		};
	}
}
function failed(error) {
	if (!(error instanceof HoistError)) throw error;
	return {
		ok: false,
		problem: problemOf(error)
	};
}

// src/commands/deliveries.ts
const sendTestOption = {
	name: "send-test",
	kind: "flag",
	surfaces: ["cli"],
	default: "false",
	description: "Send every webhook of the config a test."
};
const redeliverOption = {
	name: "redeliver",
	kind: "text",
	placeholder: "RECORD",
	surfaces: ["cli"],
	description: "Send a record of the journal to its webhooks again, under the same id; credentials are not checked then."
};
/** What `check` was asked to send; nothing, unless it was. */
async function deliveriesOf(world, values, config) {
	const record = textOf(values, redeliverOption);
	const isTest = isSet(values, sendTestOption);
	if (record === void 0 && !isTest) return [];
	const { redeliver, sendTest } = await import("./redeliver.js");
	return [...isTest ? await sendTest(world, config) : [], ...record === void 0 ? [] : await redeliver(world, config, record)];
}

// src/commands/check.ts
const checkCommand = {
	name: "check",
	summary: "Check the config, whether the credentials open each of its repositories, and in Actions whether its environments protect. Writes nothing.",
	writes: false,
	options: [
		configOption,
		sendTestOption,
		redeliverOption,
		journalOption
	],
	async run(world, values) {
		const loaded = await readConfig(world, values);
		const config = requireConfig(loaded, values);
		const hooks = await deliveriesOf(world, values, config);
		const cases = await casesOf(world, config);
		return await withRegistry(world, config, async (registry) => {
			const isRedelivery = textOf(values, redeliverOption) !== void 0;
			const questions = isRedelivery ? [] : questionsOf(config);
			const [answers, environments] = await Promise.all([Promise.all(questions.map((question) => ask(registry, world, question))), isRedelivery ? [] : checkEnvironments(await world.gates(), config.pipelines)]);
			return {
				kind: "check",
				document: {
					schema: "hoist/check/v1",
					ok: [
						...answers.map(({ access }) => access),
						...environments,
						...cases,
						...hooks
					].every(({ ok }) => ok),
					config: config.origin,
					pipelines: config.pipelines.map(({ name, stages }) => ({
						name,
						stages: stages.map((stage) => stage.name)
					})),
					access: answers.map(({ access }) => access),
					...environments.length === 0 ? {} : { environments },
					...cases.length === 0 ? {} : { cases },
					...hooks.length === 0 ? {} : { hooks },
					notices: [...loaded.notices, ...config.pipelines.flatMap(unknowable)]
				},
				notices: [],
				exitCode: totalExitCode([
					...answers.map(({ exitCode }) => exitCode),
					...environments.map(({ ok }) => ok ? 0 : 2),
					...cases.map(({ ok }) => ok ? 0 : 1),
					...hooks.map(({ ok }) => ok ? 0 : 3)
				])
			};
		});
	}
};
/**
* Not in Actions: there the config comes from the default branch, and the cases beside it are the workspace's, which may be
* another commit's.
*/
async function casesOf(world, config) {
	if (world.run.surface === "action") return [];
	const { runPolicyTests } = await import("./policy-tests.js");
	return await runPolicyTests({
		config,
		workspace: await world.workspace(),
		folder: defaultCases,
		now: world.clock.now()
	});
}
/** Each repository once, for the most that is done there. */
function questionsOf(config) {
	const asked = /* @__PURE__ */ new Map();
	function add(repository, actions, user) {
		const before = asked.get(repository);
		const usedBy = [...before?.usedBy ?? [], user];
		asked.set(repository, {
			repository,
			actions: before?.actions === "push" ? "push" : actions,
			usedBy
		});
	}
	for (const pipeline of config.pipelines) for (const source of sourcesOf$1(pipeline)) {
		add(source, "pull", pipeline.name);
		const captures = matchSource(pipeline, source) ?? /* @__PURE__ */ new Map();
		for (const stage of pipeline.stages) {
			const user = stageText({
				pipeline: pipeline.name,
				stage: stage.name
			});
			for (const to of stage.to) add(expandTarget(to, captures), "push", user);
		}
	}
	return [...asked.values()].map((question) => ({
		...question,
		usedBy: [...new Set(question.usedBy)]
	}));
}
/** The repositories that the config names; those of a pattern are known only where it lists them. */
function sourcesOf$1({ source }) {
	if (source.kind === "repository") return [source.repository];
	if (source.kind === "set") return source.repositories;
	return source.list?.kind === "repositories" ? source.list.repositories : [];
}
function unknowable(pipeline) {
	if (pipeline.source.kind !== "pattern" || sourcesOf$1(pipeline).length > 0) return [];
	return [`${pipeline.name}: the repositories of the pattern ${pipeline.source.pattern.text} are not known, so their credentials were not checked`];
}
async function ask(registry, { signal }, question) {
	try {
		await registry.access(question.repository, question.actions, { signal });
		return {
			access: {
				...question,
				ok: true
			},
			exitCode: 0
		};
	} catch (error) {
		if (!(error instanceof HoistError)) throw error;
		const { code, message, hint, exitCode } = error;
		const problem = {
			code,
			message,
			...hint === void 0 ? {} : { hint }
		};
		return {
			access: {
				...question,
				ok: false,
				problem
			},
			exitCode
		};
	}
}

// src/domain/history-query.ts
const historyKeys = [
	"pipeline",
	"stage",
	"repository",
	"tag",
	"digest",
	"actor",
	"since",
	"until",
	"outcome",
	"kind",
	"order",
	"limit"
];
const kinds = [
	"auto",
	"manual",
	"rollback",
	"sync",
	"copy"
];
const ends = [
	"promoted",
	"unchanged",
	"refused",
	"conflict",
	"superseded",
	"failed",
	"unfinished"
];
const usualLimit = 100;
/** A plan may be carried out so long after it was made (contract §6). */
const longestPlan = 3024e6;
/**
* Reads what `where` says for `history`.
*
* @throws HoistError `WHERE_INVALID`, and those of a repository or tag (config)
*/
function parseHistoryQuery(text, now) {
	const where = parseWhere(text, historyKeys);
	const [repository, tag] = [where.get("repository"), where.get("tag")];
	const digest = digestPart(where.get("digest"));
	const limit = countOf("limit", where.get("limit")) ?? (digest === void 0 ? usualLimit : void 0);
	const given = {
		pipeline: where.get("pipeline"),
		stage: where.get("stage"),
		repository: repository === void 0 ? void 0 : parseRepository(repository),
		tag: tag === void 0 ? void 0 : parseTag(tag),
		digest,
		actor: where.get("actor"),
		since: momentOf("since", where.get("since"), now),
		until: momentOf("until", where.get("until"), now),
		outcome: wordOf("outcome", where.get("outcome"), ends),
		kind: wordOf("kind", where.get("kind"), kinds),
		limit
	};
	const present = Object.entries(given).filter(([, value]) => value !== void 0);
	return {
		...Object.fromEntries(present),
		order: wordOf("order", where.get("order"), ["newest", "oldest"]) ?? "newest"
	};
}
/** A digest, or its first hex digits. Throws `WHERE_INVALID`. */
function digestPart(text) {
	if (text === void 0) return void 0;
	const digest = text.toLowerCase();
	if (/^(?:(?:sha256|sha512):)?[0-9a-f]{7,128}$/.test(digest)) return digest;
	throw wrongValue("digest", text, "Write a digest, or at least its first 7 hex digits.");
}
/** Whether a digest is the one that was asked for, or begins like it. */
function isDigestLike(digest, part) {
	return part.includes(":") ? digest.startsWith(part) : digest.slice(digest.indexOf(":") + 1).startsWith(part);
}
/** What the journal can leave out by itself. A record may be of a plan that was made long before it was carried out. */
function journalQueryOf({ pipeline, stage, since }) {
	return {
		...pipeline === void 0 ? {} : { pipeline },
		...stage === void 0 ? {} : { stage },
		...since === void 0 ? {} : { since: (/* @__PURE__ */ new Date(new Date(since).getTime() - longestPlan)).toISOString() }
	};
}
/** Whether an entry is of what is asked for. */
function isOfQuery(entry, query) {
	const { intent } = entry;
	const at = Date.parse(happenedAt(entry));
	return isSame(query.pipeline, intent.pipeline) && isSame(query.stage, intent.stage) && isSame(query.kind, intent.kind) && isSame(query.outcome, outcomeOf(entry)) && (query.since === void 0 || at >= Date.parse(query.since)) && (query.until === void 0 || at <= Date.parse(query.until)) && (query.actor === void 0 || isActor(entry, query.actor)) && (query.repository === void 0 || hasRepository(entry, query.repository)) && (query.tag === void 0 || hasTag(entry, query.tag)) && (query.digest === void 0 || hasDigest(entry, query.digest));
}
function isSame(asked, value) {
	return asked === void 0 || asked === value;
}
function isActor({ intent }, actor) {
	const login = actor.toLowerCase();
	return [intent.actor, intent.initiator].some((one) => one.toLowerCase() === login);
}
function hasRepository({ intent: { sources, targets } }, repository) {
	return sources.some((source) => source.repository === repository || source.from === repository) || targets.some((target) => target.repository === repository);
}
function hasTag({ intent: { sources, targets } }, tag) {
	return sources.some((source) => source.tag === tag || source.fromTag === tag) || targets.some((target) => target.tags.some((one) => one.tag === tag));
}
function hasDigest({ intent: { sources, targets } }, part) {
	return [...sources, ...targets].some(({ digest }) => isDigestLike(digest, part));
}

// src/domain/history-path.ts
/**
* The whole path of a digest: every promotion that brought it somewhere, oldest first. What was there already is a step
* only where no earlier one of that stage tells of it.
*/
function historyPath(entries, digest) {
	const seen = /* @__PURE__ */ new Set();
	return [...entries].sort((a, b) => a.at === b.at ? compare(a.id, b.id) : compare(a.at, b.at)).flatMap((entry) => {
		if (entry.outcome !== "promoted" && entry.outcome !== "unchanged") return [];
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
/**
* The promotions that a query asks for. The journal is read from its newest entry on and no further than the limit; the
* oldest first means all of it, once.
*/
async function history(journal, query) {
	const { entries, limited } = await collect(journal, query);
	const { digest } = query;
	return {
		schema: "hoist/history/v1",
		where: Object.fromEntries(Object.entries(query)),
		entries,
		limited,
		...digest === void 0 ? {} : { path: historyPath(entries, digest) }
	};
}
async function collect(journal, query) {
	const { limit = Number.POSITIVE_INFINITY, order } = query;
	const found = [];
	for await (const entry of journal.list(journalQueryOf(query))) {
		if (!isOfQuery(entry, query)) continue;
		found.push(historyEntry(entry));
		if (order === "newest" && found.length >= limit) return {
			entries: found,
			limited: true
		};
	}
	const oldestFirst = order === "oldest" ? found.reverse() : found;
	return {
		entries: oldestFirst.slice(0, limit),
		limited: oldestFirst.length > limit
	};
}

// src/commands/history.ts
const historyCommand = {
	name: "history",
	summary: "Show what was promoted, by whom, from where, to where and why; the whole path of a digest.",
	writes: false,
	options: [
		whereOption,
		formatOption,
		configOption,
		journalOption
	],
	async run(world, values) {
		const query = parseHistoryQuery(textOf(values, whereOption), world.clock.now());
		const { config, notices } = await readConfig(world, values);
		const journal = await openJournal(world, config)();
		return {
			kind: "history",
			format: formatOf(values),
			document: {
				...await history(journal, query),
				notices
			},
			notices,
			exitCode: 0
		};
	}
};

// src/domain/status-query.ts
const statusKeys = [
	"pipeline",
	"stage",
	"repository",
	"limit"
];
/** Reads what `where` says for `status`. Throws `WHERE_INVALID`, `GLOB_INVALID`. */
function parseStatusQuery(text) {
	const where = parseWhere(text, statusKeys);
	const [pipeline, stage, repository] = [
		where.get("pipeline"),
		where.get("stage"),
		where.get("repository")
	];
	return {
		...pipeline === void 0 ? {} : { pipeline },
		...stage === void 0 ? {} : { stage },
		...repository === void 0 ? {} : { repository: parseGlob(repository) },
		limit: countOf("limit", where.get("limit")) ?? 20
	};
}

// src/domain/stage-past.ts
/** @param most so many of the newest promotions count as recent */
function createStagePastReader(most) {
	const tags = /* @__PURE__ */ new Map();
	const recent = /* @__PURE__ */ new Set();
	const holdReader = createHoldReader();
	const unfinished = createUnfinishedReader();
	let hold;
	let last;
	let split;
	let promotions = 0;
	function read(entry) {
		hold ??= holdReader.read(entry);
		unfinished.read(entry);
		if (!mayHaveWritten(entry)) return;
		if (entry.end !== void 0) split ??= splitOf(entry) ?? "none";
		if (entry.end?.outcome === "promoted" || entry.end?.outcome === "unchanged") {
			last ??= lastOf(entry);
			promotions += 1;
		}
		for (const one of writtenBy(entry)) {
			const key = `${one.repository}:${one.tag}`;
			tags.set(key, withOlder(tags.get(key), one));
			if (promotions <= most) recent.add(key);
		}
	}
	return {
		read,
		past: () => ({
			last,
			hold: hold === "none" ? void 0 : hold,
			split: split === "none" ? void 0 : split,
			unfinished: unfinished.open,
			tags,
			recent
		})
	};
}
/** What was refused, in conflict or overtaken wrote no tag. */
function mayHaveWritten({ end }) {
	if (end === void 0 || end.outcome === "promoted" || end.outcome === "unchanged") return true;
	return end.outcome === "failed" && end.moved > 0;
}
function splitOf({ id, end, result }) {
	if (end === void 0) return void 0;
	return result?.split ?? (end.outcome === "failed" && end.moved > 0 && end.moved < end.all) ? {
		record: id,
		moved: end.moved,
		all: end.all
	} : void 0;
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
				record: id,
				since: happenedAt(entry),
				...referrers
			}];
		});
	});
}
function withOlder(known, older) {
	const { repository, tag, digest, before, isSure, record, since, referrers } = older;
	const draft = known ?? {
		repository,
		tag,
		maybe: /* @__PURE__ */ new Set(),
		isSettled: false
	};
	const { expected } = draft;
	if (expected === void 0 && !isSure) {
		draft.maybe.add(digest).add(before);
		return draft;
	}
	if (!isSure || draft.isSettled) return draft;
	const first = {
		digest,
		record,
		since
	};
	if (expected === void 0) return {
		...draft,
		expected: first,
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
/** The tags of a stage that move and are always called the same: `stable`. */
function movingTags(stage) {
	return stage.tags.flatMap(({ move, template }) => {
		const text = template.parts.map((part) => part.kind === "text" ? part.text : void 0).join("");
		const isFixed = template.parts.every(({ kind }) => kind === "text");
		return move !== "never" && isFixed && isTag(text) ? [text] : [];
	});
}
/**
* Whether a stage would write such a tag for some image: decided for templates of text and the image's own tag, which say
* it for certain; for those with time, versions or captures the answer is no.
*/
function couldWrite({ source }, stage, tag) {
	return stage.tags.some(({ template }) => {
		const made = sourceTagOf(template, tag);
		if (made === void 0) return false;
		const isOfSource = made.name === "source-tag" || stage.after.length === 0;
		return made.name === void 0 || isTag(made.tag) && (!isOfSource || source.tags.matches(made.tag));
	});
}
/** Of which tag a template makes this one; undefined where it does not, or more than text and one tag are in it. */
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
/** What a tag names now, held against what its records say. A target that cannot be read is `unknown`, never drift. */
async function tagStatus({ registry, world }, past) {
	const { repository, tag, expected, maybe } = past;
	const known = {
		repository,
		tag,
		...expected === void 0 ? {} : {
			expected: expected.digest,
			since: expected.since,
			record: expected.record
		}
	};
	try {
		const now = (await registry.head(repository, tag, { signal: world.signal }))?.digest ?? null;
		if (now !== null && now === expected?.digest) return {
			...known,
			now,
			state: "as-promoted"
		};
		if (maybe.has(now)) return {
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
/** Tags that the stage would write, that are there, and that no record tells of. No more than the limit are asked what they name. */
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
			return repository === void 0 ? [] : names.map((tag) => tagStatus(ground, {
				repository,
				tag,
				maybe: /* @__PURE__ */ new Set()
			}));
		})),
		notices
	};
}

// src/promotion/lost-referrers.ts
/**
* Whether a record says that signatures and the like were carried with an image, and none is at the target now: neither of
* the image nor of its platforms, neither as referrer nor under a tag of its own. What cannot be read is not lost.
*/
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
/** cosign's `.sig`, `.att` and `.sbom`. */
async function hasTags({ registry, world }, repository, digests) {
	const starts = digests.map((digest) => `${digest.slice(0, digest.indexOf(":"))}-${hexOf(digest)}`);
	for await (const tag of registry.tags(repository, { signal: world.signal })) if (starts.some((start) => tag.startsWith(`${start}.`))) return true;
	return false;
}

// src/promotion/status.ts
/**
* The board: what each stage was promoted last, what its tags name now, and what differs. The journal is read once; of the
* registries a tag is asked once, and each target for its list of tags.
*
* @throws HoistError `STAGE_UNKNOWN` (config); what cannot be read at a target is `unknown` in the report
*/
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
		...stage === void 0 ? {} : { stage }
	};
	for await (const entry of journal.list(asked)) if (entry.foreign !== true) byName.get(stageText(entry.intent))?.reader.read(entry);
	const stages = await Promise.all(places.map((place) => stageStatus(ground, place, query)));
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
		config: config.origin
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
	const { pipeline, stage, reader } = place;
	const past = reader.past();
	const isMeant = (repository) => query.repository?.matches(repository) ?? true;
	const targets = targetsOf(place, past).filter(isMeant);
	const wanted = [...past.tags.values()].filter(({ repository, tag }) => isMeant(repository) && past.recent.has(`${repository}:${tag}`));
	const moving = targets.flatMap((repository) => movingTags(stage).filter((tag) => !wanted.some((one) => one.repository === repository && one.tag === tag)).map((tag) => past.tags.get(`${repository}:${tag}`) ?? {
		repository,
		tag,
		maybe: /* @__PURE__ */ new Set()
	}));
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
	const tags = [...known, ...unrecorded.tags].filter((one) => one.expected !== void 0 || one.now !== null);
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
		notices: unrecorded.notices
	};
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
/** As the config has them now; of a pattern those that records tell of. */
function targetsOf({ pipeline, stage }, { tags }) {
	const { source } = pipeline;
	if (source.kind === "pattern") return [...new Set([...tags.values()].map((one) => one.repository))];
	const targets = (source.kind === "set" ? source.repositories : [source.repository]).flatMap((repository) => {
		const captures = matchSource(pipeline, repository) ?? /* @__PURE__ */ new Map();
		return stage.to.map((to) => expandTarget(to, captures));
	});
	return [...new Set(targets)];
}

// src/commands/status.ts
const statusCommand = {
	name: "status",
	summary: "Show the board: what every stage was promoted last, what its tags name now, and what differs.",
	writes: false,
	options: [
		whereOption,
		failOnOption,
		markdownOption,
		configOption,
		journalOption
	],
	async run(world, values) {
		const query = parseStatusQuery(textOf(values, whereOption));
		const loaded = await readConfig(world, values);
		const config = requireConfig(loaded, values);
		const { notices } = loaded;
		const document = {
			...await withRegistry(world, config, (registry) => status({
				world,
				config,
				registry
			}, query)),
			notices
		};
		const exitCode = textOf(values, failOnOption) === "drift" ? driftCode(document) : 0;
		return {
			kind: "status",
			format: formatOf(values),
			document,
			notices,
			exitCode
		};
	}
};
/** Who wants to be told of drift is told as well that it could not be looked for. */
function driftCode({ totals: { drift, unknown } }) {
	if (drift > 0) return 1;
	return unknown > 0 ? 3 : 0;
}

// src/transfer/estimate.ts
/**
* What a copy to one target would cost, with the questions that the copy itself would ask first; blobs are not asked for
* one by one, so what is there already makes the copy cheaper than said.
*/
async function estimate(world, graph, target) {
	const found = await lacking(world, new Delivery(graph, target));
	const wanted = found.blobs.filter((blob) => !found.known.has(blob.digest));
	const near = sameHost(graph.source, target.repository);
	const bytes = wanted.reduce((sum, blob) => sum + blob.size, 0);
	return {
		image: found.image.includes(graph.root.digest) ? "absent" : "present",
		transfer: {
			blobs: wanted.length,
			bytes: near ? 0 : bytes,
			mountable: near ? wanted.length : 0,
			manifests: found.image.length + found.attached.length,
			referrers: found.attachments.length
		}
	};
}

// src/promotion/cost.ts
/** Adds to planned stages what their copies would cost. */
async function withCosts(trip, stages) {
	const walked = /* @__PURE__ */ new Map();
	const costed = [];
	for (const { plan, works, stage, graphs, ...rest } of stages) {
		for (const [image, graph] of graphs) walked.set(image.digest, Promise.resolve(graph));
		const costs = await costOf(trip, {
			plan,
			works,
			rules: stage
		}, walked);
		costed.push({
			...rest,
			stage,
			works,
			graphs,
			plan: costs
		});
	}
	return costed;
}
/** A stage's plan with what every target would have to be sent; `failed` or `refused` where the image cannot be walked. */
async function costOf(trip, { plan, works, rules }, walked = /* @__PURE__ */ new Map()) {
	if (plan.state === "unchanged" || works.length === 0) return plan;
	const graphOf = async (image) => {
		const known = walked.get(image.digest) ?? walkImage(trip, rules, {
			image,
			depth: "whole"
		});
		walked.set(image.digest, known);
		return {
			...await known,
			source: image.from
		};
	};
	try {
		const { registry, world } = trip;
		const targets = await Promise.all(works.map(async (work) => {
			if (work.error !== void 0 || !getsImage(work, works)) return work.planned;
			const [graph, target] = await Promise.all([graphOf(work.image), carryTarget(trip, rules, work)]);
			const cost = await estimate({
				registry,
				signal: world.signal
			}, graph, target);
			return {
				...work.planned,
				image: cost.image,
				transfer: cost.transfer
			};
		}));
		return {
			...plan,
			targets,
			pulled: pulledBy(targets)
		};
	} catch (thrown) {
		if (!(thrown instanceof HoistError)) throw thrown;
		const state = thrown.kind === "refused" ? "refused" : "failed";
		return {
			...plan,
			state,
			problems: [...plan.problems, problemOf(thrown)]
		};
	}
}
/** Read once for all targets of an image: as much as the neediest of them lacks. */
function pulledBy(targets) {
	const most = /* @__PURE__ */ new Map();
	for (const { source, transfer } of targets) most.set(source, Math.max(most.get(source) ?? 0, transfer?.bytes ?? 0));
	return [...most.values()].reduce((sum, bytes) => sum + bytes, 0);
}

// src/promotion/afterwards.ts
/**
* What is told of a stage once its result is kept: webhooks, and the organisation's ledger. Gives what could not be told, for people; nothing of it
* changes what the stage came to. Never rejects.
*/
async function afterwards(trip, run) {
	try {
		const [told] = await Promise.all([hooks(trip, run), list(trip, run)]);
		return told;
	} catch (thrown) {
		return [`nobody was told of ${run.plan.pipeline}/${run.plan.stage}: ${messageOf(thrown)}`];
	}
}
/** Tells the organisation's ledger what the targets hold now; where it may not be told, a notice says so once. */
async function list({ world, config }, { record, outcome }) {
	if (outcome !== "promoted" || config?.record.linkedArtifacts !== "auto") return;
	const ledger = await world.ledger();
	if (ledger === void 0) return;
	const reasons = /* @__PURE__ */ new Set();
	for (const { repository, digest, tags } of record?.result?.targets ?? []) {
		const settings = repository.startsWith("oci:") ? void 0 : config.registries.get(hostOf(repository));
		if (repository.startsWith("oci:") || settings?.plainHttp === true) continue;
		const tag = tags.find(({ after }) => after === digest)?.tag;
		if (tag === void 0) continue;
		const why = await ledger.store({
			repository,
			digest,
			tag
		});
		if (why !== void 0) reasons.add(why);
	}
	for (const why of reasons) world.log.notice(`linked artifacts: ${why}`);
}
async function hooks(trip, run) {
	const { world, config } = trip;
	const notify = config?.notify ?? [];
	if (notify.length === 0) return [];
	const record = run.record ?? unkept(trip, run);
	const failed = (await announce(world, listeners(notify, record), deliveryOf(world, record))).filter(({ ok }) => !ok);
	const again = run.record === void 0 || world.run.surface !== "cli" ? "" : `; hoist check --redeliver ${record.id} sends it again from the journal`;
	return failed.map(({ urlFromEnv, message, tries }) => {
		const times = tries === 1 ? "" : ` after ${tries} tries`;
		return `the webhook of ${urlFromEnv} was not told that ${record.intent.pipeline}/${record.intent.stage} is ${run.outcome}${times}: ${message}${again}`;
	});
}
/** A stage that waits leaves no record, and somebody may want to know that it does. */
function unkept(trip, { plan, outcome }) {
	const ending = {
		outcome,
		started: trip.world.clock.now(),
		targets: [],
		pulled: 0,
		problems: plan.problems,
		plan
	};
	return {
		...intentOf(trip, plan),
		result: resultOf(trip, ending)
	};
}

// src/promotion/changes.ts
/** The server of commits that are proven where no forge says which it is. */
const publicServer = "https://github.com";
const mostTags = 5;
/**
* Adds to planned stages what would change at the first target of each image: what an approver looks at before the wait.
* It is shown, not covered by the hash, and asked in plans only. What cannot be read is told as not known.
*/
async function withChanges(trip, stages) {
	const { config, judge } = trip;
	if (config === void 0 || judge === void 0) return stages;
	const known = /* @__PURE__ */ new Map();
	const filled = /* @__PURE__ */ new Set();
	const changed = [];
	for (const stage of stages) {
		const changes = await changesOf({
			trip,
			config,
			open: judge.open,
			filled: new Set(filled),
			known
		}, stage);
		changed.push(changes.length === 0 ? stage : {
			...stage,
			plan: {
				...stage.plan,
				changes
			}
		});
		for (const { planned } of stage.works) filled.add(planned.repository);
	}
	return changed;
}
async function changesOf(bench, stage) {
	const images = [...new Set(stage.works.map(({ image }) => image))];
	return (await Promise.all(images.map(async (image) => {
		const work = stage.works.find((one) => one.image === image);
		return work === void 0 ? void 0 : await changeOf(bench, stage, work);
	}))).filter((change) => change !== void 0);
}
/** Undefined where there was nothing before, and where nothing changes. */
async function changeOf(bench, stage, work) {
	const { image, planned } = work;
	const from = await previousOf(bench, stage, work);
	if (from === void 0 || from.digest === image.digest) return void 0;
	const names = planned.tags.filter(({ action }) => action === "create" || action === "move" || action === "unchanged").map(({ tag }) => tag);
	const own = image.tag === void 0 ? [] : [image.tag];
	const to = {
		digest: image.digest,
		tags: (names.length === 0 ? own : names).slice(0, mostTags)
	};
	const { source, repository: target } = planned;
	return {
		source,
		target,
		from,
		to,
		differences: await differencesOf(bench, stage, {
			work,
			from
		})
	};
}
async function differencesOf(bench, stage, { work, from }) {
	const { compareImages } = await import("./compare.js");
	try {
		const [before, after, forge] = await Promise.all([
			once(bench, `${work.planned.repository}@${from.digest}`, () => readPrevious(bench, stage, {
				repository: work.planned.repository,
				digest: from.digest
			})),
			once(bench, `${work.image.from}@${work.image.digest}`, () => readNext(bench, stage, work.image)),
			bench.trip.world.forge()
		]);
		return {
			state: "known",
			value: compareImages(before, after, forge?.server ?? publicServer)
		};
	} catch (thrown) {
		if (!(thrown instanceof HoistError)) throw thrown;
		return {
			state: "unknown",
			code: "UNREACHABLE",
			message: thrown.message
		};
	}
}
function once({ known }, key, read) {
	const reading = known.get(key) ?? read();
	known.set(key, reading);
	return reading;
}
/** What the first moving tag names, else the first tag that is there, else what was promoted there last. */
async function previousOf({ trip }, { pipeline, stage }, { planned, error }) {
	if (error !== void 0) return void 0;
	const there = planned.tags.filter(({ now }) => now !== null && now !== void 0);
	const tag = there.find(({ move }) => move !== "never") ?? there[0];
	const past = await pastOf(trip, {
		pipeline: pipeline.name,
		stage: stage.name,
		target: planned.repository
	});
	const digest = tag?.now ?? past.find((one) => one.digest !== planned.digest)?.digest;
	if (digest === void 0) return void 0;
	const names = past.filter((one) => one.digest === digest).flatMap(({ tags }) => tags);
	return {
		digest,
		tags: [.../* @__PURE__ */ new Set([...tag === void 0 ? [] : [tag.tag], ...names])].slice(0, mostTags),
		found: tag === void 0 ? "journal" : "tag"
	};
}
/** What was there longer ago is not looked for. */
const mostPast = 50;
async function pastOf({ past }, query) {
	try {
		const found = [];
		for await (const one of past.promotedTo(query)) if (found.push(one) === mostPast) break;
		return found;
	} catch (thrown) {
		if (!(thrown instanceof HoistError)) throw thrown;
		return [];
	}
}
async function readPrevious(bench, { stage }, { repository, digest }) {
	const { registry, world } = bench.trip;
	const { signal } = world;
	const root = await registry.manifest(repository, digest, { signal });
	if (root === void 0) throw new HoistError("unreachable", "IMAGE_NOT_FOUND", `${repository} does not have ${digest} any more`);
	return await factsOf(bench, {
		graph: await walk(registry, repository, root, {
			referrers: "best-effort",
			missingPlatforms: stage.missing.platforms,
			signal
		}),
		repository,
		isNew: false
	});
}
async function readNext(bench, stage, image) {
	const rules = {
		referrers: "best-effort",
		missing: stage.stage.missing
	};
	const where = bench.filled.has(image.from) ? {
		...image,
		from: image.repository
	} : image;
	return await factsOf(bench, {
		graph: stage.graphs.get(image) ?? await walkImage(bench.trip, rules, {
			image: where,
			depth: "whole"
		}),
		repository: image.repository,
		isNew: true
	});
}
async function factsOf({ trip, config, open }, { graph, repository, isNew }) {
	const { registry, world } = trip;
	const { gather } = await import("./gather.js");
	const { platforms, evidence } = await gather({
		registry,
		graph,
		image: { repository },
		needs: {
			...needsNothing,
			evidence: true,
			configs: true
		},
		settings: config.evidence,
		forge: await world.forge(),
		web: void 0,
		workspace: isNew ? await world.workspace() : void 0,
		now: world.clock.now(),
		signal: world.signal,
		open
	});
	return {
		graph,
		platforms,
		evidence
	};
}

// src/promotion/discuss.ts
const mostPulls = 3;
const mostImages = 5;
const commitId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/**
* Tells the pull request that an image's commit came from what would become of it, or did. A pull request of another
* repository is never written to (A30). That a comment could not be written is a notice: the promotion is what it is.
*/
async function discuss(trip, news, wish = "never") {
	const { run, log, signal } = trip.world;
	if (wish === "never" || signal.aborted) return;
	if (!run.mayWrite && run.event !== "pull_request") return;
	if (isQuiet(news) && wish === "auto" && run.event !== "pull_request") return;
	try {
		const discussion = await trip.world.discussion();
		if (discussion === void 0) return;
		const threads = await threadsOf(trip, news, discussion);
		const own = threads.filter(({ pull }) => !pull.isFromFork).slice(0, mostPulls);
		if (own.length === 0 && (threads.length > 0 || wish === "always")) log.notice(nowhere(threads));
		for (const thread of own) await write$1(trip, news, {
			discussion,
			thread
		});
	} catch (thrown) {
		const hint = thrown instanceof HoistError && thrown.hint !== void 0 ? `. ${thrown.hint}` : "";
		log.notice(`the pull request has no comment about this run: ${messageOf(thrown)}${hint}`);
	}
}
/** Nothing happened, or would: nobody is told, and nothing is asked for it. */
function isQuiet({ kind, document }) {
	if (kind === "run") return document.records.length === 0;
	return document.outcome === "unchanged" || document.outcome === "none";
}
function nowhere(threads) {
	return threads.length > 0 ? "the pull request is of another repository: there is no comment about this run" : "no pull request is known that brought the image: there is no comment about this run";
}
async function write$1({ world }, news, { discussion, thread: { pull, commit } }) {
	const { actor, id, url } = world.run;
	const { commentMarkdown, commentMarker } = await import("./comment.js");
	const before = await discussion.said(pull.number, commentMarker);
	const body = commentMarkdown(world.hide({
		news,
		at: world.clock.now().toISOString(),
		actor,
		run: {
			id,
			url
		},
		commit,
		before
	}));
	const address = await discussion.comment(pull.number, {
		marker: commentMarker,
		body
	});
	world.log.info(`told the pull request #${pull.number}: ${address}`);
}
/** In a pull request's own run it is that; elsewhere the ones that brought the images' commits. */
async function threadsOf(trip, news, discussion) {
	const { run } = trip.world;
	if (run.event === "pull_request") {
		const pull = await ownPull(trip, discussion);
		return pull === void 0 ? [] : [{
			pull,
			commit: {
				id: run.sha ?? "",
				proof: "run"
			}
		}];
	}
	const threads = /* @__PURE__ */ new Map();
	for (const source of sourcesOf(news)) {
		const commit = await commitOf(trip, news, source);
		if (commit === void 0) continue;
		const [pull] = await discussion.pullsOf(commit.id);
		if (pull !== void 0 && !threads.has(pull.number)) threads.set(pull.number, {
			pull,
			commit
		});
	}
	return [...threads.values()];
}
async function ownPull({ world }, discussion) {
	const { ref, sha } = world.run;
	const number = /^refs\/pull\/(\d+)\//.exec(ref ?? "")?.[1];
	if (number !== void 0) return await discussion.pull(Number(number));
	const pulls = sha === void 0 ? [] : await discussion.pullsOf(sha);
	return number === void 0 ? pulls[0] : pulls.find((pull) => pull.number === Number(number));
}
function sourcesOf({ document, kind }) {
	const stages = kind === "plan" ? document.stages : document.plan.stages;
	return [...new Map(stages.flatMap(({ sources }) => sources).map((source) => [source.digest, source])).values()].slice(0, mostImages);
}
/** What a certificate proves, else what a label claims; only commits of this repository have pull requests here. */
async function commitOf(trip, news, source) {
	const { registry, world, judge } = trip;
	const proven = judge?.proven.get(source.digest) ?? comparedCommit(news, source);
	if (proven !== void 0) return proven.repository.toLowerCase() === world.run.repository?.toLowerCase() ? {
		id: proven.commit,
		proof: "proven"
	} : void 0;
	const call = { signal: world.signal };
	const root = await registry.manifest(source.repository, source.digest, call);
	const claimed = root && await readRevision(registry, source.repository, root, call);
	return claimed !== void 0 && commitId.test(claimed) ? {
		id: claimed,
		proof: "claimed"
	} : void 0;
}
/** A plan may have found the commit when it compared the image with the one before. */
function comparedCommit({ kind, document }, { digest }) {
	const stages = kind === "plan" ? document.stages : document.plan.stages;
	for (const { to, differences } of stages.flatMap(({ changes = [] }) => changes)) {
		const found = differences.state === "known" ? differences.value.commits.to : void 0;
		if (to.digest !== digest || found?.proof !== "proven" || found.repository === void 0) continue;
		return {
			repository: found.repository,
			commit: found.commit
		};
	}
}

// src/promotion/plan.ts
/**
* The same as a promotion without writing: every target, what each tag names and would name, what the copy would cost,
* and a hash a stage.
*
* @throws HoistError where nothing could be planned: wrong arguments, a source that cannot be read
*/
async function plan(ground, request) {
	const prepared = await prepare(ground, request, true);
	const stages = [];
	for (const { trip, stages: planned } of prepared.routes) stages.push(...await withChanges(trip, await withCosts(trip, planned)));
	const planned = plannedOf(planOf(prepared, stages));
	await discuss(prepared.trip, {
		kind: "plan",
		document: planned.document
	}, request.prComment);
	return planned;
}
function plannedOf(document) {
	return {
		document,
		exitCode: totalExitCode(document.stages.map(exitCodeOf$1))
	};
}
function exitCodeOf$1({ state }) {
	switch (state) {
		case "refused": return 1;
		case "conflict": return 4;
		case "failed": return 3;
		default: return 0;
	}
}

// src/transfer/commit.ts
/** How often a tag is decided anew because somebody else wrote it between our tries. */
const racesTaken = 3;
/** Read-back after a write, for registries whose readers lag behind (N19, F44). */
const readBack = [
	1e3,
	2e3,
	4e3,
	8e3,
	15e3,
	15e3,
	15e3
];
/**
* Writes one tag: read again, judged again, written, read back. No registry offers compare-and-swap, so this is as close
* as it gets (P31, guarantee 5). Outcomes are values; only what could not be reached is thrown.
*/
async function commitTag(world, commit) {
	for (let tries = 1;; tries += 1) {
		const result = await writeOnce(world, commit);
		if (result !== "raced") return result;
		if (tries < racesTaken) continue;
		const { tag, expectedBefore: before } = commit;
		return {
			tag,
			before,
			after: null,
			action: "failed",
			reason: "others keep writing the tag"
		};
	}
}
/** One read, one decision, one write. `raced`: somebody else wrote between our tries, so it has to be decided anew. */
async function writeOnce(world, commit) {
	const { registry, signal } = world;
	const { repository, tag, manifest } = commit;
	const [head, ready = true] = await Promise.all([registry.head(repository, tag, { signal }), commit.ready]);
	const before = head?.digest ?? null;
	if (!ready) return {
		tag,
		before,
		after: before,
		action: "skipped",
		reason: "the image did not arrive"
	};
	const { action, reason } = commit.decide(before);
	const result = {
		tag,
		before,
		action,
		...reason === void 0 ? {} : { reason }
	};
	if (action !== "create" && action !== "move") return {
		...result,
		after: before
	};
	try {
		await registry.tag(repository, manifest, tag, {
			signal,
			before
		});
	} catch (error) {
		if (!(error instanceof HoistError)) throw error;
		if (error.code === "TAG_RACED") return "raced";
		if (error.kind === "conflict") return {
			...result,
			action: "conflict",
			reason: error.message,
			after: before
		};
		const after = await quietly(world, commit, before);
		return {
			...result,
			action: "failed",
			reason: error.message,
			after
		};
	}
	try {
		const after = await see(world, commit, before);
		if (after === manifest.digest) return {
			...result,
			after
		};
		return {
			...result,
			action: "failed",
			after,
			reason: lostReason(before, after)
		};
	} catch (error) {
		if (!(error instanceof HoistError)) throw error;
		const unread = `written, but it could not be read back: ${error.message}`;
		return {
			...result,
			action: "failed",
			after: manifest.digest,
			reason: unread
		};
	}
}
/** What the tag names after a write that failed, if that can be seen; else what it named before. */
async function quietly({ registry, signal }, { repository, tag }, before) {
	try {
		return (await registry.head(repository, tag, { signal }))?.digest ?? null;
	} catch {
		return before;
	}
}
/** Polls while the tag still shows what was there before; a third digest is somebody else's write. */
async function see(world, commit, before) {
	for (let tries = 0;; tries += 1) {
		const now = (await world.registry.head(commit.repository, commit.tag, { signal: world.signal }))?.digest ?? null;
		const wait = readBack[tries];
		if (now === commit.manifest.digest || now !== before || wait === void 0) return now;
		await world.clock.sleep(wait, world.signal);
	}
}
function lostReason(before, after) {
	if (after === before) return `the registry took the tag and still shows ${after ?? "nothing"} under it after a minute`;
	return `somebody else wrote the tag at the same moment: it names ${after ?? "nothing"}`;
}

// src/promotion/commit-stage.ts
const graceMilliseconds = 2e3;
/**
* Moves the tags, when every target of every image holds everything (guarantee 3): one after the other as the stage
* lists them, each at all targets. Every tag is tried, a failure does not stop the others (contract §6, Sets); after
* a signal none is begun (F41). Unless `kept` says undefined, none is written: some target has not what it took.
*/
async function commitStage(trip, { intent, works, kept }) {
	const told = [];
	const results = works.map(() => /* @__PURE__ */ new Map());
	const rounds = Math.max(0, ...works.map((work) => work.planned.tags.length));
	const orders = works.map(commitOrder);
	const grace = withGrace(trip.world);
	const { signal } = grace;
	for (let round = 0; round < rounds; round += 1) await Promise.all(works.map(async (work, at) => {
		const planned = orders[at]?.[round];
		if (planned === void 0) return;
		const result = await writeTag(trip, work, {
			...planned,
			signal,
			kept
		});
		results[at]?.set(planned.tag, result);
		told.push(tellJournal(trip, {
			intent,
			repository: work.planned.repository,
			result
		}));
	}));
	grace.end();
	await Promise.all(told);
	return works.map((work, at) => ({
		work,
		tags: work.planned.tags.flatMap(({ tag }) => results[at]?.get(tag) ?? [])
	}));
}
/**
* As listed; but when the source tag is a channel (`main`), the tags that are not called like it come first. It is by
* the present digest still being called `main` that they are known to go forward, so that a run which was killed
* between two of them can be run again.
*/
function commitOrder({ image, planned }) {
	const { tag: channel } = image;
	if (channel === void 0 || isVersionTag(channel)) return planned.tags;
	const others = planned.tags.filter(({ tag, move }) => move === "forward" && !tag.includes(channel));
	return [...others, ...planned.tags.filter((tag) => !others.includes(tag))];
}
/** A tag that is on its way when the signal comes is finished and read back, if that takes no more than 2 s (F41). */
function withGrace({ signal, clock }) {
	const late = new AbortController();
	const wait = () => {
		clock.sleep(graceMilliseconds, late.signal).then(() => late.abort(), () => void 0);
	};
	if (signal.aborted) wait();
	else signal.addEventListener("abort", wait, { once: true });
	return {
		signal: late.signal,
		end() {
			signal.removeEventListener("abort", wait);
			late.abort();
		}
	};
}
async function writeTag(trip, work, { signal, kept, ...planned }) {
	const { tag, action, reason, now = null } = planned;
	const { repository } = work.planned;
	if (action === "kept" || action === "unchanged") return {
		...untouched$1(planned),
		action
	};
	if (trip.world.signal.aborted) return {
		...untouched$1(planned),
		action: "skipped",
		reason: "the run was stopped"
	};
	try {
		const manifest = await work.image.root();
		const { registry, world } = trip;
		const result = await commitTag({
			registry,
			clock: world.clock,
			signal
		}, {
			repository,
			manifest,
			tag,
			expectedBefore: now,
			ready: kept.then((gone) => gone === void 0),
			decide: (read) => read === now ? {
				action,
				...reason === void 0 ? {} : { reason }
			} : work.decide(tag, read)
		});
		tell(trip, repository, result);
		return result;
	} catch (thrown) {
		return {
			tag,
			before: now,
			after: null,
			action: "failed",
			reason: messageOf(thrown)
		};
	}
}
function untouched$1({ tag, now = null, reason }) {
	return {
		tag,
		before: now,
		after: now,
		...reason === void 0 ? {} : { reason }
	};
}
/** The result tells it too: a journal that does not take it now is no reason to stop. */
async function tellJournal({ journal, world }, { intent, repository, result: { tag, before, after, action } }) {
	if (after === null || action !== "create" && action !== "move") return;
	try {
		await (await journal()).moved(intent, {
			repository,
			tag,
			before,
			after
		});
	} catch (thrown) {
		world.log.warn(`the journal was not told that ${repository}:${tag} moved: ${messageOf(thrown)}`);
	}
}
function tell({ world }, repository, { tag, before, after, action }) {
	if (action === "create") world.log.info(`${repository}:${tag} \u2192 ${after ?? "?"}`);
	if (action === "move") world.log.info(`${repository}:${tag} \u2192 ${after ?? "?"}, was ${before ?? "nothing"}`);
}

// src/promotion/close-unfinished.ts
/**
* A process that died left an intent: the next run that brought the same images to the same stage, planned anew, closes it
* (guarantee 11). One that is still under way writes its own result later; one that has ended meanwhile is left alone.
*/
async function closeUnfinished(trip, record) {
	const { id, intent, result } = record;
	if (result?.outcome !== "promoted" && result?.outcome !== "unchanged") return;
	try {
		const journal = await trip.journal();
		const suspects = (await trip.past.unfinished(intent)).filter((entry) => entry.id !== id);
		if (suspects.length === 0) return;
		const open = await stillOpen(journal, intent);
		for (const dead of suspects) {
			if (!open.has(dead.id)) continue;
			await journal.finish({
				schema: "hoist/promotion/v1",
				id: dead.id,
				intent: dead.intent,
				result: resultFor(dead, {
					id,
					result
				})
			});
			trip.world.log.info(`record ${dead.id} had no result: it is closed by ${id}`);
		}
	} catch (thrown) {
		trip.world.log.warn(`a record without a result could not be closed: ${messageOf(thrown)}`);
	}
}
/** Of the newest promotions to a stage, those that have no end now. */
async function stillOpen(journal, { pipeline, stage }) {
	const open = /* @__PURE__ */ new Set();
	let looked = 0;
	for await (const { id, intent, end } of journal.list({
		pipeline,
		stage
	})) {
		if (intent.pipeline !== pipeline || intent.stage !== stage) continue;
		if (end === void 0) open.add(id);
		looked += 1;
		if (looked === 100) break;
	}
	return open;
}
function resultFor(dead, by) {
	return {
		outcome: "failed",
		started: dead.intent.planned,
		finished: by.result.finished,
		targets: dead.intent.targets.map((target) => targetNow(target, by.result)),
		pulled: 0,
		split: false,
		problems: [],
		error: {
			code: "DIED",
			message: `the process ended before its result was kept; ${by.id} brought the same images here afterwards`
		}
	};
}
/** Where the tags are now, as the later run read them back. */
function targetNow({ repository, digest, tags }, { targets }) {
	const now = new Map(targets.filter((target) => target.repository === repository).flatMap((target) => target.tags).map(({ tag, after }) => [tag, after]));
	return {
		repository,
		digest,
		tags: tags.map(({ tag, before }) => ({
			tag,
			before,
			after: now.get(tag) ?? null,
			action: "skipped",
			reason: "what became of it is in the later record"
		})),
		pushed: 0,
		mounted: 0,
		skipped: 0,
		blobs: {
			pushed: 0,
			mounted: 0,
			skipped: 0
		},
		referrers: 0,
		left: []
	};
}

// src/promotion/keep.ts
/** Keeps the record of what wrote, was refused, conflicted or failed (guarantee 8). */
async function keep(trip, ended) {
	const { plan, outcome } = ended;
	const isKept = await leavesRecord(trip, ended);
	const isProven = await isToProve(trip, ended, isKept);
	if (!isKept && !isProven) return {
		plan,
		outcome,
		exitCode: exitCodeOf(ended)
	};
	const record = recordOf(trip, ended);
	const lost = isProven ? await trip.proof.record(plan, record) : void 0;
	if (lost === void 0 || outcome === "failed") return isKept ? await write(trip, ended, record) : {
		plan,
		outcome,
		exitCode: exitCodeOf(ended)
	};
	const unproven = {
		...ended,
		outcome: "failed",
		error: lost,
		carried: true
	};
	return await write(trip, unproven, {
		...recordOf(trip, unproven),
		id: record.id
	});
}
async function write(trip, ended, record) {
	const { plan, outcome } = ended;
	try {
		const journal = await trip.journal();
		if (ended.intended === void 0) await journal.intend({ ...intentOnly(record) });
		await journal.finish(record);
		await closeUnfinished(trip, record);
		return {
			plan,
			outcome,
			exitCode: exitCodeOf(ended),
			record
		};
	} catch (thrown) {
		const lost = {
			...ended,
			outcome: "failed",
			error: notKept(ended, thrown),
			carried: true
		};
		return {
			plan,
			outcome: "failed",
			exitCode: exitCodeOf(lost),
			record: {
				...recordOf(trip, lost),
				id: record.id
			}
		};
	}
}
function recordOf(trip, ended) {
	return {
		...ended.intended ?? intentOf(trip, ended.plan),
		result: resultOf(trip, ended)
	};
}
function intentOnly({ schema, id, intent }) {
	return {
		schema,
		id,
		intent
	};
}
/** What got an image to its targets, or found it there, is proven at them; of what failed, the tags that moved. */
async function isToProve({ proof }, { plan, outcome, targets }, isKept) {
	if (plan.kind === "copy") return false;
	if (outcome === "unchanged") return isKept || await proof.isSigned();
	return outcome === "promoted" || outcome === "failed" && targets.some(({ tags }) => tags.some(hasMoved));
}
function hasMoved({ action }) {
	return action === "create" || action === "move";
}
async function leavesRecord(trip, ended) {
	if (ended.intended !== void 0) return true;
	switch (ended.outcome) {
		case "none": return false;
		case "waiting":
		case "superseded": return ended.carried;
		case "unchanged": return ended.targets.some(wroteTo) || ended.plan.kind !== "copy" && (!await isShown(trip, ended.plan) || await closesSomething(trip, ended.plan));
		default: return true;
	}
}
function wroteTo({ blobs }) {
	return blobs.pushed > 0 || blobs.mounted > 0;
}
/** What died is closed, and a hold is lifted, by a record only. */
async function closesSomething({ past }, plan) {
	const digests = plan.sources.map(({ digest }) => digest);
	if (await past.isOpen(plan, digests)) return true;
	return plan.kind === "manual" && await past.hold(plan) !== void 0;
}
/** Whether a record shows already that this stage promoted these digests: the stages behind ask for one. */
async function isShown(trip, { pipeline, stage, targets }) {
	const overtaken = overtakenOf(targets);
	for (const { source, repository: target, digest } of targets) {
		if (overtaken.includes(digest)) continue;
		if (await trip.past.promotion({
			pipeline,
			stage,
			source,
			target,
			digest
		}) === void 0) return false;
	}
	return true;
}
function notKept({ targets, error }, thrown) {
	const moved = targets.flatMap(({ repository, tags }) => tags.filter(hasMoved).map(({ tag }) => `${repository}:${tag}`));
	const what = moved.length === 0 ? "no tag has moved" : `these tags have moved: ${moved.join(", ")}`;
	const before = error === void 0 ? "" : `${error.message}; besides, `;
	return new HoistError("incomplete", "RECORD_NOT_KEPT", `${before}the record could not be kept (${messageOf(thrown)}); ${what}`, {
		hint: "The record is in the result of this run: keep it. Then make the journal writable again.",
		cause: thrown
	});
}
/** Of the contract's §2: what failed before anything was sent may help when tried again (3), later it is 5. */
function exitCodeOf({ outcome, error, carried }) {
	switch (outcome) {
		case "refused": return 1;
		case "conflict": return 4;
		case "failed": return carried || error === void 0 || error.kind === "incomplete" ? 5 : 3;
		default: return 0;
	}
}

// src/promotion/recheck.ts
/**
* Whether the plan is still true, asked when every target holds everything and no tag has moved yet: the source tags
* of an automatic run and those that a `forward` tag follows (guarantee 5), and what the targets' tags name. Where a
* single tag is to be written, that tag is not asked here: it is read right before it is written anyway, and nothing
* else depends on it.
*/
async function recheck(trip, works) {
	const asked = trip.follows ? works : works.filter(goesForward);
	const overtaken = await findOvertaken(trip, new Set(asked.map(({ image }) => image)));
	const newer = works.map(({ image }) => overtaken.get(image)).find((problem) => problem !== void 0);
	if (newer !== void 0 && trip.follows) return {
		state: "superseded",
		problem: newer
	};
	const judged = works.map((work) => overtaken.has(work.image) ? {
		...work,
		decide: (tag, now) => work.decideOvertaken(tag, now)
	} : work);
	if (works.flatMap((work) => work.planned.tags).length <= 1 && newer === void 0) return {
		state: "true",
		works
	};
	const again = await Promise.all(judged.map((work) => readAgain(trip, work, overtaken.has(work.image))));
	const [problem] = again.flatMap((work) => work.problems);
	return problem === void 0 ? {
		state: "true",
		works: again
	} : {
		state: "conflict",
		problem
	};
}
function goesForward({ planned }) {
	return planned.tags.some(({ move, action }) => move === "forward" && action !== "kept");
}
/** A source tag that was deleted meanwhile was not pushed anew: it overtakes nobody (seeds.md §1.4). */
async function findOvertaken({ registry, world }, images) {
	const overtaken = /* @__PURE__ */ new Map();
	await Promise.all([...images].map(async (image) => {
		const { repository, tag, digest } = image;
		if (tag === void 0) return;
		const now = await registry.head(repository, tag, { signal: world.signal });
		if (now === void 0 || now.digest === digest) return;
		overtaken.set(image, {
			code: "OVERTAKEN",
			message: `${repository}:${tag} names ${now.digest} now; this run carried ${digest}`,
			hint: "Nothing is to be done: the newer push has a run of its own."
		});
	}));
	return overtaken;
}
async function readAgain(trip, work, overtaken) {
	const { repository } = work.planned;
	const problems = [];
	const tags = await Promise.all(work.planned.tags.map(async (planned) => {
		if (planned.action === "kept") return planned;
		const now = (await trip.registry.head(repository, planned.tag, { signal: trip.world.signal }))?.digest ?? null;
		if (now === planned.now && !(overtaken && planned.move === "forward")) return planned;
		const decision = planned.action === "unchanged" ? leftAlone(work, planned.tag, now) : work.decide(planned.tag, now);
		if (decision.action === "conflict") problems.push(moveProblem({
			repository,
			tag: planned.tag,
			now
		}, decision));
		const { reason: _, ...rest } = planned;
		return {
			...rest,
			now,
			action: decision.action,
			...decision.reason === void 0 ? {} : { reason: decision.reason }
		};
	}));
	return {
		...work,
		problems,
		planned: {
			...work.planned,
			tags
		}
	};
}
/** Where every tag named the image, nobody looked whether it is whole: no tag is brought back to it (guarantee 3). */
function leftAlone(work, tag, now) {
	const decision = work.decide(tag, now);
	if (!(decision.action === "create" || decision.action === "move") || needsWhole(work)) return decision;
	return {
		action: "conflict",
		reason: "it named the image when the plan was made, and so the parts of the image were not looked at",
		hint: "Run again: then they are."
	};
}

// src/promotion/prove-decision.ts
/**
* Attaches the signed decision, when every target holds everything else and no tag has moved (contract §8). Whoever finds
* a decision takes it that the image got there: what is known to end otherwise gets none. Signing takes its time, so the
* plan is checked again behind it.
*/
async function proveDecision(trip, { plan, works }) {
	if (!await trip.proof.isSigned()) return {
		state: "true",
		works
	};
	const checked = await recheck(trip, works);
	if (checked.state !== "true") return checked;
	const targets = checked.works.map((work) => work.planned);
	const error = await trip.proof.decide({
		...plan,
		targets
	});
	return error === void 0 ? checked : {
		state: "lost",
		error
	};
}

// src/promotion/run-stage.ts
/**
* Carries a planned stage out: carry \u2192 decision \u2192 recheck \u2192 hold \u2192 intent \u2192 commit \u2192 read back \u2192 record. No tag moves before every
* target of every image holds everything, and none before the intent is kept (guarantees 3 and 8). Whatever happens
* comes back as a value.
*/
async function runStage(trip, job) {
	const soFar = {
		started: trip.world.clock.now(),
		plan: job.plan
	};
	try {
		return await keep(trip, await perform(trip, job, soFar));
	} catch (thrown) {
		return await keep(trip, ended(soFar, stopped(failureOf$1(thrown, trip.world))));
	}
}
async function perform(trip, job, soFar) {
	const { plan, works, rules } = job;
	if (plan.state !== "ready" && plan.state !== "unchanged") {
		const unable = plan.problems.find(({ code }) => code === "POLICY_UNREACHABLE");
		if (plan.state === "failed" && unable !== void 0) return ended(soFar, stopped(unjudged(unable)));
		return ended(soFar, { outcome: expectedOutcome(plan.state) });
	}
	if (trip.world.signal.aborted) return ended(soFar, {
		outcome: "failed",
		error: cancelled()
	});
	const [unread] = works.flatMap(({ error }) => error ?? []);
	if (unread !== void 0) return ended(soFar, stopped(unread));
	let { graphs } = job;
	if (job.judge !== void 0) {
		const ruling = await job.judge();
		graphs = ruling.graphs;
		soFar.plan = {
			...soFar.plan,
			decisions: ruling.decisions
		};
		const sentence = sentenceOf(ruling.decisions, plan);
		if (sentence.verdict === "refused") return ended(soFar, {
			outcome: "refused",
			problems: [sentence.problem]
		});
		if (sentence.verdict === "unreachable") return ended(soFar, stopped(unjudged(sentence.problem)));
	}
	const frugal = works.every(({ image }) => countsManifestGets(image.from));
	const needless = works.every((work) => !keepsAll(work.planned) || !getsImage(work, works));
	if (plan.state === "unchanged" && frugal && needless) return ended(soFar, { outcome: "unchanged" });
	soFar.carried = await carryStage(trip, {
		rules,
		works,
		graphs
	});
	const { errors, kept } = soFar.carried;
	const lost = errors.find(({ kind }) => kind !== "refused") ?? errors[0];
	if (lost !== void 0) {
		const others = errors.filter((error) => error !== lost);
		return ended(soFar, {
			...stopped(trip.world.signal.aborted ? cancelled() : lost),
			problems: others.map(problemOf)
		});
	}
	if (plan.state === "unchanged") {
		const gone = await kept;
		return ended(soFar, gone === void 0 ? { outcome: "unchanged" } : stopped(gone));
	}
	const proven = await proveDecision(trip, {
		plan: soFar.plan,
		works
	});
	if (proven.state === "lost") return ended(soFar, stopped(proven.error));
	const checked = proven.state === "true" ? await recheck(trip, proven.works) : proven;
	if (checked.state !== "true") return ended(soFar, {
		outcome: checked.state,
		problems: [checked.problem]
	});
	const back = await rolledBackMeanwhile(trip, soFar.plan);
	if (back !== void 0) return ended(soFar, {
		outcome: back.state,
		problems: [back.problem]
	});
	if (trip.world.signal.aborted) return ended(soFar, {
		outcome: "failed",
		error: cancelled()
	});
	soFar.plan = {
		...soFar.plan,
		targets: checked.works.map((work) => work.planned)
	};
	const intent = intentOf(trip, soFar.plan);
	soFar.intended = intent;
	await keepIntent(trip, intent);
	const results = await commitStage(trip, {
		intent,
		works: checked.works,
		kept
	});
	const gone = await kept;
	return gone === void 0 ? committed(trip, soFar, results) : ended(soFar, stopped(gone));
}
async function keepIntent({ journal }, intent) {
	try {
		await (await journal()).intend(intent);
	} catch (thrown) {
		throw new HoistError("incomplete", "RECORD_NOT_KEPT", `the record could not be kept (${messageOf(thrown)}); no tag has moved`, {
			hint: "Make the journal writable again, and run once more.",
			cause: thrown
		});
	}
}
/** What the tags came to, all of them together. */
function committed(trip, soFar, results) {
	const tags = results.flatMap(({ work, tags }) => tags.map((tag) => ({
		work,
		tag
	})));
	const wrote = tags.length === 0 || tags.some(({ tag }) => tag.action === "create" || tag.action === "move");
	const bad = tags.filter(({ tag }) => tag.action === "failed" || tag.action === "skipped" || tag.action === "conflict");
	const [first] = bad;
	if (keepsAll({ tags: tags.map(({ tag }) => tag) })) return ended(soFar, {
		outcome: "superseded",
		problems: [allKept(soFar.plan)],
		results
	});
	if (first === void 0) return ended(soFar, {
		outcome: wrote ? "promoted" : "unchanged",
		results
	});
	if (trip.world.signal.aborted) return ended(soFar, {
		outcome: "failed",
		error: cancelled(),
		results
	});
	if (!wrote && bad.every(({ tag }) => tag.action === "conflict")) return ended(soFar, {
		outcome: "conflict",
		problems: bad.map(({ work, tag }) => conflictAt(work, tag)),
		results
	});
	const { repository } = first.work.planned;
	return ended(soFar, {
		outcome: "failed",
		error: new HoistError("incomplete", "TAGS_NOT_WRITTEN", `${bad.length} of ${tags.length} tags could not be written; ${repository}:${first.tag.tag}: ${first.tag.reason ?? first.tag.action}`, { hint: "Promote the same digest again: what is there already is not sent again." }),
		results
	});
}
function conflictAt(work, { tag, after, reason }) {
	const { repository } = work.planned;
	const decision = work.decide(tag, after);
	return moveProblem({
		repository,
		tag,
		now: after
	}, decision.action === "conflict" ? decision : {
		action: "conflict",
		reason: reason ?? "it may not be written",
		hint: "Promote under another tag, or lift the immutability of this tag in the registry."
	});
}
/** What ended a stage before its first tag. */
function stopped(error) {
	return {
		outcome: error.kind === "refused" ? "refused" : "failed",
		error
	};
}
function ended({ started, plan, carried, intended }, end) {
	return {
		outcome: end.outcome,
		error: end.error,
		problems: [...plan.problems, ...end.problems ?? []],
		started,
		plan,
		pulled: carried?.pulled ?? 0,
		targets: plan.targets.map(({ repository, digest, tags }, at) => ({
			...carried?.targets[at] ?? {
				...untouched,
				repository,
				digest
			},
			tags: end.results?.[at]?.tags ?? tags.map(notWritten(end))
		})),
		carried: carried !== void 0,
		intended
	};
}
/** A target that got nothing. */
const untouched = {
	pushed: 0,
	mounted: 0,
	skipped: 0,
	blobs: {
		pushed: 0,
		mounted: 0,
		skipped: 0
	},
	referrers: 0,
	left: []
};
/** A tag that this run did not come to: as it was read when the plan was made. */
function notWritten({ outcome }) {
	return ({ tag, now = null, action, reason }) => {
		const intended = action === "create" || action === "move";
		const why = reason ?? (intended ? `the stage is ${outcome}` : void 0);
		return {
			tag,
			before: now,
			after: now,
			action: intended ? "skipped" : action,
			...why === void 0 ? {} : { reason: why }
		};
	};
}

// src/promotion/promote.ts
/**
* Plans, then carries the image through every stage up to the next gate; with a `stage`, to that one by hand and on
* through the automatic stages behind it. A stage that stops holds up only what is behind it.
*
* @throws HoistError where nothing could be begun: wrong arguments, a source that cannot be read
*/
async function promote(ground, request) {
	const prepared = await prepare(ground, request, false);
	await prepared.trip.proof.demand();
	const runs = [];
	const told = [];
	for (const route of prepared.routes) runs.push(...await runRoute(route, told));
	const stages = prepared.routes.flatMap((route) => route.stages);
	const ran = withNotices(ranOf(withDecisions(planOf(prepared, stages), runs), runs), (await Promise.all(told)).flat(), ground);
	await discuss(prepared.trip, {
		kind: "run",
		document: ran.document
	}, request.prComment);
	return ran;
}
/** A stage behind another is judged in its turn: what policy said of it then is shown as for the first. */
function withDecisions(plan, runs) {
	const decisions = new Map(runs.map((run) => [stageText(run.plan), run.plan.decisions]));
	return {
		...plan,
		stages: plan.stages.map((stage) => {
			const judged = decisions.get(stageText(stage));
			return judged === void 0 ? stage : {
				...stage,
				decisions: judged
			};
		})
	};
}
/** What could not be told of stages, beside what the run tells itself. */
function withNotices(ran, notices, { world }) {
	for (const notice of notices) world.log.warn(notice);
	const { document, exitCode } = ran;
	return {
		document: {
			...document,
			notices: [...document.notices, ...notices]
		},
		exitCode
	};
}
/** A stage is told of when its result is kept; the next one does not wait for that. */
async function runRoute({ trip, stages }, told) {
	const passed = /* @__PURE__ */ new Map();
	const runs = [];
	const inRun = stages.map(({ stage }) => stage);
	for (const { pipeline, stage, plan, works, graphs, isJudged } of stages) {
		if (!isReached(stage, passed, inRun)) {
			passed.set(stage.name, "stopped");
			continue;
		}
		const name = stageText({
			pipeline: pipeline.name,
			stage: stage.name
		});
		const judge = isJudged ? {} : { judge: () => ruleOn(trip, {
			pipeline,
			stage,
			works
		}, {
			mode: "promote",
			isOnItsWay: false
		}) };
		const work = () => runStage(trip, {
			plan,
			works,
			rules: stage,
			graphs,
			...judge
		});
		const run = await (works.length === 0 ? work() : trip.world.log.group(name, work));
		const overtaken = overtakenOf(run.record?.result?.targets ?? []);
		const goesOn = (run.outcome === "promoted" || run.outcome === "unchanged") && overtaken.length === 0;
		passed.set(stage.name, goesOn ? "done" : "stopped");
		runs.push(run);
		told.push(afterwards(trip, run));
	}
	return runs;
}
/** The document of a run: what became of its stages, the records that were kept, and the plan that it followed. */
function ranOf(plan, runs) {
	return {
		document: {
			schema: "hoist/result/v1",
			outcome: totalOutcome(runs.map((run) => run.outcome)),
			stages: runs.map(({ plan: { pipeline, stage }, outcome }) => ({
				pipeline,
				stage,
				outcome
			})),
			records: runs.flatMap(({ record }) => record ?? []),
			plan,
			notices: plan.notices
		},
		exitCode: totalExitCode(runs.map((run) => run.exitCode))
	};
}

// src/promotion/copy.ts
/** Everything travels, as for a stage that says nothing else. */
const rules = {
	referrers: "all",
	missing: {
		platforms: "fail",
		foreignLayers: "fail"
	}
};
/**
* Copies one image from one reference to another, with everything attached to it, outside any pipeline. A tag that is
* there with another digest is a `conflict`: a copy never moves a tag.
*
* @throws HoistError `COPY_NOT_ALLOWED`, `REFERENCE_INVALID`, `IMAGE_NOT_FOUND` \u2026
*/
async function copy(ground, request) {
	const { trip, ...job } = await prepareCopy(ground, request, false);
	const run = await runStage(trip, job);
	return withNotices(ranOf(planDocument(trip, run.plan), [run]), await afterwards(trip, run), ground);
}
/** What a copy would do. Writes nothing. */
async function planCopy(ground, request) {
	const { trip, ...job } = await prepareCopy(ground, request, true);
	return plannedOf(planDocument(trip, await costOf(trip, job)));
}
async function prepareCopy({ world, config, registry }, request, dry) {
	const source = parseReference(request.image);
	const to = parseTarget(request.to, source);
	refuseForbidden(config, to.repository);
	if (to.tag !== void 0) refuseUnwritable(config, to.repository, to.tag);
	const journal = openJournal(world, config);
	const trip = {
		world,
		registry,
		config,
		journal,
		past: createPast(journal),
		judge: config && createJudge({
			world,
			config,
			registry
		}),
		proof: noProof,
		kind: "copy",
		instant: wholeSeconds(world.clock.now()),
		dry,
		request: { comment: request.comment },
		expected: void 0,
		follows: false,
		wrote: /* @__PURE__ */ new Set()
	};
	const targetTags = createTargetTags(registry, to.repository, { signal: world.signal });
	if (to.tag !== void 0) targetTags.names(to.tag).catch(() => {});
	const image = await readSource(registry, source, world.signal);
	const work = await planWork(trip, image, {
		tag: to.tag,
		targetTags
	});
	const { decisions, graphs } = await ruleOnCopy(trip, work);
	const sentence = sentenceOf(decisions, `the copy to ${to.repository}`);
	return {
		trip,
		plan: {
			pipeline: "copy",
			stage: to.repository,
			kind: "copy",
			state: stateAfter(stateOf(work), sentence, dry),
			sources: [plannedSource(image)],
			targets: [work.planned],
			problems: "problem" in sentence ? [...work.problems, sentence.problem] : work.problems,
			...decisions.length === 0 ? {} : { decisions }
		},
		works: [work],
		rules,
		graphs
	};
}
async function ruleOnCopy(trip, work) {
	const rule = trip.config?.copy;
	if (rule?.allowed !== true || rule.policy === void 0 || work.error !== void 0) return {
		decisions: [],
		graphs: /* @__PURE__ */ new Map()
	};
	return await judgeOf(trip)({
		policies: [rule.policy],
		rules,
		approvalRequired: false,
		works: [work],
		mode: trip.dry ? "plan" : "promote",
		isOnItsWay: false
	});
}
function parseTarget(text, source) {
	const { repository, tag = source.tag, digest } = parseReference(text);
	if (digest !== void 0 && digest !== source.digest) throw new HoistError("config", "REFERENCE_INVALID", "the target of a copy has no digest: it gets that of the source", { hint: `Write ${referenceText(tag === void 0 ? { repository } : {
		repository,
		tag
	})}.` });
	return {
		repository,
		...tag === void 0 ? {} : { tag }
	};
}
function refuseForbidden(config, repository) {
	if (config === void 0) return;
	const { copy: rule, pipelines } = config;
	if (!isAllowed(rule, repository)) throw new HoistError("config", "COPY_NOT_ALLOWED", `the config does not allow a copy to ${repository}`, { hint: "Allow it in the config: copy: { to: [GLOB] }; or promote the image through a pipeline." });
	const stage = stageThatFills(pipelines, repository);
	if (stage === void 0) return;
	throw new HoistError("config", "COPY_NOT_ALLOWED", `${repository} is filled by the stage ${stageText(stage)}`, { hint: "Promote the image to that stage, or copy to another repository." });
}
function isAllowed(rule, repository) {
	return rule.allowed && rule.to.some((glob) => parseGlob(glob).matches(repository));
}
async function readSource(registry, source, signal) {
	const { repository, tag, digest } = source;
	const reference = digest ?? tag;
	if (reference === void 0) throw new HoistError("config", "IMAGE_INVALID", `no tag and no digest: ${repository}`, { hint: `Write ${repository}:TAG or ${repository}@sha256:\u2026.` });
	const tags = tagsOf$1(registry, repository, signal);
	tags.catch(() => {});
	const root = await registry.manifest(repository, reference, { signal });
	if (root === void 0) throw new HoistError("config", "IMAGE_NOT_FOUND", `there is no ${referenceText(source)}`, { hint: "Look for a typing error; some registries also answer \"not found\" for what the credentials may not see." });
	return {
		repository,
		captures: /* @__PURE__ */ new Map(),
		tag,
		tags,
		digest: root.digest,
		root: async () => root,
		from: repository,
		fromTag: tag
	};
}
async function planWork(trip, image, { tag, targetTags }) {
	const call = { signal: trip.world.signal };
	const values = {
		n: image.fromTag,
		digest: image.digest,
		sourceTag: image.tag,
		captures: image.captures
	};
	const work = await planTarget(targetTags, {
		stage: { tags: [] },
		image,
		wished: tag === void 0 ? [] : [{
			tag,
			move: "never"
		}],
		values
	});
	if (tag !== void 0 || work.error !== void 0) return work;
	const there = await trip.registry.head(targetTags.repository, image.digest, call);
	return {
		...work,
		planned: {
			...work.planned,
			image: there === void 0 ? "absent" : "present"
		}
	};
}
function stateOf({ planned }) {
	const [tag] = planned.tags;
	if (tag === void 0) return planned.image === "present" ? "unchanged" : "ready";
	if (tag.action === "conflict") return "conflict";
	return tag.action === "unchanged" ? "unchanged" : "ready";
}
function planDocument({ instant, config }, stage) {
	return {
		schema: "hoist/plan/v1",
		instant: instantText(instant),
		outcome: expectedOutcome(stage.state),
		stages: [stage],
		...config === void 0 ? {} : { config: config.origin },
		notices: []
	};
}

// src/domain/rollback-choice.ts
/**
* What a stage can be rolled back to, newest first: each promotion of its images once. Without a tag or a digest those that
* a rollback left since are passed over (contract §6). `entries` are those of one stage, newest first; they are read only as far
* as somebody asks on.
*/
async function* rollbackChoices(entries, wish) {
	const left = /* @__PURE__ */ new Set();
	const seen = /* @__PURE__ */ new Set();
	const isNamed = wish.tag !== void 0 || wish.digest !== void 0;
	for await (const entry of entries) {
		if (entry.foreign === true) continue;
		const { sources } = entry.intent;
		const key = sources.map(({ repository, digest }) => `${repository}@${digest}`).sort().join(" ");
		const isLeft = !isNamed && sources.some(({ digest }) => left.has(digest));
		if (hasEntered(entry) && isMeant(entry, wish) && !isLeft && !seen.has(key)) {
			seen.add(key);
			yield entry;
		}
		for (const digest of leftBy(entry)) left.add(digest);
	}
}
function hasEntered({ intent, end }) {
	return (end?.outcome === "promoted" || end?.outcome === "unchanged") && intent.sources.length > 0;
}
function isMeant({ intent: { sources, targets } }, wish) {
	const { repository, tag, digest } = wish;
	const hasTag = sources.some((source) => source.tag === tag || source.fromTag === tag) || targets.some((target) => target.tags.some((one) => one.tag === tag));
	return (repository === void 0 || sources.some((source) => source.repository === repository) || targets.some((target) => target.repository === repository)) && (tag === void 0 || hasTag) && (digest === void 0 || sources.some((source) => source.digest === digest));
}
/** What the tags of a rollback named before it, unless it moved none. */
function leftBy(entry) {
	const { intent } = entry;
	if (intent.kind !== "rollback" || !mayHaveMoved(entry)) return [];
	return intent.targets.flatMap(({ digest, tags }) => tags.flatMap(({ before }) => before === null || before === digest ? [] : [before]));
}

// src/promotion/shown-at-target.ts
/**
* Whether something shows that a stage promoted an image to a target, besides the digest lying there: a signed statement
* at the target; with `attest: off`, and outside Actions, a record of the journal (contract §6).
*/
async function isShownAt({ past, proof }, { pipeline, stage }, { image, planned }) {
	const query = {
		pipeline: pipeline.name,
		stage: stage.name,
		source: image.repository,
		target: planned.repository,
		digest: image.digest
	};
	return (proof.shows === void 0 ? await past.promotion(query) : await proof.shows(stage, query)) !== void 0;
}

// src/promotion/plan-rollback.ts
/**
* Plans to bring an earlier image of a stage back (contract §6): the newest that was promoted to it, that its moving tags do
* not name now and that no rollback left; or the one that is wished for. What cannot be done is a refused stage.
*
* @throws HoistError `NO_MOVING_TAG` (config)
*/
async function planRollback(trip, { pipeline, stage: written, wish }) {
	const stage = rollbackStage(pipeline, written);
	const choice = await choose(trip, {
		pipeline,
		stage
	}, wish);
	if (choice === void 0) return refused(trip, {
		pipeline,
		stage
	}, nothingEarlier(pipeline, stage, wish));
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
	if (gate.way !== "proceed" && !trip.dry) return refused(trip, {
		pipeline,
		stage,
		images: choice.images
	}, gate.problem);
	const planned = await judged(trip, choice.planned, false);
	const expected = trip.expected === void 0 ? planned : await expectPlan(trip, trip.expected, planned);
	if (gate.way === "proceed") return withApprovals(expected, gate);
	const { plan } = expected;
	return {
		...expected,
		plan: {
			...plan,
			state: "waiting",
			problems: [gate.problem, ...plan.problems]
		}
	};
}
/**
* The stage as a rollback sees it: of its tags those that may move, and they move wherever they are told; its environment
* is that of rollbacks. A tag with time or a run's id is of one promotion and never moves.
*/
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
/**
* Each is planned in turn: what the stage's moving tags name already is not what one goes back to, unless it is what the
* expected plan says, and an earlier try has brought it there.
*/
async function choose(trip, { pipeline, stage }, wish) {
	const isNamed = wish.tag !== void 0 || wish.digest !== void 0;
	const entries = (await trip.journal()).list({
		pipeline: pipeline.name,
		stage: stage.name
	});
	for await (const entry of rollbackChoices(entries, wish)) {
		const { signal } = trip.world;
		const images = recordedImages(trip.registry, entry, {
			pipeline,
			stage,
			signal
		});
		if (images === void 0) continue;
		const planned = await planStage(trip, pipeline, stage, images);
		if (isNamed || planned.plan.state !== "unchanged" || await isExpected(trip, planned)) return {
			images,
			planned
		};
	}
}
async function isExpected(trip, planned) {
	if (trip.expected === void 0) return false;
	return (await expectPlan(trip, trip.expected, planned)).plan.state !== "conflict";
}
/** Every target must hold the digest, and something must show that the stage promoted it there. */
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
			message: `${repository} does not hold ${digest} any more, so ${stageText(id)} cannot go back to it`,
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
function nothingEarlier(pipeline, stage, wish) {
	const name = stageText({
		pipeline: pipeline.name,
		stage: stage.name
	});
	const asked = wish.digest ?? wish.tag;
	return asked === void 0 ? {
		code: "NOTHING_EARLIER",
		message: `no earlier image of ${name} is recorded that its moving tags do not name and that no rollback left`,
		hint: "Name the image to go back to; `hoist history` lists what was promoted."
	} : {
		code: "NOT_PROMOTED_HERE",
		message: `no record shows that ${asked} was promoted to ${name}`,
		hint: "Name an image that was; `hoist history` lists them."
	};
}
function refused(trip, { pipeline, stage, images = [] }, problem) {
	return stopped$1(trip, {
		pipeline,
		stage,
		images,
		state: "refused",
		problem
	});
}

// src/promotion/rollback.ts
/**
* Brings the previous, or a named earlier, image of a stage back: moves its moving tags, after policy was asked what the image
* is. The stage is held afterwards. What became of it is in the result, not thrown.
*
* @throws HoistError of kind `config` for wrong arguments
*/
async function rollback(ground, request) {
	const { trip, planned } = await prepareRollback(ground, request, false);
	await trip.proof.demand();
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
	return withNotices(ran, told, ground);
}
/** What a rollback would do. Writes nothing. */
async function dryRollback(ground, request) {
	const { trip, planned } = await prepareRollback(ground, request, true);
	return plannedOf(planOf({
		trip,
		routes: [],
		notices: []
	}, await withCosts(trip, [planned])));
}
async function prepareRollback(ground, request, dry) {
	const { comment, image } = request;
	if (comment === void 0 || comment.trim() === "") throw withoutReason();
	const wish = image === void 0 ? {} : parseWish(image);
	const { pipeline, stage } = stageWithName(candidates(ground.config, wish.repository), request);
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
/** `REPOSITORY[:TAG][@DIGEST]`, a tag or a digest. */
function parseWish(image) {
	const text = image.trim();
	if (isDigest(text)) return { digest: text };
	if (isTag(text)) return { tag: text };
	const { repository, tag, digest } = parseReference(text);
	return {
		repository,
		...tag === void 0 ? {} : { tag },
		...digest === void 0 ? {} : { digest }
	};
}
/** A repository at the source tells the pipeline; one at a target tells which records are meant. */
function candidates({ pipelines }, repository) {
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

export { statementsAt as A, pipelineOption as C, targetsOption as D, tagOption as E, openerFor as F, walk as I, promotionsTo as M, targetOf as N, textOf as O, acceptedSigners as P, journalOption as S, stageOption as T, defaultCases as _, promote as a, imageOption as b, historyCommand as c, readConfig as d, requireConfig as f, configOption as g, commentOption as h, planCopy as i, decisionsFor as j, defaultConfigPath as k, checkCommand as l, withRegistry as m, rollback as n, plan as o, requireWrite as p, copy as r, statusCommand as s, dryRollback as t, candidatesCommand as u, dryRunOption as v, prCommentOption as w, isSet as x, expectedPlanOption as y };