import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sharing } from '../vitest.config.ts';
import { readSource, type SourceFile } from './house/imports.ts';
import { longest, packages, rooms, violations } from './house/rules.ts';

const root = join(import.meta.dirname, '..');

/** Every file of TypeScript below a folder, by its path from the root. */
async function filesIn(folder: string): Promise<{ readonly path: string; readonly text: string }[]> {
  const found = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    paths.map(async (path) => ({
      path: relative(root, path).replaceAll(sep, '/'),
      text: await readFile(path, 'utf8'),
    })),
  );
}

async function sources(): Promise<SourceFile[]> {
  return (await filesIn('src')).map(({ path, text }) => readSource(path, text));
}

describe('the house', () => {
  it('when src is read, every import, name and length is as docs/architecture.md says', async () => {
    const files = await sources();
    expect(files.length).toBeGreaterThan(20);
    expect(violations(files)).toEqual([]);
  });

  it('when tests are read, none is longer than a source may be', async () => {
    const files = await filesIn('test');
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap(({ path, text }) => (text.split('\n').length - 1 > longest ? [path] : []))).toEqual(
      [],
    );
  });

  it('when tests share a process, none of them changes it for those that follow', async () => {
    const files = await Promise.all(sharing.map((room) => filesIn(`test/${room}`)));
    expect(files.every((room) => room.length > 0)).toBe(true);
    const changes =
      /\bvi\.(?:mock|doMock|useFakeTimers|stubGlobal)\b|\bprocess\.(?:chdir|umask)\b|\bsetFlagsFromString\b|\bprocess\.env(?:\.\w+|\[[^\]]*\])\s*=[^=]/u;
    const takesBack = (text: string): boolean =>
      !text.includes('vi.stubEnv(') || text.includes('vi.unstubAllEnvs(');
    expect(
      files.flat().flatMap(({ path, text }) => (changes.test(text) || !takesBack(text) ? [path] : [])),
    ).toEqual([]);
  });

  it('when a package is a dependency, it has a place in the house and a line in docs/dependencies.md', async () => {
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const names = Object.keys(manifest.dependencies).sort();
    expect(Object.keys(packages).sort()).toEqual(names);
    const table = await readFile(join(root, 'docs/dependencies.md'), 'utf8');
    expect(names.filter((name) => !table.includes(`| \`${name}\` |`))).toEqual([]);
  });

  it('when the page draws the rooms, it names each of them', async () => {
    const page = await readFile(join(root, 'docs/architecture.md'), 'utf8');
    expect(
      Object.keys(rooms).filter((room) => !page.includes(`\`${room}\``) && !page.includes(`\`${room}.ts\``)),
    ).toEqual([]);
  });
});

describe('the rules of the house', () => {
  function judge(files: Readonly<Record<string, string>>): string[] {
    return violations(Object.entries(files).map(([path, text]) => readSource(path, text)));
  }

  it.each([
    ['an import', "import { a } from '../transfer/walk.ts';"],
    ['an import for its effect', "import '../transfer/walk.ts';"],
    ['a type', "import type { A } from '../transfer/walk.ts';"],
    ['a type in place', "export type A = import('../transfer/walk.ts').A;"],
    ['an export from', "export { a } from '../transfer/walk.ts';"],
    ['an export of everything', "export * from '../transfer/walk.ts';"],
    ['a lazy import', "export const a = () => import('../transfer/walk.ts');"],
    ['an import below the room', "import { a } from '../transfer/deep/walk.ts';"],
  ])('when a room reaches into another by %s, it is caught', (_, text) => {
    expect(judge({ 'src/policy/check.ts': text })).toEqual([
      expect.stringContaining('policy may not import transfer'),
    ]);
  });

  it.each([
    ['src/policy/check.ts', "import { a } from '../domain/facts.ts'; import { b } from './language.ts';"],
    [
      'src/registry/vendors/ecr.ts',
      "import { a } from '../dialect.ts'; import { b } from '../../http/http.ts';",
    ],
    [
      'src/world.ts',
      "import { a } from './disk/clock.ts'; import { b } from './evidence/sign.ts'; import { ulid } from 'ulid';",
    ],
    [
      'src/cli.ts',
      "import { a } from './cli/arguments.ts'; import { b } from './world.ts'; import 'node:process';",
    ],
    ['src/github/schema.ts', "import { z } from 'zod';"],
    [
      'src/ports/clock.ts',
      "import type { A } from '../image/digest.ts';\nexport interface Clock { now(): A }\nexport type B = 'b';",
    ],
  ])('when %s imports what it may, nothing is said', (path, text) => {
    expect(judge({ [path]: text })).toEqual([]);
  });

  it.each([
    [
      'world reads other evidence',
      'src/world.ts',
      "import './evidence/gather.ts';",
      'world may not import evidence',
    ],
    ['a part imports an entry', 'src/promotion/plan.ts', "import '../cli.ts';", 'may not import an entry'],
    [
      'a package is in the wrong room',
      'src/transfer/relay.ts',
      "import { Agent } from 'undici';",
      'undici, which lives in http/',
    ],
    [
      'zod is outside a schema',
      'src/github/forge.ts',
      "import type { z } from 'zod';",
      'zod, which lives in',
    ],
    [
      'a package is unknown',
      'src/cli/terminal.ts',
      "import _ from 'lodash/fp';",
      'lodash, which has no place',
    ],
    [
      'an entry takes a package',
      'src/action.ts',
      "import '@actions/core';",
      '@actions/core, which lives in action/',
    ],
    ['a port has code', 'src/ports/log.ts', 'export const level = 1;', 'has code'],
    [
      'a port imports code',
      'src/ports/log.ts',
      "import { a } from '../image/digest.ts'; export type A = typeof a;",
      'has code',
    ],
    [
      'an import is computed',
      'src/config/parse.ts',
      'export const a = (b: string) => import(b);',
      'not written as a string',
    ],
    ['an import leaves src', 'src/config/parse.ts', "import '../../test/servers/ping.ts';", 'outside src'],
    ['an extension is missing', 'src/config/parse.ts', "import './schema';", 'without .ts'],
    ['a file says nothing', 'src/registry/utils.ts', '', 'not named after a noun'],
    ['a file is in camel case', 'src/registry/tokenScope.ts', '', 'not named after a noun'],
    ['a room is new', 'src/plugins/one.ts', '', 'in no room'],
    ['a file is long', 'src/registry/client.ts', 'let a;\n'.repeat(401), '401 lines'],
  ])('when %s, it is caught', (_, path, text, said) => {
    expect(judge({ [path]: text })).toEqual([expect.stringContaining(said)]);
  });

  it('when one command imports another, it is caught, and what they share is not', () => {
    const found = judge({
      'src/commands/catalogue.ts':
        "import { plan } from './plan.ts'; import { promote } from './promote.ts';",
      'src/commands/plan.ts': "import type { Command } from './command.ts';",
      'src/commands/promote.ts': "import { plan } from './plan.ts';",
      'src/commands/command.ts': '',
    });
    expect(found).toEqual(['src/commands/promote.ts imports the command src/commands/plan.ts']);
  });

  it('when rooms import each other in a ring, both are named', () => {
    const found = judge({
      'src/http/http.ts': "import type { A } from '../registry/client.ts';",
      'src/registry/client.ts': "import { b } from '../http/http.ts';",
    });
    expect(found).toContain('the room http imports itself through other rooms');
    expect(found).toContain('the room registry imports itself through other rooms');
  });

  it('when the table itself is followed, it has no ring', () => {
    const files = Object.entries(rooms).map(([room, others]) => {
      const imports = others.map((other) => ({
        to: `src/${other}/a.ts`,
        kind: 'file' as const,
        typeOnly: false,
      }));
      return { path: `src/${room}/a.ts`, lines: 1, imports, runtime: [], computedImports: 0 };
    });
    expect(violations(files)).toEqual([]);
  });

  it('when a file does not parse, it is not passed over', () => {
    expect(() => readSource('src/a.ts', 'import {')).toThrow('src/a.ts');
  });
});
