import type { Reason } from '../domain/decision.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Counted } from './choose.ts';
import { setAside, type Weight } from './weigh.ts';
import { ageOf, ageText, isWithin } from './document-time.ts';
import type { Age, Condition } from './operator.ts';

/**
 * Where one document must satisfy everything together (policy.md §5.3): passes if any does, else tells of the one that
 * comes closest.
 */
export function anyOne<Part>(
  counted: readonly Counted<Part>[],
  reasonsOf: (one: Counted<Part>) => readonly Reason[],
): Weight {
  const judged = counted.map((one) => ({ evidence: one.evidence, reasons: reasonsOf(one) }));
  const [best, ...rest] = judged.toSorted(compareCloseness);
  if (best === undefined) return { reasons: [] };
  const ignored = rest
    .filter(({ evidence }) => evidence !== best.evidence)
    .map(({ evidence, reasons: [first] }) =>
      setAside(evidence, first === undefined ? 'another one is enough' : first.message),
    );
  return { reasons: best.reasons, used: [best.evidence], ignored };
}

type Judged = { readonly evidence: Evidence; readonly reasons: readonly Reason[] };

/** Fewest reasons first, then what is known to be wrong; never the order in which a registry lists them (I8). */
function compareCloseness(a: Judged, b: Judged): number {
  const failing = ({ reasons }: Judged): number => (reasons.some(({ code }) => code === 'VIOLATION') ? 0 : 1);
  return (
    a.reasons.length - b.reasons.length ||
    failing(a) - failing(b) ||
    (a.evidence.digest < b.evidence.digest ? -1 : 1)
  );
}

/** Holds a value of a document against a condition: a value that it does not state is unknown, never a pass. */
export function conditionOn(
  name: string,
  value: string | undefined,
  condition: Condition<string> | undefined,
): readonly Reason[] {
  if (condition === undefined) return [];
  const expected = condition.text;
  if (value === undefined) return [{ code: 'INCOMPLETE', message: `the ${name} is not stated`, expected }];
  const holds = condition.holds(value);
  if (holds === true) return [];
  if (holds === undefined)
    return [{ code: 'INCOMPLETE', message: `the ${name} cannot be compared`, observed: value, expected }];
  return [
    { code: 'VIOLATION', message: `the ${name} is not what the policy wants`, observed: value, expected },
  ];
}

/** Whether a document is as new as the policy wants it; one of unknown age is not. */
export function freshness(
  evidence: Evidence,
  stated: string | undefined,
  { noun, maxAge, now }: { readonly noun: string; readonly maxAge: Age | undefined; readonly now: Date },
): readonly Reason[] {
  if (maxAge === undefined) return [];
  const age = ageOf(evidence, stated, now);
  const expected = `<= ${maxAge.text}`;
  if (age === undefined)
    return [{ code: 'INCOMPLETE', message: `nothing proves how old the ${noun} is`, expected }];
  if (isWithin(age, maxAge)) return [];
  return [{ code: 'STALE', message: `the ${noun} is too old`, observed: ageText(age), expected }];
}
