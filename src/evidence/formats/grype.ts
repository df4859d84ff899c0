import * as z from 'zod';
import type { Suppression, Vulnerability } from '../../domain/vulnerability.ts';
import { isJsonObject } from '../../image/strict-json.ts';
import { digestsIn } from './claimed-digest.ts';
import { cvssMajor, highestScores } from './cvss.ts';
import { defined } from './defined.ts';
import {
  anything,
  list,
  optionalDay,
  optionalFlag,
  optionalList,
  optionalScore,
  optionalText,
  optionalTime,
  text,
} from './fields.ts';
import { proofOf } from './proof.ts';
import { notRead, readAs, type Format, type Reading } from './reading.ts';
import { severityOf } from './severity.ts';

/** What Grype says of a vulnerability under one of its names. */
const described = z.object({
  id: text.min(1),
  cvss: optionalList(
    z.object({ version: optionalText, metrics: z.object({ baseScore: optionalScore }).nullish() }),
  ),
  epss: optionalList(z.object({ epss: z.number().min(0).max(1) })),
  knownExploited: optionalList(z.object({ dateAdded: optionalDay })),
});

const match = z.object({
  vulnerability: described.extend({
    severity: optionalText,
    namespace: optionalText,
    fix: z
      .object({
        versions: optionalList(text),
        state: optionalText,
        available: optionalList(z.object({ date: optionalDay })),
      })
      .nullish(),
  }),
  relatedVulnerabilities: optionalList(described),
  artifact: z.object({ name: text, version: optionalText, purl: optionalText, type: optionalText }),
  appliedIgnoreRules: optionalList(
    z.object({ reason: optionalText, 'vex-status': optionalText, 'vex-justification': optionalText }),
  ),
});

const target = z.object({
  imageID: optionalText,
  manifestDigest: optionalText,
  repoDigests: optionalList(text),
  architecture: optionalText,
  os: optionalText,
});

const document = z.object({
  matches: list(match),
  ignoredMatches: optionalList(match),
  // What it looked at is an object for an image and a path for a folder.
  source: z.object({ type: text, target: anything }).nullish(),
  distro: z.object({ name: optionalText, version: optionalText }).nullish(),
  descriptor: z.object({
    version: optionalText,
    timestamp: optionalTime,
    configuration: z
      .object({ 'only-fixed': optionalFlag, 'only-notfixed': optionalFlag, exclude: optionalList(text) })
      .nullish(),
    db: z.object({ built: optionalTime, status: z.object({ built: optionalTime }).nullish() }).nullish(),
  }),
});

type Document = z.output<typeof document>;
type Match = z.output<typeof match>;

/** `grype -o json`: vulnerable packages only, so no inventory. */
export const grype: Format = {
  name: 'Grype report',
  recognises: ({ matches, descriptor }) =>
    matches !== undefined && isJsonObject(descriptor) && descriptor['name'] === 'grype',
  read: (json) => readAs(document, { json, title: 'scan by grype' }, readDocument),
};

function readDocument({ source, distro, descriptor, matches, ignoredMatches = [] }: Document): Reading {
  const { version, timestamp, db } = descriptor;
  const title = version === undefined ? 'scan by grype' : `scan by grype ${version}`;
  if (source && source.type !== 'image')
    return notRead(title, 'UNSUPPORTED', `it is about a ${source.type.slice(0, 50)}, not about an image`);
  const os =
    distro?.name === undefined ? undefined : defined({ family: distro.name, version: distro.version });
  return readAs(target.nullish(), { json: source?.target, title, at: 'source.target' }, (image) => ({
    title,
    parts: [
      {
        kind: 'scan',
        scan: defined({
          format: 'grype' as const,
          scanner: defined({ name: 'grype', version }),
          created: timestamp,
          database: db?.status?.built ?? db?.built,
          vulnerabilities: [
            ...matches.map(readMatch),
            ...ignoredMatches.map((one) => ({ ...readMatch(one), suppressed: suppressionOf(one) })),
          ],
          // Grype lists what it matched and no more; with no match, a recognised distribution shows that it looked.
          proofOfWork: proofOf({ findings: matches.length + ignoredMatches.length, os }),
          lacks: ['published'] as const,
          os,
          filters: filtersOf(descriptor),
        }),
      },
    ],
    claims: {
      exact: digestsIn([image?.imageID, image?.manifestDigest]),
      reference: digestsIn(image?.repoDigests ?? []),
      ...(image && { platform: defined({ os: image.os, architecture: image.architecture }) }),
    },
  }));
}

/** What leaves something out without a trace. `ignore` is not among them: what it hides is listed as suppressed. */
function filtersOf({ configuration }: Document['descriptor']): readonly string[] {
  return [
    ...(configuration?.['only-fixed'] === true ? ['only-fixed'] : []),
    ...(configuration?.['only-notfixed'] === true ? ['only-notfixed'] : []),
    ...(configuration?.exclude?.length ? ['exclude'] : []),
  ];
}

function suppressionOf({ appliedIgnoreRules = [] }: Match): Suppression {
  const [rule] = appliedIgnoreRules;
  const vex = rule?.['vex-status'];
  if (vex !== undefined) return defined({ by: `VEX ${vex}`, reason: rule?.['vex-justification'] });
  return defined({ by: 'ignore rule', reason: rule?.reason });
}

function readMatch({ vulnerability, relatedVulnerabilities = [], artifact }: Match): Vulnerability {
  // The distribution's own entry often has no score, NVD's of the same vulnerability has.
  const names = [vulnerability, ...relatedVulnerabilities];
  const { fix, id } = vulnerability;
  const fixedIn = fix?.versions ?? [];
  const epss = names.flatMap((one) => one.epss ?? []).map((one) => one.epss);
  return defined({
    id,
    aliases: [...new Set(relatedVulnerabilities.map((one) => one.id))].filter((alias) => alias !== id),
    severity: severityOf(vulnerability.severity),
    severitySource: vulnerability.namespace,
    package: defined({
      name: artifact.name,
      version: artifact.version,
      purl: artifact.purl,
      type: artifact.type,
    }),
    fix: fixedIn.length > 0 ? 'fixed' : fixStateOf(fix?.state),
    fixedIn,
    cvss: highestScores(
      names
        .flatMap((one) => one.cvss ?? [])
        .flatMap(({ version, metrics }) => {
          const [major, score] = [cvssMajor(version), metrics?.baseScore];
          return major === undefined || score === undefined ? [] : [{ major, score }];
        }),
    ),
    epss: epss.length === 0 ? undefined : epss.reduce((highest, one) => Math.max(highest, one)),
    kevSince: kevSinceOf(names),
    fixedSince: earliest((fix?.available ?? []).map((one) => one.date)),
  });
}

function fixStateOf(state: string | undefined): Vulnerability['fix'] {
  return state === 'fixed' || state === 'not-fixed' || state === 'wont-fix' ? state : 'unknown';
}

/** That it is on the list counts more than since when, so an entry without date is not lost. */
function kevSinceOf(names: readonly z.output<typeof described>[]): string | undefined {
  const entries = names.flatMap((one) => one.knownExploited ?? []);
  return entries.length === 0 ? undefined : (earliest(entries.map((one) => one.dateAdded)) ?? 'unknown');
}

function earliest(days: readonly (string | undefined)[]): string | undefined {
  return days
    .filter((day) => day !== undefined)
    .reduce<string | undefined>(
      (first, day) => (first === undefined || Date.parse(day) < Date.parse(first) ? day : first),
      undefined,
    );
}
