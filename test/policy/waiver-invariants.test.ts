import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision, Finding } from '../../src/domain/decision.ts';
import type { Waiver, WaiverMatch } from '../../src/domain/waiver.ts';
import { evaluate } from '../../src/policy/evaluate.ts';
import { someFacts } from './generated.ts';
import { checkFinding, limits, policyOf, requestOf, ruleOf, waiverOf } from './request.ts';
import { samples } from './samples.ts';
import { decide, runs } from './sample-rules.ts';

describe('I7: when waivers are given, they remove named findings and nothing else', () => {
  const ids = ['CVE-1', 'CVE-2', 'GHSA-1'];
  const purls = ['pkg:deb/debian/a@1', 'pkg:deb/debian/b@1', 'pkg:npm/a@2'];
  const finding: fc.Arbitrary<Finding> = fc.record({
    platform: fc.constantFrom('linux/amd64', 'linux/arm64'),
    vulnerability: fc
      .tuple(fc.constantFrom(...ids), fc.subarray(ids))
      .map(([id, aliases]) => ({ id, aliases, severity: 'high' })),
    package: fc.constantFrom(...purls).map((purl) => ({ name: 'a', purl })),
  });
  const match: fc.Arbitrary<WaiverMatch> = fc.record(
    {
      vulnerability: fc.constantFrom(...ids),
      package: fc.constantFrom('pkg:deb/**', 'pkg:npm/a@2', '**'),
      rule: fc.constantFrom('vulnerabilities', 'prod-vulns'),
      stage: fc.constantFrom('production', 'staging'),
      image: fc.constantFrom('ghcr.io/acme/**', 'ghcr.io/other/**'),
    },
    { requiredKeys: [] },
  );
  const waiver: fc.Arbitrary<Waiver> = fc
    .record({
      match,
      expires: fc.constantFrom('2026-11-19', '2026-11-20', '2026-12-31', '2027-12-31'),
      missing: fc.boolean(),
      breakGlass: fc.boolean(),
      serial: fc.nat(1_000_000),
    })
    .map(({ match, serial, ...more }) => waiverOf(match, { id: `W-${serial}`, ...more }));

  /** Written down from policy.md §5.4 once more, without looking at the code. */
  function mayRemove({ match, expires }: Waiver, { vulnerability, package: found }: Finding): boolean {
    const isNamed = match.vulnerability !== undefined || (match.package ?? '**') !== '**';
    const names = [vulnerability?.id, ...(vulnerability?.aliases ?? [])];
    return (
      isNamed &&
      ['2026-11-20', '2026-12-31'].includes(expires) &&
      (match.vulnerability === undefined || names.includes(match.vulnerability)) &&
      (match.package === undefined ||
        (match.package === 'pkg:deb/**' && found?.purl?.startsWith('pkg:deb/') === true) ||
        match.package === found?.purl) &&
      match.rule !== 'prod-vulns' &&
      match.stage !== 'staging' &&
      match.image !== 'ghcr.io/other/**'
    );
  }

  it('when a finding is removed, a waiver names it that counts today; else none does', () => {
    fc.assert(
      fc.property(
        fc.array(finding, { maxLength: 5 }),
        fc.array(waiver, { maxLength: 4 }),
        (findings, waivers) => {
          const policies = [policyOf([ruleOf(checkFinding(findings))])];
          const [check] = evaluate(requestOf({ policies, waivers })).checks;
          for (const [index, one] of (check?.findings ?? []).entries()) {
            const able = waivers.filter((each) => mayRemove(each, findings[index] ?? {}));
            expect(one.removal).toBe(able[0]?.id);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('when waivers are taken away, nothing passes that did not before', () => {
    fc.assert(
      fc.property(
        fc.array(finding, { maxLength: 4 }),
        fc.array(waiver, { maxLength: 4 }),
        fc.infiniteStream(fc.boolean()),
        (findings, waivers, keep) => {
          const policies = [policyOf([ruleOf(checkFinding(findings))])];
          const all = evaluate(requestOf({ policies, waivers })).verdict;
          const fewer = evaluate(
            requestOf({ policies, waivers: waivers.filter(() => keep.next().value) }),
          ).verdict;
          expect(all !== 'pass' && fewer === 'pass').toBe(false);
        },
      ),
      runs,
    );
  });

  it('when a check is unknown, no waiver helps that does not say that it is missing', () => {
    const waivable = { ...limits, waivable: samples.map(({ check }) => check.name) };
    const waivers = samples.flatMap(({ check }, index) => [
      waiverOf({ rule: `${check.name}-${index}` }, { id: `R-${index}`, check: check.name, breakGlass: true }),
      waiverOf({ label: 'team' }, { id: `L-${index}`, check: check.name, breakGlass: true }),
    ]);
    fc.assert(
      fc.property(someFacts, (facts) => {
        const before = decide(facts).checks.filter(({ verdict }) => verdict === 'unknown');
        const after = decide(facts, { waivers, limits: waivable }).checks;
        const helped = before.filter(({ id }) => after.find((one) => one.id === id)?.verdict !== 'unknown');
        expect(helped.map(({ id }) => id)).toEqual([]);
      }),
      runs,
    );
  });

  it('when the glass is whole, no waiver changes what signature and provenance say', () => {
    const guarded = (decision: Decision) =>
      decision.checks.filter(({ criterion }) => ['signature', 'provenance'].includes(criterion));
    const waivable = { ...limits, waivable: ['signature', 'provenance'] };
    const waivers = samples.map(({ check }, index) =>
      waiverOf({ rule: `${check.name}-${index}` }, { id: `W-${index}`, check: check.name, missing: true }),
    );
    fc.assert(
      fc.property(someFacts, (facts) => {
        expect(guarded(decide(facts, { waivers, limits: waivable }))).toEqual(guarded(decide(facts)));
      }),
      runs,
    );
  });
});
