import { a as promote$1, c as historyCommand, d as readConfig, f as requireConfig, l as checkCommand, m as withRegistry, n as rollback$1, o as plan$1, p as requireWrite, r as copy$1, s as statusCommand, u as candidatesCommand } from "./chunks/rollback.js";
import { c as parseReference, f as referenceText, l as parseRepository, s as parseHost, u as parseTag } from "./chunks/reference.js";
import { t as createWorld } from "./chunks/world.js";
import { n as HoistErrors, t as HoistError } from "./chunks/errors.js";
import { c as shortDigest, s as parseDigest } from "./chunks/digest.js";
import { readFileSync } from "node:fs";

// src/index.ts
/**
* Hoist as a library: the functions that the commands are, the port to registries, and the words they speak of.
*
* @example Promote an image as far as it goes by itself
* ```ts
* import { promote } from 'hoist';
*
* const { document, exitCode } = await promote({ image: 'ghcr.io/acme/dev/web:1.4.2' });
* for (const { pipeline, stage, outcome } of document.stages) console.log(`${pipeline}/${stage}: ${outcome}`);
* process.exitCode = exitCode;
* ```
*
* @module
*/
/**
* Carries an image through its stages up to the next gate; with `stage`, to that stage by hand and on from there. What
* became of each stage is in the result, not thrown.
*
* @example A release to production, exactly as it was planned
* ```ts
* const planned = await plan({ image: '1.4.2', pipeline: 'web', stage: 'production' });
* const expectedPlan = planned.document.stages[0]?.hash;
* await promote({ image: '1.4.2', pipeline: 'web', stage: 'production', comment: 'release', expectedPlan });
* ```
*
* @throws HoistError where nothing could be begun: wrong config or arguments, a source that cannot be read
*/
async function promote(request, setting = {}) {
	const world = await openWorld(setting);
	requireWrite(world);
	const values = { config: setting.config };
	const config = requireConfig(await readConfig(world, values), values);
	return await withRegistry(world, config, (registry) => promote$1({
		world,
		config,
		registry
	}, request));
}
/**
* What a promotion would do: every target, what each tag names and would name, what would be sent, and a hash for each
* stage. Writes nothing.
*
* @example Which tags would move
* ```ts
* const { document } = await plan({ image: 'ghcr.io/acme/dev/web:1.4.2' });
* for (const target of document.stages.flatMap((stage) => stage.targets)) {
*   for (const { tag, action } of target.tags) if (action === 'move') console.log(`${target.repository}:${tag}`);
* }
* ```
*/
async function plan(request, setting = {}) {
	const world = await openWorld(setting);
	const values = { config: setting.config };
	const config = requireConfig(await readConfig(world, values), values);
	return await withRegistry(world, config, (registry) => plan$1({
		world,
		config,
		registry
	}, request));
}
/**
* Copies one image with everything attached to it, outside any pipeline, where the config allows it or there is none.
*
* @example Into a folder, for an air gap
* ```ts
* await copy({ image: 'ghcr.io/acme/prod/web:1.4.2', to: 'oci:./usb/web' });
* ```
*/
async function copy(request, setting = {}) {
	const world = await openWorld(setting);
	requireWrite(world);
	const { config } = await readConfig(world, { config: setting.config });
	return await withRegistry(world, config, (registry) => copy$1({
		world,
		config,
		registry
	}, request));
}
/**
* Brings the previous image of a stage, or a named earlier one, back. The stage is held afterwards, until somebody promotes
* to it by name.
*
* @example
* ```ts
* await rollback({ stage: 'production', comment: 'checkout fails since 10:40' });
* ```
*/
async function rollback(request, setting = {}) {
	const world = await openWorld(setting);
	requireWrite(world);
	const values = { config: setting.config };
	const config = requireConfig(await readConfig(world, values), values);
	return await withRegistry(world, config, (registry) => rollback$1({
		world,
		config,
		registry
	}, request));
}
/**
* What was promoted, narrowed as `where` of the command line narrows it.
*
* @example Who promoted to production this week
* ```ts
* const { entries } = await history('stage=production,since=7d');
* for (const { at, actor, sources } of entries) console.log(at, actor, sources[0]?.tag);
* ```
*/
async function history(where, setting = {}) {
	const result = await historyCommand.run(await openWorld(setting), {
		config: setting.config,
		where
	});
	if (result.kind !== "history") throw new Error("history gives a report");
	return result.document;
}
/**
* The board: what every stage was promoted last, what its tags name now, and what differs.
*
* @example
* ```ts
* const { totals } = await status('pipeline=web');
* if (totals.drift > 0) console.log(`${totals.drift} differences`);
* ```
*/
async function status(where, setting = {}) {
	const result = await statusCommand.run(await openWorld(setting), {
		config: setting.config,
		where
	});
	if (result.kind !== "status") throw new Error("status gives a report");
	return result.document;
}
/**
* The images that could be promoted to a stage now, with what its policies say of each.
*
* @example
* ```ts
* const { candidates: found } = await candidates({ stage: 'production' });
* for (const { sources, state } of found) console.log(sources[0]?.tag, state);
* ```
*/
async function candidates(request, setting = {}) {
	const values = {
		...request,
		config: setting.config
	};
	const result = await candidatesCommand.run(await openWorld(setting), values);
	if (result.kind !== "candidates") throw new Error("candidates gives a report");
	return result.document;
}
/**
* Checks the config, and whether the credentials open its repositories.
*
* @example
* ```ts
* const { access } = await check();
* for (const { repository, ok } of access) if (!ok) console.log(`no access to ${repository}`);
* ```
*/
async function check(setting = {}) {
	const result = await checkCommand.run(await openWorld(setting), { config: setting.config });
	if (result.kind !== "check") throw new Error("check gives a report");
	return result.document;
}
/**
* The port to all registries, and to folders in OCI image layout: what promotions run on. Close it when done.
*
* @example The digest that a tag names
* ```ts
* const registry = await createRegistry();
* try {
*   const { repository, tag } = parseReference('docker.io/library/debian:stable');
*   if (tag !== undefined) console.log((await registry.head(repository, tag))?.digest);
* } finally {
*   await registry.close();
* }
* ```
*/
async function createRegistry({ hosts = {}, ...options } = {}) {
	const defaults = {
		tokenRealms: [],
		insecure: false,
		plainHttp: false
	};
	const settings = Object.entries(hosts).map(([host, own]) => [parseHost(host), {
		...defaults,
		...own
	}]);
	return await (await openWorld(options)).registry(new Map(settings));
}
async function openWorld(setting) {
	const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
	const { folder, env, log, progress, signal, githubToken, journal } = setting;
	return await createWorld({
		surface: "library",
		version,
		folder: folder ?? process.cwd(),
		env: env ?? process.env,
		log: log ?? silentLog,
		progress: progress ?? silentProgress,
		signal: signal ?? new AbortController().signal,
		githubToken,
		journal
	});
}
const nothing = () => void 0;
const silentLog = {
	info: nothing,
	notice: nothing,
	warn: nothing,
	error: nothing,
	debug: nothing,
	group: (_, run) => run(),
	secret: nothing
};
const silentProgress = {
	begin: nothing,
	blob: () => ({
		advance: nothing,
		done: nothing
	}),
	skip: nothing,
	end: nothing
};

export { HoistError, HoistErrors, candidates, check, copy, createRegistry, history, parseDigest, parseHost, parseReference, parseRepository, parseTag, plan, promote, referenceText, rollback, shortDigest, status };