import { gunzipSync } from 'node:zlib';
import type { FeedSource } from '../domain/evidence-settings.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Answer, Feed, Feeds, Needs } from '../domain/facts.ts';
import type { EvidenceSettings } from '../domain/evidence-settings.ts';
import { HoistError } from '../errors.ts';
import { digestOf } from '../image/digest.ts';
import type { Web } from '../ports/web.ts';
import type { Workspace } from '../ports/workspace.ts';
import { answerTo, unknown } from './answer.ts';
import { readEpssAnswer, readEpssFile, type Scores } from './epss.ts';
import { readKev } from './kev.ts';
import { inLanes } from './lanes.ts';

const kevUrl = 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json';
const epssUrl = 'https://api.first.org/data/v1/epss';
const maxFeedBytes = 64 * 1024 ** 2;
/** FIRST takes 2000 characters of ids and answers with 100 unless asked for more. */
const maxIdCharacters = 2_000;
const maxIds = 100;
const lanes = 4;

export type FeedsRequest = {
  readonly needs: Needs['feeds'];
  readonly settings: EvidenceSettings['feeds'];
  readonly evidence: readonly Evidence[];
  readonly web: Web | undefined;
  readonly workspace: Workspace | undefined;
  readonly now: Date;
  readonly signal: AbortSignal;
};

/** The feeds that checks need, each an answer of its own. Their digest and date are kept, so that a decision can be checked. */
export async function feeds(request: FeedsRequest): Promise<Feeds> {
  const { needs, settings } = request;
  const [kev, epss] = await Promise.all([
    needs.includes('kev') ? kevFeed(request, settings.kev) : undefined,
    needs.includes('epss') ? epssFeed(request, settings.epss) : undefined,
  ]);
  return { ...(kev && { kev }), ...(epss && { epss }) };
}

async function kevFeed(
  request: FeedsRequest,
  source: FeedSource = { kind: 'publisher' },
): Promise<Answer<Feed<string>>> {
  const answer = await answerTo(async () => {
    const bytes =
      source.kind === 'file' ? await readFile(request, source.path) : await download(request, kevUrl);
    return { ...readKev(bytes), digest: digestOf(bytes) };
  });
  return fresh(request, 'the list of known exploited vulnerabilities', answer);
}

async function epssFeed(
  request: FeedsRequest,
  source: FeedSource = { kind: 'publisher' },
): Promise<Answer<Feed<number>>> {
  const answer = await answerTo(async () => {
    if (source.kind === 'publisher') return askEpss(request);
    const bytes = await readFile(request, source.path);
    return { ...readEpssFile(bytes), digest: digestOf(bytes) };
  });
  return fresh(request, 'the EPSS scores', answer);
}

/** Only of what scans found: the whole list is 300,000 lines. */
async function askEpss(request: FeedsRequest): Promise<Feed<number>> {
  const questions = chunksOf(vulnerabilitiesIn(request.evidence));
  const answers = await inLanes(questions, lanes, async (ids) => {
    const bytes = await download(request, `${epssUrl}?cve=${ids.join(',')}&limit=${maxIds}`);
    return { bytes, scores: readEpssAnswer(bytes) };
  });
  const digest = digestOf(Buffer.concat(answers.map(({ bytes }) => bytes)));
  return {
    ...merged(
      answers.map(({ scores }) => scores),
      request.now,
    ),
    digest,
  };
}

/** As old as the oldest of its parts. */
function merged(parts: readonly Scores[], now: Date): Scores {
  const entries = new Map(parts.flatMap((part) => [...part.entries]));
  const dates = parts.filter((part) => part.entries.size > 0).map(({ date }) => date);
  return { date: dates.toSorted()[0] ?? now.toISOString(), entries };
}

function vulnerabilitiesIn(evidence: readonly Evidence[]): readonly string[] {
  const ids = evidence.flatMap(({ parts, trust }) =>
    // For what can never count nobody is asked (I2).
    trust.level === 'signed' || trust.level === 'local'
      ? parts.flatMap((part) =>
          part.kind === 'scan'
            ? part.scan.vulnerabilities.flatMap(({ id, aliases }) => [id, ...aliases])
            : [],
        )
      : [],
  );
  return [...new Set(ids.filter((id) => /^CVE-[0-9]{4}-[0-9]{4,10}$/.test(id)))].toSorted();
}

function chunksOf(ids: readonly string[]): readonly (readonly string[])[] {
  const chunks: string[][] = [];
  let characters = Number.POSITIVE_INFINITY;
  for (const id of ids) {
    const last = chunks.at(-1);
    characters += id.length + 1;
    if (last !== undefined && characters <= maxIdCharacters && last.length < maxIds) {
      last.push(id);
    } else {
      chunks.push([id]);
      characters = id.length;
    }
  }
  return chunks;
}

async function readFile({ workspace }: FeedsRequest, path: string): Promise<Uint8Array> {
  const bytes = await workspace?.read(path, maxFeedBytes);
  if (bytes === undefined) {
    throw new HoistError('config', 'FEED_MISSING', `the feed ${path} is not there`, {
      hint: 'Fetch it in a step before this one, or correct evidence.feeds.',
    });
  }
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return isGzip ? unzipped(path, bytes) : bytes;
}

function unzipped(path: string, bytes: Uint8Array): Uint8Array {
  try {
    return new Uint8Array(gunzipSync(bytes, { maxOutputLength: maxFeedBytes }));
  } catch (error) {
    const why = 'it is no gzip, or more than is read';
    throw new HoistError('refused', 'FEED_INVALID', `the feed ${path} cannot be read: ${why}`, {
      cause: error,
    });
  }
}

async function download({ web, signal }: FeedsRequest, url: string): Promise<Uint8Array> {
  const { host } = new URL(url);
  if (web === undefined) {
    throw new HoistError('unreachable', 'FEED_OFFLINE', `${host} cannot be asked here`, {
      hint: 'Give the feed as a file: evidence.feeds.',
    });
  }
  const { status, bytes } = await web.get(url, { maxBytes: maxFeedBytes, signal });
  if (status === 200) return bytes;
  throw new HoistError('unreachable', 'FEED_STATUS', `${host} answered ${status}`);
}

/** A day without a time lasts until its end. */
function fresh<Value>(
  { now, settings }: FeedsRequest,
  name: string,
  answer: Answer<Feed<Value>>,
): Answer<Feed<Value>> {
  if (answer.state === 'unknown') return answer;
  const { date } = answer.value;
  const at = Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(date) ? `${date}T23:59:59Z` : date);
  if (Number.isNaN(at))
    return unknown('UNPARSABLE', `${name}: ${JSON.stringify(date.slice(0, 40))} is no date`);
  if (now.getTime() - at <= settings.maxAge * 1_000) return answer;
  return unknown('STALE', `${name} is of ${date}, older than evidence.feeds.max-age allows`);
}
