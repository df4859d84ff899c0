import type { ReasonCode } from '../domain/decision.ts';
import type { Digest } from '../image/digest.ts';
import { platformText, type Platform } from '../image/platform.ts';
import type { StatementSubject } from './document.ts';

/** What a document says that it is about (policy.md §2.1). Nothing of it is believed: it only has to name our digests. */
export type BindingClaims = {
  /** Of one platform: a config's or a manifest's digest. */
  readonly exact: readonly string[];
  /** Of an index or a manifest: the digest that the scanned reference had. */
  readonly reference: readonly string[];
  /** Of a product as a whole (OpenVEX): an index's digest means everything below it. */
  readonly whole?: readonly string[];
  /** What was looked at, which decides where only the index's digest matches. */
  readonly platform?: {
    readonly os?: string;
    readonly architecture?: string;
    readonly variant?: string;
  };
};

/** The digests of an image that a document may name. */
export type BindableImage = {
  readonly digest: Digest;
  readonly isIndex: boolean;
  /** For an image that is no index: itself. */
  readonly platforms: readonly {
    readonly digest: Digest;
    readonly configDigest?: Digest;
    readonly platform?: Platform;
  }[];
};

export type Binding =
  | { readonly subjects: readonly Digest[] }
  | { readonly problem: { readonly code: ReasonCode; readonly message: string } };

type BindablePlatform = BindableImage['platforms'][number];

/**
 * The manifests of the image that a report is about: platforms, or the root for what covers all of it. A scan that names
 * the index is about one platform of it and never covers the others (policy.md §2.1, I6).
 */
export function bindReport(claims: BindingClaims, image: BindableImage): Binding {
  const { exact, reference, whole = [] } = claims;
  const covered = manifestsNamed(whole, image);
  if (covered.length > 0) return { subjects: covered };
  const byExact = platformsNamed([...exact, ...reference], image);
  if (byExact === 'contradiction')
    return wrong('its digests name different platforms of the image, so it is not about one of them');
  if (byExact.length > 0) return { subjects: byExact };
  if (exact.includes(image.digest) || reference.includes(image.digest)) {
    return image.isIndex ? bindToIndex(claims.platform ?? {}, image) : { subjects: [image.digest] };
  }
  return wrong(elsewhere([...exact, ...reference, ...whole]));
}

/**
 * A statement's subjects, matched purely by digest (in-toto Statement v1): one match is enough, and names are never
 * looked at, so evidence survives promotion to another repository.
 */
export function bindStatement(subjects: readonly StatementSubject[], image: BindableImage): Binding {
  const named = subjects.flatMap(({ digest }) =>
    (['sha256', 'sha512'] as const).flatMap((algorithm) => {
      const hex = Object.hasOwn(digest, algorithm) ? digest[algorithm] : undefined;
      return hex === undefined ? [] : [`${algorithm}:${hex}`];
    }),
  );
  const matched = manifestsNamed(named, image);
  return matched.length > 0 ? { subjects: matched } : wrong(elsewhere(named));
}

/** Root and platform manifests, each once. */
function manifestsNamed(named: readonly string[], image: BindableImage): readonly Digest[] {
  const names = new Set(named);
  const manifests = new Set([image.digest, ...image.platforms.map((platform) => platform.digest)]);
  return [...manifests].filter((digest) => names.has(digest));
}

/** The platforms that the digests name, by manifest or config. Those that name nothing of the image don't count. */
function platformsNamed(named: readonly string[], image: BindableImage): readonly Digest[] | 'contradiction' {
  const matches = [...new Set(named)]
    .map((name) => image.platforms.filter((platform) => isNamed(platform, name)))
    .filter((platforms) => platforms.length > 0);
  // Two manifests may share a config; digests that name platforms without anything in common contradict each other.
  const agreed = image.platforms.some((one) => matches.every((platforms) => platforms.includes(one)));
  if (matches.length > 0 && !agreed) return 'contradiction';
  return [...new Set(matches.flat().map(({ digest }) => digest))];
}

function isNamed(platform: BindablePlatform, name: string): boolean {
  return platform.digest === name || platform.configDigest === name;
}

function bindToIndex(claimed: NonNullable<BindingClaims['platform']>, image: BindableImage): Binding {
  const [only, ...others] = image.platforms;
  const fitting = image.platforms.filter(({ platform }) => fits(platform, claimed));
  const [fit, ...more] = fitting;
  if (fit !== undefined && more.length === 0 && (others.length === 0 || claimed.architecture !== undefined))
    return { subjects: [fit.digest] };
  if (only === undefined) return wrong('it names the index, which has no platform');
  const shown = shownPlatform(claimed);
  if (claimed.architecture === undefined && (others.length > 0 || claimed.os === undefined))
    return incomplete('it names the index and does not say which platform was looked at');
  if (fit === undefined) return wrong(`it is about ${shown}, which the image does not have`);
  return incomplete(`it is about ${shown}, and the image has that ${fitting.length} times`);
}

/** What is not stated fits; what the image does not state fits nothing but silence. */
function fits(platform: Platform | undefined, claimed: NonNullable<BindingClaims['platform']>): boolean {
  return (['os', 'architecture', 'variant'] as const).every(
    (member) => claimed[member] === undefined || claimed[member] === platform?.[member],
  );
}

function shownPlatform({ os = '?', architecture = '?', variant }: NonNullable<BindingClaims['platform']>) {
  return platformText({ os, architecture, ...(variant !== undefined && { variant }) });
}

function elsewhere(named: readonly string[]): string {
  const [first, ...more] = named;
  if (first === undefined) return 'it does not say by digest which image it is about';
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return `it is about ${first.slice(0, 150)}${others}, which is no part of the image`;
}

function wrong(message: string): Binding {
  return { problem: { code: 'WRONG_SUBJECT', message } };
}

function incomplete(message: string): Binding {
  return { problem: { code: 'INCOMPLETE', message } };
}
