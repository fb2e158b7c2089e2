/**
 * `npm run export-table -- FILE` writes the DynamoDB table of bookings to a file, a line an item;
 * `npm run import-table -- FILE` writes such a file into the table, which must be empty.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ConfigError } from '@ticketing/service-kit';
import { loadBookingConfig } from './config.ts';
import { ensureBookingsTable, openDynamo } from './engines/dynamodb.ts';
import { exportItems, importItems } from './engines/dynamodb-copy.ts';

const [, , direction, file] = process.argv;
try {
  console.log(await copyTable());
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 1;
}

async function copyTable(): Promise<string> {
  const config = loadBookingConfig(process.env, { envFile: resolve('.env') });
  const table = config.DYNAMODB_TABLE_NAME;
  const faults = [
    ...(table === undefined ? ['DYNAMODB_TABLE_NAME: set it to the table'] : []),
    ...(file === undefined ? ['the name of a file is missing'] : []),
  ];
  if (table === undefined || file === undefined) throw new ConfigError('Nothing copied:', faults);
  const isProduction = config.NODE_ENV === 'production';
  const dynamo = openDynamo({
    region: config.AWS_REGION,
    endpoint: config.DYNAMODB_ENDPOINT,
    local: config.DYNAMODB_ENDPOINT !== undefined && !isProduction,
  });
  try {
    if (direction === 'export') {
      // 'wx': an earlier copy is never written over.
      const target = createWriteStream(file, { flags: 'wx', mode: 0o600 });
      await pipeline(Readable.from(exportItems(dynamo, table)), target);
      return `The table ${table} is copied to ${file}.`;
    }
    await ensureBookingsTable(dynamo, { table, isProtected: isProduction });
    const count = await importItems(dynamo, table, linesOf(file));
    return `${count} items written to the table ${table}.`;
  } finally {
    dynamo.destroy();
  }
}

/** Opened only when the first line is asked for: what is read before somebody listens is lost. */
async function* linesOf(name: string): AsyncGenerator<string> {
  yield* createInterface({ input: createReadStream(name) });
}
