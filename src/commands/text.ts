import { candidatesMarkdown, candidatesText } from '../report/candidates.ts';
import { checkText } from '../report/check.ts';
import { historyCsv, historyMarkdown, historyText } from '../report/history.ts';
import { planText, type TextOptions } from '../report/plan.ts';
import { resultText } from '../report/record.ts';
import { statusMarkdown, statusText } from '../report/status.ts';
import { testText } from '../report/test.ts';
import { verifyText } from '../report/verify.ts';
import type { CommandResult } from './command.ts';

/** A file takes all of it. */
const unbounded = { unit: 'characters', size: Number.POSITIVE_INFINITY } as const;

/** What a command did, for people who read text. */
export function textOf(result: CommandResult, options: TextOptions = {}): string {
  switch (result.kind) {
    case 'plan':
      return planText(result.document, options);
    case 'run':
      return resultText(result.document, options);
    case 'check':
      return checkText(result.document, options);
    case 'verify':
      return verifyText(result.document, options);
    case 'test':
      return testText(result.document, options);
    case 'candidates':
      if (result.format === 'markdown') return candidatesMarkdown(result.document, { room: unbounded });
      return candidatesText(result.document, options);
    case 'status':
      if (result.format === 'markdown') return statusMarkdown(result.document, { room: unbounded });
      return statusText(result.document, options);
    case 'history':
      if (result.format === 'csv') return historyCsv(result.document);
      if (result.format === 'markdown') return historyMarkdown(result.document, { room: unbounded });
      return historyText(result.document, options);
    default:
      return result.document.written.map((path) => `wrote ${path}\n`).join('');
  }
}
