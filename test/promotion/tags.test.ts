import { describe, expect, it } from 'vitest';
import { sampleImage } from '../fixtures/images.ts';
import { outcomes, scene, tagWrites, testInstant, type SceneOptions } from './world.ts';

const a = sampleImage({ platforms: 1, layers: 1, seed: 1 });
const b = sampleImage({ platforms: 1, layers: 1, seed: 2 });
const source = 'ghcr.io/acme/dev/web';
const target = 'prod.example.com/web';

function single(tag: string, extra = ''): string {
  return `
version: 1
pipelines:
  web:
    source: { repository: ${source}${extra} }
    stages: [{ name: production, to: ${target}, tag: ${tag} }]
`;
}

const open = (tag: string, options?: SceneOptions) => scene(single(tag), options);

describe('when a tag may never move', () => {
  it('is a conflict if it names another digest, found before anything is written', async () => {
    const { push, promote, named, registry, world } = await open("'%n'");
    push(`${target}:1.0.0`, a);
    push(`${source}:1.0.0`, b);

    const { document, exitCode } = await promote({ image: `${source}:1.0.0` });

    expect(outcomes(document)).toEqual({ 'web/production': 'conflict' });
    expect(exitCode).toBe(4);
    expect(named(`${target}:1.0.0`)).toBe(a.root.digest);
    const writing = new Set(['putManifest', 'tag', 'beginBlob', 'send', 'attach']);
    expect(registry.calls.filter(({ verb }) => writing.has(verb))).toEqual([]);
    const [record] = world.records;
    expect(record?.result).toMatchObject({
      outcome: 'conflict',
      problems: [{ code: 'TAG_MAY_NOT_MOVE', message: expect.stringContaining(a.root.digest) }],
      targets: [
        { tags: [{ tag: '1.0.0', before: a.root.digest, after: a.root.digest, action: 'conflict' }] },
      ],
    });
  });

  it('holds up what is behind the stage', async () => {
    const { push, promote } = await scene(`
version: 1
pipelines:
  web:
    source: ${source}
    stages: [{ name: qa, to: qa.example.com/web }, { name: staging, to: staging.example.com/web }]
`);
    push('qa.example.com/web:1', a);
    push(`${source}:1`, b);
    expect(outcomes((await promote({ image: `${source}:1` })).document)).toEqual({ 'web/qa': 'conflict' });
  });

  it('writes nothing at any target if one of them is in conflict', async () => {
    const { push, promote, tags } = await scene(`
version: 1
pipelines:
  web:
    source: ${source}
    stages: [{ name: production, to: [us.example.com/web, eu.example.com/web] }]
`);
    push('eu.example.com/web:1', a);
    push(`${source}:1`, b);
    expect((await promote({ image: `${source}:1` })).exitCode).toBe(4);
    expect(tags('us.example.com/web')).toEqual([]);
  });
});

describe('when a tag may move', () => {
  it('moves under any', async () => {
    const { push, promote, named, world } = await open('{ name: latest, move: any }');
    push(`${target}:latest`, a);
    push(`${source}:0.1.0`, b);
    expect((await promote({ image: `${source}:0.1.0` })).document.outcome).toBe('promoted');
    expect(named(`${target}:latest`)).toBe(b.root.digest);
    expect(world.records[0]?.result?.targets[0]?.tags).toEqual([
      { tag: 'latest', before: a.root.digest, after: b.root.digest, action: 'move' },
    ]);
  });

  const channel = "['%n', { name: stable, move: forward }]";

  it('moves forward to a newer version', async () => {
    const { push, promote, named } = await open(channel);
    push(`${source}:1.4.1`, a);
    push(`${source}:1.4.2`, b);
    await promote({ image: `${source}:1.4.1` });
    expect((await promote({ image: `${source}:1.4.2` })).document.outcome).toBe('promoted');
    expect(named(`${target}:stable`)).toBe(b.root.digest);
  });

  it('keeps it where it would go back, and writes the rest', async () => {
    const { push, promote, named } = await open(channel);
    push(`${source}:1.4.2`, a);
    push(`${source}:1.4.1`, b);
    await promote({ image: `${source}:1.4.2` });

    const { document, exitCode } = await promote({ image: `${source}:1.4.1` });

    expect([document.outcome, exitCode]).toEqual(['promoted', 0]);
    expect(named(`${target}:stable`)).toBe(a.root.digest);
    expect(named(`${target}:1.4.1`)).toBe(b.root.digest);
    expect(document.records[0]?.result?.targets[0]?.tags).toMatchObject([
      { tag: '1.4.1', action: 'create' },
      { tag: 'stable', action: 'kept', after: a.root.digest, reason: expect.stringContaining('1.4.2') },
    ]);
  });

  it('is superseded where every tag is kept: nothing is sent', async () => {
    const { push, promote, registry } = await open('{ name: stable, move: forward }');
    push(`${target}:1.4.2`, a);
    push(`${target}:stable`, a);
    push(`${source}:1.4.1`, b);
    const { document, exitCode } = await promote({ image: `${source}:1.4.1` });
    expect([document.outcome, exitCode]).toEqual(['superseded', 0]);
    expect(registry.calls.some(({ verb }) => verb === 'putManifest')).toBe(false);
  });

  it('is a conflict where nothing can be compared, with the way out as hint', async () => {
    const { push, promote } = await open('{ name: stable, move: forward }');
    push(`${target}:stable`, a);
    push(`${source}:1.4.1`, b);
    const { document } = await promote({ image: `${source}:1.4.1` });
    expect(document.outcome).toBe('conflict');
    expect(document.records[0]?.result?.problems[0]?.hint).toContain('any');
  });

  it('follows a channel that moved on at the source, with its other tags', async () => {
    const { push, promote, named } = await open(
      "[{ name: '%n', move: forward }, { name: live, move: forward }]",
    );
    push(`${source}:main`, a);
    await promote({ image: `${source}:main` });
    push(`${source}:main`, b);
    expect((await promote({ image: `${source}:main` })).document.outcome).toBe('promoted');
    expect(named(`${target}:main`)).toBe(b.root.digest);
    expect(named(`${target}:live`)).toBe(b.root.digest);
  });
});

describe('when a run died between two tags of a channel', () => {
  it('goes forward with both in the next run', async () => {
    let writes = 0;
    const { push, promote, named } = await open(
      "[{ name: '%n', move: forward }, { name: live, move: forward }]",
      {
        memory: {
          failures: (verb) => (verb === 'tag' && (writes += 1) === 4 ? new Error('killed') : undefined),
        },
      },
    );
    push(`${source}:main`, a);
    await promote({ image: `${source}:main` });
    push(`${source}:main`, b);
    expect((await promote({ image: `${source}:main` })).document.outcome).toBe('failed');
    expect(new Set([named(`${target}:main`), named(`${target}:live`)]).size).toBe(2);

    expect((await promote({ image: `${source}:main` })).document.outcome).toBe('promoted');
    expect(named(`${target}:main`)).toBe(b.root.digest);
    expect(named(`${target}:live`)).toBe(b.root.digest);
  });
});

describe('when a tag is made by a template', () => {
  it('has one instant for all targets, and a second run finds it written', async () => {
    const config = `
version: 1
pipelines:
  web:
    source: ${source}
    stages: [{ name: qa, to: [us.example.com/web, eu.example.com/web], tag: '%n-%Y%m%d%H%M%S' }]
`;
    const first = await scene(config);
    first.push(`${source}:1.0.0`, a);
    await first.promote({ image: `${source}:1.0.0` });
    expect(first.tags('us.example.com/web')).toEqual(['1.0.0-20260304050607']);
    expect(first.tags('eu.example.com/web')).toEqual(['1.0.0-20260304050607']);

    const later = await scene(config, { registry: first.registry, now: new Date('2027-01-01T00:00:00Z') });
    expect((await later.promote({ image: `${source}:1.0.0` })).document.outcome).toBe('unchanged');
    expect(later.tags('us.example.com/web')).toHaveLength(1);
  });

  it('makes another one for another digest of the same tag', async () => {
    const config = single("'%n-%Y%m%d%H%M%S'");
    const first = await scene(config);
    first.push(`${source}:main`, a);
    await first.promote({ image: `${source}:main` });
    first.push(`${source}:main`, b);
    const later = await scene(config, { registry: first.registry, now: new Date('2027-01-01T00:00:00Z') });
    expect((await later.promote({ image: `${source}:main` })).document.outcome).toBe('promoted');
    expect(later.tags(target)).toEqual(['main-20260304050607', 'main-20270101000000']);
  });

  it('gives a target that a killed run did not reach the name that the others have', async () => {
    const config = `
version: 1
pipelines:
  web:
    source: ${source}
    stages: [{ name: qa, to: [us.example.com/web, eu.example.com/web], tag: '%n-%S%M%H' }]
`;
    const { push, promote, tags } = await scene(config);
    push(`${source}:1.0.0`, a);
    push('us.example.com/web:1.0.0-000000', a);
    expect((await promote({ image: `${source}:1.0.0` })).document.outcome).toBe('promoted');
    expect(tags('us.example.com/web')).toEqual(['1.0.0-000000']);
    expect(tags('eu.example.com/web')).toEqual(['1.0.0-000000']);
  });

  it('knows the commit that a label claims, the run, the version and the captures', async () => {
    const { push, promote, tags } = await scene(
      `
version: 1
pipelines:
  family:
    source: 'ghcr.io/acme/dev/{name}'
    stages: [{ name: qa, to: 'qa.example.com/{name}', tag: '{name}-{major}.{minor}-{sha}-{run}-{digest}' }]
`,
      { run: { id: '4711' } },
    );
    const { root } = push(`${source}:1.4.2`, sampleImage());
    await promote({ image: `${source}:1.4.2` });
    expect(tags('qa.example.com/web')).toEqual([`web-1.4-0123456789ab-4711-${root.digest.slice(7, 19)}`]);
  });

  it('refuses a keyword without value before anything is written, also of a later stage', async () => {
    const { push, promote, registry } = await scene(`
version: 1
pipelines:
  web:
    source: ${source}
    stages: [{ name: qa, to: qa.example.com/web }, { name: staging, to: staging.example.com/web, tag: '{major}' }]
`);
    push(`${source}:main`, a);
    await expect(promote({ image: `${source}:main` })).rejects.toMatchObject({
      kind: 'config',
      code: 'TEMPLATE_VALUE',
    });
    expect(tagWrites(registry)).toEqual([]);
  });

  it('hands its tag on: the next stage reads there, and %n is what it has there', async () => {
    const { push, promote, tags, world } = await scene(`
version: 1
pipelines:
  web:
    source: ${source}
    stages:
      - { name: qa, to: qa.example.com/web, tag: '%n-%Y' }
      - { name: staging, to: staging.example.com/web, tag: 's-%n' }
`);
    push(`${source}:1.0.0`, a);
    await promote({ image: `${source}:1.0.0` });
    expect(tags('staging.example.com/web')).toEqual([`s-1.0.0-${testInstant.getUTCFullYear()}`]);
    expect(world.records[1]?.intent.sources).toMatchObject([
      { repository: source, tag: '1.0.0', from: 'qa.example.com/web', fromTag: '1.0.0-2026' },
    ]);
  });

  it.each(["['%n', { name: stable, move: any }]", "[{ name: stable, move: any }, '%n']"])(
    'takes the stricter rule where two come to one tag: %s',
    async (tag) => {
      const { push, promote } = await open(tag);
      push(`${target}:stable`, a);
      push(`${source}:stable`, b);
      expect((await promote({ image: `${source}:stable` })).document.outcome).toBe('conflict');
    },
  );
});

describe('when a tag is one that a source filter selects (guarantee 9)', () => {
  const looped = `
version: 1
pipelines:
  web:
    source: { repository: ${source}, tags: ['*-stable'] }
    stages: [{ name: qa, to: ${source}, tag: 'qa-{major}', auto: false }]
`;

  it('refuses to write it, whoever made it up', async () => {
    const { push, promote, registry } = await scene(looped);
    push(`${source}:1.0.0-stable`, a);
    await expect(promote({ image: '1.0.0-stable', stage: 'qa', tag: 'new-stable' })).rejects.toMatchObject({
      kind: 'config',
      code: 'TAG_IS_A_SOURCE',
    });
    expect(tagWrites(registry)).toEqual([]);
    expect((await promote({ image: '1.0.0-stable', stage: 'qa' })).document.outcome).toBe('promoted');
  });

  it('never writes a tag in the form of a signature’s', async () => {
    const { push, promote } = await scene(looped);
    push(`${source}:1.0.0-stable`, a);
    const tag = `sha256-${'b'.repeat(64)}.att`;
    await expect(promote({ image: '1.0.0-stable', stage: 'qa', tag })).rejects.toMatchObject({
      code: 'TAG_IS_ATTACHED',
    });
  });
});

describe('when somebody else writes at the same time', () => {
  /** Runs `meddle` once, when every blob is there and before the first tag. */
  async function raced(tag: string, meddle: (scene: Awaited<ReturnType<typeof open>>) => void) {
    const opened = await open(tag);
    const put = opened.registry.putManifest.bind(opened.registry);
    let done = false;
    opened.registry.putManifest = async (repository, manifest, call) => {
      const result = await put(repository, manifest, call);
      if (!done && manifest.digest === b.root.digest) {
        done = true;
        meddle(opened);
      }
      return result;
    };
    return opened;
  }

  it('is a conflict if a tag that may not move was taken meanwhile, and no other tag is written', async () => {
    const { push, promote, named } = await raced("['%n', other]", (s) => s.push(`${target}:other`, a));
    push(`${source}:1.0.0`, b);
    const { document, exitCode } = await promote({ image: `${source}:1.0.0` });
    expect([document.outcome, exitCode]).toEqual(['conflict', 4]);
    expect(named(`${target}:1.0.0`)).toBeUndefined();
    expect(named(`${target}:other`)).toBe(a.root.digest);
  });

  it('is a conflict if the only tag was taken meanwhile', async () => {
    const { push, promote, named } = await raced("'%n'", (s) => s.push(`${target}:1.0.0`, a));
    push(`${source}:1.0.0`, b);
    expect((await promote({ image: `${source}:1.0.0` })).document.outcome).toBe('conflict');
    expect(named(`${target}:1.0.0`)).toBe(a.root.digest);
  });

  it('records what a moving tag named right before it was written', async () => {
    const { push, promote, world } = await raced("['%n', { name: latest, move: any }]", (s) =>
      s.push(`${target}:latest`, a),
    );
    push(`${source}:1.0.0`, b);
    expect((await promote({ image: `${source}:1.0.0` })).document.outcome).toBe('promoted');
    expect(world.records[0]?.intent.targets[0]?.tags[1]).toMatchObject({
      tag: 'latest',
      before: a.root.digest,
    });
  });

  /** The tag names the image at the first of two targets, and leaves it when that comes to the second. */
  async function left(tag: string) {
    const opened = await scene(single(tag).replace(target, '[us.example.com/web, eu.example.com/web]'), {
      memory: {
        failures: (verb, repository) => {
          if (verb === 'putManifest' && repository === 'eu.example.com/web')
            opened.push('us.example.com/web:stable', a);
          return undefined;
        },
      },
    });
    opened.push(`${source}:1.0.0`, b);
    opened.push('us.example.com/web:stable', b);
    return opened;
  }

  it('is a conflict if a tag left an image that nobody looked at, as it named it when the plan was made', async () => {
    const { promote, named, tags } = await left('{ name: stable, move: any }');
    const { document, exitCode } = await promote({ image: `${source}:1.0.0` });
    expect([document.outcome, exitCode]).toEqual(['conflict', 4]);
    expect(document.records[0]?.result?.problems[0]?.hint).toContain('again');
    expect(named('us.example.com/web:stable')).toBe(a.root.digest);
    expect(tags('eu.example.com/web')).toEqual([]);
    // The next run looks at it whole.
    expect((await promote({ image: `${source}:1.0.0` })).document.outcome).toBe('promoted');
    expect(named('us.example.com/web:stable')).toBe(b.root.digest);
  });

  it('goes where it belongs if another tag was to be written, so that the image was looked at', async () => {
    const { promote, named } = await left("['%n', { name: stable, move: any }]");
    expect((await promote({ image: `${source}:1.0.0` })).document.outcome).toBe('promoted');
    expect(named('us.example.com/web:stable')).toBe(b.root.digest);
  });

  it('is promoted if somebody wrote the same', async () => {
    const { push, promote } = await raced("['%n', other]", (s) => s.push(`${target}:other`, b));
    push(`${source}:1.0.0`, b);
    expect((await promote({ image: `${source}:1.0.0` })).document.outcome).toBe('promoted');
  });
});
