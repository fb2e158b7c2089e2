import { parseArgs } from 'node:util';
import { clearDeadLetters, listDeadLetters } from '@ticketing/event-bus/dead-letters';
import { ConfigError, eventBusConfig, loadConfig, openEventBus } from '@ticketing/service-kit';
import { Type } from 'typebox';

const usage = `Usage: npm run dead-letters -- list [GROUP] [--data]
       npm run dead-letters -- redrive GROUP
       npm run dead-letters -- discard GROUP

Shows the messages that a consumer group could not handle, hands them to it again, or drops them
(docs/how-to/dead-letters.md). The bus is that of the services: DATABASE_URL, or KAFKA_BOOTSTRAP_SERVERS
and what goes with it, or else the embedded one. --data also shows what the messages say, which may be
about people.`;

/** The groups that the services have by default. */
const groups = [
  'api-gateway',
  'booking-service',
  'events-service',
  'inventory-service',
  'notification-service',
  'payment-service',
  'search-service',
];
const shownMax = 1_000;

type Bus = Awaited<ReturnType<typeof openEventBus>>;

async function list(bus: Bus, group: string, withData: boolean): Promise<void> {
  const letters = await listDeadLetters(bus, group, shownMax);
  console.log(`${group}: ${letters.length === 0 ? 'none' : letters.length}`);
  for (const { message, topic, reason, attempts, setAsideAt } of letters) {
    const { id, key, type, data } = message;
    console.log(`  ${setAsideAt}  ${topic}  ${type}  ${id}  of ${key}`);
    console.log(`    after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}: ${reason}`);
    if (withData) console.log(`    ${JSON.stringify(data)}`);
  }
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { data: { type: 'boolean', default: false } },
  });
  const [action, group, ...more] = positionals;
  const clears = action === 'redrive' || action === 'discard';
  if (more.length > 0 || (clears ? group === undefined : action !== 'list')) {
    throw new ConfigError(usage, []);
  }
  const config = loadConfig(Type.Object(eventBusConfig), process.env);
  const bus = await openEventBus(config, { name: 'dead-letters' });
  try {
    if (clears && group !== undefined) {
      const count = await clearDeadLetters(bus, group, action);
      console.log(`${group}: ${count} ${action === 'redrive' ? 'handed over again' : 'dropped'}`);
      return;
    }
    for (const each of group === undefined ? groups : [group]) await list(bus, each, values.data);
  } finally {
    await bus.close();
  }
}

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
