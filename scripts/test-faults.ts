import { conclude, runVitest } from './run-suites.ts';

/**
 * `npm run test:faults`: everything that can be killed is killed at every step of a sale, and each outage takes as
 * long as it may in earnest; some 20 minutes. `npm test` runs the same tests in their short form. What follows
 * `--` chooses test files by a part of their name.
 */
process.env.FAULTS = 'all';
const startedAt = performance.now();
conclude([await runVitest('faults', ...process.argv.slice(2))], startedAt);
