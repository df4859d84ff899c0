import { o as __toESM } from "./rolldown-runtime.js";
import { A as holdsPlan, D as resultOf$1, E as problemOf$1, F as expandTarget, G as renderTag, H as couldHaveMade, K as variesByRun, M as parsePlanHash, N as planHash, O as coveredBy, Q as require_parse, R as matchSource, T as intentOf, U as namesSource, Y as cosignTags, Z as isAttachedTag, _t as expectedOutcome, a as isReached, bt as totalOutcome, dt as parseGlob, gt as overtakenOf, h as ownWorkflows, ht as namesImage, j as instantText, k as hexOfPlan, m as asPromoter, mt as keepsAll, o as route, pt as isWritten, r as select, u as stageThatFills, vt as isInPlace, w as standingBefore, yt as totalExitCode } from "./commands.js";
import { A as failureOf$1, F as digestHasher, G as hintOf, H as shortDigest, I as digestOf, K as messageOf, L as finishDigest, M as stageNamed, N as stageText, O as cancelled, P as algorithmOf, R as hexOf, U as HoistError, f as parseTag, h as sameHost, i as hostOf, m as referenceText, o as isLayout, s as isTag, t as promotingEvents, u as parseReference, y as isLoopbackHost, z as isComparable } from "./start.js";
import { S as parseStrictJson, _ as mediaTypes, b as foldCase, f as blobsOf, g as isForeignLayerType, h as parseManifest, l as GatheredBytes, m as descriptorOf, p as childrenOf, u as readBackWaits, x as isJsonObject, y as readPlatform } from "./registry.js";
import { setMaxListeners } from "node:events";

// src/transfer/attachments.ts
const listedTags = 1e4;
async function tagsOf$2(registry, repository, signal) {
	const tags = /* @__PURE__ */ new Set();
	try {
		for await (const tag of registry.tags(repository, { signal })) {
			tags.add(tag);
			if (tags.size > listedTags) return void 0;
		}
		return tags;
	} catch (error) {
		if (error instanceof HoistError) return void 0;
		throw error;
	}
}
async function findAttachments(search, knownTags, subjects) {
	const found = [];
	const listed = /* @__PURE__ */ new Map();
	const seen = new Set(subjects);
	let count = 0;
	let level = subjects;
	while (level.length > 0) {
		const lists = await Promise.all(level.map(async (subject) => {
			const list = await attachedTo(search, knownTags, subject);
			count += list.attachments.length;
			if (count > search.most) throw tooMany(search);
			return list;
		}));
		found.push(...lists.flatMap((list) => list.attachments));
		for (const { subject, way } of lists) listed.set(subject, way);
		if (search.nested === "free" && (await knownTags === void 0 || lists.some((list) => list.hasApi))) break;
		level = lists.flatMap((list) => list.attachments.map((attachment) => attachment.descriptor.digest)).filter((digest) => !seen.has(digest));
		for (const digest of level) seen.add(digest);
	}
	return {
		attachments: found,
		listed
	};
}
async function attachedTo(search, knownTags, subject) {
	const { registry, source, signal } = search;
	const [list, tagged] = await Promise.all([registry.referrers(source, subject, {
		knownTags,
		signal
	}), byCosignTags(search, knownTags, subject)]);
	const listed = list.descriptors.map((descriptor) => ({
		how: "referrer",
		subject,
		descriptor
	}));
	return {
		subject,
		way: list.way,
		attachments: [...listed, ...tagged],
		hasApi: list.api
	};
}
async function byCosignTags({ registry, source, signal }, knownTags, subject) {
	const known = await knownTags;
	const tags = cosignTags(subject).filter(({ tag }) => known?.has(tag) ?? true);
	return (await Promise.all(tags.map(async ({ tag }) => {
		const manifest = await registry.manifest(source, tag, { signal });
		return manifest === void 0 ? void 0 : {
			how: "cosign-tag",
			subject,
			tag,
			descriptor: descriptorOf(manifest)
		};
	}))).filter((attachment) => attachment !== void 0);
}
function tooMany({ source, most }) {
	return new HoistError("refused", "ATTACHMENTS_TOO_MANY", `more than ${most} things are attached to the image in ${source}`, { hint: "Remove referrers that nobody needs; so many cannot be judged." });
}

// src/transfer/limits.ts
const defaultLimits = {
	depth: 3,
	manifests: 5e3,
	manifestBytes: 128 * 1024 ** 2,
	attachments: 1e3,
	bytes: 100 * 1024 ** 3
};

// src/transfer/walk.ts
async function walk(registry, source, root, options) {
	const limits = {
		...defaultLimits,
		...options.limits
	};
	const state = {
		registry,
		source,
		options,
		limits,
		manifests: /* @__PURE__ */ new Map([[root.digest, root]]),
		manifestBytes: root.bytes.length,
		missing: [],
		left: []
	};
	const whole = options.depth !== "root";
	const tags = options.referrers === "none" ? Promise.resolve(void 0) : options.tags ?? tagsOf$2(registry, source, options.signal);
	tags.catch(() => {});
	const imageOrder = whole ? await descend(state, root) : [root.digest];
	const subjects = whole ? imageOrder : [root.digest, ...childrenOf(root).map((child) => child.digest)];
	let found = {
		attachments: [],
		listed: /* @__PURE__ */ new Map()
	};
	if (options.referrers !== "none") try {
		found = await findAttachments({
			registry,
			source,
			signal: options.signal,
			most: limits.attachments,
			nested: whole ? "always" : "free"
		}, tags, subjects);
	} catch (error) {
		leaveBehind$1(state, error);
	}
	const { attachments, listed } = found;
	const read = whole ? await readAttachments(state, attachments) : {
		order: [],
		attachments
	};
	return finish(state, {
		root,
		imageOrder,
		listed,
		attachments: read.attachments,
		attachmentOrder: read.order,
		whole
	});
}
async function walkAttachments(registry, graph, { attachments, ...asked }) {
	const options = {
		...asked,
		missingPlatforms: "fail"
	};
	const state = {
		registry,
		source: graph.source,
		options,
		limits: defaultLimits,
		manifests: /* @__PURE__ */ new Map(),
		manifestBytes: 0,
		missing: [],
		left: []
	};
	const read = await readAttachments(state, attachments);
	return finish(state, {
		root: graph.root,
		imageOrder: [],
		attachments: read.attachments,
		attachmentOrder: read.order,
		whole: true
	});
}
async function descend(state, top) {
	let level = [top];
	for (let depth = 1; level.some((manifest) => childrenOf(manifest).length > 0); depth += 1) {
		if (depth > state.limits.depth) throw tooLarge$1(state, `has indexes more than ${state.limits.depth} deep`);
		const wanted = /* @__PURE__ */ new Map();
		for (const child of level.flatMap(childrenOf)) if (!state.manifests.has(child.digest)) wanted.set(child.digest, child);
		if (state.manifests.size + wanted.size > state.limits.manifests) throw tooLarge$1(state, `has more than ${state.limits.manifests} manifests`);
		refuseTooFewPulls(state, wanted.size);
		refuseTooMuch(state, [...wanted.values()]);
		level = (await Promise.all([...wanted.values()].map((child) => readChild(state, child)))).filter((manifest) => manifest !== void 0);
		for (const manifest of level) keep$1(state, manifest);
	}
	return childrenFirst(state, [top.digest]);
}
function keep$1(state, manifest) {
	if (state.manifests.has(manifest.digest)) return;
	state.manifests.set(manifest.digest, manifest);
	state.manifestBytes += manifest.bytes.length;
	refuseTooMuch(state, []);
}
function refuseTooMuch({ limits, ...state }, wanted) {
	if (wanted.reduce((sum, { size }) => sum + size, state.manifestBytes) > limits.manifestBytes) throw tooLarge$1(state, `has manifests of more than ${limits.manifestBytes} bytes`);
}
function childrenFirst(state, tops) {
	const done = /* @__PURE__ */ new Set();
	const visit = (digest) => {
		const manifest = state.manifests.get(digest);
		if (manifest === void 0 || done.has(digest)) return;
		for (const child of childrenOf(manifest)) visit(child.digest);
		done.add(digest);
	};
	for (const top of tops) visit(top);
	return [...done];
}
async function readChild(state, child) {
	const { registry, source, options } = state;
	const manifest = await registry.manifest(source, child.digest, { signal: options.signal });
	if (manifest === void 0) {
		state.missing.push(child);
		if (options.missingPlatforms === "allow") return void 0;
		throw new HoistError("unreachable", "CHILD_MISSING", `${source} names ${child.digest} in its index and does not have it`, { hint: "Push the image again; a clean-up may have deleted untagged platforms. Or set missing: { platforms: allow } where the target takes sparse indexes." });
	}
	if (manifest.bytes.length !== child.size) throw new HoistError("unreachable", "SIZE_MISMATCH", `${child.digest} of ${source} has ${manifest.bytes.length} bytes, its index says ${child.size}`, { hint: "The index names other bytes than the registry has: push the image again." });
	return manifest;
}
async function readAttachments(state, attachments) {
	const wanted = new Set(attachments.map(({ descriptor }) => descriptor.digest));
	const read = /* @__PURE__ */ new Set();
	await Promise.all([...wanted].map(async (digest) => {
		try {
			await readAttachment(state, digest);
			read.add(digest);
		} catch (error) {
			leaveBehind$1(state, error);
		}
	}));
	return {
		order: childrenFirst(state, [...wanted].filter((digest) => read.has(digest))),
		attachments: attachments.filter(({ descriptor }) => read.has(descriptor.digest))
	};
}
async function readAttachment(state, digest) {
	const { registry, source, options, manifests } = state;
	const manifest = manifests.get(digest) ?? await registry.manifest(source, digest, { signal: options.signal });
	if (manifest === void 0) throw new HoistError("unreachable", "REFERRER_MISSING", `${source} lists ${digest} as attached to the image and does not have it`, { hint: "Its list of referrers is out of date: attach it again, or set referrers: best-effort." });
	keep$1(state, manifest);
	await descend(state, manifest);
}
function leaveBehind$1(state, error) {
	if (state.options.referrers !== "best-effort" || !(error instanceof HoistError)) throw error;
	state.left.push(error.message);
}
function finish(state, parts) {
	const real = parts.attachments.filter((attachment) => isAbout$1(state, attachment));
	const kept = new Set(real.map((attachment) => attachment.descriptor.digest));
	const blobs = /* @__PURE__ */ new Map();
	let bytes = 0;
	for (const manifest of state.manifests.values()) {
		bytes += manifest.bytes.length;
		for (const descriptor of blobsOf(manifest)) {
			const known = blobs.get(descriptor.digest);
			if (known !== void 0 && known.descriptor.size !== descriptor.size) throw new HoistError("refused", "SIZE_CONTRADICTED", `two manifests of ${state.source} give different sizes for blob ${descriptor.digest}`, { hint: "One of the two lies about its content: build the image again and look where it came from." });
			if (known === void 0) {
				bytes += descriptor.size;
				blobs.set(descriptor.digest, {
					descriptor,
					usedBy: [manifest.digest]
				});
			} else if (known.usedBy.at(-1) !== manifest.digest) known.usedBy.push(manifest.digest);
		}
	}
	if (bytes > state.limits.bytes) throw tooLarge$1(state, `has more than ${state.limits.bytes} bytes`);
	return {
		...parts,
		source: state.source,
		attachments: parts.whole ? real : parts.attachments,
		attachmentOrder: parts.attachmentOrder.filter((digest) => kept.has(digest) || !isListed$1(parts.attachments, digest)),
		manifests: state.manifests,
		blobs,
		missing: state.missing,
		left: state.left,
		bytes
	};
}
function isAbout$1(state, attachment) {
	if (attachment.how === "cosign-tag") return true;
	return state.manifests.get(attachment.descriptor.digest)?.subject?.digest === attachment.subject;
}
function isListed$1(attachments, digest) {
	return attachments.some((attachment) => attachment.descriptor.digest === digest);
}
function tooLarge$1(state, why) {
	return new HoistError("refused", "GRAPH_TOO_LARGE", `the image in ${state.source} ${why}`, { hint: "That is beyond what Hoist carries; look whether the image is what it should be." });
}
function refuseTooFewPulls({ registry, source }, wanted) {
	const left = registry.pullsLeft(source);
	if (left === void 0 || left >= wanted) return;
	throw new HoistError("unreachable", "PULL_LIMIT", `${source}: ${wanted} more manifests have to be read, and the registry's pull limit leaves ${left}`, { hint: "Log in with an account that has a higher limit, or run again when its window is over." });
}

// src/transfer/lacking.ts
async function lacking(world, delivery) {
	const { graph, target } = delivery;
	const { repository } = target;
	const fresh = target.currentRoots.length === 0 && graph.whole && (target.fresh ?? await isFresh(world.registry, repository, {
		root: graph.root,
		signal: world.signal
	}));
	const image = graph.whole ? await missingManifests(world, delivery, fresh) : [];
	const attachments = await missingAttachments(world, delivery, fresh);
	const isRead = graph.whole || attachments.length === 0;
	const read = isRead ? graph : await walkAttachments(world.registry, graph, {
		attachments,
		referrers: target.referrers,
		signal: world.signal
	});
	if (!isRead) delivery.left.push(...read.left);
	const real = isRead ? attachments : read.attachments;
	const carriedAlong = belowAll(read, real);
	const attached = read.attachmentOrder.filter((digest) => carriedAlong.has(digest));
	const manifests = [...image, ...attached].flatMap((digest) => read.manifests.get(digest) ?? []);
	const blobs = new Map(manifests.flatMap(blobsOf).map((blob) => [blob.digest, blob]));
	const carried = await withoutForeign(world, {
		delivery,
		foreign: [...blobs.values()].filter((blob) => isForeignLayerType(blob.mediaType))
	}, blobs);
	return {
		image,
		attached,
		attachments: real,
		manifests: read.manifests,
		blobs: carried,
		known: carried.length === 0 ? /* @__PURE__ */ new Set() : await knownBlobs(world, delivery, carried.length),
		fresh
	};
}
async function isFresh(registry, repository, { root, signal }) {
	const biggest = biggestOf(blobsOf(root));
	const [empty, head, begun] = await Promise.all([
		hasNoTag(registry, repository, signal),
		registry.head(repository, root.digest, { signal }),
		biggest === void 0 ? false : registry.hasBlob(repository, biggest, { signal })
	]);
	return empty && head === void 0 && !begun;
}
function biggestOf(blobs) {
	const [first, ...others] = blobs;
	return first && others.reduce((most, blob) => blob.size > most.size ? blob : most, first);
}
async function hasNoTag(registry, repository, signal) {
	try {
		for await (const _ of registry.tags(repository, { signal })) return false;
		return true;
	} catch (error) {
		if (error instanceof HoistError) return false;
		throw error;
	}
}
async function missingManifests({ registry, signal }, { graph, target }, fresh) {
	if (fresh) return graph.imageOrder;
	const { repository } = target;
	const root = graph.root.digest;
	const [rootHead, ...childHeads] = await Promise.all([registry.head(repository, root, { signal }), ...graph.imageOrder.slice(0, -1).map((digest) => registry.head(repository, digest, { signal }))]);
	const absent = graph.imageOrder.slice(0, -1).filter((_, at) => childHeads[at] === void 0);
	return rootHead === void 0 || absent.length > 0 ? [...absent, root] : [];
}
async function missingAttachments({ registry, signal }, { graph, target, left }, fresh) {
	if (target.referrers === "none") return [];
	if (fresh) return graph.attachments;
	const bySubject = /* @__PURE__ */ new Map();
	for (const attachment of graph.attachments) bySubject.set(attachment.subject, [...bySubject.get(attachment.subject) ?? [], attachment]);
	return (await Promise.all([...bySubject].map(async ([subject, attachments]) => {
		try {
			const asked = {
				subject,
				attachments,
				isLookedAt: graph.whole
			};
			return await missingOf({
				registry,
				signal
			}, target.repository, asked);
		} catch (error) {
			if (target.referrers !== "best-effort" || !(error instanceof HoistError)) throw error;
			left.push(error.message);
			return [];
		}
	}))).flat();
}
async function missingOf({ registry, signal }, repository, { subject, attachments, isLookedAt }) {
	const list = attachments.some((attachment) => attachment.how === "referrer") ? await registry.referrers(repository, subject, { signal }) : void 0;
	const there = new Set(list?.descriptors.map((descriptor) => descriptor.digest));
	const isClaim = isLookedAt && list?.way === "tag";
	const found = await Promise.all(attachments.map(async (attachment) => {
		const { digest } = attachment.descriptor;
		if (attachment.how === "referrer") {
			if (!there.has(digest) || !isClaim) return there.has(digest);
			return await registry.head(repository, digest, { signal }) !== void 0;
		}
		return (await registry.head(repository, attachment.tag, {
			signal,
			expected: digest
		}))?.digest === digest;
	}));
	return attachments.filter((_, at) => found[at] !== true);
}
function belowAll(graph, attachments) {
	const reach = new Set(attachments.map(({ descriptor }) => descriptor.digest));
	for (const digest of reach) {
		const manifest = graph.manifests.get(digest);
		if (manifest !== void 0) for (const child of childrenOf(manifest)) reach.add(child.digest);
	}
	return reach;
}
async function knownBlobs({ registry, signal }, { target }, wanted) {
	const known = /* @__PURE__ */ new Set();
	for (const root of target.currentRoots) {
		const children = childrenOf(root);
		for (const blob of blobsOf(root)) known.add(blob.digest);
		if (children.length >= wanted) continue;
		const manifests = await Promise.all(children.map((child) => registry.manifest(target.repository, child.digest, { signal })));
		for (const manifest of manifests) for (const blob of manifest === void 0 ? [] : blobsOf(manifest)) known.add(blob.digest);
	}
	return known;
}
async function withoutForeign({ registry, signal }, { delivery, foreign }, blobs) {
	const { graph, target } = delivery;
	const absent = /* @__PURE__ */ new Set();
	for (const layer of foreign) {
		if (await registry.hasBlob(graph.source, layer, { signal })) continue;
		if (target.foreignLayers === "fail") throw new HoistError("unreachable", "FOREIGN_LAYER", `${graph.source} does not hold the foreign layer ${layer.digest}`, { hint: "Push the image with its foreign layers, or set missing: { foreign-layers: allow } where the target takes it." });
		absent.add(layer.digest);
	}
	return [...blobs.values()].filter((blob) => !absent.has(blob.digest));
}

// src/transfer/delivery.ts
const arrivals = [
	"skipped",
	"mounted",
	"pushed"
];
var Delivery = class {
	graph;
	target;
	left;
	referrers = 0;
	repaired = 0;
	#lacking;
	#begun;
	#error;
	#arrived = /* @__PURE__ */ new Map();
	constructor(graph, target) {
		this.graph = graph;
		this.target = target;
		this.left = [...graph.left];
	}
	get live() {
		return this.#error === void 0;
	}
	get lacking() {
		if (this.#lacking === void 0) throw new Error("what the target lacks is not known yet");
		return this.#lacking;
	}
	need(lacking) {
		this.#lacking = lacking;
	}
	isForAttachmentsOnly(blob) {
		const image = new Set(this.graph.imageOrder);
		return !(this.graph.blobs.get(blob)?.usedBy.some((manifest) => image.has(manifest)) ?? false);
	}
	hasBegun(registry, signal) {
		const biggest = this.graph.root.kind === "index" ? biggestOf(this.lacking.blobs) : void 0;
		if (biggest === void 0) return Promise.resolve(false);
		this.#begun ??= registry.hasBlob(this.target.repository, biggest, { signal });
		return this.#begun;
	}
	count(how, blob) {
		const before = this.#arrived.get(blob.digest);
		if (before !== void 0 && arrivals.indexOf(before.how) >= arrivals.indexOf(how)) return;
		this.#arrived.set(blob.digest, {
			how,
			bytes: blob.size
		});
	}
	fail(error) {
		this.#error ??= failureOf(error);
	}
	outcome() {
		const count = (wanted) => {
			const arrived = [...this.#arrived.values()].filter(({ how }) => how === wanted);
			return {
				blobs: arrived.length,
				bytes: arrived.reduce((sum, { bytes }) => sum + bytes, 0)
			};
		};
		return {
			repository: this.target.repository,
			digest: this.graph.root.digest,
			pushed: count("pushed"),
			mounted: count("mounted"),
			skipped: count("skipped"),
			referrers: this.referrers,
			left: this.left,
			...this.#error === void 0 ? {} : { error: this.#error }
		};
	}
};
function failureOf(error) {
	return error instanceof HoistError ? error : new HoistError("incomplete", "TRANSFER_FAILED", messageOf(error), { cause: error });
}

// src/transfer/estimate.ts
const perUpload = 2;
const perMount = 1;
const perReadBack = 1;
async function estimate(world, graph, target) {
	const found = await lacking(world, new Delivery(graph, target));
	const wanted = found.blobs.filter((blob) => !found.known.has(blob.digest));
	const near = sameHost(graph.source, target.repository);
	const bytes = wanted.reduce((sum, blob) => sum + blob.size, 0);
	const manifests = found.image.length + found.attached.length;
	const isAbsent = found.image.includes(graph.root.digest);
	return {
		image: isAbsent ? "absent" : "present",
		transfer: {
			blobs: wanted.length,
			bytes: near ? 0 : bytes,
			mountable: near ? wanted.length : 0,
			manifests,
			referrers: found.attachments.length,
			requests: wanted.length * (near ? perMount : perUpload) + manifests + (isAbsent ? perReadBack : 0)
		}
	};
}

// src/transfer/deadline.ts
const perBlob = 18e5;
const perStage = 36e5;
const slowest = 1048576;
function blobDeadline(clock, blob) {
	return deadline$1(clock, perBlob, {
		bytes: blob.size,
		what: `the blob ${blob.digest}`
	});
}
function stageDeadline(clock, bytes) {
	return deadline$1(clock, perStage, {
		bytes,
		what: "the blobs of this stage"
	});
}
function deadline$1(clock, base, { bytes, what }) {
	const allowed = base + bytes / slowest * 1e3;
	const end = clock.ticks() + allowed;
	return () => {
		if (clock.ticks() <= end) return;
		throw new HoistError("incomplete", "TRANSFER_TOO_SLOW", `${what} took longer than ${Math.round(allowed / 6e4)} minutes`, { hint: "Look at the network between here and the registries, and run again: what is complete is not sent again." });
	};
}

// src/transfer/schedule.ts
const atOnce = 64;
function biggestFirst(tasks) {
	return [...tasks].sort((a, b) => b.blob.size - a.blob.size);
}
async function runAll(items, work) {
	let next = 0;
	let failed;
	const worker = async () => {
		while (failed === void 0) {
			const item = items[next];
			next += 1;
			if (item === void 0) return;
			try {
				await work(item);
			} catch (error) {
				failed ??= { error };
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
	if (failed !== void 0) throw failed.error;
}

// src/transfer/branch.ts
const queued = 1;
const stall = 2e4;
const enough = /* @__PURE__ */ new Error("nobody waits any more");
var SharedPiece = class {
	bytes;
	#piece;
	#holders;
	constructor(piece, holders) {
		this.bytes = piece.bytes;
		this.#piece = piece;
		this.#holders = holders;
	}
	release() {
		this.#holders -= 1;
		if (this.#holders === 0) this.#piece.release();
	}
};
var Branch = class {
	#options;
	#queue = [];
	#taken = 0;
	#state = "open";
	#error;
	#waitingSince;
	#shared = () => false;
	#watching = false;
	#ended = new AbortController();
	#wakeReader;
	#wakeWriter;
	constructor(options) {
		this.#options = options;
	}
	get live() {
		return this.#state === "open";
	}
	put(piece) {
		this.#queue.push(piece);
		this.#wakeWriter?.();
	}
	end() {
		this.#state = "ended";
		this.#wakeWriter?.();
	}
	fail(error) {
		this.#state = "failed";
		this.#error = error;
		this.#wakeWriter?.();
	}
	leave() {
		if (this.#state !== "failed") this.#state = "left";
		for (const piece of this.#queue.splice(0)) piece.release();
		this.#wakeReader?.();
	}
	room(shared) {
		return this.#until(() => !this.live || this.#queue.length < queued, shared);
	}
	drained(shared) {
		return this.#until(() => this.#queue.length + this.#taken === 0 || this.#state === "left", shared);
	}
	async #until(done, shared) {
		while (!done()) {
			this.#waitingSince = this.#options.clock.ticks();
			this.#shared = shared;
			this.#watch();
			await new Promise((resolve) => this.#wakeReader = resolve);
			this.#waitingSince = void 0;
		}
	}
	async #watch() {
		if (this.#watching) return;
		this.#watching = true;
		const { clock, stalled } = this.#options;
		let wait = stall;
		while (await slept$1(clock, wait, this.#ended.signal)) {
			const waited = this.#waitingSince === void 0 ? 0 : clock.ticks() - this.#waitingSince;
			wait = stall - waited;
			if (wait > 0) continue;
			wait = stall;
			if (!this.#shared()) continue;
			this.leave();
			stalled();
			return;
		}
	}
	stop() {
		this.#ended.abort(enough);
	}
	pieces() {
		return { [Symbol.asyncIterator]: () => this.#pieces() };
	}
	#let(piece) {
		piece.release();
		this.#taken -= 1;
		this.#wakeReader?.();
	}
	async *#pieces() {
		try {
			for (;;) {
				const piece = this.#queue.shift();
				if (piece !== void 0) {
					this.#taken += 1;
					this.#wakeReader?.();
					yield {
						bytes: piece.bytes,
						release: () => this.#let(piece)
					};
				} else if (this.#state === "failed") throw this.#error;
				else if (this.#state === "open") await new Promise((resolve) => this.#wakeWriter = resolve);
				else return;
			}
		} finally {
			this.leave();
		}
	}
};
async function slept$1(clock, milliseconds, signal) {
	try {
		await clock.sleep(milliseconds, signal);
		return !signal.aborted;
	} catch {
		return false;
	}
}

// src/transfer/relay.ts
function createRelay(count, options) {
	return count === 1 ? soleRelay(options) : sharedRelay(count, options);
}
function soleRelay(options) {
	let end;
	const ended = new Promise((resolve) => end = resolve);
	const source = reading(options, 0, () => end());
	let first;
	let used = false;
	async function leave() {
		const unused = first;
		first = void 0;
		const closed = source.return(void 0).catch(() => {});
		(await unused?.catch(() => void 0))?.value?.release();
		await closed;
		end();
	}
	const taking = {
		next() {
			const ahead = first;
			first = void 0;
			return ahead ?? source.next();
		},
		async return() {
			await leave();
			return {
				done: true,
				value: void 0
			};
		}
	};
	return {
		writers: [(from) => {
			if (!used && from === 0) {
				used = true;
				return { [Symbol.asyncIterator]: () => taking };
			}
			leave();
			return reading(options, from);
		}],
		leave: () => void leave(),
		async run() {
			first = source.next();
			first.catch(() => {});
			await ended;
		}
	};
}
const largestPart = 262144;
function sharedRelay(count, options) {
	const branches = Array.from({ length: count }, (_, writer) => new Branch({
		clock: options.clock,
		stalled: () => options.stalled(writer)
	}));
	const live = () => branches.filter((branch) => branch.live);
	async function run() {
		try {
			for await (const piece of inParts(reading(options, 0), largestPart)) {
				const takers = live();
				if (takers.length === 0) {
					piece.release();
					return;
				}
				const shared = new SharedPiece(piece, takers.length);
				for (const branch of takers) branch.put(shared);
				await Promise.all(takers.map((branch) => branch.room(() => live().length > 1)));
			}
			const last = live();
			for (const branch of last) branch.end();
			await Promise.all(last.map((branch) => branch.drained(() => true)));
		} catch (error) {
			for (const branch of live()) branch.fail(error);
		} finally {
			for (const branch of branches) branch.stop();
		}
	}
	return {
		writers: branches.map((branch) => {
			let used = false;
			return (from) => {
				if (!used && from === 0) {
					used = true;
					return branch.pieces();
				}
				branch.leave();
				return reading(options, from);
			};
		}),
		leave: (writer) => branches[writer]?.leave(),
		run
	};
}
async function* inParts(pieces, size) {
	for await (const piece of pieces) {
		const { length } = piece.bytes;
		if (length <= size) {
			yield piece;
			continue;
		}
		let left = Math.ceil(length / size);
		const release = () => {
			left -= 1;
			if (left === 0) piece.release();
		};
		let at = 0;
		try {
			while (at < length) {
				const bytes = piece.bytes.subarray(at, at + size);
				at += size;
				yield {
					bytes,
					release
				};
			}
		} finally {
			for (; at < length; at += size) release();
		}
	}
}
async function* reading({ blob, source, open, read }, from, ended = () => {}) {
	const hasher = from === 0 ? digestHasher(blob.digest) : void 0;
	let length = from;
	try {
		for await (const piece of open(from)) {
			try {
				read(piece.bytes.length);
				hasher?.update(piece.bytes);
				length += piece.bytes.length;
				if (length >= blob.size) check(blob, source, hasher);
			} catch (error) {
				piece.release();
				throw error;
			}
			yield piece;
		}
		if (length === 0) check(blob, source, hasher);
	} finally {
		ended();
	}
}
function check(blob, source, hasher) {
	if (hasher === void 0 || finishDigest(blob.digest, hasher) === blob.digest) return;
	throw new HoistError("incomplete", "BLOB_DIGEST", `${source} gave other bytes than ${blob.digest} for that blob`, { hint: isLayout(source) ? "The file of that blob is damaged: write the folder again from where it came; nothing was committed at the target." : "The source registry, or a cache before it, holds a damaged copy. Push the image there again; nothing was committed at the target." });
}

// src/transfer/share.ts
async function share(world, task, siblings) {
	const { blob, deliveries, resend } = task;
	const source = deliveries[0]?.graph.source;
	if (source === void 0) return [];
	const failures = [];
	const take = (delivery) => ({
		delivery,
		end: new AbortController(),
		begun: begin$1(world, delivery, {
			blob,
			siblings,
			resend
		}).catch((error) => {
			failures.push({
				delivery,
				error
			});
		})
	});
	const asked = task.isNear !== true && deliveries.every(({ lacking, target }) => lacking.fresh && !sameHost(target.repository, source)) ? void 0 : await uploading(deliveries.map(take));
	if (asked?.length === 0) return failures;
	const hosts = (asked?.map(({ delivery }) => delivery) ?? deliveries).map(({ target }) => target.repository);
	const free = await world.registry.reserve([source, ...hosts], blob.size, { signal: world.signal });
	const bar = world.progress.blob({
		digest: blob.digest,
		size: blob.size,
		to: hosts
	});
	try {
		const takers = asked ?? deliveries.map(take);
		const relay = relayTo(world, {
			blob,
			source,
			takers,
			bar
		});
		const reading = relay.run();
		await Promise.all(takers.map(async (taker, writer) => {
			try {
				await deliver$1(world, {
					relay,
					writer,
					taker,
					blob
				});
			} catch (error) {
				failures.push({
					delivery: taker.delivery,
					error
				});
			} finally {
				relay.leave(writer);
			}
		}));
		await reading;
	} finally {
		bar.done();
		free();
	}
	return failures;
}
function skip(world, delivery, blob) {
	delivery.count("skipped", blob);
	world.progress.skip({
		digest: blob.digest,
		size: blob.size,
		how: "present"
	});
}
async function begin$1(world, delivery, { blob, siblings, resend }) {
	const { target, graph, lacking } = delivery;
	const begun = await world.registry.beginBlob(target.repository, blob, {
		resend,
		mountFrom: [
			graph.source,
			...siblings(target.repository),
			...target.mountFrom
		],
		assumeAbsent: lacking.fresh && !await delivery.hasBegun(world.registry, world.signal),
		signal: world.signal
	});
	if (begun.state === "upload") return begun.upload;
	if (begun.state === "present") skip(world, delivery, blob);
	else {
		delivery.count("mounted", blob);
		world.progress.skip({
			digest: blob.digest,
			size: blob.size,
			how: "mounted"
		});
	}
}
async function uploading(takers) {
	const uploads = await Promise.all(takers.map(({ begun }) => begun));
	return takers.filter((_, at) => uploads[at] !== void 0);
}
function relayTo(world, { blob, source, takers, bar }) {
	return createRelay(takers.length, {
		blob,
		source,
		clock: world.clock,
		open: (from) => world.registry.openBlob(source, blob, from, { signal: world.signal }),
		read: (bytes) => {
			world.count(bytes);
			bar.advance(bytes);
		},
		stalled: (writer) => takers[writer]?.end.abort(stalledError(takers[writer].delivery))
	});
}
async function deliver$1(world, { relay, writer, taker, blob }) {
	const upload = await taker.begun;
	const open = relay.writers[writer];
	if (upload === void 0 || open === void 0) return;
	try {
		await upload.send(open, { signal: AbortSignal.any([world.signal, taker.end.signal]) });
		taker.delivery.count("pushed", blob);
	} catch (error) {
		await upload.abort();
		throw error;
	}
}
function stalledError({ target }) {
	return new HoistError("unreachable", "TARGET_STALLED", `${target.repository} took no byte of a blob for 20 s`, { hint: "The registry, or the way to it, is stuck. Run again; what is complete there is not sent again." });
}

// src/transfer/blobs.ts
const ownTries = 2;
async function carryBlobs(world, deliveries, siblings) {
	const tasks = tasksOf(deliveries);
	const total = tasks.reduce((sum, { blob }) => sum + blob.size, 0);
	const state = { pulled: 0 };
	const inTime = stageDeadline(world.clock, total);
	const countOf = (blob) => {
		let blobInTime;
		return (bytes) => {
			state.pulled += bytes;
			blobInTime ??= blobDeadline(world.clock, blob);
			blobInTime();
			inTime();
		};
	};
	world.progress.begin({
		blobs: tasks.length,
		bytes: total
	});
	try {
		await runAll(biggestFirst(tasks), (task) => carryBlob({
			...world,
			count: countOf(task.blob)
		}, task, siblings));
	} finally {
		world.progress.end();
	}
	return state.pulled;
}
async function sendBlob(world, delivery, { blob, resend }) {
	const inTime = blobDeadline(world.clock, blob);
	const task = {
		blob,
		deliveries: [delivery],
		...resend === void 0 ? {} : { resend }
	};
	const count = (bytes) => {
		delivery.repaired += bytes;
		inTime();
	};
	await toTargets({
		...world,
		count
	}, task, () => []);
}
function tasksOf(deliveries) {
	const tasks = /* @__PURE__ */ new Map();
	for (const delivery of deliveries) for (const blob of delivery.lacking.blobs) {
		const task = tasks.get(blob.digest) ?? {
			blob,
			deliveries: /* @__PURE__ */ new Map()
		};
		if (!task.deliveries.has(delivery.target.repository)) task.deliveries.set(delivery.target.repository, delivery);
		tasks.set(blob.digest, task);
	}
	return [...tasks.values()].map((task) => ({
		blob: task.blob,
		deliveries: [...task.deliveries.values()]
	}));
}
async function carryBlob(world, { blob, deliveries }, siblings) {
	world.signal.throwIfAborted();
	const asking = [];
	for (const delivery of deliveries.filter(({ live }) => live)) if (delivery.lacking.known.has(blob.digest)) skip(world, delivery, blob);
	else asking.push(delivery);
	const leaders = asking.filter((delivery, at) => !asking.slice(0, at).some((other) => sameHost(other.target.repository, delivery.target.repository)));
	await toTargets(world, {
		blob,
		deliveries: leaders
	}, siblings);
	const followers = asking.filter((delivery) => !leaders.includes(delivery));
	await Promise.all(followers.filter(({ live }) => live).map((delivery) => toTargets(world, {
		blob,
		deliveries: [delivery],
		isNear: true
	}, (repository) => carriersOf(leaders, repository, siblings))));
}
function carriersOf(leaders, repository, siblings) {
	const sure = leaders.filter(({ live }) => live).map((leader) => leader.target.repository);
	return [.../* @__PURE__ */ new Set([...sure, ...siblings(repository)])];
}
async function toTargets(world, task, siblings) {
	const { blob, deliveries } = task;
	const [first] = deliveries;
	if (first === void 0) return;
	const failed = await share(world, task, siblings);
	await Promise.all(failed.map(async ({ delivery, error }) => {
		let last = error;
		for (let tries = 0; tries < ownTries && mayTryAlone(last); tries += 1) {
			const [again] = await share(world, {
				...task,
				deliveries: [delivery]
			}, siblings);
			if (again === void 0) return;
			last = again.error;
		}
		world.signal.throwIfAborted();
		if (delivery.target.referrers === "best-effort" && delivery.isForAttachmentsOnly(blob.digest)) return;
		delivery.fail(last);
	}));
}
function mayTryAlone(error) {
	return error instanceof HoistError && (error.code === "TARGET_STALLED" || error.code === "BLOB_DIGEST");
}

// src/transfer/read-back.ts
async function readBack({ registry, clock, signal }, { repository, reference, digest, before }) {
	for (let looks = 0;; looks += 1) {
		const now = (await registry.head(repository, reference, {
			signal,
			expected: digest
		}))?.digest ?? null;
		const wait = readBackWaits[looks];
		if (now === digest || now !== before || wait === void 0) return now;
		await clock.sleep(wait, signal);
	}
}

// src/transfer/manifests.ts
const waits$1 = [
	1e3,
	3e3,
	9e3
];
async function pushManifests(world, delivery) {
	const [failure] = (await tryInOrder(world, delivery, delivery.lacking.image)).values();
	if (failure !== void 0) throw failure.error;
}
const denials = /* @__PURE__ */ new Set(["DENIED", "UNAUTHORIZED"]);
async function proveRights({ registry, signal }, { lacking, target: { repository, provesRights = false } }) {
	if (!provesRights || lacking.image.length > 0) return;
	try {
		await registry.access(repository, "push", { signal });
	} catch (error) {
		if (!(error instanceof HoistError) || denials.has(error.code)) throw error;
	}
}
async function lookAtRoot(world, { graph, lacking, target: { repository } }) {
	if (lacking.image.length === 0) return;
	const { digest } = graph.root;
	if (await readBack(world, {
		repository,
		reference: digest,
		digest,
		before: null
	}) !== null) return;
	throw new HoistError("incomplete", "NOT_KEPT", `${repository} took ${digest} and does not have it after a minute`, { hint: "The registry, or something before it, answers without storing. No tag was moved." });
}
async function tryInOrder(world, delivery, order) {
	const wanted = new Set(order);
	const done = /* @__PURE__ */ new Map();
	for (const digest of order) {
		const manifest = delivery.lacking.manifests.get(digest);
		if (manifest === void 0) continue;
		const before = childrenOf(manifest).flatMap((child) => wanted.has(child.digest) ? done.get(child.digest) ?? [] : []);
		done.set(digest, Promise.all(before).then(() => pushOne(world, delivery, manifest)));
	}
	const results = await Promise.allSettled(done.values());
	const failures = /* @__PURE__ */ new Map();
	for (const [at, digest] of [...done.keys()].entries()) {
		const result = results[at];
		if (result?.status === "rejected") failures.set(digest, { error: result.reason });
	}
	return failures;
}
async function pushOne(world, delivery, manifest) {
	const { repository } = delivery.target;
	for (let tries = 0;; tries += 1) try {
		await world.registry.putManifest(repository, manifest, { signal: world.signal });
		return;
	} catch (error) {
		const wait = waits$1[tries];
		if (!(error instanceof HoistError) || error.code !== "PARTS_MISSING" || wait === void 0) throw error;
		await world.clock.sleep(wait, world.signal);
		await pushParts(world, delivery, {
			manifest,
			regardless: tries > 0
		});
	}
}
async function pushParts(world, delivery, { manifest, regardless }) {
	const { registry, signal } = world;
	const { repository } = delivery.target;
	for (const child of childrenOf(manifest)) {
		if (!regardless && await registry.head(repository, child.digest, { signal }) !== void 0) continue;
		const found = delivery.graph.manifests.get(child.digest);
		if (found === void 0) continue;
		await pushParts(world, delivery, {
			manifest: found,
			regardless: false
		});
		await pushOne(world, delivery, found);
	}
	const carried = new Set(delivery.lacking.blobs.map((blob) => blob.digest));
	for (const blob of blobsOf(manifest)) {
		if (isForeignLayerType(blob.mediaType) && !carried.has(blob.digest)) continue;
		if (regardless) await sendBlob(world, delivery, {
			blob,
			resend: true
		});
		else if (!await registry.hasBlob(repository, blob, { signal })) await sendBlob(world, delivery, { blob });
	}
}

// src/transfer/attach.ts
async function attach(world, delivery) {
	const { graph, lacking } = delivery;
	delivery.referrers = graph.attachments.length - lacking.attachments.length;
	if (lacking.attachments.length === 0) return;
	const failures = await tryInOrder(world, delivery, lacking.attached);
	for (const { error } of failures.values()) leaveBehind(world, delivery, error);
	const pushed = lacking.attachments.filter(({ descriptor }) => !failures.has(descriptor.digest));
	const referrers = pushed.filter((attachment) => attachment.how === "referrer");
	for (const subject of new Set(referrers.map((attachment) => attachment.subject))) {
		const descriptors = referrers.flatMap((attachment) => attachment.subject === subject ? [attachment.descriptor] : []);
		try {
			const pushed = {
				manifests: lacking.manifests,
				signal: world.signal
			};
			await world.registry.attach(delivery.target.repository, subject, descriptors, pushed);
			delivery.referrers += descriptors.length;
		} catch (error) {
			leaveBehind(world, delivery, error);
		}
	}
	for (const attachment of pushed) {
		if (attachment.how !== "cosign-tag") continue;
		try {
			await attachTag(world, delivery, attachment);
		} catch (error) {
			leaveBehind(world, delivery, error);
		}
	}
}
function leaveBehind(world, delivery, error) {
	const { target, left } = delivery;
	world.signal.throwIfAborted();
	if (target.referrers === "all" || !(error instanceof HoistError)) throw error;
	left.push(error.message);
	world.log.warn(`${target.repository}: not everything attached to the image could travel: ${error.message}`);
}
async function attachTag(world, delivery, { tag, descriptor }) {
	const { registry, signal } = world;
	const { repository } = delivery.target;
	const { digest } = descriptor;
	const ours = delivery.lacking.manifests.get(digest);
	if (ours === void 0) return;
	const theirs = await registry.manifest(repository, tag, { signal });
	const kept = new Set(blobsOf(ours).map((blob) => blob.digest));
	const lost = theirs?.kind === "manifest" ? theirs.layers.filter((layer) => !kept.has(layer.digest)) : [];
	if (theirs !== void 0 && (theirs.kind !== "manifest" || lost.length > 0)) {
		const message = `${repository}:${tag} holds ${lost.length} signature${lost.length === 1 ? "" : "s"} that the source does not have, and was kept`;
		delivery.left.push(message);
		world.log.warn(message);
		return;
	}
	await registry.tag(repository, ours, tag, { signal });
	const before = theirs?.digest ?? null;
	const now = await readBack(world, {
		repository,
		reference: tag,
		digest,
		before
	});
	if (now !== digest) throw notAttached(`${repository}:${tag}`, now);
	delivery.referrers += 1;
}
function notAttached(reference, names) {
	return new HoistError("incomplete", "REFERRER_NOT_KEPT", `${reference} was written, and names ${names ?? "nothing"}: what it holds did not travel`, { hint: "Let one job at a time write signatures of an image, and run again." });
}

// src/transfer/carry.ts
async function carry(world, jobs) {
	setMaxListeners(0, world.signal);
	const deliveries = jobs.flatMap((job) => job.targets.map((target) => new Delivery(job.graph, target)));
	await each(deliveries, async (delivery) => {
		delivery.need(await lacking(world, delivery));
	});
	const shared = await carryBlobs(world, deliveries.filter((delivery) => delivery.live), siblingsOf(deliveries));
	const looks = [];
	const needless = new AbortController();
	const signal = AbortSignal.any([world.signal, needless.signal]);
	await each(deliveries, async (delivery) => {
		await pushManifests(world, delivery);
		await proveRights(world, delivery);
		looks.push(lookAtRoot({
			...world,
			signal
		}, delivery).then(() => void 0, failureOf));
		if (delivery.target.referrers !== "none") await attach(world, delivery);
	});
	if (deliveries.some(({ live }) => !live)) needless.abort();
	return {
		pulled: deliveries.reduce((sum, { repaired }) => sum + repaired, shared),
		targets: deliveries.map((delivery) => delivery.outcome()),
		kept: Promise.all(looks).then((errors) => errors.find((error) => error !== void 0))
	};
}
async function each(deliveries, step) {
	await Promise.all(deliveries.filter((delivery) => delivery.live).map((delivery) => step(delivery).catch((error) => delivery.fail(error))));
}
function siblingsOf(deliveries) {
	const all = [...new Set(deliveries.map((delivery) => delivery.target.repository))];
	return (repository) => all.filter((other) => other !== repository && sameHost(other, repository));
}

// src/promotion/carry-stage.ts
const usualBlobs = 8;
async function carryStage(trip, { rules, works: all, graphs }) {
	const { registry, world } = trip;
	const works = all.filter((work) => getsImage(work, all));
	const isOneOfMany = works.filter(writesTag).length > 1;
	const byImage = [...new Set(works.map((work) => work.image))].map((image) => ({
		image,
		own: works.filter((work) => work.image === image)
	}));
	const jobs = await Promise.all(byImage.map(async ({ image, own }) => {
		const [graph, targets] = await Promise.all([graphs?.get(image) ?? walkImage(trip, rules, {
			image,
			depth: own.some(needsWhole) ? "whole" : "root"
		}), Promise.all(own.map(async (work) => ({
			...await carryTarget(trip, rules, work),
			provesRights: isOneOfMany && writesTag(work)
		})))]);
		return {
			graph,
			targets
		};
	}));
	const { progress, clock, log, signal } = world;
	const outcome = await carry({
		registry,
		progress,
		clock,
		log,
		signal
	}, jobs);
	for (const { repository, error } of outcome.targets) if (error === void 0) trip.wrote.add(repository);
	const order = byImage.flatMap(({ own }) => own);
	return {
		pulled: outcome.pulled,
		targets: all.map((work) => outcome.targets[order.indexOf(work)]).map((one) => one && resultOf(one)),
		errors: outcome.targets.flatMap(({ error }) => error === void 0 ? [] : [error]),
		kept: outcome.kept
	};
}
function resultOf(outcome) {
	const { repository, digest, pushed, mounted, skipped, referrers, left } = outcome;
	return {
		repository,
		digest,
		pushed: pushed.bytes,
		mounted: mounted.bytes,
		skipped: skipped.bytes,
		blobs: {
			pushed: pushed.blobs,
			mounted: mounted.blobs,
			skipped: skipped.blobs
		},
		referrers,
		left
	};
}
function getsImage(work, all) {
	if (!keepsAll(work.planned)) return true;
	const own = all.filter(({ image }) => image === work.image);
	return own[0] === work && own.some(({ planned }) => !keepsAll(planned));
}
async function walkImage({ registry, world }, { referrers, missing }, { image, depth }) {
	const root = await image.root();
	const { signal } = world;
	return await walk(registry, image.from, root, {
		referrers,
		missingPlatforms: missing.platforms,
		depth,
		tags: image.from === image.repository ? image.tags : void 0,
		signal
	});
}
function writesTag({ planned }) {
	return planned.tags.some(isWritten);
}
function needsWhole(work) {
	const { planned } = work;
	return !planned.tags.some(({ action }) => action === "unchanged") || writesTag(work);
}
async function carryTarget(trip, rules, work) {
	const { planned, image } = work;
	const moving = planned.tags.filter(isWritten);
	const current = new Set(moving.flatMap(({ now }) => now === null || now === void 0 ? [] : [now]));
	const currentRoots = await readCurrent(trip, planned.repository, current);
	const mayBeFresh = needsWhole(work) && currentRoots.length === 0;
	if (mayBeFresh) await expectBlobs(trip, work);
	return {
		repository: planned.repository,
		currentRoots,
		...mayBeFresh ? { fresh: await isFresh(trip.registry, planned.repository, {
			root: await image.root(),
			signal: trip.world.signal
		}) } : {},
		mountFrom: [image.from, ...trip.wrote].filter((repository) => repository !== planned.repository && sameHost(repository, planned.repository)),
		referrers: rules.referrers,
		foreignLayers: rules.missing.foreignLayers
	};
}
async function expectBlobs({ registry }, { planned, image }) {
	const root = await image.root();
	const blobs = root.kind === "index" ? root.manifests.length * usualBlobs : blobsOf(root).length;
	registry.expect(planned.repository, blobs);
	if (!sameHost(image.from, planned.repository)) registry.expect(image.from, blobs);
}
async function readCurrent({ registry, world }, repository, digests) {
	const call = { signal: world.signal };
	return (await Promise.all([...digests].map((digest) => registry.manifest(repository, digest, call)))).filter((manifest) => manifest !== void 0);
}

// src/promotion/cost.ts
async function withCosts(trip, stages) {
	const walked = /* @__PURE__ */ new Map();
	const costed = [];
	for (const { plan, works, stage, graphs, ...rest } of stages) {
		for (const [image, graph] of graphs) walked.set(image.digest, Promise.resolve(graph));
		const costs = await costOf(trip, {
			plan,
			works,
			rules: stage
		}, walked);
		costed.push({
			...rest,
			stage,
			works,
			graphs,
			plan: costs
		});
	}
	return costed;
}
const perTag = 3;
async function costOf(trip, { plan, works, rules }, walked = /* @__PURE__ */ new Map()) {
	if (plan.state === "unchanged" || works.length === 0) return plan;
	const graphOf = async (image) => {
		const known = walked.get(image.digest) ?? walkImage(trip, rules, {
			image,
			depth: "whole"
		});
		walked.set(image.digest, known);
		return {
			...await known,
			source: image.from
		};
	};
	try {
		const { registry, world } = trip;
		const targets = await Promise.all(works.map(async (work) => {
			if (work.error !== void 0 || !getsImage(work, works)) return work.planned;
			const [graph, target] = await Promise.all([graphOf(work.image), carryTarget(trip, rules, work)]);
			const { image, transfer } = await estimate({
				registry,
				signal: world.signal
			}, graph, target);
			const requests = transfer.requests + perTag * work.planned.tags.filter(isWritten).length;
			return {
				...work.planned,
				image,
				transfer: {
					...transfer,
					requests
				}
			};
		}));
		const pulled = mostNeeded(targets, ({ bytes }) => bytes);
		const read = mostNeeded(targets, ({ blobs, mountable }) => blobs - mountable);
		const sent = targets.reduce((sum, { transfer }) => sum + (transfer?.requests ?? 0), 0);
		return {
			...plan,
			targets,
			pulled,
			requests: read + sent
		};
	} catch (thrown) {
		if (!(thrown instanceof HoistError)) throw thrown;
		const state = thrown.kind === "refused" ? "refused" : "failed";
		return {
			...plan,
			state,
			problems: [...plan.problems, problemOf$1(thrown)]
		};
	}
}
function mostNeeded(targets, of) {
	const most = /* @__PURE__ */ new Map();
	for (const { source, transfer } of targets) most.set(source, Math.max(most.get(source) ?? 0, transfer === void 0 ? 0 : of(transfer)));
	return [...most.values()].reduce((sum, needed) => sum + needed, 0);
}

// src/promotion/announce.ts
const waits = [
	1e3,
	5e3,
	15e3
];
const deadline = 6e4;
function listeners(notify, { intent, result }) {
	return notify.filter(({ on, pipelines }) => result !== void 0 && on.includes(result.outcome) && (pipelines === void 0 || pipelines.includes(intent.pipeline)));
}
function deliveryOf(world, record) {
	return {
		id: record.id,
		body: JSON.stringify(world.hide(record))
	};
}
async function announce(world, to, message) {
	if (to.length === 0) return [];
	const notifier = await world.notifier();
	return await Promise.all(to.map((one) => deliver({
		world,
		notifier
	}, one, message)));
}
async function deliver({ world, notifier }, to, message) {
	const { clock, signal } = world;
	const { urlFromEnv } = to;
	const began = clock.ticks();
	for (let tries = 1;; tries += 1) {
		const delivery = await notifier.send(to, message);
		if (delivery.state === "delivered") return {
			urlFromEnv,
			ok: true,
			message: `the receiver answered ${delivery.status}`,
			tries
		};
		const wait = Math.max(waits[tries - 1] ?? 0, delivery.after ?? 0);
		const left = deadline - (clock.ticks() - began);
		if (!delivery.retry || tries > waits.length || wait > left || signal.aborted || !await slept(world, wait)) return {
			urlFromEnv,
			ok: false,
			message: delivery.why,
			tries
		};
	}
}
async function slept({ clock, signal }, milliseconds) {
	try {
		await clock.sleep(milliseconds, signal);
		return true;
	} catch {
		return false;
	}
}

// src/promotion/linked-artifacts.ts
async function demandLedger({ world, config }, plans) {
	if (config?.record.linkedArtifacts !== "required") return;
	const targets = plans.filter(({ state }) => state === "ready" || state === "unchanged").flatMap((plan) => plan.targets);
	const [first] = targets;
	if (first === void 0) return;
	const unlisted = targets.find(({ repository }) => !isListed({
		world,
		config
	}, repository));
	if (unlisted !== void 0) throw impossible(`${unlisted.repository} is not reached by https`, "The ledger takes registries with TLS only: serve it with TLS, or write linked-artifacts: auto.");
	const ledger = await world.ledger();
	if (ledger === void 0) throw impossible("there is no GitHub to tell", "Promote in Actions, where the job has artifact-metadata: write; or write linked-artifacts: auto.");
	const obstacle = await ledger.obstacle(first.digest);
	if (obstacle !== void 0) throw impossible(obstacle.why, obstacle.hint);
}
async function tellLedger(ground, targets) {
	const ledger = await ground.world.ledger();
	if (ledger === void 0) return [];
	const reasons = /* @__PURE__ */ new Set();
	for (const { repository, digest, tags } of targets) {
		const tag = tags.find(({ after }) => after === digest)?.tag;
		if (tag === void 0 || !isListed(ground, repository)) continue;
		const why = await ledger.store({
			repository,
			digest,
			tag
		});
		if (why !== void 0) reasons.add(why);
	}
	return [...reasons];
}
async function mustBeListed(ground, targets) {
	if (ground.config?.record.linkedArtifacts !== "required") return void 0;
	const reasons = await tellLedger(ground, targets);
	if (reasons.length === 0) return void 0;
	return new HoistError("incomplete", "LINKED_ARTIFACTS_MISSING", `the targets are written, and the organisation's ledger could not be told: ${reasons.join("; ")}`, { hint: "Promote the same digest again: what is there already is not sent again." });
}
function isListed({ config }, repository) {
	if (repository.startsWith("oci:")) return false;
	const host = hostOf(repository);
	return !(config?.registries.get(host)?.plainHttp ?? isLoopbackHost(host));
}
function impossible(why, hint) {
	const message = `record.linked-artifacts is required, and ${why}`;
	return new HoistError("config", "LINKED_ARTIFACTS_IMPOSSIBLE", message, { hint });
}

// src/promotion/afterwards.ts
async function afterwards(trip, run) {
	try {
		const [told] = await Promise.all([tellHooks(trip, run), tellOrganisation(trip, run)]);
		return told;
	} catch (thrown) {
		return [`nobody was told of ${run.plan.pipeline}/${run.plan.stage}: ${messageOf(thrown)}`];
	}
}
async function tellOrganisation(trip, { record, outcome }) {
	if (outcome !== "promoted" || trip.config?.record.linkedArtifacts !== "auto") return;
	for (const why of await tellLedger(trip, record?.result?.targets ?? [])) trip.world.log.notice(`linked artifacts: ${why}`);
}
async function tellHooks(trip, run) {
	const { world, config } = trip;
	const notify = config?.notify ?? [];
	if (notify.length === 0) return [];
	const record = run.record ?? unkept(trip, run);
	const failed = (await announce(world, listeners(notify, record), deliveryOf(world, record))).filter(({ ok }) => !ok);
	const again = run.record === void 0 ? "" : `; ${againText(trip, record)}`;
	return failed.map(({ urlFromEnv, message, tries }) => {
		const times = tries === 1 ? "" : ` after ${tries} tries`;
		return `the webhook of ${urlFromEnv} was not told that ${record.intent.pipeline}/${record.intent.stage} is ${run.outcome}${times}: ${message}${again}`;
	});
}
function againText({ world }, { id }) {
	return world.run.surface === "cli" ? `hoist check --redeliver ${id} sends it again from the journal` : `hoist check --redeliver FILE sends record ${id} again from a file with the output result`;
}
function unkept(trip, { plan, outcome }) {
	const ending = {
		outcome,
		started: trip.world.clock.now(),
		targets: [],
		pulled: 0,
		problems: plan.problems,
		plan
	};
	return {
		...intentOf(trip, plan),
		result: resultOf$1(trip, ending)
	};
}

// src/domain/facts.ts
const needsNothing = {
	evidence: false,
	configs: false,
	commit: {
		checks: false,
		statuses: false,
		branches: [],
		tags: false,
		pull: false
	},
	previous: "no",
	feeds: [],
	baseImages: false,
	stages: []
};

// src/domain/tag-move.ts
var import_parse = /* @__PURE__ */ __toESM(require_parse(), 1);
function isVersionTag(tag) {
	return (0, import_parse.default)(tag) !== null;
}
function decideMove(input) {
	const { rule, now, next } = input;
	if (now === void 0) return unread(rule);
	if (now === null) return { action: "create" };
	if (now === next) return { action: "unchanged" };
	if (rule === "any") return { action: "move" };
	if (rule === "forward") return decideForward(input);
	return {
		action: "conflict",
		reason: "the tag names another digest and may not move",
		hint: "Promote under a new tag, or set `move: forward` or `move: any` for this tag of the stage."
	};
}
function unread(rule) {
	return {
		action: rule === "any" ? "move" : "create",
		reason: "the target could not be read; what the tag names is looked at again before it is written"
	};
}
function decideForward(input) {
	const { sourceTag, tag } = input;
	const isFromSame = input.fromSameSourceTag ?? ((present) => present === sourceTag);
	const originsOf = input.originsOf ?? ((present) => [present]);
	const present = [.../* @__PURE__ */ new Set([tag, ...input.presentTags ?? []])];
	const fromSame = sourceTag !== void 0 && present.some(isFromSame);
	if (fromSame && input.sourceTagStillNamesUs === true) {
		const back = goesBack(sourceTag, versionsOf(present.filter((each) => !isFromSame(each)).flatMap(originsOf)));
		return back === void 0 ? { action: "move" } : {
			action: "kept",
			reason: back
		};
	}
	const ours = sourceTag === void 0 ? null : (0, import_parse.default)(sourceTag);
	if (sourceTag === void 0) return incomparable("the image was given by digest, without a source tag");
	if (ours === null) return incomparable(fromSame ? `the source tag ${sourceTag} names another image now` : `the source tag ${sourceTag} is not a version`);
	const theirs = versionsOf(present.flatMap(originsOf));
	const newest = theirs.at(-1);
	if (newest === void 0) return incomparable("what the tag names now has no version tag at the target", "Give that image its version as a tag at the target, or set `move: any` for this tag.");
	const back = goesBack(sourceTag, theirs);
	if (back !== void 0) return {
		action: "kept",
		reason: back
	};
	return ours.compare(newest) > 0 ? { action: "move" } : incomparable(`the tag names another image of the same version ${newest.raw}`, "Promote it under a version of its own, or set `move: any` for this tag.");
}
function goesBack(sourceTag, theirs) {
	const ours = (0, import_parse.default)(sourceTag);
	const newest = theirs.at(-1);
	if (ours === null || newest === void 0) return void 0;
	if (ours.compare(newest) < 0) return `${sourceTag} would go back from ${newest.raw}`;
	const release = theirs.findLast((version) => version.prerelease.length === 0);
	if (ours.prerelease.length > 0 && release !== void 0) return `the pre-release ${sourceTag} does not replace the release ${release.raw}`;
}
function versionsOf(tags) {
	return tags.map((tag) => (0, import_parse.default)(tag)).filter((version) => version !== null).sort((a, b) => a.compare(b));
}
function incomparable(reason, hint = "Promote a tag that is a version, or set `move: any` for this tag.") {
	return {
		action: "conflict",
		reason: `whether this is forward cannot be told: ${reason}`,
		hint
	};
}

// src/domain/stage-place.ts
function stagePlaces(pipeline, source) {
	const captures = matchSource(pipeline, source);
	if (captures === void 0) return /* @__PURE__ */ new Map();
	return new Map(pipeline.stages.map(({ name, to, environment }) => [name, {
		targets: to.map((target) => expandTarget(target, captures)),
		...environment === void 0 ? {} : { environment }
	}]));
}

// src/promotion/accepted.ts
async function acceptedSigners({ world, config }) {
	const { trust, record } = config;
	const { signers, workflows = [] } = record;
	if (signers !== void 0) return [...trust.signers.filter(({ name }) => signers.includes(name)).map(asPromoter), ...workflows.length === 0 ? [] : await workflowsHere(world, workflows)];
	if (record.keyFromEnv !== void 0) {
		const offer = await world.signer(record);
		const pem = offer.state === "ready" ? offer.signer.publicKey : void 0;
		return pem === void 0 ? [] : [{
			kind: "key",
			name: record.keyFromEnv,
			pem,
			transparencyLog: "none"
		}];
	}
	return await workflowsHere(world, [void 0]);
}
async function workflowsHere(world, workflows) {
	const forge = await world.forge();
	const { repository } = world.run;
	if (forge === void 0 || repository === void 0) return [];
	const { branch } = await forge.defaultBranch();
	const own = {
		repository,
		server: forge.server,
		defaultBranch: branch
	};
	return workflows.map((workflow) => ownWorkflows(own, workflow));
}
function openerFor(world, trust, signers) {
	let opener;
	async function load() {
		const [{ createVerifier }, { tufRoots }] = await Promise.all([import("./verify.js"), import("./trust-root2.js")]);
		const verifier = createVerifier({
			...trust,
			signers
		}, { roots: tufRoots(world.cacheFolder) });
		return (found) => verifier.open(found);
	}
	return async (found) => await (await (opener ??= load()))(found);
}

// src/promotion/arrive.ts
function atSource(image) {
	return {
		...image,
		from: image.repository,
		fromTag: image.tag
	};
}
async function arrive(pipeline, stage, images, options) {
	const arrived = [];
	const notices = [];
	for (const image of images) {
		const places = await Promise.all(stage.after.map((name) => placeAfter(pipeline, name, image, options)));
		const missing = stage.after.filter((_, at) => places[at] === void 0);
		if (missing.length > 0 && !mayBeSkipped(stage, options)) return {
			state: options.asked ? "refused" : "waiting",
			problem: notPromoted(pipeline, stage, image, {
				missing,
				signed: options.shows !== void 0
			})
		};
		if (missing.length > 0) notices.push(skipped(pipeline, stage, missing));
		const weak = stage.after.filter((_, at) => places[at]?.weak === true);
		if (weak.length > 0) notices.push(weaker(pipeline, stage, image, weak));
		const place = places[0] ?? {
			from: image.repository,
			fromTag: image.tag
		};
		arrived.push({
			...image,
			from: place.from,
			fromTag: place.fromTag
		});
	}
	return {
		state: "arrived",
		images: arrived,
		notices
	};
}
async function placeAfter(pipeline, name, image, options) {
	const own = options.done.get(name)?.get(image.repository);
	if (own !== void 0) return {
		...own,
		weak: false
	};
	const earlier = pipeline.stages.find((stage) => stage.name === name);
	const [first] = earlier?.to ?? [];
	if (earlier === void 0 || first === void 0) return void 0;
	const target = expandTarget(first, image.captures);
	const { repository: source, digest, tag } = image;
	const query = {
		pipeline: pipeline.name,
		stage: name,
		source,
		target,
		digest,
		tag
	};
	if (options.shows !== void 0) {
		const shown = await options.shows(earlier, query);
		return shown && {
			from: target,
			fromTag: shown.tag ?? image.tag,
			weak: false
		};
	}
	const recorded = await options.past.promotion(query);
	if (recorded === void 0) return void 0;
	return await options.registry.head(target, digest, { signal: options.signal }) && {
		from: target,
		fromTag: recorded.tag ?? image.tag,
		weak: true
	};
}
function mayBeSkipped(stage, { asked, comment }) {
	return asked && stage.skippable && comment !== void 0 && comment.trim() !== "";
}
function notPromoted(pipeline, stage, image, { missing, signed }) {
	const name = stageText({
		pipeline: pipeline.name,
		stage: stage.name
	});
	const lift = stage.skippable ? " Or say why it may be skipped, with a comment." : "";
	return {
		code: "NOT_PROMOTED_BEFORE",
		message: `${name} takes only what ${missing.join(" and ")} promoted, and nothing shows that for ${image.repository}@${image.digest}`,
		hint: `Promote it to ${missing.join(" and ")} first; ${signed ? signedHint : "the record of that and the digest at its target are asked for."}${lift}`
	};
}
const signedHint = "the signed statement of that at its target is asked for, which a job with `id-token: write` or a key of `record.key-from-env` attaches. A job without that key needs its public half under `record.signers`. With `record.attest: off`, a record is enough.";
function skipped(pipeline, stage, missing) {
	return `${stageText({
		pipeline: pipeline.name,
		stage: stage.name
	})}: ${missing.join(", ")} skipped by hand`;
}
function weaker(pipeline, stage, { digest }, names) {
	return `${stageText({
		pipeline: pipeline.name,
		stage: stage.name
	})}: that ${names.join(", ")} promoted ${shortDigest(digest)} is shown by a record and the digest at the target, which is weaker than a signed statement`;
}

// src/promotion/target-tags.ts
const firstQuestions = 3;
function createTargetTags(registry, repository, call) {
	registry.expect(repository, firstQuestions);
	const asked = /* @__PURE__ */ new Map();
	const answers = /* @__PURE__ */ new Map();
	let listed;
	async function usable() {
		if (isLayout(repository)) await registry.access(repository, "push", call);
	}
	async function ask(tag, expected) {
		const head = await registry.head(repository, tag, {
			...call,
			expected
		});
		if (head === void 0) answers.delete(tag);
		else answers.set(tag, head.digest);
		return head?.digest ?? null;
	}
	async function names(tag, expected) {
		const known = asked.get(tag) ?? ask(tag);
		asked.set(tag, known);
		const now = await known;
		return now === null || isComparable(now, expected) ? now : await ask(tag, expected);
	}
	async function list() {
		const tags = [];
		for await (const tag of registry.tags(repository, call)) tags.push(tag);
		return tags;
	}
	async function naming(digest, passes) {
		const candidates = (await (listed ??= list())).filter(passes);
		const digests = await Promise.all(candidates.map((tag) => names(tag, digest)));
		return candidates.filter((_, at) => digests[at] === digest);
	}
	async function namingNow(digest, passes) {
		const candidates = (await list()).filter(passes);
		await Promise.all(candidates.map((tag) => ask(tag, digest)));
	}
	const seen = (digest) => [...answers].filter(([, named]) => named === digest).map(([tag]) => tag);
	return {
		repository,
		usable,
		names,
		naming,
		namingNow,
		seen
	};
}

// src/promotion/waiver-origins.ts
async function originsOf(forge, { repository, commit }, waivers) {
	const origins = /* @__PURE__ */ new Map();
	if (forge === void 0 || repository === void 0 || commit === void 0) return origins;
	await Promise.all(waivers.map(async (waiver) => {
		try {
			const origin = await originOf(forge, {
				repository,
				commit
			}, waiver);
			if (origin !== void 0) origins.set(waiver.id, origin);
		} catch (error) {
			if (!(error instanceof HoistError)) throw error;
		}
	}));
	return origins;
}
async function originOf(forge, { repository, commit }, { position, lastLine = position.line }) {
	const lines = Array.from({ length: lastLine - position.line + 1 }, (_, at) => position.line + at);
	const written = await Promise.all(lines.map((line) => forge.blame(position.file, commit, line)));
	if (written.some((line) => line === void 0)) return void 0;
	const commits = new Map(written.flatMap((line) => line === void 0 ? [] : [[line.commit, line]]));
	const origins = await Promise.all([...commits.values()].map(async (line) => {
		const pull = await forge.pullOf({
			repository,
			commit: line.commit
		});
		const author = line.author ?? pull?.author;
		return {
			commit: line.commit,
			...author === void 0 ? {} : { author },
			approvers: (pull?.approvers ?? []).filter((approver) => approver !== author)
		};
	}));
	return origins.find(({ approvers }) => approvers.length === 0) ?? origins[0];
}

// src/promotion/judge.ts
const nothingAsked = {
	decisions: [],
	graphs: /* @__PURE__ */ new Map()
};
function createJudge({ world, registry, config }) {
	const { trust } = config;
	const bench = {
		world,
		registry,
		config,
		open: openerFor(world, trust, trust.signers),
		proven: /* @__PURE__ */ new Map()
	};
	const judge = async (question) => {
		if (question.policies.length === 0) return nothingAsked;
		const images = [...new Set(question.works.map(({ image }) => image))];
		const judged = await Promise.all(images.map((image) => judgeImage(bench, question, image)));
		return {
			decisions: judged.map(({ decision }) => decision),
			graphs: new Map(judged.flatMap(({ graph }, at) => {
				const image = images[at];
				return graph === void 0 || image === void 0 ? [] : [[image, graph]];
			}))
		};
	};
	return Object.assign(judge, {
		open: bench.open,
		proven: bench.proven
	});
}
async function judgeImage(bench, question, image) {
	const { world, registry, config } = bench;
	const policies = question.policies.flatMap((name) => config.policies.get(name) ?? []);
	const [{ evaluate, needsOf }, { gather }, { provenCommit }] = await Promise.all([
		import("./evaluate2.js"),
		import("./gather.js"),
		import("./forge-facts2.js")
	]);
	const { isOnItsWay, rules } = question;
	const where = isOnItsWay ? atSource(image) : image;
	const lenient = {
		...rules,
		referrers: rules.referrers === "none" ? "none" : "best-effort"
	};
	const graph = await walkImage({
		registry,
		world
	}, lenient, {
		image: where,
		depth: "whole"
	});
	const needs = needsOf(policies);
	const ofStage = stageFacts(config, question.stage, image);
	const facts = await gather({
		registry,
		graph,
		image: {
			repository: image.repository,
			...image.tag === void 0 ? {} : { tag: image.tag }
		},
		...ofStage,
		besides: isOnItsWay ? [] : earlierPlaces(needs.stages, ofStage.stages),
		needs,
		settings: config.evidence,
		forge: await world.forge(),
		web: needs.feeds.length === 0 ? void 0 : await world.web(),
		workspace: await world.workspace(),
		previous: () => previousOf$1(bench, question, image),
		now: world.clock.now(),
		signal: world.signal,
		open: bench.open
	});
	const commit = provenCommit(facts.evidence, (await world.forge())?.server);
	if (commit.state === "known") bench.proven.set(image.digest, commit.value);
	return {
		decision: await decide(bench, evaluate, {
			question,
			facts,
			policies
		}),
		graph: graph.left.length === 0 && graph.missing.length === 0 && !isOnItsWay ? graph : void 0
	};
}
function stageFacts({ pipelines }, stage, { repository }) {
	if (stage === void 0) return {};
	const pipeline = pipelines.find(({ name }) => name === stage.pipeline);
	return {
		stage,
		...pipeline === void 0 ? {} : { stages: stagePlaces(pipeline, repository) }
	};
}
function earlierPlaces(names, stages = /* @__PURE__ */ new Map()) {
	return names.flatMap((name) => stages.get(name)?.targets.slice(0, 1) ?? []);
}
async function decide({ world, config }, evaluate, { question, facts, policies }) {
	const { waivers, limits } = config;
	const { mode, approvalRequired } = question;
	const request = {
		facts,
		policies,
		waivers,
		mode,
		approvalRequired,
		now: world.clock.now()
	};
	const first = evaluate({
		...request,
		limits: {
			...limits,
			waiverReview: "off"
		},
		origins: /* @__PURE__ */ new Map()
	});
	const used = new Set(first.waivers.used.map(({ id }) => id));
	if (used.size === 0) return first;
	const origins = await originsOf(await world.forge(), {
		repository: world.run.repository,
		commit: config.origin.commit
	}, waivers.filter(({ id }) => used.has(id)));
	return evaluate({
		...request,
		limits,
		origins
	});
}
async function previousOf$1(bench, question, image) {
	const work = question.works.find((one) => one.image === image);
	if (work === void 0 || work.error !== void 0) return {
		state: "unknown",
		code: "UNREACHABLE",
		message: work?.error?.message ?? "no target was read"
	};
	const { repository, tags } = work.planned;
	const moving = tags.find(({ move }) => move !== "never");
	if (moving === void 0 || moving.now === null) return {
		state: "known",
		value: void 0
	};
	if (moving.now === void 0) return {
		state: "unknown",
		code: "UNREACHABLE",
		message: `${repository}:${moving.tag} was not read`
	};
	try {
		return {
			state: "known",
			value: await previousImage(bench, work, moving.now)
		};
	} catch (thrown) {
		if (!(thrown instanceof HoistError)) throw thrown;
		return {
			state: "unknown",
			code: "UNREACHABLE",
			message: thrown.message
		};
	}
}
async function previousImage({ world, registry, config, open }, { planned: { repository }, originsOf: sourceTagsOf }, digest) {
	const { signal } = world;
	const call = { signal };
	const root = await registry.manifest(repository, digest, call);
	if (root === void 0) throw new HoistError("unreachable", "IMAGE_NOT_FOUND", `${repository} does not have ${digest} any more`);
	const { gather } = await import("./gather.js");
	const [graph, tags] = await Promise.all([walk(registry, repository, root, {
		referrers: "best-effort",
		missingPlatforms: "allow",
		signal
	}), createTargetTags(registry, repository, call).naming(digest, isVersionTag)]);
	const { evidence, searches, platforms } = await gather({
		registry,
		graph,
		image: { repository },
		needs: {
			...needsNothing,
			evidence: true,
			configs: true
		},
		settings: config.evidence,
		forge: await world.forge(),
		web: void 0,
		workspace: void 0,
		now: world.clock.now(),
		signal,
		open
	});
	return {
		digest,
		tags: [...new Set(tags.flatMap(sourceTagsOf))].filter(isVersionTag),
		evidence,
		searches,
		platforms
	};
}

// src/promotion/not-found.ts
function imageNotFound(reference, repository) {
	return new HoistError("config", "IMAGE_NOT_FOUND", `there is no ${reference}`, { hint: repository !== void 0 && isLayout(repository) ? "Look for a typing error; a relative path starts at the folder where Hoist runs." : "Look for a typing error; some registries also answer \"not found\" for what the credentials may not see." });
}

// src/promotion/open-journal.ts
function openJournal(world, config) {
	let opened;
	return () => opened ??= world.journal(config?.record ?? { deployments: false });
}

// src/domain/filing.ts
function filedUnder({ environment, ...stage }) {
	return environment ?? stageText(stage);
}
function filedQuery(pipelines, asked) {
	const { pipeline, stage } = asked;
	if (pipeline === void 0 && stage === void 0) return asked;
	const filed = filings(pipelines, asked);
	if (filed.length > 0) return {
		...asked,
		filed
	};
	if (pipeline !== "copy" || stage === void 0) return asked;
	return {
		...asked,
		filed: [{
			pipeline,
			stage,
			environments: [filedUnder({
				pipeline,
				stage
			})]
		}]
	};
}
function filings(pipelines, { pipeline, stage }) {
	return pipelines.filter(({ name }) => pipeline === void 0 || name === pipeline).flatMap((one) => one.stages.filter(({ name }) => stage === void 0 || name === stage).map((each) => filingOf(one.name, each)));
}
function filingOf(pipeline, { name: stage, environment }) {
	const names = [
		...environment === void 0 ? [] : [environment.name],
		...environment?.rollback === void 0 ? [] : [environment.rollback],
		filedUnder({
			pipeline,
			stage
		})
	];
	return {
		pipeline,
		stage,
		environments: [...new Set(names)]
	};
}

// src/domain/hold.ts
async function holdOf(entries) {
	const reader = createHoldReader();
	for await (const entry of entries) {
		const answer = reader.read(entry);
		if (answer !== void 0) return answer;
	}
}
function createHoldReader() {
	let entered;
	return { read(entry) {
		if (entered !== void 0 && knewOf(entered, entry)) return "none";
		if (entry.intent.kind === "rollback" && mayHaveMoved(entry)) return holdBy(entry);
		if (entry.intent.kind !== "rollback" && isInPlace(entry.end?.outcome)) entered ??= entry;
	} };
}
function knewOf({ intent: { kind, planned } }, { intent, end }) {
	if (end !== void 0) return Date.parse(end.finished) <= Date.parse(planned);
	return kind === "manual" && Date.parse(intent.planned) <= Date.parse(planned);
}
function mayHaveMoved({ end }) {
	return end === void 0 || end.outcome === "promoted" || end.outcome === "failed" && end.moved > 0;
}
function holdBy({ id, intent, end }) {
	return {
		id,
		since: end?.finished ?? intent.planned,
		actor: intent.actor,
		...intent.comment === void 0 ? {} : { comment: intent.comment }
	};
}

// src/domain/images-key.ts
function imagesKey(images) {
	return images.map(({ repository, digest }) => `${repository}@${digest}`).sort().join(" ");
}

// src/domain/own-target.ts
function ownTarget(targets, sources, { source, target, digest }) {
	const there = targets.filter((one) => one.repository === target && one.digest === digest);
	if (there.length <= 1) return there[0];
	return there[sources.filter((one) => one.digest === digest).findIndex((one) => one.repository === source)];
}

// src/domain/rollback-choice.ts
async function* rollbackChoices(entries, wish) {
	const left = /* @__PURE__ */ new Set();
	const seen = /* @__PURE__ */ new Set();
	const made = /* @__PURE__ */ new Set();
	const written = /* @__PURE__ */ new Set();
	const told = /* @__PURE__ */ new Set();
	let isCut = false;
	let last;
	const isNamed = wish.tag !== void 0 || wish.digest !== void 0;
	for await (const entry of entries) {
		if (entry.foreign === true) continue;
		const { sources } = entry.intent;
		const key = imagesKey(sources);
		const tags = tagsOf$1(entry);
		const promotion = [key, ...tags.keys()].join(" ");
		if (isOf(entry, wish)) last = laterOf(last, entry);
		const isBegun = key === last?.begun;
		const isLeft = !isNamed && !isBegun && sources.some(({ digest }) => left.has(digest));
		if (hasEntered(entry) && isMeant(entry, wish) && !isLeft && !seen.has(promotion)) {
			seen.add(promotion);
			yield {
				entry,
				isBegun,
				leftAlone: leavesAlone(entry, (place) => tags.has(place) || made.has(place)),
				isLast: (repository, tag) => !isCut && !written.has(`${repository}:${tag}`),
				isTold: (repository, tag) => told.has(`${repository}:${tag}`)
			};
		}
		isCut ||= entry.cut === true;
		for (const [place, before] of tags) {
			told.add(place);
			if (before === null) made.add(place);
			if (mayHaveMoved(entry) || isInPlace(entry.end?.outcome)) written.add(place);
		}
		for (const digest of leftBy(entry)) left.add(digest);
	}
}
function tagsOf$1({ intent }) {
	return new Map(intent.targets.flatMap(({ repository, tags }) => tags.map(({ tag, before }) => [`${repository}:${tag}`, before])));
}
function leavesAlone({ intent, cut }, isKnown) {
	return (repository, tag) => cut !== true && intent.targets.some((target) => target.repository === repository) && !isKnown(`${repository}:${tag}`);
}
function laterOf(last, entry) {
	const { id, intent, end } = entry;
	if (isInPlace(end?.outcome)) return last === void 0 || last.id < id ? {
		id,
		begun: void 0
	} : last;
	if (last !== void 0 || !mayHaveMoved(entry)) return last;
	return {
		id,
		begun: intent.kind === "rollback" ? imagesKey(intent.sources) : void 0
	};
}
function hasEntered({ intent, end }) {
	return isInPlace(end?.outcome) && intent.sources.length > 0;
}
function isOf({ intent: { sources, targets } }, { repository }) {
	return repository === void 0 || sources.some((source) => source.repository === repository) || targets.some((target) => target.repository === repository);
}
function isMeant(entry, wish) {
	const { sources, targets } = entry.intent;
	const { tag, digest } = wish;
	const hasTag = sources.some((source) => source.tag === tag || source.fromTag === tag) || targets.some((target) => target.tags.some((one) => one.tag === tag));
	return isOf(entry, wish) && (tag === void 0 || hasTag) && (digest === void 0 || sources.some((source) => source.digest === digest));
}
function leftBy(entry) {
	const { intent } = entry;
	if (intent.kind !== "rollback" || !mayHaveMoved(entry)) return [];
	return intent.targets.flatMap(({ digest, tags }) => tags.flatMap(({ before }) => before === null || before === digest ? [] : [before]));
}

// src/domain/unfinished.ts
function unfinishedOf(entries) {
	const reader = createUnfinishedReader();
	for (const entry of entries) reader.read(entry);
	return reader.open;
}
function createUnfinishedReader() {
	const ended = /* @__PURE__ */ new Set();
	const written = /* @__PURE__ */ new Set();
	const open = [];
	return {
		open,
		read(entry) {
			const { intent, end } = entry;
			if (end === void 0) {
				if (!ended.has(imagesKey(intent.sources)) && !tagsOf(entry).every((tag) => written.has(tag))) open.push(entry);
				return;
			}
			if (!isInPlace(end.outcome)) return;
			ended.add(imagesKey(intent.sources));
			if (end.moved >= end.all) for (const tag of tagsOf(entry)) written.add(tag);
		}
	};
}
function tagsOf({ id, intent }) {
	const tags = intent.targets.flatMap((target) => target.tags.map(({ tag }) => `${target.repository}:${tag}`));
	return tags.length === 0 ? [id] : tags;
}

// src/promotion/remembered.ts
function remembered(open) {
	const read = [];
	let iterator;
	let reading;
	async function readNext() {
		iterator ??= open().then((all) => all[Symbol.asyncIterator]());
		const next = await (await iterator).next();
		if (next.done === true) return false;
		read.push(next.value);
		reading = void 0;
		return true;
	}
	return async function* () {
		for (let at = 0;; at += 1) {
			if (at === read.length && !await (reading ??= readNext())) return;
			const item = read[at];
			if (item !== void 0) yield item;
		}
	};
}

// src/promotion/telling-rank.ts
const mostTelling = 2;
function tellingRank({ kind, sources }, { source, digest, tag }) {
	if (kind === "rollback") return 0;
	return sources.some((one) => one.repository === source && one.digest === digest && (tag === void 0 || one.tag === tag)) ? 2 : 1;
}

// src/promotion/past.ts
const mostLooked = 100;
const skew = 36e5;
function createPast(journal, pipelines, { fresh = false } = {}) {
	const listings = /* @__PURE__ */ new Map();
	function listingOf(stage) {
		const key = stageText(stage);
		const listing = listings.get(key) ?? openListing(journal, filedQuery(pipelines, {
			...only(stage),
			...fresh && { fresh }
		}));
		listings.set(key, listing);
		return listing;
	}
	async function promotion(query) {
		const listing = listingOf(query);
		let cut;
		let best;
		let looked = 0;
		for await (const record of listing.entries()) {
			const target = promoted(record, query);
			const rank = tellingRank(record.intent, query);
			if (target !== void 0 && rank === 2) return target;
			if (target !== void 0 && rank > (best?.rank ?? -1)) best = {
				target,
				rank
			};
			if (record.cut === true && hasCarried(record, query)) cut ??= record;
			if (best !== void 0 && best.rank > 0 && (looked += 1) === 100) break;
		}
		if (best !== void 0) return best.target;
		const gap = listing.gap();
		const what = `whether ${stageText(query)} promoted ${query.digest} to ${query.target} is not known`;
		if (cut !== void 0) throw notKnown(what, tooLong(cut), { hint: cutHint });
		if (gap === void 0) return void 0;
		throw notKnown(what, gap, { hint: `Promote it to ${query.stage} once more: the record that it leaves is found from then on.` });
	}
	async function named({ target: repository, since, ...stage }) {
		const before = /* @__PURE__ */ new Map();
		for await (const { intent, end } of listingOf(stage).entries()) {
			if (end !== void 0 && Date.parse(end.finished) < since.getTime() - skew) break;
			for (const target of intent.targets) {
				if (target.repository !== repository) continue;
				for (const { tag, before: then } of target.tags) before.set(tag, [...before.get(tag) ?? [], then]);
			}
		}
		return before;
	}
	async function unfinished({ pipeline, stage, sources }) {
		const found = [];
		const wanted = imagesKey(sources);
		for await (const entry of newestOf({
			pipeline,
			stage
		})) if (entry.end === void 0 && imagesKey(entry.intent.sources) === wanted) found.push(entry);
		return found;
	}
	async function hold(stage) {
		const listing = listingOf(stage);
		try {
			const answer = await holdOf(listing.entries());
			if (answer === "none") return { state: "free" };
			if (answer !== void 0) return {
				state: "held",
				hold: answer
			};
		} catch (thrown) {
			if (thrown instanceof HoistError && thrown.code === "JOURNAL_FORBIDDEN") return {
				state: "unknown",
				why: thrown
			};
			throw thrown;
		}
		const gap = listing.gap();
		if (gap === void 0) return { state: "free" };
		return {
			state: "unknown",
			why: notKnown(`whether ${stageText(stage)} is held is not known`, gap, { hint: `Promote to it by name, with the stage ${stage.stage}: a hold does not stop that, and the record that it leaves is found from then on.` })
		};
	}
	async function isOpen(stage, digests) {
		const own = [];
		for await (const entry of newestOf(stage)) own.push(entry);
		return unfinishedOf(own).some(({ intent }) => intent.sources.some((source) => digests.includes(source.digest)));
	}
	async function isBegun({ sources, ...stage }) {
		const own = new Set(sources.map(({ repository }) => repository));
		let last;
		for await (const entry of newestOf(stage)) if (entry.intent.sources.some(({ repository }) => own.has(repository))) last = laterOf(last, entry);
		return last?.begun === imagesKey(sources);
	}
	async function* newestOf(stage) {
		let looked = 0;
		for await (const entry of listingOf(stage).entries()) {
			yield entry;
			if ((looked += 1) === 100) return;
		}
	}
	async function* promotedTo({ target, ...stage }) {
		for await (const { intent, end } of newestOf(stage)) {
			if (end?.outcome !== "promoted") continue;
			for (const { repository, digest, tags } of intent.targets) if (repository === target) yield {
				digest,
				tags: tags.map(({ tag }) => tag)
			};
		}
	}
	async function demand(stage) {
		for await (const _ of listingOf(stage).entries()) return;
	}
	return {
		promotion,
		named,
		unfinished,
		hold,
		holdNow: (stage) => createPast(journal, pipelines, { fresh: true }).hold(stage),
		demand,
		isOpen,
		isBegun,
		promotedTo
	};
}
function openListing(journal, query) {
	let gap;
	const left = (found) => void (gap = found);
	return {
		entries: remembered(async () => ours$1((await journal()).list(query, left))),
		gap: () => gap
	};
}
function only({ pipeline, stage }) {
	return {
		pipeline,
		stage
	};
}
function notKnown(what, { reason }, options) {
	return new HoistError("unreachable", "JOURNAL_TOO_LONG", `${what}: ${reason}`, options);
}
function promoted({ intent, end, result }, query) {
	if (end === void 0 || !hasCarried({
		intent,
		end
	}, query)) return void 0;
	if (result === void 0) return fromIntent(intent, end, query);
	if (overtakenOf(result.targets).includes(query.digest)) return void 0;
	const there = ownTarget(result.targets, intent.sources, query);
	if (there === void 0) return void 0;
	return { tag: there.tags.find(namesImage)?.tag };
}
function hasCarried({ intent, end }, query) {
	return isInPlace(end?.outcome) && intent.pipeline === query.pipeline && intent.stage === query.stage && intent.kind !== "copy" && intent.sources.some((source) => source.repository === query.source && source.digest === query.digest);
}
function tooLong({ id }) {
	return { reason: `record ${id} is longer than the journal takes, and does not list that target any more` };
}
const cutHint = "Have promotions signed (`record.attest: auto` and `id-token: write`): then statements at the targets show them. Or promote fewer images, tags or targets at a time.";
function fromIntent(intent, end, query) {
	const [first] = ownTarget(intent.targets, intent.sources, query)?.tags ?? [];
	return first === void 0 || end.moved < end.all ? void 0 : { tag: first.tag };
}
async function* ours$1(entries) {
	for await (const entry of entries) if (entry.foreign !== true) yield entry;
}

// src/domain/tag-origin.ts
function originsBy(pipeline, stage, captures) {
	const path = templatesTo(pipeline, stage);
	return (tag) => {
		const origins = /* @__PURE__ */ new Set();
		let names = /* @__PURE__ */ new Set([tag]);
		for (const templates of path) {
			const earlier = /* @__PURE__ */ new Set();
			for (const name of names) {
				const made = templates.flatMap((template) => coresOf(template, captures, name));
				if (made.length === 0) earlier.add(name);
				for (const { isName, text } of made) (isName ? earlier : origins).add(text);
			}
			names = earlier;
		}
		return [.../* @__PURE__ */ new Set([...origins, ...names])];
	};
}
function templatesTo({ stages }, stage) {
	const own = stage.tags.map(({ template }) => template);
	const before = stages.find(({ name }) => name === stage.after[0]);
	return before === void 0 ? [own] : [own, ...templatesTo({ stages }, before)];
}
function coresOf(template, captures, tag) {
	const place = corePlace(template.parts);
	if (place === void 0) return [];
	const { first, last, isName } = place;
	const shapes = template.parts.map((part) => shapeOf(part, captures, tag));
	const starts = reach(shapes.slice(0, first), (place, length) => [place, place + length], {
		tag,
		from: 0
	});
	const ends = reach(shapes.slice(last + 1).reverse(), (place, length) => [place - length, place], {
		tag,
		from: tag.length
	});
	const core = shapes.slice(first, last + 1);
	return [...starts].flatMap((start) => {
		const within = reach(core, (place, length) => [place, place + length], {
			tag,
			from: start
		});
		return [...ends].flatMap((end) => {
			const text = tag.slice(start, end);
			return within.has(end) && isTag(text) ? [{
				isName,
				text
			}] : [];
		});
	});
}
function corePlace(parts) {
	const named = parts.findIndex((part) => part.kind === "value" && (part.name === "n" || part.name === "source-tag"));
	const part = parts[named];
	if (part?.kind === "value") return {
		first: named,
		last: named,
		isName: part.name === "n"
	};
	const version = parts.findIndex((_, at) => parts.slice(at, at + 5).map((each) => each.kind === "value" ? `{${each.name}}` : each.kind === "text" ? each.text : "%").join("") === "{major}.{minor}.{patch}");
	return version < 0 ? void 0 : {
		first: version,
		last: version + 4,
		isName: false
	};
}
function reach(shapes, step, { tag, from }) {
	let places = /* @__PURE__ */ new Set([from]);
	for (const { lengths, fits } of shapes) {
		const next = /* @__PURE__ */ new Set();
		for (const place of places) for (const length of lengths) {
			const [start, end] = step(place, length);
			if (start < 0 || end > tag.length || !fits(tag.slice(start, end))) continue;
			next.add(start === place ? end : start);
		}
		places = next;
	}
	return places;
}
function shapeOf(part, captures, tag) {
	if (part.kind === "text") return literal(part.text);
	if (part.kind === "time") return {
		lengths: part.keyword.lengths,
		fits: (text) => part.keyword.couldBe(text)
	};
	const anyLength = Array.from({ length: tag.length }, (_, at) => at + 1);
	switch (part.name) {
		case "digest":
		case "sha": return {
			lengths: [12],
			fits: (text) => /^[0-9a-f]{12}$/.test(text)
		};
		case "run":
		case "major":
		case "minor":
		case "patch": return {
			lengths: anyLength,
			fits: (text) => /^[0-9]+$/.test(text)
		};
		default: {
			const captured = captures.get(part.name);
			return captured === void 0 ? {
				lengths: anyLength,
				fits: () => true
			} : literal(captured);
		}
	}
}
function literal(text) {
	return {
		lengths: [text.length],
		fits: (other) => other === text
	};
}

// src/promotion/plan-target.ts
async function planTarget(tags, question) {
	const { image, wished, originsOf = (tag) => [tag] } = question;
	const { repository } = tags;
	const base = {
		repository,
		source: image.repository,
		digest: image.digest
	};
	const decide = decider(tags, question, true);
	const decideOvertaken = decider(tags, question, false);
	const learn = learner(tags, question);
	try {
		await tags.usable();
		const planned = await Promise.all(wished.map((wish) => planTag(tags, wish, {
			...question,
			decide
		})));
		const present = planned.some(({ tag }) => tag.action === "unchanged");
		return {
			image,
			planned: {
				...base,
				tags: planned.map(({ tag }) => tag),
				image: present ? "present" : "absent"
			},
			problems: planned.flatMap(({ tag, decision }) => problemsOf(repository, tag, decision)),
			decide,
			decideOvertaken,
			learn,
			originsOf
		};
	} catch (thrown) {
		if (!(thrown instanceof HoistError)) throw thrown;
		const unread = wished.map(({ tag, move }) => ({
			tag,
			move,
			now: void 0,
			...actionOf(decideMove({
				rule: move,
				tag,
				now: void 0,
				next: image.digest
			}))
		}));
		return {
			image,
			planned: {
				...base,
				tags: unread,
				image: "unread"
			},
			problems: [unreadProblem(repository, thrown)],
			decide,
			decideOvertaken,
			learn,
			originsOf,
			error: thrown
		};
	}
}
async function planTag(tags, wish, question) {
	const { tag, move } = wish;
	const { image, decide } = question;
	const now = await tags.names(tag, image.digest);
	if (isCompared(wish, now, image)) await tags.naming(now, tellsVersion(question));
	const decision = decide(tag, now);
	return {
		tag: {
			tag,
			move,
			now,
			...actionOf(decision)
		},
		decision
	};
}
function isCompared({ move }, now, { digest }) {
	return move === "forward" && now !== null && now !== digest;
}
function tellsVersion(question) {
	return (tag) => isVersionTag(tag) || isFromSameTag(question, tag);
}
function learner(tags, question) {
	return async (tag, now) => {
		const wish = question.wished.find((one) => one.tag === tag);
		if (wish === void 0 || !isCompared(wish, now, question.image)) return;
		await tags.namingNow(now, tellsVersion(question));
	};
}
function decider(tags, question, sourceTagStillNamesUs) {
	const { image, wished, originsOf, hint } = question;
	return (tag, now) => {
		const decision = decideMove({
			rule: wished.find((wish) => wish.tag === tag)?.move ?? "never",
			tag,
			now,
			next: image.digest,
			sourceTag: image.tag,
			sourceTagStillNamesUs,
			presentTags: now === null ? [] : tags.seen(now),
			fromSameSourceTag: (present) => isFromSameTag(question, present),
			originsOf
		});
		return hint !== void 0 && decision.action === "conflict" ? {
			...decision,
			hint
		} : decision;
	};
}
function isFromSameTag({ stage, values, image, originsOf }, tag) {
	if (image.tag !== void 0 && originsOf?.(tag).includes(image.tag) === true) return true;
	return stage.tags.some(({ template }) => namesSource(template) && couldHaveMade(template, values, tag));
}
function actionOf({ action, reason }) {
	return {
		action,
		...reason === void 0 ? {} : { reason }
	};
}
function problemsOf(repository, { tag, now }, decision) {
	return decision.action === "conflict" ? [moveProblem({
		repository,
		tag,
		now: now ?? null
	}, decision)] : [];
}
function moveProblem({ repository, tag, now }, { code = "TAG_MAY_NOT_MOVE", reason, hint }) {
	return {
		code,
		message: `${repository}:${tag} is ${now ?? "not there"}: ${reason ?? "it may not be written"}`,
		...hint === void 0 ? {} : { hint }
	};
}
function unreadProblem(repository, { kind, message, hint }) {
	return {
		code: "TARGET_UNREAD",
		message: `${repository} ${kind === "incomplete" ? "cannot be written" : "could not be read"}: ${message}`,
		...hint === void 0 ? {} : { hint }
	};
}

// src/evidence/blob.ts
async function readBlob({ registry, repository }, blob, { maxBytes, signal }) {
	if (blob.size > maxBytes) throw tooLarge(blob, maxBytes);
	const hasher = digestHasher(blob.digest);
	const bytes = new GatheredBytes();
	for await (const piece of registry.openBlob(repository, blob, 0, { signal })) try {
		if (bytes.length + piece.bytes.length > blob.size) throw tooLarge(blob, blob.size);
		hasher.update(piece.bytes);
		bytes.add(piece.bytes);
	} finally {
		piece.release();
	}
	if (finishDigest(blob.digest, hasher) !== blob.digest) throw mismatch(repository, blob);
	return bytes.whole();
}
function tooLarge(blob, maxBytes) {
	return new HoistError("refused", "BLOB_TOO_LARGE", `${blob.digest} has more than ${maxBytes} bytes`, { hint: "So much is not read to judge an image." });
}
function mismatch(repository, blob) {
	return new HoistError("unreachable", "DIGEST_MISMATCH", `${repository}: the bytes of ${blob.digest} have another digest`, { hint: "The answer was cut or changed on the way, or the registry serves false content." });
}

// src/image/image-config.ts
const maxConfigBytes = 4194304;
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
function readHealthcheck(value, what) {
	if (value === void 0) return void 0;
	const test = readList(membersOf(value, `${what}: Healthcheck`).get("test"), `${what}: Healthcheck.Test`);
	return test.length === 0 || test[0] === "NONE" ? void 0 : test;
}
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

// src/promotion/revision.ts
const largestConfig = 4194304;
async function readRevision(registry, repository, root, call) {
	const claimed = root.annotations["org.opencontainers.image.revision"];
	if (claimed !== void 0) return claimed;
	const image = await firstImage(registry, repository, root, call);
	if (image?.kind !== "manifest" || image.config === void 0 || image.config.size > largestConfig) return void 0;
	const bytes = await readBlob({
		registry,
		repository
	}, image.config, {
		maxBytes: largestConfig,
		...call
	});
	return readImageConfig(bytes, `the config of ${repository}@${image.digest}`).revision;
}
async function firstImage(registry, repository, root, call) {
	if (root.kind === "manifest") return root;
	const child = root.manifests.find((descriptor) => descriptor.platform?.os !== "unknown");
	return child && await registry.manifest(repository, child.digest, call);
}

// src/promotion/wished-tags.ts
const strictness = [
	"never",
	"forward",
	"any"
];
function wishedTags(stage, values, byHand) {
	return onePerTag(stage.tags.map((rule, index) => {
		const { template, move } = rule;
		if (index === 0 && byHand !== void 0) return {
			tag: byHand,
			move
		};
		return {
			tag: renderTag(template, values),
			move,
			rule,
			...variesByRun(template) ? { varying: rule } : {}
		};
	}));
}
function onePerTag(wished) {
	const byTag = /* @__PURE__ */ new Map();
	for (const each of wished) {
		const other = byTag.get(each.tag);
		if (other === void 0 || isStricter(each, other)) byTag.set(each.tag, each);
	}
	return [...byTag.values()];
}
function isStricter(a, b) {
	return strictness.indexOf(a.move) < strictness.indexOf(b.move);
}
function refuseUnwritable(config, repository, tag) {
	if (isAttachedTag(tag)) throw new HoistError("config", "TAG_IS_ATTACHED", `${repository}:${tag} has the form of a tag for signatures, never for an image`, { hint: "Choose another tag." });
	const reader = config?.pipelines.find((pipeline) => matchSource(pipeline, repository) !== void 0 && pipeline.source.tags.matches(tag));
	if (reader === void 0) return;
	throw new HoistError("config", "TAG_IS_A_SOURCE", `${repository}:${tag} is a source of the pipeline ${reader.name}`, { hint: `Choose a tag that its filter (${reader.source.tags.text}) leaves out, or another repository.` });
}

// src/promotion/plan-stage.ts
async function planStage(trip, pipeline, stage, images) {
	const byHand = trip.request.stage === stage.name ? trip.request.tag : void 0;
	const all = await Promise.all(images.map((image) => draft(trip, stage, {
		image,
		byHand
	})));
	const drafts = all.map((one) => ({
		...one,
		targets: withinLimit(trip, one.targets)
	}));
	if (drafts.every(({ targets }) => targets.length === 0)) throw nothingLeft(trip, stage);
	const settled = await Promise.all(drafts.map(findEarlier));
	for (const { targets, wished } of settled) for (const { repository } of targets) for (const { tag } of wished) refuseUnwritable(trip.config, repository, tag);
	refuseTwice(settled);
	const works = await Promise.all(settled.flatMap(({ image, values, wished, targets }) => targets.map((target) => planTarget(target, {
		stage,
		image,
		wished,
		values,
		originsOf: originsBy(pipeline, stage, image.captures)
	}))));
	return {
		pipeline,
		stage,
		works,
		graphs: /* @__PURE__ */ new Map(),
		isJudged: stage.policies.length === 0,
		plan: stagePlan(trip, {
			pipeline,
			stage,
			images,
			works
		}),
		places: placesOf$1(images, all, works),
		limited: drafts.some((one, at) => one.targets.length < (all[at]?.targets.length ?? 0))
	};
}
async function draft(trip, stage, { image, byHand }) {
	const { registry, world } = trip;
	const call = { signal: world.signal };
	const values = {
		n: image.fromTag,
		instant: trip.instant,
		digest: image.digest,
		sourceTag: image.tag,
		sha: needsRevision(stage) ? await readRevision(registry, image.repository, await image.root(), call) : void 0,
		run: world.run.id,
		captures: image.captures
	};
	return {
		image,
		values,
		wished: wishedTags(stage, values, byHand === void 0 ? void 0 : parseTag(byHand)),
		targets: stage.to.map((to) => createTargetTags(registry, expandTarget(to, image.captures), call))
	};
}
function needsRevision(stage) {
	return stage.tags.some(({ template }) => template.parts.some((part) => part.kind === "value" && part.name === "sha"));
}
async function findEarlier(drafted) {
	const { image, values, targets } = drafted;
	const wished = await Promise.all(drafted.wished.map(async (wish) => {
		const { varying } = wish;
		if (varying === void 0) return wish;
		const newest = (await Promise.all(targets.map(async (target) => {
			try {
				return await target.naming(image.digest, (tag) => couldHaveMade(varying.template, values, tag));
			} catch (thrown) {
				if (thrown instanceof HoistError) return [];
				throw thrown;
			}
		}))).flat().sort().at(-1);
		return newest === void 0 ? wish : {
			...wish,
			tag: newest
		};
	}));
	return {
		...drafted,
		wished: onePerTag(wished)
	};
}
function withinLimit(trip, targets) {
	if (trip.request.targets === void 0) return targets;
	const glob = parseGlob(trip.request.targets);
	return targets.filter(({ repository }) => glob.matches(repository));
}
function nothingLeft({ request: { targets = "" } }, stage) {
	const known = `Its targets are ${stage.to.map((to) => to.text).join(", ")}.`;
	const wider = targets.replaceAll(/\*+/g, "**");
	const hint = wider === targets ? known : `${known} A * does not cross a slash, ** does: did you mean '${wider}'?`;
	const message = `no target of the stage ${stage.name} matches ${targets}`;
	return new HoistError("config", "TARGETS_EMPTY", message, { hint });
}
function refuseTwice(drafts) {
	const taken = /* @__PURE__ */ new Map();
	for (const { image, wished, targets } of drafts) for (const { repository } of targets) for (const { tag } of wished) {
		const other = taken.get(`${repository}:${tag}`);
		if (other !== void 0) throw tagTwice(`${repository}:${tag}`, [other, image.repository]);
		taken.set(`${repository}:${tag}`, image.repository);
	}
}
function tagTwice(reference, [one, other]) {
	return new HoistError("config", "TAG_TWICE_AT_TARGET", `${reference} is to name both ${one} and ${other}`, { hint: "Make the tag, or the target, with {name}, so that each image has its own; a destination tag given by hand is the same for all images of a set." });
}
function stagePlan(trip, { pipeline, stage, images, works }) {
	const state = stateOf$1(works);
	const problems = works.flatMap((work) => work.problems);
	const plan = {
		...stageHead(trip, pipeline, stage),
		sources: images.map(plannedSource),
		targets: works.map((work) => work.planned)
	};
	return {
		...plan,
		state,
		problems: state === "superseded" ? [...problems, allKept({
			pipeline: pipeline.name,
			stage: stage.name
		})] : problems,
		hash: planHash(trip.instant, coveredBy(plan, trip.config?.origin))
	};
}
function plannedSource({ repository, tag, digest, from, fromTag }) {
	return {
		repository,
		...tag === void 0 ? {} : { tag },
		digest,
		from,
		...fromTag === void 0 ? {} : { fromTag }
	};
}
function stageHead(trip, pipeline, stage) {
	const { environment } = stage;
	return {
		pipeline: pipeline.name,
		stage: stage.name,
		kind: trip.kind,
		...trip.kind === "auto" && !trip.follows ? { fixed: true } : {},
		...pipeline.source.kind === "pattern" ? { isPattern: true } : {},
		...stage.after.length === 0 ? {} : { after: stage.after },
		...environment === void 0 ? {} : { environment: {
			name: environment.name,
			approval: environment.approval
		} }
	};
}
function stateOf$1(works) {
	const tags = works.flatMap(({ planned }) => planned.tags);
	if (tags.some(({ action }) => action === "conflict")) return "conflict";
	if (keepsAll({ tags })) return "superseded";
	return tags.every(({ action }) => action === "unchanged" || action === "kept") ? "unchanged" : "ready";
}
function allKept(stage) {
	return {
		code: "OVERTAKEN",
		message: `every tag of ${stageText(stage)} names something newer and is kept`
	};
}
function placesOf$1(images, drafts, works) {
	return new Map(images.flatMap((image, at) => {
		const first = drafts[at]?.targets[0]?.repository;
		const tag = (works.find((work) => work.image === image && work.planned.repository === first)?.planned)?.tags.find(({ action }) => action !== "kept")?.tag ?? image.fromTag;
		return first === void 0 ? [] : [[image.repository, {
			from: first,
			fromTag: tag
		}]];
	}));
}

// src/promotion/changes.ts
const publicServer = "https://github.com";
const mostTags = 5;
async function withChanges(trip, stages) {
	const { config, judge } = trip;
	if (config === void 0 || judge === void 0) return stages;
	const known = /* @__PURE__ */ new Map();
	const filled = /* @__PURE__ */ new Set();
	const changed = [];
	for (const stage of stages) {
		const changes = await changesOf({
			trip,
			config,
			open: judge.open,
			filled: new Set(filled),
			known
		}, stage);
		changed.push(changes.length === 0 ? stage : {
			...stage,
			plan: {
				...stage.plan,
				changes
			}
		});
		for (const { planned } of stage.works) filled.add(planned.repository);
	}
	return changed;
}
async function changesOf(bench, stage) {
	const images = [...new Set(stage.works.map(({ image }) => image))];
	return (await Promise.all(images.map(async (image) => {
		const work = stage.works.find((one) => one.image === image);
		return work === void 0 ? void 0 : await changeOf(bench, stage, work);
	}))).filter((change) => change !== void 0);
}
async function changeOf(bench, stage, work) {
	const { image, planned } = work;
	const from = await previousOf(bench, stage, work);
	if (from === void 0 || from.digest === image.digest) return void 0;
	const names = planned.tags.filter(namesImage).map(({ tag }) => tag);
	const own = image.tag === void 0 ? [] : [image.tag];
	const to = {
		digest: image.digest,
		tags: (names.length === 0 ? own : names).slice(0, mostTags)
	};
	const { source, repository: target } = planned;
	return {
		source,
		target,
		from,
		to,
		differences: await differencesOf(bench, stage, {
			work,
			from
		})
	};
}
async function differencesOf(bench, stage, { work, from }) {
	const { compareImages } = await import("./compare.js");
	try {
		const [before, after, forge] = await Promise.all([
			once(bench, `${work.planned.repository}@${from.digest}`, () => readPrevious(bench, stage, {
				repository: work.planned.repository,
				digest: from.digest
			})),
			once(bench, `${work.image.from}@${work.image.digest}`, () => readNext(bench, stage, work.image)),
			bench.trip.world.forge()
		]);
		return {
			state: "known",
			value: compareImages(before, after, forge?.server ?? publicServer)
		};
	} catch (thrown) {
		if (!(thrown instanceof HoistError)) throw thrown;
		return {
			state: "unknown",
			code: "UNREACHABLE",
			message: thrown.message
		};
	}
}
function once({ known }, key, read) {
	const reading = known.get(key) ?? read();
	known.set(key, reading);
	return reading;
}
async function previousOf({ trip }, { pipeline, stage }, { planned, error }) {
	if (error !== void 0) return void 0;
	const there = planned.tags.filter(({ now }) => now !== null && now !== void 0);
	const tag = there.find(({ move }) => move !== "never") ?? there[0];
	const past = await pastOf(trip, {
		pipeline: pipeline.name,
		stage: stage.name,
		target: planned.repository
	});
	const digest = tag?.now ?? past.find((one) => one.digest !== planned.digest)?.digest;
	if (digest === void 0) return void 0;
	const names = past.filter((one) => one.digest === digest).flatMap(({ tags }) => tags);
	return {
		digest,
		tags: [.../* @__PURE__ */ new Set([...tag === void 0 ? [] : [tag.tag], ...names])].slice(0, mostTags),
		found: tag === void 0 ? "journal" : "tag"
	};
}
const mostPast = 50;
async function pastOf({ past }, query) {
	try {
		const found = [];
		for await (const one of past.promotedTo(query)) if (found.push(one) === mostPast) break;
		return found;
	} catch (thrown) {
		if (!(thrown instanceof HoistError)) throw thrown;
		return [];
	}
}
async function readPrevious(bench, { stage }, { repository, digest }) {
	const { registry, world } = bench.trip;
	const { signal } = world;
	const root = await registry.manifest(repository, digest, { signal });
	if (root === void 0) throw new HoistError("unreachable", "IMAGE_NOT_FOUND", `${repository} does not have ${digest} any more`);
	return await factsOf(bench, {
		graph: await walk(registry, repository, root, {
			referrers: "best-effort",
			missingPlatforms: stage.missing.platforms,
			signal
		}),
		repository,
		isNew: false
	});
}
async function readNext(bench, stage, image) {
	const rules = {
		referrers: "best-effort",
		missing: stage.stage.missing
	};
	const where = bench.filled.has(image.from) ? atSource(image) : image;
	return await factsOf(bench, {
		graph: stage.graphs.get(image) ?? await walkImage(bench.trip, rules, {
			image: where,
			depth: "whole"
		}),
		repository: image.repository,
		isNew: true
	});
}
async function factsOf({ trip, config, open }, { graph, repository, isNew }) {
	const { registry, world } = trip;
	const { gather } = await import("./gather.js");
	const { platforms, evidence } = await gather({
		registry,
		graph,
		image: { repository },
		needs: {
			...needsNothing,
			evidence: true,
			configs: true
		},
		settings: config.evidence,
		forge: await world.forge(),
		web: void 0,
		workspace: isNew ? await world.workspace() : void 0,
		now: world.clock.now(),
		signal: world.signal,
		open
	});
	return {
		graph,
		platforms,
		evidence
	};
}

// src/promotion/discuss.ts
const mostPulls = 3;
const mostImages = 5;
const commitId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
async function discuss(trip, news, wish = "never") {
	const { run, log, signal } = trip.world;
	if (wish === "never" || signal.aborted) return;
	if (!run.mayWrite && run.event !== "pull_request") return;
	if (isQuiet(news) && wish === "auto" && run.event !== "pull_request") return;
	try {
		const discussion = await trip.world.discussion();
		if (discussion === void 0) return;
		const threads = await threadsOf(trip, news, discussion);
		const own = threads.filter(({ pull }) => !pull.isFromFork).slice(0, mostPulls);
		if (own.length === 0 && (threads.length > 0 || wish === "always")) log.notice(nowhere(threads));
		for (const thread of own) await write$1(trip, news, {
			discussion,
			thread
		});
	} catch (thrown) {
		const hint = thrown instanceof HoistError && thrown.hint !== void 0 ? `. ${thrown.hint}` : "";
		log.notice(`the pull request has no comment about this run: ${messageOf(thrown)}${hint}`);
	}
}
function isQuiet({ kind, document }) {
	if (kind === "run") return document.records.length === 0;
	return document.outcome === "unchanged" || document.outcome === "none";
}
function nowhere(threads) {
	return threads.length > 0 ? "the pull request is of another repository: there is no comment about this run" : "no pull request is known that brought the image: there is no comment about this run";
}
async function write$1({ world }, news, { discussion, thread: { pull, commit } }) {
	const { actor, id, url } = world.run;
	const { commentMarkdown, commentMarker } = await import("./comment.js");
	const before = await discussion.said(pull.number, commentMarker);
	const body = commentMarkdown(world.hide({
		news,
		at: world.clock.now().toISOString(),
		actor,
		run: {
			id,
			url
		},
		commit,
		before
	}));
	const address = await discussion.comment(pull.number, {
		marker: commentMarker,
		body
	});
	world.log.info(`told the pull request #${pull.number}: ${address}`);
}
async function threadsOf(trip, news, discussion) {
	const { run } = trip.world;
	if (run.event === "pull_request") {
		const pull = await ownPull(trip, discussion);
		return pull === void 0 ? [] : [{
			pull,
			commit: {
				id: run.sha ?? "",
				proof: "run"
			}
		}];
	}
	const threads = /* @__PURE__ */ new Map();
	for (const source of sourcesOf(news)) {
		const commit = await commitOf(trip, news, source);
		if (commit === void 0) continue;
		const [pull] = await discussion.pullsOf(commit.id);
		if (pull !== void 0 && !threads.has(pull.number)) threads.set(pull.number, {
			pull,
			commit
		});
	}
	return [...threads.values()];
}
async function ownPull({ world }, discussion) {
	const { ref, sha } = world.run;
	const number = /^refs\/pull\/(\d+)\//.exec(ref ?? "")?.[1];
	if (number !== void 0) return await discussion.pull(Number(number));
	return (sha === void 0 ? [] : await discussion.pullsOf(sha))[0];
}
function sourcesOf({ document, kind }) {
	const stages = kind === "plan" ? document.stages : document.plan.stages;
	return [...new Map(stages.flatMap(({ sources }) => sources).map((source) => [source.digest, source])).values()].slice(0, mostImages);
}
async function commitOf(trip, news, source) {
	const { registry, world, judge } = trip;
	const proven = judge?.proven.get(source.digest) ?? comparedCommit(news, source);
	if (proven !== void 0) return proven.repository.toLowerCase() === world.run.repository?.toLowerCase() ? {
		id: proven.commit,
		proof: "proven"
	} : void 0;
	const call = { signal: world.signal };
	const root = await registry.manifest(source.repository, source.digest, call);
	const claimed = root && await readRevision(registry, source.repository, root, call);
	return claimed !== void 0 && commitId.test(claimed) ? {
		id: claimed,
		proof: "claimed"
	} : void 0;
}
function comparedCommit({ kind, document }, { digest }) {
	const stages = kind === "plan" ? document.stages : document.plan.stages;
	for (const { to, differences } of stages.flatMap(({ changes = [] }) => changes)) {
		const found = differences.state === "known" ? differences.value.commits.to : void 0;
		if (to.digest !== digest || found?.proof !== "proven" || found.repository === void 0) continue;
		return {
			repository: found.repository,
			commit: found.commit
		};
	}
}

// src/domain/plan-difference.ts
const mostChanges = 3;
const mostBytes = 67108864;
const mostTries = 4096;
function explainDifference(expected, stage, options) {
	const now = coveredBy(stage, options.config);
	const what = `${now.pipeline}/${now.stage} (${now.kind}) is no longer what was planned at ${instantText(expected.instant)}`;
	const changes = changesSince(expected, now, options);
	return (changes === void 0 ? [`${what}. With that instant it is now:`, ...asItIs(now)] : [`${what}:`, ...changes]).join("\n  ");
}
function changesSince(expected, now, options) {
	const parts = partsOf(now, options).filter((part) => part.length > 0);
	let tries = Math.min(mostTries, Math.floor(mostBytes / JSON.stringify(now).length));
	for (let count = 1; count <= mostChanges; count += 1) for (const chosen of choices(parts, count)) {
		if (tries === 0) return void 0;
		tries -= 1;
		const then = chosen.reduce((plan, { restore }) => restore(plan), now);
		if (hexOfPlan(then) === expected.hex) return chosen.map(({ text }) => text);
	}
}
function* choices(parts, count) {
	if (count === 0) {
		yield [];
		return;
	}
	for (const [at, part] of parts.entries()) for (const one of part) for (const others of choices(parts.slice(at + 1), count - 1)) yield [one, ...others];
}
function partsOf(now, options) {
	return [
		...now.targets.flatMap(({ repository, tags: own }) => own.map((tag) => namesThen(now, {
			repository,
			tag,
			before: options.before
		}))),
		...now.sources.map((source) => imagesThen(source, options)),
		now.waivers.map(notUsed),
		kindsThen(now),
		approvalsThen(now),
		configsThen(now, options),
		now.targets.length > 1 ? now.targets.map(({ repository }) => notThere(repository)) : []
	];
}
function namesThen(plan, { repository, tag: { tag, now }, before }) {
	const known = [
		null,
		...before(repository, tag),
		...plan.targets.flatMap(({ tags }) => tags.map((other) => other.now)),
		...plan.sources.map(({ digest }) => digest),
		"unread"
	];
	return [...new Set(known)].filter((named) => named !== now).map((named) => ({
		text: `${repository}:${tag} ${nameText(named, "then")}, and ${nameText(now, "now")}`,
		restore: (from) => ({
			...from,
			targets: from.targets.map((target) => target.repository === repository ? {
				...target,
				tags: target.tags.map((one) => one.tag === tag ? {
					...one,
					now: named
				} : one)
			} : target)
		})
	}));
}
function nameText(named, when) {
	if (named === "unread") return when === "then" ? "could not be read" : "cannot be read now";
	return when === "then" ? `named ${named ?? "nothing"}` : `names ${named ?? "nothing"} now`;
}
function imagesThen({ repository, tag, digest }, { images }) {
	return [...new Set(images)].filter((named) => named !== digest).map((named) => ({
		text: `the image ${repository}${tag === null ? "" : `:${tag}`} was ${named}, and is ${digest} now`,
		restore: (from) => ({
			...from,
			sources: from.sources.map((source) => source.repository === repository ? {
				...source,
				digest: named
			} : source)
		})
	}));
}
function notUsed(id) {
	return {
		text: `the waiver ${id} was not used, and is now`,
		restore: (from) => ({
			...from,
			waivers: from.waivers.filter((one) => one !== id)
		})
	};
}
function kindsThen({ kind }) {
	return [
		"auto",
		"manual",
		"rollback",
		"sync"
	].filter((other) => other !== kind).map((other) => ({
		text: `it was planned as ${other}, and is asked for as ${kind} now`,
		restore: (from) => ({
			...from,
			kind: other
		})
	}));
}
function approvalsThen({ environment }) {
	if (environment === null) return [];
	return [
		"auto",
		"required",
		"none"
	].filter((other) => other !== environment.approval).map((other) => ({
		text: `the environment ${environment.name} had the approval ${other}, and has ${environment.approval} now`,
		restore: (from) => ({
			...from,
			environment: {
				...environment,
				approval: other
			}
		})
	}));
}
function configsThen({ config }, { commits = [] }) {
	if (config === null || config.commit === null) return [];
	const { commit: now } = config;
	const other = (commit) => ({
		text: `the default branch was at commit ${commit.slice(0, 12)}, and is at ${now.slice(0, 12)} now, with the same config`,
		restore: (from) => ({
			...from,
			config: {
				...config,
				commit
			}
		})
	});
	return [...[...new Set(commits)].filter((commit) => commit !== now).map(other), {
		text: `it was planned by the config on disk, and goes by the one of commit ${now.slice(0, 12)} now`,
		restore: (from) => ({
			...from,
			config: {
				...config,
				commit: null
			}
		})
	}];
}
function notThere(repository) {
	return {
		text: `${repository} was none of the targets, and is now`,
		restore: (from) => ({
			...from,
			targets: from.targets.filter((target) => target.repository !== repository)
		})
	};
}
function asItIs(now) {
	return [
		...now.sources.map((s) => `from ${s.repository}${s.tag === null ? "" : `:${s.tag}`} at ${s.digest}`),
		...now.targets.flatMap((target) => target.tags.map(({ tag, move, now: named }) => `to   ${target.repository}:${tag} (move: ${move}), which names ${named ?? "nothing"}`)),
		now.environment === null ? "in no environment" : `in  environment ${now.environment.name} (approval: ${now.environment.approval})`,
		now.waivers.length === 0 ? "with no waiver" : `with the waivers ${now.waivers.join(", ")}`,
		now.config === null ? "by  no config" : `by  config ${now.config.sha256.slice(0, 12)}${now.config.commit === null ? " on disk" : ` at commit ${now.config.commit.slice(0, 12)}`}`
	];
}

// src/promotion/expect.ts
async function expectPlan(trip, expected, planned) {
	const { plan } = planned;
	if (expected.isExpired) return conflicting(planned, expired(expected));
	const before = await earlierNames(trip, planned, expected);
	if (holdsPlan(expected, plan, {
		config: trip.config?.origin,
		before
	})) return {
		...planned,
		plan: {
			...plan,
			hash: expected.text
		},
		works: planned.works.map(heldToPlan)
	};
	return conflicting(planned, {
		code: "PLAN_CHANGED",
		message: explainDifference(expected, plan, {
			config: trip.config?.origin,
			...await everKnown(trip, planned, before),
			commits: trip.world.run.sha === void 0 ? [] : [trip.world.run.sha]
		}),
		hint: "Look at what changed, plan again, and promote what that plan says."
	});
}
function conflicting(planned, problem) {
	const { plan } = planned;
	return {
		...planned,
		plan: {
			...plan,
			state: "conflict",
			problems: [...plan.problems, problem]
		}
	};
}
function expired({ instant }) {
	return {
		code: "PLAN_EXPIRED",
		message: `the plan of ${instantText(instant)} is older than 35 days`,
		hint: "Plan again and promote what that plan says."
	};
}
async function earlierNames(trip, { plan: { pipeline, stage, targets } }, { instant: since }) {
	const known = new Map(await Promise.all(targets.map(async ({ repository: target }) => [target, await trip.past.named({
		pipeline,
		stage,
		target,
		since
	})])));
	return (repository, tag) => known.get(repository)?.get(tag) ?? [];
}
async function everKnown(trip, { plan: { pipeline, stage, targets, sources, after = [] } }, before) {
	const named = /* @__PURE__ */ new Map();
	const images = /* @__PURE__ */ new Set();
	const learn = async (place) => {
		for await (const { digest, tags } of trip.past.promotedTo({
			pipeline,
			...place
		})) {
			images.add(digest);
			for (const tag of tags) {
				const key = `${place.target}:${tag}`;
				named.set(key, [...named.get(key) ?? [], digest]);
			}
		}
	};
	const places = [...targets.map(({ repository }) => ({
		stage,
		target: repository
	})), ...after.flatMap((earlier) => sources.map(({ from }) => ({
		stage: earlier,
		target: from
	})))];
	for (const place of places) await learn(place).catch(() => {});
	return {
		before: (repository, tag) => [...before(repository, tag), ...named.get(`${repository}:${tag}`) ?? []],
		images: [...images]
	};
}
const hint = "Look at who wrote it, plan again, and promote what that plan says.";
function heldToPlan(work) {
	const names = new Map(work.planned.tags.map(({ tag, now }) => [tag, now]));
	const changed = (tag, now) => {
		const then = names.get(tag);
		if (then === void 0 || now === then || now === work.planned.digest) return void 0;
		return {
			action: "conflict",
			code: "PLAN_CHANGED",
			reason: `it named ${then ?? "nothing"} in the plan that is expected`,
			hint
		};
	};
	return {
		...work,
		decide: (tag, now) => changed(tag, now) ?? work.decide(tag, now),
		decideOvertaken: (tag, now) => changed(tag, now) ?? work.decideOvertaken(tag, now)
	};
}

// src/domain/gate.ts
function judgeGate(stage, visitor) {
	const name = stageText({
		pipeline: visitor.pipeline,
		stage: stage.name
	});
	if (!stage.auto && !visitor.asked) return {
		way: "waiting",
		problem: {
			code: "GATE",
			message: `${name} runs only when a person asks for it by name`,
			hint: `Promote with the stage ${stage.name}.`
		}
	};
	const guard = stage.environment;
	const entered = guard === void 0 ? { way: "proceed" } : enter$1(name, guard, visitor);
	if (entered.way === "proceed" && stage.unbuilt.length > 0) return {
		way: "refused",
		problem: unbuiltProblem(name, stage.unbuilt)
	};
	return entered;
}
function enter$1(name, guard, visitor) {
	const { standing, asked, dry, hasPlan } = visitor;
	if (guard.approval === "none") return { way: "proceed" };
	if (standing.place !== "inside") return {
		way: asked && !dry ? "refused" : "waiting",
		problem: notInside(name, guard, standing.place)
	};
	if (guard.approval === "auto" || dry) return { way: "proceed" };
	if (!hasPlan) return {
		way: asked ? "refused" : "waiting",
		problem: noPlan(name, guard)
	};
	return approved(name, guard, visitor);
}
function approved(name, guard, { standing, people }) {
	const { given, attribution } = (standing.place === "inside" ? standing.reviews : void 0) ?? noReviews;
	const yes = given.filter(({ state }) => state === "approved");
	const own = new Set(people.map((login) => login.toLowerCase()));
	const byOthers = yes.filter(({ user }) => user !== "" && !own.has(user.toLowerCase()));
	const counts = guard.selfReview === "allow" ? yes : byOthers;
	const approvals = {
		environment: guard.name,
		given,
		attribution,
		bypassed: yes.length === 0
	};
	if (counts.length > 0) return {
		way: "proceed",
		approvals
	};
	if (yes.length > 0) return {
		way: "refused",
		problem: onlySelf(name, guard, yes),
		approvals
	};
	if (guard.bypass === "refuse") return {
		way: "refused",
		problem: bypassed(name, guard),
		approvals
	};
	return {
		way: "proceed",
		approvals,
		notice: `${name}: GitHub let this job into the environment "${guard.name}" and lists no approval: its protection was bypassed, and the record says so`
	};
}
const noReviews = {
	given: [],
	attribution: "run"
};
function notInside(name, guard, place) {
	if (place === "outside") return {
		code: "GATE",
		message: `${name} is guarded by the environment "${guard.name}", and this job is not in it`,
		hint: `Run it in a job with "environment: ${guard.name}"; where the environment is only a label, say "approval: none".`
	};
	return {
		code: "GATE",
		message: `${name} is guarded by the environment "${guard.name}", and nothing shows which environment this job is in`,
		hint: "Add \"id-token: write\", or \"checks: read\" and \"actions: read\", under permissions: of the job, and the job to the environment."
	};
}
function noPlan(name, guard) {
	return {
		code: "PLAN_REQUIRED",
		message: `${name} wants an approval in the environment "${guard.name}", and no plan was given that could have been approved`,
		hint: "Give expected-plan the hash that `plan` printed for this stage before the approval, and name the stage."
	};
}
function onlySelf(name, guard, yes) {
	const own = [...new Set(yes.flatMap(({ user }) => user === "" ? [] : [user]))];
	const by = [...own.length === 0 ? [] : [`by ${own.join(" and ")}, who started the run`], ...yes.some(({ user }) => user === "") ? ["by an account that is gone, which may have been theirs"] : []];
	return {
		code: "SELF_REVIEW",
		message: `${name} was approved in "${guard.name}" only ${by.join(", and ")}`,
		hint: "Have somebody else approve, switch on \"Prevent self-review\" in the environment, or say \"self-review: allow\"."
	};
}
function bypassed(name, guard) {
	return {
		code: "BYPASSED",
		message: `GitHub let this job into the environment "${guard.name}" and lists no approval, and ${name} refuses a bypass`,
		hint: "Have a reviewer approve, take the right to bypass from administrators in the environment, or say \"bypass: record\"."
	};
}
function unbuiltProblem(name, unbuilt) {
	const keys = [...new Set(unbuilt.map(({ key }) => key))].join(", ");
	return {
		code: "UNSUPPORTED",
		message: `${name} asks for ${keys}, which this version of Hoist cannot do yet`,
		hint: `Take ${keys} out of the config, or use a version that does it.`
	};
}

// src/promotion/gate-of.ts
async function gateOf(trip, stage, { isFirst, ...who }) {
	const { run } = trip.world;
	return judgeGate(stage, {
		...who,
		standing: stage.auto || who.asked ? await standing(trip, stage) : { place: "outside" },
		hasPlan: isFirst && trip.expected !== void 0,
		people: [run.actor, run.initiator],
		dry: trip.dry
	});
}
async function standing({ world }, { environment }) {
	return environment === void 0 ? { place: "outside" } : await standingBefore(await world.gates(), environment);
}
function withApprovals(planned, answer) {
	if (answer.way === "waiting" || answer.approvals === void 0) return planned;
	const notice = answer.way === "proceed" ? answer.notice : void 0;
	return {
		...planned,
		plan: {
			...planned.plan,
			approvals: answer.approvals
		},
		notices: notice === void 0 ? [] : [notice]
	};
}

// src/promotion/hold.ts
async function holdBack(trip, stage, { asked, auto, gate }) {
	const isByName = asked && trip.kind === "manual";
	if (!(gate.way === "proceed" || gate.way === "waiting" && trip.dry && auto)) return {
		gate,
		notices: []
	};
	if (isByName && !trip.dry) await trip.past.demand(stage);
	if (isByName) return {
		gate,
		notices: []
	};
	const answer = await trip.past.hold(stage);
	if (answer.state === "held") return {
		gate: {
			way: "waiting",
			problem: heldProblem(stage, answer.hold)
		},
		notices: []
	};
	if (answer.state === "free") return {
		gate,
		notices: []
	};
	if (trip.dry) return {
		gate,
		notices: [unknownHold(answer.why)]
	};
	return {
		gate,
		shut: unable(answer.why),
		notices: []
	};
}
async function heldAt({ past, dry }, pipeline, { name: stage }) {
	const id = {
		pipeline: pipeline.name,
		stage
	};
	const answer = await past.hold(id);
	if (answer.state === "held") return {
		state: "waiting",
		problem: heldProblem(id, answer.hold)
	};
	return answer.state === "unknown" && !dry ? unable(answer.why) : void 0;
}
function unable(why) {
	if (why.kind === "config") throw why;
	return {
		state: "failed",
		problem: problemOf$1(why)
	};
}
function unknownHold({ code, message, hint = "" }) {
	return `${code === "JOURNAL_FORBIDDEN" ? "holds are not known, so a stage that was rolled back is shown as if it were not: " : ""}${message}. ${hint}`;
}
async function rolledBackMeanwhile({ past, kind, request, expected }, stage) {
	if (kind === "rollback" || kind === "copy") return void 0;
	const isAsked = kind === "manual" && request.stage === stage.stage;
	const now = await past.holdNow(stage);
	if (now.state === "unknown" && !isAsked) throw now.why;
	if (now.state !== "held") return void 0;
	const problem = heldProblem(stage, now.hold);
	if (!isAsked) return {
		state: "waiting",
		problem
	};
	const before = await past.hold(stage);
	if (before.state === "held" && before.hold.id === now.hold.id && (expected === void 0 || Date.parse(now.hold.since) <= expected.instant.getTime())) return void 0;
	const hint = "Look at why, plan again, and promote by name what that plan says.";
	return {
		state: "conflict",
		problem: {
			...problem,
			code: "ROLLED_BACK",
			hint
		}
	};
}
function heldProblem(stage, { id, since, actor, comment }) {
	const why = comment === void 0 ? "" : `: ${comment}`;
	return {
		code: "HELD",
		message: `${stageText(stage)} is held since ${actor} rolled it back at ${since} (record ${id})${why}`,
		hint: `Promote to it by name, with the stage ${stage.stage}, when it may go on; that lifts the hold.`
	};
}

// src/promotion/ruling.ts
async function ruleOn(trip, { pipeline, stage, works }, asked) {
	if (stage.policies.length === 0) return {
		decisions: [],
		graphs: /* @__PURE__ */ new Map()
	};
	return await judgeOf(trip)({
		...asked,
		stage: {
			pipeline: pipeline.name,
			stage: stage.name
		},
		policies: stage.policies,
		rules: stage,
		approvalRequired: stage.environment?.approval === "required",
		works
	});
}
function judgeOf({ judge }) {
	if (judge !== void 0) return judge;
	throw new Error("a policy is to be judged, and there is no config");
}
function sentenceOf(decisions, where) {
	const refused = decisions.filter(({ verdict }) => verdict === "refused");
	if (refused.length > 0) return {
		verdict: "refused",
		problem: problemOf(refused, {
			where,
			code: "POLICY_REFUSED"
		})
	};
	const unreachable = decisions.filter(({ verdict }) => verdict === "unreachable");
	if (unreachable.length > 0) return {
		verdict: "unreachable",
		problem: problemOf(unreachable, {
			where,
			code: "POLICY_UNREACHABLE"
		})
	};
	return { verdict: decisions.some(({ verdict }) => verdict === "pending") ? "pending" : "pass" };
}
function stateAfter(state, sentence, dry) {
	if (state !== "ready" && state !== "unchanged") return state;
	switch (sentence.verdict) {
		case "refused": return "refused";
		case "unreachable": return "failed";
		case "pending": return dry ? "pending" : state;
		default: return state;
	}
}
function unjudged({ code, message, hint }) {
	return new HoistError("unreachable", code, message, { hint });
}
function problemOf(decisions, { where, code }) {
	const name = typeof where === "string" ? where : stageText(where);
	const bad = decisions.flatMap(({ checks }) => checks).filter(isInTheWay);
	const all = decisions.flatMap(({ checks }) => checks);
	const list = [...new Set(bad.map(({ id, reasons: [first] }) => `${id} (${first?.code ?? "VIOLATION"})`))];
	const what = code === "POLICY_REFUSED" ? "policy refuses" : "policy could not be judged for";
	const help = bad.map((check) => check.help).find((text) => text !== void 0);
	return {
		code,
		message: `${what} ${name}: ${bad.length} of ${all.length} ${all.length === 1 ? "check" : "checks"} ${bad.length === 1 ? "does" : "do"} not pass: ${list.join(", ")}`,
		...help === void 0 ? {} : { hint: help }
	};
}
function isInTheWay({ level, verdict }) {
	return level === "enforce" && (verdict === "fail" || verdict === "unknown");
}

// src/promotion/plan-route.ts
async function planRoute(trip, pipeline, images) {
	const stages = route(pipeline, trip.request.stage);
	const passed = /* @__PURE__ */ new Map();
	const done = /* @__PURE__ */ new Map();
	const planned = [];
	const notices = [];
	for (const stage of stages) {
		if (!isReached(stage, passed, stages)) {
			passed.set(stage.name, "stopped");
			continue;
		}
		const asked = trip.request.stage === stage.name;
		const arriveAs = (by) => arrive(pipeline, stage, images, {
			registry: trip.registry,
			past: trip.past,
			shows: trip.proof.shows,
			done,
			...by,
			comment: trip.request.comment,
			signal: trip.world.signal
		});
		const mayBeTurn = asked && stage.auto && trip.expected !== void 0;
		const own = await arriveAs({ asked: asked && !mayBeTurn });
		const arrival = mayBeTurn && own.state !== "arrived" ? await arriveAs({ asked }) : own;
		if (arrival.state === "arrived") notices.push(...arrival.notices);
		const isOnItsWay = stage.after.some((name) => done.has(name));
		const isFirst = planned.length === 0;
		const entered = await enter(trip, {
			pipeline,
			stage,
			arrival,
			asked,
			isFirst,
			images,
			isOnItsWay
		});
		for (const notice of entered.notices ?? []) trip.world.log.warn(notice);
		notices.push(...entered.notices ?? []);
		const expected = isFirst && entered.works.length > 0 ? trip.expected : void 0;
		if (mayBeTurn && own.state !== "arrived" && arrival.state !== "arrived") return {
			trip,
			stages: [stopped$1(trip, {
				pipeline,
				stage,
				images: images.map(atSource),
				...own
			})],
			notices
		};
		const turn = expected && mayBeTurn ? await takeTurn(trip, entered, expected) : void 0;
		if (turn !== void 0) return {
			...await comeInTurn(trip, turn, {
				images,
				own
			}),
			notices
		};
		const one = expected === void 0 ? entered : await expectPlan(trip, expected, entered);
		planned.push(one);
		const state = one.plan.gate?.opens === "environment" ? one.plan.gate.behind : one.plan.state;
		const goesOn = state === "ready" || state === "unchanged" || state === "pending";
		const end = goesOn ? endAt(one) : void 0;
		passed.set(stage.name, goesOn && end === void 0 ? "done" : "stopped");
		if (end !== void 0) notices.push(`${pipeline.name}/${stage.name} ${end}: the run ends there`);
		if (goesOn) done.set(stage.name, one.places);
	}
	return {
		trip,
		stages: planned,
		notices
	};
}
async function takeTurn(trip, entered, expected) {
	const { hash: _, ...plan } = entered.plan;
	const held = await expectPlan(trip, expected, {
		...entered,
		plan: {
			...plan,
			kind: "auto"
		}
	});
	return held.plan.hash === expected.text ? held : void 0;
}
async function comeInTurn(trip, turn, { images, own }) {
	const { pipeline, stage } = turn;
	const alone = {
		...trip,
		kind: "auto",
		follows: trip.request.fixed !== true
	};
	const shut = own.state === "arrived" ? await heldAt(alone, pipeline, stage) : own;
	if (shut === void 0) return {
		trip: alone,
		stages: [turn]
	};
	return {
		trip: alone,
		stages: [stopped$1(alone, {
			pipeline,
			stage,
			images: images.map(atSource),
			...shut
		})]
	};
}
function endAt({ limited, plan }) {
	if (limited) return "is limited to some of its targets";
	const [overtaken] = overtakenOf(plan.targets);
	return overtaken === void 0 ? void 0 : `keeps every tag of ${overtaken} on something newer`;
}
async function enter(trip, { pipeline, stage, arrival, asked, isFirst, images, isOnItsWay }) {
	const here = images.map(atSource);
	const { gate, notices, shut: closed } = await holdBack(trip, {
		pipeline: pipeline.name,
		stage: stage.name
	}, {
		asked,
		auto: stage.auto,
		gate: await gateOf(trip, stage, {
			pipeline: pipeline.name,
			asked,
			isFirst
		})
	});
	const arrived = arrival.state === "arrived" ? arrival.images : here;
	if (closed !== void 0) return stopped$1(trip, {
		pipeline,
		stage,
		images: arrived,
		...closed
	});
	if (gate.way === "proceed" && arrival.state === "arrived") {
		const entered = await judged(trip, await planStage(trip, pipeline, stage, arrived), isOnItsWay);
		const allowed = withApprovals(entered, gate);
		return {
			...allowed,
			notices: [...allowed.notices ?? [], ...notices]
		};
	}
	const end = stopped$1(trip, {
		pipeline,
		stage,
		images: arrived,
		...stopOf(gate, arrival)
	});
	const shut = {
		...withApprovals(end, gate),
		notices
	};
	if (gate.way === "waiting" && arrival.state !== "arrived" && trip.dry && asked) {
		const { state, problem } = arrival;
		return {
			...shut,
			plan: {
				...shut.plan,
				state,
				problems: [problem, ...shut.plan.problems]
			}
		};
	}
	if (!(trip.dry && gate.way === "waiting" && arrival.state === "arrived")) return shut;
	const isByName = !stage.auto || gate.way === "waiting" && gate.problem.code === "HELD";
	const asker = isByName ? {
		...trip,
		kind: "manual"
	} : trip;
	const { plan, ...rest } = await judged(asker, await planStage(asker, pipeline, stage, arrived), isOnItsWay);
	return {
		...rest,
		notices,
		plan: {
			...plan,
			state: "waiting",
			gate: {
				opens: isByName && !asked ? "person" : "environment",
				behind: plan.state
			},
			problems: [...shut.plan.problems, ...plan.problems]
		}
	};
}
async function judged(trip, planned, isOnItsWay) {
	const { pipeline, stage, plan } = planned;
	const isUnread = planned.works.some(({ error }) => error !== void 0);
	if (stage.policies.length === 0 || isUnread || isOnItsWay && !trip.dry) return planned;
	const mode = trip.kind === "rollback" ? "rollback" : trip.dry ? "plan" : "promote";
	const { decisions, graphs } = await ruleOn(trip, planned, {
		mode,
		isOnItsWay
	});
	const sentence = sentenceOf(decisions, {
		pipeline: pipeline.name,
		stage: stage.name
	});
	const withDecisions = {
		...plan,
		decisions
	};
	return {
		...planned,
		graphs,
		isJudged: mode !== "plan",
		plan: {
			...withDecisions,
			state: stateAfter(plan.state, sentence, trip.dry),
			problems: "problem" in sentence ? [...plan.problems, sentence.problem] : plan.problems,
			...plan.hash === void 0 ? {} : { hash: planHash(trip.instant, coveredBy(withDecisions, trip.config?.origin)) }
		}
	};
}
function stopOf(gate, arrival) {
	if (gate.way !== "proceed") return {
		state: gate.way,
		problem: gate.problem
	};
	if (arrival.state !== "arrived") return arrival;
	throw new Error("a stage that may be entered does not stop");
}
function stopped$1(trip, { pipeline, stage, images, state, problem }) {
	return {
		pipeline,
		stage,
		plan: {
			...stageHead(trip, pipeline, stage),
			state,
			sources: images.map(plannedSource),
			targets: [],
			problems: [problem]
		},
		works: [],
		graphs: /* @__PURE__ */ new Map(),
		isJudged: true,
		places: /* @__PURE__ */ new Map(),
		limited: false
	};
}

// src/domain/statement.ts
const bundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";
const scheme = "oci://";
function stageResource({ repository, pipeline, stage }) {
	return `${scheme}${encodeURI(repository)}?pipeline=${encodeURIComponent(pipeline)}&stage=${encodeURIComponent(stage)}`;
}
function readStageResource(resource) {
	const [repository = "", pipeline = "", stage = ""] = (/^oci:\/\/([^?#]+)\?pipeline=([^&#=]+)&stage=([^&#=]+)$/.exec(resource) ?? []).slice(1).map(decoded);
	if (repository === "" || pipeline === "" || stage === "") return void 0;
	const read = {
		repository,
		pipeline,
		stage
	};
	return stageResource(read) === resource ? read : void 0;
}
function decoded(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return "";
	}
}

// src/domain/promotion-statement.ts
const decisionType = "https://slsa.dev/verification_summary/v1";
const promotionType = "urn:hoist:promotion:v1";
const commandLine = "urn:hoist:command-line";
function decisionStatement(about) {
	const { repository, digest, pipeline, stage, passed, evidence, decided, config, run } = about;
	return {
		_type: "https://in-toto.io/Statement/v1",
		subject: [{
			name: repository,
			digest: digestMap(digest)
		}],
		predicateType: decisionType,
		predicate: {
			verifier: { id: verifierOf(run) },
			timeVerified: decided.toISOString(),
			resourceUri: stageResource({
				repository,
				pipeline,
				stage
			}),
			...config === void 0 ? {} : { policy: policyOf(config, run) },
			inputAttestations: evidence.map((one) => ({ digest: digestMap(one) })),
			verificationResult: passed ? "PASSED" : "FAILED",
			verifiedLevels: [],
			slsaVersion: "1.0"
		}
	};
}
function promotionStatement(record) {
	return {
		_type: "https://in-toto.io/Statement/v1",
		subject: [...new Map(record.intent.targets.map(({ digest, repository }) => [digest, repository]))].map(([digest, name]) => ({
			name,
			digest: digestMap(digest)
		})),
		predicateType: promotionType,
		predicate: record
	};
}
function isFromDisk(policy) {
	return policy?.uri?.startsWith("file:") === true;
}
function policyOf({ path, commit, sha256 }, { url, repository }) {
	if (commit === void 0) return {
		uri: `file:${encodeURI(path)}`,
		digest: { sha256 }
	};
	const server = url === void 0 ? "https://github.com" : new URL(url).origin;
	return {
		uri: `git+${repository === void 0 ? server : `${server}/${repository}`}@${commit}#${encodeURI(path)}`,
		digest: {
			sha256,
			gitCommit: commit
		}
	};
}
function verifierOf({ url, workflow }) {
	if (url === void 0) return commandLine;
	return workflow === void 0 ? url : `${new URL(url).origin}/${workflow}`;
}
function digestMap(digest) {
	return { [algorithmOf(digest)]: hexOf(digest) };
}

// src/domain/proven-promotion.ts
function isAbout(summary, { repository, pipeline, stage }) {
	const place = readStageResource(summary.resource ?? "");
	return summary.form === "vsa" && place?.repository === repository && (pipeline === void 0 || place.pipeline === pipeline) && (stage === void 0 || place.stage === stage);
}
function letsPass(summary, wanted) {
	const { evenFromDisk = false } = wanted;
	return isAbout(summary, wanted) && summary.passed && (evenFromDisk || !isFromDisk(summary.policy));
}
function cameThere(record, wanted) {
	const { intent, result } = record;
	const { pipeline, stage, evenFromDisk = false } = wanted;
	return isInPlace(result?.outcome) && intent.kind !== "copy" && (evenFromDisk || intent.config?.commit !== void 0) && (pipeline === void 0 || intent.pipeline === pipeline) && (stage === void 0 || intent.stage === stage) && targetOf(record, wanted) !== void 0;
}
function targetOf({ result }, image) {
	return result?.targets.find((target) => target.repository === image.repository && target.digest === image.digest && !keepsAll(target));
}
function environmentsOf(guard, kind) {
	if (guard === void 0 || guard.approval === "none") return void 0;
	return kind === "rollback" && guard.rollback !== void 0 ? [guard.rollback, guard.name] : [guard.name];
}
const claim = {
	event: 20,
	run: 21,
	environment: 23
};
function isInside({ kind, claims }, environments) {
	if (environments === void 0 || kind === "key") return true;
	const found = claims[claim.environment]?.toLowerCase();
	return environments.some((name) => name.toLowerCase() === found);
}
function isOfPromotingRun({ claims }) {
	const event = claims[claim.event];
	return event === void 0 || promotingEvents.has(event);
}
function isOfAnotherRun({ claims }, { intent }) {
	const [signed, stated] = [claims[claim.run], intent.run.url];
	return signed !== void 0 && stated !== void 0 && signed !== stated;
}
function isShownBy({ record, identity }, decisions, { guard, ...wanted }) {
	const environments = environmentsOf(guard, record.intent.kind);
	return cameThere(record, wanted) && isInside(identity, environments) && isOfPromotingRun(identity) && !isOfAnotherRun(identity, record) && decisions.some((one) => letsPass(one.summary, wanted) && isInside(one.identity, environments) && isOfPromotingRun(one.identity));
}

// src/promotion/artifact.ts
const empty = Buffer.from("{}");
async function attachArtifact(place, { mediaType, bytes, annotations }) {
	const { registry, repository, subject, signal } = place;
	const config = await putBlob(place, {
		mediaType: mediaTypes.ociEmpty,
		bytes: empty
	});
	const layer = await putBlob(place, {
		mediaType,
		bytes
	});
	const document = {
		schemaVersion: 2,
		mediaType: mediaTypes.ociManifest,
		artifactType: mediaType,
		config,
		layers: [layer],
		subject: descriptorOf(subject),
		annotations
	};
	const manifest = parseManifest(Buffer.from(JSON.stringify(document)), { contentType: mediaTypes.ociManifest });
	await registry.putManifest(repository, manifest, { signal });
	const listed = {
		...descriptorOf(manifest),
		artifactType: mediaType,
		annotations
	};
	const manifests = /* @__PURE__ */ new Map([[manifest.digest, manifest]]);
	await registry.attach(repository, subject.digest, [listed], {
		manifests,
		signal
	});
}
async function putBlob({ registry, repository, signal }, { mediaType, bytes }) {
	const blob = {
		mediaType,
		digest: digestOf(bytes),
		size: bytes.length
	};
	const begun = await registry.beginBlob(repository, blob, { signal });
	if (begun.state !== "upload") return blob;
	try {
		await begun.upload.send((from) => inOnePiece(bytes.subarray(from)), { signal });
	} catch (error) {
		await begun.upload.abort();
		throw error;
	}
	return blob;
}
async function* inOnePiece(bytes) {
	if (bytes.length > 0) yield {
		bytes,
		release: () => void 0
	};
}

// src/promotion/own-identity.ts
async function selfOf({ world, signer }) {
	try {
		return await signer.self();
	} catch (thrown) {
		if (!(thrown instanceof HoistError)) throw thrown;
		world.log.debug(`whom this run signs as is not known: ${messageOf(thrown)}`);
		return;
	}
}
async function unacceptedText(bench, plan) {
	const { config } = bench;
	const own = await selfOf(bench);
	if (own === void 0) return void 0;
	const { whyNotNamed } = await import("./own-signer.js");
	const why = whyNotNamed(own, await acceptedSigners(bench)) ?? whyOutside(own, config, plan);
	if (why === void 0) return void 0;
	return `the statements of ${stageText(plan)} show nothing to later stages and to verify: ${why}. If such runs may promote, describe them as a signer under trust.signers, and name it in record.signers.`;
}
function whyOutside({ identity }, { pipelines }, plan) {
	const environments = environmentsOf(stageNamed(pipelines, plan)?.environment, plan.kind);
	if (isInside(identity, environments)) return void 0;
	return `they are signed outside of the environment ${environments?.join(" or ") ?? ""}`;
}

// src/promotion/statements.ts
const annotation = "dev.sigstore.bundle.predicateType";
const ours = /* @__PURE__ */ new Set([decisionType, promotionType]);
async function statementsAt(place) {
	const { registry, repository, root, signal } = place;
	const [{ lookAtReferrers }, { readLeads }] = await Promise.all([import("./attached2.js"), import("./read-leads.js")]);
	const { look, leads } = await lookAtReferrers({
		registry,
		graph: place.graph ?? bareGraph(repository, root),
		repository,
		subject: root.digest,
		signal
	});
	const found = await readLeads([{
		look,
		leads: leads.filter(({ annotations }) => ours.has(annotations[annotation] ?? ""))
	}], async (document) => readStatement(await place.open(document.found), root.digest));
	const { state, message } = look.search();
	if (state === "unreachable" || state === "cut") throw new HoistError("unreachable", "STATEMENTS_UNREACHABLE", `${repository}@${root.digest}: not all that is attached could be read: ${message ?? state}`, { hint: "Try again; what is attached is asked of the registry." });
	return found;
}
function identityOf({ trust }) {
	return trust.level === "signed" ? trust.identity : void 0;
}
async function readStatement(opened, about) {
	const { trust, found } = opened;
	const base = {
		digest: found.digest,
		trust
	};
	if (opened.what === "nothing" && opened.code === "UNREACHABLE") throw new HoistError("unreachable", "STATEMENTS_UNREACHABLE", opened.message, { hint: "The roots that say whose certificates count have to be reached; or name a `trusted-root`." });
	if (opened.what === "nothing") return {
		...base,
		kind: "nothing",
		why: opened.message
	};
	if (opened.what !== "statement") return {
		...base,
		kind: "nothing",
		why: "it is no in-toto statement"
	};
	const { subjects, predicateType, predicate } = opened.statement;
	if (!subjects.some(({ digest }) => Object.entries(digest).some(([algorithm, hex]) => `${algorithm}:${hex}` === about))) return {
		...base,
		kind: "nothing",
		why: "it is about another image"
	};
	const { readPredicate } = await import("./format2.js");
	const read = readPredicate(predicateType, predicate);
	const [part] = "problem" in read ? [] : read.parts;
	if (part?.kind === "promotion") return {
		...base,
		kind: "promotion",
		record: part.record
	};
	if (part?.kind === "summary") return {
		...base,
		kind: "decision",
		summary: part.summary
	};
	const what = predicateType === "urn:hoist:promotion:v1" ? "record of a promotion" : "verification summary";
	return {
		...base,
		kind: "nothing",
		why: `its predicate is no ${what}`
	};
}
function bareGraph(source, root) {
	return {
		source,
		root,
		manifests: /* @__PURE__ */ new Map([[root.digest, root]]),
		imageOrder: [root.digest],
		attachmentOrder: [],
		attachments: [],
		blobs: /* @__PURE__ */ new Map(),
		whole: false,
		left: [],
		missing: [],
		bytes: root.bytes.length
	};
}

// src/promotion/show-promotion.ts
function wantsStatements({ world, config }) {
	const { attest, keyFromEnv } = config.record;
	if (attest === "off") return false;
	return world.run.surface === "action" || attest === "required" || keyFromEnv !== void 0;
}
function showing(bench) {
	const { registry, world, config } = bench;
	const told = /* @__PURE__ */ new Set();
	function tell(target, found) {
		for (const { trust } of found) {
			if (trust.level !== "untrusted") continue;
			const text = `a statement at ${target} does not count: ${trust.why}`;
			if (!told.has(text)) world.log.notice(text);
			told.add(text);
		}
	}
	return async (stage, query) => {
		const { pipeline, source, target, digest } = query;
		const { signal } = world;
		const root = await registry.manifest(target, digest, { signal });
		if (root === void 0) return void 0;
		const open = openerFor(world, config.trust, await acceptedSigners(bench));
		const found = await statementsAt({
			registry,
			repository: target,
			root,
			signal,
			open
		});
		const wanted = {
			repository: target,
			digest,
			pipeline,
			stage: stage.name,
			evenFromDisk: world.run.surface !== "action",
			guard: stage.environment
		};
		const decisions = signedOf(found).flatMap((one) => one.kind === "decision" ? [one] : []);
		const best = mostTellingOf(signedOf(found).flatMap((one) => one.kind === "promotion" && isShownBy(one, decisions, wanted) ? [one.record] : []).filter(({ intent }) => intent.sources.some((from) => from.repository === source && from.digest === digest)), query);
		if (best === void 0) {
			tell(target, found);
			return;
		}
		const { intent, result } = best;
		return { tag: (ownTarget(result?.targets ?? [], intent.sources, {
			source,
			target,
			digest
		})?.tags ?? []).find(namesImage)?.tag };
	};
}
function mostTellingOf(records, query) {
	const rank = ({ intent }) => tellingRank(intent, query);
	return records.toSorted((a, b) => rank(b) - rank(a) || (a.id < b.id ? 1 : -1))[0];
}
function signedOf(found) {
	return found.flatMap((one) => {
		const identity = identityOf(one);
		return identity === void 0 ? [] : [{
			...one,
			identity
		}];
	});
}

// src/promotion/attach-statements.ts
const recordType = "application/vnd.hoist.promotion.v1+json";
async function attachDecisions(bench, plan) {
	await Promise.all(placesOf(plan).map((place) => attachDecision(bench, {
		plan,
		place
	})));
}
async function attachMissing(bench, { plan, record }) {
	const places = placesOf(plan).filter((place) => targetOf(record, place) !== void 0);
	const lacks = record.result?.outcome !== "unchanged" ? places.map((place) => ({
		place,
		decision: false,
		promotion: true
	})) : await Promise.all(places.map((place) => lackAt(bench, {
		plan,
		place
	})));
	for (const { place, decision } of lacks) if (decision) await attachDecision(bench, {
		plan,
		place
	});
	const without = lacks.filter(({ promotion }) => promotion).map(({ place }) => place);
	if (without.length === 0) return;
	await attachSigned(bench, without, promotionStatement(record));
}
async function attachBare(bench, { plan, record }) {
	const artifact = {
		mediaType: recordType,
		bytes: Buffer.from(JSON.stringify(record)),
		annotations: { "org.opencontainers.image.created": bench.world.clock.now().toISOString() }
	};
	const places = placesOf(plan).filter((place) => targetOf(record, place) !== void 0);
	await Promise.all(places.map((place) => attachAt(bench, place, artifact)));
}
function placesOf({ targets }) {
	return targets.filter((target) => !keepsAll(target));
}
async function attachDecision(bench, { plan, place }) {
	const { world, config } = bench;
	const { pipeline, stage, decisions = [] } = plan;
	const own = decisions.filter(({ image }) => image.digest === place.digest);
	const evidence = new Set(own.flatMap(({ checks }) => checks.flatMap((check) => check.evidence.map(({ digest }) => digest))));
	const statement = decisionStatement({
		...place,
		pipeline,
		stage,
		passed: own.every(({ verdict }) => verdict === "pass"),
		evidence: [...evidence],
		decided: world.clock.now(),
		config: config.origin,
		run: world.run
	});
	await attachSigned(bench, [place], statement);
}
async function lackAt(bench, { plan, place }) {
	const { config, registry, world } = bench;
	const guard = stageNamed(config.pipelines, plan)?.environment;
	const own = (await selfOf(bench))?.signer;
	const signers = await acceptedSigners(bench);
	const open = openerFor(world, config.trust, own === void 0 ? signers : [...signers, own]);
	const root = await rootAt(bench, place);
	const { repository } = place;
	const found = signedOf(await statementsAt({
		registry,
		repository,
		root,
		signal: world.signal,
		open
	}));
	const wanted = {
		...place,
		pipeline: plan.pipeline,
		stage: plan.stage,
		evenFromDisk: true
	};
	const isOwn = ({ trust }) => own !== void 0 && trust.level === "signed" && trust.signers.includes(own.name);
	const counts = (one, kind) => isOwn(one) || isInside(one.identity, environmentsOf(guard, kind));
	return {
		place,
		decision: !found.some((one) => one.kind === "decision" && letsPass(one.summary, wanted) && counts(one, "rollback")),
		promotion: !found.some((one) => one.kind === "promotion" && cameThere(one.record, wanted) && counts(one, one.record.intent.kind))
	};
}
async function attachSigned(bench, places, statement) {
	const { world, signer } = bench;
	const bytes = await signer.sign(Buffer.from(JSON.stringify(statement)), { signal: world.signal });
	const artifact = {
		mediaType: bundleType,
		bytes,
		annotations: {
			"dev.sigstore.bundle.content": "dsse-envelope",
			"dev.sigstore.bundle.predicateType": statement.predicateType,
			"org.opencontainers.image.created": world.clock.now().toISOString()
		}
	};
	await Promise.all(places.map((place) => attachAt(bench, place, artifact)));
	await bench.attached(bytes);
}
async function attachAt(bench, place, artifact) {
	const { registry, world } = bench;
	const subject = await rootAt(bench, place);
	const { repository } = place;
	await attachArtifact({
		registry,
		repository,
		subject,
		signal: world.signal
	}, artifact);
}
async function rootAt({ registry, world }, { repository, digest }) {
	const root = await registry.manifest(repository, digest, { signal: world.signal });
	if (root !== void 0) return root;
	throw new HoistError("incomplete", "IMAGE_NOT_FOUND", `${repository} does not have ${digest} any more`, { hint: "Run again: it is brought there anew." });
}

// src/promotion/proof.ts
const noProof = {
	demand: async () => void 0,
	isSigned: async () => false,
	decide: async () => void 0,
	record: async () => void 0,
	shows: void 0
};
function createProof(bench) {
	const { world, config } = bench;
	const { attest } = config.record;
	let chosen;
	let isTold = false;
	const attached = keeping(bench);
	const signing = (signer) => ({
		...bench,
		signer,
		attached: attached(signer)
	});
	const way = () => chosen ??= chooseWay(bench);
	function outcomeOf(error) {
		if (error === void 0 || attest === "required") return error;
		world.log.warn(error.message);
	}
	async function tellUnaccepted(signer, plan) {
		if (isTold) return;
		const text = await unacceptedText({
			...bench,
			signer
		}, plan);
		if (text === void 0) return;
		isTold = true;
		world.log.warn(text);
	}
	return {
		async demand() {
			if (attest === "required") await way();
		},
		isSigned: async () => (await way()).kind === "signed",
		async decide(plan) {
			const by = await way();
			if (by.kind !== "signed") return void 0;
			return outcomeOf(await attempt("the signed decision", plan, () => attachDecisions(signing(by.signer), plan)));
		},
		async record(plan, record) {
			const by = await way();
			if (by.kind === "none") return void 0;
			if (by.kind !== "signed") {
				const error = await attempt("the record", plan, () => attachBare(bench, {
					plan,
					record
				}));
				if (error !== void 0) world.log.warn(error.message);
				return;
			}
			const lost = await attempt("the signed record", plan, () => attachMissing(signing(by.signer), {
				plan,
				record
			}));
			if (lost === void 0) await tellUnaccepted(by.signer, plan).catch((error) => world.log.debug(messageOf(error)));
			return outcomeOf(lost);
		},
		shows: wantsStatements(bench) ? showing(bench) : void 0
	};
}
function keeping({ world }) {
	let isClosed = false;
	return ({ kind }) => async (bundle) => {
		if (kind !== "keyless" || isClosed) return;
		const why = await keptAtForge(world, bundle);
		if (why === void 0 || isClosed) return;
		isClosed = true;
		world.log.notice(`statements are at the targets, and not kept with GitHub's attestations: ${why}.`);
	};
}
async function keptAtForge(world, bundle) {
	try {
		return await (await world.attestationStore())?.keep(bundle);
	} catch (thrown) {
		return messageOf(thrown);
	}
}
async function chooseWay({ world, config }) {
	const { attest, keyFromEnv } = config.record;
	if (attest === "off") return { kind: "bare" };
	if (attest === "auto" && keyFromEnv === void 0 && world.run.surface !== "action") return { kind: "none" };
	const offer = await world.signer(config.record);
	if (offer.state === "ready") return {
		kind: "signed",
		signer: offer.signer
	};
	const { why, hint } = offer;
	if (attest === "required") throw new HoistError("config", "ATTEST_IMPOSSIBLE", `record.attest is required, and ${why}`, { hint });
	const text = `promotions are not signed: ${why}. ${hint}`;
	world.log.notice(text);
	return { kind: "none" };
}
async function attempt(what, { pipeline, stage }, attach) {
	try {
		await attach();
		return;
	} catch (thrown) {
		const hint = hintOf(thrown);
		return new HoistError("incomplete", "NOT_ATTACHED", `${pipeline}/${stage}: ${what} could not be attached at every target: ${messageOf(thrown)}`, {
			hint: hint ?? "Run again: what is missing is attached then.",
			cause: thrown
		});
	}
}

// src/promotion/root-reader.ts
function rootReader(registry, repository, { digest, absent, ...call }) {
	let root;
	return () => root ??= read();
	async function read() {
		const manifest = await registry.manifest(repository, digest, call);
		if (manifest === void 0) throw absent();
		return manifest;
	}
}

// src/promotion/resolve.ts
async function resolve(registry, selection, { fixed, ...call }) {
	if (selection.tag === void 0) return {
		state: "resolved",
		images: [await byDigest(registry, selection, call)]
	};
	const { tag, digest } = selection;
	const [only] = selection.sources;
	if (fixed === true && digest !== void 0 && only !== void 0 && selection.pipeline.source.kind !== "set") {
		const { repository, captures } = only;
		return {
			state: "resolved",
			images: [{
				repository,
				captures,
				tag,
				digest,
				root: sourceRoot(registry, repository, {
					...call,
					digest
				})
			}]
		};
	}
	const found = await Promise.all(selection.sources.map((source) => byTag(registry, source, {
		...call,
		tag
	})));
	const images = found.filter((image) => image !== void 0);
	if (images.length < found.length) {
		const missing = selection.sources.filter((_, at) => found[at] === void 0).map((source) => source.repository);
		if (selection.pipeline.source.kind !== "set") throw imageNotFound(`${missing.join(", ")}:${tag}`, missing[0]);
		return {
			state: "waiting",
			problem: incomplete(selection, missing)
		};
	}
	const named = images.find((image) => image.repository === selection.named) ?? images[0];
	if (selection.digest !== void 0 && named !== void 0 && named.digest !== selection.digest) return {
		state: "superseded",
		problem: movedOn$1(named, selection.digest)
	};
	return {
		state: "resolved",
		images
	};
}
async function byTag(registry, { repository, captures }, { tag, ...call }) {
	if (!countsManifestGets(repository)) {
		const root = await registry.manifest(repository, tag, call);
		return root && {
			repository,
			captures,
			tag,
			digest: root.digest,
			root: async () => root
		};
	}
	const head = await registry.head(repository, tag, call);
	return head && {
		repository,
		captures,
		tag,
		digest: head.digest,
		root: sourceRoot(registry, repository, {
			...call,
			digest: head.digest
		})
	};
}
function countsManifestGets(repository) {
	return hostOf(repository) === "docker.io";
}
async function byDigest(registry, selection, call) {
	const [source] = selection.sources;
	const { digest, pipeline } = selection;
	if (source === void 0 || digest === void 0) throw imageNotFound(selection.pipeline.name);
	const { repository, captures } = source;
	const taken = [];
	for await (const tag of registry.tags(repository, call)) if (!isAttachedTag(tag) && pipeline.source.tags.matches(tag)) taken.push(tag);
	const heads = await Promise.all(taken.map((tag) => registry.head(repository, tag, {
		...call,
		expected: digest
	})));
	const naming = taken.filter((_, at) => heads[at]?.digest === digest);
	const [tag, second] = naming;
	if (tag === void 0) throw new HoistError("config", "DIGEST_WITHOUT_TAG", `no tag of ${repository} that ${pipeline.name} takes names ${digest}`, { hint: "Promote by tag, or tag the image at the source." });
	if (second !== void 0) throw new HoistError("config", "DIGEST_WITH_TAGS", `several tags of ${repository} name ${digest}: ${naming.join(", ")}`, { hint: `Say which is meant: ${tag}@${digest}.` });
	return {
		repository,
		captures,
		tag,
		digest,
		root: sourceRoot(registry, repository, {
			...call,
			digest
		})
	};
}
function sourceRoot(registry, repository, asked) {
	const absent = () => imageNotFound(`${repository}@${asked.digest}`, repository);
	return rootReader(registry, repository, {
		...asked,
		absent
	});
}
function incomplete({ pipeline, sources, tag }, missing) {
	const isNowhere = missing.length === sources.length;
	return {
		code: "SET_INCOMPLETE",
		message: `${isNowhere ? `none of the ${sources.length} repositories of ${pipeline.name} has` : `${missing.length} of the ${sources.length} repositories of ${pipeline.name} ${missing.length === 1 ? "does" : "do"} not have`} ${tag ?? "the tag"} yet: ${missing.join(", ")}`,
		hint: `The set is promoted when all of them have it${isNowhere ? "; look for a typing error" : ""}.`
	};
}
function movedOn$1(image, expected) {
	return {
		code: "OVERTAKEN",
		message: `${image.repository}:${image.tag} names ${image.digest} now, not ${expected}`,
		hint: "Nothing is to be done: the newer push has a run of its own."
	};
}

// src/promotion/prepare.ts
async function prepare(ground, request, dry) {
	const { world, config } = ground;
	checkRequest(request);
	const { selections, fromEvent, notices } = select(config, world.run, request);
	const trip = begin(ground, request, dry);
	if (trip.expected !== void 0 && selections.length > 1) throw ambiguousPlan(selections);
	const routes = [];
	for (const selection of selections) {
		const follows = trip.kind === "auto" && request.fixed !== true && (selection.digest === void 0 || fromEvent);
		routes.push(await planSelection({
			...trip,
			follows
		}, selection));
	}
	return {
		trip,
		routes,
		notices: [.../* @__PURE__ */ new Set([...notices, ...routes.flatMap((one) => one.notices)])]
	};
}
function planOf({ trip, notices }, stages) {
	return {
		schema: "hoist/plan/v1",
		instant: instantText(trip.instant),
		outcome: totalOutcome(stages.map(({ plan }) => expectedOutcome(plan.state))),
		stages: stages.map(({ plan }) => plan),
		...trip.config === void 0 ? {} : { config: trip.config.origin },
		notices
	};
}
function begin({ world, config, registry }, request, dry) {
	const now = world.clock.now();
	const expected = request.expectedPlan === void 0 ? void 0 : parsePlanHash(request.expectedPlan, now);
	const journal = openJournal(world, config);
	return {
		world,
		registry,
		config,
		journal,
		past: createPast(journal, config.pipelines),
		judge: createJudge({
			world,
			config,
			registry
		}),
		proof: createProof({
			world,
			config,
			registry
		}),
		kind: request.stage === void 0 ? "auto" : "manual",
		instant: expected?.instant ?? wholeSeconds(now),
		dry,
		request,
		expected,
		follows: false,
		wrote: /* @__PURE__ */ new Set()
	};
}
function wholeSeconds(instant) {
	return /* @__PURE__ */ new Date(Math.floor(instant.getTime() / 1e3) * 1e3);
}
async function planSelection(trip, selection) {
	const { pipeline } = selection;
	const [first] = route(pipeline, trip.request.stage);
	const resolution = await resolve(trip.registry, selection, {
		fixed: trip.request.fixed === true,
		signal: trip.world.signal
	});
	if (resolution.state === "resolved") return await planRoute(trip, pipeline, resolution.images);
	return {
		trip,
		stages: first === void 0 ? [] : [stopped$1(trip, {
			pipeline,
			stage: first,
			images: [],
			...resolution
		})],
		notices: []
	};
}
function checkRequest({ stage, tag, fixed, expectedPlan }) {
	if (fixed === true && expectedPlan === void 0) throw new HoistError("config", "FIXED_WITHOUT_PLAN", "a digest can be fixed only by a plan", { hint: "Leave `fixed` out: the reusable workflow sets it beside expected-plan." });
	if (tag === void 0) return;
	parseTag(tag);
	if (stage !== void 0) return;
	throw new HoistError("config", "TAG_WITHOUT_STAGE", "a destination tag was given without a stage", { hint: "A destination tag belongs to a manual promotion: name the stage too." });
}
function ambiguousPlan(selections) {
	return new HoistError("config", "PIPELINE_AMBIGUOUS", "expected-plan is of one stage, and several pipelines take this image", { hint: `Name the pipeline, one of ${selections.map(({ pipeline }) => pipeline.name).join(", ")}.` });
}

// src/domain/record-time.ts
const digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
function recordTime(id) {
	if (id.length !== 26) return NaN;
	let time = 0;
	for (const digit of id.slice(0, 10)) {
		const value = digits.indexOf(digit);
		if (value < 0) return NaN;
		time = time * 32 + value;
	}
	return time;
}
const longestEnding = 6e5;

// src/promotion/untouched-target.ts
const untouchedTarget = {
	pushed: 0,
	mounted: 0,
	skipped: 0,
	blobs: {
		pushed: 0,
		mounted: 0,
		skipped: 0
	},
	referrers: 0,
	left: []
};

// src/promotion/close-unfinished.ts
async function closeUnfinished(trip, record) {
	const { id, intent, result } = record;
	if (result === void 0 || !isInPlace(result.outcome)) return;
	try {
		const journal = await trip.journal();
		const suspects = [];
		for (const entry of await trip.past.unfinished(intent)) if (entry.id !== id && !await isUnderWay(trip, entry)) suspects.push(entry);
		if (suspects.length === 0) return;
		const open = await stillOpen(trip, journal, intent);
		for (const dead of suspects) {
			if (!open.has(dead.id)) continue;
			await journal.finish({
				schema: "hoist/promotion/v1",
				id: dead.id,
				intent: dead.intent,
				result: resultFor(dead, {
					id,
					result
				})
			});
			trip.world.log.info(`record ${dead.id} had no result: it is closed by ${id}`);
		}
	} catch (thrown) {
		if (thrown instanceof HoistError && thrown.code === "JOURNAL_FORBIDDEN") return;
		trip.world.log.warn(`a record without a result could not be closed: ${messageOf(thrown)}`);
	}
}
async function isUnderWay({ world }, { id, intent }) {
	const { id: run, attempt = 1 } = intent.run;
	if (!(world.clock.now().getTime() - recordTime(id) < 6e5) || run === void 0 || run === world.run.id && attempt === world.run.attempt) return false;
	return await (await world.forge())?.isOver({
		id: run,
		attempt
	}).catch(() => void 0) === false;
}
async function stillOpen({ config }, journal, { pipeline, stage }) {
	const open = /* @__PURE__ */ new Set();
	let looked = 0;
	const asked = filedQuery(config?.pipelines ?? [], {
		pipeline,
		stage,
		fresh: true
	});
	for await (const { id, intent, end } of journal.list(asked, () => void 0)) {
		if (intent.pipeline !== pipeline || intent.stage !== stage) continue;
		if (end === void 0) open.add(id);
		looked += 1;
		if (looked === 100) break;
	}
	return open;
}
function resultFor(dead, by) {
	return {
		outcome: "failed",
		started: dead.intent.planned,
		finished: by.result.finished,
		targets: dead.intent.targets.map((target) => targetNow(target, by.result)),
		pulled: 0,
		split: false,
		problems: [],
		error: {
			code: "DIED",
			message: `the process ended before its result was kept; ${by.id} brought the same images here afterwards`
		}
	};
}
function targetNow({ repository, digest, tags }, { targets }) {
	const now = new Map(targets.filter((target) => target.repository === repository).flatMap((target) => target.tags).map(({ tag, after }) => [tag, after]));
	return {
		repository,
		digest,
		tags: tags.map(({ tag, before }) => ({
			tag,
			before,
			after: now.get(tag) ?? null,
			action: "skipped",
			reason: "what became of it is in the later record"
		})),
		...untouchedTarget
	};
}

// src/promotion/keep.ts
async function keep(trip, ended) {
	const { plan, outcome } = ended;
	const isKept = await leavesRecord(trip, ended);
	const isProven = await isToProve(trip, ended, isKept);
	const record = recordOf(trip, ended);
	const lost = (isProven ? await trip.proof.record(plan, record) : void 0) ?? (isInPlace(ended.outcome) ? await mustBeListed(trip, ended.targets) : void 0);
	if (lost === void 0 || outcome === "failed") return isKept ? await write(trip, ended, record) : {
		plan,
		outcome,
		exitCode: exitCodeOf$1(ended)
	};
	const open = {
		...ended,
		outcome: "failed",
		error: lost,
		carried: true
	};
	return await write(trip, open, {
		...recordOf(trip, open),
		id: record.id
	});
}
async function write(trip, ended, record) {
	const { plan, outcome } = ended;
	try {
		const journal = await trip.journal();
		if (ended.intended === void 0) await journal.intend({ ...intentOnly(record) });
		await journal.finish(record);
		await closeUnfinished(trip, record);
		return {
			plan,
			outcome,
			exitCode: exitCodeOf$1(ended),
			record
		};
	} catch (thrown) {
		const lost = {
			...ended,
			outcome: "failed",
			error: notKept(ended, thrown),
			carried: true
		};
		return {
			plan,
			outcome: "failed",
			exitCode: exitCodeOf$1(lost),
			record: {
				...recordOf(trip, lost),
				id: record.id
			}
		};
	}
}
function recordOf(trip, ended) {
	return {
		...ended.intended ?? intentOf(trip, ended.plan),
		result: resultOf$1(trip, ended)
	};
}
function intentOnly({ schema, id, intent }) {
	return {
		schema,
		id,
		intent
	};
}
async function isToProve({ proof }, { plan, outcome, targets }, isKept) {
	if (plan.kind === "copy") return false;
	if (outcome === "unchanged") return isKept || await proof.isSigned();
	return outcome === "promoted" || outcome === "failed" && targets.some(({ tags }) => tags.some(isWritten));
}
async function leavesRecord(trip, ended) {
	if (ended.intended !== void 0) return true;
	switch (ended.outcome) {
		case "none": return false;
		case "waiting":
		case "superseded": return ended.carried;
		case "unchanged": return ended.targets.some(wroteTo) || ended.plan.kind !== "copy" && (!await isShown(trip, ended.plan) || await closesSomething(trip, ended.plan));
		default: return true;
	}
}
function wroteTo({ blobs }) {
	return blobs.pushed > 0 || blobs.mounted > 0;
}
async function closesSomething({ past }, plan) {
	const digests = plan.sources.map(({ digest }) => digest);
	if (await past.isOpen(plan, digests)) return true;
	if (plan.kind === "rollback") return await past.isBegun(plan);
	return plan.kind === "manual" && (await past.hold(plan)).state !== "free";
}
async function isShown(trip, { pipeline, stage, targets }) {
	const overtaken = overtakenOf(targets);
	for (const { source, repository: target, digest } of targets) {
		if (overtaken.includes(digest)) continue;
		if (!await isRecorded(trip, {
			pipeline,
			stage,
			source,
			target,
			digest
		})) return false;
	}
	return true;
}
async function isRecorded({ past }, query) {
	try {
		return await past.promotion(query) !== void 0;
	} catch (thrown) {
		if (thrown instanceof HoistError && thrown.code === "JOURNAL_TOO_LONG") return false;
		throw thrown;
	}
}
function notKept({ targets, error }, thrown) {
	const moved = targets.flatMap(({ repository, tags }) => tags.filter(isWritten).map(({ tag }) => `${repository}:${tag}`));
	const what = moved.length === 0 ? "no tag has moved" : `these tags have moved: ${moved.join(", ")}`;
	const before = error === void 0 || error.code === "RECORD_NOT_KEPT" ? "" : `${error.message}; besides, `;
	return new HoistError("incomplete", "RECORD_NOT_KEPT", `${before}the record could not be kept (${messageOf(thrown)}); ${what}`, {
		hint: `The record is in the result of this run: keep it. ${hintOf(thrown) ?? "Then make the journal writable again."}`,
		cause: thrown
	});
}
function exitCodeOf$1({ outcome, error, carried }) {
	switch (outcome) {
		case "refused": return 1;
		case "conflict": return 4;
		case "failed":
			if (carried || error === void 0 || error.kind === "incomplete") return 5;
			return error.kind === "config" ? 2 : 3;
		default: return 0;
	}
}

// src/promotion/shown-at-target.ts
async function isShownAt({ past, proof }, { pipeline, stage }, { image, planned }) {
	const query = {
		pipeline: pipeline.name,
		stage: stage.name,
		source: image.repository,
		target: planned.repository,
		digest: image.digest
	};
	return (proof.shows === void 0 ? await past.promotion(query) : await proof.shows(stage, query)) !== void 0;
}

// src/promotion/to-keep.ts
async function withWhatIsToKeep(trip, stages) {
	if (trip.world.run.surface !== "action") return stages;
	return await Promise.all(stages.map(async (planned) => {
		if (!isThere(planned.plan)) return planned;
		const isKept = await isToKeep(trip, planned);
		return {
			...planned,
			plan: isKept ? {
				...planned.plan,
				toKeep: true
			} : atNoGate(planned.plan)
		};
	}));
}
function isThere({ state, gate, hash }) {
	return hash !== void 0 && (gate?.opens === "environment" ? gate.behind : state) === "unchanged";
}
function atNoGate(there) {
	const { gate: _, ...plan } = there;
	return {
		...plan,
		state: "unchanged",
		problems: plan.problems.filter(({ code }) => code !== "GATE")
	};
}
async function isToKeep(trip, planned) {
	try {
		return await closesSomething(trip, planned.plan) || await lacksWhatShowsIt(trip, planned);
	} catch (thrown) {
		if (thrown instanceof HoistError) return false;
		throw thrown;
	}
}
async function lacksWhatShowsIt(trip, { pipeline, stage, works }) {
	if (!(trip.config?.record.attest === "required" || pipeline.stages.some(({ after }) => after.includes(stage.name))) || !await couldBeKept(trip)) return false;
	for (const work of works) if (!keepsAll(work.planned) && !await isShownAt(trip, {
		pipeline,
		stage
	}, work)) return true;
	return false;
}
async function couldBeKept({ world, config, proof }) {
	if (config === void 0) return false;
	const { record } = config;
	if (proof.shows === void 0) return record.deployments;
	if (record.keyFromEnv !== void 0 && record.signers !== void 0) return true;
	return (await world.signer(record)).state === "ready";
}

// src/promotion/plan.ts
async function plan(ground, request) {
	const prepared = await prepare(ground, request, true);
	const stages = [];
	for (const { trip, stages: planned } of prepared.routes) stages.push(...await withWhatIsToKeep(trip, await withChanges(trip, await withCosts(trip, planned))));
	const planned = plannedOf(planOf(prepared, stages));
	await discuss(prepared.trip, {
		kind: "plan",
		document: planned.document
	}, request.prComment);
	return planned;
}
function plannedOf(document) {
	return {
		document,
		exitCode: totalExitCode(document.stages.map(exitCodeOf))
	};
}
function exitCodeOf({ state }) {
	switch (state) {
		case "refused": return 1;
		case "conflict": return 4;
		case "failed": return 3;
		default: return 0;
	}
}

// src/transfer/commit.ts
const racesTaken = 3;
const freshReading = 500;
async function commitTag(world, commit) {
	for (let tries = 1;; tries += 1) {
		const result = await writeOnce(world, commit);
		if (result !== "raced") return result;
		if (tries < racesTaken) continue;
		const { tag, expectedBefore: before } = commit;
		return {
			tag,
			before,
			after: null,
			action: "failed",
			reason: "others keep writing the tag"
		};
	}
}
async function writeOnce(world, commit) {
	const { registry, signal } = world;
	const { repository, tag, manifest } = commit;
	const [reading, ready = true] = await Promise.all([read(world, commit), commit.ready]);
	const isOld = (at) => world.clock.ticks() - at > freshReading;
	const { digest: before, at } = ready && isOld(reading.at) ? await read(world, commit) : reading;
	if (!ready) return {
		tag,
		before,
		after: before,
		action: "skipped",
		reason: "the image did not arrive"
	};
	const decision = await commit.decide(before);
	if (isWritten(decision) && isOld(at) && (await read(world, commit)).digest !== before) return "raced";
	const { action, reason } = decision;
	const result = {
		tag,
		before,
		action,
		...reason === void 0 ? {} : { reason }
	};
	if (!isWritten(decision)) return {
		...result,
		after: before
	};
	try {
		await registry.tag(repository, manifest, tag, {
			signal,
			before
		});
	} catch (error) {
		if (!(error instanceof HoistError)) throw error;
		if (error.code === "TAG_RACED") return "raced";
		if (error.kind === "conflict") return {
			...result,
			action: "conflict",
			reason: error.message,
			after: before
		};
		const after = await quietly(world, commit, before);
		return {
			...result,
			action: "failed",
			reason: error.message,
			after
		};
	}
	try {
		const after = await readBack(world, {
			repository,
			reference: tag,
			digest: manifest.digest,
			before
		});
		if (after === manifest.digest) return {
			...result,
			after
		};
		return {
			...result,
			action: "failed",
			after,
			reason: lostReason(before, after)
		};
	} catch (error) {
		if (!(error instanceof HoistError)) throw error;
		const unread = `written, but it could not be read back: ${error.message}`;
		return {
			...result,
			action: "failed",
			after: manifest.digest,
			reason: unread
		};
	}
}
async function read({ registry, clock, signal }, { repository, tag, manifest }) {
	return {
		digest: (await registry.head(repository, tag, {
			signal,
			expected: manifest.digest
		}))?.digest ?? null,
		at: clock.ticks()
	};
}
async function quietly({ registry, signal }, { repository, tag, manifest }, before) {
	try {
		return (await registry.head(repository, tag, {
			signal,
			expected: manifest.digest
		}))?.digest ?? null;
	} catch {
		return before;
	}
}
function lostReason(before, after) {
	if (after === before) return `the registry took the tag and still shows ${after ?? "nothing"} under it after a minute`;
	return `somebody else wrote the tag at the same moment: it names ${after ?? "nothing"}`;
}

// src/promotion/commit-stage.ts
const graceMilliseconds = 2e3;
async function commitStage(trip, { intent, works, ready }) {
	const told = [];
	const results = works.map(() => /* @__PURE__ */ new Map());
	const rounds = Math.max(0, ...works.map((work) => work.planned.tags.length));
	const orders = works.map(commitOrder);
	const grace = withGrace(trip.world);
	const { signal } = grace;
	for (let round = 0; round < rounds; round += 1) await Promise.all(works.map(async (work, at) => {
		const planned = orders[at]?.[round];
		if (planned === void 0) return;
		const result = await writeTag(trip, work, {
			...planned,
			signal,
			ready,
			at
		});
		results[at]?.set(planned.tag, result);
		told.push(tellJournal(trip, {
			intent,
			repository: work.planned.repository,
			result
		}));
	}));
	grace.end();
	await Promise.all(told);
	return works.map((work, at) => ({
		work,
		tags: work.planned.tags.flatMap(({ tag }) => results[at]?.get(tag) ?? [])
	}));
}
function commitOrder({ image, planned, originsOf }) {
	const { tag: source } = image;
	if (source === void 0) return planned.tags;
	const first = isVersionTag(source) ? planned.tags.filter(({ tag }) => [tag, ...originsOf(tag)].some(isVersionTag)) : planned.tags.filter(({ tag, move }) => move === "forward" && !tag.includes(source));
	return [...first, ...planned.tags.filter((tag) => !first.includes(tag))];
}
function withGrace({ signal, clock }) {
	const late = new AbortController();
	const wait = () => {
		clock.sleep(graceMilliseconds, late.signal).then(() => late.abort(), () => void 0);
	};
	if (signal.aborted) wait();
	else signal.addEventListener("abort", wait, { once: true });
	return {
		signal: late.signal,
		end() {
			signal.removeEventListener("abort", wait);
			late.abort();
		}
	};
}
async function writeTag(trip, work, { signal, ready, at, ...planned }) {
	const { tag, action, now = null } = planned;
	const { repository } = work.planned;
	if (action === "kept" || action === "unchanged") return {
		...untouched(planned),
		action
	};
	if (trip.world.signal.aborted) return {
		...untouched(planned),
		action: "skipped",
		reason: "the run was stopped"
	};
	try {
		const manifest = await work.image.root();
		const { registry, world } = trip;
		let latest = work;
		const result = await commitTag({
			registry,
			clock: world.clock,
			signal
		}, {
			repository,
			manifest,
			tag,
			expectedBefore: now,
			ready: ready.then((look) => {
				if (look.state === "true") latest = look.works[at] ?? work;
				return look.state === "true";
			}),
			decide: (read) => decideNow(latest, tag, read)
		});
		tell(trip, repository, result);
		return result;
	} catch (thrown) {
		return {
			tag,
			before: now,
			after: null,
			action: "failed",
			reason: messageOf(thrown)
		};
	}
}
async function decideNow(work, tag, read) {
	const planned = work.planned.tags.find((one) => one.tag === tag);
	if (planned === void 0 || read !== (planned.now ?? null)) {
		await work.learn(tag, read);
		return work.decide(tag, read);
	}
	const { action, reason } = planned;
	return {
		action,
		...reason === void 0 ? {} : { reason }
	};
}
function untouched({ tag, now = null, reason }) {
	return {
		tag,
		before: now,
		after: now,
		...reason === void 0 ? {} : { reason }
	};
}
async function tellJournal({ journal, world }, { intent, repository, result }) {
	const { tag, before, after } = result;
	if (after === null || !isWritten(result)) return;
	try {
		await (await journal()).moved(intent, {
			repository,
			tag,
			before,
			after
		});
	} catch (thrown) {
		world.log.warn(`the journal was not told that ${repository}:${tag} moved: ${messageOf(thrown)}`);
	}
}
function tell({ world }, repository, { tag, before, after, action }) {
	if (action === "create") world.log.info(`${repository}:${tag} \u2192 ${after ?? "?"}`);
	if (action === "move") world.log.info(`${repository}:${tag} \u2192 ${after ?? "?"}, was ${before ?? "nothing"}`);
}

// src/promotion/recheck.ts
async function recheck(trip, works) {
	const asked = trip.follows ? works : works.filter(goesForward);
	const overtaken = await findOvertaken(trip, new Set(asked.map(({ image }) => image)));
	const newer = works.map(({ image }) => overtaken.get(image)).find((problem) => problem !== void 0);
	if (newer !== void 0 && trip.follows) return {
		state: "superseded",
		problem: newer
	};
	const judged = works.map((work) => overtaken.has(work.image) ? {
		...work,
		decide: (tag, now) => work.decideOvertaken(tag, now)
	} : work);
	if (works.flatMap((work) => work.planned.tags).length <= 1 && newer === void 0) return {
		state: "true",
		works
	};
	const again = await Promise.all(judged.map((work) => readAgain(trip, work, overtaken.has(work.image))));
	const [problem] = again.flatMap((work) => work.problems);
	return problem === void 0 ? {
		state: "true",
		works: again
	} : {
		state: "conflict",
		problem
	};
}
function goesForward({ planned }) {
	return planned.tags.some(({ move, action }) => move === "forward" && action !== "kept");
}
async function findOvertaken({ registry, world }, images) {
	const overtaken = /* @__PURE__ */ new Map();
	await Promise.all([...images].map(async (image) => {
		const { repository, tag, digest } = image;
		if (tag === void 0) return;
		const now = await registry.head(repository, tag, {
			signal: world.signal,
			expected: digest
		});
		if (now === void 0 || now.digest === digest) return;
		overtaken.set(image, {
			code: "OVERTAKEN",
			message: `${repository}:${tag} names ${now.digest} now; this run carried ${digest}`,
			hint: "Nothing is to be done: the newer push has a run of its own."
		});
	}));
	return overtaken;
}
async function readAgain(trip, work, overtaken) {
	const { repository, digest } = work.planned;
	const problems = [];
	const tags = await Promise.all(work.planned.tags.map(async (planned) => {
		if (planned.action === "kept") return planned;
		const { signal } = trip.world;
		const now = (await trip.registry.head(repository, planned.tag, {
			signal,
			expected: digest
		}))?.digest ?? null;
		if (now === planned.now && !(overtaken && planned.move === "forward")) return planned;
		if (now !== planned.now) await work.learn(planned.tag, now);
		const decision = planned.action === "unchanged" ? leftAlone(work, planned.tag, now) : work.decide(planned.tag, now);
		if (decision.action === "conflict") problems.push(moveProblem({
			repository,
			tag: planned.tag,
			now
		}, decision));
		const { reason: _, ...rest } = planned;
		return {
			...rest,
			now,
			action: decision.action,
			...decision.reason === void 0 ? {} : { reason: decision.reason }
		};
	}));
	return {
		...work,
		problems,
		planned: {
			...work.planned,
			tags
		}
	};
}
function leftAlone(work, tag, now) {
	const decision = work.decide(tag, now);
	if (!isWritten(decision) || needsWhole(work)) return decision;
	return {
		action: "conflict",
		reason: "it named the image when the plan was made, and so the parts of the image were not looked at",
		hint: "Run again: then they are."
	};
}

// src/promotion/last-look.ts
const stale = 5e3;
async function lastLook(trip, { plan, works }) {
	const checked = await recheck(trip, works);
	if (checked.state !== "true") return checked;
	return await rolledBackMeanwhile(trip, plan) ?? checked;
}
async function lookWhenKept(trip, { looked, kept, ...last }) {
	const gone = await kept;
	if (gone !== void 0) return {
		state: "lost",
		error: gone
	};
	return trip.world.clock.ticks() - looked <= stale ? {
		state: "true",
		works: last.works
	} : await lastLook(trip, last);
}

// src/promotion/prove-decision.ts
async function proveDecision(trip, { plan, works }) {
	if (!await trip.proof.isSigned()) return {
		state: "true",
		works
	};
	const checked = await recheck(trip, works);
	if (checked.state !== "true") return checked;
	const targets = checked.works.map((work) => work.planned);
	const error = await trip.proof.decide({
		...plan,
		targets
	});
	return error === void 0 ? checked : {
		state: "lost",
		error
	};
}

// src/promotion/run-stage.ts
async function runStage(trip, job) {
	const soFar = {
		started: trip.world.clock.now(),
		plan: job.plan
	};
	try {
		return await keep(trip, await perform(trip, job, soFar));
	} catch (thrown) {
		return await keepFailed(trip, ended(soFar, stopped(failureOf$1(thrown, trip.world))));
	}
}
async function keepFailed(trip, end) {
	try {
		return await keep(trip, end);
	} catch (thrown) {
		throw failureOf$1(thrown, trip.world);
	}
}
const mayHelpToRetry = /* @__PURE__ */ new Set(["POLICY_UNREACHABLE", "JOURNAL_TOO_LONG"]);
async function perform(trip, job, soFar) {
	const { plan, works, rules } = job;
	if (plan.state !== "ready" && plan.state !== "unchanged") {
		const unable = plan.problems.find(({ code }) => mayHelpToRetry.has(code));
		if (plan.state === "failed" && unable !== void 0) return ended(soFar, stopped(unjudged(unable)));
		return ended(soFar, { outcome: expectedOutcome(plan.state) });
	}
	if (trip.world.signal.aborted) return ended(soFar, {
		outcome: "failed",
		error: cancelled()
	});
	const unread = works.find(({ error }) => error !== void 0);
	if (unread?.error !== void 0) return ended(soFar, {
		...stopped(unread.error),
		told: problemsAt(works, unread.planned.repository)
	});
	let { graphs } = job;
	if (job.judge !== void 0) {
		const ruling = await job.judge();
		graphs = ruling.graphs;
		soFar.plan = {
			...soFar.plan,
			decisions: ruling.decisions
		};
		const sentence = sentenceOf(ruling.decisions, plan);
		if (sentence.verdict === "refused") return ended(soFar, {
			outcome: "refused",
			problems: [sentence.problem]
		});
		if (sentence.verdict === "unreachable") return ended(soFar, stopped(unjudged(sentence.problem)));
	}
	const frugal = works.every(({ image }) => countsManifestGets(image.from));
	const needless = works.every((work) => !keepsAll(work.planned) || !getsImage(work, works));
	if (plan.state === "unchanged" && frugal && needless) return ended(soFar, { outcome: "unchanged" });
	soFar.carried = await carryStage(trip, {
		rules,
		works,
		graphs
	});
	const { errors, kept } = soFar.carried;
	const lost = errors.find(({ kind }) => kind !== "refused") ?? errors[0];
	if (lost !== void 0) {
		if (trip.world.signal.aborted) return ended(soFar, stopped(cancelled()));
		const others = errors.filter((error) => error !== lost);
		return ended(soFar, {
			...stopped(lost),
			problems: others.map(problemOf$1)
		});
	}
	if (plan.state === "unchanged") {
		const gone = await kept;
		return ended(soFar, gone === void 0 ? { outcome: "unchanged" } : stopped(gone));
	}
	const proven = await proveDecision(trip, {
		plan: soFar.plan,
		works
	});
	const looked = trip.world.clock.ticks();
	const look = proven.state === "true" ? await lastLook(trip, {
		plan: soFar.plan,
		works: proven.works
	}) : proven;
	if (look.state !== "true") return ended(soFar, shut(look));
	if (trip.world.signal.aborted) return ended(soFar, {
		outcome: "failed",
		error: cancelled()
	});
	soFar.plan = {
		...soFar.plan,
		targets: look.works.map((work) => work.planned)
	};
	const intent = intentOf(trip, soFar.plan);
	soFar.intended = intent;
	await keepIntent(trip, intent);
	const ready = lookWhenKept(trip, {
		plan: soFar.plan,
		works: look.works,
		looked,
		kept
	});
	ready.catch(() => {});
	const results = await commitStage(trip, {
		intent,
		works: look.works,
		ready
	});
	const last = await ready;
	if (last.state !== "true") return ended(soFar, shut(last));
	soFar.results = results;
	return committed(trip, soFar, results);
}
async function keepIntent({ journal }, intent) {
	try {
		await (await journal()).intend(intent);
	} catch (thrown) {
		if (thrown instanceof HoistError && thrown.code === "HOLD_NOT_KEPT") throw thrown;
		throw new HoistError("incomplete", "RECORD_NOT_KEPT", `the record could not be kept (${messageOf(thrown)}); no tag has moved`, {
			hint: hintOf(thrown) ?? "Make the journal writable again, and run once more.",
			cause: thrown
		});
	}
}
function committed(trip, soFar, results) {
	const tags = results.flatMap(({ work, tags }) => tags.map((tag) => ({
		work,
		tag
	})));
	const wrote = tags.length === 0 || tags.some(({ tag }) => isWritten(tag));
	const bad = tags.filter(({ tag }) => tag.action === "failed" || tag.action === "skipped" || tag.action === "conflict");
	const [first] = bad;
	if (keepsAll({ tags: tags.map(({ tag }) => tag) })) return ended(soFar, {
		outcome: "superseded",
		problems: [allKept(soFar.plan)]
	});
	if (first === void 0) return ended(soFar, { outcome: wrote ? "promoted" : "unchanged" });
	if (trip.world.signal.aborted) return ended(soFar, {
		outcome: "failed",
		error: cancelled()
	});
	if (!wrote && bad.every(({ tag }) => tag.action === "conflict")) return ended(soFar, {
		outcome: "conflict",
		problems: bad.map(({ work, tag }) => conflictAt(work, tag))
	});
	const { repository } = first.work.planned;
	return ended(soFar, {
		outcome: "failed",
		error: new HoistError("incomplete", "TAGS_NOT_WRITTEN", `${bad.length} of ${tags.length} tags could not be written; ${repository}:${first.tag.tag}: ${first.tag.reason ?? first.tag.action}`, { hint: "Promote the same digest again: what is there already is not sent again." })
	});
}
function conflictAt(work, { tag, after, reason }) {
	const { repository } = work.planned;
	const decision = work.decide(tag, after);
	return moveProblem({
		repository,
		tag,
		now: after
	}, decision.action === "conflict" ? decision : {
		action: "conflict",
		reason: reason ?? "it may not be written",
		hint: "Promote under another tag, or lift the immutability of this tag in the registry."
	});
}
function shut(look) {
	return look.state === "lost" ? stopped(look.error) : {
		outcome: look.state,
		problems: [look.problem]
	};
}
function stopped(error) {
	return {
		outcome: error.kind === "refused" ? "refused" : "failed",
		error
	};
}
function problemsAt(works, repository) {
	return works.filter(({ planned }) => planned.repository === repository).flatMap(({ problems }) => problems);
}
function ended({ started, plan, carried, intended, results }, end) {
	const told = new Set(end.told);
	return {
		outcome: end.outcome,
		error: end.error,
		problems: [...plan.problems.filter((problem) => !told.has(problem)), ...end.problems ?? []],
		started,
		plan,
		pulled: carried?.pulled ?? 0,
		targets: plan.targets.map(({ repository, digest, tags }, at) => ({
			...carried?.targets[at] ?? {
				...untouchedTarget,
				repository,
				digest
			},
			tags: results?.[at]?.tags ?? tags.map(notWritten(end))
		})),
		carried: carried !== void 0,
		intended
	};
}
const stageTexts = {
	failed: "the stage failed",
	conflict: "the stage is in conflict",
	refused: "the stage was refused",
	superseded: "the stage was overtaken",
	waiting: "the stage waits"
};
function notWritten({ outcome }) {
	return (planned) => {
		const { tag, now = null, action, reason } = planned;
		const intended = isWritten(planned);
		const why = (planned.now === void 0 ? "the target could not be read" : reason) ?? (intended ? stageTexts[outcome] : void 0);
		return {
			tag,
			before: now,
			after: now,
			action: intended ? "skipped" : action,
			...why === void 0 ? {} : { reason: why }
		};
	};
}

// src/promotion/promote.ts
async function promote(ground, request) {
	const prepared = await prepare(ground, request, false);
	await prepared.trip.proof.demand();
	await demandLedger(prepared.trip, prepared.routes.flatMap((route) => route.stages.map(({ plan }) => plan)));
	const runs = [];
	const told = [];
	for (const route of prepared.routes) runs.push(...await runRoute(route, told));
	const stages = prepared.routes.flatMap((route) => route.stages);
	const ran = withNotices(ranOf(withDecisions(planOf(prepared, stages), runs), runs), (await Promise.all(told)).flat(), ground);
	await discuss(prepared.trip, {
		kind: "run",
		document: ran.document
	}, request.prComment);
	return ran;
}
function withDecisions(plan, runs) {
	const decisions = new Map(runs.map((run) => [stageText(run.plan), run.plan.decisions]));
	return {
		...plan,
		stages: plan.stages.map((stage) => {
			const judged = decisions.get(stageText(stage));
			return judged === void 0 ? stage : {
				...stage,
				decisions: judged
			};
		})
	};
}
function withNotices(ran, notices, { world }) {
	for (const notice of notices) world.log.warn(notice);
	const { document, exitCode } = ran;
	return {
		document: {
			...document,
			notices: [...document.notices, ...notices]
		},
		exitCode
	};
}
async function runRoute({ trip, stages }, told) {
	const passed = /* @__PURE__ */ new Map();
	const runs = [];
	const inRun = stages.map(({ stage }) => stage);
	for (const { pipeline, stage, plan, works, graphs, isJudged } of stages) {
		if (!isReached(stage, passed, inRun)) {
			passed.set(stage.name, "stopped");
			continue;
		}
		const name = stageText({
			pipeline: pipeline.name,
			stage: stage.name
		});
		const judge = isJudged ? {} : { judge: () => ruleOn(trip, {
			pipeline,
			stage,
			works
		}, {
			mode: "promote",
			isOnItsWay: false
		}) };
		const work = () => runStage(trip, {
			plan,
			works,
			rules: stage,
			graphs,
			...judge
		});
		const run = await (works.length === 0 ? work() : trip.world.log.group(name, work));
		const overtaken = overtakenOf(run.record?.result?.targets ?? []);
		const goesOn = isInPlace(run.outcome) && overtaken.length === 0;
		passed.set(stage.name, goesOn ? "done" : "stopped");
		runs.push(run);
		told.push(afterwards(trip, run));
	}
	return runs;
}
function ranOf(plan, runs) {
	return {
		document: {
			schema: "hoist/result/v1",
			outcome: totalOutcome(runs.map((run) => run.outcome)),
			stages: runs.map(({ plan: { pipeline, stage }, outcome }) => ({
				pipeline,
				stage,
				outcome
			})),
			records: runs.flatMap(({ record }) => record ?? []),
			plan,
			notices: plan.notices
		},
		exitCode: totalExitCode(runs.map((run) => run.exitCode))
	};
}

// src/promotion/copy.ts
const rules = {
	referrers: "all",
	missing: {
		platforms: "fail",
		foreignLayers: "fail"
	}
};
async function copy(ground, request) {
	const { trip, ...job } = await prepareCopy(ground, request, false);
	await demandLedger(trip, [job.plan]);
	await trip.past.demand(job.plan);
	const run = await runStage(trip, job);
	return withNotices(ranOf(planDocument(trip, run.plan), [run]), await afterwards(trip, run), ground);
}
async function planCopy(ground, request) {
	const { trip, ...job } = await prepareCopy(ground, request, true);
	return plannedOf(planDocument(trip, await costOf(trip, job)));
}
async function prepareCopy({ world, config, registry }, request, dry) {
	const source = parseReference(request.image);
	const to = parseTarget(request.to, source);
	refuseForbidden(config, to.repository);
	if (to.tag !== void 0) refuseUnwritable(config, to.repository, to.tag);
	const journal = openJournal(world, config);
	const trip = {
		world,
		registry,
		config,
		journal,
		past: createPast(journal, config?.pipelines ?? []),
		judge: config && createJudge({
			world,
			config,
			registry
		}),
		proof: noProof,
		kind: "copy",
		instant: wholeSeconds(world.clock.now()),
		dry,
		request: { comment: request.comment },
		expected: void 0,
		follows: false,
		wrote: /* @__PURE__ */ new Set()
	};
	const targetTags = createTargetTags(registry, to.repository, { signal: world.signal });
	if (to.tag !== void 0) targetTags.names(to.tag).catch(() => {});
	const [image, overtaken] = await Promise.all([readSource(registry, source, world.signal), movedOn(registry, source, world.signal)]);
	const work = await planWork(trip, image, {
		tag: to.tag,
		targetTags
	});
	const { decisions, graphs } = await ruleOnCopy(trip, work);
	const sentence = sentenceOf(decisions, `the copy to ${to.repository}`);
	return {
		trip,
		plan: {
			pipeline: "copy",
			stage: to.repository,
			kind: "copy",
			state: overtaken === void 0 ? stateAfter(stateOf(work), sentence, dry) : "superseded",
			sources: [plannedSource(image)],
			targets: [work.planned],
			problems: [
				...overtaken === void 0 ? [] : [overtaken],
				...work.problems,
				..."problem" in sentence ? [sentence.problem] : []
			],
			...decisions.length === 0 ? {} : { decisions }
		},
		works: [work],
		rules,
		graphs
	};
}
async function ruleOnCopy(trip, work) {
	const rule = trip.config?.copy;
	if (rule?.allowed !== true || rule.policy === void 0 || work.error !== void 0) return {
		decisions: [],
		graphs: /* @__PURE__ */ new Map()
	};
	return await judgeOf(trip)({
		policies: [rule.policy],
		rules,
		approvalRequired: false,
		works: [work],
		mode: trip.dry ? "plan" : "promote",
		isOnItsWay: false
	});
}
function parseTarget(text, source) {
	const { repository, tag = source.tag, digest } = parseReference(text);
	if (digest !== void 0 && digest !== source.digest) throw new HoistError("config", "REFERENCE_INVALID", "the target of a copy has no digest: it gets that of the source", { hint: `Write ${referenceText(tag === void 0 ? { repository } : {
		repository,
		tag
	})}.` });
	return {
		repository,
		...tag === void 0 ? {} : { tag }
	};
}
function refuseForbidden(config, repository) {
	if (config === void 0) return;
	const { copy: rule, pipelines } = config;
	if (!isAllowed(rule, repository)) throw new HoistError("config", "COPY_NOT_ALLOWED", `the config does not allow a copy to ${repository}`, { hint: "Allow it in the config: copy: { to: [GLOB] }; or promote the image through a pipeline." });
	const stage = stageThatFills(pipelines, repository);
	if (stage === void 0) return;
	throw new HoistError("config", "COPY_NOT_ALLOWED", `${repository} is filled by the stage ${stageText(stage)}`, { hint: "Promote the image to that stage, or copy to another repository." });
}
function isAllowed(rule, repository) {
	return rule.allowed && rule.to.some((glob) => parseGlob(glob).matches(repository));
}
async function readSource(registry, source, signal) {
	const { repository, tag, digest } = source;
	const reference = digest ?? tag;
	if (reference === void 0) throw new HoistError("config", "IMAGE_INVALID", `no tag and no digest: ${repository}`, { hint: repository.startsWith("docker.io/library/") ? "A copy is of REPOSITORY:TAG or REPOSITORY@sha256:\u2026; a single word is a repository of Docker Hub." : `Write ${repository}:TAG or ${repository}@sha256:\u2026.` });
	const tags = tagsOf$2(registry, repository, signal);
	tags.catch(() => {});
	const root = await registry.manifest(repository, reference, { signal });
	if (root === void 0) throw imageNotFound(referenceText(source), repository);
	return {
		repository,
		captures: /* @__PURE__ */ new Map(),
		tag,
		tags,
		digest: root.digest,
		root: async () => root,
		from: repository,
		fromTag: tag
	};
}
async function movedOn(registry, { repository, tag, digest }, signal) {
	if (tag === void 0 || digest === void 0) return void 0;
	const now = (await registry.head(repository, tag, { signal }))?.digest;
	if (now === digest) return void 0;
	return {
		code: "OVERTAKEN",
		message: `${repository}:${tag} names ${now ?? "nothing"} now, not ${digest}`,
		hint: `Copy ${repository}:${tag} as it is now, or the digest alone: ${repository}@${digest}.`
	};
}
async function planWork(trip, image, { tag, targetTags }) {
	const call = { signal: trip.world.signal };
	const values = {
		n: image.fromTag,
		digest: image.digest,
		sourceTag: image.tag,
		captures: image.captures
	};
	const work = await planTarget(targetTags, {
		stage: { tags: [] },
		image,
		wished: tag === void 0 ? [] : [{
			tag,
			move: "never"
		}],
		values,
		hint: `A copy never moves a tag: copy to another one, ${targetTags.repository}:TAG.`
	});
	if (tag !== void 0 || work.error !== void 0) return work;
	const there = await trip.registry.head(targetTags.repository, image.digest, call);
	return {
		...work,
		planned: {
			...work.planned,
			image: there === void 0 ? "absent" : "present"
		}
	};
}
function stateOf({ planned }) {
	const [tag] = planned.tags;
	if (tag === void 0) return planned.image === "present" ? "unchanged" : "ready";
	if (tag.action === "conflict") return "conflict";
	return tag.action === "unchanged" ? "unchanged" : "ready";
}
function planDocument({ instant, config }, stage) {
	return {
		schema: "hoist/plan/v1",
		instant: instantText(instant),
		outcome: expectedOutcome(stage.state),
		stages: [stage],
		...config === void 0 ? {} : { config: config.origin },
		notices: []
	};
}

export { needsNothing as $, judged as A, createUnfinishedReader as B, isOfPromotingRun as C, promotionType as D, isFromDisk as E, expectPlan as F, filedUnder as G, imagesKey as H, planStage as I, arrive as J, filings as K, plannedSource as L, unknownHold as M, gateOf as N, bundleType as O, withApprovals as P, stagePlaces as Q, readImageConfig as R, isOfAnotherRun as S, letsPass as T, createHoldReader as U, rollbackChoices as V, filedQuery as W, acceptedSigners as X, atSource as Y, openerFor as Z, statementsAt as _, withNotices as a, withCosts as at, isAbout as b, plannedOf as c, longestEnding as d, afterwards as et, recordTime as f, rootReader as g, resolve as h, ranOf as i, listeners as it, stopped$1 as j, readStageResource as k, withWhatIsToKeep as l, planOf as m, planCopy as n, announce as nt, runStage as o, walk as ot, begin as p, openJournal as q, promote as r, deliveryOf as rt, plan as s, copy as t, demandLedger as tt, isShownAt as u, cameThere as v, isShownBy as w, isInside as x, environmentsOf as y, readBlob as z };