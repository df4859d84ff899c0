import { x as isJsonObject } from "./registry.js";
import { a as boolean, c as looseObject, h as string, i as array, o as int, r as _enum, s as literal } from "./zod.js";

// src/evidence/formats/reading.ts
const noClaims = {
	exact: [],
	reference: []
};
function notRead(title, code, message) {
	return {
		title,
		problem: {
			code,
			message
		}
	};
}
function readAs(schema, { json, title, at }, then) {
	const result = schema.safeParse(json);
	if (result.success) return then(result.data);
	const issue = result.error.issues[0];
	const path = issue?.path ?? [];
	const where = [at, pathText(path)].filter(Boolean).join(".");
	if (path.length > 0 && (memberAt(json, path) ?? void 0) === void 0) return notRead(title, "INCOMPLETE", `${where} is missing`);
	const why = (issue?.message ?? "it is not what it should be").replace(/^Invalid \w+: /, "");
	return notRead(title, "UNPARSABLE", `${where === "" ? "the document" : where}: ${why}`);
}
function pathText(path) {
	return path.slice(0, 12).map((step) => {
		if (typeof step === "number") return `[${step}]`;
		const name = String(step).slice(0, 60);
		return /^[@$\w-]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
	}).join("").replace(/^\./, "") + (path.length > 12 ? "\u2026" : "");
}
function memberAt(json, path) {
	let value = json;
	for (const step of path) if (Array.isArray(value) && typeof step === "number") value = value[step];
	else if (isJsonObject(value) && Object.hasOwn(value, step)) value = value[String(step)];
	else return void 0;
	return value;
}

// src/evidence/formats/promotion-record.ts
const name = string().max(4096);
const count = int().nonnegative();
const instant = name.describe("ISO 8601, UTC.");
const digest = string().regex(/^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/).describe("sha256 and 64 lower-case hex digits, or sha512 and 128.");
const repository = name.describe("Host and path, or `oci:` and the path of an image layout.");
const tag = looseObject({
	tag: name,
	before: digest.nullable().describe("What it named; null: nothing, or it could not be read."),
	after: digest.nullable().describe("What it names: in the intent as meant, in the result as read back; null: nothing, or it is not known.")
});
const problem = looseObject({
	code: name,
	message: string(),
	hint: string().optional()
});
const Source = looseObject({
	repository: repository.describe("The pipeline's source."),
	tag: name.optional().describe("The tag at the source; absent for a digest alone."),
	digest,
	from: repository.describe("Where the stage read it."),
	fromTag: name.optional().describe("The tag that it had there.")
}).describe("One image that was promoted.");
const Check = looseObject({
	id: name,
	criterion: name,
	policy: name,
	verdict: _enum([
		"pass",
		"fail",
		"unknown",
		"pending"
	]),
	level: _enum([
		"enforce",
		"warn",
		"later"
	]).describe("Only `enforce` refuses."),
	code: name.optional().describe("Why it does not pass."),
	evidence: array(digest).describe("Of the documents that counted.")
}).describe("One check of a policy.");
const Waiver = looseObject({
	id: name,
	check: name,
	owner: name,
	expires: name.describe("A day."),
	findings: count.describe("How many it removed."),
	ticket: name.optional(),
	commit: name.optional().describe("The commit that brought it."),
	author: name.optional(),
	approvers: array(name).optional()
}).describe("A waiver that removed a finding.");
const Decision = looseObject({
	repository,
	tag: name.optional(),
	digest,
	policies: array(name),
	evaluatedAt: instant,
	verdict: _enum([
		"pass",
		"refused",
		"unreachable",
		"pending"
	]),
	checks: array(Check),
	waivers: array(Waiver)
}).describe("What policy said of one image, as evaluated last before the first tag moved.");
const Intent = looseObject({
	pipeline: name.describe("`copy` for one outside of any pipeline."),
	stage: name,
	kind: _enum([
		"auto",
		"manual",
		"rollback",
		"sync",
		"copy"
	]),
	planned: instant,
	actor: name.describe("Who triggered this attempt."),
	initiator: name.describe("Who triggered the first."),
	comment: string().optional(),
	environment: name.optional().describe("The GitHub environment of the stage."),
	sources: array(Source),
	targets: array(looseObject({
		repository,
		digest,
		tags: array(tag)
	})),
	policy: array(Decision).optional(),
	config: looseObject({
		path: name,
		commit: name.optional(),
		sha256: name
	}).optional().describe("Without a commit it was read from a disk."),
	planHash: name.optional(),
	run: looseObject({
		url: name.optional(),
		id: name.optional(),
		attempt: int().optional()
	})
}).describe("What is kept before the first tag moves.");
const Approvals = looseObject({
	environment: name,
	bypassed: boolean().describe("GitHub let the job in and lists no approval."),
	attribution: _enum(["job", "run"]).describe("`job`: the approvals can only be for this job; `run`: maybe for another one of the run."),
	given: array(looseObject({
		user: name,
		state: _enum(["approved", "rejected"]),
		comment: string()
	}))
}).describe("Who let it into its environment.");
const Target = looseObject({
	repository,
	digest,
	tags: array(looseObject({
		...tag.shape,
		action: _enum([
			"create",
			"move",
			"unchanged",
			"kept",
			"conflict",
			"failed",
			"skipped"
		]),
		reason: string().optional()
	})),
	pushed: count.describe("Bytes."),
	mounted: count.describe("Bytes."),
	skipped: count.describe("Bytes that were there already."),
	blobs: looseObject({
		pushed: count,
		mounted: count,
		skipped: count
	}).describe("How many of each."),
	referrers: count.describe("How many were carried."),
	left: array(string()).describe("Referrers that could not travel.")
});
const Result = looseObject({
	outcome: _enum([
		"failed",
		"conflict",
		"refused",
		"waiting",
		"superseded",
		"promoted",
		"unchanged",
		"none"
	]),
	approvals: Approvals.optional(),
	started: instant,
	finished: instant,
	targets: array(Target),
	pulled: count.describe("Bytes read from the source: each blob once for all targets, and again where one of them had to be given it anew."),
	split: boolean().describe("The images are at some targets and not at others."),
	problems: array(problem),
	error: problem.optional()
}).describe("What is kept after the targets were read back.");
const shape = looseObject({
	schema: literal("hoist/promotion/v1"),
	id: name.describe("Sorts by time (ULID); the same in all that tells of this promotion."),
	intent: Intent,
	result: Result.optional().describe("Absent while it is under way, and where it died.")
});
const Record = shape.transform((record) => record);
function readPromotionRecord(json) {
	return readAs(Record, {
		json,
		title: "record of a promotion"
	}, (record) => ({
		title: `record of a promotion to ${record.intent.pipeline}/${record.intent.stage}`,
		parts: [{
			kind: "promotion",
			record
		}],
		claims: noClaims
	}));
}

export { readAs as a, notRead as i, readPromotionRecord as n, noClaims as r, Record as t };