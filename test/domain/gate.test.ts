import { describe, expect, it } from 'vitest';
import { judgeGate, type Visitor } from '../../src/domain/gate.ts';
import type { Stage, StageEnvironment } from '../../src/domain/pipeline.ts';

const position = { file: '.github/hoist.yml', line: 1, column: 1 };

function stage(over: Partial<Stage> = {}): Stage {
  return {
    name: 'production',
    to: [],
    tags: [],
    auto: true,
    policies: [],
    referrers: 'all',
    missing: { platforms: 'fail', foreignLayers: 'fail' },
    after: [],
    skippable: false,
    unbuilt: [],
    position,
    ...over,
  };
}

function guard(approval: StageEnvironment['approval']): StageEnvironment {
  return { name: 'prod', approval, selfReview: 'forbid', bypass: 'record' };
}

function visit(asked: boolean, environment: Visitor['environment'] = 'unknown'): Visitor {
  return { pipeline: 'web', asked, environment };
}

describe('when a stage is judged at its gate', () => {
  const cases: [what: string, judged: Stage, visitor: Visitor, way: string, code?: string][] = [
    ['runs by itself', stage(), visit(false), 'proceed'],
    ['is not automatic and was not asked for', stage({ auto: false }), visit(false), 'waiting', 'GATE'],
    ['is not automatic and was asked for', stage({ auto: false }), visit(true), 'proceed'],
    [
      'is guarded and the job is inside',
      stage({ environment: guard('auto') }),
      visit(false, 'inside'),
      'proceed',
    ],
    [
      'is guarded and the job is outside',
      stage({ environment: guard('auto') }),
      visit(false, 'outside'),
      'waiting',
      'GATE',
    ],
    [
      'is guarded, asked for, and the job is outside',
      stage({ environment: guard('required') }),
      visit(true, 'outside'),
      'refused',
      'GATE',
    ],
    [
      'is guarded and nothing shows the environment',
      stage({ environment: guard('auto') }),
      visit(false),
      'waiting',
      'GATE',
    ],
    [
      'is guarded, asked for, and nothing shows it',
      stage({ environment: guard('auto') }),
      visit(true),
      'refused',
      'GATE',
    ],
    ['has an environment as a label only', stage({ environment: guard('none') }), visit(false), 'proceed'],
    [
      'asks for proof',
      stage({ unbuilt: [{ key: 'record.attest', position }] }),
      visit(true),
      'refused',
      'UNSUPPORTED',
    ],
  ];
  it.each(cases)('decides for one that %s', (_, judged, visitor, way, code) => {
    const answer = judgeGate(judged, visitor);
    expect(answer.way).toBe(way);
    if (answer.way === 'proceed') return;
    expect(answer.problem.code).toBe(code);
    expect(answer.problem.message).toContain('web/production');
    expect(answer.problem.hint).not.toBe('');
  });
});
