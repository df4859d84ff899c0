import { z } from 'zod';

/** Of a webhook event, only what the contract's §3 names; everything else in it is dropped unread. */
const text = z.string().optional().catch(undefined);
const commitId = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);

/** `registry_package`: one event for each manifest that was pushed; the tag's name is empty for a child manifest. */
export const RegistryPackageEvent = z.object({
  registry_package: z.object({
    name: z.string(),
    namespace: z.string(),
    package_version: z.object({
      container_metadata: z.object({ tag: z.object({ name: z.string(), digest: text }) }),
    }),
  }),
});

/** A pipeline that is no text takes the image with it: without the one every pipeline would take the other. */
export const RepositoryDispatchEvent = z.object({
  client_payload: z.object({ image: text, pipeline: z.string().nullish() }),
});

/** `inputs` is null where the workflow declares none. */
export const WorkflowDispatchEvent = z.object({ inputs: z.object({ image: text }) });

export const WorkflowRunEvent = z.object({ workflow_run: z.object({ id: z.int().positive() }) });

/** `GET /repos/{owner}/{repo}` */
export const Repository = z
  .object({ default_branch: z.string().min(1) })
  .transform((wire) => ({ defaultBranch: wire.default_branch }));

/** `GET /repos/{owner}/{repo}/git/ref/{ref}` */
export const GitRef = z
  .object({
    object: z.object({ type: z.literal('commit'), sha: commitId }),
  })
  .transform((wire) => ({ commit: wire.object.sha }));

/** `GET /repos/{owner}/{repo}/contents/{path}`: a folder is an array; above 1 MB the content is left out. */
export const Contents = z.union([
  z.array(z.unknown()).transform(() => ({ kind: 'directory' as const })),
  z
    .object({ type: z.literal('file'), size: z.int(), encoding: z.literal('base64'), content: z.string() })
    .transform((wire) => ({ kind: 'file' as const, size: wire.size, base64: wire.content })),
  z
    .object({ type: z.literal('file'), size: z.int(), encoding: z.string() })
    .transform((wire) => ({ kind: 'large' as const, size: wire.size })),
  z.object({ type: z.enum(['dir', 'symlink', 'submodule']) }).transform((wire) => ({ kind: wire.type })),
]);

/** `GET /repos/{owner}/{repo}/actions/runs/{run_id}` */
export const WorkflowRun = z
  .object({
    event: z.string(),
    head_branch: z.string().nullable(),
    head_repository: z.object({ full_name: z.string() }).nullable(),
    repository: z.object({ full_name: z.string() }),
  })
  .transform((wire) => ({
    event: wire.event,
    branch: wire.head_branch,
    /** The commit is of this repository, not of a fork. */
    own: wire.head_repository?.full_name === wire.repository.full_name,
  }));

/** `GET /repos/{owner}/{repo}/commits/{ref}/check-runs`, one page */
export const CheckRuns = z
  .object({
    check_runs: z.array(
      z
        .object({
          id: z.int(),
          name: z.string(),
          status: z.string(),
          conclusion: z.string().nullish(),
          app: z.object({ slug: z.string(), id: z.int() }).nullish(),
          check_suite: z.object({ id: z.int() }).nullish(),
        })
        .transform(({ id, name, status, conclusion, app, check_suite: suite }) => ({
          id,
          name,
          status,
          // An app that was deleted is nobody that a policy could name.
          app: app ?? { slug: '', id: 0 },
          ...(typeof conclusion === 'string' && { conclusion }),
          ...(suite && { suite: suite.id }),
        })),
    ),
  })
  .transform((wire) => wire.check_runs);

/** `GET /repos/{owner}/{repo}/actions/runs`, one page; the path may have `@REF` behind it. */
export const WorkflowRuns = z
  .object({
    workflow_runs: z.array(
      z
        .object({ check_suite_id: z.int(), path: z.string() })
        .transform((run) => ({ suite: run.check_suite_id, path: run.path.replace(/@.*$/s, '') })),
    ),
  })
  .transform((wire) => wire.workflow_runs);

/** `GET /repos/{owner}/{repo}/commits/{ref}/status`, one page */
export const CombinedStatus = z
  .object({
    statuses: z.array(
      z
        .object({
          context: z.string(),
          state: z.string(),
          creator: z.object({ login: z.string() }).nullish(),
        })
        .transform(({ context, state, creator }) => ({
          context,
          state,
          ...(creator && { creator: creator.login }),
        })),
    ),
  })
  .transform((wire) => wire.statuses);

/** `GET /repos/{owner}/{repo}/compare/{basehead}` */
export const Comparison = z.object({ status: z.enum(['ahead', 'behind', 'diverged', 'identical']) });

/** `GET /repos/{owner}/{repo}/commits/{ref}/pulls`, one page */
export const PullRequests = z.array(
  z
    .object({
      number: z.int().positive(),
      user: z.object({ login: z.string() }).nullable(),
      merged_at: z.string().nullable(),
      merge_commit_sha: z.string().nullish(),
      base: z.object({ ref: z.string(), repo: z.object({ default_branch: z.string() }) }),
    })
    .transform((wire) => ({
      number: wire.number,
      author: wire.user?.login ?? '',
      intoDefault: wire.base.ref === wire.base.repo.default_branch,
      ...(wire.merged_at !== null && { mergedAt: wire.merged_at }),
      ...(typeof wire.merge_commit_sha === 'string' && { mergeCommit: wire.merge_commit_sha }),
    })),
);

/** `GET /repos/{owner}/{repo}/pulls/{number}/reviews`, one page; the user of a deleted account is null. */
export const Reviews = z.array(
  z
    .object({ state: z.string(), user: z.object({ login: z.string() }).nullable() })
    .transform(({ state, user }) => ({ state, ...(user && { user: user.login }) })),
);

/** `GET /repos/{owner}/{repo}/attestations/{subject_digest}`, one page; since July 2026 `bundle` may be null. */
export const Attestations = z
  .object({
    attestations: z.array(
      z
        .object({ bundle: z.record(z.string(), z.unknown()).nullish(), bundle_url: z.string().nullish() })
        .transform(({ bundle, bundle_url: url }) => ({
          ...(bundle && { bundle }),
          ...(typeof url === 'string' && { url }),
        })),
    ),
  })
  .transform((wire) => wire.attestations);

const object = z.object({ oid: commitId });
const tagged = object.extend({ target: object.extend({ target: object.optional() }).optional() });

/** One page of a repository's tags by GraphQL; an annotated tag is followed to what it names in the end. */
export const TagPage = z
  .object({
    repository: z.object({
      refs: z.object({
        nodes: z.array(z.object({ name: z.string(), target: tagged })),
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      }),
    }),
  })
  .transform(({ repository: { refs } }) => ({
    tags: refs.nodes.map(({ name, target }) => ({
      name,
      commit: target.target?.target?.oid ?? target.target?.oid ?? target.oid,
    })),
    ...(refs.pageInfo.hasNextPage && refs.pageInfo.endCursor !== null && { next: refs.pageInfo.endCursor }),
  }));

/** The blame of one file by GraphQL. */
export const Blame = z
  .object({
    repository: z.object({
      object: z.object({
        blame: z.object({
          ranges: z.array(
            z.object({
              startingLine: z.int(),
              endingLine: z.int(),
              commit: z.object({
                oid: commitId,
                author: z.object({ user: z.object({ login: z.string() }).nullable() }).nullable(),
              }),
            }),
          ),
        }),
      }),
    }),
  })
  .transform(({ repository }) =>
    repository.object.blame.ranges.map(({ startingLine, endingLine, commit }) => ({
      from: startingLine,
      to: endingLine,
      commit: commit.oid,
      ...(commit.author?.user && { author: commit.author.user.login }),
    })),
  );

const rule = z.union([
  z
    .object({ type: z.literal('wait_timer'), wait_timer: z.int().nonnegative() })
    .transform((wire) => ({ kind: 'wait' as const, minutes: wire.wait_timer })),
  z
    .object({
      type: z.literal('required_reviewers'),
      reviewers: z.array(z.unknown()),
      prevent_self_review: z.boolean().optional(),
    })
    .transform((wire) => ({
      kind: 'reviewers' as const,
      reviewers: wire.reviewers.length,
      preventsSelfReview: wire.prevent_self_review ?? false,
    })),
  z.object({ type: z.string() }).transform(() => ({ kind: 'other' as const })),
]);

/** `GET /repos/{owner}/{repo}/environments/{environment_name}`; administrators may pass where GitHub does not say. */
export const Environment = z
  .object({
    name: z.string(),
    protection_rules: z.array(rule).optional(),
    can_admins_bypass: z.boolean().optional(),
    deployment_branch_policy: z.object({ protected_branches: z.boolean() }).nullish(),
  })
  .transform((wire) => ({
    name: wire.name,
    rules: wire.protection_rules ?? [],
    adminsBypass: wire.can_admins_bypass ?? true,
    protectedBranches: wire.deployment_branch_policy?.protected_branches,
  }));

/** The run's own part of `GET /repos/{owner}/{repo}/actions/runs/{run_id}` */
export const RunSuite = z.object({ check_suite_id: z.int() }).transform((wire) => wire.check_suite_id);

/** Of the same, how far the run's newest attempt is: `queued`, `in_progress`, `completed`. */
export const RunProgress = z
  .object({ status: z.string(), run_attempt: z.int().positive() })
  .transform((wire) => ({ status: wire.status, attempt: wire.run_attempt }));

const jobCheck = z
  .object({
    id: z.int(),
    status: z.string(),
    check_suite: z.object({ id: z.int() }).nullable(),
    deployment: z.object({ id: z.int(), environment: z.string() }).nullish(),
  })
  .transform(({ id, status, check_suite: suite, deployment }) => ({
    id,
    status,
    ...(suite && { suite: suite.id }),
    ...(deployment && { deployment }),
  }));

/** `GET /repos/{owner}/{repo}/check-runs/{check_run_id}` of a job */
export const JobCheck = jobCheck;

/** `GET /repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs`, one page */
export const JobChecks = z.object({ check_runs: z.array(jobCheck) }).transform((wire) => wire.check_runs);

/** `GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals` */
export const RunApprovals = z.array(
  z.object({
    environments: z.array(z.object({ name: z.string() })),
    state: z.string(),
    user: z.object({ login: z.string() }).nullable(),
    comment: z.string().nullable(),
  }),
);

/** `GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs`, one page; a job that was not let in has no steps. */
export const RunJobs = z
  .object({
    jobs: z.array(
      z
        .object({
          name: z.string(),
          conclusion: z.string().nullable(),
          steps: z.array(z.object({ name: z.string(), conclusion: z.string().nullable() })).optional(),
        })
        .transform(({ name, conclusion, steps = [] }) => {
          const bad = steps.find((step) => step.conclusion === 'failure' || step.conclusion === 'timed_out');
          return {
            name,
            begun: steps.length > 0,
            ...(conclusion !== null && { conclusion }),
            ...(bad && { failedStep: bad.name }),
          };
        }),
    ),
  })
  .transform((wire) => wire.jobs);

/** What the runner answers to who asks for an ID token. */
export const IdTokenAnswer = z.object({
  value: z
    .string()
    .min(1)
    .max(64 * 1024),
});

/** The claims of a job's ID token, as far as they place it. */
export const IdTokenClaims = z
  .object({
    repository: z.string(),
    run_id: z.string(),
    run_attempt: z.string(),
    environment: z.string().optional(),
    check_run_id: z.string().optional(),
  })
  .transform(({ repository, run_id: run, run_attempt: attempt, environment, check_run_id: checkRun }) => ({
    repository,
    run,
    attempt: Number(attempt),
    ...(environment !== undefined && { environment }),
    ...(checkRun !== undefined && /^\d{1,15}$/.test(checkRun) && { checkRun: Number(checkRun) }),
  }));

/** `GET /repos/{owner}/{repo}/commits/{ref}/pulls`, one page, for who writes on them. */
export const PullPlaces = z.array(
  z
    .object({
      number: z.int().positive(),
      head: z.object({ repo: z.object({ full_name: z.string() }).nullable() }),
      base: z.object({ repo: z.object({ full_name: z.string() }) }),
    })
    .transform(({ number, head, base }) => ({
      number,
      // Of a fork that was deleted there is no name any more.
      isFromFork: head.repo?.full_name !== base.repo.full_name,
    })),
);

/** One page of the comments on a pull request by GraphQL; ids have outgrown its 32-bit numbers. */
export const CommentPage = z
  .object({
    repository: z.object({
      pullRequest: z.object({
        comments: z.object({
          nodes: z.array(
            z.object({
              fullDatabaseId: z.string().regex(/^\d{1,15}$/),
              viewerDidAuthor: z.boolean(),
              body: z.string(),
              url: z.string(),
            }),
          ),
          pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
        }),
      }),
    }),
  })
  .transform(({ repository: { pullRequest } }) => ({
    comments: pullRequest.comments.nodes.map(({ fullDatabaseId, viewerDidAuthor, body, url }) => ({
      id: Number(fullDatabaseId),
      isOurs: viewerDidAuthor,
      body,
      url,
    })),
    ...(pullRequest.comments.pageInfo.hasNextPage &&
      pullRequest.comments.pageInfo.endCursor !== null && { next: pullRequest.comments.pageInfo.endCursor }),
  }));

/** `POST` and `PATCH` of a comment */
export const Comment = z.object({ html_url: z.string() }).transform((wire) => ({ url: wire.html_url }));

/** Of a repository, who it belongs to. */
export const RepositoryOwner = z
  .object({ owner: z.object({ type: z.string() }) })
  .transform(({ owner }) => owner);
