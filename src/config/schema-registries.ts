import { z } from 'zod';
import { say, strict, Text, whole } from '../policy/written.ts';
import { FilePath } from './schema-words.ts';

const pace = say('', 'Write a number above 0 and up to 1000.');

const Registry = strict({
  ca: FilePath.describe('PEM file of the authority that signed the certificate of this host.').optional(),
  'token-realms': z.array(Text).describe('Other hosts that may issue tokens for this registry.').default([]),
  insecure: z.boolean().describe('Do not verify the TLS certificate of this host.').default(false),
  'plain-http': z
    .boolean()
    .describe('Speak HTTP without TLS. Loopback hosts without an entry are plain HTTP as well.')
    .default(false),
  connections: whole(1, 64).describe('Connections to this host at the same time.').optional(),
  'requests-per-second': z
    .number({ error: pace })
    .positive({ error: pace })
    .max(1000, { error: pace })
    .describe('Requests to this host in a second.')
    .optional(),
  upload: z
    .enum(['put', 'patch', 'chunks'])
    .describe(
      'How blobs are sent: in one PUT, in one PATCH, or in chunks. Default: what is known of the vendor.',
    )
    .optional(),
});

export const Registries = z
  .record(Text, Registry)
  .describe('Only for hosts that need it: what is special about them.')
  .default({});

export type Registries = z.infer<typeof Registries>;
