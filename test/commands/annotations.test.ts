import { describe, expect, it } from 'vitest';
import type { CommandResult } from '../../src/commands/command.ts';
import { annotationsOf } from '../../src/commands/problems.ts';
import { refused } from '../report/decisions.ts';
import { check, plan, result } from '../report/examples.ts';

const [stage, ...others] = plan.stages;
if (stage === undefined) throw new Error('the example has a stage');
const judged = { ...plan, stages: [{ ...stage, decisions: [refused] }, ...others] };

function levels(given: CommandResult): readonly string[] {
  return [...new Set(annotationsOf(given).map(({ level }) => level))].sort();
}

describe('what is shown beside the lines of the config', () => {
  it('is what the decisions of a plan and of a run say', () => {
    expect(levels({ kind: 'plan', document: judged, notices: [], exitCode: 1 })).toEqual([
      'error',
      'notice',
      'warning',
    ]);
    const run = { ...result, plan: judged };
    expect(annotationsOf({ kind: 'run', document: run, notices: [], exitCode: 1 })).toEqual(
      annotationsOf({ kind: 'plan', document: judged, notices: [], exitCode: 1 }),
    );
  });

  it('is no error where the command succeeded', () => {
    expect(levels({ kind: 'plan', document: judged, notices: [], exitCode: 0 })).toEqual([
      'notice',
      'warning',
    ]);
  });

  it('is nothing where nothing was judged', () => {
    expect(levels({ kind: 'plan', document: plan, notices: [], exitCode: 4 })).toEqual([]);
    expect(levels({ kind: 'check', document: check, notices: [], exitCode: 1 })).toEqual([]);
  });
});
