import type { Check } from './check.ts';
import { tagCheck } from './checks/tag.ts';

/**
 * Every check that may stand in a policy, in the order in which the docs list them. What a config may say, the JSON
 * Schema and the docs follow from this list: a new check is its file and one row here.
 */
export const checks: readonly Check[] = [tagCheck];

export const checkNames: readonly string[] = checks.map(({ name }) => name);

export function findCheck(name: string): Check | undefined {
  return checks.find((check) => check.name === name);
}
