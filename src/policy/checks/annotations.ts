import { defineCheck } from '../check.ts';
import { platformName } from '../platform-name.ts';
import { judgeStated, StatedValues } from '../stated-values.ts';

/** The index speaks for its platforms: what it annotates they need not, and what they annotate as well must agree. */
export const annotationsCheck = defineCheck({
  name: 'annotations',
  title: 'Annotations of the image: of its index, or of every platform manifest the same.',
  schema: StatedValues,
  about: 'image',
  judge(wanted, { image, platforms }, judging) {
    const stated = platforms.map((platform) => ({
      platform: platformName(platform),
      values: platform.annotations,
    }));
    const covers = { values: image.annotations };
    // Without platforms nothing but the root could state a key.
    return judgeStated(wanted, stated.length === 0 ? [covers] : stated, {
      what: 'annotation',
      judging,
      ...(stated.length > 0 && { covers }),
    });
  },
});
