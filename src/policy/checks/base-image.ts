import { z } from 'zod';
import type { Reason } from '../../domain/decision.ts';
import type { Facts } from '../../domain/facts.ts';
import { parseGlob } from '../../domain/glob.ts';
import type { Provenance } from '../../domain/provenance.ts';
import { baseOfAnnotations, baseOfMaterial, baseText, type BaseReference } from '../base-reference.ts';
import { Signers } from '../by.ts';
import { defineCheck } from '../check.ts';
import { choose, inspect, type Counted, type Want } from '../choose.ts';
import { ofKind } from '../evidence-kind.ts';
import { violation } from '../judgement.ts';
import { freshness } from '../one-document.ts';
import { Age } from '../operator.ts';
import { reading, say, strict, Text } from '../written.ts';
import { weigh, type Weight } from '../weigh.ts';

const Globs = z.array(Text.transform(reading(parseGlob))).min(1);

const BaseImage = strict({
  by: Signers.describe(
    'Whose provenance or signature counts. Default: every signer of trust.signers.',
  ).optional(),
  allow: Globs.describe(
    'Each base is like one of these, with the host: docker.io/library/debian:*-slim.',
  ).optional(),
  deny: Globs.describe('No base is like one of these.').optional(),
  'up-to-date': z.literal(true).describe('Each base is what its tag names now.').optional(),
  'max-age': Age.describe('How long ago it may have been built on its bases: 45d.').optional(),
  'require-digest': z.literal(true).describe('The digest of each base is stated.').optional(),
}).refine((written) => Object.entries(written).some(([key, value]) => key !== 'by' && value !== undefined), {
  error: say('asks for nothing', 'Write allow, deny, up-to-date, max-age or require-digest.'),
});
type BaseImage = z.output<typeof BaseImage>;

type Part = { readonly provenance?: Provenance };
type Named = { readonly base: BaseReference | 'unreadable'; readonly written: string };

const provenance = ofKind('provenance');
const signature = ofKind('signature');

/**
 * What the image was built from: all images that trusted provenance names, those of earlier build stages too, since it
 * does not tell the last one apart; or what the annotations claim, if the digest is signed.
 */
export const baseImageCheck = defineCheck({
  name: 'base-image',
  title: 'The images that it was built from.',
  schema: BaseImage,
  about: (options) => (options['up-to-date'] === true ? 'world' : 'image'),
  needs: (options) => ({ evidence: true, baseImages: options['up-to-date'] === true }),
  signers: ({ by }) => by?.names ?? [],
  judge(options, facts, judging) {
    const want: Want<Part> = {
      noun: 'provenance',
      read: (evidence) => [...provenance.read(evidence), ...signature.read(evidence).map(() => ({}))],
      couldBe: (evidence) => provenance.couldBe(evidence) || signature.couldBe(evidence),
      by: options.by,
      covers: 'image',
      wantsAll: true,
    };
    return weigh(
      choose(inspect(facts), want, judging),
      ({ counted, digest }) => {
        const { bases, used } = basesOf(counted, annotationsOf(facts, digest, counted));
        const [first] = bases;
        if (first === undefined) return unnamed(counted);
        return {
          reasons: [
            ...bases.flatMap((base) => judgeBase(base, options, facts)),
            ...used.flatMap(({ evidence, part }) =>
              freshness(evidence, part.provenance?.finished, {
                noun: 'build on its base images',
                maxAge: options['max-age'],
                now: judging.now,
              }),
            ),
          ],
          used: used.map(({ evidence }) => evidence),
        };
      },
      {
        note: 'the base images are allowed',
        help: 'Build the image again on a base that the policy allows.',
        howTo: 'Build with `provenance: mode=max` and sign the index digest, or annotate the base and sign.',
      },
    );
  },
});

/**
 * The platform's own manifest may say more than the index. Who signed the platform alone did not sign what the index says,
 * which anybody may have put around it.
 */
function annotationsOf(
  { image, platforms }: Facts,
  digest: string,
  counted: readonly Counted<Part>[],
): Readonly<Record<string, string>>[] {
  const own = platforms
    .filter((platform) => platform.digest === digest)
    .map(({ annotations }) => annotations);
  const isSigned = counted.some(
    ({ part, evidence }) => part.provenance === undefined && evidence.subjects.includes(image.digest),
  );
  return isSigned ? [...own, image.annotations] : own;
}

function basesOf(
  counted: readonly Counted<Part>[],
  annotations: readonly Readonly<Record<string, string>>[],
): { readonly bases: readonly Named[]; readonly used: readonly Counted<Part>[] } {
  const byProvenance = counted.map((one) => ({
    one,
    bases: (one.part.provenance?.materials ?? []).flatMap((material): Named[] => {
      const base = baseOfMaterial(material);
      return base === undefined ? [] : [{ base, written: material.uri }];
    }),
  }));
  const naming = byProvenance.filter(({ bases }) => bases.length > 0);
  if (naming.length > 0)
    return { bases: naming.flatMap(({ bases }) => bases), used: naming.map(({ one }) => one) };
  const claimed = annotations.map((each) => baseOfAnnotations(each)).find((base) => base !== undefined);
  const signatures = counted.filter(({ part }) => part.provenance === undefined);
  if (claimed === undefined || signatures.length === 0) return { bases: [], used: [] };
  const written = claimed === 'unreadable' ? 'the annotation' : claimed.written;
  return { bases: [{ base: claimed, written }], used: signatures };
}

function unnamed(counted: readonly Counted<Part>[]): Weight {
  const hasProvenance = counted.some(({ part }) => part.provenance !== undefined);
  if (hasProvenance)
    return { reasons: [{ code: 'INCOMPLETE', message: 'the provenance names no base image' }] };
  const message = 'neither provenance nor a signed annotation names the base image';
  return { reasons: [{ code: 'NO_EVIDENCE', message }], used: [] };
}

function judgeBase({ base, written }: Named, options: BaseImage, facts: Facts): readonly Reason[] {
  if (base === 'unreadable')
    return [{ code: 'UNPARSABLE', message: 'a base image cannot be read', observed: written.slice(0, 200) }];
  const { allow, deny = [] } = options;
  const observed = baseText(base);
  const names = [observed, base.repository];
  const isLike = (globs: NonNullable<typeof allow>): boolean =>
    globs.some((glob) => names.some((name) => glob.matches(name)));
  const textOf = (globs: NonNullable<typeof allow>): string => globs.map(({ text }) => text).join(', ');
  return [
    ...(isLike(deny)
      ? [violation('a base image is denied', { observed, expected: `not ${textOf(deny)}` })]
      : []),
    ...(allow !== undefined && !isLike(allow)
      ? [violation('a base image is not allowed', { observed, expected: textOf(allow) })]
      : []),
    ...(options['require-digest'] === true && base.digest === undefined
      ? [violation('the digest of a base image is not stated', { observed })]
      : []),
    ...(options['up-to-date'] === true ? judgeCurrent(base, facts) : []),
  ];
}

function judgeCurrent(base: BaseReference, { baseImages }: Facts): readonly Reason[] {
  const observed = baseText(base);
  if (base.digest === undefined || base.tag === undefined) {
    const what = base.tag === undefined ? 'no tag' : 'no digest';
    return [
      {
        code: 'INCOMPLETE',
        message: `whether a base image is current cannot be told: it has ${what}`,
        observed,
      },
    ];
  }
  const now = baseImages.get(base.written) ?? baseImages.get(observed);
  if (now === undefined)
    return [
      { code: 'INCOMPLETE', message: 'what the tag of a base image names now was not asked', observed },
    ];
  if (now.state === 'unknown')
    return [{ code: now.code, message: `what the tag of a base image names now: ${now.message}`, observed }];
  const { digest, below } = now.value;
  if (digest === base.digest || below.includes(base.digest)) return [];
  return [
    violation('a base image is not what its tag names now', {
      observed: `${observed}@${base.digest}`,
      expected: digest,
    }),
  ];
}
