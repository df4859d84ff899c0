import type { Digest } from '../image/digest.ts';
import type { Repository, Tag } from '../image/reference.ts';
import type { CheckResult, Decision, ReasonCode, UsedWaiver, Verdict } from './decision.ts';

/** What a record keeps of a decision (contract §8): who answers to an auditor needs no findings, and a journal is small. */
export type RecordedDecision = {
  readonly repository: Repository;
  readonly tag?: Tag;
  readonly digest: Digest;
  readonly policies: readonly string[];
  /** ISO 8601. */
  readonly evaluatedAt: string;
  readonly verdict: Decision['verdict'];
  readonly checks: readonly RecordedCheck[];
  /** Those that removed a finding. */
  readonly waivers: readonly RecordedWaiver[];
};

export type RecordedCheck = {
  readonly id: string;
  readonly criterion: string;
  readonly policy: string;
  readonly verdict: Verdict;
  readonly level: CheckResult['level'];
  /** Why it does not pass: `VIOLATION` where it fails, else the first that makes it unknown. */
  readonly code?: ReasonCode;
  /** Of the documents that counted, each once. */
  readonly evidence: readonly Digest[];
};

export type RecordedWaiver = Pick<UsedWaiver, 'id' | 'check' | 'owner' | 'expires' | 'findings'> & {
  readonly ticket?: string;
  readonly commit?: string;
  readonly author?: string;
  readonly approvers?: readonly string[];
};

export function recordedDecision(decision: Decision): RecordedDecision {
  const { image, policies, evaluatedAt, verdict, checks, waivers } = decision;
  return {
    repository: image.repository,
    ...(image.tag === undefined ? {} : { tag: image.tag }),
    digest: image.digest,
    policies,
    evaluatedAt,
    verdict,
    checks: checks.map(recordedCheck),
    waivers: waivers.used.map(recordedWaiver),
  };
}

function recordedCheck(check: CheckResult): RecordedCheck {
  const { id, criterion, policy, verdict, level } = check;
  const code = verdict === 'pass' ? undefined : codeOf(check);
  return {
    id,
    criterion,
    policy,
    verdict,
    level,
    ...(code === undefined ? {} : { code }),
    evidence: [...new Set(evidenceOf(check))],
  };
}

function codeOf({ reasons, verdict }: CheckResult): ReasonCode | undefined {
  const codes = reasons.map(({ code }) => code);
  return verdict === 'fail' && codes.includes('VIOLATION') ? 'VIOLATION' : codes[0];
}

/** Of `any`, what its alternatives were judged by. */
function evidenceOf({ evidence, any = [] }: CheckResult): readonly Digest[] {
  return [...evidence.map(({ digest }) => digest), ...any.flatMap(evidenceOf)];
}

function recordedWaiver(waiver: UsedWaiver): RecordedWaiver {
  const { id, check, owner, expires, findings, ticket, origin } = waiver;
  return {
    id,
    check,
    owner,
    expires,
    findings,
    ...(ticket === undefined ? {} : { ticket }),
    ...(origin?.commit === undefined ? {} : { commit: origin.commit }),
    ...(origin?.author === undefined ? {} : { author: origin.author }),
    ...(origin === undefined || origin.approvers.length === 0 ? {} : { approvers: origin.approvers }),
  };
}
