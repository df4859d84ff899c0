import * as z from 'zod';
import { defined } from './defined.ts';
import { list, map, optionalList, optionalText, optionalTime, text } from './fields.ts';
import { noClaims, readAs, type Reading } from './reading.ts';

const predicate = z.object({
  verifier: z.object({
    id: text.min(1),
    // Since 0.2.
    policies: optionalList(z.object({ uri: optionalText, digest: map(text) })),
  }),
  timeCreated: optionalTime,
  properties: list(text),
});

/** in-toto's simple verification result, 0.1 and 0.2: it lists what was found to hold, and has no way to say "failed". */
export function readSimpleVerification(json: unknown): Reading {
  return readAs(
    predicate,
    { json, title: 'verification result' },
    ({ verifier, timeCreated, properties }) => {
      const [policy, ...more] = verifier.policies ?? [];
      return {
        title: `verification result by ${verifier.id}`,
        parts: [
          {
            kind: 'summary',
            summary: defined({
              form: 'svr' as const,
              verifier: verifier.id,
              verified: timeCreated,
              policy: policy && more.length === 0 ? defined({ ...policy }) : undefined,
              // Nothing that holds is nothing that passed.
              passed: properties.length > 0,
              levels: properties,
            }),
          },
        ],
        claims: noClaims,
      };
    },
  );
}
