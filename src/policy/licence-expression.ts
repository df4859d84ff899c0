import parse from 'spdx-expression-parse';

/** An SPDX licence expression, `A AND B AND C` as one node of three. */
export type LicenceExpression =
  | {
      readonly kind: 'licence';
      /** As written: `GPL-2.0+ WITH Classpath-exception-2.0`. */ readonly text: string;
      readonly id: string;
      readonly isReference: boolean;
    }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly LicenceExpression[] };

type Node = ReturnType<typeof parse>;

/** Real expressions of whole distributions have a few kB. */
const longest = 32 * 1024;
/** The parser calls itself for each level (policy.md §3.1). */
const deepest = 100;

/**
 * Undefined for what is no SPDX expression: a name (`BSD`), an id in the wrong case, `NOASSERTION`, `NONE`, a hash. What
 * it may have meant is never guessed (policy.md §2.3).
 */
export function parseLicence(text: string): LicenceExpression | undefined {
  if (text.length > longest || depthOf(text) > deepest) return undefined;
  try {
    return convert(parse(text));
  } catch {
    return undefined;
  }
}

function depthOf(text: string): number {
  let depth = 0;
  let most = 0;
  for (const char of text) {
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    most = Math.max(most, depth);
  }
  return most;
}

function convert(node: Node): LicenceExpression {
  if ('license' in node) {
    const plus = node.plus === true ? '+' : '';
    const exception = node.exception === undefined ? '' : ` WITH ${node.exception}`;
    const isReference = /^(?:DocumentRef|LicenseRef)-/.test(node.license);
    return {
      kind: 'licence',
      text: `${node.license}${plus}${exception}`,
      id: `${node.license}${plus}`,
      isReference,
    };
  }
  // The parser nests a chain to the right, as deep as it is long.
  const kind = node.conjunction;
  const parts: LicenceExpression[] = [];
  let rest: Node = node;
  while (!('license' in rest) && rest.conjunction === kind) {
    parts.push(convert(rest.left));
    rest = rest.right;
  }
  parts.push(convert(rest));
  return { kind, parts };
}

/** From worst to best: that is the order of AND, which is as good as its worst part, and of OR, as good as its best. */
const order = ['denied', 'unlisted', 'unknown', 'allowed'] as const;
/** `unlisted`: known, not denied, and not among those that are allowed. */
export type LicenceStanding = (typeof order)[number];

/** Visits every part once: nothing is multiplied out. */
export function standingOfLicence(
  expression: LicenceExpression,
  judge: (licence: Extract<LicenceExpression, { readonly kind: 'licence' }>) => LicenceStanding,
): LicenceStanding {
  if (expression.kind === 'licence') return judge(expression);
  const standings = expression.parts.map((part) => standingOfLicence(part, judge));
  return expression.kind === 'and' ? worst(standings) : best(standings);
}

export function worst(standings: readonly LicenceStanding[]): LicenceStanding {
  return order.find((standing) => standings.includes(standing)) ?? 'unknown';
}

function best(standings: readonly LicenceStanding[]): LicenceStanding {
  return order.findLast((standing) => standings.includes(standing)) ?? 'unknown';
}
