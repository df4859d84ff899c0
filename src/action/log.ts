import { debug, endGroup, info, setSecret, startGroup } from '@actions/core';
import type { Log } from '../ports/log.ts';
import { visibleLine, visibleLines } from '../report/escape-text.ts';
import { createMask, type Mask } from '../report/mask.ts';
import { createAnnotations, type Annotations } from './annotations.ts';

/** The log of a step: workflow commands of ours, and lines that are never taken for one. `mask` learns its secrets. */
export function actionLog(
  mask: Mask = createMask(),
  annotations: Annotations = createAnnotations(mask),
): Log {
  let depth = 0;

  function print(text: string): void {
    for (const line of visibleLines(mask.hide(text))) info(line);
  }

  return {
    info: print,
    notice: (text, position) => annotations.add('notice', text, { position }),
    warn: (text, position) => annotations.add('warning', text, { position }),
    error: (text, position) => annotations.add('error', text, { position }),
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
