import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoistError, HoistErrors } from '../../src/errors.ts';
import { annotateError, createAnnotations } from '../../src/action/annotations.ts';
import { actionLog } from '../../src/action/log.ts';
import { createMask } from '../../src/report/mask.ts';
import { hostileText, isObeyed } from '../report/hostile.ts';
import { captured } from './captured.ts';

const position = { file: '.github/hoist.yml', line: 12, column: 9 };

describe('when the Action logs', () => {
  it('prints lines, commands and one level of groups', async () => {
    const lines = await captured(async () => {
      const log = actionLog();
      log.info('one\ntwo');
      log.warn('careful', position);
      log.debug('detail');
      await log.group('outer', async () => {
        await log.group('inner', async () => log.info('deep'));
      });
    });
    expect(lines).toEqual([
      'one',
      'two',
      '::warning file=.github/hoist.yml,line=12,col=9::careful',
      '::debug::detail',
      '::group::outer',
      'inner',
      'deep',
      '::endgroup::',
    ]);
  });

  it('closes the group when what is in it fails', async () => {
    const lines = await captured(async () => {
      const failing = actionLog().group('g', () => Promise.reject(new Error('no')));
      await expect(failing).rejects.toThrow('no');
    });
    expect(lines).toEqual(['::group::g', '::endgroup::']);
  });

  it('masks a secret at once and hides it from then on', async () => {
    const lines = await captured(() => {
      const log = actionLog();
      log.secret('s3cr3t-%value');
      log.secret('');
      log.info('token s3cr3t-%value');
      log.error('token s3cr3t-%value');
    });
    expect(lines).toEqual(['::add-mask::s3cr3t-%25value', 'token ***', '::error::token ***']);
  });

  it('hides a secret in whatever it says, beyond the cap of annotations too, and a key line by line', async () => {
    const secret = 's3cr3t-value';
    const key = '-----BEGIN KEY-----\nline-of-the-key\n-----END KEY-----';
    const lines = await captured(async () => {
      const mask = createMask();
      const log = actionLog(mask, createAnnotations(mask, 1));
      log.secret(secret);
      log.secret(key);
      for (const told of [`a ${secret}`, `b ${secret}`, 'line-of-the-key']) {
        log.info(told);
        log.debug(told);
        log.notice(told);
        log.warn(told);
        log.error(told);
        await log.group(told, () => log.group(told, async () => undefined));
      }
    });
    const said = lines.filter((line) => !line.startsWith('::add-mask::'));
    expect(lines).toContain('::add-mask::line-of-the-key');
    expect(said.filter((line) => line.includes(secret) || line.includes('line-of-the-key'))).toEqual([]);
    expect(said).toEqual(expect.arrayContaining(['::debug::a ***', '::group::b ***', 'error: b ***', '***']));
  });

  it('folds again after a group that ended', async () => {
    const lines = await captured(async () => {
      const log = actionLog();
      await log.group('first', async () => undefined);
      await log.group('second', async () => undefined);
    });
    expect(lines).toEqual(['::group::first', '::endgroup::', '::group::second', '::endgroup::']);
  });

  it('emits no line that is obeyed but its own, whatever it is given (A40)', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, hostileText, async (text, title) => {
        const lines = await captured(async () => {
          const log = actionLog();
          log.info(text);
          log.notice(text, { ...position, file: title });
          log.warn(text);
          log.error(text);
          log.debug(text);
          await log.group(title, async () => log.info(text));
        });
        const own = /^::(?:notice(?: (?:file=[^,:]*,)?line=12,col=9)?|warning|error|debug|group|endgroup)::/;
        const commands = lines.filter(isObeyed);
        expect(commands.filter((line) => !own.test(line) || line.includes('##['))).toEqual([]);
        const names = commands.map((line) => /^::([a-z]+)/.exec(line)?.[1]);
        expect(names.filter((name) => name !== 'debug')).toEqual([
          'notice',
          'warning',
          'error',
          'group',
          'endgroup',
        ]);
      }),
    );
  });
});

describe('when errors become annotations', () => {
  it('puts each mistake where it is, with its code as title and its hint below', async () => {
    const first = new HoistError('config', 'UNKNOWN_KEY', 'there is no key "polcy"', {
      position,
      hint: 'Try: a, b',
    });
    const second = new HoistError('config', 'STAGE_UNKNOWN', 'no stage');
    const lines = await captured(() => annotateError(createAnnotations(), new HoistErrors([first, second])));
    expect(lines).toEqual([
      '::error title=UNKNOWN_KEY,file=.github/hoist.yml,line=12,col=9::there is no key "polcy"%0ATry: a, b',
      '::error title=STAGE_UNKNOWN::no stage',
    ]);
  });

  it('puts an error alone where it is, and says once what was said of one place, again of another', async () => {
    const lines = await captured(() => {
      const annotations = createAnnotations();
      const error = new HoistError('config', 'UNKNOWN_KEY', 'no such key', { position });
      annotateError(annotations, error);
      annotateError(annotations, error);
      annotations.add('error', 'no such key', { position: { ...position, line: 13 }, title: 'UNKNOWN_KEY' });
      annotations.add('warning', 'no such key', { position, title: 'UNKNOWN_KEY' });
      annotations.add('error', 'no such key', { position });
    });
    const place = 'file=.github/hoist.yml,line=12,col=9';
    expect(lines).toEqual([
      `::error title=UNKNOWN_KEY,${place}::no such key`,
      '::error title=UNKNOWN_KEY,file=.github/hoist.yml,line=13,col=9::no such key',
      `::warning title=UNKNOWN_KEY,${place}::no such key`,
      `::error ${place}::no such key`,
    ]);
  });

  it('says ten of a level, and the rest in the log without a place where there is none', async () => {
    const lines = await captured(() => {
      const annotations = createAnnotations();
      for (let count = 1; count <= 12; count += 1) annotations.add('notice', `n${count}`);
      annotations.add('error', 'e');
    });
    expect(lines.slice(9)).toEqual(['::notice::n10', 'notice: n11', 'notice: n12', '::error::e']);
  });

  it('says the same thing once, and beyond the cap in the log', async () => {
    const lines = await captured(() => {
      const annotations = createAnnotations(undefined, 2);
      for (const text of ['a', 'a', 'b', '::c', 'd']) annotations.add('error', text, { position });
      annotations.add('warning', 'a');
    });
    const place = 'file=.github/hoist.yml,line=12,col=9';
    expect(lines).toEqual([
      `::error ${place}::a`,
      `::error ${place}::b`,
      'error: .github/hoist.yml:12:9: ::c',
      'error: .github/hoist.yml:12:9: d',
      '::warning::a',
    ]);
  });
});
