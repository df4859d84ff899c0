import { array, assert, constantFrom, property, record as shape, string, integer } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordedDecision } from '../../../src/domain/decision-record.ts';
import type { Intent } from '../../../src/domain/record.ts';
import { payloadLimit, payloadOf, type Payload } from '../../../src/github/journal/payload.ts';
import { promotionIn } from '../../../src/github/journal/payload-text.ts';
import type { Digest } from '../../../src/image/digest.ts';
import type { Repository, Tag } from '../../../src/image/reference.ts';
import { digest, intended, source, tag, target } from './records.ts';

function sizeOf(payload: Payload): number {
  return Buffer.byteLength(JSON.stringify(payload));
}

function decision(checks: number, documents: number): RecordedDecision {
  return {
    repository: source,
    digest,
    policies: ['production'],
    evaluatedAt: '2026-01-02T03:04:05Z',
    verdict: 'pass',
    checks: Array.from({ length: checks }, (_, at) => ({
      id: `check-${at}`,
      criterion: 'vulnerabilities',
      policy: 'production',
      verdict: 'pass',
      level: 'signed' as RecordedDecision['checks'][number]['level'],
      evidence: Array.from({ length: documents }, () => digest),
    })),
    waivers: [],
  };
}

/** What is cut at a limit that leaves so much of the whole. */
function cutTo(share: number, over: Partial<Intent>): Payload {
  const record = intended('01A', over);
  return payloadOf(record, Math.floor(sizeOf(payloadOf(record, Infinity)) * share));
}

describe('when an intent becomes the payload of a deployment', () => {
  it('one that fits is whole, and says nothing of cuts', () => {
    const record = intended('01A', { policy: [decision(3, 2)], comment: 'why' });
    expect(payloadOf(record)).toEqual(record);
  });

  it('what is cut goes in this order: evidence, checks, policy, sources, comment, targets', () => {
    const over = { policy: [decision(20, 20)], comment: 'why '.repeat(200) };
    expect(cutTo(0.5, over)).toMatchObject({ cut: ['evidence'], intent: { comment: over.comment } });
    expect(cutTo(0.5, over).intent.policy?.[0]).toMatchObject({ verdict: 'pass', checks: { length: 20 } });
    const bare = cutTo(0.07, over);
    expect(bare.cut).toEqual(['evidence', 'checks']);
    expect(bare.intent.policy).toMatchObject([{ verdict: 'pass', checks: [] }]);
    const small = payloadOf(intended('01A', over), 1200);
    expect(small.cut).toEqual(['evidence', 'checks', 'policy', 'sources', 'comment']);
    expect(small.intent).toMatchObject({ sources: [{ repository: source, tag, digest }] });
    expect(small.intent.comment).toBe(`${'why '.repeat(75)}…`);
    expect([small.intent.policy, small.intent.sources[0]?.from]).toEqual([undefined, undefined]);
  });

  it('a comment is not cut through a character', () => {
    const { comment } = payloadOf(intended('01A', { comment: '😀'.repeat(1000) }), 2000).intent;
    expect(comment).toBe(`${'😀'.repeat(300)}…`);
  });

  it('of thousands of tags the first stay, and that is said', () => {
    const tags = Array.from({ length: 5000 }, (_, at) => ({
      tag: `v${at}` as Tag,
      before: null,
      after: digest,
    }));
    const payload = payloadOf(intended('01A', { targets: [{ repository: target, digest, tags }] }));
    expect(payload.cut).toContain('targets');
    expect(payload.intent.targets[0]?.tags.slice(0, 2)).toEqual(tags.slice(0, 2));
    expect(payload.intent.targets[0]?.tags.length).toBeGreaterThan(200);
    expect(sizeOf(payload)).toBeLessThanOrEqual(payloadLimit);
  });

  it('who reads it knows whether targets or tags are missing', async () => {
    const tags = Array.from({ length: 20 }, (_, at) => ({
      tag: `v${at}` as Tag,
      before: null,
      after: digest,
    }));
    const record = intended('01A', {
      targets: [{ repository: target, digest, tags }],
      comment: 'y'.repeat(900),
    });
    const all = sizeOf(payloadOf(record));
    expect(payloadOf(record, all - 400).cut).toEqual(['sources', 'comment']);
    expect(await promotionIn(payloadOf(record, all - 400))).not.toHaveProperty('cut');
    expect(await promotionIn(payloadOf(record, all / 2))).toMatchObject({ id: '01A', cut: true });
    expect(await promotionIn({ ...payloadOf(record), cut: 'targets' })).not.toHaveProperty('cut');
  });

  it('whatever it holds, it is never over the limit and always tells what was promoted where', async () => {
    const text = string({ unit: 'binary', maxLength: 2000 });
    const hex = integer({ min: 0, max: 2 ** 31 }).map((n) => n.toString(16).padStart(64, '0'));
    const anyDigest = hex.map((digits) => `sha256:${digits}` as Digest);
    const anyTag = string({ unit: constantFrom('a', 'B', '7', '_'), minLength: 1, maxLength: 128 }).map(
      (name) => name as Tag,
    );
    const anyRepository = integer({ min: 0, max: 99 }).map((n) => `ghcr.io/acme/x${n}` as Repository);
    const over = shape({
      comment: text.map((one) => one.repeat(40)),
      policy: array(
        shape({ checks: integer({ max: 40, min: 0 }), documents: integer({ max: 40, min: 0 }) }),
        {
          maxLength: 5,
        },
      ).map((all) => all.map(({ checks, documents }) => decision(checks, documents))),
      targets: array(
        shape({
          repository: anyRepository,
          digest: anyDigest,
          tags: array(shape({ tag: anyTag, before: anyDigest, after: anyDigest }), { maxLength: 5 }),
        }),
        { maxLength: 20 },
      ),
    });
    assert(
      property(over, (given) => {
        const record = intended('01A', given);
        const payload = payloadOf(record);
        expect(sizeOf(payload)).toBeLessThanOrEqual(payloadLimit);
        expect(payload.id).toBe('01A');
        const { pipeline, stage, kind, planned, targets, sources } = payload.intent;
        expect({ pipeline, stage, kind, planned, targets }).toEqual({
          pipeline: 'web',
          stage: 'production',
          kind: 'manual',
          planned: record.intent.planned,
          targets: record.intent.targets,
        });
        expect(sources).toMatchObject([{ repository: source, tag, digest }]);
      }),
      { numRuns: 60 },
    );
    const cut = payloadOf(intended('01A', { comment: 'x'.repeat(100_000) }));
    expect(await promotionIn(JSON.parse(JSON.stringify(cut)))).toMatchObject({ id: '01A' });
  });
});
