// src/github/actions.ts
function inActions(parts) {
	const { run, env, clock, log, api } = parts;
	const repository = run.repository ?? "";
	let gates;
	let deployments;
	let ledger;
	async function openGates() {
		const [{ gitHubGates }, { jobClaims }] = await Promise.all([import("./gates.js"), import("./id-token.js")]);
		const id = Number(parts.checkRunId ?? "");
		return gitHubGates({
			api,
			repository,
			run: {
				id: run.id ?? "",
				attempt: run.attempt ?? 1
			},
			checkRunId: Number.isSafeInteger(id) && id > 0 ? id : void 0,
			claims: async () => jobClaims({
				env,
				ask: await parts.askWithBearer(),
				secret: (value) => log.secret(value)
			}),
			log
		});
	}
	function gatesOf() {
		gates ??= openGates();
		return gates;
	}
	async function openLedger() {
		const { gitHubLedger } = await import("./artifact-record.js");
		return gitHubLedger(api, repository);
	}
	async function openDeployments() {
		const ref = run.sha ?? run.ref;
		if (ref === void 0) return void 0;
		const { gitHubJournal } = await import("./journal2.js");
		return gitHubJournal({
			writing: await parts.writing(),
			reading: api,
			repository,
			ref,
			clock,
			log,
			ownDeployment: async () => (await (await gatesOf()).place())?.deployment
		});
	}
	return {
		gates: gatesOf,
		ledger() {
			ledger ??= openLedger();
			return ledger;
		},
		async attestationStore() {
			const { gitHubAttestationStore } = await import("./attestation-store.js");
			return gitHubAttestationStore(api, repository);
		},
		async discussion() {
			const { gitHubDiscussion } = await import("./discussion.js");
			return gitHubDiscussion(api, {
				repository,
				clock
			});
		},
		deployments() {
			deployments ??= openDeployments();
			return deployments;
		}
	};
}

export { inActions };