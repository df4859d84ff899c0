import { t as parseExpression } from "./expression.js";
import { n as filter } from "./tag-filter.js";

// src/domain/tag-expression.ts
/**
* Tags that an RE2 expression matches from end to end, in linear time (A22): no look-around, no back-references.
*
* @throws HoistError `REGEX_INVALID`
*/
function regexFilter(expression) {
	return filter(`matches ${expression}`, parseExpression(expression), []);
}

export { regexFilter };