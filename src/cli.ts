#!/usr/bin/env node
// Kept small: --version loads nothing else (transport.md §3.9).
import { readFileSync } from 'node:fs';
import { keepCompiled } from './cli/compile-cache.ts';

const words = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
if (words.length === 1 && (words[0] === '--version' || words[0] === '-V')) {
  process.stdout.on(
    'error',
    ({ code }: NodeJS.ErrnoException) => void (process.exitCode = code === 'EPIPE' ? 0 : 5),
  );
  process.stdout.write(`${version}\n`);
} else {
  keepCompiled(process.env);
  const { runCommandLine } = await import('./command-line.ts');
  process.exitCode = await runCommandLine(words, version);
}
