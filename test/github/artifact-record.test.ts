import { describe, expect, it } from 'vitest';
import { HoistError } from '../../src/errors.ts';
import { gitHubLedger, type LedgerApi } from '../../src/github/artifact-record.ts';
import { parseDigest } from '../../src/image/digest.ts';
import { parseRepository, parseTag } from '../../src/image/reference.ts';
import { web } from '../report/examples.ts';

const image = { repository: parseRepository('eu.example.com/prod/web'), digest: web, tag: parseTag('1.4.2') };

function ledger(type: string, error?: HoistError, listing?: HoistError) {
  const sent: unknown[] = [];
  const asked: string[] = [];
  const api: LedgerApi = {
    get: async (route) => {
      asked.push(route);
      if (route.startsWith('GET /orgs/') && listing !== undefined) throw listing;
      return { owner: { type } };
    },
    send: async (route, parameters) => {
      sent.push([route, parameters]);
      if (error !== undefined) throw error;
      return { became: 'done', body: {} };
    },
  };
  return { sent, asked, ...gitHubLedger(api, 'acme/web') };
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

describe('when it is asked whether the ledger can be told', () => {
  const forbidden = new HoistError('config', 'GITHUB_FORBIDDEN', 'the token may not do this');
  const down = new HoistError('unreachable', 'GITHUB_UNREACHABLE', 'GitHub did not answer');

  it('nothing speaks against it where an organisation shows its records, and nothing is written', async () => {
    const subject = ledger('Organization');

    expect(await subject.obstacle(web)).toBeUndefined();
    expect(subject.asked).toEqual([
      'GET /repos/{owner}/{repo}',
      'GET /orgs/{org}/artifacts/{subject_digest}/metadata/storage-records',
    ]);
    expect(subject.sent).toEqual([]);
  });

  it('a person has none, a token without the permission may not, and what is down may be up later', async () => {
    expect(await ledger('User').obstacle(web)).toMatchObject({
      why: expect.stringContaining('no organisation'),
    });
    expect(await ledger('Organization', undefined, forbidden).obstacle(web)).toMatchObject({
      why: 'the token may not do this',
      hint: expect.stringContaining('artifact-metadata: write'),
    });
    expect(await ledger('Organization', undefined, down).obstacle(web)).toBeUndefined();
    const long = parseDigest(`sha512:${'a'.repeat(128)}`);
    expect(await ledger('Organization').obstacle(long)).toMatchObject({
      why: expect.stringContaining('sha256'),
    });
  });
});

describe('when a name is longer than GitHub takes', () => {
  it('is left out where it may be, so that the record is kept', async () => {
    const subject = ledger('Organization');
    const path = `${'p'.repeat(120)}/${'q'.repeat(60)}`;

    await subject.store({
      repository: parseRepository(`eu.example.com/${path}`),
      digest: web,
      tag: parseTag('t'.repeat(128)),
    });

    const [[, body]] = subject.sent as [[string, object]];
    expect(Object.keys(body)).toEqual([
      'org',
      'name',
      'digest',
      'registry_url',
      'status',
      'github_repository',
    ]);
  });
});
