import type { Reason } from '../../domain/decision.ts';
import { platformText } from '../../image/platform.ts';
import { defineCheck } from '../check.ts';
import { concluded, onEachPlatform } from '../per-platform.ts';
import { canonicalPlatform } from '../platform-name.ts';
import { setCondition, setReasons } from '../set-condition.ts';

export const platformsCheck = defineCheck({
  name: 'platforms',
  title: 'The platforms that the image has: linux/amd64, linux/arm64, linux/arm/v7.',
  schema: setCondition(canonicalPlatform),
  about: 'image',
  needs: () => ({ configs: true }),
  judge(wanted, facts) {
    const unnamed = onEachPlatform(facts, ({ platform, config, contradicts }, name): Reason[] => {
      if (contradicts !== undefined) {
        const message = 'index and config disagree on what the platform is';
        return [{ code: 'CONTRADICTION', message, platform: name, observed: contradicts }];
      }
      if (platform !== undefined) return [];
      return config.state === 'unknown'
        ? [{ code: config.code, message: config.message, platform: name }]
        : [{ code: 'INCOMPLETE', message: 'neither index nor config names the platform', platform: name }];
    });
    const names = facts.platforms.flatMap(({ platform }) => (platform ? [platformText(platform)] : []));
    const found = [...new Set(names.map(canonicalPlatform))];
    const reasons =
      unnamed.length > 0 ? unnamed : setReasons(wanted, found, { what: 'the platforms', spellings });
    return concluded(reasons, {
      note: found.join(', '),
      help: 'Build and push the image for the platforms that the policy wants.',
    });
  },
});

/** A platform without its variant too, so that `linux/arm` and `linux/*` forbid every variant. */
function spellings(platform: string): readonly string[] {
  return [platform, platform.split('/', 2).join('/')];
}
