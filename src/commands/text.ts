import { checkText } from '../report/check.ts';
import { planText, type TextOptions } from '../report/plan.ts';
import { resultText } from '../report/record.ts';
import { testText } from '../report/test.ts';
import { verifyText } from '../report/verify.ts';
import type { CommandResult } from './command.ts';

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
    default:
      return result.document.written.map((path) => `wrote ${path}\n`).join('');
  }
}
