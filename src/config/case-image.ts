import { z } from 'zod';
import type { CaseImage, CasePlatform } from '../domain/policy-case.ts';
import type { ImageConfig } from '../image/image-config.ts';
import type { Platform } from '../image/platform.ts';
import { oneOrMore, say, strict, Text, whole } from '../policy/written.ts';
import { Size } from '../policy/operator.ts';
import { DigestText, RepositoryText, TagText, Texts, unreachable } from './case-words.ts';

const Command = oneOrMore(z.string());

/** What a config and a manifest say of one platform; what is not said is not there. */
const platformShape = {
  user: z.string().describe('The user of the config.').optional(),
  labels: Texts.describe('The labels of the config.').optional(),
  env: z.array(Text).describe('Names of environment variables.').optional(),
  entrypoint: Command.describe('The entry point.').optional(),
  cmd: Command.describe('The command.').optional(),
  ports: z.array(Text).describe('Exposed ports: 8080/tcp.').optional(),
  volumes: z.array(Text).describe('Volumes.').optional(),
  healthcheck: Command.describe('The command that tells whether it is well.').optional(),
  created: Text.describe('As the config has it.').optional(),
  annotations: Texts.describe('Of the manifest.').optional(),
  size: Size.describe('Compressed: 80MB.').optional(),
  layers: whole(0).describe('How many.').optional(),
  config: unreachable.describe('The config could not be read.').optional(),
} as const;

const PlatformKeys = strict(platformShape);
type PlatformKeys = z.output<typeof PlatformKeys>;

const PlatformText = z.string().regex(/^[a-z0-9]+\/[a-z0-9_]+(?:\/[a-z0-9_.]+)?$/, {
  error: say('is not a platform', 'Write linux/amd64 or linux/arm64/v8.'),
});

const imageShape = {
  ...platformShape,
  digest: DigestText.describe('Default: one that is made of the name of the case.').optional(),
  platforms: z
    .union([z.array(PlatformText).min(1), z.record(PlatformText, PlatformKeys)])
    .describe('By name; a map may say what one has different from the others. Default: linux/amd64.')
    .default(['linux/amd64']),
  index: z.boolean().describe('Whether it is an index. Default: it has several platforms.').optional(),
  'index-annotations': Texts.describe('Of the index.').optional(),
  'strange-children': whole(0, 100)
    .describe('How many children of the index are neither a platform nor an attestation.')
    .default(0),
} as const;

export const Image = strict({
  ...imageShape,
  repository: RepositoryText.describe("Default: the source of the stage's pipeline.").optional(),
  tag: TagText.describe("At the pipeline's source. Default: none, as if promoted by digest.").optional(),
}).transform(({ repository, tag, ...rest }): CaseImage => ({
  ...imageOf(rest),
  ...(repository === undefined ? {} : { repository }),
  ...(tag === undefined ? {} : { tag }),
}));

/** Keys of an image that a promotion would replace. */
export const previousShape = {
  ...imageShape,
  tags: z.array(TagText).describe('The version tags that name it at the target.').default([]),
} as const;

type WrittenImage = z.output<z.ZodObject<typeof imageShape>>;

export function imageOf(written: WrittenImage, tags: CaseImage['tags'] = []): CaseImage {
  const { platforms, digest, index, annotations, ...common } = written;
  const byName = Array.isArray(platforms)
    ? platforms.map((name): [string, PlatformKeys] => [name, {}])
    : Object.entries(platforms);
  return {
    tags,
    ...(digest === undefined ? {} : { digest }),
    isIndex: index ?? byName.length > 1,
    annotations: written['index-annotations'] ?? (byName.length > 1 ? {} : (annotations ?? {})),
    strangeChildren: written['strange-children'],
    platforms: byName.map(([name, own]) => platformOf(name, { ...common, annotations, ...given(own) })),
  };
}

/** Without the keys that are absent, so that they hide nothing. */
function given(keys: PlatformKeys): PlatformKeys {
  return Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined));
}

function platformOf(name: string, keys: PlatformKeys): CasePlatform {
  const [os = '', architecture = '', variant] = name.split('/');
  const platform = { os, architecture, ...(variant === undefined ? {} : { variant }) };
  return {
    name,
    platform,
    annotations: keys.annotations ?? {},
    bytes: keys.size?.bytes ?? 0,
    layers: keys.layers ?? 0,
    config: keys.config ?? configOf(keys, platform),
  };
}

function configOf(keys: PlatformKeys, platform: Platform): ImageConfig {
  const labels = keys.labels ?? {};
  const revision = labels['org.opencontainers.image.revision'];
  return {
    platform,
    user: keys.user ?? '',
    env: keys.env ?? [],
    labels,
    entrypoint: listOf(keys.entrypoint),
    cmd: listOf(keys.cmd),
    exposedPorts: keys.ports ?? [],
    volumes: keys.volumes ?? [],
    ...(keys.healthcheck === undefined ? {} : { healthcheck: listOf(keys.healthcheck) }),
    ...(keys.created === undefined ? {} : { created: keys.created }),
    ...(revision === undefined ? {} : { revision }),
  };
}

function listOf(written: string | readonly string[] | undefined): readonly string[] {
  return typeof written === 'string' ? [written] : (written ?? []);
}
