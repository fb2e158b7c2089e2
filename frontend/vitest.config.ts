import { defineConfig } from 'vitest/config';

/** Logic only: formatting, the API client, posters' line breaking. Screens are tested in `e2e/`. */
export default defineConfig({
  test: { name: 'frontend', environment: 'node', include: ['src/**/*.test.ts'] },
});
