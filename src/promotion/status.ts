import { filings } from '../domain/filing.ts';
import type { JournalGap, JournalQuery } from '../domain/journal-entry.ts';
import { expandTarget, matchSource } from '../domain/pattern.ts';
import { stageText, type Pipeline, type Stage } from '../domain/pipeline.ts';
import { createStagePastReader, type StagePast, type StagePastReader } from '../domain/stage-past.ts';
import { movingTags } from '../domain/stage-tag.ts';
import type { StageStatus, StatusReport, TagStatus, Unfinished } from '../domain/status.ts';
import type { StatusQuery } from '../domain/status-query.ts';
import { namedSources } from '../domain/target.ts';
import { HoistError } from '../errors.ts';
import type { Repository } from '../image/reference.ts';
import { findUnrecorded, tagStatus, unwritten } from './drift.ts';
import { openJournal } from './open-journal.ts';
import type { Ground } from './prepare.ts';
import { hasLostReferrers } from './lost-referrers.ts';

type Place = {
  readonly pipeline: Pipeline;
  readonly stage: Stage;
  readonly reader: StagePastReader;
  readonly gap?: JournalGap | undefined;
};

/**
 * The board: what each stage was promoted last, what its tags name now, and what differs. The journal is read once; of the
 * registries a tag is asked once, and each target for its list of tags.
 *
 * @throws HoistError `STAGE_UNKNOWN` (config); what cannot be read at a target is `unknown` in the report
 */
export async function status(ground: Ground, query: StatusQuery): Promise<StatusReport> {
  const { world, config } = ground;
  const places = placesOf(config.pipelines, query);
  const byName = new Map(
    places.map((place) => [stageText({ pipeline: place.pipeline.name, stage: place.stage.name }), place]),
  );
  const journal = await openJournal(world, config)();
  const { pipeline, stage } = query;
  const asked: JournalQuery = {
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(stage === undefined ? {} : { stage }),
    filed: filings(config.pipelines, query),
  };
  const gaps: JournalGap[] = [];
  for await (const entry of journal.list(asked, (found) => gaps.push(found)))
    if (entry.foreign !== true) byName.get(stageText(entry.intent))?.reader.read(entry);
  const [gap] = gaps;
  const stages = await Promise.all(places.map((place) => stageStatus(ground, { ...place, gap }, query)));
  return {
    schema: 'hoist/status/v1',
    at: world.clock.now().toISOString(),
    stages,
    totals: {
      drift: stages.reduce((sum, { drift }) => sum + drift.length, 0),
      unknown: stages.flatMap(({ tags }) => tags).filter((tag) => tag.state === 'unknown').length,
      held: stages.filter(({ hold }) => hold !== undefined).length,
      split: stages.filter(({ split }) => split !== undefined).length,
      unfinished: stages.reduce((sum, { unfinished }) => sum + unfinished.length, 0),
    },
    config: config.origin,
    ...(gap === undefined ? {} : { gap }),
    notices: gaps.map(({ reason }) => reason),
  };
}

function placesOf(pipelines: readonly Pipeline[], { pipeline, stage, limit }: StatusQuery): readonly Place[] {
  const all = pipelines.flatMap((one) => one.stages.map((each) => ({ pipeline: one, stage: each })));
  const asked = all.filter(
    (place) =>
      (pipeline === undefined || place.pipeline.name === pipeline) &&
      (stage === undefined || place.stage.name === stage),
  );
  if (asked.length === 0 && all.length > 0) {
    const names = all.map((place) => stageText({ pipeline: place.pipeline.name, stage: place.stage.name }));
    throw new HoistError('config', 'STAGE_UNKNOWN', 'the config has no stage that is asked for', {
      hint: `It has ${names.join(', ')}.`,
    });
  }
  return asked.map((place) => ({ ...place, reader: createStagePastReader(limit) }));
}

async function stageStatus(ground: Ground, place: Place, query: StatusQuery): Promise<StageStatus> {
  const { pipeline, stage, reader, gap } = place;
  const past = reader.past();
  const isMeant = (repository: Repository): boolean => query.repository?.matches(repository) ?? true;
  const targets = targetsOf(place, past).filter(isMeant);
  const wanted = [...past.tags.values()].filter(
    ({ repository, tag }) => isMeant(repository) && past.recent.has(`${repository}:${tag}`),
  );
  const moving = targets.flatMap((repository) =>
    movingTags(stage)
      .filter((tag) => !wanted.some((one) => one.repository === repository && one.tag === tag))
      .map((tag) => past.tags.get(`${repository}:${tag}`) ?? unwritten({ repository, tag }, past)),
  );
  const [known, unrecorded, bare] = await Promise.all([
    Promise.all([...wanted, ...moving].map((one) => tagStatus(ground, one))),
    findUnrecorded(ground, { pipeline, stage, targets, past, limit: query.limit }),
    Promise.all(wanted.map(async (one) => ((await hasLostReferrers(ground, one)) ? [one] : []))),
  ]);
  // A moving tag that is not there and that nobody wrote is nothing to tell.
  const tags = [...known, ...unrecorded.tags]
    .filter((one) => one.expected !== undefined || one.now !== null)
    .map((one) => (gap === undefined ? one : withoutDoubt(one, gap)));
  const { hold, split, last } = past;
  return {
    pipeline: pipeline.name,
    stage: stage.name,
    auto: stage.auto,
    ...(stage.environment === undefined ? {} : { environment: stage.environment.name }),
    ...(last === undefined ? {} : { last }),
    tags,
    drift: [
      ...tags.flatMap(({ repository, tag, state, expected, now, record }) =>
        state === 'moved' || state === 'deleted' || state === 'never-promoted'
          ? [
              {
                kind: state,
                repository,
                tag,
                now: now ?? null,
                ...(expected === undefined ? {} : { expected }),
                ...(record === undefined ? {} : { record }),
              },
            ]
          : [],
      ),
      ...bare.flat().flatMap(({ repository, tag, expected }) =>
        expected === undefined
          ? []
          : [
              {
                kind: 'referrers-gone' as const,
                repository,
                tag,
                now: expected.digest,
                expected: expected.digest,
                record: expected.record,
              },
            ],
      ),
    ],
    ...(hold === undefined ? {} : { hold }),
    ...(split === undefined ? {} : { split }),
    unfinished: past.unfinished.map((entry) => unfinishedOf(entry, ground.world.clock.now())),
    notices: [
      ...unrecorded.notices,
      ...(past.cut !== undefined && tags.some(({ state }) => state === 'unsettled')
        ? [
            `${pipeline.name}/${stage.name}: record ${past.cut} is longer than the journal takes; what it may have written beside what is listed there is unsettled`,
          ]
        : []),
      ...(gap === undefined || past.isHoldClear
        ? []
        : [`${pipeline.name}/${stage.name}: whether it is held is not known`]),
    ],
  };
}

/** What no record that was read tells of may be in one that was not. */
function withoutDoubt(tag: TagStatus, { reason }: JournalGap): TagStatus {
  return tag.state === 'never-promoted' ? { ...tag, state: 'unknown', reason } : tag;
}

function unfinishedOf({ id, intent, url }: StagePast['unfinished'][number], now: Date): Unfinished {
  const { planned, kind, actor, sources } = intent;
  return {
    record: id,
    planned,
    ageSeconds: Math.max(0, Math.round((now.getTime() - Date.parse(planned)) / 1000)),
    kind,
    actor,
    sources,
    ...(url === undefined ? {} : { url }),
  };
}

/** As the config has them now; of a pattern those that records tell of. */
function targetsOf({ pipeline, stage }: Place, { tags }: StagePast): readonly Repository[] {
  const sources = namedSources(pipeline);
  if (sources === undefined) return [...new Set([...tags.values()].map((one) => one.repository))];
  const targets = sources.flatMap((repository) => {
    const captures = matchSource(pipeline, repository) ?? new Map<string, string>();
    return stage.to.map((to) => expandTarget(to, captures));
  });
  return [...new Set(targets)];
}
