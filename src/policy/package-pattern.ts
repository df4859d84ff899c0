import { PackageURL } from 'packageurl-js';
import { parseTextGlob } from '../domain/glob.ts';
import type { Package } from '../domain/software.ts';

export type NamedPackage = Pick<Package, 'name' | 'version' | 'purl'>;

/** A purl or a glob over purls: `pkg:npm/event-stream`, `pkg:deb/debian/*`, `pkg:golang/github.com/acme/**`. */
export type PackagePattern = {
  readonly text: string;
  matches(found: NamedPackage): boolean;
};

/** Longer than any purl that a tool writes; the work of a glob grows with what it is matched against (A22). */
const longest = 4096;

/**
 * A pattern takes a purl with its version or without, in any way of writing it: qualifiers and subpath do not matter,
 * and neither do escapes nor, in types that do not know it, case. A package without a purl is matched by
 * `name@version` and by its name.
 *
 * @throws HoistError `GLOB_INVALID`
 */
export function parsePackagePattern(text: string): PackagePattern {
  const glob = parseTextGlob(text);
  const type = /^pkg:([a-z0-9.+-]+)\//.exec(text)?.[1];
  return {
    text,
    matches(found) {
      // Most packages are of another type than most patterns: that is seen without reading either.
      const other = type === undefined ? undefined : purlType(found.purl);
      if (other !== undefined && other !== type) return false;
      return namesOf(found).some((name) => name.length <= longest && glob.matches(name));
    },
  };
}

/** All names under which a pattern may mean a package. */
function namesOf({ name, version, purl }: NamedPackage): readonly string[] {
  if (purl === undefined) return version === undefined ? [name] : [`${name}@${version}`, name];
  const bare = purl.replace(/[?#].*$/s, '');
  const plain = bare.includes('%') ? decoded(bare) : bare;
  // Only then may a type have another way of writing it.
  const usual = /[A-Z_]/.test(unversioned(plain)) ? canonical(bare) : plain;
  return [...new Set([bare, plain, usual])].flatMap((spelling) => [spelling, unversioned(spelling)]);
}

/** The `@` of a scope is not that of a version. */
function unversioned(purl: string): string {
  const at = purl.lastIndexOf('@');
  return at > purl.lastIndexOf('/') ? purl.slice(0, at) : purl;
}

function decoded(purl: string): string {
  try {
    return decodeURIComponent(purl);
  } catch {
    return purl;
  }
}

function canonical(purl: string): string {
  try {
    return decoded(PackageURL.fromString(purl).toString());
  } catch {
    return purl;
  }
}

/** What makes two findings one: the purl as written, else name and version. */
export function packageKey({ name, version = '', purl }: NamedPackage): string {
  return purl ?? `${name}@${version}`;
}

/** The type of a purl: `deb` of `pkg:deb/debian/openssl`. */
export function purlType(purl: string | undefined): string | undefined {
  return /^pkg:\/*([A-Za-z0-9.+-]+)\//.exec(purl ?? '')?.[1]?.toLowerCase();
}
