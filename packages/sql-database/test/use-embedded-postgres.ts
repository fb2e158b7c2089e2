/**
 * A process that uses the embedded PostgreSQL as a service would, for tests that kill it. Takes the
 * data folder, writes what it was given as one line of JSON, and stops when its input ends.
 */
import { once } from 'node:events';
import { startEmbeddedPostgres } from '../src/index.ts';

const dataFolder = process.argv[2] ?? '';
const postgres = await startEmbeddedPostgres({ dataFolder });
console.log(JSON.stringify({ url: postgres.url, adopted: postgres.adopted }));
process.stdin.resume();
await once(process.stdin, 'end');
await postgres.stop();
