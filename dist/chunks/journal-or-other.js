import { V as HoistError } from "./start.js";

// src/github/journal/journal-or-other.ts
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