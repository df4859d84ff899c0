import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fit, ranked, type Block, type Room } from '../../src/report/fit.ts';

describe('when Markdown has to fit', () => {
  it('joins what fits', () => {
    expect(fit(['# a', 'b'], { unit: 'characters', size: 100 })).toBe('# a\n\nb\n');
  });

  it('counts bytes where the limit is in bytes', () => {
    const blocks = ['é'.repeat(400), 'é'.repeat(100)];
    expect(fit(blocks, { unit: 'characters', size: 600 })).not.toContain('did not fit');
    expect(fit(blocks, { unit: 'bytes', size: 600 })).toContain('did not fit');
  });

  it('cuts the highest rank first, of one rank the last, and leaves the others in their order', () => {
    const block = (letter: string): string => letter.repeat(200);
    const blocks: readonly Block[] = [
      'a',
      ...ranked(2, [block('b')]),
      'c',
      ...ranked(2, [block('d'), ...ranked(1, [block('e')])]),
      'f',
    ];
    const size = { unit: 'characters' } as const;
    const left = (room: number): string => fit(blocks, { ...size, size: room }).replaceAll(/(.)\1+/g, '$1');
    expect(left(700)).toBe('a\n\nb\n\nc\n\nd\n\ne\n\nf\n');
    expect(fit(blocks, { ...size, size: 600 })).toMatch(/^a\n\nb+\n\nc\n\nf\n\n_2 more sections/);
    expect(fit(blocks, { ...size, size: 500 })).toMatch(/^a\n\nc\n\nf\n\n_3 more sections \(600 B\)/);
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
