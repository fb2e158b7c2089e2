import { nodeTool, runStep } from './run-steps.ts';

/**
 * `npm run test:engines`: the contract suites on the real Kafka, Redis, DynamoDB Local and OpenSearch.
 * Needs Java 17, Maven and redis-server on the machine; the tests start the engines themselves.
 */
const result = await runStep({
  name: 'contract suites on real engines',
  ...nodeTool('vitest/vitest.mjs', 'run', '--project=engines', ...process.argv.slice(2)),
});
process.exitCode = result.passed ? 0 : 1;
