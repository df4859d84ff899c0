import type { FoundVulnerability, SeverityCount, VulnerabilityChange } from '../domain/change.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Answer } from '../domain/facts.ts';
import { severities, type Scan, type Vulnerability } from '../domain/vulnerability.ts';
import { choosePair, toldOf, type Told } from './compare-evidence.ts';
import { clipped, cut } from './cut-list.ts';

/**
 * Vulnerabilities that came and went, by the scans of two images by one scanner. The two scans may be of different days:
 * what is "new" may be old in the world, and is new to whoever approves.
 */
export function compareVulnerabilities(
  from: readonly Evidence[],
  to: readonly Evidence[],
): Answer<VulnerabilityChange> {
  const pair = choosePair(scans(from), scans(to), {
    noun: 'scan',
    maker: ({ scanner }) => scanner.name.toLowerCase(),
    created: ({ created }) => created,
  });
  if (pair.state === 'unknown') return pair;
  const [before, after] = [found(pair.value.from), found(pair.value.to)];
  const without = (some: Found, others: Found): readonly FoundVulnerability[] =>
    [...some]
      .filter(([id]) => !others.has(id))
      .map(([, one]) => one)
      .toSorted(worstFirst);
  return {
    state: 'known',
    value: {
      ...pair.value.compared,
      from: counts(before),
      to: counts(after),
      added: cut(without(after, before)),
      fixed: cut(without(before, after)),
    },
  };
}

type Found = ReadonlyMap<string, FoundVulnerability>;

function found(told: readonly Told<Scan>[]): Found {
  const all = new Map<string, FoundVulnerability>();
  for (const { part } of told) {
    for (const each of part.vulnerabilities) {
      if (each.suppressed !== undefined) continue;
      const one = shown(each);
      const known = all.get(one.id);
      if (known === undefined || worstFirst(one, known) < 0) all.set(one.id, one);
    }
  }
  return all;
}

/** By its CVE where it has one: the same finding has other names in other databases. */
function shown({ id, aliases, severity, package: item }: Vulnerability): FoundVulnerability {
  const name = [id, ...aliases].find((one) => one.startsWith('CVE-')) ?? id;
  return {
    id: clipped(name),
    severity,
    package: item === undefined ? '' : clipped([item.name, item.version].filter(Boolean).join(' ')),
  };
}

function worstFirst(a: FoundVulnerability, b: FoundVulnerability): number {
  return severities.indexOf(a.severity) - severities.indexOf(b.severity) || (a.id < b.id ? -1 : 1);
}

function counts(all: Found): SeverityCount {
  const count = { critical: 0, high: 0, medium: 0, low: 0, unknown: 0 };
  for (const { severity } of all.values()) count[severity] += 1;
  return count;
}

function scans(evidence: readonly Evidence[]): readonly Told<Scan>[] {
  return toldOf(evidence, 'scan').map((told) => ({ evidence: told.evidence, part: told.part.scan }));
}
