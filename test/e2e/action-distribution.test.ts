import { afterEach, describe, expect, it } from 'vitest';
import { addSample } from '../fakes/registry/sample.ts';
import { goodCredentials } from '../servers/credentials.ts';
import { lacking } from '../tools.ts';
import { startWitness } from '../witness.ts';
import { configPath, outputsOf, startActionBed } from './action-bed.ts';
import { leaksOf } from './action-sinks.ts';
import { subjectKinds } from './subjects.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const kinds = subjectKinds.filter(({ programs }) => programs.length > 0);

describe.each(kinds)('when a step promotes to $name', ({ programs, start }) => {
  it.skipIf(lacking('skopeo', ...programs))('skopeo finds the same digest there', async () => {
    const subject = await start();
    closing.push(() => subject.close());
    const { user, password } = goodCredentials;
    const pair = Buffer.from(`${user}:${password}`).toString('base64');
    const bed = await startActionBed({
      docker: () => ({ auths: Object.fromEntries(subject.logins.map(({ host }) => [host, { auth: pair }])) }),
    });
    closing.push(() => bed.close());
    const { root } = addSample(bed.dev.store, 'dev/web', {
      tags: ['1.0.0'],
      platforms: ['linux/amd64', 'linux/arm64'],
      referrers: 1,
      cosign: true,
    });
    const config = {
      version: 1,
      registries: subject.settings,
      pipelines: {
        web: { source: `${bed.dev.host}/dev/web`, stages: [{ name: 'qa', to: `${subject.host}/acme/web` }] },
      },
    };
    bed.repository.commit('heads/main', { ...subject.files, [configPath]: JSON.stringify(config) });

    const run = await bed.run({ inputs: { image: '1.0.0' }, env: { RUNNER_DEBUG: '1' } });
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
    expect(outputsOf(run)).toMatchObject({
      outcome: 'promoted',
      digest: root,
      targets: `${subject.host}/acme/web@${root}`,
    });
    expect(leaksOf(run, { password, pair })).toEqual([]);
    const skopeo = await startWitness('skopeo', [subject.witness]);
    closing.push(() => skopeo.close());
    expect(await skopeo.digest(`${subject.host}/acme/web:1.0.0`)).toBe(root);
  });
});
