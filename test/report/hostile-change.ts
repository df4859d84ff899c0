import type { Change } from '../../src/domain/change.ts';
import { newer, older } from './examples.ts';

/** A comparison of which everything that an image, a label or a document could bring is the same text. */
export function hostileChange(text: string): Change {
  const list = { items: [text], more: 1 };
  const named = { items: [{ name: text, version: text }], more: 1 };
  const found = { items: [{ id: text, severity: 'high', package: `in ${text}` } as const], more: 1 };
  const count = { critical: 1, high: 1, medium: 0, low: 0, unknown: 0 };
  return {
    source: text as never,
    target: text as never,
    from: { digest: older, tags: [text as never], found: 'tag' },
    to: { digest: newer, tags: [text as never] },
    differences: {
      state: 'known',
      value: {
        commits: {
          from: { commit: `${text}a`, proof: 'claimed' },
          to: { commit: text, repository: text, proof: 'proven' },
          compare: text,
        },
        size: { from: 1, to: 2 },
        layers: { from: 1, to: 1, added: 1, removed: 1 },
        platforms: { kept: [text], added: [text], removed: [text] },
        config: {
          state: 'known',
          value: [
            { what: 'entrypoint', from: text, to: text, platforms: [text] },
            { what: 'environment', added: list, removed: list, platforms: [] },
          ],
        },
        packages: {
          state: 'known',
          value: {
            by: text,
            trust: 'unsigned',
            added: named,
            removed: named,
            changed: { items: [{ name: text, from: text, to: text }], more: 0 },
          },
        },
        vulnerabilities: {
          state: 'known',
          value: { by: text, trust: 'signed', from: count, to: count, added: found, fixed: found },
        },
      },
    },
  };
}
