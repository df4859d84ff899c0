import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { addSample } from '../fakes/registry/sample.ts';
import { lacking, requireTool } from '../tools.ts';
import { startReusableBed, type ReusableBed, type ReusableBedOptions } from './reusable-bed.ts';

let one: ReusableBed | undefined;

async function start(options: ReusableBedOptions): Promise<ReusableBed> {
  one = await startReusableBed(options);
  return one;
}

afterEach(async () => {
  await one?.close();
  one = undefined;
});

describe.skipIf(lacking('act', 'git'))('when a stage is rolled back with the reusable workflow', () => {
  it('the plan is made in one job and taken in another: the previous image is back, and the stage held', async () => {
    const { bed, run } = await start({
      config: `version: 1
record: { attest: off }
pipelines:
  web: { source: DEV/dev/web, stages: [{ name: qa, to: DEV/qa/web, tag: ['%n', { name: stable, move: any }] }] }
`,
    });
    const [first] = ['1.0.0', '1.1.0'].map((tag) =>
      addSample(bed.dev.store, 'dev/web', { seed: tag, tags: [tag], platforms: ['linux/amd64'] }),
    );
    for (const image of ['1.0.0', '1.1.0']) {
      const { code, log } = await run({ image });
      expect([code, log]).toEqual([0, expect.stringContaining('told promoted')]);
    }
    const { code, log } = await run({ command: 'rollback', stage: 'qa', comment: 'it does not start' });
    expect([code, log]).toEqual([0, expect.stringContaining('told promoted')]);
    expect(bed.dev.store.tagged('qa/web', 'stable')).toBe(first?.root);
    const held = await run({ image: '1.1.0' });
    expect(held.log).toContain('told waiting');
  });
});

describe.skipIf(lacking('act', 'git'))('when promotions are signed with a key', () => {
  it('the jobs of stages have it and the plan does without; each stage shows what the one before did', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const secret = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const { bed, run } = await start({
      config: `version: 1
record: { attest: required, key-from-env: HOIST_SIGNING_KEY, signers: [promoter] }
trust: { signers: { promoter: { key: { pem: ${JSON.stringify(pem)}, transparency-log: none } } } }
pipelines:
  web: { source: DEV/dev/web, stages: [{ name: qa, to: DEV/qa/web }, { name: eu, to: PROD/eu/web, auto: false }] }
`,
      secrets: { HOIST_SIGNING_KEY: secret },
    });
    const image = addSample(bed.dev.store, 'dev/web', { tags: ['1.0.0'], platforms: ['linux/amd64'] });
    for (const [stage, outcome] of [
      ['', 'waiting'],
      ['eu', 'promoted'],
    ] as const) {
      const { code, log } = await run({ image: '1.0.0', stage });
      expect([code, log]).toEqual([0, expect.stringContaining(`told ${outcome}`)]);
      for (const line of secret.split('\n').filter((text) => text.length > 40))
        expect(log).not.toContain(line);
    }
    expect(bed.prod.store.tagged('eu/web', '1.0.0')).toBe(image.root);
    // Both statements of the stage, and those of qa that travelled with the image.
    expect(bed.prod.store.referrers('eu/web', image.root)).toHaveLength(4);
  });
});

/** Two pipelines that take the same image: `slow` is held before its first stage, `fast` has two stages. */
const twoPipelines = `version: 1
record: { attest: off }
pipelines:
  slow:
    source: { repository: DEV/dev/web, tags: ['*'] }
    stages:
      - { name: qa, to: DEV/slow/qa }
      - { name: last, to: PROD/slow/last }
  fast:
    source: { repository: DEV/dev/web, tags: ['1.*'] }
    stages:
      - { name: qa, to: DEV/fast/qa }
      - { name: last, to: PROD/fast/last }
`;

// In place of an approval, which act does not know: a login that reads from a pipe waits for who writes to it.
describe.skipIf(lacking('act', 'git', 'mkfifo'))('when a job is held before its stage', () => {
  const wait = 'timeout 60 cat "$STAND_IN_SHARED/gate" ;;';

  async function held(options: ReusableBedOptions) {
    const started = await start(options);
    const gate = join(started.act.shared, 'gate');
    await promisify(execFile)(requireTool('mkfifo'), [gate]);
    const image = addSample(started.bed.dev.store, 'dev/web', {
      tags: ['1.0.0'],
      platforms: ['linux/amd64'],
    });
    return { ...started, gate, image };
  }

  it('no other pipeline is held: all go to their end', async () => {
    const { bed, image, run } = await held({
      config: twoPipelines,
      // The first job of `slow` would wait for ever if the second of `fast` waited for it.
      login: `slow/qa) ${wait}
          fast/last) echo "slow was let in by fast" | timeout 60 tee "$STAND_IN_SHARED/gate" ;;`,
    });
    const { code, log } = await run({ image: bed.named('DEV/dev/web:1.0.0') });
    expect([code, log]).toEqual([0, expect.stringContaining('told promoted')]);
    expect(log).toContain('slow was let in by fast');
    for (const name of ['slow/last', 'fast/last'])
      expect(bed.prod.store.tagged(name, '1.0.0'), name).toBe(image.root);
  });

  it.each([
    ['a run that follows its tag is overtaken by what the tag names then', false, 'superseded'],
    ['a run that was given a digest is overtaken by nobody', true, 'promoted'],
  ])('%s', async (_, byDigest, outcome) => {
    const { bed, image, gate, run } = await held({
      config: `version: 1
record: { attest: off }
pipelines:
  web: { source: DEV/dev/web, stages: [{ name: qa, to: DEV/qa/web }] }
`,
      login: `web/qa) ${wait}`,
    });
    const ended = run({ image: bed.named(`DEV/dev/web:1.0.0${byDigest ? `@${image.root}` : ''}`) });
    // Opens when the job is there to read it.
    const door = await open(gate, 'w');
    addSample(bed.dev.store, 'dev/web', { seed: 'newer', tags: ['1.0.0'] });
    await door.close();
    const { code, log } = await ended;
    expect([code, log]).toEqual([0, expect.stringContaining(`told ${outcome}`)]);
    expect(bed.dev.store.tagged('qa/web', '1.0.0')).toBe(byDigest ? image.root : undefined);
  });
});
