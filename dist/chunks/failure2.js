import { r as messageOf, t as HoistError } from "./errors.js";

// src/promotion/failure.ts
/**
* Anything that was thrown, as an error that a user can act on. A run that was stopped by a signal is `CANCELLED`
* (F41); what nobody foresaw is `UNEXPECTED`, with its stack in the debug log only.
*/
function failureOf(thrown, { signal, log }) {
	if (signal.aborted && !(thrown instanceof HoistError)) return cancelled();
	if (thrown instanceof HoistError) return thrown;
	if (thrown instanceof Error && thrown.stack !== void 0) log.debug(thrown.stack);
	return new HoistError("incomplete", "UNEXPECTED", `something that should not happen did: ${messageOf(thrown)}`, {
		hint: "Run again with debug output and report what it prints as a fault of Hoist.",
		cause: thrown
	});
}
function cancelled() {
	return new HoistError("incomplete", "CANCELLED", "the run was stopped by a signal", { hint: "Run it again: it continues where it was." });
}

export { failureOf as n, cancelled as t };