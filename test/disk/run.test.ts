import { describe, expect, it } from 'vitest';
import { runOnMachine } from '../../src/disk/run.ts';

function nobody(): string {
  throw new Error('uv_os_get_passwd returned ENOENT');
}

describe('a run on a machine', () => {
  it('when somebody is logged in, they are actor and initiator, and may write', () => {
    expect(runOnMachine({ USER: 'other' }, () => 'ann')).toEqual({
      surface: 'cli',
      actor: 'ann',
      initiator: 'ann',
      requested: {},
      mayWrite: true,
    });
  });

  it('when the environment names a GitHub server, that is the one', () => {
    const env = { GITHUB_SERVER_URL: 'https://git.acme.example' };
    expect(runOnMachine(env, () => 'ann').server).toBe('https://git.acme.example');
  });

  it('when the user id has no name, the environment names the user, or nobody does', () => {
    expect(runOnMachine({ LOGNAME: 'ben' }, nobody).actor).toBe('ben');
    expect(runOnMachine({}, nobody).actor).toBe('unknown');
    expect(runOnMachine({}, () => '').actor).toBe('unknown');
  });
});
