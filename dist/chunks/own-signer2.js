import { ut as exactGlob } from "./commands.js";
import { x as isJsonObject } from "./registry.js";
import { n as matchSigners, t as certificateSigners } from "./identity.js";
import { n as parsePublicKey } from "./key-signature.js";

// src/evidence/own-signer.ts
const ownName = "this run";
function claimsOf(token) {
	const [, body = ""] = token.split(".");
	try {
		const claims = JSON.parse(Buffer.from(body, "base64url").toString());
		return isJsonObject(claims) ? claims : {};
	} catch {
		return {};
	}
}
function signerOfJob(token, server) {
	const claims = claimsOf(token);
	const text = (name) => {
		const value = claims[name];
		return typeof value === "string" && value !== "" ? value : void 0;
	};
	const [issuer, repository, ref, trigger] = [
		"iss",
		"repository",
		"ref",
		"event_name"
	].map(text);
	const [, workflow, workflowRef] = /^(.+?\.ya?ml)@(.+)$/s.exec(text("job_workflow_ref") ?? "") ?? [];
	if (issuer === void 0 || repository === void 0 || ref === void 0 || trigger === void 0) return void 0;
	if (workflow === void 0 || workflowRef === void 0) return void 0;
	const runner = text("runner_environment");
	const environment = text("environment");
	const repositoryId = text("repository_id");
	const ownerId = text("repository_owner_id");
	const subject = `${server}/${workflow}@${workflowRef}`;
	const said = {
		8: issuer,
		9: subject,
		11: runner,
		12: `${server}/${repository}`,
		14: ref,
		15: repositoryId,
		17: ownerId,
		20: trigger,
		23: environment
	};
	return {
		identity: {
			kind: "certificate",
			issuer,
			subject,
			claims: Object.fromEntries(Object.entries(said).filter((entry) => entry[1] !== void 0))
		},
		signer: {
			kind: "github",
			name: ownName,
			repository,
			server,
			issuer,
			workflow,
			workflowRefs: [exactGlob(workflowRef)],
			refs: [exactGlob(ref)],
			triggers: /* @__PURE__ */ new Set([trigger]),
			runner: runner === "github-hosted" || runner === "self-hosted" ? runner : "any",
			...environment === void 0 ? {} : { environment },
			...repositoryId === void 0 ? {} : { repositoryId },
			...ownerId === void 0 ? {} : { ownerId }
		}
	};
}
function whyNotNamed({ identity, signer }, accepted) {
	if (signer.kind === "key") {
		const own = parsePublicKey(signer);
		return accepted.some((one) => one.kind === "key" && parsePublicKey(one).equals(own)) ? void 0 : `they are signed by the key of ${signer.name}`;
	}
	const match = matchSigners(identity, certificateSigners(accepted));
	return match.state === "named" ? void 0 : match.why;
}

export { signerOfJob as n, whyNotNamed as r, claimsOf as t };