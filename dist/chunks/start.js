import { constants, readFileSync } from "node:fs";
import crypto, { createHash, randomBytes } from "node:crypto";
import { tmpdir, userInfo } from "node:os";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { mkdir, open, realpath, stat, unlink } from "node:fs/promises";
import { BlockList, isIP } from "node:net";

// src/errors.ts
const exitCodes = {
	refused: 1,
	config: 2,
	unreachable: 3,
	conflict: 4,
	incomplete: 5
};
var HoistError = class extends Error {
	kind;
	code;
	hint;
	position;
	constructor(kind, code, message, options = {}) {
		super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
		this.name = "HoistError";
		this.kind = kind;
		this.code = code;
		this.hint = options.hint;
		this.position = options.position;
	}
	get exitCode() {
		return exitCodes[this.kind];
	}
};
var HoistErrors = class extends HoistError {
	errors;
	constructor(errors) {
		const first = errors[0];
		const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
		super(first.kind, first.code, `${first.message}${more}`, {
			hint: first.hint,
			position: first.position
		});
		this.errors = errors;
	}
};
function throwAny(errors) {
	const [first, ...rest] = errors;
	if (first !== void 0) throw rest.length === 0 ? first : new HoistErrors([first, ...rest]);
}
function messageOf(error) {
	return error instanceof Error ? error.message : String(error);
}
function hintOf(error) {
	return error instanceof HoistError ? error.hint : void 0;
}

// src/image/digest.ts
const grammar = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
function isDigest(text) {
	return grammar.test(text);
}
function parseDigest(text) {
	if (isDigest(text)) return text;
	const shown = JSON.stringify(text.slice(0, 200).replace(/\?.*/su, "?\u2026"));
	throw new HoistError("config", "DIGEST_INVALID", `not a digest: ${shown}`, { hint: "A digest is sha256: and 64 lower-case hex digits, or sha512: and 128." });
}
function algorithmOf(value) {
	return value.startsWith("sha256:") ? "sha256" : "sha512";
}
function isComparable(value, other) {
	return other === void 0 || algorithmOf(value) === algorithmOf(other);
}
function hexOf(value) {
	return value.slice(7);
}
function shortDigest(value) {
	return hexOf(value).slice(0, 12);
}
function digestOf(bytes, algorithm = "sha256") {
	return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}
function digestHasher(expected) {
	return createHash(algorithmOf(expected));
}
function finishDigest(expected, hasher) {
	return `${algorithmOf(expected)}:${hasher.digest("hex")}`;
}

// src/domain/pipeline.ts
function stageText(id) {
	return `${id.pipeline}/${id.stage}`;
}
function stageNamed(pipelines, { pipeline, stage }) {
	return pipelines.find(({ name }) => name === pipeline)?.stages.find(({ name }) => name === stage);
}

// src/disk/clock.ts
function systemClock() {
	return {
		now: () => /* @__PURE__ */ new Date(),
		ticks: () => performance.now(),
		sleep
	};
}
function sleep(milliseconds, signal) {
	return new Promise((resolve, reject) => {
		if (signal?.aborted === true) {
			reject(signal.reason);
			return;
		}
		const ended = () => {
			clearTimeout(timer);
			reject(signal?.reason);
		};
		const timer = setTimeout(() => {
			signal?.removeEventListener("abort", ended);
			resolve();
		}, milliseconds);
		signal?.addEventListener("abort", ended, { once: true });
	});
}

// src/promotion/failure.ts
function failureOf(thrown, { signal, log }, stopped = cancelled) {
	if (signal.aborted && !(thrown instanceof HoistError)) return stopped();
	if (thrown instanceof HoistError) return thrown;
	if (thrown instanceof Error && thrown.stack !== void 0) log.debug(thrown.stack);
	return new HoistError("incomplete", "UNEXPECTED", `something that should not happen did: ${messageOf(thrown)}`, {
		hint: "Run again with debug output and report what it prints as a fault of Hoist.",
		cause: thrown
	});
}
function cancelled() {
	return new HoistError("incomplete", "CANCELLED", "the run was stopped by a signal", { hint: "Run it again: it continues where it was." });
}
function cancelledBefore() {
	return new HoistError("unreachable", "CANCELLED", "the run was stopped by a signal; nothing was written", { hint: "Run it again." });
}

// node_modules/ulid/dist/node/index.js
const ENCODING = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const ENCODING_LEN = 32;
const RANDOM_LEN = 16;
const TIME_LEN = 10;
const TIME_MAX = 0xffffffffffff;
var ULIDErrorCode;
(function(ULIDErrorCode) {
	ULIDErrorCode["Base32IncorrectEncoding"] = "B32_ENC_INVALID";
	ULIDErrorCode["DecodeTimeInvalidCharacter"] = "DEC_TIME_CHAR";
	ULIDErrorCode["DecodeTimeValueMalformed"] = "DEC_TIME_MALFORMED";
	ULIDErrorCode["EncodeTimeNegative"] = "ENC_TIME_NEG";
	ULIDErrorCode["EncodeTimeSizeExceeded"] = "ENC_TIME_SIZE_EXCEED";
	ULIDErrorCode["EncodeTimeValueMalformed"] = "ENC_TIME_MALFORMED";
	ULIDErrorCode["PRNGDetectFailure"] = "PRNG_DETECT";
	ULIDErrorCode["ULIDInvalid"] = "ULID_INVALID";
	ULIDErrorCode["Unexpected"] = "UNEXPECTED";
	ULIDErrorCode["UUIDInvalid"] = "UUID_INVALID";
})(ULIDErrorCode || (ULIDErrorCode = {}));
var ULIDError = class extends Error {
	constructor(errorCode, message) {
		super(`${message} (${errorCode})`);
		this.name = "ULIDError";
		this.code = errorCode;
	}
};
function randomChar(prng) {
	const randomPosition = Math.floor(prng() * ENCODING_LEN) % ENCODING_LEN;
	return ENCODING.charAt(randomPosition);
}
function replaceCharAt(str, index, char) {
	if (index > str.length - 1) return str;
	return str.substr(0, index) + char + str.substr(index + 1);
}
function incrementBase32(str) {
	let done = void 0, index = str.length, char, charIndex, output = str;
	const maxCharIndex = 31;
	while (!done && index-- >= 0) {
		char = output[index];
		charIndex = ENCODING.indexOf(char);
		if (charIndex === -1) throw new ULIDError(ULIDErrorCode.Base32IncorrectEncoding, "Incorrectly encoded string");
		if (charIndex === maxCharIndex) {
			output = replaceCharAt(output, index, ENCODING[0]);
			continue;
		}
		done = replaceCharAt(output, index, ENCODING[charIndex + 1]);
	}
	if (typeof done === "string") return done;
	throw new ULIDError(ULIDErrorCode.Base32IncorrectEncoding, "Failed incrementing string");
}
function detectPRNG(root) {
	const rootLookup = detectRoot();
	const globalCrypto = rootLookup && (rootLookup.crypto || rootLookup.msCrypto) || (typeof crypto !== "undefined" ? crypto : null);
	if (typeof globalCrypto?.getRandomValues === "function") return () => {
		const buffer = /* @__PURE__ */ new Uint8Array(1);
		globalCrypto.getRandomValues(buffer);
		return buffer[0] / 256;
	};
	else if (typeof globalCrypto?.randomBytes === "function") return () => globalCrypto.randomBytes(1).readUInt8() / 256;
	else if (crypto?.randomBytes) return () => crypto.randomBytes(1).readUInt8() / 256;
	throw new ULIDError(ULIDErrorCode.PRNGDetectFailure, "Failed to find a reliable PRNG");
}
function detectRoot() {
	if (inWebWorker()) return self;
	if (typeof window !== "undefined") return window;
	if (typeof global !== "undefined") return global;
	if (typeof globalThis !== "undefined") return globalThis;
	return null;
}
function encodeRandom(len, prng) {
	let str = "";
	for (; len > 0; len--) str = randomChar(prng) + str;
	return str;
}
function encodeTime(now, len = 10) {
	if (isNaN(now)) throw new ULIDError(ULIDErrorCode.EncodeTimeValueMalformed, `Time must be a number: ${now}`);
	else if (now > 0xffffffffffff) throw new ULIDError(ULIDErrorCode.EncodeTimeSizeExceeded, `Cannot encode a time larger than ${TIME_MAX}: ${now}`);
	else if (now < 0) throw new ULIDError(ULIDErrorCode.EncodeTimeNegative, `Time must be positive: ${now}`);
	else if (Number.isInteger(now) === false) throw new ULIDError(ULIDErrorCode.EncodeTimeValueMalformed, `Time must be an integer: ${now}`);
	let mod, str = "";
	for (let currentLen = len; currentLen > 0; currentLen--) {
		mod = now % ENCODING_LEN;
		str = ENCODING.charAt(mod) + str;
		now = (now - mod) / ENCODING_LEN;
	}
	return str;
}
function inWebWorker() {
	return typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope;
}
function monotonicFactory(prng) {
	const currentPRNG = prng || detectPRNG();
	let lastTime = 0, lastRandom;
	return function _ulid(seedTime) {
		const seed = !seedTime || isNaN(seedTime) ? Date.now() : seedTime;
		if (seed <= lastTime) {
			const incrementedRandom = lastRandom = incrementBase32(lastRandom);
			return encodeTime(lastTime, 10) + incrementedRandom;
		}
		lastTime = seed;
		const newRandom = lastRandom = encodeRandom(RANDOM_LEN, currentPRNG);
		return encodeTime(seed, 10) + newRandom;
	};
}

// src/domain/file-path.ts
const maxFileBytes = 1048576;
function parseFilePath(text) {
	const parts = text.split("/").filter((part, index) => part !== "." && (part !== "" || index === 0));
	const path = parts.join("/");
	const outside = parts[0] === "" || parts.includes("..") || /^[A-Za-z]:/.test(path);
	if (parts.length === 0 || outside || /[\0-\x1f\\]/.test(text)) throw new HoistError("config", "FILE_PATH_INVALID", `not a path inside the repository: ${JSON.stringify(text)}`, { hint: "Write it relative to the root of the repository, with / between the parts: certs/internal.pem." });
	return path;
}
function fileTooLarge(path, bytes, maxBytes = maxFileBytes) {
	return new HoistError("config", "FILE_TOO_LARGE", `${path} has ${bytes} bytes; at most ${maxBytes} are read`, { hint: "Split the file, or keep only what the config needs." });
}
function notAFile(path, kind) {
	return new HoistError("config", "FILE_NOT_REGULAR", `${path} is a ${kind}, not a file`, { hint: "Name a regular file." });
}

// src/disk/files.ts
function diskFiles(root) {
	return { read: (path) => readBelow(root, path, maxFileBytes) };
}
const absentCodes = /* @__PURE__ */ new Set(["ENOENT", "ENOTDIR"]);
async function readBelow(root, path, maxBytes) {
	const name = parseFilePath(path);
	try {
		return await readInside(root, name, maxBytes);
	} catch (error) {
		if (error instanceof HoistError) throw error;
		if (absentCodes.has(codeOf(error))) return void 0;
		throw new HoistError("config", "FILE_UNREADABLE", `${name} cannot be read: ${codeOf(error)}`, {
			hint: "Check who may read the file.",
			cause: error
		});
	}
}
async function readInside(root, name, maxBytes) {
	const folder = await realpath(root);
	const real = await realpath(join(folder, name));
	if (!isInside(folder, real)) throw new HoistError("config", "FILE_OUTSIDE", `${name} is a link to a file outside the folder`, { hint: "Put the file itself into the folder." });
	const file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	try {
		return await readRegular(file, name, maxBytes);
	} finally {
		await file.close();
	}
}
function isInside(folder, path) {
	const inside = relative(folder, path);
	return !(inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside));
}
async function createBelow(root, path, bytes) {
	const name = parseFilePath(path);
	try {
		const folder = await realpath(root);
		const file = join(folder, name);
		if (!isInside(folder, await realExisting(dirname(file)))) throw new HoistError("config", "FILE_OUTSIDE", `a folder of ${name} is a link that leads outside`, { hint: "Put the folder itself there." });
		await makeFolder(dirname(file));
		await createWhole(file, bytes);
		return true;
	} catch (error) {
		if (error instanceof HoistError) throw error;
		if (codeOf(error) === "EEXIST" && syscallOf(error) === "open") return false;
		throw new HoistError("config", "FILE_UNWRITABLE", `${name} cannot be written: ${codeOf(error)}`, {
			hint: "Check that its folder is a folder, has room, and that you may write there.",
			cause: error
		});
	}
}
async function createWhole(path, bytes) {
	const file = await open(path, "wx");
	try {
		await file.writeFile(bytes);
		await file.close();
	} catch (error) {
		await file.close().catch(() => void 0);
		await unlink(path).catch(() => void 0);
		throw error;
	}
}
async function makeFolder(path, make = mkdir) {
	try {
		await make(path, { recursive: true });
	} catch (error) {
		if (codeOf(error) === "ENOENT") await make(await firstMissing(path));
		throw error;
	}
}
async function firstMissing(path) {
	const above = dirname(path);
	return above === path || await stat(above).catch(() => void 0) !== void 0 ? path : await firstMissing(above);
}
async function realExisting(path) {
	try {
		return await realpath(path);
	} catch (error) {
		if (codeOf(error) !== "ENOENT" || dirname(path) === path) throw error;
		return await realExisting(dirname(path));
	}
}
function syscallOf(error) {
	return error instanceof Error && "syscall" in error ? String(error.syscall) : "";
}
async function readRegular(file, name, maxBytes) {
	const found = await file.stat();
	if (found.isDirectory()) throw notAFile(name, "directory");
	if (!found.isFile()) throw notAFile(name, "device");
	if (found.size > maxBytes) throw fileTooLarge(name, found.size, maxBytes);
	return new Uint8Array(await file.readFile());
}
function codeOf(error) {
	return error instanceof Error && "code" in error ? String(error.code) : "UNKNOWN";
}

// src/disk/run.ts
function runOnMachine(env, login = loginName) {
	const actor = nameFrom(login) ?? env["USER"] ?? env["LOGNAME"] ?? env["USERNAME"] ?? "unknown";
	const server = env["GITHUB_SERVER_URL"] ?? "";
	return {
		surface: "cli",
		actor,
		initiator: actor,
		...server === "" ? {} : { server },
		requested: {},
		mayWrite: true
	};
}
function loginName() {
	return userInfo().username;
}
function nameFrom(login) {
	try {
		const name = login();
		return name === "" ? void 0 : name;
	} catch {
		return;
	}
}

// node_modules/proxy-from-env/index.js
var DEFAULT_PORTS = {
	ftp: 21,
	gopher: 70,
	http: 80,
	https: 443,
	ws: 80,
	wss: 443
};
function parseUrl(urlString) {
	try {
		return new URL(urlString);
	} catch {
		return null;
	}
}
function getProxyForUrl(url) {
	var parsedUrl = (typeof url === "string" ? parseUrl(url) : url) || {};
	var proto = parsedUrl.protocol;
	var hostname = parsedUrl.host;
	var port = parsedUrl.port;
	if (typeof hostname !== "string" || !hostname || typeof proto !== "string") return "";
	proto = proto.split(":", 1)[0];
	hostname = hostname.replace(/:\d*$/, "");
	port = parseInt(port) || DEFAULT_PORTS[proto] || 0;
	if (!shouldProxy(hostname, port)) return "";
	var proxy = getEnv(proto + "_proxy") || getEnv("all_proxy");
	if (proxy && proxy.indexOf("://") === -1) proxy = proto + "://" + proxy;
	return proxy;
}
function shouldProxy(hostname, port) {
	var NO_PROXY = getEnv("no_proxy").toLowerCase();
	if (!NO_PROXY) return true;
	if (NO_PROXY === "*") return false;
	return NO_PROXY.split(/[,\s]/).every(function(proxy) {
		if (!proxy) return true;
		var parsedProxy = proxy.match(/^(.+):(\d+)$/);
		var parsedProxyHostname = parsedProxy ? parsedProxy[1] : proxy;
		var parsedProxyPort = parsedProxy ? parseInt(parsedProxy[2]) : 0;
		if (parsedProxyPort && parsedProxyPort !== port) return true;
		if (!/^[.*]/.test(parsedProxyHostname)) return hostname !== parsedProxyHostname;
		if (parsedProxyHostname.charAt(0) === "*") parsedProxyHostname = parsedProxyHostname.slice(1);
		return !hostname.endsWith(parsedProxyHostname);
	});
}
function getEnv(key) {
	return process.env[key.toLowerCase()] || process.env[key.toUpperCase()] || "";
}

// src/image/loopback.ts
function isLoopback(hostname) {
	const name = hostname.toLowerCase().replace(/\.$/, "");
	if (name === "localhost" || name.endsWith(".localhost")) return true;
	return name === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(name);
}
function isLoopbackHost(host) {
	return isLoopback(host.replace(/:\d+$/, ""));
}

// src/http/no-proxy.ts
function isExcepted(list, url) {
	const name = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
	const port = url.port === "" ? defaultPort(url) : url.port;
	return list.toLowerCase().split(/[,\s]+/).some((item) => covers(item, name, port));
}
function covers(item, name, port) {
	const family = isIP(name);
	if (item.includes("/")) return family !== 0 && isInRange(item, name, family);
	const bracketed = /^\[([^\]]+)\](?::([0-9]+))?$/.exec(item);
	if (isIP(item) === 6 || bracketed !== null) {
		const [, address = item, only = port] = bracketed ?? [];
		return family === 6 && only === port && isInRange(`${address}/128`, name, family);
	}
	const [, domain = "", only = port] = /^([^:]+?)\.?(?::([0-9]+))?$/.exec(item) ?? [];
	if (family !== 0 || domain === "" || isIP(domain) !== 0 || only !== port) return false;
	return name === domain || name.endsWith(`.${domain}`);
}
function isInRange(range, address, family) {
	const [start = "", bits = ""] = range.split("/");
	const most = family === 6 ? 128 : 32;
	if (isIP(start) !== family || !/^[0-9]{1,3}$/.test(bits) || Number(bits) > most) return false;
	const block = new BlockList();
	const kind = family === 6 ? "ipv6" : "ipv4";
	block.addSubnet(start, Number(bits), kind);
	return block.check(address, kind);
}
function defaultPort({ protocol }) {
	return protocol === "https:" ? "443" : "80";
}

// src/http/proxy.ts
function proxyFor(url, secret) {
	if (isLoopback(url.hostname)) return void 0;
	const text = withScheme(getProxyForUrl(url), url);
	if (text === "" || isExcepted(valueOf(process.env, "no_proxy"), url)) return void 0;
	const proxy = URL.canParse(text) ? new URL(text) : void 0;
	if (proxy === void 0 || proxy.protocol !== "http:" && proxy.protocol !== "https:") throw new HoistError("config", "PROXY_INVALID", "the proxy that the environment names is not an http URL", { hint: "Set HTTPS_PROXY to http://HOST:PORT, or exclude the host with NO_PROXY." });
	const authorization = authorizationOf(proxy, secret);
	proxy.username = "";
	proxy.password = "";
	return {
		url: proxy,
		...authorization === void 0 ? {} : { authorization }
	};
}
function noticesOf(env) {
	if (env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0") throw new HoistError("config", "TLS_NOT_VERIFIED", "NODE_TLS_REJECT_UNAUTHORIZED=0 switches certificate checks off", { hint: "Unset it. For one registry with its own CA write registries.HOST.ca in the config." });
	const notices = [];
	const proxies = [
		"https_proxy",
		"http_proxy",
		"all_proxy"
	].filter((name) => valueOf(env, name) !== "");
	if (proxies.length > 0) {
		const names = proxies.map((name) => name.toUpperCase()).join(", ");
		notices.push(`requests go through a proxy (${names}); it resolves host names`);
	}
	if (valueOf(env, "NODE_EXTRA_CA_CERTS") !== "") notices.push("NODE_EXTRA_CA_CERTS adds certificate authorities");
	if (valueOf(env, "SSLKEYLOGFILE") !== "") notices.push("SSLKEYLOGFILE is set; connections of some programs can be read");
	return notices;
}
function withScheme(text, { protocol }) {
	const written = valueOf(process.env, `${protocol}_proxy`.replace(":", "")) || valueOf(process.env, "all_proxy");
	return text === "" || written.includes("://") ? text : `http://${written}`;
}
function valueOf(env, name) {
	return env[name] || env[name.toUpperCase()] || "";
}
function authorizationOf(proxy, secret) {
	if (proxy.username === "" && proxy.password === "") return void 0;
	const password = decode(proxy.password);
	const encoded = Buffer.from(`${decode(proxy.username)}:${password}`).toString("base64");
	for (const value of [
		proxy.password,
		password,
		encoded
	]) if (value !== "") secret(value);
	return `Basic ${encoded}`;
}
function decode(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

// src/world.ts
async function createWorld(options) {
	const { env, folder, log, progress, signal, clock = systemClock(), hide = asItIs } = options;
	for (const notice of noticesOf(env)) if (options.surface === "action") log.notice(notice);
	else log.debug(notice);
	let opened;
	const web = () => {
		opened ??= openWeb(options, clock);
		return opened;
	};
	let bearer;
	const askWithBearer = () => {
		bearer ??= bearerGet(options, clock);
		return bearer;
	};
	const { run, forge, github } = options.surface === "action" ? await inActions(options, clock, {
		web,
		askWithBearer
	}) : {
		run: onMachine(options),
		forge: void 0,
		github: void 0
	};
	let kept;
	return {
		run,
		clock,
		log,
		progress,
		signal,
		files: diskFiles(folder),
		registry: (settings) => openAll(options, clock, settings),
		forge: async () => forge,
		gates: async () => github?.gates(),
		discussion: async () => github?.discussion(),
		ledger: async () => github?.ledger(),
		attestationStore: async () => github?.attestationStore(),
		cacheFolder: cacheFolder(options),
		notifier: () => openNotifier(options, clock),
		web,
		workspace: async () => (await import("./workspace.js")).diskWorkspace(folder),
		async journal({ deployments }) {
			kept ??= openJournal(options, deployments ? github : void 0);
			const journal = await kept;
			return {
				intend: (record) => journal.intend(hide(record)),
				finish: (record) => journal.finish(hide(record)),
				moved: (record, tag) => journal.moved(record, tag),
				list: (query, left) => journal.list(query, left)
			};
		},
		async signer({ keyFromEnv, sigstore }) {
			const [{ offerSigner }, { idTokensOf }] = await Promise.all([import("./sign.js"), import("./id-token.js")]);
			const secret = (value) => log.secret(value);
			const pem = keyFromEnv === void 0 ? void 0 : env[keyFromEnv] || void 0;
			for (const line of pem?.split(/\s*\n/) ?? []) if (/^[A-Za-z0-9+/=]{16,}$/.test(line)) secret(line);
			const inActions = options.surface === "action";
			const ask = async (url, token) => (await askWithBearer())(url, token);
			return offerSigner({
				...keyFromEnv === void 0 ? {} : { key: {
					variable: keyFromEnv,
					pem
				} },
				idToken: inActions ? idTokensOf({
					env,
					ask,
					secret
				}) : void 0,
				inActions,
				server: env["GITHUB_SERVER_URL"] ?? "https://github.com",
				endpoints: sigstore
			});
		},
		hide,
		create: (path, bytes) => createBelow(folder, path, bytes),
		newId: monotonicFactory(randomPart)
	};
}
function randomPart() {
	return randomBytes(4).readUInt32BE() / 2 ** 32;
}
function asItIs(value) {
	return value;
}
function onMachine({ surface, env }) {
	return {
		...runOnMachine(env),
		surface
	};
}
async function openJournal(options, github) {
	const inFile = async () => {
		const { fileJournal } = await import("./journal.js");
		return fileJournal(journalPath(options));
	};
	const deployments = await github?.deployments();
	if (deployments === void 0) return inFile();
	const { journalOrOther } = await import("./journal-or-other.js");
	return journalOrOther(deployments, {
		other: inFile,
		notice: "promotions are not kept as deployments, only in this run: add \"deployments: write\" under permissions: of the job",
		log: options.log
	});
}
const lastWords = 4e3;
async function inActions(options, clock, { web, askWithBearer }) {
	const { env, log, signal, githubToken = "", checkRunId } = options;
	const { runFromActions, withTriggeringRun } = await import("./run.js");
	const run = await runFromActions(env, (path) => readFileSync(path, "utf8"));
	const [{ gitHubApi }, { gitHubForge }] = await Promise.all([import("./api.js"), import("./forge.js")]);
	const baseUrl = env["GITHUB_API_URL"] ?? "https://api.github.com";
	const onWait = (milliseconds) => log.info(`GitHub asks to wait ${Math.ceil(milliseconds / 1e3)} s`);
	const access = {
		token: githubToken,
		baseUrl,
		clock,
		onWait
	};
	const api = gitHubApi({
		...access,
		signal
	});
	const server = env["GITHUB_SERVER_URL"] ?? "https://github.com";
	const forge = gitHubForge(api, {
		repository: run.repository ?? "",
		server,
		web,
		signal
	});
	if (run.mayWrite) await forge.askAhead();
	const { inActions: partsOf } = await import("./actions.js");
	const settled = await withTriggeringRun(run, forge);
	return {
		run: settled,
		forge,
		github: partsOf({
			run: settled,
			env,
			clock,
			log,
			api,
			checkRunId,
			async writing() {
				const { graceSignal } = await import("./grace.js");
				return gitHubApi({
					...access,
					signal: graceSignal(signal, lastWords)
				});
			},
			askWithBearer
		})
	};
}
async function bearerGet({ log, signal, version }, clock) {
	const { createBearerGet } = await import("./bearer.js");
	const secret = (value) => log.secret(value);
	return createBearerGet({
		clock,
		userAgent: `hoist/${version}`,
		secret,
		signal
	});
}
async function openWeb({ log, version }, clock) {
	const { createWeb } = await import("./web.js");
	return createWeb({
		clock,
		userAgent: `hoist/${version}`,
		secret: (value) => log.secret(value)
	});
}
async function openNotifier({ env, log, version }, clock) {
	const { createNotifier } = await import("./notifier.js");
	return createNotifier({
		env,
		clock,
		userAgent: `hoist/${version}`,
		secret: (value) => log.secret(value)
	});
}
async function openAll({ surface, env, log, githubToken, version }, clock, settings) {
	const { openRegistry } = await import("./open-registry.js");
	return openRegistry({
		env,
		settings,
		clock,
		githubToken,
		userAgent: `hoist/${version}`,
		secret: (value) => log.secret(value),
		warn: (text) => log.warn(text),
		loaded: surface === "library" ? void 0 : stayingSmall
	});
}
async function stayingSmall() {
	try {
		const { keepSmall } = await import("./small-process.js");
		keepSmall(process.versions.node);
	} catch {}
}
function journalPath({ surface, env, folder, journal = ".hoist/journal.jsonl" }) {
	if (surface !== "action") return resolve(folder, journal);
	return join(env["RUNNER_TEMP"] ?? folder, "hoist", "journal.jsonl");
}
function cacheFolder({ surface, env, folder }) {
	if (surface === "action") return join(env["RUNNER_TEMP"] ?? folder, "hoist", "cache");
	const { XDG_CACHE_HOME = "", HOME, USERPROFILE = "" } = env;
	const caches = isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(HOME || USERPROFILE, ".cache");
	if (isAbsolute(caches)) return join(caches, "hoist");
	return join(tmpdir(), `hoist-${randomBytes(8).toString("hex")}`);
}

// src/image/reference.ts
const layoutPrefix = "oci:";
const drive = /^[A-Za-z]:[/\\]/;
const tagGrammar = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const label = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?";
const hostGrammar = new RegExp(`^(?:(${label}(?:\\.${label})*)\\.?|(\\[[0-9a-f:.]+\\]))(?::([1-9][0-9]{0,4}))?$`);
const dockerHub = /* @__PURE__ */ new Set([
	"docker.io",
	"index.docker.io",
	"registry-1.docker.io",
	"registry.hub.docker.com"
]);
function isTag(text) {
	return tagGrammar.test(text);
}
function parseTag(text) {
	if (isTag(text)) return text;
	throw new HoistError("config", "TAG_INVALID", `not a tag: ${show(text)}`, { hint: "A tag has 1 to 128 characters: letters, digits, \".\", \"_\", \"-\"; the first is a letter, a digit or \"_\"." });
}
function parseHost(text) {
	const [, domain, address, port] = hostGrammar.exec(text.toLowerCase()) ?? [];
	const name = canonicalName(domain ?? address ?? "");
	if (name === void 0 || Number(port ?? 443) > 65535) throw new HoistError("config", "HOST_INVALID", `not a registry host: ${show(text)}`, { hint: hostHint(text) });
	return withPort(name, port);
}
function hostHint(text) {
	if (text.includes("://")) return "Leave the scheme out: registry.example.com:5000; `plain-http` in the config is for hosts without TLS.";
	if (/^[0-9a-f:.]+$/i.test(text) && text.indexOf(":") !== text.lastIndexOf(":")) return "An IPv6 address stands in brackets: [2001:db8::1]:5000.";
	return "A host is a DNS name or an IP address with an optional port: registry.example.com:5000.";
}
function canonicalName(name) {
	const url = `https://${name}`;
	return URL.canParse(url) ? new URL(url).hostname : void 0;
}
function withPort(name, port) {
	if (port !== void 0 && port !== "443") return `${name}:${port}`;
	if (dockerHub.has(name)) return "docker.io";
	if (isLoopback(name)) return port === void 0 ? name : `${name}:443`;
	return looksLikeHost(name) ? name : `${name}:443`;
}
function looksLikeHost(first) {
	return first.includes(".") || first.includes(":") || first.toLowerCase() === "localhost";
}
function parseRepository(text) {
	const [, host] = /^([^/:]+):\d{1,5}$/.exec(text) ?? [];
	if (host !== void 0 && looksLikeHost(host)) throw new HoistError("config", "REFERENCE_INVALID", `a host alone is no repository: ${show(text)}`, { hint: `Write the path behind it: ${text}/acme/web.` });
	const reference = parseReference(text);
	if (reference.tag !== void 0 || reference.digest !== void 0) throw new HoistError("config", "REPOSITORY_INVALID", `a repository has no tag and no digest: ${show(text)}`, { hint: `Write ${reference.repository}.` });
	return reference.repository;
}
function parseReference(text) {
	if (isDigest(text)) throw new HoistError("config", "REFERENCE_INVALID", `a digest alone names no repository: ${text}`, { hint: `Write HOST/PATH@${text}.` });
	if (text.startsWith(layoutPrefix)) {
		const { name, ...rest } = split(withSlashes(text.slice(4)));
		return {
			repository: layoutRepository(name),
			...rest
		};
	}
	const { name, ...rest } = split(text);
	return {
		repository: registryRepository(name),
		...rest
	};
}
function split(text) {
	const at = text.lastIndexOf("@");
	const digested = at > text.lastIndexOf("/");
	const named = digested ? text.slice(0, at) : text;
	const colon = named.lastIndexOf(":");
	const tagged = colon > named.lastIndexOf("/");
	return {
		name: tagged ? named.slice(0, colon) : named,
		...tagged && { tag: parseTag(named.slice(colon + 1)) },
		...digested && { digest: parseDigest(text.slice(at + 1)) }
	};
}
function withSlashes(folder) {
	if (!drive.test(folder)) return folder;
	return `${folder.slice(0, 1).toUpperCase()}${folder.slice(1).replaceAll("\\", "/")}`;
}
function layoutRepository(written) {
	const folder = withSlashes(written);
	const parts = folder.split("/").filter((part) => part !== "" && part !== ".");
	if (folder.includes("\\")) throw new HoistError("config", "REFERENCE_INVALID", `not a folder: ${show(folder)}`, { hint: "Write / between folders, also on Windows: oci:./images/web. Only after a drive may it be \\." });
	if (folder === "" || /\p{Cc}/u.test(folder) || /[:@]/.test(parts.at(-1) ?? "")) throw new HoistError("config", "REFERENCE_INVALID", `not a folder: ${show(folder)}`, { hint: "Write oci: and the path of a folder whose own name has no \":\" and no \"@\": oci:./images." });
	const path = parts.join("/");
	if (folder.startsWith("/")) return `${layoutPrefix}/${path}`;
	if (drive.test(folder)) return `${layoutPrefix}${path}`;
	if (parts.length === 0) return `${layoutPrefix}.`;
	return `${layoutPrefix}${parts[0] === ".." ? "" : "./"}${path}`;
}
function registryRepository(name) {
	const slash = name.indexOf("/");
	const first = slash < 0 ? "" : name.slice(0, slash);
	if (/^(?:\.{1,2}|~)?[/\\]/.test(name) || drive.test(name)) throw invalidName(name, "A folder is written with oci: before it: oci:./images/web.");
	if (name.includes("://")) throw invalidName(name, "Leave the scheme out: registry.example.com:5000/acme/web.");
	const hasHost = looksLikeHost(first);
	const host = hasHost ? parseHost(first) : "docker.io";
	const rest = hasHost ? name.slice(slash + 1) : name;
	const path = host === "docker.io" && !rest.includes("/") ? `library/${rest}` : rest;
	if (!hasHost && /^[0-9a-f]{64}$/.test(name)) throw invalidName(name, "Write HOST/PATH@sha256:\u2026 for a digest.");
	if (host.length + path.length > 255) throw invalidName(name, "Host and path may have 255 characters together, as registries take no more.");
	if (!path.split("/").every((part) => component.test(part))) throw invalidName(name, "Write HOST/PATH:TAG or HOST/PATH@sha256:\u2026; the path is lower case: ghcr.io/acme/web:1.4.2.");
	return `${host}/${path}`;
}
function invalidName(name, hint) {
	return new HoistError("config", "REFERENCE_INVALID", `not an image reference: ${show(name)}`, { hint });
}
function isLayout(name) {
	return name.startsWith(layoutPrefix);
}
function layoutFolder(name) {
	return name.slice(4);
}
function hostOf(name) {
	return isLayout(name) ? "oci" : name.slice(0, name.indexOf("/"));
}
function pathOf(name) {
	return isLayout(name) ? layoutFolder(name) : name.slice(name.indexOf("/") + 1);
}
function baseNameOf(name) {
	const path = pathOf(name);
	return path.slice(path.lastIndexOf("/") + 1);
}
function sameHost(a, b) {
	return !isLayout(a) && !isLayout(b) && hostOf(a) === hostOf(b);
}
function referenceText(reference) {
	const tag = reference.tag === void 0 ? "" : `:${reference.tag}`;
	const digest = reference.digest === void 0 ? "" : `@${reference.digest}`;
	return `${reference.repository}${tag}${digest}`;
}
function isDigestReference(reference) {
	return isDigest(reference);
}
function show(text) {
	const safe = text.slice(0, 200).replace(/\?.*/su, "?\u2026").replaceAll(/[^/]+@/g, "\u2026@");
	return JSON.stringify(text.length > 200 ? `${safe}\u2026` : safe);
}

// src/domain/run.ts
const writingEvents = /* @__PURE__ */ new Set([
	"push",
	"workflow_dispatch",
	"repository_dispatch",
	"registry_package",
	"release",
	"schedule"
]);
const promotingEvents = /* @__PURE__ */ new Set([...writingEvents, "workflow_run"]);

export { failureOf as A, isDigest as B, readBelow as C, parseFilePath as D, notAFile as E, digestHasher as F, hintOf as G, shortDigest as H, digestOf as I, messageOf as K, finishDigest as L, stageNamed as M, stageText as N, cancelled as O, algorithmOf as P, hexOf as R, makeFolder as S, maxFileBytes as T, HoistError as U, parseDigest as V, HoistErrors as W, proxyFor as _, isDigestReference as a, absentCodes as b, layoutFolder as c, parseRepository as d, parseTag as f, createWorld as g, sameHost as h, hostOf as i, systemClock as j, cancelledBefore as k, parseHost as l, referenceText as m, writingEvents as n, isLayout as o, pathOf as p, throwAny as q, baseNameOf as r, isTag as s, promotingEvents as t, parseReference as u, isLoopback as v, fileTooLarge as w, codeOf as x, isLoopbackHost as y, isComparable as z };