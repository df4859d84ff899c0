import type { EnvironmentRules, JobPlace, Reviews } from '../domain/environment.ts';
/** What guards environments, and where this job is held. Every verb asks once a run. */
export interface Gates {
    /** Undefined: there is no such environment. GitHub would make it, without protection, for a job that names it. */
    environment(name: string): Promise<EnvironmentRules | undefined>;
    /** By the deployment of the job's own check run, or by the claim of its ID token. Undefined: neither can be asked. */
    place(): Promise<JobPlace | undefined>;
    /** Who approved or rejected for an environment in this run. */
    reviews(environment: string): Promise<Reviews>;
}
