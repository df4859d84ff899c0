import * as z from 'zod';
import { defined } from './defined.ts';
import { list, map, optionalText, optionalTime, text } from './fields.ts';
import { noClaims, readAs, type Reading } from './reading.ts';

const predicate = z.object({
  verifier: z.object({ id: text.min(1) }),
  timeVerified: optionalTime,
  resourceUri: text.min(1),
  policy: z.object({ uri: optionalText, digest: map(text) }).nullish(),
  verificationResult: z.enum(['PASSED', 'FAILED']),
  verifiedLevels: list(text),
  dependencyLevels: map(z.number()),
  slsaVersion: optionalText,
});

/** SLSA's verification summary v1. */
export function readVerificationSummary(json: unknown): Reading {
  return readAs(predicate, { json, title: 'verification summary' }, (said) => ({
    title: `verification summary by ${said.verifier.id}`,
    parts: [
      {
        kind: 'summary',
        summary: defined({
          form: 'vsa' as const,
          verifier: said.verifier.id,
          verified: said.timeVerified,
          resource: said.resourceUri,
          policy: said.policy ? defined({ uri: said.policy.uri, digest: said.policy.digest }) : undefined,
          passed: said.verificationResult === 'PASSED',
          levels: said.verifiedLevels,
          slsaVersion: said.slsaVersion,
          dependencyLevels: Object.keys(said.dependencyLevels).length > 0 ? said.dependencyLevels : undefined,
        }),
      },
    ],
    claims: noClaims,
  }));
}
