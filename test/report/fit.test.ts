import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fit, type Room } from '../../src/report/fit.ts';

describe('when Markdown has to fit', () => {
  it('joins what fits', () => {
    expect(fit(['# a', 'b'], { unit: 'characters', size: 100 })).toBe('# a\n\nb\n');
  });

  it('counts bytes where the limit is in bytes', () => {
    const blocks = ['é'.repeat(400), 'é'.repeat(100)];
    expect(fit(blocks, { unit: 'characters', size: 600 })).not.toContain('did not fit');
    expect(fit(blocks, { unit: 'bytes', size: 600 })).toContain('did not fit');
  });

  it('never gives more than there is room for, and cuts at a block only', () => {
    const room = fc.record<Room>({
      unit: fc.constantFrom('bytes', 'characters'),
      size: fc.integer({ min: 400, max: 3000 }),
    });
    const block = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(fc.array(block, { maxLength: 30 }), room, (blocks, place) => {
        const text = fit(blocks, place);
        const size = place.unit === 'bytes' ? Buffer.byteLength(text) : text.length;
        expect(size).toBeLessThanOrEqual(place.size);
        const cut = /_(\d+) more sections? \([^)]*\) did not fit here; .*_\n$/.exec(text);
        const kept = cut === null ? blocks.length : blocks.length - Number(cut[1]);
        const start = blocks.slice(0, kept).join('\n\n');
        expect(text.startsWith(start)).toBe(true);
      }),
    );
  });
});
