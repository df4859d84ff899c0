import { HoistError } from '../errors.ts';
import { parseDigest, type Digest } from '../image/digest.ts';
import { isTag, parseReference, parseTag, type Repository, type Tag } from '../image/reference.ts';

/** An image as it was asked for: at least a tag or a digest. Without repository the pipeline's source is meant. */
export type ImageWish = {
  /** As it was written, for messages. */
  readonly text: string;
  readonly repository?: Repository;
  readonly tag?: Tag;
  readonly digest?: Digest;
};

/**
 * Reads `[REPOSITORY][:TAG][@DIGEST]`, a bare tag or a bare digest (contract §3). One word alone is a tag; a name with
 * `/` or with a tag of its own is a repository, written as Docker writes it.
 *
 * @throws HoistError `IMAGE_INVALID` for nothing, and for a repository without tag and digest; those of the reference
 */
export function parseImageWish(written: string): ImageWish {
  const text = written.trim();
  const at = text.indexOf('@');
  const name = at < 0 ? text : text.slice(0, at);
  const digest = at < 0 ? undefined : parseDigest(text.slice(at + 1));
  if (at < 0 && /^sha(?:256|512):/.test(text)) return { text, digest: parseDigest(text) };
  const wish = { text, ...nameParts(name), ...(digest === undefined ? {} : { digest }) };
  if (wish.tag !== undefined || wish.digest !== undefined) return wish;
  throw new HoistError(
    'config',
    'IMAGE_INVALID',
    text === '' ? 'the image is empty' : `no tag and no digest: ${text}`,
    {
      hint: 'Write REPOSITORY:TAG, REPOSITORY@sha256:…, a tag or a digest: ghcr.io/acme/dev/web:1.4.2.',
    },
  );
}

function nameParts(name: string): { readonly repository?: Repository; readonly tag?: Tag } {
  if (name === '') return {};
  if (name.startsWith(':')) return { tag: parseTag(name.slice(1)) };
  if (isTag(name)) return { tag: name };
  const { repository, tag } = parseReference(name);
  return { repository, ...(tag === undefined ? {} : { tag }) };
}
