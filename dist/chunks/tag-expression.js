import { t as parseExpression } from "./expression.js";
import { n as filter } from "./tag-filter.js";

// src/domain/tag-expression.ts
function regexFilter(expression) {
	return filter(`matches ${expression}`, parseExpression(expression), []);
}

export { regexFilter };