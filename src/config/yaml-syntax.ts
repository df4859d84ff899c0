import { visit, type Document, type YAMLParseError, type YAMLWarning } from 'yaml';
import { HoistError } from '../errors.ts';
import { misplacedLine, tabIndent, tooDeepLine } from './yaml-indent.ts';
import type { Locate } from './yaml.ts';

/**
 * What the parser complained about, in our words: the first error, since what follows is mostly said because of it; or,
 * where there is none, every tag.
 */
export function syntaxErrors(document: Document, text: string, locate: Locate): HoistError[] {
  const [first] = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  return (first === undefined ? document.warnings : [first]).map((problem) => {
    const [start, end] = problem.pos;
    const token = text.slice(start, end);
    const line = locate(start).excerpt ?? '';
    const {
      message,
      hint,
      offset = start,
    } = explain(problem, {
      text,
      token,
      line,
      opening: textEndingAt(document, start),
    });
    return new HoistError('config', 'YAML_SYNTAX', message, {
      position: locate(offset),
      hint,
      cause: problem,
    });
  });
}

/** Where the text begins that the parser took to end at an offset. */
function textEndingAt(document: Document, end: number): number | undefined {
  let found: number | undefined;
  visit(document, {
    Scalar(_, { range }) {
      if (range?.[1] !== end) return undefined;
      found = range[0];
      return visit.BREAK;
    },
  });
  return found;
}

type Explanation = {
  readonly message: string;
  readonly hint: string;
  /** Where it is to be put right, if not where the parser stopped. */
  readonly offset?: number;
};

type Place = {
  readonly text: string;
  /** What the parser stopped at. */
  readonly token: string;
  /** The line of it. */
  readonly line: string;
  /** Where the text begins that ends there: a quote that is not closed goes on to the end of the file. */
  readonly opening: number | undefined;
};

const inBraces = "Between { and }, such a text needs quotes: 'ghcr.io/acme/qa/{name}'.";
const inQuotes = 'To mean the text, put it in single quotes.';

/** What the parser says of a line that a tab indents, which it takes for one that is not indented. */
const ofIndent: ReadonlySet<string> = new Set([
  'TAB_AS_INDENT',
  'BAD_INDENT',
  'BLOCK_AS_IMPLICIT_KEY',
  'MULTILINE_IMPLICIT_KEY',
  'MISSING_CHAR',
]);

function explain(problem: YAMLParseError | YAMLWarning, place: Place): Explanation {
  const { text, token, line } = place;
  const mayBeTab = ofIndent.has(problem.code) && !problem.message.startsWith('Block scalar');
  const tab = mayBeTab ? tabIndent(text, problem.pos[0]) : undefined;
  if (tab !== undefined)
    return { message: 'a tab indents this line', hint: 'Indent with spaces.', offset: tab };
  const said = lower(problem.message);
  switch (problem.code) {
    case 'BAD_SCALAR_START': {
      const start = line.charAt(line.indexOf(token.charAt(0)));
      return {
        message: `a text that begins with ${start === '' ? 'this character' : start} needs quotes`,
        hint: quote(line),
      };
    }
    case 'TAG_RESOLVE_FAILED':
      return tagIn(problem, token);
    case 'TAB_AS_INDENT':
      return { message: 'a tab indents this line', hint: 'Indent with spaces.' };
    case 'MULTIPLE_DOCS':
      return {
        message: 'the file has a second document after ---',
        hint: 'Remove the line --- and what is behind it.',
      };
    case 'BLOCK_AS_IMPLICIT_KEY':
      if (/block sequence/i.test(problem.message)) return misplacedLine(text, problem.pos[0]);
      return (
        tooDeepLine(text, problem.pos[0]) ?? {
          message: 'two keys are on one line',
          hint: 'A text with ": " in it needs quotes.',
        }
      );
    case 'MULTILINE_IMPLICIT_KEY':
      return { message: 'this line is not KEY: VALUE', hint: 'Put a colon and a space behind the key.' };
    case 'MISSING_CHAR':
      return missingCharacter(problem, place);
    case 'NON_STRING_KEY':
      return { message: 'a key is not a text', hint: 'Keys are plain words.' };
    case 'KEY_OVER_1024_CHARS':
      return {
        message: 'a key has more than 1024 characters',
        hint: 'Keys are plain words; a text with ": " in it needs quotes.',
      };
    case 'BAD_INDENT':
      return badIndent(problem, place);
    case 'BLOCK_IN_FLOW':
      return /^\s*- /.test(line)
        ? {
            message: 'between brackets, the items of a list have no dashes',
            hint: 'Write the items with commas between them: [ITEM, ITEM].',
          }
        : {
            message: 'between brackets, two keys are without a comma between them',
            hint: 'Put a comma before the second; a text with ": " in it needs quotes.',
          };
    case 'UNEXPECTED_TOKEN':
      return unexpected(problem, place);
    case 'BAD_DQ_ESCAPE':
      return {
        message: `${token === '' ? 'a backslash' : token} means nothing between double quotes`,
        hint: "Use single quotes, in which a backslash is a backslash: '\\d'.",
      };
    case 'BAD_DIRECTIVE':
      return { message: said, hint: 'Remove the line: the file is YAML 1.2 without directives.' };
    case 'ALIAS_PROPS':
    case 'BAD_ALIAS':
    case 'BAD_PROP_ORDER':
    case 'MULTIPLE_ANCHORS':
    case 'MULTIPLE_TAGS':
      return { message: said, hint: `&, * and ! have a meaning of their own in YAML. ${inQuotes}` };
    default:
      return { message: said, hint: `Write it as KEY: VALUE or - ITEM. ${inQuotes}` };
  }
}

function tagIn({ message }: YAMLParseError | YAMLWarning, token: string): Explanation {
  const tag = /Unresolved tag: (\S+)/.exec(message)?.[1] ?? token;
  if (!tag.startsWith('!')) return forbiddenTag(tag);
  return {
    message: `${tag} is read as a YAML tag`,
    hint: `To mean the text, put it in quotes: '${tag}'.`,
  };
}

/** Of a tag that YAML itself knows: `!!str`, or `!` alone. */
export function forbiddenTag(tag: string): { readonly message: string; readonly hint: string } {
  if (tag === '!') return { message: '! is read as a YAML tag', hint: inQuotes };
  const short = tag.replace(/^tag:yaml\.org,2002:/, '!!');
  return {
    message: `the YAML tag ${short} is not allowed`,
    hint: 'Remove the tag; plain values are enough.',
  };
}

function missingCharacter(
  { message, pos: [offset] }: YAMLParseError | YAMLWarning,
  { text, opening }: Place,
): Explanation {
  const quoted = /closing (.)quote/.exec(message)?.[1];
  if (quoted !== undefined)
    return {
      message: `a quote ${quoted} is not closed`,
      hint: `Put ${quoted} at the end of the text.`,
      ...(opening === undefined ? {} : { offset: opening }),
    };
  if (/without - indicator/.test(message)) return misplacedLine(text, offset);
  const bracket = unclosed(message);
  if (bracket !== undefined) return bracket;
  if (message.startsWith('Missing ,')) {
    // [ghcr.io/{name}]: the text would end at the brace.
    if (/[{[]/.test(text.charAt(offset)) && /\S/.test(text.charAt(offset - 1)))
      return { message: 'a { or [ stands in a text without quotes', hint: inBraces };
    return {
      message: 'two items are without a comma between them',
      hint: 'Put a comma between the items, or all of a text in one pair of quotes.',
    };
  }
  if (/space after :/.test(message))
    return { message: 'a colon has no space behind it', hint: 'Put a space behind the colon.' };
  if (message.startsWith('Comments')) {
    return {
      message: 'a # stands right behind a value',
      hint: 'Put a space before a comment; a text with # in it needs quotes.',
    };
  }
  if (message.startsWith('Tags and anchors'))
    return { message: 'an anchor (&) or a tag (!) has no space behind it', hint: inQuotes };
  if (/directives-end/.test(message) && text.trimStart().startsWith('%'))
    return {
      message: 'a text that begins with % needs quotes',
      hint: 'Put the key in single quotes.',
      offset: text.indexOf('%'),
    };
  return { message: lower(message), hint: `Put a colon and a space behind a key. ${inQuotes}` };
}

/** The parser stops at the first line that cannot belong to what is between the brackets. */
function unclosed(message: string): Explanation | undefined {
  const closer = /end with a ([\]}])/.exec(message)?.[1];
  if (closer === undefined) return undefined;
  const opener = closer === ']' ? '[' : '{';
  return {
    message: `a ${opener} above is not closed before this`,
    hint: `Put ${closer} at its end; where ${closer} comes further down, indent all that is before it, and ${closer} itself, deeper than the key.`,
  };
}

function badIndent({ message, pos: [offset] }: YAMLParseError | YAMLWarning, { text }: Place): Explanation {
  if (/^Block scalar/i.test(message))
    return {
      message: 'the text below | or > is not indented',
      hint: 'Indent its lines by spaces, deeper than the key.',
    };
  return unclosed(message) ?? misplacedLine(text, offset);
}

function unexpected(
  { message, pos: [offset] }: YAMLParseError | YAMLWarning,
  { text, line }: Place,
): Explanation {
  const stray = /(?:flow-seq-end|flow-map-end) token in YAML/.test(message) ? text.charAt(offset) : '';
  if (stray !== '') return { message: `a ${stray} closes nothing`, hint: `Remove it. ${inQuotes}` };
  if (message.startsWith('Unexpected ,'))
    return { message: 'a comma has no item before it', hint: `Remove the comma. ${inQuotes}` };
  if (/block-seq-ind on same line/.test(message)) {
    return {
      message: 'a list begins on the line of its key',
      hint: 'Begin a new line for each item, with a dash and a space; or write [ITEM, ITEM].',
    };
  }
  if (message.startsWith('Block scalar header')) {
    return {
      message: 'a text stands behind | or >',
      hint: `Write the text into the lines below, indented. ${inQuotes}`,
    };
  }
  if (/[{}]/.test(line)) return { message: 'a { or } stands in a text without quotes', hint: braces(line) };
  if (
    /['"]\s*$/.test(text.slice(Math.max(0, offset - 80), offset)) &&
    line.trim() !== text.slice(offset).split('\n')[0]?.trim()
  ) {
    return {
      message: 'a text goes on behind its closing quote',
      hint: 'Put all of the text in one pair of quotes; a quote in it is written twice.',
    };
  }
  return {
    message: 'this belongs neither to what is above it nor below it',
    hint: `Begin the items of a list with a dash and a space, and write all else as KEY: VALUE. ${inQuotes}`,
  };
}

/** `tag: {major}.{minor}`: the text begins with a brace, and goes on behind it. */
function braces(line: string): string {
  const [, text = ''] = /^\s*(?:- +)?[\w-]+: +(\{[^'\s]*|\{[^':]*)$/.exec(line.trimEnd()) ?? [];
  return text === '' ? inBraces : `Write '${text}'.`;
}

function quote(line: string): string {
  const [, before = '', rest = ''] = /^(.*?(?::|-|\[|,)\s+?)([%@`|>&*!].*)$/.exec(line) ?? [];
  // Between brackets, the text ends where they do.
  const value = (/[[{]/.test(before) ? /^[^,\]}]*/.exec(rest)?.[0] : rest)?.trim() || undefined;
  return value === undefined || value.includes("'") ? 'Put it in single quotes.' : `Write '${value}'.`;
}

function lower(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
