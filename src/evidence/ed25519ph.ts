import { createHash, type KeyObject } from 'node:crypto';

/**
 * Whether the signature is one of Ed25519ph (RFC 8032 §5.1). cosign makes those with Ed25519 keys, and its older
 * versions plain ones; Node cannot verify them. This verifies only and sees nothing secret, so it does not matter that
 * its time depends on what it reads. The tests hold its arithmetic against Node's own Ed25519.
 */
export function isSignedPrehashed(key: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  // dom2(1, ""), and the message by its hash.
  const domain = Buffer.concat([Buffer.from('SigEd25519 no Ed25519 collisions'), Buffer.from([1, 0])]);
  return verifyEquation(key, { domain, message: sha512(message), signature });
}

/** The equation that all instances of Ed25519 share: R = [S]B - [k]A, with k from domain, R, A and message. */
export function verifyEquation(
  key: KeyObject,
  signed: { readonly domain: Uint8Array; readonly message: Uint8Array; readonly signature: Uint8Array },
): boolean {
  const { domain, message, signature } = signed;
  const a = Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
  const point = decode(a);
  if (point === undefined || signature.length !== 64) return false;
  const r = signature.subarray(0, 32);
  const s = littleEndian(signature.subarray(32));
  // Otherwise one signature would have several spellings.
  if (s >= order) return false;
  const k = littleEndian(sha512(domain, r, a, message)) % order;
  return encode(add(multiply(base, s), multiply(negate(point), k))).equals(r);
}

/** Extended coordinates: x = X/Z, y = Y/Z, xy = T/Z (RFC 8032 §5.1.4). */
type Point = { readonly x: bigint; readonly y: bigint; readonly z: bigint; readonly t: bigint };

const prime = 2n ** 255n - 19n;
const order = 2n ** 252n + 27742317777372353535851937790883648493n;
const d = modulo(-121665n * power(121666n, prime - 2n));
const rootOfMinusOne = power(2n, (prime - 1n) / 4n);
const zero: Point = { x: 0n, y: 1n, z: 1n, t: 0n };
/** The point with y = 4/5 and an even x. */
const base = decode(bytesOf(modulo(4n * power(5n, prime - 2n)))) ?? zero;

/** Complete on this curve: right for every two points, equal or not. */
function add(p: Point, q: Point): Point {
  const a = (p.y - p.x) * (q.y - q.x);
  const b = (p.y + p.x) * (q.y + q.x);
  const c = 2n * d * modulo(p.t * q.t);
  const e = 2n * p.z * q.z;
  const [f, g, h, i] = [modulo(b - a), modulo(e - c), modulo(e + c), modulo(b + a)];
  return { x: modulo(f * g), y: modulo(h * i), z: modulo(g * h), t: modulo(f * i) };
}

function multiply(point: Point, scalar: bigint): Point {
  let [sum, doubled] = [zero, point];
  for (let left = scalar; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) sum = add(sum, doubled);
    doubled = add(doubled, doubled);
  }
  return sum;
}

function negate({ x, y, z, t }: Point): Point {
  return { x: modulo(-x), y, z, t: modulo(-t) };
}

function encode({ x, y, z }: Point): Buffer {
  const inverse = power(z, prime - 2n);
  const bytes = bytesOf(modulo(y * inverse));
  if ((modulo(x * inverse) & 1n) === 1n) bytes.writeUInt8(bytes.readUInt8(31) | 0x80, 31);
  return bytes;
}

/** RFC 8032 §5.1.3. Undefined for what is no point, or not written as it has to be. */
function decode(bytes: Buffer): Point | undefined {
  if (bytes.length !== 32) return undefined;
  const odd = bytes.readUInt8(31) >> 7 === 1;
  const y = littleEndian(bytes) & (2n ** 255n - 1n);
  if (y >= prime) return undefined;
  const [u, v] = [modulo(y * y - 1n), modulo(d * y * y + 1n)];
  const candidate = modulo(u * power(v, 3n) * power(modulo(u * power(v, 7n)), (prime - 5n) / 8n));
  const square = modulo(v * candidate * candidate);
  if (square !== u && square !== modulo(-u)) return undefined;
  const root = square === u ? candidate : modulo(candidate * rootOfMinusOne);
  if (root === 0n && odd) return undefined;
  const x = ((root & 1n) === 1n) === odd ? root : prime - root;
  return { x, y, z: 1n, t: modulo(x * y) };
}

function modulo(value: bigint): bigint {
  const rest = value % prime;
  return rest < 0n ? rest + prime : rest;
}

function power(value: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (
    let [left, square] = [exponent, modulo(value)];
    left > 0n;
    left >>= 1n, square = modulo(square * square)
  ) {
    if ((left & 1n) === 1n) result = modulo(result * square);
  }
  return result;
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
}

function bytesOf(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse();
}

function sha512(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
