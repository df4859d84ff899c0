import { t as HoistError } from "./errors.js";
import { C as pipelineOption, D as textOf, E as targetsOption, O as defaultConfigPath, S as journalOption, T as tagOption, _ as defaultCases, a as promote, b as imageOption$1, c as historyCommand, d as readConfig, f as requireConfig, g as configOption, h as commentOption$1, i as planCopy, l as checkCommand, m as withRegistry, n as rollback, o as plan, p as requireWrite, r as copy, s as statusCommand, t as dryRollback, u as candidatesCommand, v as dryRunOption, w as stageOption$1, x as isSet, y as expectedPlanOption } from "./rollback.js";
import { l as parseRepository, t as baseNameOf } from "./reference.js";

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

permissions:
  contents: read # the config is read from the default branch
  packages: write # images on ghcr.io are read and written with the job's own token

concurrency:
  group: hoist-\${{ inputs.pipeline || github.event_name }}-\${{ inputs.stage || 'auto' }}
  cancel-in-progress: false

jobs:
  promote:
    runs-on: ubuntu-latest
    steps:
      # Other registries than ghcr.io: log in here, with docker/login-action or the cloud's own action.
      - uses: OWNER/hoist@v1
        with:
          command: \${{ inputs.command || 'promote' }}
          image: \${{ inputs.image }}
          pipeline: \${{ inputs.pipeline }}
          stage: \${{ inputs.stage }}
          tag: \${{ inputs.tag }}
          targets: \${{ inputs.targets }}
          comment: \${{ inputs.comment }}
          dry-run: \${{ inputs.dry-run || 'false' }}
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
	expectedPlanOption
];
function promoteRequest(values) {
	return {
		image: textOf(values, imageOption$1),
		pipeline: textOf(values, pipelineOption),
		stage: textOf(values, stageOption$1),
		tag: textOf(values, tagOption),
		targets: textOf(values, targetsOption),
		comment: textOf(values, commentOption$1),
		expectedPlan: textOf(values, expectedPlanOption)
	};
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
	checkCommand,
	testCommand,
	initCommand
];
/** Commands of the contract that another version brings. */
const planned = /* @__PURE__ */ new Set([
	"sync",
	"candidates",
	"status",
	"rollback",
	"verify"
]);
/** @throws HoistError `COMMAND_UNSUPPORTED`, `COMMAND_UNKNOWN` */
function commandNamed(name) {
	const found = catalogue.find((command) => command.name === name);
	if (found !== void 0) return found;
	const names = catalogue.map((command) => command.name).join(", ");
	if (planned.has(name)) throw new HoistError("config", "COMMAND_UNSUPPORTED", `this version of Hoist does not have the command ${name} yet`, { hint: `It has ${names}.` });
	throw new HoistError("config", "COMMAND_UNKNOWN", `there is no command ${JSON.stringify(name.slice(0, 60))}`, { hint: `There is ${names}.` });
}

export { catalogue, commandNamed };