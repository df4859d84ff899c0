import { platformText } from '../image/platform.ts';
import type { PlatformFacts } from '../domain/facts.ts';
import { parseTextGlob } from '../domain/glob.ts';
import { shortDigest } from '../image/digest.ts';

/** `linux/arm64`; where neither index nor config states it, the first digits of the manifest's digest. */
export function platformName({ platform, digest }: PlatformFacts): string {
  return platform === undefined ? shortDigest(digest) : platformText(platform);
}

const architectures: Readonly<Record<string, string>> = { aarch64: 'arm64', x86_64: 'amd64' };
/** The variant that is meant where none is written, as container runtimes read it. */
const usualVariants: ReadonlyMap<string, string> = new Map([
  ['arm64', 'v8'],
  ['amd64', 'v1'],
]);

/** One spelling for each platform: `linux/arm64/v8` is `linux/arm64`, `linux/arm` is `linux/arm/v7`. */
export function canonicalPlatform(text: string): string {
  const [os = '', written = '', variant] = text.toLowerCase().split('/');
  const architecture = architectures[written] ?? written;
  if (architecture === 'arm') return `${os}/arm/${variant ?? 'v7'}`;
  return variant === undefined || variant === usualVariants.get(architecture)
    ? `${os}/${architecture}`
    : `${os}/${architecture}/${variant}`;
}

/**
 * Whether a written platform, or a glob over platforms, takes one. A name without a variant takes every variant, so that
 * what restricts or forbids leaves none out: `linux/*` and `linux/arm` take `linux/arm/v6`.
 */
export function takesPlatform(written: string): (platform: string) => boolean {
  const glob = isPlatformGlob(written) ? parseTextGlob(written) : undefined;
  const wanted = canonicalPlatform(written);
  return (platform) => {
    const canonical = canonicalPlatform(platform);
    const bare = canonical.split('/', 2).join('/');
    if (glob !== undefined) return [platform, canonical, bare].some((name) => glob.matches(name));
    return wanted === canonical || (written.split('/').length === 2 && written.toLowerCase() === bare);
  };
}

export function isPlatformGlob(written: string): boolean {
  return /[*?[\]\\]/.test(written);
}
