#!/usr/bin/env node
import module from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

// src/cli/compile-cache.ts
function keepCompiled(env) {
	const home = env["XDG_CACHE_HOME"] ?? (env["HOME"] && join(env["HOME"], ".cache"));
	if (!home || env["CI"]) return;
	module.enableCompileCache?.(join(home, "hoist", "compiled"));
}

// src/cli.ts
const untilRegistriesAnswer = 50;
async function main(words, version) {
	keepCompiled(process.env);
	const [{ openTerminal }, { printError }] = await Promise.all([import("./chunks/terminal2.js"), import("./chunks/print-error.js")]);
	const { stdout, stderr, env } = process;
	const terminal = openTerminal({
		stdout,
		stderr,
		env,
		debug: words.includes("--debug")
	});
	const { failureOf } = await import("./chunks/failure.js");
	const signal = stopSignal();
	process.on("uncaughtException", (error) => {
		printError(terminal, failureOf(error, {
			signal,
			log: terminal.log
		}));
		process.exit(5);
	});
	try {
		const [{ catalogue, commandNamed }, { readArguments }] = await Promise.all([import("./chunks/catalogue.js"), import("./chunks/arguments.js")]);
		const name = words.find((word) => !word.startsWith("-"));
		if (name !== void 0 && name !== "help") commandNamed(name);
		const read = readArguments(words, {
			commands: catalogue,
			version,
			width: terminal.width
		});
		if (read.kind === "text") {
			terminal.print(read.text);
			return 0;
		}
		const [{ createWorld }, { systemClock }, { terminalProgress }] = await Promise.all([
			import("./chunks/world.js"),
			import("./chunks/clock.js"),
			import("./chunks/progress.js")
		]);
		const { command, values, json } = read;
		const { journal } = values;
		const clock = systemClock();
		const world = await createWorld({
			surface: "cli",
			version,
			env,
			folder: process.cwd(),
			log: terminal.log,
			progress: terminalProgress(terminal.screen, clock),
			signal,
			clock,
			githubToken: env["GITHUB_TOKEN"],
			journal: typeof journal === "string" ? journal : void 0,
			hide: (value) => terminal.mask.hideIn(value)
		});
		const soon = setTimeout(() => void import("./chunks/print-result.js"), untilRegistriesAnswer).unref();
		const result = terminal.mask.hideIn(await command.run(world, values));
		clearTimeout(soon);
		const { printResult } = await import("./chunks/print-result.js");
		printResult(terminal, result, json);
		return result.exitCode;
	} catch (error) {
		const failure = failureOf(error, {
			signal,
			log: terminal.log
		});
		printError(terminal, failure, textOf);
		return failure.exitCode;
	}
}
function stopSignal() {
	const controller = new AbortController();
	for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => {
		if (controller.signal.aborted && name === "SIGINT") process.exit(5);
		controller.abort();
		setTimeout(() => process.exit(5), 5e3).unref();
	});
	return controller.signal;
}
function textOf(file) {
	try {
		return readFileSync(file, "utf8");
	} catch {
		return;
	}
}
const words = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
if (words.length === 1 && (words[0] === "--version" || words[0] === "-V")) process.stdout.write(`${version}\n`);
else process.exitCode = await main(words, version);

export {  };