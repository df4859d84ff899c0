import { H as shortDigest, N as stageText, U as HoistError, u as parseReference } from "./start.js";
import { S as isOfAnotherRun, T as letsPass, Z as openerFor, _ as statementsAt, ot as walk, v as cameThere, x as isInside, y as environmentsOf } from "./promotion.js";
import { L as matchPattern } from "./commands.js";

// src/promotion/shown.ts
function decisionsFor(statements, wanted) {
	return statements.filter((found) => found.kind === "decision" && found.trust.level === "signed" && letsPass(found.summary, wanted));
}
function promotionsTo(statements, wanted) {
	return statements.filter((found) => found.kind === "promotion" && found.trust.level === "signed" && cameThere(found.record, wanted));
}

// src/promotion/proof-of.ts
function proofOf(found, asked) {
	const [first, ...rest] = byAge(promotionsTo(found, asked)).flatMap((promotion) => {
		const { pipeline, stage } = promotion.record.intent;
		const decisions = byAge(decisionsFor(found, {
			...asked,
			pipeline,
			stage
		}));
		return (decisions.length === 0 ? [void 0] : decisions).map((decision) => {
			const pair = {
				decision,
				promotion
			};
			return {
				...pair,
				problems: [...unproven(found, pair), ...wrongWith(pair, asked)]
			};
		});
	});
	if (first !== void 0) {
		const proofs = [first, ...rest];
		const named = ({ promotion }) => asked.tag === void 0 || promotion !== void 0 && namesTag(promotion.record, asked);
		return proofs.find(({ problems }) => problems.length === 0) ?? proofs.find(named) ?? first;
	}
	const [decision] = byAge(decisionsFor(found, asked));
	const none = {
		decision,
		promotion: void 0
	};
	return {
		...none,
		problems: unproven(found, none)
	};
}
function wrongWith(pair, asked) {
	return [
		...untagged(pair, asked),
		...contradictions(pair.promotion),
		...misplaced(pair, asked)
	];
}
function untagged({ promotion: { record } }, asked) {
	const { repository, tag } = asked;
	if (tag === void 0 || namesTag(record, asked)) return [];
	return [problem("TAG_NOT_RECORDED", `the image was promoted to ${repository}, and no signed record says that the tag ${tag} was`, "Somebody else wrote the tag: promote the image under it.")];
}
function unproven(found, { decision, promotion }) {
	const missing = [...decision === void 0 ? ["no signed decision"] : [], ...promotion === void 0 ? ["no signed record"] : []];
	if (missing.length === 0) return [];
	const onDisk = found.some((one) => one.kind === "promotion" && one.trust.level === "signed" && one.record.intent.config?.commit === void 0);
	const why = [...whysOf(found), ...onDisk ? ["a config on a disk decided it, which nobody else could have read"] : []];
	const looked = found.length === 0 ? "nothing of the kind is attached" : why.join("; ") || "what is attached is of another place";
	return [problem("NOT_PROMOTED", `${missing.join(" and ")} of an accepted signer shows that it was promoted there: ${looked}`, onDisk ? "Only what GitHub Actions promotes by the config of the default branch can be proven." : "Promote it there with Hoist, or name the signer that promotes.")];
}
function whysOf(found) {
	const digests = /* @__PURE__ */ new Map();
	for (const one of found) {
		const why = one.kind === "nothing" ? one.why : one.trust.level === "untrusted" ? one.trust.why : void 0;
		if (why !== void 0) digests.set(why, [...digests.get(why) ?? [], shortDigest(one.digest)]);
	}
	return [...digests].map(([why, of]) => `${of.join(", ")}: ${why}`);
}
function misplaced({ decision, promotion }, { stageOf, repository }) {
	if (stageOf === void 0) return [];
	const { intent } = promotion.record;
	const stage = stageOf(intent);
	if (stage === void 0 || !stage.to.some((to) => matchPattern(to, repository) !== void 0)) return [problem("OTHER_STAGE", `the signed record is of ${stageText(intent)}, which does not fill ${repository} by the config`, "Promote it there by a stage of the config, or look at who signed the record.")];
	const environments = environmentsOf(stage.environment, intent.kind);
	return [decision, promotion].flatMap((one) => one === void 0 ? [] : outside(one, environments));
}
function outside({ kind, trust }, environments) {
	if (trust.level !== "signed" || environments === void 0 || isInside(trust.identity, environments)) return [];
	const found = trust.identity.claims[23];
	return [problem("OUTSIDE_ENVIRONMENT", `the ${kind} was signed ${found === void 0 ? "outside of any environment" : `in the environment ${found}`}, and the stage is guarded by ${environments.join(" or ")}`, "Only a job that GitHub let into the environment may promote there.")];
}
function contradictions({ trust, record }) {
	if (trust.level !== "signed" || !isOfAnotherRun(trust.identity, record)) return [];
	return [problem("CONTRADICTION", `the record says that ${record.intent.run.url ?? ""} promoted it, and ${trust.identity.claims[21] ?? ""} signed the record`, "Whoever may sign as that workflow has signed a record of another run: look at both.")];
}
function namesTag({ result }, { tag, repository, digest }) {
	return (result?.targets.filter((one) => one.repository === repository && one.digest === digest) ?? []).some(({ tags }) => tags.some((one) => one.tag === tag && one.after === digest));
}
function byAge(found) {
	const timeOf = ({ trust }) => trust.level === "signed" ? trust.signedAt?.last.getTime() ?? 0 : 0;
	return found.toReversed().toSorted((a, b) => timeOf(b) - timeOf(a));
}
function problem(code, message, hint) {
	return {
		code,
		message,
		hint
	};
}

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
	}, signal);
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
	const proof = proofOf(found, {
		...target,
		tag,
		stageOf
	});
	const { decision, promotion } = proof;
	const stage = promotion && {
		pipeline: promotion.record.intent.pipeline,
		stage: promotion.record.intent.stage
	};
	const problems = [
		...moved ?? [],
		...lacks,
		...proof.problems
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
async function movedTag(registry, { repository, tag, digest }, signal) {
	const now = await registry.head(repository, tag, {
		expected: digest,
		signal
	});
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

export { verify };