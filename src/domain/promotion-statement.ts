import { hexOf, algorithmOf, type Digest } from '../image/digest.ts';
import type { Repository } from '../image/reference.ts';
import type { ConfigOrigin } from './config.ts';
import type { StageId } from './pipeline.ts';
import type { PromotionRecord } from './record.ts';
import type { Run } from './run.ts';
import { stageResource } from './statement.ts';

/** An in-toto statement (v1), as it is signed. */
export type InTotoStatement = {
  readonly _type: 'https://in-toto.io/Statement/v1';
  readonly subject: readonly { readonly name: string; readonly digest: Readonly<Record<string, string>> }[];
  readonly predicateType: string;
  readonly predicate: object;
};

/** The decision: a SLSA verification summary. */
export const decisionType = 'https://slsa.dev/verification_summary/v1';

/** The promotion: its predicate is the record, `hoist/promotion/v1`. A URN, as the project owns no domain. */
export const promotionType = 'urn:hoist:promotion:v1';

/** Who says so outside GitHub: nobody whom a certificate could name. */
const commandLine = 'urn:hoist:command-line';

export type DecisionSubject = StageId & {
  readonly repository: Repository;
  readonly digest: Digest;
  readonly passed: boolean;
  /** Digests of the documents that counted. */
  readonly evidence: readonly Digest[];
  readonly decided: Date;
  readonly config: ConfigOrigin | undefined;
  readonly run: Pick<Run, 'url' | 'workflow' | 'repository'>;
};

/** That the policy of a stage was evaluated for an image, and what it said: attached before any tag moves. */
export function decisionStatement(about: DecisionSubject): InTotoStatement {
  const { repository, digest, pipeline, stage, passed, evidence, decided, config, run } = about;
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: repository, digest: digestMap(digest) }],
    predicateType: decisionType,
    predicate: {
      verifier: { id: verifierOf(run) },
      timeVerified: decided.toISOString(),
      resourceUri: stageResource({ repository, pipeline, stage }),
      ...(config === undefined ? {} : { policy: policyOf(config, run) }),
      inputAttestations: evidence.map((one) => ({ digest: digestMap(one) })),
      verificationResult: passed ? 'PASSED' : 'FAILED',
      verifiedLevels: [],
      slsaVersion: '1.0',
    },
  };
}

/** The record of a promotion, about every image that it carried: attached after the targets were read back. */
export function promotionStatement(record: PromotionRecord): InTotoStatement {
  const subjects = new Map(
    record.intent.targets.map(({ digest, repository }) => [digest, repository] as const),
  );
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [...subjects].map(([digest, name]) => ({ name, digest: digestMap(digest) })),
    predicateType: promotionType,
    predicate: record,
  };
}

/**
 * Whether a summary's policy is a file that somebody had on a disk: no commit shows what it was, so neither `promoted`
 * nor `verify` accepts the promotion (contract §4).
 */
export function isFromDisk(policy: { readonly uri?: string } | undefined): boolean {
  return policy?.uri?.startsWith('file:') === true;
}

function policyOf(
  { path, commit, sha256 }: ConfigOrigin,
  { url, repository }: DecisionSubject['run'],
): object {
  if (commit === undefined) return { uri: `file:${encodeURI(path)}`, digest: { sha256 } };
  const server = url === undefined ? 'https://github.com' : new URL(url).origin;
  const place = repository === undefined ? server : `${server}/${repository}`;
  return { uri: `git+${place}@${commit}#${encodeURI(path)}`, digest: { sha256, gitCommit: commit } };
}

function verifierOf({ url, workflow }: DecisionSubject['run']): string {
  if (url === undefined) return commandLine;
  return workflow === undefined ? url : `${new URL(url).origin}/${workflow}`;
}

function digestMap(digest: Digest): Readonly<Record<string, string>> {
  return { [algorithmOf(digest)]: hexOf(digest) };
}
