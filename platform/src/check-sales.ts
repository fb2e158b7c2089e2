import { loadBookingConfig, readAllBookings } from '@ticketing/booking-service';
import { ConfigError, openSqlServer } from '@ticketing/service-kit';
import { openSqlDatabase } from '@ticketing/sql-database';
import { findSaleFaults } from './find-sale-faults.ts';

/**
 * `npm run check-sales`: names what is not whole between bookings, seats and payments. It reads the engines
 * of booking’s settings. Ends with 1 when something is not whole, with 2 when it could not look.
 */
async function checkSales(): Promise<string[]> {
  const config = loadBookingConfig(process.env);
  const server = await openSqlServer(config);
  const applicationName = 'check-sales';
  const database = openSqlDatabase({ url: server.url, schema: 'public', applicationName });
  const isElsewhere = config.DYNAMODB_TABLE_NAME !== undefined;
  try {
    return await findSaleFaults(database, isElsewhere ? readAllBookings(config) : undefined);
  } finally {
    await database.close();
    await server.close();
  }
}

try {
  const faults = await checkSales();
  for (const fault of faults) console.log(fault);
  if (faults.length === 0) console.log('Every sale is whole.');
  else process.exitCode = 1;
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exitCode = 2;
}
