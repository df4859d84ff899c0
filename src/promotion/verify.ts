import type { Identity } from '../domain/evidence.ts';
import { matchPattern } from '../domain/pattern.ts';
import { stageText, type Stage, type StageId } from '../domain/pipeline.ts';
import type { Problem } from '../domain/plan.ts';
import { environmentsOf, isInside, isOfAnotherRun, targetOf } from '../domain/proven-promotion.ts';
import type { TrustSettings } from '../domain/signer.ts';
import type { ProvenStatement, StatedPromotion, VerifyReport } from '../domain/verify-report.ts';
import { HoistError } from '../errors.ts';
import { shortDigest } from '../image/digest.ts';
import type { ImageGraph } from '../image/graph.ts';
import { parseReference, type Repository } from '../image/reference.ts';
import type { Registry } from '../ports/registry.ts';
import type { World } from '../ports/world.ts';
import { walk } from '../transfer/walk.ts';
import { openerFor } from './accepted.ts';
import { decisionsFor, promotionsTo, type Decision, type Promotion } from './shown.ts';
import { statementsAt, type FoundStatement } from './statements.ts';

export type VerifyRequest = {
  readonly image: string;
  /** Whose statements count, and by which roots. */
  readonly trust: TrustSettings;
  /** The stage as the config has it, where there is a config: what a record says of itself is not enough. */
  readonly stageOf?: (stage: StageId) => Pick<Stage, 'to' | 'environment'> | undefined;
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
      : await movedTag(registry, { repository, tag, digest });
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
  const promotions = byAge(promotionsTo(found, target));
  const promotion =
    promotions.find(({ record }) => tag === undefined || namesTag(record, { ...target, tag })) ??
    promotions[0];
  const stage = promotion && {
    pipeline: promotion.record.intent.pipeline,
    stage: promotion.record.intent.stage,
  };
  const [decision] = byAge(decisionsFor(found, { ...target, ...stage }));
  const problems = [
    ...(moved ?? []),
    ...lacks,
    ...unproven(found, decision, promotion),
    ...(promotion !== undefined && tag !== undefined && !namesTag(promotion.record, { ...target, tag })
      ? [
          problem(
            'TAG_NOT_RECORDED',
            `the image was promoted to ${repository}, and no signed record says that the tag ${tag} was`,
            'Somebody else wrote the tag: promote the image under it.',
          ),
        ]
      : []),
    ...(promotion === undefined ? [] : contradictions(promotion)),
    ...(promotion === undefined || stageOf === undefined
      ? []
      : misplaced(stageOf, { decision, promotion, repository })),
  ];
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

async function movedTag(
  registry: Registry,
  {
    repository,
    tag,
    digest,
  }: Required<Pick<ReturnType<typeof parseReference>, 'repository'>> & {
    readonly tag: NonNullable<ReturnType<typeof parseReference>['tag']>;
    readonly digest: NonNullable<ReturnType<typeof parseReference>['digest']>;
  },
): Promise<readonly Problem[]> {
  const now = await registry.head(repository, tag);
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

function unproven(
  found: readonly FoundStatement[],
  decision: Decision | undefined,
  promotion: Promotion | undefined,
): readonly Problem[] {
  const missing = [
    ...(decision === undefined ? ['no signed decision'] : []),
    ...(promotion === undefined ? ['no signed record'] : []),
  ];
  if (missing.length === 0) return [];
  const whys = found.flatMap((one) => {
    if (one.kind === 'nothing') return [`${shortDigest(one.digest)}: ${one.why}`];
    return one.trust.level === 'untrusted' ? [`${shortDigest(one.digest)}: ${one.trust.why}`] : [];
  });
  const onDisk = found.some(
    (one) =>
      one.kind === 'promotion' &&
      one.trust.level === 'signed' &&
      one.record.intent.config?.commit === undefined,
  );
  const why = [
    ...whys,
    ...(onDisk ? ['a config on a disk decided it, which nobody else could have read'] : []),
  ];
  const looked =
    found.length === 0
      ? 'nothing of the kind is attached'
      : why.join('; ') || 'what is attached is of another place';
  return [
    problem(
      'NOT_PROMOTED',
      `${missing.join(' and ')} of an accepted signer shows that it was promoted there: ${looked}`,
      'Promote it there with Hoist, or name the signer that promotes.',
    ),
  ];
}

type Placed = {
  readonly decision: Decision | undefined;
  readonly promotion: Promotion;
  readonly repository: Repository;
};

/**
 * The stage is named by the record, which its signer wrote: by the config it has to fill this repository, and its own
 * environment has to be in the certificate. Else a job of an open stage could vouch for a guarded one.
 */
function misplaced(
  stageOf: NonNullable<VerifyRequest['stageOf']>,
  { decision, promotion, repository }: Placed,
): readonly Problem[] {
  const { intent } = promotion.record;
  const stage = stageOf(intent);
  if (stage === undefined || !stage.to.some((to) => matchPattern(to, repository) !== undefined)) {
    return [
      problem(
        'OTHER_STAGE',
        `the signed record is of ${stageText(intent)}, which does not fill ${repository} by the config`,
        'Promote it there by a stage of the config, or look at who signed the record.',
      ),
    ];
  }
  const environments = environmentsOf(stage.environment, intent.kind);
  return [decision, promotion].flatMap((one) => (one === undefined ? [] : outside(one, environments)));
}

function outside(
  { kind, trust }: Decision | Promotion,
  environments: readonly string[] | undefined,
): readonly Problem[] {
  if (trust.level !== 'signed' || environments === undefined || isInside(trust.identity, environments))
    return [];
  const found = trust.identity.claims[23];
  return [
    problem(
      'OUTSIDE_ENVIRONMENT',
      `the ${kind} was signed ${found === undefined ? 'outside of any environment' : `in the environment ${found}`}, and the stage is guarded by ${environments.join(' or ')}`,
      'Only a job that GitHub let into the environment may promote there.',
    ),
  ];
}

/** The certificate names the run, and so does the record. */
function contradictions({ trust, record }: Promotion): readonly Problem[] {
  if (trust.level !== 'signed' || !isOfAnotherRun(trust.identity, record)) return [];
  return [
    problem(
      'CONTRADICTION',
      `the record says that ${record.intent.run.url ?? ''} promoted it, and ${trust.identity.claims[21] ?? ''} signed the record`,
      'Whoever may sign as that workflow has signed a record of another run: look at both.',
    ),
  ];
}

function namesTag(
  record: Promotion['record'],
  at: Parameters<typeof targetOf>[1] & { readonly tag: string },
): boolean {
  return targetOf(record, at)?.tags.some(({ tag, after }) => tag === at.tag && after === at.digest) === true;
}

/** Newest first: by the proven time, else as they were listed, last first. */
function byAge<Found extends FoundStatement>(found: readonly Found[]): readonly Found[] {
  const timeOf = ({ trust }: FoundStatement): number =>
    trust.level === 'signed' ? (trust.signedAt?.last.getTime() ?? 0) : 0;
  return found.toReversed().toSorted((a, b) => timeOf(b) - timeOf(a));
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

function problem(code: string, message: string, hint: string): Problem {
  return { code, message, hint };
}
