import { z } from 'zod';

/** Of a webhook event, only what the contract's §3 names; everything else in it is dropped unread. */
const text = z.string().optional().catch(undefined);

/** `registry_package`: one event for each manifest that was pushed; the tag's name is empty for a child manifest. */
export const RegistryPackageEvent = z.object({
  registry_package: z.object({
    name: z.string(),
    namespace: z.string(),
    package_version: z.object({
      container_metadata: z.object({ tag: z.object({ name: z.string(), digest: text }) }),
    }),
  }),
});

export const RepositoryDispatchEvent = z.object({
  client_payload: z.object({ image: text, pipeline: text }),
});

/** `inputs` is null where the workflow declares none. */
export const WorkflowDispatchEvent = z.object({ inputs: z.object({ image: text }) });

export const WorkflowRunEvent = z.object({ workflow_run: z.object({ id: z.int().positive() }) });

/** `GET /repos/{owner}/{repo}` */
export const Repository = z
  .object({ default_branch: z.string().min(1) })
  .transform((wire) => ({ defaultBranch: wire.default_branch }));

/** `GET /repos/{owner}/{repo}/git/ref/{ref}` */
export const GitRef = z
  .object({
    object: z.object({ type: z.literal('commit'), sha: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/) }),
  })
  .transform((wire) => ({ commit: wire.object.sha }));

/** `GET /repos/{owner}/{repo}/contents/{path}`: a folder is an array; above 1 MB the content is left out. */
export const Contents = z.union([
  z.array(z.unknown()).transform(() => ({ kind: 'directory' as const })),
  z
    .object({ type: z.literal('file'), size: z.int(), encoding: z.literal('base64'), content: z.string() })
    .transform((wire) => ({ kind: 'file' as const, size: wire.size, base64: wire.content })),
  z
    .object({ type: z.literal('file'), size: z.int(), encoding: z.string() })
    .transform((wire) => ({ kind: 'large' as const, size: wire.size })),
  z.object({ type: z.enum(['dir', 'symlink', 'submodule']) }).transform((wire) => ({ kind: wire.type })),
]);

/** `GET /repos/{owner}/{repo}/actions/runs/{run_id}` */
export const WorkflowRun = z
  .object({
    event: z.string(),
    head_branch: z.string().nullable(),
    head_repository: z.object({ full_name: z.string() }).nullable(),
    repository: z.object({ full_name: z.string() }),
  })
  .transform((wire) => ({
    event: wire.event,
    branch: wire.head_branch,
    /** The commit is of this repository, not of a fork. */
    own: wire.head_repository?.full_name === wire.repository.full_name,
  }));
