import { z } from 'zod';
import type { Reason } from '../../domain/decision.ts';
import { needsNothing, type CheckRun, type CommitFacts } from '../../domain/facts.ts';
import { defineCheck } from '../check.ts';
import { passes, stops, violation } from '../judgement.ts';
import { say, strict, Text, whole } from '../written.ts';

const actions = 'github-actions';

const Workflow = z.string().regex(/^\.github\/workflows\/[^/]+\.ya?ml$/, {
  error: say('is not a workflow', 'Write its path: .github/workflows/ci.yml.'),
});

const Checks = strict({
  required: z
    .array(
      z.union([
        Text.describe('The name of a check run.'),
        strict({
          name: Text.describe('The name of a check run.'),
          workflow: Workflow.describe('The workflow whose job it is.').optional(),
        }),
      ]),
    )
    .min(1)
    .describe('Check runs that must be there and have succeeded: [build, "test / e2e"].')
    .optional(),
  workflow: Workflow.describe(
    'The workflow whose jobs these are, where they do not say: .github/workflows/ci.yml. Each check run of github-actions needs one, as any workflow could make a check of its name.',
  ).optional(),
  app: z
    .union([z.literal(actions), whole(1)])
    .describe('Who made the check runs: github-actions, or the id of another app. Default: github-actions.')
    .default(actions),
  statuses: z
    .array(
      z.union([
        Text.describe('The context of a commit status.'),
        strict({
          context: Text.describe('The context of a commit status.'),
          creator: Text.describe('The login of whoever must have set it.').optional(),
        }),
      ]),
    )
    .min(1)
    .describe(
      'Commit statuses that must be success; anybody with write access can set one, so name the creator.',
    )
    .optional(),
  allow: z
    .array(z.enum(['neutral', 'skipped']))
    .min(1)
    .describe('Conclusions that count besides success. Default: none.')
    .optional(),
})
  .refine(({ required, statuses }) => (required ?? statuses) !== undefined, {
    error: say(
      'asks for nothing',
      'Name what must be green: { required: [build], workflow: .github/workflows/ci.yml }.',
    ),
  })
  .refine(
    ({ app, workflow, required = [] }) =>
      app !== actions ||
      required.every(
        (each) => (typeof each === 'string' ? workflow : (each.workflow ?? workflow)) !== undefined,
      ),
    {
      // Any workflow with `checks: write` can make a check run of any name under this app.
      error: say(
        'does not say of which workflow the jobs are, and any workflow could make a check of that name',
        'Add workflow: .github/workflows/ci.yml; for another app give its id: app: 12345.',
      ),
    },
  );
type Checks = z.output<typeof Checks>;

/** What ran on the commit that was built is green. */
export const checksCheck = defineCheck({
  name: 'checks',
  title: 'Checks and statuses of the commit that was built are green.',
  schema: Checks,
  about: 'world',
  needs: ({ required, statuses }) => ({
    evidence: true,
    commit: { ...needsNothing.commit, checks: required !== undefined, statuses: statuses !== undefined },
  }),
  judge(options, { commit }) {
    const help = 'Wait until the checks of the commit are green, or run them again.';
    if (commit.state === 'unknown') return stops([{ code: commit.code, message: commit.message }], { help });
    const [first, ...rest] = [...judgeRuns(commit.value, options), ...judgeStatuses(commit.value, options)];
    const of = `commit ${commit.value.commit.slice(0, 12)}`;
    return first === undefined ? passes(`${of} is green`) : stops([first, ...rest], { help });
  },
});

function judgeRuns({ checks }: CommitFacts, options: Checks): readonly Reason[] {
  const { required = [], workflow, allow = [] } = options;
  if (required.length === 0) return [];
  if (checks.state === 'unknown')
    return [{ code: checks.code, message: `the checks of the commit are not known: ${checks.message}` }];
  const accepted: readonly string[] = ['success', ...allow];
  return required.flatMap((each) => {
    const wanted =
      typeof each === 'string'
        ? { name: each, workflow }
        : { name: each.name, workflow: each.workflow ?? workflow };
    const runs = checks.value.filter((run) => isMeant(run, wanted, options.app));
    if (runs.length === 0) {
      const others = checks.value.some(({ name }) => name === wanted.name);
      const message = `no check ${wanted.name}${wanted.workflow === undefined ? '' : ` of ${wanted.workflow}`}`;
      return [
        others
          ? { code: 'UNTRUSTED', message: `${message}; the one that is there is of another app or workflow` }
          : { code: 'NO_EVIDENCE', message },
      ] as const;
    }
    return runs.flatMap((run) => judgeRun(run, accepted));
  });
}

function isMeant(
  { name, app, workflow }: CheckRun,
  wanted: { readonly name: string; readonly workflow?: string | undefined },
  wantedApp: Checks['app'],
): boolean {
  if (name !== wanted.name) return false;
  if (wantedApp !== actions) return app.id === wantedApp;
  return app.slug === actions && workflow !== undefined && workflow === wanted.workflow;
}

function judgeRun({ name, status, conclusion }: CheckRun, accepted: readonly string[]): readonly Reason[] {
  const expected = accepted.join(' or ');
  if (status !== 'completed' || conclusion === undefined)
    return [{ code: 'INCOMPLETE', message: `the check ${name} is not done`, observed: status, expected }];
  if (accepted.includes(conclusion)) return [];
  return [violation(`the check ${name} is not green`, { observed: conclusion, expected })];
}

function judgeStatuses({ statuses }: CommitFacts, options: Checks): readonly Reason[] {
  const wanted = options.statuses ?? [];
  if (wanted.length === 0) return [];
  if (statuses.state === 'unknown')
    return [
      { code: statuses.code, message: `the statuses of the commit are not known: ${statuses.message}` },
    ];
  return wanted.flatMap((each): readonly Reason[] => {
    const { context, creator } = typeof each === 'string' ? { context: each, creator: undefined } : each;
    const named = statuses.value.filter((status) => status.context === context);
    const found = named.filter(
      (status) => creator === undefined || status.creator?.toLowerCase() === creator.toLowerCase(),
    );
    const who = creator === undefined ? '' : ` by ${creator}`;
    if (found.length === 0) {
      const code = named.length === 0 ? 'NO_EVIDENCE' : 'UNTRUSTED';
      return [{ code, message: `no status ${context}${who}` }];
    }
    return found.flatMap(({ state }): readonly Reason[] => {
      if (state === 'success') return [];
      const detail = { observed: state, expected: 'success' };
      if (state === 'pending')
        return [{ code: 'INCOMPLETE', message: `the status ${context} is pending`, ...detail }];
      return [violation(`the status ${context} is not green`, detail)];
    });
  });
}
