import { d as annotateError, f as createAnnotations, i as writeOutputs, l as readInputs, n as outputsAfter, o as actionLog, r as outputsOf, s as readCheckRunId, t as nothingHappened, u as readToken } from "./chunks/outputs.js";
import { C as createMask, _ as tallyKeeper, b as durationText, v as bytesText, y as countText } from "./chunks/terminal.js";
import { A as failureOf, g as createWorld, j as systemClock, k as cancelledBefore } from "./chunks/start.js";
import { readFileSync } from "node:fs";

// src/action/progress.ts
const shortestPause = 1e4;
const longestPause = 6e4;
function actionProgress(log, clock) {
	const keeper = tallyKeeper(() => clock.ticks());
	let began = 0;
	let last = {
		at: 0,
		share: 0
	};
	let looked = 0;
	function tell() {
		const at = clock.ticks();
		if (at - last.at < shortestPause || at - looked < 1e3) return;
		looked = at;
		const tally = keeper.now();
		const share = shareOf(tally);
		if (share - last.share < .1 && at - last.at < longestPause) return;
		last = {
			at,
			share
		};
		log.info(progressLine(tally));
	}
	return {
		begin(total) {
			keeper.begin(total);
			began = clock.ticks();
			last = {
				at: began,
				share: 0
			};
		},
		blob({ digest, size }) {
			const blob = keeper.blob(digest, size);
			return {
				advance(bytes) {
					blob.advance(bytes);
					tell();
				},
				done: () => blob.done()
			};
		},
		skip({ digest, size }) {
			keeper.skip(digest, size);
		},
		end() {
			const { bytesRead } = keeper.now();
			if (bytesRead === 0) return;
			log.info(`${bytesText(bytesRead)} read in ${durationText(clock.ticks() - began)}`);
		}
	};
}
function progressLine(tally) {
	return [
		`${Math.floor(shareOf(tally) * 100)} %: ${bytesText(tally.bytesDone)} of ${bytesText(tally.bytes)}`,
		`${tally.blobsDone} of ${countText(tally.blobs, "blob")}`,
		...tally.rate === void 0 ? [] : [`${bytesText(tally.rate)}/s`],
		...tally.left === void 0 ? [] : [`${durationText(tally.left)} left`]
	].join(", ");
}
function shareOf({ bytes, bytesDone }) {
	return bytes === 0 ? 1 : bytesDone / bytes;
}

// src/action.ts
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
async function main() {
	const mask = createMask();
	const annotations = createAnnotations(mask);
	const log = actionLog(mask, annotations);
	const stop = stopController();
	const { signal } = stop;
	const fail = (thrown, stopped) => {
		const failure = failureOf(thrown, {
			signal,
			log
		}, stopped);
		annotateError(annotations, failure);
		try {
			writeOutputs(outputsAfter(failure.exitCode));
		} catch (error) {
			annotateError(annotations, failureOf(error, {
				signal,
				log
			}));
		}
		return failure.exitCode;
	};
	process.on("uncaughtException", (error) => {
		fail(error);
		process.exit(5);
	});
	try {
		writeOutputs(nothingHappened, "config");
		const githubToken = readToken();
		if (githubToken !== void 0) log.secret(githubToken);
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
			githubToken,
			checkRunId: readCheckRunId(),
			hide: (value) => mask.hideIn(value)
		});
		const { commandNamed } = await import("./chunks/catalogue.js");
		const { command, values, summary, unused } = readInputs(commandNamed);
		for (const name of unused) log.warn(`the input ${name} does nothing for the command ${command.name}`);
		const result = mask.hideIn(await command.run(world, values));
		writeOutputs(outputsOf(result));
		const { writeDocument } = await import("./chunks/documents.js");
		const unkept = await writeDocument(env["RUNNER_TEMP"], result);
		if (unkept !== void 0) log.warn(unkept);
		const [{ summaryOf, writeSummary }, { textOf }, { annotationsOf, problemsOf }] = await Promise.all([
			import("./chunks/summary.js"),
			import("./chunks/text.js"),
			import("./chunks/problems.js")
		]);
		log.info(textOf(result));
		for (const notice of result.notices) log.notice(notice);
		if (result.exitCode !== 0) for (const { code, message, hint } of problemsOf(result)) annotations.add("error", hint === void 0 ? message : `${message}\n${hint}`, { title: code });
		for (const { level, message, title, position } of annotationsOf(result)) annotations.add(level, message, {
			title,
			position
		});
		const markdown = summary ? summaryOf(result) : void 0;
		const untold = markdown && await writeSummary(env["GITHUB_STEP_SUMMARY"], markdown);
		if (untold) log.notice(untold);
		return result.exitCode;
	} catch (error) {
		return fail(error, cancelledBefore);
	} finally {
		stop.abort();
	}
}
function stopController() {
	const controller = new AbortController();
	for (const name of [
		"SIGINT",
		"SIGTERM",
		"SIGHUP"
	]) process.on(name, () => {
		controller.abort();
		setTimeout(() => process.exit(5), 5e3).unref();
	});
	return controller;
}
process.exitCode = await main();

export {  };