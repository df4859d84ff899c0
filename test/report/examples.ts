import { parseDigest, type Digest } from '../../src/image/digest.ts';
import { parseRepository, parseTag, type Repository } from '../../src/image/reference.ts';
import type { Change } from '../../src/domain/change.ts';
import type { CheckReport } from '../../src/domain/check.ts';
import type { Plan, PlannedSource, StagePlan } from '../../src/domain/plan.ts';
import type { PromotionRecord, RunResult } from '../../src/domain/record.ts';

/** A digest whose hex digits repeat, so that goldens read well. */
export function digestLike(start: string): Digest {
  return parseDigest(`sha256:${start.repeat(64).slice(0, 64)}`);
}

export const web = digestLike('ab12cd34ef56');
export const older = digestLike('99aabbccddee');
export const newer = digestLike('77f0e1d2c3b4');

const dev = parseRepository('ghcr.io/acme/dev/web');
const qa = parseRepository('ghcr.io/acme/qa/web');
const us = parseRepository('us.example.com/prod/web');
const eu = parseRepository('eu.example.com/prod/web');

const config = {
  path: '.github/hoist.yml',
  commit: '3f2a91c0d2e4f5a6b7c8d9e0f1a2b3c4d5e6f708',
  sha256: 'c0ffee'.repeat(11).slice(0, 64),
};

function source(from: Repository): PlannedSource {
  return {
    repository: dev,
    tag: parseTag('1.4.2-stable'),
    digest: web,
    from,
    fromTag: parseTag(from === dev ? '1.4.2-stable' : '1.4.2-20260504101112'),
  };
}

/** Every row of a comparison, one of them with something that nobody knows. */
export const change: Change = {
  source: dev,
  target: qa,
  from: { digest: older, tags: [parseTag('stable'), parseTag('1.4.1')], found: 'tag' },
  to: { digest: web, tags: [parseTag('1.4.2'), parseTag('stable')] },
  differences: {
    state: 'known',
    value: {
      commits: {
        from: { commit: '1f'.repeat(20), repository: 'acme/web', proof: 'proven' },
        to: { commit: '2e'.repeat(20), repository: 'acme/web', proof: 'proven' },
        compare: `https://github.com/acme/web/compare/${'1f'.repeat(20)}...${'2e'.repeat(20)}`,
      },
      size: { from: 48_000_000, to: 50_541_363 },
      layers: { from: 12, to: 13, added: 3, removed: 2 },
      platforms: { kept: ['linux/amd64'], added: ['linux/arm64'], removed: ['linux/arm/v7'] },
      config: {
        state: 'known',
        value: [
          { what: 'user', from: '1000', to: '', platforms: [] },
          {
            what: 'environment',
            added: { items: ['FEATURE_FLAGS'], more: 0 },
            removed: { items: [], more: 0 },
            platforms: ['linux/amd64'],
          },
        ],
      },
      packages: {
        state: 'known',
        value: {
          by: 'SPDX by syft 1.52.0',
          trust: 'unsigned',
          added: { items: [{ name: 'npm/right-pad', version: '2.0.0' }], more: 40 },
          removed: { items: [], more: 0 },
          changed: {
            items: [{ name: 'deb/debian/openssl', from: '3.0.11-1', to: '3.0.13-1' }],
            more: 0,
          },
        },
      },
      vulnerabilities: {
        state: 'unknown',
        code: 'NO_EVIDENCE',
        message: 'the image before has no scan that counts',
      },
    },
  },
};

const qaPlan: StagePlan = {
  pipeline: 'web',
  stage: 'qa',
  kind: 'auto',
  state: 'ready',
  sources: [source(dev)],
  targets: [
    {
      repository: qa,
      source: dev,
      digest: web,
      image: 'absent',
      tags: [
        { tag: parseTag('1.4.2-20260504101112'), move: 'never', now: null, action: 'create' },
        { tag: parseTag('stable'), move: 'any', now: older, action: 'move' },
        { tag: parseTag('latest'), move: 'any', now: web, action: 'unchanged' },
        {
          tag: parseTag('edge'),
          move: 'forward',
          now: newer,
          action: 'kept',
          reason: '2.0.0 is newer than 1.4.2',
        },
      ],
      transfer: { blobs: 15, bytes: 50_541_363, mountable: 3, manifests: 4, referrers: 2, requests: 29 },
    },
  ],
  pulled: 50_541_363,
  requests: 38,
  problems: [],
  changes: [change],
  hash: `v1.20260504T101112Z.${'0123456789abcdef'.repeat(4)}`,
};

const productionPlan: StagePlan = {
  pipeline: 'web',
  stage: 'production',
  kind: 'auto',
  state: 'waiting',
  environment: { name: 'production', approval: 'required' },
  sources: [source(qa)],
  targets: [
    {
      repository: us,
      source: dev,
      digest: web,
      image: 'present',
      tags: [{ tag: parseTag('1.4.2'), move: 'never', now: null, action: 'create' }],
      transfer: { blobs: 0, bytes: 0, mountable: 0, manifests: 0, referrers: 2, requests: 5 },
    },
    {
      repository: eu,
      source: dev,
      digest: web,
      image: 'unread',
      tags: [{ tag: parseTag('1.4.2'), move: 'never', now: undefined, action: 'create' }],
    },
  ],
  pulled: 0,
  requests: 5,
  problems: [
    {
      code: 'GATE',
      message:
        'the stage "production" runs only when a person asks for it by name, and this run asks for none',
      hint: 'Run the workflow by hand with stage: production, or hoist promote --stage production.',
    },
  ],
};

const conflictPlan: StagePlan = {
  pipeline: 'api',
  stage: 'qa',
  kind: 'manual',
  state: 'conflict',
  sources: [
    {
      repository: parseRepository('ghcr.io/acme/dev/api'),
      digest: older,
      from: parseRepository('ghcr.io/acme/dev/api'),
    },
  ],
  targets: [
    {
      repository: parseRepository('ghcr.io/acme/qa/api'),
      source: parseRepository('ghcr.io/acme/dev/api'),
      digest: older,
      image: 'absent',
      tags: [
        {
          tag: parseTag('1.4.2'),
          move: 'never',
          now: web,
          action: 'conflict',
          reason: 'move: never',
        },
      ],
    },
  ],
  problems: [
    {
      code: 'TAG_MAY_NOT_MOVE',
      message: 'the tag 1.4.2 of ghcr.io/acme/qa/api names ab12cd34ef56 and may not move to 99aabbccddee',
      hint: 'Promote under another tag, or write move: any.',
    },
  ],
};

export const plan: Plan = {
  schema: 'hoist/plan/v1',
  instant: '2026-05-04T10:11:12Z',
  outcome: 'conflict',
  stages: [qaPlan, productionPlan, conflictPlan],
  config,
  notices: ['The config on this branch differs from the one on main, which is the one that counts.'],
};

const record: PromotionRecord = {
  schema: 'hoist/promotion/v1',
  id: '01JTD3X0M8Q4W2V7K5R9B1N6ZC',
  intent: {
    pipeline: 'web',
    stage: 'qa',
    kind: 'manual',
    planned: '2026-05-04T10:11:12Z',
    actor: 'robin',
    initiator: 'kim',
    comment: 'Fixes #12 for @acme/ops | see <b>there</b>',
    sources: [source(dev)],
    targets: [
      {
        repository: qa,
        digest: web,
        tags: [{ tag: parseTag('stable'), before: older, after: web }],
      },
    ],
    config,
    run: { url: 'https://github.com/acme/web/actions/runs/123', id: '123', attempt: 1 },
  },
  result: {
    outcome: 'promoted',
    started: '2026-05-04T10:11:13Z',
    finished: '2026-05-04T10:11:17.250Z',
    targets: [
      {
        repository: qa,
        digest: web,
        tags: [
          { tag: parseTag('1.4.2-20260504101112'), before: null, after: web, action: 'create' },
          { tag: parseTag('stable'), before: older, after: web, action: 'move' },
          {
            tag: parseTag('edge'),
            before: newer,
            after: newer,
            action: 'kept',
            reason: '2.0.0 is newer than 1.4.2',
          },
        ],
        pushed: 50_541_363,
        mounted: 1_048_576,
        skipped: 0,
        blobs: { pushed: 12, mounted: 3, skipped: 5 },
        referrers: 2,
        left: [],
      },
    ],
    pulled: 50_541_363,
    split: false,
    problems: [],
  },
};

const failed: PromotionRecord = {
  schema: 'hoist/promotion/v1',
  id: '01JTD3X0M8Q4W2V7K5R9B1N6ZD',
  intent: { ...record.intent, pipeline: 'platform', stage: 'production', actor: 'kim' },
  result: {
    outcome: 'failed',
    started: '2026-05-04T10:11:17Z',
    finished: '2026-05-04T10:14:40Z',
    targets: [
      {
        repository: us,
        digest: web,
        tags: [{ tag: parseTag('1.4.2'), before: null, after: web, action: 'create' }],
        pushed: 0,
        mounted: 0,
        skipped: 50_541_363,
        blobs: { pushed: 0, mounted: 0, skipped: 12 },
        referrers: 0,
        left: ['application/vnd.example.notes+json of ab12cd34ef56: the registry answered 403'],
      },
      {
        repository: eu,
        digest: web,
        tags: [{ tag: parseTag('1.4.2'), before: null, after: null, action: 'failed', reason: '403' }],
        pushed: 50_541_363,
        mounted: 0,
        skipped: 0,
        blobs: { pushed: 12, mounted: 0, skipped: 0 },
        referrers: 2,
        left: [],
      },
    ],
    pulled: 50_541_363,
    split: true,
    problems: [],
    error: {
      code: 'DENIED',
      message: 'eu.example.com answered 403 to the tag 1.4.2 of prod/web',
      hint: 'The credentials for eu.example.com may push, and may not write this tag.',
    },
  },
};

export const result: RunResult = {
  schema: 'hoist/result/v1',
  outcome: 'failed',
  stages: [
    { pipeline: 'web', stage: 'qa', outcome: 'promoted' },
    { pipeline: 'web', stage: 'production', outcome: 'waiting' },
    { pipeline: 'platform', stage: 'production', outcome: 'failed' },
  ],
  records: [record, failed],
  plan: { ...plan, stages: [qaPlan, productionPlan] },
  notices: [],
};

export const check: CheckReport = {
  schema: 'hoist/check/v1',
  ok: false,
  config,
  pipelines: [{ name: 'web', stages: ['qa', 'staging', 'production'] }],
  access: [
    { repository: dev, actions: 'pull', usedBy: ['web'], ok: true },
    {
      repository: us,
      actions: 'push',
      usedBy: ['web/production'],
      ok: false,
      problem: {
        code: 'UNAUTHORIZED',
        message: 'us.example.com refuses the credentials that are configured for it',
        hint: 'Log in again: docker login us.example.com.',
      },
    },
  ],
  environments: [
    {
      name: 'production',
      usedBy: ['web/production'],
      ok: true,
      rules: {
        name: 'production',
        reviewers: 2,
        preventsSelfReview: true,
        adminsBypass: true,
        waitTimer: 10,
        branches: 'protected',
      },
    },
    {
      name: 'prod@uction | x',
      usedBy: ['api/production'],
      ok: false,
      problem: {
        code: 'ENVIRONMENT_MISSING',
        message: 'there is no environment "prod@uction | x"',
        hint: 'Make it under Settings → Environments.',
      },
    },
  ],
  notices: ['policies: not evaluated by this version; a stage that names one refuses to run'],
};
