import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type {
  CondenseSettings,
  FromCondenseThread,
  ToCondenseThread,
} from './condense-messages.ts';

/** Makes snapshots in a thread of its own, one after the other, whenever nobody else wants its core. */
const port = parentPort;
if (port === null) throw new Error('this file is the inside of a thread');
// Of this thread alone; elsewhere it would be the whole process's.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);
// Loading all that costs more than some snapshots, so it comes after.
const { openSqlDatabase } = await import('@ticketing/sql-database');
const { condenseJournal } = await import('../operations/condense-journal.ts');
const { createPostgresSeatStore } = await import('../storage/postgres-seat-store.ts');

const { databaseUrl, schema } = workerData as CondenseSettings;
const database = openSqlDatabase({
  url: databaseUrl,
  schema,
  applicationName: `${schema} snapshots`,
  findsByKey: true,
  poolSize: 1,
});
const condense = condenseJournal(createPostgresSeatStore(database));

port.on('message', ({ performanceId }: ToCondenseThread) => {
  const tell = (message: FromCondenseThread) => port.postMessage(message);
  condense(performanceId).then(
    () => tell({}),
    (error: unknown) => tell({ failure: error instanceof Error ? error.message : String(error) }),
  );
});
