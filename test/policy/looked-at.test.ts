import { describe, expect, it } from 'vitest';
import type { Search } from '../../src/domain/evidence.ts';
import { lookedAtText } from '../../src/policy/looked-at.ts';
import { amd64, arm64, factsOf, indexDigest } from './facts.ts';

const search = (place: Search['place'], found: number, more: Partial<Search> = {}): Search => ({
  place,
  subject: indexDigest,
  found,
  state: found === 0 ? 'none' : 'found',
  ...more,
});
const told = (...searches: readonly Search[]) => lookedAtText(factsOf({ searches }));

describe('when it is told where one looked', () => {
  it('names every place in the order in which one looks, and how much was there', () => {
    const searches = [
      search('github', 0),
      search('index', 1, { subject: amd64 }),
      search('index', 0, { subject: arm64 }),
      search('cosign-tag', 0),
      search('referrers', 2),
    ];
    expect(told(...searches)).toBe(
      'referrers 2 · tags .sig/.att/.sbom none · index 1 (linux/amd64) · GitHub 0',
    );
  });

  it('when every platform has some, they are not named', () => {
    expect(told(search('index', 1, { subject: amd64 }), search('index', 2, { subject: arm64 }))).toBe(
      'index 3',
    );
    expect(told(search('referrers', 1), search('referrers', 1, { subject: arm64 }))).toBe('referrers 2');
  });

  it('when a place gave no answer, it says so and what came instead', () => {
    const failed = { state: 'unreachable', message: 'HTTP 429' } as const;
    expect(told(search('referrers', 0, failed))).toBe('referrers unreachable (HTTP 429)');
    expect(told(search('referrers', 2), search('referrers', 0, { ...failed, subject: arm64 }))).toBe(
      'referrers 2, unreachable (HTTP 429)',
    );
    expect(told(search('github', 0, { state: 'unreachable' }))).toBe('GitHub unreachable');
  });

  it('when more was there than is read, it says so', () => {
    expect(told(search('referrers', 50, { state: 'cut' }))).toBe('referrers 50, more was not read');
  });

  it('when a place is switched off, it says so', () => {
    expect(told(search('github', 0, { state: 'off' }), search('local', 1), search('fallback-tag', 0))).toBe(
      'fallback tag none · GitHub off · files of the job 1',
    );
  });

  it('when nothing was looked at, there is nothing to tell', () => {
    expect(told()).toBe('');
  });
});
