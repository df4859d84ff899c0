import type { Judgement, Reason } from '../domain/decision.ts';
import type { Evidence, EvidencePart } from '../domain/evidence.ts';
import { needsNothing, type Facts } from '../domain/facts.ts';
import type { BoundCheck, Judging } from '../domain/policy.ts';
import { anySigner, type By } from './by.ts';
import { choose, inspect, type Want } from './choose.ts';
import { judgeCount } from './dtr-count.ts';
import { instantOf, secondsOf, type DtrRule, type NumberOperator, type SeverityScale } from './dtr-rule.ts';
import { judgeSoftware } from './dtr-software.ts';
import { textTest } from './dtr-text.ts';
import { ofKind } from './evidence-kind.ts';
import { passes, stops, violation } from './judgement.ts';
import { anyOne } from './one-document.ts';
import { weigh } from './weigh.ts';

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
      return (facts, judging) => judgeTime(facts, judging, { rule, word, by });
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

type TimeRule = { readonly rule: DtrRule; readonly word: string; readonly by: By };

const signature = ofKind('signature');
const provenance = ofKind('provenance');

/** What a digest's own signatures are, for {@link judgeTime}. */
const signings: Pick<Want<EvidencePart>, 'noun' | 'covers' | 'read' | 'couldBe'> = {
  noun: 'signature or provenance',
  covers: 'image',
  read: (evidence) => [...signature.read(evidence), ...provenance.read(evidence)],
  couldBe: (evidence) => signature.couldBe(evidence) || provenance.couldBe(evidence),
};

/**
 * DTR asked when the tag was last pushed. What stands for it is when the image was signed, as a log or a time stamp
 * proves, and one such time is enough; `created` of a config never counts.
 */
function judgeTime(facts: Facts, judging: Judging, { rule, word, by }: TimeRule): Judgement {
  const isAgo = rule.field === 'updated_at_duration';
  const expected = `${rule.operator === 'bf' ? 'before' : 'after'} ${isAgo ? `${word} ago` : word}`;
  return weigh(
    choose(inspect(facts), { ...signings, by }, judging),
    ({ counted }) =>
      anyOne(counted, ({ evidence }) => timeReasons(evidence, { rule, word, expected, now: judging.now })),
    {
      note: `signed ${expected}`,
      howTo: 'Sign the digest with a transparency log or a time stamp, so that the time is proven.',
    },
  );
}

/** Clocks differ by so much; what was signed later than that is not yet. */
const skewMs = 5 * 60_000;

/** Where a time is proven as between two, the one that is worse for the rule. */
function timeReasons(
  { trust }: Evidence,
  asked: Omit<TimeRule, 'by'> & { readonly expected: string; readonly now: Date },
): readonly Reason[] {
  const { rule, word, expected, now } = asked;
  const signedAt = trust.level === 'signed' ? trust.signedAt : undefined;
  if (signedAt === undefined || signedAt.last.getTime() > now.getTime() + skewMs)
    return [{ code: 'INCOMPLETE', message: 'nothing proves when it was signed' }];
  const limit =
    rule.field === 'updated_at_duration'
      ? now.getTime() - (secondsOf(word) ?? NaN) * 1000
      : (instantOf(word) ?? NaN);
  const isBefore = rule.operator === 'bf';
  const time = isBefore ? signedAt.last : signedAt.first;
  if (isBefore ? time.getTime() < limit : time.getTime() > limit) return [];
  return [violation('it was not signed when the rule wants', { observed: time.toISOString(), expected })];
}
