import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { outcomes, scene, tagWrites, type Scene } from './world.ts';

const us = 'us.example.com/web';
const eu = 'eu.example.com/web';

const config = (to: string): string => `
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages: [{ name: prod, to: ${to}, tag: { name: live, move: any } }]
`;

/** The image is at both targets already, without a tag; what asks whether `eu` may be written gets this answer. */
async function arrived(code: string, to = `[${us}, ${eu}]`): Promise<Scene> {
  const made = await scene(config(to), {
    memory: {
      failures: (verb, repository) =>
        repository === eu && verb === 'access' ? new HoistError('unreachable', code, 'no') : undefined,
    },
  });
  const image = made.push('ghcr.io/acme/dev/web:1.0.0');
  for (const target of [us, eu]) made.push(`${target}:old`, image);
  return made;
}

function asked({ registry }: Scene): readonly string[] {
  return registry.calls.filter(({ verb }) => verb === 'access').map(({ repository }) => repository);
}

describe('when the image is at several targets and nothing is pushed that shows who may write', () => {
  it.each(['DENIED', 'UNAUTHORIZED'])('and one says %s, no tag moves anywhere', async (code) => {
    const made = await arrived(code);
    const { document, exitCode } = await made.promote({ image: '1.0.0' });
    expect([exitCode, outcomes(document)]).toEqual([5, { 'web/prod': 'failed' }]);
    expect(document.records[0]?.result?.error?.code).toBe(code);
    expect(tagWrites(made.registry)).toEqual([]);
  });

  it('and one does not understand the question, the tags move all the same', async () => {
    const made = await arrived('NOT_FOUND');
    expect((await made.promote({ image: '1.0.0' })).document.outcome).toBe('promoted');
    expect(asked(made).toSorted()).toEqual([eu, us]);
    // There is nothing to write any more.
    await made.promote({ image: '1.0.0' });
    expect(asked(made)).toHaveLength(2);
  });

  it('a single target is not asked: writing the tag shows it', async () => {
    const made = await arrived('DENIED', us);
    expect((await made.promote({ image: '1.0.0' })).document.outcome).toBe('promoted');
    expect(asked(made)).toEqual([]);
  });
});

it('when the image is pushed to several targets, nothing more is asked', async () => {
  const made = await scene(config(`[${us}, ${eu}]`));
  made.push('ghcr.io/acme/dev/web:1.0.0');
  expect((await made.promote({ image: '1.0.0' })).document.outcome).toBe('promoted');
  expect(asked(made)).toEqual([]);
});
