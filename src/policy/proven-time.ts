import type { EvidenceRef, IgnoredRef, Reason } from '../domain/decision.ts';
import type { Evidence, Search } from '../domain/evidence.ts';
import type { PlatformFacts } from '../domain/facts.ts';
import type { Digest } from '../image/digest.ts';

/** `signed`: when a signature or provenance was made; `built`: when provenance says that the build ended. */
export type Since = 'signed' | 'built' | 'promoted';

/** An image, this one or the one that is at the target, with what was found about it. */
export type Datable = {
  readonly digest: Digest;
  readonly platforms: readonly PlatformFacts[];
  readonly evidence: readonly Evidence[];
  readonly searches: readonly Search[];
};

/** When it happened, as one document proves it: between these two. */
export type ProvenTime = {
  readonly subjects: readonly Digest[];
  readonly first: Date;
  readonly last: Date;
  readonly ref: EvidenceRef;
};

export type ProvenTimes = {
  readonly times: readonly ProvenTime[];
  readonly ignored: readonly IgnoredRef[];
  /** Why there is none, for where none of the times serves. */
  readonly why: Reason;
};

type Wanted = {
  readonly since: Since;
  /** Names of signers; undefined: any that the config names. */
  readonly by?: readonly string[] | undefined;
  readonly now: Date;
};

/** Clocks differ by so much; what was signed later than that is not yet. */
const skewMs = 5 * 60_000;

/**
 * The times that trusted documents prove. Never what a label or config states as `created`: reproducible builds set 1970,
 * and anybody may write anything (policy.md §5.2, `age`).
 */
export function provenTimes(image: Datable, wanted: Wanted): ProvenTimes {
  const times: ProvenTime[] = [];
  const ignored: IgnoredRef[] = [];
  const notes: Reason[] = [];
  for (const evidence of image.evidence) {
    if (!isAbout(evidence, wanted.since)) continue;
    const read = readTime(evidence, wanted);
    if ('why' in read) {
      ignored.push({ digest: evidence.digest, title: evidence.title, why: read.why.message });
      notes.push(read.why);
    } else times.push(read);
  }
  return { times, ignored, why: whyNone(image, notes) };
}

/** Those that speak of one platform: bound to it, or to the index above. */
export function timesOf(
  times: readonly ProvenTime[],
  image: Digest,
  platform?: Digest,
): readonly ProvenTime[] {
  return times.filter(
    ({ subjects }) => subjects.includes(image) || (platform !== undefined && subjects.includes(platform)),
  );
}

/** Could not look is another answer than nothing there (I4); a document of the wrong kind another than none. */
function whyNone({ searches }: Datable, notes: readonly Reason[]): Reason {
  const unreachable = searches.find(({ state }) => state === 'unreachable');
  if (unreachable !== undefined) {
    const what = unreachable.message ?? 'no answer';
    return {
      code: 'UNREACHABLE',
      message: `evidence could not be looked for (${unreachable.place}): ${what}`,
    };
  }
  const trusted = notes.find(({ code }) => code !== 'UNTRUSTED');
  return trusted ?? notes[0] ?? { code: 'NO_EVIDENCE', message: 'nothing signed proves a time' };
}

function isAbout({ parts }: Evidence, since: Since): boolean {
  return parts.some((part) => {
    if (since === 'promoted') return part.kind === 'summary';
    return part.kind === 'provenance' || (since === 'signed' && part.kind === 'signature');
  });
}

type Unusable = { readonly why: Reason };

function readTime(evidence: Evidence, { since, by, now }: Wanted): ProvenTime | Unusable {
  const { trust, problem, parts, subjects } = evidence;
  if (problem !== undefined) return { why: problem };
  if (trust.level !== 'signed') {
    const message = trust.level === 'untrusted' ? trust.why : trust.level;
    return { why: { code: 'UNTRUSTED', message } };
  }
  const signers = by === undefined ? trust.signers : trust.signers.filter((signer) => by.includes(signer));
  if (signers.length === 0) {
    const message = `signed by ${trust.signers.join(', ')}, not by ${by?.join(', ') ?? 'a signer of the config'}`;
    return { why: { code: 'UNTRUSTED', message } };
  }
  if (since === 'promoted' && !parts.some((part) => part.kind === 'summary' && part.summary.passed)) {
    return { why: { code: 'INCOMPLETE', message: 'the summary did not pass' } };
  }
  const { signedAt } = trust;
  const time = since === 'built' ? builtAt(evidence, signedAt) : signedAt;
  if (time === undefined) {
    const message = since === 'built' ? 'it does not say when the build ended' : 'its time is not proven';
    return { why: { code: 'INCOMPLETE', message } };
  }
  if (time.last.getTime() > now.getTime() + skewMs) {
    return { why: { code: 'INCOMPLETE', message: `it is of later than now: ${time.last.toISOString()}` } };
  }
  return { ...time, subjects, ref: refOf(evidence, trust.sealedBy !== undefined, signers) };
}

/** A claim of the builder, which must not be later than the signature over it. */
function builtAt(
  { parts }: Evidence,
  signedAt: { readonly last: Date } | undefined,
): { readonly first: Date; readonly last: Date } | undefined {
  const ends = parts.flatMap((part) => (part.kind === 'provenance' ? [part.provenance.finished ?? ''] : []));
  const times = ends.map((text) => Date.parse(text));
  const [latest] = [...times].sort((a, b) => b - a);
  if (latest === undefined || times.some((time) => Number.isNaN(time))) return undefined;
  if (signedAt !== undefined && latest > signedAt.last.getTime() + skewMs) return undefined;
  return { first: new Date(Math.min(...times)), last: new Date(latest) };
}

function refOf(
  { digest, title, place, trust }: Evidence,
  isSealed: boolean,
  signers: readonly string[],
): EvidenceRef {
  const signedAt = trust.level === 'signed' ? trust.signedAt?.first.toISOString() : undefined;
  return {
    digest,
    title,
    place,
    trust: `${isSealed ? 'sealed' : 'signed'} by ${signers.join(', ')}`,
    signers,
    ...(signedAt !== undefined && { signedAt }),
  };
}
