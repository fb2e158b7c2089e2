import { nodeTool, runSteps, type Step } from './run-steps.ts';

/** What `npm run check` holds the code to: types, lint and format, import rules, dead code. */
export const checks: readonly Step[] = [
  { name: 'types', ...nodeTool('typescript-7/bin/tsc', '--noEmit', '-p', 'tsconfig.json') },
  {
    name: 'types of the front end',
    ...nodeTool('typescript-7/bin/tsc', '--noEmit', '-p', 'frontend/tsconfig.json'),
  },
  {
    name: 'lint and format',
    ...nodeTool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'),
  },
  {
    name: 'import rules',
    ...nodeTool(
      'dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.mjs',
      'packages',
      'services',
      'platform',
      'frontend/src',
      'frontend/server',
      'deployment',
      'e2e',
      'benchmarks',
      'simulation',
    ),
  },
  { name: 'dead code', ...nodeTool('knip/bin/knip.js') },
];

if (import.meta.main) {
  const results = await runSteps(checks);
  process.exitCode = results.every((result) => result.passed) ? 0 : 1;
}
