import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toTrustMaterial, type TrustMaterial, type VerifierOptions } from '@sigstore/verify';
import type { TrustRoot, TrustSettings } from '../domain/signer.ts';
import { HoistError, messageOf } from '../errors.ts';
import { isJsonObject, parseStrictJson } from '../image/strict-json.ts';
import { embeddedRoot, type PublishedRoot, type RootSource } from './trust-root.ts';

/** One trusted root, and how many witnesses it wants: what a bundle says of itself has no part in that (policy.md §3.2). */
export type Authority = { readonly material: TrustMaterial; readonly thresholds: Required<Thresholds> };

type Thresholds = Pick<VerifierOptions, 'tlogThreshold' | 'ctlogThreshold' | 'timestampThreshold'>;

export type Authorities = {
  readonly known: readonly Authority[];
  /** Why others are not: as long as one is missing, nobody can say that a signature is of none. */
  readonly unreachable: readonly string[];
};

/** @throws HoistError `TRUSTED_ROOT_INVALID` (config) for a file that is none */
export async function loadAuthorities(trust: TrustSettings, roots: RootSource): Promise<Authorities> {
  const loaded = await Promise.all(
    trust.roots.map(async (root) =>
      root.kind === 'file' ? fromFile(root) : published(root.kind, trust, roots),
    ),
  );
  return {
    known: loaded.flatMap((one) => (typeof one === 'string' ? [] : one)),
    unreachable: loaded.filter((one) => typeof one === 'string'),
  };
}

async function published(
  kind: PublishedRoot,
  trust: TrustSettings,
  roots: RootSource,
): Promise<readonly Authority[] | string> {
  // GitHub's instance signs for private repositories, whose names no public log may show: no log, one time stamp.
  const thresholds =
    kind === 'github' ? { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 1 } : strict;
  try {
    return [{ material: materialOf(await roots(kind)), thresholds }];
  } catch (error) {
    const embedded = trust.offline === 'embedded' ? await embeddedRoot(kind) : undefined;
    if (embedded !== undefined) return [{ material: materialOf(embedded), thresholds }];
    return messageOf(error);
  }
}

const strict: Required<Thresholds> = { tlogThreshold: 1, ctlogThreshold: 1, timestampThreshold: 1 };

/** One JSON document, or one a line, as `gh attestation trusted-root` writes it. */
function fromFile({ path, bytes }: Extract<TrustRoot, { readonly kind: 'file' }>): readonly Authority[] {
  const documents = isOneDocument(bytes) ? [bytes] : linesOf(bytes);
  try {
    if (documents.length === 0) throw new Error('it is empty');
    return documents.map((document) => {
      const material = materialOf(parseStrictJson(document, path));
      // A log that the root names has to be used. A timestamp is always asked for: certificates live for minutes.
      const thresholds = {
        tlogThreshold: Math.min(material.tlogs.length, 1),
        ctlogThreshold: Math.min(material.ctlogs.length, 1),
        timestampThreshold: 1,
      };
      return { material, thresholds };
    });
  } catch (error) {
    throw new HoistError(
      'config',
      'TRUSTED_ROOT_INVALID',
      `${path} is no trusted root: ${messageOf(error)}`,
      {
        hint: 'Give what `gh attestation trusted-root` or `cosign trusted-root create` writes.',
        cause: error,
      },
    );
  }
}

function isOneDocument(bytes: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(bytes).toString());
    return true;
  } catch {
    return false;
  }
}

function linesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const lines = Buffer.from(bytes).toString().split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => Buffer.from(line));
}

function materialOf(json: unknown): TrustMaterial {
  const mediaType = isJsonObject(json) ? json['mediaType'] : undefined;
  if (typeof mediaType !== 'string' || !mediaType.startsWith('application/vnd.dev.sigstore.trustedroot'))
    throw new Error('it does not say that it is a Sigstore trusted root');
  return toTrustMaterial(TrustedRoot.fromJSON(json));
}
