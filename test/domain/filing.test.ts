import { describe, expect, it } from 'vitest';
import { filedQuery, filedUnder, filings } from '../../src/domain/filing.ts';
import { readConfigText } from '../promotion/world.ts';

const { pipelines } = await readConfigText(`
version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - { name: qa, to: ghcr.io/acme/qa/web }
      - name: production
        to: ghcr.io/acme/prod/web
        environment: { name: live, rollback: emergency }
  api:
    source: ghcr.io/acme/dev/api
    stages:
      - { name: production, to: ghcr.io/acme/prod/api, environment: { name: live, rollback: live } }
`);
const qa = { pipeline: 'web', stage: 'qa', environments: ['web/qa'] };
const web = { pipeline: 'web', stage: 'production', environments: ['live', 'emergency', 'web/production'] };
const api = { pipeline: 'api', stage: 'production', environments: ['live', 'api/production'] };

describe('when a promotion is filed', () => {
  it('that is under the environment of its stage, else under the name of the stage', () => {
    expect(filedUnder({ pipeline: 'web', stage: 'qa' })).toBe('web/qa');
    expect(filedUnder({ pipeline: 'web', stage: 'qa', environment: 'test' })).toBe('test');
  });
});

describe('when promotions are looked for', () => {
  it.each([
    ['a stage', { pipeline: 'web', stage: 'production' }, [web]],
    ['a pipeline', { pipeline: 'web' }, [qa, web]],
    ['a stage of whatever pipeline', { stage: 'production' }, [web, api]],
    [
      'copies to a repository',
      { pipeline: 'copy', stage: 'x.io/a' },
      [{ pipeline: 'copy', stage: 'x.io/a', environments: ['copy/x.io/a'] }],
    ],
  ])('of %s, that is where the config has it, or had it before it had an environment', (_, asked, filed) => {
    expect(filedQuery(pipelines, asked)).toEqual({ ...asked, filed });
  });

  it.each([
    ['everything', {}],
    ['everything since then', { since: '2026-01-01T00:00:00Z' }],
    ['a stage that the config does not have any more', { pipeline: 'web', stage: 'canary' }],
    ['copies', { pipeline: 'copy' }],
  ])('of %s, that is everywhere', (_, asked) => {
    expect(filedQuery(pipelines, asked)).toEqual(asked);
  });

  it('of all stages, each has its own', () => {
    expect(filings(pipelines, {})).toEqual([qa, web, api]);
  });
});
