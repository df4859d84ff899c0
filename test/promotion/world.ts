import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/domain/config.ts';
import { entryOf, isAsked } from '../../src/domain/journal-entry.ts';
import type { PromotionRecord, RunResult } from '../../src/domain/record.ts';
import type { Run } from '../../src/domain/run.ts';
import type { Digest } from '../../src/image/digest.ts';
import {
  hostOf,
  parseReference,
  parseRepository,
  pathOf,
  type Repository,
} from '../../src/image/reference.ts';
import type { AttestationStore } from '../../src/ports/attestation-store.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Discussion } from '../../src/ports/discussion.ts';
import type { Files } from '../../src/ports/files.ts';
import type { Forge } from '../../src/ports/forge.ts';
import type { Gates } from '../../src/ports/gates.ts';
import type { Journal } from '../../src/ports/journal.ts';
import type { SignerOffer } from '../../src/ports/signer.ts';
import type { Ledger } from '../../src/ports/ledger.ts';
import type { Notifier } from '../../src/ports/notifier.ts';
import type { World } from '../../src/ports/world.ts';
import { plan, type Planned } from '../../src/promotion/plan.ts';
import type { PromoteRequest } from '../../src/promotion/prepare.ts';
import { promote, type Ran } from '../../src/promotion/promote.ts';
import { dryRollback, rollback, type RollbackRequest } from '../../src/promotion/rollback.ts';
import { createMemoryRegistry, type MemoryOptions, type MemoryRegistry } from '../fakes/registry/memory.ts';
import { sampleImage, type AttachedSample, type Sample } from '../fixtures/images.ts';

export type TestWorld = World & {
  readonly said: string[];
  readonly records: PromotionRecord[];
  /** What was kept, in order: `intend` or `finish` and the record's id. */
  readonly kept: string[];
  readonly created: Map<string, string>;
};

export type TestWorldOptions = {
  readonly registry?: MemoryRegistry;
  readonly run?: Partial<Run>;
  readonly now?: Date;
  readonly signal?: AbortSignal;
  readonly files?: Readonly<Record<string, string>>;
  readonly journal?: Partial<Journal>;
  /** Default: outside Actions. */
  readonly gates?: Gates;
  /** Default: nobody can sign. */
  readonly signer?: SignerOffer;
  readonly discussion?: Discussion;
  readonly forge?: Forge;
  readonly ledger?: Ledger;
  readonly attestationStore?: AttestationStore;
  readonly notifier?: Notifier;
  readonly hide?: World['hide'];
  /** Default: takes no time. */
  readonly sleep?: Clock['sleep'];
  /** Default: stands still. */
  readonly ticks?: Clock['ticks'];
};

export const testInstant = new Date('2026-03-04T05:06:07Z');

/** A world of which everything is in memory and the time stands still; sleeping takes no time. */
export function testWorld(options: TestWorldOptions = {}): TestWorld {
  const {
    registry = createMemoryRegistry(),
    now = testInstant,
    signal = new AbortController().signal,
  } = options;
  const said: string[] = [];
  const kept: string[] = [];
  const records: PromotionRecord[] = [];
  const created = new Map<string, string>();
  let ids = 0;
  const say = (text: string): void => void said.push(text);
  const journal = memoryJournal(records, kept);
  return {
    said,
    records,
    kept,
    created,
    run: {
      surface: 'cli',
      actor: 'ada',
      initiator: 'ada',
      requested: {},
      mayWrite: true,
      ...options.run,
    },
    clock: {
      now: () => now,
      ticks: options.ticks ?? (() => 0),
      sleep: options.sleep ?? (async () => undefined),
    },
    log: {
      info: say,
      notice: say,
      warn: say,
      error: say,
      debug: () => undefined,
      group: (_, run) => run(),
      secret: () => undefined,
    },
    progress: {
      begin: () => undefined,
      blob: () => ({ advance: () => undefined, done: () => undefined }),
      skip: () => undefined,
      end: () => undefined,
    },
    signal,
    files: memoryFiles(options.files ?? {}),
    registry: async () => registry,
    forge: async () => options.forge,
    gates: async () => options.gates,
    discussion: async () => options.discussion,
    cacheFolder: '/nowhere',
    ledger: async () => options.ledger,
    attestationStore: async () => options.attestationStore,
    notifier: async () => options.notifier ?? { send: () => Promise.reject(new Error('no webhook is here')) },
    web: () => Promise.reject(new Error('nothing of the internet is here')),
    workspace: async () => ({ find: async () => [], read: async () => undefined }),
    journal: async () => ({ ...journal, ...options.journal }),
    signer: async () => options.signer ?? { state: 'unable', why: 'nobody signs here', hint: 'Name a key.' },
    async create(path, bytes) {
      if (created.has(path)) return false;
      created.set(path, new TextDecoder().decode(bytes));
      return true;
    },
    hide: options.hide ?? ((value) => value),
    newId: () => `01J${String((ids += 1)).padStart(23, '0')}`,
  };
}

export function memoryFiles(files: Readonly<Record<string, string>>): Files {
  return {
    async read(path) {
      const text = files[path];
      return text === undefined ? undefined : new TextEncoder().encode(text);
    },
  };
}

function memoryJournal(records: PromotionRecord[], kept: string[]): Journal {
  function put(what: string, record: PromotionRecord): void {
    kept.push(`${what} ${record.id}`);
    const at = records.findIndex((other) => other.id === record.id);
    if (at >= 0) records.splice(at, 1);
    records.push(record);
  }
  return {
    intend: async (record) => put('intend', record),
    finish: async (record) => put('finish', record),
    moved: async (record, { repository, tag }) => void kept.push(`moved ${record.id} ${repository}:${tag}`),
    async *list(query = {}) {
      yield* records
        .toReversed()
        .map(entryOf)
        .filter((entry) => isAsked(entry, query));
    },
  };
}

export async function readConfigText(text: string): Promise<Config> {
  const { config } = await loadConfig({ files: memoryFiles({ '.github/hoist.yml': text }) });
  if (config === undefined) throw new Error('the config was not found');
  return config;
}

/** A config, registries and a world, and what tests do with them. */
export type Scene = {
  readonly config: Config;
  readonly registry: MemoryRegistry;
  readonly world: TestWorld;
  /** Puts an image into a registry under a tag, as a build would. */
  readonly push: (reference: string, image?: Sample) => Sample;
  /** What a tag names; undefined where it is not there. */
  readonly named: (reference: string) => Digest | undefined;
  readonly tags: (repository: string) => readonly string[];
  readonly promote: (request: PromoteRequest) => Promise<Ran>;
  readonly plan: (request: PromoteRequest) => Promise<Planned>;
  readonly rollback: (request: RollbackRequest) => Promise<Ran>;
  readonly dryRollback: (request: RollbackRequest) => Promise<Planned>;
};

export type SceneOptions = Omit<TestWorldOptions, 'registry'> & {
  readonly memory?: MemoryOptions;
  /** To go on with what an earlier scene left. */
  readonly registry?: MemoryRegistry;
};

export async function scene(text: string, options: SceneOptions = {}): Promise<Scene> {
  const config = await readConfigText(text);
  const registry = options.registry ?? createMemoryRegistry(options.memory);
  const world = testWorld({ ...options, registry });
  const ground = { world, config, registry };
  return {
    config,
    registry,
    world,
    push: (reference, image = sampleImage()) => pushSample(registry, reference, image),
    named(reference) {
      const { repository, tag = '' } = parseReference(reference);
      return registry.store(hostOf(repository)).manifest(pathOf(repository), tag)?.digest;
    },
    tags: (name) => tagsOf(registry, parseRepository(name)),
    promote: (request) => promote(ground, request),
    plan: (request) => plan(ground, request),
    rollback: (request) => rollback(ground, request),
    dryRollback: (request) => dryRollback(ground, request),
  };
}

export function pushSample(
  registry: MemoryRegistry,
  reference: string,
  image: Sample & Partial<AttachedSample>,
): Sample {
  const { repository, tag } = parseReference(reference);
  const store = registry.store(hostOf(repository));
  const path = pathOf(repository);
  for (const bytes of image.blobs.values()) store.putBlob(path, bytes);
  for (const manifest of image.manifests.values()) {
    store.putManifest(path, manifest.bytes, { mediaType: manifest.mediaType });
  }
  for (const { tag: attached, manifest } of image.cosignTags ?? [])
    store.tag(path, attached, manifest.digest);
  if (tag !== undefined) store.tag(path, tag, image.root.digest);
  return image;
}

function tagsOf(registry: MemoryRegistry, repository: Repository): readonly string[] {
  const found = registry.store(hostOf(repository)).repository(pathOf(repository));
  return [...(found?.tags.keys() ?? [])].sort();
}

/** Whether a repository holds an image with everything below it. */
export function holdsAll(registry: MemoryRegistry, repository: string, image: Sample): boolean {
  const name = parseRepository(repository);
  const found = registry.store(hostOf(name)).repository(pathOf(name));
  return (
    [...image.manifests.keys()].every((digest) => found?.manifests.has(digest) === true) &&
    [...image.blobs.keys()].every((digest) => found?.blobs.has(digest) === true)
  );
}

/** `{ 'web/qa': 'promoted' }`. */
export function outcomes({ stages }: Pick<RunResult, 'stages'>): Readonly<Record<string, string>> {
  return Object.fromEntries(stages.map(({ pipeline, stage, outcome }) => [`${pipeline}/${stage}`, outcome]));
}

/** The calls that write a tag of an image, in order; those of signatures are not among them. */
export function tagWrites(registry: MemoryRegistry): readonly string[] {
  return registry.calls
    .filter(({ verb, reference }) => verb === 'tag' && !reference.startsWith('sha256-'))
    .map(({ repository, reference }) => `${repository}:${reference}`);
}
