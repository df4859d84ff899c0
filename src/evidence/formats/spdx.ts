/** What SPDX 2 and 3 have in common, in words of their own. */

/** `OPERATING-SYSTEM`, `OPERATING_SYSTEM`, `operatingSystem`. */
function purpose(value: string | undefined): string {
  return (value ?? '').toLowerCase().replaceAll(/[-_]/g, '');
}

export function isOperatingSystem(value: string | undefined): boolean {
  return purpose(value) === 'operatingsystem';
}

/** Images, systems and files are listed as packages too and are none (policy.md §2.3). */
export function isNoSoftware(value: string | undefined): boolean {
  return ['container', 'operatingsystem', 'file'].includes(purpose(value));
}

/**
 * The package that stands for the image: the only one that the document describes, or the only container among these.
 * Of a document that describes all its packages none is left out: an inventory must not lose what it lists.
 */
export function describedRoot<Package>(
  packages: readonly Package[],
  document: {
    readonly described: ReadonlySet<string>;
    readonly idOf: (one: Package) => string | undefined;
    readonly purposeOf: (one: Package) => string | undefined;
  },
): Package | undefined {
  const { described, idOf, purposeOf } = document;
  const isContainer = (one: Package) => purpose(purposeOf(one)) === 'container';
  if (described.size === 0) return only(packages.filter(isContainer));
  const candidates = packages.filter((one) => described.has(idOf(one) ?? ''));
  return only(candidates) ?? only(candidates.filter(isContainer));
}

/** The concluded licence where there is one, else the declared one, else that there is none, in the document's words. */
export function statedLicense(
  concluded: string | undefined,
  declared: string | undefined,
): string | undefined {
  return isExpression(concluded) ? concluded : (declared ?? concluded);
}

function isExpression(license: string | undefined): boolean {
  return license !== undefined && license !== 'NOASSERTION' && license !== 'NONE';
}

function only<Item>(items: readonly Item[]): Item | undefined {
  return items.length === 1 ? items[0] : undefined;
}
