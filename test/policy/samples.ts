import { attestationCheck } from '../../src/policy/checks/attestation.ts';
import { baseImageCheck } from '../../src/policy/checks/base-image.ts';
import { checksCheck } from '../../src/policy/checks/checks.ts';
import { componentsCheck } from '../../src/policy/checks/components.ts';
import { licensesCheck } from '../../src/policy/checks/licenses.ts';
import { osCheck } from '../../src/policy/checks/os.ts';
import { promotedCheck } from '../../src/policy/checks/promoted.ts';
import { reviewCheck } from '../../src/policy/checks/review.ts';
import { sbomCheck } from '../../src/policy/checks/sbom.ts';
import { sourceCheck } from '../../src/policy/checks/source.ts';
import { summaryCheck } from '../../src/policy/checks/summary.ts';
import { testsCheck } from '../../src/policy/checks/tests.ts';
import { vulnerabilitiesCheck } from '../../src/policy/checks/vulnerabilities.ts';
import { ageCheck } from '../../src/policy/checks/age.ts';
import { annotationsCheck } from '../../src/policy/checks/annotations.ts';
import { configCheck } from '../../src/policy/checks/config.ts';
import { labelsCheck } from '../../src/policy/checks/labels.ts';
import { noDowngradeCheck } from '../../src/policy/checks/no-downgrade.ts';
import { platformsCheck } from '../../src/policy/checks/platforms.ts';
import { provenanceCheck } from '../../src/policy/checks/provenance.ts';
import { repositoryCheck } from '../../src/policy/checks/repository.ts';
import { signatureCheck } from '../../src/policy/checks/signature.ts';
import { sizeCheck } from '../../src/policy/checks/size.ts';
import { tagCheck } from '../../src/policy/checks/tag.ts';
import { windowCheck } from '../../src/policy/checks/window.ts';
import type { Check } from '../../src/policy/check.ts';

/** A check with options, for properties that hold for all checks. None of the options names `local` or takes unsigned. */
export type Sample = {
  readonly check: Check;
  readonly written: unknown;
  /**
   * Not where several documents must all satisfy, or the newest decides: taking a bad one away helps, which is bounded by
   * `max-age` (I3).
   */
  readonly isMonotone?: false;
  /** Not where another platform is what is asked for. */
  readonly isEachPlatform?: false;
};

export const samples: readonly Sample[] = [
  { check: tagCheck, written: { semver: '>= 1' } },
  { check: repositoryCheck, written: { glob: 'ghcr.io/acme/**' } },
  { check: labelsCheck, written: { team: ['a', 'b'] } },
  { check: labelsCheck, written: { required: ['team'] } },
  { check: annotationsCheck, written: { team: { 'not-equals': 'c' } } },
  { check: platformsCheck, written: { 'all-of': ['linux/amd64'] }, isEachPlatform: false },
  { check: platformsCheck, written: { exactly: ['linux/amd64', 'linux/arm64'] }, isEachPlatform: false },
  { check: platformsCheck, written: { 'none-of': ['windows/*'] } },
  { check: sizeCheck, written: { max: '50MB', layers: '<= 5' } },
  { check: configCheck, written: { user: { 'not-one-of': ['', 'root', '0'] } } },
  { check: configCheck, written: { env: { 'none-of': ['*_TOKEN'] }, healthcheck: false } },
  { check: ageCheck, written: { 'min-age': '24h' } },
  { check: ageCheck, written: { 'max-age': '2d', by: 'ci' } },
  { check: ageCheck, written: { 'min-age': '1h', since: 'built' } },
  { check: ageCheck, written: { 'min-age': '1h', since: 'promoted', by: 'qa' } },
  { check: noDowngradeCheck, written: { by: 'semver' } },
  { check: noDowngradeCheck, written: { by: 'built-at' } },
  {
    check: windowCheck,
    written: { allow: [{ days: 'mon-fri' }], deny: [{ from: '2026-12-23', to: '2027-01-02' }] },
  },
  { check: signatureCheck, written: { by: 'ci' } },
  { check: signatureCheck, written: { by: { 'all-of': ['ci', 'qa'] }, on: 'any' } },
  { check: signatureCheck, written: { by: ['ci', 'qa'], on: 'platforms' } },
  { check: provenanceCheck, written: { by: 'ci', 'max-age': '2d' } },
  { check: attestationCheck, written: { type: 'https://example.com/review/v1', by: 'ci', 'max-age': '2d' } },
  { check: baseImageCheck, written: { allow: ['docker.io/library/debian:*'] }, isMonotone: false },
  { check: checksCheck, written: { required: ['build'], workflow: '.github/workflows/ci.yml' } },
  { check: componentsCheck, written: { deny: [{ name: 'xz-utils' }] }, isMonotone: false },
  { check: licensesCheck, written: { deny: ['AGPL-3.0-only'] }, isMonotone: false },
  { check: osCheck, written: { family: ['debian'] }, isMonotone: false },
  { check: promotedCheck, written: { from: 'staging', by: 'qa', for: '1h' }, isMonotone: false },
  {
    check: sbomCheck,
    written: { by: 'ci', 'min-components': 1, 'purl-coverage': '>= 50%' },
    isMonotone: false,
  },
  { check: sourceCheck, written: { 'reachable-from': 'main' } },
  { check: reviewCheck, written: { approvals: '>= 2' } },
  {
    check: summaryCheck,
    written: { by: 'qa', verifier: 'hoist', resource: { 'starts-with': 'hoist' } },
    isMonotone: false,
  },
  { check: testsCheck, written: { by: ['ci', 'qa'], required: ['e2e'] }, isMonotone: false },
  { check: vulnerabilitiesCheck, written: { 'max-age': '2d', max: { critical: 0 } }, isMonotone: false },
  {
    check: vulnerabilitiesCheck,
    written: { by: 'ci', 'max-age': '9d', against: 'target', max: { critical: 0 }, vex: { by: 'qa' } },
    isMonotone: false,
  },
];
