import type { Check } from './check.ts';
import { ageCheck } from './checks/age.ts';
import { annotationsCheck } from './checks/annotations.ts';
import { attestationCheck } from './checks/attestation.ts';
import { baseImageCheck } from './checks/base-image.ts';
import { checksCheck } from './checks/checks.ts';
import { componentsCheck } from './checks/components.ts';
import { configCheck } from './checks/config.ts';
import { labelsCheck } from './checks/labels.ts';
import { licensesCheck } from './checks/licenses.ts';
import { noDowngradeCheck } from './checks/no-downgrade.ts';
import { osCheck } from './checks/os.ts';
import { platformsCheck } from './checks/platforms.ts';
import { promotedCheck } from './checks/promoted.ts';
import { provenanceCheck } from './checks/provenance.ts';
import { repositoryCheck } from './checks/repository.ts';
import { reviewCheck } from './checks/review.ts';
import { sbomCheck } from './checks/sbom.ts';
import { signatureCheck } from './checks/signature.ts';
import { sizeCheck } from './checks/size.ts';
import { sourceCheck } from './checks/source.ts';
import { summaryCheck } from './checks/summary.ts';
import { tagCheck } from './checks/tag.ts';
import { testsCheck } from './checks/tests.ts';
import { vulnerabilitiesCheck } from './checks/vulnerabilities.ts';
import { windowCheck } from './checks/window.ts';

/**
 * Every check that may stand in a policy, in the order in which the docs list them. What a config may say, the JSON
 * Schema and the docs follow from this list: a new check is its file and one row here.
 */
export const checks: readonly Check[] = [
  tagCheck,
  repositoryCheck,
  signatureCheck,
  provenanceCheck,
  attestationCheck,
  sbomCheck,
  componentsCheck,
  licensesCheck,
  vulnerabilitiesCheck,
  baseImageCheck,
  osCheck,
  platformsCheck,
  labelsCheck,
  annotationsCheck,
  configCheck,
  sizeCheck,
  ageCheck,
  promotedCheck,
  summaryCheck,
  testsCheck,
  checksCheck,
  sourceCheck,
  reviewCheck,
  windowCheck,
  noDowngradeCheck,
];

export const checkNames: readonly string[] = checks.map(({ name }) => name);

export function findCheck(name: string): Check | undefined {
  return checks.find((check) => check.name === name);
}
