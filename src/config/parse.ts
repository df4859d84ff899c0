import type { z } from 'zod';
import { HoistError, HoistErrors, type SourcePosition } from '../errors.ts';
import { issueErrors } from './issues.ts';
import { ConfigFile } from './schema.ts';
import { fileable, type Limits, type Policies, type Trust, type Waivers } from './schema-policies.ts';
import { isFromFile } from './schema-words.ts';
import { readYaml, type Path, type YamlFile } from './yaml.ts';

/** A config as written and well-formed, its parts from other files put in, each value with its place. */
export type WrittenConfig = Omit<ConfigFile, 'trust' | 'policies' | 'waivers' | 'limits'> & {
  readonly trust: Trust;
  readonly policies: Policies;
  readonly waivers: Waivers;
  readonly limits: Limits;
  at(path: Path, part?: 'key' | 'value'): SourcePosition;
};

/** A file that the config names. */
export type NamedFile = { readonly path: string; readonly position: SourcePosition };

/** The bytes of the files that a config names, by path; undefined where there is no such file. */
export type NamedFiles = ReadonlyMap<string, Uint8Array | undefined>;

export type ConfigText = {
  /** The files to read before {@link writtenConfig}. */
  readonly files: readonly NamedFile[];
  readonly value: ConfigFile;
  readonly yaml: YamlFile;
};

const parts = ['trust', 'policies', 'waivers', 'limits'] as const;

/**
 * Reads the config's own file.
 *
 * @throws HoistErrors with all its mistakes, each with file, line and column
 */
export function parseConfig(bytes: Uint8Array, path: string): ConfigText {
  const yaml = readYaml(bytes, path);
  if (yaml.value === null) {
    throw new HoistError('config', 'CONFIG_EMPTY', 'the config is empty', {
      position: yaml.at([]),
      hint: '`hoist init` writes one to start from.',
    });
  }
  const value = check(ConfigFile, yaml);
  const files = [
    ...Object.entries(value.registries).flatMap(([host, { ca }]) =>
      ca === undefined ? [] : [{ path: ca, position: yaml.at(['registries', host, 'ca']) }],
    ),
    ...parts.flatMap((part) => {
      const written = value[part];
      return isFromFile(written) ? [{ path: written.file, position: yaml.at([part, 'file']) }] : [];
    }),
  ];
  return { files, value, yaml };
}

/** Puts in the parts that are in files of their own. */
export function writtenConfig({ value, yaml }: ConfigText, files: NamedFiles): WrittenConfig {
  const others = new Map<string | number, YamlFile>();
  const part = <Name extends (typeof parts)[number]>(name: Name): z.infer<(typeof fileable)[Name]> => {
    const written = value[name];
    if (!isFromFile(written)) return written as z.infer<(typeof fileable)[Name]>;
    const other = readYaml(fileOf(written.file, { files, position: yaml.at([name, 'file']) }), written.file);
    others.set(name, other);
    return check(fileable[name], other) as z.infer<(typeof fileable)[Name]>;
  };
  return {
    ...value,
    trust: part('trust'),
    policies: part('policies'),
    waivers: part('waivers'),
    limits: part('limits'),
    at(path, which) {
      const other = others.get(path[0] ?? '');
      return other === undefined ? yaml.at(path, which) : other.at(path.slice(1), which);
    },
  };
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

function check<Schema extends z.ZodType>(schema: Schema, yaml: YamlFile): z.infer<Schema> {
  const result = schema.safeParse(yaml.value);
  if (result.success) return result.data;
  const errors = issueErrors(result.error.issues, yaml).sort(byPosition);
  const [first, ...rest] = errors;
  if (first === undefined) throw result.error;
  throw rest.length === 0 ? first : new HoistErrors([first, ...rest]);
}

function byPosition(a: HoistError, b: HoistError): number {
  return (
    (a.position?.line ?? 0) - (b.position?.line ?? 0) || (a.position?.column ?? 0) - (b.position?.column ?? 0)
  );
}
