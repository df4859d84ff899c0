import { z } from 'zod';
import type { EvidencePlace } from '../domain/evidence.ts';
import type { Expectation, PolicyCase } from '../domain/policy-case.ts';
import { HoistError } from '../errors.ts';
import { Day, Name, oneOrMore, say, strict, Text } from '../policy/written.ts';
import { documentSchema } from './case-document.ts';
import { Image, imageOf, previousShape } from './case-image.ts';
import { Commit, DigestText, Instant, StageText, Time, told } from './case-words.ts';
import { checked } from './issues.ts';
import { readYaml, type Path, type YamlFile } from './yaml.ts';

const verdicts = ['pass', 'refused', 'unreachable', 'pending'] as const;

const checkStates = [
  'pass',
  'fail',
  'unknown',
  'pending',
  'VIOLATION',
  'NO_EVIDENCE',
  'UNTRUSTED',
  'WRONG_SUBJECT',
  'STALE',
  'PARTIAL',
  'INCOMPLETE',
  'UNPARSABLE',
  'UNSUPPORTED',
  'CONTRADICTION',
  'UNREACHABLE',
] as const;

const Expect = z
  .union([
    z.string().pipe(z.enum(verdicts)),
    strict({
      verdict: z.enum(verdicts).describe('Of the decision.').optional(),
      checks: z
        .record(Text, z.enum(checkStates))
        .describe("By the check's id: its verdict, or the code of a reason.")
        .default({}),
      waivers: z.array(Text).describe('Waivers that must be used.').default([]),
    }).refine(
      ({ verdict, checks, waivers }) =>
        verdict !== undefined || Object.keys(checks).length > 0 || waivers.length > 0,
      { error: say('expects nothing', 'Write a verdict: expect: refused.') },
    ),
  ])
  .transform((written): Expectation => {
    if (typeof written === 'string') return { verdict: written, checks: {}, waivers: [] };
    const { verdict, checks, waivers } = written;
    return { checks, waivers, ...(verdict === undefined ? {} : { verdict }) };
  });

const partError = say('', 'Write a part of 1: 0.97.');
const part = z.number({ error: partError }).min(0, { error: partError }).max(1, { error: partError });

const Feeds = strict({
  kev: told(z.record(Text, Day))
    .describe('Known exploited vulnerabilities, each with the day on which it was added.')
    .optional(),
  epss: told(z.record(Text, part)).describe('EPSS scores by CVE.').optional(),
  date: Time.describe("The feeds' own date. Default: the instant of the case.").optional(),
}).transform(({ kev, epss, date }) => ({
  ...(kev === undefined ? {} : { kev: kev === 'unreachable' ? kev : new Map(Object.entries(kev)) }),
  ...(epss === undefined ? {} : { epss: epss === 'unreachable' ? epss : new Map(Object.entries(epss)) }),
  ...(date === undefined ? {} : { date }),
}));

const BaseImages = z
  .record(
    Text,
    told(
      strict({
        digest: DigestText.describe('What its tag names now.'),
        below: z.array(DigestText).describe("Its platforms' manifests.").default([]),
      }),
    ),
  )
  .transform((written) => new Map(Object.entries(written)));

const WaiverOrigins = z
  .record(
    Text,
    strict({
      commit: Text.describe('That brought it.').optional(),
      author: Text.describe('Who wrote it.').optional(),
      approvers: z.array(Text).describe('Who approved it.').default([]),
    }).transform(({ commit, author, approvers }) => ({
      approvers,
      ...(commit === undefined ? {} : { commit }),
      ...(author === undefined ? {} : { author }),
    })),
  )
  .transform((written) => new Map(Object.entries(written)));

const places: Readonly<Record<string, EvidencePlace>> = {
  referrers: 'referrers',
  'cosign-tags': 'cosign-tag',
  index: 'index',
  github: 'github',
};

/** One case as it is written. */
function caseSchema(folder: string) {
  const documents = z.array(documentSchema(folder)).default([]);
  return strict({
    name: Text.describe('What the case shows; a sentence.'),
    stage: StageText.describe('The stage whose policies are judged: web/production.').optional(),
    policy: oneOrMore(Name).describe('The policies, without a stage.').optional(),
    mode: z
      .enum(['promote', 'plan', 'rollback'])
      .describe('What asks. In a plan, what depends on time or on an earlier stage is pending.')
      .default('promote'),
    approval: z.enum(['required', 'none']).describe('Default: as the stage has it.').optional(),
    at: Instant.describe('When. Default: now.').optional(),
    image: Image.describe('What is to be promoted.').prefault({}),
    evidence: documents.describe('Documents about the image.'),
    unreachable: z
      .array(z.enum(['referrers', 'cosign-tags', 'index', 'github']))
      .describe('Places that did not answer.')
      .default([]),
    commit: told(Commit).describe('What GitHub knows of the commit.').optional(),
    previous: told(
      strict({ ...previousShape, evidence: documents.describe('Documents about it.') }).transform(
        ({ evidence, tags, ...image }) => ({ ...imageOf(image, tags), evidence }),
      ),
    )
      .describe('What the moving tag of the stage names now. Default: nothing.')
      .optional(),
    feeds: Feeds.describe('Lists from outside.').prefault({}),
    'base-images': BaseImages.describe('What the tags of base images name now.').prefault({}),
    waivers: WaiverOrigins.describe('Who wrote and who approved a waiver of the config, by its id.').prefault(
      {},
    ),
    expect: Expect.describe('The verdict, or what is expected of single checks.'),
  }).refine(({ stage, policy }) => (stage === undefined) !== (policy === undefined), {
    error: say('has to have either a stage or a policy', 'Write stage: web/production, or policy: NAME.'),
  });
}

type Written = z.output<ReturnType<typeof caseSchema>>;

/**
 * The cases of one file: a map is one case, a list is several.
 *
 * @param path of the file, from the root of the repository; the paths in it start at its folder
 * @throws HoistErrors of kind `config` with all that is wrong with it, each with line and column
 */
export function readCases(bytes: Uint8Array, path: string): readonly PolicyCase[] {
  const yaml = readYaml(bytes, path);
  const schema = caseSchema(path.split('/').slice(0, -1).join('/'));
  const { value } = yaml;
  if (Array.isArray(value) && value.length > 0) {
    return checked(z.array(schema), yaml).map((written, index) => caseOf(written, [index], yaml));
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return [caseOf(checked(schema, yaml), [], yaml)];
  throw new HoistError('config', 'CASES_EMPTY', 'the file has no case', {
    position: yaml.at([]),
    hint: 'Write a case as a map, or a list of them: - { name: …, stage: web/production, expect: pass }.',
  });
}

function caseOf(written: Written, base: Path, yaml: YamlFile): PolicyCase {
  const { name, stage, policy, mode, approval, at, image, commit, previous, feeds, expect } = written;
  const placed = <Item>(items: readonly Item[], path: Path): readonly (Item & { readonly path: Path })[] =>
    items.map((item, index) => ({ ...item, path: [...path, index] }));
  return {
    name,
    at: (path) => yaml.at([...base, ...path]),
    judged:
      stage === undefined
        ? { kind: 'policies', policies: typeof policy === 'string' ? [policy] : (policy ?? []) }
        : { kind: 'stage', stage },
    mode,
    ...(approval === undefined ? {} : { approvalRequired: approval === 'required' }),
    ...(at === undefined ? {} : { now: at }),
    image,
    evidence: placed(written.evidence, ['evidence']),
    unreachable: written.unreachable.flatMap((place) => places[place] ?? []),
    ...(commit === undefined ? {} : { commit }),
    ...(previous === undefined
      ? {}
      : {
          previous:
            previous === 'unreachable'
              ? previous
              : { ...previous, evidence: placed(previous.evidence, ['previous', 'evidence']) },
        }),
    feeds,
    baseImages: written['base-images'],
    waivers: written.waivers,
    expect,
  };
}
