import { debug, endGroup, info, setSecret, startGroup } from '@actions/core';
import type { Log } from '../ports/log.ts';
import { visibleLine, visibleLines } from '../report/escape-text.ts';
import { createMask } from '../report/mask.ts';
import { createAnnotations, type Annotations, type Level } from './annotations.ts';
import type { SourcePosition } from '../errors.ts';

/** The log of a step: workflow commands of ours, and lines that are never taken for one. */
export function actionLog(annotations: Annotations = createAnnotations()): Log {
  const mask = createMask();
  let depth = 0;

  function print(text: string): void {
    for (const line of visibleLines(mask.hide(text))) info(line);
  }

  function annotate(level: Level, text: string, position: SourcePosition | undefined): void {
    annotations.add(level, mask.hide(text), { position });
  }

  return {
    info: print,
    notice: (text, position) => annotate('notice', text, position),
    warn: (text, position) => annotate('warning', text, position),
    error: (text, position) => annotate('error', text, position),
    debug(text) {
      for (const line of visibleLines(mask.hide(text))) debug(line);
    },
    async group(title, run) {
      const name = visibleLine(mask.hide(title), 200);
      // GitHub folds one level only.
      if (depth > 0) print(name);
      else startGroup(name);
      depth += 1;
      try {
        return await run();
      } finally {
        depth -= 1;
        if (depth === 0) endGroup();
      }
    },
    secret(value) {
      for (const part of mask.add(value)) setSecret(part);
    },
  };
}
