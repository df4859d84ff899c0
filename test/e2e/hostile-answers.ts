import { problem, type Answer } from '../fakes/registry/answer.ts';

/** Longer than anybody waits: that an answer is asked for again is shown elsewhere. */
const tomorrow = { 'retry-after': 86_400 };

/** What a registry may say in place of what it was asked for. */
export const hostileAnswers: Readonly<Record<string, Answer>> = {
  401: problem(401, 'UNAUTHORIZED', 'who are you'),
  403: problem(403, 'DENIED', 'not you'),
  404: problem(404, 'MANIFEST_UNKNOWN', 'nothing here'),
  406: { status: 406, body: '' },
  429: { ...problem(429, 'TOOMANYREQUESTS', 'slow down'), headers: tomorrow },
  500: { ...problem(500, 'UNKNOWN', 'a fault'), headers: tomorrow },
  HTML: { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' },
};
