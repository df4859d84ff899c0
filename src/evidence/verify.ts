import type { Trust } from '../domain/evidence.ts';
import type { TrustSettings } from '../domain/signer.ts';
import { HoistError, messageOf } from '../errors.ts';
import { algorithmOf, digestOf, type Digest } from '../image/digest.ts';
import { openSimpleSigning } from './cosign.ts';
import type { FoundDocument, OpenedDocument } from './document.ts';
import { recognise } from './envelope.ts';
import { createJudge, type Judge } from './judge.ts';
import { fromBundle, fromDsse, fromLayer, type SignedDocument } from './signed-document.ts';
import { isNothing, nothing, openPayload, openStatement, type Content, type Nothing } from './statement.ts';
import type { RootSource } from './trust-root.ts';

export type Verifier = {
  /**
   * Opens a document's envelope and judges its signature. Never throws for what the document is.
   *
   * Says nothing of what the document is about: that its digest is the image's is for whoever binds it (hole 3).
   */
  open(found: FoundDocument): Promise<OpenedDocument>;
};

/**
 * Trust roots are fetched on the first document that needs them, and the Sigstore packages are loaded with them: keys
 * without a log need neither.
 *
 * @throws HoistError `KEY_INVALID` (config) for a key of a signer that is none; `open` throws `TRUSTED_ROOT_INVALID`
 * (config) for a trusted root of the config that is none
 */
export function createVerifier(trust: TrustSettings, ports: { readonly roots: RootSource }): Verifier {
  const judge = createJudge(trust, ports.roots);
  return {
    async open(found) {
      try {
        return await open(found, judge);
      } catch (error) {
        if (error instanceof HoistError && error.kind === 'config') throw error;
        return refused(found, nothing('UNPARSABLE', `the document cannot be read: ${messageOf(error)}`));
      }
    },
  };
}

async function open(found: FoundDocument, judge: Judge): Promise<OpenedDocument> {
  const envelope = recognise(found);
  switch (envelope.kind) {
    case 'nothing':
      return refused(found, envelope.nothing);
    case 'bundle':
      return openSigned(found, fromBundle(envelope.json, found.subjectBytes), judge);
    case 'dsse':
      return openSigned(found, fromDsse(envelope.json, found.annotations), judge);
    case 'simplesigning':
      return openSigned(found, fromLayer(found.bytes, envelope.json, found.annotations), judge);
    case 'statement':
      return openBare(found, envelope.json);
    default:
      return { found, trust: withoutSignature(found), what: 'report', json: envelope.json };
  }
}

async function openSigned(
  found: FoundDocument,
  document: SignedDocument | Nothing,
  judge: Judge,
): Promise<OpenedDocument> {
  if (isNothing(document)) return refused(found, document);
  const content = contentOf(document, found.about);
  if (isNothing(content)) return refused(found, content);
  const trust = await judge(document);
  return isNothing(trust) ? refused(found, trust) : { found, trust, ...content };
}

function contentOf({ content }: SignedDocument, about: Digest | undefined): Content {
  switch (content.kind) {
    case 'dsse':
      return openPayload(content.payloadType, content.payload, about);
    case 'simplesigning':
      return openSimpleSigning(content.json);
    default: {
      const digest = digestOf(content.payload, about === undefined ? 'sha256' : algorithmOf(about));
      return { what: 'signature', digest, annotations: {} };
    }
  }
}

/** BuildKit's statements, and what people attach by hand. */
function openBare(found: FoundDocument, json: unknown): OpenedDocument {
  const content = openStatement(json, found.about);
  if (isNothing(content)) return refused(found, content);
  // A signature that nobody made: below a signed index it would pass for one.
  if (content.what === 'signature')
    return refused(
      found,
      nothing('UNPARSABLE', 'it says that it is a signature and has none', 'cosign signature'),
    );
  return { found, trust: withoutSignature(found), ...content };
}

function withoutSignature({ file }: FoundDocument): Trust {
  return file === undefined ? { level: 'unsigned' } : { level: 'local', file };
}

function refused(found: FoundDocument, reason: Nothing): OpenedDocument {
  return { found, trust: { level: 'untrusted', why: reason.message }, ...reason };
}
