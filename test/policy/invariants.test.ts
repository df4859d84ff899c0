import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/domain/decision.ts';
import type { Facts } from '../../src/domain/facts.ts';
import { digestFor, factsOf } from './facts.ts';
import { evidenceWith, inertTrust, signedTrust, someFacts, strayEvidence } from './generated.ts';
import { limits, policyOf, waiverOf } from './request.ts';
import { samples } from './samples.ts';
import { decide, ruleNamed, rules, runs } from './sample-rules.ts';

/** policy.md §5.1, for every check of `samples.ts` and any facts. */

const monotone = samples.flatMap((sample, index) =>
  sample.isMonotone === false ? [] : [ruleNamed(sample, index)],
);
const eachPlatform = samples.flatMap((sample, index) =>
  sample.isEachPlatform === false ? [] : [ruleNamed(sample, index)],
);

/** The verdict of each rule, judged for itself. */
function verdicts(facts: Facts, of = rules): ReadonlyMap<string, Verdict> {
  const { checks } = decide(facts, { policies: [policyOf(of)] });
  return new Map(checks.map(({ id, verdict }) => [id, verdict]));
}

const passing = (facts: Facts, of = rules): readonly string[] =>
  [...verdicts(facts, of)].flatMap(([id, verdict]) => (verdict === 'pass' ? [id] : []));

/** Rules that pass now and did not before. */
function gained(before: Facts, after: Facts, of = rules): readonly string[] {
  const had = new Set(passing(before, of));
  return passing(after, of).filter((id) => !had.has(id));
}

it('the generated facts let every sample pass at times, and not pass at others', () => {
  const seen = new Map(rules.map(({ id }) => [id, new Set<boolean>()]));
  const sampled = fc.sample(someFacts, { numRuns: 2000, seed: 7 });
  for (const facts of sampled) {
    for (const [id, verdict] of verdicts(facts)) seen.get(id)?.add(verdict === 'pass');
  }
  // The window depends on the time alone, and the repository is always ours.
  const constant = /^(?:window|repository)-/;
  const dull = [...seen].filter(([id, each]) => each.size < 2 && !constant.test(id)).map(([id]) => id);
  expect(dull).toEqual([]);
});

describe('I1: when there is no evidence, nothing is promoted', () => {
  it('when nothing is known of the image, no check that asks for something of it passes', () => {
    const nothing = factsOf({
      platforms: [],
      evidence: [],
      searches: [],
      previous: { state: 'unknown', code: 'UNREACHABLE', message: 'HTTP 503' },
    });
    const { tag: _, ...image } = nothing.image;
    expect(passing({ ...nothing, image }).map((id) => id.replace(/-\d+$/, ''))).toEqual([
      'repository',
      'window',
    ]);
  });

  it('when it passes, every enforced check does', () => {
    fc.assert(
      fc.property(someFacts, fc.subarray(rules), (facts, chosen) => {
        const { verdict, checks } = decide(facts, { policies: [policyOf(chosen)] });
        expect(verdict === 'pass').toBe(chosen.length > 0 && checks.every((one) => one.verdict === 'pass'));
      }),
      runs,
    );
  });

  it('when a rule more is asked for, nothing passes that did not before', () => {
    fc.assert(
      fc.property(
        someFacts,
        fc.subarray(rules, { minLength: 1 }),
        fc.constantFrom(...rules),
        (facts, some, one) => {
          const less = decide(facts, { policies: [policyOf(some)] }).verdict;
          const more = decide(facts, { policies: [policyOf([...some, one])] }).verdict;
          expect(less !== 'pass' && more === 'pass').toBe(false);
        },
      ),
      runs,
    );
  });
});

describe('I2: when evidence is not trusted, it is inert', () => {
  it('when it is added, no verdict changes', () => {
    fc.assert(
      fc.property(
        someFacts,
        fc.array(evidenceWith(inertTrust), { minLength: 1, maxLength: 4 }),
        (facts, inert) => {
          const more = { ...facts, evidence: [...inert, ...facts.evidence] };
          expect(verdicts(more)).toEqual(verdicts(facts));
          const less = facts.evidence.filter(({ trust }) => trust.level === 'signed');
          expect(verdicts({ ...facts, evidence: less })).toEqual(verdicts(facts));
        },
      ),
      runs,
    );
  });

  it('when a missing report is waived, it stays so whatever strangers attach', () => {
    const waivers = samples.map(({ check }, index) =>
      waiverOf({ rule: `${check.name}-${index}` }, { id: `W-${index}`, check: check.name, missing: true }),
    );
    const waivable = { ...limits, waivable: samples.map(({ check }) => check.name) };
    fc.assert(
      fc.property(someFacts, fc.array(evidenceWith(inertTrust), { maxLength: 3 }), (facts, inert) => {
        const more = { ...facts, evidence: [...facts.evidence, ...inert] };
        const [with_, without] = [more, facts].map((each) =>
          decide(each, { waivers, limits: waivable }).checks.map(({ verdict }) => verdict),
        );
        expect(with_).toEqual(without);
      }),
      runs,
    );
  });
});

describe('I3: when trusted evidence is taken away, nothing passes that did not before', () => {
  it('holds for any part of it', () => {
    fc.assert(
      fc.property(someFacts, fc.infiniteStream(fc.boolean()), (facts, keep) => {
        const evidence = facts.evidence.filter(() => keep.next().value);
        expect(gained(facts, { ...facts, evidence }, monotone)).toEqual([]);
      }),
      runs,
    );
  });
});

describe('I4: when something could not be looked at, that is no fact', () => {
  it('when a place gives no answer, nothing passes that did not before', () => {
    fc.assert(
      fc.property(someFacts, fc.constantFrom('referrers', 'index', 'github'), (facts, place) => {
        const after: Facts = {
          ...facts,
          evidence: facts.evidence.filter((one) => one.place !== place),
          searches: [
            ...facts.searches.filter((one) => one.place !== place),
            { place, subject: facts.image.digest, found: 0, state: 'unreachable', message: 'HTTP 503' },
          ],
        };
        expect(gained(facts, after)).toEqual([]);
      }),
      runs,
    );
  });

  it('when nothing was found and a place gave no answer, it could be tried again: it never fails', () => {
    // These ask about the commit, or what the target has, first.
    const others = ['checks', 'source', 'review', 'no-downgrade'];
    fc.assert(
      fc.property(someFacts, (facts) => {
        fc.pre(facts.platforms.length > 0);
        const { checks } = decide({
          ...facts,
          evidence: [],
          searches: [{ place: 'referrers', subject: facts.image.digest, found: 0, state: 'unreachable' }],
        });
        const asking = checks.filter(({ lookedAt, criterion }) => lookedAt && !others.includes(criterion));
        const said = asking.map(({ verdict, reasons }) => [
          verdict,
          ...new Set(reasons.map(({ code }) => code)),
        ]);
        expect(said).toEqual(asking.map(() => ['unknown', 'UNREACHABLE']));
        expect(asking.length).toBeGreaterThan(10);
      }),
      runs,
    );
  });

  it('when configs could not be read, nothing passes that did not before', () => {
    const config = { state: 'unknown', code: 'UNREACHABLE', message: 'HTTP 503' } as const;
    fc.assert(
      fc.property(someFacts, (facts) => {
        const platforms = facts.platforms.map((one) => ({ ...one, config }));
        expect(gained(facts, { ...facts, platforms })).toEqual([]);
      }),
      runs,
    );
  });
});

describe('I5: when evidence is about another digest, it is inert', () => {
  it('when it is added, whoever signed it, no verdict changes', () => {
    fc.assert(
      fc.property(someFacts, fc.array(strayEvidence, { minLength: 1, maxLength: 4 }), (facts, stray) => {
        expect(verdicts({ ...facts, evidence: [...facts.evidence, ...stray] })).toEqual(verdicts(facts));
      }),
      runs,
    );
  });
});

describe('I6: when there are several platforms, each needs its own', () => {
  it('when all of them pass, each alone does', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const together = passing(facts, eachPlatform);
        for (const platform of facts.platforms) {
          const alone = new Set(passing({ ...facts, platforms: [platform] }, eachPlatform));
          expect(together.filter((id) => !alone.has(id))).toEqual([]);
        }
      }),
      runs,
    );
  });

  it('when a rule is for one platform, it says what it says of that platform alone', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const named = facts.platforms.every(
          ({ platform, contradicts }) => platform && contradicts === undefined,
        );
        fc.pre(named && facts.platforms.length > 0);
        for (const one of facts.platforms) {
          const { os = '', architecture = '', variant } = one.platform ?? {};
          const name = [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
          const narrow = rules.map((rule) => ({ ...rule, onPlatforms: [name] }));
          const alone: Facts = { ...facts, platforms: [one] };
          const gone = passing(facts, narrow).filter(
            (id) => !passing(alone).includes(id) && !id.startsWith('no-downgrade'),
          );
          expect(gone).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('when the index has a child that nobody knows, it refuses', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const image = { ...facts.image, strangeChildren: [digestFor('strange')] };
        expect(decide({ ...facts, image }).verdict).toBe('refused');
      }),
      { numRuns: 50 },
    );
  });
});

describe('I8: when the inputs are the same, the answer is', () => {
  it('when it is asked twice, in between nothing was changed', () => {
    fc.assert(
      fc.property(someFacts, fc.constantFrom('promote', 'plan', 'rollback'), (facts, mode) => {
        const copy = structuredClone(facts);
        const first = decide(facts, { mode });
        expect(facts).toEqual(copy);
        expect(decide(copy, { mode })).toEqual(first);
        expect(JSON.parse(JSON.stringify(first))).toStrictEqual(first);
      }),
      runs,
    );
  });

  it('when documents and answers come in another order, the verdicts are the same', () => {
    fc.assert(
      fc.property(
        someFacts.chain((facts) =>
          fc.tuple(
            fc.constant(facts),
            fc.shuffledSubarray([...facts.evidence], { minLength: facts.evidence.length }),
            fc.shuffledSubarray([...facts.searches], { minLength: facts.searches.length }),
            fc.shuffledSubarray([...facts.platforms], { minLength: facts.platforms.length }),
          ),
        ),
        ([facts, evidence, searches, platforms]) => {
          expect(verdicts({ ...facts, evidence, searches, platforms })).toEqual(verdicts(facts));
        },
      ),
      runs,
    );
  });

  it('when a plan is made and nothing is pending, promoting says the same', () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const plan = decide(facts, { mode: 'plan' }).checks;
        const run = decide(facts).checks;
        for (const [index, { verdict }] of plan.entries()) {
          const [planned, ran] = [verdict, run[index]?.verdict];
          expect(planned === 'pending' ? ran !== 'pass' : planned === ran).toBe(true);
        }
      }),
      runs,
    );
  });
});

it('when trusted evidence is there, the properties above were not empty: it lets something pass', () => {
  const evidence = fc.sample(evidenceWith(signedTrust, fc.constant([factsOf().image.digest])), {
    numRuns: 200,
    seed: 1,
  });
  expect(passing(factsOf({ evidence, searches: [] })).length).toBeGreaterThan(passing(factsOf()).length);
});
