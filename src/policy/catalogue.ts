import type { Check } from './check.ts';
import { ageCheck } from './checks/age.ts';
import { annotationsCheck } from './checks/annotations.ts';
import { attestationCheck } from './checks/attestation.ts';
import { componentsCheck } from './checks/components.ts';
import { configCheck } from './checks/config.ts';
import { labelsCheck } from './checks/labels.ts';
import { licensesCheck } from './checks/licenses.ts';
import { noDowngradeCheck } from './checks/no-downgrade.ts';
import { platformsCheck } from './checks/platforms.ts';
import { provenanceCheck } from './checks/provenance.ts';
import { repositoryCheck } from './checks/repository.ts';
import { sbomCheck } from './checks/sbom.ts';
import { signatureCheck } from './checks/signature.ts';
import { sizeCheck } from './checks/size.ts';
import { tagCheck } from './checks/tag.ts';
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
  platformsCheck,
  labelsCheck,
  annotationsCheck,
  configCheck,
  sizeCheck,
  ageCheck,
  windowCheck,
  noDowngradeCheck,
];

export const checkNames: readonly string[] = checks.map(({ name }) => name);

export function findCheck(name: string): Check | undefined {
  return checks.find((check) => check.name === name);
}
