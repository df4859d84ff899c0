// src/errors.ts
const exitCodes = {
	refused: 1,
	config: 2,
	unreachable: 3,
	conflict: 4,
	incomplete: 5
};
/**
* An error that a user can act on. `message` says what happened, `hint` what to change. Neither ever holds a
* credential, a query string or a request body (A45): whoever throws is responsible for that.
*/
var HoistError = class extends Error {
	kind;
	/** Stable, upper case, declared by the room that throws: `TAG_INVALID`, `UNAUTHORIZED`. */
	code;
	hint;
	position;
	constructor(kind, code, message, options = {}) {
		super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
		this.name = "HoistError";
		this.kind = kind;
		this.code = code;
		this.hint = options.hint;
		this.position = options.position;
	}
	get exitCode() {
		return exitCodes[this.kind];
	}
};
/** Several errors of one kind that are reported together: all mistakes of a config, say. Never empty. */
var HoistErrors = class extends HoistError {
	errors;
	constructor(errors) {
		const first = errors[0];
		const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
		super(first.kind, first.code, `${first.message}${more}`, {
			hint: first.hint,
			position: first.position
		});
		this.errors = errors;
	}
};
/** The text of anything that was thrown. */
function messageOf(error) {
	return error instanceof Error ? error.message : String(error);
}

export { HoistErrors as n, messageOf as r, HoistError as t };