import type { Import, SourceFile } from './imports.ts';

const base = ['domain', 'image', 'errors'];
const underCommands = ['promotion', 'config', 'policy', 'evidence', 'transfer', 'report', 'ports', ...base];

/** Who may import whom (docs/architecture.md). A room may always import itself. */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  image: ['errors'],
  domain: ['image', 'errors'],
  ports: base,
  http: ['ports', ...base],
  registry: ['http', 'ports', ...base],
  github: ['ports', ...base],
  cache: ['ports', ...base],
  disk: ['ports', ...base],
  policy: base,
  report: base,
  config: ['policy', 'ports', ...base],
  evidence: ['ports', ...base],
  transfer: ['ports', ...base],
  promotion: ['config', 'policy', 'evidence', 'transfer', 'report', 'ports', ...base],
  commands: underCommands,
  action: ['commands', 'report', 'ports', ...base],
  cli: ['commands', 'report', 'ports', ...base],
  world: ['registry', 'github', 'cache', 'http', 'disk', 'ports', ...base],
};

/** Where a package's subject lives: paths from `src/`, a folder with a slash at its end. */
export const packages: Readonly<Record<string, readonly string[]>> = {
  '@actions/core': ['action/'],
  '@actions/github': ['github/'],
  '@noble/curves': ['evidence/'],
  '@sigstore/bundle': ['evidence/'],
  '@sigstore/core': ['evidence/'],
  '@sigstore/protobuf-specs': ['evidence/'],
  '@sigstore/sign': ['evidence/'],
  '@sigstore/tuf': ['evidence/'],
  '@sigstore/verify': ['evidence/'],
  canonicalize: ['domain/'],
  commander: ['cli/'],
  'log-update': ['cli/'],
  'packageurl-js': ['policy/'],
  picocolors: ['cli/'],
  'proxy-from-env': ['http/'],
  re2js: ['domain/'],
  semver: ['domain/'],
  'spdx-expression-parse': ['policy/'],
  tldts: ['registry/'],
  ulid: ['world.ts'],
  undici: ['http/'],
  yaml: ['config/'],
  zod: ['config/', 'policy/', 'evidence/formats/', 'domain/record.ts', 'schema.ts'],
};

const entries: ReadonlySet<string> = new Set([
  'action.ts',
  'cli.ts',
  'collect.ts',
  'command-line.ts',
  'index.ts',
]);
const catalogue = 'src/commands/catalogue.ts';
/** Lines of a file, tests' too. */
export const longest = 400;
const vague = /^(?:utils?|helpers?|common|types?|constants?|misc|shared)$/;
const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.d)?$/;

/** Everything in these files that the house does not allow, as sentences. */
export function violations(files: readonly SourceFile[]): string[] {
  return [
    ...files.flatMap(inFile),
    ...files.flatMap((file) => file.imports.flatMap((one) => inImport(file, one))),
    ...betweenCommands(files),
    ...cyclesOfRooms(files),
  ];
}

/** `src/registry/vendors/ecr.ts` → `registry`, `src/world.ts` → `world`; undefined for an entry. */
function roomOf(path: string): string | undefined {
  const [room = '', ...rest] = below(path).split('/');
  if (rest.length > 0) return room;
  return entries.has(room) ? undefined : room.replace(/\.ts$/, '');
}

function below(path: string): string {
  return path.replace(/^src\//, '');
}

function inFile(file: SourceFile): string[] {
  const found: string[] = [];
  const name = file.path.slice(file.path.lastIndexOf('/') + 1).replace(/\.ts$/, '');
  const room = roomOf(file.path);
  if (room !== undefined && !(room in rooms)) found.push(`${file.path} is in no room that the house knows`);
  if (vague.test(name) || !kebab.test(name))
    found.push(`${file.path} is not named after a noun in kebab-case`);
  if (file.lines > longest) found.push(`${file.path} has ${file.lines} lines, more than ${longest}`);
  if (file.computedImports > 0) found.push(`${file.path} imports something that is not written as a string`);
  if (room === 'ports' && file.runtime.length > 0)
    found.push(`${file.path} has code: ${file.runtime.join(', ')}`);
  return found;
}

function inImport(file: SourceFile, one: Import): string[] {
  if (one.kind === 'builtin') return [];
  if (one.kind === 'package') return inPackage(file, one);
  if (!one.to.startsWith('src/')) return [`${file.path} imports ${one.to}, which is outside src`];
  if (!one.to.endsWith('.ts')) return [`${file.path} imports ${one.to} without .ts at its end`];
  const [from, to] = [roomOf(file.path), roomOf(one.to)];
  if (from === undefined || from === to) return [];
  if (from === 'world' && one.to.startsWith('src/evidence/sign')) return [];
  if (to !== undefined && rooms[from]?.includes(to) === true) return [];
  return [`${file.path} imports ${one.to}: ${from} may not import ${to ?? 'an entry'}`];
}

function inPackage(file: SourceFile, one: Import): string[] {
  const path = below(file.path);
  const places = packages[one.to];
  if (places === undefined) return [`${file.path} imports ${one.to}, which has no place in the house`];
  const allowed = places.some((place) =>
    place === 'schema.ts'
      ? path.endsWith('/schema.ts')
      : place.endsWith('/')
        ? path.startsWith(place)
        : path === place,
  );
  return allowed ? [] : [`${file.path} imports ${one.to}, which lives in ${places.join(', ')}`];
}

/** What the catalogue lists are the commands: none of them may import another. */
function betweenCommands(files: readonly SourceFile[]): string[] {
  const listed = files.find((file) => file.path === catalogue)?.imports.filter((one) => !one.typeOnly) ?? [];
  const commands = new Set(listed.map((one) => one.to).filter((to) => roomOf(to) === 'commands'));
  return files
    .filter((file) => commands.has(file.path))
    .flatMap((file) =>
      file.imports
        .filter((one) => commands.has(one.to))
        .map((one) => `${file.path} imports the command ${one.to}`),
    );
}

function cyclesOfRooms(files: readonly SourceFile[]): string[] {
  const graph = new Map<string, Set<string>>();
  for (const file of files) {
    const from = roomOf(file.path);
    if (from === undefined) continue;
    const known = graph.get(from) ?? new Set();
    graph.set(from, known);
    for (const one of file.imports) {
      const to = one.kind === 'file' ? roomOf(one.to) : undefined;
      if (to !== undefined && to !== from) known.add(to);
    }
  }
  return [...graph.keys()]
    .filter((room) => reaches(graph, room, room))
    .map((room) => `the room ${room} imports itself through other rooms`);
}

function reaches(graph: ReadonlyMap<string, ReadonlySet<string>>, from: string, goal: string): boolean {
  const seen = new Set<string>();
  const open = [...(graph.get(from) ?? [])];
  for (let room = open.pop(); room !== undefined; room = open.pop()) {
    if (room === goal) return true;
    if (seen.has(room)) continue;
    seen.add(room);
    open.push(...(graph.get(room) ?? []));
  }
  return false;
}
