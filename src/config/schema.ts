import { z } from 'zod';
import { HoistError } from '../errors.ts';
import { isLoopback } from '../image/loopback.ts';
import { Name, readable, say, strict, Text } from '../policy/written.ts';
import { policyParts } from './schema-parts.ts';
import { Pipelines } from './schema-pipelines.ts';
import type { Policies } from './schema-policies.ts';
import { Registries } from './schema-registries.ts';
import { FromFile, VariableName } from './schema-words.ts';

const whenPossible = z.enum(['auto', 'required', 'off']).default('auto');

const Copy = z.union(
  [
    z.literal(false),
    strict({
      to: z
        .array(Text)
        .min(1)
        .describe('Globs of the repositories that `copy` may write; ** also matches a slash.'),
      policy: Name.describe('The policy that every copied image must pass.').optional(),
    }),
  ],
  {
    error: say(
      'is not a rule for copies',
      'Write copy: { to: [GLOB] }: which repositories `copy` may write.',
    ),
  },
);

const ServiceUrl = Text.superRefine(
  readable((text: string) => {
    const { protocol, hostname } = URL.canParse(text) ? new URL(text) : { protocol: '', hostname: '' };
    if (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) return;
    throw new HoistError('config', 'URL_INVALID', 'is not an https URL', { hint: 'Write it with https://.' });
  }),
);

/** A name of `trust.signers`; or `.github/workflows/FILE` of this repository, or `OWNER/REPO/.github/workflows/FILE`. */
const Vouching = z
  .string()
  .regex(
    /^(?:[A-Za-z0-9][A-Za-z0-9_.-]{0,63}|(?:[\w.-]+\/[\w.-]+\/)?\.github\/workflows\/[^/@*?[\]{}]+\.ya?ml)$/,
    {
      error: say(
        'is neither a signer nor the file of a workflow',
        'Name a signer of trust.signers, or a file without a ref: .github/workflows/promote.yml.',
      ),
    },
  );

const Record = strict({
  deployments: z.boolean().describe('A GitHub deployment for each promotion: the journal.').default(true),
  attest: whenPossible.describe('A signed statement at the target for each promotion.'),
  'key-from-env': VariableName.describe(
    'The environment variable that holds a private key in PEM to sign with: ECDSA P-256 or Ed25519. Default: keyless.',
  ).optional(),
  signers: z
    .array(Vouching)
    .min(1)
    .describe(
      'Whose statements show a promotion: names out of `trust`, or files of workflows that run for this repository on its default branch. Default: all of these workflows, or the key.',
    )
    .optional(),
  sigstore: strict({
    fulcio: ServiceUrl.describe('Who issues the certificates.'),
    rekor: ServiceUrl.describe('The transparency log.').optional(),
    timestamps: ServiceUrl.describe('The time-stamping authority.').optional(),
  })
    .describe(
      "A Sigstore instance of your own. Default: the public one, or GitHub's for private repositories.",
    )
    .optional(),
  'linked-artifacts': whenPossible.describe("Storage records in the organisation's ledger."),
});

const Notification = strict({
  'url-from-env': VariableName.describe('The environment variable that holds the URL.'),
  'secret-from-env': VariableName.describe(
    'The environment variable that holds the secret of the HMAC.',
  ).optional(),
  on: z
    .array(z.enum(['promoted', 'unchanged', 'waiting', 'refused', 'conflict', 'superseded', 'failed']))
    .min(1)
    .describe('The outcomes to tell.')
    .default(['promoted', 'refused', 'conflict', 'failed']),
  pipelines: z.array(Name).min(1).describe('Only of these pipelines. Default: all.').optional(),
  'allow-private': z
    .array(Text)
    .describe(
      'Host names that may be at an address that is not public. One that means this machine may also be asked over http.',
    )
    .default([]),
});

/**
 * `.github/hoist.yml` as it is written: names, shapes and defaults. What only the whole can tell is in `resolve`.
 *
 * @param policies the schema of `policies`: with every check's options it takes longer to load than all the rest, so it is
 * given where there are some
 */
export function configFile(policies: z.ZodType<Policies>) {
  return strict({
    version: z
      .literal(1, { error: say('must be 1', 'There is one version of this file so far: write version: 1.') })
      .describe('The version of this file: 1.'),
    registries: Registries,
    pipelines: Pipelines,
    ...policyParts,
    policies: z.union([FromFile, policies]).describe('Named lists of checks.').default({}),
    copy: Copy.describe(
      'What `copy` may write outside of pipelines: nothing, or repositories by glob.',
    ).default(false),
    record: Record.describe('Where promotions are recorded besides the run.').prefault({}),
    notify: z.array(Notification).describe('Webhooks.').default([]),
  });
}

export type ConfigFile = z.infer<ReturnType<typeof configFile>>;
