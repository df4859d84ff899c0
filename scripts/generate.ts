// Writes the files that are generated from the sources; `--check` only says which of them are stale.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configJsonSchema } from '../src/config/json-schema.ts';
import { recordJsonSchema } from '../src/evidence/formats/promotion-record.ts';
import { checkReference } from './check-reference.ts';
import { configReference } from './config-reference.ts';
import { readmeTables } from './readme-tables.ts';
import { vendorTable } from './vendor-table.ts';

type Generated = {
  readonly path: string;
  /** The whole text; `current` is what is there now, empty where there is nothing. */
  readonly text: (current: string) => string | Promise<string>;
};

const root = join(import.meta.dirname, '..');

const generated: readonly Generated[] = [
  { path: 'hoist.schema.json', text: () => `${JSON.stringify(configJsonSchema(), null, 2)}\n` },
  { path: 'record.schema.json', text: () => `${JSON.stringify(recordJsonSchema(), null, 2)}\n` },
  { path: 'README.md', text: async (readme) => readmeTables(readme, await contents('action.yml')) },
  { path: 'docs/config.md', text: (page) => configReference(page, configJsonSchema()) },
  { path: 'docs/checks.md', text: (page) => checkReference(page, configJsonSchema()) },
  { path: 'docs/registries.md', text: vendorTable },
];

async function contents(path: string): Promise<string> {
  try {
    return await readFile(join(root, path), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

const stale: string[] = [];
for (const { path, text } of generated) {
  const current = await contents(path);
  const fresh = await text(current);
  if (fresh === current) continue;
  stale.push(path);
  if (!process.argv.includes('--check')) await writeFile(join(root, path), fresh);
}

if (stale.length > 0 && process.argv.includes('--check')) {
  console.error(`Not what the sources generate: ${stale.join(', ')}. Run \`npm run generate\`.`);
  process.exitCode = 1;
} else if (stale.length > 0) {
  console.log(`Written: ${stale.join(', ')}`);
}
