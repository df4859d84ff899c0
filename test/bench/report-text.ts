import type { StartUps } from './start-up.ts';
import { startUpRatio } from './start-up.ts';
import { comparable, medianOf, type Row, type Sample, type Verdict } from './goal.ts';
import { sumCosts } from './measured-command.ts';
import { median } from './median.ts';
import { megabytesText, ratioText, secondsText } from './number-text.ts';
import { policyShare, type PolicyCosts } from './policy-cost.ts';
import { tableText } from './table.ts';

const methods = ['GET', 'HEAD', 'POST', 'PATCH', 'PUT'] as const;

/** One line a program: medians, requests by method, bytes, and its wall time over that of the fastest peer. */
export function scenarioText(rows: readonly Row[]): string {
  const wall = (row: Row): number | undefined => medianOf(row, (sample) => sample.wall);
  const best = Math.min(...comparable(rows).flatMap((row) => wall(row) ?? []));
  const head = [
    '',
    'wall s',
    'CPU s',
    'peak MB',
    'requests',
    ...methods,
    'pulled MB',
    'pushed MB',
    '× best peer',
  ];
  const lines = rows.map((row) => {
    const own = wall(row);
    const number = (of: (sample: Sample) => number): string => String(medianOf(row, of) ?? '-');
    const wire = (of: (wire: NonNullable<Sample['wire']>) => number): string =>
      megabytesText(median(wiredSamples(row).flatMap((sample) => (sample.wire ? [of(sample.wire)] : []))));
    return [
      row.contender,
      secondsText(own),
      secondsText(medianOf(row, (sample) => sample.cpu)),
      megabytesText(medianOf(row, (sample) => sample.peak)),
      number((sample) => sample.requests.total),
      ...methods.map((method) => number((sample) => sample.requests.byMethod[method] ?? 0)),
      wire(({ pulled }) => pulled),
      wire(({ pushed }) => pushed),
      own === undefined || !Number.isFinite(best) ? '-' : ratioText(own / best),
    ];
  });
  const failures = rows.flatMap(({ contender, failure }) =>
    failure === undefined ? [] : [`${contender} failed: ${failure}`],
  );
  return [tableText(head, lines), ...failures].join('\n');
}

/** One line for everything that was to be reached. */
export function summaryText(verdicts: readonly (Verdict & { readonly scenario: string })[]): string {
  return tableText(
    ['scenario', 'to reach', 'measured', 'best peer', ''],
    verdicts.map(({ scenario, goal, measured, bestPeer, result }) => [
      scenario,
      goal,
      measured,
      bestPeer,
      result,
    ]),
    [1, 2, 3, 4],
  );
}

export function startUpText(startUps: StartUps): string {
  const milliseconds = (samples: readonly number[]): string =>
    ((median(samples) ?? Number.NaN) * 1000).toFixed(0);
  return tableText(
    ['', 'ms', '× node -e 0'],
    [
      ['node -e 0', milliseconds(startUps.bare), '1.00'],
      ...startUps.measured.map((one) => [
        one.title,
        milliseconds(one.samples),
        ratioText(startUpRatio(startUps, one) ?? Number.NaN),
      ]),
    ],
  );
}

/** Medians; memory is the highest of any round. */
export function policyText(costs: PolicyCosts): string {
  const { plain, judged, added, evaluation } = policyShare(costs);
  const line = (name: string, { wall, cpu }: typeof added, peak: string): readonly string[] => [
    name,
    secondsText(wall),
    secondsText(cpu),
    peak,
    ratioText(wall / plain.wall),
  ];
  const peak = (samples: PolicyCosts['plain']): string => megabytesText(sumCosts(samples).peak);
  return tableText(
    ['', 'wall s', 'CPU s', 'peak MB', '× promoting'],
    [
      line('promoted without policy', plain, peak(costs.plain)),
      line('promoted with policy', judged, peak(costs.judged)),
      line('what policy adds', added, '-'),
      line('evaluation alone', { wall: evaluation, cpu: evaluation }, '-'),
    ],
  );
}

/** Those that went through the proxy, where bytes are counted. */
function wiredSamples({ samples, counted }: Row): readonly Sample[] {
  return counted === undefined ? samples : [counted];
}
