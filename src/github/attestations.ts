import { bundleType } from '../domain/statement.ts';
import { HoistError } from '../errors.ts';
import type { Digest } from '../image/digest.ts';
import type { StoredAttestation, StoredAttestations } from '../ports/forge.ts';
import type { Web } from '../ports/web.ts';
import type { GitHubApi } from './api.ts';
import { unexpected } from './failure.ts';
import { splitRepository } from './repository.ts';
import { decodeSnappyBlock, decodeSnappyStream, isSnappyStream } from './snappy.ts';

const route = 'GET /repos/{owner}/{repo}/attestations/{subject_digest}';
const mostPages = 3;

export type AttestationSource = {
  readonly api: GitHubApi;
  readonly repository: string;
  /** For bundles that are kept elsewhere: without the token, so not by the API's client. */
  readonly web: () => Promise<Web>;
  readonly signal: AbortSignal;
};

/** The attestations of a digest. An empty list and a 404 mean none; anything else is an error (policy.md §1.6). */
export async function attestationsOf(source: AttestationSource, digest: Digest): Promise<StoredAttestations> {
  const parameters = { ...splitRepository(source.repository), subject_digest: digest };
  const pages = await source.api.pages(route, parameters, mostPages);
  if (pages === undefined) return { found: [], cut: false };
  const { Attestations } = await import('./schema.ts');
  const found = pages.bodies.flatMap((body) => {
    const page = Attestations.safeParse(body).data;
    if (page === undefined) throw unexpected(route, 'the answer lists no attestations');
    return page.map((entry) => stored(source, entry));
  });
  return { found, cut: pages.cut };
}

type Entry = { readonly bundle?: Readonly<Record<string, unknown>>; readonly url?: string };

function stored(source: AttestationSource, { bundle, url }: Entry): StoredAttestation {
  const stated = bundle?.['mediaType'];
  return {
    mediaType: typeof stated === 'string' ? stated.slice(0, 200) : bundleType,
    async read(maxBytes) {
      if (bundle !== undefined) return capped(new TextEncoder().encode(JSON.stringify(bundle)), maxBytes);
      if (url !== undefined) return readElsewhere(source, url, maxBytes);
      throw unexpected(route, 'an attestation has neither a bundle nor the address of one');
    },
  };
}

/** The address is a signed one: it goes into no message (A45). */
async function readElsewhere(
  { web, signal }: AttestationSource,
  url: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const { status, bytes } = await (await web()).get(url, { maxBytes, signal });
  if (status !== 200) throw unexpected(route, `the storage of a bundle answered ${status}`);
  const json = decoded(bytes, maxBytes);
  if (json === 'too-long') throw tooLong(maxBytes);
  if (json === 'invalid') throw unexpected(route, 'a bundle is neither JSON nor Snappy');
  return json;
}

/** Told apart by the bytes, not by `Content-Type`. */
function decoded(bytes: Uint8Array, maxBytes: number): Uint8Array | 'invalid' | 'too-long' {
  if (isSnappyStream(bytes)) return decodeSnappyStream(bytes, maxBytes);
  if (looksLikeJson(bytes)) return bytes;
  return decodeSnappyBlock(bytes, maxBytes);
}

/** No block begins like this: `{"` would be a length and then a copy of what is not there yet. */
function looksLikeJson(bytes: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, 64)).trimStart();
  return /^\{\s*"/.test(text);
}

function capped(bytes: Uint8Array, maxBytes: number): Uint8Array {
  if (bytes.length > maxBytes) throw tooLong(maxBytes);
  return bytes;
}

function tooLong(maxBytes: number): HoistError {
  return new HoistError('unreachable', 'BUNDLE_TOO_LONG', `an attestation has more than ${maxBytes} bytes`);
}
