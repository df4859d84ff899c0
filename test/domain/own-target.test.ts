import { describe, expect, it } from 'vitest';
import { ownTarget } from '../../src/domain/own-target.ts';
import { parseRepository } from '../../src/image/reference.ts';
import { digestNamed } from './entries.ts';

const [api, worker, all, other] = ['dev/api', 'dev/worker', 'qa/all', 'qa/other'].map((path) =>
  parseRepository(`ghcr.io/${path}`),
);
if (!api || !worker || !all || !other) throw new Error('a repository is missing');
const digest = digestNamed('one');
const sources = [api, worker].map((repository) => ({ repository, digest }));
const at = (repository: typeof all, name: string, image = digest) => ({ repository, digest: image, name });

describe('when an image is looked for among the targets of a promotion', () => {
  it('repository and digest tell it', () => {
    const targets = [at(other, 'a'), at(all, 'b', digestNamed('two')), at(all, 'c')];
    expect(ownTarget(targets, sources, { source: worker, target: all, digest })?.name).toBe('c');
    expect(ownTarget(targets, sources, { source: api, target: worker, digest })).toBeUndefined();
  });

  it('of two images of one digest in one repository each has its own', () => {
    const targets = [at(all, 'of api'), at(other, 'of api'), at(all, 'of worker'), at(other, 'of worker')];
    for (const target of [all, other]) {
      expect(ownTarget(targets, sources, { source: api, target, digest })?.name).toBe('of api');
      expect(ownTarget(targets, sources, { source: worker, target, digest })?.name).toBe('of worker');
    }
    expect(ownTarget(targets, sources, { source: other, target: all, digest })).toBeUndefined();
  });
});
