import { describe, expect, it } from 'vitest';
import { claimOf, repositoryUrl, workflowUrl } from '../../src/policy/claims.ts';
import { byStranger, evidenceOf, signaturePart, signedBy } from './facts.ts';

describe('when a claim of the certificate is read', () => {
  const claims = { 9: 'https://github.com/acme/web/.github/workflows/ci.yml@refs/heads/main', 12: '' };

  it('is what a valid signature has, and never an empty text', () => {
    const signed = evidenceOf(signaturePart, { trust: signedBy('ci', { claims }) });
    expect(claimOf(signed, 'workflow')).toBe(claims[9]);
    expect(claimOf(signed, 'repository')).toBeUndefined();
    expect(claimOf(signed, 'commit')).toBeUndefined();
    expect(claimOf(evidenceOf(signaturePart, { trust: byStranger }), 'workflow')).toBeUndefined();
  });
});

describe('when a repository is written in some way', () => {
  it.each([
    'https://github.com/acme/web',
    'https://github.com/acme/web/',
    'https://github.com/acme/web.git',
    'git+https://github.com/acme/web.git@refs/heads/main',
    'git+https://github.com/acme/web@0123456789',
    'git@github.com:acme/web.git',
    'ssh://git@github.com/acme/web',
    'https://github.com/acme/web#main\nmore',
    'https://github.com/acme/web?ref=main',
  ])('%j is one and the same', (text) => {
    expect(repositoryUrl(text)).toBe('https://github.com/acme/web');
  });

  it.each([
    ['https://github.com/acme/web.github.io', 'https://github.com/acme/web.github.io'],
    ['https://github.com/acme/git+web', 'https://github.com/acme/git+web'],
    ['https://github.com/acme/web/tree', 'https://github.com/acme/web/tree'],
  ])('%j stays another', (text, expected) => {
    expect(repositoryUrl(text)).toBe(expected);
  });
});

describe('when a workflow is named with its ref', () => {
  it.each([
    ['acme/web/.github/workflows/ci.yml@refs/heads/main', 'acme/web/.github/workflows/ci.yml'],
    ['acme/web/.github/workflows/ci.yaml@v1', 'acme/web/.github/workflows/ci.yaml'],
    ['acme/web/.github/workflows/ci.yml', 'acme/web/.github/workflows/ci.yml'],
    ['acme/web/ci.yml@a/x.yml@b', 'acme/web/ci.yml'],
    ['acme/web/\nci.yml@a', 'acme/web/\nci.yml'],
    ['acme/web@main', 'acme/web@main'],
  ])('%j is the file %j', (text, expected) => {
    expect(workflowUrl(text)).toBe(expected);
  });
});
