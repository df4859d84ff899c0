import { i as getInput } from "./core.js";
import { t as HoistError } from "./errors.js";

// src/action/inputs.ts
/**
* The inputs that are the Action's own; all others are options of commands. `github-token` has a default in action.yml
* only, where it is an expression.
*/
const actionOptions = [
	{
		name: "command",
		kind: "text",
		default: "promote",
		description: "What to do: `promote`, `plan`, `copy` or `check`."
	},
	{
		name: "summary",
		kind: "flag",
		default: "true",
		description: "Whether to write a job summary."
	},
	{
		name: "github-token",
		kind: "text",
		description: "The token for GitHub: it reads the config at the head of the default branch, and is used for `ghcr.io` where nothing else is configured for it."
	}
];
/**
* Reads every input once; of the options only those of the chosen command. `commandNamed` throws for a name that is none.
*
* @throws HoistError `INPUT_INVALID`
*/
function readInputs(commandNamed) {
	const own = valuesOf(actionOptions);
	const command = commandNamed(String(own["command"]));
	if (!isInAction(command)) throw invalid("command", command.name, "This command is for the command line only.");
	const token = own["github-token"];
	return {
		command,
		values: valuesOf(command.options.filter(isInAction)),
		summary: own["summary"] === true,
		githubToken: typeof token === "string" ? token : void 0
	};
}
function isInAction({ surfaces }) {
	return surfaces?.includes("action") ?? true;
}
function valuesOf(options) {
	return Object.fromEntries(options.map((option) => [option.name, valueOf(option)]));
}
function valueOf(option) {
	const text = getInput(option.name) || (option.default ?? "");
	if (text === "") return void 0;
	if (option.kind === "flag") return flagOf(option.name, text);
	if (option.kind === "choice" && !(option.choices ?? []).includes(text)) throw invalid(option.name, text, `Write ${(option.choices ?? []).join(" or ")}.`);
	return text;
}
/** The booleans of YAML's core schema, as GitHub's own actions read them. */
function flagOf(name, text) {
	if (/^(?:true|True|TRUE)$/.test(text)) return true;
	if (/^(?:false|False|FALSE)$/.test(text)) return false;
	throw invalid(name, text, "Write true or false.");
}
function invalid(name, text, hint) {
	const shown = JSON.stringify(text.slice(0, 100));
	return new HoistError("config", "INPUT_INVALID", `the input ${name} may not be ${shown}`, { hint });
}

export { actionOptions, readInputs };