import { defineConfig } from 'vitest/config';

/** One suite, three projects; `npm test` runs them one after the other. */
const shared = { testTimeout: 20_000, hookTimeout: 60_000, passWithNoTests: false };
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
        },
      },
      {
        test: {
          ...shared,
          name: 'service',
          include: ['{packages,services}/*/test/**/*.test.ts'],
          exclude: notOurs,
        },
      },
      {
        test: {
          ...shared,
          name: 'platform',
          include: ['platform/test/**/*.test.ts'],
          exclude: notOurs,
          testTimeout: 120_000,
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
      'frontend/vitest.config.ts',
    ],
  },
});
