import { describe, expect, it } from 'vitest';
import type { ConfigOrigin } from '../../src/domain/config.ts';
import type { Decision } from '../../src/domain/decision.ts';
import type { PlannedTarget } from '../../src/domain/plan.ts';
import { explainDifference, type DifferenceOptions } from '../../src/domain/plan-difference.ts';
import { coveredBy, parsePlanHash, planHash, type HashedStage } from '../../src/domain/plan-hash.ts';
import { digestOf, type Digest } from '../../src/image/digest.ts';
import { parseRepository, parseTag } from '../../src/image/reference.ts';

const instant = new Date('2026-03-04T05:06:07Z');
const ours = digestOf(Buffer.from('ours'));
const old = digestOf(Buffer.from('old'));
const newer = digestOf(Buffer.from('newer'));
const source = parseRepository('ghcr.io/acme/dev/web');
const us = parseRepository('us.example.com/web');
const eu = parseRepository('eu.example.com/web');
const config: ConfigOrigin = { path: '.github/hoist.yml', commit: 'c'.repeat(40), sha256: 'a'.repeat(64) };

type Now = Omit<HashedStage, 'targets'> & {
  readonly us?: Digest | null | undefined;
  readonly eu?: Digest | null | undefined;
  readonly config: ConfigOrigin | undefined;
};

const then: Now = {
  kind: 'manual',
  pipeline: 'web',
  stage: 'production',
  environment: { name: 'prod', approval: 'required' },
  sources: [{ repository: source, tag: parseTag('1.4.2'), digest: ours, from: source }],
  us: old,
  eu: null,
  config,
};

function stageOf({ us: inUs, eu: inEu, ...rest }: Now): HashedStage {
  const target = (repository: PlannedTarget['repository'], now: Digest | null | undefined): PlannedTarget => {
    const stable = { tag: parseTag('stable'), move: 'forward', now, action: 'move' } as const;
    return { repository, source, digest: ours, image: 'absent', tags: [stable] };
  };
  return { ...rest, targets: [target(us, inUs), ...(inEu === undefined ? [] : [target(eu, inEu)])] };
}

/** What is printed when the plan of one state is expected in another. */
function explain(expected: Now, now: Now, known: Partial<DifferenceOptions> = {}): string {
  const hash = planHash(instant, coveredBy(stageOf(expected), expected.config));
  const options = { config: now.config, before: () => [], images: [], ...known };
  return explainDifference(parsePlanHash(hash, new Date('2026-03-05T00:00:00Z')), stageOf(now), options);
}

/** What policy says of an image, resting on a waiver. */
function decision(id: string): Decision {
  const waiver = { id, check: 'size', reason: 'known', owner: 'acme', expires: '2026-04-01' };
  return {
    schema: 'hoist/decision/v1',
    image: { repository: source, digest: ours, platforms: [] },
    policies: ['baseline'],
    evaluatedAt: '2026-03-05T00:00:00Z',
    verdict: 'pass',
    checks: [],
    waivers: { used: [{ ...waiver, findings: 1, expiresSoon: false }], idle: [] },
  };
}

const head = 'web/production (manual) is no longer what was planned at 2026-03-04T05:06:07Z:';

describe('what changed since a plan', () => {
  const tag = 'us.example.com/web:stable';
  const [planned] = then.sources;
  const changes: readonly (readonly [string, Now, Now, Partial<DifferenceOptions>, readonly string[]])[] = [
    [
      'a merge that left the config as it was',
      then,
      { ...then, config: { ...config, commit: 'd'.repeat(40) } },
      { commits: ['e'.repeat(40), 'c'.repeat(40)] },
      ['the default branch was at commit cccccccccccc, and is at dddddddddddd now, with the same config'],
    ],
    [
      'a tag that somebody has made',
      { ...then, us: null },
      { ...then, us: newer },
      {},
      [`${tag} named nothing, and names ${newer} now`],
    ],
    [
      'a tag that is gone, where the journal knows what it named',
      then,
      { ...then, us: null },
      { before: (repository) => (repository === us ? [newer, old] : []) },
      [`${tag} named ${old}, and names nothing now`],
    ],
    [
      'two tags',
      { ...then, eu: old },
      { ...then, us: newer, eu: newer },
      { before: () => [old] },
      [
        `eu.example.com/web:stable named ${old}, and names ${newer} now`,
        `${tag} named ${old}, and names ${newer} now`,
      ],
    ],
    [
      'the image, one that the journal knows',
      then,
      { ...then, sources: planned === undefined ? [] : [{ ...planned, digest: newer }] },
      { images: [old, ours] },
      [`the image ghcr.io/acme/dev/web:1.4.2 was ${ours}, and is ${newer} now`],
    ],
    [
      'a waiver',
      then,
      { ...then, decisions: [decision('W-7')] },
      {},
      ['the waiver W-7 was not used, and is now'],
    ],
    [
      'the kind',
      { ...then, kind: 'auto' },
      then,
      {},
      ['it was planned as auto, and is asked for as manual now'],
    ],
    [
      'what the environment asks for',
      { ...then, environment: { name: 'prod', approval: 'auto' } },
      then,
      {},
      ['the environment prod had the approval auto, and has required now'],
    ],
    [
      'where the config is from',
      { ...then, config: { path: config.path, sha256: config.sha256 } },
      then,
      {},
      ['it was planned by the config on disk, and goes by the one of commit cccccccccccc now'],
    ],
    [
      'a target more',
      { ...then, eu: undefined },
      then,
      {},
      ['eu.example.com/web was none of the targets, and is now'],
    ],
  ];
  it.each(changes)('names %s', (_, expected, now, known, lines) => {
    expect(explain(expected, now, known)).toBe([head, ...lines].join('\n  '));
  });

  it('that a hash does not tell, it prints what is there now, and the instant that was applied', () => {
    const lines = [
      'web/production (manual) is no longer what was planned at 2026-03-04T05:06:07Z. With that instant it is now:',
      `from ghcr.io/acme/dev/web:1.4.2 at ${ours}`,
      'to   eu.example.com/web:stable (move: forward), which names nothing',
      `to   us.example.com/web:stable (move: forward), which names ${newer}`,
      'in  environment prod (approval: required)',
      'with no waiver',
      'by  config aaaaaaaaaaaa at commit cccccccccccc',
    ];
    expect(explain(then, { ...then, us: newer })).toBe(lines.join('\n  '));
  });

  it('prints of what there is not that there is none', () => {
    const now: Now = {
      kind: then.kind,
      pipeline: then.pipeline,
      stage: then.stage,
      sources: [{ repository: source, digest: ours, from: source }],
      us: null,
      eu: undefined,
      config: { path: config.path, sha256: config.sha256 },
    };
    expect(explain(then, now).split('\n  ').slice(1)).toEqual([
      `from ghcr.io/acme/dev/web at ${ours}`,
      'to   us.example.com/web:stable (move: forward), which names nothing',
      'in no environment',
      'with no waiver',
      'by  config aaaaaaaaaaaa on disk',
    ]);
    expect(explain(then, { ...now, config: undefined })).toContain('by  no config');
  });

  it('ends soon where very much could have changed', () => {
    const many = Array.from({ length: 300 }, (_, at) => digestOf(Buffer.from(`${at}`)));
    expect(explain(then, { ...then, us: newer, eu: newer }, { images: many })).toContain('it is now:');
  });
});
