import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { readImageConfig } from '../../src/image/image-config.ts';
import { imageConfig } from '../fixtures/images.ts';
import { unlessRefused } from './refusal.ts';

const what = 'the config of ghcr.io/acme/web:1.4.2';
const read = (document: unknown) =>
  readImageConfig(
    new TextEncoder().encode(typeof document === 'string' ? document : JSON.stringify(document)),
    what,
  );
const nothing = { user: '', env: [], labels: {}, entrypoint: [], cmd: [], exposedPorts: [], volumes: [] };

describe('when an image config is read', () => {
  it('tells what policies ask for', () => {
    const document = {
      created: '2026-01-02T03:04:05.678Z',
      os: 'windows',
      architecture: 'amd64',
      variant: 'v2',
      'os.version': '10.0.20348.2700',
      config: {
        User: '1000:1000',
        Env: ['PATH=/bin', 'TOKEN=canary=canary', 'BARE'],
        Entrypoint: ['/web', '--serve'],
        Cmd: ['all'],
        ExposedPorts: { '8080/tcp': {}, '53/udp': {} },
        Volumes: { '/data': {} },
        Labels: { 'org.opencontainers.image.revision': 'abc', constructor: 'c' },
      },
      rootfs: { type: 'layers', diff_ids: [] },
      history: 'of no interest',
    };
    expect(read(document)).toEqual({
      platform: { os: 'windows', architecture: 'amd64', variant: 'v2', osVersion: '10.0.20348.2700' },
      created: '2026-01-02T03:04:05.678Z',
      user: '1000:1000',
      env: ['PATH', 'TOKEN', 'BARE'],
      labels: document.config.Labels,
      entrypoint: ['/web', '--serve'],
      cmd: ['all'],
      exposedPorts: ['8080/tcp', '53/udp'],
      volumes: ['/data'],
      revision: 'abc',
    });
    expect(JSON.stringify(read(document))).not.toContain('canary');
  });

  it.each([
    [{ Test: ['CMD', '/web', 'ping'], Interval: 30 }, ['CMD', '/web', 'ping']],
    [{ test: ['CMD-SHELL', 'true'] }, ['CMD-SHELL', 'true']],
    [{ Test: ['NONE'] }, undefined],
    [{ Test: [] }, undefined],
    [{ Test: null }, undefined],
    [{}, undefined],
    [null, undefined],
  ])('when its health check is %j, it tells %j', (healthcheck, expected) => {
    expect(read({ config: { Healthcheck: healthcheck } })).toEqual({
      ...nothing,
      ...(expected && { healthcheck: expected }),
    });
  });

  it.each([{ Test: 'CMD' }, { Test: [1] }, { Test: ['CMD'], test: ['NONE'] }, 'NONE', ['NONE']])(
    'when its health check is %j, no runtime could read it',
    (healthcheck) => {
      expect(() => read({ config: { Healthcheck: healthcheck } })).toThrow(HoistError);
    },
  );

  it('reads what the sample images have', () => {
    const config = imageConfig({ os: 'linux', architecture: 'arm64', variant: 'v8' });
    expect(readImageConfig(config.bytes, what)).toMatchObject({
      platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
      user: '1000',
      revision: '0123456789abcdef0123456789abcdef01234567',
    });
  });

  it.each([
    ["an artifact's", {}],
    ["cosign's", { architecture: '', os: '', created: '', config: {}, rootfs: { type: 'layers' } }],
    ["Go's, with null for none", { config: { User: '', Env: null, Labels: null, Cmd: null, Volumes: null } }],
    ['one without config', { config: null, architecture: 'amd64' }],
  ])('finds nothing in %s, and says so', (_, document) => {
    expect(read(document)).toEqual(nothing);
  });

  it('reads a command that is one string, as old Docker wrote it', () => {
    expect(read({ config: { Cmd: 'run all', Entrypoint: '/web' } })).toMatchObject({
      cmd: ['run all'],
      entrypoint: ['/web'],
    });
  });

  it('finds a name in any case, as runtimes do, and refuses two of them (A3)', () => {
    expect(read({ Config: { user: '1000', ENV: ['A=b'] } })).toMatchObject({ user: '1000', env: ['A'] });
    const ambiguous = expect.objectContaining({ code: 'JSON_AMBIGUOUS', kind: 'refused' });
    expect(() => read({ config: { User: '1000', user: '0' } })).toThrow(ambiguous);
    expect(() => read({ config: { User: '1000' }, ['CON\u017Fig']: {}, ['con\u017Fig']: {} })).toThrow(
      ambiguous,
    );
    expect(() => read('{"config":{"User":"1000","User":"0"}}')).toThrow(ambiguous);
  });

  it('never reads a wrong value as none: a policy would judge what no runtime sees', () => {
    const wrong = [
      { config: { User: 0 } },
      { config: { Env: 'PATH=/bin' } },
      { config: { Env: { PATH: '/bin' } } },
      { config: { Cmd: [1] } },
      { config: { ExposedPorts: ['8080/tcp'] } },
      { config: { Labels: { a: 1 } } },
      { config: [] },
      { created: 1 },
      [],
      null,
    ];
    for (const document of wrong) {
      expect(() => read(document)).toThrow(
        expect.objectContaining({ code: 'CONFIG_INVALID', kind: 'refused' }),
      );
    }
  });

  it('reads 4 MiB and no more (N21)', () => {
    expect(read(`{}${' '.repeat(4 * 1024 * 1024 - 2)}`)).toEqual(nothing);
    expect(() => read(`{}${' '.repeat(4 * 1024 * 1024 - 1)}`)).toThrow(HoistError);
  });

  it('throws nothing but HoistError, whatever the document', () => {
    const names = fc.constantFrom(
      'config',
      'Config',
      'os',
      'architecture',
      'created',
      'User',
      'Env',
      'Labels',
      'Cmd',
    );
    const members = fc.dictionary(
      names,
      fc.oneof(fc.jsonValue(), fc.constant(['A=b']), fc.constant({ a: 'b' })),
    );
    const nested = fc.tuple(members, members).map(([outer, config]) => JSON.stringify({ ...outer, config }));
    fc.assert(
      fc.property(fc.oneof(nested, fc.string()), (text) => {
        const config = unlessRefused(() => read(text)) ?? nothing;
        expect(Object.keys(config)).toEqual(expect.arrayContaining(Object.keys(nothing)));
      }),
      { numRuns: 1000 },
    );
  });
});
