import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cutOpenApi, openApiText, operations, type OpenApi } from '../../../scripts/openapi-cut.ts';
import { gitHubContract, type Asked } from './contract.ts';
import { wire } from './wire.ts';

const contract = gitHubContract();
const deployments = 'POST /repos/{owner}/{repo}/deployments';
const statuses = 'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses';

function asked(method: string, address: string, body?: unknown): Asked {
  const { pathname, searchParams } = new URL(address, 'http://github.invalid');
  return { method, path: pathname, query: searchParams, body };
}

describe('what is cut of GitHub’s description', () => {
  const text = readFileSync(join(import.meta.dirname, 'openapi.json'), 'utf8');

  it('is every operation that the script lists, and every component that they name', () => {
    const cut = JSON.parse(text) as OpenApi;
    expect(openApiText(cutOpenApi(cut, cut.info.version))).toBe(text);
    const kept = Object.entries(cut.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(kept.toSorted()).toEqual([...operations].toSorted());
  });

  it('is refused for an operation that GitHub does not offer', () => {
    const { components, openapi } = JSON.parse(text) as OpenApi;
    expect(() => cutOpenApi({ openapi, paths: {}, components }, '1')).toThrow('GitHub offers no GET /repos');
  });
});

describe('when a call is held against GitHub’s description', () => {
  it.each([
    ['GET', '/repos/a/b/deployments', 'GET /repos/{owner}/{repo}/deployments'],
    ['GET', '/repos/a/b/contents/x/y.yml', 'GET /repos/{owner}/{repo}/contents/{path}'],
    ['GET', '/repos/a/b/environments/eu%2Fprod', 'GET /repos/{owner}/{repo}/environments/{environment_name}'],
    ['DELETE', '/repos/a/b/deployments', undefined],
    ['GET', '/repos/a/b/deployments/1/stati', undefined],
    ['GET', '/repos/a/b/environments/eu/prod', undefined],
  ])('%s %s is %s', (method, path, operation) => {
    expect(contract.operation(asked(method, path))).toBe(operation);
  });

  it.each<[string, string, Asked, RegExp]>([
    ['a state that there is not', statuses, asked('POST', '/', { state: 'succeeded' }), /allowed values/],
    ['a field of another type', statuses, asked('POST', '/', { state: 'success', description: 7 }), /string/],
    ['a field that is missing', deployments, asked('POST', '/', { task: 'promote' }), /ref/],
    ['a field that is misspelt', deployments, asked('POST', '/', { ref: 'a', automerge: true }), /automerge/],
    [
      'a parameter that is misspelt',
      deployments.replace('POST', 'GET'),
      asked('GET', '/?enviroment=a'),
      /takes no/,
    ],
    [
      'a parameter of another type',
      deployments.replace('POST', 'GET'),
      asked('GET', '/?per_page=many'),
      /integer/,
    ],
    ['a body where none belongs', deployments.replace('POST', 'GET'), asked('GET', '/', {}), /takes no body/],
  ])('%s is caught', (_, operation, call, why) => {
    expect(contract.request(operation, call).join()).toMatch(why);
  });

  it('a call that is right passes', () => {
    expect(contract.request(deployments, asked('POST', '/', { ref: 'a', payload: { b: 1 } }))).toEqual([]);
  });

  it.each<[string, number, unknown, RegExp]>([
    ['a field that GitHub always gives', 201, { id: 1 }, /required/],
    ['the type of a field', 201, { ...wire('deployment', { id: 1 }), id: '1' }, /integer/],
    ['the status', 204, undefined, /never answers 204/],
  ])('an answer without %s is caught', (_, status, body, why) => {
    expect(contract.answer(deployments, status, body).join()).toMatch(why);
  });

  it('an answer that is right passes, and so does an error that is not listed', () => {
    expect(contract.answer(deployments, 201, wire('deployment', { id: 1 }))).toEqual([]);
    expect(contract.answer(deployments, 403, { message: 'no' })).toEqual([]);
  });

  it.each(['deployment', 'check-run', 'pull-request-simple', 'issue-comment', 'full-repository'])(
    'what a test says of a %s is completed, and kept',
    (schema) => {
      expect(wire(schema, { id: 7, more: 'x' })).toMatchObject({ id: 7, more: 'x', url: expect.any(String) });
    },
  );
});
