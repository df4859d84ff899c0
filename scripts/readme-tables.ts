// The tables of inputs and outputs in the README, from action.yml.
import { parse } from 'yaml';
import { cellText, markdownTable, withSection } from './marked-section.ts';

type Entry = { readonly description: string; readonly default?: string; readonly required?: boolean };
type ActionFile = {
  readonly inputs: Readonly<Record<string, Entry>>;
  readonly outputs: Readonly<Record<string, Entry>>;
};

/**
 * The README with what is between `<!-- inputs -->` and `<!-- /inputs -->`, and `outputs` likewise, written anew.
 * Throws where a pair of markers is not there exactly once.
 */
export function readmeTables(readme: string, actionYml: string): string {
  const action = parse(actionYml) as ActionFile;
  const inputs = markdownTable(['Input', 'Default', 'What'], inputRows(action));
  const outputs = markdownTable(['Output', 'What'], outputRows(action));
  return withSection(withSection(readme, 'inputs', inputs), 'outputs', outputs);
}

function inputRows({ inputs }: ActionFile): string[][] {
  return Object.entries(inputs).map(([name, { description, default: value }]) => [
    `\`${name}\``,
    value === undefined ? '' : `\`${value}\``,
    cellText(description),
  ]);
}

function outputRows({ outputs }: ActionFile): string[][] {
  return Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, cellText(description)]);
}
