import type { EvidenceRef, Finding, IgnoredRef, Judgement, Reason } from '../domain/decision.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Choice, Demand } from './choose.ts';
import { passes, stops } from './judgement.ts';

/** What one demand comes to. No reasons: it is met. */
export type Weight = {
  readonly reasons: readonly Reason[];
  readonly findings?: readonly Finding[];
  /** What decided; default: all that counted. */
  readonly used?: readonly Evidence[];
  /** What counted at first and then did not: it is stale, or of another scanner. */
  readonly ignored?: readonly IgnoredRef[];
};

export type Words = {
  /** For people, when it passes. */
  readonly note: string;
  /** What would make it pass where it is a violation. */
  readonly help?: string;
  /** How one makes such a document, where there is none. */
  readonly howTo?: string;
};

const longest = 300;

/** Judges each demand for itself and puts together what they come to: one that is not met is enough to refuse (I6). */
export function weigh<Part>(
  choice: Choice<Part>,
  judge: (demand: Demand<Part>) => Weight,
  words: Words,
): Judgement {
  const weights = choice.demands.map((demand) => weighOne(demand, choice.want.noun, judge));
  const used = [...new Set(weights.flatMap((weight) => weight.used ?? []))];
  const base = {
    findings: once(weights.flatMap(({ findings = [] }) => findings)),
    evidence: used.map(evidenceRef),
    ignored: ignoredOnce([...choice.ignored, ...weights.flatMap(({ ignored = [] }) => ignored)], used),
  };
  const [first, ...rest] = onceForAll(
    weights.flatMap(({ reasons }) => reasons),
    choice.demands.length,
  );
  if (choice.demands.length === 0) return stops([nothing(choice.want.noun)], base);
  if (first === undefined) return passes(words.note, base);
  const help = helpFor(first, choice, words);
  return stops([first, ...rest], { ...base, ...(help !== undefined && { help }) });
}

function weighOne<Part>(demand: Demand<Part>, noun: string, judge: (demand: Demand<Part>) => Weight): Weight {
  const { counted, gap, platform } = demand;
  if (counted.length === 0) return { reasons: [gap ?? nothing(noun)], used: [] };
  const weight = judge(demand);
  const used = weight.used ?? counted.map(({ evidence }) => evidence);
  const place = platform === undefined ? {} : { platform };
  const reasons = once(weight.reasons.map((reason) => ({ ...place, ...clipped(reason) })));
  if (reasons.length > 0) return { ...weight, reasons, used };
  // A judge that used nothing and minds nothing has judged nothing (I1).
  const open = gap ?? (used.length === 0 ? nothing(noun) : undefined);
  return { ...weight, reasons: open === undefined ? [] : [open], used };
}

/** What documents say is other people's text, and may be of any length. */
function clipped(reason: Reason): Reason {
  const { observed } = reason;
  if (observed === undefined || observed.length <= longest) return reason;
  return { ...reason, observed: `${observed.slice(0, longest)}…` };
}

/** Two documents of one platform find the same things. */
function once<Item>(items: readonly Item[]): readonly Item[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

function nothing(noun: string): Reason {
  return { code: 'NO_EVIDENCE', message: `no ${noun}` };
}

/** The same reason for every platform is one about the image. */
function onceForAll(reasons: readonly Reason[], demands: number): readonly Reason[] {
  if (demands < 2 || reasons.length < demands) return reasons;
  const texts = reasons.map((reason) => JSON.stringify(withoutPlatform(reason)));
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return reasons.flatMap((reason, index) => {
    const text = texts[index] ?? '';
    if (counts.get(text) !== demands) return [reason];
    return texts.indexOf(text) === index ? [withoutPlatform(reason)] : [];
  });
}

function withoutPlatform(reason: Reason): Reason {
  const { platform: _, ...rest } = reason;
  return rest;
}

function ignoredOnce(refs: readonly IgnoredRef[], used: readonly Evidence[]): readonly IgnoredRef[] {
  const taken = new Set<string>(used.map(({ digest }) => digest));
  return refs.filter(({ digest }) => {
    const first = !taken.has(digest);
    taken.add(digest);
    return first;
  });
}

function helpFor<Part>({ code }: Reason, { want, ignored }: Choice<Part>, words: Words): string | undefined {
  const { noun } = want;
  switch (code) {
    case 'VIOLATION':
      return words.help;
    case 'UNREACHABLE':
      return 'Run it again; if it stays so, look at the credentials and the host.';
    case 'UNTRUSTED':
      return `Sign the ${noun} as a signer that \`by\` names, or name its signer there.`;
    case 'STALE':
      return `Make a new ${noun} for this digest, then run it again.`;
    case 'PARTIAL':
      return `Make a ${noun} for each platform, and remove what is attached and not needed.`;
    case 'WRONG_SUBJECT':
      return `Make the ${noun} for this digest, not for a tag or another build.`;
    case 'NO_EVIDENCE':
      return ignored.some(({ why }) => why === 'unsigned')
        ? `Sign the index digest, which seals what the index has, or attach a signed ${noun}.`
        : words.howTo;
    default:
      return words.howTo;
  }
}

function evidenceRef({ digest, title, place, trust }: Evidence): EvidenceRef {
  const signers = trust.level === 'signed' ? trust.signers : [];
  const by = signers.join(', ');
  const signedAt = trust.level === 'signed' ? trust.signedAt?.first.toISOString() : undefined;
  return {
    digest,
    title,
    place,
    trust:
      trust.level === 'signed'
        ? `${trust.sealedBy === undefined ? 'signed' : 'sealed'} by ${by}`
        : trust.level,
    signers,
    ...(signedAt !== undefined && { signedAt }),
  };
}

/** A document that counted at first, with why it does not. */
export function setAside({ digest, title }: Evidence, why: string): IgnoredRef {
  return { digest, title, why };
}
