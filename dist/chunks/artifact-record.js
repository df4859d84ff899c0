import { U as HoistError, i as hostOf, p as pathOf } from "./start.js";
import { t as splitRepository } from "./repository.js";

// src/github/artifact-record.ts
const listRoute = "GET /orgs/{org}/artifacts/{subject_digest}/metadata/storage-records";
const route = "POST /orgs/{org}/artifacts/metadata/storage-record";
const longest = {
	url: 152,
	repository: 128,
	version: 100,
	name: 256
};
const optional = "Or write linked-artifacts: auto, which goes on without.";
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
	function whoseDigest(digest) {
		return digestForm.test(digest) ? void 0 : "linked artifacts are named by a sha256 digest only";
	}
	return {
		async obstacle(digest) {
			const named = whoseDigest(digest);
			if (named !== void 0) return {
				why: named,
				hint: optional
			};
			try {
				organisation ??= isOrganisation();
				if (!await organisation) return {
					why: `${owner} is no organisation: only those have a ledger`,
					hint: optional
				};
				await api.get(listRoute, {
					org: owner,
					subject_digest: digest
				});
				return;
			} catch (thrown) {
				if (!(thrown instanceof HoistError)) throw thrown;
				if (thrown.kind !== "config") return void 0;
				return {
					why: thrown.message,
					hint: `Add "artifact-metadata: write" under permissions: of the job. ${optional}`
				};
			}
		},
		async store(image) {
			try {
				organisation ??= isOrganisation();
				if (!await organisation) return void 0;
				const named = whoseDigest(image.digest);
				if (named !== void 0) return named;
				const sent = await api.send(route, bodyOf(image, {
					org: owner,
					repo
				}));
				return sent.became === "done" ? void 0 : sent.error.message;
			} catch (thrown) {
				if (!(thrown instanceof HoistError)) throw thrown;
				return thrown.hint === void 0 ? thrown.message : `${thrown.message}. ${thrown.hint}`;
			}
		}
	};
}
function bodyOf({ repository, digest, tag }, { org, repo }) {
	const path = pathOf(repository);
	const url = `https://${hostOf(repository)}/${path}`;
	return {
		org,
		name: path.slice(0, longest.name),
		digest,
		...tag === void 0 || tag.length > longest.version ? {} : { version: tag },
		registry_url: `https://${hostOf(repository)}/`,
		...path.length > longest.repository ? {} : { repository: path },
		...url.length > longest.url ? {} : { artifact_url: url },
		status: "active",
		github_repository: repo
	};
}

export { gitHubLedger };