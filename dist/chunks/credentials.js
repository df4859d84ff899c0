import { t as HoistError } from "./errors.js";
import { c as identityOf, r as readHelperAnswer, s as credentialOf, t as readDockerConfig } from "./schema5.js";
import { s as parseHost } from "./reference.js";
import { isAbsolute, join, relative, resolve, sep } from "node:path";

// src/registry/credential-helper.ts
const nameGrammar = /^[a-z0-9-]+$/;
/**
* Asks a credential helper (docker-credential-helpers' protocol). Undefined where it knows nothing of the server.
*
* @throws HoistError `CREDENTIAL_HELPER` for a name that is none (A29), a program that is not there, that fails, or that
*   answers anything else. Its output is never shown: it may hold the secret.
*/
async function askHelper(name, server, { run, secret }) {
	if (!nameGrammar.test(name)) throw failed("the Docker config names a credential helper with characters that a name does not have", { hint: "A credential helper is named by letters, digits and \"-\": \"ecr-login\"." });
	const result = await run(name, server);
	if (result === void 0) throw failed(`docker-credential-${name}, which the Docker config names for ${server}, is not installed`, { hint: "Install it, or remove it from credHelpers or credsStore of the Docker config." });
	if (result.code !== 0) {
		if (/credentials not found/i.test(result.output)) return void 0;
		throw failed(`docker-credential-${name} failed for ${server} with exit code ${result.code}`, { hint: `Run: echo ${server} | docker-credential-${name} get` });
	}
	const answer = readHelperAnswer(result.output);
	if (answer === void 0) throw failed(`docker-credential-${name} did not answer with a user name and a secret`, {});
	return credentialOf(answer.Username, answer.Secret, secret);
}
function failed(message, options) {
	return new HoistError("config", "CREDENTIAL_HELPER", message, options);
}

// src/registry/docker-config.ts
/** The key of Docker Hub, for every Docker client (P4). */
const dockerHubKey = "https://index.docker.io/v1/";
/**
* Reads a Docker config file.
*
* @throws HoistError `DOCKER_CONFIG_INVALID`
*/
function parseDockerConfig(bytes, file) {
	const read = readDockerConfig(bytes);
	if (read === void 0) throw new HoistError("config", "DOCKER_CONFIG_INVALID", `${file} is not a Docker config file`, { hint: "Log in again with docker login, which writes it anew." });
	const { auths, credHelpers, credsStore } = read;
	return {
		auths: entriesOf(auths ?? {}).flatMap(({ value, ...key }) => value ? [{
			...key,
			value
		}] : []),
		helpers: entriesOf(credHelpers ?? {}),
		store: credsStore || void 0
	};
}
/**
* A key as every client writes it: `ghcr.io`, `https://ghcr.io`, `https://index.docker.io/v1/`, `host/v2/`, `host/team/app`.
* Undefined for what names no host.
*/
function parseConfigKey(key) {
	const bare = key.replace(/^https?:\/\//i, "");
	const slash = bare.indexOf("/");
	const named = slash < 0 ? bare : bare.slice(0, slash);
	const path = (slash < 0 ? "" : bare.slice(slash + 1)).replace(/\/$/, "");
	const host = hostOf(named);
	if (host === void 0) return void 0;
	return {
		host,
		path: path === "v1" || path === "v2" ? "" : path
	};
}
/**
* The entries that cover a repository, the longest path first; among equals the one that writes the host plainly, or
* Docker Hub's own key, comes first.
*/
function covering(entries, host, path) {
	return entries.filter((entry) => entry.host === host && covers(entry.path, path)).sort((a, b) => b.path.length - a.path.length || rank(a.key) - rank(b.key));
}
/**
* The credential of an entry, told to `secret` first; undefined for the empty ones that credential stores leave behind.
*
* @throws HoistError `DOCKER_CONFIG_INVALID`
*/
function credentialIn({ key, value }, secret) {
	const [username, password] = value.auth ? decodeAuth(value.auth, key, secret) : [value.username, value.password];
	if (value.identitytoken) return identityOf(value.identitytoken, username || void 0, secret);
	if (value.registrytoken) {
		secret(value.registrytoken);
		return {
			kind: "bearer",
			token: value.registrytoken
		};
	}
	return credentialOf(username ?? "", password ?? "", secret);
}
function decodeAuth(auth, key, secret) {
	secret(auth);
	const text = Buffer.from(auth, "base64").toString().replace(/\0+$/, "");
	const colon = text.indexOf(":");
	if (colon >= 0) return [text.slice(0, colon), text.slice(colon + 1)];
	throw new HoistError("config", "DOCKER_CONFIG_INVALID", `the Docker config's entry for ${key} holds no user and password`, { hint: "Log in again with docker login, which writes it anew." });
}
function entriesOf(record) {
	return Object.entries(record).flatMap(([key, value]) => {
		const parsed = parseConfigKey(key);
		return parsed === void 0 ? [] : [{
			...parsed,
			key,
			value
		}];
	});
}
function covers(prefix, path) {
	return prefix === "" || path === prefix || path.startsWith(`${prefix}/`);
}
function rank(key) {
	if (key === "https://index.docker.io/v1/") return 0;
	return key.includes("://") ? 2 : 1;
}
function hostOf(text) {
	try {
		return parseHost(text);
	} catch {
		return;
	}
}

// src/registry/credentials.ts
/** Google's helper gives tokens that live five minutes; asking again costs a process. */
const helperLife = 24e4;
const actionSets = [
	"pull,push",
	"push,pull",
	"push",
	"pull",
	""
];
/** What docker login, amazon-ecr-login and their like left behind. Nothing is read before the first look-up. */
function createCredentials(options) {
	const configs = /* @__PURE__ */ new Map();
	const closest = /* @__PURE__ */ new Map();
	const helpers = /* @__PURE__ */ new Map();
	const docker = options.env["DOCKER_CONFIG"] || join(options.env["HOME"] ?? options.env["USERPROFILE"] ?? sep, ".docker");
	const buildx = options.env["BUILDX_CONFIG"] || join(docker, "buildx");
	function configIn(folder) {
		const file = join(folder, "config.json");
		const known = configs.get(file);
		if (known !== void 0) return known;
		const read = readConfig(file, options);
		configs.set(file, read);
		return read;
	}
	/** Those that are there, the closest first: found once, as every request asks. */
	function configsFor(host, path, actions) {
		const key = `${host}/${path} ${actions}`;
		const known = closest.get(key);
		if (known !== void 0) return known;
		const folders = [...scopedFolders(buildx, host, path, actions), docker];
		const found = Promise.all(folders.map(configIn)).then((read) => read.filter((one) => one !== void 0));
		closest.set(key, found);
		return found;
	}
	function helper(name, server) {
		const key = `${name} ${server}`;
		const known = helpers.get(key);
		if (known !== void 0 && known.until > options.ticks()) return known.found;
		const found = askHelper(name, server, options);
		helpers.set(key, {
			until: options.ticks() + helperLife,
			found
		});
		found.catch(() => helpers.delete(key));
		return found;
	}
	async function inConfig(config, host, path) {
		const auths = covering(config.auths, host, path);
		const named = covering(config.helpers, host, path);
		for (const length of lengthsOf([...auths, ...named])) {
			for (const entry of named.filter((one) => one.path.length === length)) {
				const found = await helper(entry.value, entry.key);
				if (found !== void 0) return found;
			}
			if (length === 0 && named.length === 0 && config.store !== void 0) {
				const found = await helper(config.store, serverOf(host));
				if (found !== void 0) return found;
			}
			for (const entry of auths.filter((one) => one.path.length === length)) {
				const found = credentialIn(entry, options.secret);
				if (found !== void 0) return found;
			}
		}
	}
	return { async lookup(host, path, actions = "pull") {
		for (const config of await configsFor(host, path, actions)) {
			const found = await inConfig(config, host, path);
			if (found !== void 0) return found;
		}
		if (host !== "ghcr.io" || !options.githubToken) return void 0;
		return credentialOf("x-access-token", options.githubToken, options.secret);
	} };
}
async function readConfig(file, options) {
	const bytes = await options.readFile(file);
	if (bytes === void 0) return void 0;
	const workspace = options.env["GITHUB_WORKSPACE"];
	if (workspace && await isInside(workspace, file, options.realPath)) throw new HoistError("config", "DOCKER_CONFIG_IN_WORKSPACE", `the Docker config ${file} is inside the workspace`, { hint: "What is checked out must not decide which programs run and which credentials are used: set DOCKER_CONFIG to a folder outside, such as one in RUNNER_TEMP." });
	return parseDockerConfig(bytes, file);
}
/** As written and after all links: either is enough to refuse (A29). */
async function isInside(folder, file, realPath) {
	return contains(folder, file) || contains(await realPath(folder), await realPath(file));
}
function contains(folder, file) {
	const way = relative(resolve(folder), resolve(file));
	return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
/**
* Where buildx and docker/login-action's `scope` keep configs for one repository and some actions:
* `$BUILDX_CONFIG/config/<host>[/<repository>][@<action>,\u2026]`, a repository before none, more actions before fewer.
*/
function scopedFolders(buildx, host, path, actions) {
	const hosts = host === "docker.io" ? [
		"registry-1.docker.io",
		"docker.io",
		"index.docker.io"
	] : [host];
	const wanted = new Set(actions.split(","));
	const sets = actionSets.filter((set) => set === "" || set.split(",").every((action) => wanted.has(action)));
	return [`/${path}`, ""].flatMap((repository) => sets.flatMap((set) => hosts.map((name) => join(buildx, "config", `${name}${repository}${set === "" ? "" : `@${set}`}`))));
}
/** The lengths of paths that entries have, longest first, always with the whole host. */
function lengthsOf(entries) {
	return [.../* @__PURE__ */ new Set([...entries.map((entry) => entry.path.length), 0])].sort((a, b) => b - a);
}
/** What Docker asks a credential store for. */
function serverOf(host) {
	return host === "docker.io" ? dockerHubKey : host;
}

export { createCredentials };