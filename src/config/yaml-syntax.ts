import type { Document, YAMLParseError, YAMLWarning } from 'yaml';
import { HoistError } from '../errors.ts';
import type { Locate } from './yaml.ts';

/**
 * What the parser complained about, in our words: the first error, since what follows is mostly said because of it; or,
 * where there is none, every tag.
 */
export function syntaxErrors(document: Document, text: string, locate: Locate): HoistError[] {
  const [first] = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  return (first === undefined ? document.warnings : [first]).map((problem) => {
    const position = locate(problem.pos[0]);
    const { message, hint } = explain(
      problem,
      text.slice(problem.pos[0], problem.pos[1]),
      position.excerpt ?? '',
    );
    return new HoistError('config', 'YAML_SYNTAX', message, { position, hint, cause: problem });
  });
}

type Explanation = { readonly message: string; readonly hint?: string };

function explain(problem: YAMLParseError | YAMLWarning, token: string, line: string): Explanation {
  switch (problem.code) {
    case 'BAD_SCALAR_START': {
      const start = line.charAt(line.indexOf(token.charAt(0)));
      return {
        message: `a text that begins with ${start === '' ? 'this character' : start} needs quotes`,
        hint: quote(line),
      };
    }
    case 'TAG_RESOLVE_FAILED': {
      const tag = /Unresolved tag: (\S+)/.exec(problem.message)?.[1] ?? '';
      if (tag.startsWith('!')) {
        return {
          message: `${tag} is read as a YAML tag`,
          hint: `To mean the text, put it in quotes: '${tag}'.`,
        };
      }
      return {
        message: `the YAML tag ${tag} is not allowed`,
        hint: 'Remove the tag; plain values are enough.',
      };
    }
    case 'TAB_AS_INDENT':
      return { message: 'a tab indents this line', hint: 'Indent with spaces.' };
    case 'MULTIPLE_DOCS':
      return {
        message: 'the file has a second document after ---',
        hint: 'Remove the line --- and what is behind it.',
      };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return { message: 'two keys are on one line', hint: 'A text with ": " in it needs quotes.' };
    case 'MULTILINE_IMPLICIT_KEY':
      return { message: 'this line is not KEY: VALUE', hint: 'Put a colon and a space behind the key.' };
    case 'MISSING_CHAR': {
      const quote = /closing (.)quote/.exec(problem.message)?.[1];
      if (quote === undefined)
        return { message: lower(problem.message), hint: 'Brackets and quotes are closed again.' };
      return { message: `a quote ${quote} is not closed`, hint: `Put ${quote} at the end of the text.` };
    }
    case 'NON_STRING_KEY':
      return { message: 'a key is not a text', hint: 'Keys are plain words.' };
    case 'BAD_INDENT':
      return {
        message: lower(problem.message),
        hint: 'What belongs together is indented by the same number of spaces.',
      };
    case 'UNEXPECTED_TOKEN':
      if (!/[{}]/.test(line)) return { message: lower(problem.message) };
      return {
        message: 'a { or } stands in a text without quotes',
        hint: "Between { and }, such a text needs quotes: 'ghcr.io/acme/qa/{name}'.",
      };
    default:
      return { message: lower(problem.message) };
  }
}

function quote(line: string): string {
  const value = /(?::|-|\[|,)\s+?([%@`|>&*!].*)$/.exec(line)?.[1]?.trim();
  return value === undefined || value.includes("'") ? 'Put it in single quotes.' : `Write '${value}'.`;
}

function lower(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
