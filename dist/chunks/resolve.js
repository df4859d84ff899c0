import { G as renderTag, V as capturesOf, c as isMirror, d as targetsMeet, dt as parseGlob, f as targetsOf, ft as parseTextGlob, s as feeds } from "./commands.js";
import { U as HoistError, d as parseRepository, l as parseHost, r as baseNameOf } from "./start.js";
import { a as exampleCaptures, i as itemPath, n as resolvePipelines, r as asList, t as findCycle } from "./resolve-pipelines.js";
import { a as collectProblems } from "./yaml.js";
import { a as durationSeconds } from "./written.js";
import { t as fileOf } from "./parse.js";
import { S as parseStrictJson, x as isJsonObject } from "./registry.js";
import { X509Certificate, createPublicKey } from "node:crypto";

// src/config/check-targets.ts
function checkTargets(pipelines, { written, problems }) {
	const targets = pipelines.flatMap((pipeline) => pipeline.stages.flatMap((stage) => targetsOf(pipeline, stage)));
	const fixed = /* @__PURE__ */ new Map();
	const open = targets.filter((target) => target.repository.captures.length > 0);
	const reported = /* @__PURE__ */ new Set();
	for (const target of targets) {
		const { text, captures } = target.repository;
		const other = captures.length === 0 ? fixed.get(text) ?? open.find((each) => each.stage !== target.stage && targetsMeet(each, target)) : open.slice(0, open.indexOf(target)).find((each) => targetsMeet(each, target));
		if (captures.length === 0 && !fixed.has(text)) fixed.set(text, target);
		const key = `${target.pipeline.name}/${target.stage.name}/${target.index}`;
		if (other === void 0 || reported.has(key)) continue;
		if (reportTwice(target, {
			other,
			written,
			problems
		})) reported.add(key);
	}
	checkPipelineCycle(pipelines, {
		targets,
		problems
	});
}
function reportTwice(target, { other, written, problems }) {
	const path = targetPath(target, written);
	const { text } = target.repository;
	if (other.stage === target.stage) {
		if (other.index !== target.index) {
			problems.add({
				code: "TARGET_TWICE",
				message: `the stage names the target ${text} twice`,
				path,
				hint: "Remove one."
			});
			return true;
		}
		return reportSet(target, {
			other,
			written,
			problems
		});
	}
	const [mirror] = [other, target].filter(({ pipeline }) => isMirror(pipeline));
	const place = `line ${written.at(targetPath(other, written)).line}`;
	const filler = `${other.pipeline.name}/${other.stage.name} (${place})`;
	if (mirror !== void 0) {
		const message = `${text} is filled by the mirror ${mirror.pipeline.name}, so no other stage may fill it; the other is`;
		const rest = mirror === other ? `${target.pipeline.name}/${target.stage.name}` : filler;
		problems.add({
			code: "MIRROR_FILLS_STAGE",
			message: `${message} ${rest}`,
			path,
			hint: "Give the stage a repository of its own."
		});
		return true;
	}
	problems.add({
		code: "TARGET_FILLED_TWICE",
		message: `${text} is a target of ${filler} already`,
		path,
		hint: "Each repository is filled by one stage: give this one a repository of its own."
	});
	return true;
}
function reportSet(target, { other, written, problems }) {
	const { source } = target;
	if (source === void 0 || other.source === void 0) return false;
	const sameName = baseNameOf(source) === baseNameOf(other.source);
	if (target.stage.tags.every(({ template }) => capturesOf(template).includes("name")) && !sameName) return false;
	const message = `${other.source} and ${source} would both come to ${target.repository.text}`;
	const hint = sameName ? "Their last components are the same, so {name} is too: promote one of them in a pipeline of its own." : "Put {name} into the target: each image of the set needs a repository of its own.";
	problems.add({
		code: "SET_NAME_TWICE",
		message,
		path: targetPath(target, written),
		hint
	});
	return true;
}
function checkPipelineCycle(pipelines, { targets, problems }) {
	const names = pipelines.map((pipeline) => pipeline.name);
	const next = new Map(names.map((name) => {
		const own = targets.filter(({ pipeline }) => pipeline.name === name);
		return [name, pipelines.filter((each) => each.name !== name && own.some((target) => feeds(target, each))).map((each) => each.name)];
	}));
	const cycle = findCycle(names, (name) => next.get(name) ?? []);
	if (cycle === void 0) return;
	problems.add({
		code: "PIPELINE_CYCLE",
		message: `the pipelines fill each other's sources in a circle: ${cycle.join(" \u2192 ")}`,
		path: ["pipelines", cycle[0] ?? ""],
		part: "key",
		hint: "Let the last of them write to a repository that is no source."
	});
}
function stagePath(pipeline, stage, written) {
	const stages = written.pipelines[pipeline.name]?.stages ?? [];
	return [
		"pipelines",
		pipeline.name,
		"stages",
		stages.findIndex(({ name }) => name === stage.name)
	];
}
function targetPath({ pipeline, stage, index }, written) {
	const path = stagePath(pipeline, stage, written);
	const to = written.pipelines[pipeline.name]?.stages[Number(path[3])]?.to;
	return itemPath(to, [...path, "to"], index);
}

// src/config/check-writes.ts
const digest = `sha256:${"ab12cd34".repeat(8)}`;
const instants = [/* @__PURE__ */ new Date("2026-01-05T07:08:09Z"), /* @__PURE__ */ new Date("2031-12-31T23:59:59Z")];
function checkWrites(pipelines, { written, problems }) {
	for (const pipeline of pipelines) for (const stage of pipeline.stages) {
		const crossing = findCrossing(pipelines, pipeline, stage);
		if (crossing !== void 0) problems.add(problemOf(crossing, written));
	}
}
function findCrossing(pipelines, pipeline, stage) {
	const targets = targetsOf(pipeline, stage);
	for (const reader of pipelines) {
		const target = targets.find((each) => feeds(each, reader));
		if (target === void 0) continue;
		for (const [index, { template }] of stage.tags.entries()) {
			const example = selectedTag(template, target, reader);
			if (example !== void 0) return {
				reader,
				target,
				index,
				example
			};
		}
	}
}
function problemOf({ reader, target, index, example }, written) {
	const { pipeline, stage, repository } = target;
	const own = reader === pipeline;
	const who = own ? "the source of this very pipeline" : `the source of the pipeline ${reader.name}`;
	const path = stagePath(pipeline, stage, written);
	const { tag } = written.pipelines[pipeline.name]?.stages[Number(path[3])] ?? {};
	return {
		code: "TAG_IS_A_SOURCE",
		message: `${pipeline.name}/${stage.name} would write tags like ${example} to ${repository.text}, where ${who} selects them (${reader.source.tags.text})`,
		path: tag === "%n" ? [...path, "to"] : itemPath(tag, [...path, "tag"], index),
		hint: own ? "Write to another repository, or exclude such tags in the source's `tags` with a leading !." : `Make one pipeline of the two: put the stages of ${reader.name} behind this stage.`
	};
}
function selectedTag(template, { pipeline, stage }, reader) {
	const { tags } = reader.source;
	const found = arriving(pipeline, stage).flatMap((example) => rendered(template, example, pipeline)).find((tag) => tags.matches(tag));
	if (found !== void 0) return found;
	return stage.after.length === 0 && /^(?:%n|\{source-tag\})$/.test(template.text) && tags.text === pipeline.source.tags.text ? template.text : void 0;
}
function arriving(pipeline, stage) {
	const before = pipeline.stages.find(({ name }) => name === stage.after[0]);
	if (before === void 0) {
		const tags = pipeline.source.tags.examples ?? [];
		return tags.length === 0 ? [{
			n: void 0,
			sourceTag: void 0
		}] : tags.map((tag) => ({
			n: tag,
			sourceTag: tag
		}));
	}
	const template = before.tags[0]?.template;
	if (template === void 0) return [];
	return arriving(pipeline, before).flatMap((example) => rendered(template, example, pipeline).map((tag) => ({
		n: tag,
		sourceTag: example.sourceTag
	})));
}
function rendered(template, example, { source }) {
	return (template.parts.some(({ kind }) => kind === "time") ? instants : instants.slice(0, 1)).flatMap((instant) => {
		const values = {
			...example,
			instant,
			digest,
			sha: "ab12cd34ef56",
			run: "1234567890",
			captures: exampleCaptures(source)
		};
		try {
			return [renderTag(template, values)];
		} catch (error) {
			if (error instanceof HoistError) return [];
			throw error;
		}
	});
}

// src/config/resolve-evidence.ts
function resolveEvidence({ evidence }, problems) {
	const { sources, repository: text, files, feeds } = evidence;
	const repository = text === void 0 ? void 0 : problems.attempt(["evidence", "repository"], () => parseRepository(text));
	return {
		sources: [...new Set(sources)],
		...repository === void 0 ? {} : { repository },
		files: [...new Set(Object.values(files).flat())],
		feeds: {
			...feeds.kev === void 0 ? {} : { kev: feedOf(feeds.kev) },
			...feeds.epss === void 0 ? {} : { epss: feedOf(feeds.epss) },
			maxAge: durationSeconds(feeds["max-age"])
		}
	};
}
function feedOf(written) {
	return typeof written === "string" ? { kind: "publisher" } : {
		kind: "file",
		path: written.file
	};
}

// src/config/resolve-record.ts
function resolveRecord(written, problems) {
	const { record, trust } = written;
	const { signers, sigstore, deployments, attest } = record;
	const known = Object.keys(trust.signers);
	for (const [index, name] of (signers ?? []).entries()) if (!isWorkflow(name) && !known.includes(name)) problems.unknown("signer", name, {
		path: [
			"record",
			"signers",
			index
		],
		known
	});
	const key = record["key-from-env"];
	if (sigstore !== void 0 && sigstore.rekor === void 0 && sigstore.timestamps === void 0) problems.add({
		code: "SIGSTORE_UNWITNESSED",
		message: "nobody would witness when a statement was signed, and so no certificate could be verified",
		path: ["record", "sigstore"],
		part: "key",
		hint: "Name the transparency log as rekor, or the time-stamping authority as timestamps."
	});
	return {
		deployments,
		attest,
		linkedArtifacts: record["linked-artifacts"],
		...key === void 0 ? {} : { keyFromEnv: key },
		...signers === void 0 ? {} : {
			signers: signers.filter((name) => !isWorkflow(name)),
			workflows: signers.filter(isWorkflow)
		},
		...sigstore === void 0 ? {} : { sigstore: servicesOf(sigstore) }
	};
}
function isWorkflow(name) {
	return name.includes("/");
}
function servicesOf({ fulcio, rekor, timestamps }) {
	return {
		fulcio,
		...rekor === void 0 ? {} : { rekor },
		...timestamps === void 0 ? {} : { timestamps }
	};
}

// src/config/resolve-registries.ts
const certificate = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
function resolveRegistries(written, { files, problems }) {
	const settings = /* @__PURE__ */ new Map();
	for (const [name, registry] of Object.entries(written.registries)) {
		const path = ["registries", name];
		const host = problems.attempt(path, () => parseHost(name));
		if (host === void 0) continue;
		if (settings.has(host)) {
			const message = `${name} is another name of ${host}, which has an entry already`;
			problems.add({
				code: "REGISTRY_TWICE",
				message,
				path,
				part: "key",
				hint: "Merge the two entries."
			});
		}
		if (registry["plain-http"] && (registry.insecure || registry.ca !== void 0)) {
			const message = `${name} has plain-http, so there is no TLS that ca or insecure could change`;
			problems.add({
				code: "REGISTRY_TLS",
				message,
				path,
				hint: "Keep one of the three."
			});
		}
		const { ca: caPath, connections, upload } = registry;
		const perSecond = registry["requests-per-second"];
		const ca = caPath === void 0 ? void 0 : readCa(caPath, {
			path: [...path, "ca"],
			written,
			files,
			problems
		});
		settings.set(host, {
			tokenRealms: registry["token-realms"].flatMap((realm, index) => problems.attempt([
				...path,
				"token-realms",
				index
			], () => parseHost(realm)) ?? []),
			insecure: registry.insecure,
			plainHttp: registry["plain-http"],
			...ca === void 0 ? {} : { ca },
			...connections === void 0 ? {} : { connections },
			...perSecond === void 0 ? {} : { requestsPerSecond: perSecond },
			...upload === void 0 ? {} : { upload }
		});
	}
	return settings;
}
function readCa(file, { path, written, files, problems }) {
	return problems.attempt(path, () => {
		const blocks = new TextDecoder().decode(fileOf(file, {
			files,
			position: written.at(path)
		})).match(certificate) ?? [];
		if (blocks.length === 0) throw badCa(file, "holds no certificate", "It is a PEM file: -----BEGIN CERTIFICATE-----.");
		for (const block of blocks) try {
			new X509Certificate(block).serialNumber;
		} catch (cause) {
			throw badCa(file, "holds a certificate that cannot be read", "Export it again as PEM.", cause);
		}
		return `${blocks.join("\n")}\n`;
	});
}
function badCa(file, what, hint, cause) {
	return new HoistError("config", "CA_INVALID", `${file} ${what}`, {
		hint,
		cause
	});
}

// src/config/public-key.ts
const block = /-----BEGIN ([A-Z0-9 ]+)-----[A-Za-z0-9+/=\s]*-----END \1-----/g;
const curves = /* @__PURE__ */ new Set([
	"prime256v1",
	"secp384r1",
	"secp521r1"
]);
function readPublicKey(pem, what) {
	if (/-----BEGIN [A-Z0-9 ]*(?:PRIVATE|SECRET) KEY/.test(pem)) throw new HoistError("config", "KEY_PRIVATE", `${what} holds a private key`, { hint: "Name the public key, and consider the private one as lost: whoever reads the repository has it." });
	const [only, second] = [...pem.matchAll(block)];
	if (only === void 0) throw invalid(what, "holds no public key in PEM");
	if (second !== void 0) throw invalid(what, "holds several PEM blocks", "Keep one key in a file.");
	const [text, label = ""] = only;
	if (label !== "PUBLIC KEY") throw invalid(what, `holds a ${label}, not a PUBLIC KEY`);
	const key = keyOf(text, what);
	const weakness = weaknessOf(key);
	if (weakness !== void 0) throw invalid(what, `holds ${weakness}`, "Use a key on P-256, P-384 or P-521, Ed25519, or RSA from 2048 bits.");
	return key.export({
		type: "spki",
		format: "pem"
	}).toString();
}
function keyOf(text, what) {
	try {
		return createPublicKey({
			key: text,
			format: "pem",
			type: "spki"
		});
	} catch (cause) {
		throw invalid(what, "holds a public key that cannot be read", "Export it again as PEM.", cause);
	}
}
function weaknessOf({ asymmetricKeyType, asymmetricKeyDetails }) {
	switch (asymmetricKeyType) {
		case "ed25519": return;
		case "ec": return curves.has(asymmetricKeyDetails?.namedCurve) ? void 0 : `a key on the curve ${asymmetricKeyDetails?.namedCurve}`;
		case "rsa": {
			const bits = asymmetricKeyDetails?.modulusLength ?? 0;
			return bits >= 2048 ? void 0 : `an RSA key of ${bits} bits`;
		}
		default: return `a key of the kind ${asymmetricKeyType}`;
	}
}
function invalid(what, message, hint, cause) {
	return new HoistError("config", "KEY_INVALID", `${what} ${message}`, {
		hint: hint ?? "It begins with -----BEGIN PUBLIC KEY-----, as `cosign public-key` writes it.",
		cause
	});
}

// src/config/resolve-trust.ts
const githubIssuer = "https://token.actions.githubusercontent.com";
function resolveTrust(written, options) {
	const context = {
		...options,
		written
	};
	const { roots, offline, signers } = written.trust;
	return {
		roots: roots.flatMap((root, index) => resolveRoot(root, [
			"trust",
			"roots",
			index
		], context) ?? []),
		offline,
		signers: Object.entries(signers).flatMap(([name, signer]) => resolveSigner(name, signer, context) ?? [])
	};
}
function resolveRoot(root, path, { written, files, problems }) {
	if (typeof root === "string") return { kind: root };
	const place = [...path, "trusted-root"];
	const file = root["trusted-root"];
	return problems.attempt(place, () => {
		const bytes = fileOf(file, {
			files,
			position: written.at(place)
		});
		checkRoot(bytes, file);
		return {
			kind: "file",
			path: file,
			bytes
		};
	});
}
function checkRoot(bytes, file) {
	const invalid = (cause) => new HoistError("config", "TRUSTED_ROOT_INVALID", `${file} is not a trusted root`, {
		hint: "It is JSON, as `cosign trusted-root create` or `gh attestation trusted-root` writes it.",
		cause
	});
	const texts = isJson(bytes) ? [bytes] : linesOf(bytes);
	if (texts.length === 0) throw invalid();
	for (const text of texts) {
		let root;
		try {
			root = parseStrictJson(text, file);
		} catch (cause) {
			throw invalid(cause);
		}
		const mediaType = isJsonObject(root) ? root["mediaType"] : void 0;
		if (typeof mediaType !== "string" || !mediaType.startsWith("application/vnd.dev.sigstore.trustedroot")) throw invalid();
	}
}
function isJson(bytes) {
	try {
		parseStrictJson(bytes, "");
		return true;
	} catch {
		return false;
	}
}
function linesOf(bytes) {
	return new TextDecoder().decode(bytes).split("\n").filter((line) => line.trim() !== "").map((line) => new TextEncoder().encode(line));
}
function resolveSigner(name, signer, context) {
	const path = [
		"trust",
		"signers",
		name
	];
	if (name === "local") context.problems.add({
		code: "SIGNER_RESERVED",
		message: "\"local\" is what checks call the reports of the job, so no signer may have the name",
		path,
		part: "key",
		hint: "Give it another name."
	});
	const { github, identity, key } = signer;
	const kinds = [
		github,
		identity,
		key
	].filter((kind) => kind !== void 0);
	if (kinds.length !== 1) {
		context.problems.add({
			code: "SIGNER_SHAPE",
			message: `the signer ${name} must be one of github, identity and key${kinds.length === 0 ? "" : ", not several"}`,
			path,
			part: "key",
			hint: "Say who it is: { github: { repository: OWNER/REPO, workflow: \u2026 } } or { key: { file: \u2026 } }."
		});
		return;
	}
	if (github !== void 0) return resolveGitHub(name, github, context);
	if (identity !== void 0) return resolveIdentity(name, identity, context);
	return key === void 0 ? void 0 : resolveKey(name, key, context);
}
function resolveGitHub(name, github, { problems }) {
	const path = [
		"trust",
		"signers",
		name,
		"github"
	];
	if (github.server !== "https://github.com" && github.issuer === githubIssuer) problems.add({
		code: "SIGNER_ISSUER",
		message: `${github.server} has an issuer of its own, and the signer ${name} names none`,
		path: [...path, "server"],
		hint: `Add issuer: the \`iss\` of its ID tokens, such as ${github.server}/_services/token.`
	});
	const { workflow, ref, environment, runner, repository, server, issuer } = github;
	const workflowRef = github["workflow-ref"];
	if (workflow === void 0 && workflowRef !== void 0) problems.add({
		code: "SIGNER_SHAPE",
		message: `the signer ${name} has a workflow-ref and names no workflow`,
		path: [...path, "workflow-ref"],
		part: "key",
		hint: "Add workflow, or say ref for the ref of the run."
	});
	return {
		kind: "github",
		name,
		repository,
		server,
		issuer,
		runner,
		...workflow === void 0 ? {} : { workflow },
		...ref === void 0 ? {} : { refs: asList(ref).map(parseTextGlob) },
		...workflowRef === void 0 ? {} : { workflowRefs: asList(workflowRef).map(parseTextGlob) },
		...environment === void 0 ? {} : { environment },
		...github["repository-id"] === void 0 ? {} : { repositoryId: github["repository-id"] },
		...github["owner-id"] === void 0 ? {} : { ownerId: github["owner-id"] }
	};
}
function resolveIdentity(name, { issuer, subject }, { problems }) {
	if (issuer === githubIssuer || issuer.startsWith(`${githubIssuer}/`)) problems.add({
		code: "SIGNER_ISSUER",
		message: `the signer ${name} is a workflow on GitHub, whose subject alone does not say which repository ran it`,
		path: [
			"trust",
			"signers",
			name,
			"identity",
			"issuer"
		],
		hint: "Write github: { repository: OWNER/REPO, workflow: \u2026 } instead of identity."
	});
	return {
		kind: "identity",
		name,
		issuer,
		subject
	};
}
function resolveKey(name, key, { written, files, problems }) {
	const path = [
		"trust",
		"signers",
		name,
		"key"
	];
	const { file, pem: text } = key;
	if (file === void 0 === (text === void 0)) {
		problems.add({
			code: "SIGNER_SHAPE",
			message: `the key of the signer ${name} is given ${file === void 0 ? "nowhere" : "twice"}`,
			path,
			part: "key",
			hint: "Write key: { file: PATH }, or key: { pem: \u2026 }."
		});
		return;
	}
	const place = [...path, file === void 0 ? "pem" : "file"];
	const pem = problems.attempt(place, () => {
		const { file: config, line, column } = written.at(place);
		const position = {
			file: config,
			line,
			column
		};
		try {
			return file === void 0 ? readPublicKey(text ?? "", `the key of ${name}`) : readPublicKey(new TextDecoder().decode(fileOf(file, {
				files,
				position
			})), file);
		} catch (error) {
			if (!(error instanceof HoistError)) throw error;
			const { code, message, hint, cause } = error;
			throw new HoistError("config", code, message, {
				hint,
				cause,
				position
			});
		}
	});
	return pem === void 0 ? void 0 : {
		kind: "key",
		name,
		pem,
		transparencyLog: key["transparency-log"]
	};
}

// src/config/resolve-limits.ts
function resolveLimits({ limits }) {
	return {
		waiverMax: durationSeconds(limits["waiver-max"]),
		warnBefore: durationSeconds(limits["warn-before"]),
		waivable: limits.waivable,
		waiverReview: limits["waiver-review"],
		localWithApproval: limits["local-with-approval"]
	};
}

// src/config/resolve.ts
async function resolveConfig(written, { origin, files }) {
	const problems = collectProblems(written);
	const registries = resolveRegistries(written, {
		files,
		problems
	});
	const trust = resolveTrust(written, {
		files,
		problems
	});
	const evidence = resolveEvidence(written, problems);
	const { policies, waivers } = await resolveJudgement(written, problems);
	const limits = resolveLimits(written);
	const pipelines = await resolvePipelines(written, problems);
	checkTargets(pipelines, {
		written,
		problems
	});
	checkWrites(pipelines, {
		written,
		problems
	});
	const copy = resolveCopy(written, problems);
	const notify = resolveNotify(written, problems);
	const record = resolveRecord(written, problems);
	if (Object.keys(written.pipelines).length === 0 && written.copy === false) problems.add({
		code: "PIPELINES_EMPTY",
		message: "the config has no pipeline and allows no copy, so there is nothing that it could do",
		path: ["pipelines"],
		part: "key",
		hint: "Add a pipeline, or say with copy: { to: [GLOB] } what may be copied."
	});
	problems.throwIfAny();
	return {
		origin,
		registries,
		pipelines,
		trust,
		evidence,
		policies,
		waivers,
		limits,
		copy,
		record,
		notify,
		unbuilt: unbuiltIn(written)
	};
}
const keysOfSync = [
	"newest",
	"since",
	"list"
];
function unbuiltIn(written) {
	return Object.keys(written.pipelines).flatMap((name) => keysOfSync.filter((key) => written.raw([
		"pipelines",
		name,
		key
	]) !== void 0).map((key) => ({
		key: `pipelines.${name}.${key}`,
		position: written.at([
			"pipelines",
			name,
			key
		], "key")
	})));
}
async function resolveJudgement(written, problems) {
	if (Object.keys(written.policies).length === 0 && written.waivers.length === 0 && written.raw(["limits"]) === void 0) return {
		policies: /* @__PURE__ */ new Map(),
		waivers: []
	};
	const [{ resolvePolicies }, { checkLimits, resolveWaivers }] = await Promise.all([import("./resolve-policies.js"), import("./resolve-waivers.js")]);
	const policies = resolvePolicies(written, problems);
	checkLimits(written, problems);
	return {
		policies,
		waivers: resolveWaivers(written, {
			policies,
			problems
		})
	};
}
function resolveCopy({ copy, policies }, problems) {
	if (copy === false) return { allowed: false };
	for (const [index, glob] of copy.to.entries()) problems.attempt([
		"copy",
		"to",
		index
	], () => parseGlob(glob));
	if (copy.policy === void 0) return {
		allowed: true,
		to: copy.to
	};
	if (!Object.hasOwn(policies, copy.policy)) problems.unknown("policy", copy.policy, {
		path: ["copy", "policy"],
		known: Object.keys(policies)
	});
	return {
		allowed: true,
		to: copy.to,
		policy: copy.policy
	};
}
function resolveNotify({ notify, pipelines }, problems) {
	const known = Object.keys(pipelines);
	return notify.map((entry, index) => {
		for (const [place, name] of (entry.pipelines ?? []).entries()) {
			if (known.includes(name)) continue;
			problems.unknown("pipeline", name, {
				path: [
					"notify",
					index,
					"pipelines",
					place
				],
				known
			});
		}
		const secret = entry["secret-from-env"];
		return {
			urlFromEnv: entry["url-from-env"],
			...secret === void 0 ? {} : { secretFromEnv: secret },
			on: entry.on,
			allowPrivate: entry["allow-private"].map((host) => host.toLowerCase()),
			...entry.pipelines === void 0 ? {} : { pipelines: entry.pipelines }
		};
	});
}

export { resolveConfig };