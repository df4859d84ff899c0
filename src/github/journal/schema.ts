import { z } from 'zod';
import { isDigest } from '../../image/digest.ts';
import { isTag, parseRepository, type Repository } from '../../image/reference.ts';
import type { Intent } from '../../domain/record.ts';
import type { RecordedDecision } from '../../domain/decision-record.ts';

const short = z.string().max(1000);
const digest = z.string().refine(isDigest);
const tag = z.string().refine(isTag);
const repository = z
  .string()
  .max(1000)
  .transform((text, context): Repository => {
    try {
      return parseRepository(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'not a repository' });
      return z.NEVER;
    }
  });
const instant = z.iso.datetime();

/** What policy said. It is shown only: where it is not ours in every field, it is left out. */
const decision = z
  .object({
    repository,
    tag: tag.optional(),
    digest,
    policies: z.array(short),
    evaluatedAt: short,
    verdict: z.enum(['pass', 'fail', 'unknown', 'pending']),
    checks: z.array(
      z.looseObject({
        id: short,
        criterion: short,
        policy: short,
        verdict: z.enum(['pass', 'fail', 'unknown', 'pending']),
        evidence: z.array(digest),
      }),
    ),
    waivers: z.array(z.looseObject({ id: short, check: short, owner: short, expires: short })),
  })
  .transform((wire) => wire as unknown as RecordedDecision);

const source = z
  .object({ repository, tag: tag.optional(), digest, from: repository.optional(), fromTag: tag.optional() })
  .transform(({ from, ...rest }) => ({ ...rest, from: from ?? rest.repository }));

const target = z.object({
  repository,
  digest,
  tags: z.array(z.object({ tag, before: digest.nullable(), after: digest })),
});

const intent = z
  .object({
    pipeline: short,
    stage: short,
    kind: z.enum(['auto', 'manual', 'rollback', 'sync', 'copy']),
    planned: instant,
    actor: short,
    initiator: short,
    comment: z.string().optional(),
    environment: short.optional(),
    sources: z.array(source),
    targets: z.array(target),
    policy: z.array(decision).optional().catch(undefined),
    config: z.object({ path: short, commit: short.optional(), sha256: short }).optional().catch(undefined),
    planHash: short.optional(),
    run: z.object({ url: short.optional(), id: short.optional(), attempt: z.int().optional() }),
  })
  .transform((wire): Intent => JSON.parse(JSON.stringify(wire)) as Intent);

/** The payload of our deployments; whoever may make deployments may have written it. */
export const PromotionPayload = z
  .object({
    schema: z.literal('hoist/promotion/v1'),
    id: z.string().regex(/^[0-9A-Za-z]{1,64}$/),
    intent,
  })
  .transform(({ id, intent: read }) => ({ id, intent: read }));

const actor = z
  .object({ __typename: z.string(), login: z.string() })
  // GraphQL leaves out what REST writes behind the name of an app.
  .transform(({ __typename: kind, login }) =>
    kind === 'Bot' && !login.endsWith('[bot]') ? `${login}[bot]` : login,
  );

const statuses = z.object({
  nodes: z.array(
    z.object({
      description: z.string().nullable(),
      createdAt: z.string(),
      creator: actor.nullable(),
      logUrl: z.string().nullable(),
    }),
  ),
});

/** One page of deployments by GraphQL, with the statuses at both ends of each one's list. */
export const DeploymentPage = z
  .object({
    viewer: z.object({ login: z.string() }),
    repository: z.object({
      deployments: z.object({
        nodes: z.array(
          z.object({
            task: z.string().nullable(),
            createdAt: z.string(),
            payload: z.string().nullable(),
            creator: actor.nullable(),
            some: statuses,
            others: statuses,
          }),
        ),
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      }),
    }),
  })
  .transform(({ viewer, repository: { deployments } }) => ({
    viewer: viewer.login,
    deployments: deployments.nodes.map(({ some, others, ...rest }) => ({
      ...rest,
      statuses: [...some.nodes, ...others.nodes],
    })),
    ...(deployments.pageInfo.hasNextPage &&
      deployments.pageInfo.endCursor !== null && { next: deployments.pageInfo.endCursor }),
  }));

const creator = z.object({ login: z.string() }).nullable();

/** `POST` and `GET /repos/{owner}/{repo}/deployments/{deployment_id}` */
export const Deployment = z
  .object({ id: z.int(), task: z.string(), environment: z.string(), payload: z.unknown(), creator })
  .transform((wire) => ({ ...wire, creator: wire.creator?.login }));

/** `GET /repos/{owner}/{repo}/deployments`, one page */
export const Deployments = z.array(Deployment);

/** `GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses`, one page, newest first */
export const DeploymentStatuses = z.array(
  z
    .object({ state: z.string(), description: z.string().nullable(), creator })
    .transform((wire) => ({ ...wire, creator: wire.creator?.login })),
);
