import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');

/** A page of the project's own words. */
export type Page = { readonly name: string; readonly text: string };

/** A file by its path from the root. */
export function page(name: string): Page {
  return { name, text: readFileSync(join(root, name), 'utf8') };
}

/** The Markdown files of a folder. */
export async function pagesIn(folder: string): Promise<readonly Page[]> {
  const names = await readdir(join(root, folder));
  return names.filter((name) => name.endsWith('.md')).map((name) => page(join(folder, name)));
}

export type Block = { readonly place: string; readonly language: string; readonly text: string };

/** The fenced blocks of a page. */
export function blocksOf({ name, text: whole }: Page): readonly Block[] {
  return [...whole.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map((match, index) => ({
    place: `${name}, block ${index + 1}`,
    language: match[1] ?? '',
    text: match[2] ?? '',
  }));
}

/** The part of a page below a heading, up to the next of its level. */
export function sectionOf({ text: whole }: Page, heading: string): Page {
  const [, section] = whole.split(`\n## ${heading}\n`);
  if (section === undefined) throw new Error(`there is no section ${heading}`);
  return { name: heading, text: section.split('\n## ')[0] ?? '' };
}
