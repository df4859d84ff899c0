import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';
import type { Tls } from './listener.ts';

/** An authority of our own for tests: nothing to commit, nothing that expires. */
export interface Authority {
  /** PEM of its certificate: what a client is told to trust. */
  readonly ca: string;
  /** Key and certificate of a server under these names. */
  issue(names: readonly string[], validity?: Validity): Tls;
}

export type Validity = { readonly from: Date; readonly to: Date };

const day = 86_400_000;
const ecdsaWithSha256 = sequence(oid([1, 2, 840, 10045, 4, 3, 2]));
const commonName = oid([2, 5, 4, 3]);
const basicConstraints = oid([2, 5, 29, 19]);
const keyUsage = oid([2, 5, 29, 15]);
const subjectAltName = oid([2, 5, 29, 17]);

export function createAuthority(now: Date = new Date()): Authority {
  const always = { from: new Date(now.getTime() - day), to: new Date(now.getTime() + day) };
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = nameOf('Hoist test authority');
  const caExtensions = [
    extension(basicConstraints, sequence(der(0x01, Buffer.from([0xff])))),
    extension(keyUsage, der(0x03, Buffer.from([1, 0b0000_0110]))),
  ];

  function certificate(
    subject: Buffer,
    key: KeyObject,
    extensions: readonly Buffer[],
    validity: Validity,
  ): string {
    const body = sequence(
      der(0xa0, integer(Buffer.from([2]))),
      integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
      ecdsaWithSha256,
      name,
      sequence(time(validity.from), time(validity.to)),
      subject,
      key.export({ type: 'spki', format: 'der' }),
      der(0xa3, sequence(...extensions)),
    );
    const signature = sign('sha256', body, own.privateKey);
    return pem(sequence(body, ecdsaWithSha256, der(0x03, Buffer.concat([Buffer.from([0]), signature]))));
  }

  return {
    ca: certificate(name, own.publicKey, caExtensions, always),
    issue(names, validity = always) {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const extensions = [extension(subjectAltName, sequence(...names.map(altName)))];
      return {
        key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        cert: certificate(nameOf(names[0] ?? 'localhost'), pair.publicKey, extensions, validity),
      };
    },
  };
}

function nameOf(text: string): Buffer {
  return sequence(der(0x31, sequence(commonName, der(0x0c, Buffer.from(text)))));
}

function altName(name: string): Buffer {
  return isIPv4(name) ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name));
}

function extension(id: Buffer, value: Buffer): Buffer {
  return sequence(id, der(0x04, value));
}

function time(date: Date): Buffer {
  const text = date.toISOString().replaceAll(/[-:T]|\.[0-9]+/g, '');
  return der(0x18, Buffer.from(text));
}

function integer(bytes: Buffer): Buffer {
  return der(0x02, bytes);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function oid([first = 0, second = 0, ...rest]: readonly number[]): Buffer {
  const bytes = rest.flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return der(0x06, Buffer.from([first * 40 + second, ...bytes]));
}

/** Tag, length and content of the distinguished encoding (X.690). */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const short =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...short]), content]);
}

function pem(content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
