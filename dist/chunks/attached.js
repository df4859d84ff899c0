import { B as isDigest, U as HoistError } from "./start.js";
import { Y as cosignTags } from "./commands.js";
import { a as inLanes, n as explain } from "./answer.js";
import { _ as mediaTypes, d as artifactTypeOf } from "./registry.js";
import { z as readBlob } from "./promotion.js";

// src/evidence/lead.ts
const documentTypes = /json|in-toto|dsse|simplesigning|sigstore|jose|cose|spdx|cyclonedx|openvex|sarif/i;
const vagueTypes = /* @__PURE__ */ new Set([
	mediaTypes.ociConfig,
	mediaTypes.dockerConfig,
	mediaTypes.ociEmpty
]);
function leadsIn(manifest, place) {
	if (manifest.kind === "index") return [];
	const artifactType = artifactTypeOf(manifest) ?? "";
	const isDocument = documentTypes.test(artifactType) && !vagueTypes.has(artifactType);
	return manifest.layers.filter(({ mediaType }) => isDocument || documentTypes.test(mediaType)).map((layer) => leadOf(layer, manifest, place));
}
function leadOf(layer, manifest, { look, about, signal, ...place }) {
	return {
		look,
		digest: layer.digest,
		size: layer.size,
		mediaType: layer.mediaType,
		annotations: {
			...manifest.annotations,
			...layer.annotations
		},
		manifest: manifest.digest,
		...about !== void 0 && { about },
		read: (maxBytes) => readBlob(place, layer, {
			maxBytes,
			signal
		})
	};
}

// src/evidence/look.ts
var Look = class {
	place;
	subject;
	repository;
	found = 0;
	#unreachable;
	#cut;
	#off;
	#note;
	constructor(place, about = {}) {
		this.place = place;
		this.subject = about.subject;
		this.repository = about.repository;
	}
	fail(error) {
		if (!(error instanceof HoistError)) throw error;
		this.#unreachable ??= explain(error);
	}
	cut(why) {
		this.#cut ??= why;
	}
	off(why) {
		this.#off = why;
	}
	note(text) {
		this.#note ??= text;
	}
	search() {
		const { place, subject, repository, found } = this;
		const message = this.#off ?? this.#unreachable ?? this.#cut ?? this.#note;
		return {
			place,
			found,
			state: this.#state(),
			...subject !== void 0 && { subject },
			...repository !== void 0 && { repository },
			...message !== void 0 && { message }
		};
	}
	#state() {
		if (this.#off !== void 0) return "off";
		if (this.#unreachable !== void 0) return "unreachable";
		if (this.#cut !== void 0) return "cut";
		return this.found > 0 ? "found" : "none";
	}
};

// src/evidence/attached.ts
const mostListed = 200;
const lanes = 4;
async function lookAtReferrers(request) {
	const { graph, subject } = request;
	const walked = waysOf(request);
	try {
		const { way, digests } = walked === void 0 ? await listReferrers(request) : {
			way: walked,
			digests: digestsIn(graph, subject, "referrer")
		};
		const look = lookOf(request, way === "tag" ? "fallback-tag" : "referrers");
		if (digests.length > mostListed) look.cut(`${digests.length} are listed, ${mostListed} are read`);
		return {
			look,
			leads: (await inLanes(digests.slice(0, mostListed), lanes, (digest) => listedManifest(request, look, digest))).filter((manifest) => manifest?.subject?.digest === subject).flatMap((manifest) => leadsOf(request, look, manifest))
		};
	} catch (error) {
		const look = lookOf(request, "referrers");
		look.fail(error);
		return {
			look,
			leads: []
		};
	}
}
async function lookAtCosignTags(request) {
	const { registry, graph, repository, subject, signal } = request;
	const look = lookOf(request, "cosign-tag");
	const references = waysOf(request) === void 0 ? cosignTags(subject).map(({ tag }) => tag) : digestsIn(graph, subject, "cosign-tag");
	return {
		look,
		leads: (await inLanes(references, lanes, async (reference) => {
			try {
				return (isDigest(reference) ? graph.manifests.get(reference) : void 0) ?? await registry.manifest(repository, reference, { signal });
			} catch (error) {
				look.fail(error);
				return;
			}
		})).flatMap((manifest) => leadsOf(request, look, manifest))
	};
}
function waysOf({ graph, repository, subject }) {
	if (repository !== graph.source || graph.left.length > 0) return void 0;
	return graph.listed?.get(subject);
}
async function listReferrers({ registry, repository, subject, signal }) {
	const { way, descriptors } = await registry.referrers(repository, subject, { signal });
	return {
		way,
		digests: [...new Set(descriptors.map(({ digest }) => digest))]
	};
}
function digestsIn(graph, subject, how) {
	const digests = graph.attachments.filter((attachment) => attachment.how === how && attachment.subject === subject).map(({ descriptor }) => descriptor.digest);
	return [...new Set(digests)];
}
async function listedManifest({ registry, graph, repository, signal }, look, digest) {
	try {
		const manifest = graph.manifests.get(digest) ?? await registry.manifest(repository, digest, { signal });
		if (manifest === void 0) throw notThere(repository, digest);
		return manifest;
	} catch (error) {
		look.fail(error);
		return;
	}
}
function leadsOf({ registry, repository, subject: about, signal }, look, manifest) {
	return manifest === void 0 ? [] : leadsIn(manifest, {
		registry,
		repository,
		look,
		about,
		signal
	});
}
function lookOf({ graph, repository, subject }, place) {
	return new Look(place, {
		subject,
		...repository !== graph.source && { repository }
	});
}
function notThere(repository, digest) {
	return new HoistError("unreachable", "REFERRER_MISSING", `${repository} lists ${digest} as attached to the image and does not have it`, { hint: "Its list of referrers is out of date: attach it again." });
}

export { leadsIn as i, lookAtReferrers as n, Look as r, lookAtCosignTags as t };