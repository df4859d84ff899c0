import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigOrigin } from '../../src/domain/config.ts';
import type { Decision } from '../../src/domain/decision.ts';
import type { PlannedTarget } from '../../src/domain/plan.ts';
import {
  coveredBy,
  holdsPlan,
  instantText,
  parsePlanHash,
  planHash,
  type HashedStage,
  type PlanHash,
} from '../../src/domain/plan-hash.ts';
import { digestOf, type Digest } from '../../src/image/digest.ts';
import { parseRepository, parseTag } from '../../src/image/reference.ts';

const instant = new Date('2026-03-04T05:06:07Z');
const now = new Date('2026-03-05T00:00:00Z');
const ours = digestOf(Buffer.from('ours'));
const old = digestOf(Buffer.from('old'));
const older = digestOf(Buffer.from('older'));
const source = parseRepository('ghcr.io/acme/dev/web');
const us = parseRepository('us.example.com/web');
const eu = parseRepository('eu.example.com/web');
const config: ConfigOrigin = { path: '.github/hoist.yml', commit: 'c'.repeat(40), sha256: 'a'.repeat(64) };
const nothingBefore = { config, before: () => [] };

type Named = Digest | null | undefined;

function target(
  repository: PlannedTarget['repository'],
  stable: Named,
  over: Partial<PlannedTarget> = {},
): PlannedTarget {
  const tags = [{ tag: parseTag('stable'), move: 'forward' as const, now: stable, action: 'move' as const }];
  return { repository, source, digest: ours, image: 'absent', tags, ...over };
}

function stage(targets: readonly PlannedTarget[], over: Partial<HashedStage> = {}): HashedStage {
  const sources = [{ repository: source, tag: parseTag('1.4.2'), digest: ours, from: source }];
  return { kind: 'manual', pipeline: 'web', stage: 'production', sources, targets, ...over };
}

function hashOf(of: HashedStage): PlanHash {
  return parsePlanHash(planHash(instant, coveredBy(of, config)), now);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What policy says of an image, resting on these waivers. */
function decision(...ids: readonly string[]): Decision {
  const common = {
    check: 'size',
    reason: 'known',
    owner: 'acme',
    expires: '2026-04-01',
    findings: 1,
    expiresSoon: false,
  };
  return {
    schema: 'hoist/decision/v1',
    image: { repository: source, digest: ours, platforms: [] },
    policies: ['baseline'],
    evaluatedAt: now.toISOString(),
    verdict: 'pass',
    checks: [],
    waivers: { used: ids.map((id) => ({ id, ...common })), idle: [] },
  };
}

describe("when a plan's hash is made", () => {
  it('covers the waivers that it rests on, each once and in order, and nothing else of what policy says', () => {
    const targets = [target(us, old)];
    const plain = stage(targets);
    expect(coveredBy(plain, config).waivers).toEqual([]);
    const decisions = [decision('W-2', 'W-1'), decision('W-2')];
    expect(coveredBy(stage(targets, { decisions }), config).waivers).toEqual(['W-1', 'W-2']);
    expect(coveredBy(stage(targets, { decisions: [decision()] }), config)).toEqual(coveredBy(plain, config));
  });

  it('is v1, the instant and the SHA-256 of the canonical JSON of what the contract lists, and of nothing else', () => {
    const canonical =
      `{"config":{"commit":"${config.commit}","sha256":"${config.sha256}"},"environment":{"approval":"required","name":"prod"},` +
      `"kind":"manual","pipeline":"web","schema":"hoist/plan/v1",` +
      `"sources":[{"digest":"${ours}","repository":"ghcr.io/acme/dev/web","tag":"1.4.2"}],"stage":"production",` +
      `"targets":[{"repository":"us.example.com/web","tags":[{"move":"forward","now":"${old}","tag":"stable"}]}],"waivers":[]}`;
    const of = stage([target(us, old)], { environment: { name: 'prod', approval: 'required' } });

    expect(planHash(instant, coveredBy(of, config))).toBe(`v1.2026-03-04T05:06:07Z.${sha256(canonical)}`);
  });

  it('has null for what there is not, and unread for what could not be asked', () => {
    const canonicalWith = (origin: string) =>
      `{"config":${origin},"environment":null,"kind":"manual","pipeline":"web","schema":"hoist/plan/v1",` +
      `"sources":[{"digest":"${ours}","repository":"ghcr.io/acme/dev/web","tag":null}],"stage":"production",` +
      `"targets":[{"repository":"eu.example.com/web","tags":[{"move":"forward","now":"unread","tag":"stable"}]},` +
      `{"repository":"us.example.com/web","tags":[{"move":"forward","now":null,"tag":"stable"}]}],"waivers":[]}`;
    const of = stage([target(us, null), target(eu, undefined, { image: 'unread' })], {
      sources: [{ repository: source, digest: ours, from: source }],
    });

    expect(planHash(instant, coveredBy(of, undefined))).toContain(sha256(canonicalWith('null')));
    const onDisk = `{"commit":null,"sha256":"${config.sha256}"}`;
    const { commit: _, ...uncommitted } = config;
    expect(planHash(instant, coveredBy(of, uncommitted))).toContain(sha256(canonicalWith(onDisk)));
    const readable = stage([target(us, null), target(eu, old)], { sources: of.sources });
    expect(holdsPlan(hashOf(of), readable, nothingBefore)).toBe(true);
  });

  it('does not depend on the order of a set', () => {
    const worker = parseRepository('ghcr.io/acme/dev/worker');
    const sources = [source, worker].map((repository) => ({ repository, digest: ours, from: repository }));
    const one = coveredBy(stage([target(us, old)], { sources }), config);
    const other = coveredBy(stage([target(us, old)], { sources: sources.toReversed() }), config);
    expect(planHash(instant, other)).toBe(planHash(instant, one));
  });

  it('does not depend on the order of targets, nor on bytes and on what the copy would cost', () => {
    const cost = { blobs: 3, bytes: 9, mountable: 0, manifests: 1, referrers: 0, requests: 8 };
    const one = coveredBy(stage([target(us, old), target(eu, null)]), config);
    const other = coveredBy(
      stage([target(eu, null, { transfer: cost, image: 'present' }), target(us, old)]),
      config,
    );
    expect(planHash(instant, other)).toBe(planHash(instant, one));
  });

  const changes: readonly (readonly [string, HashedStage, ConfigOrigin | undefined])[] = [
    ['kind', stage([target(us, old)], { kind: 'auto' }), config],
    ['pipeline', stage([target(us, old)], { pipeline: 'api' }), config],
    ['stage', stage([target(us, old)], { stage: 'staging' }), config],
    ['environment', stage([target(us, old)], { environment: { name: 'prod', approval: 'auto' } }), config],
    [
      'digest',
      stage([target(us, old)], {
        sources: [{ repository: source, tag: parseTag('1.4.2'), digest: old, from: source }],
      }),
      config,
    ],
    [
      'tag',
      stage([target(us, old)], { sources: [{ repository: source, digest: ours, from: source }] }),
      config,
    ],
    ['what a tag names', stage([target(us, older)]), config],
    ['a tag that is gone', stage([target(us, null)]), config],
    [
      'a rule',
      stage([
        {
          ...target(us, old),
          tags: [
            { ...target(us, old).tags[0], tag: parseTag('stable'), move: 'any', now: old, action: 'move' },
          ],
        },
      ]),
      config,
    ],
    ['another target', stage([target(us, old), target(eu, old)]), config],
    ['the commit of the config', stage([target(us, old)]), { ...config, commit: 'd'.repeat(40) }],
    ['the bytes of the config', stage([target(us, old)]), { ...config, sha256: 'b'.repeat(64) }],
    ['no config', stage([target(us, old)]), undefined],
  ];
  it.each(changes)('is another one for another %s', (_, changed, origin) => {
    const before = planHash(instant, coveredBy(stage([target(us, old)]), config));
    expect(planHash(instant, coveredBy(changed, origin))).not.toBe(before);
    expect(holdsPlan(parsePlanHash(before, now), changed, { config: origin, before: () => [] })).toBe(false);
  });
});

describe('when an expected plan is read', () => {
  const hex = '0'.repeat(64);

  it('gives the instant back that was written', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('2026-02-01'), max: now, noInvalidDate: true }), (date) => {
        const text = `v1.${instantText(date)}.${hex}`;
        const parsed = parsePlanHash(` ${text}\n`, now);
        expect([parsed.text, instantText(parsed.instant), parsed.hex]).toEqual([
          text,
          instantText(date),
          hex,
        ]);
      }),
    );
  });

  it.each([
    '',
    'latest',
    `v2.2026-03-04T05:06:07Z.${hex}`,
    `v1.2026-03-04T05:06:07.5Z.${hex}`,
    `v1.2026-02-30T05:06:07Z.${hex}`,
    `v1.2026-13-04T05:06:07Z.${hex}`,
    `v1.2026-03-04T05:06:07+01:00.${hex}`,
    `v1.2026-03-04T05:06:07Z.${hex.slice(1)}`,
    `v1.2026-03-04T05:06:07Z.${'A'.repeat(64)}`,
    `v1.2026-03-05T00:00:01Z.${hex}`,
  ])('refuses %j as an argument', (text) => {
    expect(() => parsePlanHash(text, now)).toThrow(
      expect.objectContaining({ kind: 'config', code: 'PLAN_HASH_INVALID' }),
    );
  });

  it('takes one of this very second', () => {
    expect(parsePlanHash(`v1.2026-03-05T00:00:00Z.${hex}`, now)).toMatchObject({ hex, isExpired: false });
  });

  it('takes one of 35 days; an older one has expired', () => {
    expect(parsePlanHash(`v1.2026-01-29T00:00:00Z.${hex}`, now)).toMatchObject({ hex, isExpired: false });
    expect(parsePlanHash(`v1.2026-01-28T23:59:59Z.${hex}`, now)).toMatchObject({ hex, isExpired: true });
  });
});

describe('when a plan is compared with what is now', () => {
  it('holds while nothing that it covers has changed', () => {
    const of = stage([target(us, old), target(eu, null)]);
    expect(holdsPlan(hashOf(of), of, nothingBefore)).toBe(true);
  });

  it('holds when a tag that did not exist is at its destination already', () => {
    const planned = hashOf(stage([target(us, null), target(eu, null)]));
    expect(holdsPlan(planned, stage([target(us, ours), target(eu, null)]), nothingBefore)).toBe(true);
    expect(holdsPlan(planned, stage([target(us, ours), target(eu, ours)]), nothingBefore)).toBe(true);
  });

  it('holds when one target has the tag already and the other still shows what it named before', () => {
    const planned = hashOf(stage([target(us, old), target(eu, old)]));
    expect(holdsPlan(planned, stage([target(us, ours), target(eu, old)]), nothingBefore)).toBe(true);
  });

  it('holds when records know what the tag named before', () => {
    const planned = hashOf(stage([target(us, old)]));
    const arrived = stage([target(us, ours)]);
    expect(holdsPlan(planned, arrived, nothingBefore)).toBe(false);
    expect(holdsPlan(planned, arrived, { config, before: () => [older, old] })).toBe(true);
  });

  it('does not take for it what another tag of a target names', () => {
    const both = (stable: Named): HashedStage => {
      const tags = [stable, old].map((named, at) => ({
        tag: parseTag(at === 0 ? 'stable' : 'edge'),
        move: 'any' as const,
        now: named,
        action: 'move' as const,
      }));
      return stage([target(us, stable, { tags })]);
    };
    expect(holdsPlan(hashOf(both(old)), both(ours), nothingBefore)).toBe(false);
    expect(holdsPlan(hashOf(both(null)), both(ours), nothingBefore)).toBe(true);
  });

  const manyTags = (count: number, named: Named): PlannedTarget['tags'] =>
    Array.from({ length: count }, (_, at) => ({
      tag: parseTag(`t${at}`),
      move: 'any' as const,
      now: named,
      action: 'move' as const,
    }));

  it('holds for a dozen tags that have all arrived; of more, not every earlier state is tried', () => {
    const all = (count: number, named: Named): HashedStage =>
      stage([target(us, named, { tags: manyTags(count, named) })]);
    expect(holdsPlan(hashOf(all(12, null)), all(12, ours), nothingBefore)).toBe(true);
    expect(holdsPlan(hashOf(all(13, null)), all(13, ours), nothingBefore)).toBe(false);
    expect(holdsPlan(hashOf(all(13, ours)), all(13, ours), nothingBefore)).toBe(true);
  });

  it('tells soon and in little memory, however many tags have arrived at several targets', () => {
    const arrived = (named: Named): HashedStage =>
      stage([us, eu].map((at) => target(at, named, { tags: manyTags(9, named) })));
    const known = { config, before: () => [old, older] };
    expect(holdsPlan(hashOf(arrived(ours)), arrived(ours), known)).toBe(true);
    expect(holdsPlan(hashOf(stage([])), arrived(ours), known)).toBe(false);
  });

  it('holds when a target that could not be asked is readable now', () => {
    const planned = hashOf(stage([target(us, undefined, { image: 'unread' }), target(eu, null)]));
    expect(holdsPlan(planned, stage([target(us, old), target(eu, null)]), nothingBefore)).toBe(true);
    expect(holdsPlan(planned, stage([target(us, old), target(eu, old)]), nothingBefore)).toBe(false);
  });

  it('does not hold when a tag names something else than then, whatever the records say', () => {
    const planned = hashOf(stage([target(us, old)]));
    expect(holdsPlan(planned, stage([target(us, older)]), { config, before: () => [old] })).toBe(false);
  });
});
