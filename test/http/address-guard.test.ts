import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { describe, expect, test } from 'vitest';
import {
  guardedLookup,
  isPublicAddress,
  literalAddressOf,
  requirePublicLiteral,
} from '../../src/http/address-guard.ts';

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

const notPublic = words(`
  0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.255.255.254
  168.63.129.16 169.254.169.254 169.254.170.2 172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1
  198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
  :: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:a9fe:a9fe ::ffff:10.0.0.1 64:ff9b::10.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b:1::1
  100::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 2001::1 2001:db8::1 2002:7f00:1:: 3fff::1 4000::1
  5f00::1 example.com 1.2.3 1.2.3.4.5 256.1.1.1 [::1] 8.8.8.8:53 2606:4700::1%0
`);
const isPublic = words(`
  1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.0 128.0.0.1 168.63.129.17 169.253.1.1 172.15.255.255
  172.32.0.1 192.0.1.1 192.167.255.255 198.17.1.1 198.20.0.1 203.0.112.1 223.255.255.255
  2606:4700::1111 2a00:1450:4001:82a::200e ::ffff:8.8.8.8 64:ff9b::8.8.8.8 64:ff9b::808:808 2003::1 2620:fe::fe
`);

describe('isPublicAddress', () => {
  test.each(notPublic)('when it is %s, it is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test('when it is empty, it is not', () => {
    expect(isPublicAddress('')).toBe(false);
  });

  test.each(isPublic)('when it is %s, it is', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('a URL that names an address', () => {
  test.each([
    ['http://0x7f.1/', '127.0.0.1'],
    ['http://2130706433/', '127.0.0.1'],
    ['http://017700000001/', '127.0.0.1'],
    ['http://127.1/', '127.0.0.1'],
    ['http://127.0.0.1./', '127.0.0.1'],
    ['https://①⑦②.16.0.1/', '172.16.0.1'],
    ['https://[::ffff:a9fe:a9fe]/', '::ffff:a9fe:a9fe'],
    ['https://[0:0:0:0:0:0:0:1]/', '::1'],
    ['https://localhost/', '127.0.0.1'],
    ['https://LOCALHOST./', '127.0.0.1'],
    ['https://a.localhost/', '127.0.0.1'],
    ['https://8.8.8.8/', '8.8.8.8'],
  ])('when it is %s, it is %s', (url, address) => {
    expect(literalAddressOf(new URL(url))).toBe(address);
  });

  test.each(['https://example.com/', 'https://localhost.example.com/', 'https://1.2.3.4.example.com/'])(
    'when it is %s, it is none',
    (url) => {
      expect(literalAddressOf(new URL(url))).toBeUndefined();
    },
  );

  test('when it is not public, it is refused with the setting that allows it', () => {
    expect(() => requirePublicLiteral(new URL('https://169.254.169.254/latest'))).toThrow(
      expect.objectContaining({ code: 'ADDRESS_PRIVATE', hint: expect.stringContaining('registries') }),
    );
    expect(() => requirePublicLiteral(new URL('https://8.8.8.8/'))).not.toThrow();
  });
});

describe('guardedLookup', () => {
  type Answer = { error: unknown; address: unknown; family: unknown };

  function lookupOf(...answers: LookupAddress[][]): LookupFunction {
    return (_hostname, options, callback) => {
      expect(options.all).toBe(true);
      callback(null, answers.length > 1 ? (answers.shift() ?? []) : (answers[0] ?? []));
    };
  }

  function ask(lookup: LookupFunction, options = {}): Promise<Answer> {
    return new Promise((resolve) => {
      guardedLookup(lookup)('storage.example.com', options, (error, address, family) =>
        resolve({ error, address, family }),
      );
    });
  }

  const good = { address: '1.1.1.1', family: 4 };
  const good6 = { address: '2606:4700::1111', family: 6 };
  const bad = { address: '10.0.0.1', family: 4 };

  test('when all addresses are public, it gives the first, or all where all are asked for', async () => {
    expect(await ask(lookupOf([good, good6]))).toEqual({ error: null, address: '1.1.1.1', family: 4 });
    expect((await ask(lookupOf([good, good6]), { all: true })).address).toEqual([good, good6]);
  });

  test.each([[[bad]], [[good, bad]], [[]]])('when the answer is %j, it refuses', async (answer) => {
    expect((await ask(lookupOf(answer))).error).toMatchObject({ code: 'ADDRESS_PRIVATE' });
  });

  test('when a name changes from public to private between two look-ups, the second is refused', async () => {
    const lookup = lookupOf([good], [bad]);
    expect((await ask(lookup)).error).toBeNull();
    expect((await ask(lookup)).error).toMatchObject({ code: 'ADDRESS_PRIVATE' });
  });

  test('when DNS fails, its error passes', async () => {
    const failure = Object.assign(new Error('no such host'), { code: 'ENOTFOUND' });
    expect((await ask((_host, _options, callback) => callback(failure, '', 0))).error).toBe(failure);
  });
});
