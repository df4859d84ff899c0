import type { EvidencePlace, Search } from '../domain/evidence.ts';
import type { Facts } from '../domain/facts.ts';
import { platformName } from './platform-name.ts';

/** In the order in which one looks (policy.md §1.1), with what is said where a clean look found nothing. */
const places: readonly (readonly [place: EvidencePlace, name: string, nothing: string])[] = [
  ['referrers', 'referrers', '0'],
  ['fallback-tag', 'fallback tag', 'none'],
  ['cosign-tag', 'tags .sig/.att/.sbom', 'none'],
  ['index', 'index', '0'],
  ['github', 'GitHub', '0'],
  ['local', 'files of the job', '0'],
];

/** `referrers 2 · tags .sig/.att/.sbom none · index 1 (linux/amd64) · GitHub unreachable (503)`; empty if nothing was asked. */
export function lookedAtText(facts: Facts): string {
  return places
    .flatMap(([place, name, nothing]) => {
      const searches = facts.searches.filter((search) => search.place === place);
      return searches.length === 0 ? [] : [`${name} ${placeText(searches, nothing, facts)}`];
    })
    .join(' · ');
}

function placeText(searches: readonly Search[], nothing: string, facts: Facts): string {
  if (searches.every(({ state }) => state === 'off')) {
    const why = searches.map(({ message }) => message).find((message) => message !== undefined);
    return why === undefined ? 'off' : `off (${why})`;
  }
  const found = searches.reduce((sum, search) => sum + search.found, 0);
  const unreachable = searches.filter(({ state }) => state === 'unreachable');
  const failed = unreachable[0];
  const looks = searches.length - unreachable.length;
  const parts = [
    ...(looks > 0 ? [found > 0 ? `${found}${whereText(searches, facts)}` : nothing] : []),
    ...(searches.some(({ state }) => state === 'cut') ? ['more was not read'] : []),
    ...(failed ? [`unreachable${failed.message === undefined ? '' : ` (${failed.message})`}`] : []),
  ];
  return parts.join(', ');
}

/** On which platforms, where it was some only. */
function whereText(searches: readonly Search[], { platforms }: Facts): string {
  const having = new Set(searches.filter(({ found }) => found > 0).map(({ subject }) => subject));
  const named = platforms.filter(({ digest }) => having.has(digest));
  if (named.length === 0 || named.length === platforms.length || named.length < having.size) return '';
  return ` (${named.map(platformName).join(', ')})`;
}
