import { cameThere, letsPass, type Wanted } from '../domain/proven-promotion.ts';
import type { FoundStatement } from './statements.ts';

export type Decision = Extract<FoundStatement, { readonly kind: 'decision' }>;
export type Promotion = Extract<FoundStatement, { readonly kind: 'promotion' }>;

/** The signed decisions that the image may go there. */
export function decisionsFor(
  statements: readonly FoundStatement[],
  wanted: Omit<Wanted, 'digest'>,
): readonly Decision[] {
  return statements.filter(
    (found): found is Decision =>
      found.kind === 'decision' && found.trust.level === 'signed' && letsPass(found.summary, wanted),
  );
}

/** The signed records by which it came there. */
export function promotionsTo(statements: readonly FoundStatement[], wanted: Wanted): readonly Promotion[] {
  return statements.filter(
    (found): found is Promotion =>
      found.kind === 'promotion' && found.trust.level === 'signed' && cameThere(found.record, wanted),
  );
}
