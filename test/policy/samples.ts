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
];
