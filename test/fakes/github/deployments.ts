import { actionsBot, invalid, listed, nextTime, notFound, user, wire, type Answer } from './wire.ts';

export type FakeStatus = {
  readonly id: number;
  readonly state: string;
  readonly description: string;
  readonly creator: string;
  readonly created: string;
  readonly logUrl: string;
  readonly environmentUrl: string;
};

export type FakeDeployment = {
  readonly id: number;
  readonly ref: string;
  readonly task: string;
  readonly environment: string;
  readonly description: string | null;
  /** Text stays text, as on GitHub. */
  readonly payload: object | string;
  readonly creator: string;
  readonly created: string;
  readonly production: boolean;
  /** Oldest first. */
  readonly statuses: FakeStatus[];
  /** What GraphQL gives in its place: its id and statuses. */
  readonly node?: unknown;
};

export type NewDeployment = {
  readonly ref?: string;
  readonly task?: string;
  readonly environment?: string;
  readonly description?: string | null;
  readonly payload?: object | string;
  /** Empty: an account that is gone. */
  readonly creator?: string;
  readonly node?: unknown;
  readonly created?: string;
  readonly production?: boolean;
  /** In this order. */
  readonly statuses?: readonly {
    readonly state: string;
    readonly description?: string;
    readonly creator?: string;
  }[];
};

type DeploymentBody = {
  readonly ref: string;
  readonly task?: string;
  readonly auto_merge?: boolean;
  readonly required_contexts?: readonly string[];
  readonly payload?: object | string;
  readonly environment?: string;
  readonly description?: string | null;
  readonly production_environment?: boolean;
};

type StatusBody = {
  readonly state: string;
  readonly description?: string;
  readonly log_url?: string;
  readonly environment_url?: string;
  readonly auto_inactive?: boolean;
};

/** GitHub's own: a longer one is answered with 422. */
const longestDescription = 140;

/** The deployments of a repository. */
export class FakeDeployments {
  /** Oldest first. */
  readonly all: FakeDeployment[] = [];
  /** Who makes what is made by the API: the owner of the token. */
  viewer = actionsBot;
  readonly #repository: string;
  #ids = 3_000_000_000;

  constructor(repository: string) {
    this.#repository = repository;
  }

  /** A deployment that is simply there: of an earlier run, or forged by somebody. */
  add(given: NewDeployment): FakeDeployment {
    const { statuses = [], environment = 'production', creator = this.viewer } = given;
    const made: FakeDeployment = {
      id: this.#nextId(),
      ref: given.ref ?? 'a'.repeat(40),
      task: given.task ?? 'deploy',
      environment,
      description: given.description ?? null,
      payload: given.payload ?? {},
      creator,
      created: given.created ?? nextTime(),
      production: given.production ?? environment === 'production',
      statuses: [],
      ...('node' in given && { node: given.node }),
    };
    this.all.push(made);
    for (const status of statuses) this.#addStatus(made, { ...status }, status.creator ?? creator);
    return made;
  }

  create(body: DeploymentBody): Answer {
    if (body.auto_merge !== false)
      return { status: 202, body: { message: 'Auto-merged main into topic on deployment.' } };
    if (body.required_contexts === undefined)
      return { status: 409, body: { message: 'Conflict: Commit status checks failed for main.' } };
    const made = this.add({
      ref: body.ref,
      ...(body.task !== undefined && { task: body.task }),
      ...(body.environment !== undefined && { environment: body.environment }),
      ...(body.payload !== undefined && { payload: body.payload }),
      ...(body.description !== undefined && { description: body.description }),
      ...(body.production_environment !== undefined && { production: body.production_environment }),
    });
    return { status: 201, body: this.describe(made) };
  }

  /** Newest first, as GitHub lists them. */
  list(query: URLSearchParams): Answer {
    const wanted = (name: string, value: string): boolean => {
      const asked = query.get(name);
      return asked === null || asked === value;
    };
    const found = this.all.filter(
      ({ ref, task, environment }) =>
        wanted('sha', ref) &&
        wanted('ref', ref) &&
        wanted('task', task) &&
        wanted('environment', environment),
    );
    const page = listed(found.toReversed(), query);
    return { ...page, body: (page.body as FakeDeployment[]).map((one) => this.describe(one)) };
  }

  get(id: number): Answer {
    const found = this.find(id);
    return found === undefined ? notFound : { status: 200, body: this.describe(found) };
  }

  statuses(id: number, query: URLSearchParams): Answer {
    const found = this.find(id);
    if (found === undefined) return notFound;
    return listed(
      found.statuses.toReversed().map((status) => this.#describeStatus(found, status)),
      query,
    );
  }

  createStatus(id: number, body: StatusBody): Answer {
    const found = this.find(id);
    if (found === undefined) return notFound;
    if ((body.description ?? '').length > longestDescription)
      return invalid('Validation Failed: description is too long (maximum is 140 characters)');
    const made = this.#addStatus(found, body, this.viewer);
    // Taken literally, GitHub makes earlier successful ones of the environment inactive, production aside.
    if (body.state === 'success' && body.auto_inactive !== false && !found.production) {
      for (const other of this.all)
        if (other !== found && other.environment === found.environment && stateOf(other) === 'success')
          this.#addStatus(other, { state: 'inactive' }, this.viewer);
    }
    return { status: 201, body: this.#describeStatus(found, made) };
  }

  find(id: number): FakeDeployment | undefined {
    return this.all.find((one) => one.id === id);
  }

  describe(one: FakeDeployment): object {
    const url = `https://api.github.com/repos/${this.#repository}/deployments/${one.id}`;
    return wire('deployment', {
      id: one.id,
      node_id: nodeOf(one),
      sha: one.ref,
      ref: one.ref,
      task: one.task,
      environment: one.environment,
      original_environment: one.environment,
      production_environment: one.production,
      description: one.description,
      payload: one.payload,
      creator: one.creator === '' ? null : user(one.creator),
      created_at: one.created,
      updated_at: one.statuses.at(-1)?.created ?? one.created,
      url,
      statuses_url: `${url}/statuses`,
    });
  }

  #addStatus(deployment: FakeDeployment, body: StatusBody, creator: string): FakeStatus {
    const made = {
      id: this.#nextId(),
      state: body.state,
      description: body.description ?? '',
      creator,
      created: nextTime(),
      logUrl: body.log_url ?? '',
      environmentUrl: body.environment_url ?? '',
    };
    deployment.statuses.push(made);
    return made;
  }

  #describeStatus(deployment: FakeDeployment, status: FakeStatus): object {
    return wire('deployment-status', {
      id: status.id,
      state: status.state,
      description: status.description,
      creator: status.creator === '' ? null : user(status.creator),
      log_url: status.logUrl,
      target_url: status.logUrl,
      environment_url: status.environmentUrl,
      environment: deployment.environment,
      created_at: status.created,
      updated_at: status.created,
    });
  }

  /** Beyond 31 bits, as on GitHub by now. */
  #nextId(): number {
    this.#ids += 1;
    return this.#ids;
  }
}

/** What GraphQL calls a deployment. */
export function nodeOf({ id }: Pick<FakeDeployment, 'id'>): string {
  return `DE_${id}`;
}

/** The newest status; `pending` before there is one. */
export function stateOf({ statuses }: FakeDeployment): string {
  return statuses.at(-1)?.state ?? 'pending';
}
