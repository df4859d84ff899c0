import { describe, expect, it } from 'vitest';
import { configOf, refusalsOf } from './written.ts';

const base = `version: 1
pipelines: { p: { source: a/x, stages: [{ name: s, to: a/y }] } }
trust: { signers: { promoter: { github: { repository: acme/app } } } }
`;

describe('when the config says whose statements show a promotion', () => {
  it('signers are named, and files of workflows written out', async () => {
    const files = ['.github/workflows/promote.yml', 'acme/shared/.github/workflows/promote.yaml'];
    const text = `${base}record: { signers: [promoter, ${files.join(', ')}] }\n`;
    expect((await configOf(text)).record).toMatchObject({ signers: ['promoter'], workflows: files });
    expect((await configOf(base)).record).not.toHaveProperty('signers');
  });

  it.each([
    ['.github/workflows/promote.yml@refs/heads/main', 'CONFIG_VALUE', /neither a signer nor the file/],
    ["'.github/workflows/*.yml'", 'CONFIG_VALUE', /neither a signer nor the file/],
    ['workflows/promote.yml', 'CONFIG_VALUE', /neither a signer nor the file/],
    ['.github/workflows/a/promote.yml', 'CONFIG_VALUE', /neither a signer nor the file/],
    ['promoters', 'SIGNER_UNKNOWN', /no signer|unknown|promoters/],
  ])('%s is refused', async (written, code, says) => {
    const refusals = await refusalsOf(`${base}record: { signers: [${written}] }\n`);
    expect(refusals).toMatchObject([{ code, message: expect.stringMatching(says) }]);
  });
});

describe('when the config says who signs and who witnesses it', () => {
  it.each([
    ['rekor: https://rekor.example.com', { rekor: 'https://rekor.example.com' }],
    ['timestamps: https://tsa.example.com', { timestamps: 'https://tsa.example.com' }],
    [
      'rekor: https://rekor.example.com, timestamps: https://tsa.example.com',
      { rekor: 'https://rekor.example.com', timestamps: 'https://tsa.example.com' },
    ],
  ])('its own Sigstore, with %s, is what it says and nothing else', async (written, services) => {
    const text = `${base}record: { sigstore: { fulcio: https://fulcio.example.com, ${written} } }\n`;
    const { record } = await configOf(text);
    expect(record.sigstore).toStrictEqual({ fulcio: 'https://fulcio.example.com', ...services });
    expect(record).not.toHaveProperty('keyFromEnv');
  });

  it('without a witness it is refused: no certificate could be verified', async () => {
    const refusals = await refusalsOf(
      `${base}record: { sigstore: { fulcio: https://fulcio.example.com } }\n`,
    );
    expect(refusals).toMatchObject([{ at: '4:11', code: 'SIGSTORE_UNWITNESSED' }]);
  });

  it('a key comes from the variable that is named', async () => {
    const { record } = await configOf(`${base}record: { key-from-env: HOIST_KEY }\n`);
    expect(record).toStrictEqual({
      deployments: true,
      attest: 'auto',
      linkedArtifacts: 'auto',
      keyFromEnv: 'HOIST_KEY',
    });
  });
});
