import { t as systemClock } from "./clock2.js";
import { r as diskFiles } from "./files.js";
import { i as parseFilePath } from "./file-path.js";
import { readFileSync } from "node:fs";
import crypto, { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { dirname, join, resolve } from "node:path";

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
/**
* Detect the best PRNG (pseudo-random number generator)
* @param root The root to check from (global/window)
* @returns The PRNG function
*/
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
/**
* Encode the time portion of a ULID
* @param now The current timestamp
* @param len Length to generate
* @returns The encoded time
*/
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
/**
* Create a ULID factory to generate monotonically-increasing
*  ULIDs
* @param prng The PRNG to use
* @returns A ulid factory
* @example
*  const ulid = monotonicFactory();
*  ulid(); // "01HNZXD07M5CEN5XA66EMZSRZW"
*/
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

// src/disk/run.ts
/** A run by hand on a machine: whoever is logged in asks, nothing was requested by an event, and writing is allowed. */
function runOnMachine(env, login = loginName) {
	const actor = nameFrom(login) ?? env["USER"] ?? env["LOGNAME"] ?? env["USERNAME"] ?? "unknown";
	return {
		surface: "cli",
		actor,
		initiator: actor,
		requested: {},
		mayWrite: true
	};
}
function loginName() {
	return userInfo().username;
}
/** A container may run under a user id that has no name; asking for it throws. */
function nameFrom(login) {
	try {
		const name = login();
		return name === "" ? void 0 : name;
	} catch {
		return;
	}
}

// src/world.ts
/**
* Everything outside the process, each part loaded when it is first used. Who asks, and whether that may write, is
* settled here.
*
* @throws HoistError `TLS_NOT_VERIFIED` where the environment switched certificate checks off (A50); `NOT_IN_ACTIONS`
*/
async function createWorld(options) {
	const { env, folder, log, progress, signal, clock = systemClock(), hide = asItIs } = options;
	const { noticesOf } = await import("./proxy2.js");
	for (const notice of noticesOf(env)) if (options.surface === "action") log.notice(notice);
	else log.debug(notice);
	let opened;
	const web = () => {
		opened ??= openWeb(options, clock);
		return opened;
	};
	const { run, forge, github } = options.surface === "action" ? await inActions(options, clock, web) : {
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
		registry: (settings) => openRegistry(options, clock, settings),
		forge: async () => forge,
		gates: async () => github?.gates(),
		discussion: async () => github?.discussion(),
		ledger: async () => github?.ledger(),
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
				list: (query) => journal.list(query)
			};
		},
		async signer({ keyFromEnv, sigstore }) {
			const [{ offerSigner }, { idTokensOf }] = await Promise.all([import("./sign.js"), import("./id-token.js")]);
			const secret = (value) => log.secret(value);
			const pem = keyFromEnv === void 0 ? void 0 : env[keyFromEnv] || void 0;
			for (const line of pem?.split(/\s*\n/) ?? []) if (/^[A-Za-z0-9+/=]{16,}$/.test(line)) secret(line);
			const inActions = options.surface === "action";
			const ask = async (url, bearer) => (await bearerGet(options, clock))(url, bearer);
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
		create: async (path, bytes) => createFile(join(folder, parseFilePath(path)), bytes),
		newId: monotonicFactory(randomPart)
	};
}
/** [0, 1). The package's own source of random numbers is the Web Crypto API, which costs 13 ms to load. */
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
/** On GitHub where `github` is given and lets us; else in a file. */
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
/** Milliseconds that a cancelled run has for what it still has to write; the process ends itself after five seconds. */
const lastWords = 4e3;
async function inActions(options, clock, web) {
	const { env, log, signal, githubToken = "", checkRunId } = options;
	const { runFromActions, withTriggeringRun } = await import("./run2.js");
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
			askWithBearer: () => bearerGet(options, clock)
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
async function openRegistry({ env, log, githubToken, version }, clock, settings) {
	const [{ createRegistryClient }, { createCredentials }, { credentialFiles }, { createRunHelper }, { createLayoutRegistry }, { registryByPlace }] = await Promise.all([
		import("./client.js"),
		import("./credentials.js"),
		import("./credential-files.js"),
		import("./run-helper.js"),
		import("./registry.js"),
		import("./by-place.js")
	]);
	const secret = (value) => log.secret(value);
	const credentials = createCredentials({
		...credentialFiles,
		env,
		run: createRunHelper({ env }),
		githubToken,
		secret,
		ticks: () => clock.ticks()
	});
	const userAgent = `hoist/${version}`;
	return registryByPlace(createRegistryClient({
		settings,
		credentials,
		clock,
		random: Math.random,
		secret,
		userAgent,
		warn: (text) => log.warn(text)
	}), createLayoutRegistry({ clock }));
}
/**
* In Actions the workspace may be anybody's commit, and a record helps a later stage through: the journal lies where
* only this job's steps write, and lives as long as the job.
*/
function journalPath({ surface, env, folder, journal = ".hoist/journal.jsonl" }) {
	if (surface !== "action") return resolve(folder, journal);
	return join(env["RUNNER_TEMP"] ?? folder, "hoist", "journal.jsonl");
}
/** Of a job where its steps may write, and gone with it; on a machine where the user's caches are (XDG Base Directory). */
function cacheFolder({ surface, env, folder }) {
	if (surface === "action") return join(env["RUNNER_TEMP"] ?? folder, "hoist", "cache");
	const home = env["XDG_CACHE_HOME"] ?? join(env["HOME"] ?? env["USERPROFILE"] ?? tmpdir(), ".cache");
	return join(home, "hoist");
}
async function createFile(path, bytes) {
	await mkdir(dirname(path), { recursive: true });
	try {
		await writeFile(path, bytes, { flag: "wx" });
		return true;
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
		throw error;
	}
}

export { createWorld as t };