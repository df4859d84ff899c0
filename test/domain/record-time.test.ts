import { describe, expect, it } from 'vitest';
import { ulid } from 'ulid';
import { recordTime } from '../../src/domain/record-time.ts';

describe('when the time of a record is asked for', () => {
  it('its id tells', () => {
    const time = Date.UTC(2026, 2, 4, 5, 6, 7, 89);
    expect(recordTime(ulid(time))).toBe(time);
  });

  it.each(['', '01A', '01M8KBSJW8CYMDQ3KC4TQKPX0', 'l1M8KBSJW8CYMDQ3KC4TQKPX0Z'])(
    'an id that is none, %j, does not',
    (id) => {
      expect(recordTime(id)).toBeNaN();
    },
  );
});
