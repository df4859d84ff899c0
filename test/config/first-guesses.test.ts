import { describe, expect, it } from 'vitest';
import { refusalsOf } from './written.ts';

const pipeline = `version: 1
pipelines:
  web:
    source: ghcr.io/acme/dev/web
    stages:
      - name: qa
        to: ghcr.io/acme/qa/web
`;

/** The pipeline with one line of it written otherwise. */
function withLine(line: string, instead: string): string {
  expect(pipeline).toContain(line);
  return pipeline.replace(line, () => instead);
}

const source = 'source: ghcr.io/acme/dev/web';
const target = 'to: ghcr.io/acme/qa/web';

function policy(check: string, trust = ''): string {
  return `${withLine(target, `${target}\n        policy: base`)}policies: { base: [${check}] }\n${trust}`;
}

describe('when a config is written as one guesses it at first', () => {
  it.each([
    [
      'a dash that a tab indents',
      withLine('      - name', '\t  - name'),
      '6:1',
      'a tab indents',
      'Indent with spaces',
    ],
    [
      'a key that spaces and a tab indent',
      withLine('        to', '      \tto'),
      '7:7',
      'a tab indents',
      'with spaces',
    ],
    ['a tab behind a dash', withLine('- name', '-\tname'), '6:8', 'a tab indents', 'with spaces'],
    ['a tab in { }', 'version: 1\ncopy: {\n\tto: [x] }\n', '3:1', 'a tab indents', 'with spaces'],
    [
      'a keyword alone',
      withLine(target, `${target}\n        tag: {digest}`),
      '8:14',
      'is read as a map',
      "'{digest}'",
    ],
    [
      'in a list',
      withLine(target, `${target}\n        tag: ['%n', {run}]`),
      '8:21',
      'is read as a map',
      "'{run}'",
    ],
    [
      'keywords',
      withLine(target, `${target}\n        tag: {major}.{minor}`),
      '8:21',
      'without quotes',
      "'{major}.{minor}'",
    ],
    [
      'a host with a port',
      withLine(target, 'to: 127.0.0.1:5000'),
      '7:13',
      'a host alone',
      '127.0.0.1:5000/acme/web',
    ],
    ['a list of sources', withLine(source, 'source: [a/b, a/c]'), '4:5', 'not a list', '{ repositories: ['],
    [
      'of repositories',
      withLine(source, 'source: { repository: [a/b] }'),
      '4:15',
      'not a list',
      'set: repositories: [',
    ],
    [
      'move beside tag',
      withLine(target, `${target}\n        tag: stable\n        move: any`),
      '9:9',
      '"move"',
      'to a tag',
    ],
    [
      'needs',
      withLine(target, `${target}\n      - { name: b, to: a/b, needs: qa }`),
      '8:29',
      '"needs"',
      'after: qa',
    ],
    [
      'approval',
      withLine(target, `${target}\n        approval: required`),
      '8:9',
      '"approval"',
      'environment: {',
    ],
    ['a glob for a tag', policy("{ tag: 'v*' }"), '9:27', 'no tag is "v*"', "tag: { glob: 'v*' }"],
    ['a range for a tag', policy("{ tag: '>= 1' }"), '9:27', 'is the whole tag', "tag: { semver: '>= 1' }"],
    ['one of several', policy("{ tag: [v1, 'v*'] }"), '9:22', 'no tag is "v*"', 'glob'],
    ['a signer alone', policy('{ signature: ci }'), '9:33', 'must be a map', 'signature: { by: ci }'],
    ['platforms alone', policy('{ platforms: [linux/amd64] }'), '9:22', 'must be a map', '{ exactly: ['],
    [
      'a repository that signs',
      policy('', 'trust: { signers: { ci: { github: a/b } } }\n'),
      '10:35',
      'a map',
      'github: { rep',
    ],
    [
      'a key file',
      policy('', 'trust: { signers: { ci: { key: c.pub } } }\n'),
      '10:32',
      'a map',
      'key: { file: ',
    ],
    [
      'missing alone',
      withLine(target, `${target}\n        missing: allow`),
      '8:18',
      'a map',
      '{ platforms: allow }',
    ],
  ])('%s: the place, what is wrong and what to write are said', async (_, text, at, message, hint) => {
    const found = (await refusalsOf(text)).find((refusal) => refusal.at === at);
    expect(found?.message).toContain(message);
    expect(found?.hint).toContain(hint);
  });

  it('what stands beside the name of its pipeline is said once, of the name', async () => {
    const text = pipeline.replaceAll(/^ {4}/gm, '  ');
    const refusals = await refusalsOf(text);
    expect(refusals.map(({ at, message }) => [at, message])).toEqual([
      ['3:3', 'pipeline web is empty; it must be a map'],
    ]);
    expect(refusals[0]?.hint).toContain('indented deeper');
  });
});
