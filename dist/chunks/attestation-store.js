import { U as HoistError } from "./start.js";
import { t as splitRepository } from "./repository.js";

// src/github/attestation-store.ts
const route = "POST /repos/{owner}/{repo}/attestations";
const advice = "Add \"attestations: write\" under permissions: of the job, beside \"id-token: write\". On some plans, private and internal repositories cannot keep attestations, and GitHub Enterprise Server keeps none";
function gitHubAttestationStore(api, repository) {
	const where = splitRepository(repository);
	return { async keep(bundle) {
		try {
			const body = JSON.parse(new TextDecoder().decode(bundle));
			const sent = await api.send(route, {
				...where,
				bundle: body
			});
			return sent.became === "done" ? void 0 : sent.error.message;
		} catch (thrown) {
			if (!(thrown instanceof HoistError)) throw thrown;
			return thrown.code === "GITHUB_FORBIDDEN" || thrown.code === "GITHUB_ANSWER" ? `${thrown.message}. ${advice}` : thrown.message;
		}
	} };
}

export { gitHubAttestationStore };