import { z } from 'zod';
import type { Reason } from '../../domain/decision.ts';
import type { TestReport } from '../../domain/summary.ts';
import { Signers } from '../by.ts';
import { defineCheck } from '../check.ts';
import { choose, inspect, type Counted } from '../choose.ts';
import { newest, verifiedTime } from '../document-time.ts';
import { ofKind } from '../evidence-kind.ts';
import { violation } from '../judgement.ts';
import { freshness } from '../one-document.ts';
import { Age } from '../operator.ts';
import { strict, Text } from '../written.ts';
import { setAside, weigh } from '../weigh.ts';

type Report = Counted<TestReport>;

/** Test results that were attested. Every report that no later one replaces must be good. */
export const testsCheck = defineCheck({
  name: 'tests',
  title: 'Attested test results.',
  schema: strict({
    by: Signers.describe('Whose test results count.'),
    result: z
      .enum(['PASSED', 'WARNED'])
      .describe('WARNED takes results with warnings as well. Default: PASSED.')
      .default('PASSED'),
    required: z.array(Text).min(1).describe('Tests that must have run and passed, by name.').optional(),
    'max-age': Age.describe('How long ago they may have been signed: 7d.').optional(),
  }),
  about: 'image',
  needs: () => ({ evidence: true }),
  signers: ({ by }) => by.names,
  judge({ by, result, required = [], 'max-age': maxAge }, facts, judging) {
    const { now } = judging;
    const accepts = (report: TestReport): boolean =>
      report.result === 'PASSED' || (result === 'WARNED' && report.result === 'WARNED');
    const want = { noun: 'test result', ...ofKind('tests'), by, covers: 'image', wantsAll: true } as const;
    return weigh(
      choose(inspect(facts), want, judging),
      ({ counted }) => {
        const all = counted.map(({ evidence, part }): Report => ({ evidence, part: part.tests }));
        const late = all.map((one) =>
          freshness(one.evidence, undefined, { noun: 'test result', maxAge, now }),
        );
        const fresh = all.filter((_, index) => late[index]?.length === 0);
        if (fresh.length === 0) return { reasons: late[0] ?? [], used: [] };
        const current = fresh.filter((one) => !fresh.some((other) => replaces(other, one)));
        return {
          reasons: [
            ...current.filter(({ part }) => !accepts(part)).map(({ part }) => failed(part, result)),
            ...required.flatMap((name) => judgeTest(name, fresh, result === 'WARNED')),
          ],
          used: current.map(({ evidence }) => evidence),
          ignored: all
            .filter((one) => !current.includes(one))
            .map((one) =>
              setAside(one.evidence, fresh.includes(one) ? 'a later one covers its tests' : 'too old'),
            ),
        };
      },
      {
        note: 'the tests passed',
        help: 'Mend what failed, and attest the tests of this digest again.',
        howTo:
          'Attest the results of the tests: actions/attest with https://in-toto.io/attestation/test-result/v0.1.',
      },
    );
  },
});

/** A later report that has all the tests of an earlier one is that run again. */
function replaces(later: Report, earlier: Report): boolean {
  const [a, b] = [verifiedTime(later.evidence), verifiedTime(earlier.evidence)];
  if (a === undefined || b === undefined || a <= b) return false;
  const names = new Set(testsOf(later.part));
  return testsOf(earlier.part).every((name) => names.has(name));
}

function testsOf({ passed, warned, failed: bad }: TestReport): readonly string[] {
  return [...passed, ...warned, ...bad];
}

/** As the newest report that has the test says. */
function judgeTest(name: string, reports: readonly Report[], takesWarned: boolean): readonly Reason[] {
  const having = reports.filter(({ part }) => testsOf(part).includes(name));
  if (having.length === 0)
    return [{ code: 'NO_EVIDENCE', message: `no test result has the test ${name}`, expected: name }];
  const last = newest(having, ({ evidence }) => verifiedTime(evidence));
  const isGood = ({ part }: Report): boolean =>
    !part.failed.includes(name) &&
    (part.passed.includes(name) || takesWarned) &&
    (takesWarned || !part.warned.includes(name));
  return last.every(isGood) ? [] : [violation(`the test ${name} did not pass`, { expected: 'passed' })];
}

function failed({ result, failed: bad, warned }: TestReport, expected: string): Reason {
  const names = (result === 'FAILED' ? bad : warned).slice(0, 5).join(', ');
  return violation(`the test result is ${result}`, {
    observed: names === '' ? result : `${result}: ${names}`,
    expected,
  });
}
