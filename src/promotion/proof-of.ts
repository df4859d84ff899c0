import { matchPattern } from '../domain/pattern.ts';
import { stageText, type Stage, type StageId } from '../domain/pipeline.ts';
import type { Problem } from '../domain/plan.ts';
import { environmentsOf, isInside, isOfAnotherRun, type TargetImage } from '../domain/proven-promotion.ts';
import { shortDigest } from '../image/digest.ts';
import type { Tag } from '../image/reference.ts';
import { decisionsFor, promotionsTo, type Decision, type Promotion } from './shown.ts';
import type { FoundStatement } from './statements.ts';

/** A stage as the config has it: what a record says of itself is not enough. */
export type StageOf = (stage: StageId) => Pick<Stage, 'to' | 'environment'> | undefined;

type Asked = TargetImage & { readonly tag: Tag | undefined; readonly stageOf: StageOf | undefined };

/** The decision and the record of one promotion, as far as they are there, and what is wrong with them. */
export type Proof = {
  readonly decision: Decision | undefined;
  readonly promotion: Promotion | undefined;
  readonly problems: readonly Problem[];
};

/**
 * By which statements an image got to a repository: of several the newest that prove it. What somebody attaches who may
 * sign and was not let in does not hide what was promoted.
 */
export function proofOf(found: readonly FoundStatement[], asked: Asked): Proof {
  const promotions = byAge(promotionsTo(found, asked));
  const [first, ...rest] = promotions.flatMap((promotion) => {
    const { pipeline, stage } = promotion.record.intent;
    const decisions = byAge(decisionsFor(found, { ...asked, pipeline, stage }));
    return (decisions.length === 0 ? [undefined] : decisions).map((decision): Proof => {
      const pair = { decision, promotion };
      return { ...pair, problems: [...unproven(found, pair), ...wrongWith(pair, asked)] };
    });
  });
  if (first !== undefined) {
    const proofs = [first, ...rest];
    const named = ({ promotion }: Proof): boolean =>
      asked.tag === undefined || (promotion !== undefined && namesTag(promotion.record, asked));
    return proofs.find(({ problems }) => problems.length === 0) ?? proofs.find(named) ?? first;
  }
  const [decision] = byAge(decisionsFor(found, asked));
  const none = { decision, promotion: undefined };
  return { ...none, problems: unproven(found, none) };
}

type Pair = { readonly decision: Decision | undefined; readonly promotion: Promotion };

function wrongWith(pair: Pair, asked: Asked): readonly Problem[] {
  return [...untagged(pair, asked), ...contradictions(pair.promotion), ...misplaced(pair, asked)];
}

function untagged({ promotion: { record } }: Pair, asked: Asked): readonly Problem[] {
  const { repository, tag } = asked;
  if (tag === undefined || namesTag(record, asked)) return [];
  return [
    problem(
      'TAG_NOT_RECORDED',
      `the image was promoted to ${repository}, and no signed record says that the tag ${tag} was`,
      'Somebody else wrote the tag: promote the image under it.',
    ),
  ];
}

function unproven(
  found: readonly FoundStatement[],
  { decision, promotion }: Omit<Proof, 'problems'>,
): readonly Problem[] {
  const missing = [
    ...(decision === undefined ? ['no signed decision'] : []),
    ...(promotion === undefined ? ['no signed record'] : []),
  ];
  if (missing.length === 0) return [];
  const onDisk = found.some(
    (one) =>
      one.kind === 'promotion' &&
      one.trust.level === 'signed' &&
      one.record.intent.config?.commit === undefined,
  );
  const why = [
    ...whysOf(found),
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
      onDisk
        ? 'Only what GitHub Actions promotes by the config of the default branch can be proven.'
        : 'Promote it there with Hoist, or name the signer that promotes.',
    ),
  ];
}

/** Why statements count for nothing: each reason once, behind those that it is said of. */
function whysOf(found: readonly FoundStatement[]): readonly string[] {
  const digests = new Map<string, string[]>();
  for (const one of found) {
    const why =
      one.kind === 'nothing' ? one.why : one.trust.level === 'untrusted' ? one.trust.why : undefined;
    if (why !== undefined) digests.set(why, [...(digests.get(why) ?? []), shortDigest(one.digest)]);
  }
  return [...digests].map(([why, of]) => `${of.join(', ')}: ${why}`);
}

/**
 * The stage is named by the record, which its signer wrote: by the config it has to fill this repository, and its own
 * environment has to be in the certificate. Else a job of an open stage could vouch for a guarded one.
 */
function misplaced({ decision, promotion }: Pair, { stageOf, repository }: Asked): readonly Problem[] {
  if (stageOf === undefined) return [];
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

/** Two images of a set may be one digest, each under a tag of its own. */
function namesTag({ result }: Promotion['record'], { tag, repository, digest }: Asked): boolean {
  const there = result?.targets.filter((one) => one.repository === repository && one.digest === digest) ?? [];
  return there.some(({ tags }) => tags.some((one) => one.tag === tag && one.after === digest));
}

/** Newest first: by the proven time, else as they were listed, last first. */
function byAge<Found extends FoundStatement>(found: readonly Found[]): readonly Found[] {
  const timeOf = ({ trust }: FoundStatement): number =>
    trust.level === 'signed' ? (trust.signedAt?.last.getTime() ?? 0) : 0;
  return found.toReversed().toSorted((a, b) => timeOf(b) - timeOf(a));
}

export function problem(code: string, message: string, hint: string): Problem {
  return { code, message, hint };
}
