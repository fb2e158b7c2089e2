/** Inventory as a process of its own, to be killed. Arguments: the database's address, and a port. */
import { openPostgresEventBus } from '@ticketing/event-bus';
import { newId, systemClock } from '@ticketing/service-kit';
import { openSqlDatabase } from '@ticketing/sql-database';
import { quietLogger, testTokens } from '@ticketing/testing';
import { createInventoryService, inventorySchema } from '../../src/service.ts';
import { openCondenser } from '../../src/threads/open-condenser.ts';

const url = process.argv[2];
if (url === undefined) throw new Error('the address of a database is missing');
const port = Number(process.argv[3] ?? 0);
const database = openSqlDatabase({ url, schema: inventorySchema, applicationName: 'killed' });
const condenser = openCondenser({ databaseUrl: url, schema: inventorySchema });
const service = createInventoryService({
  database,
  condense: condenser.condense,
  eventBus: await openPostgresEventBus({ database }),
  // Every performance was opened before, so nobody is asked for a layout.
  events: { call: () => Promise.reject(new Error('nothing to be asked')) },
  tokens: testTokens(),
  clock: systemClock,
  newId,
  advertised: port === 0 ? { host: '127.0.0.1' } : { host: '127.0.0.1', port },
  logger: quietLogger(),
});
await service.start();
process.stdout.write(`${await service.listenRpc('127.0.0.1', port)}\n`);
process.once('SIGTERM', () => {
  void service.close().then(() => process.exit(0));
});
