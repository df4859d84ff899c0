import * as z from 'zod';
import type { Vulnerability } from '../../domain/vulnerability.ts';
import { decoded } from './claimed-digest.ts';
import { defined } from './defined.ts';
import { list, optionalList, optionalText, optionalTime, text } from './fields.ts';
import { proofOf } from './proof.ts';
import { noClaims, readAs, type Reading } from './reading.ts';
import { severityOf, severityOfScore, worstOf } from './severity.ts';

const rating = z.object({ method: optionalText, score: z.union([text, z.number()]).nullish() });
const found = z.object({ id: text.min(1), severity: optionalList(rating) });

/** The text of v0.1 nests each entry, its example does not. */
const entry = z.preprocess((value) => (isNested(value) ? value.vulnerability : value), found);

const predicate = z.object({
  scanner: z.object({
    uri: text.min(1),
    version: optionalText,
    db: z.object({ lastUpdate: optionalTime }).nullish(),
    result: list(entry),
  }),
  metadata: z.object({ scanFinishedOn: optionalTime }).nullish(),
});

function isNested(value: unknown): value is { readonly vulnerability: unknown } {
  return typeof value === 'object' && value !== null && 'vulnerability' in value;
}

/** in-toto's vulnerability predicate, v0.1 and v0.2: ids and severities, nothing of packages and fixes. */
export function readInTotoVulns(json: unknown): Reading {
  return readAs(predicate, { json, title: 'in-toto vulnerability scan' }, ({ scanner, metadata }) => {
    const name = scannerName(scanner.uri);
    const vulnerabilities = scanner.result.map(readFinding);
    const unrated = scanner.result.some(({ severity = [] }) => severity.length === 0);
    return {
      title: `scan by ${[name, scanner.version].filter(Boolean).join(' ')}`,
      parts: [
        {
          kind: 'scan',
          scan: defined({
            format: 'in-toto-vulns' as const,
            scanner: defined({ name, version: scanner.version }),
            created: metadata?.scanFinishedOn,
            database: scanner.db?.lastUpdate,
            vulnerabilities,
            proofOfWork: proofOf({ findings: vulnerabilities.length }),
            lacks: [
              'package' as const,
              'fix' as const,
              'cvss' as const,
              'published' as const,
              'suppressed' as const,
              ...(unrated ? (['severity'] as const) : []),
            ],
            filters: [],
          }),
        },
      ],
      claims: noClaims,
    };
  });
}

function readFinding({ id, severity = [] }: z.output<typeof found>): Vulnerability {
  const worst = worstOf(
    severity.map(({ method = '', score }) => {
      const number = score === null || score === undefined || score === '' ? Number.NaN : Number(score);
      if (Number.isNaN(number)) return severityOf(typeof score === 'string' ? score : undefined);
      return /cvss/i.test(method) ? severityOfScore(number) : 'unknown';
    }),
  );
  return { id, aliases: [], severity: worst, fix: 'unknown', fixedIn: [] };
}

/** `pkg:github/aquasecurity/trivy@244fd47e` and `https://github.com/aquasecurity/trivy` → `trivy`. */
function scannerName(uri: string): string {
  const path = uri.split(/[?#]/, 1).join('');
  const last = path.split('/').findLast((segment) => segment !== '') ?? uri;
  return decoded(last.split('@', 1).join('')) || uri;
}
