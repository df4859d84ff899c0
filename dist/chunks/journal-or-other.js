import { t as HoistError } from "./errors.js";

// src/github/journal/journal-or-other.ts
/**
* A journal, and another in its place once it may not be written or read: the first that is refused decides for the
* whole run, so that an intent and its result are in the same one. Any other error stays an error: a journal that is out
* of reach for a moment is no reason to keep records where they end with the job.
*/
function journalOrOther(first, { other, notice, log }) {
	let instead;
	function turnAway(error) {
		if (!(error instanceof HoistError) || error.code !== "GITHUB_FORBIDDEN") throw error;
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
	/** What the other has is of this run, so newer than all that the first has. */
	async function* entries(query) {
		if (instead !== void 0) yield* (await instead).list(query);
		try {
			yield* first.list(query);
		} catch (error) {
			const wasTurnedAway = instead !== void 0;
			const journal = await turnAway(error);
			if (!wasTurnedAway) yield* journal.list(query);
		}
	}
	return {
		intend: (record) => write((journal) => journal.intend(record)),
		moved: (record, tag) => write((journal) => journal.moved(record, tag)),
		finish: (record) => write((journal) => journal.finish(record)),
		list: entries
	};
}

export { journalOrOther };