import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { HoistError, HoistErrors } from '../../src/errors.ts';
import { printError } from '../../src/cli/print-error.ts';
import { printResult } from '../../src/cli/print-result.ts';
import { terminalProgress } from '../../src/cli/progress.ts';
import { openTerminal, type Terminal } from '../../src/cli/terminal.ts';
import { check, plan, result, web } from '../report/examples.ts';
import { hostileText, isObeyed, unseen } from '../report/hostile.ts';
import { KeptStream } from './stream.ts';

type Opened = { readonly terminal: Terminal; readonly out: KeptStream; readonly err: KeptStream };

function opened(tty: boolean, env: NodeJS.ProcessEnv = {}, debug = false): Opened {
  const [out, err] = [new KeptStream(tty), new KeptStream(tty)];
  return { terminal: openTerminal({ stdout: out, stderr: err, env, debug }), out, err };
}

const position = { file: '.github/hoist.yml', line: 2, column: 3 };

describe('when something is said on the way', () => {
  it('goes to stderr, groups indented, stdout left for results', async () => {
    const { terminal, out, err } = opened(false);
    const { log } = terminal;
    log.info('one\ntwo');
    await log.group('web/qa', async () => log.warn('careful', position));
    log.error('bad');
    log.debug('not shown');
    expect(err.text).toBe('one\ntwo\nweb/qa\n  .github/hoist.yml:2:3: warning: careful\nerror: bad\n');
    expect(out.text).toBe('');
  });

  it('shows debug lines when asked, and never a secret', async () => {
    const { terminal, err } = opened(false, {}, true);
    terminal.log.secret('hunter2');
    terminal.log.debug('password hunter2');
    expect(err.text).toBe('debug: password ***\n');
  });

  it('shows no secret at any level, in no title, error or stack, nor in the line that an error points at', async () => {
    const secret = 'hunter2-hunter2';
    const { terminal, err } = opened(false, {}, true);
    const { log } = terminal;
    log.secret(secret);
    for (const level of ['info', 'notice', 'warn', 'error', 'debug'] as const) log[level](`with ${secret}`);
    await log.group(`in ${secret}`, async () => log.info('deep'));
    printError(terminal, new Error(`of ${secret}`));
    const mistake = new HoistError('config', 'CODE', `at ${secret}`, { hint: `not ${secret}`, position });
    printError(terminal, mistake, () => `a:\n  b: ${secret}\n`);
    expect(err.text).not.toContain(secret);
    expect(err.text.match(/\*\*\*/g)?.length).toBeGreaterThanOrEqual(10);
    expect(err.text).toContain('note: with ***');
    expect(err.text).toContain('in ***\n  deep\n');
  });

  it('indents a group in a group, and no more once one has failed', async () => {
    const { terminal, err } = opened(false);
    const { log } = terminal;
    const failing = log.group('one', () => log.group('two', () => Promise.reject(new Error('no'))));
    await expect(failing).rejects.toThrow('no');
    log.notice('after');
    expect(err.text).toBe('one\n  two\nnote: after\n');
  });

  it('writes nothing that a terminal or a runner obeys (A40, A44)', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        const { terminal, err } = opened(false, {}, true);
        const { log } = terminal;
        log.info(text);
        log.error(text, { ...position, file: text });
        log.debug(text);
        await log.group(text, async () => log.warn(text));
        printError(terminal, new HoistError('config', 'CODE', text, { hint: text, position }));
        printError(terminal, new Error(text));
        for (const line of err.text.split('\n')) {
          expect(line).not.toMatch(unseen);
          expect(isObeyed(line)).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('when colour is chosen', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [true, { FORCE_COLOR: 'false' }, false],
    [false, { FORCE_COLOR: 'true' }, true],
    [true, { FORCE_COLOR: '' }, true],
    [true, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ])('terminal %s with %j: %s', async (tty, env, isColoured) => {
    const { terminal, out } = opened(tty, env);
    printResult(terminal, { kind: 'plan', document: plan, exitCode: 0, notices: [] }, false);
    expect(out.text.includes('\u001b[')).toBe(isColoured);
  });
});

describe('when a result is printed', () => {
  it('prints text on stdout, and notices that it does not show itself on stderr', async () => {
    const { terminal, out, err } = opened(false);
    const notices = [...plan.notices, 'something else'];
    printResult(terminal, { kind: 'plan', document: plan, exitCode: 0, notices }, false);
    printResult(terminal, { kind: 'run', document: result, exitCode: 0, notices: [] }, false);
    printResult(terminal, { kind: 'check', document: check, exitCode: 0, notices: [] }, false);
    printResult(
      terminal,
      { kind: 'files', document: { written: ['hoist.yml'] }, exitCode: 0, notices: [] },
      false,
    );
    expect(out.text).toMatch(/^Plan [^]*\n✗ Failed\n[^]*credential check[^]*\nwrote hoist\.yml\n$/);
    expect(err.text).toBe('note: something else\n');
  });

  it('prints the document itself as JSON, whatever the terminal', async () => {
    const { terminal, out } = opened(true);
    printResult(terminal, { kind: 'run', document: result, exitCode: 5, notices: [] }, true);
    expect(JSON.parse(out.text)).toEqual(result);
  });

  it('does not mind a reader that went away', async () => {
    const { out, err } = opened(false);
    const gone = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    expect(() => out.emit('error', gone)).not.toThrow();
    const broken = Object.assign(new Error('disk full'), { code: 'EIO' });
    expect(() => out.emit('error', broken)).toThrow('the result cannot be written whole: EIO');
    // Nor whoever is told on the way: the run goes on.
    for (const error of [gone, new Error('EIO')]) expect(() => err.emit('error', error)).not.toThrow();
  });
});

describe('when an error ends the run', () => {
  it('shows its place in the file', async () => {
    const { terminal, err } = opened(false);
    const mistake = new HoistError('config', 'UNKNOWN_KEY', 'no key "b"', {
      position,
      hint: 'Did you mean "c"?',
    });
    printError(terminal, new HoistErrors([mistake]), () => 'a:\n  b: 1\n');
    expect(err.text).toBe(
      '.github/hoist.yml:2:3: UNKNOWN_KEY: no key "b"\n  1 | a:\n  2 |   b: 1\n    |   ^\n  hint: Did you mean "c"?\n',
    );
  });

  it('says that a fault is a fault, with its stack for debugging', async () => {
    const { terminal, err } = opened(false, {}, true);
    printError(terminal, new TypeError('x is undefined'));
    expect(err.text).toMatch(/^error: this should not have happened: x is undefined\ndebug: TypeError: x/);
  });
});

describe('when blobs are copied in a terminal', () => {
  it('draws over one frame, keeps log lines above it, and leaves nothing behind', async () => {
    const { terminal, err } = opened(true, { NO_COLOR: '1' });
    let now = 0;
    const progress = terminalProgress(terminal.screen, { ticks: () => now });
    progress.begin({ blobs: 2, bytes: 200 });
    const blob = progress.blob({ digest: web, size: 100, to: [] });
    blob.advance(10);
    await vi.waitFor(() => expect(err.text).toContain('total'));
    now += 10;
    blob.advance(10);
    now += 1000;
    blob.advance(30);
    terminal.log.info('a line');
    progress.end();
    terminal.log.info('after');
    const shown = err.text.replaceAll(/\u001b\[\?2026[hl]/g, '');
    expect(shown.match(/ab12cd34ef56 ━*─* +\d+ %/g)).toEqual([
      expect.stringMatching(/10 %$/),
      expect.stringMatching(/50 %$/),
      // Drawn again below the line of the log.
      expect.stringMatching(/50 %$/),
    ]);
    expect(shown).toContain('total');
    expect(shown).toContain('3.0 s left, 0 of 2 blobs, 50 B/s');
    // Both lines of the frame and the empty one below are erased, then the log goes on.
    expect(shown).toMatch(/\u001b\[2K(?:\u001b\[1A\u001b\[2K){2}\u001b\[Ga line\n/);
    expect(shown).toMatch(/\u001b\[2K(?:\u001b\[1A\u001b\[2K){2}\u001b\[Gafter\n$/);
  });

  it('draws nothing where stderr is no terminal', async () => {
    const { terminal, err } = opened(false);
    const progress = terminalProgress(terminal.screen, { ticks: () => 0 });
    progress.begin({ blobs: 1, bytes: 100 });
    progress.blob({ digest: web, size: 100, to: [] }).advance(100);
    progress.skip({ digest: web, size: 100, how: 'present' });
    progress.end();
    expect(err.text).toBe('');
  });
});
