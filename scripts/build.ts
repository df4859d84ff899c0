// Builds dist/ from src/. The same sources give the same bytes: `--check` builds to a second folder and compares.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { rolldown, type Plugin } from 'rolldown';

const root = join(import.meta.dirname, '..');

/** An undici of another version, loaded at every start and used behind a proxy only, would be a third of the start-up. */
const undiciOnDemand: Plugin = {
  name: 'undici-on-demand',
  resolveId: (source, importer = '') =>
    source === 'undici' && /node_modules\/@actions\//.test(importer)
      ? join(root, 'scripts/undici-on-demand.ts')
      : undefined,
};

/** undici loads Node's HTTP/2 at every start, and speaks it where `allowH2` is on: here it never is (transport.md §3.7). */
const http2OnDemand: Plugin = {
  name: 'http2-on-demand',
  transform(code, id) {
    if (!id.endsWith('/node_modules/undici/lib/dispatcher/client.js')) return undefined;
    const loads = "const connectH2 = require('./client-h2.js')";
    if (!code.includes(loads)) throw new Error('undici does not load HTTP/2 where it did');
    return {
      code: code.replace(loads, "const connectH2 = (...given) => require('./client-h2.js')(...given)"),
    };
  },
};

/** V8 keeps a source with a single character beyond Latin-1 in two bytes a character: twice the memory, and slower to read. */
const latin1: Plugin = {
  name: 'latin-1',
  renderChunk(code) {
    // Behind a backslash the character would lose its meaning.
    if (/(?<!\\)(?:\\\\)*\\[^\x00-\xff]/.test(code))
      throw new Error('a character beyond Latin-1 is escaped by a backslash');
    return {
      code: code.replace(/[^\x00-\xff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
    };
  },
};

/**
 * What every promotion needs, in few files: a file costs half a millisecond to find and open. In the order in which it is
 * needed, so that the registries are connected to while the rest is loaded. Each with all that it imports.
 */
const groups = [
  { name: 'zod-mini', test: /\/node_modules\/zod\/.*\/mini\// },
  { name: 'zod', test: /\/node_modules\/zod\// },
  {
    name: 'start',
    test: /\/src\/(world|http\/proxy|promotion\/failure|disk\/clock|domain\/(run|pipeline)|image\/(digest|reference))\.ts$/,
  },
  { name: 'terminal', test: /\/src\/cli\/(terminal|print-error|progress)\.ts$/ },
  { name: 'commands', test: /\/src\/commands\/catalogue\.ts$/ },
  { name: 'registry', test: /\/src\/registry\/open-registry\.ts$/ },
  { name: 'promotion', test: /\/src\/promotion\/(promote|copy|plan)\.ts$/ },
  { name: 'result', test: /\/src\/commands\/text\.ts$/ },
].map((group, at) => ({ ...group, priority: 10 - at }));

async function build(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  const bundle = await rolldown({
    cwd: root,
    input: { action: 'src/action.ts', collect: 'src/collect.ts', cli: 'src/cli.ts', index: 'src/index.ts' },
    platform: 'node',
    resolve: { mainFields: ['module', 'main'] },
    logLevel: 'warn',
    // The index of @actions/core loads an HTTP client with all of undici, for functions that are not used here: that alone
    // would cost 40 ms at every start.
    treeshake: { moduleSideEffects: [{ test: /node_modules\/@actions\/core\//, sideEffects: false }] },
    plugins: [undiciOnDemand, http2OnDemand, latin1],
    transform: { target: 'node20' },
  });
  await bundle.write({
    dir,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    minify: false,
    // A tenth of what every start reads; the declarations in types/ have them.
    comments: { jsdoc: false },
    codeSplitting: { groups },
    hashCharacters: 'hex',
  });
  await bundle.close();
  await emitTypes(join(dir, 'types'));
}

/**
 * The library's declarations, so that a package installed from git has them without building anything: of each file that
 * the library's own types name, and of no other.
 */
async function emitTypes(outDir: string): Promise<void> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [
    tsc,
    '-p',
    join(root, 'tsconfig.types.json'),
    '--outDir',
    outDir,
  ]);
  const named = new Set([join(outDir, 'index.d.ts')]);
  for (const file of named) {
    const text = await readFile(file, 'utf8');
    for (const [, path = ''] of text.matchAll(/(?:from |import\()['"](\.[^'"]+)\.ts['"]/g))
      named.add(join(dirname(file), `${path}.d.ts`));
  }
  const all = await readdir(outDir, { recursive: true, withFileTypes: true });
  for (const file of all) {
    const path = join(file.parentPath, file.name);
    if (file.isFile() && !named.has(path)) await rm(path);
  }
}

async function contents(dir: string): Promise<Map<string, string>> {
  const files = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  const entries = files
    .filter((file) => file.isFile())
    .map(async (file) => {
      const path = join(file.parentPath, file.name);
      return [path.slice(dir.length + 1), await readFile(path, 'utf8')] as const;
    });
  return new Map((await Promise.all(entries)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Replaces what differs, file by file: whoever runs dist/ meanwhile never finds it empty. */
async function replace(fresh: string, dir: string): Promise<void> {
  const [built, old] = [await contents(fresh), await contents(dir)];
  for (const [name, text] of built) {
    if (old.get(name) === text) continue;
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, `${name}.new`), text);
    await rename(join(dir, `${name}.new`), join(dir, name));
  }
  for (const name of old.keys()) if (!built.has(name)) await rm(join(dir, name));
}

const fresh = await mkdtemp(join(tmpdir(), 'hoist-dist-'));
const dist = join(root, 'dist');
try {
  await build(fresh);
  if (process.argv.includes('--check')) {
    const [built, committed] = [await contents(fresh), await contents(dist)];
    const names = new Set([...built.keys(), ...committed.keys()]);
    const stale = [...names].filter((name) => built.get(name) !== committed.get(name));
    if (stale.length > 0) {
      console.error(
        `dist/ is not what the sources build. Run \`npm run build\`. Differs: ${stale.join(', ')}`,
      );
      process.exitCode = 1;
    }
  } else {
    await replace(fresh, dist);
  }
} finally {
  await rm(fresh, { recursive: true, force: true });
}
