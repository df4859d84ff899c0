import { error as issueError, info, notice, warning, type AnnotationProperties } from '@actions/core';
import { HoistErrors, type HoistError, type SourcePosition } from '../errors.ts';
import { visibleLine, visibleLines } from '../report/escape-text.ts';
import { createMask, type Mask } from '../report/mask.ts';

export type Level = 'notice' | 'warning' | 'error';

export type AnnotationPlace = {
  readonly position?: SourcePosition | undefined;
  readonly title?: string | undefined;
};

/** What GitHub shows beside the code and above the log. */
export interface Annotations {
  add(level: Level, text: string, place?: AnnotationPlace): void;
}

const issue = { notice, warning, error: issueError } as const;

/**
 * GitHub shows ten of a level for a step (ecosystem.md §2.7); more are lines of the log, and the same one is said once.
 * What `mask` knows is in none of them.
 */
export function createAnnotations(mask: Mask = createMask(), most = 10): Annotations {
  const said = new Set<string>();
  const counts = { notice: 0, warning: 0, error: 0 };
  return {
    add(level, text, { position, title } = {}) {
      const message = visibleLines(mask.hide(text)).join('\n');
      const key = JSON.stringify([level, message, title, position]);
      if (said.has(key)) return;
      said.add(key);
      counts[level] += 1;
      if (counts[level] <= most) issue[level](message, properties(position, title));
      else for (const line of visibleLines(`${level}: ${placeText(position)}${mask.hide(text)}`)) info(line);
    },
  };
}

/** An error as one annotation, or as one for each mistake, where it happened; the hint below. */
export function annotateError(annotations: Annotations, error: HoistError): void {
  const errors = error instanceof HoistErrors ? error.errors : [error];
  for (const { message, hint, code, position } of errors) {
    const text = hint === undefined ? message : `${message}\n${hint}`;
    annotations.add('error', text, { position, title: code });
  }
}

function properties(position: SourcePosition | undefined, title: string | undefined): AnnotationProperties {
  return {
    ...(title === undefined ? {} : { title: visibleLine(title, 200) }),
    ...(position === undefined
      ? {}
      : { file: visibleLine(position.file), startLine: position.line, startColumn: position.column }),
  };
}

function placeText(position: SourcePosition | undefined): string {
  return position === undefined ? '' : `${position.file}:${position.line}:${position.column}: `;
}
