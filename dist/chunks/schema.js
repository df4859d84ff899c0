import { a as RepositoryDispatchEvent, c as WorkflowRunEvent, i as Repository, n as GitRef, o as WorkflowDispatchEvent, r as RegistryPackageEvent, s as WorkflowRun, t as Contents } from "./schema2.js";

export { Contents, GitRef, Repository, WorkflowRun };