// src/http/http.ts
/** A header's value where it must be one; several are joined as HTTP says. */
function headerOf(headers, name) {
	const value = headers[name];
	return typeof value === "string" || value === void 0 ? value : value.join(", ");
}

export { headerOf as t };