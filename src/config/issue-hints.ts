import { suggest } from './suggest.ts';
import type { Path } from './yaml.ts';

/** What to write, by the key and where it matters the key around it; for the keys without a default, and for shapes. */
const examples: ReadonlyMap<string, string> = new Map([
  ['version', 'Write version: 1.'],
  [
    'pipelines',
    'Name at least one: pipelines: { web: { source: …, stages: […] } }; `hoist init` writes an example.',
  ],
  ['source', 'Say where images come from: source: ghcr.io/acme/dev/web.'],
  ['source.repository', 'Say where images come from: repository: ghcr.io/acme/dev/web.'],
  ['source.repositories', 'Write them as a list: repositories: [ghcr.io/acme/dev/api, ghcr.io/acme/dev/ui].'],
  ['source.tags', "Write a list of globs, ['v*'], or { semver: '>= 1' }, or { matches: EXPRESSION }."],
  ['stages', 'A stage has a name and a target: stages: [{ name: qa, to: ghcr.io/acme/qa/web }].'],
  ['stages.name', 'Give it a name: name: qa.'],
  ['stages.to', 'Name the repository to write to: to: ghcr.io/acme/qa/web.'],
  ['tag.name', "Say which tag it is: name: stable, or with keywords: name: '%n'."],
  ['environment', 'Name the GitHub environment: environment: { name: production }.'],
  ['environment.name', 'Name the GitHub environment: name: production.'],
  ['list.github-packages', 'Name the account on GitHub: github-packages: acme.'],
  ['copy.to', "Say what may be written: to: ['ghcr.io/acme/mirror/**']."],
  ['notify', 'Write a list: notify: [{ url-from-env: HOIST_HOOK_URL }].'],
  ['notify.url-from-env', 'Name the environment variable that holds the URL: url-from-env: HOIST_HOOK_URL.'],
  ['sigstore.fulcio', 'Say who issues the certificates: fulcio: https://fulcio.example.com.'],
  ['registries', 'Write each host with what is special about it: registries: { quay.io: { upload: put } }.'],
  ['signers', 'Write each signer under a name: signers: { ci: { github: { repository: acme/app } } }.'],
  ['github', 'Name the repository whose workflow signs: github: { repository: acme/app }.'],
  ['key', 'Name the file of the public key: key: { file: trust/cosign.pub }.'],
  ['signature', 'Name signers of trust.signers: signature: { by: ci }.'],
  ['platforms', 'Name them: platforms: { exactly: [linux/amd64, linux/arm64] }.'],
  ['missing', 'Say of what: missing: { platforms: allow }.'],
  ['github.repository', 'Name the repository whose workflow signs: repository: acme/app.'],
  [
    'identity.issuer',
    'Name who issues the ID tokens, as the certificate has it: issuer: https://accounts.example.com.',
  ],
  ['identity.subject', 'Write the subject as the certificate has it: subject: release@example.com.'],
  ['evidence.files', "Write globs under a name of your own: files: { scans: ['reports/*.json'] }."],
  ['feeds.kev', 'Write kev: cisa, or kev: { file: PATH }.'],
  ['feeds.epss', 'Write epss: first, or epss: { file: PATH }.'],
  ['policies', 'Write each policy under a name: policies: { baseline: [{ signature: { by: ci } }] }.'],
  ['waivers', 'Write a list of waivers, each with id, check, match, reason, owner and expires.'],
  ['id', 'Give it an id that no other has: id: W-2026-001.'],
  ['check', 'Name the check whose findings it removes: check: vulnerabilities.'],
  ['match', 'Say which findings: match: { vulnerability: CVE-2026-12345 }.'],
  ['reason', 'Say why it is right to accept them: reason: TEXT.'],
  ['owner', "Say who answers for it: owner: '@acme/security'."],
  ['expires', 'Write the last day on which it counts: expires: 2027-01-31.'],
  ['by', 'Name signers of trust.signers: by: ci, or by: [ci, scanner].'],
  ['rules.field', "Say what DTR's rule looks at: field: vulnerability_critical."],
  ['rules.operator', 'Say how it compares: operator: lte.'],
  ['rules.values', 'Write a list, also of one value: values: [0].'],
  ['any-of', 'Name signers of trust.signers: any-of: [ci, scanner].'],
  ['all-of', 'Name signers of trust.signers: all-of: [ci, scanner].'],
  ['promoted.from', 'Name the stage that must have promoted it: from: staging.'],
  ['required.name', 'Name the check run as GitHub shows it: name: build.'],
  ['allow.from', 'Write the first day: from: 2026-12-23.'],
  ['allow.to', 'Write the last day: to: 2027-01-02.'],
  ['deny.from', 'Write the first day: from: 2026-12-23.'],
  ['deny.to', 'Write the last day: to: 2027-01-02.'],
  ['unknown.max', 'Say how many there may be: max: 10.'],
  ['tags.semver', "Write a range of versions: semver: '>= 1.2'."],
  ['tags.matches', "Write an RE2 expression for the whole tag: matches: 'v\\d+\\.\\d+'."],
  ['file', 'Name a file by its path from the root of the repository: file: .github/hoist/waivers.yml.'],
  [
    'trusted-root',
    'Name a file by its path from the root of the repository: trusted-root: certs/trusted_root.json.',
  ],
  ['max-age', 'Say how old it may be: max-age: 24h.'],
]);

/** The same where a list stands and one is meant. */
const listExamples: ReadonlyMap<string, string> = new Map([
  ['source', 'Several are a set: source: { repositories: [ghcr.io/acme/dev/api, ghcr.io/acme/dev/ui] }.'],
  ['source.repository', 'Several are a set: repositories: [ghcr.io/acme/dev/api, ghcr.io/acme/dev/ui].'],
]);

/** Keys that a stage does not have, and what is meant by them. */
const beside: ReadonlyMap<string, string> = new Map([
  ['move', 'It belongs to a tag: tag: { name: stable, move: any }.'],
  ['approval', 'It belongs to an environment: environment: { name: production, approval: required }.'],
  ['needs', 'Name the stages before it with after: after: qa.'],
]);

/** The same for an item of a list. */
const itemExamples: ReadonlyMap<string, string> = new Map([
  ['stages', 'Write it as a map: - { name: qa, to: ghcr.io/acme/qa/web }.'],
  ['tag', "Write the tag, or a map: - { name: '%n', move: forward }."],
  ['notify', 'Write it as a map: - { url-from-env: HOIST_HOOK_URL }.'],
  ['waivers', 'Write it as a map with id, check, match, reason, owner and expires.'],
  ['policies', 'Write it as a map, the check with its options: - signature: { by: ci }.'],
  ['require', 'Write it as a map, the check with its options: - signature: { by: ci }.'],
  ['any', 'Write it as a map, the check with its options: - signature: { by: ci }.'],
  ['rules', 'Write it as a map: - { field: vulnerability_critical, operator: lte, values: [0] }.'],
  ['roots', 'Write sigstore, github, or { trusted-root: PATH }.'],
]);

/** What stands at a place, as an example; undefined where any value of the type will do. */
function exampleOf(path: Path): string | undefined {
  const keys = path.filter((step) => typeof step === 'string');
  const [around = '', key = ''] = keys.length < 2 ? ['', ...keys] : keys.slice(-2);
  if (typeof path.at(-1) === 'number')
    return itemExamples.get(key) ?? (keys.length === 2 ? itemExamples.get(around) : undefined);
  return examples.get(`${around}.${key}`) ?? examples.get(key);
}

/** Of a key that does not exist, and that somebody may look for there. */
export function elsewhereHint(key: string, path: Path): string | undefined {
  return path.length === 4 && path[2] === 'stages' ? beside.get(key) : undefined;
}

/** Of a key that has no default and is not there. */
export function missingHint(path: Path): string {
  return exampleOf(path) ?? `Add it: ${path.at(-1)}: VALUE.`;
}

/** Of a key, or a dash, with nothing behind it. */
export function emptyHint(path: Path, isMap = false): string {
  if (typeof path.at(-1) === 'number') return 'Give it a value, or remove the dash.';
  const example = exampleOf(path);
  // What was meant for it is often there, as far left as its key.
  const give = isMap ? 'Write what belongs to it below it, indented deeper' : 'Give it a value';
  return example === undefined ? `${give}, or remove the key.` : `${give}. ${example}`;
}

export function emptyListHint(path: Path): string {
  return exampleOf(path) ?? 'Name at least one.';
}

/**
 * Of a value of another type than is expected.
 *
 * @param said what the schema itself says of the value: a range, a form
 */
export function typeHint(
  expected: readonly string[],
  { input, path, said }: { readonly input: unknown; readonly path: Path; readonly said: string | undefined },
): string {
  const takes = (...types: readonly string[]): boolean => types.some((type) => expected.includes(type));
  if (path.length === 0) return 'Write it as KEY: VALUE, beginning with version: 1.';
  if (takes('boolean') && typeof input === 'string') {
    const plain = /^(?:true|false)$/i.exec(input)?.[0].toLowerCase();
    if (plain !== undefined) return `Drop the quotes: ${path.at(-1)}: ${plain}.`;
    return /^(?:yes|no|on|off)$/i.test(input)
      ? 'Write true or false: in YAML 1.2, yes, no, on and off are texts.'
      : 'Write true or false, without quotes.';
  }
  if (takes('number', 'int') && typeof input === 'string' && /^-?\d+(?:\.\d+)?$/.test(input))
    return `Drop the quotes. ${said ?? 'A number stands for itself.'}`;
  if (said !== undefined) return said;
  if (takes('string') && !takes('number') && (typeof input === 'number' || typeof input === 'boolean'))
    return 'Put it in quotes, so that it stays as it is written.';
  if (takes('array') && typeof input === 'string' && /^[^'\n]+$/.test(input) && input.length <= 60) {
    // A stage that is only a name says too little to be put between brackets.
    if (!takesMaps(path)) return `Write a list: ['${input}'].`;
  }
  return (Array.isArray(input) ? listExampleOf(path) : undefined) ?? exampleOf(path) ?? plainHint(expected);
}

function listExampleOf(path: Path): string | undefined {
  const [around, key] = path.slice(-2);
  return listExamples.get(`${around}.${key}`) ?? listExamples.get(String(key));
}

/** Whether the items of the list at a path are maps. */
function takesMaps(path: Path): boolean {
  return itemExamples.has(String(path.at(-1))) && path.at(-1) !== 'tag' && path.at(-1) !== 'roots';
}

const forms: ReadonlyMap<string, string> = new Map([
  ['string', 'a text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
  ['array', 'a list: one item a line, each behind a dash and a space'],
  ['object', 'a map: KEY: VALUE, one a line'],
  ['record', 'a map: KEY: VALUE, one a line'],
]);

function plainHint(expected: readonly string[]): string {
  const words = expected.map((type) => forms.get(type) ?? type.replace(/^"(.*)"$/, '$1'));
  return `Write ${[...new Set(words)].join(', or ')}.`;
}

/** Of a value that is not among the words that are known. */
export function wordHint(
  values: readonly unknown[],
  { input, path }: { readonly input: unknown; readonly path: Path },
): string {
  const words = values.map(String);
  if (typeof input === 'string' && values.every((value) => typeof value !== 'string'))
    return `Write ${oneOf(words)}, without quotes.`;
  const meant =
    typeof input === 'string'
      ? suggest(input, words)
      : input === false && words.find((word) => word === 'off' || word === 'none' || word === 'never');
  if (typeof meant === 'string') return `Did you mean ${meant}?`;
  // Of a single word there is another form beside it.
  return (words.length === 1 ? exampleOf(path) : undefined) ?? `Write ${oneOf(words)}.`;
}

export function oneOf(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}
