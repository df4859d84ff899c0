/** A config of pipelines, each written on one line. */
export function pipelines(...lines: readonly string[]): string {
  return `version: 1\npipelines:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}
