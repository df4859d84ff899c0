import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { HoistError, throwAny, type SourcePosition } from '../errors.ts';
import { forbiddenTag, syntaxErrors } from './yaml-syntax.ts';

export type Path = readonly (string | number)[];

/** A YAML file of ours: plain values, and where each of them is written. */
export type YamlFile = {
  readonly value: unknown;
  /** The position of the value at a path, or of its key; of the nearest thing around it where there is none. */
  at(path: Path, part?: 'key' | 'value'): SourcePosition;
};

/** Where an offset of the text is. */
export type Locate = (offset: number) => SourcePosition;

/** N33. */
const maxBytes = 1024 * 1024;
const maxAliases = 50;
const maxDepth = 32;

/**
 * Reads YAML 1.2 with the core schema and nothing else: `no` and `1_000` are texts; duplicate keys, merge keys, tags,
 * directives and `__proto__` are refused (A23).
 *
 * @throws HoistErrors of kind `config`
 */
export function readYaml(bytes: Uint8Array, file: string): YamlFile {
  const text = decode(bytes, file);
  const lines = new LineCounter();
  const document = parse(text, { lines, file });
  const locate: Locate = (offset) => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    const start = lines.lineStarts[line - 1] ?? 0;
    const excerpt = text.slice(start, lines.lineStarts[line] ?? text.length).trimEnd();
    return { file, line: Math.max(line, 1), column: Math.max(col, 1), excerpt: excerpt.slice(0, 2000) };
  };
  // The parser is recursive, and reports where its stack ended among what is wrong with the text.
  const exhausted = document.errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  if (exhausted !== undefined) throw tooDeep(locate(exhausted.pos[0]), exhausted);
  throwAny(syntaxErrors(document, text, locate));
  throwAny(forbidden(document, locate));
  const pairOf = pairFinder();
  return {
    value: plain(document, file),
    at: (path, part) => positionOf(document, path, { part, locate, pairOf }),
  };
}

function decode(bytes: Uint8Array, file: string): string {
  const position = { file, line: 1, column: 1 };
  if (bytes.length > maxBytes) {
    throw new HoistError('config', 'YAML_TOO_LARGE', 'the file is larger than 1 MiB', {
      position,
      hint: 'Move policies or waivers into files of their own: { file: PATH }.',
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new HoistError('config', 'YAML_ENCODING', 'the file is not UTF-8', {
      position,
      hint: 'Save it as UTF-8.',
      cause,
    });
  }
}

function parse(
  text: string,
  { lines, file }: { readonly lines: LineCounter; readonly file: string },
): Document {
  try {
    return parseDocument(text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      resolveKnownTags: false,
      stringKeys: true,
      strict: true,
      // Ours is linear, and says where the first one is.
      uniqueKeys: false,
      prettyErrors: false,
      // 'silent' would also drop the error about a second document.
      logLevel: 'error',
      lineCounter: lines,
    });
  } catch (cause) {
    // What reads brackets before it is recursive too: nesting beyond the stack is a RangeError.
    throw tooDeep({ file, line: 1, column: 1 }, cause);
  }
}

function tooDeep(position: SourcePosition, cause?: unknown): HoistError {
  return new HoistError('config', 'YAML_TOO_DEEP', `the file is nested deeper than ${maxDepth} levels`, {
    position,
    hint: 'Close each bracket where what is in it ends: no config is nested so deeply.',
    cause,
  });
}

function forbidden(document: Document, locate: Locate): HoistError[] {
  const errors: HoistError[] = [];
  const refuse = (
    code: string,
    message: string,
    options: { readonly node?: unknown; readonly hint?: string },
  ): void => {
    errors.push(
      new HoistError('config', code, message, {
        position: locate(startOf(options.node)),
        hint: options.hint,
      }),
    );
  };
  const { yaml, tags } = document.directives ?? {};
  if (yaml?.explicit === true) {
    refuse('YAML_DIRECTIVE', 'a %YAML directive is not allowed', {
      hint: 'Remove it: the file is YAML 1.2.',
    });
  }
  if (Object.keys(tags ?? {}).some((handle) => handle !== '!!')) {
    refuse('YAML_DIRECTIVE', 'a %TAG directive is not allowed', {
      hint: 'Remove it: plain values are enough.',
    });
  }
  let aliases = 0;
  visit(document, (_key, node, path) => {
    if (isCollection(node) && path.filter(isCollection).length >= maxDepth) {
      errors.push(tooDeep(locate(startOf(node))));
      return visit.BREAK;
    }
    if (isAlias(node)) {
      aliases += 1;
      if (aliases > maxAliases) {
        refuse('YAML_ALIAS', `the file has more than ${maxAliases} aliases`, {
          node,
          hint: 'Write out what the aliases stand for.',
        });
        return visit.BREAK;
      }
      if (node.resolve(document) === undefined) {
        refuse('YAML_ALIAS', `*${node.source} is read as an alias, and there is no anchor &${node.source}`, {
          node,
          hint: `To mean the text, put it in quotes: '*${node.source}'.`,
        });
      }
    }
    if (isNode(node) && node.tag !== undefined) {
      const { message, hint } = forbiddenTag(node.tag);
      refuse('YAML_SYNTAX', message, { node, hint });
    }
    if (isMap(node)) {
      const text = unquotedBraces(node);
      if (text !== undefined)
        refuse('YAML_SYNTAX', `${text} is read as a map`, {
          node,
          hint: `To mean the text, put it in quotes: '${text}'.`,
        });
      refuseKeys(node, refuse, locate);
    }
    return undefined;
  });
  return errors;
}

/** `{digest}`, which is a map with a key and no value: nobody means that. */
function unquotedBraces({ flow, items }: YAMLMap): string | undefined {
  const [only, ...more] = items;
  if (flow !== true || only === undefined || more.length > 0 || only.value !== null) return undefined;
  return `{${keyText(only.key)}}`;
}

function refuseKeys(
  map: YAMLMap,
  refuse: (
    code: string,
    message: string,
    options: { readonly node?: unknown; readonly hint?: string },
  ) => void,
  locate: Locate,
): void {
  const seen = new Map<string, unknown>();
  for (const { key } of map.items) {
    const name = keyText(key);
    const first = seen.get(name);
    if (first !== undefined) {
      const hint = `It is there already in line ${locate(startOf(first)).line}. Merge the two, or remove one.`;
      refuse('YAML_DUPLICATE_KEY', `the key "${name}" is there twice`, { node: key, hint });
    }
    seen.set(name, key);
    if (name === '<<') {
      refuse('YAML_MERGE_KEY', 'the merge key << is not allowed', {
        node: key,
        hint: 'Write out the keys that it would bring.',
      });
    }
    if (name === '__proto__') {
      refuse('YAML_KEY', 'the key __proto__ is not allowed', { node: key, hint: 'Choose another name.' });
    }
  }
}

function plain(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: maxAliases + 1 });
  } catch (cause) {
    throw new HoistError('config', 'YAML_ALIAS', 'the aliases of the file expand to too much', {
      position: { file, line: 1, column: 1 },
      hint: 'Write out what the aliases stand for.',
      cause,
    });
  }
}

function positionOf(
  document: Document,
  path: Path,
  {
    part = 'value',
    locate,
    pairOf,
  }: {
    readonly part?: 'key' | 'value' | undefined;
    readonly locate: Locate;
    readonly pairOf: PairFinder;
  },
): SourcePosition {
  let node: unknown = document.contents;
  let nearest: unknown = node;
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    const child = isSeq(node) ? node.items[Number(step)] : isMap(node) ? pairOf(node, step) : undefined;
    if (child === undefined) break;
    const last = index === path.length - 1;
    node = isPair(child) ? child.value : child;
    nearest =
      isPair(child) && (isMap(node) || isSeq(node) || !hasText(node) || (last && part === 'key'))
        ? child.key
        : node;
  }
  return locate(startOf(nearest));
}

type PairFinder = (map: YAMLMap, key: string | number) => Pair | undefined;

/** Looks through each map once, however many of its keys are asked for: a file may have as many mistakes as keys. */
function pairFinder(): PairFinder {
  const known = new Map<YAMLMap, ReadonlyMap<string, Pair>>();
  return (map, key) => {
    const pairs = known.get(map) ?? new Map(map.items.map((pair) => [keyText(pair.key), pair]));
    known.set(map, pairs);
    return pairs.get(String(key));
  };
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

function hasText(node: unknown): boolean {
  return isAlias(node) || (isScalar(node) && node.value !== null);
}

function startOf(node: unknown): number {
  const start: unknown = (node as Partial<Node> | undefined | null)?.range?.[0];
  return typeof start === 'number' ? start : 0;
}
