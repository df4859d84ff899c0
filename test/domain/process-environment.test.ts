import { describe, expect, it } from 'vitest';
import { environmentNotices } from '../../src/domain/process-environment.ts';

describe('the environment that a step before left (A50)', () => {
  it('when nothing is changed, nothing is said', () => {
    expect(environmentNotices({ PATH: '/bin', NODE_TLS_REJECT_UNAUTHORIZED: '1', HTTPS_PROXY: '' })).toEqual(
      [],
    );
  });

  it('when TLS verification is off, it is refused with what to do instead', () => {
    const refused = expect.objectContaining({ code: 'TLS_NOT_VERIFIED', exitCode: 2 });
    expect(() => environmentNotices({ NODE_TLS_REJECT_UNAUTHORIZED: '0' })).toThrow(refused);
  });

  it.each([
    'NODE_OPTIONS',
    'NODE_EXTRA_CA_CERTS',
    'SSLKEYLOGFILE',
    'HTTPS_PROXY',
    'https_proxy',
    'all_proxy',
  ])('when %s is set, it is said', (name) => {
    const [notice, ...more] = environmentNotices({ [name]: '/some/where' });
    expect(notice).toContain(name.toUpperCase());
    expect(more).toEqual([]);
  });

  it('when the address of a proxy has a password, only its host is shown', () => {
    const notices = environmentNotices({
      https_proxy: 'http://ann:canary@proxy.acme.example:3128/x?canary',
      HTTP_PROXY: 'ann:canary@p:80',
    });
    expect(notices[0]).toContain('proxy.acme.example:3128');
    expect(notices).toHaveLength(2);
    expect(notices.join()).not.toContain('canary');
  });
});
