import { $ as needsNothing } from "./promotion.js";
import { a as setAside, c as packageKey, d as newest, f as orderTime, h as anySigner, i as anyOne, l as ofKind, m as inspect, o as weigh, p as choose, r as findCheck, s as groupOf, u as ageOf } from "./catalogue2.js";
import { n as stops, r as violation, t as passes } from "./judgement.js";
import { a as secondsOf, i as searchExpression, n as checksOf, r as instantOf } from "./language.js";
import { a as durationSeconds } from "./written.js";
import { i as itemPath, r as asList, t as findCycle } from "./resolve-pipelines.js";
import { t as stageNames } from "./stage-names.js";

// src/policy/dtr-count.ts
const comparisons = {
	gte: (count, limit) => count >= limit,
	gt: (count, limit) => count > limit,
	eq: (count, limit) => count === limit,
	neq: (count, limit) => count !== limit,
	lte: (count, limit) => count <= limit,
	lt: (count, limit) => count < limit
};
const bands = {
	dtr: {
		critical: 7,
		major: 4
	},
	cvss: {
		critical: 9,
		major: 7
	}
};
const scores = {
	critical: 9,
	high: 7,
	medium: 4,
	low: .1,
	unknown: void 0
};
function judgeCount(facts, judging, rule) {
	const { by, field, operator, limit } = rule;
	const want = {
		...ofKind("scan"),
		noun: "scan",
		by,
		covers: "platform",
		wantsAll: true
	};
	return weigh(choose(inspect(facts), want, judging), (demand) => countDemand(demand, {
		platform: demand.platform,
		rule,
		judging
	}), {
		note: `${field} ${operator} ${limit}`,
		help: "Rebuild on what fixes them, or waive single findings until a date.",
		howTo: "Scan each platform by its digest, and attach the report with a signature."
	});
}
function countDemand({ counted }, context) {
	const { now } = context.judging;
	const { maxAge } = context.rule;
	const last = [...new Set(counted.map(({ part }) => part.scan.scanner.name))].flatMap((name) => newest(counted.filter(({ part }) => part.scan.scanner.name === name), ({ part, evidence }) => orderTime(evidence, part.scan.created, now)));
	const isFresh = ({ part, evidence }) => (ageOf(evidence, part.scan.created, now) ?? Infinity) <= maxAge;
	const fresh = last.filter(isFresh);
	const ignored = last.filter((each) => !isFresh(each)).map(({ evidence }) => setAside(evidence, "older than max-age, or of no known time"));
	if (fresh.length === 0) return {
		reasons: [{
			code: "STALE",
			message: "every scan is older than max-age, or of no known time"
		}],
		ignored
	};
	const weights = fresh.map(({ part }) => countScan(part, context));
	return {
		reasons: weights.flatMap(({ reasons }) => reasons),
		findings: weights.flatMap(({ findings = [] }) => findings),
		used: fresh.map(({ evidence }) => evidence),
		ignored
	};
}
function countScan({ scan }, { platform, rule, judging }) {
	const { field, operator, limit, scale } = rule;
	if (scan.filters.length > 0) return incomplete(`the scan leaves findings out: ${scan.filters.join(", ")}`);
	if (scan.proofOfWork === void 0) return incomplete("nothing shows that the scanner looked at anything");
	const band = field.replace("vulnerability_", "");
	const found = distinct(scan.vulnerabilities).flatMap((vulnerability) => {
		const own = band === "all" ? band : bandOf(vulnerability, scale);
		if (own !== void 0 && own !== band) return [];
		const finding = findingOf(vulnerability, platform);
		const removal = judging.waiverFor(finding);
		return [{
			finding: removal === void 0 ? finding : {
				...finding,
				removedBy: "waiver",
				removal
			},
			isSure: own !== void 0
		}];
	});
	const findings = found.map(({ finding }) => finding);
	const left = found.filter(({ finding }) => finding.removedBy === void 0);
	const [least, most] = [left.filter(({ isSure }) => isSure).length, left.length];
	const answers = /* @__PURE__ */ new Set();
	for (let count = least; count <= most; count += 1) answers.add(comparisons[operator](count, limit));
	if (!answers.has(false)) return {
		reasons: [],
		findings
	};
	const observed = least === most ? String(least) : `${least} to ${most}`;
	const expected = `${operator} ${limit}`;
	if (!answers.has(true)) return {
		reasons: [violation(`${field} is ${observed}`, {
			observed,
			expected
		})],
		findings
	};
	return {
		reasons: [{
			code: "INCOMPLETE",
			message: `${most - least} vulnerabilities have neither a CVSS score nor a severity`,
			observed,
			expected
		}],
		findings
	};
}
function incomplete(message) {
	return { reasons: [{
		code: "INCOMPLETE",
		message
	}] };
}
function bandOf(vulnerability, scale) {
	const score = scoreOf(vulnerability) ?? scores[vulnerability.severity];
	if (score === void 0) return void 0;
	if (score >= bands[scale].critical) return "critical";
	return score >= bands[scale].major ? "major" : "minor";
}
function scoreOf({ cvss = {} }) {
	const known = [
		cvss.v2,
		cvss.v3,
		cvss.v4
	].filter((score) => score !== void 0 && !Number.isNaN(score));
	return known.length === 0 ? void 0 : Math.max(...known.map(Number));
}
function distinct(vulnerabilities) {
	const known = /* @__PURE__ */ new Map();
	const rank = (each) => scoreOf(each) ?? scores[each.severity] ?? -1;
	for (const each of vulnerabilities) {
		const { package: entry } = each;
		const key = JSON.stringify([groupOf(each), entry === void 0 ? "" : packageKey(entry)]);
		const other = known.get(key);
		if (other === void 0 || rank(each) > rank(other)) known.set(key, each);
	}
	return [...known.values()];
}
function findingOf(vulnerability, platform) {
	const { id, aliases, severity, package: entry } = vulnerability;
	const score = scoreOf(vulnerability);
	return {
		...platform !== void 0 && { platform },
		vulnerability: {
			id,
			aliases,
			severity
		},
		...entry && { package: {
			name: entry.name,
			...entry.version !== void 0 && { version: entry.version },
			...entry.purl !== void 0 && { purl: entry.purl }
		} },
		...score !== void 0 && { detail: `CVSS ${score}` }
	};
}

// src/policy/dtr-text.ts
function textTest(operator, values) {
	const [value = ""] = values;
	switch (operator) {
		case "eq":
		case "oo": return (text) => values.includes(text);
		case "noo": return (text) => !values.includes(text);
		case "sw": return (text) => text.startsWith(value);
		case "ew": return (text) => text.endsWith(value);
		case "c": return (text) => text.includes(value);
		default: return searchExpression(value);
	}
}

// src/policy/dtr-software.ts
function judgeSoftware(facts, judging, rule) {
	const want = {
		...ofKind("sbom"),
		noun: "SBOM",
		by: rule.by,
		covers: "platform",
		wantsAll: true
	};
	return weigh(choose(inspect(facts), want, judging), ({ counted, platform }) => {
		const weights = counted.map(({ part }) => judgePackages(part.sbom.packages, {
			platform,
			rule,
			judging
		}));
		return {
			reasons: weights.flatMap(({ reasons }) => reasons),
			findings: weights.flatMap(({ findings = [] }) => findings)
		};
	}, {
		note: `${rule.rule.field} ${expectation(rule)}`,
		howTo: "Make an SBOM of each platform, and sign it or the index digest."
	});
}
function judgePackages(packages, context) {
	const { rule, judging } = context;
	const what = rule.rule.field === "license.name" ? "licence" : "component";
	const expected = expectation(rule);
	if (packages.length === 0) return { reasons: [{
		code: "INCOMPLETE",
		message: "the SBOM lists no component"
	}] };
	const met = findingsOf(packages, context);
	if (rule.rule.operator !== "noo") return { reasons: met.length > 0 ? [] : [violation(`no ${what} is as the rule wants`, { expected })] };
	const findings = met.map((finding) => {
		const removal = judging.waiverFor(finding);
		return removal === void 0 ? finding : {
			...finding,
			removedBy: "waiver",
			removal
		};
	});
	const [first, ...more] = findings.filter(({ removedBy }) => removedBy === void 0);
	if (first === void 0) return {
		reasons: [],
		findings
	};
	const observed = first.license ?? first.package?.name ?? "";
	const others = more.length === 0 ? "" : ` and ${more.length} more`;
	return {
		findings,
		reasons: [violation(`the ${what} ${observed}${others} is forbidden`, {
			observed,
			expected
		})]
	};
}
function findingsOf(packages, { platform, rule: { rule, words } }) {
	const licenses = rule.field === "license.name";
	const isList = rule.operator === "oo" || rule.operator === "noo";
	const plain = (name) => licenses && isList ? name.toLowerCase() : name;
	const test = textTest(isList ? "oo" : rule.operator, words.map(plain));
	const place = platform === void 0 ? {} : { platform };
	return packages.flatMap((entry) => {
		const { name, version, purl } = entry;
		const thing = {
			name,
			...version !== void 0 && { version },
			...purl !== void 0 && { purl }
		};
		if (!licenses) return test(name) ? [{
			...place,
			package: thing
		}] : [];
		return licenseNames(entry.licenses).filter((license) => test(plain(license))).map((license) => ({
			...place,
			package: thing,
			license
		}));
	});
}
function expectation({ rule: { operator }, words }) {
	return `${operator} ${words.join(", ")}`;
}
function licenseNames(texts) {
	const words = texts.flatMap((text) => text.split(/[\s()]+/));
	return [.../* @__PURE__ */ new Set([...texts, ...words])].filter((word) => !/^(?:AND|OR|WITH|)$/i.test(word));
}

// src/policy/dtr.ts
const criteria = {
	tag: {
		criterion: "tag",
		about: "image",
		evidence: false
	},
	"component.name": {
		criterion: "components",
		about: "image",
		evidence: true
	},
	"license.name": {
		criterion: "licenses",
		about: "world",
		evidence: true
	},
	vulnerability_all: {
		criterion: "vulnerabilities",
		about: "world",
		evidence: true
	},
	vulnerability_critical: {
		criterion: "vulnerabilities",
		about: "world",
		evidence: true
	},
	vulnerability_major: {
		criterion: "vulnerabilities",
		about: "world",
		evidence: true
	},
	vulnerability_minor: {
		criterion: "vulnerabilities",
		about: "world",
		evidence: true
	},
	updated_at: {
		criterion: "age",
		about: "world",
		evidence: true
	},
	updated_at_duration: {
		criterion: "age",
		about: "world",
		evidence: true
	}
};
function needsEvidence({ field }) {
	return criteria[field].evidence;
}
function bindDtrRule(rule, settings) {
	const { criterion, about, evidence } = criteria[rule.field];
	return {
		criterion,
		about,
		needs: {
			...needsNothing,
			evidence
		},
		signers: evidence ? settings.by ?? [] : [],
		dependsOn: rule.field === "updated_at_duration" ? "time" : "nothing",
		judge: judgeOf(rule, settings)
	};
}
function judgeOf(rule, { by: names, scale, maxAge }) {
	const { field } = rule;
	const words = rule.values.map(String);
	const by = names === void 0 ? anySigner : {
		names,
		groups: [names]
	};
	const [word = ""] = words;
	switch (field) {
		case "tag": return judgeTag(rule, words);
		case "component.name":
		case "license.name": return (facts, judging) => judgeSoftware(facts, judging, {
			rule,
			words,
			by
		});
		case "updated_at":
		case "updated_at_duration": return (facts, judging) => judgeTime(facts, judging, {
			rule,
			word,
			by
		});
		default: {
			const count = {
				field,
				operator: rule.operator,
				limit: Number(word),
				scale,
				maxAge,
				by
			};
			return (facts, judging) => judgeCount(facts, judging, count);
		}
	}
}
function judgeTag(rule, words) {
	const test = textTest(rule.operator, words);
	const expected = `${rule.operator} ${words.join(", ")}`;
	return ({ image: { tag } }) => {
		if (tag === void 0) return stops([{
			code: "INCOMPLETE",
			message: "the image was given by digest alone, so there is no tag to judge"
		}], { help: "Promote it by its tag." });
		return test(tag) ? passes(tag) : stops([violation(`the tag ${tag} is not allowed`, {
			observed: tag,
			expected
		})]);
	};
}
const signature = ofKind("signature");
const provenance = ofKind("provenance");
const signings = {
	noun: "signature or provenance",
	covers: "image",
	read: (evidence) => [...signature.read(evidence), ...provenance.read(evidence)],
	couldBe: (evidence) => signature.couldBe(evidence) || provenance.couldBe(evidence)
};
function judgeTime(facts, judging, { rule, word, by }) {
	const isAgo = rule.field === "updated_at_duration";
	const expected = `${rule.operator === "bf" ? "before" : "after"} ${isAgo ? `${word} ago` : word}`;
	return weigh(choose(inspect(facts), {
		...signings,
		by
	}, judging), ({ counted }) => anyOne(counted, ({ evidence }) => timeReasons(evidence, {
		rule,
		word,
		expected,
		now: judging.now
	})), {
		note: `signed ${expected}`,
		howTo: "Sign the digest with a transparency log or a time stamp, so that the time is proven."
	});
}
const skewMs = 3e5;
function timeReasons({ trust }, asked) {
	const { rule, word, expected, now } = asked;
	const signedAt = trust.level === "signed" ? trust.signedAt : void 0;
	if (signedAt === void 0 || signedAt.last.getTime() > now.getTime() + skewMs) return [{
		code: "INCOMPLETE",
		message: "nothing proves when it was signed"
	}];
	const limit = rule.field === "updated_at_duration" ? now.getTime() - (secondsOf(word) ?? NaN) * 1e3 : instantOf(word) ?? NaN;
	const isBefore = rule.operator === "bf";
	const time = isBefore ? signedAt.last : signedAt.first;
	if (isBefore ? time.getTime() < limit : time.getTime() > limit) return [];
	return [violation("it was not signed when the rule wants", {
		observed: time.toISOString(),
		expected
	})];
}

// src/config/rule-ids.ts
function nameRules(own, naming) {
	refuseTwice(own, naming);
	const named = /* @__PURE__ */ new Map();
	for (const policy of new Set([...naming.closures.values()].flat())) {
		const related = new Set(naming.together.filter((names) => names.includes(policy)).flat());
		const taken = new Set([...related].flatMap((other) => [...(own.get(other) ?? []).flatMap(({ given }) => given.map(({ id }) => id)), ...(named.get(other) ?? []).map(({ id }) => id)]));
		const rules = (own.get(policy) ?? []).map(({ rule, word, given }) => {
			const id = given.find((each) => each.own)?.id ?? freeId(word, taken);
			taken.add(id);
			return {
				...rule,
				id
			};
		});
		named.set(policy, rules);
	}
	return named;
}
function freeId(word, taken) {
	let id = word;
	for (let count = 2; taken.has(id); count += 1) id = `${word}-${count}`;
	return id;
}
function refuseTwice(own, { closures, problems, at }) {
	const refused = /* @__PURE__ */ new Set();
	for (const [policy, parts] of closures) {
		const seen = /* @__PURE__ */ new Map();
		for (const { id, path } of parts.flatMap((part) => (own.get(part) ?? []).flatMap(({ given }) => given))) {
			const first = seen.get(id);
			const key = path.join("\0");
			if (first === void 0) seen.set(id, path);
			else if (!refused.has(key)) {
				refused.add(key);
				problems.add({
					code: "RULE_TWICE",
					message: `two checks of the policy "${policy}" have the id ${id}; the other is in line ${at(first).line}`,
					path,
					hint: "Give each its own id."
				});
			}
		}
	}
}

// src/config/resolve-rule.ts
function resolveItem(item, context) {
	const { path, written, problems } = context;
	const names = checksOf(item);
	const [name, second] = names;
	if (name === void 0 || second !== void 0) {
		problems.add({
			code: "CHECK_SHAPE",
			message: name === void 0 ? "this item names no check" : `this item names several checks: ${names.join(", ")}`,
			path,
			hint: "Each item of the list is one check with its options."
		});
		return;
	}
	const any = item.any === void 0 ? void 0 : resolveAny(item.any, context);
	const check = any === void 0 ? resolveCheck(name, item[name], context) : void 0;
	const what = any === void 0 ? check : { any: any.rules };
	if (what === void 0) return void 0;
	const about = "any" in what ? aboutOf(what.any) : what.about;
	const rollback = item["on-rollback"];
	if (rollback === "record" && about === "image") problems.add({
		code: "ROLLBACK_RECORD",
		message: `${name} judges what the image is, which a rollback must pass as well`,
		path: [...path, "on-rollback"],
		hint: "Remove on-rollback; record is for what time and the world change."
	});
	return {
		word: name,
		given: [...item.id === void 0 ? [] : [{
			id: item.id,
			path: [...path, "id"],
			own: true
		}], ...any?.given ?? []],
		path,
		rule: {
			what,
			level: item.level ?? "enforce",
			onRollback: rollbackOf(about, rollback ?? context.onRollback),
			position: written.at(path),
			...item.why === void 0 ? {} : { why: item.why },
			...item["effective-from"] === void 0 ? {} : { effectiveFrom: item["effective-from"] },
			...item["on-platforms"] === void 0 ? {} : { onPlatforms: item["on-platforms"] }
		}
	};
}
function rollbackOf(about, wanted) {
	return about === "image" ? "enforce" : wanted ?? "record";
}
function aboutOf(rules) {
	const isWorld = ({ what }) => "any" in what ? what.any.every(isWorld) : what.about === "world";
	return rules.every(isWorld) ? "world" : "image";
}
function resolveAny(items, context) {
	const path = [...context.path, "any"];
	const own = items.flatMap((item, index) => resolveItem(item, {
		...context,
		path: [...path, index]
	}) ?? []);
	const given = own.flatMap((each) => each.given.map((written) => ({
		...written,
		own: false
	})));
	const taken = new Set(given.map(({ id }) => id));
	return {
		rules: own.map((each) => {
			const id = each.given[0]?.id ?? freeId(each.word, taken);
			taken.add(id);
			return {
				...each.rule,
				id
			};
		}),
		given
	};
}
function resolveCheck(name, options, context) {
	const { path, written, problems } = context;
	const check = findCheck(name)?.bind(options);
	if (check === void 0) return void 0;
	const place = [...path, name];
	const raw = written.raw(place);
	checkSignerNames(check.signers, {
		...context,
		places: (signer) => {
			const found = placesOf(signer, raw, place);
			return found.length === 0 ? [place] : found;
		}
	});
	const from = name === "promoted" && isRecord(raw) ? raw["from"] : void 0;
	const known = stageNames(written);
	if (typeof from === "string" && !known.includes(from)) problems.unknown("stage", from, {
		path: [...place, "from"],
		known
	});
	return check;
}
function checkSignerNames(signers, { written, problems, places }) {
	const known = Object.keys(written.trust.signers);
	for (const signer of new Set(signers)) {
		if (known.includes(signer)) continue;
		for (const path of places(signer)) if (signer !== "local") problems.unknown("signer", signer, {
			path,
			known
		});
		else if (Object.keys(written.evidence.files).length === 0) problems.add({
			code: "LOCAL_MISSING",
			message: "local means reports of the job, and evidence.files names none",
			path,
			hint: "Name them: evidence: { files: { scans: ['reports/*.json'] } }."
		});
	}
}
function placesOf(name, value, path, inBy = false) {
	if (value === name) return inBy ? [path] : [];
	if (Array.isArray(value)) return value.flatMap((each, index) => placesOf(name, each, [...path, index], inBy));
	if (!isRecord(value)) return [];
	return Object.entries(value).flatMap(([key, each]) => placesOf(name, each, [...path, key], inBy || key === "by"));
}
function isRecord(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

// src/config/resolve-policies.ts
function resolvePolicies(written, problems) {
	const context = {
		written,
		problems
	};
	const own = new Map(Object.entries(written.policies).map(([name, policy]) => [name, ownRules(name, policy, context)]));
	checkCycle(context);
	const closures = new Map([...own.keys()].map((name) => [name, closureOf([name], written)]));
	const rules = nameRules(own, {
		closures,
		together: together(written),
		problems,
		at: (path) => written.at(path)
	});
	return new Map([...closures].map(([name, parts]) => [name, {
		name,
		rules: parts.flatMap((part) => rules.get(part) ?? [])
	}]));
}
function ownRules(name, policy, context) {
	const { problems } = context;
	const path = ["policies", name];
	if (isEmpty(policy)) problems.add({
		code: "POLICY_EMPTY",
		message: `the policy "${name}" has no check, so it would let everything pass`,
		path,
		part: "key",
		hint: "Add a check, or remove the policy from here and from the stages."
	});
	const whole = isList(policy) ? { require: [...policy] } : policy;
	const place = isList(policy) ? path : [...path, "require"];
	if (!isList(policy)) checkNames(policy, path, context);
	const onRollback = whole["on-rollback"];
	return [...(whole.require ?? []).flatMap((item, index) => resolveItem(item, {
		...context,
		path: [...place, index],
		onRollback
	}) ?? []), ...dtrRules(whole, path, context)];
}
function isList(policy) {
	return Array.isArray(policy);
}
function isEmpty(policy) {
	if (isList(policy)) return policy.length === 0;
	return (policy.require ?? []).length + (policy.rules ?? []).length === 0 && extendsOf(policy).length === 0;
}
function extendsOf(policy) {
	return policy === void 0 || isList(policy) || policy.extends === void 0 ? [] : asList(policy.extends);
}
function checkNames(policy, path, { written, problems }) {
	const known = Object.keys(written.policies);
	for (const [index, name] of extendsOf(policy).entries()) {
		if (known.includes(name)) continue;
		problems.unknown("policy", name, {
			path: itemPath(policy.extends, [...path, "extends"], index),
			known
		});
	}
}
function dtrRules(policy, path, context) {
	const { written, problems } = context;
	const { rules = [], by } = policy;
	checkBeside(policy, path, context);
	for (const [index, name] of (by === void 0 ? [] : asList(by)).entries()) checkSignerNames([name], {
		...context,
		places: () => [itemPath(by, [...path, "by"], index)]
	});
	const unsigned = by === void 0 && Object.keys(written.trust.signers).length === 0;
	const first = rules.findIndex(needsEvidence);
	if (unsigned && first >= 0) problems.add({
		code: "SIGNER_MISSING",
		message: `the rule on ${rules[first]?.field} judges evidence, and nobody is named whose evidence counts`,
		path: [
			...path,
			"rules",
			first
		],
		hint: "Declare who signs it under trust.signers, or name local in `by` beside the rules."
	});
	return rules.map((rule, index) => {
		const place = [
			...path,
			"rules",
			index
		];
		const what = bindDtrRule(rule, {
			by: by === void 0 ? void 0 : asList(by),
			scale: policy["severity-scale"] ?? "cvss",
			maxAge: durationSeconds(policy["max-age"] ?? "7d")
		});
		return {
			word: what.criterion,
			given: [],
			path: place,
			rule: {
				what,
				level: "enforce",
				onRollback: rollbackOf(what.about, policy["on-rollback"]),
				position: written.at(place)
			}
		};
	});
}
function checkBeside(policy, path, { problems }) {
	const { rules } = policy;
	if (rules === void 0) {
		for (const key of [
			"severity-scale",
			"by",
			"max-age"
		]) {
			if (policy[key] === void 0) continue;
			problems.add({
				code: "RULES_MISSING",
				message: `${key} is about \`rules\`, and the policy has none`,
				path: [...path, key],
				part: "key",
				hint: "Remove it; a check of `require` has options of its own."
			});
		}
		return;
	}
	if (policy["severity-scale"] === void 0 && rules.some(({ field }) => field.startsWith("vulnerability_"))) problems.add({
		code: "SEVERITY_SCALE",
		message: "the rules count vulnerabilities by severity, and nothing says by which scale",
		path: [...path, "rules"],
		part: "key",
		hint: "Add severity-scale: dtr (critical is CVSS 7.0 and above, as DTR counted) or severity-scale: cvss (9.0)."
	});
}
function checkCycle({ written, problems }) {
	const names = Object.keys(written.policies);
	const cycle = findCycle(names, (name) => extendsOf(ownPolicy(written, name)).filter((other) => names.includes(other)));
	if (cycle === void 0) return;
	problems.add({
		code: "POLICY_CYCLE",
		message: `policies extend each other in a circle: ${cycle.join(" extends ")}`,
		path: [
			"policies",
			cycle[0] ?? "",
			"extends"
		],
		hint: "Remove one `extends`."
	});
}
function ownPolicy({ policies }, name) {
	return Object.hasOwn(policies, name) ? policies[name] : void 0;
}
function closureOf(names, written) {
	const done = /* @__PURE__ */ new Set();
	const seen = /* @__PURE__ */ new Set();
	const visit = (name) => {
		const policy = ownPolicy(written, name);
		if (policy === void 0 || seen.has(name)) return;
		seen.add(name);
		extendsOf(policy).forEach(visit);
		done.add(name);
	};
	names.forEach(visit);
	return [...done];
}
function together(written) {
	const lists = Object.values(written.pipelines).flatMap(({ stages: each }) => each).flatMap(({ policy }) => policy === void 0 ? [] : [asList(policy)]);
	return [...Object.keys(written.policies).map((name) => [name]), ...lists].map((names) => closureOf(names, written));
}

export { resolvePolicies };