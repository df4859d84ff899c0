import { U as HoistError } from "./start.js";

// src/github/journal/journal-or-other.ts
function journalOrOther(first, { other, notice, log }) {
	let instead;
	function turnAway(error) {
		if (!isForbidden(error)) throw error;
		if (instead === void 0) {
			log.notice(`${notice} (${error.message})`);
			instead = other();
		}
		return instead;
	}
	async function intend(record) {
		if (instead !== void 0) return (await instead).intend(record);
		try {
			await first.intend(record);
		} catch (error) {
			if (record.intent.kind === "rollback" && isForbidden(error)) throw unheld(error);
			await (await turnAway(error)).intend(record);
		}
	}
	const begun = async () => instead === void 0 ? first : await instead;
	async function* entries(...asked) {
		if (instead !== void 0) yield* (await instead).list(...asked);
		try {
			yield* first.list(...asked);
		} catch (error) {
			throw isForbidden(error) || isHidden(error) ? unreadable(error) : error;
		}
	}
	return {
		intend,
		moved: async (record, tag) => (await begun()).moved(record, tag),
		finish: async (record) => (await begun()).finish(record),
		list: entries
	};
}
function isForbidden(error) {
	return error instanceof HoistError && error.code === "GITHUB_FORBIDDEN";
}
function isHidden(error) {
	return error instanceof HoistError && error.code === "GITHUB_NOT_FOUND";
}
function unheld(error) {
	return new HoistError("config", "HOLD_NOT_KEPT", `the rollback may not be kept as a deployment, and so would not hold the stage (${error.message})`, {
		hint: "Add \"deployments: write\" under permissions: of the job, or set record: { deployments: false } in the config: then no stage is held.",
		cause: error
	});
}
function unreadable(error) {
	return new HoistError("config", "JOURNAL_FORBIDDEN", `the deployments of this repository, where promotions and holds are kept, may not be read (${error.message})`, {
		hint: "Add \"deployments: read\" under permissions: of the job (\"deployments: write\" to keep promotions there), or set record: { deployments: false } in the config: then nothing is known of earlier runs, and no stage is held.",
		cause: error
	});
}

export { journalOrOther };