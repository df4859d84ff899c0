import { decisionType, promotionType } from '../domain/promotion-statement.ts';
import type { Identity, Trust } from '../domain/evidence.ts';
import type { PromotionRecord } from '../domain/record.ts';
import type { Summary } from '../domain/summary.ts';
import { HoistError } from '../errors.ts';
import type { FoundDocument, OpenedDocument } from '../evidence/document.ts';
import type { Digest } from '../image/digest.ts';
import type { ImageGraph } from '../image/graph.ts';
import type { Manifest } from '../image/manifest.ts';
import type { Repository } from '../image/reference.ts';
import type { Registry } from '../ports/registry.ts';

/** A statement of ours, or of somebody who writes like us, about an image. */
export type FoundStatement = {
  /** Of the bundle. */
  readonly digest: Digest;
  readonly trust: Trust;
} & (
  | { readonly kind: 'decision'; readonly summary: Summary }
  | { readonly kind: 'promotion'; readonly record: PromotionRecord }
  /** It cannot be read, or is about another image. */
  | { readonly kind: 'nothing'; readonly why: string }
);

export type StatementPlace = {
  readonly registry: Registry;
  readonly repository: Repository;
  readonly root: Manifest;
  /** The walk of the image, where there is one: what it has listed is not asked again. */
  readonly graph?: ImageGraph;
  readonly signal: AbortSignal;
  readonly open: (found: FoundDocument) => Promise<OpenedDocument>;
};

const annotation = 'dev.sigstore.bundle.predicateType';
const ours: ReadonlySet<string> = new Set([decisionType, promotionType]);

/**
 * The decisions and promotions that are attached to an image, with who signed them. Those that say by their annotation
 * that they are one are read, and no other document.
 *
 * @throws HoistError `STATEMENTS_UNREACHABLE` (unreachable) where somewhere could not be looked: that is not "none" (I4)
 */
export async function statementsAt(place: StatementPlace): Promise<readonly FoundStatement[]> {
  const { registry, repository, root, signal } = place;
  const [{ lookAtReferrers }, { readLeads }] = await Promise.all([
    import('../evidence/attached.ts'),
    import('../evidence/read-leads.ts'),
  ]);
  const graph = place.graph ?? bareGraph(repository, root);
  const { look, leads } = await lookAtReferrers({
    registry,
    graph,
    repository,
    subject: root.digest,
    signal,
  });
  const wanted = leads.filter(({ annotations }) => ours.has(annotations[annotation] ?? ''));
  const found = await readLeads([{ look, leads: wanted }], async (document) =>
    readStatement(await place.open(document.found), root.digest),
  );
  const { state, message } = look.search();
  if (state === 'unreachable' || state === 'cut')
    throw new HoistError(
      'unreachable',
      'STATEMENTS_UNREACHABLE',
      `${repository}@${root.digest}: not all that is attached could be read: ${message ?? state}`,
      { hint: 'Try again; what is attached is asked of the registry.' },
    );
  return found;
}

/** Whose identity a signed statement shows; undefined where nobody whom we accept signed it. */
export function identityOf({ trust }: FoundStatement): Identity | undefined {
  return trust.level === 'signed' ? trust.identity : undefined;
}

async function readStatement(opened: OpenedDocument, about: Digest): Promise<FoundStatement> {
  const { trust, found } = opened;
  const base = { digest: found.digest, trust };
  if (opened.what === 'nothing' && opened.code === 'UNREACHABLE')
    throw new HoistError('unreachable', 'STATEMENTS_UNREACHABLE', opened.message, {
      hint: 'The roots that say whose certificates count have to be reached; or name a `trusted-root`.',
    });
  if (opened.what === 'nothing') return { ...base, kind: 'nothing', why: opened.message };
  if (opened.what !== 'statement') return { ...base, kind: 'nothing', why: 'it is no in-toto statement' };
  const { subjects, predicateType, predicate } = opened.statement;
  const isAbout = subjects.some(({ digest }) =>
    Object.entries(digest).some(([algorithm, hex]) => `${algorithm}:${hex}` === about),
  );
  if (!isAbout) return { ...base, kind: 'nothing', why: 'it is about another image' };
  const { readPredicate } = await import('../evidence/format.ts');
  const read = readPredicate(predicateType, predicate);
  const [part] = 'problem' in read ? [] : read.parts;
  if (part?.kind === 'promotion') return { ...base, kind: 'promotion', record: part.record };
  if (part?.kind === 'summary') return { ...base, kind: 'decision', summary: part.summary };
  const what = predicateType === promotionType ? 'record of a promotion' : 'verification summary';
  return { ...base, kind: 'nothing', why: `its predicate is no ${what}` };
}

/** An image of which only the root is known. */
function bareGraph(source: Repository, root: Manifest): ImageGraph {
  return {
    source,
    root,
    manifests: new Map([[root.digest, root]]),
    imageOrder: [root.digest],
    attachmentOrder: [],
    attachments: [],
    blobs: new Map(),
    whole: false,
    left: [],
    missing: [],
    bytes: root.bytes.length,
  };
}
