import {defineConfig} from 'vitest/config';

/**
 * What talks to Docker says what it does as it does it, and takes the time it takes. Of hundreds of tests with real machines, one or two a run
 * meet a late moment: each gets a second try, and bin/test names at the end those that needed it.
 */
const real = {disableConsoleIntercept: true, fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000, retry: 1} as const;

export default defineConfig({
  test: {
    projects: [
      {test: {name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 30_000}},
      {test: {name: 'engine', include: ['test/engine/**/*.test.ts'], ...real}},
      {test: {name: 'cluster', include: ['test/cluster/**/*.test.ts'], ...real, testTimeout: 600_000, hookTimeout: 600_000}},
      {test: {name: 'slow', include: ['test/cluster/**/*.slow.ts'], ...real, testTimeout: 900_000, hookTimeout: 900_000}},
      {
        test: {
          name: 'vm',
          include: ['test/vm/*.test.ts'],
          globalSetup: 'test/vm/support/boot-once.ts',
          ...real,
          testTimeout: 300_000,
        },
      },
    ],
  },
});
