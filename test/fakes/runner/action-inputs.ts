import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

type ActionFile = { readonly inputs?: Readonly<Record<string, { readonly default?: unknown } | null>> };

/**
 * The `INPUT_*` variables that the runner sets: every input that `action.yml` declares with its default, `github.token`
 * filled in and any other expression empty, and over that what the step gives. An input that is not declared throws:
 * the runner only warns, and the Action would never see it.
 */
export async function inputVariables(
  actionFile: string | undefined,
  given: Readonly<Record<string, string>>,
  token: string,
): Promise<Record<string, string>> {
  const declared =
    actionFile === undefined
      ? undefined
      : ((parse(await readFile(actionFile, 'utf8')) as ActionFile).inputs ?? {});
  const defaults = Object.entries(declared ?? {}).map(
    ([name, input]) => [name, evaluate(input?.default, token)] as const,
  );
  for (const name of Object.keys(given)) {
    if (declared !== undefined && !(name in declared))
      throw new Error(`action.yml declares no input ${name}`);
  }
  const values = new Map([...defaults, ...Object.entries(given)]);
  return Object.fromEntries(
    [...values].map(([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value]),
  );
}

function evaluate(value: unknown, token: string): string {
  if (typeof value !== 'string') return value === undefined || value === null ? '' : JSON.stringify(value);
  return value.replaceAll(/\$\{\{\s*([^}]*?)\s*\}\}/g, (_, expression: string) =>
    expression === 'github.token' ? token : '',
  );
}
