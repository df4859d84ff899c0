import { N as _isoDate, P as _isoDateTime, g as ZodISODateTime, h as ZodISODate } from "./registry.js";

// node_modules/zod/v4/classic/iso.js
function datetime(params) {
	return _isoDateTime(ZodISODateTime, params);
}
function date(params) {
	return _isoDate(ZodISODate, params);
}

export { datetime as n, date as t };