import { describe, expect, it } from 'vitest';
import { endText, movedText, parseEnd, shortText } from '../../../src/github/journal/status-text.ts';
import type { Repository, Tag } from '../../../src/image/reference.ts';
import { digest } from './records.ts';

describe('when a status is described', () => {
  it('the outcome is read back as it was written', () => {
    const end = { outcome: 'superseded', moved: 0, all: 12, record: '0123456789ab' } as const;
    expect(endText(end)).toBe('superseded 0/12 0123456789ab');
    expect(parseEnd(endText(end))).toEqual(end);
  });

  it('a tag that moved takes at most 140 characters, and its end stays', () => {
    const repository = `registry.example.com/${'team/'.repeat(40)}web` as Repository;
    const text = movedText({ repository, tag: '1.2.3' as Tag, before: null, after: digest });
    expect(text).toHaveLength(140);
    expect(text).toMatch(/^….*\/team\/web:1\.2\.3 → sha256:dddddddddddd$/);
  });

  it('any other text is cut at its end', () => {
    expect(shortText('x'.repeat(140))).toHaveLength(140);
    expect(shortText('x'.repeat(141))).toBe(`${'x'.repeat(139)}…`);
  });
});
