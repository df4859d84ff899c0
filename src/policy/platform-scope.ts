import type { Evidence, Search } from '../domain/evidence.ts';
import type { Judgement, Reason } from '../domain/decision.ts';
import type { Facts, PlatformFacts } from '../domain/facts.ts';
import type { Digest } from '../image/digest.ts';
import { platformText } from '../image/platform.ts';
import { passes, stops } from './judgement.ts';
import { isPlatformGlob, platformName, takesPlatform } from './platform-name.ts';

/** What a rule sees, or what it comes to without looking. */
export type Scope = { readonly facts: Facts } | { readonly judgement: Judgement };

/**
 * The facts that a rule with `on-platforms` sees: the platforms that it names, and the evidence that is not bound to
 * others only.
 *
 * A platform that is named exactly must be there: a rule that finds nothing to judge must not pass in silence (I1). A
 * glob, `windows/*`, says "where there is one", and passes without. A platform whose name is not known might be meant.
 */
export function narrowTo(onPlatforms: readonly string[] | undefined, facts: Facts): Scope {
  if (onPlatforms === undefined) return { facts };
  const { platforms } = facts;
  const unnamed = platforms.flatMap(unnamedReason);
  const written = onPlatforms.map((name) => ({ name, takes: takesPlatform(name) }));
  const isTaken = ({ platform }: PlatformFacts): boolean =>
    platform !== undefined && written.some(({ takes }) => takes(platformText(platform)));
  const lacking = written
    .filter(({ name }) => !isPlatformGlob(name))
    .filter(({ takes }) => !platforms.some(({ platform }) => platform && takes(platformText(platform))))
    .map(({ name }) => lackingReason(name));
  const [reason, ...more] = [...unnamed, ...(unnamed.length === 0 ? lacking : [])];
  if (reason !== undefined) {
    return {
      judgement: stops([reason, ...more], {
        help: "Name in on-platforms what the image has; a glob, 'windows/*', holds where there is one.",
      }),
    };
  }
  const taken = platforms.filter(isTaken);
  if (taken.length === 0) {
    return { judgement: passes(`the image has no platform ${onPlatforms.join(', ')}`) };
  }
  return { facts: { ...facts, ...narrowed(facts, isTaken), previous: narrowPrevious(facts, isTaken) } };
}

function unnamedReason(one: PlatformFacts): Reason[] {
  const platform = platformName(one);
  if (one.contradicts !== undefined) {
    const message = `whether the rule is for this platform cannot be told: index and config disagree on what it is`;
    return [{ code: 'CONTRADICTION', message, platform, observed: one.contradicts }];
  }
  if (one.platform !== undefined) return [];
  if (one.config.state === 'unknown') {
    return [{ code: one.config.code, message: one.config.message, platform }];
  }
  const message = 'whether the rule is for this platform cannot be told: neither index nor config names it';
  return [{ code: 'INCOMPLETE', message, platform }];
}

function lackingReason(name: string): Reason {
  return {
    code: 'INCOMPLETE',
    message: `the image has no platform ${name}, which the rule is for`,
    platform: name,
  };
}

type Bound = {
  readonly platforms: readonly PlatformFacts[];
  readonly evidence: readonly Evidence[];
  readonly searches: readonly Search[];
};

function narrowed(bound: Bound, isTaken: (platform: PlatformFacts) => boolean): Bound {
  const dropped: ReadonlySet<Digest> = new Set(
    bound.platforms.filter((platform) => !isTaken(platform)).map(({ digest }) => digest),
  );
  const isElsewhere = (subjects: readonly Digest[]): boolean =>
    subjects.length > 0 && subjects.every((subject) => dropped.has(subject));
  return {
    platforms: bound.platforms.filter(isTaken),
    evidence: bound.evidence.filter(({ subjects }) => !isElsewhere(subjects)),
    searches: bound.searches.filter(({ subject }) => subject === undefined || !dropped.has(subject)),
  };
}

/** What runs now excuses nothing on a platform that the rule is not for. */
function narrowPrevious(
  { previous }: Facts,
  isTaken: (platform: PlatformFacts) => boolean,
): Facts['previous'] {
  if (previous.state === 'unknown' || previous.value === undefined) return previous;
  return { ...previous, value: { ...previous.value, ...narrowed(previous.value, isTaken) } };
}
