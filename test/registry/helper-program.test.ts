import { describe, expect, test } from 'vitest';
import { helperProgram } from '../../src/registry/helper-program.ts';

const path = ['C:\\Windows\\system32', '"C:\\Program Files\\Docker"', 'bin', '', '.', 'D:\\sdk'].join(';');

/** On Windows with these files. */
function on(files: readonly string[], env: Record<string, string> = { Path: path }) {
  const isFile = (file: string): boolean => files.includes(file);
  return helperProgram('gcloud', env, { platform: 'win32', isFile });
}

describe('the program of a credential helper', () => {
  test('when it is not Windows, the system finds it on the PATH', () => {
    const isFile = (): boolean => false;
    expect(helperProgram('gcloud', {}, { platform: 'linux', isFile })).toEqual({
      file: 'docker-credential-gcloud',
      words: ['get'],
      verbatim: false,
    });
  });

  test('when it is an .exe in a folder of the PATH, that is started', () => {
    const file = 'C:\\Program Files\\Docker\\docker-credential-gcloud.exe';
    expect(on([file, 'D:\\sdk\\docker-credential-gcloud.exe'])).toEqual({
      file,
      words: ['get'],
      verbatim: false,
    });
  });

  test.each(['.cmd', '.bat'])('when it is a %s, the command processor reads it', (ending) => {
    const file = `C:\\Program Files\\Docker\\docker-credential-gcloud${ending}`;
    const words = ['/d', '/s', '/c', `""${file}" get"`];
    const inSystem = 'C:\\Windows\\System32\\cmd.exe';
    expect(on([file])).toEqual({ file: inSystem, words, verbatim: true });
    expect(on([file], { PATH: path, COMSPEC: 'cmd.exe', SYSTEMROOT: 'E:\\Windows' })?.file).toBe(
      'E:\\Windows\\System32\\cmd.exe',
    );
    expect(on([file], { PATH: path, ComSpec: 'E:\\cmd.exe' })?.file).toBe('E:\\cmd.exe');
  });

  test('when one folder has several, Windows takes the .exe', () => {
    const files = ['.cmd', '.exe', '.bat'].map((ending) => `D:\\sdk\\docker-credential-gcloud${ending}`);
    expect(on(files)?.file).toBe('D:\\sdk\\docker-credential-gcloud.exe');
  });

  test.each([
    'docker-credential-gcloud.exe',
    '.\\docker-credential-gcloud.exe',
    'bin\\docker-credential-gcloud.exe',
  ])(
    'when only the folder that one is in has %s, there is none: it may be anybody’s checkout (A29)',
    (file) => {
      expect(on([file])).toBeUndefined();
      expect(on([file], {})).toBeUndefined();
    },
  );
});
