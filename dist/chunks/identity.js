import { t as clip } from "./statement.js";

// src/evidence/identity.ts
const oid = {
	buildSigner: 9,
	runner: 11,
	repository: 12,
	ref: 14,
	repositoryId: 15,
	ownerId: 17,
	trigger: 20,
	environment: 23
};
function certificateSigners(signers) {
	return signers.filter((signer) => signer.kind !== "key");
}
function matchSigners(identity, signers) {
	const compared = signers.map((signer) => ({
		signer,
		differences: differences(signer, identity)
	}));
	const [first, ...more] = compared.filter(({ differences }) => differences.length === 0).map(({ signer }) => signer.name);
	if (first !== void 0) return {
		state: "named",
		signers: [first, ...more]
	};
	const nearest = compared.reduce((best, one) => best === void 0 || distance(one.differences) < distance(best.differences) ? one : best, void 0);
	const who = `signed by ${describe(identity)}`;
	if (nearest === void 0) return {
		state: "unnamed",
		why: `${who}, and the config names no keyless signer`
	};
	return {
		state: "unnamed",
		why: `${who}; ${nearest.signer.name} wants ${nearest.differences.map(sentence).join(" and ")}`
	};
}
function differences(signer, identity) {
	return (signer.kind === "identity" ? compareIdentity(signer, identity) : compareGitHub(signer, identity)).filter((difference) => difference !== void 0);
}
function compareIdentity(signer, identity) {
	return [exactly("issuer", signer.issuer, identity.issuer), exactly("subject", signer.subject, identity.subject)];
}
function compareGitHub(signer, identity) {
	const { claims } = identity;
	const runner = claims[oid.runner];
	return [
		exactly("issuer", signer.issuer, identity.issuer),
		exactly("repository", `${signer.server}/${signer.repository}`, claims[oid.repository]),
		...compareWorkflow(signer, identity),
		oneOf("ref", signer.refs, claims[oid.ref]),
		amongTriggers(signer.triggers, claims[oid.trigger]),
		signer.runner === "any" ? void 0 : exactly("runner", signer.runner, runner),
		ifWanted("environment", signer.environment, claims[oid.environment]),
		ifWanted("repository id", signer.repositoryId, claims[oid.repositoryId]),
		ifWanted("owner id", signer.ownerId, claims[oid.ownerId])
	];
}
function compareWorkflow(signer, identity) {
	if (signer.workflow === void 0 && signer.workflowRefs === void 0) return [];
	const uri = identity.claims[oid.buildSigner];
	const [file, ref] = splitWorkflow(uri ?? "", signer);
	return [
		exactly("subject", uri ?? "of its workflow", identity.subject),
		signer.workflow === void 0 ? void 0 : exactly("workflow", `${signer.server}/${signer.workflow}`, file),
		oneOf("workflow ref", signer.workflowRefs, ref)
	];
}
function splitWorkflow(uri, signer) {
	const wanted = signer.workflow === void 0 ? void 0 : `${signer.server}/${signer.workflow}`;
	if (wanted !== void 0 && uri.startsWith(`${wanted}@`)) return [wanted, uri.slice(wanted.length + 1)];
	const [, file, ref] = /^(.+?\.ya?ml)@(.+)$/s.exec(uri) ?? [];
	return [file, ref];
}
function exactly(what, wanted, found) {
	return found === wanted ? void 0 : {
		what,
		wanted,
		found
	};
}
function ifWanted(what, wanted, found) {
	return wanted === void 0 ? void 0 : exactly(what, wanted, found);
}
function oneOf(what, globs, found) {
	if (globs === void 0 || found !== void 0 && globs.some((glob) => glob.matches(found))) return void 0;
	return {
		what,
		wanted: globs.map((glob) => glob.text).join(" or "),
		found
	};
}
function amongTriggers(wanted, found) {
	if (wanted === void 0 || found !== void 0 && wanted.has(found)) return void 0;
	return {
		what: "trigger",
		wanted: [...wanted].join(" or "),
		found
	};
}
function distance(found) {
	return found.reduce((sum, { what }) => sum + (what === "repository" || what === "issuer" || what === "subject" ? 10 : 1), 0);
}
function sentence({ what, wanted, found }) {
	return found === void 0 ? `${what} ${wanted}, which the certificate does not show` : `${what} ${wanted}, not ${clip(found)}`;
}
function describe(identity) {
	const repository = identity.claims[oid.repository];
	const workflow = identity.claims[oid.buildSigner];
	if (repository === void 0 || workflow === void 0) return `${clip(identity.subject ?? "nobody by name")} (${clip(identity.issuer ?? "no issuer")})`;
	const own = `${repository}/.github/workflows/`;
	const file = workflow.startsWith(own) ? workflow.slice(own.length) : withoutServer(workflow);
	return `${clip(withoutServer(repository))} ${clip(file)}`;
}
function withoutServer(uri) {
	return uri.replace(/^https:\/\/github\.com\//, "");
}

export { matchSigners as n, certificateSigners as t };