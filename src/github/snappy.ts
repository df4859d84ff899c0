/**
 * Snappy, the raw block and the framed stream (google/snappy: format_description.txt, framing_format.txt), written for
 * bytes that nobody vouches for: the package for it on npm never ends on a literal whose length is negative. Nothing is
 * allocated beyond `maxBytes` (A15), and every step moves on in the input.
 */
export type SnappyResult = Uint8Array | 'invalid' | 'too-long';

const streamIdentifier = Uint8Array.of(0xff, 0x06, 0x00, 0x00, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59);
const maxChunk = 65_536;

/** Whether the bytes begin as the framed form does; a block cannot. */
export function isSnappyStream(bytes: Uint8Array): boolean {
  return streamIdentifier.every((byte, at) => bytes[at] === byte);
}

export function decodeSnappyBlock(bytes: Uint8Array, maxBytes: number): SnappyResult {
  const header = readLength(bytes);
  if (header === undefined) return 'invalid';
  if (header.length > maxBytes) return 'too-long';
  // Two bytes of input give at most 64 of output: a length that the input cannot give is not allocated.
  if (header.length > bytes.length * 32) return 'invalid';
  const out = new Uint8Array(header.length);
  let from = header.end;
  let to = 0;
  while (from < bytes.length) {
    const element = readElement(bytes, from);
    if (element === undefined || to + element.length > out.length) return 'invalid';
    const { offset, length, end } = element;
    if (offset === undefined) {
      if (end + length > bytes.length) return 'invalid';
      out.set(bytes.subarray(end, end + length), to);
      from = end + length;
    } else {
      if (offset === 0 || offset > to) return 'invalid';
      // Byte by byte: a copy may overlap what it writes.
      for (let at = 0; at < length; at += 1) out[to + at] = out[to + at - offset] ?? 0;
      from = end;
    }
    to += length;
  }
  return to === out.length ? out : 'invalid';
}

/** Checksums are not looked at: whoever could change the bytes could change them, and the document is signed. */
export function decodeSnappyStream(bytes: Uint8Array, maxBytes: number): SnappyResult {
  const parts: Uint8Array[] = [];
  let total = 0;
  for (let at = streamIdentifier.length; at < bytes.length;) {
    const kind = bytes[at] ?? 0;
    const start = at + 4;
    const end = start + littleEndian(bytes, at + 1, 3);
    if (start > bytes.length || end > bytes.length) return 'invalid';
    at = end;
    if (kind === 0xff || kind === 0xfe || (kind >= 0x80 && kind <= 0xfd)) continue;
    if (kind > 1 || end - start < 4) return 'invalid';
    const data = bytes.subarray(start + 4, end);
    const part = kind === 0 ? decodeSnappyBlock(data, maxChunk) : data;
    if (typeof part === 'string' || part.length > maxChunk) return 'invalid';
    total += part.length;
    if (total > maxBytes) return 'too-long';
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** The length of the whole, a little-endian varint of at most 32 bits. */
function readLength(bytes: Uint8Array): { readonly length: number; readonly end: number } | undefined {
  let length = 0;
  for (let at = 0; at < 5; at += 1) {
    const byte = bytes[at];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return length < 2 ** 32 ? { length, end: at + 1 } : undefined;
  }
  return undefined;
}

type Element = {
  /** How far back a copy reads; undefined for a literal. */
  readonly offset: number | undefined;
  readonly length: number;
  /** Where its tag ends: a literal's bytes follow. */
  readonly end: number;
};

function readElement(bytes: Uint8Array, at: number): Element | undefined {
  const tag = bytes[at] ?? 0;
  const upper = tag >>> 2;
  const more = [upper < 60 ? 0 : upper - 59, 1, 2, 4][tag & 3] ?? 0;
  const end = at + 1 + more;
  if (end > bytes.length) return undefined;
  const value = littleEndian(bytes, at + 1, more);
  switch (tag & 3) {
    case 0:
      return { offset: undefined, length: (more === 0 ? upper : value) + 1, end };
    case 1:
      return { offset: ((tag >>> 5) << 8) + value, length: (upper & 7) + 4, end };
    default:
      return { offset: value, length: upper + 1, end };
  }
}

/** Never negative, unlike what shifting by 24 gives. */
function littleEndian(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let index = count - 1; index >= 0; index -= 1) value = value * 256 + (bytes[at + index] ?? 0);
  return value;
}
