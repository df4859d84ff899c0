import { I as digestOf, U as HoistError } from "./start.js";

// src/evidence/read-leads.ts
const readLimits = {
	documents: 200,
	each: 40 * 1024 ** 2,
	all: 400 * 1024 ** 2
};
const lanes = 8;
async function readLeads(looked, use, limits = readLimits) {
	const groups = grouped(looked);
	const used = [];
	let bytes = 0;
	for (let at = 0; at < groups.length; at += lanes) {
		const wave = groups.slice(at, at + lanes);
		const full = bytes >= limits.all;
		const read = await Promise.all(wave.map(async ({ lead }, index) => {
			if (at + index >= limits.documents) return leave(lead, `more than ${limits.documents} documents`);
			return full ? leave(lead, `more than ${limits.all} bytes in all`) : readOne(lead, limits);
		}));
		const counted = [];
		for (const [index, found] of read.entries()) {
			const group = wave[index];
			if (found === void 0 || group === void 0) continue;
			bytes += found.bytes.length;
			if (bytes > limits.all) leave(group.lead, `more than ${limits.all} bytes in all`);
			else counted.push({
				found,
				holders: group.holders
			});
		}
		used.push(...await Promise.all(counted.map(use)));
	}
	return used;
}
function grouped(looked) {
	const groups = /* @__PURE__ */ new Map();
	for (const [order, lead] of looked.flatMap(({ leads }) => leads).entries()) {
		lead.look.found += 1;
		const key = keyOf(lead) ?? String(order);
		const known = groups.get(key);
		const holders = lead.manifest === void 0 ? [] : [lead.manifest];
		groups.set(key, {
			lead: known?.lead ?? lead,
			holders: [...known?.holders ?? [], ...holders]
		});
	}
	return [...groups.values()];
}
function keyOf({ digest, about, annotations }) {
	return digest && `${about} ${documentKey({
		digest,
		annotations
	})}`;
}
function documentKey({ digest, annotations }) {
	const signature = Object.entries(annotations).filter(([name]) => name.startsWith("dev.cosignproject.") || name.startsWith("dev.sigstore.cosign/")).toSorted(([a], [b]) => a < b ? -1 : 1);
	return `${digest} ${JSON.stringify(signature)}`;
}
async function readOne(lead, limits) {
	const { look, about, mediaType, annotations, manifest, file, size = 0 } = lead;
	if (size > limits.each) return leave(lead, `a document of ${size} bytes`);
	try {
		const bytes = await lead.read(limits.each);
		return {
			place: look.place,
			bytes,
			digest: lead.digest ?? digestOf(bytes),
			mediaType,
			annotations,
			...about !== void 0 && { about },
			...manifest !== void 0 && { manifest },
			...file !== void 0 && { file }
		};
	} catch (error) {
		if (error instanceof HoistError && tooLong.has(error.code)) return leave(lead, error.message);
		look.fail(error);
		return;
	}
}
const tooLong = /* @__PURE__ */ new Set([
	"FILE_TOO_LARGE",
	"BLOB_TOO_LARGE",
	"BUNDLE_TOO_LONG",
	"WEB_TOO_LONG"
]);
function leave({ look }, what) {
	look.cut(`not everything was read: ${what}`);
}

export { readLeads as n, documentKey as t };