import type { Answer } from './answer.ts';
import type { SeenRequest } from './exchange.ts';

/**
 * What goes wrong with one request.
 *
 * - an answer: it is sent, and the request takes no effect
 * - a function: the request takes effect, and its answer is altered
 * - `reset`: the connection is reset before anything happens (F4, F5)
 * - `reset-mid-upload`: reset when half of the request's body has come; what came is kept (F24)
 * - `reset-after-effect`: the request takes effect, and the connection is reset before the answer (F7, F20, F31)
 * - `reset-mid-body`: reset after half of the answer's body (F11)
 * - `truncate`: closed cleanly after half of the answer's body (F16)
 * - `stall`: silence after half of the answer's body (F36)
 * - `hang`: silence from the start; nothing takes effect
 */
export type Fault =
  | Answer
  | ((answer: Answer) => Answer)
  | 'reset'
  | 'reset-mid-upload'
  | 'reset-after-effect'
  | 'reset-mid-body'
  | 'truncate'
  | 'stall'
  | 'hang';

/** Asked for every request, before it is authorised. A promise holds the request until it resolves. */
export type Intercept = (request: SeenRequest) => Fault | undefined | Promise<Fault | undefined>;

/** The fault at the request of that index and none elsewhere. */
export function faultAt(index: number, fault: Fault): Intercept {
  return (request) => (request.index === index ? fault : undefined);
}

/** The first `times` requests that match fail. */
export function failing(times: number, matches: (request: SeenRequest) => boolean, fault: Fault): Intercept {
  let left = times;
  return (request) => {
    if (left === 0 || !matches(request)) return undefined;
    left -= 1;
    return fault;
  };
}
