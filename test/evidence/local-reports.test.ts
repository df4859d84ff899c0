import { describe, expect, it } from 'vitest';
import { trivy } from './documents.ts';
import { Ground, settings, unreachable } from './ground.ts';

describe('when reports of the job are named', () => {
  const bytes = Buffer.from(JSON.stringify({ report: trivy(`sha256:${'0'.repeat(64)}`) }));

  it('they are found by pattern, read with a cap, and local', async () => {
    const ground = new Ground();
    const image = ground.image();
    const report = { report: trivy(image.platforms[0]?.config ?? '') };
    const asked: [string, number][] = [];
    const facts = await ground.facts(image, {
      settings: { ...settings, files: ['reports/*.json', 'none/*.json'] },
      workspace: {
        find: async (pattern) => (pattern.startsWith('none') ? [] : ['reports/a.json', 'reports/b.json']),
        async read(path, maxBytes) {
          asked.push([path, maxBytes]);
          return path.endsWith('a.json') ? Buffer.from(JSON.stringify(report)) : bytes;
        },
      },
    });
    expect(facts.evidence).toMatchObject([
      { title: 'scan by trivy', trust: { level: 'local', file: 'reports/a.json' }, place: 'local' },
      { subjects: [], problem: { code: 'WRONG_SUBJECT' } },
    ]);
    expect(facts.searches.slice(-2)).toMatchObject([
      { place: 'local', state: 'found', found: 2 },
      { place: 'local', state: 'none', message: 'no file is named none/*.json' },
    ]);
    expect(asked.map(([, cap]) => cap)).toEqual([40 * 1024 ** 2, 40 * 1024 ** 2]);
  });

  it('and one cannot be read, or the folder cannot, that is no absence', async () => {
    const ground = new Ground();
    const image = ground.image();
    const facts = await ground.facts(image, {
      settings: { ...settings, files: ['a/*', 'b'] },
      workspace: {
        find: (pattern) => (pattern === 'b' ? Promise.resolve(['b']) : Promise.reject(unreachable())),
        read: async () => undefined,
      },
    });
    expect(facts.searches.slice(-2)).toMatchObject([{ state: 'unreachable' }, { state: 'unreachable' }]);
    expect(facts.searches.at(-1)?.message).toContain('b is not there');
  });

  it('and there is no workspace, it is off', async () => {
    const ground = new Ground();
    const facts = await ground.facts(ground.image(), { settings: { ...settings, files: ['a/*'] } });
    expect(facts.searches.at(-1)).toMatchObject({ place: 'local', state: 'off' });
  });
});
