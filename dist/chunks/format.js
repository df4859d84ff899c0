import { D as promotionType } from "./promotion.js";
import { S as parseStrictJson, x as isJsonObject } from "./registry.js";
import { B as isDigest, U as HoistError } from "./start.js";
import { a as readAs, i as notRead, n as readPromotionRecord, r as noClaims } from "./promotion-record.js";
import { _ as unknown, a as boolean, f as preprocess, g as union, h as string, l as number, r as _enum, u as object } from "./zod.js";
import { d as severities } from "./result.js";

// src/evidence/formats/cosign-custom.ts
function readCosignCustom(predicate, reports) {
	const title = "cosign custom attestation";
	const data = contentOf(predicate["Data"]);
	if (data === void 0 || !reports.isKnown(data)) return {
		title,
		parts: [],
		claims: noClaims
	};
	return reports.read(data);
}
function contentOf(data) {
	if (isJsonObject(data)) return data;
	if (typeof data !== "string" || !data.trimStart().startsWith("{")) return void 0;
	try {
		const json = parseStrictJson(Buffer.from(data), "Data");
		return isJsonObject(json) ? json : void 0;
	} catch (error) {
		if (error instanceof HoistError) return void 0;
		throw error;
	}
}

// src/evidence/formats/fields.ts
const longestList = 2e5;
const text = string();
const anything = unknown().optional();
const optionalText = string().nullish().transform((value) => value || void 0);
const optionalTime = optionalText.transform((value) => value !== void 0 && time.test(value) && !Number.isNaN(Date.parse(value)) ? value : void 0);
const optionalDay = optionalText.transform((value) => value !== void 0 && day.test(value) && !Number.isNaN(Date.parse(value)) ? value : void 0);
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const day = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))?$/;
const optionalFlag = boolean().nullish().transform((value) => value ?? void 0);
const optionalScore = number().min(0).max(10).nullish().transform((value) => value ?? void 0);
function list(item) {
	return anything.transform((value, context) => readList(item, value, context) ?? []);
}
function optionalList(item) {
	return anything.transform((value, context) => value === void 0 || value === null ? void 0 : readList(item, value, context));
}
function map(item) {
	return anything.transform((value, context) => {
		const read = Object.create(null);
		if (value === void 0 || value === null) return read;
		if (!isJsonObject(value)) {
			complain(context, value, "expected object", []);
			return read;
		}
		const names = Object.keys(value);
		if (isTooLong(names.length)) {
			complain(context, value, tooLong(names.length), []);
			return read;
		}
		for (const name of names) {
			const result = item.safeParse(value[name]);
			if (!result.success) {
				complainOf(context, result.error, name);
				return read;
			}
			read[name] = result.data;
		}
		return read;
	});
}
function readList(item, value, context) {
	if (!Array.isArray(value)) {
		complain(context, value, "expected array", []);
		return;
	}
	if (isTooLong(value.length)) {
		complain(context, value, tooLong(value.length), []);
		return;
	}
	const read = [];
	for (let index = 0; index < value.length; index += 1) {
		const result = item.safeParse(value[index]);
		if (!result.success) {
			complainOf(context, result.error, index);
			return;
		}
		read.push(result.data);
	}
	return read;
}
function tooLong(length) {
	return `it has ${length} entries or more, and ${longestList} are read`;
}
function isTooLong(length) {
	return length > longestList;
}
function complainOf(context, error, ...place) {
	const first = error.issues[0];
	complain(context, void 0, first?.message ?? "it is not as it should be", [...place, ...first?.path ?? []]);
}
function complain(context, input, message, path) {
	context.issues.push({
		code: "custom",
		input,
		message,
		path: [...path]
	});
}

// src/evidence/formats/cosign-vuln.ts
const predicate$4 = object({
	scanner: object({ result: anything }),
	metadata: object({ scanFinishedOn: optionalTime }).nullish()
});
function readCosignVuln(json, readReport) {
	const title = "cosign vulnerability scan";
	return readAs(predicate$4, {
		json,
		title
	}, ({ scanner, metadata }) => {
		if (scanner.result === void 0 || scanner.result === null) return notRead(title, "INCOMPLETE", "scanner.result is missing");
		if (!isJsonObject(scanner.result)) return notRead(title, "UNSUPPORTED", "scanner.result is not the report of a scanner that is known");
		const inner = readReport(scanner.result);
		if ("problem" in inner) {
			const { code, message } = inner.problem;
			return notRead(title, code, `scanner.result: ${message}`);
		}
		if (!inner.parts.some(({ kind }) => kind === "scan")) return notRead(title, "UNSUPPORTED", `scanner.result is ${inner.title}, which is no scan`);
		const created = metadata?.scanFinishedOn;
		const parts = inner.parts.filter(({ kind }) => kind !== "sbom").map((part) => part.kind === "scan" && created !== void 0 && part.scan.created === void 0 ? {
			...part,
			scan: {
				...part.scan,
				created
			}
		} : part);
		return {
			...inner,
			parts
		};
	});
}

// src/evidence/formats/claimed-digest.ts
function digestsIn(texts) {
	return [...texts].flatMap((text) => {
		const digest = text?.slice(text.lastIndexOf("@") + 1) ?? "";
		return isDigest(digest) ? [digest] : [];
	});
}
function claimsOfImagePurl(purl) {
	const match = /^pkg:oci\/[^@?#]+@([^?#]+)(?:\?([^#]*))?/.exec(purl ?? "");
	if (match === null) return { reference: [] };
	const [, version = "", qualifiers = ""] = match;
	const architecture = new URLSearchParams(qualifiers).get("arch");
	return {
		reference: digestsIn([decoded(version)]),
		...architecture && { platform: { architecture } }
	};
}
function purlType(purl) {
	return /^pkg:\/*([A-Za-z][A-Za-z0-9.+-]*)\//.exec(purl ?? "")?.[1]?.toLowerCase();
}
function decoded(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

// src/evidence/formats/defined.ts
function defined(members) {
	const kept = {};
	for (const name in members) if (members[name] !== void 0) kept[name] = members[name];
	return kept;
}

// src/evidence/formats/cyclonedx-component.ts
const license$2 = object({
	license: object({
		id: optionalText,
		name: optionalText,
		acknowledgement: optionalText
	}).nullish(),
	expression: optionalText,
	acknowledgement: optionalText
}).transform((one) => ({
	text: one.expression ?? one.license?.id ?? one.license?.name ?? "NOASSERTION",
	concluded: (one.acknowledgement ?? one.license?.acknowledgement) === "concluded"
}));
const component = object({
	"bom-ref": optionalText,
	type: text,
	group: optionalText,
	name: text,
	version: optionalText,
	purl: optionalText,
	licenses: optionalList(license$2),
	components: anything
});
const components = anything.transform((value, context) => {
	if (value === void 0 || value === null) return void 0;
	const read = [];
	let place = openList(value, void 0);
	if (place === void 0) complain(context, value, "expected array", []);
	while (place !== void 0) {
		if (place.next === place.list.length) {
			place = place.parent;
			continue;
		}
		const result = component.safeParse(place.list[place.next]);
		place.next += 1;
		if (!result.success) {
			complainOf(context, result.error, ...pathTo(place));
			return;
		}
		read.push(result.data);
		if (isTooLong(read.length)) {
			complain(context, value, tooLong(read.length), []);
			return;
		}
		const nested = result.data.components;
		if (nested === void 0 || nested === null) continue;
		const inner = openList(nested, place);
		if (inner === void 0) {
			complain(context, nested, "expected array", [...pathTo(place), "components"]);
			return;
		}
		place = inner;
	}
	return read;
});
function openList(value, parent) {
	return Array.isArray(value) ? {
		list: value,
		next: 0,
		parent
	} : void 0;
}
function pathTo(place) {
	const path = [];
	for (let at = place; at !== void 0; at = at.parent) path.push(at.next - 1, "components");
	return path.reverse().slice(1);
}
function isSoftware({ type }) {
	return type !== "operating-system" && type !== "file";
}
function packageOf(one) {
	const all = one.licenses ?? [];
	const concluded = all.filter((other) => other.concluded);
	return defined({
		name: one.group?.startsWith("@") ? `${one.group}/${one.name}` : one.name,
		version: one.version,
		purl: one.purl,
		type: purlType(one.purl),
		licenses: (concluded.length > 0 ? concluded : all).map((other) => other.text)
	});
}

// src/evidence/formats/cvss.ts
const majors = [
	2,
	3,
	4
];
function highestScores(scores) {
	if (scores.length === 0) return void 0;
	const highest = {};
	for (const { major, score } of scores) highest[`v${major}`] = Math.max(highest[`v${major}`] ?? 0, score);
	return highest;
}
function cvssMajor(version) {
	const digit = /^(?:CVSSv|CVSS:|CVSS_V)?([234])/i.exec(version ?? "")?.[1];
	return majors.find((major) => String(major) === digit);
}

// src/evidence/formats/severity.ts
const words = /* @__PURE__ */ new Map([
	["critical", "critical"],
	["high", "high"],
	["medium", "medium"],
	["low", "low"],
	["negligible", "low"],
	["info", "low"],
	["informational", "low"],
	["none", "low"]
]);
function severityOf(word) {
	return words.get(word?.toLowerCase() ?? "") ?? "unknown";
}
function severityOfScore(score) {
	if (score >= 9) return "critical";
	if (score >= 7) return "high";
	if (score >= 4) return "medium";
	return score > 0 ? "low" : "unknown";
}
function worstOf(several) {
	return severities.find((severity) => several.includes(severity)) ?? "unknown";
}

// src/evidence/formats/cyclonedx-vulnerability.ts
const rating$1 = object({
	source: object({ name: optionalText }).nullish(),
	score: number().nullish(),
	severity: optionalText,
	method: optionalText
});
const analysis = object({
	state: _enum([
		"resolved",
		"resolved_with_pedigree",
		"exploitable",
		"in_triage",
		"false_positive",
		"not_affected"
	]).nullish(),
	justification: optionalText,
	detail: optionalText,
	firstIssued: optionalTime,
	lastUpdated: optionalTime
});
const affected = object({
	ref: text,
	versions: optionalList(object({ status: optionalText }))
});
const cyclonedxVulnerability = object({
	id: text.min(1),
	source: object({ name: optionalText }).nullish(),
	references: optionalList(object({ id: text })),
	ratings: optionalList(rating$1),
	published: optionalTime,
	analysis: analysis.nullish(),
	affects: optionalList(affected)
});
const statuses = {
	resolved: "fixed",
	resolved_with_pedigree: "fixed",
	exploitable: "affected",
	in_triage: "under_investigation",
	false_positive: "not_affected",
	not_affected: "not_affected"
};
function findingsOf(one, referred) {
	const ratings = one.ratings ?? [];
	const own = ratings.filter((other) => other.severity && other.source?.name === one.source?.name);
	const weighed = own.length > 0 ? own : ratings.filter((other) => other.severity !== void 0);
	const severity = worstOf(weighed.map((other) => severityOf(other.severity)));
	const finding = defined({
		id: one.id,
		aliases: [...new Set(one.references?.map(({ id }) => id))].filter((id) => id !== one.id),
		severity,
		severitySource: weighed.find((other) => severityOf(other.severity) === severity)?.source?.name,
		fix: "unknown",
		fixedIn: [],
		cvss: highestScores(ratings.flatMap(({ method, score }) => {
			const major = cvssMajor(method);
			return major === void 0 || !isScore(score) ? [] : [{
				major,
				score
			}];
		})),
		published: one.published
	});
	const affects = one.affects ?? [];
	if (affects.length === 0) return [finding];
	return affects.map(({ ref, versions = [] }) => ({
		...finding,
		package: affectedPackage(ref, referred),
		...versions.length > 0 && versions.every(({ status }) => status === "unaffected") && { suppressed: {
			by: "affects",
			reason: "every version is listed as unaffected"
		} }
	}));
}
function statementsOf(one, referred, documentTime) {
	const { state, justification, detail, lastUpdated, firstIssued } = one.analysis ?? {};
	if (!state) return [];
	const statement = defined({
		vulnerability: one.id,
		aliases: [...new Set(one.references?.map(({ id }) => id))].filter((id) => id !== one.id),
		products: [],
		status: statuses[state],
		justification,
		impact: detail,
		timestamp: lastUpdated ?? firstIssued ?? documentTime
	});
	const refs = (one.affects ?? []).map(({ ref }) => ref);
	const inside = refs.filter((ref) => ref !== referred.root).map((ref) => purlOf$2(ref, referred));
	return [...refs.length > inside.length ? [{
		...statement,
		subcomponents: []
	}] : [], ...inside.length > 0 ? [{
		...statement,
		subcomponents: inside
	}] : []];
}
function purlOf$2(ref, referred) {
	return referred.components.get(ref)?.purl ?? targetOf(ref);
}
function affectedPackage(ref, referred) {
	const found = referred.components.get(ref);
	if (found !== void 0) {
		const { name, version, purl, type } = packageOf(found);
		return defined({
			name,
			version,
			purl,
			type
		});
	}
	const purl = targetOf(ref);
	if (!purl.startsWith("pkg:")) return { name: ref };
	const path = purl.split(/[?#]/, 1).join("");
	const last = path.slice(path.lastIndexOf("/") + 1);
	const at = last.indexOf("@", 1);
	return defined({
		name: decoded(at === -1 ? last : last.slice(0, at)),
		version: at === -1 ? void 0 : decoded(last.slice(at + 1)),
		purl,
		type: purlType(purl)
	});
}
function targetOf(ref) {
	return ref.startsWith("urn:cdx:") && ref.includes("#") ? decoded(ref.slice(ref.indexOf("#") + 1)) : ref;
}
function isScore(score) {
	return typeof score === "number" && score >= 0 && score <= 10;
}

// src/evidence/formats/proof.ts
function proofOf(seen) {
	const { packages = 0, findings, os } = seen;
	if (packages > 0) return packages === 1 ? "1 package" : `${packages} packages`;
	if (findings > 0) return findings === 1 ? "1 finding" : `${findings} findings`;
	if (os === void 0) return void 0;
	return os.version === void 0 ? os.family : `${os.family} ${os.version}`;
}

// src/evidence/formats/cyclonedx.ts
const tool$1 = object({
	name: text.min(1),
	version: optionalText
});
const tools = anything.transform((value) => {
	const listed = isJsonObject(value) ? value["components"] : value;
	return Array.isArray(listed) ? tool$1.safeParse(listed[0]).data : void 0;
});
const root = object({
	"bom-ref": optionalText,
	version: optionalText,
	purl: optionalText,
	properties: optionalList(object({
		name: optionalText,
		value: optionalText
	})),
	components
});
const document$7 = object({
	specVersion: text,
	metadata: object({
		timestamp: optionalTime,
		tools,
		component: root.nullish()
	}).nullish(),
	components,
	vulnerabilities: optionalList(cyclonedxVulnerability)
});
const versions$1 = /* @__PURE__ */ new Set([
	"1.4",
	"1.5",
	"1.6",
	"1.7"
]);
const cyclonedx = {
	name: "CycloneDX",
	recognises: ({ bomFormat }) => bomFormat === "CycloneDX",
	read: (json) => {
		const { specVersion } = json;
		if (typeof specVersion === "string" && !versions$1.has(specVersion)) return notRead("CycloneDX", "UNSUPPORTED", `version ${specVersion.slice(0, 20)} is not read, only 1.4 to 1.7`);
		return readAs(document$7, {
			json,
			title: "CycloneDX"
		}, readDocument$5);
	}
};
function readDocument$5(bom) {
	const by = bom.metadata?.tools;
	const tool = by && [by.name, by.version].filter(Boolean).join(" ");
	const title = `CycloneDX ${bom.specVersion}${tool === void 0 ? "" : ` by ${tool}`}`;
	const inventory = inventoryOf(bom);
	if (inventory === void 0 && bom.vulnerabilities === void 0) return notRead(title, "INCOMPLETE", "it has neither components nor vulnerabilities");
	const found = isOnlyVex(bom, inventory) ? void 0 : bom.vulnerabilities;
	if (found !== void 0 && by === void 0) return notRead(title, "INCOMPLETE", "it lists vulnerabilities, and metadata.tools does not say who looked");
	const system = inventory?.find((one) => one.type === "operating-system");
	const common = {
		format: "cyclonedx",
		created: bom.metadata?.timestamp,
		os: system && defined({
			family: system.name,
			version: system.version
		})
	};
	const packages = inventory?.filter(isSoftware).map(packageOf);
	const referred = referredOf(bom, inventory ?? []);
	const parts = [];
	if (packages !== void 0) parts.push({
		kind: "sbom",
		sbom: defined({
			...common,
			tool,
			packages
		})
	});
	if (found !== void 0 && by !== void 0) {
		const vulnerabilities = found.flatMap((one) => findingsOf(one, referred));
		const scan = defined({
			...common,
			scanner: defined({
				name: by.name,
				version: by.version
			}),
			vulnerabilities,
			proofOfWork: proofOf({
				packages: packages?.length ?? 0,
				findings: vulnerabilities.length,
				os: common.os
			}),
			lacks: lackedBy(vulnerabilities),
			filters: []
		});
		parts.push({
			kind: "scan",
			scan
		});
	}
	const statements = (bom.vulnerabilities ?? []).flatMap((one) => statementsOf(one, referred, common.created));
	if (statements.length > 0) parts.push({
		kind: "vex",
		vex: {
			format: "cyclonedx",
			statements
		}
	});
	const { component } = bom.metadata ?? {};
	return {
		title,
		parts,
		claims: component ? claimsOf$2(component) : noClaims
	};
}
function inventoryOf({ metadata, components: listed }) {
	const nested = metadata?.component?.components;
	if (nested === void 0 && listed === void 0) return void 0;
	const image = metadata?.component?.["bom-ref"];
	return [...nested ?? [], ...listed ?? []].filter((one) => image === void 0 || one["bom-ref"] !== image);
}
function isOnlyVex({ vulnerabilities = [] }, inventory) {
	return (inventory ?? []).length === 0 && vulnerabilities.length > 0 && vulnerabilities.every((one) => one.analysis?.state);
}
function referredOf({ metadata }, inventory) {
	return {
		components: new Map(inventory.flatMap((one) => one["bom-ref"] ? [[one["bom-ref"], one]] : [])),
		root: metadata?.component?.["bom-ref"]
	};
}
function lackedBy(vulnerabilities) {
	return [
		"fix",
		"suppressed",
		...vulnerabilities.some((one) => one.package === void 0) ? ["package"] : []
	];
}
function claimsOf$2({ version, purl, properties = [] }) {
	const valuesOf = (name) => digestsIn(properties.filter((one) => one.name === name).map((one) => one.value));
	const { reference, platform } = claimsOfImagePurl(purl);
	return defined({
		exact: [...valuesOf("aquasecurity:trivy:ImageID"), ...digestsIn([version])],
		reference: [...valuesOf("aquasecurity:trivy:RepoDigest"), ...reference],
		platform
	});
}

// src/evidence/formats/grype.ts
const described = object({
	id: text.min(1),
	cvss: optionalList(object({
		version: optionalText,
		metrics: object({ baseScore: optionalScore }).nullish()
	})),
	epss: optionalList(object({ epss: number().min(0).max(1) })),
	knownExploited: optionalList(object({ dateAdded: optionalDay }))
});
const match = object({
	vulnerability: described.extend({
		severity: optionalText,
		namespace: optionalText,
		fix: object({
			versions: optionalList(text),
			state: optionalText,
			available: optionalList(object({ date: optionalDay }))
		}).nullish()
	}),
	relatedVulnerabilities: optionalList(described),
	artifact: object({
		name: text,
		version: optionalText,
		purl: optionalText,
		type: optionalText
	}),
	appliedIgnoreRules: optionalList(object({
		reason: optionalText,
		"vex-status": optionalText,
		"vex-justification": optionalText
	}))
});
const target = object({
	imageID: optionalText,
	manifestDigest: optionalText,
	repoDigests: optionalList(text),
	architecture: optionalText,
	os: optionalText
});
const document$6 = object({
	matches: list(match),
	ignoredMatches: optionalList(match),
	source: object({
		type: text,
		target: anything
	}).nullish(),
	distro: object({
		name: optionalText,
		version: optionalText
	}).nullish(),
	descriptor: object({
		version: optionalText,
		timestamp: optionalTime,
		configuration: object({
			"only-fixed": optionalFlag,
			"only-notfixed": optionalFlag,
			exclude: optionalList(text)
		}).nullish(),
		db: object({
			built: optionalTime,
			status: object({ built: optionalTime }).nullish()
		}).nullish()
	})
});
const grype = {
	name: "Grype report",
	recognises: ({ matches, descriptor }) => matches !== void 0 && isJsonObject(descriptor) && descriptor["name"] === "grype",
	read: (json) => readAs(document$6, {
		json,
		title: "scan by grype"
	}, readDocument$4)
};
function readDocument$4({ source, distro, descriptor, matches, ignoredMatches = [] }) {
	const { version, timestamp, db } = descriptor;
	const title = version === void 0 ? "scan by grype" : `scan by grype ${version}`;
	if (source && source.type !== "image") return notRead(title, "UNSUPPORTED", `it is about a ${source.type.slice(0, 50)}, not about an image`);
	const os = distro?.name === void 0 ? void 0 : defined({
		family: distro.name,
		version: distro.version
	});
	return readAs(target.nullish(), {
		json: source?.target,
		title,
		at: "source.target"
	}, (image) => ({
		title,
		parts: [{
			kind: "scan",
			scan: defined({
				format: "grype",
				scanner: defined({
					name: "grype",
					version
				}),
				created: timestamp,
				database: db?.status?.built ?? db?.built,
				vulnerabilities: [...matches.map(readMatch), ...ignoredMatches.map((one) => ({
					...readMatch(one),
					suppressed: suppressionOf(one)
				}))],
				proofOfWork: proofOf({
					findings: matches.length + ignoredMatches.length,
					os
				}),
				lacks: ["published"],
				os,
				filters: filtersOf(descriptor)
			})
		}],
		claims: {
			exact: digestsIn([image?.imageID, image?.manifestDigest]),
			reference: digestsIn(image?.repoDigests ?? []),
			...image && { platform: defined({
				os: image.os,
				architecture: image.architecture
			}) }
		}
	}));
}
function filtersOf({ configuration }) {
	return [
		...configuration?.["only-fixed"] === true ? ["only-fixed"] : [],
		...configuration?.["only-notfixed"] === true ? ["only-notfixed"] : [],
		...configuration?.exclude?.length ? ["exclude"] : []
	];
}
function suppressionOf({ appliedIgnoreRules = [] }) {
	const [rule] = appliedIgnoreRules;
	const vex = rule?.["vex-status"];
	if (vex !== void 0) return defined({
		by: `VEX ${vex}`,
		reason: rule?.["vex-justification"]
	});
	return defined({
		by: "ignore rule",
		reason: rule?.reason
	});
}
function readMatch({ vulnerability, relatedVulnerabilities = [], artifact }) {
	const names = [vulnerability, ...relatedVulnerabilities];
	const { fix, id } = vulnerability;
	const fixedIn = fix?.versions ?? [];
	const epss = names.flatMap((one) => one.epss ?? []).map((one) => one.epss);
	return defined({
		id,
		aliases: [...new Set(relatedVulnerabilities.map((one) => one.id))].filter((alias) => alias !== id),
		severity: severityOf(vulnerability.severity),
		severitySource: vulnerability.namespace,
		package: defined({
			name: artifact.name,
			version: artifact.version,
			purl: artifact.purl,
			type: artifact.type
		}),
		fix: fixedIn.length > 0 ? "fixed" : fixStateOf(fix?.state),
		fixedIn,
		cvss: highestScores(names.flatMap((one) => one.cvss ?? []).flatMap(({ version, metrics }) => {
			const [major, score] = [cvssMajor(version), metrics?.baseScore];
			return major === void 0 || score === void 0 ? [] : [{
				major,
				score
			}];
		})),
		epss: epss.length === 0 ? void 0 : epss.reduce((highest, one) => Math.max(highest, one)),
		kevSince: kevSinceOf(names),
		fixedSince: earliest((fix?.available ?? []).map((one) => one.date))
	});
}
function fixStateOf(state) {
	return state === "fixed" || state === "not-fixed" || state === "wont-fix" ? state : "unknown";
}
function kevSinceOf(names) {
	const entries = names.flatMap((one) => one.knownExploited ?? []);
	return entries.length === 0 ? void 0 : earliest(entries.map((one) => one.dateAdded)) ?? "unknown";
}
function earliest(days) {
	return days.filter((day) => day !== void 0).reduce((first, day) => first === void 0 || Date.parse(day) < Date.parse(first) ? day : first, void 0);
}

// src/evidence/formats/in-toto-vulns.ts
const rating = object({
	method: optionalText,
	score: union([text, number()]).nullish()
});
const found = object({
	id: text.min(1),
	severity: optionalList(rating)
});
const entry = preprocess((value) => isNested(value) ? value.vulnerability : value, found);
const predicate$3 = object({
	scanner: object({
		uri: text.min(1),
		version: optionalText,
		db: object({ lastUpdate: optionalTime }).nullish(),
		result: list(entry)
	}),
	metadata: object({ scanFinishedOn: optionalTime }).nullish()
});
function isNested(value) {
	return typeof value === "object" && value !== null && "vulnerability" in value;
}
function readInTotoVulns(json) {
	return readAs(predicate$3, {
		json,
		title: "in-toto vulnerability scan"
	}, ({ scanner, metadata }) => {
		const name = scannerName(scanner.uri);
		const vulnerabilities = scanner.result.map(readFinding);
		const unrated = scanner.result.some(({ severity = [] }) => severity.length === 0);
		return {
			title: `scan by ${[name, scanner.version].filter(Boolean).join(" ")}`,
			parts: [{
				kind: "scan",
				scan: defined({
					format: "in-toto-vulns",
					scanner: defined({
						name,
						version: scanner.version
					}),
					created: metadata?.scanFinishedOn,
					database: scanner.db?.lastUpdate,
					vulnerabilities,
					proofOfWork: proofOf({ findings: vulnerabilities.length }),
					lacks: [
						"package",
						"fix",
						"cvss",
						"published",
						"suppressed",
						...unrated ? ["severity"] : []
					],
					filters: []
				})
			}],
			claims: noClaims
		};
	});
}
function readFinding({ id, severity = [] }) {
	return {
		id,
		aliases: [],
		severity: worstOf(severity.map(({ method = "", score }) => {
			const number = score === null || score === void 0 || score === "" ? NaN : Number(score);
			if (Number.isNaN(number)) return severityOf(typeof score === "string" ? score : void 0);
			return /cvss/i.test(method) ? severityOfScore(number) : "unknown";
		})),
		fix: "unknown",
		fixedIn: []
	};
}
function scannerName(uri) {
	const last = uri.split(/[?#]/, 1).join("").split("/").findLast((segment) => segment !== "") ?? uri;
	return decoded(last.split("@", 1).join("")) || uri;
}

// src/evidence/formats/openvex.ts
const named$1 = object({
	"@id": optionalText,
	identifiers: object({ purl: optionalText }).nullish(),
	hashes: map(text)
});
const subcomponent = named$1.refine((one) => namesOf(one).length > 0, { message: "it has neither an @id, a purl nor a hash" });
const product = named$1.extend({ subcomponents: optionalList(subcomponent) }).refine((one) => namesOf(one).length > 0, { message: "it has neither an @id, a purl nor a hash" });
const statement = object({
	vulnerability: object({
		name: text.min(1),
		aliases: optionalList(text)
	}),
	products: optionalList(product),
	status: _enum([
		"not_affected",
		"affected",
		"fixed",
		"under_investigation"
	]),
	justification: optionalText,
	impact_statement: optionalText,
	timestamp: optionalTime,
	last_updated: optionalTime
}).refine((one) => one.status !== "not_affected" || one.justification || one.impact_statement, { message: "not_affected needs a justification or an impact statement" });
const document$5 = object({
	author: optionalText,
	timestamp: optionalTime,
	statements: list(statement)
});
const namespace = "https://openvex.dev/ns";
const openVex = {
	name: "OpenVEX",
	recognises: ({ "@context": context }) => typeof context === "string" && (context === namespace || context.startsWith(`${namespace}/`)),
	read: (json) => {
		const version = String(json["@context"]).slice(22);
		if (version !== "" && !/^\/v0\.2(?:\.\d+)?$/.test(version)) return notRead("OpenVEX", "UNSUPPORTED", `version ${version.slice(1, 20)} is not read, only 0.2`);
		return readAs(document$5, {
			json,
			title: "OpenVEX"
		}, readDocument$3);
	}
};
function readDocument$3({ author, timestamp, statements }) {
	const products = statements.flatMap((one) => one.products ?? []);
	return {
		title: author === void 0 ? "OpenVEX 0.2" : `OpenVEX 0.2 by ${author}`,
		parts: [{
			kind: "vex",
			vex: {
				format: "openvex",
				statements: statements.flatMap((one) => readStatement(one, timestamp))
			}
		}],
		claims: {
			exact: [],
			reference: [],
			whole: products.flatMap((one) => [...digestsIn(namesOf(one)), ...[one.identifiers?.purl, one["@id"]].flatMap((name) => claimsOfImagePurl(name).reference)])
		}
	};
}
function readStatement(one, documentTime) {
	const { name, aliases } = one.vulnerability;
	const said = defined({
		vulnerability: name,
		aliases: [...new Set(aliases)].filter((alias) => alias !== name),
		status: one.status,
		justification: one.justification,
		impact: one.impact_statement,
		timestamp: one.last_updated ?? one.timestamp ?? documentTime
	});
	if (one.products === void 0 || one.products.length === 0) return [{
		...said,
		products: [],
		subcomponents: []
	}];
	return one.products.map((other) => ({
		...said,
		products: namesOf(other),
		subcomponents: (other.subcomponents ?? []).flatMap(namesOf)
	}));
}
function namesOf({ "@id": id, identifiers, hashes }) {
	const digests = ["sha256", "sha512"].flatMap((algorithm) => {
		const hex = hashes[algorithm.replace("sha", "sha-")] ?? hashes[algorithm];
		return hex === void 0 ? [] : [`${algorithm}:${hex.toLowerCase()}`];
	});
	const names = [identifiers?.purl, id].filter((name) => name !== void 0);
	return [.../* @__PURE__ */ new Set([...names, ...digests])];
}

// src/evidence/formats/sarif.ts
const rule = object({
	id: text,
	properties: object({
		"security-severity": anything,
		tags: optionalList(text)
	}).nullish()
});
const result$1 = object({
	ruleId: optionalText,
	ruleIndex: number().nullish(),
	kind: optionalText,
	suppressions: optionalList(object({
		status: optionalText,
		justification: optionalText
	}))
});
const run = object({
	tool: object({ driver: object({
		name: text.min(1),
		version: optionalText,
		semanticVersion: optionalText,
		rules: optionalList(rule)
	}) }),
	results: list(result$1),
	properties: object({
		imageID: optionalText,
		repoDigests: optionalList(text)
	}).nullish()
});
const document$4 = object({
	version: text,
	runs: list(run)
});
const leadingId = /^(?:CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3})(?=-|$)/;
const sarif = {
	name: "SARIF",
	recognises: ({ runs, version, $schema: schema }) => runs !== void 0 && (version !== void 0 || typeof schema === "string" && schema.includes("sarif")),
	read: (json) => {
		const { version } = json;
		if (typeof version === "string" && version !== "2.1.0") return notRead("SARIF", "UNSUPPORTED", `version ${version.slice(0, 20)} is not read, only 2.1.0`);
		return readAs(document$4, {
			json,
			title: "SARIF"
		}, ({ runs }) => {
			const [one, ...more] = runs;
			if (one === void 0) return notRead("SARIF", "INCOMPLETE", "it has no run");
			if (more.length > 0) return notRead("SARIF", "UNSUPPORTED", `it has ${runs.length} runs, one is read`);
			return readRun(one);
		});
	}
};
function readRun({ tool, results, properties }) {
	const { driver } = tool;
	const version = driver.semanticVersion ?? driver.version;
	const name = driver.name.toLowerCase();
	const rules = driver.rules ?? [];
	const byId = new Map(rules.map((one) => [one.id, one]));
	const vulnerabilities = [];
	for (const [index, one] of results.entries()) {
		const found = byId.get(one.ruleId ?? "") ?? rules[one.ruleIndex ?? -1];
		const id = one.ruleId ?? found?.id;
		if (id === void 0) return notRead("SARIF", "INCOMPLETE", `runs[0].results[${index}].ruleId is missing`);
		if (isVulnerability(one, found)) vulnerabilities.push(readResult(one, id, found));
	}
	return {
		title: `SARIF by ${[name, version].filter(Boolean).join(" ")}`,
		parts: [{
			kind: "scan",
			scan: defined({
				format: "sarif",
				scanner: defined({
					name,
					version
				}),
				vulnerabilities,
				proofOfWork: proofOf({ findings: vulnerabilities.length }),
				lacks: [
					"package",
					"fix",
					"cvss",
					"published",
					"suppressed"
				],
				filters: []
			})
		}],
		claims: {
			exact: digestsIn([properties?.imageID]),
			reference: digestsIn(properties?.repoDigests ?? [])
		}
	};
}
function isVulnerability({ kind }, found) {
	if (kind === "pass" || kind === "notApplicable") return false;
	const tags = found?.properties?.tags ?? [];
	return ![
		"misconfiguration",
		"secret",
		"license"
	].some((tag) => tags.includes(tag)) || tags.includes("vulnerability");
}
function readResult({ suppressions = [] }, ruleId, found) {
	const hidden = suppressions.find(({ status = "accepted" }) => status === "accepted");
	return {
		id: leadingId.exec(ruleId)?.[0] ?? ruleId,
		aliases: [],
		severity: severityOfRule(found),
		fix: "unknown",
		fixedIn: [],
		...hidden && { suppressed: defined({
			by: "SARIF suppression",
			reason: hidden.justification
		}) }
	};
}
function severityOfRule(found) {
	const { "security-severity": stated, tags = [] } = found?.properties ?? {};
	const score = typeof stated === "string" || typeof stated === "number" ? Number(stated) : NaN;
	return worstOf([...tags.map(severityOf), ...Number.isNaN(score) ? [] : [severityOfScore(score)]]);
}

// src/evidence/formats/simple-verification.ts
const predicate$2 = object({
	verifier: object({
		id: text.min(1),
		policies: optionalList(object({
			uri: optionalText,
			digest: map(text)
		}))
	}),
	timeCreated: optionalTime,
	properties: list(text)
});
function readSimpleVerification(json) {
	return readAs(predicate$2, {
		json,
		title: "verification result"
	}, ({ verifier, timeCreated, properties }) => {
		const [policy, ...more] = verifier.policies ?? [];
		return {
			title: `verification result by ${verifier.id}`,
			parts: [{
				kind: "summary",
				summary: defined({
					form: "svr",
					verifier: verifier.id,
					verified: timeCreated,
					policy: policy && more.length === 0 ? defined({ ...policy }) : void 0,
					passed: properties.length > 0,
					levels: properties
				})
			}],
			claims: noClaims
		};
	});
}

// src/evidence/formats/slsa-provenance.ts
const resource = object({
	uri: optionalText,
	name: optionalText,
	digest: map(text)
});
const builder = object({ id: optionalText }).nullish();
const workflow = object({
	repository: optionalText,
	path: optionalText,
	ref: optionalText
}).nullish().catch(void 0);
const v1 = object({
	buildDefinition: object({
		buildType: optionalText,
		externalParameters: object({
			workflow,
			configSource: resource.nullish().catch(void 0)
		}).nullish(),
		resolvedDependencies: optionalList(resource)
	}),
	runDetails: object({
		builder,
		metadata: object({
			invocationId: optionalText,
			invocationID: optionalText,
			startedOn: optionalTime,
			finishedOn: optionalTime,
			buildkit_hermetic: optionalFlag
		}).nullish()
	})
});
const v02 = object({
	builder,
	buildType: optionalText,
	invocation: object({ configSource: resource.extend({ entryPoint: optionalText }).nullish() }).nullish(),
	metadata: object({
		buildInvocationId: optionalText,
		buildInvocationID: optionalText,
		buildStartedOn: optionalTime,
		buildFinishedOn: optionalTime,
		"https://mobyproject.org/buildkit@v1#hermetic": optionalFlag
	}).nullish(),
	materials: optionalList(resource)
});
function readSlsaV1(json) {
	return readAs(v1, {
		json,
		title: "SLSA provenance v1"
	}, ({ buildDefinition, runDetails }) => {
		const { workflow: from, configSource } = buildDefinition.externalParameters ?? {};
		const { metadata } = runDetails;
		const dependencies = buildDefinition.resolvedDependencies ?? [];
		return reading(defined({
			version: "v1",
			builder: runDetails.builder?.id,
			buildType: buildDefinition.buildType,
			invocation: metadata?.invocationId ?? metadata?.invocationID,
			started: metadata?.startedOn,
			finished: metadata?.finishedOn,
			source: from?.repository ? sourceOfWorkflow({
				repository: from.repository,
				ref: from.ref
			}, dependencies) : configSource && sourceOf(configSource) || onlySource(dependencies),
			workflow: from ? defined({ ...from }) : void 0,
			hermetic: metadata?.buildkit_hermetic,
			materials: dependencies.map(materialOf)
		}));
	});
}
function readSlsaV02(json) {
	return readAs(v02, {
		json,
		title: "SLSA provenance v0.2"
	}, (predicate) => {
		const { metadata, invocation, materials = [] } = predicate;
		const config = invocation?.configSource;
		const source = config ? sourceOf(config) : void 0;
		const isWorkflow = config?.entryPoint?.startsWith(".github/workflows/");
		return reading(defined({
			version: "v0.2",
			builder: predicate.builder?.id,
			buildType: predicate.buildType,
			invocation: metadata?.buildInvocationId ?? metadata?.buildInvocationID,
			started: metadata?.buildStartedOn,
			finished: metadata?.buildFinishedOn,
			source: source ?? onlySource(materials),
			workflow: isWorkflow ? defined({
				repository: source?.uri,
				path: config?.entryPoint,
				ref: source?.ref
			}) : void 0,
			hermetic: metadata?.["https://mobyproject.org/buildkit@v1#hermetic"],
			materials: materials.map(materialOf)
		}));
	});
}
function reading(provenance) {
	return {
		title: `SLSA provenance ${provenance.version}`,
		parts: [{
			kind: "provenance",
			provenance
		}],
		claims: noClaims
	};
}
function sourceOfWorkflow({ repository, ref }, dependencies) {
	const own = dependencies.flatMap((one) => sourceOf(one) ?? []).filter(({ uri }) => uri === plain(repository));
	const commits = new Set(own.flatMap(({ commit }) => commit ?? []));
	const [commit] = commits.size === 1 ? commits : [];
	return defined({
		uri: plain(repository),
		ref,
		commit
	});
}
function onlySource(resources) {
	const sources = resources.filter(({ digest, uri = "" }) => digest["gitCommit"] ?? (isGit(uri) ? digest["sha1"] : void 0)).flatMap((one) => sourceOf(one) ?? []);
	return sources.length === 1 ? sources[0] : void 0;
}
function sourceOf({ uri, digest }) {
	if (uri === void 0) return void 0;
	const match = /^(.*?)(?:@(refs\/.*)|#([^:]*)(?::.*)?)?$/s.exec(uri);
	return defined({
		uri: plain(match?.[1] ?? uri),
		ref: match?.[2] ?? (match?.[3] || void 0),
		commit: digest["gitCommit"] ?? digest["sha1"]
	});
}
function isGit(uri) {
	return uri.startsWith("git+") || /\.git(?:[#@]|$)/.test(uri);
}
function plain(uri) {
	return uri.replace(/^git\+/, "").replace(/\.git$/, "");
}
function materialOf({ uri, name, digest }) {
	return {
		uri: uri ?? name ?? "",
		digest
	};
}

// src/evidence/formats/spdx.ts
function purpose(value) {
	return (value ?? "").toLowerCase().replaceAll(/[-_]/g, "");
}
function isOperatingSystem(value) {
	return purpose(value) === "operatingsystem";
}
function isNoSoftware(value) {
	return [
		"container",
		"operatingsystem",
		"file"
	].includes(purpose(value));
}
function describedRoot(packages, document) {
	const { described, idOf, purposeOf } = document;
	const isContainer = (one) => purpose(purposeOf(one)) === "container";
	if (described.size === 0) return only(packages.filter(isContainer));
	const candidates = packages.filter((one) => described.has(idOf(one) ?? ""));
	return only(candidates) ?? only(candidates.filter(isContainer));
}
function statedLicense(concluded, declared) {
	return isExpression(concluded) ? concluded : declared ?? concluded;
}
function isExpression(license) {
	return license !== void 0 && license !== "NOASSERTION" && license !== "NONE";
}
function only(items) {
	return items.length === 1 ? items[0] : void 0;
}

// src/evidence/formats/spdx-2.ts
const onePackage$1 = object({
	SPDXID: optionalText,
	name: text,
	versionInfo: optionalText,
	primaryPackagePurpose: optionalText,
	checksums: optionalList(object({
		algorithm: optionalText,
		checksumValue: optionalText
	})),
	externalRefs: optionalList(object({
		referenceType: optionalText,
		referenceLocator: optionalText
	})),
	licenseConcluded: optionalText,
	licenseDeclared: optionalText
});
const document$3 = object({
	SPDXID: optionalText,
	spdxVersion: text,
	creationInfo: object({
		created: optionalTime,
		creators: optionalList(text)
	}).nullish(),
	packages: list(onePackage$1),
	documentDescribes: optionalList(text),
	relationships: optionalList(object({
		spdxElementId: optionalText,
		relationshipType: optionalText,
		relatedSpdxElement: optionalText
	}))
});
const versions = /* @__PURE__ */ new Set(["SPDX-2.2", "SPDX-2.3"]);
const spdx2 = {
	name: "SPDX 2",
	recognises: (json) => "spdxVersion" in json,
	read: (json) => {
		const { spdxVersion } = json;
		if (typeof spdxVersion === "string" && !versions.has(spdxVersion)) return notRead("SPDX", "UNSUPPORTED", `${spdxVersion.slice(0, 50)} is not read, only 2.2 and 2.3`);
		return readAs(document$3, {
			json,
			title: "SPDX"
		}, readDocument$2);
	}
};
function readDocument$2(bom) {
	const root = rootOf$1(bom);
	const system = bom.packages.find((one) => isOperatingSystem(one.primaryPackagePurpose));
	const tool = bom.creationInfo?.creators?.find((creator) => creator.startsWith("Tool: "))?.slice(6);
	const title = `SPDX ${bom.spdxVersion.slice(5)}`;
	return {
		title: tool === void 0 ? title : `${title} by ${tool}`,
		parts: [{
			kind: "sbom",
			sbom: defined({
				format: "spdx-2",
				tool,
				created: bom.creationInfo?.created,
				packages: bom.packages.filter((one) => one !== root && !isNoSoftware(one.primaryPackagePurpose)).map(readPackage$2),
				os: system && defined({
					family: system.name,
					version: system.versionInfo
				})
			})
		}],
		claims: root === void 0 ? noClaims : claimsOf$1(root)
	};
}
function rootOf$1({ SPDXID = "SPDXRef-DOCUMENT", packages, documentDescribes, relationships }) {
	const described = new Set(documentDescribes);
	for (const { spdxElementId, relationshipType, relatedSpdxElement } of relationships ?? []) {
		if (relationshipType === "DESCRIBES" && spdxElementId === SPDXID) described.add(relatedSpdxElement ?? "");
		if (relationshipType === "DESCRIBED_BY" && relatedSpdxElement === SPDXID) described.add(spdxElementId ?? "");
	}
	return describedRoot(packages, {
		described,
		idOf: (one) => one.SPDXID,
		purposeOf: (one) => one.primaryPackagePurpose
	});
}
function claimsOf$1(root) {
	const checksums = (root.checksums ?? []).filter(({ algorithm }) => algorithm === "SHA256").map(({ checksumValue }) => `sha256:${checksumValue}`);
	return {
		exact: digestsIn([...checksums, root.versionInfo]),
		...claimsOfImagePurl(purlOf$1(root))
	};
}
function purlOf$1({ externalRefs }) {
	return externalRefs?.find(({ referenceType }) => referenceType === "purl")?.referenceLocator;
}
function readPackage$2(one) {
	const purl = purlOf$1(one);
	const license = statedLicense(one.licenseConcluded, one.licenseDeclared);
	return defined({
		name: one.name,
		version: one.versionInfo,
		purl,
		type: purlType(purl),
		licenses: license === void 0 ? [] : [license]
	});
}

// src/evidence/formats/spdx-3-element.ts
const oneOrMany = preprocess((value) => Array.isArray(value) || value === void 0 ? value : [value], list(text));
const named = {
	spdxId: optionalText,
	"@id": optionalText
};
const software = object({
	...named,
	name: text,
	software_packageVersion: optionalText,
	software_packageUrl: optionalText,
	software_primaryPurpose: optionalText,
	externalIdentifier: optionalList(object({
		externalIdentifierType: optionalText,
		identifier: optionalText
	})),
	verifiedUsing: optionalList(object({
		algorithm: optionalText,
		hashValue: optionalText
	}))
}).transform((one) => ({
	...one,
	kind: "package"
}));
const relationship = object({
	relationshipType: text,
	from: text,
	to: oneOrMany
}).transform((one) => ({
	...one,
	kind: "relationship"
}));
const collection = object({
	...named,
	rootElement: optionalList(text),
	creationInfo: anything
}).transform((one) => ({
	...one,
	kind: "collection"
}));
const license$1 = object({
	...named,
	simplelicensing_licenseExpression: text
}).transform((one) => ({
	...one,
	kind: "license"
}));
const tool = object({
	...named,
	name: optionalText
}).transform((one) => ({
	...one,
	kind: "tool"
}));
const creation = object({
	...named,
	created: optionalTime,
	createdUsing: optionalList(text)
}).transform((one) => ({
	...one,
	kind: "creation"
}));
const schemas = /* @__PURE__ */ new Map([
	["software_Package", software],
	["ai_AIPackage", software],
	["dataset_DatasetPackage", software],
	["Relationship", relationship],
	["LifecycleScopedRelationship", relationship],
	["SpdxDocument", collection],
	["software_Sbom", collection],
	["Bom", collection],
	["simplelicensing_LicenseExpression", license$1],
	["Tool", tool],
	["CreationInfo", creation]
]);
const element = anything.transform((value, context) => {
	if (!isJsonObject(value)) {
		complain(context, value, "expected object", []);
		return;
	}
	const result = schemas.get(value["type"] ?? value["@type"])?.safeParse(value);
	if (result?.success === false) complainOf(context, result.error);
	return result?.data;
});
function idOf(one) {
	return one.spdxId ?? one["@id"] ?? "";
}

// src/evidence/formats/spdx-3.ts
const document$2 = object({ "@graph": list(element) });
const spdx3 = {
	name: "SPDX 3",
	recognises: (json) => "@graph" in json && contextOf(json).includes("spdx.org/"),
	read: (json) => {
		const version = /spdx\.org\/rdf\/(\d+\.\d+)/.exec(contextOf(json))?.[1];
		const title = "SPDX 3.0";
		if (version !== "3.0") return notRead("SPDX", "UNSUPPORTED", `version ${version ?? "unknown"} of SPDX's graph is not read, only 3.0`);
		return readAs(document$2, {
			json,
			title
		}, (read) => readGraph(graphOf(read["@graph"]), title));
	}
};
function contextOf({ "@context": context }) {
	return (Array.isArray(context) ? context.slice(0, 10) : [context]).filter((one) => typeof one === "string").join(" ");
}
function graphOf(elements) {
	const graph = {
		package: [],
		relationship: [],
		collection: [],
		license: [],
		tool: [],
		creation: []
	};
	for (const one of elements) if (one !== void 0) graph[one.kind].push(one);
	return graph;
}
function readGraph(graph, title) {
	const root = rootOf(graph);
	const system = graph.package.find((one) => isOperatingSystem(one.software_primaryPurpose));
	const { created, tool } = creationOf(graph);
	const licenses = licensesOf(graph);
	return {
		title: tool === void 0 ? title : `${title} by ${tool}`,
		parts: [{
			kind: "sbom",
			sbom: defined({
				format: "spdx-3",
				tool,
				created,
				packages: graph.package.filter((one) => one !== root && !isNoSoftware(one.software_primaryPurpose)).map((one) => readPackage$1(one, licenses)),
				os: system && defined({
					family: system.name,
					version: system.software_packageVersion
				})
			})
		}],
		claims: root === void 0 ? noClaims : claimsOf(root)
	};
}
function rootOf(graph) {
	const described = new Set(graph.collection.flatMap((one) => one.rootElement ?? []));
	const collections = new Set(graph.collection.map(idOf));
	for (const { relationshipType, from, to } of graph.relationship) if (relationshipType === "describes" && collections.has(from)) to.forEach((id) => described.add(id));
	for (const id of collections) described.delete(id);
	return describedRoot(graph.package, {
		described,
		idOf,
		purposeOf: (one) => one.software_primaryPurpose
	});
}
function creationOf(graph) {
	const id = graph.collection.find((one) => typeof one.creationInfo === "string")?.creationInfo;
	const creation = graph.creation.find((one) => idOf(one) === id) ?? graph.creation[0];
	const using = new Set(creation?.createdUsing);
	return defined({
		created: creation?.created,
		tool: graph.tool.find((one) => using.has(idOf(one)))?.name
	});
}
function licensesOf(graph) {
	const expressions = new Map(graph.license.map((one) => [idOf(one), one.simplelicensing_licenseExpression]));
	const stated = /* @__PURE__ */ new Map();
	for (const { relationshipType, from, to } of graph.relationship) {
		if (relationshipType !== "hasConcludedLicense" && relationshipType !== "hasDeclaredLicense") continue;
		const of = stated.get(from) ?? {
			concluded: [],
			declared: []
		};
		stated.set(from, of);
		const kind = relationshipType === "hasConcludedLicense" ? of.concluded : of.declared;
		for (const id of to) kind.push(expressions.get(id) ?? individualLicense(id));
	}
	return stated;
}
function individualLicense(id) {
	if (/NoAssertion(?:License)?$/.test(id)) return "NOASSERTION";
	if (/None(?:License)?$/.test(id)) return "NONE";
	return /^https?:\/\/spdx\.org\/licenses\/([\w.+-]+)$/.exec(id)?.[1] ?? id;
}
function readPackage$1(one, licenses) {
	const purl = purlOf(one);
	const { concluded = [], declared = [] } = licenses.get(idOf(one)) ?? {};
	const decisive = statedLicense(concluded.find(isStated) ?? concluded[0], declared[0]);
	return defined({
		name: one.name,
		version: one.software_packageVersion,
		purl,
		type: purlType(purl),
		licenses: decisive === void 0 ? [] : concluded.includes(decisive) ? concluded : declared
	});
}
function isStated(license) {
	return statedLicense(license, "NOASSERTION") === license;
}
function purlOf(one) {
	const identifier = one.externalIdentifier?.find((other) => other.externalIdentifierType === "packageUrl");
	return one.software_packageUrl ?? identifier?.identifier;
}
function claimsOf(root) {
	const hashes = (root.verifiedUsing ?? []).filter(({ algorithm }) => algorithm === "sha256").map(({ hashValue }) => `sha256:${hashValue}`);
	return {
		exact: digestsIn([...hashes, root.software_packageVersion]),
		...claimsOfImagePurl(purlOf(root))
	};
}

// src/evidence/formats/syft.ts
const license = union([text.transform((value) => ({
	value,
	spdxExpression: void 0,
	type: "declared"
})), object({
	value: optionalText,
	spdxExpression: optionalText,
	type: optionalText
})]);
const artifact = object({
	name: text,
	version: optionalText,
	purl: optionalText,
	type: optionalText,
	licenses: optionalList(license)
});
const image = object({
	imageID: optionalText,
	manifestDigest: optionalText,
	repoDigests: optionalList(text),
	architecture: optionalText,
	os: optionalText
});
const document$1 = object({
	artifacts: list(artifact),
	source: object({
		type: text,
		metadata: anything,
		target: anything
	}).nullish(),
	distro: object({
		id: optionalText,
		name: optionalText,
		versionID: optionalText,
		version: optionalText
	}).nullish(),
	descriptor: object({
		name: optionalText,
		version: optionalText
	}).nullish()
});
const syft = {
	name: "Syft JSON",
	recognises: ({ artifacts, descriptor, schema }) => artifacts !== void 0 && (isJsonObject(descriptor) && descriptor["name"] === "syft" || isSyftSchema(schema)),
	read: (json) => readAs(document$1, {
		json,
		title: "Syft JSON"
	}, readDocument$1)
};
function isSyftSchema(schema) {
	const url = isJsonObject(schema) ? schema["url"] : void 0;
	return typeof url === "string" && url.includes("anchore/syft/");
}
function readDocument$1({ artifacts, source, distro, descriptor }) {
	const tool = `syft ${descriptor?.version ?? ""}`.trim();
	const title = `Syft JSON by ${tool}`;
	if (source && source.type !== "image") return notRead(title, "UNSUPPORTED", `it is about a ${source.type.slice(0, 50)}, not about an image`);
	const family = distro?.id ?? distro?.name;
	const [at, json] = source?.metadata ? ["source.metadata", source.metadata] : ["source.target", source?.target];
	return readAs(image.nullish(), {
		json,
		title,
		at
	}, (scanned) => ({
		title,
		parts: [{
			kind: "sbom",
			sbom: defined({
				format: "syft",
				tool,
				packages: artifacts.map(readPackage),
				os: family === void 0 ? void 0 : defined({
					family,
					version: distro?.versionID ?? distro?.version
				})
			})
		}],
		claims: {
			exact: digestsIn([scanned?.imageID, scanned?.manifestDigest]),
			reference: digestsIn(scanned?.repoDigests ?? []),
			...scanned && { platform: defined({
				os: scanned.os,
				architecture: scanned.architecture
			}) }
		}
	}));
}
function readPackage({ licenses = [], name, version, purl, type }) {
	const concluded = licenses.filter((one) => one.type === "concluded");
	return defined({
		name,
		version,
		purl,
		type,
		licenses: (concluded.length > 0 ? concluded : licenses).map(({ spdxExpression, value }) => spdxExpression ?? value ?? "NOASSERTION")
	});
}

// src/evidence/formats/test-result.ts
const predicate$1 = object({
	result: _enum([
		"PASSED",
		"WARNED",
		"FAILED"
	]),
	url: optionalText,
	passedTests: optionalList(text),
	warnedTests: optionalList(text),
	failedTests: optionalList(text)
});
function readTestResult(json) {
	return readAs(predicate$1, {
		json,
		title: "test result"
	}, (said) => ({
		title: "test result",
		parts: [{
			kind: "tests",
			tests: defined({
				result: said.result,
				passed: said.passedTests ?? [],
				warned: said.warnedTests ?? [],
				failed: said.failedTests ?? [],
				url: said.url
			})
		}],
		claims: noClaims
	}));
}

// src/evidence/formats/trivy.ts
const cvss = object({
	V2Score: optionalScore,
	V3Score: optionalScore,
	V40Score: optionalScore
});
const vulnerability = object({
	VulnerabilityID: text.min(1),
	VendorIDs: optionalList(text),
	PkgName: text,
	InstalledVersion: optionalText,
	PkgIdentifier: object({ PURL: optionalText }).nullish(),
	FixedVersion: optionalText,
	Status: optionalText,
	Severity: optionalText,
	SeveritySource: optionalText,
	CVSS: map(cvss),
	PublishedDate: optionalTime
});
const modified = object({
	Type: text,
	Status: optionalText,
	Statement: optionalText,
	Source: optionalText,
	Finding: anything
});
const onePackage = object({
	Name: text,
	Version: optionalText,
	Release: optionalText,
	Epoch: number().nullish(),
	Identifier: object({ PURL: optionalText }).nullish(),
	Licenses: optionalList(text)
});
const result = object({
	Class: optionalText,
	Type: optionalText,
	Packages: optionalList(onePackage),
	Vulnerabilities: optionalList(vulnerability),
	ExperimentalModifiedFindings: optionalList(modified.transform((one, context) => {
		if (one.Type !== "vulnerability") return void 0;
		const finding = vulnerability.safeParse(one.Finding);
		if (finding.success) return {
			...one,
			finding: finding.data
		};
		context.addIssue({
			code: "custom",
			message: "it is no vulnerability",
			path: ["Finding"]
		});
	}))
});
const document = object({
	SchemaVersion: number(),
	Trivy: object({ Version: optionalText }).nullish(),
	CreatedAt: optionalTime,
	ArtifactType: text,
	Metadata: object({
		OS: object({
			Family: optionalText,
			Name: optionalText,
			EOSL: optionalFlag
		}).nullish(),
		ImageID: optionalText,
		RepoDigests: optionalList(text),
		ImageConfig: object({
			os: optionalText,
			architecture: optionalText,
			variant: optionalText
		}).nullish()
	}).nullish(),
	Results: optionalList(result)
});
const otherClasses = /* @__PURE__ */ new Set([
	"secret",
	"config",
	"license",
	"license-file",
	"custom"
]);
const fixStates = /* @__PURE__ */ new Map([
	["fixed", "fixed"],
	["affected", "not-fixed"],
	["fix_deferred", "not-fixed"],
	["under_investigation", "not-fixed"],
	["will_not_fix", "wont-fix"],
	["end_of_life", "wont-fix"]
]);
const trivy = {
	name: "Trivy report",
	recognises: (json) => "SchemaVersion" in json && ("ArtifactType" in json || "ArtifactName" in json),
	read: (json) => {
		const title = "scan by trivy";
		if (typeof json["SchemaVersion"] === "number" && json["SchemaVersion"] !== 2) return notRead(title, "UNSUPPORTED", `SchemaVersion ${json["SchemaVersion"]} is not read, only 2`);
		return readAs(document, {
			json,
			title
		}, readDocument);
	}
};
function readDocument(report) {
	const version = report.Trivy?.Version;
	const title = version === void 0 ? "scan by trivy" : `scan by trivy ${version}`;
	if (report.ArtifactType !== "container_image") return notRead(title, "UNSUPPORTED", `it is about a ${report.ArtifactType.slice(0, 50)}, not about an image`);
	const { ImageID, RepoDigests, ImageConfig } = report.Metadata ?? {};
	const results = report.Results ?? [];
	const os = readOs(report);
	const common = {
		created: report.CreatedAt,
		os
	};
	const parts = [{
		kind: "scan",
		scan: defined({
			...common,
			format: "trivy",
			scanner: defined({
				name: "trivy",
				version
			}),
			vulnerabilities: results.flatMap(readFindings),
			proofOfWork: proofOfWork(results, os),
			lacks: results.some((one) => one.ExperimentalModifiedFindings !== void 0) ? [] : ["suppressed"],
			filters: []
		})
	}];
	if (results.some((one) => one.Packages !== void 0)) parts.push({
		kind: "sbom",
		sbom: defined({
			...common,
			format: "trivy",
			tool: version === void 0 ? "trivy" : `trivy ${version}`,
			packages: results.flatMap(readPackages)
		})
	});
	return {
		title,
		parts,
		claims: {
			exact: digestsIn([ImageID]),
			reference: digestsIn(RepoDigests ?? []),
			...ImageConfig && { platform: defined({
				os: ImageConfig.os,
				architecture: ImageConfig.architecture,
				variant: ImageConfig.variant
			}) }
		}
	};
}
function readOs({ Metadata, Results }) {
	const { Family, Name, EOSL } = Metadata?.OS ?? {};
	if (Family === void 0 || Family === "none") return void 0;
	const looked = (Results ?? []).some(({ Class }) => Class === "os-pkgs");
	return defined({
		family: Family,
		version: Name,
		endOfLife: EOSL ?? (looked ? false : void 0)
	});
}
function proofOfWork(results, os) {
	const onlyOthers = results.length > 0 && results.every(({ Class = "" }) => otherClasses.has(Class));
	return proofOf({
		packages: results.reduce((sum, { Packages }) => sum + (Packages?.length ?? 0), 0),
		findings: results.reduce((sum, { Vulnerabilities }) => sum + (Vulnerabilities?.length ?? 0), 0),
		os: onlyOthers ? void 0 : os
	});
}
function readFindings({ Type, Vulnerabilities, ExperimentalModifiedFindings }) {
	const open = (Vulnerabilities ?? []).map((finding) => readVulnerability(finding, Type));
	const suppressed = (ExperimentalModifiedFindings ?? []).flatMap((one) => {
		if (one === void 0) return [];
		const { Source, Status, Statement, finding } = one;
		const by = Source ?? Status ?? "trivy";
		return [{
			...readVulnerability(finding, Type),
			suppressed: defined({
				by,
				reason: Statement ?? Status
			})
		}];
	});
	return [...open, ...suppressed];
}
function readVulnerability(finding, type) {
	const { VulnerabilityID: id, FixedVersion, Status = "" } = finding;
	const fixedIn = (FixedVersion ?? "").split(",").map((version) => version.trim()).filter((version) => version !== "");
	return defined({
		id,
		aliases: [...new Set(finding.VendorIDs)].filter((alias) => alias !== id),
		severity: severityOf(finding.Severity),
		severitySource: finding.SeveritySource,
		package: defined({
			name: finding.PkgName,
			version: finding.InstalledVersion,
			purl: finding.PkgIdentifier?.PURL,
			type
		}),
		fix: fixedIn.length > 0 ? "fixed" : fixStates.get(Status) ?? "unknown",
		fixedIn,
		cvss: highestScores(Object.values(finding.CVSS).flatMap(({ V2Score, V3Score, V40Score }) => [
			...V2Score === void 0 ? [] : [{
				major: 2,
				score: V2Score
			}],
			...V3Score === void 0 ? [] : [{
				major: 3,
				score: V3Score
			}],
			...V40Score === void 0 ? [] : [{
				major: 4,
				score: V40Score
			}]
		])),
		published: finding.PublishedDate
	});
}
function readPackages({ Type, Packages }) {
	return (Packages ?? []).map((one) => defined({
		name: one.Name,
		version: versionOf(one),
		purl: one.Identifier?.PURL,
		type: Type,
		licenses: one.Licenses ?? []
	}));
}
function versionOf({ Epoch, Version, Release }) {
	if (Version === void 0) return void 0;
	const full = Release === void 0 ? Version : `${Version}-${Release}`;
	return Epoch ? `${Epoch}:${full}` : full;
}

// src/evidence/formats/verification-summary.ts
const predicate = object({
	verifier: object({ id: text.min(1) }),
	timeVerified: optionalTime,
	resourceUri: text.min(1),
	policy: object({
		uri: optionalText,
		digest: map(text)
	}).nullish(),
	verificationResult: _enum(["PASSED", "FAILED"]),
	verifiedLevels: list(text),
	dependencyLevels: map(number()),
	slsaVersion: optionalText
});
function readVerificationSummary(json) {
	return readAs(predicate, {
		json,
		title: "verification summary"
	}, (said) => ({
		title: `verification summary by ${said.verifier.id}`,
		parts: [{
			kind: "summary",
			summary: defined({
				form: "vsa",
				verifier: said.verifier.id,
				verified: said.timeVerified,
				resource: said.resourceUri,
				policy: said.policy ? defined({
					uri: said.policy.uri,
					digest: said.policy.digest
				}) : void 0,
				passed: said.verificationResult === "PASSED",
				levels: said.verifiedLevels,
				slsaVersion: said.slsaVersion,
				dependencyLevels: Object.keys(said.dependencyLevels).length > 0 ? said.dependencyLevels : void 0
			})
		}],
		claims: noClaims
	}));
}

// src/evidence/format.ts
const reports = [
	trivy,
	grype,
	syft,
	spdx2,
	spdx3,
	cyclonedx,
	sarif,
	openVex
];
const predicates = /* @__PURE__ */ new Map([
	["slsa.dev/provenance", readProvenance],
	["spdx.dev/Document", (predicate) => readOneOf([spdx2, spdx3], predicate, "SPDX")],
	["cyclonedx.org/bom", (predicate) => readOneOf([cyclonedx], predicate, "CycloneDX")],
	["syft.dev/bom", (predicate) => readOneOf([syft], predicate, "Syft JSON")],
	["openvex.dev/ns", (predicate) => readOneOf([openVex], predicate, "OpenVEX")],
	["cosign.sigstore.dev/attestation/vuln", (predicate) => readCosignVuln(predicate, readReport)],
	["in-toto.io/attestation/vulns", readInTotoVulns],
	["slsa.dev/verification_summary", readSummary],
	["in-toto.io/attestation/svr", readSimpleVerification],
	["in-toto.io/attestation/test-result", readTestResult],
	[promotionType, readPromotionRecord],
	["cosign.sigstore.dev/attestation", (predicate) => readCosignCustom(predicate, {
		isKnown: (json) => reports.some((format) => format.recognises(json)),
		read: readReport
	})]
]);
function readReport(json) {
	if (!isJsonObject(json)) return notRead("document", "UNSUPPORTED", "it is not a JSON object");
	return withShortTitle(readOneOf(reports, json, "document"));
}
function readPredicate(predicateType, predicate) {
	return withShortTitle(readByType(predicateType, predicate));
}
function readByType(predicateType, predicate) {
	const [, family = "", version = ""] = /^(?:https:\/\/)?(.+?)(?:\/(v\d[\w.-]*))?$/s.exec(predicateType) ?? [];
	const read = predicates.get(family);
	if (read === void 0) return {
		title: predicateType,
		parts: [],
		claims: noClaims
	};
	if (isJsonObject(predicate)) return read(predicate, version);
	return typeof predicate === "string" ? notRead(predicateType, "UNSUPPORTED", "the predicate is text, and JSON is read") : notRead(predicateType, "UNPARSABLE", "the predicate is not an object");
}
function withShortTitle(reading) {
	return reading.title.length > 200 ? {
		...reading,
		title: `${reading.title.slice(0, 199)}\u2026`
	} : reading;
}
function readOneOf(formats, json, title) {
	const [first, second] = reports.filter((format) => format.recognises(json));
	if (first === void 0 || !formats.includes(first)) {
		const message = `it is none of ${formats.map(({ name }) => name).join(", ")}`;
		if (formats.length < reports.length) return notRead(title, "UNPARSABLE", message);
		return {
			...notRead(title, "UNSUPPORTED", message),
			isStrange: true
		};
	}
	if (second !== void 0) return notRead(title, "UNPARSABLE", `it has the marks of ${first.name} and of ${second.name}`);
	return first.read(json);
}
function readProvenance(predicate, version) {
	if (/^v1(?:\.\d+)?$/.test(version)) return readSlsaV1(predicate);
	if (version === "v0.2") return readSlsaV02(predicate);
	return notRead("SLSA provenance", "UNSUPPORTED", `${version || "no version"} is not read, only v0.2 and v1`);
}
function readSummary(predicate, version) {
	if (/^v1(?:\.\d+)?$/.test(version)) return readVerificationSummary(predicate);
	return notRead("verification summary", "UNSUPPORTED", `${version || "no version"} is not read, only v1`);
}

export { readReport as n, readPredicate as t };