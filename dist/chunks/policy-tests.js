import { D as parseFilePath, G as hintOf, I as digestOf, N as stageText, U as HoistError, V as parseDigest, W as HoistErrors, d as parseRepository, f as parseTag, q as throwAny } from "./start.js";
import { a as durationSeconds, d as whole, i as Text, l as say, n as Duration, o as oneOrMore, r as Name, t as Day, u as strict } from "./written.js";
import { i as Size } from "./operator.js";
import { Ln as NEVER } from "./zod-mini.js";
import { _ as unknown, a as boolean, g as union, h as string, i as array, l as number, n as datetime, p as record, r as _enum, s as literal } from "./zod.js";
import { i as byPlace, n as checked, t as readYaml } from "./yaml.js";
import { S as parseStrictJson, v as platformText, x as isJsonObject } from "./registry.js";
import { Q as stagePlaces } from "./promotion.js";
import { n as matchSigners, t as certificateSigners } from "./identity.js";
import { n as readReport, t as readPredicate } from "./format.js";
import { n as needsOf, t as evaluate } from "./evaluate.js";

// src/config/case-words.ts
const unreachable = string().pipe(literal("unreachable")).describe("It was asked and did not answer, so nothing is known of it.");
function told(item) {
	return union([unreachable, item]);
}
const DigestText = word(parseDigest, "is not a digest");
const RepositoryText = word(parseRepository, "is not a repository");
const TagText = word(parseTag, "is not a tag");
function word(read, message) {
	return Text.transform((text, context) => {
		try {
			return read(text);
		} catch (error) {
			context.addIssue({
				code: "custom",
				message: say(message, hintOf(error))
			});
			return NEVER;
		}
	});
}
const Texts = record(string(), string());
const timeHint = "Write an instant in UTC, 2026-11-20T12:00:00Z, or how long before the case it was, 3h.";
const Time = string().transform((text, context) => {
	if (Duration.safeParse(text).success) return {
		kind: "age",
		seconds: durationSeconds(text)
	};
	const instant = instantOf(text);
	if (instant !== void 0) return {
		kind: "instant",
		instant
	};
	context.addIssue({
		code: "custom",
		message: say("is not a time", timeHint)
	});
	return NEVER;
});
const Instant = string().transform((text, context) => {
	const instant = instantOf(text);
	if (instant !== void 0) return instant;
	context.addIssue({
		code: "custom",
		message: say("is not an instant", "Write it in UTC: 2026-11-20T12:00:00Z, or 2026-11-20.")
	});
	return NEVER;
});
function instantOf(text) {
	return Day.safeParse(text).success || datetime().safeParse(text).success ? new Date(text) : void 0;
}
const StageText = Text.transform((text, context) => {
	const [pipeline = "", stage = "", ...more] = text.split("/");
	if (more.length === 0 && [pipeline, stage].every((name) => Name.safeParse(name).success)) return {
		pipeline,
		stage
	};
	context.addIssue({
		code: "custom",
		message: say("is not a stage", "Write pipeline and stage: web/production.")
	});
	return NEVER;
});
const Run = strict({
	name: Text.describe("Of the check run."),
	app: Text.describe("The slug of the app that made it.").default("github-actions"),
	"app-id": whole(1).describe("The app's id; GitHub Actions has 15368.").default(15368),
	status: Text.describe("As GitHub has it.").default("completed"),
	conclusion: Text.describe("As GitHub has it.").optional(),
	workflow: Text.describe("The workflow's file, of a job on GitHub Actions.").optional()
}).transform(({ "app-id": id, app, name, status, conclusion, workflow }) => ({
	name,
	status,
	app: {
		slug: app,
		id
	},
	...conclusion === void 0 ? status === "completed" ? { conclusion: "success" } : {} : { conclusion },
	...workflow === void 0 ? {} : { workflow }
}));
const Status = strict({
	context: Text.describe("Of the commit status."),
	state: _enum([
		"success",
		"failure",
		"error",
		"pending"
	]).describe("As GitHub has it."),
	creator: Text.describe("Who set it.").optional()
}).transform(({ context, state, creator }) => ({
	context,
	state,
	...creator === void 0 ? {} : { creator }
}));
const Commit = strict({
	repository: Text.regex(/^[^/\s]+\/[^/\s]+$/, { error: say("is not a repository on GitHub", "Write OWNER/REPO.") }).describe("OWNER/REPO."),
	sha: Text.regex(/^[0-9a-f]{40}$/, { error: say("is not a commit", "Write all 40 hex digits.") }).describe("All 40 hex digits."),
	checks: told(array(Run)).describe("Its check runs.").default([]),
	statuses: told(array(Status)).describe("Its commit statuses.").default([]),
	branches: told(array(Text)).describe("The branches that have it; no other has.").default([]),
	tags: told(array(Text)).describe("The tags that point at it.").default([]),
	pull: told(strict({
		number: whole(1).describe("Its number."),
		author: Text.describe("Who opened it."),
		approvers: array(Text).describe("Who approved it.").default([])
	})).describe("The merged pull request that brought it.").optional()
}).transform(({ sha, pull, ...rest }) => ({
	...rest,
	commit: sha,
	...pull === void 0 ? {} : { pull }
}));

// src/config/case-document.ts
const Certificate = strict({
	repository: Text.describe("OWNER/REPO of the run.").optional(),
	workflow: Text.describe("OWNER/REPO/.github/workflows/FILE.").optional(),
	"workflow-ref": Text.describe("The ref of the workflow's file.").optional(),
	ref: Text.describe("The ref of the run: refs/heads/main.").optional(),
	commit: Text.describe("The commit of the run.").optional(),
	runner: Text.describe("github-hosted or self-hosted.").optional(),
	trigger: Text.describe("The event of the run: push.").optional(),
	environment: Text.describe("The environment of the job.").optional()
}).transform(({ "workflow-ref": workflowRef, ...rest }) => Object.fromEntries(Object.entries({
	...rest,
	workflowRef
}).filter(([, value]) => value !== void 0)));
function documentSchema(folder) {
	const path = Text.transform((text, context) => {
		try {
			return parseFilePath(joined(folder, text));
		} catch {
			context.addIssue({
				code: "custom",
				message: say("is not a path inside the repository", "It starts at the case file's own folder.")
			});
			return NEVER;
		}
	});
	return strict({
		file: path.describe("A report, a predicate or an in-toto statement, as JSON.").optional(),
		predicate: unknown().describe("A predicate, written here.").optional(),
		"predicate-type": Text.describe("The type of the predicate, where the file has no statement around it.").optional(),
		signature: union([literal(true), Texts]).describe("A signature over the image, with its annotations if any.").optional(),
		"signed-by": Name.describe("A signer of the config, or unsigned, local (a file of the job), stranger."),
		certificate: Certificate.describe("What its certificate says other than the signer's own.").default({}),
		"signed-at": union([literal("unknown"), Time]).describe("The proven time: an instant, or how long before the case. Default: the instant of the case.").optional(),
		sealed: boolean().describe("Unsigned itself, below an index that is signed.").default(false),
		subject: oneOrMore(Text).describe("index, or platforms of the image. Default: the image.").optional(),
		place: _enum([
			"referrers",
			"fallback-tag",
			"cosign-tag",
			"index",
			"github",
			"local"
		]).describe("Where it was found.").optional()
	}).transform((written, context) => {
		const content = contentOf$1(written);
		if (typeof content === "string") {
			context.addIssue({
				code: "custom",
				message: content,
				path: []
			});
			return NEVER;
		}
		const { subject = [], certificate, sealed } = written;
		const signedAt = written["signed-at"] ?? {
			kind: "age",
			seconds: 0
		};
		return {
			content,
			signedBy: written["signed-by"],
			certificate,
			...signedAt === "unknown" ? {} : { signedAt },
			sealed,
			subjects: typeof subject === "string" ? [subject] : subject,
			place: written.place ?? (written["signed-by"] === "local" ? "local" : sealed ? "index" : "referrers")
		};
	});
}
function contentOf$1(written) {
	const { file, predicate, signature, "predicate-type": predicateType } = written;
	if ([
		file,
		predicate,
		signature
	].filter((part) => part !== void 0).length !== 1) return say("has to have one of file, predicate and signature", "Write one document an item.");
	if (signature !== void 0) return {
		kind: "signature",
		annotations: signature === true ? {} : signature
	};
	if (file !== void 0) return {
		kind: "file",
		path: file,
		...predicateType === void 0 ? {} : { predicateType }
	};
	if (predicateType === void 0) return say("has a predicate and no predicate-type", "Add predicate-type: https://slsa.dev/provenance/v1.");
	return {
		kind: "predicate",
		predicateType,
		predicate
	};
}
function joined(folder, path) {
	if (path.startsWith("/")) return path;
	const parts = folder === "" ? [] : folder.split("/");
	for (const part of path.split("/")) if (part === ".." && parts.length > 0) parts.pop();
	else parts.push(part);
	return parts.join("/");
}

// src/config/case-image.ts
const Command = oneOrMore(string());
const platformShape = {
	user: string().describe("The user of the config.").optional(),
	labels: Texts.describe("The labels of the config.").optional(),
	env: array(Text).describe("Names of environment variables.").optional(),
	entrypoint: Command.describe("The entry point.").optional(),
	cmd: Command.describe("The command.").optional(),
	ports: array(Text).describe("Exposed ports: 8080/tcp.").optional(),
	volumes: array(Text).describe("Volumes.").optional(),
	healthcheck: Command.describe("The command that tells whether it is well.").optional(),
	created: Text.describe("As the config has it.").optional(),
	annotations: Texts.describe("Of the manifest.").optional(),
	size: Size.describe("Compressed: 80MB.").optional(),
	layers: whole(0).describe("How many.").optional(),
	config: unreachable.describe("The config could not be read.").optional()
};
const PlatformKeys = strict(platformShape);
const PlatformText = string().regex(/^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9_.]+)?$/, { error: say("is not a platform", "Write linux/amd64 or linux/arm64/v8.") });
const imageShape = {
	...platformShape,
	digest: DigestText.describe("Default: one that is made of the name of the case.").optional(),
	platforms: union([array(PlatformText).min(1), record(PlatformText, PlatformKeys)]).describe("By name; a map may say what one has different from the others. Default: linux/amd64.").default(["linux/amd64"]),
	index: boolean().describe("Whether it is an index. Default: it has several platforms.").optional(),
	"index-annotations": Texts.describe("Of the index.").optional(),
	"strange-children": whole(0, 100).describe("How many children of the index are neither a platform nor an attestation.").default(0)
};
const Image = strict({
	...imageShape,
	repository: RepositoryText.describe("Default: the source of the stage's pipeline.").optional(),
	tag: TagText.describe("At the pipeline's source. Default: none, as if promoted by digest.").optional()
}).transform(({ repository, tag, ...rest }) => ({
	...imageOf(rest),
	...repository === void 0 ? {} : { repository },
	...tag === void 0 ? {} : { tag }
}));
const previousShape = {
	...imageShape,
	tags: array(TagText).describe("The version tags that name it at the target.").default([])
};
function imageOf(written, tags = []) {
	const { platforms, digest, index, annotations, ...common } = written;
	const byName = Array.isArray(platforms) ? platforms.map((name) => [name, {}]) : Object.entries(platforms);
	return {
		tags,
		...digest === void 0 ? {} : { digest },
		isIndex: index ?? byName.length > 1,
		annotations: written["index-annotations"] ?? (byName.length > 1 ? {} : annotations ?? {}),
		strangeChildren: written["strange-children"],
		platforms: byName.map(([name, own]) => platformOf(name, {
			...common,
			annotations,
			...given$1(own)
		}))
	};
}
function given$1(keys) {
	return Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== void 0));
}
function platformOf(name, keys) {
	const [os = "", architecture = "", variant] = name.split("/");
	const platform = {
		os,
		architecture,
		...variant === void 0 ? {} : { variant }
	};
	return {
		name,
		platform,
		annotations: keys.annotations ?? {},
		bytes: keys.size?.bytes ?? 0,
		layers: keys.layers ?? 0,
		config: keys.config ?? configOf(keys, platform)
	};
}
function configOf(keys, platform) {
	const labels = keys.labels ?? {};
	const revision = labels["org.opencontainers.image.revision"];
	return {
		platform,
		user: keys.user ?? "",
		env: keys.env ?? [],
		labels,
		entrypoint: listOf(keys.entrypoint),
		cmd: listOf(keys.cmd),
		exposedPorts: keys.ports ?? [],
		volumes: keys.volumes ?? [],
		...keys.healthcheck === void 0 ? {} : { healthcheck: listOf(keys.healthcheck) },
		...keys.created === void 0 ? {} : { created: keys.created },
		...revision === void 0 ? {} : { revision }
	};
}
function listOf(written) {
	return typeof written === "string" ? [written] : written ?? [];
}

// src/config/case-file.ts
const verdicts = [
	"pass",
	"refused",
	"unreachable",
	"pending"
];
const Expect = union([string().pipe(_enum(verdicts)), strict({
	verdict: _enum(verdicts).describe("Of the decision.").optional(),
	checks: record(Text, _enum([
		"pass",
		"fail",
		"unknown",
		"pending",
		"VIOLATION",
		"NO_EVIDENCE",
		"UNTRUSTED",
		"WRONG_SUBJECT",
		"STALE",
		"PARTIAL",
		"INCOMPLETE",
		"UNPARSABLE",
		"UNSUPPORTED",
		"CONTRADICTION",
		"UNREACHABLE"
	])).describe("By the check's id: its verdict, or the code of a reason.").default({}),
	waivers: array(Text).describe("Waivers that must be used.").default([])
}).refine(({ verdict, checks, waivers }) => verdict !== void 0 || Object.keys(checks).length > 0 || waivers.length > 0, { error: say("expects nothing", "Write a verdict: expect: refused.") })]).transform((written) => {
	if (typeof written === "string") return {
		verdict: written,
		checks: {},
		waivers: []
	};
	const { verdict, checks, waivers } = written;
	return {
		checks,
		waivers,
		...verdict === void 0 ? {} : { verdict }
	};
});
const partError = say("", "Write a part of 1: 0.97.");
const part = number({ error: partError }).min(0, { error: partError }).max(1, { error: partError });
const Feeds = strict({
	kev: told(record(Text, Day)).describe("Known exploited vulnerabilities, each with the day on which it was added.").optional(),
	epss: told(record(Text, part)).describe("EPSS scores by CVE.").optional(),
	date: Time.describe("The feeds' own date. Default: the instant of the case.").optional()
}).transform(({ kev, epss, date }) => ({
	...kev === void 0 ? {} : { kev: kev === "unreachable" ? kev : new Map(Object.entries(kev)) },
	...epss === void 0 ? {} : { epss: epss === "unreachable" ? epss : new Map(Object.entries(epss)) },
	...date === void 0 ? {} : { date }
}));
const BaseImages = record(Text, told(strict({
	digest: DigestText.describe("What its tag names now."),
	below: array(DigestText).describe("Its platforms' manifests.").default([])
}))).transform((written) => new Map(Object.entries(written)));
const WaiverOrigins = record(Text, strict({
	commit: Text.describe("That brought it.").optional(),
	author: Text.describe("Who wrote it.").optional(),
	approvers: array(Text).describe("Who approved it.").default([])
}).transform(({ commit, author, approvers }) => ({
	approvers,
	...commit === void 0 ? {} : { commit },
	...author === void 0 ? {} : { author }
}))).transform((written) => new Map(Object.entries(written)));
const places$1 = {
	referrers: "referrers",
	"cosign-tags": "cosign-tag",
	index: "index",
	github: "github"
};
function caseSchema(folder) {
	const documents = array(documentSchema(folder)).default([]);
	return strict({
		name: Text.describe("What the case shows; a sentence."),
		stage: StageText.describe("The stage whose policies are judged: web/production.").optional(),
		policy: oneOrMore(Name).describe("The policies, without a stage.").optional(),
		mode: _enum([
			"promote",
			"plan",
			"rollback"
		]).describe("What asks. In a plan, what depends on time or on an earlier stage is pending.").default("promote"),
		approval: _enum(["required", "none"]).describe("Default: as the stage has it.").optional(),
		at: Instant.describe("When. Default: now.").optional(),
		image: Image.describe("What is to be promoted.").prefault({}),
		evidence: documents.describe("Documents about the image."),
		unreachable: array(_enum([
			"referrers",
			"cosign-tags",
			"index",
			"github"
		])).describe("Places that did not answer.").default([]),
		commit: told(Commit).describe("What GitHub knows of the commit.").optional(),
		previous: told(strict({
			...previousShape,
			evidence: documents.describe("Documents about it.")
		}).transform(({ evidence, tags, ...image }) => ({
			...imageOf(image, tags),
			evidence
		}))).describe("What the moving tag of the stage names now. Default: nothing.").optional(),
		feeds: Feeds.describe("Lists from outside.").prefault({}),
		"base-images": BaseImages.describe("What the tags of base images name now.").prefault({}),
		waivers: WaiverOrigins.describe("Who wrote and who approved a waiver of the config, by its id.").prefault({}),
		expect: Expect.describe("The verdict, or what is expected of single checks.")
	}).refine(({ stage, policy }) => stage === void 0 !== (policy === void 0), { error: say("has to have either a stage or a policy", "Write stage: web/production, or policy: NAME.") });
}
function readCases(bytes, path) {
	const yaml = readYaml(bytes, path);
	const schema = caseSchema(path.split("/").slice(0, -1).join("/"));
	const { value } = yaml;
	if (Array.isArray(value) && value.length > 0) return checked(array(schema), yaml).map((written, index) => caseOf(written, [index], yaml));
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return [caseOf(checked(schema, yaml), [], yaml)];
	throw new HoistError("config", "CASES_EMPTY", "the file has no case", {
		position: yaml.at([]),
		hint: "Write a case as a map, or a list of them: - { name: \u2026, stage: web/production, expect: pass }."
	});
}
function caseOf(written, base, yaml) {
	const { name, stage, policy, mode, approval, at, image, commit, previous, feeds, expect } = written;
	const placed = (items, path) => items.map((item, index) => ({
		...item,
		path: [...path, index]
	}));
	return {
		name,
		at: (path) => yaml.at([...base, ...path]),
		judged: stage === void 0 ? {
			kind: "policies",
			policies: typeof policy === "string" ? [policy] : policy ?? []
		} : {
			kind: "stage",
			stage
		},
		mode,
		...approval === void 0 ? {} : { approvalRequired: approval === "required" },
		...at === void 0 ? {} : { now: at },
		image,
		evidence: placed(written.evidence, ["evidence"]),
		unreachable: written.unreachable.flatMap((place) => places$1[place] ?? []),
		...commit === void 0 ? {} : { commit },
		...previous === void 0 ? {} : { previous: previous === "unreachable" ? previous : {
			...previous,
			evidence: placed(previous.evidence, ["previous", "evidence"])
		} },
		feeds,
		baseImages: written["base-images"],
		waivers: written.waivers,
		expect
	};
}

// src/domain/case-facts.ts
function caseManifests(name, image) {
	const made = (what) => digestOf(new TextEncoder().encode(JSON.stringify([name, what])));
	const root = image.digest ?? made("image");
	return {
		root,
		platforms: new Map(image.platforms.map((platform) => [platform.name, image.isIndex ? made(platform.name) : root]))
	};
}
function caseFacts(policyCase, ground) {
	const { image } = policyCase;
	const { repository, stage, manifests } = ground;
	const evidence = ground.evidence.filter(({ place }) => !policyCase.unreachable.includes(place));
	return {
		image: {
			repository,
			...image.tag === void 0 ? {} : { tag: image.tag },
			digest: manifests.root,
			isIndex: image.isIndex,
			annotations: image.annotations,
			strangeChildren: Array.from({ length: image.strangeChildren }, (_, index) => digestOf(new TextEncoder().encode(JSON.stringify([manifests.root, index]))))
		},
		...stage === void 0 ? {} : { stage },
		...ground.stages === void 0 ? {} : { stages: ground.stages },
		platforms: platformFacts(image, manifests),
		evidence,
		searches: searchesOf(manifests, evidence, policyCase.unreachable),
		commit: commitAnswer(policyCase.commit, ground.branches),
		previous: previousAnswer(policyCase, ground),
		feeds: feedsOf(policyCase, ground.now),
		baseImages: new Map(Array.from(policyCase.baseImages, ([reference, told]) => [reference, answerOf(told, "the base image")]))
	};
}
function caseInstant(time, now) {
	return time.kind === "instant" ? time.instant : /* @__PURE__ */ new Date(now.getTime() - time.seconds * 1e3);
}
function platformFacts(image, manifests) {
	return image.platforms.map(({ name, platform, annotations, bytes, layers, config }) => ({
		digest: manifests.platforms.get(name) ?? manifests.root,
		platform,
		annotations,
		bytes,
		layers,
		config: answerOf(config, `the config of ${platformText(platform)}`)
	}));
}
const places = [
	"referrers",
	"cosign-tag",
	"index",
	"github"
];
function searchesOf({ root, platforms }, evidence, unreachable) {
	const search = (place, subject) => {
		const found = evidence.filter((each) => each.place === place && (subject === void 0 || each.subjects.includes(subject))).length;
		const isOut = unreachable.includes(place);
		return {
			place,
			...subject === void 0 ? {} : { subject },
			found: isOut ? 0 : found,
			state: isOut ? "unreachable" : found > 0 ? "found" : "none",
			...isOut ? { message: "the case says that it did not answer" } : {}
		};
	};
	return [...[.../* @__PURE__ */ new Set([root, ...platforms.values()])].flatMap((subject) => places.map((place) => search(place, subject))), search("local")];
}
function answerOf(told, what) {
	if (told !== "unreachable") return {
		state: "known",
		value: told
	};
	return {
		state: "unknown",
		code: "UNREACHABLE",
		message: `${what} could not be reached, says the case`
	};
}
function commitAnswer(told, branches) {
	if (told === void 0) return {
		state: "unknown",
		code: "NO_EVIDENCE",
		message: "no trusted provenance names a commit: the case has none"
	};
	if (told === "unreachable") return answerOf(told, "the commit");
	return {
		state: "known",
		value: {
			repository: told.repository,
			commit: told.commit,
			checks: answerOf(told.checks, "the check runs"),
			statuses: answerOf(told.statuses, "the commit statuses"),
			onBranch: new Map(branches.map((branch) => [branch, onBranch(branch, told.branches)])),
			tags: answerOf(told.tags, "the tags of the commit"),
			pull: answerOf(told.pull, "the pull request")
		}
	};
}
function onBranch(branch, told) {
	return told === "unreachable" ? answerOf(told, `the branch ${branch}`) : {
		state: "known",
		value: told.includes(branch)
	};
}
function previousAnswer({ name, previous }, ground) {
	if (previous === void 0) return {
		state: "known",
		value: void 0
	};
	if (previous === "unreachable") return answerOf(previous, "the target");
	const manifests = previousManifests(name, previous);
	return {
		state: "known",
		value: {
			digest: manifests.root,
			tags: previous.tags,
			evidence: ground.previous,
			searches: searchesOf(manifests, ground.previous, []),
			platforms: platformFacts(previous, manifests)
		}
	};
}
function previousManifests(name, previous) {
	return caseManifests(`${name}, before`, previous);
}
function feedsOf({ feeds }, now) {
	const date = (feeds.date === void 0 ? now : caseInstant(feeds.date, now)).toISOString();
	const feed = (told, what) => told === "unreachable" ? answerOf(told, what) : {
		state: "known",
		value: {
			date,
			digest: digestOf(new TextEncoder().encode(JSON.stringify([...told]))),
			entries: told
		}
	};
	return {
		...feeds.kev === void 0 ? {} : { kev: feed(feeds.kev, "the list of known exploited vulnerabilities") },
		...feeds.epss === void 0 ? {} : { epss: feed(feeds.epss, "the EPSS scores") }
	};
}

// src/domain/expectation.ts
function mismatchesOf({ verdict, checks, waivers }, decision) {
	return [
		...verdict === void 0 || verdict === decision.verdict ? [] : [`expected the verdict ${verdict}, and it is ${decision.verdict}`],
		...Object.entries(checks).flatMap(([id, wanted]) => mismatchOf(id, wanted, decision)),
		...waivers.flatMap((id) => unusedWaiver(id, decision))
	];
}
function mismatchOf(id, wanted, { checks }) {
	const named = checks.filter((check) => check.id === id);
	if (named.length === 0) return [`expected ${wanted} of the check ${id}, and there is none of that id: ${checks.map((check) => check.id).join(", ")}`];
	return named.filter((check) => check.verdict !== wanted && !check.reasons.some(({ code }) => code === wanted)).map((check) => `expected ${wanted} of the check ${id}, and it is ${stateText(check)}`);
}
function stateText({ verdict, reasons }) {
	const codes = [...new Set(reasons.map(({ code }) => code))];
	return codes.length === 0 ? verdict : `${verdict} (${codes.join(", ")})`;
}
function unusedWaiver(id, { waivers }) {
	if (waivers.used.some((waiver) => waiver.id === id)) return [];
	const idle = waivers.idle.find((waiver) => waiver.id === id);
	return [`expected the waiver ${id} to be used, and it is not${idle === void 0 ? "" : `: ${idle.message}`}`];
}

// src/evidence/case-identity.ts
function caseIdentity(signer, signing) {
	if (signer.kind === "key") return {
		kind: "key",
		claims: {}
	};
	if (signer.kind === "identity") return {
		kind: "certificate",
		issuer: signer.issuer,
		subject: signer.subject,
		claims: { 8: signer.issuer }
	};
	return gitHubIdentity(signer, signing);
}
function gitHubIdentity(signer, { certificate, tag, commit: built, run }) {
	const { server, issuer } = signer;
	const repository = certificate.repository ?? signer.repository;
	const ref = certificate.ref ?? refOf(signer.refs, tag) ?? "";
	const subject = `${server}/${certificate.workflow ?? signer.workflow ?? `${repository}/.github/workflows/release.yml`}@${certificate.workflowRef ?? (signer.workflowRefs === void 0 ? ref : refOf(signer.workflowRefs, tag)) ?? ""}`;
	const commit = certificate.commit ?? built;
	return {
		kind: "certificate",
		issuer,
		subject,
		claims: given({
			8: issuer,
			9: subject,
			10: commit,
			11: certificate.runner ?? (signer.runner === "any" ? "github-hosted" : signer.runner),
			12: `${server}/${repository}`,
			13: commit,
			14: ref,
			15: signer.repositoryId,
			16: `${server}/${repository.split("/")[0] ?? ""}`,
			17: signer.ownerId,
			18: subject,
			19: commit,
			20: certificate.trigger ?? "push",
			21: run ?? `${server}/${repository}/actions/runs/1/attempts/1`,
			23: certificate.environment ?? signer.environment
		})
	};
}
function refOf(globs, tag) {
	const likely = ["refs/heads/main", ...tag === void 0 ? [] : [`refs/tags/${tag}`]];
	if (globs === void 0) return likely[0];
	const examples = globs.map((glob) => glob.sample("1"));
	return [...likely, ...examples].find((ref) => globs.some((glob) => glob.matches(ref)));
}
function given(claims) {
	return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== void 0 && value !== ""));
}

// src/evidence/case-evidence.ts
const stranger = "stranger";
const unsigned = "unsigned";
const local = "local";
function caseEvidence(source, trust) {
	const { document } = source;
	const read = contentOf(source);
	return {
		place: document.place,
		subjects: subjectsOf(source, trust.manifests),
		trust: trustOf(source, {
			...trust,
			run: runOf(read)
		}),
		...read
	};
}
function runOf({ parts }) {
	return parts.flatMap((part) => part.kind === "promotion" ? [part.record.intent.run.url] : [])[0];
}
function contentOf({ document, bytes, position }) {
	const { content } = document;
	if (content.kind === "signature") return {
		digest: digestOf(new TextEncoder().encode(JSON.stringify(document))),
		title: "signature",
		parts: [{
			kind: "signature",
			annotations: content.annotations
		}]
	};
	if (content.kind === "predicate") return {
		digest: digestOf(new TextEncoder().encode(JSON.stringify(content.predicate) ?? "")),
		...ofPredicate(content.predicateType, content.predicate)
	};
	const { json, digest } = readJson(bytes ?? /* @__PURE__ */ new Uint8Array(), {
		path: content.path,
		position
	});
	if (content.predicateType !== void 0) return {
		digest,
		...ofPredicate(content.predicateType, json)
	};
	if (isStatement(json)) return {
		digest,
		...ofPredicate(json.predicateType, json["predicate"])
	};
	return {
		digest,
		...partsOf(readReport(json))
	};
}
function readJson(bytes, { path, position }) {
	try {
		return {
			json: parseStrictJson(bytes, path),
			digest: digestOf(bytes)
		};
	} catch (error) {
		if (!(error instanceof HoistError)) throw error;
		throw new HoistError("config", "CASE_DOCUMENT", error.message, {
			position,
			hint: "A document of a case is JSON: a report, a predicate, or an in-toto statement.",
			cause: error
		});
	}
}
function isStatement(json) {
	return isJsonObject(json) && String(json["_type"]).startsWith("https://in-toto.io/Statement/") && typeof json["predicateType"] === "string";
}
function ofPredicate(predicateType, predicate) {
	return {
		predicateType,
		predicate,
		...partsOf(readPredicate(predicateType, predicate))
	};
}
function partsOf(read) {
	return "problem" in read ? {
		title: read.title,
		parts: [],
		problem: read.problem
	} : {
		title: read.title,
		parts: read.parts
	};
}
function subjectsOf({ document, position }, { root, platforms }) {
	if (document.subjects.length === 0) return [root];
	return document.subjects.map((name) => {
		const digest = name === "index" ? root : platforms.get(name);
		if (digest !== void 0) return digest;
		throw new HoistError("config", "CASE_SUBJECT", `the image of the case has no platform ${name}`, {
			position,
			hint: `It has index, ${[...platforms.keys()].join(", ")}.`
		});
	});
}
function trustOf({ document, position }, { signers, manifests, now, tag, commit, run }) {
	const { signedBy, signedAt, sealed, certificate, content } = document;
	if (signedBy === "unsigned") return { level: "unsigned" };
	if (signedBy === "local") return {
		level: "local",
		file: content.kind === "file" ? content.path : "a file of the job"
	};
	if (signedBy === "stranger") return {
		level: "untrusted",
		why: "signed by somebody whom the config does not name"
	};
	const signer = signers.find(({ name }) => name === signedBy);
	if (signer === void 0) throw new HoistError("config", "SIGNER_UNKNOWN", `there is no signer "${signedBy}"`, {
		position,
		hint: `There is ${[
			...signers.map(({ name }) => name),
			unsigned,
			local,
			stranger
		].join(", ")}.`
	});
	const identity = caseIdentity(signer, {
		certificate,
		tag,
		commit,
		run
	});
	const matched = whoIs(identity, signer, signers);
	if (typeof matched === "string") return {
		level: "untrusted",
		identity,
		why: matched
	};
	const at = signedAt === void 0 ? void 0 : caseInstant(signedAt, now);
	return {
		level: "signed",
		signers: matched,
		identity,
		...at === void 0 ? {} : { signedAt: {
			first: at,
			last: at
		} },
		...sealed ? { sealedBy: manifests.root } : {}
	};
}
function whoIs(identity, signer, signers) {
	if (signer.kind === "key") return [signer.name];
	const match = matchSigners(identity, certificateSigners(signers));
	return "why" in match ? match.why : match.signers;
}

// src/promotion/policy-tests.ts
const mostBytes = {
	cases: 1048576,
	document: 41943040
};
async function runPolicyTests(tests) {
	return await collected((await collected(await caseFiles(tests), async (path) => {
		const bytes = await tests.workspace.read(path, mostBytes.cases);
		return bytes === void 0 ? [] : readCases(bytes, path);
	})).flat(), (policyCase) => runCase(policyCase, tests));
}
async function caseFiles({ workspace, folder }) {
	return (await workspace.find(`${parseFilePath(folder)}/**`)).filter((path) => /\.ya?ml$/.test(path));
}
async function collected(items, run) {
	const results = [];
	const errors = [];
	for (const item of items) try {
		results.push(await run(item));
	} catch (error) {
		if (!(error instanceof HoistError)) throw error;
		errors.push(...error instanceof HoistErrors ? error.errors : [error]);
	}
	throwAny(errors.sort(byPlace));
	return results;
}
async function runCase(policyCase, tests) {
	const { config } = tests;
	const judged = judgedBy(policyCase, config);
	const now = policyCase.now ?? tests.now;
	const manifests = caseManifests(policyCase.name, policyCase.image);
	const { previous } = policyCase;
	const told = previous === "unreachable" ? void 0 : previous;
	const read = (documents, about) => readEvidence(documents, {
		policyCase,
		tests,
		manifests: about,
		now
	});
	const repository = repositoryOf(policyCase, judged.pipeline);
	const facts = caseFacts(policyCase, {
		repository,
		...judged.pipeline === void 0 ? {} : { stages: stagePlaces(judged.pipeline, repository) },
		stage: policyCase.judged.kind === "stage" ? policyCase.judged.stage : void 0,
		now,
		manifests,
		evidence: await read(policyCase.evidence, manifests),
		previous: told === void 0 ? [] : await read(told.evidence, previousManifests(policyCase.name, told)),
		branches: needsOf(judged.policies).commit.branches
	});
	const decision = evaluate({
		facts,
		policies: judged.policies,
		waivers: config.waivers,
		limits: config.limits,
		now,
		mode: policyCase.mode,
		approvalRequired: policyCase.approvalRequired ?? judged.stage?.environment?.approval === "required",
		origins: policyCase.waivers
	});
	const mismatches = mismatchesOf(policyCase.expect, decision);
	const { file, line } = policyCase.at([]);
	return {
		name: policyCase.name,
		file,
		line,
		ok: mismatches.length === 0,
		expected: policyCase.expect,
		mismatches,
		decision
	};
}
function judgedBy({ judged, at }, config) {
	if (judged.kind === "policies") return { policies: judged.policies.map((name) => policyNamed(name, config, at(["policy"]))) };
	const position = at(["stage"]);
	const pipeline = config.pipelines.find(({ name }) => name === judged.stage.pipeline);
	const stage = pipeline?.stages.find(({ name }) => name === judged.stage.stage);
	if (stage === void 0) {
		const known = config.pipelines.flatMap(({ name, stages }) => stages.map((each) => stageText({
			pipeline: name,
			stage: each.name
		})));
		throw new HoistError("config", "STAGE_UNKNOWN", `there is no stage "${stageText(judged.stage)}"`, {
			position,
			hint: `There is ${known.join(", ")}.`
		});
	}
	if (stage.policies.length === 0) throw new HoistError("config", "STAGE_WITHOUT_POLICY", `the stage ${stageText(judged.stage)} names no policy`, {
		position,
		hint: "It lets everything pass. Name a policy in the stage, or test one with policy: NAME."
	});
	return {
		pipeline,
		stage,
		policies: stage.policies.map((name) => policyNamed(name, config, position))
	};
}
function policyNamed(name, { policies }, position) {
	const policy = policies.get(name);
	if (policy !== void 0) return policy;
	throw new HoistError("config", "POLICY_UNKNOWN", `there is no policy "${name}"`, {
		position,
		hint: `There is ${[...policies.keys()].join(", ")}.`
	});
}
function repositoryOf({ image, at }, pipeline) {
	if (image.repository !== void 0) return image.repository;
	if (pipeline?.source.kind === "repository") return pipeline.source.repository;
	throw new HoistError("config", "CASE_REPOSITORY", "nothing says of which repository the image is", {
		position: at(["image"]),
		hint: "Add image: { repository: ghcr.io/acme/dev/web }."
	});
}
async function readEvidence(documents, { policyCase, tests, manifests, now }) {
	const { commit, image, at } = policyCase;
	const trust = {
		signers: tests.config.trust.signers,
		manifests,
		now,
		tag: image.tag,
		commit: typeof commit === "object" ? commit.commit : void 0
	};
	return await collected(documents, async (document) => {
		const position = at(document.path);
		const { content } = document;
		if (content.kind !== "file") return caseEvidence({
			document,
			position
		}, trust);
		const bytes = await tests.workspace.read(content.path, mostBytes.document);
		if (bytes !== void 0) return caseEvidence({
			document,
			position,
			bytes
		}, trust);
		throw new HoistError("config", "FILE_MISSING", `there is no file ${content.path}`, {
			position: at([...document.path, "file"]),
			hint: "The path starts at the case file's own folder."
		});
	});
}

export { runPolicyTests };