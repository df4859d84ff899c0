import type { WrittenConfig } from './parse.ts';

/** The names of all stages, each once. */
export function stageNames({ pipelines }: WrittenConfig): readonly string[] {
  return [...new Set(Object.values(pipelines).flatMap(({ stages }) => stages.map(({ name }) => name)))];
}
