import { describe, expect, it } from 'vitest';
import { isLoopback, isLoopbackHost } from '../../src/image/loopback.ts';

describe('when a host may mean this machine', () => {
  it.each(['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', '127.0.0.1', '127.255.1.2', '[::1]'])(
    '%s does',
    (name) => {
      expect([isLoopback(name), isLoopbackHost(name), isLoopbackHost(`${name}:5000`)]).toEqual([
        true,
        true,
        true,
      ]);
    },
  );

  it.each(['localhost.example.com', 'notlocalhost', '127.example.com', '128.0.0.1', '[::2]', '10.0.0.1', ''])(
    '%j does not',
    (name) => {
      expect([isLoopback(name), isLoopbackHost(`${name}:5000`)]).toEqual([false, false]);
    },
  );
});
