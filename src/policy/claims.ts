import type { Evidence } from '../domain/evidence.ts';

/** What Fulcio's certificates say, by the number of the extension (policy.md §1.6). */
const numbers = {
  workflow: 9,
  runner: 11,
  repository: 12,
  commit: 13,
  ref: 14,
  caller: 18,
  trigger: 20,
} as const;

export type Claim = keyof typeof numbers;

/** A claim of the certificate that a document was signed with; undefined where it has none, as keys have. */
export function claimOf({ trust }: Evidence, claim: Claim): string | undefined {
  if (trust.level !== 'signed') return undefined;
  const value = trust.identity.claims[numbers[claim]];
  return value === '' ? undefined : value;
}

/** `https://github.com/acme/web` for the ways in which that is written: `git+https://…`, `git@…:…`, `….git`, `…@refs/heads/main`. */
export function repositoryUrl(text: string): string {
  return text
    .replace(/^git\+/, '')
    .replace(/^(?:ssh:\/\/)?git@([^:/@]+)[:/]/, 'https://$1/')
    .replace(/[@#?].*$/s, '')
    .replace(/\/$/, '')
    .replace(/\.git$/, '');
}

/** A workflow's file without its ref: `https://github.com/acme/web/.github/workflows/ci.yml`. */
export function workflowUrl(text: string): string {
  return /^(.*?\.ya?ml)@/s.exec(text)?.[1] ?? text;
}
