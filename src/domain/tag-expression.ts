import { parseExpression } from './expression.ts';
import { filter, type TagFilter } from './tag-filter.ts';

/**
 * Tags that an RE2 expression matches from end to end, in linear time (A22): no look-around, no back-references.
 *
 * @throws HoistError `REGEX_INVALID`
 */
export function regexFilter(expression: string): TagFilter {
  return filter(`matches ${expression}`, parseExpression(expression), []);
}
