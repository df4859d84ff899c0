import { setFlagsFromString } from 'node:v8';

/** V8's names for what is switched off here may change with any version: elsewhere nothing is, and a run takes more memory. */
const knownFrom = 20;
const knownTo = 26;

const flags = [
  // undici's HTTP parser is one large function of WebAssembly. Once it has run a while, V8 would compile it again, better:
  // 20 MB and 30 ms of processor time, for a parser that has next to nothing to do.
  '--no-wasm-tier-up',
  '--no-wasm-dynamic-tiering',
  // The young generation would take 10 MB more, for garbage that is collected as fast where it is small.
  '--semi-space-growth-factor=1',
] as const;

/**
 * Keeps this process small (docs/benchmarks.md). Only where the process is ours: never in a program that uses the library.
 * Not before most is loaded, since V8 takes nothing from its caches of compiled code that was compiled with other flags;
 * but before undici's parser is compiled, which is at its first connection.
 */
export function keepSmall(node: string, set: (flag: string) => void = setFlagsFromString): void {
  const major = Number.parseInt(node, 10);
  if (major < knownFrom || major > knownTo) return;
  for (const flag of flags) set(flag);
}
