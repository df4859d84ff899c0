import { B as isDigest, I as digestOf, U as HoistError, u as parseReference } from "./start.js";
import { a as inLanes, i as unknown, n as explain, r as notAsked, t as answerTo } from "./answer.js";
import { S as parseStrictJson, _ as mediaTypes, f as blobsOf, p as childrenOf, v as platformText, x as isJsonObject } from "./registry.js";
import { i as leadsIn, n as lookAtReferrers, r as Look, t as lookAtCosignTags } from "./attached.js";
import { i as contradictionOf, n as needsCommit, t as commitFacts } from "./forge-facts.js";
import { n as readReport, t as readPredicate } from "./format.js";
import { R as readImageConfig, z as readBlob } from "./promotion.js";
import { n as readLeads, t as documentKey } from "./read-leads2.js";
import { gunzipSync } from "node:zlib";

// src/evidence/base-images.ts
const lanes$3 = 4;
const most = 50;
const baseName = "org.opencontainers.image.base.name";
async function baseImages(request) {
	const written = [...new Set(namesIn(request))];
	const asked = await inLanes(written.slice(0, most), lanes$3, async (name) => {
		return [name, await baseImage(request, name)];
	});
	const left = written.slice(most).map((name) => [name, unknown("INCOMPLETE", `more than ${most} base images are not looked up`)]);
	return new Map([...asked, ...left]);
}
function namesIn({ annotations, platforms, evidence }) {
	const trusted = evidence.filter(({ trust, problem }) => trust.level === "signed" && problem === void 0);
	const materials = trusted.flatMap(({ parts }) => parts.flatMap((part) => part.kind === "provenance" ? part.provenance.materials : []));
	const stated = [annotations, ...platforms.map((platform) => platform.annotations)];
	return [...materials.map(({ uri }) => uri).filter((uri) => uri.startsWith("pkg:docker/")), ...trusted.length === 0 ? [] : stated.flatMap((one) => one[baseName] ?? [])];
}
async function baseImage({ registry, signal }, name) {
	const reference = referenceOf(name);
	if (reference?.tag === void 0) return unknown("INCOMPLETE", `${name.slice(0, 200)} names no tag, so nobody can say what is current`);
	const { repository, tag } = reference;
	const answer = await answerTo(() => registry.manifest(repository, tag, { signal }));
	if (answer.state === "unknown") return answer;
	const manifest = answer.value;
	if (manifest === void 0) return unknown("NO_EVIDENCE", `${repository}:${tag} is not there any more`);
	const below = childrenOf(manifest).map(({ digest }) => digest);
	return {
		state: "known",
		value: {
			digest: manifest.digest,
			below
		}
	};
}
function referenceOf(written) {
	try {
		return parseReference(written.startsWith("pkg:docker/") ? imageInPurl(written) : written);
	} catch (error) {
		if (error instanceof HoistError || error instanceof URIError) return void 0;
		throw error;
	}
}
function imageInPurl(purl) {
	const [named = "", query = ""] = purl.slice(11).split("#", 1).join("").split("?", 2);
	const at = named.lastIndexOf("@");
	const path = decodeURIComponent(at < 0 ? named : named.slice(0, at));
	const version = at < 0 ? "" : decodeURIComponent(named.slice(at + 1));
	const host = new URLSearchParams(query).get("repository_url");
	const name = host === null ? path : `${host.replace(/^https?:\/\//, "").replace(/\/$/, "")}/${path}`;
	if (version === "") return name;
	return version.includes(":") ? `${name}@${version}` : `${name}:${version}`;
}

// src/evidence/local-files.ts
async function lookAtFiles(workspace, patterns) {
	return Promise.all(patterns.map((pattern) => lookAtPattern(workspace, pattern)));
}
async function lookAtPattern(workspace, pattern) {
	const look = new Look("local");
	if (workspace === void 0) {
		look.off("there is no workspace");
		return {
			look,
			leads: []
		};
	}
	try {
		const paths = await workspace.find(pattern);
		if (paths.length === 0) look.note(`no file is named ${pattern}`);
		return {
			look,
			leads: paths.map((path) => leadOf(workspace, look, path))
		};
	} catch (error) {
		look.fail(error);
		return {
			look,
			leads: []
		};
	}
}
function leadOf(workspace, look, path) {
	return {
		look,
		mediaType: "application/json",
		annotations: {},
		file: path,
		async read(maxBytes) {
			const bytes = await workspace.read(path, maxBytes);
			if (bytes !== void 0) return bytes;
			throw new HoistError("config", "FILE_MISSING", `${path} is not there`, { hint: "Write the report in a step before this one, or correct evidence.files." });
		}
	};
}

// src/evidence/discover.ts
const lanes$2 = 4;
const order = [
	"referrers",
	"fallback-tag",
	"cosign-tag",
	"index",
	"github",
	"local"
];
async function discover(request) {
	return (await Promise.all([
		attached(request),
		inIndex(request),
		atGitHub(request),
		lookAtFiles(request.workspace, request.settings.files)
	])).flat().toSorted((a, b) => order.indexOf(a.look.place) - order.indexOf(b.look.place));
}
async function attached({ besides = [], registry, graph, parts, settings, signal }) {
	const { sources, repository: other } = settings;
	const places = [graph.source, ...other === void 0 || other === graph.source ? [] : [other]];
	const subjects = [...imageDigests(parts), ...parts.attestations.map(({ manifest }) => manifest.digest)];
	const requests = places.flatMap((repository) => subjects.map((subject) => ({
		registry,
		graph,
		repository,
		subject,
		signal
	})));
	const others = besides.filter((repository) => !places.includes(repository));
	const beside = sources.includes("referrers") ? await inLanes([...new Set(others)], lanes$2, (repository) => lookAtReferrers({
		registry,
		graph,
		repository,
		subject: parts.root.digest,
		signal
	})) : [];
	const looked = await inLanes(requests, lanes$2, (one) => Promise.all([...sources.includes("referrers") ? [lookAtReferrers(one)] : [], ...sources.includes("cosign-tags") ? [lookAtCosignTags(one)] : []]));
	return [
		...sources.includes("referrers") ? [] : [off("referrers")],
		...sources.includes("cosign-tags") ? [] : [off("cosign-tag")],
		...looked.flat(),
		...beside
	];
}
function imageDigests({ root, platforms }) {
	return [.../* @__PURE__ */ new Set([root.digest, ...platforms.map(({ manifest }) => manifest.digest)])];
}
async function inIndex({ registry, graph, parts, settings, signal }) {
	if (!settings.sources.includes("index")) return [off("index")];
	const look = new Look("index", { subject: parts.root.digest });
	return [{
		look,
		leads: parts.attestations.flatMap(({ manifest, reference }) => leadsIn(manifest, {
			registry,
			repository: graph.source,
			look,
			about: reference,
			signal
		}))
	}];
}
async function atGitHub({ forge, parts, settings }) {
	if (!settings.sources.includes("github")) return [off("github")];
	if (forge === void 0) return [off("github", "Actions only")];
	return inLanes(imageDigests(parts), lanes$2, async (subject) => {
		const look = new Look("github", { subject });
		try {
			const { found, cut } = await forge.attestations(subject);
			if (cut) look.cut("GitHub has more attestations than are read");
			return {
				look,
				leads: found.map((stored) => ({
					look,
					about: subject,
					mediaType: stored.mediaType,
					annotations: {},
					read: (maxBytes) => stored.read(maxBytes)
				}))
			};
		} catch (error) {
			look.fail(error);
			return {
				look,
				leads: []
			};
		}
	});
}
function off(place, why = "evidence.sources leaves it out") {
	const look = new Look(place);
	look.off(why);
	return {
		look,
		leads: []
	};
}

// src/evidence/epss.ts
const what$1 = "the EPSS scores";
const header = /^#.*\bscore_date:([0-9TZ:+-]+)/;
function readEpssAnswer(bytes) {
	const json = parseStrictJson(bytes, what$1);
	const data = isJsonObject(json) ? json["data"] : void 0;
	if (!Array.isArray(data)) throw invalid$1("the answer has no data");
	const scores = data.map((entry) => {
		const { cve, epss, date } = isJsonObject(entry) ? entry : {};
		if (typeof cve !== "string" || typeof date !== "string") throw invalid$1("a score has no cve or no date");
		return {
			date,
			entry: [cve, scoreOf(epss)]
		};
	});
	return {
		date: scores.map(({ date }) => date).toSorted()[0] ?? "",
		entries: new Map(scores.map(({ entry }) => entry))
	};
}
function readEpssFile(bytes) {
	const text = new TextDecoder().decode(bytes);
	if (text.startsWith("{")) {
		const scores = readEpssAnswer(bytes);
		if (scores.entries.size === 0) throw invalid$1("it has no scores");
		return scores;
	}
	const [first = "", names = "", ...lines] = text.split(/\r?\n/);
	const date = header.exec(first)?.[1];
	if (date === void 0) throw invalid$1("its first line has no score_date");
	if (!names.startsWith("cve,epss,")) throw invalid$1("its second line is not cve,epss,percentile");
	const entries = new Map(lines.filter((line) => line !== "").map((line) => {
		const [cve = "", epss] = line.split(",", 3);
		return [cve, scoreOf(epss)];
	}));
	if (entries.size === 0) throw invalid$1("it has no scores");
	return {
		date: date.replace(/([+-]\d{2})(\d{2})$/, "$1:$2"),
		entries
	};
}
function scoreOf(value) {
	const score = typeof value === "string" && /^[0-9]/.test(value) ? Number(value) : value;
	if (typeof score === "number" && score >= 0 && score <= 1) return score;
	throw invalid$1(`${JSON.stringify(value)?.slice(0, 40)} is no score from 0 to 1`);
}
function invalid$1(why) {
	return new HoistError("refused", "FEED_INVALID", `${what$1} cannot be read: ${why}`, { hint: "It has to be the daily CSV file, or an answer of the API in JSON, as FIRST publishes them." });
}

// src/evidence/kev.ts
const what = "the list of known exploited vulnerabilities";
function readKev(bytes) {
	const json = parseStrictJson(bytes, what);
	if (!isJsonObject(json)) throw invalid("it is not an object");
	const { dateReleased, count, vulnerabilities } = json;
	if (typeof dateReleased !== "string") throw invalid("it has no dateReleased");
	if (!Array.isArray(vulnerabilities) || vulnerabilities.length === 0) throw invalid("it lists nothing");
	if (count !== void 0 && count !== vulnerabilities.length) throw invalid(`it says ${JSON.stringify(count)} and lists ${vulnerabilities.length}`);
	return {
		date: dateReleased,
		entries: new Map(vulnerabilities.map(entryOf))
	};
}
function entryOf(entry) {
	const { cveID, dateAdded } = isJsonObject(entry) ? entry : {};
	if (typeof cveID === "string" && typeof dateAdded === "string") return [cveID, dateAdded];
	throw invalid("an entry has no cveID or no dateAdded");
}
function invalid(why) {
	return new HoistError("refused", "FEED_INVALID", `${what} cannot be read: ${why}`, { hint: "It has to be the catalogue in JSON, as CISA publishes it." });
}

// src/evidence/feed.ts
const kevUrl = "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json";
const epssUrl = "https://api.first.org/data/v1/epss";
const maxFeedBytes = 64 * 1024 ** 2;
const maxIdCharacters = 2e3;
const maxIds = 100;
const lanes$1 = 4;
async function feeds(request) {
	const { needs, settings } = request;
	const [kev, epss] = await Promise.all([needs.includes("kev") ? kevFeed(request, settings.kev) : void 0, needs.includes("epss") ? epssFeed(request, settings.epss) : void 0]);
	return {
		...kev && { kev },
		...epss && { epss }
	};
}
async function kevFeed(request, source = { kind: "publisher" }) {
	return fresh(request, "the list of known exploited vulnerabilities", await answerTo(async () => {
		const bytes = source.kind === "file" ? await readFile(request, source.path) : await download(request, kevUrl);
		return {
			...readKev(bytes),
			digest: digestOf(bytes)
		};
	}));
}
async function epssFeed(request, source = { kind: "publisher" }) {
	return fresh(request, "the EPSS scores", await answerTo(async () => {
		if (source.kind === "publisher") return askEpss(request);
		const bytes = await readFile(request, source.path);
		return {
			...readEpssFile(bytes),
			digest: digestOf(bytes)
		};
	}));
}
async function askEpss(request) {
	const questions = chunksOf(vulnerabilitiesIn(request.evidence));
	const answers = await inLanes(questions, lanes$1, async (ids) => {
		const bytes = await download(request, `${epssUrl}?cve=${ids.join(",")}&limit=${maxIds}`);
		return {
			bytes,
			scores: readEpssAnswer(bytes)
		};
	});
	const digest = digestOf(Buffer.concat(answers.map(({ bytes }) => bytes)));
	return {
		...merged(answers.map(({ scores }) => scores), request.now),
		digest
	};
}
function merged(parts, now) {
	const entries = new Map(parts.flatMap((part) => [...part.entries]));
	return {
		date: parts.filter((part) => part.entries.size > 0).map(({ date }) => date).toSorted()[0] ?? now.toISOString(),
		entries
	};
}
function vulnerabilitiesIn(evidence) {
	const ids = evidence.flatMap(({ parts, trust }) => trust.level === "signed" || trust.level === "local" ? parts.flatMap((part) => part.kind === "scan" ? part.scan.vulnerabilities.flatMap(({ id, aliases }) => [id, ...aliases]) : []) : []);
	return [...new Set(ids.filter((id) => /^CVE-[0-9]{4}-[0-9]{4,10}$/.test(id)))].toSorted();
}
function chunksOf(ids) {
	const chunks = [];
	let characters = Number.POSITIVE_INFINITY;
	for (const id of ids) {
		const last = chunks.at(-1);
		characters += id.length + 1;
		if (last !== void 0 && characters <= maxIdCharacters && last.length < maxIds) last.push(id);
		else {
			chunks.push([id]);
			characters = id.length;
		}
	}
	return chunks;
}
async function readFile({ workspace }, path) {
	const bytes = await workspace?.read(path, maxFeedBytes);
	if (bytes === void 0) throw new HoistError("config", "FEED_MISSING", `the feed ${path} is not there`, { hint: "Fetch it in a step before this one, or correct evidence.feeds." });
	return bytes[0] === 31 && bytes[1] === 139 ? unzipped(path, bytes) : bytes;
}
function unzipped(path, bytes) {
	try {
		return new Uint8Array(gunzipSync(bytes, { maxOutputLength: maxFeedBytes }));
	} catch (error) {
		throw new HoistError("refused", "FEED_INVALID", `the feed ${path} cannot be read: it is no gzip, or more than is read`, { cause: error });
	}
}
async function download({ web, signal }, url) {
	const { host } = new URL(url);
	if (web === void 0) throw new HoistError("unreachable", "FEED_OFFLINE", `${host} cannot be asked here`, { hint: "Give the feed as a file: evidence.feeds." });
	const { status, bytes } = await web.get(url, {
		maxBytes: maxFeedBytes,
		signal
	});
	if (status === 200) return bytes;
	throw new HoistError("unreachable", "FEED_STATUS", `${host} answered ${status}`);
}
function fresh({ now, settings }, name, answer) {
	if (answer.state === "unknown") return answer;
	const { date } = answer.value;
	const at = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(date) ? `${date}T23:59:59Z` : date);
	if (Number.isNaN(at)) return unknown("UNPARSABLE", `${name}: ${JSON.stringify(date.slice(0, 40))} is no date`);
	if (now.getTime() - at <= settings.maxAge * 1e3) return answer;
	return unknown("STALE", `${name} is of ${date}, older than evidence.feeds.max-age allows`);
}

// src/evidence/binding.ts
function bindReport(claims, image) {
	const { exact, reference, whole = [] } = claims;
	const covered = manifestsNamed(whole, image);
	if (covered.length > 0) return { subjects: covered };
	const byExact = platformsNamed([...exact, ...reference], image);
	if (byExact === "contradiction") return wrong("its digests name different platforms of the image, so it is not about one of them");
	if (byExact.length > 0) return { subjects: byExact };
	if (exact.includes(image.digest) || reference.includes(image.digest)) return image.isIndex ? bindToIndex(claims.platform ?? {}, image) : { subjects: [image.digest] };
	return wrong(elsewhere([
		...exact,
		...reference,
		...whole
	]));
}
function bindStatement(subjects, image) {
	const named = subjects.flatMap(({ digest }) => ["sha256", "sha512"].flatMap((algorithm) => {
		const hex = Object.hasOwn(digest, algorithm) ? digest[algorithm] : void 0;
		return hex === void 0 ? [] : [`${algorithm}:${hex}`];
	}));
	const matched = manifestsNamed(named, image);
	return matched.length > 0 ? { subjects: matched } : wrong(elsewhere(named));
}
function manifestsNamed(named, image) {
	const names = new Set(named);
	return [.../* @__PURE__ */ new Set([image.digest, ...image.platforms.map((platform) => platform.digest)])].filter((digest) => names.has(digest));
}
function platformsNamed(named, image) {
	const matches = [...new Set(named)].map((name) => image.platforms.filter((platform) => isNamed(platform, name))).filter((platforms) => platforms.length > 0);
	const agreed = image.platforms.some((one) => matches.every((platforms) => platforms.includes(one)));
	if (matches.length > 0 && !agreed) return "contradiction";
	return [...new Set(matches.flat().map(({ digest }) => digest))];
}
function isNamed(platform, name) {
	return platform.digest === name || platform.configDigest === name;
}
function bindToIndex(claimed, image) {
	const [only, ...others] = image.platforms;
	const fitting = image.platforms.filter(({ platform }) => fits(platform, claimed));
	const [fit, ...more] = fitting;
	if (fit !== void 0 && more.length === 0 && (others.length === 0 || claimed.architecture !== void 0)) return { subjects: [fit.digest] };
	if (only === void 0) return wrong("it names the index, which has no platform");
	const shown = shownPlatform(claimed);
	if (claimed.architecture === void 0 && (others.length > 0 || claimed.os === void 0)) return incomplete("it names the index and does not say which platform was looked at");
	if (fit === void 0) return wrong(`it is about ${shown}, which the image does not have`);
	return incomplete(`it is about ${shown}, and the image has that ${fitting.length} times`);
}
function fits(platform, claimed) {
	return [
		"os",
		"architecture",
		"variant"
	].every((member) => claimed[member] === void 0 || claimed[member] === platform?.[member]);
}
function shownPlatform({ os = "?", architecture = "?", variant }) {
	return platformText({
		os,
		architecture,
		...variant !== void 0 && { variant }
	});
}
function elsewhere(named) {
	const [first, ...more] = named;
	if (first === void 0) return "it does not say by digest which image it is about";
	const others = more.length === 0 ? "" : ` and ${more.length} more`;
	return `it is about ${first.slice(0, 150)}${others}, which is no part of the image`;
}
function wrong(message) {
	return { problem: {
		code: "WRONG_SUBJECT",
		message
	} };
}
function incomplete(message) {
	return { problem: {
		code: "INCOMPLETE",
		message
	} };
}

// src/evidence/interpret.ts
const signPredicate = /^https:\/\/sigstore\.dev\/cosign\/sign\/v[0-9]+$/;
function interpret(opened, subjects) {
	const { title, parts, binding, signs = [], ...read } = readingOf(opened, subjects);
	const bound = "subjects" in binding ? binding.subjects : [];
	const problem = read.problem ?? ("problem" in binding ? binding.problem : void 0) ?? contradicted(opened, parts);
	const { digest, place } = opened.found;
	const statement = opened.what === "statement" ? opened.statement : void 0;
	return {
		evidence: {
			digest,
			place,
			title,
			trust: opened.trust,
			subjects: problem === void 0 ? bound : [],
			parts: problem === void 0 ? parts : [],
			...statement && { predicateType: statement.predicateType },
			...statement && problem === void 0 && { predicate: statement.predicate },
			...problem && { problem }
		},
		signs
	};
}
function readingOf(opened, subjects) {
	switch (opened.what) {
		case "nothing": {
			const problem = {
				code: opened.code,
				message: opened.message
			};
			return {
				title: opened.title,
				parts: [],
				binding: { subjects: [] },
				problem
			};
		}
		case "signature": return signatureReading([opened.digest], opened.annotations, subjects);
		case "statement": return statementReading(opened.statement, subjects);
		default: return reportReading(opened, subjects);
	}
}
function reportReading({ json, found }, subjects) {
	const read = readReport(json);
	if ("problem" in read && read.isStrange === true && found.file === void 0) return {
		title: read.title,
		parts: [],
		binding: { subjects: [] }
	};
	if ("problem" in read) return {
		...read,
		parts: [],
		binding: { subjects: [] }
	};
	return {
		...read,
		binding: bindReport(read.claims, subjects.image)
	};
}
function statementReading(statement, subjects) {
	const { predicateType, predicate } = statement;
	if (signPredicate.test(predicateType)) return signStatementReading(statement, subjects);
	const binding = bindStatement(statement.subjects, subjects.image);
	const read = readPredicate(predicateType, predicate);
	if ("problem" in read) return {
		...read,
		parts: [],
		binding
	};
	return {
		...read,
		binding
	};
}
function signStatementReading({ subjects: named }, subjects) {
	const claimed = named.map((subject) => ({
		...subject,
		claims: digestsOf(subject.digest)
	}));
	const ours = claimed.filter(({ claims }) => claims.some((digest) => isOurs(digest, subjects)));
	return signatureReading(claimed.flatMap(({ claims }) => claims), ours[0]?.annotations ?? {}, subjects);
}
function digestsOf(digest) {
	return ["sha256", "sha512"].flatMap((algorithm) => Object.hasOwn(digest, algorithm) ? [`${algorithm}:${digest[algorithm]}`] : []);
}
function signatureReading(claimed, annotations, subjects) {
	const title = "cosign signature";
	const parts = [{
		kind: "signature",
		annotations
	}];
	const signs = claimed.filter((digest) => isOurs(digest, subjects));
	const bound = signs.filter((digest) => !subjects.attestations.has(digest));
	if (bound.length > 0) return {
		title,
		parts,
		binding: { subjects: bound },
		signs
	};
	const [first = "nothing"] = claimed;
	return {
		title,
		parts,
		binding: { problem: {
			code: "WRONG_SUBJECT",
			message: signs.length > 0 ? `it signs the attestation manifest ${first} of the index, not the image` : `it signs ${first.slice(0, 200)}, which is no part of the image`
		} },
		signs
	};
}
function isOurs(digest, { image, attestations }) {
	return isDigest(digest) && (digest === image.digest || attestations.has(digest) || image.platforms.some((platform) => platform.digest === digest));
}
function contradicted({ trust }, parts) {
	if (trust.level !== "signed" || trust.identity.kind !== "certificate") return void 0;
	for (const part of parts) {
		const message = part.kind === "provenance" ? contradictionOf(part.provenance, trust.identity) : void 0;
		if (message !== void 0) return {
			code: "CONTRADICTION",
			message
		};
	}
}

// src/evidence/intrinsic.ts
const lanes = 8;
const maxConfigBytes = 4194304;
async function intrinsicFacts(request) {
	return inLanes(request.parts.platforms, lanes, (part) => platformFacts(request, part));
}
async function platformFacts(request, { manifest, stated }) {
	const config = await configOf(request, manifest, request.configs || stated === void 0);
	const built = config.state === "known" ? config.value.platform : void 0;
	const platform = stated ?? built;
	const contradicts = stated && built && contradiction(stated, built);
	return {
		digest: manifest.digest,
		annotations: manifest.annotations,
		bytes: bytesOf(manifest),
		layers: manifest.layers.length,
		config,
		...platform && { platform },
		...contradicts !== void 0 && { contradicts },
		...manifest.config && { configDigest: manifest.config.digest }
	};
}
async function configOf({ registry, repository, signal }, { config, digest }, wanted) {
	if (!wanted) return notAsked("the image config");
	if (config === void 0) return unknown("INCOMPLETE", `${digest} has no image config`);
	return answerTo(async () => {
		const bytes = await readBlob({
			registry,
			repository
		}, config, {
			maxBytes: maxConfigBytes,
			signal
		});
		return readImageConfig(bytes, `the config of ${repository}@${digest}`);
	});
}
function contradiction(stated, built) {
	const variants = stated.variant === void 0 || built.variant === void 0 || stated.variant === built.variant;
	if (stated.os === built.os && stated.architecture === built.architecture && variants) return void 0;
	return `the index says ${platformText(stated)}, its config ${platformText(built)}`;
}
function bytesOf(manifest) {
	return [...new Map(blobsOf(manifest).map(({ digest, size }) => [digest, size])).values()].reduce((sum, size) => sum + size, 0);
}

// src/evidence/parts.ts
const imageConfigs = /* @__PURE__ */ new Set([mediaTypes.ociConfig, mediaTypes.dockerConfig]);
const mostDepth = 3;
async function partsOf(source) {
	const { root } = source.graph;
	if (root.kind === "manifest") return {
		root,
		platforms: [{ manifest: root }],
		attestations: [],
		strange: []
	};
	const platforms = [];
	const attestations = [];
	const strange = [];
	const missing = new Set(source.graph.missing.map(({ digest }) => digest));
	let level = root.manifests;
	for (let depth = 1; level.length > 0; depth += 1) {
		if (depth > mostDepth) throw tooDeep(source);
		const wanted = level.filter(({ digest }) => !missing.has(digest));
		const children = await Promise.all(wanted.map(async (child) => [child, await readChild(source, child)]));
		level = [];
		for (const [descriptor, manifest] of children) if (manifest.kind === "index") level = [...level, ...manifest.manifests];
		else if (isAttestation(descriptor, manifest)) attestations.push(attestationOf(descriptor, manifest));
		else if (isPlatform(descriptor, manifest)) platforms.push(platformOf(descriptor, manifest));
		else strange.push(manifest.digest);
	}
	return {
		root,
		platforms: distinct(platforms),
		attestations,
		strange
	};
}
async function readChild({ registry, graph, signal }, { digest }) {
	const manifest = graph.manifests.get(digest) ?? await registry.manifest(graph.source, digest, { signal });
	if (manifest !== void 0) return manifest;
	throw new HoistError("unreachable", "CHILD_MISSING", `${graph.source} names ${digest} in its index and does not have it`, { hint: "Push the image again; a clean-up may have deleted untagged platforms." });
}
function isAttestation({ annotations, platform }, manifest) {
	return annotations?.["vnd.docker.reference.type"] === "attestation-manifest" && platform?.os === "unknown" && platform.architecture === "unknown" && manifest.layers.length > 0 && manifest.layers.every(({ mediaType }) => mediaType.startsWith("application/vnd.in-toto"));
}
function attestationOf({ annotations }, manifest) {
	const reference = annotations?.["vnd.docker.reference.digest"];
	return {
		manifest,
		...reference !== void 0 && isDigest(reference) && { reference }
	};
}
function isPlatform({ platform }, { config }) {
	if (platform !== void 0) return platform.os !== "unknown" && platform.architecture !== "unknown";
	return config !== void 0 && imageConfigs.has(config.mediaType);
}
function platformOf({ platform }, manifest) {
	return {
		manifest,
		...platform && { stated: platform }
	};
}
function distinct(platforms) {
	return [...new Map(platforms.map((part) => [JSON.stringify([part.manifest.digest, part.stated]), part])).values()];
}
function tooDeep({ graph }) {
	return new HoistError("refused", "GRAPH_TOO_LARGE", `the image in ${graph.source} has indexes more than ${mostDepth} deep`, { hint: "That is beyond what Hoist carries; look whether the image is what it should be." });
}

// src/evidence/sealed.ts
function sealed(documents, index) {
	const seals = documents.flatMap(({ evidence, signs }) => {
		const { trust } = evidence;
		return trust.level === "signed" ? signs.map((by) => ({
			by,
			trust
		})) : [];
	});
	return [...byDocument(documents).values()].flatMap((copies) => {
		const holders = new Set(copies.flatMap((copy) => copy.holders));
		return best(copies.flatMap((copy) => raised(copy, sealsFor(holders, seals, index))));
	});
}
function byDocument(documents) {
	const groups = /* @__PURE__ */ new Map();
	for (const document of documents) {
		const key = documentKey(document.found);
		groups.set(key, [...groups.get(key) ?? [], document]);
	}
	return groups;
}
function sealsFor(holders, seals, { digest, attestations }) {
	const within = [...holders].filter((holder) => attestations.has(holder));
	if (within.length === 0) return [];
	const bySigners = /* @__PURE__ */ new Map();
	for (const seal of seals.filter(({ by }) => by === digest || within.includes(by))) {
		const key = JSON.stringify(seal.trust.signers.toSorted());
		const known = bySigners.get(key);
		bySigners.set(key, known === void 0 ? seal : {
			...known,
			trust: spanning(known.trust, seal.trust)
		});
	}
	return [...bySigners.values()];
}
function spanning(one, other) {
	const spans = [one.signedAt, other.signedAt].filter((span) => span !== void 0);
	if (spans.length === 0) return one;
	const first = new Date(Math.min(...spans.map((span) => span.first.getTime())));
	const last = new Date(Math.max(...spans.map((span) => span.last.getTime())));
	return {
		...one,
		signedAt: {
			first,
			last
		}
	};
}
function raised({ evidence, isStatement }, seals) {
	if (!isStatement || evidence.trust.level !== "unsigned" || seals.length === 0) return [evidence];
	return seals.map(({ by, trust }) => ({
		...evidence,
		trust: {
			...trust,
			sealedBy: by
		}
	}));
}
function best(copies) {
	const sorted = copies.toSorted((a, b) => worth(b) - worth(a));
	const counting = sorted.filter(({ trust }) => trust.level === "signed" || trust.level === "local");
	if (counting.length === 0) return sorted.slice(0, 1);
	const ways = /* @__PURE__ */ new Map();
	for (const evidence of counting) {
		const { trust } = evidence;
		const way = JSON.stringify(trust.level === "signed" ? trust.signers.toSorted() : trust.level);
		if (!ways.has(way)) ways.set(way, evidence);
	}
	return [...ways.values()];
}
function worth({ trust, problem }) {
	const level = {
		untrusted: 0,
		unsigned: 1,
		local: 2,
		signed: 3
	}[trust.level];
	return problem === void 0 ? level + 4 : level;
}

// src/evidence/gather.ts
async function gather(request) {
	const { registry, graph, image, stage, needs, signal } = request;
	const parts = await partsOf({
		registry,
		graph,
		signal
	});
	const place = {
		registry,
		repository: graph.source,
		parts,
		signal
	};
	const [platforms, previous] = await Promise.all([intrinsicFacts({
		...place,
		configs: needs.configs
	}), needs.previous === "no" || request.previous === void 0 ? notAsked("what is at the target now") : request.previous()]);
	const { evidence, searches } = needsEvidence(needs) ? await gatherEvidence(request, parts, platforms) : {
		evidence: [],
		searches: []
	};
	const { annotations, digest, kind } = parts.root;
	const [commit, feedsFound, bases] = await Promise.all([
		needsCommit(needs) ? commitFacts(request.forge, evidence, needs) : notAsked("the commit"),
		feeds({
			...request,
			needs: needs.feeds,
			settings: request.settings.feeds,
			evidence
		}),
		needs.baseImages ? baseImages({
			registry,
			annotations,
			platforms,
			evidence,
			signal
		}) : /* @__PURE__ */ new Map()
	]);
	return {
		image: {
			...image,
			digest,
			isIndex: kind === "index",
			annotations,
			strangeChildren: parts.strange
		},
		platforms,
		evidence,
		searches,
		commit,
		previous,
		feeds: feedsFound,
		baseImages: bases,
		...stage !== void 0 && { stage },
		...request.stages !== void 0 && { stages: request.stages }
	};
}
function needsEvidence(needs) {
	return needs.evidence || needs.baseImages || needsCommit(needs);
}
async function gatherEvidence(request, parts, platforms) {
	const subjects = {
		image: {
			digest: parts.root.digest,
			isIndex: parts.root.kind === "index",
			platforms
		},
		attestations: new Set(parts.attestations.map(({ manifest }) => manifest.digest))
	};
	const manifests = manifestsOf(parts);
	const looked = await discover({
		...request,
		parts
	});
	const understood = await readLeads(looked, (document) => understand({
		...request,
		manifests
	}, document, subjects), request.limits);
	return {
		evidence: sealed(understood, {
			digest: parts.root.digest,
			attestations: subjects.attestations
		}),
		searches: looked.map(({ look }) => look.search())
	};
}
function manifestsOf({ root, platforms, attestations }) {
	const below = [...platforms, ...attestations].map(({ manifest }) => manifest);
	return new Map([root, ...below].map((manifest) => [manifest.digest, manifest]));
}
async function understand({ open, manifests }, { found, holders }, subjects) {
	const subjectBytes = found.about && manifests.get(found.about)?.bytes;
	const opened = await open(subjectBytes === void 0 ? found : {
		...found,
		subjectBytes
	}).catch((error) => notOpened(found, error));
	const { digest, annotations } = found;
	return {
		...interpret(opened, subjects),
		found: {
			digest,
			annotations
		},
		holders,
		isStatement: opened.what === "statement"
	};
}
function notOpened(found, error) {
	if (!(error instanceof HoistError) || error.kind === "config") throw error;
	const code = error.kind === "refused" ? "UNPARSABLE" : "UNREACHABLE";
	const message = explain(error);
	return {
		found,
		trust: {
			level: "untrusted",
			why: message
		},
		what: "nothing",
		code,
		message,
		title: found.mediaType
	};
}

export { gather };