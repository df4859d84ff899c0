import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { gitHubLedger, type LedgerApi } from '../../src/github/artifact-record.ts';
import { parseRepository, parseTag } from '../../src/image/reference.ts';
import { web } from '../report/examples.ts';

const image = { repository: parseRepository('eu.example.com/prod/web'), digest: web, tag: parseTag('1.4.2') };

function ledger(type: string, error?: HoistError) {
  const sent: unknown[] = [];
  const api: LedgerApi = {
    get: async () => ({ owner: { type } }),
    send: async (route, parameters) => {
      sent.push([route, parameters]);
      if (error !== undefined) throw error;
      return { became: 'done', body: {} };
    },
  };
  return { sent, ...gitHubLedger(api, 'acme/web') };
}

describe('when a target holds an image', () => {
  it('the organisation’s ledger is told where it is', async () => {
    const subject = ledger('Organization');

    expect(await subject.store(image)).toBeUndefined();
    expect(subject.sent).toEqual([
      [
        'POST /orgs/{org}/artifacts/metadata/storage-record',
        {
          org: 'acme',
          name: 'prod/web',
          digest: web,
          version: '1.4.2',
          registry_url: 'https://eu.example.com/',
          repository: 'prod/web',
          artifact_url: 'https://eu.example.com/prod/web',
          status: 'active',
          github_repository: 'web',
        },
      ],
    ]);
  });

  it('a person’s account has no ledger, and is not asked to keep one', async () => {
    const subject = ledger('User');

    expect(await subject.store(image)).toBeUndefined();
    expect(subject.sent).toEqual([]);
  });

  it('a permission that is missing is told, not thrown', async () => {
    const denied = new HoistError('config', 'GITHUB_FORBIDDEN', 'the token may not do this', {
      hint: 'Add "artifact-metadata: write".',
    });

    expect(await ledger('Organization', denied).store(image)).toBe(
      'the token may not do this. Add "artifact-metadata: write".',
    );
  });
});
