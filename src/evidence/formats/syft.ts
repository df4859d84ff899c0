import * as z from 'zod';
import type { Package } from '../../domain/software.ts';
import { isJsonObject } from '../../image/strict-json.ts';
import { digestsIn } from './claimed-digest.ts';
import { defined } from './defined.ts';
import { anything, list, optionalList, optionalText, text } from './fields.ts';
import { notRead, readAs, type Format, type Reading } from './reading.ts';

/** Plain strings before schema 9. */
const license = z.union([
  text.transform((value) => ({ value, spdxExpression: undefined, type: 'declared' })),
  z.object({ value: optionalText, spdxExpression: optionalText, type: optionalText }),
]);

const artifact = z.object({
  name: text,
  version: optionalText,
  purl: optionalText,
  type: optionalText,
  licenses: optionalList(license),
});

const image = z.object({
  imageID: optionalText,
  manifestDigest: optionalText,
  repoDigests: optionalList(text),
  architecture: optionalText,
  os: optionalText,
});

const document = z.object({
  artifacts: list(artifact),
  // `target` before schema 9; for a folder it is a path.
  source: z.object({ type: text, metadata: anything, target: anything }).nullish(),
  distro: z
    .object({ id: optionalText, name: optionalText, versionID: optionalText, version: optionalText })
    .nullish(),
  descriptor: z.object({ name: optionalText, version: optionalText }).nullish(),
});

type Document = z.output<typeof document>;

/** `syft -o json`. */
export const syft: Format = {
  name: 'Syft JSON',
  recognises: ({ artifacts, descriptor, schema }) =>
    artifacts !== undefined &&
    ((isJsonObject(descriptor) && descriptor['name'] === 'syft') || isSyftSchema(schema)),
  read: (json) => readAs(document, { json, title: 'Syft JSON' }, readDocument),
};

function isSyftSchema(schema: unknown): boolean {
  const url = isJsonObject(schema) ? schema['url'] : undefined;
  return typeof url === 'string' && url.includes('anchore/syft/');
}

function readDocument({ artifacts, source, distro, descriptor }: Document): Reading {
  const tool = `syft ${descriptor?.version ?? ''}`.trim();
  const title = `Syft JSON by ${tool}`;
  if (source && source.type !== 'image')
    return notRead(title, 'UNSUPPORTED', `it is about a ${source.type.slice(0, 50)}, not about an image`);
  const family = distro?.id ?? distro?.name;
  const [at, json] = source?.metadata
    ? ['source.metadata', source.metadata]
    : ['source.target', source?.target];
  return readAs(image.nullish(), { json, title, at }, (scanned) => ({
    title,
    parts: [
      {
        kind: 'sbom',
        sbom: defined({
          format: 'syft' as const,
          tool,
          packages: artifacts.map(readPackage),
          os:
            family === undefined
              ? undefined
              : defined({ family, version: distro?.versionID ?? distro?.version }),
        }),
      },
    ],
    claims: {
      exact: digestsIn([scanned?.imageID, scanned?.manifestDigest]),
      reference: digestsIn(scanned?.repoDigests ?? []),
      ...(scanned && { platform: defined({ os: scanned.os, architecture: scanned.architecture }) }),
    },
  }));
}

function readPackage({ licenses = [], name, version, purl, type }: z.output<typeof artifact>): Package {
  const concluded = licenses.filter((one) => one.type === 'concluded');
  return defined({
    name,
    version,
    purl,
    type,
    licenses: (concluded.length > 0 ? concluded : licenses).map(
      // A licence without any words is one that nobody knows, not none.
      ({ spdxExpression, value }) => spdxExpression ?? value ?? 'NOASSERTION',
    ),
  });
}
