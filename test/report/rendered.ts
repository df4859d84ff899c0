import { fromHtml } from 'hast-util-from-html';
import { defaultSchema, sanitize } from 'hast-util-sanitize';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** An element or a text of a rendered page; what GitHub takes out is not in it. */
export type Rendered = {
  readonly type: string;
  readonly tagName?: string;
  readonly value?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly children?: readonly Rendered[];
};

/** GitHub-flavoured Markdown as HTML, with whatever HTML it holds. */
export function htmlOf(markdown: string): string {
  return micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
}

/** The page as a browser parses it, before GitHub takes anything out: comments are in it. */
export function parsed(markdown: string): Rendered {
  return fromHtml(htmlOf(markdown), { fragment: true });
}

/** The page as GitHub shows it: of HTML only what GitHub lets through. */
export function rendered(markdown: string): Rendered {
  return shown(htmlOf(markdown));
}

/** The same of what another renderer made. */
export function shown(html: string): Rendered {
  return sanitize(fromHtml(html, { fragment: true }), defaultSchema);
}

export function elements(page: Rendered, ...names: readonly string[]): readonly Rendered[] {
  const own = page.tagName !== undefined && names.includes(page.tagName) ? [page] : [];
  return [...own, ...(page.children ?? []).flatMap((child) => elements(child, ...names))];
}

export function commentsOf(page: Rendered): readonly string[] {
  const own = page.type === 'comment' ? [page.value ?? ''] : [];
  return [...own, ...(page.children ?? []).flatMap(commentsOf)];
}

export function textOf(page: Rendered): string {
  if (page.tagName === 'br') return '\n';
  return page.type === 'text' ? (page.value ?? '') : (page.children ?? []).map(textOf).join('');
}

/** The texts that GitHub looks for mentions, references and addresses in: all but those of code and of links. */
export function proseOf(page: Rendered): readonly string[] {
  if (page.type === 'text') return [page.value ?? ''];
  if (page.tagName === 'code' || page.tagName === 'pre' || page.tagName === 'a') return [];
  return (page.children ?? []).flatMap(proseOf);
}

/** The page's elements without its texts: what a forged row, heading or fold would change. How words are set does not. */
export function skeleton(page: Rendered): string {
  const name = page.tagName ?? '';
  const inner = (page.children ?? []).map(skeleton).join('');
  if (name === '' || name === 'code' || name === 'br') return inner;
  return `<${name}>${inner}</${name}>`;
}

/** What GitHub would make a link, a ping, a reference or a picture of, outside code. */
const alive = [
  /(?<![\p{L}\p{N}_`/])@[A-Za-z0-9]/u,
  /(?<![\p{L}\p{N}_])#\d/u,
  /\bGH-\d/iu,
  /(?<![\p{L}\p{N}_])[0-9a-f]{7,40}(?![\p{L}\p{N}_])/iu,
  // A time of day is none: there is no emoji of two digits.
  /:(?!\d\d:)[a-z0-9_+-]+:/iu,
  /[a-z][a-z0-9+.-]*:\/\//iu,
  /(?<![\p{L}\p{N}_])www\./iu,
  /[\w.+-]+@[\w-]+\.[\w.-]+/u,
  /\$/u,
  /\[!/u,
];

/** The parts of a page that GitHub would bring to life; empty where nothing is. */
export function living(page: Rendered): readonly string[] {
  return proseOf(page).filter((text) => alive.some((form) => form.test(text)));
}
