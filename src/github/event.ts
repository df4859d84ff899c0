import type { Run } from '../domain/run.ts';
import { HoistError, messageOf } from '../errors.ts';
import { parseReference, referenceText } from '../image/reference.ts';
import {
  RegistryPackageEvent,
  RepositoryDispatchEvent,
  WorkflowDispatchEvent,
  WorkflowRunEvent,
} from './schema.ts';

type Requested = Run['requested'];

/** What an event asks for, by the fields of the contract's §3; no other field of it is read. */
export type Asked = {
  readonly requested: Requested;
  /** Under `workflow_run`: the id of the run that triggered this one. */
  readonly triggeringRun?: number | undefined;
};

export type EventFile = {
  /** Gives the text of the file that GITHUB_EVENT_PATH names. */
  readonly read: () => string;
  /** GITHUB_SERVER_URL. */
  readonly server: string;
};

/** @throws HoistError `EVENT_INVALID` */
export function askedBy(event: string, { read, server }: EventFile): Asked {
  const payload = parseEvent(read);
  switch (event) {
    case 'registry_package':
      return { requested: asking(pushedImage(payload, server)) };
    case 'repository_dispatch': {
      const asked = RepositoryDispatchEvent.safeParse(payload).data?.client_payload;
      return { requested: asking(asked?.image, asked?.pipeline ?? undefined) };
    }
    case 'workflow_dispatch':
      return { requested: asking(WorkflowDispatchEvent.safeParse(payload).data?.inputs.image) };
    case 'workflow_run':
      return { requested: {}, triggeringRun: WorkflowRunEvent.safeParse(payload).data?.workflow_run.id };
    default:
      return { requested: {} };
  }
}

/** What is empty is not asked for: a dispatch form gives every field that was left blank. */
function asking(image = '', pipeline = ''): Requested {
  return {
    ...(image.trim() === '' ? {} : { image: image.trim() }),
    ...(pipeline.trim() === '' ? {} : { pipeline: pipeline.trim() }),
  };
}

/** `ghcr.io/acme/web:1.4.2@sha256:…`; nothing for the children of an index, which are pushed without a tag. */
function pushedImage(payload: unknown, server: string): string | undefined {
  const pushed = RegistryPackageEvent.safeParse(payload).data?.registry_package;
  if (pushed === undefined) return undefined;
  const { name: tag, digest = '' } = pushed.package_version.container_metadata.tag;
  if (tag === '') return undefined;
  const path = `${pushed.namespace}/${pushed.name}`.toLowerCase();
  const text = `${containerRegistry(server)}/${path}:${tag}${digest.trim() === '' ? '' : `@${digest}`}`;
  try {
    return referenceText(parseReference(text));
  } catch (error) {
    throw new HoistError(
      'config',
      'EVENT_INVALID',
      `the registry_package event names no image: ${messageOf(error)}`,
      {
        hint: 'Give the image in the input image.',
        cause: error,
      },
    );
  }
}

/** GitHub's own registry: `ghcr.io`, and `containers.HOST` on Enterprise Server and on ghe.com. */
function containerRegistry(server: string): string {
  const { hostname } = new URL(server);
  return hostname === 'github.com' ? 'ghcr.io' : `containers.${hostname}`;
}

function parseEvent(read: () => string): unknown {
  try {
    return JSON.parse(read());
  } catch {
    // No cause: a JSON error quotes the text, and a dispatched payload may hold anything (A45).
    throw new HoistError('config', 'EVENT_INVALID', 'the event file of this run could not be read', {
      hint: 'GITHUB_EVENT_PATH has to name the JSON file that the runner wrote.',
    });
  }
}
