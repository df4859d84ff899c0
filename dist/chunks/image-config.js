import { t as HoistError } from "./errors.js";
import { n as readPlatform } from "./platform.js";
import { i as parseStrictJson, n as isJsonObject, t as foldCase } from "./strict-json.js";

// src/image/image-config.ts
const maxConfigBytes = 4194304;
/**
* Reads an image config. Members that we don't use may be anything and what is absent is absent, so an artifact's `{}`
* is a config too. A member that we use and that is not what the standard says is an error and never "absent", else a
* policy would judge what no runtime sees. Runtimes are written in Go: names are found without regard to case, and two
* that differ by case only are refused (A3).
*
* @param bytes at most 4 MiB (N21)
* @param what names the document in errors: `the config of ghcr.io/acme/web:1.4.2`
* @throws HoistError `CONFIG_INVALID`, `JSON_AMBIGUOUS` (refused), `JSON_INVALID` (unreachable)
*/
function readImageConfig(bytes, what) {
	if (bytes.length > maxConfigBytes) throw invalid(what, `more than ${maxConfigBytes} bytes`);
	const document = membersOf(parseStrictJson(bytes, what), what);
	const settings = membersOf(document.get("config") ?? {}, `${what}: config`);
	const labels = readLabels(settings.get("labels"), what);
	const platform = readPlatform({
		os: document.get("os"),
		architecture: document.get("architecture"),
		variant: document.get("variant"),
		"os.version": document.get("os.version")
	});
	const created = readText(document.get("created"), `${what}: created`);
	const healthcheck = readHealthcheck(settings.get("healthcheck"), what);
	const revision = labels["org.opencontainers.image.revision"];
	return {
		user: readText(settings.get("user"), `${what}: User`),
		env: readList(settings.get("env"), `${what}: Env`).map((entry) => entry.split("=", 1).join("")),
		labels,
		entrypoint: readCommand(settings.get("entrypoint"), `${what}: Entrypoint`),
		cmd: readCommand(settings.get("cmd"), `${what}: Cmd`),
		exposedPorts: readKeys(settings.get("exposedports"), `${what}: ExposedPorts`),
		volumes: readKeys(settings.get("volumes"), `${what}: Volumes`),
		...platform && { platform },
		...created !== "" && { created },
		...healthcheck && { healthcheck },
		...revision !== void 0 && revision !== "" && { revision }
	};
}
/** The members of an object by their folded names; `null`, Go's "none", is left out. */
function membersOf(value, what) {
	if (!isJsonObject(value)) throw invalid(what, "it is not an object");
	const members = /* @__PURE__ */ new Map();
	for (const [name, member] of Object.entries(value)) {
		const folded = foldCase(name);
		if (members.has(folded)) throw ambiguous(what, name);
		members.set(folded, member ?? void 0);
	}
	return members;
}
function readLabels(value, what) {
	const labels = Object.create(null);
	for (const [key, label] of Object.entries(readObject(value, `${what}: Labels`))) {
		if (typeof label !== "string") throw invalid(what, `label ${JSON.stringify(key)} is not a string`);
		labels[key] = label;
	}
	return labels;
}
function readText(value, what) {
	if (value === void 0) return "";
	if (typeof value === "string") return value;
	throw invalid(what, "it is not a string");
}
/** Docker's `Healthcheck`: an empty `Test` inherits, which an image has nothing to inherit from; `NONE` switches it off. */
function readHealthcheck(value, what) {
	if (value === void 0) return void 0;
	const test = readList(membersOf(value, `${what}: Healthcheck`).get("test"), `${what}: Healthcheck.Test`);
	return test.length === 0 || test[0] === "NONE" ? void 0 : test;
}
/** Old Docker wrote a lone command as a string. */
function readCommand(value, what) {
	return typeof value === "string" ? [value] : readList(value, what);
}
function readList(value, what) {
	if (value === void 0) return [];
	if (Array.isArray(value) && value.every((entry) => typeof entry === "string")) return value;
	throw invalid(what, "it is not a list of strings");
}
function readKeys(value, what) {
	return Object.keys(readObject(value, what));
}
function readObject(value, what) {
	if (value === void 0) return {};
	if (isJsonObject(value)) return value;
	throw invalid(what, "it is not an object");
}
function invalid(what, why) {
	return new HoistError("refused", "CONFIG_INVALID", `${what}: ${why}`, { hint: "The image config breaks the standard; build and push the image again with a current tool." });
}
function ambiguous(what, name) {
	return new HoistError("refused", "JSON_AMBIGUOUS", `${what}: ${JSON.stringify(name)} is there twice, apart from case`, { hint: "Build and push the image again with a current tool; Hoist does not guess which one is meant." });
}

export { readImageConfig as t };