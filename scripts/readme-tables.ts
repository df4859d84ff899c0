// The tables of inputs and outputs in the README, from action.yml.
import { parse } from 'yaml';

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
  const withInputs = between(readme, 'inputs', table(['Input', 'Default', 'What'], inputRows(action)));
  return between(withInputs, 'outputs', table(['Output', 'What'], outputRows(action)));
}

function inputRows({ inputs }: ActionFile): string[][] {
  return Object.entries(inputs).map(([name, { description, default: value }]) => [
    `\`${name}\``,
    value === undefined ? '' : `\`${value}\``,
    cell(description),
  ]);
}

function outputRows({ outputs }: ActionFile): string[][] {
  return Object.entries(outputs).map(([name, { description }]) => [`\`${name}\``, cell(description)]);
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function cell(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
}

function between(readme: string, name: string, content: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const parts = readme.split(open);
  const [before, after] = parts;
  const end = after?.indexOf(close) ?? -1;
  if (parts.length !== 2 || before === undefined || after === undefined || end < 0) {
    throw new Error(`the README needs ${open} and ${close} exactly once, in this order`);
  }
  return `${before}${open}\n\n${content}\n\n${after.slice(end)}`;
}
