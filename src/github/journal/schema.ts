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
    cut: z.array(short).optional().catch(undefined),
  })
  .transform(({ id, intent: read, cut = [] }) => ({
    id,
    intent: read,
    ...(cut.includes('targets') && { cut: true as const }),
  }));

const actor = z
  .object({ __typename: z.string(), login: z.string() })
  // GraphQL leaves out what REST writes behind the name of an app.
  .transform(({ __typename: kind, login }) =>
    kind === 'Bot' && !login.endsWith('[bot]') ? `${login}[bot]` : login,
  )
  .nullable()
  // An account that is gone, or that is described in another way, is nobody that we know.
  .catch(null);
const text = z.string().nullable().catch(null);

const status = z.object({ description: text, createdAt: z.string(), creator: actor, logUrl: text });

const withStatuses = z
  .object({ id: z.string(), some: listOf(status), others: listOf(status) })
  .transform(({ id, some, others }) => ({ id, statuses: [...some, ...others] }));

/** The nodes of a GraphQL list that are what they should be: GitHub gives null for what it cannot show. */
function listOf<Output>(node: z.ZodType<Output>): z.ZodType<readonly Output[]> {
  return z
    .object({ nodes: z.array(z.unknown()).nullable() })
    .transform(({ nodes }) => readable(node, nodes ?? []))
    .catch([]);
}

function readable<Output>(schema: z.ZodType<Output>, all: readonly unknown[]): readonly Output[] {
  return all.flatMap((one) => {
    const read = schema.safeParse(one);
    return read.success ? [read.data] : [];
  });
}

const nodes = z.object({
  viewer: z.object({ login: z.string() }),
  repository: z.object({ nameWithOwner: z.string() }),
  nodes: z.array(z.unknown()).nullable(),
});

/**
 * The statuses of deployments by GraphQL, those at both ends of each one's list, by the deployment's node. Of what is not
 * as it should be as much is left out as can be. Undefined where nothing is shown.
 */
export function statusesOfDeployments(data: unknown) {
  const read = nodes.safeParse(data).data;
  if (read === undefined) return undefined;
  const all = readable(withStatuses, read.nodes ?? []).map(({ id, statuses }) => [id, statuses] as const);
  return { viewer: read.viewer.login, statuses: new Map(all) };
}

const creator = z.object({ login: z.string() }).nullable().catch(null);

/** `POST` and `GET /repos/{owner}/{repo}/deployments/{deployment_id}` */
export const Deployment = z
  .object({
    id: z.int(),
    node_id: z.string(),
    task: z.string(),
    environment: z.string(),
    created_at: z.string(),
    payload: z.unknown(),
    creator,
  })
  .transform((wire) => ({ ...wire, creator: wire.creator?.login }));

/**
 * `GET /repos/{owner}/{repo}/deployments`, one page: what is as it should be, as one odd deployment of somebody else is no
 * reason not to see ours, and how many there are. Undefined for no list.
 */
export function listOfDeployments(body: unknown) {
  return Array.isArray(body) ? { size: body.length, list: readable(Deployment, body) } : undefined;
}

/** `GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses`, one page, newest first */
export function listOfStatuses(body: unknown) {
  return Array.isArray(body) ? readable(deploymentStatus, body) : undefined;
}

const deploymentStatus = z
  .object({ state: z.string(), description: z.string().nullable(), creator })
  .transform((wire) => ({ ...wire, creator: wire.creator?.login }));
