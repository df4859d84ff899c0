import { z } from 'zod';
import { compareVersions } from '../../domain/version-range.ts';
import type { Judgement, Reason } from '../../domain/decision.ts';
import type { Facts, PreviousImage } from '../../domain/facts.ts';
import type { Tag } from '../../image/reference.ts';
import type { Judging } from '../../domain/policy.ts';
import { builtAt, wantProvenance } from '../built-at.ts';
import { defineCheck } from '../check.ts';
import { choose, inspect } from '../choose.ts';
import { passes, stops, violation } from '../judgement.ts';
import { anyOne } from '../one-document.ts';
import { weigh } from '../weigh.ts';
import { strict } from '../written.ts';

export const noDowngradeCheck = defineCheck({
  name: 'no-downgrade',
  title:
    "The image is newer than what the stage's first moving tag names at its first target. Without one, or where it names nothing yet, it passes.",
  schema: strict({
    by: z
      .enum(['semver', 'built-at'])
      .describe("Compare the tags' versions, or when signed provenance says that they were built."),
  }),
  about: 'world',
  needs: ({ by }) => (by === 'semver' ? { previous: 'tags' } : { evidence: true, previous: 'evidence' }),
  judge({ by }, facts, judging) {
    const { previous, image } = facts;
    if (previous.state === 'unknown') return stops([{ code: previous.code, message: previous.message }]);
    if (previous.value === undefined) return passes('nothing is at the target yet');
    if (previous.value.digest === image.digest) return passes('it is at the target already');
    return by === 'semver' ? byVersion(image.tag, previous.value) : byBuild(facts, previous.value, judging);
  },
});

const help = 'Promote something newer, or go back with `hoist rollback`.';

function byVersion(tag: Tag | undefined, { tags }: PreviousImage): Judgement {
  if (tag === undefined) {
    const message = 'the image was given by digest alone, so there is no version to compare';
    return stops([{ code: 'INCOMPLETE', message }], { help: 'Promote it by its tag.' });
  }
  if (compareVersions(tag, tag) === undefined) {
    return stops([{ code: 'INCOMPLETE', message: `the tag ${tag} is no version`, observed: tag }]);
  }
  const versions = tags.filter((each) => compareVersions(each, each) !== undefined);
  if (versions.length === 0) {
    const message = 'what is at the target has no tag there that is a version';
    return stops([{ code: 'INCOMPLETE', message, observed: tags.join(', ') || 'no tag' }]);
  }
  const notOlder = versions.filter((each) => (compareVersions(tag, each) ?? 0) <= 0);
  const [newest] = notOlder.sort((a, b) => compareVersions(b, a) ?? 0);
  if (newest === undefined) return passes(`${tag} replaces ${versions.join(', ')}`);
  const message = `${tag} is not newer than ${newest}, which is at the target`;
  return stops([violation(message, { observed: tag, expected: `> ${newest}` })], { help });
}

/**
 * Later than every build that is proven of what is at the target, one of which might be out of sight or without a time:
 * then nothing can be said.
 */
function byBuild(facts: Facts, previous: PreviousImage, judging: Judging): Judgement {
  const before = choose(previous, { ...wantProvenance, wantsAll: true }, judging);
  const theirs = before.demands.flatMap(({ counted }) => counted);
  const times = theirs.map(({ evidence, part }) =>
    builtAt(evidence, part.provenance, judging.now)?.getTime(),
  );
  const known = times.filter((time) => time !== undefined);
  const gap = before.demands.find((demand) => demand.gap !== undefined)?.gap;
  if (gap !== undefined) return stops([{ ...gap, message: `of what is at the target: ${gap.message}` }]);
  if (known.length === 0 || known.length < times.length) {
    const message = 'the provenance of what is at the target does not say when it was built';
    return stops([{ code: 'INCOMPLETE', message }]);
  }
  const newest = Math.max(...known);
  return weigh(
    choose(inspect(facts), wantProvenance, judging),
    ({ counted }) =>
      anyOne(counted, ({ evidence, part }) =>
        laterReasons(builtAt(evidence, part.provenance, judging.now), newest),
      ),
    {
      note: `built later than ${isoText(newest)}`,
      help,
      howTo: 'Attest the build: actions/attest in its workflow.',
    },
  );
}

function laterReasons(built: Date | undefined, than: number): readonly Reason[] {
  if (built === undefined) {
    return [{ code: 'INCOMPLETE', message: 'the provenance does not say when it was built' }];
  }
  if (built.getTime() > than) return [];
  const compared = { observed: built.toISOString(), expected: `> ${isoText(than)}` };
  return [violation('it was not built later than what is at the target', compared)];
}

function isoText(time: number): string {
  return new Date(time).toISOString();
}
