import type { ReasonCode } from '../domain/decision.ts';
import type { Answer } from '../domain/facts.ts';
import { HoistError } from '../errors.ts';

export function unknown(code: ReasonCode, message: string): Answer<never> {
  return { state: 'unknown', code, message };
}

/** Of what no check needs; whoever reads it all the same gets no "yes". */
export function notAsked(what: string): Answer<never> {
  return unknown('INCOMPLETE', `${what} was not asked for`);
}

/**
 * What a question came to. An error that says what happened is an answer that is not known (I4); any other error is a
 * fault of ours, or the end of the run, and stays an error.
 */
export async function answerTo<Value>(question: () => Promise<Value>): Promise<Answer<Value>> {
  try {
    return { state: 'known', value: await question() };
  } catch (error) {
    if (!(error instanceof HoistError)) throw error;
    // `refused`: these bytes will never be accepted, so trying again does not help.
    return unknown(error.kind === 'refused' ? 'UNPARSABLE' : 'UNREACHABLE', explain(error));
  }
}

/** With what helps: the permission that a token lacks, say. */
export function explain({ message, hint }: HoistError): string {
  return hint === undefined ? message : `${message}. ${hint}`;
}
