import { r as provenCommit } from "./forge-facts.js";
import { f as blobsOf, v as platformText } from "./registry.js";
import { t as canonicalPlatform } from "./platform-name.js";
import { d as severities } from "./result.js";

// src/promotion/cut-list.ts
const most = 25;
const longest = 200;
function cut(items) {
	return {
		items: items.slice(0, most),
		more: Math.max(0, items.length - most)
	};
}
function clipped(text) {
	return text.length <= longest ? text : `${text.slice(0, longest).replace(/[\ud800-\udbff]$/u, "")}\u2026`;
}

// src/promotion/platform-name.ts
function platformName({ platform }) {
	return platform === void 0 ? "of no stated platform" : clipped(canonicalPlatform(platformText(platform)));
}

// src/promotion/compare-config.ts
function compareConfigs(from, to) {
	const before = new Map(from.map((platform) => [platformName(platform), platform.config]));
	const found = /* @__PURE__ */ new Map();
	let both = 0;
	for (const platform of to) {
		const name = platformName(platform);
		const old = before.get(name);
		if (old === void 0) continue;
		both += 1;
		if (old.state === "unknown") return old;
		if (platform.config.state === "unknown") return platform.config;
		for (const setting of settingsOf(old.value, platform.config.value)) {
			const key = JSON.stringify(setting);
			const known = found.get(key) ?? {
				setting,
				platforms: []
			};
			known.platforms.push(name);
			found.set(key, known);
		}
	}
	if (both === 0) return {
		state: "unknown",
		code: "NO_EVIDENCE",
		message: "the two images have no platform in common"
	};
	return {
		state: "known",
		value: [...found.values()].map(({ setting, platforms }) => ({
			...setting,
			platforms: platforms.length === both ? [] : platforms
		}))
	};
}
function settingsOf(from, to) {
	return [
		...textSetting("user", from.user, to.user),
		...textSetting("entrypoint", commandText(from.entrypoint), commandText(to.entrypoint)),
		...textSetting("command", commandText(from.cmd), commandText(to.cmd)),
		...listSetting("ports", from.exposedPorts, to.exposedPorts),
		...listSetting("volumes", from.volumes, to.volumes),
		...listSetting("environment", from.env, to.env)
	];
}
function textSetting(what, from, to) {
	return from === to ? [] : [{
		what,
		from: clipped(from),
		to: clipped(to)
	}];
}
function listSetting(what, from, to) {
	const [added, removed] = [without(to, from), without(from, to)];
	return added.items.length + removed.items.length === 0 ? [] : [{
		what,
		added,
		removed
	}];
}
function without(items, others) {
	const known = new Set(others);
	return cut([...new Set(items)].filter((item) => !known.has(item)).map(clipped));
}
function commandText(words) {
	return words.map((word) => /^[^\s"]+$/u.test(word) ? word : JSON.stringify(word)).join(" ");
}

// src/promotion/compare-evidence.ts
const ranks = {
	signed: 0,
	local: 1,
	unsigned: 2,
	untrusted: void 0
};
function choosePair(from, to, words) {
	const [before, after] = [groups(from, words), groups(to, words)];
	if (before.size === 0) return missing(words.noun, "image before");
	if (after.size === 0) return missing(words.noun, "image after");
	const [best] = [...after.keys()].flatMap((maker) => {
		const [old, next] = [before.get(maker), after.get(maker)];
		if (old === void 0 || next === void 0) return [];
		return [{
			maker,
			from: old,
			to: next,
			rank: Math.max(old.rank, next.rank)
		}];
	}).toSorted((a, b) => a.rank - b.rank || (a.maker < b.maker ? -1 : 1));
	if (best === void 0) return {
		state: "unknown",
		code: "INCOMPLETE",
		message: `one has a ${words.noun} of ${clipped([...before.keys()].join(", "))}, the other of ${clipped([...after.keys()].join(", "))}`
	};
	const [first] = best.to.told;
	return {
		state: "known",
		value: {
			from: best.from.told,
			to: best.to.told,
			compared: {
				by: clipped(first?.evidence.title ?? best.maker),
				trust: best.rank === 0 ? "signed" : "unsigned"
			}
		}
	};
}
function toldOf(evidence, kind) {
	return evidence.filter(({ problem, trust }) => problem === void 0 && ranks[trust.level] !== void 0).flatMap((one) => one.parts.filter((part) => part.kind === kind).map((part) => ({
		evidence: one,
		part
	})));
}
function groups(told, { maker, created }) {
	const byMaker = /* @__PURE__ */ new Map();
	for (const one of told) {
		const rank = ranks[one.evidence.trust.level] ?? 2;
		const known = byMaker.get(maker(one.part));
		if (known !== void 0 && known.rank < rank) continue;
		const others = known?.rank === rank ? known.told : [];
		byMaker.set(maker(one.part), {
			rank,
			told: [...others, one]
		});
	}
	return new Map([...byMaker].map(([name, group]) => [name, {
		...group,
		told: newestOf(group.told, created)
	}]));
}
function newestOf(told, created) {
	const bySubject = /* @__PURE__ */ new Map();
	for (const one of told) {
		const key = one.evidence.subjects.toSorted().join(" ");
		const known = bySubject.get(key);
		if (known === void 0 || (created(one.part) ?? "") >= (created(known.part) ?? "")) bySubject.set(key, one);
	}
	return [...bySubject.values()];
}
function missing(noun, which) {
	return {
		state: "unknown",
		code: "NO_EVIDENCE",
		message: `the ${which} has no ${noun} that counts`
	};
}

// src/promotion/compare-packages.ts
function comparePackages(from, to) {
	const pair = choosePair(sboms(from), sboms(to), {
		noun: "SBOM",
		maker: ({ format }) => format,
		created: ({ created }) => created
	});
	if (pair.state === "unknown") return pair;
	const [before, after] = [versions(pair.value.from), versions(pair.value.to)];
	if (before.size === 0 || after.size === 0) return {
		state: "unknown",
		code: "INCOMPLETE",
		message: "an SBOM lists no packages"
	};
	const names = [.../* @__PURE__ */ new Set([...before.keys(), ...after.keys()])].toSorted();
	const both = names.filter((name) => before.has(name) && after.has(name));
	return {
		state: "known",
		value: {
			...pair.value.compared,
			added: cut(names.filter((name) => !before.has(name)).map((name) => packageName(name, after))),
			removed: cut(names.filter((name) => !after.has(name)).map((name) => packageName(name, before))),
			changed: cut(both.map((name) => ({
				name: clipped(name),
				from: text(before.get(name)),
				to: text(after.get(name))
			})).filter((change) => change.from !== change.to))
		}
	};
}
function versions(told) {
	const found = /* @__PURE__ */ new Map();
	for (const { part } of told) for (const item of part.packages) {
		const known = found.get(keyOf(item)) ?? /* @__PURE__ */ new Set();
		found.set(keyOf(item), known.add(item.version ?? ""));
	}
	return found;
}
function keyOf({ name, purl }) {
	if (purl === void 0) return name;
	const bare = purl.replace(/[?#].*$/s, "");
	const at = bare.lastIndexOf("@");
	return (at > bare.lastIndexOf("/") ? bare.slice(0, at) : bare).replace(/^pkg:/, "");
}
function packageName(name, all) {
	return {
		name: clipped(name),
		version: text(all.get(name))
	};
}
function text(found) {
	return clipped([...found ?? []].toSorted().join(", "));
}
function sboms(evidence) {
	return toldOf(evidence, "sbom").map((told) => ({
		evidence: told.evidence,
		part: told.part.sbom
	}));
}

// src/promotion/compare-vulnerabilities.ts
function compareVulnerabilities(from, to) {
	const pair = choosePair(scans(from), scans(to), {
		noun: "scan",
		maker: ({ scanner }) => scanner.name.toLowerCase(),
		created: ({ created }) => created
	});
	if (pair.state === "unknown") return pair;
	const [before, after] = [found(pair.value.from), found(pair.value.to)];
	const without = (some, others) => [...some].filter(([id]) => !others.has(id)).map(([, one]) => one).toSorted(worstFirst);
	return {
		state: "known",
		value: {
			...pair.value.compared,
			from: counts(before),
			to: counts(after),
			added: cut(without(after, before)),
			fixed: cut(without(before, after))
		}
	};
}
function found(told) {
	const all = /* @__PURE__ */ new Map();
	for (const { part } of told) for (const each of part.vulnerabilities) {
		if (each.suppressed !== void 0) continue;
		const one = shown(each);
		const known = all.get(one.id);
		if (known === void 0 || worstFirst(one, known) < 0) all.set(one.id, one);
	}
	return all;
}
function shown({ id, aliases, severity, package: item }) {
	const name = [id, ...aliases].find((one) => one.startsWith("CVE-")) ?? id;
	return {
		id: clipped(name),
		severity,
		package: item === void 0 ? "" : clipped([item.name, item.version].filter(Boolean).join(" "))
	};
}
function worstFirst(a, b) {
	return severities.indexOf(a.severity) - severities.indexOf(b.severity) || (a.id < b.id ? -1 : 1);
}
function counts(all) {
	const count = {
		critical: 0,
		high: 0,
		medium: 0,
		low: 0,
		unknown: 0
	};
	for (const { severity } of all.values()) count[severity] += 1;
	return count;
}
function scans(evidence) {
	return toldOf(evidence, "scan").map((told) => ({
		evidence: told.evidence,
		part: told.part.scan
	}));
}

// src/promotion/compare.ts
function compareImages(from, to, server) {
	return {
		commits: commitChange(from, to, server),
		size: {
			from: sizeOf(blobs(from)),
			to: sizeOf(blobs(to))
		},
		layers: layerChange(layers(from), layers(to)),
		platforms: setChange(from.platforms.map(platformName), to.platforms.map(platformName)),
		config: compareConfigs(from.platforms, to.platforms),
		packages: comparePackages(from.evidence, to.evidence),
		vulnerabilities: compareVulnerabilities(from.evidence, to.evidence)
	};
}
function commitChange(from, to, server) {
	const [before, after] = [commitOf(from, server), commitOf(to, server)];
	return {
		...before === void 0 ? {} : { from: before },
		...after === void 0 ? {} : { to: after },
		...compareLink(before, after, server)
	};
}
function commitOf({ graph, platforms, evidence }, server) {
	const proven = provenCommit(evidence, server);
	if (proven.state === "known") return {
		...proven.value,
		proof: "proven"
	};
	const labels = platforms.flatMap(({ config }) => config.state === "known" ? [config.value.revision] : []);
	const claimed = graph.root.annotations["org.opencontainers.image.revision"] ?? labels.find(isText);
	return claimed === void 0 || claimed === "" ? void 0 : {
		commit: clipped(claimed),
		proof: "claimed"
	};
}
function isText(text) {
	return text !== void 0 && text !== "";
}
function compareLink(from, to, server) {
	if (from?.proof !== "proven" || to?.proof !== "proven" || !server.startsWith("https://")) return {};
	const { repository } = to;
	if (!(repository !== void 0 && from.repository?.toLowerCase() === repository.toLowerCase()) || from.commit === to.commit) return {};
	return { compare: `${server.replace(/\/+$/, "")}/${repository}/compare/${from.commit}...${to.commit}` };
}
function layerChange(from, to) {
	return {
		from: from.size,
		to: to.size,
		added: [...to.keys()].filter((digest) => !from.has(digest)).length,
		removed: [...from.keys()].filter((digest) => !to.has(digest)).length
	};
}
function setChange(from, to) {
	return {
		kept: to.filter((name) => from.includes(name)),
		added: to.filter((name) => !from.includes(name)),
		removed: from.filter((name) => !to.includes(name))
	};
}
function layers(image) {
	return byDigest(manifestsOf(image).flatMap((manifest) => manifest.layers));
}
function blobs(image) {
	return byDigest(manifestsOf(image).flatMap(blobsOf));
}
function manifestsOf({ graph, platforms }) {
	return platforms.flatMap(({ digest }) => {
		const manifest = graph.manifests.get(digest);
		return manifest?.kind === "manifest" ? [manifest] : [];
	});
}
function byDigest(descriptors) {
	return new Map(descriptors.map((descriptor) => [descriptor.digest, descriptor]));
}
function sizeOf(all) {
	return [...all.values()].reduce((sum, { size }) => sum + size, 0);
}

export { compareImages };