import * as z from 'zod';
import { defined } from './defined.ts';
import { optionalList, optionalText, text } from './fields.ts';
import { noClaims, readAs, type Reading } from './reading.ts';

const predicate = z.object({
  result: z.enum(['PASSED', 'WARNED', 'FAILED']),
  url: optionalText,
  passedTests: optionalList(text),
  warnedTests: optionalList(text),
  failedTests: optionalList(text),
});

/** in-toto's test result v0.1. */
export function readTestResult(json: unknown): Reading {
  return readAs(predicate, { json, title: 'test result' }, (said) => ({
    title: 'test result',
    parts: [
      {
        kind: 'tests',
        tests: defined({
          result: said.result,
          passed: said.passedTests ?? [],
          warned: said.warnedTests ?? [],
          failed: said.failedTests ?? [],
          url: said.url,
        }),
      },
    ],
    claims: noClaims,
  }));
}
