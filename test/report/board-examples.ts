import type { CandidatesReport } from '../../src/domain/candidate.ts';
import { historyPath } from '../../src/domain/history-path.ts';
import { historyEntry, type HistoryReport } from '../../src/domain/history.ts';
import type { StatusReport, TagStatus } from '../../src/domain/status.ts';
import type { VerifyReport } from '../../src/domain/verify-report.ts';
import { parseRepository, parseTag } from '../../src/image/reference.ts';
import { digestNamed, entryAt } from '../domain/entries.ts';
import { newer, older, web } from './examples.ts';

const repository = parseRepository('prod.example.com/web');
const dev = parseRepository('ghcr.io/acme/dev/web');
const hostile = '</details> @acme/all\n::error::no ##[group]\u202e [x](javascript:1)';
const sources = [{ repository: dev, tag: parseTag('1.4.2'), digest: web, from: dev }];
const config = { path: '.github/hoist.yml', sha256: 'c0ffee'.repeat(11).slice(0, 64) };
const since = '2026-05-04T10:11:12Z';

function tag(name: string, parts: Partial<TagStatus>): TagStatus {
  return {
    repository,
    tag: parseTag(name),
    expected: web,
    since,
    record: '01J',
    state: 'as-promoted',
    now: web,
    ...parts,
  };
}

export const board: StatusReport = {
  schema: 'hoist/status/v1',
  at: since,
  stages: [
    {
      pipeline: 'web',
      stage: 'production',
      auto: true,
      last: { record: '01J', at: since, kind: 'rollback', actor: 'ada', comment: hostile, sources },
      tags: [
        tag('1.4.2', {}),
        tag('stable', { state: 'moved', now: newer }),
        tag('latest', { state: 'unknown', reason: hostile }),
      ],
      drift: [
        { kind: 'moved', repository, tag: parseTag('stable'), expected: web, now: newer, record: '01J' },
      ],
      hold: { id: '01J', since, actor: 'ada', comment: hostile },
      split: { record: '01J', moved: 1, all: 2 },
      unfinished: [{ record: '02J', planned: since, ageSeconds: 7500, kind: 'auto', actor: 'bob', sources }],
      notices: [],
    },
    {
      pipeline: 'web',
      stage: 'archive',
      auto: false,
      tags: [],
      drift: [],
      unfinished: [],
      notices: [],
    },
  ],
  totals: { drift: 1, unknown: 1, held: 1, split: 1, unfinished: 1 },
  config,
  notices: [],
};

export const found: CandidatesReport = {
  schema: 'hoist/candidates/v1',
  pipeline: 'web',
  stage: 'production',
  from: 'web/qa',
  candidates: [
    {
      sources,
      state: 'ready',
      problems: [],
      targets: [],
      promoted: { at: since, record: '01J', actor: 'ada' },
    },
    {
      sources: [{ repository: dev, tag: parseTag('1.4.1'), digest: older, from: dev }],
      state: 'refused',
      problems: [{ code: 'POLICY_REFUSED', message: hostile }],
      targets: [],
    },
  ],
  hold: { id: '01J', since, actor: 'ada' },
  config,
  notices: [],
};

const entries = [
  entryAt(3, { stage: 'prod', kind: 'manual', tags: ['1.0.0', 'stable'], comment: 'release | <b>now</b>' }),
  entryAt(2, { stage: 'prod', end: false }),
  entryAt(1, { end: { outcome: 'failed', moved: 0 } }),
].map(historyEntry);

export const history: HistoryReport = {
  schema: 'hoist/history/v1',
  where: {},
  entries,
  limited: false,
  path: historyPath(entries, digestNamed('one')),
  notices: [],
};

export const verified: VerifyReport = {
  schema: 'hoist/verify/v1',
  ok: false,
  repository,
  tag: parseTag('1.4.2'),
  digest: web,
  stage: { pipeline: 'web', stage: 'production' },
  promoted: true,
  unaltered: false,
  proven: [
    {
      statement: 'promotion',
      bundle: newer,
      signer: 'promoter',
      kind: 'certificate',
      issuer: 'https://token.actions.githubusercontent.com',
      repository: 'acme/web',
      commit: '2e'.repeat(20),
      ref: 'refs/heads/main',
      workflow: '.github/workflows/promote.yml',
      environment: 'production',
      run: 'https://github.com/acme/web/actions/runs/123/attempts/1',
      signedAt: since,
    },
  ],
  stated: {
    record: '01JTD3X0M8Q4W2V7K5R9B1N6ZC',
    outcome: 'promoted',
    kind: 'manual',
    planned: since,
    finished: since,
    actor: 'robin',
    initiator: 'kim',
    comment: 'as agreed',
    sources,
    config,
    approvals: {
      environment: 'production',
      bypassed: false,
      attribution: 'job',
      given: [{ user: 'kim', state: 'approved', comment: 'go' }],
    },
    run: { url: 'https://github.com/acme/web/actions/runs/123', id: '123', attempt: 1 },
  },
  problems: [{ code: 'BLOB_MISSING', message: 'the registry has not all of it', hint: 'Promote it again.' }],
};
