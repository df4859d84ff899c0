import { describe, expect, it } from 'vitest';
import type { ImageConfig } from '../../../src/image/image-config.ts';
import { configCheck } from '../../../src/policy/checks/config.ts';
import { factsOf, judge, mistakesOf, platformFacts } from '../facts.ts';
import { bindTo, configured, saying } from '../request.ts';

const judged = (written: unknown, config: Partial<ImageConfig>) =>
  saying(
    judge(
      configCheck,
      written,
      factsOf({ platforms: [platformFacts('linux/amd64'), configured('linux/arm64', config)] }),
    ),
  );

describe('when the user is judged', () => {
  const notRoot = { user: { 'not-one-of': ['', 'root', '0'] } };

  it.each(['app', '1000', '1000:0', 'nonroot:nonroot', 'rooted', '10'])('%j is not root', (user) => {
    expect(judged(notRoot, { user })).toBe('pass');
  });

  // As the runtimes read it: a name or a number, with an optional group.
  it.each(['', 'root', '0', 'root:app', '0:1000', ':1000', '00', '+0', '-0', '000:5'])(
    '%j is root',
    (user) => {
      expect(judged(notRoot, { user })).toBe('VIOLATION linux/arm64');
      // Whoever forgets one of its names still means root.
      expect(judged({ user: { 'not-equals': 'root' } }, { user })).toBe('VIOLATION linux/arm64');
      expect(judged({ user: { 'not-one-of': ['0'] } }, { user })).toBe('VIOLATION linux/arm64');
    },
  );

  it('when users are listed, that list decides', () => {
    const listed = { user: ['0', 'app', '1000'] };
    expect(judged(listed, { user: '0' })).toBe('pass');
    expect(judged(listed, { user: '1000:1000' })).toBe('pass');
    expect(judged(listed, { user: 'root' })).toBe('VIOLATION linux/arm64');
    expect(judged({ user: { matches: 'app|[1-9]\\d*' } }, { user: '0' })).toBe('VIOLATION linux/arm64');
    expect(judged({ user: { semver: '*', 'not-equals': 'x' } }, { user: 'app' })).toContain('INCOMPLETE');
  });

  it('tells what is written', () => {
    const facts = factsOf({ platforms: [configured('linux/amd64', { user: '' })] });
    expect(judge(configCheck, notRoot, facts).reasons).toMatchObject([
      { platform: 'linux/amd64', observed: '""', expected: 'none of "", root, 0' },
    ]);
  });
});

describe('when ports, environment and volumes are judged', () => {
  it.each<[unknown, Partial<ImageConfig>, boolean]>([
    [{ ports: { exactly: ['8080'] } }, { exposedPorts: ['8080/tcp'] }, false],
    [{ ports: { 'none-of': ['22/tcp'] } }, { exposedPorts: ['8080/tcp'] }, true],
    [{ ports: { 'none-of': ['22/tcp'] } }, { exposedPorts: ['22'] }, false],
    [{ ports: { 'none-of': ['22/*'] } }, { exposedPorts: ['22/UDP'] }, false],
    [{ env: { 'none-of': ['*_TOKEN', 'AWS_*'] } }, { env: ['PATH'] }, true],
    [{ env: { 'none-of': ['*_TOKEN', 'AWS_*'] } }, { env: ['PATH', 'NPM_TOKEN'] }, false],
    [{ volumes: { exactly: [] } }, { volumes: [] }, true],
    [{ volumes: { exactly: [] } }, { volumes: ['/data'] }, false],
    [{ volumes: { 'none-of': ['/var/run/**'] } }, { volumes: ['/var/run/docker.sock'] }, false],
  ])('%j of %j: %s', (written, config, expected) => {
    expect(judged(written, config)).toContain(expected ? 'pass' : 'VIOLATION');
  });

  it('when a platform lacks what the other has, it fails there alone', () => {
    const facts = factsOf({
      platforms: [
        configured('linux/amd64', { exposedPorts: ['8080/tcp'] }),
        configured('linux/arm64', { exposedPorts: [] }),
      ],
    });
    expect(saying(judge(configCheck, { ports: { 'all-of': ['8080'] } }, facts))).toBe(
      'VIOLATION linux/arm64',
    );
  });
});

describe('when entrypoint and health check are judged', () => {
  it('when the entrypoint is wanted, its words are told with spaces', () => {
    const wanted = { entrypoint: { 'starts-with': '/sbin/tini --' } };
    const tini = configured('linux/amd64', { entrypoint: ['/sbin/tini', '--', '/web'] });
    expect(saying(judge(configCheck, wanted, factsOf({ platforms: [tini] })))).toBe('pass');
    expect(judged(wanted, { entrypoint: [] })).toContain('VIOLATION linux/arm64');
    expect(judged({ entrypoint: { semver: '*' } }, {})).toContain('INCOMPLETE linux/arm64');
  });

  it('when a health check is wanted or not, it must be there or not', () => {
    const well = factsOf({
      platforms: [configured('linux/amd64', { healthcheck: ['CMD', '/web', 'ping'] })],
    });
    const none = factsOf({ platforms: [platformFacts('linux/amd64')] });
    expect(saying(judge(configCheck, { healthcheck: true }, well))).toBe('pass');
    expect(saying(judge(configCheck, { healthcheck: true }, none))).toBe('VIOLATION linux/amd64');
    expect(saying(judge(configCheck, { healthcheck: false }, none))).toBe('pass');
    expect(saying(judge(configCheck, { healthcheck: false }, well))).toBe('VIOLATION linux/amd64');
  });
});

describe('when a config is not there to be judged', () => {
  it.each(['UNREACHABLE', 'UNPARSABLE'] as const)('when it is %s, that is why it is unknown', (code) => {
    const platforms = [platformFacts('linux/amd64', { config: { state: 'unknown', code, message: 'no' } })];
    expect(saying(judge(configCheck, { user: 'app' }, factsOf({ platforms })))).toBe(`${code} linux/amd64`);
  });

  it('when there is no platform, nothing could pass', () => {
    expect(saying(judge(configCheck, { healthcheck: false }, factsOf({ platforms: [] })))).toBe('INCOMPLETE');
  });

  it('needs the configs', () => {
    expect(bindTo(configCheck, { user: 'app' }).needs.configs).toBe(true);
  });

  it.each([{}, { user: {} }, { ports: ['8080'] }, { env: {} }, { healthcheck: 'yes' }, { shell: true }])(
    '%j is refused',
    (written) => {
      expect(mistakesOf(configCheck, written)).not.toEqual([]);
    },
  );
});
