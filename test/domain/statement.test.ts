import { describe, expect, it } from 'vitest';
import { readStageResource, stageResource } from '../../src/domain/statement.ts';
import { parseRepository } from '../../src/image/reference.ts';

describe('when a stage is named as a resource', () => {
  it.each(['ghcr.io/acme/staging/web', 'localhost:5000/web', '[::1]:5000/web', 'oci:./images'])(
    'reads it back: %s',
    (name) => {
      const place = { repository: parseRepository(name), pipeline: 'web', stage: 'staging_1.2' };
      expect(readStageResource(stageResource(place))).toEqual(place);
    },
  );

  it('has one form', () => {
    const repository = parseRepository('ghcr.io/acme/staging/web');
    expect(stageResource({ repository, pipeline: 'web', stage: 'staging' })).toBe(
      'oci://ghcr.io/acme/staging/web?pipeline=web&stage=staging',
    );
  });

  it.each([
    '',
    'oci://ghcr.io/acme/web',
    'https://ghcr.io/acme/web?pipeline=web&stage=qa',
    'oci://ghcr.io/acme/web?stage=qa&pipeline=web',
    'oci://ghcr.io/acme/web?pipeline=web&stage=qa&stage=prod',
    'oci://ghcr.io/acme/web?pipeline=web&stage=qa#x',
    'oci://ghcr.io/acme/web?pipeline=%77eb&stage=qa',
    'oci://ghcr.io/acme/web?pipeline=%&stage=qa',
    'oci://?pipeline=web&stage=qa',
  ])('takes no other for one: %s', (resource) => {
    expect(readStageResource(resource)).toBeUndefined();
  });
});
