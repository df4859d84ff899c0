import { expect } from 'vitest';
import { recordSha256 } from '../../src/domain/journal-entry.ts';
import type { Outcome } from '../../src/domain/plan.ts';
import { decisionType, promotionType } from '../../src/domain/promotion-statement.ts';
import type { PromotionRecord, RunResult } from '../../src/domain/record.ts';
import type { Digest } from '../../src/image/digest.ts';
import type { FakeDeployment } from '../fakes/github/deployments.ts';
import { bytesOf, type Store } from '../fakes/registry/store.ts';
import type { ActionRun } from '../fakes/runner/runner.ts';
import { outputsOf, type ActionBed } from './action-bed.ts';

/** What GitHub shows of a deployment that ended so. */
const states: Readonly<Record<Outcome, string>> = {
  promoted: 'success',
  unchanged: 'success',
  refused: 'failure',
  conflict: 'failure',
  failed: 'failure',
  superseded: 'inactive',
  waiting: 'inactive',
  none: 'inactive',
};

export function recordsOf(run: ActionRun): readonly PromotionRecord[] {
  return (JSON.parse(outputsOf(run)['result'] ?? '') as RunResult).records;
}

/** The deployments of ours to an environment, oldest first. */
export function promotionsTo(bed: ActionBed, environment: string): readonly FakeDeployment[] {
  return bed.repository.deployments.all.filter(
    (one) => one.task === 'promote' && one.environment === environment,
  );
}

/** The last word of each of them: `promoted 2/2`, without the hash of the record; none: ``. */
export function endsAt(bed: ActionBed, environment: string): readonly string[] {
  return promotionsTo(bed, environment).map(
    ({ statuses }) => statuses.at(-1)?.description.replace(/ [0-9a-f]{12}$/, '') ?? '',
  );
}

export type Expected = {
  readonly stage: string;
  readonly outcome: Outcome;
  /** Tags that name what they were to name, of those of the intent: `2/2`. */
  readonly moved: string;
  /** The codes of what stood in its way. */
  readonly codes?: readonly string[];
  /** A later promotion may have taken its place: the state says so, the last word stays. */
  readonly mayBeRetired?: boolean;
};

/**
 * The one record that a run left of a stage, after a look at every place where it must be (contract §8): in the output,
 * whole; as one deployment, whose payload is the intent and whose last status is the outcome with the hash of all of
 * it; in the summary; in the file that becomes an artifact.
 */
export function recordAt(bed: ActionBed, run: ActionRun, expected: Expected): PromotionRecord {
  const { stage, outcome, moved, codes = [], mayBeRetired = false } = expected;
  const found = recordsOf(run).filter(({ intent }) => intent.stage === stage);
  expect(found.map(({ result }) => result?.outcome)).toEqual([outcome]);
  const [record] = found;
  if (record?.result === undefined) throw new Error('the record has no result');
  const { id, intent, result } = record;
  const said = [...result.problems, ...(result.error === undefined ? [] : [result.error])];
  expect(said.map(({ code }) => code)).toEqual(codes);
  const kept = bed.repository.deployments.all.filter(({ payload }) => idOf(payload) === id);
  expect(kept.map((one) => [one.task, one.environment, one.payload])).toEqual([
    ['promote', intent.environment ?? `${intent.pipeline}/${stage}`, { schema: record.schema, id, intent }],
  ]);
  const last = kept[0]?.statuses.at(-1);
  expect(last?.description).toBe(`${outcome} ${moved} ${recordSha256(record).slice(0, 12)}`);
  expect([states[outcome], ...(mayBeRetired ? ['inactive'] : [])]).toContain(last?.state);
  expect(run.summary).toContain(id);
  // What the job's artifact is made of.
  const document = JSON.parse(run.left.get('hoist/result.json') ?? '{}') as Partial<RunResult>;
  expect(document.records).toContainEqual(record);
  return record;
}

function idOf(payload: object | string): unknown {
  return typeof payload === 'object' && 'id' in payload ? payload.id : undefined;
}

/** What is attached to an image: the records of signed promotions, how many signed decisions, and records as they are. */
export type Attached = {
  readonly decisions: number;
  readonly promotions: readonly PromotionRecord[];
  readonly bare: readonly PromotionRecord[];
};

export function attachedAt(store: Store, path: string, image: Digest): Attached {
  const documents = store.referrers(path, image).flatMap(({ digest, artifactType }) => {
    const [layer] = store.manifest(path, digest)?.document?.blobs.slice(1) ?? [];
    const blob = layer && store.blob(path, layer.digest);
    return blob === undefined
      ? []
      : [{ artifactType, document: JSON.parse(Buffer.from(bytesOf(blob)).toString()) as object }];
  });
  const statements = documents.flatMap(({ document }) => {
    const { dsseEnvelope } = document as { dsseEnvelope?: { payload: string } };
    if (dsseEnvelope === undefined) return [];
    const payload = Buffer.from(dsseEnvelope.payload, 'base64').toString();
    return [JSON.parse(payload) as { predicateType: string; predicate: PromotionRecord }];
  });
  return {
    decisions: statements.filter(({ predicateType }) => predicateType === decisionType).length,
    promotions: statements.flatMap(({ predicateType, predicate }) =>
      predicateType === promotionType ? [predicate] : [],
    ),
    bare: documents
      .filter(({ artifactType }) => artifactType === 'application/vnd.hoist.promotion.v1+json')
      .map(({ document }) => document as PromotionRecord),
  };
}
