import { defineCheck } from '../check.ts';
import { onEachPlatform } from '../per-platform.ts';
import { platformName } from '../platform-name.ts';
import { judgeStated, StatedValues } from '../stated-values.ts';

export const labelsCheck = defineCheck({
  name: 'labels',
  title: 'Labels of the image config, each on every platform the same.',
  schema: StatedValues,
  about: 'image',
  needs: () => ({ configs: true }),
  judge(wanted, facts, judging) {
    const unread = onEachPlatform(facts, ({ config }, platform) =>
      config.state === 'known' ? [] : [{ code: config.code, message: config.message, platform }],
    );
    const stated = facts.platforms.flatMap((platform) =>
      platform.config.state === 'known'
        ? [{ platform: platformName(platform), values: platform.config.value.labels }]
        : [],
    );
    return judgeStated(wanted, stated, { what: 'label', judging, unread });
  },
});
