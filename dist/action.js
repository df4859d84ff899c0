import { readFileSync } from "node:fs";

// src/action.ts
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
async function main() {
	const [{ actionLog }, { annotateError, createAnnotations }, outputs, { failureOf }] = await Promise.all([
		import("./chunks/log.js"),
		import("./chunks/annotations.js"),
		import("./chunks/outputs.js"),
		import("./chunks/failure.js")
	]);
	const annotations = createAnnotations();
	const log = actionLog(annotations);
	const signal = stopSignal();
	const fail = (thrown) => {
		const failure = failureOf(thrown, {
			signal,
			log
		});
		annotateError(annotations, failure);
		outputs.writeOutputs(outputs.outputsAfter(failure.kind));
		return failure.exitCode;
	};
	process.on("uncaughtException", (error) => {
		fail(error);
		process.exit(5);
	});
	outputs.writeOutputs(outputs.nothingHappened);
	try {
		const [{ commandNamed }, { readInputs }] = await Promise.all([import("./chunks/catalogue.js"), import("./chunks/inputs.js")]);
		const { command, values, summary, githubToken } = readInputs(commandNamed);
		if (githubToken !== void 0) log.secret(githubToken);
		const [{ createWorld }, { systemClock }, { actionProgress }] = await Promise.all([
			import("./chunks/world2.js"),
			import("./chunks/clock.js"),
			import("./chunks/progress.js")
		]);
		const { env } = process;
		const clock = systemClock();
		const progress = actionProgress(log, clock);
		const folder = env["GITHUB_WORKSPACE"] ?? process.cwd();
		const world = await createWorld({
			surface: "action",
			version,
			env,
			folder,
			log,
			progress,
			signal,
			clock,
			githubToken
		});
		const result = await command.run(world, values);
		outputs.writeOutputs(outputs.outputsOf(result));
		const [{ summaryOf, writeSummary }, { textOf }, { problemsOf }] = await Promise.all([
			import("./chunks/summary.js"),
			import("./chunks/text.js"),
			import("./chunks/problems.js")
		]);
		log.info(textOf(result));
		for (const notice of result.notices) log.notice(notice);
		if (result.exitCode !== 0) for (const { code, message, hint } of problemsOf(result)) annotations.add("error", hint === void 0 ? message : `${message}\n${hint}`, { title: code });
		const markdown = summary ? summaryOf(result) : void 0;
		if (markdown !== void 0) await writeSummary(env["GITHUB_STEP_SUMMARY"], markdown);
		return result.exitCode;
	} catch (error) {
		return fail(error);
	}
}
/** Cancelling a job sends SIGINT, then SIGTERM, then kills (F41). */
function stopSignal() {
	const controller = new AbortController();
	for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => {
		controller.abort();
		setTimeout(() => process.exit(5), 5e3).unref();
	});
	return controller.signal;
}
process.exitCode = await main();

export {  };