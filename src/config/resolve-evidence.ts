import type { EvidenceSettings, FeedSource } from '../domain/evidence-settings.ts';
import { parseRepository } from '../image/reference.ts';
import { durationSeconds } from '../policy/written.ts';
import type { WrittenConfig } from './parse.ts';
import type { Problems } from './problems.ts';

export function resolveEvidence({ evidence }: WrittenConfig, problems: Problems): EvidenceSettings {
  const { sources, repository: text, files, feeds } = evidence;
  const repository =
    text === undefined
      ? undefined
      : problems.attempt(['evidence', 'repository'], () => parseRepository(text));
  return {
    sources: [...new Set(sources)],
    ...(repository === undefined ? {} : { repository }),
    files: [...new Set(Object.values(files).flat())],
    feeds: {
      ...(feeds.kev === undefined ? {} : { kev: feedOf(feeds.kev) }),
      ...(feeds.epss === undefined ? {} : { epss: feedOf(feeds.epss) }),
      maxAge: durationSeconds(feeds['max-age']),
    },
  };
}

function feedOf(written: string | { readonly file: string }): FeedSource {
  return typeof written === 'string' ? { kind: 'publisher' } : { kind: 'file', path: written.file };
}
