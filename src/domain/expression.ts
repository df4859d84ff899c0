import { RE2JS } from 're2js';
import { HoistError, messageOf } from '../errors.ts';

/** N33. */
const longest = 256;

/**
 * An RE2 expression that is matched against the whole text, in linear time (A22): no look-around, no back-references.
 *
 * @throws HoistError `REGEX_INVALID`
 */
export function parseExpression(expression: string): (text: string) => boolean {
  if (expression === '' || expression.length > longest) {
    throw new HoistError('config', 'REGEX_INVALID', `an expression has 1 to ${longest} characters`, {
      hint: 'Write a shorter one; several conditions may stand beside each other.',
    });
  }
  try {
    const compiled = RE2JS.compile(expression);
    return (text) => compiled.matches(text);
  } catch (error) {
    const reason = messageOf(error).replace(/^error parsing regexp: /, '');
    throw new HoistError('config', 'REGEX_INVALID', `not an RE2 expression: ${reason}`, {
      hint: 'RE2 has no look-around and no back-references; the expression is matched against the whole text.',
      cause: error,
    });
  }
}
