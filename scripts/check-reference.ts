// What docs/checks.md says of each check, from the schema that the config is read with.
import { kindsOf, optionsTable, refName, type Schema } from './config-reference.ts';
import { cellText, markdownTable, withSection } from './marked-section.ts';

type Defs = Readonly<Record<string, Schema>>;

/** The page with the list of checks, the options of each, and the operators of texts. */
export function checkReference(page: string, { $defs = {} }: Schema): string {
  const checks = Object.entries($defs['item']?.properties ?? {}).filter(
    ([, value]) => refName(value)?.startsWith('check-') === true,
  );
  const list = markdownTable(
    ['Check', 'What'],
    checks.map(([name, { description = '' }]) => [`[\`${name}\`](#${name})`, cellText(description)]),
  );
  const operators = optionsTable($defs['text-condition'] ?? {}, $defs) ?? '';
  return [
    ['list of checks', list],
    ['operators of texts', operators],
    ['checks', checks.map(([name, value]) => sectionOf(name, value, $defs)).join('\n\n')],
  ].reduce((text, [name = '', content = '']) => withSection(text, name, content), page);
}

function sectionOf(name: string, value: Schema, defs: Defs): string {
  const schema = defs[`check-${name}`] ?? {};
  const options = refName(schema) === undefined ? optionsTable(schema, defs) : undefined;
  const kinds = kindsOf(schema, defs).join(' or ');
  const written = options === undefined || !kinds.startsWith('map') ? [`Written as: ${kinds}.`] : [];
  return [
    `### ${name}`,
    value.description ?? '',
    ...written,
    ...(options === undefined ? [] : [options]),
  ].join('\n\n');
}
