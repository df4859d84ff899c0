import type { Run } from '../domain/run.ts';
import type { AttestationStore } from '../ports/attestation-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { Discussion } from '../ports/discussion.ts';
import type { Gates } from '../ports/gates.ts';
import type { Journal } from '../ports/journal.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Log } from '../ports/log.ts';
import type { GitHubApi } from './api.ts';
import type { AskWithBearer, Environment } from './id-token.ts';

export type ActionsParts = {
  readonly run: Run;
  readonly env: Environment;
  readonly clock: Clock;
  readonly log: Log;
  /** For everything that ends with the run. */
  readonly api: GitHubApi;
  /** For what is written, also about a run that was cancelled. */
  readonly writing: () => Promise<GitHubApi>;
  /** What the input `job-check-run-id` says. */
  readonly checkRunId: string | undefined;
  readonly askWithBearer: () => Promise<AskWithBearer>;
};

/** What GitHub is to a run besides a place for code: each part is loaded and made once, when it is first used. */
export type InActions = {
  gates(): Promise<Gates>;
  discussion(): Promise<Discussion>;
  ledger(): Promise<Ledger>;
  attestationStore(): Promise<AttestationStore>;
  /** Undefined where the run names no commit or ref that a deployment could be of. */
  deployments(): Promise<Journal | undefined>;
};

export function inActions(parts: ActionsParts): InActions {
  const { run, env, clock, log, api } = parts;
  const repository = run.repository ?? '';
  let gates: Promise<Gates> | undefined;
  let deployments: Promise<Journal | undefined> | undefined;
  let ledger: Promise<Ledger> | undefined;

  async function openGates(): Promise<Gates> {
    const [{ gitHubGates }, { jobClaims }] = await Promise.all([
      import('./gates.ts'),
      import('./id-token.ts'),
    ]);
    const id = Number(parts.checkRunId ?? '');
    return gitHubGates({
      api,
      repository,
      run: { id: run.id ?? '', attempt: run.attempt ?? 1 },
      checkRunId: Number.isSafeInteger(id) && id > 0 ? id : undefined,
      claims: async () =>
        jobClaims({ env, ask: await parts.askWithBearer(), secret: (value) => log.secret(value) }),
      log,
    });
  }

  function gatesOf(): Promise<Gates> {
    gates ??= openGates();
    return gates;
  }

  async function openLedger(): Promise<Ledger> {
    const { gitHubLedger } = await import('./artifact-record.ts');
    return gitHubLedger(api, repository);
  }

  async function openDeployments(): Promise<Journal | undefined> {
    const ref = run.sha ?? run.ref;
    if (ref === undefined) return undefined;
    const { gitHubJournal } = await import('./journal/journal.ts');
    return gitHubJournal({
      writing: await parts.writing(),
      reading: api,
      repository,
      ref,
      clock,
      log,
      ownDeployment: async () => (await (await gatesOf()).place())?.deployment,
    });
  }

  return {
    gates: gatesOf,
    ledger() {
      ledger ??= openLedger();
      return ledger;
    },
    async attestationStore() {
      const { gitHubAttestationStore } = await import('./attestation-store.ts');
      return gitHubAttestationStore(api, repository);
    },
    async discussion() {
      const { gitHubDiscussion } = await import('./discussion.ts');
      return gitHubDiscussion(api, { repository, clock });
    },
    deployments() {
      deployments ??= openDeployments();
      return deployments;
    },
  };
}
