import { a as literalAddressOf, n as proxyFor, o as requirePublicLiteral, r as guardedLookup } from "./proxy.js";
import { r as onAbort, t as createTransport } from "./transport.js";
import { t as HoistError } from "./errors.js";
import { d as pathOf, n as hostOf, p as sameHost, r as isDigestReference } from "./reference.js";
import { a as readToken, i as readTags, n as readErrors, o as basicHeader } from "./schema5.js";
import { t as headerOf } from "./http.js";
import { a as maxManifestBytes, c as bareMediaType, f as mediaTypes, o as parseManifest, s as acceptManifests } from "./manifest.js";
import { o as isDigest, t as algorithmOf } from "./digest.js";
import { r as fallbackTag } from "./attached-tag.js";
import { t as mergeReferrers } from "./referrers-index.js";
import { createSecureContext } from "node:tls";
import { lookup } from "node:dns";

// src/http/host-gate.ts
/** Successes after which one more request may run at once (transport.md §3.1). */
const successesToGrow = 20;
/** A burst of 429 is one signal, not many. */
const slowestHalving = 1e3;
/**
* What one host is asked at once. Starts at what the host is known to take, halves when it says "too many" and grows
* back with success; a `Retry-After` stops every request to the host (N6, N12).
*/
var HostGate = class {
	#clock;
	#most;
	#interval;
	#waiting = [];
	#limit;
	#running = 0;
	#pausedUntil = 0;
	#nextStart = 0;
	#halvedAt = -1e3;
	#successes = 0;
	constructor(options) {
		this.#clock = options.clock;
		this.#most = options.connections;
		this.#limit = options.connections;
		this.#interval = options.requestsPerSecond === void 0 ? 0 : 1e3 / options.requestsPerSecond;
	}
	/** How many requests may run at once now. */
	get limit() {
		return this.#limit;
	}
	/** Runs a request when the host may be asked. Bodies have their slot already and only obey the pause. */
	async run(kind, signal, request) {
		if (kind === "body") {
			await this.#turn(signal);
			return request();
		}
		await this.#enter(signal);
		try {
			await this.#turn(signal);
			return await request();
		} finally {
			this.#leave();
		}
	}
	/** The host said "too many" (429, or `Retry-After` with anything); `wait` in milliseconds where it said how long. */
	slowDown(wait) {
		const now = this.#clock.ticks();
		this.#successes = 0;
		if (wait !== void 0) this.#pausedUntil = Math.max(this.#pausedUntil, now + wait);
		if (now - this.#halvedAt < slowestHalving) return;
		this.#halvedAt = now;
		this.#limit = Math.max(1, Math.floor(this.#limit / 2));
	}
	succeeded() {
		if (this.#limit === this.#most) return;
		this.#successes += 1;
		if (this.#successes < successesToGrow) return;
		this.#successes = 0;
		this.#limit += 1;
		this.#admit();
	}
	/** Waits for a place; who stops waiting gives up its turn. */
	async #enter(signal) {
		signal?.throwIfAborted();
		if (this.#running < this.#limit) {
			this.#running += 1;
			return;
		}
		await new Promise((resolve, reject) => {
			const admit = () => {
				stopListening();
				resolve();
			};
			const stopListening = onAbort(signal, () => {
				this.#waiting.splice(this.#waiting.indexOf(admit), 1);
				reject(signal?.reason);
			});
			this.#waiting.push(admit);
		});
	}
	#leave() {
		this.#running -= 1;
		this.#admit();
	}
	#admit() {
		while (this.#running < this.#limit) {
			const next = this.#waiting.shift();
			if (next === void 0) return;
			this.#running += 1;
			next();
		}
	}
	async #turn(signal) {
		signal?.throwIfAborted();
		if (this.#interval > 0) {
			const now = this.#clock.ticks();
			const start = Math.max(now, this.#nextStart);
			this.#nextStart = start + this.#interval;
			if (start > now) await this.#clock.sleep(start - now, signal);
		}
		for (let now = this.#clock.ticks(); now < this.#pausedUntil; now = this.#clock.ticks()) await this.#clock.sleep(this.#pausedUntil - now, signal);
	}
};

// src/http/slots.ts
/** Bodies over this count as big: four of them keep two cores and a network busy (transport.md §3.1). */
const bigBody = 4194304;
const bigBodies = 4;
/**
* Connections that bodies leave to documents. With at most {@link bigBodies} big ones there are always many more: what a
* manifest may have to wait for is a small blob.
*/
const forDocuments = 1;
/**
* Slots for bodies, by host. A transfer takes the slots of its source and of all its targets in one step: one after the
* other, two transfers could wait for each other where a host is both (transport.md §4.4).
*/
var Slots = class {
	#limitOf;
	#use = /* @__PURE__ */ new Map();
	#waiting = [];
	/** `limitOf`: requests that a host takes at once, now. */
	constructor(limitOf) {
		this.#limitOf = limitOf;
	}
	/** A host that is named twice gives two slots. Resolves with what frees them; rejects when the signal aborts. */
	reserve(hosts, bytes, signal) {
		return new Promise((resolve, reject) => {
			signal?.throwIfAborted();
			const waiter = {
				hosts,
				big: bytes > bigBody,
				grant: (free) => {
					stopListening();
					resolve(free);
				}
			};
			const stopListening = onAbort(signal, () => {
				const at = this.#waiting.indexOf(waiter);
				if (at >= 0) this.#waiting.splice(at, 1);
				reject(signal?.reason);
			});
			this.#waiting.push(waiter);
			this.#grant();
		});
	}
	#grant() {
		for (let at = 0; at < this.#waiting.length;) {
			const waiter = this.#waiting[at];
			if (waiter === void 0 || !this.#fits(waiter)) {
				at += 1;
				continue;
			}
			this.#waiting.splice(at, 1);
			this.#count(waiter, 1);
			let freed = false;
			waiter.grant(() => {
				if (freed) return;
				freed = true;
				this.#count(waiter, -1);
				this.#grant();
			});
		}
	}
	#fits({ hosts, big }) {
		return hosts.every((host) => {
			const asked = hosts.filter((other) => other === host).length;
			const { bodies, big: bigNow } = this.#useOf(host);
			if (bodies === 0) return true;
			const room = Math.max(1, this.#limitOf(host) - forDocuments);
			return bodies + asked <= room && (!big || bigNow + asked <= bigBodies);
		});
	}
	#count({ hosts, big }, by) {
		for (const host of hosts) {
			const use = this.#useOf(host);
			use.bodies += by;
			if (big) use.big += by;
		}
	}
	#useOf(host) {
		let use = this.#use.get(host);
		if (use === void 0) this.#use.set(host, use = {
			bodies: 0,
			big: 0
		});
		return use;
	}
};

// src/http/tls.ts
/**
* One context for all connections of a host with its own CA. Only that CA is trusted there: a host that is known to have a
* certificate of its own should not be answered for by any public authority.
*
* @throws HoistError `CA_INVALID`
*/
function secureContextOf(host, ca) {
	try {
		if (!ca.includes("-----BEGIN CERTIFICATE-----")) throw new Error("no certificate in it");
		return createSecureContext({ ca });
	} catch (error) {
		throw new HoistError("config", "CA_INVALID", `the CA of ${host} is not a PEM certificate`, {
			hint: "registries.HOST.ca names a file with one or more -----BEGIN CERTIFICATE----- blocks.",
			cause: error
		});
	}
}

// src/registry/challenge.ts
const longest$5 = 16384;
/**
* All challenges of `WWW-Authenticate`, in order: several in one header or in several, any case, quoted or bare values,
* commas inside quotes, commas forgotten (P47). One pass, never back (A22). What cannot be read is left out; it never throws.
*/
function parseChallenges(headers) {
	const value = headers["www-authenticate"];
	return (typeof value === "string" ? [value] : value ?? []).flatMap((text) => scan(text.slice(0, longest$5)));
}
/** The first Bearer challenge that names a realm. */
function bearerOf(challenges) {
	for (const { scheme, params } of challenges) {
		const realm = params.get("realm");
		if (scheme !== "bearer" || realm === void 0) continue;
		return {
			realm,
			service: params.get("service"),
			error: params.get("error")
		};
	}
}
/** The first Basic challenge. Its realm is a label, nothing more. */
function basicOf(challenges) {
	return challenges.find((challenge) => challenge.scheme === "basic");
}
function scan(text) {
	const challenges = [];
	let at = 0;
	while (at < text.length) {
		at = skip(text, at, " 	,");
		const name = text.slice(at, at = until(text, at, " 	,=\"")).toLowerCase();
		const next = skip(text, at, " 	");
		if (text[next] !== "=") {
			if (name === "") at = next + 1;
			else challenges.push({
				scheme: name,
				params: /* @__PURE__ */ new Map()
			});
			continue;
		}
		const [value, end] = readValue$1(text, skip(text, next + 1, " 	"));
		const params = challenges.at(-1)?.params;
		if (name !== "" && params?.has(name) === false) params.set(name, value);
		at = end;
	}
	return challenges;
}
function readValue$1(text, start) {
	if (text[start] !== "\"") {
		const end = until(text, start, " 	,");
		return [text.slice(start, end), end];
	}
	let value = "";
	let at = start + 1;
	for (; at < text.length && text[at] !== "\""; at += 1) {
		if (text[at] === "\\") at += 1;
		value += text[at] ?? "";
	}
	return [value, at + 1];
}
function skip(text, from, characters) {
	let at = from;
	while (at < text.length && characters.includes(text.charAt(at))) at += 1;
	return at;
}
function until(text, from, characters) {
	let at = from;
	while (at < text.length && !characters.includes(text.charAt(at))) at += 1;
	return at;
}

// src/registry/vendors/vendor.ts
function isHostOf(vendor, host) {
	return vendor.hosts?.test(host) === true;
}
const MiB$1 = 1048576;
/** What the specification lets everybody expect; vendors say where they differ. */
const standard = {
	name: "unknown",
	quirks: [],
	uploads: [
		"put",
		"patch",
		"chunks"
	],
	chunkSize: 8 * MiB$1,
	connections: 32,
	serialManifestPuts: false,
	selfMountTellsAbsence: false,
	mountable: "detect",
	referrers: "detect",
	tagPageSize: 1e3,
	maxPages: 1e3,
	firstRequest: "plain",
	rangeIsTrue: true,
	headIsFree: false,
	isImmutableRefusal: ({ status, codes, message }) => [
		400,
		403,
		409,
		412
	].includes(status) && (codes.includes("TAG_INVALID") || /immutab|already exist/i.test(message)),
	isCrossedPush: () => false,
	notFound(status) {
		if (status === 404) return "absent";
		return status === 401 || status === 403 ? "missing-or-denied" : void 0;
	},
	pullsLeft: () => void 0,
	hint(status) {
		if (status === 413) return "A proxy in front of the registry limits the size of a body (nginx: client_max_body_size).";
	}
};
/** The scheme and parameters of a challenge matter for recognising a registry: all of them, as one text in lower case. */
function challengeText(headers) {
	const value = headers["www-authenticate"];
	return (typeof value === "string" ? value : (value ?? []).join(", ")).slice(0, 4096).toLowerCase();
}
/** The `Server` header in lower case. */
function serverText(headers) {
	const value = headers["server"];
	return (typeof value === "string" ? value : value?.[0] ?? "").toLowerCase();
}

// src/registry/vendors/acr.ts
const acr = {
	hosts: /^[a-z0-9]{5,50}(?:-[a-z0-9]+)?\.azurecr\.(?:io|cn|us)$/,
	dialect: {
		...standard,
		name: "acr",
		quirks: ["Q1", "Q11"],
		uploads: [
			"patch",
			"chunks",
			"put"
		],
		chunkSize: 4194304,
		isImmutableRefusal: ({ status, message }) => status === 405 || status === 403 && /lock|disallowed/i.test(message),
		hint(status, codes) {
			if (status === 405) return "The image or repository is locked: az acr repository update --write-enabled true.";
			if (status === 401 || status === 403) return "Log in with az acr login, and give the identity the role AcrPush (to read: AcrPull).";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/artifactory.ts
const artifactory = {
	hosts: /^[a-z0-9][a-z0-9-]*\.jfrog\.io$/,
	answers: (headers) => headers["x-artifactory-id"] !== void 0 || headers["x-jfrog-version"] !== void 0 || serverText(headers).startsWith("artifactory/"),
	dialect: {
		...standard,
		name: "artifactory",
		quirks: [
			"Q1",
			"Q4",
			"Q16"
		],
		uploads: [
			"patch",
			"put",
			"chunks"
		],
		isImmutableRefusal: ({ status, codes, message }) => status === 409 || status === 403 && (codes.includes("TAG_INVALID") || /exist|overwrit|re-?deploy|immutab/i.test(message)),
		hint(status, codes) {
			if (status === 404) return "The first component of the path is the Artifactory repository: create it, or correct the name.";
			if (status === 401 || status === 403) return "Use an identity token whose permissions include Deploy (and Delete, to move tags).";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/distribution.ts
/** The reference implementation, versions 2 and 3, when nothing stands in front of it. */
const distribution = {
	answers: (headers) => headers["docker-distribution-api-version"] === "registry/2.0" && headers["x-content-type-options"] === "nosniff" && headers["server"] === void 0 && headers["www-authenticate"] === void 0,
	dialect: {
		...standard,
		name: "distribution",
		quirks: ["Q3", "Q20"],
		selfMountTellsAbsence: true,
		mountable: true,
		hint(status, codes) {
			if (status === 405) return "This registry is read-only (storage.maintenance.readonly), or a pull-through cache.";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/docker-hub.ts
const dockerHub = {
	hosts: /^docker\.io$/,
	dialect: {
		...standard,
		name: "docker-hub",
		quirks: [
			"Q3",
			"Q4",
			"Q5",
			"Q6",
			"Q22"
		],
		uploads: [
			"patch",
			"put",
			"chunks"
		],
		referrers: "detect",
		headIsFree: true,
		isImmutableRefusal: ({ status, message }) => status === 403 && /immutab/i.test(message),
		pullsLeft(headers) {
			const left = /^([0-9]{1,9})(?:;|$)/.exec(headerOf(headers, "ratelimit-remaining") ?? "")?.[1];
			return left === void 0 ? void 0 : Number(left);
		},
		hint(status, codes) {
			if (status === 429) return "Docker Hub limits pulls: log in with docker login, or run again when its window is over.";
			if (status === 401 || status === 403 || codes.includes("DENIED")) return "Docker Hub says so for repositories that do not exist, too. Check the name, and that the token may read or write it.";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/ecr.ts
const MiB = 1048576;
const ecr = {
	hosts: /^[0-9]{12}\.(?:dkr\.ecr(?:-fips)?\.[a-z]{2}(?:-[a-z]+)+-[0-9]\.amazonaws\.com(?:\.cn)?|dkr-ecr(?:-fips)?\.[a-z]{2}(?:-[a-z]+)+-[0-9]\.on\.aws)$/,
	dialect: {
		...standard,
		name: "ecr",
		quirks: [
			"Q3",
			"Q4",
			"Q8",
			"Q9"
		],
		uploads: [
			"put",
			"patch",
			"chunks"
		],
		chunkSize: 10 * MiB,
		firstRequest: "basic",
		rangeIsTrue: false,
		isImmutableRefusal: ({ status, codes, message }) => (status === 400 || status === 409) && (codes.some((code) => code === "TAG_INVALID" || code === "ImageTagAlreadyExistsException") || /immutab/i.test(message)),
		hint(status, codes) {
			if (status === 404 && codes.includes("NAME_UNKNOWN")) return "ECR does not create repositories by itself: aws ecr create-repository --repository-name NAME.";
			if (status === 401 || status === 403) return "Log in with amazon-ecr-login in this job (its token lives 12 hours), and check the IAM policy of the role.";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/gar.ts
/** Google Artifact Registry, and Container Registry's names that it serves. */
const gar = {
	hosts: /^(?:[a-z0-9-]+-docker\.pkg\.dev|(?:[a-z]+\.)?gcr\.io)$/,
	dialect: {
		...standard,
		name: "gar",
		quirks: ["Q4", "Q10"],
		requestsPerSecond: 50,
		isImmutableRefusal: ({ status, codes, message }) => (status === 400 || status === 409) && (codes.includes("FAILED_PRECONDITION") || /immutab/i.test(message)),
		hint(status, codes) {
			if (codes.includes("FAILED_PRECONDITION")) return "The repository has immutable tags. That blocks the tag that lists signatures and SBOMs, too.";
			if (status === 404 && codes.includes("NAME_UNKNOWN")) return "Create the repository first: gcloud artifacts repositories create NAME --repository-format=docker.";
			if (status === 401 || status === 403) return "Log in to the host before (gcloud auth configure-docker HOST), and give the account artifactregistry.writer.";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/ghcr.ts
const minute = 6e4;
const ghcr = {
	hosts: /^ghcr\.io$/,
	dialect: {
		...standard,
		name: "ghcr",
		quirks: [
			"Q1",
			"Q7",
			"Q12",
			"Q22"
		],
		chunkSize: 3670016,
		uploadLimit: 10 * minute,
		hint(status, codes) {
			if (status === 403 || codes.includes("DENIED")) return "Give the job \"packages: write\", and the repository write access in the package's settings under \"Manage Actions access\".";
			if (status === 401) return "Log in to ghcr.io before, or give github-token \"packages: read\" (to write: \"packages: write\").";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/gitlab.ts
const gitlab = {
	hosts: /^registry\.gitlab\.com$/,
	answers: (headers) => headers["gitlab-container-registry-version"] !== void 0 || challengeText(headers).includes("/jwt/auth\"") && challengeText(headers).includes("service=\"container_registry\""),
	dialect: {
		...standard,
		name: "gitlab",
		quirks: ["Q14"],
		hint(status, codes) {
			if (status === 401 || status === 403) return "Use a deploy token or an access token with read_registry (to write: write_registry), and check the project's path.";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/harbor.ts
const harbor = {
	answers: (headers) => challengeText(headers).includes("service=\"harbor-registry\""),
	dialect: {
		...standard,
		name: "harbor",
		quirks: [
			"Q4",
			"Q15",
			"Q22"
		],
		isImmutableRefusal: ({ status, codes }) => status === 412 && codes.includes("PRECONDITION"),
		hint(status, codes) {
			if (codes.includes("PROJECTPOLICYVIOLATION")) return "A policy of the Harbor project (vulnerabilities, signatures) does not let this image be pulled.";
			if (status === 412) return "A tag immutability rule of the Harbor project protects this tag.";
			if (status === 403 && codes.includes("DENIED")) return "Check the project's quota; a proxy-cache project takes no pushes.";
			if (status === 401 || status === 403 || status === 404) return "The Harbor project must exist and the account be its member. Names of robot accounts hold \"$\": quote them in a shell.";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/nexus.ts
const nexus = {
	answers: (headers) => serverText(headers).startsWith("nexus/") || challengeText(headers).includes("realm=\"sonatype nexus repository"),
	dialect: {
		...standard,
		name: "nexus",
		quirks: ["Q4", "Q17"],
		isImmutableRefusal: ({ status, codes, message }) => (status === 400 || status === 409) && (codes.includes("BLOB_UPLOAD_INVALID") || /does not allow updating|redeploy/i.test(message)),
		hint(status, codes) {
			if (status === 401 || status === 403) return "Give the user the privileges of the Docker repository; for tokens activate the \"Docker Bearer Token Realm\".";
			if (status === 404 || status === 405) return "Nexus serves a Docker repository on its own port or subdomain: check the host.";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/quay.ts
const quay = {
	hosts: /^quay\.io$/,
	answers: (headers) => /realm="https?:\/\/[^"/]+\/v2\/auth"/.test(challengeText(headers)),
	dialect: {
		...standard,
		name: "quay",
		quirks: ["Q9", "Q13"],
		serialManifestPuts: true,
		isCrossedPush: ({ status, codes }) => status === 400 && codes.includes("MANIFEST_INVALID"),
		hint(status, codes) {
			if (codes.includes("MANIFEST_INVALID")) return "Quay takes artifacts of listed media types only: see FEATURE_GENERAL_OCI_SUPPORT and ALLOWED_OCI_ARTIFACT_TYPES.";
			if (status === 401 || status === 403) return "Quay says so for repositories that do not exist, too. Check the name, and that the robot account may read or write it.";
			return standard.hint(status, codes);
		}
	}
};

// src/registry/vendors/zot.ts
const zot = {
	hosts: /^zothub\.io$/,
	answers: (headers) => /^(?:basic|bearer) realm="?zot"?(?:,|$)/.test(challengeText(headers)),
	dialect: {
		...standard,
		name: "zot",
		quirks: ["Q18", "P32"],
		selfMountTellsAbsence: true,
		mountable: true
	}
};

// src/registry/dialect.ts
/** One row a vendor. Those whose answers look like another's stand after it. */
const vendors = [
	dockerHub,
	ghcr,
	ecr,
	gar,
	acr,
	quay,
	gitlab,
	harbor,
	artifactory,
	nexus,
	zot,
	distribution
];
/** How a host talks, as far as its name tells (A11). */
function dialectOf(host) {
	return vendors.find((vendor) => isHostOf(vendor, host))?.dialect ?? standard;
}
/**
* The same after an answer: self-hosted registries show what they are. What a name or an earlier answer told stays, so
* that a host cannot talk itself into another dialect in the middle of a run.
*/
function refineDialect(dialect, headers) {
	if (dialect !== standard) return dialect;
	return vendors.find((vendor) => vendor.answers?.(headers) === true)?.dialect ?? dialect;
}

// src/registry/origin.ts
/** Where Docker Hub's API is (P4). */
const dockerHubApi = "registry-1.docker.io";
/**
* The root of a registry's API: `https://ghcr.io/`. Plain http only where the config says so, and for loopback hosts that
* have no entry (contract §5).
*/
function originOf(host, settings) {
	const url = new URL(`https://${host === "docker.io" ? dockerHubApi : host}/`);
	if (settings?.plainHttp ?? isLoopback(url)) return new URL(`http://${url.host}/`);
	return url;
}
function isLoopback(url) {
	const address = literalAddressOf(url);
	return address === "::1" || address?.startsWith("127.") === true;
}

// src/registry/realm.ts
const longest$4 = 2048;
/** Realms that are known to belong to another host. */
const builtIn = /* @__PURE__ */ new Map([["docker.io", "auth.docker.io"]]);
/**
* Whether a realm, which is attacker-chosen input, may be asked at all, and whether with credentials: the registry's own
* origin, its registrable domain (never for addresses and single names), a built-in pair, or a host from the config.
* https only, unless the registry itself is plain http by config.
*
* @throws HoistError `REALM_INVALID`, `ADDRESS_PRIVATE`
*/
async function judgeRealm(realm, { host, origin, tokenRealms }) {
	const url = parse$1(realm, host, origin);
	if (url.origin === origin.origin) return {
		url,
		trusted: true,
		learned: false
	};
	if (tokenRealms.some((allowed) => allowed.toLowerCase() === url.host)) return {
		url,
		trusted: true,
		learned: false
	};
	requirePublicLiteral(url);
	return {
		url,
		trusted: isBuiltIn(host, url) || await isSameDomain(origin, url),
		learned: true
	};
}
/** For a realm that may not receive credentials although there are some. */
function realmRefused(host, realm) {
	return new HoistError("unreachable", "REALM_REFUSED", `${host} wants its credentials sent to ${realm.url.host}, which is another owner's as far as its name tells`, { hint: settingHint(host, realm.url.host) });
}
/** The sentence that names the setting. */
function settingHint(host, realmHost) {
	return `If ${realmHost} issues the tokens of ${host}, write registries.${host}.token-realms: [${realmHost}] in the config.`;
}
function parse$1(realm, host, origin) {
	const url = realm.length <= longest$4 && /^https?:\/\/[^/?#]/i.test(realm) && isPlain(realm) ? toUrl(realm) : void 0;
	if (url === void 0 || url.username !== "" || url.password !== "") throw new HoistError("unreachable", "REALM_INVALID", `${host} names no usable URL to get tokens from`, { hint: `Set the base URL (external URL) in the settings of ${host}; Nexus and ProGet give such answers without it.` });
	if (url.protocol === "http:" && origin.protocol === "https:") throw new HoistError("unreachable", "REALM_INVALID", `${host} names ${url.host} over plain http to get tokens from`, { hint: `Credentials are never sent unencrypted. Set the base URL (external URL) of ${host} to https.` });
	url.hash = "";
	return url;
}
/** Visible ASCII without a backslash, which URL parsers read as a slash. */
function isPlain(text) {
	return /^[\x21-\x5b\x5d-\x7e]+$/.test(text);
}
function toUrl(text) {
	return URL.canParse(text) ? new URL(text) : void 0;
}
function isBuiltIn(host, url) {
	return url.protocol === "https:" && url.port === "" && builtIn.get(host) === url.hostname;
}
/** The public suffix list is large, and few registries need it. */
async function isSameDomain(origin, url) {
	if (literalAddressOf(origin) !== void 0 || literalAddressOf(url) !== void 0) return false;
	const { getDomain } = await import("./es6.js");
	const domain = getDomain(origin.hostname, { allowPrivateDomains: true });
	return domain !== null && domain === getDomain(url.hostname, { allowPrivateDomains: true });
}

// src/registry/token-cache.ts
/** A replacement that is refused as well within this time is refused for good (F38). */
const verdictTime = 6e4;
/** Requests that went out before a renewal come back refused for a while. */
const crossing = 1e4;
/** Access tokens of a run: renewed before they expire (N34), fetched once however many requests wait (P53, F39a). */
var TokenCache = class {
	#ticks;
	#held = /* @__PURE__ */ new Map();
	#pending = /* @__PURE__ */ new Map();
	#refused = /* @__PURE__ */ new Set();
	constructor(ticks) {
		this.#ticks = ticks;
	}
	/** The `Authorization` header of a token that lives; undefined where there is none. */
	header(key) {
		const held = this.#held.get(key);
		return held !== void 0 && this.#ticks() < held.renewAt ? held.header : void 0;
	}
	/** The same, fetched where there is none. A failure is shared by those who wait and kept for nobody else. */
	obtain(key, fetch) {
		const header = this.header(key);
		if (header !== void 0) return Promise.resolve(header);
		const pending = this.#pending.get(key);
		if (pending !== void 0) return pending;
		const fetching = this.#fetch(key, fetch).finally(() => this.#pending.delete(key));
		this.#pending.set(key, fetching);
		return fetching;
	}
	/**
	* The registry refused a request that carried `sent` (undefined: not known). Drops the token where it is that one, and
	* tells whether another try may help.
	*/
	refuse(key, sent) {
		const held = this.#held.get(key);
		if (held === void 0 || sent !== void 0 && held.header !== sent) return true;
		const age = this.#ticks() - held.at;
		if (sent === void 0 && age < crossing) return true;
		if (held.replacement && age < verdictTime) return false;
		this.#held.delete(key);
		this.#refused.add(key);
		return true;
	}
	async #fetch(key, fetch) {
		const { token, expiresIn } = await fetch();
		const at = this.#ticks();
		const header = `Bearer ${token}`;
		const renewAt = at + (expiresIn - Math.min(30, expiresIn * .1)) * 1e3;
		this.#held.set(key, {
			header,
			at,
			renewAt,
			replacement: this.#refused.delete(key)
		});
		return header;
	}
};

// src/http/storage-host.ts
/**
* Object stores that registries are known to hand uploads to. Anchored at both ends, whole labels only (A11).
*/
const storageHosts = [
	/^(?:[a-z0-9.-]+\.)?s3(?:[.-](?:dualstack\.)?[a-z]{2}(?:-[a-z]+)+-[0-9])?\.amazonaws\.com(?:\.cn)?$/,
	/^(?:[a-z0-9._-]+\.)?storage\.googleapis\.com$/,
	/^[a-z0-9]{3,24}\.blob\.core\.(?:windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)$/,
	/^[0-9a-f]{32}\.(?:[a-z]{2,8}\.)?r2\.cloudflarestorage\.com$/
];
/** Whether bytes may be sent there, without any credential, because a registry said so (A7). Default port only. */
function isStorageHost(url) {
	return url.protocol === "https:" && url.port === "" && storageHosts.some((host) => host.test(url.hostname));
}

// src/http/server-url.ts
const longest$3 = 8192;
const visibleAscii = /^[\x21-\x5b\x5d-\x7e]+$/;
const absolute = /^https?:\/\/[^/?#]/i;
const anyScheme = /^[a-z][a-z0-9+.-]*:/i;
/**
* Resolves a `Location` or `Link` against the URL that was asked, and refuses what no honest registry sends (A4\u2013A9, P21,
* N28): other schemes, user names, backslashes, `//host`, a step down from https to http, a page on another origin, an
* upload to a host that is neither configured nor a known object store. `http:` for the very host that was asked over
* https is a proxy that hides TLS from the registry: it is read as https (Q2).
*
* Errors name the host and never the path or the query, which may be a signature.
*
* @throws HoistError `LOCATION_INVALID`, `LOCATION_INSECURE`, `LOCATION_FOREIGN`, `ADDRESS_PRIVATE`
*/
function resolveLocation(base, location, options) {
	const url = secured(base, parse(base, location));
	const sameOrigin = url.origin === base.origin;
	const learned = !options.configured(url);
	if (!sameOrigin) requireAllowed(base, url, options);
	if (learned) requirePublicLiteral(url);
	return {
		url,
		sameOrigin,
		learned
	};
}
function parse(base, location) {
	if (location.length > longest$3) throw invalid(base, `longer than ${longest$3} characters`);
	if (!visibleAscii.test(location)) throw invalid(base, "with characters that a URL does not have");
	if (location.startsWith("//")) throw invalid(base, "without a scheme");
	if (anyScheme.test(location) && !absolute.test(location)) throw invalid(base, "that is not an http URL");
	const url = URL.canParse(location, base.href) ? new URL(location, base) : void 0;
	if (url === void 0) throw invalid(base, "that cannot be read");
	if (url.username !== "" || url.password !== "") throw invalid(base, "with a user name");
	url.hash = "";
	return url;
}
function secured(base, url) {
	if (url.protocol === "https:" || base.protocol === "http:") return url;
	const upgraded = new URL(url);
	upgraded.protocol = "https:";
	if (upgraded.origin === base.origin) return upgraded;
	throw new HoistError("unreachable", "LOCATION_INSECURE", `${base.host} sent us to ${url.host} over plain http`, { hint: `Nothing is sent unencrypted because a server says so. Set the external URL of ${base.host} to https: its "http.host" or base URL, or the proxy's X-Forwarded-Proto.` });
}
function requireAllowed(base, url, { use, configured }) {
	if (use === "redirect") return;
	if (use === "upload" && (configured(url) || isStorageHost(url))) return;
	const what = use === "upload" ? "to send the bytes" : "for the next page";
	throw new HoistError("unreachable", "LOCATION_FOREIGN", `${base.host} sent us to ${url.host} ${what}`, { hint: use === "upload" ? `If ${url.host} is right, give it an entry under "registries" in the config; it is never sent credentials.` : `A list continues on the host that was asked. Set the external URL of ${base.host} to the name that is used here.` });
}
function invalid(base, what) {
	return new HoistError("unreachable", "LOCATION_INVALID", `${base.host} sent us to a URL ${what}`, { hint: "A proxy in front of the registry may have changed it; nothing was sent there." });
}

// src/registry/retry.ts
/** Tries beyond the first, by operation (N1\u2013N4). Uploads and manifest pushes decide for themselves when to go on. */
const extraTries = {
	read: 5,
	session: 4,
	upload: 3,
	manifest: 3,
	once: 0
};
const statuses = /* @__PURE__ */ new Set([
	408,
	425,
	429,
	499,
	500,
	502,
	503,
	504,
	520,
	521,
	522,
	523,
	524,
	598,
	599
]);
const networkCodes = /* @__PURE__ */ new Set([
	"ECONNRESET",
	"ECONNREFUSED",
	"EPIPE",
	"ETIMEDOUT",
	"EAI_AGAIN",
	"EHOSTUNREACH",
	"ENETUNREACH",
	"UND_ERR_SOCKET",
	"UND_ERR_CONNECT_TIMEOUT",
	"UND_ERR_HEADERS_TIMEOUT",
	"UND_ERR_BODY_TIMEOUT",
	"UND_ERR_RES_CONTENT_LENGTH_MISMATCH"
]);
/** Nothing was sent: any method may go again (F2). */
const unsentCodes = /* @__PURE__ */ new Set([
	"ECONNREFUSED",
	"EHOSTUNREACH",
	"ENETUNREACH",
	"UND_ERR_CONNECT_TIMEOUT",
	"EAI_AGAIN",
	"ENOTFOUND"
]);
/** What a connection ends with that the server had closed before we asked on it (F8). */
const staleCodes = /* @__PURE__ */ new Set([
	"UND_ERR_SOCKET",
	"ECONNRESET",
	"EPIPE"
]);
/** A proxy that cannot connect just now (F9). */
const proxyFailed = /^HOIST_PROXY_50[0234]$/;
const nameNotFound = "ENOTFOUND";
/** A resolver's hiccup looks like a typo: asked again, but not for long (F1). */
const nameNotFoundTries = 2;
const base = 500;
const cap = 3e4;
/** What a `Retry-After` may ask for; beyond, failing now helps more (N6). */
const longestWait = 3e5;
function isRetriedStatus(status) {
	return statuses.has(status);
}
function codeOf(error) {
	if (typeof error !== "object" || error === null) return void 0;
	const code = "code" in error ? error.code : void 0;
	if (typeof code === "string") return code;
	if (error instanceof AggregateError) return codeOf(error.errors[0]);
}
/** Whether a network error may be tried again after `tries` tries. */
function isRetriedError(error, tries) {
	const code = codeOf(error);
	if (code === nameNotFound) return tries <= nameNotFoundTries;
	return code !== void 0 && (networkCodes.has(code) || proxyFailed.test(code));
}
/** The same after whoever sent it gave up and wrapped it. */
function isTransient(error) {
	return isRetriedError(error instanceof HoistError && error.code === "NETWORK" ? error.cause : error, 1);
}
/** Nothing of the request can have reached the server. */
function wasNeverSent(error) {
	const code = codeOf(error);
	return code !== void 0 && (unsentCodes.has(code) || proxyFailed.test(code));
}
/** The connection was cut: by a server that closes idle ones, by a balancer, by one that wants no such body. */
function wasCut(error) {
	const code = codeOf(error);
	return code !== void 0 && staleCodes.has(code);
}
/** Full jitter (N5): anything between nothing and the doubled base. `random` gives [0, 1). */
function backOff(tries, random) {
	return Math.floor(random() * Math.min(cap, base * 2 ** (tries - 1)));
}
/** The one form of a date in a header that is still made (RFC 9110 §5.6.7). */
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$/;
/**
* The wait that an answer asks for, in milliseconds: seconds or a date (F51); undefined where it asks for none or for
* nonsense. A date is measured from the answer's own `Date`, so that a wrong clock of ours does no harm (F59). Throws
* `RETRY_LATER` where the wait is longer than we wait.
*/
function retryAfter(headers, clock) {
	const text = headerOf(headers, "retry-after")?.trim();
	if (text === void 0) return void 0;
	const now = clock.now();
	const wait = /^[0-9]{1,12}$/.test(text) ? Number(text) * 1e3 : dateOf(text) - (dateOf(headerOf(headers, "date")) || now.getTime());
	if (!Number.isFinite(wait) || wait <= 0) return void 0;
	if (wait <= longestWait) return wait;
	const when = new Date(Math.min(now.getTime() + wait, 864e13)).toISOString();
	throw new HoistError("unreachable", "RETRY_LATER", `the registry asks to come back at ${when}`, { hint: "Run again after that time. The registry limits how many requests one account or address may send." });
}
/** Milliseconds; NaN for what is no date. */
function dateOf(text) {
	return text !== void 0 && httpDate.test(text) ? Date.parse(text) : NaN;
}

// src/registry/token-exchange.ts
/** (N27) */
const maxBytes = 131072;
const answerTooLong = "HOIST_ANSWER_TOO_LONG";
/** Milliseconds for one token in all, tries and waits included (N18). */
const limit = 3e4;
/** (N29) */
const mostRedirects = 5;
const clientId = "hoist";
/** What one token costs: its requests share one time limit. */
var TokenExchange = class {
	#request;
	#options;
	#deadline;
	constructor(request, options) {
		this.#request = request;
		this.#options = options;
		this.#deadline = options.clock.ticks() + limit;
	}
	get(credential) {
		const { realm, service, scopes } = this.#request;
		const url = new URL(realm.url);
		if (service !== void 0) url.searchParams.set("service", service);
		for (const scope of scopes) url.searchParams.append("scope", scope);
		const headers = credential === void 0 ? {} : { authorization: basicHeader(credential) };
		return this.#follow({
			method: "GET",
			url,
			headers
		});
	}
	post(grant) {
		const { realm, service, scopes } = this.#request;
		const form = new URLSearchParams({
			...grant,
			client_id: clientId
		});
		if (service !== void 0) form.set("service", service);
		if (scopes.length > 0) form.set("scope", scopes.join(" "));
		return this.#follow({
			method: "POST",
			url: realm.url,
			headers: { "content-type": "application/x-www-form-urlencoded" },
			body: form.toString()
		});
	}
	/** Redirects of a GET, without credentials once it has left the realm's origin (A5, A6). A POST holds a secret: it stays. */
	async #follow(first) {
		let sent = {
			...first,
			learned: this.#request.realm.learned
		};
		for (let hops = 0;; hops += 1) {
			const response = await this.#send(sent);
			if (response.status < 301 || response.status > 308 || response.status === 304) return response;
			const location = headerOf(response.headers, "location");
			if (first.method !== "GET" || location === void 0 || hops === mostRedirects) throw this.#unreachable(`redirects in a way that is not followed (${response.status})`);
			const next = resolveLocation(sent.url, location, {
				use: "redirect",
				configured: (url) => !this.#request.realm.learned && url.origin === this.#request.realm.url.origin
			});
			sent = {
				...sent,
				url: next.url,
				learned: next.learned,
				headers: next.sameOrigin ? sent.headers : {}
			};
		}
	}
	async #send(sent) {
		const { http, clock, random, userAgent } = this.#options;
		const headers = {
			"user-agent": userAgent,
			accept: "application/json",
			...sent.headers
		};
		for (let tries = 1;; tries += 1) {
			let wait = backOff(tries, random);
			const left = Math.ceil(this.#deadline - clock.ticks());
			if (left <= 0 || tries > 1 + extraTries.read) throw this.#unreachable("gave no token in time");
			try {
				const response = await http.exchange({
					...sent,
					headers,
					maxBytes,
					headersTimeout: left,
					signal: AbortSignal.timeout(left)
				});
				if (!isRetriedStatus(response.status)) return response;
				wait = retryAfter(response.headers, clock) ?? wait;
				if (clock.ticks() + wait >= this.#deadline) throw this.#unreachable(`answered ${response.status}`);
			} catch (error) {
				if (error instanceof HoistError) throw this.#withSetting(error);
				if (codeOf(error) === answerTooLong) throw this.invalid();
				if (!isRetriedError(error, tries) || clock.ticks() + wait >= this.#deadline) throw this.#unreachable(`cannot be asked (${codeOf(error) ?? "no answer"})`, error);
			}
			await clock.sleep(wait);
		}
	}
	refused(status) {
		const { host, credential } = this.#request;
		if (status === 401 && credential !== void 0) return new HoistError("unreachable", "UNAUTHORIZED", `the credentials for ${host} are wrong or expired`, { hint: `Log in again before this step: docker login ${host}.` });
		if (credential === void 0 && (status === 401 || status === 403)) return needsLogin(host);
		return new HoistError("unreachable", "TOKEN_DENIED", `${this.#request.realm.url.host} gave no token for ${host} (${status})`, { hint: `The account may not use ${this.#repositories()}, or that does not exist. Check its rights, or docker login ${host} with another one.` });
	}
	invalid() {
		return new HoistError("unreachable", "TOKEN_INVALID", `${this.#request.realm.url.host} answered without a usable token`, { hint: "A proxy or a login page may stand in front of it." });
	}
	#unreachable(what, cause) {
		const { realm, host } = this.#request;
		return new HoistError("unreachable", "TOKEN_UNREACHABLE", `${realm.url.host}, which gives tokens for ${host}, ${what}`, {
			hint: "Run again later; if it never works, check that the host can be reached from here.",
			cause
		});
	}
	/** A realm with a private address needs the setting that names it. */
	#withSetting(error) {
		if (error.code !== "ADDRESS_PRIVATE") return error;
		const { realm, host } = this.#request;
		return new HoistError(error.kind, error.code, error.message, {
			hint: settingHint(host, realm.url.host),
			cause: error
		});
	}
	#repositories() {
		return this.#request.scopes.map((scope) => scope.split(":").slice(1, -1).join(":")).join(", ") || this.#request.host;
	}
};
/** For a registry that wants credentials where there are none. */
function needsLogin(host) {
	return new HoistError("unreachable", "UNAUTHORIZED", `${host} wants credentials, and none are configured for it`, { hint: `Log in before this step: docker login ${host}, or docker/login-action with registry: ${host}.` });
}

// src/registry/token.ts
/** Answers of an endpoint that does not know POST, or not this grant (P49, F39). */
const postRefused = /* @__PURE__ */ new Set([
	400,
	401,
	404,
	405
]);
/** Answers of an endpoint that knows only POST; 401 is never one (P55). */
const getRefused = /* @__PURE__ */ new Set([404, 405]);
function createTokenSource(options) {
	/** Refresh tokens that an answer replaced, by the one from the config (P50). */
	const renewed = /* @__PURE__ */ new Map();
	function read(exchange, answer) {
		if (answer.status !== 200) throw exchange.refused(answer.status);
		const found = readToken(answer.body);
		if (found === void 0) throw exchange.invalid();
		options.secret(found.token);
		if (found.refreshToken !== void 0) options.secret(found.refreshToken);
		return found;
	}
	async function byPassword(exchange, { credential }) {
		const answer = await exchange.get(credential);
		if (credential?.kind !== "basic" || !getRefused.has(answer.status)) return read(exchange, answer);
		const { username, password } = credential;
		const posted = await exchange.post({
			grant_type: "password",
			username,
			password
		});
		return read(exchange, posted.status === 200 ? posted : answer);
	}
	async function byIdentity(exchange, credential) {
		const token = renewed.get(credential.token) ?? credential.token;
		const posted = await exchange.post({
			grant_type: "refresh_token",
			refresh_token: token
		});
		if (postRefused.has(posted.status)) return read(exchange, await exchange.get({
			...credential,
			token
		}));
		const answer = read(exchange, posted);
		if (answer.refreshToken !== void 0) renewed.set(credential.token, answer.refreshToken);
		return answer;
	}
	return { get(request) {
		const exchange = new TokenExchange(request, options);
		const { credential } = request;
		return credential?.kind === "identity" ? byIdentity(exchange, credential) : byPassword(exchange, request);
	} };
}

// src/registry/authorize.ts
const pingBytes = 65536;
function createAuthorizer(options) {
	const source = createTokenSource(options);
	const cache = new TokenCache(() => options.clock.ticks());
	/** By host, and by repository where its own answer was seen: Artifactory has a realm for each (Q16). */
	const ways = /* @__PURE__ */ new Map();
	/** Scope sets whose token was refused: without mounts from then on (P52). */
	const narrowed = /* @__PURE__ */ new Set();
	function lookup(scope) {
		return options.credentials.lookup(scope.host, scope.path, scope.actions);
	}
	function wayOf(scope) {
		return ways.get(`${scope.host}/${scope.path}`) ?? ways.get(scope.host);
	}
	async function tokenFor(scope, way) {
		const credential = await lookup(scope);
		if (credential?.kind === "bearer") return {
			token: credential.token,
			expiresIn: 60,
			refreshToken: void 0
		};
		if (credential !== void 0 && !way.realm.trusted) throw realmRefused(scope.host, way.realm);
		const request = {
			host: scope.host,
			realm: way.realm,
			service: way.service,
			credential
		};
		const [first, ...others] = scopesOf(scope);
		if (others.length === 0 || narrowed.has(keyOf$1(scope, way))) return source.get({
			...request,
			scopes: [first]
		});
		try {
			return await source.get({
				...request,
				scopes: [first, ...others]
			});
		} catch (error) {
			if (!(error instanceof HoistError) || error.code !== "TOKEN_DENIED") throw error;
			return source.get({
				...request,
				scopes: [first]
			});
		}
	}
	/** A host that did not say how it wants to be asked may say so at its root (P6). */
	async function wayFromRoot(scope, origin, call) {
		const request = {
			method: "GET",
			url: new URL("v2/", origin),
			maxBytes: pingBytes,
			signal: call?.signal
		};
		const { status, headers } = await options.http.exchange({
			...request,
			headers: { "user-agent": options.userAgent }
		});
		return status === 401 ? wayIn(headers, scope, origin) : void 0;
	}
	async function wayIn(headers, { host }, origin) {
		const challenges = parseChallenges(headers);
		const bearer = bearerOf(challenges);
		const basic = basicOf(challenges) === void 0 ? void 0 : { kind: "basic" };
		if (bearer === void 0) return basic;
		try {
			const tokenRealms = options.settings(host)?.tokenRealms ?? [];
			return {
				kind: "bearer",
				realm: await judgeRealm(bearer.realm, {
					host,
					origin,
					tokenRealms
				}),
				service: bearer.service
			};
		} catch (error) {
			if (basic !== void 0) return basic;
			throw error;
		}
	}
	return {
		async authorization(scope, call) {
			call?.signal?.throwIfAborted();
			const way = wayOf(scope);
			if (way?.kind === "bearer") {
				const wider = widerKeyOf(scope, way);
				return (wider === void 0 ? void 0 : cache.header(wider)) ?? abortable(cache.obtain(keyOf$1(scope, way), () => tokenFor(scope, way)), call?.signal);
			}
			const credential = await lookup(scope);
			if (credential === void 0) return void 0;
			if (credential.kind === "bearer") return `Bearer ${credential.token}`;
			return way !== void 0 || dialectOf(scope.host).firstRequest === "basic" ? basicHeader(credential) : void 0;
		},
		async challenged(scope, headers, call) {
			const origin = originOf(scope.host, options.settings(scope.host));
			const way = headers["www-authenticate"] === void 0 && wayOf(scope) === void 0 ? await wayFromRoot(scope, origin, call) : await wayIn(headers, scope, origin);
			if (way === void 0) return false;
			if (!ways.has(scope.host)) ways.set(scope.host, way);
			ways.set(`${scope.host}/${scope.path}`, way);
			const credential = await lookup(scope);
			if (credential?.kind === "bearer") return call?.sent === void 0 ? true : call.sent !== `Bearer ${credential.token}`;
			if (way.kind === "basic") return credential !== void 0 && call?.sent !== basicHeader(credential);
			const key = keyOf$1(scope, way);
			const wider = widerKeyOf(scope, way);
			if (call?.sent !== void 0 && bearerOf(parseChallenges(headers))?.error !== void 0) narrowed.add(key);
			return (wider === void 0 || cache.refuse(wider, call?.sent)) && cache.refuse(key, call?.sent);
		}
	};
}
/** What we need and nothing that a challenge asks for (A12); what is needed now comes first (P52). */
function scopesOf(scope) {
	const mounts = new Set(scope.mountFrom ?? []);
	mounts.delete(scope.path);
	return [`repository:${scope.path}:${scope.actions}`, ...[...mounts].map((path) => `repository:${path}:pull`)];
}
/** A token is bound to the registry, where it came from and what it is for (A12). */
function keyOf$1(scope, way) {
	return JSON.stringify([
		scope.host,
		way.realm.url.href,
		way.service ?? "",
		...scopesOf(scope)
	]);
}
/** A token that may push may pull: one fetch less. */
function widerKeyOf(scope, way) {
	if (scope.actions !== "pull" || scopesOf(scope).length > 1) return void 0;
	return keyOf$1({
		host: scope.host,
		path: scope.path,
		actions: "pull,push"
	}, way);
}
/** A fetch is shared: whoever stops waiting does not stop it. */
function abortable(promise, signal) {
	if (signal === void 0) return promise;
	return new Promise((resolve, reject) => {
		const stop = () => reject(signal.reason);
		signal.addEventListener("abort", stop, { once: true });
		promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
	});
}

// src/registry/failure.ts
/** A page or a proxy's message, not a registry's answer (Q23). */
const html = /^\s*</;
/** The codes of a registry's error answer, upper case (P42). */
function codesOf(response) {
	return readErrors(response.body).map((error) => error.code);
}
/**
* An error answer in words that say what the user can change. Decides on the status first, the code second, the message
* never (P42).
*/
function answerError(host, attempt, response) {
	const { status } = response;
	const errors = readErrors(response.body);
	const first = errors[0];
	const words = first?.message.replaceAll(/\?[^\s?]*=\S*/g, "?\u2026") ?? "";
	const said = first === void 0 ? "" : `: ${first.code}${words === "" ? "" : ` ${words}`}`;
	const proxy = first === void 0 && html.test(Buffer.from(response.body.subarray(0, 200)).toString("latin1")) ? " (the answer is a web page, so a proxy or a firewall may have given it)" : "";
	const message = `could not ${attempt.verb} ${host.host}/${attempt.path}: ${host.host} answered ${status}${said}${proxy}`;
	const [kind, code, hint] = meaning(host, attempt, response);
	const vendorHint = host.learned.dialect.hint(status, errors.map((error) => error.code));
	const requestId = headerOf(response.headers, "x-request-id") ?? headerOf(response.headers, "x-github-request-id");
	const id = requestId !== void 0 && /^[\w:.-]{1,80}$/.test(requestId) ? ` (request id ${requestId})` : "";
	return new HoistError(kind, code, `${message}${id}`, { hint: code === "QUOTA" ? hint : vendorHint ?? hint });
}
function meaning(host, attempt, response) {
	const { status } = response;
	const repository = `${host.host}/${attempt.path}`;
	if (refusals.has(status) && readErrors(response.body).some(isQuota)) return [
		"incomplete",
		"QUOTA",
		`The quota of ${repository} or of its project is used up: raise it, or delete what nobody needs.`
	];
	switch (status) {
		case 401: return [
			"unreachable",
			"UNAUTHORIZED",
			`Log in before (docker login ${host.host}), or check that ${repository} exists and the account may use it.`
		];
		case 403: return [
			"unreachable",
			"DENIED",
			`The account is not allowed to do this, or ${repository} does not exist. Check its rights on the repository.`
		];
		case 404: return [
			"unreachable",
			"NOT_FOUND",
			`Check the name ${repository}; some registries want the repository to be created first.`
		];
		case 407: return [
			"unreachable",
			"PROXY",
			"The proxy wants credentials: put them into HTTPS_PROXY."
		];
		case 413: return [
			"incomplete",
			"TOO_LARGE",
			"The registry or a proxy before it limits the size: raise that limit."
		];
		case 429: return [
			"unreachable",
			"TOO_MANY_REQUESTS",
			"Run again later, or log in: accounts may often send more requests."
		];
		case 507: return [
			"incomplete",
			"QUOTA",
			"The registry has no room left: make some, or raise its limit."
		];
		default: return status >= 500 ? [
			"unreachable",
			"SERVER_ERROR",
			"The registry has a fault of its own. Run again later."
		] : [
			attempt.reads === true ? "unreachable" : "incomplete",
			"REFUSED_BY_REGISTRY",
			void 0
		];
	}
}
const refusals = /* @__PURE__ */ new Set([
	400,
	403,
	409,
	412,
	413
]);
function isQuota({ code, message }) {
	return /quota/i.test(code) || /\bquota\b|storage resource.*exceed/i.test(message);
}
const tlsCodes = /^(CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO|INVALID_CA|INVALID_PURPOSE)/;
const plainHttpCodes = /* @__PURE__ */ new Set([
	"EPROTO",
	"ERR_SSL_WRONG_VERSION_NUMBER",
	"ERR_SSL_PACKET_LENGTH_TOO_LONG"
]);
const proxyCode = /^HOIST_PROXY_([0-9]{3})$/;
/**
* A network error in words; what was thrown by us already passes. `url` is where the request went in the end: a host that
* the registry sent us to is named as that (F1).
*/
function networkError(host, attempt, error, url) {
	if (error instanceof HoistError) return error;
	const code = codeOf(error);
	if (code === void 0) return error;
	const away = url !== void 0 && url.origin !== host.base.origin ? url.host : void 0;
	const where = away === void 0 ? "" : ` at ${away}, where ${host.host} sent us`;
	const message = `could not ${attempt.verb} ${host.host}/${attempt.path}: ${plain(code)}${where} (${code})`;
	return new HoistError("unreachable", kindOf(code), message, {
		hint: networkHint(host, code, away),
		cause: error
	});
}
function kindOf(code) {
	if (tlsCodes.test(code)) return "TLS";
	return proxyCode.test(code) ? "PROXY" : "NETWORK";
}
function plain(code) {
	if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "the host name is not known";
	if (code === "ECONNREFUSED") return "nothing listens there";
	if (tlsCodes.test(code)) return "the TLS connection is not trusted";
	if (code.endsWith("_TIMEOUT") || code === "ETIMEDOUT") return "no answer in time";
	if (code === "HOIST_ANSWER_TOO_LONG" || code === "UND_ERR_HEADERS_OVERFLOW") return "the answer is longer than allowed";
	if (code === "HOIST_ANSWER_NOT_HTTP" || code === "HOIST_ANSWER_ENDLESS") return "the answer is not HTTP as it should be";
	const proxied = proxyCode.exec(code)?.[1];
	return proxied === void 0 ? "the connection broke" : `the proxy refused the connection with ${proxied}`;
}
function networkHint(host, code, away) {
	if (proxyCode.test(code)) return code === "HOIST_PROXY_407" ? "The proxy wants credentials: put them into HTTPS_PROXY." : `Let the proxy connect to ${away ?? host.host}, or except the host with NO_PROXY.`;
	if (away !== void 0) return `${away} must be reachable from here, too: ${host.host} keeps its blobs there.`;
	if (plainHttpCodes.has(code)) return `If ${host.host} speaks plain HTTP, say so in the config: registries: { '${host.host}': { plain-http: true } }.`;
	if (tlsCodes.test(code)) return `If ${host.host} has a certificate of your own CA, name it in the config: registries: { '${host.host}': { ca: PATH } }.`;
	if (code === "ENOTFOUND") return `Check the spelling of ${host.host}.`;
	return "Check that the host can be reached from here, through a proxy if there is one, and run again.";
}

// src/registry/request.ts
/** Error bodies (N27). */
const errorBytes$1 = 65536;
/** What may follow a redirect to another origin; everything else stays (A5). */
const harmless = /* @__PURE__ */ new Set([
	"accept",
	"accept-encoding",
	"range",
	"if-range",
	"user-agent"
]);
/** The headers without credentials. Nothing is decoded on the way: a digest is of the bytes as they are (P15). */
function plainHeaders(request, userAgent) {
	return {
		"user-agent": userAgent,
		"accept-encoding": "identity",
		...request.headers
	};
}
/** What of the headers a stranger may see. */
function harmlessHeaders(request, userAgent) {
	return Object.fromEntries(Object.entries(plainHeaders(request, userAgent)).filter(([name]) => harmless.has(name.toLowerCase())));
}
/** The request as it is sent. */
function sentAs(request, { headers, configured }) {
	return {
		method: request.method,
		url: request.url,
		headers,
		maxBytes: request.maxBytes ?? errorBytes$1,
		...request.body === void 0 ? {} : { body: request.body },
		...request.headersTimeout === void 0 ? {} : { headersTimeout: request.headersTimeout },
		...request.foreign === true ? { learned: !configured(request.url) } : {},
		signal: request.signal
	};
}
/** Throws what an unexpected answer means. */
function refuse(host, request, response) {
	const reads = request.method === "GET" || request.method === "HEAD";
	throw answerError(host, {
		...request.attempt,
		reads
	}, response);
}

// src/registry/host.ts
/** The URL of a repository's resource: `urlOf(host, 'library/debian', 'manifests/latest')`. */
function urlOf(host, path, resource) {
	return new URL(`v2/${path}/${resource}`, host.base);
}
/** What a run starts with. */
function learnedOf(dialect, settings) {
	return {
		dialect,
		uploads: settings?.upload === void 0 ? dialect.uploads : [settings.upload],
		selfMountTells: dialect.selfMountTellsAbsence ? true : void 0,
		referrersApi: void 0,
		referrersAsked: void 0,
		pullsLeft: void 0,
		rangeIsTrue: dialect.rangeIsTrue,
		noMountFrom: /* @__PURE__ */ new Set(),
		claimed: /* @__PURE__ */ new Set()
	};
}
/** Looks at an answer: it may show which software a host of unknown name runs. */
function learnFrom(host, headers) {
	const { learned } = host;
	learned.pullsLeft = learned.dialect.pullsLeft(headers) ?? learned.pullsLeft;
	const dialect = refineDialect(learned.dialect, headers);
	if (dialect === learned.dialect) return;
	if (learned.uploads === learned.dialect.uploads) learned.uploads = dialect.uploads;
	learned.rangeIsTrue &&= dialect.rangeIsTrue;
	learned.selfMountTells ??= dialect.selfMountTellsAbsence ? true : void 0;
	learned.dialect = dialect;
}

// src/registry/page.ts
const longest$2 = 8192;
/** Walks at most `most` pages (N26). */
function walkPages(first, most) {
	const seen = /* @__PURE__ */ new Set([first.href]);
	let page = first;
	return {
		get page() {
			return page;
		},
		advance(headers) {
			const next = page === void 0 ? void 0 : nextPage(page, headers);
			if (next !== void 0 && seen.has(next.href)) throw endless(first, "PAGES_REPEATED", "names a page of the list a second time");
			if (next !== void 0 && seen.size >= most) throw endless(first, "PAGES_ENDLESS", `gives more than ${most} pages`);
			if (next !== void 0) seen.add(next.href);
			page = next;
		}
	};
}
/**
* The page after this one: `rel="next"`, preferred to counting entries (P38). Same origin only (A8). A link that leaves the
* path that was asked (Artifactory loses the prefix of a virtual repository, Q16) only tells where to go on: its query is
* taken, its path is not.
*/
function nextPage(current, headers) {
	const value = headers["link"];
	const next = (typeof value === "string" ? [value] : value ?? []).flatMap(parseLinks).find((link) => link.rel.includes("next"));
	if (next === void 0) return void 0;
	const { url } = resolveLocation(current, next.target, {
		use: "link",
		configured: () => true
	});
	if (url.pathname === current.pathname) return url;
	if (!url.searchParams.has("last")) throw new HoistError("unreachable", "LINK_INVALID", `${current.host} continues a list at another path`, { hint: `Set the external URL of ${current.host} to the name that is used here.` });
	const own = new URL(current);
	own.search = url.search;
	return own;
}
/** All links of one header, in one pass (A22). Old zot forgot the angle brackets: a bare target is taken too. */
function parseLinks(header) {
	if (header.length > longest$2) throw new HoistError("unreachable", "LINK_INVALID", `a registry sent a Link header of more than ${longest$2} characters`);
	const links = [];
	let at = 0;
	while (at < header.length) {
		const open = skipSeparators(header, at, " 	,");
		const bracketed = header[open] === "<";
		const start = bracketed ? open + 1 : open;
		const end = indexOf$1(header, bracketed ? ">" : ";,", start);
		const target = header.slice(start, end).trim();
		const [rel, next] = readParams(header, bracketed ? end + 1 : end);
		if (target !== "") links.push({
			target,
			rel
		});
		at = next;
	}
	return links;
}
/** From after a target to the comma that ends the link. The first `rel` counts (RFC 8288 §3.3). */
function readParams(header, from) {
	let rel;
	let at = skipSeparators(header, from, " 	");
	while (header[at] === ";") {
		at = skipSeparators(header, at, " 	;");
		const nameEnd = indexOf$1(header, "=;,", at);
		const name = header.slice(at, nameEnd).trim().toLowerCase();
		at = nameEnd;
		if (header[at] !== "=") continue;
		const [value, end] = readValue(header, skipSeparators(header, at + 1, " 	"));
		if (name === "rel") rel ??= value.toLowerCase().split(/\s+/);
		at = skipSeparators(header, end, " 	");
	}
	return [rel ?? [], header[at] === "," ? at + 1 : indexOf$1(header, ",", at)];
}
function readValue(header, start) {
	if (header[start] !== "\"") {
		const end = indexOf$1(header, ";,", start);
		return [header.slice(start, end).trim(), end];
	}
	let value = "";
	let at = start + 1;
	for (; at < header.length && header[at] !== "\""; at += 1) {
		if (header[at] === "\\") at += 1;
		value += header[at] ?? "";
	}
	return [value, at + 1];
}
/** Where the first of `characters` is, or the end. */
function indexOf$1(text, characters, from) {
	let at = from;
	while (at < text.length && !characters.includes(text.charAt(at))) at += 1;
	return at;
}
function skipSeparators(text, from, characters) {
	let at = from;
	while (at < text.length && characters.includes(text.charAt(at))) at += 1;
	return at;
}
function endless(first, code, what) {
	return new HoistError("unreachable", code, `${first.host} ${what}`, { hint: "Its paging is broken, or the repository is larger than Hoist reads; name a tag or a digest instead of listing." });
}

// src/registry/tags.ts
/** (N26) */
const mostTags = 1e5;
/** All of them on one page, as registries send that do not know `n`. */
const pageBytes = 16777216;
/** What registries take that refuse a thousand (N35, ECR). */
const modestPage = 100;
/** All tags of a repository; none where it does not exist (P38, P39). */
async function* listTags(target, call) {
	const { caller, host, scope } = target;
	const { tagPageSize, maxPages } = host.learned.dialect;
	const size = Math.min(tagPageSize, 1e3);
	const first = urlOf(host, scope.path, "tags/list");
	first.searchParams.set("n", String(size));
	let walk = walkPages(first, maxPages);
	let count = 0;
	let dropped = 0;
	let begun = false;
	while (walk.page !== void 0) {
		const request = {
			method: "GET",
			url: walk.page,
			scope,
			attempt: {
				verb: "list the tags of",
				path: scope.path
			},
			headers: { accept: "application/json" },
			maxBytes: pageBytes,
			signal: call.signal
		};
		const response = await caller.ask(host, request, extraTries.read);
		const { status } = response;
		if (!begun && host.learned.dialect.notFound(status, codesOf(response)) === "absent") return;
		if (!begun && (status === 405 || status === 400) && walk.page.searchParams.get("n") !== String(modestPage)) {
			const modest = new URL(first);
			modest.searchParams.set("n", String(modestPage));
			walk = walkPages(modest, maxPages);
			continue;
		}
		if (status !== 200) refuse(host, request, response);
		const page = readTags(response.body);
		if (page === void 0) throw unreadable(target);
		begun = true;
		dropped += page.dropped;
		for (const tag of page.tags) {
			count += 1;
			if (count > mostTags) throw tooMany(target);
			yield tag;
		}
		walk.advance(response.headers);
	}
	if (dropped > 0) caller.warn(`${host.host}/${scope.path} lists ${dropped} ${dropped === 1 ? "entry that is no tag" : "entries that are no tags"}: left out`);
}
function unreadable({ host, scope }) {
	return new HoistError("unreachable", "TAGS_UNREADABLE", `${host.host}/${scope.path}: the list of tags is not one`, { hint: "A proxy or a login page may have answered instead of the registry." });
}
function tooMany({ host, scope }) {
	return new HoistError("unreachable", "TAGS_TOO_MANY", `${host.host}/${scope.path} has more than ${mostTags} tags`, { hint: "Name a tag or a digest; such a repository cannot be listed." });
}

// src/registry/access.ts
/** No bytes have it, so nothing that is pushed under it can ever be kept. */
const nobodys = `sha256:${"0".repeat(64)}`;
/** The account may not, the repository has to be made first, or nothing may be written at all. */
const closed = /* @__PURE__ */ new Set([
	401,
	403,
	404,
	405
]);
/** Whether the repository may be read: its tags are asked for. */
async function mayPull(target, call) {
	for await (const _ of listTags(target, call)) return;
}
/**
* Whether the repository may be written, without leaving anything there (F39b): a manifest is pushed under a digest that
* it cannot have. Who may push is told that it is wrong; who may not, that. A token alone proves nothing, since it may
* allow less than was asked for (P51).
*/
async function mayPush(target, call) {
	const { caller, host, scope } = target;
	const request = {
		method: "PUT",
		url: urlOf(host, scope.path, `manifests/${nobodys}`),
		scope,
		attempt: {
			verb: "write to",
			path: scope.path
		},
		headers: { "content-type": mediaTypes.ociManifest },
		body: "{}",
		signal: call.signal
	};
	const response = await caller.ask(host, request, extraTries.once);
	if (closed.has(response.status) || isRetriedStatus(response.status)) refuse(host, request, response);
}

// src/registry/stream.ts
/** Error bodies (N27); a longer rest is not worth its connection. */
const errorBytes = 65536;
/** Reads a short body to its end, so that its connection can be used again; the connection of a long one is closed. */
async function drain(response) {
	await documentOf(response);
}
/** The start of an error's body as a document, for a message. A body that breaks off ends there. */
async function documentOf(response) {
	const chunks = [];
	let length = 0;
	try {
		for await (const piece of response.body) {
			chunks.push(Uint8Array.from(piece.bytes.subarray(0, errorBytes - length)));
			length += piece.bytes.length;
			piece.release();
			if (length >= errorBytes) break;
		}
	} catch {}
	return {
		status: response.status,
		headers: response.headers,
		body: Buffer.concat(chunks)
	};
}

// src/registry/blob-head.ts
/** What a HEAD gets where only a GET is possible: no such route, or storage whose URL is signed for GET (P11, P45). */
const headRefused = /* @__PURE__ */ new Set([
	400,
	403,
	405,
	501
]);
/** Whether a blob is there with the size of its descriptor; another size counts as absent, and is reported (P19). */
async function hasBlob(caller, host, { scope, blob, signal }) {
	const request = {
		method: "HEAD",
		url: urlOf(host, scope.path, `blobs/${blob.digest}`),
		scope,
		attempt: {
			verb: `look for blob ${blob.digest} in`,
			path: scope.path
		},
		signal
	};
	const { response, redirected } = await caller.answer(host, request, extraTries.read);
	const { status, headers } = response;
	if (status === 404) return false;
	if ((redirected || status === 405) && headRefused.has(status)) return byFirstByte(caller, host, {
		request,
		blob
	});
	if (status < 200 || status > 299) refuse(host, request, response);
	return isOfSize(caller, host, {
		request,
		blob,
		size: lengthOf(headers)
	});
}
/** Asks for the first byte by GET and reads no more of the answer than its headers. */
async function byFirstByte(caller, host, { request, blob }) {
	const asked = {
		...request,
		method: "GET",
		headers: { range: "bytes=0-0" }
	};
	const { response } = await caller.open(host, asked, extraTries.read);
	const { status, headers } = response;
	if (status !== 200 && status !== 206 && status !== 416) {
		const document = await documentOf(response);
		if (status === 404) return false;
		refuse(host, asked, document);
	}
	response.end();
	const total = /\/([0-9]+)$/.exec(headerOf(headers, "content-range") ?? "")?.[1];
	return isOfSize(caller, host, {
		request,
		blob,
		size: status === 200 ? lengthOf(headers) : total === void 0 ? void 0 : Number(total)
	});
}
function isOfSize(caller, host, { request, blob, size }) {
	if (size === void 0 || size === blob.size) return true;
	const where = `${host.host}/${request.attempt.path}`;
	caller.warn(`${where} says that blob ${blob.digest} has ${size} bytes, its manifest says ${blob.size}: it counts as absent`);
	return false;
}
function lengthOf(headers) {
	const length = headerOf(headers, "content-length");
	return length === void 0 ? void 0 : Number(length);
}

// src/registry/upload-session.ts
/** What is believed of `OCI-Chunk-Min-Length`: nothing is held in memory for it, but a promise has its bounds (A21). */
const mostMinChunk = 67108864;
/** A session that cannot be cancelled in this time is left to the registry's own clean-up (F41). */
const cancelTime = 2e3;
/** Opens a session: POST without a body, tried again freely, since an orphan session is harmless (F5, F21). */
async function startUpload(target, options) {
	const { caller, host, scope, blob } = target;
	const url = uploadsUrl(target);
	const query = new URLSearchParams(options.query);
	if (algorithmOf(blob.digest) !== "sha256") query.set("digest-algorithm", algorithmOf(blob.digest));
	url.search = query.toString();
	const request = {
		method: "POST",
		url,
		scope,
		attempt: {
			verb: "begin an upload to",
			path: scope.path
		},
		headers: { "content-length": "0" },
		signal: options.signal
	};
	return caller.ask(host, request, options.extra);
}
/** The session that an answer to POST opened. */
function openedSession(target, answer) {
	const location = headerOf(answer.headers, "location");
	if (location === void 0) {
		const attempt = {
			verb: "begin an upload (no Location in the answer) to",
			path: target.scope.path
		};
		throw answerError(target.host, attempt, answer);
	}
	const text = headerOf(answer.headers, "oci-chunk-min-length") ?? "";
	const least = /^[0-9]{1,19}$/.test(text) ? Number(text) : 0;
	const minChunk = Math.min(least, mostMinChunk);
	return sessionAt(target, {
		url: uploadsUrl(target),
		foreign: false,
		minChunk
	}, location);
}
/** The session after a part was taken. Some registries leave the Location out; the last one still counts (F27). */
function nextSession(target, last, answer) {
	const location = headerOf(answer.headers, "location");
	return location === void 0 ? last : sessionAt(target, last, location);
}
/** The URL of the closing PUT. */
function commitUrl(session, digest) {
	const url = new URL(session.url);
	if (url.searchParams.get("digest") === digest) return url;
	url.search = `${url.search === "" ? "?" : `${url.search}&`}digest=${encodeURIComponent(digest)}`;
	return url;
}
/**
* Where an upload that was cut off can go on: the registry's own count of what it has (P24, F24). Undefined where it says
* nothing that makes sense, so that the blob is sent again from its start.
*/
async function resumeAt(target, session, signal) {
	const { caller, host, scope, blob } = target;
	if (!host.learned.rangeIsTrue) return void 0;
	const { url, foreign } = session;
	const request = {
		method: "GET",
		url,
		scope,
		attempt: {
			verb: "ask how far an upload got to",
			path: scope.path
		},
		foreign,
		signal
	};
	const answer = await caller.ask(host, request, extraTries.once).catch(() => void 0);
	signal?.throwIfAborted();
	if (answer?.status !== 204) return void 0;
	const offset = storedBytes(answer);
	if (offset === void 0 || offset > blob.size) return void 0;
	return {
		session: nextSession(target, session, answer),
		offset
	};
}
/**
* How many bytes the registry says it has: `Range: 0-<last>`. Undefined where it does not say; `0-0` means none or one
* byte, so it says nothing either (P24).
*/
function storedBytes(answer) {
	const last = /^(?:bytes[= ])?0-([0-9]{1,15})$/.exec(headerOf(answer.headers, "range")?.trim() ?? "")?.[1];
	return last === void 0 || last === "0" ? void 0 : Number(last) + 1;
}
/** Ends a session, best effort and not for long; with the rights of a push, not of a delete (P26). */
async function cancelUpload(target, opened) {
	const { caller, host, scope } = target;
	try {
		const { url, foreign } = "url" in opened ? opened : openedSession(target, opened);
		const attempt = {
			verb: "cancel an upload to",
			path: scope.path
		};
		const signal = AbortSignal.timeout(cancelTime);
		await caller.ask(host, {
			method: "DELETE",
			url,
			scope,
			attempt,
			foreign,
			signal
		}, extraTries.once);
	} catch {}
}
function sessionAt(target, last, location) {
	const { url } = target.caller.uploadLocation(last.url, location);
	return {
		...last,
		url,
		foreign: last.foreign || url.origin !== target.host.base.origin
	};
}
function uploadsUrl({ host, scope }) {
	return urlOf(host, scope.path, "blobs/uploads/");
}

// src/registry/chunk.ts
/**
* Cuts a body into bodies of `size` bytes (the last may be shorter), to be read one after the other, each to its end. A
* piece on a border is given in two parts and released after the second.
*/
async function* inChunks(body, size) {
	const pieces = body[Symbol.asyncIterator]();
	let rest;
	let ended = false;
	async function* chunk() {
		let room = size;
		while (room > 0) {
			let piece = rest;
			rest = void 0;
			if (piece === void 0) {
				const next = await pieces.next();
				if (next.done === true) {
					ended = true;
					return;
				}
				piece = next.value;
			}
			if (piece.bytes.length <= room) {
				room -= piece.bytes.length;
				yield piece;
			} else {
				rest = {
					bytes: piece.bytes.subarray(room),
					release: () => piece.release()
				};
				const head = {
					bytes: piece.bytes.subarray(0, room),
					release: () => {}
				};
				room = 0;
				yield head;
			}
		}
	}
	try {
		for (;;) {
			if (rest === void 0) {
				const next = await pieces.next();
				if (next.done === true) return;
				rest = next.value;
			}
			yield chunk();
			if (ended) return;
		}
	} finally {
		await pieces.return?.();
	}
}

// src/registry/upload-body.ts
/** How long a measurement of the speed has to be before it is acted on. */
const measured = 6e4;
/** The body of one try on its way, and what became of it. */
var UploadBody = class {
	#options;
	#began;
	/** The error that ended the try, if it was not the registry: what cannot be read cannot be sent. */
	error;
	/** Bytes of the whole blob that were handed to a connection; they may have arrived. */
	handed = 0;
	/** Bytes that the registry has said it took. */
	stored = 0;
	/** Whether the request that is on its way commits the blob: not at all yet, when its body is complete, or by itself. */
	commits = "not yet";
	/** The registry said that it took less than was sent, and it was believed (F26). */
	continued = false;
	constructor(options) {
		this.#options = options;
		this.#began = options.clock.ticks();
	}
	/** Every byte was handed to a connection. */
	get complete() {
		return this.handed === this.#options.blob.size;
	}
	async *from(offset) {
		this.handed = offset;
		try {
			for await (const piece of this.#options.open(offset)) {
				this.#checkSpeed();
				this.handed += piece.bytes.length;
				if (this.handed > this.#options.blob.size) throw this.#otherSize();
				yield piece;
			}
			if (!this.complete) throw this.#otherSize();
		} catch (error) {
			this.error = error ?? /* @__PURE__ */ new Error("the source failed");
			throw error;
		}
	}
	#otherSize() {
		const { digest, size } = this.#options.blob;
		const what = this.handed > size ? "more" : "fewer";
		return new HoistError("incomplete", "BLOB_SIZE", `the source gave ${what} bytes than the ${size} of ${digest}`, { hint: "The source holds a damaged copy. Push the image there again; nothing was committed at the target." });
	}
	/** An upload that cannot end in time is not carried on until the registry cuts it off (Q7). */
	#checkSpeed() {
		const { limit, clock, blob } = this.#options;
		const elapsed = clock.ticks() - this.#began;
		if (limit === void 0 || elapsed < measured) return;
		const expected = elapsed * (blob.size / Math.max(1, this.handed));
		if (expected <= limit) return;
		const minutes = (time) => `${Math.ceil(time / 6e4)} minutes`;
		throw new HoistError("incomplete", "UPLOAD_TOO_SLOW", `blob ${blob.digest} would take ${minutes(expected)}, and the registry gives an upload ${minutes(limit)}`, { hint: "Run where the way to the registry is faster, or make the layer smaller." });
	}
};

// src/registry/upload-verdict.ts
/** Whatever code it has, this way of sending is not for this registry (Q1, F25). */
const wrongWay = /* @__PURE__ */ new Set([
	405,
	413,
	416,
	501
]);
/** Codes that say what is wrong, and that it is not the way. */
const otherReasons = /^(?:BLOB_UPLOAD_|DIGEST_INVALID|SIZE_INVALID|NAME_|DENIED|UNAUTHORIZED)/;
/** (P22) */
function isAccepted({ status }) {
	return status >= 200 && status <= 204;
}
/** The blob may be there although nothing says so: only a HEAD tells (F20, P22, Q12). */
function mayBeThere(failed, body) {
	if (body.commits === "not yet" || !body.complete) return false;
	if ("error" in failed) return true;
	const { response } = failed;
	const refused = response.status === 429 || response.status === 425;
	return isAccepted(response) || response.status === 404 || isRetriedStatus(response.status) && !refused;
}
/** Another way may do: the body was refused as a whole, or the connection cut while it was sent. */
function isWrongWay(failed, body) {
	if (body.commits === "alone" || body.stored > 0) return false;
	if ("error" in failed) return wasCut(failed.error) && body.handed > 0 && !body.complete;
	const { response } = failed;
	if (wrongWay.has(response.status)) return true;
	return (response.status === 400 || response.status === 404) && !codesOf(response).some((code) => otherReasons.test(code));
}
/** It is worth asking the registry how far it got (F6, F24, P24). */
function mayResume(failed, body) {
	if ("error" in failed) return true;
	const { status } = failed.response;
	if (isRetriedStatus(status) || status === 401) return true;
	return status === 416 && body.stored > 0 && !body.continued;
}
/** The blob may be sent again, from its start and in a session of its own (F5\u2013F7, F28, N8). */
function mayRestart(failed, body) {
	if ("error" in failed) return isTransient(failed.error);
	const { response } = failed;
	if (body.continued || isAccepted(response)) return true;
	if (isRetriedStatus(response.status) || response.status === 401) return true;
	return codesOf(response).some((code) => code.startsWith("BLOB_UPLOAD_")) || isCorrupted(failed);
}
/** The registry received other bytes than were sent (F29). */
function isCorrupted(failed) {
	return "response" in failed && codesOf(failed.response).some((code) => code === "DIGEST_INVALID" || code === "SIZE_INVALID");
}
/** In a few words, for whoever asks that host next. */
function causeOf(failed) {
	if ("response" in failed) return `it answers ${failed.response.status} to uploads`;
	return failed.error instanceof HoistError ? failed.error.message : "uploads break off";
}

// src/registry/upload.ts
/** A commit may take long on some registries, and so may a slow body (N14). */
const bodyTimeout = 6e5;
/** Waits before looking whether a blob is there whose commit got no clear answer (F20). */
const probes = [
	1e3,
	2e3,
	4e3
];
const octets = { "content-type": "application/octet-stream" };
/** The upload of one blob: sent by the way that the host is known to take, and by the next if it does not (Q1). */
var HttpUpload = class {
	#target;
	#session;
	/** `opened`: the 202 that began it. */
	constructor(target, opened) {
		this.#target = target;
		this.#session = openedSession(target, opened);
	}
	async send(open, call = {}) {
		const { host, caller, blob } = this.#target;
		const sending = {
			open,
			call,
			retries: 0,
			corrupted: false
		};
		for (;;) {
			const [way, ...others] = host.learned.uploads;
			if (way === void 0) throw noWay(this.#target);
			const limit = host.learned.dialect.uploadLimit;
			const body = new UploadBody({
				open,
				blob,
				clock: caller.clock,
				limit
			});
			const failed = await this.#try(way, body, sending);
			if (failed === void 0 || await this.#isThereAfter(failed, body, call)) {
				this.#session = void 0;
				return;
			}
			await this.abort();
			if (others.length > 0 && isWrongWay(failed, body)) {
				if (host.learned.uploads[0] === way) host.learned.uploads = others;
				continue;
			}
			if (body.continued && "response" in failed) host.learned.rangeIsTrue = false;
			const again = mayRestart(failed, body) && !(sending.corrupted && isCorrupted(failed));
			sending.corrupted ||= isCorrupted(failed) && !body.continued;
			if (!again || !await this.#again(sending, failed)) throw this.#error(failed);
		}
	}
	async abort() {
		const session = this.#session;
		this.#session = void 0;
		if (session !== void 0) await cancelUpload(this.#target, session);
	}
	/** Sends the blob once, in the session that is open or a new one; undefined: it is there. */
	async #try(way, body, sending) {
		const { call } = sending;
		this.#session ??= await this.#open(call);
		try {
			const response = way === "put" || way === "post" || this.#target.blob.size === 0 ? await this.#put(this.#session, body, call) : await this.#patches(way, body, sending);
			return response.status === 201 ? void 0 : { response };
		} catch (error) {
			call.signal?.throwIfAborted();
			if (body.error !== void 0) throw body.error;
			return { error };
		}
	}
	async #open(call) {
		const options = {
			extra: extraTries.session,
			signal: call.signal
		};
		const response = await startUpload(this.#target, options);
		if (response.status === 202) return openedSession(this.#target, response);
		throw answerError(this.#target.host, this.#attempt("begin an upload to"), response);
	}
	/** POST \u2192 PUT with the body. */
	#put(session, body, call) {
		const { caller, host, blob } = this.#target;
		body.commits = "with its last byte";
		const request = this.#request("PUT", {
			...session,
			url: commitUrl(session, blob.digest)
		}, call);
		return caller.push(host, request, body.from(0), blob.size);
	}
	/** POST \u2192 one PATCH, or one for each chunk \u2192 empty PUT. What is cut off goes on where the registry says it stopped. */
	async #patches(way, body, sending) {
		while (body.stored < this.#target.blob.size) {
			let failed;
			try {
				const response = await this.#fromStored(way, body, sending.call);
				if (response !== void 0) failed = { response };
			} catch (error) {
				if (body.error !== void 0 || !isTransient(error)) throw error;
				failed = { error };
			}
			if (failed === void 0 || await this.#resume(failed, body, sending)) continue;
			if ("error" in failed) throw failed.error;
			return failed.response;
		}
		body.commits = "alone";
		return this.#commit(sending.call);
	}
	/**
	* Sends what the registry has not yet; gives the answer that refused it. Stops early, once, where the registry says that
	* it took less than was sent (F26).
	*/
	async #fromStored(way, body, call) {
		const { caller, host, blob } = this.#target;
		const chunk = way === "patch" ? blob.size : this.#chunkSize();
		for await (const pieces of inChunks(body.from(body.stored), chunk)) {
			const start = body.stored;
			const end = Math.min(start + chunk, blob.size);
			const range = way === "patch" && start === 0 ? {} : { "content-range": `${start}-${end - 1}` };
			const request = this.#request("PATCH", this.#current(), call, range);
			const response = await caller.push(host, request, pieces, end - start);
			if (!isAccepted(response)) return response;
			this.#session = nextSession(this.#target, this.#current(), response);
			const stored = storedBytes(response);
			const short = stored !== void 0 && stored < end && stored >= start;
			body.stored = end;
			if (!short || body.continued || !host.learned.rangeIsTrue) continue;
			body.stored = stored;
			body.continued = true;
			return;
		}
	}
	/** Whether an upload that was cut off may go on in its session (F6, F24, P24). */
	async #resume(failed, body, sending) {
		const { call } = sending;
		call.signal?.throwIfAborted();
		if (!mayResume(failed, body)) return false;
		const at = await resumeAt(this.#target, this.#current(), call.signal);
		if (at === void 0 || at.offset < body.stored || !await this.#again(sending, failed)) return false;
		this.#session = at.session;
		body.stored = at.offset;
		return true;
	}
	#commit(call) {
		const { caller, host, blob } = this.#target;
		const session = this.#current();
		const url = commitUrl(session, blob.digest);
		const request = this.#request("PUT", {
			...session,
			url
		}, call, { "content-length": "0" });
		return caller.ask(host, {
			...request,
			kind: "body",
			attempt: this.#attempt("commit blob")
		}, extraTries.once);
	}
	/** Looks, and never sends a commit again: 40 of 51 such blobs were there (F20, Q12). */
	async #isThereAfter(failed, body, { signal }) {
		if (!mayBeThere(failed, body)) return false;
		const { caller, host, scope, blob } = this.#target;
		for (const wait of probes) {
			await caller.clock.sleep(wait, signal);
			if (await hasBlob(caller, host, {
				scope,
				blob,
				signal
			})) return true;
		}
		return false;
	}
	/** Counts a retry and waits for it; false where there is none left. */
	async #again(sending, failed) {
		const { caller, host } = this.#target;
		if (sending.retries >= extraTries.upload || !host.budget.spend(causeOf(failed))) return false;
		sending.retries += 1;
		await caller.backOff(sending.retries, sending.call.signal);
		return true;
	}
	#current() {
		if (this.#session === void 0) throw new Error("no upload is open");
		return this.#session;
	}
	#chunkSize() {
		return Math.max(this.#target.host.learned.dialect.chunkSize, this.#current().minChunk);
	}
	#request(method, { url, foreign }, { signal }, headers = {}) {
		return {
			method,
			url,
			scope: this.#target.scope,
			attempt: this.#attempt("send blob"),
			headers: {
				...octets,
				...headers
			},
			headersTimeout: bodyTimeout,
			foreign,
			signal
		};
	}
	#error(failed) {
		const { host, blob } = this.#target;
		if ("error" in failed) return networkError(host, this.#attempt("send blob"), failed.error);
		const cause = answerError(host, this.#attempt("send blob"), failed.response);
		if (!isCorrupted(failed)) return cause;
		return new HoistError("incomplete", "CORRUPTED_IN_TRANSIT", `${host.host} received other bytes than were sent for blob ${blob.digest}`, {
			hint: "Something between here and the registry changes bodies: look for a proxy.",
			cause
		});
	}
	#attempt(verb) {
		const { blob, scope } = this.#target;
		return {
			verb: verb.endsWith("blob") ? `${verb} ${blob.digest} to` : verb,
			path: scope.path
		};
	}
};
function noWay({ host, scope }) {
	return new HoistError("incomplete", "UPLOAD_REFUSED", `${host.host}/${scope.path} takes blobs in none of the ways there are`, { hint: "A proxy before the registry may limit methods or sizes." });
}

// src/registry/begin.ts
/**
* Asks for a blob with the fewest requests that settle it. A mount answers 201 for what is there; its 202 has opened an
* upload, and means "absent" only for a mount from the target itself on a registry that is known to tell
* (transport.md §4.1); else a HEAD decides.
*/
async function beginBlob(target, blob, options) {
	const begin = {
		...target,
		blob,
		options
	};
	const { claimed } = target.host.learned;
	if (claimed.has(keyOf(begin))) return await isThere$1(begin) ? { state: "present" } : upload(begin);
	const from = candidate(begin);
	const mounted = from === void 0 ? void 0 : await mount(begin, from);
	if (from !== void 0 && mounted?.status === 201) {
		claimed.add(keyOf(begin));
		return {
			state: "mounted",
			from
		};
	}
	if (mounted !== void 0) return orPresent(begin, mounted);
	return options.assumeAbsent === true ? fromItself(begin) : unlessThere(begin);
}
/** The repository may hold the blob already. */
async function unlessThere(begin) {
	if (begin.host.learned.selfMountTells === true) return fromItself(begin);
	if (!await isThere$1(begin)) return upload(begin);
	await learnFromPresent(begin);
	return { state: "present" };
}
/** A mount from the repository itself: 201 is there, anything else is taken as absent. */
async function fromItself(begin) {
	const { host, repository } = begin;
	const { learned } = host;
	if (learned.selfMountTells === false || learned.dialect.mountable === false) return upload(begin);
	const answer = await mount(begin, repository);
	if (answer?.status === 201) {
		learned.selfMountTells = true;
		learned.claimed.add(keyOf(begin));
		return { state: "present" };
	}
	return upload(begin, answer);
}
async function orPresent(begin, opened) {
	if (begin.options.assumeAbsent === true || !await isThere$1(begin)) return upload(begin, opened);
	await cancelUpload(begin, opened);
	return { state: "present" };
}
/** Once for a host: whether it would have told by a mount. It spares a HEAD for each blob that follows. */
async function learnFromPresent(begin) {
	const { learned } = begin.host;
	if (learned.selfMountTells !== void 0 || learned.dialect.mountable === false) return;
	learned.selfMountTells = false;
	const answer = await mount(begin, begin.repository);
	if (answer?.status === 201) learned.selfMountTells = true;
	else if (answer !== void 0) await cancelUpload(begin, answer);
}
/**
* The registry's 201 or 202; undefined where it wants no mount from there, for whatever reason: then it is asked plainly,
* and that answer says what is really wrong, if anything is (P25, F22, Q15).
*/
async function mount(begin, from) {
	const { host, scope, blob, options, repository } = begin;
	const path = pathOf(from);
	const mounting = from === repository ? scope : {
		...scope,
		mountFrom: [path]
	};
	const query = new URLSearchParams({
		mount: blob.digest,
		from: path
	});
	let transient = false;
	try {
		const { signal } = options;
		const answer = await startUpload({
			...begin,
			scope: mounting
		}, {
			query,
			signal,
			extra: extraTries.once
		});
		if (answer.status === 201 || answer.status === 202) return answer;
		transient = isRetriedStatus(answer.status);
	} catch (error) {
		options.signal?.throwIfAborted();
		if (!(error instanceof HoistError)) throw error;
		transient = error.code === "NETWORK";
	}
	if (transient) return void 0;
	if (from === repository) host.learned.selfMountTells = false;
	else host.learned.noMountFrom.add(`${repository} ${from}`);
}
/** The upload, opened already or now: who may not push learns it here, before anything is read. */
async function upload(begin, opened) {
	const { host, scope, options } = begin;
	const { signal } = options;
	const answer = opened ?? await startUpload(begin, {
		signal,
		extra: extraTries.session
	});
	if (answer.status !== 202) throw answerError(host, {
		verb: "begin an upload to",
		path: scope.path
	}, answer);
	return {
		state: "upload",
		upload: new HttpUpload(begin, answer)
	};
}
function isThere$1({ caller, host, scope, blob, options }) {
	return hasBlob(caller, host, {
		scope,
		blob,
		signal: options.signal
	});
}
/** The first repository of the same registry that may have the blob and was not found to refuse (A48). */
function candidate({ host, repository, options }) {
	const { learned } = host;
	if (learned.dialect.mountable === false) return void 0;
	return (options.mountFrom ?? []).find((from) => from !== repository && sameHost(from, repository) && !learned.noMountFrom.has(`${repository} ${from}`));
}
function keyOf({ repository, blob }) {
	return `${repository} ${blob.digest}`;
}

// src/registry/redirect.ts
/** Statuses that name another URL for the same question; 300 and 304 do not (F19a). */
const redirects = /* @__PURE__ */ new Set([
	301,
	302,
	303,
	307,
	308
]);
/** Those that keep the method, so that a write may follow them (P45). */
const methodKept = /* @__PURE__ */ new Set([307, 308]);
/** (N29) */
const mostHops = 5;
function isRedirect(status) {
	return redirects.has(status);
}
/**
* Follows redirects by hand: at most five, each target judged, and once the registry's origin was left nothing goes back to
* it with credentials (A5, A9, A10). A write is followed only on the same origin and with its method kept, since anywhere
* else the body would be given to somebody who was not meant (P45).
*
* @throws HoistError `REDIRECT`, and what {@link resolveLocation} throws
*/
async function followRedirects(first) {
	const { host, method } = first;
	let { response, url } = first;
	let away = false;
	for (let hops = 1; isRedirect(response.status); hops += 1) {
		const { status } = response;
		const location = headerOf(response.headers, "location");
		await first.dispose(response);
		if (hops > mostHops) throw badRedirect(first, `more than ${mostHops} redirects`);
		if (location === void 0) throw badRedirect(first, "a redirect without Location");
		const target = resolveLocation(url, location, {
			use: "redirect",
			configured: first.configured
		});
		away ||= target.url.origin !== host.base.origin;
		if (!(method === "GET" || method === "HEAD") && (away || !methodKept.has(status))) throw badRedirect(first, `it redirects a ${method}`);
		url = target.url;
		response = await first.send({
			url,
			learned: target.learned,
			away
		});
	}
	return {
		response,
		redirected: away
	};
}
function redirectRefused(host, attempt, why) {
	return new HoistError("unreachable", "REDIRECT", `could not ${attempt.verb} ${host.host}/${attempt.path}: ${why}`, { hint: "Use the name that the registry itself answers under; a redirect of the whole host does not work for writing." });
}
function badRedirect({ host, attempt }, why) {
	return redirectRefused(host, attempt, why);
}

// src/registry/stall.ts
/** A receiver that takes no piece for so long is stuck (N15, F36). */
const longest$1 = 6e4;
const looks = 15e3;
var Stuck = class extends Error {
	code = "UND_ERR_BODY_TIMEOUT";
};
/** Made once: a reason that is made for each body costs a stack. */
const enough = /* @__PURE__ */ new Error("nobody waits any more");
/**
* Watches a body on its way out. Only the time in which a piece waits to be taken counts: a slow source is not the
* receiver's fault, and after the last piece the time-out for the answer holds.
*/
function watchTaking(pieces, { clock, signal }) {
	const stuck = new AbortController();
	const over = new AbortController();
	let since;
	async function* watched() {
		for await (const piece of pieces) {
			since = clock.ticks();
			yield piece;
			since = void 0;
		}
	}
	async function look() {
		while (!over.signal.aborted) {
			await clock.sleep(looks, over.signal);
			if (since !== void 0 && clock.ticks() - since >= longest$1) {
				stuck.abort(new Stuck(`no byte taken for ${longest$1 / 1e3} s`));
				return;
			}
		}
	}
	look().catch(() => {});
	return {
		pieces: watched(),
		signal: signal === void 0 ? stuck.signal : AbortSignal.any([signal, stuck.signal]),
		end: () => over.abort(enough)
	};
}

// src/registry/warning.ts
/** All `Warning` headers of an answer together (P44, N28). */
const longest = 4096;
const start = "299 - \"";
/**
* What a registry wants its users to know: the texts of `Warning: 299 - "\u2026"`, each once. Anything of another form, with
* control characters, or beyond 4096 characters in all is left out (F56). To be shown, never acted on.
*/
function warningsOf(headers) {
	const value = headers["warning"];
	const values = typeof value === "string" ? [value] : value ?? [];
	const texts = /* @__PURE__ */ new Set();
	let budget = longest;
	for (const one of values) {
		budget -= one.length;
		if (budget < 0) break;
		for (const text of quotedTexts(one)) texts.add(text);
	}
	return [...texts];
}
/** A proxy may have joined several with commas. */
function* quotedTexts(header) {
	let at = 0;
	while (header.startsWith(start, at)) {
		let text = "";
		at += 7;
		for (; at < header.length && header[at] !== "\""; at += 1) {
			if (header[at] === "\\") at += 1;
			text += header[at] ?? "";
		}
		if (header[at] !== "\"") return;
		if (text !== "" && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text)) yield text;
		at += 1;
		while (header[at] === "," || header[at] === " ") at += 1;
	}
}

// src/registry/call.ts
/** What storage says of a URL that expired or was signed for another method; a fresh one helps, so often (F19, P45). */
const stale = /* @__PURE__ */ new Set([
	400,
	403,
	404
]);
const freshRedirects = 2;
/** Tries of any request that a connection could not even be made for (F2). */
const unsentTries = 2;
/** Sends requests to registries: authentication, redirects, pauses and retries in one place, each by its rule. */
var Caller = class {
	clock;
	#options;
	constructor(options) {
		this.#options = options;
		this.clock = options.clock;
	}
	/** Where a registry wants a body (P21, A7). */
	uploadLocation(asked, location) {
		return resolveLocation(asked, location, {
			use: "upload",
			configured: this.#options.isConfigured
		});
	}
	warn(text) {
		this.#options.warn(text);
	}
	/** The wait before a try that follows so many (N5). */
	async backOff(tries, signal) {
		await this.clock.sleep(backOff(tries, this.#options.random), signal);
	}
	/** A document, tried again `extra` times where the status or the network says that this may help. */
	async ask(host, request, extra) {
		return (await this.answer(host, request, extra)).response;
	}
	/** The same, with whether the registry answered itself. */
	answer(host, request, extra) {
		const { transport } = this.#options;
		return this.#retry(host, request, extra, {
			send: (sent) => transport.exchange(sent),
			dispose: () => {}
		});
	}
	/** A body to read, tried again until its headers are there. */
	open(host, request, extra) {
		const { transport } = this.#options;
		return this.#retry(host, request, extra, {
			send: (sent) => transport.download(sent),
			dispose: drain
		});
	}
	/**
	* A body to send: once. Whoever calls decides what a failure means (F20). After a 401 that fresh credentials may mend it
	* gives that answer, and the next request brings them (F37).
	*/
	async push(host, request, pieces, size) {
		host.budget.count();
		const headers = await this.#headers(request);
		const watched = watchTaking(pieces, {
			clock: this.clock,
			signal: request.signal
		});
		const sent = {
			...this.#sent(request, headers),
			signal: watched.signal
		};
		const response = await host.gate.run("body", request.signal, () => this.#options.transport.upload({
			...sent,
			pieces: watched.pieces,
			size
		})).finally(() => watched.end());
		if (request.foreign !== true) this.#learn(host, response);
		if (isRedirect(response.status)) throw redirectRefused(host, request.attempt, `it redirects a ${request.method}`);
		if (response.status === 401 && !await this.#renewed(host, request, {
			sent: headers,
			response
		})) throw answerError(host, request.attempt, response);
		return response;
	}
	async #retry(host, request, extra, way) {
		host.budget.count();
		const used = {
			fresh: 0,
			stale: false
		};
		for (let tries = 1;; tries += 1) {
			const trail = { url: request.url };
			let unread;
			try {
				const answer = await this.#perform(host, request, {
					way,
					trail
				});
				unread = answer.response;
				const { status } = answer.response;
				const wait = answer.redirected || request.foreign === true ? void 0 : this.#learn(host, answer.response);
				if (answer.redirected && request.method === "GET" && stale.has(status) && used.fresh < freshRedirects) used.fresh += 1;
				else if (!this.#mayAskAgain(host, answer) || tries > extra || !this.#spend(host, status)) return answer;
				await way.dispose(answer.response);
				unread = void 0;
				await (wait === void 0 ? this.backOff(tries, request.signal) : this.clock.sleep(wait, request.signal));
			} catch (error) {
				if (unread !== void 0) await way.dispose(unread);
				request.signal?.throwIfAborted();
				if (extra > 0 && wasCut(error) && !used.stale) {
					used.stale = true;
					tries -= 1;
					continue;
				}
				const most = wasNeverSent(error) ? Math.max(extra, unsentTries) : extra;
				if (!isRetriedError(error, tries) || tries > most || !host.budget.spend(`${codeOf(error)}`)) throw networkError(host, request.attempt, error, trail.url);
				await this.backOff(tries, request.signal);
			}
		}
	}
	/** Whether asking again may help. A pull limit that is used up stays so for hours (Q5). */
	#mayAskAgain({ learned }, { response: { status, headers } }) {
		return isRetriedStatus(status) && !(status === 429 && learned.dialect.pullsLeft(headers) === 0);
	}
	/** "Too many requests" is no failure of the host: it only makes us slower. */
	#spend(host, status) {
		return status === 429 || host.budget.spend(`it answers ${status}`);
	}
	/** What an answer tells about its host; gives the wait that it asks for. */
	#learn(host, response) {
		const { status, headers } = response;
		learnFrom(host, headers);
		for (const text of warningsOf(headers)) this.warn(`${host.host}: ${text}`);
		if (!(status === 429 || status >= 500 && headers["retry-after"] !== void 0)) {
			if (status < 500) host.gate.succeeded();
			return;
		}
		const wait = retryAfter(headers, this.clock);
		host.gate.slowDown(wait);
		return wait;
	}
	/** One try: authorized, re-authorized once after a 401 (N10), redirects followed by hand. */
	async #perform(host, request, { way, trail }) {
		let headers = await this.#headers(request);
		const once = () => host.gate.run(request.kind ?? "document", request.signal, () => way.send(this.#sent(request, headers)));
		let response = await once();
		if (response.status === 401 && await this.#renewed(host, request, {
			sent: headers,
			response
		})) {
			await way.dispose(response);
			headers = await this.#headers(request);
			response = await once();
		}
		if (!isRedirect(response.status)) return {
			response,
			redirected: false
		};
		return followRedirects({
			host,
			...request,
			response,
			configured: this.#options.isConfigured,
			dispose: (unread) => way.dispose(unread),
			send: async ({ url, learned, away }) => {
				trail.url = url;
				const own = away ? harmlessHeaders(request, this.#options.userAgent) : await this.#headers(request);
				return way.send({
					...this.#sent({
						...request,
						url
					}, own),
					learned
				});
			}
		});
	}
	/** After a 401: whether other credentials than those that were sent are there now. */
	async #renewed(host, request, { sent, response }) {
		if (request.foreign === true) return false;
		learnFrom(host, response.headers);
		return this.#options.authorizer.challenged(request.scope, response.headers, {
			signal: request.signal,
			sent: sent["authorization"]
		});
	}
	async #headers(request) {
		const headers = plainHeaders(request, this.#options.userAgent);
		if (request.foreign === true) return headers;
		const authorization = await this.#options.authorizer.authorization(request.scope, { signal: request.signal });
		if (authorization !== void 0) headers["authorization"] = authorization;
		return headers;
	}
	#sent(request, headers) {
		return sentAs(request, {
			headers,
			configured: this.#options.isConfigured
		});
	}
};

// src/registry/content-range.ts
/** Whether a 206 gives exactly what was asked for: one range, from `offset` to the end of `size` bytes, as it is (P14, F13). */
function isTheRest(headers, offset, size) {
	const range = headers["content-range"];
	if (typeof range !== "string" || /^multipart\//i.test(headerOf(headers, "content-type") ?? "")) return false;
	if ((headerOf(headers, "content-encoding") ?? "identity") !== "identity") return false;
	const [, first, last, total] = /^bytes ([0-9]{1,16})-([0-9]{1,16})\/([0-9]{1,16})$/.exec(range.trim()) ?? [];
	return Number(first) === offset && Number(last) === size - 1 && Number(total) === size;
}
/** A validator that promises equal bytes, for `If-Range`; weak ones promise less (F11). */
function strongTag(headers) {
	const etag = headerOf(headers, "etag");
	return etag !== void 0 && /^"[\x21\x23-\x7e]*"$/.test(etag) ? etag : void 0;
}
/** What a login page or a firewall answers in place of a registry (Q23). */
function isHtml(headers) {
	return /^\s*text\/html/i.test(headerOf(headers, "content-type") ?? "");
}

// src/registry/pace.ts
/** A server that sends a byte now and then defeats every idle time-out: less than this over the window is a stall (N15, A18). */
const slowest = 10240;
const windowSeconds = 120;
var TooSlow = class extends Error {
	code = "UND_ERR_BODY_TIMEOUT";
};
/** Measures only the time that is spent waiting for the sender: a slow receiver is not the sender's fault. */
var Pace = class {
	#clock;
	#waited = 0;
	#bytes = 0;
	constructor(clock) {
		this.#clock = clock;
	}
	async *watch(body) {
		let asked = this.#clock.ticks();
		for await (const piece of body) {
			this.#waited += this.#clock.ticks() - asked;
			this.#bytes += piece.bytes.length;
			if (this.#waited >= windowSeconds * 1e3) {
				if (this.#bytes < slowest * windowSeconds) {
					piece.release();
					throw new TooSlow(`less than ${slowest} bytes a second over ${windowSeconds} s`);
				}
				this.#waited = 0;
				this.#bytes = 0;
			}
			yield piece;
			asked = this.#clock.ticks();
		}
	}
};

// src/registry/download.ts
/** A resume is worth it after this much progress, or after this long (F15). */
const worthBytes = 1048576;
const worthTime = 6e4;
/**
* How often a blob is read from its start to get at its rest, where ranges don't work: once, and once more as the new start
* that a whole transfer would have made (F12, Q21).
*/
const mostRereads = 2;
/**
* Reads a blob from an offset to exactly its size. A connection that breaks is followed by a request for the rest
* (`Range`), which counts only with a matching `Content-Range` (P14, F11\u2013F17); nothing is ever spliced on trust.
*/
async function* readBlob(caller, host, read) {
	const { blob, signal } = read;
	const at = {
		offset: read.from,
		ranges: true,
		rereads: 0,
		etag: void 0
	};
	let last = {
		offset: read.from,
		ticks: caller.clock.ticks()
	};
	let idle = 0;
	while (at.offset < blob.size) {
		const { response, skip } = await open(caller, host, {
			...read,
			at
		});
		let ahead = skip;
		let broken;
		try {
			for await (const piece of new Pace(caller.clock).watch(response.body)) {
				const start = Math.min(ahead, piece.bytes.length);
				ahead -= start;
				const bytes = start === 0 ? piece.bytes : piece.bytes.subarray(start);
				if (at.offset + bytes.length > blob.size) {
					piece.release();
					throw tooLong(host, read);
				}
				if (bytes.length === 0) {
					piece.release();
					continue;
				}
				at.offset += bytes.length;
				yield start === 0 ? piece : {
					bytes,
					release: () => piece.release()
				};
			}
		} catch (error) {
			signal?.throwIfAborted();
			broken = error;
		}
		if (broken !== void 0 && !isRetriedError(broken, 1)) throw networkError(host, attemptOf(read), broken);
		if (at.offset === blob.size) return;
		const now = caller.clock.ticks();
		idle = at.offset - last.offset >= worthBytes || now - last.ticks >= worthTime ? 0 : idle + 1;
		last = {
			offset: at.offset,
			ticks: now
		};
		const cause = `blobs break off (${codeOf(broken) ?? "closed early"})`;
		if (idle > extraTries.read || !host.budget.spend(cause)) throw brokeOff(host, read, at.offset);
		if (idle > 1) await caller.backOff(idle - 1, signal);
	}
}
/** A response with the bytes from the offset on, after `skip` that are there already. */
async function open(caller, host, opening) {
	const { at, blob } = opening;
	for (;;) {
		const ranged = at.offset > 0 && at.ranges;
		const { response } = await caller.open(host, requestFor$1(host, opening, ranged), extraTries.read);
		const { status } = response;
		if (ranged && status === 206 && isTheRest(response.headers, at.offset, blob.size)) return {
			response,
			skip: 0
		};
		if (status === 200) {
			checkWhole(host, opening, response);
			at.etag ??= strongTag(response.headers);
			if (at.offset > 0) reread(host, opening, response);
			return {
				response,
				skip: at.offset
			};
		}
		if (!ranged || status !== 206 && status !== 416 && status !== 400) throw answerError(host, attemptOf(opening), await documentOf(response));
		at.ranges = false;
		if (status === 206) response.end();
		else await drain(response);
	}
}
function requestFor$1(host, { at, ...read }, ranged) {
	const headers = {};
	if (ranged) {
		headers["range"] = `bytes=${at.offset}-`;
		if (at.etag !== void 0) headers["if-range"] = at.etag;
	}
	return {
		method: "GET",
		url: urlOf(host, read.scope.path, `blobs/${read.blob.digest}`),
		scope: read.scope,
		attempt: attemptOf(read),
		kind: "body",
		headers,
		signal: read.signal
	};
}
/** What is there already will be read again and thrown away: not often, or a bad line costs O(n²) (F12). */
function reread(host, { at, ...read }, response) {
	at.ranges = false;
	at.rereads += 1;
	if (at.rereads <= mostRereads) return;
	response.end();
	throw brokeOff(host, read, at.offset);
}
/** Says before the first byte what cannot be the blob (P15, F9, F17, Q23). */
function checkWhole(host, read, response) {
	const encoding = headerOf(response.headers, "content-encoding") ?? "identity";
	const length = headerOf(response.headers, "content-length");
	let why;
	if (encoding !== "identity") why = `it comes with Content-Encoding ${encoding.slice(0, 40)}`;
	else if (length !== void 0 && Number(length) !== read.blob.size) {
		const page = isHtml(response.headers) ? " (a web page, so a proxy or a firewall may have given it)" : "";
		why = `it has ${length.slice(0, 20)} bytes${page}, its descriptor says ${read.blob.size}`;
	}
	if (why === void 0) return;
	response.end();
	throw damaged(host, read, why);
}
function attemptOf(read) {
	return {
		verb: `read blob ${read.blob.digest} of`,
		path: read.scope.path,
		reads: true
	};
}
function tooLong(host, read) {
	return damaged(host, read, `it is longer than the ${read.blob.size} bytes of its descriptor`);
}
function damaged(host, read, why) {
	return new HoistError("incomplete", "BLOB_DAMAGED", `blob ${read.blob.digest} of ${host.host}/${read.scope.path}: ${why}`, { hint: "The source registry, or a cache before it, does not give what the manifest names. Push the image there again." });
}
function brokeOff(host, read, offset) {
	return new HoistError("unreachable", "BLOB_BROKEN_OFF", `blob ${read.blob.digest} of ${host.host}/${read.scope.path} broke off at byte ${offset} of ${read.blob.size}, again and again`, { hint: "Run again later; what is complete at the target is not sent again." });
}

// src/registry/manifests.ts
/** The manifest by GET; undefined only where the registry says that it is absent. */
async function getManifest(target, reference, call) {
	const { caller, host } = target;
	const request = requestFor(target, "GET", reference, call);
	const response = await caller.ask(host, request, extraTries.read);
	if (isAbsent(host, response)) return void 0;
	if (response.status !== 200) refuse(host, request, response);
	const where = `the manifest ${reference} of ${host.host}/${target.scope.path}`;
	checkPlain(response, where);
	const manifest = parseManifest(response.body, {
		contentType: headerOf(response.headers, "content-type"),
		expected: isDigestReference(reference) ? reference : void 0,
		where
	});
	checkClaim(target, response, manifest.digest);
	return manifest;
}
/**
* By HEAD, which is cheaper everywhere and free on Docker Hub (Q5). Whatever it does not say clearly is asked again by GET,
* whose bytes decide and whose error has a body that says why (P11, F19b, Q12).
*/
async function headManifest(target, reference, call) {
	const { caller, host } = target;
	const request = requestFor(target, "HEAD", reference, call);
	const response = await caller.ask(host, request, extraTries.read);
	if (response.status === 404) return void 0;
	if (isRetriedStatus(response.status)) refuse(host, request, response);
	const claim = headerOf(response.headers, "docker-content-digest");
	if (response.status === 200 && claim !== void 0 && isDigest(claim)) {
		if (!isDigestReference(reference)) return { digest: claim };
		if (claim === reference) return { digest: reference };
	}
	const manifest = await getManifest(target, reference, call);
	return manifest === void 0 ? void 0 : { digest: manifest.digest };
}
function requestFor(target, method, reference, call) {
	const { host, scope } = target;
	const verb = {
		GET: `read the manifest ${reference} of`,
		HEAD: `look for ${reference} in`,
		PUT: `push ${reference} to`
	}[method];
	return {
		method,
		url: urlOf(host, scope.path, `manifests/${reference}`),
		scope,
		attempt: {
			verb,
			path: scope.path
		},
		headers: method === "PUT" ? {} : { accept: acceptManifests },
		...method === "GET" ? { maxBytes: maxManifestBytes } : {},
		signal: call.signal
	};
}
/** A compressed document has other bytes than its digest is of; asked for plain ones, nobody honest sends it (P15, F19c). */
function checkPlain(response, where) {
	const encoding = headerOf(response.headers, "content-encoding") ?? "identity";
	if (encoding === "identity") return;
	throw new HoistError("unreachable", "MANIFEST_ENCODED", `${where} comes with Content-Encoding ${encoding.slice(0, 40)}`, { hint: "A proxy or a cache before the registry compresses answers: switch that off for manifests." });
}
/** "Not found" is disguised on some registries (P43). */
function isAbsent(host, response) {
	return host.learned.dialect.notFound(response.status, codesOf(response)) === "absent";
}
/** A header that contradicts the bytes is a registry that cannot be trusted with this image (P10, A13). */
function checkClaim({ host, scope }, response, digest) {
	const claim = headerOf(response.headers, "docker-content-digest");
	if (claim === void 0 || !isDigest(claim) || algorithmOf(claim) !== algorithmOf(digest) || claim === digest) return;
	throw new HoistError("unreachable", "DIGEST_CONTRADICTED", `${host.host}/${scope.path} gives ${digest} and calls it ${claim}`, { hint: "A cache or a proxy between here and the registry may mix up answers." });
}

// src/registry/manifest-push.ts
/** Statuses under which some registry or other hides that a tag is immutable (Q4, F45). */
const immutableStatuses = /* @__PURE__ */ new Set([
	400,
	403,
	405,
	409,
	412
]);
/** What a registry says that lacks, or does not see yet, what the manifest points to (F30). */
const missingParts = /* @__PURE__ */ new Set([
	"MANIFEST_BLOB_UNKNOWN",
	"BLOB_UNKNOWN",
	"MANIFEST_UNKNOWN"
]);
/**
* Pushes a manifest by digest or under a tag, the bytes as they are (P28). A push whose answer is lost is looked for
* before it is sent again: on registries with immutable tags even the same bytes are refused twice (F31, Q4).
*/
async function putManifest(target, { manifest, reference, before }, call) {
	const { caller, host } = target;
	const request = {
		...requestFor(target, "PUT", reference, call),
		headers: { "content-type": manifest.mediaType },
		body: manifest.bytes
	};
	const push = {
		...target,
		manifest,
		reference,
		request,
		call,
		before
	};
	let crossed = false;
	for (let tries = 1;; tries += 1) {
		const sent = await send(push);
		if ("error" in sent || isRetriedStatus(sent.response.status)) {
			if (await isThere(push)) return { subjectHandled: false };
		} else if (sent.response.status >= 200 && sent.response.status <= 204) {
			checkClaim(target, sent.response, manifest.digest);
			return { subjectHandled: subjectHandled(manifest, sent.response) };
		} else if (!crossed && host.learned.dialect.isCrossedPush(refusalOf(sent.response))) crossed = true;
		else return refused(push, sent.response);
		const cause = "error" in sent ? "pushes break off" : `it answers ${sent.response.status} to pushes`;
		if (tries > extraTries.manifest || !host.budget.spend(cause)) throw "error" in sent ? sent.error : answerError(host, request.attempt, sent.response);
		await caller.backOff(tries, call.signal);
		if (before !== void 0 && await isThereOrRaced(push)) return { subjectHandled: false };
	}
}
/** Sends once; an error is one that leaves open whether the push took effect. */
async function send({ caller, host, request, call }) {
	try {
		return { response: await caller.ask(host, request, extraTries.once) };
	} catch (error) {
		call.signal?.throwIfAborted();
		if (!(error instanceof HoistError) || error.code !== "NETWORK") throw error;
		return { error };
	}
}
async function isThere(push) {
	return (await headManifest(push, push.reference, push.call))?.digest === push.manifest.digest;
}
/** Right before a tag is sent again: it may be ours by now, or somebody else's, whom we must not overwrite (P31). */
async function isThereOrRaced(push) {
	const { host, scope, reference, before, manifest } = push;
	const now = (await headManifest(push, reference, push.call))?.digest ?? null;
	if (now === manifest.digest) return true;
	if (now === before) return false;
	throw new HoistError("conflict", "TAG_RACED", `${host.host}/${scope.path}:${reference} was written by somebody else meanwhile: it names ${now ?? "nothing"}`, { hint: "Let one job at a time write a tag, and run again." });
}
/** A refusal is final, unless the tag names our digest already: then it was only refused a second time (Q4, F45). */
async function refused(push, response) {
	const { host, scope, manifest, reference, request, call } = push;
	if (!isDigestReference(reference) && immutableStatuses.has(response.status)) {
		const now = await headManifest(push, reference, call);
		if (now?.digest === manifest.digest) return { subjectHandled: false };
		if (now !== void 0 && host.learned.dialect.isImmutableRefusal(refusalOf(response))) throw new HoistError("conflict", "TAG_IMMUTABLE", `${host.host}/${scope.path}:${reference} names ${now.digest} and the registry does not let it move`, {
			hint: "Promote under another tag, or lift the immutability of this tag in the registry.",
			cause: answerError(host, request.attempt, response)
		});
	}
	const error = answerError(host, request.attempt, response);
	if (response.status >= 500 || !codesOf(response).some((code) => missingParts.has(code))) throw error;
	throw new HoistError("incomplete", "PARTS_MISSING", error.message, {
		hint: error.hint,
		cause: error
	});
}
function subjectHandled({ subject }, { headers }) {
	return subject !== void 0 && headerOf(headers, "oci-subject") === subject.digest;
}
function refusalOf(response) {
	return {
		status: response.status,
		codes: codesOf(response),
		message: Buffer.from(response.body).toString("utf8")
	};
}

// src/registry/referrers.ts
/** (N26) */
const mostPages = 50;
const mostReferrers = 1e3;
/** Writers of one fallback tag that meet (F47). */
const mergeTries = 5;
/** A registry with the API may take a moment until it lists what was pushed (P34, F44). */
const listLag = [
	1e3,
	2e3,
	4e3
];
/** What a registry with the API says of a repository or an image that it does not have: not that there is no API. */
const absentThings = /^(?:NAME_|MANIFEST_|BLOB_|PROJECT)/;
/** By the API where it is there, else by the fallback tag (P35, P36). Only clean 404s mean "none". */
async function listReferrers(target, subject, options) {
	const { learned } = target.host;
	if (learned.referrersApi === void 0 && learned.referrersAsked !== void 0) await learned.referrersAsked.catch(() => {});
	if (learned.referrersApi !== false && learned.dialect.referrers !== "tag") {
		const asked = byApi(target, subject, options);
		learned.referrersAsked ??= asked;
		const listed = await asked;
		if (listed !== void 0) return {
			way: "api",
			api: true,
			descriptors: listed
		};
	}
	const api = learned.referrersApi === true;
	const index = await fallbackIndex(target, subject, options);
	const descriptors = index === void 0 ? [] : capped(target, entriesOf(index, subject));
	return {
		way: descriptors.length === 0 ? "none" : "tag",
		api,
		descriptors
	};
}
/** Makes pushed referrers findable: nothing to do where the registry lists them, else merges the fallback tag (P33, P34). */
async function attachReferrers(target, subject, referrers, call) {
	if (referrers.length === 0) return;
	const missing = await unlisted(target, subject, {
		referrers,
		call
	});
	if (missing.length === 0) return;
	for (let tries = 0; tries < mergeTries; tries += 1) {
		const before = await getManifest(target, fallbackTag(subject), call);
		const merged = mergeReferrers(before, missing, subject);
		if (merged.digest === before?.digest) return;
		await putFallback(target, subject, {
			index: merged,
			call
		});
		const after = await fallbackIndex(target, subject, call);
		if (lackingIn(missing, after === void 0 ? [] : entriesOf(after, subject)).length === 0) return;
	}
	throw new HoistError("incomplete", "REFERRERS_RACED", `${target.host.host}/${target.scope.path}: others keep writing the referrers of ${subject}`, { hint: "Let one job at a time write referrers of an image, and run again." });
}
/** Those that the registry does not list; one that has the API gets a moment. */
async function unlisted(target, subject, { referrers, call }) {
	for (let looks = 0;; looks += 1) {
		const listed = await listReferrers(target, subject, call);
		const missing = lackingIn(referrers, listed.descriptors);
		const wait = listed.way === "api" ? listLag[looks] : void 0;
		if (missing.length === 0 || wait === void 0) return missing;
		await target.caller.clock.sleep(wait, call.signal);
	}
}
function lackingIn(wanted, found) {
	const there = new Set(found.map((descriptor) => descriptor.digest));
	return wanted.filter((descriptor) => !there.has(descriptor.digest));
}
/** Immutable tags stop the one document that has to be written again and again (Q10). */
async function putFallback(target, subject, { index, call }) {
	try {
		await putManifest(target, {
			manifest: index,
			reference: fallbackTag(subject)
		}, call);
	} catch (error) {
		if (!(error instanceof HoistError) || error.code !== "TAG_IMMUTABLE") throw error;
		const where = `${target.host.host}/${target.scope.path}`;
		throw new HoistError("incomplete", "REFERRERS_IMMUTABLE", `${where} cannot list what is attached to ${subject}: its tags are immutable, and it has no referrers API`, {
			hint: "Except tags that begin with \"sha256-\" from immutability, or set referrers: best-effort for the stage.",
			cause: error
		});
	}
}
async function byApi(target, subject, call) {
	const { caller, host, scope } = target;
	const walk = walkPages(urlOf(host, scope.path, `referrers/${subject}`), mostPages);
	const found = [];
	let begun = false;
	while (walk.page !== void 0) {
		const request = {
			method: "GET",
			url: walk.page,
			scope,
			attempt: {
				verb: `list the referrers of ${subject} in`,
				path: scope.path
			},
			headers: { accept: mediaTypes.ociIndex },
			maxBytes: maxManifestBytes,
			signal: call.signal
		};
		const response = await caller.ask(host, request, extraTries.read);
		if ((response.status === 404 || response.status === 406) && !begun) {
			if (!codesOf(response).some((code) => absentThings.test(code)) && host.learned.referrersApi === void 0) host.learned.referrersApi = false;
			return;
		}
		if (response.status !== 200) refuse(host, request, response);
		const index = indexOf(target, subject, response);
		begun = true;
		host.learned.referrersApi = true;
		found.push(...entriesOf(index, subject));
		capped(target, found);
		walk.advance(response.headers);
	}
	return found;
}
/** 200 with anything but an index is a wrong answer, not an empty one (P35, F46). */
function indexOf({ host, scope }, subject, response) {
	const contentType = headerOf(response.headers, "content-type");
	if (bareMediaType(contentType) === mediaTypes.ociIndex) {
		const index = parseManifest(response.body, {
			contentType,
			where: `the referrers of ${subject}`
		});
		if (index.kind === "index") return index;
	}
	throw new HoistError("unreachable", "REFERRERS_UNREADABLE", `${host.host}/${scope.path}: the list of referrers of ${subject} is not an index`, { hint: "A proxy or a login page may have answered instead of the registry. Without the list nothing is promoted." });
}
async function fallbackIndex(target, subject, options) {
	const tag = fallbackTag(subject);
	const known = await options.knownTags;
	if (known !== void 0 && !known.has(tag)) return void 0;
	const manifest = await getManifest(target, tag, options);
	if (manifest === void 0 || manifest.digest === subject || manifest.kind !== "index") return void 0;
	return manifest;
}
function entriesOf(index, subject) {
	return index.kind === "index" ? index.manifests.filter((entry) => entry.digest !== subject) : [];
}
function capped({ host, scope }, found) {
	if (found.length <= mostReferrers) return found;
	throw new HoistError("unreachable", "REFERRERS_TOO_MANY", `${host.host}/${scope.path} lists more than ${mostReferrers} referrers of one digest`, { hint: "Remove referrers that nobody needs; so many cannot be judged." });
}

// src/registry/retry-budget.ts
/**
* Retries that are there whatever the number of requests: one for each of the 32 connections that break together when a
* balancer restarts, and as many again (N11 has 20, from clients with 6 connections).
*/
const atLeast = 64;
const share = .2;
/** A host that keeps failing is left alone for so long; then the next failure decides again. */
const openFor = 3e4;
/**
* One budget of retries for a host: an outage is noticed once, not once for each of a thousand requests. When it is
* spent the circuit opens, and what is asked next fails at once with the same cause (N11, F52). "Too many requests" is no
* outage: the gate slows down for it, and it costs nothing here.
*/
var RetryBudget = class {
	#host;
	#clock;
	#requests = 0;
	#retries = 0;
	#openUntil = Number.NEGATIVE_INFINITY;
	#cause = "";
	constructor(host, clock) {
		this.#host = host;
		this.#clock = clock;
	}
	/**
	* Before each request.
	*
	* @throws HoistError `HOST_FAILING`
	*/
	count() {
		if (this.#clock.ticks() < this.#openUntil) throw new HoistError("unreachable", "HOST_FAILING", `${this.#host} keeps failing: ${this.#cause}`, { hint: "It was tried often enough for this run. Look at the state of the registry and run again later." });
		this.#requests += 1;
	}
	/** Whether one more retry is allowed; counts it. `cause` says what went wrong, for whoever asks next. */
	spend(cause) {
		if (this.#retries < Math.max(atLeast, this.#requests * share)) {
			this.#retries += 1;
			return true;
		}
		this.#cause = cause;
		this.#openUntil = this.#clock.ticks() + openFor;
		return false;
	}
};

// src/registry/queue.ts
/** Runs one thing after the other, whatever became of the one before. */
var Queue = class {
	#last = Promise.resolve();
	run(work) {
		const next = this.#last.then(work, work);
		this.#last = next;
		return next;
	}
};

// src/registry/client.ts
/** Different warnings of one run; who sends more is not listened to (F56). */
const mostWarnings = 100;
/** A body may have to be read from a host and sent to it at once, whatever else is allowed (transport.md §4.4). */
const fewestConnections = 2;
/** The registry port over HTTP, for all hosts. */
function createRegistryClient(options) {
	const { settings, clock } = options;
	const hosts = /* @__PURE__ */ new Map();
	const contexts = /* @__PURE__ */ new Map();
	const queues = /* @__PURE__ */ new Map();
	function hostContext(host) {
		const known = hosts.get(host);
		if (known !== void 0) return known;
		const own = settings.get(host);
		const dialect = dialectOf(host);
		const made = {
			host,
			base: originOf(host, own),
			settings: own,
			gate: new HostGate({
				clock,
				connections: own?.connections ?? dialect.connections,
				requestsPerSecond: own?.requestsPerSecond ?? dialect.requestsPerSecond
			}),
			budget: new RetryBudget(host, clock),
			learned: learnedOf(dialect, own)
		};
		hosts.set(host, made);
		return made;
	}
	/** Settings go by the host that was configured: a CA of one host is not trusted on another. */
	function originOptions(url) {
		const host = [...hosts.values()].find((known) => known.base.origin === url.origin);
		const own = host?.settings ?? settings.get(url.host);
		return {
			verify: own?.insecure !== true,
			connections: host === void 0 ? null : Math.max(fewestConnections, host.gate.limit),
			secureContext: own?.ca === void 0 ? void 0 : contextOf(url.host, own.ca),
			proxy: proxyFor(url, options.secret)
		};
	}
	function contextOf(host, ca) {
		const context = contexts.get(host) ?? secureContextOf(host, ca);
		contexts.set(host, context);
		return context;
	}
	function isConfigured(url) {
		return settings.has(url.host) || [...hosts.values()].some((known) => known.base.origin === url.origin);
	}
	const transport = createTransport({
		origin: originOptions,
		guardedLookup: guardedLookup(lookup)
	});
	const authorizer = createAuthorizer({
		http: transport,
		credentials: options.credentials,
		settings: (host) => settings.get(host),
		clock,
		secret: options.secret,
		random: options.random,
		userAgent: options.userAgent
	});
	const caller = new Caller({
		transport,
		authorizer,
		clock,
		random: options.random,
		userAgent: options.userAgent,
		isConfigured,
		warn: warnOnce(options.warn)
	});
	const slots = new Slots((host) => hosts.get(host)?.gate.limit ?? Number.POSITIVE_INFINITY);
	function to(repository, actions) {
		const host = hostOf(repository);
		return {
			caller,
			host: hostContext(host),
			scope: {
				host,
				path: pathOf(repository),
				actions
			}
		};
	}
	/** Some vendors spoil manifests that are pushed to one repository at once (Q13). */
	function inTurnWhereNeeded(repository, push) {
		const { dialect } = hostContext(hostOf(repository)).learned;
		return dialect.serialManifestPuts ? inTurn(repository, push) : push();
	}
	function inTurn(repository, push) {
		const queue = queues.get(repository) ?? new Queue();
		queues.set(repository, queue);
		return queue.run(push);
	}
	return {
		manifest: (repository, reference, call = {}) => getManifest(to(repository, "pull"), reference, call),
		head: (repository, reference, call = {}) => headManifest(to(repository, "pull"), reference, call),
		putManifest: (repository, manifest, call = {}) => inTurnWhereNeeded(repository, () => putManifest(to(repository, "pull,push"), {
			manifest,
			reference: manifest.digest
		}, call)),
		tag: (repository, manifest, tag, call = {}) => inTurnWhereNeeded(repository, async () => {
			await putManifest(to(repository, "pull,push"), {
				manifest,
				reference: tag,
				before: call.before
			}, call);
		}),
		hasBlob: (repository, blob, call = {}) => {
			const target = to(repository, "pull");
			return hasBlob(caller, target.host, {
				scope: target.scope,
				blob,
				signal: call.signal
			});
		},
		openBlob: (repository, blob, from, call = {}) => {
			const target = to(repository, "pull");
			return readBlob(caller, target.host, {
				scope: target.scope,
				blob,
				from,
				signal: call.signal
			});
		},
		beginBlob: (repository, blob, begin = {}) => beginBlob({
			...to(repository, "pull,push"),
			repository
		}, blob, begin),
		tags: (repository, call = {}) => listTags(to(repository, "pull"), call),
		referrers: (repository, subject, asked = {}) => listReferrers(to(repository, "pull"), subject, asked),
		attach: (repository, subject, referrers, call = {}) => inTurn(repository, () => attachReferrers(to(repository, "pull,push"), subject, referrers, call)),
		reserve: (repositories, bytes, call = {}) => {
			const named = repositories.map(hostOf);
			for (const host of named) if (host !== "oci") hostContext(host);
			return slots.reserve(named, bytes, call.signal);
		},
		expect: (repository, requests) => {
			const { base, gate } = hostContext(hostOf(repository));
			transport.prepare(base, Math.min(requests, gate.limit));
		},
		pullsLeft: (repository) => hostContext(hostOf(repository)).learned.pullsLeft,
		access: (repository, actions, call = {}) => actions === "pull" ? mayPull(to(repository, "pull"), call) : mayPush(to(repository, "pull,push"), call),
		close: () => transport.close()
	};
}
function warnOnce(warn) {
	const said = /* @__PURE__ */ new Set();
	return (text) => {
		if (warn === void 0 || said.size >= mostWarnings || said.has(text)) return;
		said.add(text);
		warn(text);
	};
}

export { createRegistryClient };