import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { describeMigrations } from './contract-migrations.ts';
import { openSqlDatabase } from './open-sql-database.ts';
import type { SqlClient, SqlDatabase } from './port.ts';

/** Creates an empty PostgreSQL database for the suite alone. */
export type DatabaseFactory = () => Promise<{ url: string; close(): Promise<void> }>;

const UNIQUE_VIOLATION = '23505';

/** What every SqlDatabase and `migrate` promise, on whichever PostgreSQL the factory gives. */
export function describeSqlDatabase(createDatabase: DatabaseFactory): void {
  let server: Awaited<ReturnType<DatabaseFactory>>;
  let database: SqlDatabase;

  beforeAll(async () => {
    server = await createDatabase();
    database = openSqlDatabase({ url: server.url, schema: 'shop', applicationName: 'contract' });
    await database.query('CREATE SCHEMA shop');
    await database.query('CREATE TABLE seats (id bigint PRIMARY KEY, owner text)');
  });

  afterAll(async () => {
    await database.close();
    await server.close();
  });

  test('the use of its connections can be seen', async () => {
    await database.query('SELECT 1');
    expect(database.poolUse()).toMatchObject({ openMax: 16, waiting: 0 });
    const held = Promise.withResolvers<void>();
    const transaction = database.transaction(() => held.promise);
    await vi.waitFor(() => {
      const { open, idle } = database.poolUse();
      expect(open - idle).toBe(1);
    });
    const others = Array.from({ length: 20 }, () => database.query('SELECT pg_sleep(0.05)'));
    await vi.waitFor(() => expect(database.poolUse().waiting).toBeGreaterThan(0));
    held.resolve();
    await Promise.all([transaction, ...others]);
    expect(database.poolUse().waiting).toBe(0);
  });

  describe('statements', () => {
    test('unqualified names resolve to the schema', async () => {
      const rows = await database.query(
        "SELECT table_schema FROM information_schema.tables WHERE table_name = 'seats'",
      );
      expect(rows).toEqual([{ table_schema: 'shop' }]);
    });

    test('values come back as numbers, instants and plain dates', async () => {
      const [row] = await database.query(
        `SELECT count(*) AS counted, $1::bigint AS large, array[1, null]::bigint[] AS list,
          '2026-07-01T10:00:00+09:00'::timestamptz AS instant, date '2026-07-01' AS day`,
        [9_007_199_254_740_991n],
      );
      expect(row).toEqual({
        counted: 1,
        large: 9_007_199_254_740_991,
        list: [1, null],
        instant: new Date('2026-07-01T01:00:00Z'),
        day: '2026-07-01',
      });
    });

    test('a bigint that a number cannot hold fails instead of losing digits', async () => {
      await expect(database.query('SELECT 9007199254740993::bigint AS id')).rejects.toThrow(
        '9007199254740993',
      );
    });

    test('parameters arrive as they were given', async () => {
      const instant = new Date('2026-07-01T01:02:03.456Z');
      const [row] = await database.query(
        `SELECT $1::text[] AS texts, $2::jsonb AS object, $3::timestamptz AS instant,
          $4::bytea AS bytes, $5::text AS nothing, $6::boolean AS truth, $7::bigint[] AS numbers`,
        [
          ['석', 'a"b,c', null],
          { 좌석: [1] },
          instant,
          new Uint8Array([0, 255]),
          null,
          true,
          [1, 2n],
        ],
      );
      expect(row).toEqual({
        texts: ['석', 'a"b,c', null],
        object: { 좌석: [1] },
        instant,
        bytes: Buffer.from([0, 255]),
        nothing: null,
        truth: true,
        numbers: [1, 2],
      });
    });

    test('a refused statement names its code and costs no connection', async () => {
      const single = openSqlDatabase({ ...options(server.url), poolSize: 1 });
      const backend = 'SELECT pg_backend_pid() AS pid';
      const before = await single.query(backend);
      await single.query('INSERT INTO seats VALUES (1)');
      await expect(single.query('INSERT INTO seats VALUES (1)')).rejects.toMatchObject({
        code: UNIQUE_VIOLATION,
      });
      expect(await single.query(backend)).toEqual(before);
      await single.close();
    });

    test('a statement that runs often outlives a change of its table', async () => {
      const read = (client: SqlClient) => client.query('SELECT * FROM halls WHERE id = $1', [1]);
      await database.query('CREATE TABLE halls (id bigint)');
      await database.query('INSERT INTO halls VALUES (1)');
      for (let uses = 0; uses < 5; uses += 1) expect(await read(database)).toEqual([{ id: 1 }]);
      await database.query('ALTER TABLE halls ADD name text');
      expect(await database.transaction(read)).toEqual([{ id: 1, name: null }]);
      expect(await read(database)).toEqual([{ id: 1, name: null }]);
    });

    test('who finds by key never reads a whole table, however small the server believes it', async () => {
      await database.query('CREATE TABLE orders (id text PRIMARY KEY, state text)');
      const service = openSqlDatabase({ ...options(server.url), poolSize: 1, findsByKey: true });
      const move = `WITH given AS (SELECT unnest($1::text[]) AS id)
        UPDATE orders SET state = 'paid' FROM given WHERE orders.id = given.id`;
      const scans = async () => {
        await service.query('SELECT pg_stat_force_next_flush()');
        const [row] = await database.query<{ seq_scan: number }>(
          "SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'orders'",
        );
        return row?.seq_scan;
      };
      const before = await scans();
      for (let uses = 0; uses < 10; uses += 1) await service.query(move, [[`order ${uses}`]]);
      expect(await scans()).toBe(before);
      for (let uses = 0; uses < 10; uses += 1) await database.query(move, [[`order ${uses}`]]);
      await database.query('SELECT pg_stat_force_next_flush()');
      await expect.poll(scans).toBeGreaterThan(before ?? 0);
      await service.close();
    });

    test('typed queries run in the same schema', async () => {
      const kysely = database.kysely<{ seats: { id: number; owner: string | null } }>();
      await kysely.insertInto('seats').values({ id: 20, owner: 'kim' }).execute();
      const rows = await kysely.selectFrom('seats').select('owner').where('id', '=', 20).execute();
      expect(rows).toEqual([{ owner: 'kim' }]);
    });

    test('connections that the server ended are replaced', async () => {
      await endBackends(database);
      await vi.waitFor(async () => {
        expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
      });
    });
  });

  describe('transactions', () => {
    test('all of it is kept when the work resolves', async () => {
      const result = await database.transaction(async (client) => {
        await client.query('INSERT INTO seats VALUES (100), (101)');
        return 'sold';
      });
      expect(result).toBe('sold');
      expect(await countSeats(database, [100, 101])).toBe(2);
    });

    test('nothing of it is kept when the work rejects', async () => {
      const work = database.transaction(async (client) => {
        await client.query('INSERT INTO seats VALUES (110)');
        throw new Error('card declined');
      });
      await expect(work).rejects.toThrow('card declined');
      expect(await countSeats(database, [110])).toBe(0);
    });

    test('a failed statement that the work hides still rejects the transaction', async () => {
      const work = database.transaction(async (client) => {
        await client.query('INSERT INTO seats VALUES (120)');
        await client.query('SELECT 1 / 0').catch(() => {});
      });
      await expect(work).rejects.toThrow('rolled back');
      expect(await countSeats(database, [120])).toBe(0);
    });

    test('statements begun together run one after another', async () => {
      const rows = await database.transaction((client) =>
        Promise.all([client.query('SELECT 1 AS n'), client.query('SELECT 2 AS n')]),
      );
      expect(rows).toEqual([[{ n: 1 }], [{ n: 2 }]]);
    });

    test('a statement after the end is refused', async () => {
      const late = await database.transaction(async (client) => () => client.query('SELECT 1'));
      await expect(late()).rejects.toThrow('has ended');
    });

    test('serialization failures are retried until all have run one after another', async () => {
      await database.query("INSERT INTO seats VALUES (130, '0')");
      const increment = () =>
        database.transaction(async (client) => {
          await client.query('SET TRANSACTION ISOLATION LEVEL SERIALIZABLE');
          const [seat] = await client.query<{ owner: string }>(
            'SELECT owner FROM seats WHERE id = 130',
          );
          const next = String(Number(seat?.owner) + 1);
          await client.query('UPDATE seats SET owner = $1 WHERE id = 130', [next]);
        });
      await Promise.all([increment(), increment(), increment()]);
      expect(await database.query('SELECT owner FROM seats WHERE id = 130')).toEqual([
        { owner: '3' },
      ]);
    });

    test('a deadlock ends with both transactions done', async () => {
      await database.query("INSERT INTO seats VALUES (140, ''), (141, '')");
      const bothHoldOne = Promise.withResolvers<void>();
      let holding = 0;
      const update = (first: number, second: number) =>
        database.transaction(async (client) => {
          const append = "UPDATE seats SET owner = owner || 'x' WHERE id = $1";
          await client.query(append, [first]);
          holding += 1;
          if (holding === 2) bothHoldOne.resolve();
          await bothHoldOne.promise;
          await client.query(append, [second]);
        });
      await Promise.all([update(140, 141), update(141, 140)]);
      const rows = await database.query('SELECT owner FROM seats WHERE id IN (140, 141)');
      expect(rows).toEqual([{ owner: 'xx' }, { owner: 'xx' }]);
    });

    test('retries end after three', async () => {
      let attempts = 0;
      const work = database.transaction(async (client) => {
        attempts += 1;
        await client.query("DO $$ BEGIN RAISE 'again' USING ERRCODE = '40001'; END $$");
      });
      await expect(work).rejects.toMatchObject({ code: '40001' });
      expect(attempts).toBe(4);
    });
  });

  describe('notices', () => {
    test('reach every handler of their channel in order, until it stops', async () => {
      const [first, second]: [string[], string[]] = [[], []];
      const stopFirst = await database.listen('Sold "now"', (payload) => first.push(payload));
      const stopSecond = await database.listen('Sold "now"', (payload) => second.push(payload));
      await notify(database, 'Sold "now"', 'a');
      await notify(database, 'Sold "now"', 'b');
      await vi.waitFor(() =>
        expect([first, second]).toEqual([
          ['a', 'b'],
          ['a', 'b'],
        ]),
      );
      await stopFirst();
      await notify(database, 'Sold "now"', 'c');
      await vi.waitFor(() => expect(second).toEqual(['a', 'b', 'c']));
      expect(first).toEqual(['a', 'b']);
      await stopSecond();
    });

    test('come again after a lost connection, and the loss itself is told once', async () => {
      const received: string[] = [];
      const stop = await database.listen('returned', (payload) => received.push(payload));
      await endBackends(database);
      await vi.waitFor(() => expect(received).toEqual(['']));
      await notify(database, 'returned', 'seat 7');
      await vi.waitFor(() => expect(received).toEqual(['', 'seat 7']));
      await stop();
    });

    test('a first connection that fails rejects', async () => {
      const nowhere = openSqlDatabase(options('postgresql://nobody@127.0.0.1:1/none'));
      await expect(nowhere.listen('x', () => {})).rejects.toThrow();
      await nowhere.close();
    });
  });

  test('ping resolves while the server answers', async () => {
    await expect(database.ping()).resolves.toBeUndefined();
  });

  test('pingWrites resolves while the server has space, and changes no setting', async () => {
    const workMemory = () => database.query('SHOW work_mem');
    const before = await workMemory();
    await expect(database.pingWrites()).resolves.toBeUndefined();
    expect(await workMemory()).toEqual(before);
  });

  test('close may be called again, and statements after it are refused', async () => {
    const other = openSqlDatabase(options(server.url));
    await other.query('SELECT 1');
    await Promise.all([other.close(), other.close()]);
    await expect(other.query('SELECT 1')).rejects.toThrow();
    await expect(other.listen('x', () => {})).rejects.toThrow('closed');
  });

  test('an address or schema that cannot be right fails at once, its password untold', () => {
    expect(() => openSqlDatabase(options('mysql://u:secret@h/d'))).toThrow(/^(?!.*secret).*URL/);
    expect(() => openSqlDatabase({ ...options(server.url), schema: '' })).toThrow(RangeError);
  });

  describeMigrations(() => ({ url: server.url, database }));
}

function options(url: string) {
  return { url, schema: 'shop', applicationName: 'contract' };
}

/** Ends every session of this database but the one that asks. */
async function endBackends(database: SqlDatabase): Promise<void> {
  await database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
}

async function notify(database: SqlDatabase, channel: string, payload: string): Promise<void> {
  await database.query('SELECT pg_notify($1, $2)', [channel, payload]);
}

async function countSeats(database: SqlDatabase, ids: number[]): Promise<number | undefined> {
  const [row] = await database.query<{ found: number }>(
    'SELECT count(*) AS found FROM seats WHERE id = ANY($1)',
    [ids],
  );
  return row?.found;
}
