import { z } from 'zod';
import { compareVersions } from '../../domain/expression.ts';
import type { Judgement, Reason } from '../../domain/decision.ts';
import type { Facts, PreviousImage } from '../../domain/facts.ts';
import type { Tag } from '../../image/reference.ts';
import { defineCheck } from '../check.ts';
import { passes, stops, violation } from '../judgement.ts';
import { provenTimes, timesOf, type Datable, type ProvenTime } from '../proven-time.ts';
import { strict } from '../written.ts';

export const noDowngradeCheck = defineCheck({
  name: 'no-downgrade',
  title: "The image is newer than what the stage's moving tag names at the target.",
  schema: strict({
    by: z
      .enum(['semver', 'built-at'])
      .describe("Compare the tags' versions, or when signed provenance says that they were built."),
  }),
  about: 'world',
  needs: ({ by }) => (by === 'semver' ? { previous: 'tags' } : { evidence: true, previous: 'evidence' }),
  judge({ by }, facts, { now }) {
    const { previous, image } = facts;
    if (previous.state === 'unknown') return stops([{ code: previous.code, message: previous.message }]);
    if (previous.value === undefined) return passes('nothing is at the target yet');
    if (previous.value.digest === image.digest) return passes('it is at the target already');
    return by === 'semver' ? byVersion(image.tag, previous.value) : byBuild(facts, previous.value, now);
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

/** Ours as a whole is as old as its oldest platform, theirs as young as its youngest. */
function byBuild(facts: Facts, previous: PreviousImage, now: Date): Judgement {
  const image = { ...facts, digest: facts.image.digest };
  const ours = builds(image, now);
  const theirs = builds(previous, now);
  const [reason, ...more] = [
    ...('why' in ours ? [ours.why] : []),
    ...('why' in theirs ? [{ ...theirs.why, message: `what is at the target: ${theirs.why.message}` }] : []),
  ];
  if (reason !== undefined) return stops([reason, ...more]);
  if ('why' in ours || 'why' in theirs) return passes('');
  const [built, before] = [Math.min(...ours.newest), Math.max(...theirs.newest)];
  const compared = { observed: isoText(built), expected: `> ${isoText(before)}` };
  const evidence = ours.times.map(({ ref }) => ref);
  if (built > before) return passes(`built ${compared.observed}, after what is at the target`, { evidence });
  return stops([violation('it was not built later than what is at the target', compared)], {
    help,
    evidence,
  });
}

type Builds = { readonly times: readonly ProvenTime[]; readonly newest: readonly number[] };

/** The newest build that is proven for each platform. */
function builds(image: Datable, now: Date): Builds | { readonly why: Reason } {
  const { times, why } = provenTimes(image, { since: 'built', now });
  const targets = image.platforms.length === 0 ? [undefined] : image.platforms.map(({ digest }) => digest);
  const each = targets.map((platform) => timesOf(times, image.digest, platform));
  // Where a place could not be looked at, the newest may be there.
  if (why.code === 'UNREACHABLE' || each.some((found) => found.length === 0)) return { why };
  return { times, newest: each.map((found) => Math.max(...found.map(({ last }) => last.getTime()))) };
}

function isoText(time: number): string {
  return new Date(time).toISOString();
}
