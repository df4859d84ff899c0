import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkReference } from '../scripts/check-reference.ts';
import { configReference, keyedMaps, optionsTable, type Schema } from '../scripts/config-reference.ts';
import { readmeTables } from '../scripts/readme-tables.ts';
import { vendorTable } from '../scripts/vendor-table.ts';
import { catalogue } from '../src/commands/catalogue.ts';
import { configJsonSchema } from '../src/config/json-schema.ts';
import { parseTagTemplate, renderTag } from '../src/domain/tag-template.ts';
import { timeKeywords } from '../src/domain/time-keyword.ts';
import * as library from '../src/index.ts';
import { embeddedRoot } from '../src/evidence/trust-root.ts';
import { parseDigest } from '../src/image/digest.ts';
import { refusalsOf } from './config/written.ts';
import { blocksOf, page, pagesIn, root, sectionOf, type Page } from './pages.ts';

const readme = page('README.md');
const guides = await pagesIn('docs');
const pages = [
  readme,
  ...guides,
  ...(await pagesIn('docs/decisions')),
  page('CONTRIBUTING.md'),
  page('SECURITY.md'),
];

const blocks = pages.flatMap(blocksOf);

/** What is wrong, each with the place; nothing where all is well. */
function about<T extends { readonly place: string }>(
  all: readonly T[],
  wrong: (one: T) => readonly string[],
): string[] {
  return all.flatMap((one) => wrong(one).map((said) => `${one.place}: ${said}`));
}

describe('when tables are generated', () => {
  it('those of the README, the config and the vendors are what the sources say', () => {
    expect(readmeTables(readme.text, page('action.yml').text)).toBe(readme.text);
    const config = page('docs/config.md').text;
    expect(configReference(config, configJsonSchema())).toBe(config);
    const checks = page('docs/checks.md').text;
    expect(checkReference(checks, configJsonSchema())).toBe(checks);
    const registries = page('docs/registries.md').text;
    expect(vendorTable(registries)).toBe(registries);
  });

  it('a key of the schema that a page leaves out is an error, and so is a table for nothing', () => {
    const schema: Schema = { properties: { a: { properties: { b: { type: 'string' } } } } };
    const top = '<!-- keys top -->\n<!-- /keys top -->\n';
    expect(keyedMaps(schema).map(({ path }) => path)).toEqual(['top', 'a']);
    expect(() => configReference(top, schema)).toThrow('no table for a');
    const whole = `${top}<!-- keys a -->\n<!-- /keys a -->\n`;
    expect(configReference(whole, schema)).toContain('| `b` | text |  |  |');
    const other = { $ref: '#/$defs/text-condition', description: 'Its value.' };
    const labels = optionsTable(
      { properties: { required: { type: 'array' } }, additionalProperties: other },
      {},
    );
    expect(labels).toContain('| any other key | [text condition](checks.md#conditions) |  | Its value. |');
    expect(() => configReference(`${whole}<!-- keys c -->\n<!-- /keys c -->\n`, schema)).toThrow('no map c');
  });
});

describe('when a page has an example', () => {
  const yaml = blocks.filter(({ language }) => language === 'yaml');
  const configs = yaml.filter(({ text: written }) => written.startsWith('version: 1\n'));

  it('every config is one that Hoist accepts', async () => {
    expect(configs.length).toBeGreaterThan(5);
    const files = {
      'certs/internal.pem': readFileSync(join(root, 'test/fixtures/tls/ca.pem'), 'utf8'),
      '.github/trusted_root.json': JSON.stringify(await embeddedRoot('sigstore')),
      '.github/hoist-trust.yml':
        'signers: { ci: { github: { repository: acme/web, workflow: acme/web/.github/workflows/release.yml } } }',
      '.github/hoist-policies.yml': 'baseline: [{ signature: { by: ci } }]',
      '.github/hoist-waivers.yml': '[]',
    };
    const refused = await Promise.all(
      configs.map(async ({ place, text: written }) => {
        const refusals = await refusalsOf(written, files);
        return refusals.map(({ at, code, message }) => `${place}, ${at}: ${code} ${message}`);
      }),
    );
    expect(refused.flat()).toEqual([]);
  });

  it('what is no config is a workflow or steps, which GitHub’s parser is given elsewhere', () => {
    const others = yaml.filter((block) => !configs.includes(block));
    const unread = others.filter(
      ({ text: written }) => !/^(?:name: |- (?:uses|name|run|id): )/.test(written),
    );
    expect(unread.map(({ place }) => place)).toEqual([]);
  });

  it('the library’s names in TypeScript are those that it exports', () => {
    const imports = [...readme.text.matchAll(/^import \{ ([^}]*) \} from 'hoist';$/gm)];
    expect(imports.length).toBeGreaterThan(0);
    const names = imports.flatMap((match) => (match[1] ?? '').split(', '));
    expect(names.filter((name) => !(name in library))).toEqual([]);
  });
});

/** The commands of the command line in a page: in blocks and in text. */
function commandLines({ name, text: whole }: Page): { readonly place: string; readonly words: string[] }[] {
  const lines = [
    ...[...whole.matchAll(/^(?:\$ )?((?:hoist|node dist\/cli\.js) [a-zA-Z-].*)$/gm)].map((match) => match[1]),
    ...[...whole.matchAll(/`((?:hoist|node dist\/cli\.js) [^`\n]+)`/g)].map((match) => match[1]),
  ];
  return lines.map((line = '') => ({
    place: `${name}: ${line}`,
    words: line.replace('node dist/cli.js', 'hoist').split(/\s+/).slice(1),
  }));
}

describe('when a page names a command', () => {
  const lines = pages.flatMap(commandLines);
  const known = (name: string) => catalogue.find((command) => command.name === name);

  it('the command exists', () => {
    expect(lines.length).toBeGreaterThan(15);
    const placeholders = new Set(['COMMAND', '--help', '--version', 'is']);
    expect(
      about(lines, ({ words: [name = ''] }) =>
        known(name) === undefined && !placeholders.has(name) ? [`no command ${name}`] : [],
      ),
    ).toEqual([]);
  });

  it('the options are its own', () => {
    const common = new Set(['json', 'debug', 'help']);
    expect(
      about(lines, ({ words: [name = '', ...rest] }) =>
        rest
          .filter((word) => word.startsWith('--'))
          .map((word) => word.slice(2))
          .filter((option) => !common.has(option))
          .filter((option) => known(name)?.options.every((one) => one.name !== option) ?? true),
      ),
    ).toEqual([]);
  });

  it('a script of npm is in package.json', () => {
    const { scripts } = JSON.parse(page('package.json').text) as { scripts: Record<string, string> };
    const named = pages.flatMap(({ text: whole }) =>
      [...whole.matchAll(/npm (?:run )?(demo|test|run [a-z:-]+|registry|[a-z]+:check)\b/g)].map((match) =>
        (match[1] ?? '').replace('run ', ''),
      ),
    );
    expect(new Set(named).size).toBeGreaterThan(4);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('every command and every option of the command line is told of', () => {
    const guide = page('docs/command-line.md').text;
    for (const { name, options, surfaces } of catalogue) {
      if (surfaces?.includes('cli') === false) continue;
      expect(guide).toMatch(new RegExp(`^\\| \`${name}[ \`]`, 'm'));
      const flags = options.filter((option) => option.surfaces?.includes('cli') ?? true);
      for (const option of flags) expect(guide).toContain(`--${option.name}`);
    }
  });
});

/** The heading's name in a link, as GitHub makes it. */
function slug(heading: string): string {
  const plain = heading.replaceAll(/`|\[([^\]]*)\]\([^)]*\)/g, '$1').trim();
  return plain
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}

function headingsOf({ text: whole }: Page): ReadonlySet<string> {
  const prose = whole.replaceAll(/^```.*?^```$/gms, '');
  return new Set([...prose.matchAll(/^#+ (.+)$/gm)].map((match) => slug(match[1] ?? '')));
}

describe('when a page has a relative link', () => {
  const links = pages.flatMap((from) =>
    [...from.text.replaceAll(/^```.*?^```$/gms, '').matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1] ?? '')
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => ({ place: from.name, from, target })),
  );

  it('the file and the heading are there', () => {
    expect(links.length).toBeGreaterThan(40);
    expect(
      about(links, ({ from, target }) => {
        const [path = '', heading] = target.split('#');
        const file = path === '' ? from.name : normalize(join(dirname(from.name), path));
        if (!existsSync(join(root, file))) return [`${target}: no such file`];
        if (heading === undefined || headingsOf(page(file)).has(heading)) return [];
        return [`${target}: no such heading`];
      }),
    ).toEqual([]);
  });
});

describe('when the config’s page tells of tag templates', () => {
  const rows = [
    ...sectionOf(page('docs/config.md'), 'Tags that a stage writes').text.matchAll(/^\| `(%.)` \|.*\|$/gm),
  ];

  it('all nineteen keywords are there, each with what it gives', () => {
    const values = {
      n: '1.4.2',
      instant: new Date('2026-03-05T14:07:09Z'),
      digest: parseDigest(`sha256:${'ab12cd34'.repeat(8)}`),
      captures: new Map<string, string>(),
    };
    const told = new Map(rows.map(([row, keyword = '']) => [keyword, row.split('|').at(-2)?.trim()]));
    const keywords = ['%n', ...[...timeKeywords.keys()].map((letter) => `%${letter}`)];
    expect(keywords).toHaveLength(19);
    for (const keyword of keywords) {
      expect(told.get(keyword)).toBe(`\`${renderTag(parseTagTemplate(keyword), values)}\``);
    }
    expect([...told.keys()].toSorted()).toEqual([...keywords, '%%'].toSorted());
  });
});

describe('when a page lists codes of errors', async () => {
  const files = await readdir(join(root, 'src'), { recursive: true });
  const sources = files
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, 'src', file), 'utf8'))
    .join('\n');
  const listed = [
    page('docs/troubleshooting.md'),
    sectionOf(page('docs/config.md'), 'What is refused'),
    sectionOf(page('docs/policy.md'), 'Reading an explanation'),
  ]
    .flatMap(({ text: whole }) => [...whole.matchAll(/^\| (.*?) \|/gm)])
    .flatMap((match) => [...(match[1] ?? '').matchAll(/`([A-Z][A-Z0-9_]+)`/g)])
    .map((match) => match[1] ?? '');

  it('each of them is in the code', () => {
    // Made of the kind of thing that is not known: POLICY_UNKNOWN.
    const isBuilt = (code: string): boolean => /^(?:POLICY|SIGNER|STAGE|PIPELINE|RULE)_UNKNOWN$/.test(code);
    expect(listed.length).toBeGreaterThan(100);
    expect(listed.filter((code) => !sources.includes(`'${code}'`) && !isBuilt(code))).toEqual([]);
  });

  it('each that the code throws is listed', () => {
    const thrown = [
      ...sources.matchAll(/new HoistError\(\s*'[a-z]+',\s*'([A-Z][A-Z0-9_]+)'/g),
      ...sources.matchAll(
        /\[\s*'(?:config|refused|unreachable|conflict|incomplete)',\s*'([A-Z][A-Z0-9_]+)'/g,
      ),
      ...sources.matchAll(/\bcode: '([A-Z][A-Z0-9_]+)'/g),
    ].map((match) => match[1] ?? '');
    expect(thrown.length).toBeGreaterThan(100);
    expect([...new Set(thrown)].filter((code) => !listed.includes(code))).toEqual([]);
  });
});
