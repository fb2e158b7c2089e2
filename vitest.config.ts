import { defineConfig } from 'vitest/config';

/**
 * One suite in projects; `npm test` runs them one after the other. No test needs its whole time: the limits end what
 * hangs, also on a machine several times slower than ours.
 */
const shared = { testTimeout: 60_000, hookTimeout: 120_000, passWithNoTests: false };
const notOurs = ['**/node_modules/**', '**/dist/**', 'e2e/**', '**/*.engines.test.ts'];

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: [
            '{packages,services,platform,scripts,benchmarks}/**/src/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: notOurs,
          setupFiles: ['packages/testing/src/property-seed.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'service',
          include: ['{packages,services}/*/test/**/*.test.ts', 'frontend/server/test/**/*.test.ts'],
          exclude: notOurs,
        },
      },
      {
        test: {
          ...shared,
          name: 'platform',
          include: ['platform/test/**/*.test.ts'],
          exclude: [...notOurs, 'platform/test/faults/**'],
          testTimeout: 240_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'faults',
          include: ['platform/test/faults/*.test.ts'],
          // See form.ts there: `npm test` runs the short form.
          exclude: process.env.FAULTS === 'all' ? notOurs : [...notOurs, '**/full-disk.test.ts'],
          testTimeout: 360_000,
          hookTimeout: 240_000,
          // Each file runs the whole system.
          fileParallelism: false,
        },
      },
      {
        test: {
          ...shared,
          name: 'deployment',
          include: ['deployment/test/**/*.test.ts'],
          exclude: notOurs,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'simulation',
          include: ['simulation/test/**/*.test.ts'],
          exclude: notOurs,
          testTimeout: 240_000,
          // Each file has workers of its own.
          fileParallelism: false,
        },
      },
      {
        test: {
          ...shared,
          name: 'engines',
          include: ['{packages,services}/*/test/**/*.engines.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'engines-system',
          include: ['platform/test/**/*.engines.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 240_000,
          // Each file runs the whole system and all engines.
          fileParallelism: false,
        },
      },
      'frontend/vitest.config.ts',
    ],
  },
});
