import type { Clock } from '../../ports/clock.ts';
import type { ApiBody, GitHubApi, WriteRoute } from '../api.ts';
import { unexpected } from '../failure.ts';
import { splitRepository } from '../repository.ts';
import type { Payload } from './payload.ts';
import { promotionIn } from './payload-text.ts';

const listRoute = 'GET /repos/{owner}/{repo}/deployments';
const createRoute = 'POST /repos/{owner}/{repo}/deployments';
const statusesRoute = 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';
const statusRoute = 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';

const task = 'promote';
const tries = 3;
/** Milliseconds until something that was just written is looked for: lists of GitHub lag a little. */
const lag = 1000;

export type Made = {
  readonly id: number;
  readonly environment: string;
  /** Who we are on GitHub: the login of the creator. */
  readonly creator: string | undefined;
};

export type NewStatus = {
  readonly state: 'in_progress' | 'success' | 'failure' | 'inactive';
  /** At most 140 characters. */
  readonly description: string;
  readonly logUrl?: string | undefined;
};

export type PromotionPlace = {
  readonly ref: string;
  readonly environment: string;
  readonly description: string;
};

/** The deployments of promotions, as they are written. Whatever is written is there once, also when an answer was lost. */
export type DeploymentWriter = {
  create(payload: Payload, place: PromotionPlace): Promise<Made>;
  /** The deployment of a record, where it is among the newest 100 of its environment. */
  find(id: string, environment: string): Promise<Made | undefined>;
  addStatus(deployment: number, status: NewStatus): Promise<void>;
  /** The state and description of the newest status; undefined: there is none. */
  newestStatus(
    deployment: number,
  ): Promise<{ readonly state: string; readonly description: string | null } | undefined>;
  /** The promotions to an environment, the newest first, one page of at most 100. */
  recent(environment: string): Promise<readonly (Made & { readonly payload: unknown })[]>;
};

export function deploymentWriter(
  api: GitHubApi,
  { repository, clock }: { readonly repository: string; readonly clock: Clock },
): DeploymentWriter {
  const where = splitRepository(repository);

  /** Sends, and where the answer was lost looks whether it was done, before it is sent again. */
  async function once<T>(
    route: WriteRoute,
    body: ApiBody,
    reading: { readonly read: (body: unknown) => T; readonly find: () => Promise<T | undefined> },
  ): Promise<T> {
    for (let tried = 1; ; tried += 1) {
      const sent = await api.send(route, { ...where, ...body });
      if (sent.became === 'done') return reading.read(sent.body);
      await clock.sleep(lag);
      const found = await reading.find();
      if (found !== undefined) return found;
      if (tried === tries) throw sent.error;
    }
  }

  async function recent(environment: string): Promise<readonly (Made & { readonly payload: unknown })[]> {
    const { listOfDeployments } = await import('./schema.ts');
    const read = listOfDeployments(await api.get(listRoute, { ...where, task, environment, per_page: 100 }));
    if (read === undefined) throw unexpected(listRoute, 'the answer lists no deployments');
    return read.list;
  }

  async function find(id: string, environment: string): Promise<Made | undefined> {
    for (const one of await recent(environment)) if ((await promotionIn(one.payload))?.id === id) return one;
    return undefined;
  }

  async function statusesOf(deployment: number, size: number) {
    const { listOfStatuses } = await import('./schema.ts');
    const found = listOfStatuses(
      await api.get(statusesRoute, { ...where, deployment_id: deployment, per_page: size }),
    );
    if (found === undefined) throw unexpected(statusesRoute, 'the answer lists no statuses');
    return found;
  }

  return {
    recent,
    find,
    async create(payload, { ref, environment, description }) {
      const { Deployment } = await import('./schema.ts');
      const body = {
        ref,
        task,
        environment,
        description,
        payload,
        // Nothing is merged, and what GitHub thinks of the commit is no question here: policy is ours.
        auto_merge: false,
        required_contexts: [],
        production_environment: environment === 'production',
      };
      return once(createRoute, body, {
        read: (answer) => {
          const made = Deployment.safeParse(answer).data;
          // 202: GitHub merged instead, and made none.
          if (made === undefined) throw unexpected(createRoute, 'the answer describes no deployment');
          return made;
        },
        find: () => find(payload.id, environment),
      });
    },
    async addStatus(deployment, { state, description, logUrl }) {
      const body = {
        deployment_id: deployment,
        state,
        description,
        ...(logUrl !== undefined && { log_url: logUrl }),
        // GitHub would make everybody's deployments to the environment inactive, of other pipelines too.
        auto_inactive: false,
      };
      await once(statusRoute, body, {
        read: () => true,
        find: async () => {
          const there = await statusesOf(deployment, 100);
          const found = there.some((one) => one.state === state && one.description === description);
          return found ? true : undefined;
        },
      });
    },
    newestStatus: async (deployment) => (await statusesOf(deployment, 1))[0],
  };
}
