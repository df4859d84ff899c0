import { describe, expect, it } from 'vitest';
import { refusalsOf } from './written.ts';

/** A config that is fine, for one slip at a time. */
const sound = `version: 1
pipelines:
  web:
    source: { repository: ghcr.io/acme/dev/web, tags: ['v*'] }
    stages:
      - name: qa
        to: ghcr.io/acme/qa/web
        tag: '%n'
      - name: production
        to: ghcr.io/acme/prod/web
        environment: { name: production, approval: required }
`;

function slip(from: string, to: string): string {
  if (!sound.includes(from)) throw new Error(`not in the config: ${from}`);
  return sound.replace(from, to);
}

describe('when a config has a slip', () => {
  it('without any, nothing is said', async () => {
    expect(await refusalsOf(sound)).toEqual([]);
  });

  it.each([
    ['%n unquoted', slip("'%n'", '%n'), '8:14 YAML_SYNTAX', 'begins with % needs quotes', "Write '%n'."],
    ['* unquoted', slip("'v*'", '*-rc'), '4:56 YAML_ALIAS', 'read as an alias', "quotes: '*-rc'"],
    ['! unquoted', slip("'v*'", "'v*', !*-rc"), '4:62 YAML_SYNTAX', 'read as a YAML tag', "quotes: '!*-rc'"],
    [
      '{name} unquoted',
      slip("['v*'] }", "['v*'], x: {a}b }"),
      '4:69 YAML_SYNTAX',
      'without quotes',
      'needs quotes',
    ],
    ['a tab', slip('  web:', '\tweb:'), '3:1 YAML_SYNTAX', 'a tab indents', 'spaces'],
    ['no colon', slip('pipelines:', 'pipelines'), '2:1 YAML_SYNTAX', 'not KEY: VALUE', 'colon and a space'],
    ['a quote open', slip("'%n'", "'%n"), '8:14 YAML_SYNTAX', "a quote ' is not closed", 'end of the text'],
    [
      'a misspelt key',
      slip('environment:', 'enviroment:'),
      '11:9 CONFIG_UNKNOWN_KEY',
      'stage web/production: unknown key "enviroment"',
      'Did you mean environment?',
    ],
    [
      'a key in another case',
      slip('approval:', 'Approval:'),
      '11:42 CONFIG_UNKNOWN_KEY',
      '"Approval"',
      'Did you mean approval?',
    ],
    [
      'a key cut short',
      slip('repository:', 'repo:'),
      '4:15 CONFIG_UNKNOWN_KEY',
      'pipeline web: source',
      'Did you mean repository?',
    ],
    [
      'a misspelt section',
      slip('pipelines:', 'pipeline:'),
      '2:1 CONFIG_UNKNOWN_KEY',
      'unknown key "pipeline"',
      'Did you mean pipelines?',
    ],
    [
      'a key of nobody',
      slip("tag: '%n'", 'when: now'),
      '8:9 CONFIG_UNKNOWN_KEY',
      '"when"',
      'Known here: name, to, tag',
    ],
    [
      'a value of nobody',
      slip('approval: required', 'approval: require'),
      '11:52 CONFIG_VALUE',
      'environment.approval must be auto, required or none, not "require"',
      'Did you mean required?',
    ],
    [
      'a Norwegian boolean',
      slip("tag: '%n'", 'auto: no'),
      '8:15 CONFIG_TYPE',
      'auto must be true or false, not "no"',
      'yes, no, on and off are texts',
    ],
    [
      'a number as tag',
      slip("'%n'", '1.0'),
      '8:14 CONFIG_TYPE',
      'tag must be a text, a map or a list, not 1',
      'quotes',
    ],
    [
      'a text for a list',
      slip("['v*']", "'v*'"),
      '4:55 CONFIG_TYPE',
      'source.tags must be a list or a map',
      "['v*']",
    ],
    ['an empty value', slip(' ghcr.io/acme/qa/web', ''), '7:9 CONFIG_TYPE', 'to is empty', 'Give it a value'],
    [
      'what belongs to a pipeline as far left as its name',
      'version: 1\npipelines:\n  web:\n',
      '3:3 CONFIG_TYPE',
      'pipeline web is empty; it must be a map',
      'indented deeper',
    ],
    ['an empty text', slip("'%n'", "''"), '8:14 CONFIG_VALUE', 'tag is empty', 'Give it a value'],
    ['an empty list', slip("'%n'", '[]'), '8:9 CONFIG_VALUE', 'tag is an empty list', 'at least one'],
    [
      'no target',
      slip('        to: ghcr.io/acme/qa/web\n', ''),
      '6:9 CONFIG_MISSING',
      'stage web/qa: to is missing',
      'repository to write to',
    ],
    ['no version', slip('version: 1\n', ''), '1:1 CONFIG_MISSING', 'version is missing', 'version: 1'],
    ['version 2', slip('version: 1', 'version: 2'), '1:10 CONFIG_VALUE', 'version must be 1', 'version: 1'],
    [
      'a name with a space',
      slip('web:', '"my web":'),
      '3:3 CONFIG_KEY',
      '"my web" is not a name',
      'ASCII letters',
    ],
    [
      'a confusable name (A27)',
      slip('name: qa', 'name: q\u0430'),
      '6:15 CONFIG_VALUE',
      'is not a name',
      'ASCII letters',
    ],
    [
      'a confusable environment (A27)',
      slip('{ name: production', '{ name: pr\u043Eduction'),
      '11:30 CONFIG_VALUE',
      'is not the name of an environment',
      'ASCII',
    ],
    ['a list as config', '- a\n', '1:1 CONFIG_TYPE', 'the config must be a map', 'version: 1'],
    ['nothing', '', '1:1 CONFIG_EMPTY', 'is empty', 'hoist init'],
    ['only a comment', '# soon\n', '1:1 CONFIG_EMPTY', 'is empty', 'hoist init'],
    [
      'copy: true',
      `${sound}copy: true\n`,
      '12:7 CONFIG_TYPE',
      'copy must be false or a map',
      '{ to: [GLOB] }',
    ],
    [
      'a wrong since',
      slip('    stages:', '    since: yesterday\n    stages:'),
      '5:12 CONFIG_VALUE',
      'is neither a date nor an age',
      '30d',
    ],
    [
      'too many connections',
      `${sound}registries: { r.example.com: { connections: 500 } }\n`,
      '12:45 CONFIG_VALUE',
      'must be at most 64, not 500',
      '',
    ],
    [
      'an absolute path',
      `${sound}registries: { r.example.com: { ca: /etc/x.pem } }\n`,
      '12:36 CONFIG_VALUE',
      'not a path inside the repository',
      'relative to the root',
    ],
    [
      'a path that climbs',
      `${sound}policies: { file: ../x.yml }\n`,
      '12:19 CONFIG_VALUE',
      'not a path inside the repository',
      'relative to the root',
    ],
  ])('%s', async (_, text, place, message, hint) => {
    const [first, ...rest] = await refusalsOf(text);
    expect(`${first?.at} ${first?.code}`).toBe(place);
    expect(first?.message).toContain(message);
    expect(first?.hint).toContain(hint);
    expect(rest).toEqual([]);
  });

  it('when there are several, each is said, in the order of the file', async () => {
    const text = slip('environment:', 'enviroment:')
      .replace("'%n'", '1.0')
      .replace('version: 1', 'version: 2');
    expect((await refusalsOf(text)).map(({ at }) => at)).toEqual(['1:10', '8:14', '11:9']);
  });

  it('when somebody wrote a secret where its variable belongs, the secret is not repeated', async () => {
    const secret = 'https://hooks.example.com/T0/s3cr3t';
    const refusals = await refusalsOf(`${sound}notify:\n  - { url-from-env: '${secret}' }\n`);
    expect(refusals[0]).toMatchObject({ at: '13:21', code: 'CONFIG_VALUE' });
    expect(refusals[0]?.hint).toContain('HOIST_HOOK_URL');
    expect(JSON.stringify(refusals)).not.toContain('s3cr3t');
  });
});
