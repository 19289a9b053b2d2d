import { defineConfig } from 'vitest/config';

/** Tests that touch neither the machine nor anything global. */
const PURE = ['causes', 'compare', 'investigate', 'knowledge', 'parse', 'report'].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    // A hang, not slowness, is what these are for.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      // Only computes: one process loads the sources once for all files.
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/provoked/**', 'test/browser/**', ...PURE],
        },
      },
      // The report in a browser; it is skipped, and says so, where there is no Chromium.
      {
        extends: true,
        test: { name: 'browser', include: ['test/browser/**/*.test.ts'], fileParallelism: false },
      },
      // Real daemons, one incident after the other; a timed neighbour would disturb them.
      {
        extends: true,
        test: { name: 'live', include: ['test/provoked/**/*.test.ts'], fileParallelism: false },
      },
    ],
  },
});
