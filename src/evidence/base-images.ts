import type { Evidence } from '../domain/evidence.ts';
import type { Answer, BaseImage, PlatformFacts } from '../domain/facts.ts';
import { HoistError } from '../errors.ts';
import { childrenOf } from '../image/manifest.ts';
import { parseReference, type Reference } from '../image/reference.ts';
import type { Registry } from '../ports/registry.ts';
import { answerTo, unknown } from './answer.ts';
import { inLanes } from './lanes.ts';

const lanes = 4;
/** Base images that one image is looked up for (A17). */
const most = 50;
const baseName = 'org.opencontainers.image.base.name';

export type BaseImagesRequest = {
  readonly registry: Registry;
  readonly annotations: Readonly<Record<string, string>>;
  readonly platforms: readonly Pick<PlatformFacts, 'annotations'>[];
  readonly evidence: readonly Evidence[];
  readonly signal: AbortSignal;
};

/**
 * What the tags of the base images name now, by reference as written. Only what somebody trusted has signed is asked
 * about: provenance, or annotations of an image that is signed. Else whoever may push could send us to any host (A10).
 */
export async function baseImages(
  request: BaseImagesRequest,
): Promise<ReadonlyMap<string, Answer<BaseImage>>> {
  const written = [...new Set(namesIn(request))];
  const asked = await inLanes(written.slice(0, most), lanes, async (name) => {
    return [name, await baseImage(request, name)] as const;
  });
  const left = written
    .slice(most)
    .map((name) => [name, unknown('INCOMPLETE', `more than ${most} base images are not looked up`)] as const);
  return new Map([...asked, ...left]);
}

function namesIn({ annotations, platforms, evidence }: BaseImagesRequest): readonly string[] {
  const trusted = evidence.filter(({ trust, problem }) => trust.level === 'signed' && problem === undefined);
  const materials = trusted.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.kind === 'provenance' ? part.provenance.materials : [])),
  );
  const stated = [annotations, ...platforms.map((platform) => platform.annotations)];
  return [
    ...materials.map(({ uri }) => uri).filter((uri) => uri.startsWith('pkg:docker/')),
    ...(trusted.length === 0 ? [] : stated.flatMap((one) => one[baseName] ?? [])),
  ];
}

async function baseImage({ registry, signal }: BaseImagesRequest, name: string): Promise<Answer<BaseImage>> {
  const reference = referenceOf(name);
  if (reference?.tag === undefined)
    return unknown('INCOMPLETE', `${name.slice(0, 200)} names no tag, so nobody can say what is current`);
  const { repository, tag } = reference;
  const answer = await answerTo(() => registry.manifest(repository, tag, { signal }));
  if (answer.state === 'unknown') return answer;
  const manifest = answer.value;
  if (manifest === undefined) return unknown('NO_EVIDENCE', `${repository}:${tag} is not there any more`);
  const below = childrenOf(manifest).map(({ digest }) => digest);
  return { state: 'known', value: { digest: manifest.digest, below } };
}

/** `pkg:docker/ghcr.io/acme/base@1.2?platform=linux%2Famd64` as BuildKit writes it, or a plain reference. */
export function referenceOf(written: string): Reference | undefined {
  try {
    return parseReference(written.startsWith('pkg:docker/') ? imageInPurl(written) : written);
  } catch (error) {
    if (error instanceof HoistError || error instanceof URIError) return undefined;
    throw error;
  }
}

/** purl-spec, docker: namespace and name, the version is a tag or a digest, `repository_url` a registry. */
function imageInPurl(purl: string): string {
  const [named = '', query = ''] = purl.slice('pkg:docker/'.length).split('#', 1).join('').split('?', 2);
  const at = named.lastIndexOf('@');
  const path = decodeURIComponent(at < 0 ? named : named.slice(0, at));
  const version = at < 0 ? '' : decodeURIComponent(named.slice(at + 1));
  const host = new URLSearchParams(query).get('repository_url');
  const name = host === null ? path : `${host.replace(/^https?:\/\//, '').replace(/\/$/, '')}/${path}`;
  if (version === '') return name;
  return version.includes(':') ? `${name}@${version}` : `${name}:${version}`;
}
