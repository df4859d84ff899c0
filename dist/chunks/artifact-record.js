import { V as HoistError, i as hostOf, p as pathOf } from "./start.js";
import { t as splitRepository } from "./repository.js";

// src/github/artifact-record.ts
const route = "POST /orgs/{org}/artifacts/metadata/storage-record";
const longestUrl = 152;
const digestForm = /^sha256:[a-f0-9]{64}$/;
function gitHubLedger(api, repository) {
	const { owner, repo } = splitRepository(repository);
	let organisation;
	async function isOrganisation() {
		const body = await api.get("GET /repos/{owner}/{repo}", {
			owner,
			repo
		});
		const { RepositoryOwner } = await import("./schema.js");
		return RepositoryOwner.safeParse(body).data?.type === "Organization";
	}
	return { async store(image) {
		try {
			organisation ??= isOrganisation();
			if (!await organisation) return void 0;
			if (!digestForm.test(image.digest)) return "linked artifacts are named by a sha256 digest only";
			const sent = await api.send(route, bodyOf(image, {
				org: owner,
				repo
			}));
			return sent.became === "done" ? void 0 : sent.error.message;
		} catch (thrown) {
			if (!(thrown instanceof HoistError)) throw thrown;
			return thrown.hint === void 0 ? thrown.message : `${thrown.message}. ${thrown.hint}`;
		}
	} };
}
function bodyOf({ repository, digest, tag }, { org, repo }) {
	const path = pathOf(repository);
	const url = `https://${hostOf(repository)}/${path}`;
	return {
		org,
		name: path,
		digest,
		...tag === void 0 ? {} : { version: tag },
		registry_url: `https://${hostOf(repository)}/`,
		repository: path,
		...url.length > longestUrl ? {} : { artifact_url: url },
		status: "active",
		github_repository: repo
	};
}

export { gitHubLedger };