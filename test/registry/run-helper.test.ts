import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRunHelper } from '../../src/registry/run-helper.ts';

const subject = new URL('../../src/registry/run-helper.ts', import.meta.url);

describe.skipIf(process.platform === 'win32')('a credential helper that is run (A29)', () => {
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hoist-helper-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  async function install(name: string, script: string): Promise<void> {
    const file = join(folder, `docker-credential-${name}`);
    await writeFile(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
  }

  function runner(
    options: { timeout?: number; maxOutput?: number; signal?: AbortSignal } = {},
  ): ReturnType<typeof createRunHelper> {
    const env = {
      PATH: `${folder}${delimiter}${process.env['PATH']}`,
      'INPUT_GITHUB-TOKEN': 'hunter2',
      AWS_REGION: 'eu-west-1',
    };
    return createRunHelper({ env, ...options });
  }

  test('when it answers, its output and code come back; the server is on its standard input', async () => {
    await install('echo', 'read server; echo "$1 $server"; exit 3');
    expect(await runner()('echo', 'quay.io')).toEqual({ code: 3, output: 'get quay.io\n' });
  });

  test('when it is not there, that is undefined', async () => {
    expect(await runner()('missing', 'quay.io')).toBeUndefined();
  });

  test('when it cannot be asked, the error says what to look at', async () => {
    await install('hang', 'sleep 100');
    await install('idle', '');
    await chmod(join(folder, 'docker-credential-idle'), 0o644);
    await expect(runner({ timeout: 10 })('hang', 'quay.io')).rejects.toMatchObject({
      hint: 'Look at what it does: echo quay.io | docker-credential-hang get',
    });
    await expect(runner()('idle', 'quay.io')).rejects.toMatchObject({
      hint: 'Check that it is a program for this machine and may be executed.',
    });
  });

  test('when it is over, however it ended, no timer is left that the process would wait for', async () => {
    await install('echo', 'echo "{}"');
    await install('flood', 'yes');
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--input-type=module',
      '--eval',
      `const { createRunHelper } = await import(${JSON.stringify(subject.href)});
      const run = createRunHelper({ env: { PATH: ${JSON.stringify(`${folder}${delimiter}${process.env['PATH']}`)} }, maxOutput: 100 });
      for (const name of ['missing', 'echo', 'flood']) await run(name, 'quay.io').catch(() => {});
      console.log(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length);`,
    ]);
    expect(stdout).toBe('0\n');
  });

  test('when the server looks like a command, no shell reads it', async () => {
    await install('cat', 'cat');
    expect(await runner()('cat', '$(touch pwned); `id`')).toEqual({
      code: 0,
      output: '$(touch pwned); `id`\n',
    });
  });

  test('when it looks into its environment, our inputs are not in it', async () => {
    await install('env', 'env');
    const output = (await runner()('env', 'quay.io'))?.output;
    expect(output).toContain('AWS_REGION=eu-west-1');
    expect(output).not.toContain('hunter2');
  });

  test('when it hangs, it is ended', async () => {
    await install('hang', 'sleep 600');
    await expect(runner({ timeout: 100 })('hang', 'quay.io')).rejects.toMatchObject({
      code: 'CREDENTIAL_HELPER',
      hint: 'Look at what it does: echo quay.io | docker-credential-hang get',
    });
  });

  test('when nobody waits for it any more, it is ended', async () => {
    await install('hang', 'sleep 600');
    const controller = new AbortController();
    const asked = runner({ signal: controller.signal })('hang', 'quay.io');
    controller.abort();
    await expect(asked).rejects.toMatchObject({ code: 'CREDENTIAL_HELPER' });
  });

  test('when it prints without end, it is ended', async () => {
    await install('flood', 'yes');
    await expect(runner({ maxOutput: 10_000 })('flood', 'quay.io')).rejects.toMatchObject({
      code: 'CREDENTIAL_HELPER',
    });
  });

  test('when it does not read what it is told, that is no error', async () => {
    await install('deaf', 'exec 0<&-; echo "{}"');
    expect(await runner()('deaf', 'q'.repeat(100_000))).toEqual({ code: 0, output: '{}\n' });
  });
});
