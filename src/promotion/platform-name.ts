import type { PlatformFacts } from '../domain/facts.ts';
import { platformText } from '../image/platform.ts';
import { canonicalPlatform } from '../policy/platform-name.ts';
import { clipped } from './cut-list.ts';

/** `linux/arm64`: the same for both of two images that spell it differently, or say nothing. */
export function platformName({ platform }: PlatformFacts): string {
  return platform === undefined
    ? 'of no stated platform'
    : clipped(canonicalPlatform(platformText(platform)));
}
