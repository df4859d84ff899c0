import { defineConfig } from 'vitest/config';

/**
 * Rooms whose tests leave their process as it was: a worker loads each module once for all of their files, which halves the
 * processor time of these tests. The others have a worker a file.
 */
export const sharing = [
  'commands',
  'config',
  'domain',
  'evidence',
  'github',
  'image',
  'policy',
  'promotion',
  'registry',
  'report',
  'transfer',
];

const shared = sharing.map((room) => `test/${room}/**/*.test.ts`);

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    server: { deps: { inline: [/@actions\/(workflow-parser|expressions)/] } },
    projects: [
      {
        extends: true,
        test: { name: 'shared', include: shared, isolate: false },
      },
      {
        extends: true,
        test: { name: 'isolated', include: ['test/**/*.test.ts'], exclude: shared },
      },
    ],
  },
});
