import { t as HoistError } from "./errors.js";
import { spawn } from "node:child_process";

// src/registry/run-helper.ts
/** What the runner passes to this action only: nothing that a helper has to know. */
const ours = /^(?:INPUT_|HOIST_|ACTIONS_RUNTIME_TOKEN$|GITHUB_TOKEN$)/;
/** Runs credential helpers as child processes: found on the PATH, no shell, bounded in time and output (A29). */
function createRunHelper(options) {
	const { timeout = 3e4, maxOutput = 65536 } = options;
	const env = Object.fromEntries(Object.entries(options.env).filter(([name]) => !ours.test(name)));
	return (name, server) => new Promise((resolve, reject) => {
		const child = spawn(`docker-credential-${name}`, ["get"], {
			env,
			shell: false,
			timeout,
			killSignal: "SIGKILL",
			stdio: [
				"pipe",
				"pipe",
				"ignore"
			],
			windowsHide: true
		});
		let output = "";
		const stop = (what) => {
			child.kill("SIGKILL");
			child.stdout.destroy();
			reject(new HoistError("config", "CREDENTIAL_HELPER", `docker-credential-${name} ${what}`));
		};
		child.stdout.setEncoding("utf8");
		child.stdout.on("data", (text) => {
			output += text;
			if (output.length > maxOutput) stop(`printed more than ${maxOutput} characters`);
		});
		child.stdin.on("error", () => {});
		child.on("error", (error) => {
			if (error.code === "ENOENT") resolve(void 0);
			else stop("could not be run");
		});
		child.on("exit", (_code, signal) => {
			if (signal === "SIGKILL") stop(`gave no answer within ${timeout / 1e3} s`);
		});
		child.on("close", (code) => resolve({
			code: code ?? -1,
			output
		}));
		child.stdin.end(`${server}\n`);
	});
}

export { createRunHelper };