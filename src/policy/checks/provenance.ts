import { z } from 'zod';
import type { Reason } from '../../domain/decision.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { parseGlob } from '../../domain/glob.ts';
import type { Provenance } from '../../domain/provenance.ts';
import { Signers } from '../by.ts';
import { defineCheck } from '../check.ts';
import { choose, inspect, type Counted } from '../choose.ts';
import { claimOf, repositoryUrl, workflowUrl } from '../claims.ts';
import { ofKind } from '../evidence-kind.ts';
import { violation } from '../judgement.ts';
import { anyOne, conditionOn, freshness } from '../one-document.ts';
import { Age, TextCondition, type Condition } from '../operator.ts';
import { conflictOf } from '../provenance-conflict.ts';
import { oneOrMore, reading, strict, Text } from '../written.ts';
import { weigh } from '../weigh.ts';

const Globs = oneOrMore(Text).transform(
  reading((written): Condition<string> => {
    const globs = [written].flat().map((glob) => parseGlob(glob));
    const text = globs.map((glob) => glob.text).join(' or ');
    return { text, holds: (ref: string) => globs.some((glob) => glob.matches(ref)) };
  }),
);

/** `acme/web` on github.com, or a whole URL for another server. Compared without case, as GitHub does. */
const Url = oneOrMore(Text).transform((written): Condition<string> => {
  const list = [written].flat();
  const urls = list.map((text) => (text.includes('://') ? text : `https://github.com/${text}`).toLowerCase());
  return { text: list.join(' or '), holds: (url) => urls.includes(url.toLowerCase()) };
});

const ProvenanceOptions = strict({
  by: Signers.describe('Whose provenance counts.'),
  repository: Url.describe('Where it was built from: OWNER/REPO.').optional(),
  ref: Globs.describe('The ref that it was built from, as a glob: refs/tags/v*.').optional(),
  workflow: Url.describe(
    'The workflow that built it, without its ref: OWNER/REPO/.github/workflows/release.yml.',
  ).optional(),
  builder: TextCondition.describe('The id of the builder.').optional(),
  'build-type': TextCondition.describe('The URI of the build type.').optional(),
  runner: z
    .enum(['github-hosted', 'self-hosted'])
    .transform((kind): Condition<string> => ({ text: kind, holds: (value) => value === kind }))
    .describe('Whose machine it ran on, as the certificate says.')
    .optional(),
  trigger: TextCondition.describe('The event that started the build: push, release.').optional(),
  'max-age': Age.describe('How old it may be: 30d.').optional(),
  hermetic: z.literal(true).describe('It must say that the build had no network.').optional(),
});
type ProvenanceOptions = z.output<typeof ProvenanceOptions>;

/** How and where the image was built. One document must satisfy all conditions together: fields of two never mix. */
export const provenanceCheck = defineCheck({
  name: 'provenance',
  title: 'How and where the image was built, by signed provenance.',
  schema: ProvenanceOptions,
  about: 'image',
  needs: () => ({ evidence: true }),
  signers: ({ by }) => by.names,
  judge(options, facts, judging) {
    const want = { noun: 'provenance', ...ofKind('provenance'), by: options.by, covers: 'image' } as const;
    return weigh(
      choose(inspect(facts), want, judging),
      ({ counted }) =>
        anyOne(counted, ({ evidence, part }) =>
          judgeOne({ evidence, part: part.provenance }, options, judging.now),
        ),
      {
        note: noteOf(options),
        help: 'Build the image again as the policy asks, or change the condition.',
        howTo:
          'Attest the build: actions/attest in the workflow that builds, or `provenance: true` and a signed index.',
      },
    );
  },
});

function noteOf({ repository, workflow, ref }: ProvenanceOptions): string {
  const parts = [repository?.text, workflow?.text, ref?.text].filter((text) => text !== undefined);
  return parts.length === 0 ? 'provenance is there' : `built from ${parts.join(', ')}`;
}

function judgeOne(
  { evidence, part }: Counted<Provenance>,
  options: ProvenanceOptions,
  now: Date,
): readonly Reason[] {
  const conflict = conflictOf(evidence, part);
  if (conflict !== undefined)
    return [{ code: 'CONTRADICTION', message: `the provenance contradicts its certificate: ${conflict}` }];
  const { repository, ref, workflow } = valuesOf(evidence, part);
  return [
    ...conditionOn('repository', repository, options.repository),
    ...conditionOn('ref', ref, options.ref),
    ...conditionOn('workflow', workflow, options.workflow),
    ...conditionOn('builder', part.builder, options.builder),
    ...conditionOn('build type', part.buildType, options['build-type']),
    ...conditionOn('runner', claimOf(evidence, 'runner'), options.runner),
    ...conditionOn('trigger', claimOf(evidence, 'trigger'), options.trigger),
    ...(options.hermetic === true ? hermeticReasons(part.hermetic) : []),
    ...freshness(evidence, part.finished, { noun: 'provenance', maxAge: options['max-age'], now }),
  ];
}

function hermeticReasons(hermetic: boolean | undefined): readonly Reason[] {
  if (hermetic === true) return [];
  if (hermetic === false) return [violation('the build was not hermetic', { expected: 'hermetic' })];
  return [
    { code: 'INCOMPLETE', message: 'whether the build was hermetic is not stated', expected: 'hermetic' },
  ];
}

type Values = {
  readonly repository: string | undefined;
  readonly ref: string | undefined;
  readonly workflow: string | undefined;
};

/** What the certificate proves, before what the predicate claims (policy.md §5.2). */
function valuesOf(evidence: Evidence, { source, workflow }: Provenance): Values {
  const repository = claimOf(evidence, 'repository') ?? source?.uri ?? workflow?.repository;
  const stated =
    workflow?.repository === undefined || workflow.path === undefined
      ? undefined
      : `${repositoryUrl(workflow.repository)}/${workflow.path}`;
  const file = claimOf(evidence, 'workflow') ?? stated;
  return {
    repository: repository && repositoryUrl(repository),
    ref: claimOf(evidence, 'ref') ?? source?.ref ?? workflow?.ref,
    workflow: file && workflowUrl(file),
  };
}
