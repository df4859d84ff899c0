#!/usr/bin/env node
import module from "node:module";
import { readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";

// src/cli/compile-cache.ts
function keepCompiled(env) {
	const { XDG_CACHE_HOME = "", HOME = "", CI } = env;
	const caches = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(HOME, ".cache");
	if (!isAbsolute(caches) || CI) return;
	module.enableCompileCache?.(join(caches, "hoist", "compiled"));
}

// src/cli.ts
const words = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
if (words.length === 1 && (words[0] === "--version" || words[0] === "-V")) {
	process.stdout.on("error", ({ code }) => void (process.exitCode = code === "EPIPE" ? 0 : 5));
	process.stdout.write(`${version}\n`);
} else {
	keepCompiled(process.env);
	const { runCommandLine } = await import("./chunks/command-line.js");
	process.exitCode = await runCommandLine(words, version);
}

export {  };