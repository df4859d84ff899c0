import { describe, expect, it } from 'vitest';
import { configOf, refusalsOf } from './written.ts';

describe('when a config names registries and files', () => {
  const one = 'version: 1\npipelines:\n  p: { source: a/x, stages: [{ name: s, to: a/y }] }\n';

  it.each([
    ['two names of one host', '{ docker.io: {}, index.docker.io: {} }', 'REGISTRY_TWICE', ''],
    ['a URL', "{ 'https://r.example.com': {} }", 'HOST_INVALID', 'scheme'],
    ['a confusable host (A27)', '{ r.ex\u0430mple.com: {} }', 'HOST_INVALID', 'DNS name'],
    [
      'TLS for plain HTTP',
      '{ r.example.com: { plain-http: true, insecure: true } }',
      'REGISTRY_TLS',
      'Keep one',
    ],
    [
      'a CA for plain HTTP',
      '{ r.example.com: { plain-http: true, ca: ca.pem } }',
      'REGISTRY_TLS',
      'Keep one',
    ],
    [
      'a realm that is no host',
      "{ r.example.com: { token-realms: ['https://a'] } }",
      'HOST_INVALID',
      'scheme',
    ],
    ['a CA that is not there', '{ r.example.com: { ca: ca.pem } }', 'FILE_MISSING', 'root of the repository'],
  ])('%s is refused', async (_, registries, code, hint) => {
    const [refusal] = await refusalsOf(`${one}registries: ${registries}\n`);
    expect(refusal?.code).toBe(code);
    expect(refusal?.at).toMatch(/^4:/);
    expect(refusal?.hint).toContain(hint);
  });

  it('one of plain HTTP alone, and nothing said of the others, is what it says', async () => {
    const { registries } = await configOf(
      `${one}registries: { r.example.com: { plain-http: true }, s.example.com: {} }\n`,
    );
    const quiet = { tokenRealms: [], insecure: false };
    expect(Object.fromEntries(registries)).toStrictEqual({
      'r.example.com': { ...quiet, plainHttp: true },
      's.example.com': { ...quiet, plainHttp: false },
    });
  });

  it.each([
    ['no certificate', 'hello'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'],
    ['a broken certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
  ])('a CA file with %s is refused, and not shown', async (_, text) => {
    const [refusal] = await refusalsOf(`${one}registries: { r.example.com: { ca: ca.pem } }\n`, {
      'ca.pem': text,
    });
    expect(refusal).toMatchObject({ code: 'CA_INVALID', at: '4:36' });
    expect(refusal?.message).not.toContain('AAAA');
  });

  it('a mistake in a file that the config names is said of that file', async () => {
    const refusals = await refusalsOf(`${one}policies: { file: p.yml }\nwaivers: { file: w.yml }\n`, {
      'p.yml': 'base:\n  - signature: { by: ci }\nempty: []\n',
      'w.yml': '[]\n',
    });
    expect(refusals.map(({ at, code }) => `${at} ${code}`)).toEqual([
      'p.yml:2:22 SIGNER_UNKNOWN',
      'p.yml:3:1 POLICY_EMPTY',
    ]);
    const [broken] = await refusalsOf(`${one}limits: { file: l.yml }\n`, { 'l.yml': 'waiver-max: 90\n' });
    expect(broken).toMatchObject({ at: 'l.yml:1:13', code: 'CONFIG_TYPE' });
    const [missing] = await refusalsOf(`${one}trust: { file: t.yml }\n`);
    expect(missing).toMatchObject({ at: '4:16', code: 'FILE_MISSING' });
  });
});
