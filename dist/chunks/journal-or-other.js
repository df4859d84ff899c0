import { z as HoistError } from "./start.js";

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
	async function write(verb) {
		if (instead !== void 0) return verb(await instead);
		try {
			await verb(first);
		} catch (error) {
			await verb(await turnAway(error));
		}
	}
	async function* entries(...asked) {
		if (instead !== void 0) yield* (await instead).list(...asked);
		try {
			yield* first.list(...asked);
		} catch (error) {
			throw isForbidden(error) || isHidden(error) ? unreadable(error) : error;
		}
	}
	return {
		intend: (record) => write((journal) => journal.intend(record)),
		moved: (record, tag) => write((journal) => journal.moved(record, tag)),
		finish: (record) => write((journal) => journal.finish(record)),
		list: entries
	};
}
function isForbidden(error) {
	return error instanceof HoistError && error.code === "GITHUB_FORBIDDEN";
}
function isHidden(error) {
	return error instanceof HoistError && error.code === "GITHUB_NOT_FOUND";
}
function unreadable(error) {
	return new HoistError("config", "JOURNAL_FORBIDDEN", `the deployments of this repository, where promotions and holds are kept, may not be read (${error.message})`, {
		hint: "Add \"deployments: read\" under permissions: of the job (\"deployments: write\" to keep promotions there), or set record: { deployments: false } in the config: then nothing is known of earlier runs, and no stage is held.",
		cause: error
	});
}

export { journalOrOther };