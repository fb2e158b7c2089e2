import { openSqlDatabase } from '@ticketing/sql-database';
import { runChildTask } from '../src/contract-child.ts';
import { eventBusSchema, openPostgresEventBus } from '../src/index.ts';

const database = openSqlDatabase({
  url: process.env.CONTRACT_DATABASE_URL ?? '',
  schema: eventBusSchema,
  applicationName: 'event-bus-contract-child',
});
await runChildTask(await openPostgresEventBus({ database }), JSON.parse(process.argv[2] ?? ''));
