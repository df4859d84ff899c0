import { describe, expect, it } from 'vitest';
import type { Review } from '../../src/domain/environment.ts';
import { judgeGate, type GateAnswer, type Standing, type Visitor } from '../../src/domain/gate.ts';
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

function guard(
  approval: StageEnvironment['approval'],
  over: Partial<StageEnvironment> = {},
): StageEnvironment {
  return { name: 'prod', approval, selfReview: 'forbid', bypass: 'record', ...over };
}

function visit(asked: boolean, place: Standing['place'] = 'unknown'): Visitor {
  return {
    pipeline: 'web',
    asked,
    standing: { place },
    hasPlan: true,
    people: ['ada', 'ada'],
    dry: false,
  };
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
    [
      'asks for proof and is guarded, and the job is outside',
      stage({ unbuilt: [{ key: 'record.attest', position }], environment: guard('auto') }),
      visit(false, 'outside'),
      'waiting',
      'GATE',
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

  it.each<[what: string, answer: GateAnswer, message: string]>([
    [
      'a job outside',
      judgeGate(stage({ environment: guard('auto') }), visit(true, 'outside')),
      'is not in it',
    ],
    [
      'a job that is anywhere',
      judgeGate(stage({ environment: guard('auto') }), visit(true)),
      'nothing shows',
    ],
    [
      'what cannot be done',
      judgeGate(stage({ unbuilt: [{ key: 'record.attest', position }] }), visit(true)),
      'asks for record.attest,',
    ],
    [
      'who approved alone',
      judgeGate(stage({ environment: guard('required') }), {
        ...visit(true),
        standing: reviewed('ada: approved'),
      }),
      'only by ada, who started the run',
    ],
    [
      'the one of two who approved',
      judgeGate(stage({ environment: guard('required') }), {
        ...visit(true),
        people: ['ada', 'bob'],
        standing: reviewed('Bob: approved', 'eve: rejected', 'Bob: approved'),
      }),
      'only by Bob, who started the run',
    ],
    [
      'an account that is gone',
      judgeGate(stage({ environment: guard('required') }), {
        ...visit(true),
        standing: reviewed(': approved'),
      }),
      'only by an account that is gone',
    ],
    [
      'who approved beside an account that is gone',
      judgeGate(stage({ environment: guard('required') }), {
        ...visit(true),
        standing: reviewed(': approved', 'ada: approved'),
      }),
      'only by ada, who started the run, and by an account that is gone',
    ],
  ])('says of %s what is so', (_, answer, message) => {
    expect(answer).toMatchObject({ problem: { message: expect.stringContaining(message) } });
  });
});

/** Approvals as `ada: approved` each. */
function reviewed(...given: readonly string[]): Standing {
  const reviews = given.map((text): Review => {
    const [user = '', state] = text.split(': ');
    return { user, state: state === 'rejected' ? 'rejected' : 'approved', comment: '' };
  });
  return { place: 'inside', reviews: { given: reviews, attribution: 'job' } };
}

describe('when the stage wants an approval and the job is inside', () => {
  const cases: [
    what: string,
    visitor: Partial<Visitor>,
    over: Partial<StageEnvironment>,
    expected: string,
  ][] = [
    ['somebody else approved', { standing: reviewed('eve: approved') }, {}, 'proceed'],
    [
      'the actor and somebody else approved',
      { standing: reviewed('ada: approved', 'eve: approved') },
      {},
      'proceed',
    ],
    ['only the actor approved', { standing: reviewed('ada: approved') }, {}, 'SELF_REVIEW'],
    ['only the actor approved, in other letters', { standing: reviewed('ADA: approved') }, {}, 'SELF_REVIEW'],
    [
      'only the actor approved, whose own name has other letters',
      { standing: reviewed('ada: approved'), people: ['Ada'] },
      {},
      'SELF_REVIEW',
    ],
    ['only an account approved that is gone', { standing: reviewed(': approved') }, {}, 'SELF_REVIEW'],
    [
      'only the one who started the first attempt approved',
      { standing: reviewed('eve: approved'), people: ['ada', 'eve'] },
      {},
      'SELF_REVIEW',
    ],
    [
      'only the actor approved, and may',
      { standing: reviewed('ada: approved') },
      { selfReview: 'allow' },
      'proceed',
    ],
    ['nobody approved', { standing: reviewed() }, {}, 'proceed, bypassed'],
    ['somebody only rejected', { standing: reviewed('eve: rejected') }, {}, 'proceed, bypassed'],
    ['nobody approved, and a bypass is refused', { standing: reviewed() }, { bypass: 'refuse' }, 'BYPASSED'],
    ['GitHub told nothing', { standing: { place: 'inside' } }, { bypass: 'refuse' }, 'BYPASSED'],
    ['no plan was given', { standing: reviewed('eve: approved'), hasPlan: false }, {}, 'PLAN_REQUIRED'],
    [
      'nothing will be written',
      { standing: reviewed(), hasPlan: false, dry: true },
      { bypass: 'refuse' },
      'proceed',
    ],
  ];
  it.each(cases)('and %s', (_, visitor, over, expected) => {
    const answer = judgeGate(stage({ environment: guard('required', over) }), {
      ...visit(true, 'inside'),
      ...visitor,
    });
    const refused = answer.way === 'proceed' ? undefined : answer;
    const entered = answer.way === 'proceed' ? answer : undefined;
    const bypass = entered?.approvals?.bypassed === true ? ', bypassed' : '';
    expect(refused?.problem.code ?? `proceed${bypass}`).toBe(expected);
    expect(refused?.way ?? 'proceed').toBe(expected.startsWith('proceed') ? 'proceed' : 'refused');
    expect(refused?.problem.hint ?? 'no need').toMatch(/\w/);
    expect(entered?.notice !== undefined).toBe(expected === 'proceed, bypassed');
  });

  it('and it was not asked for by name and has no plan, the pipeline waits', () => {
    const visitor = { ...visit(false, 'inside'), standing: reviewed('eve: approved'), hasPlan: false };
    expect(judgeGate(stage({ environment: guard('required') }), visitor)).toMatchObject({
      way: 'waiting',
      problem: { code: 'PLAN_REQUIRED' },
    });
  });

  it('what is kept says who, and whether it can only be for this job', () => {
    const answer = judgeGate(stage({ environment: guard('required') }), {
      ...visit(true),
      standing: reviewed('eve: approved'),
    });
    expect(answer).toEqual({
      way: 'proceed',
      approvals: {
        environment: 'prod',
        given: [{ user: 'eve', state: 'approved', comment: '' }],
        attribution: 'job',
        bypassed: false,
      },
    });
  });

  it('and GitHub told nothing, what is kept says that there is nothing, of this job or any', () => {
    expect(judgeGate(stage({ environment: guard('required') }), visit(true, 'inside'))).toMatchObject({
      approvals: { environment: 'prod', given: [], attribution: 'run', bypassed: true },
    });
  });
});
