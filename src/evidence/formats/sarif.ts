import * as z from 'zod';
import type { Severity, Vulnerability } from '../../domain/vulnerability.ts';
import { digestsIn } from './claimed-digest.ts';
import { defined } from './defined.ts';
import { anything, list, optionalList, optionalText, text } from './fields.ts';
import { proofOf } from './proof.ts';
import { notRead, readAs, type Format, type Reading } from './reading.ts';
import { severityOf, severityOfScore, worstOf } from './severity.ts';

const rule = z.object({
  id: text,
  properties: z.object({ 'security-severity': anything, tags: optionalList(text) }).nullish(),
});

const result = z.object({
  ruleId: optionalText,
  ruleIndex: z.number().nullish(),
  kind: optionalText,
  suppressions: optionalList(z.object({ status: optionalText, justification: optionalText })),
});

const run = z.object({
  tool: z.object({
    driver: z.object({
      name: text.min(1),
      version: optionalText,
      semanticVersion: optionalText,
      rules: optionalList(rule),
    }),
  }),
  // Null says that the tool did not get as far as looking (SARIF 2.1.0 §3.14.23).
  results: list(result),
  properties: z.object({ imageID: optionalText, repoDigests: optionalList(text) }).nullish(),
});

const document = z.object({ version: text, runs: list(run) });

type Run = z.output<typeof run>;
type Rule = z.output<typeof rule>;
type Result = z.output<typeof result>;

/** Grype appends the package to the vulnerability's id. */
const leadingId = /^(?:CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3})(?=-|$)/;

/** SARIF 2.1.0 of a vulnerability scanner: ids and severities, all else is in free text (policy.md §2.2). */
export const sarif: Format = {
  name: 'SARIF',
  recognises: ({ runs, version, $schema: schema }) =>
    runs !== undefined && (version !== undefined || (typeof schema === 'string' && schema.includes('sarif'))),
  read: (json) => {
    const { version } = json;
    if (typeof version === 'string' && version !== '2.1.0')
      return notRead('SARIF', 'UNSUPPORTED', `version ${version.slice(0, 20)} is not read, only 2.1.0`);
    return readAs(document, { json, title: 'SARIF' }, ({ runs }) => {
      const [one, ...more] = runs;
      if (one === undefined) return notRead('SARIF', 'INCOMPLETE', 'it has no run');
      // Each run may be of another tool and about another image.
      if (more.length > 0) return notRead('SARIF', 'UNSUPPORTED', `it has ${runs.length} runs, one is read`);
      return readRun(one);
    });
  },
};

function readRun({ tool, results, properties }: Run): Reading {
  const { driver } = tool;
  const version = driver.semanticVersion ?? driver.version;
  const name = driver.name.toLowerCase();
  const rules = driver.rules ?? [];
  const byId = new Map(rules.map((one) => [one.id, one]));
  const vulnerabilities: Vulnerability[] = [];
  for (const [index, one] of results.entries()) {
    const found = byId.get(one.ruleId ?? '') ?? rules[one.ruleIndex ?? -1];
    const id = one.ruleId ?? found?.id;
    if (id === undefined)
      return notRead('SARIF', 'INCOMPLETE', `runs[0].results[${index}].ruleId is missing`);
    if (isVulnerability(one, found)) vulnerabilities.push(readResult(one, id, found));
  }
  return {
    title: `SARIF by ${[name, version].filter(Boolean).join(' ')}`,
    parts: [
      {
        kind: 'scan',
        scan: defined({
          format: 'sarif' as const,
          scanner: defined({ name, version }),
          vulnerabilities,
          proofOfWork: proofOf({ findings: vulnerabilities.length }),
          lacks: ['package', 'fix', 'cvss', 'published', 'suppressed'] as const,
          filters: [],
        }),
      },
    ],
    claims: {
      exact: digestsIn([properties?.imageID]),
      reference: digestsIn(properties?.repoDigests ?? []),
    },
  };
}

/** Trivy writes its secrets and misconfigurations into the same list and tags them. */
function isVulnerability({ kind }: Result, found: Rule | undefined): boolean {
  if (kind === 'pass' || kind === 'notApplicable') return false;
  const tags = found?.properties?.tags ?? [];
  const other = ['misconfiguration', 'secret', 'license'].some((tag) => tags.includes(tag));
  return !other || tags.includes('vulnerability');
}

function readResult({ suppressions = [] }: Result, ruleId: string, found: Rule | undefined): Vulnerability {
  const hidden = suppressions.find(({ status = 'accepted' }) => status === 'accepted');
  return {
    id: leadingId.exec(ruleId)?.[0] ?? ruleId,
    aliases: [],
    severity: severityOfRule(found),
    fix: 'unknown',
    fixedIn: [],
    ...(hidden && { suppressed: defined({ by: 'SARIF suppression', reason: hidden.justification }) }),
  };
}

/** The score may be NVD's and the tag the distribution's; the worse one holds, as nothing says which the scanner means. */
function severityOfRule(found: Rule | undefined): Severity {
  const { 'security-severity': stated, tags = [] } = found?.properties ?? {};
  const score = typeof stated === 'string' || typeof stated === 'number' ? Number(stated) : Number.NaN;
  return worstOf([...tags.map(severityOf), ...(Number.isNaN(score) ? [] : [severityOfScore(score)])]);
}
