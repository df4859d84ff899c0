import { searchExpression } from './dtr-rule.ts';

/** Whether one text is what the operator asks for. */
export function textTest(operator: string, values: readonly string[]): (text: string) => boolean {
  const [value = ''] = values;
  switch (operator) {
    case 'eq':
    case 'oo':
      return (text) => values.includes(text);
    case 'noo':
      return (text) => !values.includes(text);
    case 'sw':
      return (text) => text.startsWith(value);
    case 'ew':
      return (text) => text.endsWith(value);
    case 'c':
      return (text) => text.includes(value);
    default:
      return searchExpression(value);
  }
}
