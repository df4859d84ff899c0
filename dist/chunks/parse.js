import { D as parseFilePath, G as hintOf, U as HoistError, V as parseDigest, v as isLoopback } from "./start.js";
import { n as checked, r as valueAt, t as readYaml } from "./yaml.js";
import { Ln as NEVER } from "./zod-mini.js";
import { a as boolean, g as union, h as string, i as array, l as number, m as strictObject, n as datetime, p as record, r as _enum, s as literal, t as date } from "./zod.js";
import { d as whole, i as Text, l as say, n as Duration, o as oneOrMore, r as Name, s as readable, t as Day, u as strict } from "./written.js";
import { dt as parseGlob, ft as parseTextGlob } from "./commands.js";

// src/config/schema-words.ts
const EnvironmentName = string().regex(/^[!-~](?:[ -~]{0,253}[!-~])?$/, { error: say("is not the name of an environment", "It has 1 to 255 printable ASCII characters, without spaces at its ends.") });
const FilePath = string().min(1).transform((path, context) => {
	try {
		return parseFilePath(path);
	} catch (error) {
		context.addIssue({
			code: "custom",
			message: say("is not a path inside the repository", hintOf(error))
		});
		return NEVER;
	}
});
const VariableName = string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: say("is not the name of an environment variable", "Name the variable, not its value: HOIST_HOOK_URL.") });
const FromFile = strict({ file: FilePath.describe("A YAML file of this repository that holds what would stand here.") });
function isFromFile(part) {
	return FromFile.safeParse(part).success;
}

// src/config/schema-evidence.ts
const sources = [
	"referrers",
	"cosign-tags",
	"index",
	"github"
];
const Report = FilePath.superRefine(readable(parseTextGlob));
const FeedFile = strict({ file: FilePath.describe("A file of the workspace that holds the list.") });
const WrittenEvidence = strict({
	sources: array(_enum(sources)).describe("Where to look for evidence besides `files`.").default([...sources]),
	repository: Text.describe("Where signatures and attestations lie, if not beside the image (COSIGN_REPOSITORY).").optional(),
	files: record(Name, array(Report).min(1)).describe("Globs of reports that an earlier step of the same job made, under names of your own.").default({}),
	feeds: strict({
		kev: union([literal("cisa"), FeedFile]).describe("CISA's known exploited vulnerabilities: from CISA, or a file.").optional(),
		epss: union([literal("first"), FeedFile]).describe("The EPSS scores of vulnerabilities: from FIRST, or a file.").optional(),
		"max-age": Duration.describe("How old a list may be by its own date.").default("7d")
	}).describe("Lists from outside.").prefault({})
});

// src/config/schema-trust.ts
function refusing(...slips) {
	return readable((text) => {
		const [, message, hint] = slips.find(([slip]) => slip.test(text)) ?? [];
		if (message !== void 0) throw new HoistError("config", "SIGNER_INVALID", message, { hint });
	});
}
const noGlob = [
	/[*?[\]{}]/,
	"has a wildcard, and is compared exactly",
	"Write the whole name."
];
const Repository = Text.superRefine(refusing([
	/^[a-z+]+:\/\/|^git@/i,
	"is a URL",
	"Write OWNER/REPO, and another server under `server`."
], noGlob, [
	/@/,
	"has a ref",
	"Write OWNER/REPO here, and the ref under `ref`."
], [
	/\.git$/,
	"ends in .git",
	"Write OWNER/REPO."
], [
	/^(?![\w.-]+\/[\w.-]+$)/,
	"is not OWNER/REPO",
	"Write it as on GitHub: acme/app."
]));
const Workflow = Text.superRefine(refusing([
	/^[a-z+]+:\/\//i,
	"is a URL",
	"Write OWNER/REPO/.github/workflows/FILE."
], [
	/@/,
	"has a ref",
	"Write it without @\u2026, and the ref under `workflow-ref`."
], noGlob, [
	/^(?![\w.-]+\/[\w.-]+\/\.github\/workflows\/[^/]+\.ya?ml$)/,
	"is not the path of a workflow",
	"Write it with its repository: acme/app/.github/workflows/release.yml."
]));
const Ref = Text.superRefine(refusing([
	/^(?!refs\/|[*?[])/,
	"is not a whole ref",
	"Write refs/heads/main, or refs/tags/v* for tags: it is matched as a whole."
])).superRefine(readable(parseTextGlob));
const WorkflowRef = Text.superRefine(refusing([
	/^(?!refs\/|[*?[]|[0-9a-f]{40}$)/,
	"is neither a whole ref nor a commit",
	"Write refs/heads/main, refs/tags/v*, or the 40 hex digits of a commit."
])).superRefine(readable(parseTextGlob));
const Url = Text.superRefine(refusing(noGlob, [
	/^(?!https:\/\/)/,
	"is not an https URL",
	"Write it with https://."
], [
	/\/$|[#?\s]/,
	"is not as a certificate has it",
	"Write it without a slash at its end."
]));
const Digits = string().regex(/^[1-9][0-9]{0,18}$/, { error: say("is not an id", "Write the number in quotes: '123456'.") });
const GitHub = strict({
	repository: Repository.describe("OWNER/REPO whose workflow ran; compared exactly."),
	workflow: Workflow.describe("OWNER/REPO/.github/workflows/FILE that signed; of a reusable workflow, its own. Default: any of the repository.").optional(),
	ref: oneOrMore(Ref).describe("Globs over the ref that the run was of: refs/heads/main. Default: any.").optional(),
	"workflow-ref": oneOrMore(WorkflowRef).describe("Globs over the ref or commit of the workflow's file. Default: any.").optional(),
	environment: EnvironmentName.describe("The GitHub environment that the job was in. Default: any.").optional(),
	runner: _enum([
		"github-hosted",
		"self-hosted",
		"any"
	]).describe("Where the job ran.").default("github-hosted"),
	issuer: Url.describe("Who issued the ID token; compared exactly.").default("https://token.actions.githubusercontent.com"),
	server: Url.describe("The server that the repository is on.").default("https://github.com"),
	"repository-id": Digits.describe("The repository's immutable id: a name that is registered anew has another.").optional(),
	"owner-id": Digits.describe("The owner's immutable id.").optional()
});
const Identity = strict({
	issuer: Url.describe("Who vouches for the subject: the issuer of the ID token; compared exactly."),
	subject: Text.superRefine(refusing([
		/[*]|^\^|\$$/,
		"looks like a pattern, and is compared exactly",
		"Write the whole subject."
	], [
		/\s/,
		"has a space",
		"Write the subject as the certificate has it."
	])).describe("The certificate's subject: a mail address or a URI; compared exactly.")
});
const Key = strict({
	file: FilePath.describe("PEM file of a public key, in this repository.").optional(),
	pem: Text.describe("The public key itself.").optional(),
	"transparency-log": _enum(["required", "none"]).describe("Whether a signature must be in a transparency log of the roots.").default("required")
});
const Signer = strict({
	github: GitHub.describe("A workflow on GitHub.").optional(),
	identity: Identity.describe("Any other keyless identity.").optional(),
	key: Key.describe("A public key.").optional()
}).meta({
	minProperties: 1,
	maxProperties: 1
});
const Trust = strict({
	roots: array(union([_enum(["sigstore", "github"]), strict({ "trusted-root": FilePath.describe("A trusted_root.json of your own, in this repository.") })])).min(1).describe("Whose certificates and logs count.").default(["sigstore", "github"]),
	offline: _enum(["refuse", "embedded"]).describe("What to do where the roots cannot be brought up to date: refuse, or use those that Hoist ships.").default("refuse"),
	signers: record(Name, Signer).describe("Who signs, by the name that checks use.").default({})
});

// src/config/schema-waivers.ts
function refuseEverything(glob) {
	if (/^[*?]+$/.test(glob)) throw new HoistError("config", "WAIVER_WIDE", "is every package", { hint: "A waiver removes named findings: name the package." });
}
const Match = strict({
	vulnerability: Text.describe("Its id, or another name of it: CVE-2026-12345.").optional(),
	package: Text.max(256).superRefine(readable(refuseEverything)).superRefine(readable(parseTextGlob)).describe("A glob over the purl, or over NAME@VERSION where there is none: pkg:deb/debian/libxml2*.").optional(),
	license: Text.describe("The licence as it is found.").optional(),
	label: Text.describe("The name of the label or annotation.").optional(),
	rule: Name.describe("The id of the check, where its findings have no names: size.").optional(),
	image: Text.superRefine(readable(parseGlob)).describe("Only for these source repositories: a glob.").optional(),
	stage: Name.describe("Only for stages of this name.").optional(),
	digest: Text.superRefine(readable(parseDigest)).describe("Only for this image.").optional()
});
const Waiver = strict({
	id: Name.describe("Unique; named in every record."),
	check: Text.describe("The check whose findings it removes."),
	match: Match.describe("Which findings, and of which images. Every key that is there must match."),
	reason: Text.describe("Why it is right to accept them."),
	owner: Text.describe("Who answers for it."),
	expires: Day.describe("The last day on which it counts, in UTC."),
	ticket: Text.describe("Where it was discussed.").optional(),
	"break-glass": boolean().describe("Waives a refusal by signature or provenance, which no other waiver may.").default(false),
	outcome: literal("missing").describe("Accepts that the evidence is missing, too.").optional()
});
const Waivers = array(Waiver);
const Limits = strict({
	"waiver-max": Duration.describe("How far ahead a waiver may expire.").default("90d"),
	"warn-before": Duration.describe("How long before it expires a waiver is warned about.").default("14d"),
	waivable: array(Text).describe("The checks whose findings may be waived.").default([
		"vulnerabilities",
		"licenses",
		"components",
		"size"
	]),
	"waiver-review": _enum(["required", "off"]).describe("required: a waiver counts when somebody else than its author approved its change.").default("off"),
	"local-with-approval": boolean().describe("Whether reports of the job (`local`) count for a stage with approval: required.").default(false)
});

// src/config/schema-parts.ts
const fileable = {
	trust: Trust,
	waivers: Waivers,
	limits: Limits
};
const policyParts = {
	trust: union([FromFile, Trust]).describe("Roots and signers that evidence is verified against.").prefault({}),
	evidence: WrittenEvidence.describe("Where evidence comes from.").prefault({}),
	waivers: union([FromFile, Waivers]).describe("Findings that are accepted, each until a date.").default([]),
	limits: union([FromFile, Limits]).describe("What waivers and local reports may do.").prefault({})
};

// src/config/schema-pipelines.ts
const moves = _enum([
	"never",
	"forward",
	"any"
]).describe("Whether the tag may move when it names another image: never, only forward to a newer version, or always.").default("never");
const Tags = union([
	array(Text).describe("Globs; a leading ! excludes. An empty list selects nothing."),
	strict({
		semver: Text.describe("A range of versions as npm writes it: '>= 1.2'. A leading v in the tag is fine."),
		"pre-releases": boolean().describe("Whether every pre-release in the range is selected too.").default(false)
	}),
	strict({ matches: Text.describe("An RE2 expression, matched against the whole tag.") })
]).describe("Which tags of the source are promoted. Default: every tag. Tags of signatures and SBOMs never are.").optional();
const Source = union([
	Text,
	strict({
		repository: Text.describe("One repository, or a pattern: ghcr.io/acme/dev/{name}."),
		tags: Tags
	}),
	strict({
		repositories: array(Text).min(1).describe("Several repositories, promoted together as one under one tag."),
		tags: Tags
	})
]).describe("Where images come from: a repository, several as a set, or a pattern.");
const Tag = union([Text, strict({
	name: Text.describe("The tag or tag template."),
	move: moves
})]);
const Environment = union([EnvironmentName, strict({
	name: EnvironmentName.describe("The GitHub environment that a job must be in to run this stage."),
	approval: _enum([
		"auto",
		"required",
		"none"
	]).describe("auto: the rules of the environment; required: an approval by somebody else; none: only a label.").default("auto"),
	"self-review": _enum(["forbid", "allow"]).describe("Whether the approval may be of the one who started the run.").default("forbid"),
	bypass: _enum(["record", "refuse"]).describe("What to do where an administrator bypassed the rules.").default("record"),
	rollback: EnvironmentName.describe("The environment of rollbacks. Default: the same.").optional()
})]);
const allowed = _enum(["fail", "allow"]).default("fail");
const Stage = strict({
	name: Name.describe("What people call the stage: qa, staging, production."),
	to: oneOrMore(Text).describe("The target repository, or several. {name} and captures of the source may be part of it."),
	tag: oneOrMore(Tag).describe("The tags to write. %n is the image's tag; %Y%m%d and others are the time; {digest}, {sha}, {run}.").default("%n"),
	auto: boolean().describe("false: runs only when a person asks for it by name.").default(true),
	environment: Environment.describe("The GitHub environment that guards the stage.").optional(),
	policy: oneOrMore(Name).describe("The policies that must pass, all of them.").optional(),
	referrers: _enum([
		"all",
		"best-effort",
		"none"
	]).describe("Signatures, attestations and SBOMs: all must travel, those that can, or none.").default("all"),
	missing: strict({
		platforms: allowed.describe("Platforms that the index names and the source does not have."),
		"foreign-layers": allowed.describe("Layers that are only at a URL.")
	}).describe("What to do where the source is not complete.").prefault({}),
	after: oneOrMore(Name).describe("The stages that must have promoted an image before. Default: the stage above.").optional(),
	skippable: boolean().describe("Whether a person may skip `after`, with a comment.").default(false)
});
const sinceError = { error: say("is neither a date nor an age", "Write 2026-01-31, 2026-01-31T12:00:00Z, or an age: 30d.") };
const since = string().regex(/^(?:[1-9][0-9]{0,4}[mhdw]|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]+Z)?)$/, {
	...sinceError,
	abort: true
}).refine((text) => [
	Duration,
	date(),
	datetime()
].some((form) => form.safeParse(text).success), sinceError);
const Pipeline = strict({
	source: Source,
	stages: array(Stage).min(1).describe("In order. The first reads the source, every other the stage before it."),
	newest: whole(1).describe("`sync` takes only so many of the newest tags.").optional(),
	since: since.describe("`sync` takes only tags since then: a date, a time in UTC, or an age (30d).").optional(),
	list: union([array(Text).min(1).describe("Repositories, or what the only capture stands for."), strict({ "github-packages": Text.describe("All container packages of this account on GitHub.") })]).describe("The repositories that a pattern means when there is no event: `sync` needs it.").optional()
});
const Pipelines = record(Name, Pipeline).describe("The pipelines by name.");

// src/config/schema-registries.ts
const pace = say("", "Write a number above 0 and up to 1000.");
const Registry = strict({
	ca: FilePath.describe("PEM file of the authority that signed the certificate of this host.").optional(),
	"token-realms": array(Text).describe("Other hosts that may issue tokens for this registry.").default([]),
	insecure: boolean().describe("Do not verify the TLS certificate of this host.").default(false),
	"plain-http": boolean().describe("Speak HTTP without TLS. Loopback hosts without an entry are plain HTTP as well.").default(false),
	connections: whole(1, 64).describe("Connections to this host at the same time.").optional(),
	"requests-per-second": number({ error: pace }).positive({ error: pace }).max(1e3, { error: pace }).describe("Requests to this host in a second.").optional(),
	upload: _enum([
		"put",
		"patch",
		"chunks"
	]).describe("How blobs are sent: in one PUT, in one PATCH, or in chunks. Default: what is known of the vendor.").optional()
});
const Registries = record(Text, Registry).describe("Only for hosts that need it: what is special about them.").default({});

// src/config/schema.ts
const whenPossible = _enum([
	"auto",
	"required",
	"off"
]).default("auto");
const Copy = union([literal(false), strict({
	to: array(Text).min(1).describe("Globs of the repositories that `copy` may write; ** also matches a slash."),
	policy: Name.describe("The policy that every copied image must pass.").optional()
})], { error: say("is not a rule for copies", "Write copy: { to: [GLOB] }: which repositories `copy` may write.") });
const ServiceUrl = Text.superRefine(readable((text) => {
	const { protocol, hostname } = URL.canParse(text) ? new URL(text) : {
		protocol: "",
		hostname: ""
	};
	if (protocol === "https:" || protocol === "http:" && isLoopback(hostname)) return;
	throw new HoistError("config", "URL_INVALID", "is not an https URL", { hint: "Write it with https://." });
}));
const Vouching = string().regex(/^(?:[A-Za-z0-9][A-Za-z0-9_.-]{0,63}|(?:[\w.-]+\/[\w.-]+\/)?\.github\/workflows\/[^/@*?[\]{}]+\.ya?ml)$/, { error: say("is neither a signer nor the file of a workflow", "Name a signer of trust.signers, or a file without a ref: .github/workflows/promote.yml.") });
const Record = strict({
	deployments: boolean().describe("A GitHub deployment for each promotion: the journal.").default(true),
	attest: whenPossible.describe("A signed statement at the target for each promotion."),
	"key-from-env": VariableName.describe("The environment variable that holds a private key in PEM to sign with: ECDSA P-256 or Ed25519. Default: keyless.").optional(),
	signers: array(Vouching).min(1).describe("Whose statements show a promotion: names out of `trust`, or files of workflows that run for this repository on its default branch. Default: all of these workflows, or the key.").optional(),
	sigstore: strict({
		fulcio: ServiceUrl.describe("Who issues the certificates."),
		rekor: ServiceUrl.describe("The transparency log.").optional(),
		timestamps: ServiceUrl.describe("The time-stamping authority.").optional()
	}).describe("A Sigstore instance of your own. Default: the public one, or GitHub's for private repositories.").optional(),
	"linked-artifacts": whenPossible.describe("Storage records in the organisation's ledger.")
});
const Notification = strict({
	"url-from-env": VariableName.describe("The environment variable that holds the URL."),
	"secret-from-env": VariableName.describe("The environment variable that holds the secret of the HMAC.").optional(),
	on: array(_enum([
		"promoted",
		"unchanged",
		"waiting",
		"refused",
		"conflict",
		"superseded",
		"failed"
	])).min(1).describe("The outcomes to tell.").default([
		"promoted",
		"refused",
		"conflict",
		"failed"
	]),
	pipelines: array(Name).min(1).describe("Only of these pipelines. Default: all.").optional(),
	"allow-private": array(Text).describe("Host names that may be at an address that is not public. One that means this machine may also be asked over http.").default([])
});
function configFile(policies) {
	return strict({
		version: literal(1, { error: say("must be 1", "There is one version of this file so far: write version: 1.") }).describe("The version of this file: 1."),
		registries: Registries,
		pipelines: Pipelines,
		...policyParts,
		policies: union([FromFile, policies]).describe("Named lists of checks.").default({}),
		copy: Copy.describe("What `copy` may write outside of pipelines: nothing, or repositories by glob.").default(false),
		record: Record.describe("Where promotions are recorded besides the run.").prefault({}),
		notify: array(Notification).describe("Webhooks.").default([])
	});
}

// src/config/parse.ts
const noPolicies = strictObject({});
const parts = [
	"trust",
	"policies",
	"waivers",
	"limits"
];
async function parseConfig(bytes, path) {
	const yaml = readYaml(bytes, path);
	if (yaml.value === null) throw new HoistError("config", "CONFIG_EMPTY", "the config is empty", {
		position: yaml.at([]),
		hint: "`hoist init` writes one to start from."
	});
	const policies = hasPolicies(yaml.value) ? (await import("./schema-policies.js")).Policies : noPolicies;
	const value = checked(configFile(policies), yaml);
	return {
		files: parts.flatMap((part) => {
			const written = value[part];
			return isFromFile(written) ? [{
				path: written.file,
				position: yaml.at([part, "file"])
			}] : [];
		}),
		value,
		yaml,
		policies
	};
}
function hasPolicies(config) {
	const written = valueAt(config, ["policies"]);
	return typeof written === "object" && written !== null && Object.keys(written).length > 0;
}
function writtenConfig({ value, yaml, ...text }, files) {
	const schemas = {
		...fileable,
		policies: text.policies
	};
	const others = /* @__PURE__ */ new Map();
	const part = (name) => {
		const written = value[name];
		if (!isFromFile(written)) return written;
		const other = readYaml(fileOf(written.file, {
			files,
			position: yaml.at([name, "file"])
		}), written.file);
		others.set(name, other);
		return checked(schemas[name], other);
	};
	const trust = part("trust");
	const at = (path, which) => {
		const other = others.get(path[0] ?? "");
		return other === void 0 ? yaml.at(path, which) : other.at(path.slice(1), which);
	};
	return {
		...value,
		trust,
		policies: part("policies"),
		waivers: part("waivers"),
		limits: part("limits"),
		files: namedFiles(value, trust).map(({ file, path }) => ({
			path: file,
			position: at(path)
		})),
		at,
		raw(path) {
			const other = others.get(path[0] ?? "");
			return other === void 0 ? valueAt(yaml.value, path) : valueAt(other.value, path.slice(1));
		}
	};
}
function namedFiles({ registries }, { roots, signers }) {
	const named = (file, path) => file === void 0 ? [] : [{
		file,
		path
	}];
	return [
		...Object.entries(registries).flatMap(([host, { ca }]) => named(ca, [
			"registries",
			host,
			"ca"
		])),
		...roots.flatMap((root, index) => typeof root === "string" ? [] : named(root["trusted-root"], [
			"trust",
			"roots",
			index,
			"trusted-root"
		])),
		...Object.entries(signers).flatMap(([name, { key }]) => named(key?.file, [
			"trust",
			"signers",
			name,
			"key",
			"file"
		]))
	];
}
function fileOf(path, { files, position }) {
	const bytes = files.get(path);
	if (bytes !== void 0) return bytes;
	throw new HoistError("config", "FILE_MISSING", `there is no file ${path}`, {
		position,
		hint: "The path starts at the root of the repository; in Actions the file is read from the default branch."
	});
}

export { parseConfig as n, writtenConfig as r, fileOf as t };