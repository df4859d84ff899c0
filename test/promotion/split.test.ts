import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { sampleImage } from '../fixtures/images.ts';
import { scene } from './world.ts';

const config = `
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages: [{ name: production, to: [us.example.com/web, eu.example.com/web], tag: ['%n', { name: stable, move: any }] }]
`;
const image = 'ghcr.io/acme/dev/web:1.0.0';
const sample = sampleImage({ platforms: 2, layers: 2 });

describe('when one target takes no tag', () => {
  it('is split, and stays split for the next run that fails there, which writes nothing', async () => {
    const { push, promote, world } = await scene(config, {
      memory: {
        failures: (verb, repository, reference) =>
          verb === 'tag' && repository === 'eu.example.com/web' && !reference.startsWith('sha256-')
            ? new HoistError('unreachable', 'TOO_MANY_REQUESTS', '429')
            : undefined,
      },
    });
    push(image, sample);
    await promote({ image });
    await promote({ image });
    const results = world.records.map(({ result }) => result);
    expect(results).toMatchObject([
      {
        outcome: 'failed',
        split: true,
        targets: [{ tags: [{ action: 'create' }, { action: 'create' }] }, {}],
      },
      {
        outcome: 'failed',
        split: true,
        targets: [{ tags: [{ action: 'unchanged' }, { action: 'unchanged' }] }, {}],
      },
    ]);
  });
});
