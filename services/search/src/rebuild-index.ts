import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError, httpServiceCaller } from '@ticketing/service-kit';
import { openSearchServerOf } from './config.ts';
import { rebuildIndex } from './operations/rebuild-index.ts';
import { loadSearchConfig } from './service.ts';

const busyMs = 1_000;
/** An instance that died at it holds the right to rebuild for a minute. */
const busyMsMax = 5 * 60_000;

/** `npm run rebuild-index`: builds the index in OpenSearch anew, whatever its age. */
async function rebuildNow(): Promise<void> {
  const config = loadSearchConfig(process.env, { envFile: resolve('.env') });
  const server = openSearchServerOf(config);
  if (server === undefined) {
    throw new ConfigError('There is no OPENSEARCH_HOST: the embedded index is built at a start.', [
      'start the search service again',
    ]);
  }
  const { openOpenSearchIndex } = await import('./engines/opensearch.ts');
  const index = await openOpenSearchIndex(server);
  const events = httpServiceCaller({
    baseUrl: config.EVENTS_SERVICE_URL,
    serviceToken: config.SERVICE_TOKEN,
  });
  try {
    const deadline = performance.now() + busyMsMax;
    for (;;) {
      const { outcome, events: read } = await rebuildIndex({ index, events }, () => true);
      if (outcome === 'rebuilt') return console.log(`Built from ${read} events.`);
      if (performance.now() > deadline) throw new Error('another instance has been at it too long');
      await sleep(busyMs);
    }
  } finally {
    await index.close();
  }
}

try {
  await rebuildNow();
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}
