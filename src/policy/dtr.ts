import type { Judgement } from '../domain/decision.ts';
import { needsNothing, type Facts } from '../domain/facts.ts';
import type { BoundCheck, Judging } from '../domain/policy.ts';
import { anySigner, type By } from './by.ts';
import { inspect } from './choose.ts';
import { judgeCount } from './dtr-count.ts';
import { instantOf, secondsOf, type DtrRule, type NumberOperator, type SeverityScale } from './dtr-rule.ts';
import { judgeSoftware } from './dtr-software.ts';
import { textTest } from './dtr-text.ts';
import { passes, stops, violation } from './judgement.ts';
import { provenTimes, timesOf } from './proven-time.ts';

/** What stands beside `rules`. */
export type DtrSettings = {
  /** Names of signers, and `local`; undefined: every signer that the config declares. */
  readonly by?: readonly string[] | undefined;
  readonly scale: SeverityScale;
  /** Seconds: an older scan is `STALE`. */
  readonly maxAge: number;
};

type Judge = BoundCheck['judge'];

/** The criterion of each group of fields: the check of Hoist's own words that is nearest, so that its waivers count. */
const criteria = {
  tag: { criterion: 'tag', about: 'image', evidence: false },
  'component.name': { criterion: 'components', about: 'image', evidence: true },
  'license.name': { criterion: 'licenses', about: 'world', evidence: true },
  vulnerability_all: { criterion: 'vulnerabilities', about: 'world', evidence: true },
  vulnerability_critical: { criterion: 'vulnerabilities', about: 'world', evidence: true },
  vulnerability_major: { criterion: 'vulnerabilities', about: 'world', evidence: true },
  vulnerability_minor: { criterion: 'vulnerabilities', about: 'world', evidence: true },
  updated_at: { criterion: 'age', about: 'world', evidence: true },
  updated_at_duration: { criterion: 'age', about: 'world', evidence: true },
} as const;

/** Whether a rule judges evidence, so that somebody must have signed it. */
export function needsEvidence({ field }: DtrRule): boolean {
  return criteria[field].evidence;
}

/** A rule of DTR with DTR's verdict, over evidence that is trusted as everywhere else. */
export function bindDtrRule(rule: DtrRule, settings: DtrSettings): BoundCheck {
  const { criterion, about, evidence } = criteria[rule.field];
  return {
    criterion,
    about,
    needs: { ...needsNothing, evidence },
    signers: evidence ? (settings.by ?? []) : [],
    dependsOn: rule.field === 'updated_at_duration' ? 'time' : 'nothing',
    judge: judgeOf(rule, settings),
  };
}

function judgeOf(rule: DtrRule, { by: names, scale, maxAge }: DtrSettings): Judge {
  const { field } = rule;
  const words = rule.values.map(String);
  const by = names === undefined ? anySigner : { names, groups: [names] };
  const [word = ''] = words;
  switch (field) {
    case 'tag':
      return judgeTag(rule, words);
    case 'component.name':
    case 'license.name':
      return (facts, judging) => judgeSoftware(facts, judging, { rule, words, by });
    case 'updated_at':
    case 'updated_at_duration':
      return (facts, judging) => judgeTime(rule, { word, by, facts, judging });
    default: {
      const operator = rule.operator as NumberOperator;
      const count = { field, operator, limit: Number(word), scale, maxAge, by };
      return (facts, judging) => judgeCount(facts, judging, count);
    }
  }
}

function judgeTag(rule: DtrRule, words: readonly string[]): Judge {
  const test = textTest(rule.operator, words);
  const expected = `${rule.operator} ${words.join(', ')}`;
  return ({ image: { tag } }) => {
    if (tag === undefined) {
      const message = 'the image was given by digest alone, so there is no tag to judge';
      return stops([{ code: 'INCOMPLETE', message }], { help: 'Promote it by its tag.' });
    }
    return test(tag)
      ? passes(tag)
      : stops([violation(`the tag ${tag} is not allowed`, { observed: tag, expected })]);
  };
}

type Asked = { readonly word: string; readonly by: By; readonly facts: Facts; readonly judging: Judging };

/**
 * DTR asked when the tag was last pushed. What stands for it is when this digest was first signed, as a log or a time
 * stamp proves; `created` of a config never does. Where a time is proven as a range, its end that is worse for the rule.
 */
function judgeTime(rule: DtrRule, { word, by, facts, judging }: Asked): Judgement {
  const { now } = judging;
  const names = by.names.length === 0 ? undefined : by.names;
  const { times, ignored, why } = provenTimes(inspect(facts), { since: 'signed', by: names, now });
  const [oldest] = timesOf(times, facts.image.digest).toSorted(
    (a, b) => a.first.getTime() - b.first.getTime(),
  );
  if (oldest === undefined) {
    return stops([why], { ignored, help: 'Sign the digest with a transparency log or a time stamp.' });
  }
  const isAgo = rule.field === 'updated_at_duration';
  const limit = isAgo ? now.getTime() - (secondsOf(word) ?? NaN) * 1000 : (instantOf(word) ?? NaN);
  const isBefore = rule.operator === 'bf';
  const time = isBefore ? oldest.last : oldest.first;
  const holds = isBefore ? time.getTime() < limit : time.getTime() > limit;
  const more = { evidence: [oldest.ref], ignored };
  const observed = time.toISOString();
  if (holds) return passes(`first signed ${observed}`, more);
  const expected = `${isBefore ? 'before' : 'after'} ${isAgo ? `${word} ago` : word}`;
  return stops([violation(`it was first signed at ${observed}`, { observed, expected })], more);
}
