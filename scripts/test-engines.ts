import {
  type EngineName,
  EngineUnavailableError,
  type LocalEngine,
  startEngine,
} from '@ticketing/local-engines';
import { type Counts, conclude, runEndToEnd, runVitest } from './run-suites.ts';

/**
 * `npm run test:engines`: the contract suites on the real engines, the customer journeys on the whole system
 * as production runs it, and the system under outages and in doubles. An engine that this machine cannot have
 * leaves out what needs it, by name; with REQUIRE_ENGINES=1 that is a failure. `-- journeys` runs that part alone.
 */
const parts = {
  contracts: () => runVitest('engines'),
  journeys: runJourneys,
  system: () => runVitest('engines-system'),
};
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`Which part? npm run test:engines -- ${Object.keys(parts).join(' | ')}`);
  process.exit(2);
}
const required = process.env.REQUIRE_ENGINES === '1';
const startedAt = performance.now();
const suites: Counts[] = [];
for (const [name, runPart] of Object.entries(parts)) {
  if (chosen.length === 0 || chosen.includes(name)) suites.push(await runPart());
}
conclude(suites, startedAt);

/**
 * The journeys of `npm test`, by the same browser, on services apart and their engines. On one screen: a phone's
 * page sends the engines what a desk's does, and how it looks `npm test` sees.
 */
async function runJourneys(): Promise<Counts> {
  const names: EngineName[] = ['postgres', 'redis', 'kafka', 'dynamodb', 'opensearch', 'ses'];
  const engines: LocalEngine[] = [];
  try {
    for (const name of names) engines.push(await startEngine(name));
    const variables = Object.assign({}, ...engines.map((engine) => engine.variables));
    return await runEndToEnd('end-to-end tests on the engines', {
      env: { E2E_TOPOLOGY: 'apart', ...variables },
      screen: 'desk',
    });
  } catch (error) {
    if (!(error instanceof EngineUnavailableError)) throw error;
    const notRun = `end-to-end tests on the engines, NOT RUN: ${error.message}`;
    console.log(notRun);
    return required
      ? { passed: 0, failed: 1, failures: [notRun] }
      : { passed: 0, failed: 0, failures: [] };
  } finally {
    await Promise.all(engines.map((engine) => engine.stop()));
  }
}
