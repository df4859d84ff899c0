import { r as messageOf, t as HoistError } from "./errors.js";
import { r as fallbackTag, t as attachedTo } from "./attached-tag.js";
import { a as hexOf, i as finishDigest, n as digestHasher, o as isDigest, t as algorithmOf } from "./digest.js";
import { a as isTag, i as isLayout, o as layoutFolder } from "./reference.js";
import { n as referrerDescriptor, t as mergeReferrers } from "./referrers-index.js";
import { a as maxManifestBytes, d as isManifestType, f as mediaTypes, i as descriptorOf, o as parseManifest, p as readDescriptor, r as childrenOf, u as isIndexType } from "./manifest.js";
import { i as parseStrictJson, n as isJsonObject } from "./strict-json.js";
import { constants } from "node:fs";
import { randomUUID } from "node:crypto";
import { access, lstat, mkdir, open, readFile, readdir, readlink, rename, stat, unlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";

// src/registry/layout/failure.ts
/** The code of an error of the operating system: `ENOENT`. */
function systemCode(error) {
	const code = error instanceof Error && "code" in error ? error.code : void 0;
	return typeof code === "string" ? code : void 0;
}
/** Whether it says that a file or a folder above it is not there. */
function isAbsence(error) {
	return systemCode(error) === "ENOENT";
}
/** Something lies in the layout that is never followed: links, pipes, devices (A28). */
function unsafe(path, why) {
	return new HoistError("refused", "LAYOUT_UNSAFE", `${path} ${why}`, { hint: "An OCI image layout holds regular files in real folders; make it again with a current tool." });
}
/** The folder is no OCI image layout, or one that we cannot read. */
function notALayout(folder, why, hint) {
	return new HoistError("config", "LAYOUT_INVALID", `${folder} is not an OCI image layout: ${why}`, { hint });
}
/** An error of the operating system in our words; anything else comes back as it is. */
function readFailure(path, error) {
	const code = systemCode(error);
	if (code === void 0 || error instanceof HoistError) return error;
	if (code === "ENOTDIR") return notAFolder(path);
	if (code === "ELOOP" || code === "EMLINK") return unsafe(path, "is a symbolic link");
	const hint = isDenied(code) ? "Check who may read the folder." : "Check the disk and the path.";
	return new HoistError("unreachable", isDenied(code) ? "DENIED" : "LAYOUT_UNREADABLE", `could not read ${path}: ${messageOf(error)}`, {
		cause: error,
		hint
	});
}
/** The same for what could not be written. */
function writeFailure(path, error) {
	const code = systemCode(error);
	if (code === void 0 || error instanceof HoistError) return error;
	if (code === "ENOTDIR" || code === "EEXIST") return notAFolder(path);
	const hint = code === "ENOSPC" || code === "EDQUOT" ? "Make room on the disk and run again." : "Check who may write the folder.";
	return new HoistError("incomplete", isDenied(code) ? "DENIED" : "LAYOUT_UNWRITABLE", `could not write ${path}: ${messageOf(error)}`, {
		cause: error,
		hint
	});
}
function notAFolder(path) {
	return notALayout(path, "a file is where a folder should be", "Name a folder.");
}
function isDenied(code) {
	return code === "EACCES" || code === "EPERM" || code === "EROFS";
}

// src/registry/layout/safe-file.ts
/** Windows has neither, and its links are caught by `lstat`. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** `blobs/<alg>` of a layout. */
function blobFolder(folder, digest) {
	return join(folder, "blobs", algorithmOf(digest));
}
/** `blobs/<alg>/<hex>`: a path is only ever built from a Digest, never from text (A13, A28). */
function blobPath(folder, digest) {
	return join(blobFolder(folder, digest), hexOf(digest));
}
/**
* The size of a blob's file; undefined where there is none.
*
* @throws HoistError `LAYOUT_UNSAFE` for everything but a regular file in real folders
*/
async function blobSize(folder, digest) {
	if (!await hasBlobFolder(folder, digest)) return void 0;
	return await regularSize(blobPath(folder, digest));
}
/** Opens a blob's file; undefined where there is none. Throws as {@link blobSize} does. */
async function openBlobFile(folder, digest) {
	if (!await hasBlobFolder(folder, digest)) return void 0;
	return await openRegular(blobPath(folder, digest));
}
/** Whether `blobs/<alg>` is there. A link in its place would lead out of the layout. */
async function hasBlobFolder(folder, digest) {
	for (const path of [join(folder, "blobs"), blobFolder(folder, digest)]) {
		const stat = await lstatOf(path);
		if (stat === void 0) return false;
		if (!stat.isDirectory()) throw unsafe(path, "is not a real folder");
	}
	return true;
}
/**
* All bytes of a small file; undefined where there is none.
*
* @param limit bytes; the size is looked at before anything is read, and again while reading
* @throws HoistError `LAYOUT_UNSAFE`, `LAYOUT_TOO_LARGE`, `LAYOUT_UNREADABLE`, `DENIED`
*/
async function readRegular(path, limit) {
	const file = await openRegular(path);
	if (file === void 0) return void 0;
	try {
		if (file.size > limit) throw tooLarge(path, file.size, limit);
		const bytes = new Uint8Array(file.size);
		let length = 0;
		while (length < bytes.length) {
			const { bytesRead } = await file.handle.read(bytes, length, bytes.length - length, length);
			if (bytesRead === 0) break;
			length += bytesRead;
		}
		return bytes.subarray(0, length);
	} catch (error) {
		throw readFailure(path, error);
	} finally {
		await file.handle.close();
	}
}
async function openRegular(path) {
	if (await regularSize(path) === void 0) return void 0;
	let handle;
	try {
		handle = await open(path, flags);
		const stat = await handle.stat();
		if (!stat.isFile()) throw unsafe(path, "is not a regular file");
		return {
			handle,
			size: stat.size
		};
	} catch (error) {
		await handle?.close();
		if (isAbsence(error)) return void 0;
		throw readFailure(path, error);
	}
}
async function regularSize(path) {
	const stat = await lstatOf(path);
	if (stat === void 0) return void 0;
	if (stat.isSymbolicLink()) throw unsafe(path, "is a symbolic link");
	if (!stat.isFile()) throw unsafe(path, "is not a regular file");
	return stat.size;
}
async function lstatOf(path) {
	try {
		return await lstat(path);
	} catch (error) {
		if (isAbsence(error)) return void 0;
		throw readFailure(path, error);
	}
}
function tooLarge(path, size, limit) {
	return new HoistError("refused", "LAYOUT_TOO_LARGE", `${path} has ${size} bytes, of at most ${limit}`, { hint: "It is not what an OCI image layout holds there, or too much for one layout: split it." });
}

// src/registry/layout/blob-reader.ts
const slabBytes = 524288;
const keptSlabs = 16;
function createSlabPool() {
	const free = [];
	return {
		take: () => free.pop() ?? new Uint8Array(slabBytes),
		give: (slab) => {
			if (free.length < keptSlabs) free.push(slab);
		}
	};
}
/** The bytes of a blob from an offset on, ending exactly at the descriptor's size (F16, F17). The file is closed when the reader leaves. */
async function* readBlob(folder, blob, { from, slabs, signal }) {
	signal?.throwIfAborted();
	const path = blobPath(folder, blob.digest);
	const file = await openBlobFile(folder, blob.digest);
	if (file === void 0) throw wrong("BLOB_UNKNOWN", `${path} is not there`);
	const { handle, size } = file;
	try {
		if (size !== blob.size) throw wrong("BLOB_SIZE", `${path} has ${size} bytes, not ${blob.size}`);
		let at = from;
		while (at < size) {
			const slab = slabs.take();
			const { bytesRead } = await handle.read(slab, 0, Math.min(slab.length, size - at), at);
			signal?.throwIfAborted();
			if (bytesRead === 0) throw wrong("BLOB_SIZE", `${path} became shorter while it was read`);
			at += bytesRead;
			yield pieceOf(slab, bytesRead, slabs);
		}
		signal?.throwIfAborted();
	} catch (error) {
		throw readFailure(path, error);
	} finally {
		await handle.close();
	}
}
function pieceOf(slab, length, slabs) {
	let held = true;
	return {
		bytes: slab.subarray(0, length),
		release: () => {
			if (held) slabs.give(slab);
			held = false;
		}
	};
}
function wrong(code, message) {
	return new HoistError("incomplete", code, message, { hint: "The layout is incomplete or damaged; write it again from where it came." });
}

// src/registry/layout/draft.ts
/** How the names of our own files begin that are no part of a layout. */
const ownPrefix = ".hoist-";
const draftName = /^\.hoist-[0-9a-f-]{36}\.tmp$/;
const abandonedAfter = 864e5;
/** Begins a file in a folder, which is made if it is not there. Nobody but us can read it until it is committed (A28). */
async function beginDraft(folder) {
	const path = join(folder, `${ownPrefix}${randomUUID()}.tmp`);
	let handle;
	try {
		await mkdir(folder, { recursive: true });
		handle = await open(path, "wx", 384);
	} catch (error) {
		throw writeFailure(path, error);
	}
	const opened = handle;
	let ended = false;
	return {
		async write(bytes) {
			try {
				for (let at = 0; at < bytes.length;) at += (await opened.write(bytes, at)).bytesWritten;
			} catch (error) {
				throw writeFailure(path, error);
			}
		},
		async commit(name) {
			try {
				await opened.chmod((await stat(folder)).mode & 438);
				await opened.sync();
				await opened.close();
				await rename(path, join(folder, name));
				ended = true;
			} catch (error) {
				throw writeFailure(join(folder, name), error);
			}
		},
		async discard() {
			if (ended) return;
			ended = true;
			await opened.close().catch(() => void 0);
			await unlink(path).catch(() => void 0);
		}
	};
}
/** Writes a whole small file in one step: whoever reads sees the old one or the new one. */
async function writeWhole(folder, name, bytes) {
	const draft = await beginDraft(folder);
	try {
		await draft.write(bytes);
		await draft.commit(name);
	} finally {
		await draft.discard();
	}
}
/** Makes the names in a folder survive a loss of power; systems that cannot are left alone. */
async function syncFolder(folder) {
	let handle;
	try {
		handle = await open(folder, "r");
		await handle.sync();
	} catch (error) {
		if (![
			"EISDIR",
			"EPERM",
			"EACCES",
			"EINVAL",
			"ENOTSUP",
			"ENOENT"
		].includes(systemCode(error) ?? "")) throw writeFailure(folder, error);
	} finally {
		await handle?.close();
	}
}
/** Removes the drafts that a killed run left in a folder a day ago or earlier. */
async function sweepDrafts(folder, now) {
	const names = await readdir(folder).catch(() => []);
	for (const name of names.filter((each) => draftName.test(each))) {
		const path = join(folder, name);
		if (await lstat(path).then(({ mtimeMs }) => now.getTime() - mtimeMs, () => 0) > abandonedAfter) await unlink(path).catch(() => void 0);
	}
}

// src/registry/layout/blob-upload.ts
/** Writes a blob as it comes, hashes it on the way, and gives it its name only if digest and size are right. */
function createUpload(folder, blob) {
	const stop = new AbortController();
	async function send(open, call = {}) {
		const signal = call.signal === void 0 ? stop.signal : AbortSignal.any([stop.signal, call.signal]);
		signal.throwIfAborted();
		await hasBlobFolder(folder, blob.digest);
		const draft = await beginDraft(blobFolder(folder, blob.digest));
		try {
			const hasher = digestHasher(blob.digest);
			let size = 0;
			for await (const piece of open(0)) try {
				signal.throwIfAborted();
				size += piece.bytes.length;
				if (size > blob.size) throw mismatch(blob, "more bytes came");
				const written = draft.write(piece.bytes);
				hasher.update(piece.bytes);
				await written;
			} finally {
				piece.release();
			}
			signal.throwIfAborted();
			if (size < blob.size) throw mismatch(blob, `${size} bytes came`);
			const digest = finishDigest(blob.digest, hasher);
			if (digest !== blob.digest) throw mismatch(blob, `bytes of ${digest} came`);
			await draft.commit(hexOf(blob.digest));
		} finally {
			await draft.discard();
		}
	}
	return {
		send,
		abort: async () => stop.abort(new HoistError("incomplete", "UPLOAD_ABORTED", `${blobPath(folder, blob.digest)} was given up`))
	};
}
/** What came is not what was announced. */
function mismatch(blob, what) {
	return new HoistError("incomplete", "DIGEST_MISMATCH", `${what} for ${blob.digest} of ${blob.size} bytes`, { hint: "The source serves other content than its manifest names; nothing of it was kept." });
}

// src/registry/layout/index-json.ts
const refName = "org.opencontainers.image.ref.name";
/** Docker and containerd load images under this name rather than under the other. */
const containerdName = "io.containerd.image.name";
/** N26. */
const maxEntries = 1e5;
const emptyIndex = {
	document: {
		schemaVersion: 2,
		mediaType: mediaTypes.ociIndex
	},
	entries: []
};
/** @throws HoistError `JSON_INVALID`, `JSON_AMBIGUOUS`, `MANIFEST_INVALID`, `LAYOUT_TOO_LARGE` */
function parseIndex(bytes, where) {
	const document = parseStrictJson(bytes, where);
	if (!isJsonObject(document)) throw invalid(where, "it is not a JSON object");
	const list = document["manifests"] ?? [];
	if (!Array.isArray(list)) throw invalid(where, "manifests is not a list");
	if (list.length > maxEntries) throw new HoistError("refused", "LAYOUT_TOO_LARGE", `${where} has ${list.length} entries, of at most ${maxEntries}`, { hint: "Split the layout." });
	return {
		document,
		entries: list.map((entry, at) => entryOf(entry, `${where}: manifests[${at}]`))
	};
}
function indexBytes({ document, entries }) {
	const manifests = entries.map(({ written }) => written);
	return new TextEncoder().encode(JSON.stringify({
		...document,
		manifests
	}));
}
/** All tags, in the order of the file, each once. */
function tagsOf({ entries }) {
	return new Set(entries.flatMap(({ tag }) => tag === void 0 ? [] : [tag]));
}
/**
* What a tag names.
*
* @throws HoistError `LAYOUT_AMBIGUOUS` where it names two digests
*/
function findTag({ entries }, tag, where) {
	const found = entries.filter((entry) => entry.tag === tag).map(({ descriptor }) => descriptor);
	const first = found[0];
	if (found.every(({ digest }) => digest === first?.digest)) return first;
	throw new HoistError("refused", "LAYOUT_AMBIGUOUS", `${where} gives the tag ${tag} to several images`, { hint: "Name the digest, or write the layout again with a tag for each image." });
}
function findDigest({ entries }, digest) {
	return entries.find(({ descriptor }) => descriptor.digest === digest)?.descriptor;
}
/**
* With a manifest that was put by digest: it gets an entry without name, so that other tools find it and none of them
* takes it for garbage. Its children need none any more, and so an image of many platforms is one entry in the end,
* as `oci:folder` without tag asks for. Where nothing changes, `index` itself comes back.
*
* @param isBelow it is known to be below another entry
*/
function withManifest(index, manifest, isBelow = false) {
	const below = new Set(childrenOf(manifest).map(({ digest }) => digest));
	const kept = index.entries.filter((entry) => !(isBare(entry) && below.has(entry.descriptor.digest)));
	const known = isBelow || findDigest(index, manifest.digest) !== void 0;
	if (known && kept.length === index.entries.length) return index;
	return {
		...index,
		entries: known ? kept : [...kept, freshEntry(manifest)]
	};
}
/** With a tag moved to a manifest. What it named before stays as an entry without name. */
function withTag(index, manifest, tag) {
	const { digest } = manifest;
	const tagged = index.entries.filter((entry) => entry.tag === tag);
	if (tagged.length === 1 && tagged[0]?.descriptor.digest === digest) return index;
	const entries = index.entries.flatMap((entry) => {
		if (entry.tag !== tag) return isBare(entry) && entry.descriptor.digest === digest ? [] : [entry];
		const rest = withoutName(entry);
		return isSuperfluous(rest, {
			index,
			tag,
			digest
		}) ? [] : [rest];
	});
	return {
		...index,
		entries: [...entries, freshEntry(manifest, tag)]
	};
}
/** The list of referrers before this one is of no use to anyone, and what has another entry needs no second. */
function isSuperfluous(entry, { index, tag, digest }) {
	if (!isBare(entry)) return false;
	if (attachedTo(tag)?.kind === "referrers" || entry.descriptor.digest === digest) return true;
	return index.entries.some((other) => other.tag !== tag && other.descriptor.digest === entry.descriptor.digest);
}
function isBare({ written }) {
	return written["annotations"] === void 0;
}
function freshEntry(manifest, tag) {
	const descriptor = descriptorOf(manifest);
	if (tag === void 0) return {
		written: descriptor,
		descriptor
	};
	return {
		written: {
			...descriptor,
			annotations: { [refName]: tag }
		},
		descriptor,
		tag
	};
}
function withoutName({ written, descriptor }) {
	const { annotations, ...rest } = written;
	const kept = Object.entries(isJsonObject(annotations) ? annotations : {}).filter(([name]) => name !== refName && name !== containerdName);
	return {
		descriptor,
		written: kept.length === 0 ? rest : {
			...rest,
			annotations: Object.fromEntries(kept)
		}
	};
}
function entryOf(value, where) {
	const descriptor = readDescriptor(value, where);
	const tag = tagIn(descriptor.annotations?.[refName]);
	return {
		written: value,
		descriptor,
		...tag !== void 0 && { tag }
	};
}
function tagIn(name) {
	if (name === void 0) return void 0;
	if (isTag(name)) return name;
	const colon = name.lastIndexOf(":");
	const last = name.slice(colon + 1);
	return colon > 0 && isTag(last) && !name.includes("@") ? last : void 0;
}
function invalid(where, why) {
	return new HoistError("config", "LAYOUT_INVALID", `${where}: ${why}`, { hint: "Name a folder that holds an OCI image layout." });
}

// src/registry/layout/documents.ts
/**
* The manifest of a digest, hashed; undefined where there is no such file.
*
* @param named what `index.json` says of it: OCI's documents need not state their own type
*/
async function readManifest(folder, digest, named) {
	if (!await hasBlobFolder(folder, digest)) return void 0;
	const path = blobPath(folder, digest);
	const bytes = await readRegular(path, maxManifestBytes);
	if (bytes === void 0) return void 0;
	return parseManifest(bytes, {
		contentType: named?.mediaType,
		expected: digest,
		where: path
	});
}
/** Writes a manifest as a blob, if it is not there; true if it was. */
async function keepManifest(folder, manifest) {
	const { digest, bytes } = manifest;
	if (await blobSize(folder, digest) === bytes.length) return true;
	const actual = finishDigest(digest, digestHasher(digest).update(bytes));
	if (actual !== digest) throw mismatch(descriptorOf(manifest), `bytes of ${actual} came`);
	await writeWhole(blobFolder(folder, digest), hexOf(digest), bytes);
	return false;
}
/** What the fallback tag of a subject names, as skopeo, ORAS and regctl leave it. */
async function readFallback(folder, index, subject) {
	const named = findTag(index, fallbackTag(subject), folder);
	return named && await readManifest(folder, named.digest, named);
}

// src/registry/layout/lock.ts
/** Nobody holds it longer than one small file takes to be written; who does is dead or asleep. */
const staleAfter = 6e4;
const patience = 12e4;
const longestNap = 200;
/**
* Runs `work` while a lock file is ours. It is made with `wx`; one that a dead process of this machine left, or that is
* older than a minute, is removed.
*
* @throws HoistError `LAYOUT_LOCKED` after two minutes
*/
async function withLockFile(path, options, work) {
	const mine = {
		pid: process.pid,
		machine: await machine(),
		token: randomUUID()
	};
	await acquire(path, mine, options);
	try {
		return await work(async () => {
			if ((await holderOf(path))?.token !== mine.token) throw locked(path, "was taken over by another process");
		});
	} finally {
		if ((await holderOf(path))?.token === mine.token) await unlink(path).catch(() => void 0);
	}
}
async function acquire(path, mine, { clock, signal }) {
	const end = clock.ticks() + patience;
	for (let nap = 5;; nap = Math.min(nap * 2, longestNap)) {
		signal?.throwIfAborted();
		if (await create(path, mine)) return;
		if (await removeStale(path, mine, clock.now())) continue;
		if (clock.ticks() > end) throw locked(path, "is held by another process");
		await clock.sleep(nap, signal);
	}
}
async function create(path, content) {
	try {
		await writeFile(path, JSON.stringify(content), {
			flag: "wx",
			mode: 384
		});
		return true;
	} catch (error) {
		if (systemCode(error) === "EEXIST") return false;
		throw writeFailure(path, error);
	}
}
/**
* Removes the lock of a dead holder; true if it is gone. Two who see the same dead holder must not both remove a file,
* for the second could remove the lock that the first has made since. So whoever wants to remove it first makes a file
* that is named after that holder's token, and looks again.
*/
async function removeStale(path, mine, now) {
	const seen = await holderOf(path);
	if (!await isStale(path, seen, {
		mine,
		now
	})) return false;
	const claim = `${path}.${seen?.token ?? "unreadable"}`;
	if (!await create(claim, mine)) {
		if (await ageOf(claim, now) > staleAfter) await unlink(claim).catch(() => void 0);
		return false;
	}
	try {
		if ((await holderOf(path))?.token !== seen?.token) return false;
		if (seen === void 0 && await ageOf(path, now) <= staleAfter) return false;
		await unlink(path).catch(() => void 0);
		return true;
	} finally {
		await unlink(claim).catch(() => void 0);
	}
}
async function isStale(path, holder, { mine, now }) {
	if (holder?.machine === mine.machine && !isAlive(holder.pid)) return true;
	return await ageOf(path, now) > staleAfter;
}
/** Milliseconds since it was made; 0 where it is gone. */
async function ageOf(path, now) {
	return await stat(path).then(({ mtimeMs }) => now.getTime() - mtimeMs, () => 0);
}
/** Undefined where there is no lock, or one whose holder is about to write it or died before. */
async function holderOf(path) {
	try {
		const { pid, machine, token } = JSON.parse(await readFile(path, "utf8"));
		return Number.isSafeInteger(pid) && typeof machine === "string" && /^[0-9a-f-]{36}$/.test(token ?? "") ? {
			pid,
			machine,
			token
		} : void 0;
	} catch (error) {
		if (isAbsence(error) || error instanceof SyntaxError) return void 0;
		throw writeFailure(path, error);
	}
}
/** Containers can share a host's name and not its process ids, so the id's namespace belongs to the name. */
async function machine() {
	return `${hostname()} ${await readlink("/proc/self/ns/pid").catch(() => "")}`;
}
function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return systemCode(error) !== "ESRCH";
	}
}
function locked(path, why) {
	return new HoistError("unreachable", "LAYOUT_LOCKED", `${path} ${why}`, { hint: "Wait for the other run to end; if there is none, remove this file." });
}

// src/registry/layout/folder.ts
const maxMarkerBytes = 4096;
/** Room for the tags of N26. */
const maxIndexBytes = 67108864;
/** What the layout holds; a folder that is not there, or empty, holds nothing. */
async function readIndex(folder) {
	const path = join(folder, "index.json");
	const marked = await isMarked(folder);
	const bytes = await readRegular(path, maxIndexBytes);
	if (bytes === void 0) return emptyIndex;
	if (!marked && !await isMarked(folder)) throw notALayout(folder, "it has index.json and no oci-layout", "Name the folder that a tool wrote.");
	return parseIndex(bytes, path);
}
/**
* Changes `index.json` in one step, under a lock. What its new entries point at must be there already; the names of
* those files are flushed before, so that no loss of power leaves a tag without its image. Where `change` gives back
* what it was given, nothing is written.
*/
async function changeIndex(folder, options, change) {
	await prepare(folder);
	await withLockFile(join(folder, `${ownPrefix}index.lock`), options, async (confirm) => {
		const before = await readIndex(folder);
		const after = await change(before);
		if (after === before) return;
		for (const algorithm of ["sha256", "sha512"]) await syncFolder(join(folder, "blobs", algorithm));
		await confirm();
		await writeWhole(folder, "index.json", indexBytes(after));
		await syncFolder(folder);
	});
}
/**
* Makes sure that a layout is there to be written to. A folder that holds anything else is left alone.
*
* @throws HoistError `LAYOUT_INVALID`, `LAYOUT_UNWRITABLE`, `DENIED`
*/
async function prepare(folder) {
	if (await isMarked(folder)) return;
	try {
		await mkdir(folder, { recursive: true });
	} catch (error) {
		throw writeFailure(folder, error);
	}
	refuseForeign(folder, await namesIn(folder));
	const marker = new TextEncoder().encode(JSON.stringify({ imageLayoutVersion: "1.0.0" }));
	await writeWhole(folder, "oci-layout", marker);
}
/** Whether {@link prepare} and writing would work, as far as can be told without leaving a trace; throws as they do. */
async function checkWritable(folder) {
	if (!await isMarked(folder)) refuseForeign(folder, await namesIn(folder));
	let nearest = folder;
	for (;;) try {
		await access(nearest, constants.W_OK);
		return;
	} catch (error) {
		if (!isAbsence(error) || dirname(nearest) === nearest) throw writeFailure(nearest, error);
		nearest = dirname(nearest);
	}
}
/** Removes what killed runs left behind long ago. */
async function sweep(folder, now) {
	const blobs = join(folder, "blobs");
	for (const each of [
		folder,
		join(blobs, "sha256"),
		join(blobs, "sha512")
	]) await sweepDrafts(each, now);
}
async function isMarked(folder) {
	const path = join(folder, "oci-layout");
	const bytes = await readRegular(path, maxMarkerBytes);
	if (bytes === void 0) return false;
	const marker = parseStrictJson(bytes, path);
	const version = isJsonObject(marker) ? marker["imageLayoutVersion"] : void 0;
	if (typeof version === "string" && version.startsWith("1.")) return true;
	throw notALayout(folder, "its version is not 1", "Write it again with a current tool.");
}
/** `oci-layout` among the names: another process has just made it. */
function refuseForeign(folder, names) {
	if (names.length === 0 || names.includes("oci-layout")) return;
	throw notALayout(folder, "it holds other files", "Name a folder that is empty or not there yet.");
}
async function namesIn(folder) {
	try {
		return (await readdir(folder)).filter((name) => !name.startsWith(ownPrefix));
	} catch (error) {
		if (isAbsence(error)) return [];
		throw readFailure(folder, error);
	}
}

// src/registry/layout/links.ts
/** How many manifests are remembered: with N26 some tens of megabytes. */
const remembered = 1e5;
function createLinkBook() {
	const book = /* @__PURE__ */ new Map();
	async function linksOf(descriptor, read) {
		const known = book.get(descriptor.digest);
		if (known !== void 0) return known;
		const manifest = await read(descriptor);
		if (manifest === void 0) return { children: [] };
		const subject = manifest.subject?.digest;
		const links = {
			children: childrenOf(manifest).map(({ digest }) => digest),
			...subject !== void 0 && {
				subject,
				listed: referrerDescriptor(manifest)
			}
		};
		if (book.size < remembered) book.set(descriptor.digest, links);
		return links;
	}
	async function referrersOf(index, subject, read) {
		const found = /* @__PURE__ */ new Map();
		for (const { descriptor } of index.entries) {
			if (!isManifestType(descriptor.mediaType) && !isIndexType(descriptor.mediaType)) continue;
			const links = await linksOf(descriptor, read);
			if (links.subject === subject && links.listed !== void 0) found.set(descriptor.digest, links.listed);
		}
		return [...found.values()];
	}
	async function isBelow(index, digest, read) {
		for (const { descriptor } of index.entries) {
			if (!isIndexType(descriptor.mediaType)) continue;
			if ((await linksOf(descriptor, read)).children.includes(digest)) return true;
		}
		return false;
	}
	return {
		referrersOf,
		isBelow
	};
}

// src/registry/layout/turns.ts
function createTurns() {
	const last = /* @__PURE__ */ new Map();
	async function take(folder, work) {
		const mine = (last.get(folder) ?? Promise.resolve()).then(work);
		const ended = mine.catch(() => void 0);
		last.set(folder, ended);
		try {
			return await mine;
		} finally {
			if (last.get(folder) === ended) last.delete(folder);
		}
	}
	return {
		take,
		idle: async () => {
			await Promise.all(last.values());
		}
	};
}

// src/registry/layout/registry.ts
/**
* The registry port on folders in OCI image layout: `oci:FOLDER`, each a repository of its own. A folder that is not
* there is an empty repository, and is made when something is written.
*
* A manifest that no tag names has an entry without name in `index.json`, as long as no index there holds it. Referrers
* are found by the fallback tag, which `attach` keeps, and besides by the `subject` of the entries: ORAS writes no
* fallback tag. Blobs are never mounted, for nothing would have looked at their bytes.
*
* Nothing but `oci-layout`, `index.json` and `blobs/<alg>/<hex>` is read, and of these only regular files (A28).
*/
function createLayoutRegistry({ clock }) {
	const slabs = createSlabPool();
	const links = createLinkBook();
	const turns = createTurns();
	const swept = /* @__PURE__ */ new Set();
	/** Of one process, one after the other; of several, by the lock file. */
	async function change(folder, call, how) {
		await turns.take(folder, () => changeIndex(folder, {
			clock,
			signal: call.signal
		}, how));
	}
	async function makeReady(folder) {
		await prepare(folder);
		if (swept.has(folder)) return;
		swept.add(folder);
		await sweep(folder, clock.now());
	}
	async function manifest(repository, reference, call) {
		const folder = enter(repository, call);
		const index = await readIndex(folder);
		if (isDigest(reference)) return await readManifest(folder, reference, findDigest(index, reference));
		const named = findTag(index, reference, repository);
		if (named === void 0) return void 0;
		const found = await readManifest(folder, named.digest, named);
		if (found !== void 0) return found;
		throw new HoistError("incomplete", "LAYOUT_INCOMPLETE", `${repository}:${reference} names ${named.digest}, which is not there`, { hint: "The layout was not written to its end, or cut afterwards; write it again." });
	}
	async function head(repository, reference, call) {
		const folder = enter(repository, call);
		const index = await readIndex(folder);
		if (!isDigest(reference)) {
			const named = findTag(index, reference, repository);
			return named && { digest: named.digest };
		}
		return await blobSize(folder, reference) === void 0 ? void 0 : { digest: reference };
	}
	async function putManifest(repository, pushed, call = {}) {
		const folder = enter(repository, call);
		await makeReady(folder);
		const existed = await keepManifest(folder, pushed);
		await change(folder, call, async (index) => {
			const isBelow = existed && await links.isBelow(index, pushed.digest, readerOf(folder));
			return withManifest(index, pushed, isBelow);
		});
		return { subjectHandled: false };
	}
	async function tag(repository, pushed, name, call = {}) {
		const folder = enter(repository, call);
		await makeReady(folder);
		await keepManifest(folder, pushed);
		await change(folder, call, (index) => withTag(withManifest(index, pushed), pushed, name));
	}
	async function hasBlob(repository, blob, call) {
		const folder = enter(repository, call);
		return await blobSize(folder, blob.digest) === blob.size;
	}
	async function* openBlob(repository, blob, from, call) {
		yield* readBlob(enter(repository, call), blob, {
			from,
			slabs,
			signal: call?.signal
		});
	}
	async function beginBlob(repository, blob, options) {
		const folder = enter(repository, options);
		if (await blobSize(folder, blob.digest) === blob.size) return { state: "present" };
		await makeReady(folder);
		return {
			state: "upload",
			upload: createUpload(folder, blob)
		};
	}
	async function* tags(repository, call) {
		yield* tagsOf(await readIndex(enter(repository, call)));
	}
	async function referrers(repository, subject, { signal, knownTags } = {}) {
		const folder = enter(repository, { signal });
		const index = await readIndex(folder);
		const known = await knownTags;
		const list = known === void 0 || known.has(fallbackTag(subject)) ? await readFallback(folder, index, subject) : void 0;
		const listed = list?.kind === "index" && list.digest !== subject ? list.manifests : [];
		const names = new Set(listed.map(({ digest }) => digest));
		const scanned = await links.referrersOf(index, subject, readerOf(folder));
		const descriptors = [...listed, ...scanned.filter(({ digest }) => !names.has(digest))];
		return {
			way: descriptors.length === 0 ? "none" : "tag",
			api: false,
			descriptors
		};
	}
	async function attach(repository, subject, added, call = {}) {
		const folder = enter(repository, call);
		if (added.length === 0) return;
		await makeReady(folder);
		await change(folder, call, async (index) => {
			const list = mergeReferrers(await readFallback(folder, index, subject), added, subject);
			await keepManifest(folder, list);
			return withTag(withManifest(index, list), list, fallbackTag(subject));
		});
	}
	async function reserve(_repositories, _bytes, call) {
		call?.signal?.throwIfAborted();
		return () => void 0;
	}
	async function access(repository, actions, call) {
		const folder = enter(repository, call);
		await readIndex(folder);
		if (actions === "push") await checkWritable(folder);
	}
	return {
		manifest,
		head,
		putManifest,
		tag,
		hasBlob,
		openBlob,
		beginBlob,
		tags,
		referrers,
		attach,
		reserve,
		expect: () => void 0,
		pullsLeft: () => void 0,
		access,
		close: () => turns.idle()
	};
}
function enter(repository, call) {
	call?.signal?.throwIfAborted();
	if (isLayout(repository)) return resolve(layoutFolder(repository));
	throw new HoistError("config", "REFERENCE_INVALID", `${repository} is no folder`, { hint: "Write oci: and the path of a folder: oci:./images." });
}
function readerOf(folder) {
	return (descriptor) => readManifest(folder, descriptor.digest, descriptor);
}

export { createLayoutRegistry };