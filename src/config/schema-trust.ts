import { z } from 'zod';
import { parseTextGlob } from '../domain/glob.ts';
import { HoistError } from '../errors.ts';
import { Name, oneOrMore, readable, say, strict, Text } from '../policy/written.ts';
import { EnvironmentName, FilePath } from './schema-words.ts';

/** Refuses look-alikes: what is compared exactly would never match, or match more than was meant (policy.md §5.3). */
function refusing(...slips: readonly (readonly [slip: RegExp, message: string, hint: string])[]) {
  return readable((text: string) => {
    const [, message, hint] = slips.find(([slip]) => slip.test(text)) ?? [];
    if (message !== undefined) throw new HoistError('config', 'SIGNER_INVALID', message, { hint });
  });
}

const noGlob = [/[*?[\]{}]/, 'has a wildcard, and is compared exactly', 'Write the whole name.'] as const;

const Repository = Text.superRefine(
  refusing(
    [/^[a-z+]+:\/\/|^git@/i, 'is a URL', 'Write OWNER/REPO, and another server under `server`.'],
    noGlob,
    [/@/, 'has a ref', 'Write OWNER/REPO here, and the ref under `ref`.'],
    [/\.git$/, 'ends in .git', 'Write OWNER/REPO.'],
    [/^(?![\w.-]+\/[\w.-]+$)/, 'is not OWNER/REPO', 'Write it as on GitHub: acme/app.'],
  ),
);

const Workflow = Text.superRefine(
  refusing(
    [/^[a-z+]+:\/\//i, 'is a URL', 'Write OWNER/REPO/.github/workflows/FILE.'],
    [/@/, 'has a ref', 'Write it without @…, and the ref under `workflow-ref`.'],
    noGlob,
    [
      /^(?![\w.-]+\/[\w.-]+\/\.github\/workflows\/[^/]+\.ya?ml$)/,
      'is not the path of a workflow',
      'Write it with its repository: acme/app/.github/workflows/release.yml.',
    ],
  ),
);

const Ref = Text.superRefine(
  refusing([
    /^(?!refs\/|[*?[])/,
    'is not a whole ref',
    'Write refs/heads/main, or refs/tags/v* for tags: it is matched as a whole.',
  ]),
).superRefine(readable(parseTextGlob));

const WorkflowRef = Text.superRefine(
  refusing([
    /^(?!refs\/|[*?[]|[0-9a-f]{40}$)/,
    'is neither a whole ref nor a commit',
    'Write refs/heads/main, refs/tags/v*, or the 40 hex digits of a commit.',
  ]),
).superRefine(readable(parseTextGlob));

const Url = Text.superRefine(
  refusing(
    noGlob,
    [/^(?!https:\/\/)/, 'is not an https URL', 'Write it with https://.'],
    [/\/$|[#?\s]/, 'is not as a certificate has it', 'Write it without a slash at its end.'],
  ),
);

const Digits = z
  .string()
  .regex(/^[1-9][0-9]{0,18}$/, { error: say('is not an id', "Write the number in quotes: '123456'.") });

const GitHub = strict({
  repository: Repository.describe('OWNER/REPO whose workflow ran; compared exactly.'),
  workflow: Workflow.describe(
    'OWNER/REPO/.github/workflows/FILE that signed; of a reusable workflow, its own. Default: any of the repository.',
  ).optional(),
  ref: oneOrMore(Ref)
    .describe('Globs over the ref that the run was of: refs/heads/main. Default: any.')
    .optional(),
  'workflow-ref': oneOrMore(WorkflowRef)
    .describe("Globs over the ref or commit of the workflow's file. Default: any.")
    .optional(),
  environment: EnvironmentName.describe(
    'The GitHub environment that the job was in. Default: any.',
  ).optional(),
  runner: z
    .enum(['github-hosted', 'self-hosted', 'any'])
    .describe('Where the job ran.')
    .default('github-hosted'),
  issuer: Url.describe('Who issued the ID token; compared exactly.').default(
    'https://token.actions.githubusercontent.com',
  ),
  server: Url.describe('The server that the repository is on.').default('https://github.com'),
  'repository-id': Digits.describe(
    "The repository's immutable id: a name that is registered anew has another.",
  ).optional(),
  'owner-id': Digits.describe("The owner's immutable id.").optional(),
});

const Identity = strict({
  issuer: Url.describe('Who vouches for the subject: the issuer of the ID token; compared exactly.'),
  subject: Text.superRefine(
    refusing(
      [/[*]|^\^|\$$/, 'looks like a pattern, and is compared exactly', 'Write the whole subject.'],
      [/\s/, 'has a space', 'Write the subject as the certificate has it.'],
    ),
  ).describe("The certificate's subject: a mail address or a URI; compared exactly."),
});

const Key = strict({
  file: FilePath.describe('PEM file of a public key, in this repository.').optional(),
  pem: Text.describe('The public key itself.').optional(),
  'transparency-log': z
    .enum(['required', 'none'])
    .describe('Whether a signature must be in a transparency log of the roots.')
    .default('required'),
});

const Signer = strict({
  github: GitHub.describe('A workflow on GitHub.').optional(),
  identity: Identity.describe('Any other keyless identity.').optional(),
  key: Key.describe('A public key.').optional(),
}).meta({ minProperties: 1, maxProperties: 1 });

export const Trust = strict({
  roots: z
    .array(
      z.union([
        z.enum(['sigstore', 'github']),
        strict({ 'trusted-root': FilePath.describe('A trusted_root.json of your own, in this repository.') }),
      ]),
    )
    .min(1)
    .describe('Whose certificates and logs count.')
    .default(['sigstore', 'github']),
  offline: z
    .enum(['refuse', 'embedded'])
    .describe(
      'What to do where the roots cannot be brought up to date: refuse, or use those that Hoist ships.',
    )
    .default('refuse'),
  signers: z.record(Name, Signer).describe('Who signs, by the name that checks use.').default({}),
});
export type Trust = z.output<typeof Trust>;
export type WrittenSigner = z.output<typeof Signer>;
