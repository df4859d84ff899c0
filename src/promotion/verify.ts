import type { Identity } from '../domain/evidence.ts';
import type { Problem } from '../domain/plan.ts';
import type { TrustSettings } from '../domain/signer.ts';
import type { ProvenStatement, StatedPromotion, VerifyReport } from '../domain/verify-report.ts';
import { HoistError } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { ImageGraph } from '../image/graph.ts';
import { parseReference, type Repository, type Tag } from '../image/reference.ts';
import type { Registry } from '../ports/registry.ts';
import type { World } from '../ports/world.ts';
import { walk } from '../transfer/walk.ts';
import { openerFor } from './accepted.ts';
import { problem, proofOf, type StageOf } from './proof-of.ts';
import type { Decision, Promotion } from './shown.ts';
import { statementsAt } from './statements.ts';

export type VerifyRequest = {
  readonly image: string;
  /** Whose statements count, and by which roots. */
  readonly trust: TrustSettings;
  /** The stage as the config has it, where there is a config: what a record says of itself is not enough. */
  readonly stageOf?: StageOf;
};

/**
 * Whether an image in a registry got there by promotion, unaltered, with proof (contract §8). Asks nobody but the
 * registry, and whoever publishes the roots.
 *
 * @throws HoistError of kind `unreachable` for what could not be asked, `config` for a reference that is none
 */
export async function verify(
  { world, registry }: { readonly world: World; readonly registry: Registry },
  { image, trust, stageOf }: VerifyRequest,
): Promise<VerifyReport> {
  const { repository, tag, digest } = parseReference(image);
  const { signal } = world;
  const base = { schema: 'hoist/verify/v1', repository, ...(tag === undefined ? {} : { tag }) } as const;
  const reference = digest ?? tag;
  if (reference === undefined)
    throw new HoistError('config', 'REFERENCE_INCOMPLETE', `${image} names neither a tag nor a digest`, {
      hint: 'Write REPOSITORY:TAG or REPOSITORY@DIGEST.',
    });
  const root = await registry.manifest(repository, reference, { signal });
  if (root === undefined) {
    const problems = [problem('IMAGE_NOT_FOUND', `${repository} has no ${reference}`, 'Look at its name.')];
    return { ...base, ok: false, promoted: false, unaltered: false, proven: [], problems };
  }
  const moved =
    digest === undefined || tag === undefined
      ? undefined
      : await movedTag(registry, { repository, tag, digest }, signal);
  const graph = await walk(registry, repository, root, {
    referrers: 'best-effort',
    missingPlatforms: 'allow',
    depth: 'whole',
    signal,
  });
  const open = openerFor(world, trust, trust.signers);
  const [found, lacks] = await Promise.all([
    statementsAt({ registry, repository, root, graph, signal, open }),
    lacking(registry, graph, signal),
  ]);
  const target = { repository, digest: root.digest };
  const proof = proofOf(found, { ...target, tag, stageOf });
  const { decision, promotion } = proof;
  const stage = promotion && {
    pipeline: promotion.record.intent.pipeline,
    stage: promotion.record.intent.stage,
  };
  const problems = [...(moved ?? []), ...lacks, ...proof.problems];
  return {
    ...base,
    digest: root.digest,
    ok: problems.length === 0,
    ...(stage === undefined ? {} : { stage }),
    promoted: decision !== undefined && promotion !== undefined,
    unaltered: lacks.length === 0,
    proven: [decision, promotion].flatMap((one) => (one === undefined ? [] : [provenOf(one)])),
    ...(promotion === undefined ? {} : { stated: statedOf(promotion) }),
    problems,
  };
}

/** Whether the tag of a reference names its digest. */
async function movedTag(
  registry: Registry,
  {
    repository,
    tag,
    digest,
  }: { readonly repository: Repository; readonly tag: Tag; readonly digest: Digest },
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const now = await registry.head(repository, tag, { expected: digest, signal });
  if (now?.digest === digest) return [];
  return [
    problem('TAG_MOVED', `${repository}:${tag} names ${now?.digest ?? 'nothing'}`, 'Verify that digest.'),
  ];
}

/** What the image names and the repository does not have. */
async function lacking(
  registry: Registry,
  { source, blobs, missing, imageOrder }: ImageGraph,
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const own = new Set(imageOrder);
  const asked = [...blobs.values()].filter(({ usedBy }) => usedBy.some((manifest) => own.has(manifest)));
  const answers = await Promise.all(
    asked.map(async ({ descriptor }) => ({
      digest: descriptor.digest,
      isThere: await registry.hasBlob(source, descriptor, { signal }),
    })),
  );
  const gone = [
    ...missing.map(({ digest }) => digest),
    ...answers.filter(({ isThere }) => !isThere).map(({ digest }) => digest),
  ];
  return gone.map((digest) =>
    problem(
      'PART_MISSING',
      `${source} does not have ${digest}, which the image names`,
      'Promote the image again.',
    ),
  );
}

function provenOf({ kind, digest, trust }: Decision | Promotion): ProvenStatement {
  const identity: Identity = trust.level === 'signed' ? trust.identity : { kind: 'key', claims: {} };
  const { claims, issuer } = identity;
  const said: Readonly<Record<string, string | undefined>> = {
    issuer,
    repository: claims[12],
    commit: claims[13],
    ref: claims[14],
    workflow: claims[9],
    environment: claims[23],
    run: claims[21],
    signedAt: trust.level === 'signed' ? trust.signedAt?.last.toISOString() : undefined,
  };
  return {
    statement: kind,
    bundle: digest,
    signer: trust.level === 'signed' ? (trust.signers[0] ?? '') : '',
    kind: identity.kind,
    ...Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)),
  };
}

function statedOf({ record: { id, intent, result } }: Promotion): StatedPromotion {
  const { kind, planned, actor, initiator, comment, sources, policy, config, planHash, run } = intent;
  return {
    record: id,
    kind,
    planned,
    actor,
    initiator,
    ...(comment === undefined ? {} : { comment }),
    sources,
    ...(policy === undefined ? {} : { policy }),
    ...(config === undefined ? {} : { config }),
    ...(planHash === undefined ? {} : { planHash }),
    run,
    outcome: result?.outcome ?? 'none',
    finished: result?.finished ?? '',
    ...(result?.approvals === undefined ? {} : { approvals: result.approvals }),
  };
}
