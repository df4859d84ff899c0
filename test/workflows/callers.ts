import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { starterFiles } from '../../src/config/starter.ts';

const root = join(import.meta.dirname, '../..');

/** A workflow that calls the reusable one. */
export type Caller = { readonly name: string; readonly text: string };

/** Every ready-to-copy caller: those of docs/workflows.md, by their headings, and the one that `init` writes. */
export function callers(): readonly Caller[] {
  const page = readFileSync(join(root, 'docs/workflows.md'), 'utf8');
  const found: Caller[] = [];
  let heading = '';
  for (const [, title, block] of page.matchAll(/^## ([^\n]+)$|^```yaml\n(.*?)^```$/gms)) {
    if (title !== undefined) heading = title;
    if (block === undefined) continue;
    const before = found.filter(({ name }) => name.startsWith(heading)).length;
    found.push({ name: before === 0 ? heading : `${heading}, ${before + 1}`, text: block });
  }
  const [, written] = starterFiles();
  return [...found, { name: 'hoist init', text: written?.text ?? '' }];
}

/** `promote.yml`, which callers call, or what that calls for each pipeline. */
export function reusableText(name: 'promote.yml' | 'promote-pipeline.yml'): string {
  return readFileSync(join(root, '.github/workflows', name), 'utf8');
}
