import { A as matchPattern } from "./commands.js";
import { B as HoistError, j as stageText, l as parseReference, z as shortDigest } from "./start.js";
import { U as walk, _ as openerFor, f as statementsAt, h as targetOf, m as promotionsTo, p as decisionsFor } from "./promotion.js";

// src/promotion/verify.ts
async function verify({ world, registry }, { image, trust, stageOf }) {
	const { repository, tag, digest } = parseReference(image);
	const { signal } = world;
	const base = {
		schema: "hoist/verify/v1",
		repository,
		...tag === void 0 ? {} : { tag }
	};
	const reference = digest ?? tag;
	if (reference === void 0) throw new HoistError("config", "REFERENCE_INCOMPLETE", `${image} names neither a tag nor a digest`, { hint: "Write REPOSITORY:TAG or REPOSITORY@DIGEST." });
	const root = await registry.manifest(repository, reference, { signal });
	if (root === void 0) {
		const problems = [problem("IMAGE_NOT_FOUND", `${repository} has no ${reference}`, "Look at its name.")];
		return {
			...base,
			ok: false,
			promoted: false,
			unaltered: false,
			proven: [],
			problems
		};
	}
	const moved = digest === void 0 || tag === void 0 ? void 0 : await movedTag(registry, {
		repository,
		tag,
		digest
	});
	const graph = await walk(registry, repository, root, {
		referrers: "best-effort",
		missingPlatforms: "allow",
		depth: "whole",
		signal
	});
	const open = openerFor(world, trust, trust.signers);
	const [found, lacks] = await Promise.all([statementsAt({
		registry,
		repository,
		root,
		graph,
		signal,
		open
	}), lacking(registry, graph, signal)]);
	const target = {
		repository,
		digest: root.digest
	};
	const promotions = byAge(promotionsTo(found, target));
	const promotion = promotions.find(({ record }) => tag === void 0 || namesTag(record, {
		...target,
		tag
	})) ?? promotions[0];
	const stage = promotion && {
		pipeline: promotion.record.intent.pipeline,
		stage: promotion.record.intent.stage
	};
	const [decision] = byAge(decisionsFor(found, {
		...target,
		...stage
	}));
	const problems = [
		...moved ?? [],
		...lacks,
		...unproven(found, decision, promotion),
		...promotion !== void 0 && tag !== void 0 && !namesTag(promotion.record, {
			...target,
			tag
		}) ? [problem("TAG_NOT_RECORDED", `the image was promoted to ${repository}, and no signed record says that the tag ${tag} was`, "Somebody else wrote the tag: promote the image under it.")] : [],
		...promotion === void 0 ? [] : contradictions(promotion),
		...promotion === void 0 || stageOf === void 0 ? [] : misplaced(stageOf, {
			decision,
			promotion,
			repository
		})
	];
	return {
		...base,
		digest: root.digest,
		ok: problems.length === 0,
		...stage === void 0 ? {} : { stage },
		promoted: decision !== void 0 && promotion !== void 0,
		unaltered: lacks.length === 0,
		proven: [decision, promotion].flatMap((one) => one === void 0 ? [] : [provenOf(one)]),
		...promotion === void 0 ? {} : { stated: statedOf(promotion) },
		problems
	};
}
async function movedTag(registry, { repository, tag, digest }) {
	const now = await registry.head(repository, tag);
	if (now?.digest === digest) return [];
	return [problem("TAG_MOVED", `${repository}:${tag} names ${now?.digest ?? "nothing"}`, "Verify that digest.")];
}
async function lacking(registry, { source, blobs, missing, imageOrder }, signal) {
	const own = new Set(imageOrder);
	const asked = [...blobs.values()].filter(({ usedBy }) => usedBy.some((manifest) => own.has(manifest)));
	const answers = await Promise.all(asked.map(async ({ descriptor }) => ({
		digest: descriptor.digest,
		isThere: await registry.hasBlob(source, descriptor, { signal })
	})));
	return [...missing.map(({ digest }) => digest), ...answers.filter(({ isThere }) => !isThere).map(({ digest }) => digest)].map((digest) => problem("PART_MISSING", `${source} does not have ${digest}, which the image names`, "Promote the image again."));
}
function unproven(found, decision, promotion) {
	const missing = [...decision === void 0 ? ["no signed decision"] : [], ...promotion === void 0 ? ["no signed record"] : []];
	if (missing.length === 0) return [];
	const whys = found.flatMap((one) => {
		if (one.kind === "nothing") return [`${shortDigest(one.digest)}: ${one.why}`];
		return one.trust.level === "untrusted" ? [`${shortDigest(one.digest)}: ${one.trust.why}`] : [];
	});
	const onDisk = found.some((one) => one.kind === "promotion" && one.trust.level === "signed" && one.record.intent.config?.commit === void 0);
	const why = [...whys, ...onDisk ? ["a config on a disk decided it, which nobody else could have read"] : []];
	const looked = found.length === 0 ? "nothing of the kind is attached" : why.join("; ") || "what is attached is of another place";
	return [problem("NOT_PROMOTED", `${missing.join(" and ")} of an accepted signer shows that it was promoted there: ${looked}`, "Promote it there with Hoist, or name the signer that promotes.")];
}
function misplaced(stageOf, { decision, promotion, repository }) {
	const { intent } = promotion.record;
	const stage = stageOf(intent);
	if (stage === void 0 || !stage.to.some((to) => matchPattern(to, repository) !== void 0)) return [problem("OTHER_STAGE", `the signed record is of ${stageText(intent)}, which does not fill ${repository} by the config`, "Promote it there by a stage of the config, or look at who signed the record.")];
	const guard = stage.environment;
	if (guard === void 0 || guard.approval === "none") return [];
	const wanted = intent.kind === "rollback" ? guard.rollback ?? guard.name : guard.name;
	return [decision, promotion].flatMap((one) => one === void 0 ? [] : outside(one, wanted));
}
function outside({ kind, trust }, wanted) {
	if (trust.level !== "signed" || trust.identity.kind === "key") return [];
	const found = trust.identity.claims[23];
	if (found === wanted) return [];
	return [problem("OUTSIDE_ENVIRONMENT", `the ${kind} was signed ${found === void 0 ? "outside of any environment" : `in the environment ${found}`}, and the stage is guarded by ${wanted}`, "Only a job that GitHub let into the environment may promote there.")];
}
function contradictions({ trust, record }) {
	const run = trust.level === "signed" ? trust.identity.claims[21] : void 0;
	const stated = record.intent.run.url;
	if (run === void 0 || stated === void 0 || run === stated) return [];
	return [problem("CONTRADICTION", `the record says that ${stated} promoted it, and ${run} signed the record`, "Whoever may sign as that workflow has signed a record of another run: look at both.")];
}
function namesTag(record, at) {
	return targetOf(record, at)?.tags.some(({ tag, after }) => tag === at.tag && after === at.digest) === true;
}
function byAge(found) {
	const timeOf = ({ trust }) => trust.level === "signed" ? trust.signedAt?.last.getTime() ?? 0 : 0;
	return found.toReversed().toSorted((a, b) => timeOf(b) - timeOf(a));
}
function provenOf({ kind, digest, trust }) {
	const identity = trust.level === "signed" ? trust.identity : {
		kind: "key",
		claims: {}
	};
	const { claims, issuer } = identity;
	const said = {
		issuer,
		repository: claims[12],
		commit: claims[13],
		ref: claims[14],
		workflow: claims[9],
		environment: claims[23],
		run: claims[21],
		signedAt: trust.level === "signed" ? trust.signedAt?.last.toISOString() : void 0
	};
	return {
		statement: kind,
		bundle: digest,
		signer: trust.level === "signed" ? trust.signers[0] ?? "" : "",
		kind: identity.kind,
		...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== void 0))
	};
}
function statedOf({ record: { id, intent, result } }) {
	const { kind, planned, actor, initiator, comment, sources, policy, config, planHash, run } = intent;
	return {
		record: id,
		kind,
		planned,
		actor,
		initiator,
		...comment === void 0 ? {} : { comment },
		sources,
		...policy === void 0 ? {} : { policy },
		...config === void 0 ? {} : { config },
		...planHash === void 0 ? {} : { planHash },
		run,
		outcome: result?.outcome ?? "none",
		finished: result?.finished ?? "",
		...result?.approvals === void 0 ? {} : { approvals: result.approvals }
	};
}
function problem(code, message, hint) {
	return {
		code,
		message,
		hint
	};
}

export { verify };