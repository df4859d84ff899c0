import type { Judgement, Reason } from '../domain/decision.ts';
import type { Facts, PlatformFacts } from '../domain/facts.ts';
import type { ImageConfig } from '../image/image-config.ts';
import { passes, stops } from './judgement.ts';
import { platformName } from './platform-name.ts';

/** Judges every platform for itself (I6): where there is none, there is nothing that could pass. */
export function onEachPlatform(
  { platforms }: Pick<Facts, 'platforms'>,
  judge: (platform: PlatformFacts, name: string) => readonly Reason[],
): readonly Reason[] {
  if (platforms.length === 0) return [{ code: 'INCOMPLETE', message: 'the image has no platform to judge' }];
  return platforms.flatMap((platform) => judge(platform, platformName(platform)));
}

/** As {@link onEachPlatform}, of the image configs: one that could not be read is unknown (I4). */
export function onEachConfig(
  facts: Pick<Facts, 'platforms'>,
  judge: (config: ImageConfig, name: string) => readonly Reason[],
): readonly Reason[] {
  return onEachPlatform(facts, ({ config }, platform) =>
    config.state === 'known'
      ? judge(config.value, platform)
      : [{ code: config.code, message: config.message, platform }],
  );
}

/** Passes with the note where there is no reason not to; the help is for where there is. */
export function concluded(
  reasons: readonly Reason[],
  { note, help, ...more }: Partial<Judgement> & { readonly note: string },
): Judgement {
  const [first, ...rest] = reasons;
  if (first === undefined) return passes(note, more);
  return stops([first, ...rest], { ...more, ...(help !== undefined && { help }) });
}

/** `2 platforms`. */
export function platformsText({ platforms }: Pick<Facts, 'platforms'>): string {
  return platforms.length === 1 ? '1 platform' : `${platforms.length} platforms`;
}
