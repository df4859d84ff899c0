import { z } from 'zod';
import type { Evidence } from '../domain/evidence.ts';
import type { Facts } from '../domain/facts.ts';
import type { Judging } from '../domain/policy.ts';
import type { VexStatement } from '../domain/vex.ts';
import { Signers } from './by.ts';
import { choose, inspect, type Demand } from './choose.ts';
import { ageOf, isWithin, newest, orderTime, statedTime } from './document-time.ts';
import { ofKind } from './evidence-kind.ts';
import { meansImage, meansPackage, readPurl, type ImageName } from './image-purl.ts';
import { Age } from './operator.ts';
import { strict, Text } from './written.ts';
import type { Unit } from './vulnerability-unit.ts';

/** Which VEX counts: who may say that a vulnerability does not matter here, and how. */
export const Vex = strict({
  by: Signers.describe('Whose statements count.'),
  statuses: z
    .array(z.enum(['not_affected', 'fixed']))
    .min(1)
    .describe('Which statuses excuse a finding. Default: both.')
    .default(['not_affected', 'fixed']),
  justifications: z
    .array(Text)
    .min(1)
    .describe('Which justifications count for not_affected: [vulnerable_code_not_present]. Default: any.')
    .optional(),
  'max-age': Age.describe('How old a statement may be: 180d.').optional(),
});
export type Vex = z.output<typeof Vex>;

type Said = { readonly statement: VexStatement; readonly evidence: Evidence };
type Index = ReadonlyMap<string, readonly Said[]>;

export type VexRequest = { readonly vex: Vex; readonly facts: Facts; readonly judging: Judging };

/**
 * Finds the statement that excuses a unit on a platform, and names its document (policy.md §5.4). Statements only ever
 * relax, so where they are missing or cannot be reached, the findings count.
 */
export function vexReader({
  vex,
  facts,
  judging,
}: VexRequest): (unit: Unit, platform?: string) => string | undefined {
  const want = { noun: 'VEX', ...ofKind('vex'), by: vex.by, covers: 'image' } as const;
  const { demands } = choose(inspect(facts), want, judging);
  const indexed = demands.map((demand) => ({ demand, index: indexOf(demand) }));
  return (unit, platform) => {
    const answers = indexed
      .filter(({ demand }) => demand.platform === platform)
      .map(({ demand, index }) => {
        const image = { repository: facts.image.repository, digests: [facts.image.digest, demand.digest] };
        const said = unit.names
          .flatMap((name) => index.get(name) ?? [])
          .filter((each) => isAbout(each, unit, image));
        return excuse([...new Set(said)], vex, judging.now);
      });
    return answers.includes(undefined) ? undefined : answers[0];
  };
}

function indexOf(demand: Demand<{ readonly vex: { readonly statements: readonly VexStatement[] } }>): Index {
  const index = new Map<string, Said[]>();
  for (const { evidence, part } of demand.counted) {
    for (const statement of part.vex.statements) {
      const said = { statement, evidence };
      for (const name of new Set(
        [statement.vulnerability, ...statement.aliases].map((id) => id.toUpperCase()),
      ))
        append(index, name, said);
    }
  }
  return index;
}

function append(index: Map<string, Said[]>, name: string, said: Said): void {
  const list = index.get(name);
  if (list === undefined) index.set(name, [said]);
  else list.push(said);
}

/** The document is bound to our image; the statement may still speak of another product or package. */
function isAbout({ statement }: Said, unit: Unit, image: ImageName): boolean {
  const { products, subcomponents } = statement;
  const isOurs = (name: string): boolean => {
    if (image.digests.some((digest) => digest === name)) return true;
    const read = readPurl(name);
    return read !== undefined && meansImage(read, image);
  };
  const { package: found } = unit;
  const means = (name: string): boolean => found !== undefined && meansPackage(name, found);
  if (subcomponents.length > 0)
    return (products.length === 0 || products.some(isOurs)) && subcomponents.some(means);
  return products.length === 0 || products.some((name) => isOurs(name) || means(name));
}

/** The newest statement decides, and where several are as new, or have no time, all of them. */
function excuse(said: readonly Said[], vex: Vex, now: Date): string | undefined {
  const last = newest(
    said,
    ({ statement, evidence }) => statedTime(statement.timestamp, now) ?? orderTime(evidence, undefined, now),
  );
  const [first] = last;
  if (first === undefined || !last.every((each) => isAccepted(each, vex, now))) return undefined;
  const { status, justification } = first.statement;
  return [first.evidence.title, status, justification].filter((text) => text !== undefined).join(', ');
}

function isAccepted({ statement, evidence }: Said, vex: Vex, now: Date): boolean {
  const { status, justification, impact } = statement;
  if (!vex.statuses.some((accepted) => accepted === status)) return false;
  if (status === 'not_affected') {
    if (justification === undefined && impact === undefined) return false;
    if (vex.justifications !== undefined && !vex.justifications.some((each) => each === justification))
      return false;
  }
  const maxAge = vex['max-age'];
  if (maxAge === undefined) return true;
  const age = ageOf(evidence, statement.timestamp, now);
  return age !== undefined && isWithin(age, maxAge);
}
