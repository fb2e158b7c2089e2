import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrate } from './migrate.ts';
import type { SqlDatabase } from './port.ts';

/** What `migrate` promises, on the database of the suite around it. */
export function describeMigrations(given: () => { url: string; database: SqlDatabase }): void {
  describe('migrations', () => {
    let folder: string;
    let schema: string;
    let schemas = 0;

    beforeEach(async () => {
      schemas += 1;
      schema = `migrated_${schemas}`;
      folder = await mkdtemp(join(tmpdir(), 'ticketing-migrations-'));
    });

    afterEach(async () => {
      await rm(folder, { recursive: true });
    });

    const write = (name: string, text: string) => writeFile(join(folder, name), text);
    const run = () => migrate({ url: given().url, schema, folder });
    const tables = async () => {
      const rows = await given().database.query<{ table_name: string }>(
        `SELECT table_name FROM information_schema.tables WHERE table_schema = $1
         ORDER BY table_name`,
        [schema],
      );
      return rows.map((row) => row.table_name);
    };

    test('are applied in order, once', async () => {
      await write('0002-seats.sql', 'ALTER TABLE halls ADD seats int; CREATE TABLE seats ();');
      await write('0001-halls.sql', 'CREATE TABLE halls ();');
      await write('notes.txt', 'not SQL');
      expect(await run()).toEqual({ applied: ['0001-halls.sql', '0002-seats.sql'] });
      expect(await tables()).toEqual(['halls', 'migrations', 'seats']);
      await write('0003-gates.sql', 'CREATE TABLE gates ();');
      expect(await run()).toEqual({ applied: ['0003-gates.sql'] });
      expect(await run()).toEqual({ applied: [] });
    });

    test('are applied once when many start at the same time', async () => {
      await write('0001-halls.sql', 'CREATE TABLE halls (); SELECT pg_sleep(0.1);');
      const results = await Promise.all([run(), run(), run()]);
      expect(results.flatMap((result) => result.applied)).toEqual(['0001-halls.sql']);
    });

    test('refuse an applied file that has changed, other line ends aside', async () => {
      await write('0001-halls.sql', 'CREATE TABLE halls (\n);');
      await run();
      await write('0001-halls.sql', 'CREATE TABLE halls (\r\n);');
      expect(await run()).toEqual({ applied: [] });
      await write('0001-halls.sql', 'CREATE TABLE halls (id int);');
      await expect(run()).rejects.toThrow(/0001-halls\.sql was changed/);
    });

    test('leave nothing of a file that fails, and name its line', async () => {
      await write('0001-halls.sql', 'CREATE TABLE halls ();');
      await write('0002-seats.sql', 'CREATE TABLE seats ();\n\nCREATE TABLE wrong (id nothing);');
      await expect(run()).rejects.toThrow(/0002-seats\.sql, line 3, failed: .*nothing/);
      expect(await tables()).toEqual(['halls', 'migrations']);
      await write('0002-seats.sql', 'CREATE TABLE seats ();');
      expect(await run()).toEqual({ applied: ['0002-seats.sql'] });
    });

    test('refuse a new file that sorts before an applied one', async () => {
      await write('0002-seats.sql', 'CREATE TABLE seats ();');
      await run();
      await write('0001-halls.sql', 'CREATE TABLE halls ();');
      await expect(run()).rejects.toThrow(/0001-halls\.sql is new/);
      expect(await tables()).toEqual(['migrations', 'seats']);
    });

    test('refuse names out of form and two files with one number', async () => {
      await write('1-halls.sql', 'CREATE TABLE halls ();');
      await expect(run()).rejects.toThrow(/1-halls\.sql/);
      await rm(join(folder, '1-halls.sql'));
      await write('0001-halls.sql', 'CREATE TABLE halls ();');
      await write('0001-seats.sql', 'CREATE TABLE seats ();');
      await expect(run()).rejects.toThrow(/same number/);
      expect(await tables()).toEqual([]);
    });

    test('of a newer release do not hinder an older one', async () => {
      await write('0001-halls.sql', 'CREATE TABLE halls ();');
      await write('0002-seats.sql', 'CREATE TABLE seats ();');
      await run();
      await rm(join(folder, '0002-seats.sql'));
      expect(await run()).toEqual({ applied: [] });
    });
  });
}
