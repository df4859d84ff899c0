import type { Repository } from '../image/reference.ts';
import type { StageId } from './pipeline.ts';

/** A place that an image gets to: a repository as a stage of a pipeline. */
export type StageResource = StageId & { readonly repository: Repository };

/** The Sigstore bundles that statements are signed in (version 0.3). */
export const bundleType = 'application/vnd.dev.sigstore.bundle.v0.3+json';

const scheme = 'oci://';

/**
 * The `resourceUri` of our verification summaries: `oci://ghcr.io/acme/staging/web?pipeline=web&stage=staging`. Names of
 * pipelines and stages have no character that a URI would escape; they are escaped all the same, so that none ever means
 * another.
 */
export function stageResource({ repository, pipeline, stage }: StageResource): string {
  return `${scheme}${encodeURI(repository)}?pipeline=${encodeURIComponent(pipeline)}&stage=${encodeURIComponent(stage)}`;
}

/** The stage that a resource names; undefined for any other URI, also one that is written in another way. */
export function readStageResource(resource: string): StageResource | undefined {
  const match = /^oci:\/\/([^?#]+)\?pipeline=([^&#=]+)&stage=([^&#=]+)$/.exec(resource);
  const [repository = '', pipeline = '', stage = ''] = (match ?? []).slice(1).map(decoded);
  if (repository === '' || pipeline === '' || stage === '') return undefined;
  const read = { repository: repository as Repository, pipeline, stage };
  // One spelling only: nothing else is ours.
  return stageResource(read) === resource ? read : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
