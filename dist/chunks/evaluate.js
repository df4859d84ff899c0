import { $ as needsNothing } from "./promotion.js";
import { K as messageOf, N as stageText } from "./start.js";
import { i as takesPlatform, n as isPlatformGlob, r as platformName } from "./platform-name.js";
import { n as stops, r as violation, t as passes } from "./judgement.js";
import { v as platformText } from "./registry.js";
import { ft as parseTextGlob } from "./commands.js";

// src/policy/looked-at.ts
const places = [
	[
		"referrers",
		"referrers",
		"0"
	],
	[
		"fallback-tag",
		"fallback tag",
		"none"
	],
	[
		"cosign-tag",
		"tags .sig/.att/.sbom",
		"none"
	],
	[
		"index",
		"index",
		"0"
	],
	[
		"github",
		"GitHub",
		"0"
	],
	[
		"local",
		"files of the job",
		"0"
	]
];
function lookedAtText(facts) {
	return places.flatMap(([place, name, nothing]) => {
		const searches = facts.searches.filter((search) => search.place === place);
		return searches.length === 0 ? [] : [`${name} ${placeText(searches, nothing, facts)}`];
	}).join(" · ");
}
function placeText(searches, nothing, facts) {
	if (searches.every(({ state }) => state === "off")) {
		const why = searches.map(({ message }) => message).find((message) => message !== void 0);
		return why === void 0 ? "off" : `off (${why})`;
	}
	const found = searches.reduce((sum, search) => sum + search.found, 0);
	const unreachable = searches.filter(({ state }) => state === "unreachable");
	const failed = unreachable[0];
	return [
		...searches.length - unreachable.length > 0 ? [found > 0 ? `${found}${whereText(searches, facts)}` : nothing] : [],
		...searches.some(({ state }) => state === "cut") ? ["more was not read"] : [],
		...failed ? [`unreachable${failed.message === void 0 ? "" : ` (${failed.message})`}`] : []
	].join(", ");
}
function whereText(searches, { platforms }) {
	const having = new Set(searches.filter(({ found }) => found > 0).map(({ subject }) => subject));
	const named = platforms.filter(({ digest }) => having.has(digest));
	if (named.length === 0 || named.length === platforms.length || named.length < having.size) return "";
	return ` (${named.map(platformName).join(", ")})`;
}

// src/policy/platform-scope.ts
function narrowTo(onPlatforms, facts) {
	if (onPlatforms === void 0) return { facts };
	const { platforms } = facts;
	const unnamed = platforms.flatMap(unnamedReason);
	const written = onPlatforms.map((name) => ({
		name,
		takes: takesPlatform(name)
	}));
	const isTaken = ({ platform }) => platform !== void 0 && written.some(({ takes }) => takes(platformText(platform)));
	const lacking = written.filter(({ name }) => !isPlatformGlob(name)).filter(({ takes }) => !platforms.some(({ platform }) => platform && takes(platformText(platform)))).map(({ name }) => lackingReason(name));
	const [reason, ...more] = [...unnamed, ...unnamed.length === 0 ? lacking : []];
	if (reason !== void 0) return { judgement: stops([reason, ...more], { help: "Name in on-platforms what the image has; a glob, 'windows/*', holds where there is one." }) };
	if (platforms.filter(isTaken).length === 0) return { judgement: passes(`the image has no platform ${onPlatforms.join(", ")}`) };
	return { facts: {
		...facts,
		...narrowed(facts, isTaken),
		previous: narrowPrevious(facts, isTaken)
	} };
}
function unnamedReason(one) {
	const platform = platformName(one);
	if (one.contradicts !== void 0) return [{
		code: "CONTRADICTION",
		message: `whether the rule is for this platform cannot be told: index and config disagree on what it is`,
		platform,
		observed: one.contradicts
	}];
	if (one.platform !== void 0) return [];
	if (one.config.state === "unknown") return [{
		code: one.config.code,
		message: one.config.message,
		platform
	}];
	return [{
		code: "INCOMPLETE",
		message: "whether the rule is for this platform cannot be told: neither index nor config names it",
		platform
	}];
}
function lackingReason(name) {
	return {
		code: "INCOMPLETE",
		message: `the image has no platform ${name}, which the rule is for`,
		platform: name
	};
}
function narrowed(bound, isTaken) {
	const dropped = new Set(bound.platforms.filter((platform) => !isTaken(platform)).map(({ digest }) => digest));
	const isElsewhere = (subjects) => subjects.length > 0 && subjects.every((subject) => dropped.has(subject));
	return {
		platforms: bound.platforms.filter(isTaken),
		evidence: bound.evidence.filter(({ subjects }) => !isElsewhere(subjects)),
		searches: bound.searches.filter(({ subject }) => subject === void 0 || !dropped.has(subject))
	};
}
function narrowPrevious({ previous }, isTaken) {
	if (previous.state === "unknown" || previous.value === void 0) return previous;
	return {
		...previous,
		value: {
			...previous.value,
			...narrowed(previous.value, isTaken)
		}
	};
}

// src/policy/waiver.ts
const naming = /* @__PURE__ */ new Set([
	"vulnerabilities",
	"licenses",
	"components",
	"labels",
	"annotations"
]);
const guarded = /* @__PURE__ */ new Set(["signature", "provenance"]);
const missing = /* @__PURE__ */ new Set([
	"NO_EVIDENCE",
	"UNTRUSTED",
	"WRONG_SUBJECT",
	"UNSUPPORTED",
	"UNPARSABLE"
]);
const dayMs = 864e5;
const longestName = 4096;
const nobody = [
	"pkg:",
	"pkg:0/0",
	"pkg:0/0@0",
	"pkg:0/0/0",
	"pkg:0/0/0@0"
];
function openWaivers(settings) {
	const standings = settings.waivers.filter((waiver) => concerns(waiver, settings)).map((waiver) => standingOf(waiver, settings));
	return {
		forRule: (rule) => forRule(standings, rule),
		settle: (uses) => settle(standings, uses, settings)
	};
}
function concerns({ check, match }, { facts, criteria }) {
	const { image, stage } = facts;
	if (!criteria.has(check)) return false;
	if (match.digest !== void 0 && match.digest !== image.digest) return false;
	if (match.image !== void 0 && !globMatcher(match.image)(image.repository)) return false;
	if (match.stage === void 0) return true;
	return stage !== void 0 && (match.stage === stage.stage || match.stage === stageText(stage));
}
function standingOf(waiver, settings) {
	const why = whyIdle(waiver, settings);
	return {
		waiver,
		...why && {
			idle: why[0],
			because: why[1]
		},
		names: namer(waiver),
		matched: /* @__PURE__ */ new Set()
	};
}
function whyIdle(waiver, settings) {
	const { limits, now, origins } = settings;
	const lastDay = Date.parse(`${waiver.expires}T00:00:00Z`);
	if (!(now.getTime() < lastDay + dayMs)) return ["expired", `expired on ${waiver.expires}`];
	if (lastDay > now.getTime() + limits.waiverMax * 1e3) {
		const days = Math.floor(limits.waiverMax / 86400);
		return ["too-long", `expires on ${waiver.expires}, more than ${days} days from now (limits.waiver-max)`];
	}
	if (limits.waiverReview === "required" && !isReviewed(origins.get(waiver.id))) return ["unreviewed", "nobody but its author approved it (limits.waiver-review)"];
	if (guarded.has(waiver.check)) {
		const message = `a refusal by ${waiver.check} is waived with \`break-glass: true\` only`;
		return waiver.breakGlass ? void 0 : ["stale", message];
	}
	if (!limits.waivable.includes(waiver.check)) return ["stale", `findings of ${waiver.check} may not be waived (limits.waivable)`];
}
function isReviewed(origin) {
	const author = origin?.author?.toLowerCase();
	return author !== void 0 && origin?.approvers.some((name) => name.toLowerCase() !== author) === true;
}
function forRule(standings, { id, criterion }) {
	const used = /* @__PURE__ */ new Map();
	const candidates = standings.filter(({ waiver }) => waiver.check === criterion && (waiver.match.rule ?? id) === id);
	const take = (taken, finding) => {
		const key = keyOf(id, finding);
		for (const { matched } of taken) matched.add(key);
		const first = taken.find(({ idle }) => idle === void 0)?.waiver.id;
		if (first !== void 0) used.set(first, (used.get(first) ?? /* @__PURE__ */ new Set()).add(key));
		return first;
	};
	return {
		used,
		waiverFor: (finding) => take(candidates.filter(({ names }) => names(finding)), finding),
		waiverForReason(reason) {
			const isMissing = missing.has(reason.code);
			if (!isMissing && (reason.code !== "VIOLATION" || naming.has(criterion))) return void 0;
			return take(candidates.filter(({ waiver }) => namesRuleOnly(waiver.match) && (waiver.missing || !isMissing)), findingOf(reason));
		}
	};
}
function findingOf({ platform, message }) {
	return {
		...platform !== void 0 && { platform },
		detail: message
	};
}
function keyOf(rule, finding) {
	const { platform, vulnerability, package: found, license, label, detail } = finding;
	const { name, version, purl } = found ?? {};
	const names = [
		vulnerability?.id,
		name,
		version,
		purl,
		license,
		label
	];
	return JSON.stringify([
		rule,
		platform,
		...isNameless(finding) ? [detail] : names
	]);
}
function namer({ match }) {
	const { vulnerability, license, label } = match;
	if (namesRuleOnly(match)) return isNameless;
	if ((vulnerability ?? match.package ?? license ?? label) === void 0) return () => false;
	const matchesPackage = match.package === void 0 ? void 0 : packageMatcher(match.package);
	return (finding) => {
		const { package: found } = finding;
		return (vulnerability === void 0 || hasVulnerability(finding, vulnerability)) && (license === void 0 || sameText(finding.license, license)) && (label === void 0 || finding.label === label) && (matchesPackage === void 0 || found !== void 0 && matchesPackage(packageText(found)));
	};
}
function namesRuleOnly({ rule, vulnerability, package: named, license, label }) {
	return rule !== void 0 && (vulnerability ?? named ?? license ?? label) === void 0;
}
function isNameless({ vulnerability, package: found, license, label }) {
	return vulnerability === void 0 && found === void 0 && license === void 0 && label === void 0;
}
function hasVulnerability({ vulnerability }, id) {
	return [vulnerability?.id, ...vulnerability?.aliases ?? []].some((name) => sameText(name, id));
}
function sameText(found, wanted) {
	return found?.toLowerCase() === wanted.toLowerCase();
}
function packageText({ name, version, purl }) {
	return purl ?? (version === void 0 ? name : `${name}@${version}`);
}
function packageMatcher(text) {
	const matches = globMatcher(text);
	return /[A-Za-z0-9]/.test(text.replace(/^pkg:/, "")) && !nobody.some(matches) ? matches : () => false;
}
function globMatcher(text) {
	try {
		const glob = parseTextGlob(text);
		return (name) => name.length <= longestName && glob.matches(name);
	} catch {
		return () => false;
	}
}
function settle(standings, uses, { limits, now, origins }) {
	return {
		used: standings.flatMap(({ waiver }) => {
			const { id, check, reason, owner, expires, ticket } = waiver;
			const findings = new Set(uses.flatMap((use) => [...use.get(id) ?? []])).size;
			if (findings === 0) return [];
			const left = Date.parse(`${expires}T00:00:00Z`) + dayMs - now.getTime();
			const origin = origins.get(id);
			return [{
				id,
				check,
				reason,
				owner,
				expires,
				...ticket !== void 0 && { ticket },
				findings,
				expiresSoon: left <= limits.warnBefore * 1e3,
				...origin && { origin }
			}];
		}),
		idle: standings.flatMap(({ waiver, idle, because, matched }) => {
			if (idle !== void 0) return [{
				id: waiver.id,
				state: idle,
				message: `${because}${counted(matched)}`
			}];
			return matched.size > 0 ? [] : [{
				id: waiver.id,
				state: "stale",
				message: "matched nothing"
			}];
		})
	};
}
function counted({ size }) {
	if (size === 0) return "";
	return size === 1 ? "; it names 1 finding" : `; it names ${size} findings`;
}

// src/policy/evaluate.ts
function evaluate(request) {
	const { facts, policies, now } = request;
	const rules = rulesOf(policies);
	const criteria = new Set(rules.flatMap(({ rule }) => checksOf(rule)).map(({ criterion }) => criterion));
	const desk = openWaivers({
		...request,
		criteria
	});
	const judged = rules.map(({ rule, policy }) => judgeRule(rule, {
		...request,
		policy,
		desk
	}));
	const checks = [...builtIn(facts, policies), ...judged.map(({ result }) => result)];
	const { repository, tag, digest } = facts.image;
	return {
		schema: "hoist/decision/v1",
		image: {
			repository,
			...tag !== void 0 && { tag },
			digest,
			platforms: facts.platforms.map(platformName)
		},
		...facts.stage && { stage: facts.stage },
		policies: policies.map(({ name }) => name),
		evaluatedAt: now.toISOString(),
		verdict: decide(checks),
		checks,
		waivers: desk.settle(judged.flatMap(({ use }) => use))
	};
}
function needsOf(policies) {
	const rules = rulesOf(policies).flatMap(({ rule }) => withAlternatives(rule));
	const needs = rules.flatMap(({ what }) => "any" in what ? [] : [what.needs]);
	const previous = new Set(needs.map((each) => each.previous));
	return {
		evidence: needs.some(({ evidence }) => evidence),
		configs: needs.some(({ configs }) => configs) || rules.some(({ onPlatforms }) => onPlatforms !== void 0),
		commit: {
			checks: needs.some(({ commit }) => commit.checks),
			statuses: needs.some(({ commit }) => commit.statuses),
			branches: [...new Set(needs.flatMap(({ commit }) => commit.branches))],
			tags: needs.some(({ commit }) => commit.tags),
			pull: needs.some(({ commit }) => commit.pull)
		},
		previous: previous.has("evidence") ? "evidence" : previous.has("tags") ? "tags" : needsNothing.previous,
		feeds: [...new Set(needs.flatMap(({ feeds }) => feeds))],
		baseImages: needs.some(({ baseImages }) => baseImages),
		stages: [...new Set(needs.flatMap(({ stages }) => stages))]
	};
}
function rulesOf(policies) {
	const first = /* @__PURE__ */ new Map();
	for (const { name, rules } of policies) for (const rule of rules) if (!first.has(rule)) first.set(rule, name);
	return [...first].map(([rule, policy]) => ({
		rule,
		policy
	}));
}
function withAlternatives(rule) {
	return "any" in rule.what ? [rule, ...rule.what.any.flatMap(withAlternatives)] : [rule];
}
function checksOf(rule) {
	return withAlternatives(rule).flatMap(({ what }) => "any" in what ? [] : [what]);
}
function builtIn({ image }, policies) {
	const results = [];
	const strange = image.strangeChildren;
	const [first] = policies;
	if (strange.length > 0 && first !== void 0) {
		const judgement = stops([violation("the index has children that are neither a platform nor an attestation manifest", { observed: strange.join(", ") })], { help: "Build the index without them: nothing could judge what they hold." });
		results.push(refusal("image", first.name, judgement));
	}
	for (const { name, rules } of policies) {
		if (rules.length > 0) continue;
		const judgement = stops([{
			code: "INCOMPLETE",
			message: `the policy ${name} has no checks`
		}]);
		results.push(refusal("policy", name, judgement));
	}
	return results;
}
function refusal(criterion, policy, judgement) {
	return {
		...judgement,
		id: criterion,
		criterion,
		policy,
		verdict: verdictOf(judgement),
		level: "enforce"
	};
}
function judgeRule(rule, context) {
	const { what } = rule;
	return "any" in what ? judgeAny(rule, what.any, context) : judgeCheck(rule, what, context);
}
function judgeCheck(rule, check, context) {
	const { criterion } = check;
	const waivers = context.desk.forRule({
		id: rule.id,
		criterion
	});
	try {
		const scope = narrowTo(rule.onPlatforms, context.facts);
		if ("judgement" in scope) return judged(rule, context, {
			criterion,
			judgement: scope.judgement
		});
		return judged(rule, context, {
			criterion,
			judgement: accept(check.judge(scope.facts, judgingOf(context, waivers)), waivers),
			isPending: context.mode === "plan" && check.dependsOn !== "nothing",
			lookedAt: check.needs.evidence ? lookedAtText(scope.facts) : "",
			use: [waivers.used]
		});
	} catch (error) {
		const message = `the check ${criterion} could not be judged: ${messageOf(error)}`;
		return judged(rule, context, {
			criterion,
			judgement: stops([{
				code: "UNPARSABLE",
				message
			}])
		});
	}
}
function judgingOf({ now, limits, approvalRequired }, { waiverFor }) {
	return {
		now,
		waiverFor,
		localCounts: !approvalRequired || limits.localWithApproval
	};
}
function accept(judgement, waivers) {
	const asked = judgement.reasons.map((reason) => ({
		reason,
		removal: waivers.waiverForReason(reason)
	}));
	const accepted = asked.flatMap(({ reason, removal }) => removal === void 0 ? [] : [{
		...findingOf(reason),
		removedBy: "waiver",
		removal
	}]);
	if (accepted.length === 0) return judgement;
	const reasons = asked.filter(({ removal }) => removal === void 0).map(({ reason }) => reason);
	const findings = [...judgement.findings, ...accepted];
	if (reasons.length > 0) return {
		...judgement,
		reasons,
		findings
	};
	const ids = [...new Set(accepted.map(({ removal }) => removal))].join(", ");
	const { evidence, ignored } = judgement;
	return {
		reasons,
		findings,
		evidence,
		ignored,
		note: `accepted by the waiver ${ids}`
	};
}
function judgeAny(rule, alternatives, context) {
	const scope = narrowAny(rule, context.facts);
	if ("judgement" in scope) return judged(rule, context, {
		criterion: "any",
		judgement: scope.judgement
	});
	const results = alternatives.map((one) => judgeRule(one, {
		...context,
		facts: scope.facts
	}));
	const any = results.map(({ result }) => result);
	const passing = results.filter(({ result }) => result.verdict === "pass" && result.level !== "later");
	const winner = passing.find(({ use }) => use.every(({ size }) => size === 0)) ?? passing[0];
	if (winner !== void 0) {
		const { id, note } = winner.result;
		return judged(rule, context, {
			criterion: "any",
			judgement: {
				reasons: [],
				findings: [],
				evidence: [],
				ignored: [],
				note: note === void 0 ? id : `${id}: ${note}`
			},
			any,
			use: winner.use
		});
	}
	return judged(rule, context, {
		criterion: "any",
		judgement: stops([noneOf(any)], { help: "Make one of the alternatives pass." }),
		any,
		isPending: any.some(({ verdict }) => verdict === "pending")
	});
}
function narrowAny(rule, facts) {
	try {
		return narrowTo(rule.onPlatforms, facts);
	} catch (error) {
		const message = `the platforms of ${rule.id} could not be read: ${messageOf(error)}`;
		return { judgement: stops([{
			code: "UNPARSABLE",
			message
		}]) };
	}
}
function noneOf(any) {
	const message = any.length === 0 ? "there are no alternatives" : `none of ${any.map(({ id }) => id).join(", ")} ${any.length === 1 ? "passes" : "pass"}`;
	const unknown = any.filter(({ verdict }) => verdict === "unknown");
	return {
		code: (unknown.some(isUnreachable) ? "UNREACHABLE" : unknown[0]?.reasons[0]?.code) ?? "VIOLATION",
		message
	};
}
function judged(rule, context, outcome) {
	const { criterion, judgement, isPending = false, lookedAt = "", any, use = [] } = outcome;
	const { id, why, effectiveFrom, position } = rule;
	const verdict = verdictOf(judgement);
	return {
		result: {
			...judgement,
			id,
			criterion,
			policy: context.policy,
			verdict: isPending && verdict !== "pass" ? "pending" : verdict,
			level: levelOf(rule, context),
			...why !== void 0 && { why },
			...effectiveFrom !== void 0 && { effectiveFrom },
			...position && { position },
			...verdict !== "pass" && lookedAt !== "" && { lookedAt },
			...any && { any }
		},
		use
	};
}
function levelOf(rule, { now, mode }) {
	const { level, effectiveFrom, onRollback } = rule;
	if (effectiveFrom !== void 0 && now.getTime() < Date.parse(`${effectiveFrom}T00:00:00Z`)) return "later";
	if (mode === "rollback" && onRollback === "record" && isAboutWorld(rule)) return "warn";
	return level;
}
function isAboutWorld(rule) {
	return checksOf(rule).some(({ about }) => about === "world");
}
function verdictOf({ reasons }) {
	if (reasons.length === 0) return "pass";
	return reasons.some(({ code }) => code === "VIOLATION") ? "fail" : "unknown";
}
function isUnreachable({ reasons }) {
	return reasons.every(({ code }) => code === "UNREACHABLE");
}
function decide(checks) {
	const open = checks.filter(({ level, verdict }) => level === "enforce" && verdict !== "pass");
	const waits = (check) => check.verdict === "unknown" && isUnreachable(check);
	if (open.some((check) => check.verdict !== "pending" && !waits(check))) return "refused";
	if (open.some(waits)) return "unreachable";
	return open.length > 0 ? "pending" : "pass";
}

export { needsOf as n, evaluate as t };