import { describe, expect, test } from 'vitest';
import { basicHeader, credentialOf, identityOf } from '../../src/registry/credential.ts';

function pairIn(header: string): string {
  return Buffer.from(header.replace(/^Basic /, ''), 'base64').toString();
}

describe('when a credential is sent as Basic', () => {
  test.each([
    ['a user and a password', credentialOf('me', 'p:w', () => {}), 'me:p:w'],
    ['an identity token of a user', identityOf('it', 'me', () => {}), 'me:it'],
    ['an identity token of nobody', identityOf('it', undefined, () => {}), '<token>:it'],
  ])('%s, it is one pair, which the mask was told', (_, credential, pair) => {
    if (credential === undefined || credential.kind === 'bearer') throw new Error('no credential');
    expect(pairIn(basicHeader(credential))).toBe(pair);
    const told: string[] = [];
    if (credential.kind === 'basic') {
      credentialOf(credential.username, credential.password, (value) => told.push(value));
    } else identityOf(credential.token, credential.username, (value) => told.push(value));
    expect(told).toContain(basicHeader(credential).slice('Basic '.length));
  });
});
