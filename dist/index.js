import { C as checkCommand, _ as historyCommand, at as candidatesCommand, ct as requireWrite, g as statusCommand, lt as withRegistry, ot as readConfig, p as verifyCommand, st as requireConfig } from "./chunks/commands.js";
import { H as shortDigest, U as HoistError, V as parseDigest, W as HoistErrors, d as parseRepository, f as parseTag, g as createWorld, l as parseHost, m as referenceText, u as parseReference } from "./chunks/start.js";
import { r as promote$1, s as plan$1, t as copy$1 } from "./chunks/promotion.js";
import { n as rollback$1 } from "./chunks/rollback.js";
import { readFileSync } from "node:fs";

// src/index.ts
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
async function history(where, setting = {}) {
	const result = await historyCommand.run(await openWorld(setting), {
		config: setting.config,
		where
	});
	if (result.kind !== "history") throw new Error("history gives a report");
	return result.document;
}
async function status(where, setting = {}) {
	const result = await statusCommand.run(await openWorld(setting), {
		config: setting.config,
		where
	});
	if (result.kind !== "status") throw new Error("status gives a report");
	return result.document;
}
async function verify(request, setting = {}) {
	const { image, signer, key, trustedRoot } = request;
	const result = await verifyCommand.run(await openWorld(setting), {
		image,
		key,
		"trusted-root": trustedRoot,
		"signer-repository": signer?.repository,
		"signer-workflow": signer?.workflow,
		"signer-ref": signer?.ref,
		"signer-environment": signer?.environment,
		"signer-server": signer?.server,
		config: setting.config
	});
	if (result.kind !== "verify") throw new Error("verify gives a report");
	return result.document;
}
async function candidates(request, setting = {}) {
	const values = {
		...request,
		config: setting.config
	};
	const result = await candidatesCommand.run(await openWorld(setting), values);
	if (result.kind !== "candidates") throw new Error("candidates gives a report");
	return result.document;
}
async function check(setting = {}) {
	const result = await checkCommand.run(await openWorld(setting), { config: setting.config });
	if (result.kind !== "check") throw new Error("check gives a report");
	return result.document;
}
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

export { HoistError, HoistErrors, candidates, check, copy, createRegistry, history, parseDigest, parseHost, parseReference, parseRepository, parseTag, plan, promote, referenceText, rollback, shortDigest, status, verify };