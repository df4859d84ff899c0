import type { JournalEntry } from '../domain/journal-entry.ts';
import { expandTarget, matchSource } from '../domain/pattern.ts';
import type { Pipeline, Stage } from '../domain/pipeline.ts';
import { HoistError } from '../errors.ts';
import { parseDigest, type Digest } from '../image/digest.ts';
import { parseRepository, parseTag, type Repository } from '../image/reference.ts';
import type { Call, Registry } from '../ports/registry.ts';
import type { ArrivedImage } from './arrive.ts';
import { rootReader } from './root-reader.ts';

/**
 * The images of a record as they lie in the first target of a stage, read anew as if somebody had typed them (guarantee
 * 11). Undefined where the pipeline, as the config has it now, does not carry them.
 */
export function recordedImages(
  registry: Registry,
  entry: JournalEntry,
  { pipeline, stage, ...call }: Call & { readonly pipeline: Pipeline; readonly stage: Stage },
): readonly ArrivedImage[] | undefined {
  const [first] = stage.to;
  const { sources } = entry.intent;
  const isWhole = pipeline.source.kind !== 'set' || sources.length === pipeline.source.repositories.length;
  if (first === undefined || sources.length === 0 || !isWhole) return undefined;
  const images: ArrivedImage[] = [];
  for (const source of sources) {
    try {
      const repository = parseRepository(source.repository);
      const captures = matchSource(pipeline, repository);
      if (captures === undefined) return undefined;
      const digest = parseDigest(source.digest);
      const from = expandTarget(first, captures);
      images.push({
        repository,
        captures,
        tag: source.tag === undefined ? undefined : parseTag(source.tag),
        digest,
        from,
        fromTag: source.fromTag === undefined ? undefined : parseTag(source.fromTag),
        root: rootReader(registry, from, { ...call, digest, absent: () => gone(from, digest) }),
      });
    } catch (thrown) {
      if (thrown instanceof HoistError) return undefined;
      throw thrown;
    }
  }
  return images;
}

/** Why {@link recordedImages} are none, for people. */
export function whyNoImages({ id, cut, intent }: JournalEntry, { name }: Pipeline): string {
  if (cut === true) return `record ${id} is longer than the journal takes, and lacks images`;
  const repositories = [...new Set(intent.sources.map(({ repository }) => repository))];
  return `record ${id} is of ${repositories.join(' and ')}, and the source of ${name} is another now`;
}

function gone(repository: Repository, digest: Digest): HoistError {
  return new HoistError('unreachable', 'IMAGE_NOT_FOUND', `${repository} does not have ${digest} any more`, {
    hint: 'Promote it anew: only what a stage holds can be rolled back to.',
  });
}
