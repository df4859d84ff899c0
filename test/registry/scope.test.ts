import { describe, expect, test } from 'vitest';
import { parseHost } from '../../src/image/reference.ts';
import { scopesOf } from '../../src/registry/authorize.ts';
import type { Scope } from '../../src/registry/scope.ts';

const push: Scope = { host: parseHost('registry.example.com'), path: 'acme/web', actions: 'pull,push' };

describe('scopesOf (P52, A12)', () => {
  test('when blobs are mounted, what is needed now comes first, each once', () => {
    expect(scopesOf({ ...push, mountFrom: ['acme/base', 'acme/web', 'acme/base', 'team/x'] })).toEqual([
      'repository:acme/web:pull,push',
      'repository:acme/base:pull',
      'repository:team/x:pull',
    ]);
  });
});
