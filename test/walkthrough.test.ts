import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addSample } from './fakes/registry/sample.ts';
import { startRegistry } from './fakes/registry/server.ts';
import { blocksOf, page, root, sectionOf } from './pages.ts';
import { lacking, tool } from './tools.ts';

const readme = page('README.md');

/** Runs a script as somebody who pastes it would; gives what it printed, both streams in order. */
async function bash(script: string, env: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  const child = spawn('bash', ['-c', `exec 2>&1\n${script}`], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const code = new Promise<number>((resolve) => child.on('close', (status) => resolve(status ?? -1)));
  return { output: await text(child.stdout), code: await code };
}

/** The words of a report without what differs from run to run; tags of several targets come in any order. */
function wordsOf(output: string): readonly string[] {
  return output
    .replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')
    .replaceAll(/\b\d+\.\d s\b/g, 'TIME')
    .replaceAll(/\b01[0-9A-HJKMNP-TV-Z]{24}\b/g, 'ID')
    .replaceAll(/v1\.[0-9TZ:-]+\.[0-9a-f]{64}/g, 'HASH')
    .replaceAll(/Plan [0-9-]+ [0-9:]+ UTC/g, 'INSTANT')
    .replaceAll(/sha256 [0-9a-f]{12}/g, 'SHA')
    .split(/\s+/)
    .filter((word) => word !== '')
    .toSorted();
}

describe.skipIf(process.platform === 'win32')('when somebody follows the pages', () => {
  const [, setting = '', commands = ''] = blocksOf(sectionOf(readme, 'Try it by hand')).map(
    (block) => block.text,
  );

  async function prepared(): Promise<{
    readonly env: { readonly TMPDIR: string; readonly PATH: string };
    readonly here: (script: string) => string;
  }> {
    const registry = await startRegistry();
    addSample(registry.store, 'dev/web', {
      tags: ['1.0.0'],
      platforms: ['linux/amd64', 'linux/arm64'],
      referrers: 1,
    });
    const folder = await mkdtemp(join(tmpdir(), 'hoist-readme-'));
    onTestFinished(async () => {
      await registry.close();
      await rm(folder, { recursive: true, force: true });
    });
    return {
      env: { TMPDIR: folder, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` },
      here: (script) => script.replaceAll('127.0.0.1:5000', registry.host),
    };
  }

  it('the README’s commands run as they stand, without an error', { timeout: 60_000 }, async () => {
    const { env, here } = await prepared();
    const { code, output } = await bash(here(`set -e\n${setting}\n${commands}`), env);
    expect(output).toContain('"outcome":"promoted"');
    expect(code).toBe(0);
  });

  it('the command line prints what its page shows', { timeout: 60_000 }, async () => {
    const { env, here } = await prepared();
    const shown = blocksOf(sectionOf(page('docs/command-line.md'), 'In a terminal'))
      .flatMap((block) => block.text.split(/^\$ /m))
      .filter((part) => part.trim() !== '')
      .map((part) => {
        const [command = '', ...lines] = part.split('\n');
        return { command, lines: lines.join('\n') };
      });
    expect(shown.length).toBeGreaterThan(4);
    const script = shown.map(({ command }, index) => `echo "@@${index}"\n${command}`).join('\n');
    const { output } = await bash(here(`${setting}\n${script}`), env);
    const printed = output.split(/^@@\d+\n/m).slice(1);
    for (const [index, { command, lines }] of shown.entries()) {
      expect([command, ...wordsOf(printed[index] ?? '')]).toEqual([command, ...wordsOf(lines)]);
    }
  });

  it.skipIf(lacking('cosign'))(
    'an image that nobody signed is refused as the guide to policy shows, and promoted when its commands have signed it',
    { timeout: 60_000 },
    async () => {
      const { env, here } = await prepared();
      const [, key = '', shown = '', signing = ''] = blocksOf(
        sectionOf(page('docs/policy.md'), 'On a laptop'),
      ).map((block) => block.text);
      const [command = '', ...lines] = shown.replace(/^\$ /, '').split('\n');
      const script = `set -e\n${key}\necho @@1\n${command} || echo "@@exit $?"\n${signing}`;
      const PATH = `${dirname(tool('cosign') ?? '')}:${env.PATH}`;
      const { output, code } = await bash(here(script), { ...env, PATH });
      const [, refused = '', promoted = ''] = output.split(/^@@(?:1|exit 1)\n/m);
      expect(wordsOf(refused)).toEqual(wordsOf(lines.join('\n')));
      expect(promoted).toContain('✓ web/qa · promoted');
      expect(code).toBe(0);
    },
  );

  it('the demo prints what the README shows of it', { timeout: 60_000 }, async () => {
    const [, ...marked] = readme.text.split('<!-- from the demo -->');
    expect(marked).toHaveLength(2);
    const shown = marked.flatMap((text) => {
      const [excerpt] = blocksOf({ name: 'README.md', text });
      return (excerpt?.text ?? '').split('\n').filter((line) => line.trim() !== '');
    });
    expect(shown.length).toBeGreaterThan(25);
    const { code, output } = await bash(`"${process.execPath}" scripts/demo.ts`, {});
    expect(code).toBe(0);
    const printed = new Set(output.split('\n').map((line) => wordsOf(line).join(' ')));
    expect(shown.filter((line) => !printed.has(wordsOf(line).join(' ')))).toEqual([]);
  });
});
