import type { IgnoredRef, Reason } from '../domain/decision.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Scan } from '../domain/vulnerability.ts';
import type { Counted } from './choose.ts';
import { ageOf, ageText, isWithin, newest, orderTime } from './document-time.ts';
import type { Age } from './operator.ts';
import { setAside } from './weigh.ts';

export type ScanOptions = {
  /** Each of these must have scanned; undefined: any scanner, and all that did count. */
  readonly scanners?: readonly string[] | undefined;
  readonly maxAge?: Age;
  readonly now: Date;
};

export type ScanChoice = {
  /** All of these must satisfy. */
  readonly scans: readonly Counted<Scan>[];
  readonly ignored: readonly IgnoredRef[];
  /** Why a scan that is asked for is not there. */
  readonly reasons: readonly Reason[];
};

/**
 * Of each signer and scanner the newest scan that is fresh (policy.md §5.3). What one scanner found, another that is
 * silent does not unsay.
 */
export function chooseScans(counted: readonly Counted<Scan>[], options: ScanOptions): ScanChoice {
  const wanted = options.scanners?.map((name) => name.toLowerCase());
  const isWanted = ({ part }: Counted<Scan>): boolean => wanted?.includes(nameOf(part)) ?? true;
  const others = counted.filter((one) => !isWanted(one));
  const judged = counted.filter(isWanted).map((one) => ({ one, late: lateness(one, options) }));
  const fresh = judged.filter(({ late }) => late === undefined).map(({ one }) => one);
  const scans = [...groups(fresh).values()].flatMap((group) =>
    newest(group, ({ evidence, part }) => orderTime(evidence, part.created, options.now)),
  );
  return {
    scans,
    ignored: [
      ...others.map(({ evidence, part }) =>
        setAside(evidence, `by ${part.scanner.name}, which \`scanners\` does not name`),
      ),
      ...judged.flatMap(({ one, late }) =>
        late === undefined ? [] : [setAside(one.evidence, late.message)],
      ),
      ...fresh
        .filter((one) => !scans.includes(one))
        .map(({ evidence }) => setAside(evidence, 'there is a newer one by the same signer and scanner')),
    ],
    reasons: (options.scanners ?? [undefined]).flatMap((scanner) => {
      const isBy = ({ part }: Counted<Scan>): boolean =>
        scanner === undefined || nameOf(part) === scanner.toLowerCase();
      if (scans.some(isBy)) return [];
      const late = judged.filter(({ one }) => isBy(one)).flatMap((each) => each.late ?? []);
      const [reason] = late.toSorted((a, b) => (a.code === 'STALE' ? -1 : 0) - (b.code === 'STALE' ? -1 : 0));
      return [
        reason ?? { code: 'NO_EVIDENCE', message: `no scan by the scanner ${scanner ?? ''}`.trimEnd() },
      ];
    }),
  };
}

function nameOf({ scanner }: Scan): string {
  return scanner.name.toLowerCase();
}

function lateness({ evidence, part }: Counted<Scan>, { maxAge, now }: ScanOptions): Reason | undefined {
  if (maxAge === undefined) return undefined;
  const expected = `<= ${maxAge.text}`;
  const age = ageOf(evidence, part.created, now);
  if (age === undefined) return { code: 'INCOMPLETE', message: 'nothing says how old the scan is', expected };
  if (isWithin(age, maxAge)) return undefined;
  return { code: 'STALE', message: 'the scan is too old', observed: ageText(age), expected };
}

function groups(counted: readonly Counted<Scan>[]): ReadonlyMap<string, readonly Counted<Scan>[]> {
  const byKey = new Map<string, Counted<Scan>[]>();
  for (const one of counted) {
    const key = JSON.stringify([signersOf(one.evidence), nameOf(one.part)]);
    const group = byKey.get(key);
    if (group === undefined) byKey.set(key, [one]);
    else group.push(one);
  }
  return byKey;
}

function signersOf({ trust }: Evidence): readonly string[] {
  return trust.level === 'signed' ? [...trust.signers].sort() : [];
}
