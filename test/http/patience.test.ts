import { describe, expect, it } from 'vitest';
import { createPatience } from '../../src/http/patience.ts';

function failed(...codes: readonly string[]): Error {
  return new AggregateError(codes.map((code) => Object.assign(new Error(code), { code })));
}

describe('the patience with one address of a host', () => {
  it('when an address was given up and the others led nowhere, it is longer for whoever tries again', () => {
    const patience = createPatience();
    expect(patience.now).toBe(250);
    patience.learn(failed('ETIMEDOUT', 'ECONNREFUSED'), patience.now);
    expect(patience.now).toBe(1_000);
    patience.learn(failed('ENETUNREACH', 'ETIMEDOUT'), patience.now);
    expect(patience.now).toBe(4_000);
    patience.learn(failed('ETIMEDOUT'), patience.now);
    expect(patience.now).toBe(4_000);
  });

  it('when many connections fail at the same time, it grows once', () => {
    const patience = createPatience();
    for (let each = 0; each < 8; each += 1) patience.learn(failed('ETIMEDOUT'), 250);
    expect(patience.now).toBe(1_000);
  });

  it.each([
    ['every address answered', failed('ECONNREFUSED', 'ENETUNREACH')],
    ['there is one address only', Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })],
    ['anything else went wrong', new Error('reset')],
  ])('when %s, it stays', (_, error) => {
    const patience = createPatience();
    patience.learn(error, patience.now);
    expect(patience.now).toBe(250);
  });
});
