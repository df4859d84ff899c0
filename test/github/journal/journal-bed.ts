import { expect } from 'vitest';
import type { JournalEntry, JournalQuery } from '../../../src/domain/journal-entry.ts';
import { graceSignal } from '../../../src/disk/grace.ts';
import { gitHubApi } from '../../../src/github/api.ts';
import { gitHubJournal } from '../../../src/github/journal/journal.ts';
import type { Journal } from '../../../src/ports/journal.ts';
import type { FakeDeployment, NewDeployment } from '../../fakes/github/deployments.ts';
import type { FakeRepository } from '../../fakes/github/repository.ts';
import { startFakeGitHub, type FakeGitHub } from '../../fakes/github/server.ts';
import { testWorld } from '../../promotion/world.ts';
import { fixedClock } from '../fixed-clock.ts';
import { intended } from './records.ts';

/** The repository `acme/web` on a GitHub of the tests, and the journal that its runs keep there. */
export type JournalBed = {
  readonly github: FakeGitHub;
  readonly web: FakeRepository;
  /** The commit of the run. */
  readonly commit: string;
  readonly clock: ReturnType<typeof fixedClock>;
  /** The journal of a run; `own` is the deployment that GitHub made for its job. */
  readonly journal: (options?: { readonly signal?: AbortSignal; readonly own?: number }) => Journal;
  readonly listed: (query?: JournalQuery) => Promise<readonly JournalEntry[]>;
  /** The deployment, where there is to be one. */
  readonly only: () => FakeDeployment;
  /** A deployment as an earlier run of ours left it. */
  readonly earlier: (id: string, over?: Partial<NewDeployment>, intent?: object) => FakeDeployment;
  readonly close: () => Promise<void>;
};

export async function startJournalBed(): Promise<JournalBed> {
  const github = await startFakeGitHub();
  const web = github.repository('acme/web');
  const commit = web.commit('heads/main', {});
  const clock = fixedClock();

  const journal: JournalBed['journal'] = ({ signal = new AbortController().signal, own } = {}) => {
    const access = { token: github.token, baseUrl: github.url, clock };
    return gitHubJournal({
      writing: gitHubApi({ ...access, signal: graceSignal(signal, 60_000) }),
      reading: gitHubApi({ ...access, signal }),
      repository: 'acme/web',
      ref: commit,
      clock,
      log: testWorld().log,
      ownDeployment: async () => own,
    });
  };

  return {
    github,
    web,
    commit,
    clock,
    journal,
    async listed(query) {
      const entries: JournalEntry[] = [];
      for await (const entry of journal().list(query)) entries.push(entry);
      return entries;
    },
    only() {
      expect(web.deployments.all).toHaveLength(1);
      return web.deployments.all[0] as FakeDeployment;
    },
    earlier: (id, over = {}, intent = {}) =>
      web.deployments.add({
        task: 'promote',
        environment: 'production',
        payload: intended(id, intent),
        statuses: [{ state: 'in_progress' }, { state: 'success', description: 'promoted 1/1 0123456789ab' }],
        ...over,
      }),
    close: () => github.close(),
  };
}
