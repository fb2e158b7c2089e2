import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fitsSchema } from '@ticketing/service-kit';
import type { Static, TSchema } from 'typebox';

/** Records of one kind, each under its id. */
export interface Records<Item> {
  /** Keeps the record; an older one of the id is replaced. */
  save(id: string, item: Item): void;
  /** Keeps the record unless there is one of the id. */
  add(id: string, item: Item): void;
  /** Undefined when there is none, or when it is of another version's form. */
  read(id: string): Item | undefined;
  /** The last added first; read as far as the caller goes. */
  newestFirst(): Iterable<Item>;
  /** Does nothing when it is gone already. */
  remove(id: string): void;
}

/**
 * A file of records. What a call has done when it returns outlives the process that is killed; a power cut may
 * take the last records, as the file only stands in for a provider's machine.
 */
export interface RecordFile {
  records<const Schema extends TSchema>(kind: string, schema: Schema): Records<Static<Schema>>;
  /** Rejects when the file is gone or cannot be written. */
  ping(): Promise<void>;
  /** Does nothing when it is closed. */
  close(): void;
}

/** How long a call waits for another process that writes at this moment. */
const lockedMsMax = 1000;

const tableSql = `
  create table if not exists records (
    place integer primary key,
    kind text not null,
    id text not null,
    record text not null,
    unique (kind, id)
  ) strict`;

/** Opens the file, a SQLite database, or makes it; several processes may have it open. */
export async function openRecordFile(file: string): Promise<RecordFile> {
  await mkdir(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: lockedMsMax });
  // What is committed is in the system's hands at once, and on the disk some pages later.
  database.exec('pragma journal_mode = wal; pragma synchronous = normal');
  database.exec(tableSql);
  const insert = 'insert into records (kind, id, record) values (?, ?, ?)';
  const save = database.prepare(
    `${insert} on conflict (kind, id) do update set record = excluded.record`,
  );
  const add = database.prepare(`${insert} on conflict (kind, id) do nothing`);
  const read = database.prepare('select record from records where kind = ? and id = ?');
  const remove = database.prepare('delete from records where kind = ? and id = ?');

  return {
    records<const Schema extends TSchema>(kind: string, schema: Schema): Records<Static<Schema>> {
      type Item = Static<Schema>;
      const parse = (row: Record<string, unknown> | undefined): Item | undefined => {
        const item: unknown = row && JSON.parse(String(row.record));
        return fitsSchema(schema, item) ? item : undefined;
      };
      return {
        save: (id, item) => void save.run(kind, id, JSON.stringify(item)),
        add: (id, item) => void add.run(kind, id, JSON.stringify(item)),
        read: (id) => parse(read.get(kind, id)),
        *newestFirst() {
          const rows = database
            .prepare('select record from records where kind = ? order by place desc')
            .iterate(kind);
          for (const row of rows) {
            const item = parse(row);
            if (item !== undefined) yield item;
          }
        },
        remove: (id) => void remove.run(kind, id),
      };
    },
    async ping() {
      await stat(file);
      database.exec('begin immediate; rollback');
    },
    close() {
      if (database.isOpen) database.close();
    },
  };
}
