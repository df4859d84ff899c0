import type { PackageChange, PackageName } from '../domain/change.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Answer } from '../domain/facts.ts';
import type { Package, Sbom } from '../domain/software.ts';
import { choosePair, toldOf, type Told } from './compare-evidence.ts';
import { clipped, cut } from './cut-list.ts';

/** Packages that came, went or have another version, by the SBOMs of two images. */
export function comparePackages(from: readonly Evidence[], to: readonly Evidence[]): Answer<PackageChange> {
  const pair = choosePair(sboms(from), sboms(to), {
    noun: 'SBOM',
    maker: ({ format }) => format,
    created: ({ created }) => created,
  });
  if (pair.state === 'unknown') return pair;
  const [before, after] = [versions(pair.value.from), versions(pair.value.to)];
  if (before.size === 0 || after.size === 0)
    return { state: 'unknown', code: 'INCOMPLETE', message: 'an SBOM lists no packages' };
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  const both = names.filter((name) => before.has(name) && after.has(name));
  return {
    state: 'known',
    value: {
      ...pair.value.compared,
      added: cut(names.filter((name) => !before.has(name)).map((name) => packageName(name, after))),
      removed: cut(names.filter((name) => !after.has(name)).map((name) => packageName(name, before))),
      changed: cut(
        both
          .map((name) => ({ name: clipped(name), from: text(before.get(name)), to: text(after.get(name)) }))
          .filter((change) => change.from !== change.to),
      ),
    },
  };
}

/** By name, every version that some platform has. */
type Versions = ReadonlyMap<string, ReadonlySet<string>>;

function versions(told: readonly Told<Sbom>[]): Versions {
  const found = new Map<string, Set<string>>();
  for (const { part } of told) {
    for (const item of part.packages) {
      const known = found.get(keyOf(item)) ?? new Set();
      found.set(keyOf(item), known.add(item.version ?? ''));
    }
  }
  return found;
}

/** The purl without version and qualifiers, which name the architecture; else the name. */
function keyOf({ name, purl }: Package): string {
  if (purl === undefined) return name;
  const bare = purl.replace(/[?#].*$/s, '');
  const at = bare.lastIndexOf('@');
  return (at > bare.lastIndexOf('/') ? bare.slice(0, at) : bare).replace(/^pkg:/, '');
}

function packageName(name: string, all: Versions): PackageName {
  return { name: clipped(name), version: text(all.get(name)) };
}

function text(found: ReadonlySet<string> | undefined): string {
  return clipped([...(found ?? [])].toSorted().join(', '));
}

function sboms(evidence: readonly Evidence[]): readonly Told<Sbom>[] {
  return toldOf(evidence, 'sbom').map((told) => ({ evidence: told.evidence, part: told.part.sbom }));
}
