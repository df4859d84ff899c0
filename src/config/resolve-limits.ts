import type { Limits } from '../domain/waiver.ts';
import { durationSeconds } from '../policy/written.ts';
import type { WrittenConfig } from './parse.ts';

export function resolveLimits({ limits }: WrittenConfig): Limits {
  return {
    waiverMax: durationSeconds(limits['waiver-max']),
    warnBefore: durationSeconds(limits['warn-before']),
    waivable: limits.waivable,
    waiverReview: limits['waiver-review'],
    localWithApproval: limits['local-with-approval'],
  };
}
