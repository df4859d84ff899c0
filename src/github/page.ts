import { unexpected } from './failure.ts';

const longest = 8 * 1024;
/** One element of a `Link` header (RFC 8288); neither part can match what the other does, so nothing backtracks (A22). */
const nextLink = /<([^<>]*)>;[^<>,]*rel="next"/;
const anywhere = 'https://github.invalid';

/**
 * The parameters of the next page, from a `Link` header. Only the query of the address is taken, never where it leads:
 * the token goes to no other host (A8). A link that cannot be read is an error: it must not end the list.
 */
export function nextPage(
  route: string,
  link: string | number | undefined,
): Readonly<Record<string, string>> | undefined {
  const text = String(link ?? '');
  if (text.length > longest) throw unexpected(route, 'the answer has a Link header that is too long');
  const address = nextLink.exec(text)?.[1];
  if (address === undefined) return undefined;
  if (URL.canParse(address, anywhere)) return Object.fromEntries(new URL(address, anywhere).searchParams);
  throw unexpected(route, 'the answer has a Link header that cannot be read');
}
