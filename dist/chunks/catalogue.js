import { t as HoistError } from "./errors.js";
import { A as statementsAt, C as pipelineOption, D as targetsOption, E as tagOption, F as openerFor, I as walk, M as promotionsTo, N as targetOf, O as textOf, P as acceptedSigners, S as journalOption, T as stageOption$1, _ as defaultCases, a as promote, b as imageOption$1, c as historyCommand, d as readConfig, f as requireConfig, g as configOption, h as commentOption$1, i as planCopy, j as decisionsFor, k as defaultConfigPath, l as checkCommand, m as withRegistry, n as rollback, o as plan, p as requireWrite, r as copy, s as statusCommand, t as dryRollback, u as candidatesCommand, v as dryRunOption, w as prCommentOption, x as isSet, y as expectedPlanOption } from "./rollback.js";
import { c as parseReference, l as parseRepository, t as baseNameOf } from "./reference.js";
import { n as parseTextGlob } from "./glob.js";
import { c as matchPattern } from "./target.js";
import { t as stageText } from "./pipeline.js";
import { c as shortDigest } from "./digest.js";

// src/commands/copy.ts
const toOption = {
	name: "to",
	kind: "text",
	placeholder: "REFERENCE",
	positional: true,
	description: "Where `copy` writes: a repository, or `oci:FOLDER`, with or without a tag."
};
const copyCommand = {
	name: "copy",
	summary: "Copy one image, with what is attached to it, outside any pipeline, where the config allows it.",
	writes: true,
	options: [
		imageOption$1,
		toOption,
		commentOption$1,
		dryRunOption,
		configOption,
		journalOption
	],
	async run(world, values) {
		requireWrite(world);
		const image = textOf(values, imageOption$1);
		const to = textOf(values, toOption);
		if (image === void 0 || to === void 0) throw incomplete();
		const loaded = await readConfig(world, values);
		const config = world.run.surface === "action" ? requireConfig(loaded, values) : loaded.config;
		const request = {
			image,
			to,
			comment: textOf(values, commentOption$1)
		};
		const { notices } = loaded;
		return await withRegistry(world, config, async (registry) => {
			const ground = {
				world,
				config,
				registry
			};
			if (isSet(values, dryRunOption)) return {
				kind: "plan",
				notices,
				...await planCopy(ground, request)
			};
			return {
				kind: "run",
				notices,
				...await copy(ground, request)
			};
		});
	}
};
function incomplete() {
	return new HoistError("config", "IMAGE_MISSING", "copy needs an image and where to copy it", { hint: "Write hoist copy REPOSITORY:TAG REPOSITORY[:TAG]." });
}

// src/config/starter.ts
/** Throws `REFERENCE_INVALID` where owner and name make no repository. */
function starterFiles({ owner = "acme", name = "web" } = {}) {
	const [account, image] = [owner.toLowerCase(), name.toLowerCase()];
	const pipeline = baseNameOf(parseRepository(`ghcr.io/${account}/dev/${image}`));
	return [{
		path: defaultConfigPath,
		text: config(account, {
			image,
			pipeline
		})
	}, {
		path: ".github/workflows/promote.yml",
		text: workflow
	}];
}
function config(owner, { image, pipeline }) {
	return `# yaml-language-server: $schema=https://raw.githubusercontent.com/OWNER/hoist/v1/hoist.schema.json
# How images are promoted. What counts is this file on the default branch.
version: 1

pipelines:
  ${pipeline}:
    source:
      repository: ghcr.io/${owner}/dev/${image}
      tags: { semver: '>= 0.1.0' } # or globs: ['v*', '!*-rc*']
    stages:
      - name: qa # runs by itself when an image arrives
        to: ghcr.io/${owner}/qa/${image}
        tag: '%n' # keeps the tag; '%n-%Y%m%d' would add the day

      - name: production
        auto: false # runs when a person asks for it by name
        # A run knows what an earlier one promoted from its journal, and each job on GitHub starts with an empty one. So a
        # person who names this stage may go past "qa", with a comment that is kept in the record.
        skippable: true
        to: ghcr.io/${owner}/prod/${image}
        tag:
          - '%n'
          - { name: stable, move: forward } # moves to newer versions, never back
`;
}
const workflow = `name: Promote

on:
  # An image was pushed to GitHub's registry.
  registry_package:
    types: [published]
  # The form for people.
  workflow_dispatch:
    inputs:
      command:
        description: What to do
        type: choice
        options: [promote, plan, check]
        default: promote
      image:
        description: 'The image: REPOSITORY:TAG, a tag, or a digest'
        type: string
      pipeline:
        description: The pipeline, where the image alone does not tell
        type: string
      stage:
        description: The stage to promote to; empty for all that run by themselves
        type: string
      tag:
        description: Another tag at the target
        type: string
      targets:
        description: Only targets that match this glob
        type: string
      comment:
        description: Why; it is kept with the promotion
        type: string
      dry-run:
        description: Show what would happen and write nothing
        type: boolean
        default: false

permissions: {}

jobs:
  promote:
    permissions:
      contents: read # the config is read at the head of the default branch
      actions: read # environments and approvals are looked at
      id-token: write # what a stage promoted is signed; shows the environment of a job
      deployments: write # promotions are kept as deployments
      packages: write # images and tags on ghcr.io are written
    uses: OWNER/hoist/.github/workflows/promote.yml@v1
    with:
      command: \${{ inputs.command || 'promote' }}
      image: \${{ inputs.image || '' }}
      pipeline: \${{ inputs.pipeline || '' }}
      stage: \${{ inputs.stage || '' }}
      tag: \${{ inputs.tag || '' }}
      targets: \${{ inputs.targets || '' }}
      comment: \${{ inputs.comment || '' }}
      dry-run: \${{ inputs.dry-run || false }}
    secrets:
      # Logins as docker/login-action's registry-auth takes them. Private images on ghcr.io need one that may read packages.
      HOIST_REGISTRY_AUTH: \${{ secrets.HOIST_REGISTRY_AUTH }}
`;

// src/commands/init.ts
const ownerOption = {
	name: "owner",
	kind: "text",
	placeholder: "OWNER",
	surfaces: ["cli"],
	description: "The owner of the images on ghcr.io; default: the repository's."
};
const nameOption = {
	name: "name",
	kind: "text",
	placeholder: "NAME",
	surfaces: ["cli"],
	description: "The image's name."
};
const initCommand = {
	name: "init",
	summary: "Write a config and a workflow to start from. Files that are there stay as they are.",
	writes: false,
	surfaces: ["cli"],
	options: [ownerOption, nameOption],
	async run(world, values) {
		const [owner] = world.run.repository?.split("/") ?? [];
		const files = starterFiles({
			owner: textOf(values, ownerOption) ?? owner,
			name: textOf(values, nameOption)
		});
		const written = [];
		const kept = [];
		for (const { path, text } of files) (await world.create(path, new TextEncoder().encode(text)) ? written : kept).push(path);
		if (written.length === 0) throw new HoistError("config", "FILES_EXIST", `${kept.join(" and ")} are there already`, { hint: "Remove what is to be written anew." });
		return {
			kind: "files",
			document: { written },
			notices: kept.map((path) => `${path} was there already`),
			exitCode: 0
		};
	}
};

// src/commands/request.ts
/** What `promote` and `plan` are asked alike. */
const requestOptions = [
	imageOption$1,
	pipelineOption,
	stageOption$1,
	tagOption,
	targetsOption,
	commentOption$1,
	expectedPlanOption,
	prCommentOption
];
function promoteRequest(values) {
	return {
		image: textOf(values, imageOption$1),
		pipeline: textOf(values, pipelineOption),
		stage: textOf(values, stageOption$1),
		tag: textOf(values, tagOption),
		targets: textOf(values, targetsOption),
		comment: textOf(values, commentOption$1),
		expectedPlan: textOf(values, expectedPlanOption),
		prComment: wishOf(textOf(values, prCommentOption))
	};
}
function wishOf(text) {
	return text === "auto" || text === "always" || text === "never" ? text : void 0;
}

// src/commands/plan.ts
const planCommand = {
	name: "plan",
	summary: "Show what a promotion would do: targets, tags, bytes, and a hash for each stage. Writes nothing.",
	writes: false,
	options: [
		...requestOptions,
		configOption,
		journalOption
	],
	async run(world, values) {
		const loaded = await readConfig(world, values);
		const config = requireConfig(loaded, values);
		return await withRegistry(world, config, async (registry) => ({
			kind: "plan",
			notices: loaded.notices,
			...await plan({
				world,
				config,
				registry
			}, promoteRequest(values))
		}));
	}
};

// src/commands/promote.ts
const promoteCommand = {
	name: "promote",
	summary: "Carry an image through its stages up to the next gate, or to one stage by hand.",
	writes: true,
	options: [
		...requestOptions,
		dryRunOption,
		configOption,
		journalOption
	],
	async run(world, values) {
		requireWrite(world);
		const loaded = await readConfig(world, values);
		const config = requireConfig(loaded, values);
		const { notices } = loaded;
		return await withRegistry(world, config, async (registry) => {
			const ground = {
				world,
				config,
				registry
			};
			const request = promoteRequest(values);
			if (isSet(values, dryRunOption)) return {
				kind: "plan",
				notices,
				...await plan(ground, request)
			};
			return {
				kind: "run",
				notices,
				...await promote(ground, request)
			};
		});
	}
};

// src/commands/rollback.ts
const imageOption = {
	...imageOption$1,
	description: "An earlier image of the stage: a tag or a digest. Default: the previous one."
};
const stageOption = {
	...stageOption$1,
	description: "The stage that goes back."
};
const commentOption = {
	...commentOption$1,
	description: "Why; required, and kept in the record."
};
const rollbackCommand = {
	name: "rollback",
	summary: "Bring the previous image of a stage, or a named earlier one, back; the stage is held afterwards.",
	writes: true,
	options: [
		imageOption,
		pipelineOption,
		stageOption,
		commentOption,
		expectedPlanOption,
		dryRunOption,
		configOption,
		journalOption
	],
	async run(world, values) {
		requireWrite(world);
		const loaded = await readConfig(world, values);
		const config = requireConfig(loaded, values);
		const { notices } = loaded;
		return await withRegistry(world, config, async (registry) => {
			const ground = {
				world,
				config,
				registry
			};
			const request = requestOf(values);
			if (isSet(values, dryRunOption)) return {
				kind: "plan",
				notices,
				...await dryRollback(ground, request)
			};
			return {
				kind: "run",
				notices,
				...await rollback(ground, request)
			};
		});
	}
};
function requestOf(values) {
	return {
		image: textOf(values, imageOption),
		pipeline: textOf(values, pipelineOption),
		stage: textOf(values, stageOption),
		comment: textOf(values, commentOption),
		expectedPlan: textOf(values, expectedPlanOption)
	};
}

// src/commands/test.ts
const folderOption = {
	name: "folder",
	kind: "text",
	placeholder: "FOLDER",
	positional: true,
	surfaces: ["cli"],
	default: defaultCases,
	description: "The folder of cases."
};
const testCommand = {
	name: "test",
	summary: "Run a folder of policy cases offline: images and documents, and what policy should say of them.",
	writes: false,
	surfaces: ["cli"],
	options: [folderOption, configOption],
	async run(world, values) {
		const loaded = await readConfig(world, values);
		const config = requireConfig(loaded, values);
		const folder = textOf(values, folderOption) ?? ".github/hoist-tests";
		const { runPolicyTests } = await import("./policy-tests.js");
		const cases = await runPolicyTests({
			config,
			workspace: await world.workspace(),
			folder,
			now: world.clock.now()
		});
		if (cases.length === 0) throw new HoistError("config", "CASES_MISSING", `there is no case in ${folder}`, { hint: "Write a file of cases, NAME.yml, into it; docs/policy-tests.md shows how." });
		const document = {
			schema: "hoist/test/v1",
			ok: cases.every(({ ok }) => ok),
			folder,
			config: config.origin,
			cases,
			notices: loaded.notices
		};
		return {
			kind: "test",
			document,
			notices: [],
			exitCode: document.ok ? 0 : 1
		};
	}
};

// src/promotion/verify.ts
/**
* Whether an image in a registry got there by promotion, unaltered, with proof (contract §8). Asks nobody but the
* registry, and whoever publishes the roots.
*
* @throws HoistError of kind `unreachable` for what could not be asked, `config` for a reference that is none
*/
async function verify({ world, registry }, { image, trust, stageOf }) {
	const { repository, tag, digest } = parseReference(image);
	const { signal } = world;
	const base = {
		schema: "hoist/verify/v1",
		repository,
		...tag === void 0 ? {} : { tag }
	};
	const reference = digest ?? tag;
	if (reference === void 0) throw new HoistError("config", "REFERENCE_INCOMPLETE", `${image} names neither a tag nor a digest`, { hint: "Write REPOSITORY:TAG or REPOSITORY@DIGEST." });
	const root = await registry.manifest(repository, reference, { signal });
	if (root === void 0) {
		const problems = [problem("IMAGE_NOT_FOUND", `${repository} has no ${reference}`, "Look at its name.")];
		return {
			...base,
			ok: false,
			promoted: false,
			unaltered: false,
			proven: [],
			problems
		};
	}
	const moved = digest === void 0 || tag === void 0 ? void 0 : await movedTag(registry, {
		repository,
		tag,
		digest
	});
	const graph = await walk(registry, repository, root, {
		referrers: "best-effort",
		missingPlatforms: "allow",
		depth: "whole",
		signal
	});
	const open = openerFor(world, trust, trust.signers);
	const [found, lacks] = await Promise.all([statementsAt({
		registry,
		repository,
		root,
		graph,
		signal,
		open
	}), lacking(registry, graph, signal)]);
	const target = {
		repository,
		digest: root.digest
	};
	const promotions = byAge(promotionsTo(found, target));
	const promotion = promotions.find(({ record }) => tag === void 0 || namesTag(record, {
		...target,
		tag
	})) ?? promotions[0];
	const stage = promotion && {
		pipeline: promotion.record.intent.pipeline,
		stage: promotion.record.intent.stage
	};
	const [decision] = byAge(decisionsFor(found, {
		...target,
		...stage
	}));
	const problems = [
		...moved ?? [],
		...lacks,
		...unproven(found, decision, promotion),
		...promotion !== void 0 && tag !== void 0 && !namesTag(promotion.record, {
			...target,
			tag
		}) ? [problem("TAG_NOT_RECORDED", `the image was promoted to ${repository}, and no signed record says that the tag ${tag} was`, "Somebody else wrote the tag: promote the image under it.")] : [],
		...promotion === void 0 ? [] : contradictions(promotion),
		...promotion === void 0 || stageOf === void 0 ? [] : misplaced(stageOf, {
			decision,
			promotion,
			repository
		})
	];
	return {
		...base,
		digest: root.digest,
		ok: problems.length === 0,
		...stage === void 0 ? {} : { stage },
		promoted: decision !== void 0 && promotion !== void 0,
		unaltered: lacks.length === 0,
		proven: [decision, promotion].flatMap((one) => one === void 0 ? [] : [provenOf(one)]),
		...promotion === void 0 ? {} : { stated: statedOf(promotion) },
		problems
	};
}
async function movedTag(registry, { repository, tag, digest }) {
	const now = await registry.head(repository, tag);
	if (now?.digest === digest) return [];
	return [problem("TAG_MOVED", `${repository}:${tag} names ${now?.digest ?? "nothing"}`, "Verify that digest.")];
}
/** What the image names and the repository does not have. */
async function lacking(registry, { source, blobs, missing, imageOrder }, signal) {
	const own = new Set(imageOrder);
	const asked = [...blobs.values()].filter(({ usedBy }) => usedBy.some((manifest) => own.has(manifest)));
	const answers = await Promise.all(asked.map(async ({ descriptor }) => ({
		digest: descriptor.digest,
		isThere: await registry.hasBlob(source, descriptor, { signal })
	})));
	return [...missing.map(({ digest }) => digest), ...answers.filter(({ isThere }) => !isThere).map(({ digest }) => digest)].map((digest) => problem("PART_MISSING", `${source} does not have ${digest}, which the image names`, "Promote the image again."));
}
function unproven(found, decision, promotion) {
	const missing = [...decision === void 0 ? ["no signed decision"] : [], ...promotion === void 0 ? ["no signed record"] : []];
	if (missing.length === 0) return [];
	const whys = found.flatMap((one) => {
		if (one.kind === "nothing") return [`${shortDigest(one.digest)}: ${one.why}`];
		return one.trust.level === "untrusted" ? [`${shortDigest(one.digest)}: ${one.trust.why}`] : [];
	});
	const onDisk = found.some((one) => one.kind === "promotion" && one.trust.level === "signed" && one.record.intent.config?.commit === void 0);
	const why = [...whys, ...onDisk ? ["a config on a disk decided it, which nobody else could have read"] : []];
	const looked = found.length === 0 ? "nothing of the kind is attached" : why.join("; ") || "what is attached is of another place";
	return [problem("NOT_PROMOTED", `${missing.join(" and ")} of an accepted signer shows that it was promoted there: ${looked}`, "Promote it there with Hoist, or name the signer that promotes.")];
}
/**
* The stage is named by the record, which its signer wrote: by the config it has to fill this repository, and its own
* environment has to be in the certificate. Else a job of an open stage could vouch for a guarded one.
*/
function misplaced(stageOf, { decision, promotion, repository }) {
	const { intent } = promotion.record;
	const stage = stageOf(intent);
	if (stage === void 0 || !stage.to.some((to) => matchPattern(to, repository) !== void 0)) return [problem("OTHER_STAGE", `the signed record is of ${stageText(intent)}, which does not fill ${repository} by the config`, "Promote it there by a stage of the config, or look at who signed the record.")];
	const guard = stage.environment;
	if (guard === void 0 || guard.approval === "none") return [];
	const wanted = intent.kind === "rollback" ? guard.rollback ?? guard.name : guard.name;
	return [decision, promotion].flatMap((one) => one === void 0 ? [] : outside(one, wanted));
}
/** A key names no environment. */
function outside({ kind, trust }, wanted) {
	if (trust.level !== "signed" || trust.identity.kind === "key") return [];
	const found = trust.identity.claims[23];
	if (found === wanted) return [];
	return [problem("OUTSIDE_ENVIRONMENT", `the ${kind} was signed ${found === void 0 ? "outside of any environment" : `in the environment ${found}`}, and the stage is guarded by ${wanted}`, "Only a job that GitHub let into the environment may promote there.")];
}
/** The certificate names the run, and so does the record. */
function contradictions({ trust, record }) {
	const run = trust.level === "signed" ? trust.identity.claims[21] : void 0;
	const stated = record.intent.run.url;
	if (run === void 0 || stated === void 0 || run === stated) return [];
	return [problem("CONTRADICTION", `the record says that ${stated} promoted it, and ${run} signed the record`, "Whoever may sign as that workflow has signed a record of another run: look at both.")];
}
function namesTag(record, at) {
	return targetOf(record, at)?.tags.some(({ tag, after }) => tag === at.tag && after === at.digest) === true;
}
/** Newest first: by the proven time, else as they were listed, last first. */
function byAge(found) {
	const timeOf = ({ trust }) => trust.level === "signed" ? trust.signedAt?.last.getTime() ?? 0 : 0;
	return found.toReversed().toSorted((a, b) => timeOf(b) - timeOf(a));
}
function provenOf({ kind, digest, trust }) {
	const identity = trust.level === "signed" ? trust.identity : {
		kind: "key",
		claims: {}
	};
	const { claims, issuer } = identity;
	const said = {
		issuer,
		repository: claims[12],
		commit: claims[13],
		ref: claims[14],
		workflow: claims[9],
		environment: claims[23],
		run: claims[21],
		signedAt: trust.level === "signed" ? trust.signedAt?.last.toISOString() : void 0
	};
	return {
		statement: kind,
		bundle: digest,
		signer: trust.level === "signed" ? trust.signers[0] ?? "" : "",
		kind: identity.kind,
		...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== void 0))
	};
}
function statedOf({ record: { id, intent, result } }) {
	const { kind, planned, actor, initiator, comment, sources, policy, config, planHash, run } = intent;
	return {
		record: id,
		kind,
		planned,
		actor,
		initiator,
		...comment === void 0 ? {} : { comment },
		sources,
		...policy === void 0 ? {} : { policy },
		...config === void 0 ? {} : { config },
		...planHash === void 0 ? {} : { planHash },
		run,
		outcome: result?.outcome ?? "none",
		finished: result?.finished ?? "",
		...result?.approvals === void 0 ? {} : { approvals: result.approvals }
	};
}
function problem(code, message, hint) {
	return {
		code,
		message,
		hint
	};
}

// src/commands/verify.ts
const flag = (name, placeholder, description) => ({
	name,
	kind: "text",
	placeholder,
	surfaces: ["cli"],
	description
});
const repositoryOption = flag("signer-repository", "OWNER/REPO", "The repository whose workflow promotes.");
const workflowOption = flag("signer-workflow", "PATH", "OWNER/REPO/.github/workflows/FILE that signs; default any.");
const refOption = flag("signer-ref", "GLOB", "The ref of the run: `refs/heads/main`; default any.");
const environmentOption = flag("signer-environment", "NAME", "The GitHub environment of the job; default any.");
const keyOption = flag("key", "FILE", "A public key in PEM that signs, in place of a workflow.");
const rootOption = flag("trusted-root", "FILE", "A trusted_root.json, in place of the published roots.");
const verifyCommand = {
	name: "verify",
	summary: "Whether an image in a registry got there by promotion, unaltered, with proof. Writes nothing.",
	writes: false,
	options: [
		imageOption$1,
		repositoryOption,
		workflowOption,
		refOption,
		environmentOption,
		keyOption,
		rootOption,
		configOption
	],
	async run(world, values) {
		const image = textOf(values, imageOption$1);
		if (image === void 0) throw new HoistError("config", "IMAGE_MISSING", "verify needs an image", { hint: "Write hoist verify REPOSITORY:TAG." });
		const named = await namedSigner(world, values);
		const loaded = await readConfig(world, values);
		const config = named === void 0 ? requireConfig(loaded, values) : loaded.config;
		const trust = await trustOf(world, values, {
			config,
			named
		});
		return await withRegistry(world, config, async (registry) => {
			const document = await verify({
				world,
				registry
			}, {
				image,
				trust,
				...config === void 0 ? {} : { stageOf: stagesOf(config) }
			});
			return {
				kind: "verify",
				document,
				notices: loaded.notices,
				exitCode: document.ok ? 0 : 1
			};
		});
	}
};
function stagesOf({ pipelines }) {
	return ({ pipeline, stage }) => pipelines.find(({ name }) => name === pipeline)?.stages.find(({ name }) => name === stage);
}
async function trustOf(world, values, { config, named }) {
	const file = textOf(values, rootOption);
	const roots = (file === void 0 ? void 0 : [{
		kind: "file",
		path: file,
		bytes: await fileAt(world, file)
	}]) ?? config?.trust.roots ?? [{ kind: "sigstore" }, { kind: "github" }];
	const offline = config?.trust.offline ?? "refuse";
	const signers = named !== void 0 ? [named] : config === void 0 ? [] : await acceptedSigners({
		world,
		config
	}, void 0);
	if (signers.length === 0) throw new HoistError("config", "SIGNER_MISSING", "nobody is named whose signature would prove a promotion", { hint: "Name the repository that promotes with --signer-repository, a key with --key, or signers in the config with record.signers." });
	return {
		roots,
		offline,
		signers
	};
}
async function namedSigner(world, values) {
	const key = textOf(values, keyOption);
	const repository = textOf(values, repositoryOption);
	if (key !== void 0) return {
		kind: "key",
		name: key,
		pem: new TextDecoder().decode(await fileAt(world, key)),
		transparencyLog: "none"
	};
	if (repository === void 0) return void 0;
	const workflow = textOf(values, workflowOption);
	const ref = textOf(values, refOption);
	const environment = textOf(values, environmentOption);
	return {
		kind: "github",
		name: repository,
		repository,
		server: "https://github.com",
		issuer: "https://token.actions.githubusercontent.com",
		runner: "any",
		...workflow === void 0 ? {} : { workflow },
		...ref === void 0 ? {} : { refs: [parseTextGlob(ref)] },
		...environment === void 0 ? {} : { environment }
	};
}
async function fileAt(world, path) {
	const bytes = await world.files.read(path);
	if (bytes !== void 0) return bytes;
	throw new HoistError("config", "FILE_MISSING", `there is no file ${path}`, { hint: "Give its path from the folder where the command is started." });
}

// src/commands/catalogue.ts
/** Every command that this version has. */
const catalogue = [
	promoteCommand,
	planCommand,
	copyCommand,
	rollbackCommand,
	historyCommand,
	statusCommand,
	candidatesCommand,
	verifyCommand,
	checkCommand,
	testCommand,
	initCommand
];
/** Commands of the contract that another version brings. */
const planned = /* @__PURE__ */ new Set(["sync"]);
/** @throws HoistError `COMMAND_UNSUPPORTED`, `COMMAND_UNKNOWN` */
function commandNamed(name) {
	const found = catalogue.find((command) => command.name === name);
	if (found !== void 0) return found;
	const names = catalogue.map((command) => command.name).join(", ");
	if (planned.has(name)) throw new HoistError("config", "COMMAND_UNSUPPORTED", `this version of Hoist does not have the command ${name} yet`, { hint: `It has ${names}.` });
	throw new HoistError("config", "COMMAND_UNKNOWN", `there is no command ${JSON.stringify(name.slice(0, 60))}`, { hint: `There is ${names}.` });
}

export { catalogue, commandNamed };