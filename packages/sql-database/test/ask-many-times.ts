/**
 * Asks the database at the given address so often that memory is collected many times, for a test that
 * reads what the collections tell. The first statements wait while memory fills, and so grow old.
 */
import { openSqlDatabase } from '../src/index.ts';

const statements = 12_000;
const slowStatements = 20;

function makeGarbage(count: number): number {
  const made: { place: number }[] = [];
  for (let place = 0; place < count; place += 1) made.push({ place });
  return made.length;
}

const url = process.argv[2] ?? '';
const database = openSqlDatabase({ url, schema: 'public', applicationName: 'many', poolSize: 1 });
for (let asked = 0; asked < statements; asked += 1) {
  const answer = database.query('SELECT $1::int AS asked', [asked]);
  makeGarbage(asked < slowStatements ? 200_000 : 200);
  await answer;
}
await database.close();
