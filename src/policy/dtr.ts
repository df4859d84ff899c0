import type { Judgement } from '../domain/decision.ts';
import { needsNothing, type Facts } from '../domain/facts.ts';
import type { BoundCheck, Judging } from '../domain/policy.ts';
import { judgeCount } from './dtr-count.ts';
import { absence, proofsOf, refOf, type Believed } from './dtr-evidence.ts';
import { instantOf, secondsOf, type DtrRule, type NumberOperator, type SeverityScale } from './dtr-rule.ts';
import { judgeSoftware } from './dtr-software.ts';
import { textTest } from './dtr-text.ts';
import { passes, stops, violation } from './judgement.ts';

/** What stands beside `rules`. */
export type DtrSettings = Believed & {
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

function judgeOf(rule: DtrRule, settings: DtrSettings): Judge {
  const { field, values } = rule;
  const words = values.map(String);
  switch (field) {
    case 'tag':
      return judgeTag(rule, words);
    case 'component.name':
    case 'license.name':
      return (facts, judging) => judgeSoftware(facts, judging, { ...settings, rule, words });
    case 'updated_at':
    case 'updated_at_duration':
      return (facts, judging) => judgeTime(rule, { words, settings, facts, judging });
    default:
      return (facts, judging) =>
        judgeCount(facts, judging, {
          field,
          operator: rule.operator as NumberOperator,
          limit: Number(words[0]),
          ...settings,
        });
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

type Asked = {
  readonly words: readonly string[];
  readonly settings: DtrSettings;
  readonly facts: Facts;
  readonly judging: Judging;
};

/**
 * DTR asked when the tag was last pushed. What stands for it is when this digest was first signed, as a log or a time
 * stamp proves; `created` of a config never is. Where the proven times differ, the one that is worse for the rule.
 */
function judgeTime(rule: DtrRule, { words, settings, facts, judging }: Asked): Judgement {
  const [word = ''] = words;
  const subjects = [facts.image.digest];
  const kinds = ['signature', 'provenance'] as const;
  const { counting, ignored } = proofsOf(facts, { kinds, subjects, believed: settings, judging });
  const signings = counting.flatMap(({ evidence }) =>
    evidence.trust.level === 'signed' && evidence.trust.signedAt !== undefined
      ? [{ evidence, ...evidence.trust.signedAt }]
      : [],
  );
  const [oldest] = signings.toSorted((a, b) => a.first.getTime() - b.first.getTime());
  if (oldest === undefined) {
    if (counting.length === 0)
      return stops([absence(facts, { what: 'a signature or provenance', ignored })], { ignored });
    const message = 'no signature has a verified time';
    return stops([{ code: 'INCOMPLETE', message }], {
      ignored,
      help: 'Sign with a transparency log or a time stamp.',
    });
  }
  const ago = rule.field === 'updated_at_duration';
  const limit = ago ? judging.now.getTime() - (secondsOf(word) ?? 0) * 1000 : (instantOf(word) ?? NaN);
  const before = rule.operator === 'bf';
  const time = before ? oldest.last : oldest.first;
  const holds = before ? time.getTime() < limit : time.getTime() > limit;
  const more = { evidence: [refOf(oldest.evidence)], ignored };
  const observed = time.toISOString();
  if (holds) return passes(`signed ${observed}`, more);
  const expected = `${before ? 'before' : 'after'} ${ago ? `${word} ago` : word}`;
  return stops([violation(`it was signed at ${observed}`, { observed, expected })], more);
}
