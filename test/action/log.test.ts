import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoistError, HoistErrors } from '../../src/errors.ts';
import { annotateError, createAnnotations } from '../../src/action/annotations.ts';
import { actionLog } from '../../src/action/log.ts';
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
