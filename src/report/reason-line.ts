import type { CheckResult, Reason } from '../domain/decision.ts';
import { grouped } from './grouping.ts';

/** Why a check does not pass, said once for all platforms of which it is true. Nothing in it is escaped yet. */
export type ReasonLine = {
  /** What kind of unknown it is; a violation needs no code to be understood. */
  readonly code: string | undefined;
  /** With what was found and wanted behind it, where the message does not say both. */
  readonly text: string;
};

export function reasonLines(check: CheckResult): readonly ReasonLine[] {
  if (check.reasons.length === 0) return [{ code: undefined, text: withoutReason(check) }];
  return grouped(check.reasons, (reason) => ({ ...reason, platform: undefined })).map(lineOf);
}

function withoutReason({ verdict, note }: CheckResult): string {
  if (note !== undefined) return note;
  return verdict === 'pending' ? 'depends on an earlier stage or on time' : 'does not pass';
}

function lineOf(reasons: readonly [Reason, ...Reason[]]): ReasonLine {
  const [{ code, message, observed, expected }] = reasons;
  const platforms = reasons.flatMap(({ platform }) =>
    platform === undefined || message.includes(platform) ? [] : [platform],
  );
  const place = platforms.length === 0 ? '' : `${[...new Set(platforms)].join(', ')}: `;
  return {
    code: code === 'VIOLATION' ? undefined : code,
    text: `${place}${message}${comparedText(message, observed, expected)}`,
  };
}

function comparedText(message: string, observed: string | undefined, expected: string | undefined): string {
  const parts = [
    ...(observed === undefined || (observed !== '' && message.includes(observed))
      ? []
      : [`found ${observed === '' ? 'nothing' : observed}`]),
    ...(expected === undefined || isSaid(message, expected) ? [] : [`wanted ${expected}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** `critical 1 > 0` says that `<= 0` was wanted. */
function isSaid(message: string, expected: string): boolean {
  return (
    message.includes(expected) || (expected.startsWith('<= ') && message.endsWith(`> ${expected.slice(3)}`))
  );
}
