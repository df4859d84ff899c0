import { a as hexOf, t as algorithmOf } from "./digest.js";

// src/domain/statement.ts
const scheme = "oci://";
/**
* The `resourceUri` of our verification summaries: `oci://ghcr.io/acme/staging/web?pipeline=web&stage=staging`. Names of
* pipelines and stages have no character that a URI would escape; they are escaped all the same, so that none ever means
* another.
*/
function stageResource({ repository, pipeline, stage }) {
	return `${scheme}${encodeURI(repository)}?pipeline=${encodeURIComponent(pipeline)}&stage=${encodeURIComponent(stage)}`;
}
/** The stage that a resource names; undefined for any other URI, also one that is written in another way. */
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
/** The decision: a SLSA verification summary. */
const decisionType = "https://slsa.dev/verification_summary/v1";
/** The promotion: its predicate is the record, `hoist/promotion/v1`. A URN, as the project owns no domain. */
const promotionType = "urn:hoist:promotion:v1";
/** Who says so outside GitHub: nobody whom a certificate could name. */
const commandLine = "urn:hoist:command-line";
/** That the policy of a stage was evaluated for an image, and what it said: attached before any tag moves. */
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
/** The record of a promotion, about every image that it carried: attached after the targets were read back. */
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
/**
* Whether a summary's policy is a file that somebody had on a disk: no commit shows what it was, so neither `promoted`
* nor `verify` accepts the promotion (contract §4).
*/
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

export { promotionType as a, promotionStatement as i, decisionType as n, readStageResource as o, isFromDisk as r, decisionStatement as t };