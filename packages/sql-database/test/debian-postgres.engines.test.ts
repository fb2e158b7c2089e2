import type { LocalEngine } from '@ticketing/local-engines';
import { describeOnEngine } from '@ticketing/local-engines/testing';
import { describe, expect, test, vi } from 'vitest';
import { describeSqlDatabase } from '../src/contract.ts';
import { openSqlDatabase, type SqlDatabase } from '../src/index.ts';
import { PING_MILLISECONDS_MAX } from '../src/limits.ts';

const STARTED_AT = 'SELECT pg_postmaster_start_time() AS at';
const BACK_MILLISECONDS_MAX = 30_000;

await describeOnEngine(
  'postgres',
  (engine) => {
    describeSqlDatabase(() => createDatabase(engine()));

    describe('a PostgreSQL of its own', { timeout: 60_000 }, () => {
      test('is durable, asks for a password and takes the order of every other adapter', async () => {
        await withDatabase(engine(), async (database) => {
          const settings = await database.query(
            `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS sync,
              current_setting('listen_addresses') AS addresses, lower('ÉÄ') AS lower,
              'b' < 'C' COLLATE "default" AS by_language`,
          );
          expect(settings).toEqual([
            { fsync: 'on', sync: 'on', addresses: '127.0.0.1', lower: 'éä', by_language: false },
          ]);
        });
        const address = new URL(addressOf(engine()));
        address.password = 'guessed';
        const stranger = open(address.href);
        await expect(stranger.ping()).rejects.toMatchObject({ code: '28P01' });
        await stranger.close();
      });

      test('has every acknowledged row after it was killed, and serves again by itself', async () => {
        let acknowledged = 0;
        await withDatabase(engine(), async (database) => {
          await database.query('CREATE TABLE kept (id bigint)');
          const [before] = await database.query<{ at: Date }>(STARTED_AT);
          let restarted: Promise<void> | undefined;
          const insert = async (): Promise<void> => {
            await database.query('INSERT INTO kept VALUES ($1)', [acknowledged]);
            acknowledged += 1;
            if (acknowledged === 50) restarted = engine().kill();
            return insert();
          };
          await expect(insert()).rejects.toThrow();
          await restarted;
          expect(await measurePing(database)).toBeLessThan(PING_MILLISECONDS_MAX + 500);
          await engine().start();
          const row = await vi.waitFor(async () => {
            const [found] = await database.query<{ at: Date; kept: number }>(
              'SELECT pg_postmaster_start_time() AS at, count(*) AS kept FROM kept',
            );
            return found;
          }, BACK_MILLISECONDS_MAX);
          expect(row?.at).not.toEqual(before?.at);
          expect(row?.kept).toBeGreaterThanOrEqual(acknowledged);
        });
      });

      test('hears again on its channel after it was killed', async () => {
        await withDatabase(engine(), async (database) => {
          const heard: string[] = [];
          await database.listen('news', (payload) => void heard.push(payload));
          await engine().kill();
          await engine().start();
          const tell = async (): Promise<string[]> => {
            await database.query("SELECT pg_notify('news', 'back')").catch(() => undefined);
            return heard;
          };
          await expect.poll(tell, { timeout: BACK_MILLISECONDS_MAX }).toContain('back');
        });
      });

      test('fails a ping within its limit when it is frozen, and serves again when it thaws', async () => {
        await withDatabase(engine(), async (database) => {
          await database.ping();
          engine().freeze();
          const hangs = await measurePing(database);
          engine().thaw();
          expect(hangs).toBeLessThan(PING_MILLISECONDS_MAX + 500);
          await vi.waitFor(() => database.ping(), BACK_MILLISECONDS_MAX);
        });
      });
    });
  },
  { title: "SqlDatabase on Debian's PostgreSQL" },
);

const addressOf = (engine: LocalEngine): string => engine.variables.DATABASE_URL ?? '';

function open(url: string): SqlDatabase {
  return openSqlDatabase({ url, schema: 'public', applicationName: 'test', poolSize: 2 });
}

async function withDatabase(
  engine: LocalEngine,
  work: (database: SqlDatabase) => Promise<void>,
): Promise<void> {
  const database = open(addressOf(engine));
  await work(database).finally(() => database.close());
}

let databases = 0;

/** An empty database on the engine for one suite. */
async function createDatabase(
  engine: LocalEngine,
): Promise<{ url: string; close(): Promise<void> }> {
  databases += 1;
  const name = `contract_${databases}`;
  await withDatabase(
    engine,
    async (database) => void (await database.query(`CREATE DATABASE ${name}`)),
  );
  const address = new URL(addressOf(engine));
  address.pathname = `/${name}`;
  return {
    url: address.href,
    close: () =>
      withDatabase(engine, async (database) => {
        await database.query(`DROP DATABASE ${name} WITH (FORCE)`);
      }),
  };
}

async function measurePing(database: SqlDatabase): Promise<number> {
  const startedAt = performance.now();
  await expect(database.ping()).rejects.toThrow();
  return performance.now() - startedAt;
}
