import { z } from 'zod';
import { HoistError, type SourcePosition } from '../errors.ts';
import { checked, valueAt } from './issues.ts';
import { configFile, type ConfigFile } from './schema.ts';
import { fileable } from './schema-parts.ts';
import type { Policies } from './schema-policies.ts';
import type { Trust } from './schema-trust.ts';
import type { Limits, Waivers } from './schema-waivers.ts';
import { isFromFile } from './schema-words.ts';
import { readYaml, type Path, type YamlFile } from './yaml.ts';

/** A config as written and well-formed, its parts from other files put in, each value with its place. */
export type WrittenConfig = Omit<ConfigFile, 'trust' | 'policies' | 'waivers' | 'limits'> & {
  readonly trust: Trust;
  readonly policies: Policies;
  readonly waivers: Waivers;
  readonly limits: Limits;
  /** What it names besides its parts, to read before it is resolved: CAs, keys, trusted roots. */
  readonly files: readonly NamedFile[];
  at(path: Path, part?: 'key' | 'value'): SourcePosition;
  /** What stands at a path, before schemas made something of it. */
  raw(path: Path): unknown;
};

/** A file that the config names. */
export type NamedFile = { readonly path: string; readonly position: SourcePosition };

/** The bytes of the files that a config names, by path; undefined where there is no such file. */
export type NamedFiles = ReadonlyMap<string, Uint8Array | undefined>;

export type ConfigText = {
  /** The files that hold parts of it: to read before {@link writtenConfig}. */
  readonly files: readonly NamedFile[];
  readonly value: ConfigFile;
  readonly yaml: YamlFile;
  readonly policies: PolicySchema;
};

type PolicySchema = z.ZodType<Policies>;

/** Where there are none, the language of policies is not loaded. */
const noPolicies: PolicySchema = z.strictObject({});

const parts = ['trust', 'policies', 'waivers', 'limits'] as const;

/**
 * Reads the config's own file.
 *
 * @throws HoistErrors with all its mistakes, each with file, line and column
 */
export async function parseConfig(bytes: Uint8Array, path: string): Promise<ConfigText> {
  const yaml = readYaml(bytes, path);
  if (yaml.value === null) {
    throw new HoistError('config', 'CONFIG_EMPTY', 'the config is empty', {
      position: yaml.at([]),
      hint: '`hoist init` writes one to start from.',
    });
  }
  const policies = hasPolicies(yaml.value) ? (await import('./schema-policies.ts')).Policies : noPolicies;
  const value = checked(configFile(policies), yaml);
  const files = parts.flatMap((part) => {
    const written = value[part];
    return isFromFile(written) ? [{ path: written.file, position: yaml.at([part, 'file']) }] : [];
  });
  return { files, value, yaml, policies };
}

function hasPolicies(config: unknown): boolean {
  const written = valueAt(config, ['policies']);
  return typeof written === 'object' && written !== null && Object.keys(written).length > 0;
}

/** Puts in the parts that are in files of their own. */
export function writtenConfig({ value, yaml, ...text }: ConfigText, files: NamedFiles): WrittenConfig {
  const schemas = { ...fileable, policies: text.policies };
  const others = new Map<string | number, YamlFile>();
  const part = <Name extends (typeof parts)[number]>(name: Name): z.infer<(typeof schemas)[Name]> => {
    const written = value[name];
    if (!isFromFile(written)) return written as z.infer<(typeof schemas)[Name]>;
    const other = readYaml(fileOf(written.file, { files, position: yaml.at([name, 'file']) }), written.file);
    others.set(name, other);
    return checked(schemas[name], other) as z.infer<(typeof schemas)[Name]>;
  };
  const trust = part('trust');
  const at: WrittenConfig['at'] = (path, which) => {
    const other = others.get(path[0] ?? '');
    return other === undefined ? yaml.at(path, which) : other.at(path.slice(1), which);
  };
  return {
    ...value,
    trust,
    policies: part('policies'),
    waivers: part('waivers'),
    limits: part('limits'),
    files: namedFiles(value, trust).map(({ file, path }) => ({ path: file, position: at(path) })),
    at,
    raw(path) {
      const other = others.get(path[0] ?? '');
      return other === undefined ? valueAt(yaml.value, path) : valueAt(other.value, path.slice(1));
    },
  };
}

/** What a config names besides its parts, with the path at which it does. */
function namedFiles(
  { registries }: ConfigFile,
  { roots, signers }: Trust,
): readonly { readonly file: string; readonly path: Path }[] {
  const named = (file: string | undefined, path: Path) => (file === undefined ? [] : [{ file, path }]);
  return [
    ...Object.entries(registries).flatMap(([host, { ca }]) => named(ca, ['registries', host, 'ca'])),
    ...roots.flatMap((root, index) =>
      typeof root === 'string' ? [] : named(root['trusted-root'], ['trust', 'roots', index, 'trusted-root']),
    ),
    ...Object.entries(signers).flatMap(([name, { key }]) =>
      named(key?.file, ['trust', 'signers', name, 'key', 'file']),
    ),
  ];
}

/** The bytes of a file that the config names; throws `FILE_MISSING`. */
export function fileOf(
  path: string,
  { files, position }: { readonly files: NamedFiles; readonly position: SourcePosition },
): Uint8Array {
  const bytes = files.get(path);
  if (bytes !== undefined) return bytes;
  throw new HoistError('config', 'FILE_MISSING', `there is no file ${path}`, {
    position,
    hint: 'The path starts at the root of the repository; in Actions the file is read from the default branch.',
  });
}
