import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/domain/config.ts';
import { HoistError, HoistErrors } from '../../src/errors.ts';
import type { Files } from '../../src/ports/files.ts';

const encoder = new TextEncoder();

/** Files held in memory. */
export function filesOf(texts: Readonly<Record<string, string | Uint8Array>>): Files {
  return {
    read: async (path) => {
      const text = Object.hasOwn(texts, path) ? texts[path] : undefined;
      return typeof text === 'string' ? encoder.encode(text) : text;
    },
  };
}

/** The config of a text; fails where there is none. */
export async function configOf(text: string, others: Readonly<Record<string, string>> = {}): Promise<Config> {
  const { config } = await loadConfig({ files: filesOf({ ...others, '.github/hoist.yml': text }) });
  if (config === undefined) throw new Error('no config was found');
  return config;
}

export type Refusal = {
  /** `line:column`, with the file where it is not the config itself. */
  readonly at: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
};

/** Everything that is refused about a text; empty where nothing is. Fails on an error that is not of kind `config`. */
export async function refusalsOf(
  text: string | Uint8Array,
  others: Readonly<Record<string, string>> = {},
): Promise<readonly Refusal[]> {
  try {
    await loadConfig({ files: filesOf({ ...others, '.github/hoist.yml': text }) });
    return [];
  } catch (error) {
    if (!(error instanceof HoistError) || error.kind !== 'config') throw error;
    const errors = error instanceof HoistErrors ? error.errors : [error];
    return errors.map(({ code, message, hint = '', position }) => {
      const file = position?.file === '.github/hoist.yml' ? '' : `${position?.file}:`;
      return { at: `${file}${position?.line}:${position?.column}`, code, message, hint };
    });
  }
}
