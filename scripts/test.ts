import { checks } from './check.ts';
import { runSteps } from './run-steps.ts';
import { type Counts, conclude, runEndToEnd, runVitest } from './run-suites.ts';

/** `npm test`: all checks, then all tests that need nothing but npm. */
const startedAt = performance.now();
const checked = await runSteps(checks);
const suites: Counts[] = [
  {
    passed: checked.filter((check) => check.passed).length,
    failed: checked.filter((check) => !check.passed).length,
    failures: checked.filter((check) => !check.passed).map((check) => check.name),
  },
];
for (const project of [
  'unit',
  'frontend',
  'service',
  'platform',
  'faults',
  'deployment',
  'simulation',
]) {
  suites.push(await runVitest(project));
}
suites.push(await runEndToEnd('end-to-end tests'));
conclude(suites, startedAt);
